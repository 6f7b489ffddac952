"""The ties of the plan, their explained differences, and what further ties the figures suggest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.amounts import show_difference
from smrj_desktop.domain.check_records import ExplainedDifference, Tie
from smrj_desktop.domain.edits import (
    Batch,
    Dismiss,
    Edit,
    PutTie,
    RemoveExplained,
    RemoveTie,
    Restore,
)
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import check_report
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, resize_within_screen
from smrj_desktop.ui.plain_table import Cell, Column, PlainTable
from smrj_desktop.ui.tie_words import accounts_words, proposal_words, side_words
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.domain.checks.mining import Proposal


class Ties(QDialog):
    """Three pages: ties, explained differences, proposals. It asks for edits and shows the plan after them.

    Signals:
        edit_wanted: carries the edit and what the step is called.
        tie_wanted: a tie is to be edited, carried along, or a new one made, where it is None.
        explanation_wanted: the same for an explained difference.
        mining_wanted: proposals are asked for; carries whether with last year's plan.

    Attributes:
        ties, explained, proposals, dismissed: the lists.
    """

    edit_wanted = Signal(object, str)
    tie_wanted = Signal(object)
    explanation_wanted = Signal(object)
    mining_wanted = Signal(bool)

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        """Shows the ties of a plan, which is read again at each `refresh`."""
        super().__init__(parent)
        self._plan = plan
        self._found: tuple[Proposal, ...] = ()
        self.setWindowTitle(text("ties.title"))
        resize_within_screen(self, 1080, 240, 12)
        self.pages = QTabWidget()
        self.ties = self._list("ties", ("label", 0), ("sides", 0), ("accounts", 0), ("within", 6))
        self.explained = self._list(
            "explained", ("tie", 0), ("place", 0), ("amount", 5, True), ("reason", 0), ("who", 8)
        )
        self.proposals = self._list(
            "proposals", ("label", 0), ("accounts", 0), ("columns", 8), ("evidence", 5, True)
        )
        self.dismissed = self._list("dismissed", ("key", 0))
        self.said = QLabel(text("ties.not_mined"), wordWrap=True)
        self._buttons: dict[str, QPushButton] = {}
        self.pages.addTab(self._page(self.ties, ("add", "change", "remove"), "ties"), text("ties.page_ties"))
        self.pages.addTab(
            self._page(self.explained, ("explain", "reexplain", "forget"), "explained"),
            text("ties.page_explained"),
        )
        self.pages.addTab(self._expert_page(), text("ties.page_proposals"))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.pages, 1)
        layout.addWidget(close)
        for name, act in (
            ("add", self._add),
            ("change", self._change),
            ("remove", self._remove),
            ("explain", self._explain),
            ("reexplain", self._reexplain),
            ("forget", self._forget),
            ("adopt", self._adopt),
            ("dismiss", self._dismiss),
            ("restore", self._restore),
        ):
            self._buttons[name].clicked.connect(act)
        self._buttons["mine"].clicked.connect(lambda: self.mining_wanted.emit(False))
        self._buttons["mine_last"].clicked.connect(lambda: self.mining_wanted.emit(True))
        self.ties.itemDoubleClicked.connect(self._change)
        self.explained.itemDoubleClicked.connect(self._reexplain)
        for table in (self.ties, self.explained, self.proposals, self.dismissed):
            table.itemSelectionChanged.connect(self._enable)
        self.refresh(plan)

    def _list(self, name: str, *columns: tuple[str, float] | tuple[str, float, bool]) -> PlainTable:
        heads = [Column(text(f"ties.{name}_{column[0]}"), *column[1:]) for column in columns]
        return PlainTable(heads, text(f"ties.page_{name}") if name != "dismissed" else text("ties.dismissed"))

    def _page(self, table: PlainTable, commands: Sequence[str], name: str) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(text(f"ties.intro_{name}")))
        layout.addWidget(table, 1)
        layout.addLayout(self._commands(commands))
        return page

    def _commands(self, names: Sequence[str]) -> QHBoxLayout:
        row = QHBoxLayout()
        for name in names:
            button = self._buttons[name] = QPushButton(text(f"ties.{name}"))
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _expert_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(text("ties.intro_proposals")))
        layout.addLayout(self._commands(("mine", "mine_last")))
        layout.addWidget(self.said)
        layout.addWidget(self.proposals, 3)
        layout.addLayout(self._commands(("adopt", "dismiss")))
        layout.addWidget(QLabel(text("ties.dismissed")))
        layout.addWidget(self.dismissed, 1)
        layout.addLayout(self._commands(("restore",)))
        return page

    # ---- what is shown

    def refresh(self, plan: Plan) -> None:
        """Shows the plan as it is now and keeps the rows that are chosen."""
        self._plan = plan
        labels = {tie.key: tie.label for tie in plan.ties}
        self._fill(
            self.ties,
            [
                (
                    tie.label,
                    side_words(plan, tie),
                    accounts_words(plan, tie),
                    text(f"tie_form.within_{tie.within}"),
                )
                for tie in plan.ties
            ],
        )
        self._fill(
            self.explained,
            [
                (
                    labels.get(item.tie, item.tie),
                    check_report.column_at(plan, item.account, item.column),
                    Cell(show_difference(item.amount), figure=True),
                    item.reason,
                    " ".join(filter(None, (item.author, item.at))),
                )
                for item in plan.explained
            ],
        )
        gone = {item.key for item in plan.dismissed} | {tie.key for tie in plan.ties}
        self._found = tuple(item for item in self._found if not {item.key, item.tie.key} & gone)
        self._show_proposals()
        self._fill(self.dismissed, [(proposal_words(plan, item.key),) for item in plan.dismissed])
        self._enable()

    def _fill(self, table: PlainTable, rows: Sequence[Sequence[Cell | str]]) -> None:
        row = table.currentRow()
        table.fill(rows)
        if rows:
            table.setCurrentCell(min(max(row, 0), len(rows) - 1), 0)

    def show_proposals(self, found: Sequence[Proposal]) -> None:
        """Shows what was proposed."""
        self._found = tuple(found)
        self.said.setText(text("ties.mined" if found else "ties.mined_none", count=len(found)))
        self._show_proposals()
        self._enable()

    def say(self, sentence: str) -> None:
        """Says above the proposals how the search goes."""
        self.said.setText(sentence)

    def _show_proposals(self) -> None:
        self._fill(
            self.proposals,
            [
                (
                    side_words(self._plan, item.tie),
                    accounts_words(self._plan, item.tie),
                    text("ties.held", exact=item.exact, rounding=item.rounding),
                    Cell(f"{item.evidence:.1f}", figure=True),
                )
                for item in self._found
            ],
        )

    def _enable(self) -> None:
        chosen = {
            "change": self._tie(),
            "remove": self._tie(),
            "reexplain": self._difference(),
            "forget": self._difference(),
            "adopt": self._proposal(),
            "dismiss": self._proposal(),
            "restore": self.dismissed.currentRow() >= 0 or None,
        }
        for name, item in chosen.items():
            self._buttons[name].setEnabled(item is not None)

    def _tie(self) -> Tie | None:
        row = self.ties.currentRow()
        return self._plan.ties[row] if 0 <= row < len(self._plan.ties) else None

    def _difference(self) -> ExplainedDifference | None:
        row = self.explained.currentRow()
        return self._plan.explained[row] if 0 <= row < len(self._plan.explained) else None

    def _proposal(self) -> Proposal | None:
        row = self.proposals.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    # ---- what is asked for

    def _want(self, edit: Edit, step: str, name: str) -> None:
        self.edit_wanted.emit(edit, text(f"step.{step}", name=name))

    def _add(self) -> None:
        self.tie_wanted.emit(None)

    def _change(self) -> None:
        if tie := self._tie():
            self.tie_wanted.emit(tie)

    def _remove(self) -> None:
        tie = self._tie()
        if tie is None:
            return
        steps: list[Edit] = [
            RemoveExplained(tie=item.tie, account=item.account, column=item.column)
            for item in self._plan.explained
            if item.tie == tie.key
        ]
        self._want(Batch(edits=(*steps, RemoveTie(key=tie.key))), "remove_tie", tie.label)

    def _explain(self) -> None:
        self.explanation_wanted.emit(None)

    def _reexplain(self) -> None:
        if known := self._difference():
            self.explanation_wanted.emit(known)

    def _forget(self) -> None:
        known = self._difference()
        if known:
            edit = RemoveExplained(tie=known.tie, account=known.account, column=known.column)
            self._want(edit, "remove_explained", known.reason)

    def _adopt(self) -> None:
        proposal = self._proposal()
        if proposal:
            tie = replace(proposal.tie, label=side_words(self._plan, proposal.tie))
            self._want(PutTie(tie=tie, index=len(self._plan.ties)), "put_tie", tie.label)

    def _dismiss(self) -> None:
        proposal = self._proposal()
        if proposal:
            self._want(Dismiss(key=proposal.key), "dismiss_tie", proposal.tie.label)

    def _restore(self) -> None:
        row = self.dismissed.currentRow()
        if 0 <= row < len(self._plan.dismissed):
            key = self._plan.dismissed[row].key
            self._want(Restore(key=key), "restore_tie", key)
