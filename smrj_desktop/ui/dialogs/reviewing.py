"""What a file that came back would change: every change decided by itself, and what the checks say of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialog_parts import PatientDialog, Sentence, resize_within_screen
from smrj_desktop.ui.list_actions import buttons_of
from smrj_desktop.ui.models.review_model import BASE, FILTERS, ReviewModel
from smrj_desktop.ui.review_detail import ReviewDetail
from smrj_desktop.ui.review_findings import ReviewFindings
from smrj_desktop.ui.review_table import ReviewTable
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.domain.exchange.review import ImportReview
    from smrj_desktop.domain.plan import Plan

_ACROSS, _DOWN = (3, 1), (5, 2)
"""How the table shares the width with the findings, and the height with the details."""


class Reviewing(PatientDialog):
    """Decides the items of a review; the plan itself stays as it is.

    Signals:
        take_wanted: what was decided is to be taken into the plan.
        report_wanted, print_wanted: a report of it is to be written, or printed.
        remarks_wanted: what there was to say about reading the file is to be shown.

    Attributes:
        intro: what the file was compared with.
        table, model: the items.
        filters: which of them are in sight, by the names in `FILTERS`.
        search: only items that hold every word typed there are in sight.
        detail: the current item in full.
        findings: what the checks would say.
        undecided: how many items nobody has decided about, and what becomes of them.
        take, report, print, remarks: the buttons.
    """

    take_wanted = Signal()
    report_wanted = Signal()
    print_wanted = Signal()
    remarks_wanted = Signal()

    def __init__(
        self,
        plan: Plan,
        review: ImportReview,
        *,
        file_name: str,
        intro: str,
        two_way: bool = False,
        remarks: int = 0,
        may_leave: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        """Shows all items with what is decided about them at first.

        Args:
            plan: one's own.
            review: the items.
            file_name: where they come from.
            intro: what the file was compared with.
            two_way: whether that is the plan now, so that nothing else was sent.
            remarks: how much there is to say about reading the file.
            may_leave: asks whether the window may be closed although something was decided.
            parent: the window it belongs to.
        """
        super().__init__(parent)
        self._may_leave, self._touched = may_leave, False
        self.setWindowTitle(text("reviewing.title", name=file_name))
        # hundreds of items want the whole screen
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        resize_within_screen(self, 1440, 520, len(review.items))
        self.model = ReviewModel(plan, review, self)
        self.table = ReviewTable(self.model)
        self.detail = ReviewDetail(plan)
        for view, column in ((self.table, BASE), (self.detail.texts, 0)):
            view.setColumnHidden(column, two_way)
        self.findings = ReviewFindings(plan, review.preview)
        self.intro = Sentence(intro)
        self.search, self._count = QLineEdit(), QLabel()
        self.undecided = Sentence("")
        self.filters: dict[str, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addLayout(self._first_line())
        layout.addLayout(self._filter_line())
        layout.addLayout(buttons_of(self.table.actions_by_key.values(), self))
        layout.addWidget(self._middle(), 1)
        layout.addLayout(self._bottom(remarks))
        self.table.chosen.connect(self.detail.show_item)
        self.detail.show_item(self.table.current)
        self.model.decided.connect(self._on_decided)
        self._show_counts()
        self.table.setFocus()

    def _first_line(self) -> QHBoxLayout:
        """The search beside the one text that can be broken, as a narrow screen has no room for both."""
        label = QLabel(text("comparison.filter"))
        label.setBuddy(self.search)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.intro, 1)
        for widget in (label, self.search, self._count):
            line.addWidget(widget)
        return line

    def _filter_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        group = QButtonGroup(self)
        for name in FILTERS:
            button = self.filters[name] = QToolButton()
            button.setCheckable(True)
            button.setToolTip(text(f"reviewing.filter_{name}_tip"))
            group.addButton(button)
            line.addWidget(button)
        self.filters["all"].setChecked(True)
        group.buttonClicked.connect(self._narrow)
        line.addStretch(1)
        return line

    def _middle(self) -> QSplitter:
        left, whole = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Horizontal)
        checks = QWidget()
        column = QVBoxLayout(checks)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        heading = QLabel(text("reviewing.checks"))
        heading.setFont(theme.font(bold=True))
        column.addWidget(heading)
        column.addWidget(self.findings, 1)
        parts = ((left, (self.table, self.detail), _DOWN), (whole, (left, checks), _ACROSS))
        for splitter, widgets, shares in parts:
            splitter.setChildrenCollapsible(False)
            for widget, share in zip(widgets, shares, strict=True):
                splitter.addWidget(widget)
                splitter.setStretchFactor(splitter.indexOf(widget), share)
        whole.setSizes([share * self.width() for share in _ACROSS])
        return whole

    def _bottom(self, remarks: int) -> QHBoxLayout:
        self.remarks = QPushButton(text("reviewing.remarks", count=remarks))
        self.remarks.setVisible(remarks > 0)
        self.remarks.clicked.connect(self.remarks_wanted)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take = buttons.addButton(text("reviewing.take"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.report = buttons.addButton(text("reviewing.report"), QDialogButtonBox.ButtonRole.ActionRole)
        self.take.clicked.connect(self._take)
        self.print = buttons.addButton(text("reviewing.print"), QDialogButtonBox.ButtonRole.ActionRole)
        self.report.clicked.connect(partial(self._report, self.report_wanted))
        self.print.clicked.connect(partial(self._report, self.print_wanted))
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.remarks)
        line.addWidget(self.undecided, 1)
        line.addWidget(buttons)
        return line

    # ---- what is in sight

    def _narrow(self) -> None:
        state = next(name for name, button in self.filters.items() if button.isChecked())
        self.model.narrow(state, self.search.text())
        self._show_counts()

    def _on_decided(self) -> None:
        self._touched = True
        self._show_counts()
        self.findings.look()

    def _show_counts(self) -> None:
        model = self.model
        for name, button in self.filters.items():
            button.setText(text(f"reviewing.filter_{name}", count=model.count(name)))
        shown = sum(not row.heading for row in model.rows)
        self._count.setText(text("comparison.count", shown=shown, all=len(model.review.items)))
        undecided = model.count("open")
        self.undecided.setText(text("reviewing.undecided", count=undecided) if undecided else "")

    # ---- its end

    def _take(self) -> None:
        if self.table.commit_pending():
            self.take_wanted.emit()

    def _report(self, wanted: SignalInstance) -> None:
        if self.table.commit_pending():
            wanted.emit()

    def reject(self) -> None:
        """Closes the window, after a question where something was decided in it."""
        if not self._touched or self._may_leave():
            super().reject()
