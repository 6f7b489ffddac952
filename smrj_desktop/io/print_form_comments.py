"""The open notes of a plan as comments of a file for others: what they say, never who wrote it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import Names, of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey

_BETWEEN = "\n\n"


class Comments:
    """What the notes say, by the place they are about; they know which of them have been told."""

    def __init__(self, plan: Plan, *, wanted: bool) -> None:
        """Takes the open notes of a plan; none where they are not wanted."""
        self._notes: dict[str, list[Note]] = defaultdict(list)
        self._lost: list[str] = []
        self._told: set[str] = set()
        names = Names(plan)
        for note in sorted(plan.notes, key=lambda note: note.at) if wanted else ():
            if note.resolved:
                continue
            place = names.read(note.place)
            if place.kind in ("indicator", "passage"):
                self._notes[place.key].append(note)
            elif place.cell and place.cell.layer == PLAN:
                self._notes[of_cell(place.cell)].append(note)
            else:
                self._lost.append(note.text)

    def of_cell(self, cell: CellKey) -> str:
        """What the notes on a cell say; empty where there is none."""
        return self.of_item(of_cell(cell))

    def of_cells(self, cells: Iterable[CellKey]) -> str:
        """What the notes on any of some cells say."""
        return _BETWEEN.join(filter(None, map(self.of_cell, cells)))

    def of_item(self, key: str) -> str:
        """What the notes on an indicator or a passage say, on any of its fields too."""
        notes = self._notes.get(key, ())
        self._told.update(note.key for note in notes)
        return _BETWEEN.join(note.text for note in notes)

    def has_told(self, note: Note) -> bool:
        """Whether somebody has asked for what is said of a note's place."""
        return note.key in self._told

    def findings(self) -> list[Finding]:
        """The notes whose place the file does not show."""
        return [
            Finding(kind="print_form_note_left_out", severity=Severity.INFO, parameters={"note": text})
            for text in self._lost
        ]
