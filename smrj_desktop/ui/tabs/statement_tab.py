"""A statement of one account: 予算, 収支計画 or 資金計画, with the account chosen above the table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.statements import LAYERS, PLAN, CellKey, Totals
from smrj_desktop.domain.template import TableKey
from smrj_desktop.messages import text
from smrj_desktop.ui import table_moves
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.cell_words import column_name
from smrj_desktop.ui.models.statement_model import StatementModel
from smrj_desktop.ui.statement_view import StatementView
from smrj_desktop.ui.table_state import TableState
from smrj_desktop.ui.tokens import GRID

_LEAST_CHOOSER = 9 * GRID
FILTERS = ("all", "findings", "notes", "changes")
"""Which lines are in sight: all, or those with a finding or a note, or with changed figures."""


class StatementTab(QWidget):
    """A statement with its account chooser, unit and rounding note.

    Signals:
        account_changed: another account is shown; carries its key.
        build_up_wanted: the build-up of a leaf was asked for; carries its `CellKey` and its name.
        cell_chosen: another cell is the current one; carries its `CellKey`, or None.
        total_typed: a figure was typed into a total; carries its `CellKey` and the figure.
        selection_changed: other cells are selected, or hold other figures.

    Attributes:
        statement: `budget`, `income` or `cash`.
        filter: chooses which lines are in sight.
        layers: chooses this year's plan, last year's, the expected outturn or a quarter's actuals.
        build_up: asks for the build-up of the current cell.
        hold: the switch that keeps stated totals as they are.
    """

    account_changed = Signal(str)
    build_up_wanted = Signal(object, str)
    cell_chosen = Signal(object)
    total_typed = Signal(object, object)
    selection_changed = Signal()

    def __init__(
        self,
        document: Document,
        statement: str,
        states: dict[str, TableState] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Shows the plan's first account; tables are arranged as `states` says, which is kept up to date."""
        super().__init__(parent)
        self.statement = statement
        self._states = {} if states is None else states
        self._document = document
        self._chosen: CellKey | None = None
        self.model = StatementModel(document, self)
        self.view = StatementView(document, self.model, self)
        self.accounts = QComboBox(self)
        self.accounts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.layers = QComboBox(self)
        for layer in LAYERS:
            self.layers.addItem(text(f"layer.{layer}"), layer)
        self.filter = QComboBox(self)
        for name in FILTERS:
            self.filter.addItem(text(f"table.filter_{name}"), name)
        self.hold = QCheckBox(self)
        self.build_up = QPushButton(self)
        self.unit = QLabel(self)
        self.unit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        self._name_parts()
        self._lay_out()
        self.accounts.currentIndexChanged.connect(self._on_chosen)
        self.layers.currentIndexChanged.connect(self._on_chosen)
        self.filter.currentIndexChanged.connect(self.filter_lines)
        self.hold.toggled.connect(self._on_hold)
        self.build_up.clicked.connect(self._ask_build_up)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.selectionModel().selectionChanged.connect(self.selection_changed)
        self.model.modelReset.connect(self.selection_changed)
        self.model.total_typed.connect(self.total_typed)
        document.replaced.connect(self._reload)
        document.changed.connect(self._on_changed)
        document.unit_changed.connect(self._on_unit)
        self._reload()

    def _name_parts(self) -> None:
        self._label = QLabel(text("table.account"), self)
        self._label.setBuddy(self.accounts)
        self.accounts.setToolTip(text("table.account_hint"))
        self._layer_label = QLabel(text("table.layer"), self)
        self._layer_label.setBuddy(self.layers)
        self.layers.setToolTip(text("table.layer_hint"))
        self._filter_label = QLabel(text("table.filter"), self)
        self._filter_label.setBuddy(self.filter)
        self.filter.setToolTip(text("table.filter_hint"))
        self.build_up.setText(text("table.ask_build_up"))
        self.build_up.setToolTip(text("table.ask_build_up_hint"))
        self.hold.setText(text("table.hold"))
        self.hold.setToolTip(text("table.hold_hint"))
        self.view.setAccessibleName(text(f"statement.{self.statement}"))

    def _lay_out(self) -> None:
        for chooser in (self.accounts, self.layers, self.filter):
            # in a narrow window a chooser shows the beginning of what is chosen
            chooser.setMinimumWidth(_LEAST_CHOOSER)
        above = QHBoxLayout()
        above.setSpacing(GRID)
        above.addWidget(self._label)
        above.addWidget(self.accounts)
        above.addSpacing(GRID // 2)
        above.addWidget(self._layer_label)
        above.addWidget(self.layers)
        above.addSpacing(GRID // 2)
        above.addWidget(self._filter_label)
        above.addWidget(self.filter)
        above.addSpacing(GRID // 2)
        above.addWidget(self.hold)
        above.addWidget(self.build_up)
        above.addStretch(1)
        above.addWidget(self.unit)
        # the table is as large as what it holds, and what stands above and below it ends where it ends
        self.view.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        layout = QGridLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(above, 0, 0)
        layout.addWidget(self.view, 1, 0)
        layout.addWidget(self.note, 2, 0)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(3, 1)
        self.setFocusProxy(self.view)

    # ---- the account

    @property
    def account(self) -> str:
        """The key of the account shown; empty where the plan has none."""
        return self.accounts.currentData() or ""

    def set_account(self, account: str) -> None:
        """Shows an account; one the plan does not have is passed over."""
        index = self.accounts.findData(account)
        if index >= 0:
            self.accounts.setCurrentIndex(index)

    def show_cell(self, cell: CellKey) -> None:
        """Shows the cell's account, selects the cell and scrolls to it."""
        self.set_account(cell.account)
        self.layers.setCurrentIndex(self.layers.findData(cell.layer))
        index = self.model.index_of(cell)
        if index.isValid():
            self._bring_in_sight(index)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
            self.view.setFocus()

    def _bring_in_sight(self, index: QModelIndex) -> None:
        """Takes away what keeps a cell out of sight: a filter, a folded section, hidden details."""
        if self.view.isRowHidden(index.row()):
            self.filter.setCurrentIndex(0)
        if self.view.isRowHidden(index.row()):
            self.view.fold(index.row(), folded=False)
        if self.view.isColumnHidden(index.column()):
            self.view.show_details(shown=True)

    def filter_lines(self) -> None:
        """Leaves those lines in sight that the filter lets pass as things are now."""
        self.view.filter(self._kept())

    def _kept(self) -> set[int] | None:
        """The rows that the chosen filter lets pass; None for all."""
        name = self.filter.currentData()
        if name == FILTERS[0]:
            return None
        changed = self._document.changed_cells() if name == "changes" else set()
        kept = set()
        for row in range(self.model.rowCount()):
            for column in range(self.model.columnCount()):
                look = self.model.look(row, column)
                found = {"findings": bool(look.mark), "notes": look.noted}.get(name)
                if found is None and not self.model.lines[row].heading:
                    found = of_cell(self.model.cell_key(self.model.index(row, column))) in changed
                if found:
                    kept.add(row)
        return kept

    def keep_state(self) -> None:
        """Remembers how the table in sight is arranged."""
        if self.model.key is not None:
            self._states["/".join(self.model.key)] = self.view.state

    def current_cell(self) -> CellKey | None:
        """The cell that is selected."""
        index = self.view.currentIndex()
        return self.model.cell_key(index) if index.isValid() else None

    @property
    def place(self) -> str:
        """The name of the cell that is selected."""
        cell = self.current_cell()
        return of_cell(cell) if cell else ""

    def selected_figures(self) -> list[Figure]:
        """The figures of the selected cells, line by line."""
        return self.model.figures_at(table_moves.places(self.view))

    def commit_pending(self) -> bool:
        """Enters what is being typed; False where it was refused and the editor is still open."""
        return self.view.commit_pending()

    def _reload(self) -> None:
        """Reads the accounts of another plan and keeps the one shown where it still exists."""
        plan, shown = self._document.plan, self.account
        self.accounts.blockSignals(True)
        self.accounts.clear()
        for account in plan.accounts:
            if TableKey(self.statement, account.key) in plan.tables:
                self.accounts.addItem(account.label, account.key)
        self.accounts.setCurrentIndex(max(0, self.accounts.findData(shown)))
        self.accounts.blockSignals(False)
        self._show_table()
        self._name_plan()

    def _name_plan(self) -> None:
        profile = self._document.plan.profile
        shown = self._document.shown_unit
        own = shown is profile.unit
        self.unit.setText(
            text("table.unit" if own else "table.unit_shown", unit=shown.label, entry=profile.entry_unit)
        )
        self.note.setText(profile.rounding_note)
        self.note.setVisible(bool(profile.rounding_note))

    def _on_chosen(self) -> None:
        """Follows a chooser, which the mouse wheel turns under an open editor too."""
        if self.commit_pending():
            self._show_table()
            return
        shown = ((self.accounts, self.model.key.account), (self.layers, self.model.layer))
        for chooser, value in shown:
            with QSignalBlocker(chooser):
                chooser.setCurrentIndex(chooser.findData(value))

    def _show_table(self) -> None:
        key = TableKey(self.statement, self.account) if self.account else None
        self.keep_state()
        self.model.show_table(key, self.layers.currentData())
        state = self._states.get("/".join(key)) if key else None
        self.view.grouped.set_columns(
            [(column.segment, column.accounting_class) for column in self.model.columns]
        )
        self.view.arrange(state or TableState(), self._kept())
        first = self.model.first_editable()
        if first.isValid():
            self.view.setCurrentIndex(first)
        # the current cell must not have scrolled the heading above it out of sight
        self.view.scrollToTop()
        self.view.horizontalScrollBar().setValue(0)
        self.account_changed.emit(self.account)

    def _on_unit(self) -> None:
        self._name_plan()
        self.view.fit_columns()
        self.selection_changed.emit()

    def _on_hold(self, hold: bool) -> None:
        self.model.totals = Totals.HOLD if hold else Totals.FOLLOW

    def _on_current(self) -> None:
        cell = self.current_cell()
        if cell is not None:
            self._chosen = cell
        self._enable_build_up(cell)
        self.cell_chosen.emit(cell)

    def _enable_build_up(self, cell: CellKey | None) -> None:
        self.build_up.setEnabled(
            cell is not None
            and cell.layer == PLAN
            and self._document.plan.table(cell).template.is_leaf(
                self.view.currentIndex().row(), self.view.currentIndex().column()
            )
        )

    def _ask_build_up(self) -> None:
        cell = self.current_cell()
        if cell is not None and self.commit_pending():
            at = self.view.currentIndex()
            line, column = self.model.lines[at.row()], self.model.columns[at.column()]
            self.build_up_wanted.emit(cell, f"{line.label}（{column_name(column)}）")

    def _on_changed(self, changes: Changes) -> None:
        if "accounts" in changes.records or any(key.statement == self.statement for key in changes.frames):
            chosen = self._chosen
            self._reload()
            if chosen is not None and self.model.index_of(chosen).isValid():
                self.view.setCurrentIndex(self.model.index_of(chosen))
        if changes.profile:
            self._name_plan()
        if "entry_unit" in changes.profile:
            self._on_unit()
        if changes.cells:
            self.selection_changed.emit()
