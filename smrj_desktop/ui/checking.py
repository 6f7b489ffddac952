"""The checks of the open plan, live: an edit is checked at once, wrong cells are looked for in between."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from smrj_desktop.domain import codec
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.domain.checks.review import Review
    from smrj_desktop.io.jobs import Checked

MARKING = ("error", "warning")
"""Findings of these words mark the cells they are about."""
LIVE_CELLS = 8_000
"""A plan with more printed cells is checked in the worker process, when the keys rest."""
REST_MS = 1_500
PAUSE_MS = 200
"""Wrong cells are looked for when the keys have rested so long; the verdict and the findings do not wait."""
SLICE_S = 0.008
"""So long the window is kept from painting at a time; a problem of the solver takes a fraction of it."""


def is_large(plan: Plan) -> bool:
    """Whether a plan has too many cells to be checked between two keys."""
    tables = plan.tables.values()
    return sum(len(table.template.lines) * len(table.template.columns) for table in tables) > LIVE_CELLS


class Checking(QObject):
    """Keeps the findings of a document.

    Signals:
        changed: the findings, their suspects or the verdict may be others now.
        marked: other cells are marked now; carries the `CellKey`s whose mark changed.

    Attributes:
        findings: in the order of the plan.
        holds: the joint proof's verdict; None where it is not known, or not known yet.
        searching: whether wrong cells are still being looked for, or a large plan is being checked.
        exhausted: whether too much is wrong for single cells to be named.
        review: the live checks; None for a plan too large for that.
    """

    changed = Signal()
    marked = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Checks nothing before `start`."""
        super().__init__(parent)
        self._document = document
        # a process of its own, or a save would have to wait for a check
        self._tasks = Tasks(self)
        self.findings: list[Finding] = []
        self.holds: bool | None = None
        self.searching = False
        self.exhausted = False
        self.review: Review | None = None
        self._marks: dict[CellKey, str] = {}
        self._steps: Iterator[None] | None = None
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._search)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._slices.start)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._send)
        self._sent_state = 0
        self._started = False

    def start(self) -> None:
        """Checks the plan, and follows it from now on; a second call changes nothing."""
        if self._started:
            return
        self._started = True
        self._document.changed.connect(self._on_changed)
        self._document.replaced.connect(self._on_replaced)
        self._on_replaced()

    def close(self) -> None:
        """Checks no more, and ends the worker process where there is one."""
        self._abandon()
        self._tasks.close()

    @property
    def marking(self) -> bool:
        """Whether any cell is marked."""
        return bool(self._marks)

    def mark(self, cell: CellKey) -> str:
        """`error` or `warning` where a finding that nobody has accepted is about a cell, else empty."""
        return self._marks.get(cell, "")

    def about(self, cell: CellKey) -> list[Finding]:
        """The findings that mark a cell."""
        return [
            finding
            for finding in self.findings
            if not finding.accepted
            and finding.word in MARKING
            and cell in (finding.cell, *(item.cell for item in finding.suspects[:1]))
        ]

    def _on_replaced(self) -> None:
        from smrj_desktop.domain.checks.review import Review

        self._abandon()
        if is_large(self._document.plan):
            self.review, self.findings, self.holds = None, [], None
            self.searching = True
            self._rest.start()
            self._tell()
        else:
            self.review = Review(self._document.plan)
            self._read()

    def _on_changed(self, changes: Changes) -> None:
        if self.review is None:
            self.searching = True
            self._rest.start()
            self.changed.emit()
        elif self.review.update(changes):
            self._abandon()
            self._read()

    def _read(self) -> None:
        """Takes over what the live checks have found."""
        assert self.review is not None
        self.findings = self.review.findings()
        self.holds, self.exhausted = self.review.holds, self.review.exhausted
        self.searching = self.review.pending
        if self.review.pending:
            self._steps = self.review.steps()
            self._pause.start()
        self._tell()

    def _tell(self) -> None:
        before, self._marks = self._marks, {}
        for finding in self.findings:
            if finding.cell is None or finding.accepted or finding.word not in MARKING:
                continue
            for cell in (finding.cell, *(item.cell for item in finding.suspects[:1])):
                if self._marks.get(cell) != "error":
                    self._marks[cell] = finding.word
        cells = before.keys() | self._marks.keys()
        if other := {cell for cell in cells if before.get(cell) != self._marks.get(cell)}:
            self.marked.emit(other)
        self.changed.emit()

    # ---- wrong cells, in slices

    def _search(self) -> None:
        assert self._steps is not None and self.review is not None
        until = perf_counter() + SLICE_S
        try:
            while perf_counter() < until:
                next(self._steps)
        except (StopIteration, SmrjError):
            self._abandon()
            self.review.pending = False
            self._read()

    def _abandon(self) -> None:
        for timer in (self._slices, self._pause, self._rest):
            timer.stop()
        self._steps = None

    # ---- large plans

    def _send(self) -> None:
        """Has a large plan checked in the worker process; waits while that does something else."""
        if self._tasks.busy:
            self._rest.start()
            return
        self._sent_state = self._document.state
        self._tasks.run(
            "check",
            plan=codec.canonical(self._document.plan.to_json()),
            on_done=self._take,
            on_failed=self._give_up,
            on_cancelled=self._stop,
        )

    def _take(self, checked: Checked) -> None:
        if self._document.state != self._sent_state:
            self._rest.start()
            return
        self.findings = list(checked.findings)
        self.holds, self.exhausted = checked.holds, checked.exhausted
        self.searching = False
        self._tell()

    def _give_up(self, _error: SmrjError) -> None:
        self._stop()

    def _stop(self) -> None:
        """The checks came to no verdict; the next edit asks for them again."""
        self.holds, self.searching = None, False
        self._tell()
