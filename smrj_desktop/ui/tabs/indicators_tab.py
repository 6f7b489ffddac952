"""The indicators (指標): a table by section, with typed editors."""

from __future__ import annotations

from math import ceil
from uuid import uuid4

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QSplitter, QVBoxLayout, QWidget

from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edits import Batch, InsertIndicator, RemoveIndicator
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.basis_form import BasisForm
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.editing import EditableTable
from smrj_desktop.ui.headers import GroupedHeader
from smrj_desktop.ui.indicator_delegate import IndicatorDelegate
from smrj_desktop.ui.list_actions import buttons_of, list_actions
from smrj_desktop.ui.models.clips import IndicatorClips
from smrj_desktop.ui.models.indicator_model import IndicatorColumn, IndicatorModel, shorten
from smrj_desktop.ui.tokens import GRID

_WIDTHS_EM = {
    IndicatorColumn.SECTION: 11,
    IndicatorColumn.TARGET: 10,
    IndicatorColumn.COMPARISON: 5,
    IndicatorColumn.NUMBER: 4,
    IndicatorColumn.UNIT: 5,
    IndicatorColumn.BASIS: 9,
    IndicatorColumn.PERIOD: 4,
    IndicatorColumn.CORE: 3,
    IndicatorColumn.PASSAGES: 3,
}
"""Room for so many Japanese characters; the name takes what is left."""

_LEAST_NAME_EM = 14
_KEYS = {"add": "Ctrl++", "remove": "Ctrl+-", "up": "Alt+Up", "down": "Alt+Down"}


def _room(count: int) -> int:
    return ceil(count * QFontMetricsF(theme.font()).horizontalAdvance("国")) + 2 * GRID + 1


class IndicatorView(EditableTable):
    """The table of indicators: sections span their rows, names wrap.

    Signals:
        places_wanted: the places of an indicator were asked for; carries the index.
    """

    places_wanted = Signal(QModelIndex)

    def __init__(self, model: IndicatorModel, parent: QWidget | None = None) -> None:
        super().__init__(model, IndicatorDelegate(), IndicatorClips(model), parent)
        header = GroupedHeader(self)
        self.setHorizontalHeader(header)
        names = [model.headerData(column, Qt.Orientation.Horizontal) for column in IndicatorColumn]
        header.set_columns([(name, "") for name in names])
        self.verticalHeader().hide()
        self.setCornerButtonEnabled(False)
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self.group)
        model.dataChanged.connect(self.resizeRowsToContents)
        header.sectionResized.connect(self._on_section_resized)
        theme.changed.connect(self.fit_columns)
        self.fit_columns()
        self.group()

    def fit_columns(self) -> None:
        """Gives the columns their widths in the present font."""
        for column, count in _WIDTHS_EM.items():
            self.setColumnWidth(column, _room(count))
        self._fit_names()

    def forget_widths(self) -> None:
        self.fit_columns()

    def _fit_names(self) -> None:
        others = sum(self.columnWidth(column) for column in _WIDTHS_EM)
        left = self.viewport().width() - others
        self.setColumnWidth(IndicatorColumn.NAME, max(_room(_LEAST_NAME_EM), left))
        self.resizeRowsToContents()

    def group(self) -> None:
        """Lets every section span its rows."""
        self.clearSpans()
        for first, count in self._model.groups():
            if count > 1:
                self.setSpan(first, IndicatorColumn.SECTION, count, 1)
        self.resizeRowsToContents()

    def _on_section_resized(self, column: int) -> None:
        if column in (IndicatorColumn.NAME, IndicatorColumn.BASIS):
            self.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        opening = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if opening and index.column() == IndicatorColumn.PASSAGES:
            self.places_wanted.emit(index)
        else:
            super().keyPressEvent(event)


class IndicatorsTab(QWidget):
    """The indicators' table with the sentence that explains it.

    Signals:
        passage_requested: the user wants to see a passage; carries its key.
        removal_wanted: an indicator is to be taken out; carries its key.

    Attributes:
        basis: the basis of the chosen indicator's target.
    """

    passage_requested = Signal(str)
    removal_wanted = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown = ""
        self.model = IndicatorModel(document, self)
        self.view = IndicatorView(self.model, self)
        self.view.setAccessibleName(text("indicators.title"))
        self.note = QLabel(text("indicators.note"), self)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        self.empty = QLabel(text("indicators.empty"), self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.basis = BasisForm(document, self)
        self.actions_by_key = list_actions(self, self.view, _KEYS, _said)
        self._lay_out()
        self.setFocusProxy(self.view)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        document.changed.connect(self._on_changed)
        self.view.places_wanted.connect(self._offer_places)
        self.view.doubleClicked.connect(self._on_double_click)
        for signal in (self.model.modelReset, self.model.rowsInserted, self.model.rowsRemoved):
            signal.connect(self._on_count)
        self._start()

    def _lay_out(self) -> None:
        above = QWidget(self)
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(buttons_of(self.actions_by_key.values(), self))
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.note)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.addWidget(above)
        self.splitter.addWidget(self.basis)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.addWidget(self.splitter, 1)

    def show_indicator(self, key: str) -> None:
        """Selects an indicator and scrolls to it."""
        row = self.model.row_of(key)
        if row >= 0:
            index = self.model.index(row, IndicatorColumn.TARGET)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
            self.view.setFocus()

    @property
    def place(self) -> str:
        """The key of the indicator that is chosen."""
        index = self.view.currentIndex()
        return self.model.indicator(index.row()).key if index.isValid() else ""

    def commit_pending(self) -> bool:
        """Enters what is being typed; False where it was refused and the editor is still open."""
        return self.view.commit_pending() and self.basis.commit()

    # ---- the list's own edits

    def _on_current(self) -> None:
        """Shows the basis of the indicator that is chosen now; a refused input stays where it is typed."""
        key = self.place
        if key != self._shown and (not self._shown or self.basis.commit()):
            self._shown = key
            self.basis.show_indicator(key)
        self._enable()

    def _on_changed(self, changes: Changes) -> None:
        if changes.lists:
            self._shown = ""
            self._on_current()

    def _enable(self) -> None:
        row, last = self.view.currentIndex().row(), self.model.rowCount() - 1
        able = {"add": True, "remove": row >= 0, "up": row > 0, "down": 0 <= row < last}
        for key, action in self.actions_by_key.items():
            action.setEnabled(able[key])

    def _add(self) -> None:
        if not self.commit_pending():
            return
        row = self.view.currentIndex().row()
        plan = self._document.plan
        sections = [section.section for section in plan.sections]
        section = plan.indicators[row].section if row >= 0 else next(iter(sections), "")
        new = Indicator(key=f"i-{uuid4().hex[:12]}", section=section, name=text("indicators.new"))
        self._document.do(InsertIndicator(indicator=new, index=row + 1), text("step.insert_indicator"))
        at = self.model.index(row + 1, IndicatorColumn.NAME)
        self.view.setCurrentIndex(at)
        self.view.setFocus()
        self.view.edit(at)

    def _remove(self) -> None:
        if self.place and self.commit_pending():
            self.removal_wanted.emit(self.place)

    def _up(self) -> None:
        self._move(-1)

    def _down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        row = self.view.currentIndex().row()
        if not self.commit_pending() or not 0 <= row + by < self.model.rowCount() or row < 0:
            return
        item = self._document.plan.indicators[row]
        edits = RemoveIndicator(key=item.key), InsertIndicator(indicator=item, index=row + by)
        self._document.do(Batch(edits=edits), text("step.move_indicator", name=shorten(item.name)))
        self.view.setCurrentIndex(self.model.index(row + by, IndicatorColumn.NAME))

    def _start(self) -> None:
        self._on_count()
        self.view.setCurrentIndex(self.model.index(0, IndicatorColumn.NAME))
        self.view.scrollToTop()

    def _on_count(self) -> None:
        filled = self.model.rowCount() > 0
        self.view.setVisible(filled)
        self.empty.setVisible(not filled)

    def _on_double_click(self, index: QModelIndex) -> None:
        if index.column() == IndicatorColumn.PASSAGES:
            self._offer_places(index)

    def _offer_places(self, index: QModelIndex) -> None:
        outline = self._document.plan.outline
        keys = [key for key in self.model.indicator(index.row()).passages if key in outline]
        if len(keys) == 1:
            self.passage_requested.emit(keys[0])
        elif keys:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for key in keys:
                action = QAction(f"{key}　{shorten(outline[key].text)}".replace("&", "&&"), menu)
                action.setData(key)
                menu.addAction(action)
            menu.triggered.connect(self._on_place)
            corner = self.view.visualRect(index).bottomLeft()
            menu.popup(self.view.viewport().mapToGlobal(QPoint(corner)))

    def _on_place(self, action: QAction) -> None:
        self.passage_requested.emit(action.data())


def _said(key: str) -> tuple[str, str]:
    """What a command of the list is called, and what it does."""
    return text(f"indicators.{key}"), text(f"indicators.{key}_tip")
