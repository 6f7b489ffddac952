"""The inspector and the marks of cells, in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem, QTreeWidgetItemIterator

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.statements import CellKey, Totals
from smrj_desktop.ui import theme
from smrj_desktop.ui.models.cell_roles import CellRole
from tests.support.windows import CELL, session


@pytest.fixture
def opened(qtbot):
    with session(qtbot) as opened:
        opened.window.pages.setCurrentIndex(2)
        QTest.keyClick(opened.window, Qt.Key.Key_F7)
        opened.window.pages.show_cell(CELL)
        yield opened


def texts(inspector) -> list[tuple[str, str]]:
    found, walk = [], QTreeWidgetItemIterator(inspector.tree)
    while walk.value():
        item: QTreeWidgetItem = walk.value()
        found.append((item.text(0), item.text(1)))
        walk += 1
    return found


def value(inspector, name: str) -> str:
    return next(value for text, value in texts(inspector) if text == name)


def test_f7_shows_what_a_leaf_takes_part_in(opened):
    inspector = opened.window.docks.inspector
    assert inspector.isVisible() and "一般管理費" in inspector.title.text()
    assert value(inspector, "印刷値") == "106 百万円"
    assert value(inspector, "正確な金額の範囲") == "105.5 以上 106.5 未満"
    assert value(inspector, "行の計：計") == "一致"
    assert ("端数で説明できる差", "△ 2 から +2 まで") in texts(inspector)


def test_a_total_shows_its_parts_and_how_likely_its_difference_is(opened):
    inspector = opened.window.docks.inspector
    at = CellKey("income", "small_enterprise", "ordinary_expenses", "loan")
    opened.window.pages.show_cell(at)
    parts = [text for text, _ in texts(inspector)]
    assert "内訳（行）" in parts and "内訳の計" in parts
    assert ("差", "+2") in texts(inspector)
    chance = next(value for text, value in texts(inspector) if text.startswith("これ以上の差"))
    assert chance.endswith("%") and 0 < float(chance[:-1]) < 100


def test_a_tie_shows_its_explained_difference(opened):
    inspector = opened.window.docks.inspector
    at = CellKey("cash", "small_enterprise", "operating_inflow", "benefit")
    opened.window.pages.show_cell(at)
    assert ("説明済みの差", "+27,305") in texts(inspector)
    assert "文書に理由の記載なし" in [text for text, _ in texts(inspector)]


def test_an_edit_is_in_the_history_at_once_and_a_click_goes_to_a_total(qtbot, opened):
    inspector = opened.window.docks.inspector
    opened.document.do(SetCell(cell=CELL, figure=Figure(160), totals=Totals.HOLD), "160")
    qtbot.waitUntil(lambda: not opened.checking.searching)
    assert ("差", "△ 54") in texts(inspector)
    assert texts(inspector)[-1][1] == "106 → 160"
    item = next(
        item
        for item in inspector.tree.findItems(
            "列の計", Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive
        )
    )
    assert item.text(1) == "不一致"
    inspector.tree.scrollToItem(item)
    spot = inspector.tree.visualItemRect(item).center() - QPoint(20, 0)
    qtbot.mouseClick(inspector.tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    budget = opened.window.pages.statement("budget")
    assert budget.current_cell() == CELL._replace(column="environment_total")
    assert "環境変化対応業務・合計" in inspector.title.text()


def test_the_witness_is_found_and_refused_where_there_is_none(qtbot, opened):
    inspector = opened.window.docks.inspector
    qtbot.mouseClick(inspector.prove, Qt.MouseButton.LeftButton)
    said = inspector.witness.text()
    amount = float(said.split(" ")[0])
    assert 105.5 <= amount < 106.5 and "1263" in said
    opened.document.do(SetCell(cell=CELL, figure=Figure(160), totals=Totals.HOLD), "160")
    assert not inspector.witness.isVisible()
    qtbot.mouseClick(inspector.prove, Qt.MouseButton.LeftButton)
    assert "ありません" in inspector.witness.text()


def test_other_tabs_keep_their_room_and_no_cell_says_so(opened):
    inspector = opened.window.docks.inspector
    opened.window.pages.setCurrentIndex(0)
    assert not inspector.isVisible()
    opened.window.pages.setCurrentIndex(2)
    budget = opened.window.pages.statement("budget")
    budget.layers.setCurrentIndex(1)
    assert "欄を選ぶと" in inspector.title.text()


def mark(opened, cell: CellKey) -> str:
    model = opened.window.pages.statement(cell.statement).model
    return model.index_of(cell).data(CellRole.MARK)


def test_cells_of_an_error_are_marked_in_colour_and_words(qtbot, opened):
    total = CELL._replace(column="environment_total")
    assert mark(opened, CELL) == mark(opened, total) == ""
    opened.document.do(SetCell(cell=CELL, figure=Figure(160), totals=Totals.HOLD), "160")
    qtbot.waitUntil(lambda: not opened.checking.searching)
    assert mark(opened, CELL) == mark(opened, total) == "error"
    assert mark(opened, CELL._replace(line="grant")) == ""
    budget = opened.window.pages.statement("budget")
    index = budget.model.index_of(total)
    assert "誤り：125 に対し各欄の計は 179" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "誤り" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    budget.view.setCurrentIndex(budget.model.index_of(CELL._replace(line="grant")))
    image = budget.view.viewport().grab().toImage()
    corner = budget.view.visualRect(index).topLeft() + QPoint(2, 2)
    assert image.pixelColor(corner).name() == theme.colour("error").name()
    opened.document.undo_stack.undo()
    assert mark(opened, CELL) == mark(opened, total) == ""


def test_other_layers_bear_no_marks(qtbot, opened):
    opened.document.do(SetCell(cell=CELL, figure=Figure(160), totals=Totals.HOLD), "160")
    budget = opened.window.pages.statement("budget")
    budget.layers.setCurrentIndex(1)
    index = budget.model.index(budget.model.rowCount() - 1, 0)
    assert index.data(CellRole.MARK) == ""
