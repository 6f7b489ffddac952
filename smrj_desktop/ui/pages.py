"""The five tabs of a document. The one in front is built at once, the others when there is time or need."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from smrj_desktop import messages
from smrj_desktop.domain import STATEMENTS
from smrj_desktop.ui.later import later

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smrj_desktop.domain.amounts import Figure
    from smrj_desktop.domain.changes import Changes
    from smrj_desktop.domain.places import Spot
    from smrj_desktop.domain.statements import CellKey, Totals
    from smrj_desktop.domain.template import TableKey
    from smrj_desktop.ui.checking import Checking
    from smrj_desktop.ui.document import Document
    from smrj_desktop.ui.editing import EditableTable
    from smrj_desktop.ui.table_state import TableState
    from smrj_desktop.ui.tabs.indicators_tab import IndicatorsTab
    from smrj_desktop.ui.tabs.measures_tab import MeasuresTab
    from smrj_desktop.ui.tabs.statement_tab import StatementTab

KEYS = ("measures", "indicators", *STATEMENTS)


class Page(Protocol):
    """What is asked of a tab."""

    def commit_pending(self) -> bool:
        """Ends a running input; False where it was refused and stays open."""

    @property
    def place(self) -> str:
        """The name of the place that is chosen; empty where none is."""


class Pages(QTabWidget):
    """The tabs, by the keys in `KEYS`.

    Signals:
        account_changed: the statements show another account; carries its key.
        build_up_wanted: the build-up of a cell was asked for; carries its `CellKey` and its name.
        total_typed: a figure was typed into a total; carries its `CellKey` and the figure.
        indicator_removal_wanted: an indicator is to be taken out; carries its key.
        zoom_wanted: larger type was asked for with the wheel, or smaller.
        turned: another tab is in front.
        cell_chosen: another cell of the tab in front is the current one; carries its `CellKey`, or None.
        selection_changed: other cells are selected, or hold other figures.

    Attributes:
        account: the account all statements show.
        states: how tables are arranged, by `statement/account`.
        context: the commands that tables offer under the right mouse button.
    """

    account_changed = Signal(str)
    build_up_wanted = Signal(object, str)
    total_typed = Signal(object, object)
    indicator_removal_wanted = Signal(str)
    zoom_wanted = Signal(int)
    turned = Signal()
    cell_chosen = Signal(object)
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing is shown before `show_document`."""
        super().__init__(parent)
        self.setDocumentMode(True)
        self.account = ""
        self.states: dict[str, TableState] = {}
        self.context: Sequence[QAction] = ()
        self._highlighted = False
        self._document: Document | None = None
        self._checking: Checking | None = None
        self._pages: dict[str, QWidget] = {}
        self.currentChanged.connect(self._on_turned)

    def set_checking(self, checking: Checking) -> None:
        """Has the tabs made from now on mark what findings are about."""
        self._checking = checking

    def show_document(self, document: Document, key: str, account: str) -> None:
        """Shows a document, or the same one anew, with the tab `key` in front."""
        known = [item.key for item in document.plan.accounts]
        if self._document is not document:
            document.changed.connect(self._on_changed)
        self._document = document
        self.account = account if account in known else next(iter(known), "")
        with QSignalBlocker(self):
            while self.count():
                old = self.widget(0)
                self.removeTab(0)
                old.deleteLater()
            self._pages.clear()
            for name in KEYS:
                self.addTab(QWidget(), messages.text(f"tab.{name}"))
            self.setCurrentIndex(KEYS.index(key) if key in KEYS else 0)
        self._on_turned()
        self.currentWidget().setFocus()
        later(self, self._build_next)

    @property
    def whole(self) -> bool:
        """True where every tab has been built."""
        return len(self._pages) == len(KEYS)

    @property
    def current_key(self) -> str:
        """The key of the tab in front."""
        return KEYS[self.currentIndex()]

    def page(self, key: str) -> QWidget:
        """The tab of a key; built where it is not yet."""
        if key not in self._pages:
            self._pages[key] = page = self._make(key)
            if (view := getattr(page, "view", None)) is not None:
                view.addActions(self.context)
                view.zoom_wanted.connect(self.zoom_wanted)
                view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            with QSignalBlocker(self):
                index, current = KEYS.index(key), self.currentIndex()
                placeholder = self.widget(index)
                self.removeTab(index)
                self.insertTab(index, self._pages[key], messages.text(f"tab.{key}"))
                self.setCurrentIndex(current)
                placeholder.deleteLater()
        return self._pages[key]

    def statement(self, key: str) -> StatementTab:
        """The tab of a statement."""
        return cast("StatementTab", self.page(key))

    @property
    def measures(self) -> MeasuresTab:
        """The tab of the plan's text."""
        return cast("MeasuresTab", self.page("measures"))

    @property
    def indicators(self) -> IndicatorsTab:
        """The tab of the indicators."""
        return cast("IndicatorsTab", self.page("indicators"))

    def commit_pending(self) -> bool:
        """Ends the input that is under way in the tab in front; False where it was refused."""
        page = self._pages.get(self.current_key) if self.count() else None
        return page is None or cast(Page, page).commit_pending()

    @property
    def view(self) -> EditableTable | None:
        """The table of the tab in front; None where it has none."""
        return getattr(self._pages.get(self.current_key), "view", None) if self.count() else None

    def fill(self, *, down: bool) -> None:
        """Fills the selection of the table in front from its first line, or from its first column."""
        if (view := self.view) is not None:
            view.fill(down=down)

    def selected_figures(self) -> list[Figure]:
        """The figures selected in the statement in front; none where another tab is."""
        if self.current_key not in STATEMENTS or self.current_key not in self._pages:
            return []
        return self.statement(self.current_key).selected_figures()

    @property
    def scale(self) -> Fraction:
        """What figures are multiplied by for the unit they are shown in."""
        if self._document is None:
            return Fraction(1)
        return Fraction(self._document.plan.profile.unit.value, self._document.shown_unit.value)

    def set_highlighted(self, *, highlighted: bool) -> None:
        """Tints the row and the column of the current cell in all statements, or does not."""
        self._highlighted = highlighted
        for key in STATEMENTS:
            if key in self._pages:
                self.statement(key).view.set_highlighted(highlighted=highlighted)

    def keep_states(self) -> None:
        """Remembers in `states` how all tables in sight are arranged."""
        for key in STATEMENTS:
            if key in self._pages:
                self.statement(key).keep_state()

    @property
    def totals(self) -> Totals:
        """What published totals do, as it is chosen for the statement in front."""
        from smrj_desktop.domain.statements import Totals

        return (
            self.statement(self.current_key).model.totals if self.current_key in STATEMENTS else Totals.FOLLOW
        )

    def turn(self, by: int) -> None:
        """Puts the next tab in front, or the one before."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def _make(self, key: str) -> QWidget:
        assert self._document is not None
        if key == "measures":
            from smrj_desktop.ui.tabs.measures_tab import MeasuresTab

            measures = MeasuresTab(self._document)
            measures.indicator_requested.connect(self.show_indicator)
            return measures
        if key == "indicators":
            from smrj_desktop.ui.tabs.indicators_tab import IndicatorsTab

            indicators = IndicatorsTab(self._document)
            indicators.passage_requested.connect(self._show_passage)
            indicators.removal_wanted.connect(self.indicator_removal_wanted)
            return indicators
        from smrj_desktop.ui.tabs.statement_tab import StatementTab

        statement = StatementTab(self._document, key, self.states)
        statement.view.set_highlighted(highlighted=self._highlighted)
        statement.set_account(self.account)
        statement.account_changed.connect(self._show_account)
        statement.build_up_wanted.connect(self.build_up_wanted)
        statement.cell_chosen.connect(partial(self._on_cell, key))
        statement.selection_changed.connect(self.selection_changed)
        statement.total_typed.connect(self.total_typed)
        if self._checking is not None:
            statement.model.set_checking(self._checking)
        return statement

    def _on_cell(self, key: str, cell: CellKey | None) -> None:
        if key == self.current_key:
            self.cell_chosen.emit(cell)

    def _build_next(self) -> None:
        """Builds one tab and lets the window breathe before the next."""
        for key in KEYS:
            if key not in self._pages:
                self.page(key)
                later(self, self._build_next)
                return

    def _on_turned(self, _index: int = 0) -> None:
        self.page(self.current_key)
        for key, page in self._pages.items():
            if key != self.current_key and not cast(Page, page).commit_pending():
                # what was refused must not go out of sight, or it would be lost without a word
                with QSignalBlocker(self):
                    self.setCurrentIndex(KEYS.index(key))
                return
        self.turned.emit()
        self.selection_changed.emit()
        if self.current_key in STATEMENTS:
            self.cell_chosen.emit(self.statement(self.current_key).current_cell())

    def _on_changed(self, changes: Changes) -> None:
        """Leaves an account that is no more."""
        assert self._document is not None
        known = [item.key for item in self._document.plan.accounts]
        if "accounts" in changes.records and self.account not in known:
            self._show_account(next(iter(known), ""))

    def _show_account(self, account: str) -> None:
        if account == self.account:
            return
        self.account = account
        for key in STATEMENTS:
            if key in self._pages:
                self.statement(key).set_account(account)
        self.account_changed.emit(account)

    def show_cell(self, cell: CellKey) -> None:
        """Puts a cell's statement in front and selects the cell; a refused input stays where it is."""
        tab = self.statement(cell.statement)
        self.setCurrentWidget(tab)
        if self.currentWidget() is tab and tab.commit_pending():
            tab.show_cell(cell)

    def show_indicator(self, key: str) -> None:
        """Puts the indicators in front and selects one."""
        self.setCurrentWidget(self.indicators)
        self.indicators.show_indicator(key)

    def show_spot(self, spot: Spot) -> None:
        """Goes to a place that was found by its name."""
        if spot.cell is not None:
            self.show_cell(spot.cell)
        elif spot.kind == "indicator":
            self.show_indicator(spot.key)
        else:
            self._show_passage(spot.key)

    @property
    def table(self) -> TableKey | None:
        """The table in front; None where another tab is."""
        return self.statement(self.current_key).model.key if self.current_key in STATEMENTS else None

    @property
    def place(self) -> str:
        """The name of the place that is chosen in the tab in front; empty where none is."""
        return cast(Page, self.page(self.current_key)).place

    def show_place(self, name: str) -> None:
        """Goes to a cell, an indicator or a passage by its name; nowhere where the plan has it no more."""
        from smrj_desktop.domain.place_names import Names

        assert self._document is not None
        named = Names(self._document.plan).read(name)
        if named.cell is not None:
            self.show_cell(named.cell)
        elif named.kind == "indicator":
            self.show_indicator(named.key)
        elif named.kind == "passage":
            self._show_passage(named.key)
        elif named.kind == "profile":
            self._show_passage("")
        elif named.kind == "note":
            for note in self._document.plan.notes:
                if note.key == named.key:
                    self.show_place(note.place)

    def show_hit(self, name: str) -> None:
        """Goes to a place without taking the focus from the dialog that lists it."""
        focused = QApplication.focusWidget()
        self.show_place(name)
        if focused is not None and focused.window() is not self.window():
            focused.setFocus()

    def _show_passage(self, key: str) -> None:
        self.setCurrentWidget(self.measures)
        self.measures.show_passage(key)
