"""What the checks would say of a plan that is about to come about, beside what they say of it now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.io import check_report
from smrj_desktop.messages import text
from smrj_desktop.ui.checking import MARKING, is_large
from smrj_desktop.ui.dialog_parts import Sentence
from smrj_desktop.ui.plain_table import Column, PlainTable
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.domain.checks.finding import Finding
    from smrj_desktop.domain.plan import Plan

REST_MS = 150
"""The checks run when nothing has been decided for so long."""
MOST = 200
"""So many new findings are listed one by one."""


class ReviewFindings(QWidget):
    """Errors and places to check, before and after, and which of them are new.

    Attributes:
        said: the counts, or why there are none.
        table: the new ones.
    """

    def __init__(self, plan: Plan, preview: Callable[[], Plan], parent: QWidget | None = None) -> None:
        """Checks when it is shown, and again after each `look`.

        Args:
            plan: as it is now; neither it nor what was accepted in it changes meanwhile.
            preview: gives the plan that would come about.
            parent: the widget it is in.
        """
        super().__init__(parent)
        self._plan, self._preview = plan, preview
        self._before: list[Finding] | None = None
        self.said = Sentence("")
        name = text("reviewing.new_findings")
        self.table = PlainTable([Column(name)], name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.check)
        if is_large(plan):
            self.said.setText(text("reviewing.too_large"))
            self.table.hide()
        else:
            self.look()

    def look(self) -> None:
        """Checks anew once nothing more is decided for a moment."""
        if not is_large(self._plan):
            self._rest.start()

    def check(self) -> None:
        """Checks now."""
        if self._before is None:
            self._before = _standing(self._plan)
        try:
            after = _standing(self._preview())
        except SmrjError as error:
            self.said.setText(text(error.message, **error.parameters))
            self.table.fill([])
            return
        known = {_identity(finding) for finding in self._before}
        new = [finding for finding in after if _identity(finding) not in known]
        there = {_identity(finding) for finding in after}
        gone = sum(_identity(finding) not in there for finding in self._before)
        news = text("reviewing.news", new=len(new), gone=gone)
        self.said.setText("　".join((*_counts(self._before, after), news)))
        rows = [
            [f"{check_report.where(self._plan, finding.place)}\n{check_report.sentence(finding)}"]
            for finding in new[:MOST]
        ]
        if len(new) > MOST:
            rows.append([text("paste.more", count=len(new) - MOST)])
        self.table.fill(rows)


def _standing(plan: Plan) -> list[Finding]:
    """The errors and the places to check in a plan that nobody has accepted."""
    from smrj_desktop.domain.checks.review import Review

    return [item for item in Review(plan).findings() if item.word in MARKING and not item.accepted]


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes a finding another one: where it is and what it says."""
    return finding.kind, finding.key, finding.place, tuple(sorted(map(str, finding.parameters.items())))


def _counts(before: Sequence[Finding], after: Sequence[Finding]) -> Iterable[str]:
    """How many there were and will be, word by word."""
    old, new = (Counter(finding.word for finding in findings) for findings in (before, after))
    return (
        text("reviewing.count", word=text(f"word.{word}"), before=old[word], after=new[word])
        for word in MARKING
    )
