"""The inspector: one cell with its parts, the relations it takes part in, its ties, history and a witness."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.amounts import Figure, show, show_difference
from smrj_desktop.domain.checks.inspection import Inspection, Involvement, Part, inspect
from smrj_desktop.domain.checks.intervals import Grade, Interval
from smrj_desktop.domain.checks.relations import Rule
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.exact import decimal
from smrj_desktop.domain.statements import PLAN, CellKey
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.checking import Checking
from smrj_desktop.ui.dialog_parts import RoomyRows, minute, tip
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.cell_words import beside, source_name
from smrj_desktop.ui.tokens import GRID

MOST_HISTORY = 20
_CELL = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Inspector(QWidget):
    """Everything about the chosen cell.

    Signals:
        cell_wanted: carries the `CellKey` of a cell that was clicked.

    Attributes:
        tree: names on the left, figures on the right, in groups.
        prove: asks for exact amounts behind the printed figures.
        witness: what was found.
    """

    cell_wanted = Signal(object)

    def __init__(self, document: Document, checking: Checking, parent: QWidget | None = None) -> None:
        """Shows nothing before `show_cell`."""
        super().__init__(parent)
        self._document, self._checking = document, checking
        self._cell: CellKey | None = None
        self._folded: set[str] = set()
        self._stale = True
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.tree = QTreeWidget(self)
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([text("inspector.name"), text("inspector.value")])
        self.tree.headerItem().setTextAlignment(1, _RIGHT)
        self.tree.setAccessibleName(text("window.inspector"))
        self.tree.setUniformRowHeights(True)
        self.tree.setItemDelegate(RoomyRows(self.tree))
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, self.tree.header().ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, self.tree.header().ResizeMode.ResizeToContents)
        self.tree.itemActivated.connect(self._go_to)
        self.tree.itemClicked.connect(self._go_to)
        self.tree.itemCollapsed.connect(lambda item: self._folded.add(item.text(0)))
        self.tree.itemExpanded.connect(lambda item: self._folded.discard(item.text(0)))
        self.prove = QPushButton(text("inspector.prove"), self)
        self.prove.clicked.connect(self._prove)
        self.witness = QLabel(self)
        self.witness.setWordWrap(True)
        self.witness.setTextFormat(Qt.TextFormat.PlainText)
        self.witness.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.title)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.prove, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.witness)
        checking.changed.connect(self._on_changed)
        theme.changed.connect(self._on_changed)

    def show_cell(self, cell: CellKey | None) -> None:
        """Shows a cell; None shows nothing."""
        if cell != self._cell:
            self._cell = cell
            self.tree.scrollToTop()
            self._on_changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._fill()

    def _on_changed(self) -> None:
        """Looks again, when somebody looks."""
        self._stale = True
        self.witness.hide()
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        self._stale = False
        review, cell = self._checking.review, self._cell
        scrolled = self.tree.verticalScrollBar().value()
        self.tree.clear()
        self.prove.setEnabled(review is not None and cell is not None)
        if cell is None or cell.layer != PLAN:
            self.title.setText(text("inspector.no_cell"))
            return
        if review is None:
            self.title.setText(text("inspector.too_large"))
            return
        try:
            found = inspect(self._document.plan, review.system, cell)
        except SmrjError:
            # the plan has just been replaced by one without this cell
            self.title.setText(text("inspector.no_cell"))
            return
        self.title.setText(beside(self._document.plan, cell, None))
        self.title.setFont(theme.font(bold=True))
        self._add_amount(found)
        self._add_parts("down", found.down)
        self._add_parts("across", found.across)
        self._add_contributions(found)
        self._add_involvements(found)
        self._add_history(found)
        self.tree.verticalScrollBar().setValue(scrolled)

    # ---- groups

    def _group(self, name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text(f"inspector.{name}")])
        item.setFont(0, theme.font(bold=True))
        self.tree.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)
        item.setExpanded(item.text(0) not in self._folded)
        return item

    def _add(
        self, group: QTreeWidgetItem, name: str, value: str = "", cell: CellKey | None = None
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([name, value])
        item.setTextAlignment(1, _RIGHT)
        item.setToolTip(0, tip(name))
        item.setToolTip(1, tip(value))
        if cell is not None:
            item.setData(0, _CELL, cell)
            item.setForeground(0, theme.colour("focus"))
        group.addChild(item)
        return item

    def _add_amount(self, found: Inspection) -> None:
        group, unit = self._group("amount"), self._document.plan.profile.entry_unit
        shown = show(found.figure) or text("check.blank")
        self._add(group, text("inspector.printed"), f"{shown} {unit}")
        self._add(group, text("inspector.span"), _span(found.span))
        if found.residual is not None:
            residual = show_difference(found.residual)
            self._add(group, text("inspector.stated"), text("inspector.residual", difference=residual))

    def _add_parts(self, name: str, parts: Iterable[Part]) -> None:
        parts = list(parts)
        if not parts:
            return
        group = self._group(name)
        for part in parts:
            self._add_part(group, part)
        total = sum(part.weight * part.figure.value for part in parts)
        item = self._add(group, text("inspector.sum"), show(Figure(total)))
        for column in range(2):
            item.setFont(column, theme.font(bold=True))

    def _add_part(self, group: QTreeWidgetItem, part: Part) -> None:
        sign = "−" if part.weight < 0 else "＋"
        shown = show(part.figure) or text("check.blank")
        self._add(group, f"{sign} {self._name(part.cell)}", shown, part.cell)

    def _add_contributions(self, found: Inspection) -> None:
        if found.contributions:
            group = self._group("contributions")
            for item in found.contributions:
                name = "／".join(filter(None, (item.department, item.item)))
                self._add(group, name, f"{show(Figure(item.amount))} {item.unit.label}")

    def _add_involvements(self, found: Inspection) -> None:
        for name, ties in (("relations", False), ("ties", True)):
            own = [item for item in found.involvements if (item.rule is Rule.TIE) == ties]
            if own:
                group = self._group(name)
                for item in own:
                    self._add_involvement(group, item, found.cell)

    def _add_involvement(self, group: QTreeWidgetItem, item: Involvement, cell: CellKey) -> None:
        label = item.tie or text(f"inspector.rule_{item.rule}", total=self._name(item.head))
        head = None if item.head == cell else item.head
        row = self._add(group, label, text(f"inspector.grade_{item.grade}"), head)
        if item.grade is Grade.IMPOSSIBLE:
            row.setForeground(1, theme.colour("error"))
        self._add(row, text("inspector.difference"), show_difference(item.difference))
        allowed = text("inspector.range", least=show_difference(item.least), most=show_difference(item.most))
        self._add(row, text("inspector.allowed"), allowed)
        if item.grade is Grade.ROUNDING:
            self._add(row, text("inspector.chance"), _percent(item.chance))
        if item.explained:
            who = " ".join(filter(None, (item.explained.author, item.explained.at)))
            self._add(row, text("inspector.explained"), show_difference(item.explained.amount))
            self._add(row, " ".join(filter(None, (item.explained.reason, who))))
        if item.rule is Rule.TIE:
            for part in item.parts:
                self._add_part(row, part)
        row.setExpanded(item.grade is not Grade.EXACT or item.explained is not None)

    def _add_history(self, found: Inspection) -> None:
        if found.history:
            group = self._group("history")
            for entry in found.history[:MOST_HISTORY]:
                when = minute(entry.at)
                change = text("inspector.change", old=entry.old or "—", new=entry.new or "—")
                name = " ".join(filter(None, (when, entry.author, source_name(entry.source))))
                self._add(group, name, change)

    def _name(self, cell: CellKey) -> str:
        return beside(self._document.plan, cell, self._cell)

    def _go_to(self, item: QTreeWidgetItem) -> None:
        cell = item.data(0, _CELL)
        if cell is not None:
            self.cell_wanted.emit(CellKey(*cell))

    # ---- the witness

    def _prove(self) -> None:
        """Finds exact amounts that satisfy everything, and shows the one behind this cell."""
        review, cell = self._checking.review, self._cell
        if review is None or cell is None:
            return
        self.witness.show()
        if not review.holds:
            self.witness.setText(text("inspector.no_witness"))
            return
        try:
            amounts = dict(review.witness())
        except SmrjError as error:
            self.witness.setText(text(error.message, **error.parameters))
            return
        self.witness.setText(
            text(
                "inspector.witness",
                amount=decimal(amounts[cell]),
                unit=self._document.plan.profile.entry_unit,
                count=len(amounts),
            )
        )


def _span(span: Interval) -> str:
    """Where an exact amount lies: 12,392.5 以上 12,393.5 未満."""
    if span.low == span.high:
        return text("inspector.exactly", amount=decimal(Fraction(span.low, 2)))
    low = text(f"inspector.{'above' if span.low_open else 'from'}", amount=decimal(Fraction(span.low, 2)))
    high = text(f"inspector.{'below' if span.high_open else 'to'}", amount=decimal(Fraction(span.high, 2)))
    return f"{low} {high}"


def _percent(chance: Fraction) -> str:
    """A probability in per cent, with so many digits that it does not print as nothing."""
    percent = float(100 * chance)
    return f"{percent:.1f} %" if percent >= 0.1 else f"{percent:.1g} %"
