"""The open notes of a plan as comments of a file for others: what they say, never who wrote it."""

from __future__ import annotations

from collections import defaultdict

from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.place_names import Names, of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey

_BETWEEN = "\n\n"


class Comments:
    """What the notes say, by the place they are about."""

    def __init__(self, plan: Plan, *, wanted: bool) -> None:
        """Takes the open notes of a plan; none where they are not wanted."""
        self._notes: dict[str, list[str]] = defaultdict(list)
        self._lost: list[str] = []
        names = Names(plan)
        for note in plan.notes if wanted else ():
            if note.resolved:
                continue
            place = names.read(note.place)
            if place.kind in ("indicator", "passage"):
                self._notes[place.key].append(note.text)
            elif place.cell and place.cell.layer == PLAN:
                self._notes[of_cell(place.cell)].append(note.text)
            else:
                self._lost.append(note.text)

    def of_cell(self, cell: CellKey) -> str:
        """What the notes on a cell say; empty where there is none."""
        return self.of_item(of_cell(cell))

    def of_item(self, key: str) -> str:
        """What the notes on an indicator or a passage say, on any of its fields too."""
        return _BETWEEN.join(self._notes.get(key, ()))

    def findings(self) -> list[Finding]:
        """The notes whose place the file does not show."""
        return [
            Finding(kind="print_form_note_left_out", severity=Severity.INFO, parameters={"note": text})
            for text in self._lost
        ]
