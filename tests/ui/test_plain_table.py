"""The table that is read: what it shows where, how high its rows are, what its keys do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from smrj_desktop.ui import theme, tokens
from smrj_desktop.ui.plain_table import Cell, Column, PlainTable

COLUMNS = (Column("箇所", 10), Column("本文"), Column("金額", 8, figures=True))
LONG = "地域の支援機関と連携し、小規模事業者が使いやすい相談の入口を設ける。" * 8


@pytest.fixture
def table(qapp, shown) -> Iterator[PlainTable]:
    """Three rows, the second of which wraps, with a field behind it in the tab order."""
    theme.apply(qapp, "light")
    window = QWidget()
    layout = QVBoxLayout(window)
    made = PlainTable(COLUMNS, "違い")
    layout.addWidget(made)
    layout.addWidget(QLineEdit())
    made.fill([("一", "短い", "1,234"), ("二", LONG, "△ 82"), ("三", Cell("7", figure=True), "-")])
    shown(window)
    settle()
    made.setFocus()
    yield made
    window.close()


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def em() -> float:
    return QFontMetricsF(theme.font()).horizontalAdvance("国")


def ink(table: PlainTable, row: int, column: int) -> tuple[int, int]:
    """The first and the last column of pixels of a cell that holds anything dark, from its left edge."""
    area = table.visualRect(table.model().index(row, column))
    image: QImage = table.viewport().grab(area).toImage()
    dark = [
        x
        for x in range(4, image.width() - 4)
        if any(image.pixelColor(x, y).lightness() < 160 for y in range(4, image.height() - 4))
    ]
    return dark[0], image.width() - dark[-1]


def test_it_shows_what_it_was_given_and_takes_no_input(table):
    assert [[table.cell(row, at).text for at in range(3)] for row in (0, 2)] == [
        ["一", "短い", "1,234"],
        ["三", "7", "-"],
    ]
    assert [table.horizontalHeaderItem(at).text() for at in range(3)] == ["箇所", "本文", "金額"]
    assert table.accessibleName() == "違い"
    table.setCurrentCell(0, 1)
    for key in (Qt.Key.Key_F2, Qt.Key.Key_X, Qt.Key.Key_Delete):
        QTest.keyClick(table, key)
    assert table.item(0, 1).text() == "短い"
    assert not table.viewport().findChildren(QLineEdit)


def test_figures_stand_on_their_last_digit(table):
    table.clearSelection()
    table.setCurrentCell(-1, -1)
    ends = {(row, at): ink(table, row, at) for row, at in ((0, 0), (0, 1), (0, 2), (1, 2), (2, 1))}
    assert ends[0, 0][0] < tokens.GRID * 2 < ends[0, 0][1]
    assert ends[0, 1][0] < tokens.GRID * 2 < ends[0, 1][1]
    # a column of figures, and a figure in a column of texts
    for place in ((0, 2), (1, 2), (2, 1)):
        assert ends[place][1] < tokens.GRID * 2 < ends[place][0], place
    header = table.horizontalHeaderItem(2).textAlignment()
    assert header & Qt.AlignmentFlag.AlignRight


def test_rows_are_as_high_as_their_longest_text_needs_at_every_width(table):
    single = QFontMetricsF(theme.font()).height()
    heights = []
    for width in (1200, 700, 1100):
        table.window().resize(width, 800)
        settle()
        assert table.rowHeight(0) == table.rowHeight(2) < 2 * single
        room = table.columnWidth(1) - 2 * tokens.GRID
        lines = -(-int(len(LONG) * em()) // room)
        assert table.rowHeight(1) >= single * (1 + tokens.PROSE_LINE_HEIGHT * (lines - 1))
        heights.append(table.rowHeight(1))
    assert heights[0] <= heights[2] < heights[1]
    assert table.horizontalScrollBar().maximum() == 0


def test_a_hidden_column_makes_no_row_higher(table):
    table.setColumnHidden(1, True)
    settle()
    assert table.rowHeight(1) == table.rowHeight(0)


def test_a_text_as_wide_as_its_column_is_seen_to_its_end(table):
    table.clearSelection()
    before = table.rowHeight(0)
    table.fill([("国" * 10, "", ""), ("国" * 11, "", "")])
    settle()
    assert table.rowHeight(0) == before < table.rowHeight(1)
    for row in range(2):
        left, right = ink(table, row, 0)
        assert max(left, right) <= 2 * tokens.GRID


def test_an_end_of_line_in_a_text_breaks_it(table):
    before = table.rowHeight(0)
    table.fill([("一", "上\n中\n下", "")])
    settle()
    assert table.rowHeight(0) > 2 * before
    assert table.rowCount() == 1


def test_it_grows_with_the_type(qapp, table):
    before = table.columnWidth(0), table.rowHeight(0), table.rowHeight(1)
    try:
        theme.apply(qapp, "light", 1.5)
        settle()
        after = table.columnWidth(0), table.rowHeight(0), table.rowHeight(1)
        assert all(new > 1.3 * old for old, new in zip(before, after, strict=True))
    finally:
        theme.apply(qapp, "light")


def test_what_is_underlined_is_drawn_so(table):
    def picture(cell: Cell) -> QImage:
        table.put(0, 1, cell)
        return table.viewport().grab(table.visualRect(table.model().index(0, 1))).toImage()

    # 𠮷 is one character, but two of Qt's
    for name in ("吉野家の計画", "𠮷野家の計画"):
        plain, marked = picture(Cell(name)), picture(Cell(name, underlined=(3, 4)))
        different = [
            x
            for x in range(plain.width())
            if any(plain.pixel(x, y) != marked.pixel(x, y) for y in range(plain.height()))
        ]
        left = tokens.GRID + 3 * em()
        assert left - 2 <= different[0] < left + em() / 2 < different[-1] <= left + em() + 2


def test_a_tip_is_plain_text_for_mouse_and_screen_reader(table):
    table.put(0, 1, Cell("<b>…", tip="<b>計画</b>.xlsx"))
    item = table.item(0, 1)
    assert item.toolTip() == "<qt>&lt;b&gt;計画&lt;/b&gt;.xlsx</qt>"
    assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "<b>計画</b>.xlsx"
    assert item.text() == "<b>…"
    assert not table.item(0, 0).toolTip()


def test_arrows_move_within_the_table_and_tab_leaves_it(table):
    table.setCurrentCell(0, 0)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentRow() == 1
    assert {index.row() for index in table.selectedIndexes()} == {1}
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert isinstance(table.window().focusWidget(), QLineEdit)


def test_a_click_chooses_the_row(table):
    place = table.visualRect(table.model().index(2, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert table.currentRow() == 2


@pytest.mark.parametrize("scheme", list(tokens.SCHEMES))
def test_the_chosen_row_and_the_current_cell_are_seen_in_every_scheme(qapp, table, scheme):
    try:
        theme.apply(qapp, scheme)
        table.setCurrentCell(0, 0)
        settle()
        current, beside, other = (
            table.viewport().grab(table.visualRect(table.model().index(row, at))).toImage()
            for row, at in ((0, 0), (0, 1), (2, 0))
        )
        edge, ground = QPoint(40, 1), QPoint(60, 5)
        assert current.pixelColor(edge).name() == theme.current().on_selection
        assert beside.pixelColor(ground).name() == theme.current().selection
        assert other.pixelColor(ground).name() == theme.current().surface
    finally:
        theme.apply(qapp, "light")
