"""What the tables look like, read from the pixels: grounds, rules, marks, and nothing drawn in vain."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTreeView, QWidget

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.ui import theme
from smrj_desktop.ui.editing import EditableTable
from smrj_desktop.ui.models.indicator_model import IndicatorColumn
from smrj_desktop.ui.tabs.indicators_tab import IndicatorsTab
from smrj_desktop.ui.tabs.measures_tab import MeasuresTab
from smrj_desktop.ui.tabs.statement_tab import StatementTab

LEAF = CellKey("budget", "general", "general_admin", "environment_general")
SUBTOTAL = LEAF._replace(column="environment_total")
MARKED = LEAF._replace(line="grant", column="total")


@pytest.fixture(params=["light", "dark", "high_contrast"])
def scheme(request, qapp):
    before = theme.current().scheme
    theme.apply(qapp, request.param)
    yield request.param
    theme.apply(qapp, before)


@pytest.fixture
def tab(scheme, real, shown) -> StatementTab:
    tab = shown(StatementTab(real, "budget"))
    tab.resize(1400, 700)
    QApplication.processEvents()
    return tab


def picture(view: EditableTable) -> QImage:
    return view.viewport().grab().toImage()


def ground(tab: StatementTab, cell: CellKey) -> QColor:
    """The colour just inside the lower left corner of a cell, where nothing else is drawn."""
    area = tab.view.visualRect(tab.model.index_of(cell))
    return picture(tab.view).pixelColor(area.bottomLeft() + QPoint(3, -3))


def test_editable_cells_differ_from_computed_ones_and_selected_ones_from_both(tab):
    tab.view.setCurrentIndex(tab.model.index_of(LEAF._replace(line="grant")))
    assert ground(tab, LEAF) == theme.colour("surface")
    assert ground(tab, SUBTOTAL) == theme.colour("computed")
    tab.view.selectionModel().select(
        tab.model.index_of(SUBTOTAL), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    assert ground(tab, SUBTOTAL) == theme.colour("selection")


def test_a_residual_marks_the_corner_and_nothing_else_does(tab):
    drawn = picture(tab.view)

    def corner(cell: CellKey) -> QColor:
        area = tab.view.visualRect(tab.model.index_of(cell))
        return drawn.pixelColor(area.topRight() + QPoint(-1, 2))

    assert corner(MARKED) == theme.colour("accent")
    assert corner(SUBTOTAL) == theme.colour("computed")
    assert corner(LEAF) == theme.colour("surface")


def test_a_total_has_a_rule_above_it(tab):
    drawn = picture(tab.view)
    total = tab.view.visualRect(tab.model.index_of(LEAF._replace(line="expenditure_total")))
    leaf = tab.view.visualRect(tab.model.index_of(LEAF))
    assert drawn.pixelColor(total.topLeft() + QPoint(4, 0)) == theme.colour("rule")
    assert drawn.pixelColor(leaf.topLeft() + QPoint(4, 0)) == theme.colour("surface")


def test_totals_are_drawn_in_weight(tab):
    assert tab.model.index_of(SUBTOTAL).data(Qt.ItemDataRole.FontRole).bold()
    assert not tab.model.index_of(LEAF).data(Qt.ItemDataRole.FontRole).bold()


class Watch(QObject):
    """What is painted of some widgets, and which of them are laid out anew."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.painted: dict[QObject, QRegion] = {}
        self.laid_out: set[QObject] = set()
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted[watched] = self.painted.get(watched, QRegion()).united(event.region())
        elif event.type() == QEvent.Type.LayoutRequest:
            self.laid_out.add(watched)
        return False


@pytest.mark.parametrize("scheme", ["light"], indirect=True)
def test_a_figure_typed_draws_neither_the_headers_anew_nor_the_tab(tab, qtbot):
    view, headers = tab.view, [tab.view.grouped.viewport(), tab.view.lines.viewport()]
    view.setCurrentIndex(tab.model.index_of(LEAF))
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    QApplication.processEvents()
    watch = Watch(*headers, view.viewport(), tab)
    QTest.keyClick(view, Qt.Key.Key_7)
    QTest.keyClick(view.findChild(QLineEdit), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert tab.model.figure(tab.model.index_of(LEAF)) == Figure(7)
    assert tab not in watch.laid_out
    for part in (*headers, view.viewport()):
        assert watch.painted[part].boundingRect() != part.rect()


def test_an_edit_paints_only_what_it_changed(tab, real, monkeypatch):
    painted = set()
    delegate = tab.view.itemDelegate()
    paint = delegate.paint

    def remember(painter, option, index):
        painted.add((index.row(), index.column()))
        paint(painter, option, index)

    monkeypatch.setattr(delegate, "paint", remember)
    QApplication.processEvents()
    painted.clear()
    real.do(edits.SetCell(cell=LEAF, figure=Figure(112)), "")
    QApplication.processEvents()
    at = tab.model.index_of(LEAF)
    assert (at.row(), at.column()) in painted
    assert len(painted) < tab.model.rowCount() * tab.model.columnCount() / 2


def test_the_theme_is_put_on_at_once(real, shown, qapp):
    tab = shown(StatementTab(real, "budget"))
    before = theme.current().scheme
    try:
        for name in ("dark", "light"):
            theme.apply(qapp, name)
            QApplication.processEvents()
            assert ground(tab, SUBTOTAL) == theme.colour("computed")
    finally:
        theme.apply(qapp, before)


def test_indicators_and_outline_are_drawn_in_the_theme(scheme, real, shown):
    tab = shown(IndicatorsTab(real))
    QApplication.processEvents()
    drawn = picture(tab.view)
    for column, token in ((IndicatorColumn.BASIS, "surface"), (IndicatorColumn.UNIT, "computed")):
        area = tab.view.visualRect(tab.model.index(2, column))
        assert drawn.pixelColor(area.bottomLeft() + QPoint(3, -3)) == theme.colour(token)
    first = tab.view.visualRect(tab.model.index(3, IndicatorColumn.BASIS))
    assert drawn.pixelColor(first.topLeft() + QPoint(9, 0)) == theme.colour("rule"), "a new section begins"
    measures = shown(MeasuresTab(real))
    QApplication.processEvents()
    tree = measures.findChild(QTreeView)
    room = tree.visualRect(measures.model.index_of("I"))
    assert room.height() >= tree.fontMetrics().height() + 8


def test_names_are_wrapped_and_none_is_cut(real, shown):
    tab = shown(IndicatorsTab(real))
    for width in (700, 1100, 1500):
        tab.resize(width, 800)
        QApplication.processEvents()
        view = tab.view
        for row in range(tab.model.rowCount()):
            wanted = view.sizeHintForIndex(tab.model.index(row, IndicatorColumn.NAME)).height()
            assert view.rowHeight(row) >= wanted
        assert view.columnWidth(IndicatorColumn.NAME) >= 14 * view.fontMetrics().horizontalAdvance("国")
