"""A new figure for a total: how it is shared out among the parts, each before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.amounts import Figure, show, show_difference
from smrj_desktop.domain.edits import Edit
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.spreading import Way, spread, spread_edit, stated_edit, total_of
from smrj_desktop.domain.statements import CellKey, Totals
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialog_parts import RoomyRows, problem_line, resize_within_screen, tip
from smrj_desktop.ui.models.cell_words import beside
from smrj_desktop.ui.tokens import GRID

_STATED = "stated"
_NAME, _NOW, _THEN, _CHANGE = range(4)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SpreadDialog(QDialog):
    """Asks how a total's new figure is to be reached and shows what would come of it.

    Attributes:
        ways: the choices by `Way`, and `stated` for recording the figure without touching the parts.
        keep_residual: whether a published total keeps its difference to its parts.
        show_empty: whether parts without a figure are listed.
        parts: the parts; a tick holds one, the current row is the one that takes all for `Way.ONE`.
    """

    def __init__(
        self, plan: Plan, cell: CellKey, wanted: Figure, totals: Totals, parent: QWidget | None = None
    ) -> None:
        """Shows a total that is to become `wanted`; other published totals do as `totals` says."""
        super().__init__(parent)
        self.setWindowTitle(text("spread.title"))
        self._plan, self._wanted, self._totals = plan, wanted, totals
        self._total = total_of(plan, cell)
        self._edit: Edit | None = None
        whole = QLabel(beside(plan, cell, None))
        whole.setWordWrap(True)
        whole.setFont(theme.font(bold=True))
        self._said = QLabel()
        self.ways: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for way in (*Way, _STATED):
            button = self.ways[way] = QRadioButton(text(f"spread.{way}"))
            button.setToolTip(text(f"spread.{way}_hint"))
            group.addButton(button)
        self.keep_residual = QCheckBox(
            text("spread.keep_residual", difference=show_difference(self._total.residual))
        )
        self.keep_residual.setChecked(True)
        self.keep_residual.setVisible(bool(self._total.residual))
        self.show_empty = QCheckBox(text("spread.show_empty"))
        self.parts = QTreeWidget()
        self._problem = problem_line()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._list_parts()
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        for widget in (whole, self._said, *self.ways.values()):
            layout.addWidget(widget)
        options = QHBoxLayout()
        options.setSpacing(2 * GRID)
        options.addWidget(self.keep_residual)
        options.addWidget(self.show_empty)
        options.addStretch(1)
        layout.addLayout(options)
        layout.addWidget(self.parts, 1)
        layout.addWidget(self._problem)
        layout.addWidget(self.buttons)
        empty = all(part.figure.value == 0 for part in self._total.parts)
        self.ways[Way.EVENLY if empty else Way.PROPORTION].setChecked(True)
        self.show_empty.setChecked(empty)
        group.buttonToggled.connect(self._show)
        self.keep_residual.toggled.connect(self._show)
        self.show_empty.toggled.connect(self._show)
        self.parts.itemChanged.connect(self._show)
        self.parts.currentItemChanged.connect(self._show)
        self._show()
        self.ways[self.way].setFocus()
        shown = sum(not self._rows[at].isHidden() for at in range(len(self._rows)))
        resize_within_screen(self, 760, 330, shown)

    def _list_parts(self) -> None:
        self.parts.setColumnCount(4)
        self.parts.setHeaderLabels([text(f"spread.{name}") for name in ("part", "now", "then", "change")])
        self.parts.setAccessibleName(text("spread.part"))
        self.parts.setRootIsDecorated(False)
        self.parts.setItemDelegate(RoomyRows(self.parts))
        header = self.parts.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for column in (_NOW, _THEN, _CHANGE):
            self.parts.headerItem().setTextAlignment(column, _RIGHT)
        self._rows: list[QTreeWidgetItem] = []
        nothing = all(part.empty for part in self._total.parts)
        for part in self._total.parts:
            sign = "− " if part.weight < 0 else ""
            name = f"{sign}{beside(self._plan, part.cell, self._total.cell)}"
            row = QTreeWidgetItem([name, show(part.figure)])
            for column in (_NOW, _THEN, _CHANGE):
                row.setTextAlignment(column, _RIGHT)
            held = part.built_up or (part.empty and not nothing)
            row.setCheckState(_NAME, Qt.CheckState.Checked if held else Qt.CheckState.Unchecked)
            if part.built_up:
                # a row that cannot be ticked can still be read
                row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            row.setToolTip(_NAME, tip(text("spread.built_up" if part.built_up else "spread.hold_hint")))
            self.parts.addTopLevelItem(row)
            self._rows.append(row)

    @property
    def way(self) -> str:
        """What is chosen: a `Way`, or `stated`."""
        return next(way for way, button in self.ways.items() if button.isChecked())

    @property
    def edit(self) -> Edit | None:
        """The one step that does what is shown; None where nothing can be done."""
        return self._edit

    def _figures(self) -> list[Figure]:
        """What the parts become, as it is chosen; raises `SmrjError` where it cannot be done."""
        total = self._total
        if self.way == _STATED:
            return [part.figure for part in total.parts]
        ticked = zip(total.parts, self._rows, strict=True)
        held = frozenset(part.cell for part, row in ticked if row.checkState(_NAME) is Qt.CheckState.Checked)
        chosen = self.parts.currentItem()
        onto = total.parts[self._rows.index(chosen)].cell if chosen is not None else None
        return spread(
            total,
            self._wanted,
            Way(self.way),
            held=held,
            onto=onto,
            keep_residual=self.keep_residual.isChecked(),
        )

    def _show(self) -> None:
        total, keep = self._total, self.keep_residual.isChecked()
        try:
            figures, problem = self._figures(), ""
        except SmrjError as error:
            figures = [part.figure for part in total.parts]
            one = self.way == Way.ONE
            problem = text("spread.choose_one") if one else text(error.message, **error.parameters)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._edit = None
        if not problem:
            self._edit = (
                stated_edit(total, self._wanted)
                if self.way == _STATED
                else spread_edit(
                    self._plan, total, self._wanted, figures, keep_residual=keep, totals=self._totals
                )
            )
        pairs = [(part.figure.value, figure.value) for part, figure in zip(total.parts, figures, strict=True)]
        turned = sum(now * then < 0 for now, then in pairs)
        said = text(
            "spread.said",
            now=show(total.figure) or text("check.blank"),
            then=show(self._wanted),
            unit=self._plan.profile.entry_unit,
            difference=show_difference(self._wanted.value - total.figure.value),
            count=sum(now != then for now, then in pairs),
        )
        self._said.setText(said + (text("spread.turned", count=turned) if turned else ""))
        self._fill(figures)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(
            text("spread.state" if self.way == _STATED else "spread.do")
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self._edit is not None)

    def _fill(self, figures: list[Figure]) -> None:
        """Puts the figures into the rows, without hearing of it."""
        self.parts.blockSignals(True)
        for part, row, figure in zip(self._total.parts, self._rows, figures, strict=True):
            changed = figure != part.figure
            row.setText(_THEN, show(figure))
            row.setText(_CHANGE, show_difference(figure.value - part.figure.value) if changed else "")
            for column in (_THEN, _CHANGE):
                row.setFont(column, theme.font(bold=changed))
            row.setHidden(part.empty and not changed and not self.show_empty.isChecked())
        self.parts.blockSignals(False)
