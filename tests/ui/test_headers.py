"""The grouped header: shared cells, wrapped labels, and the same picture after scrolling and resizing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAccessible, QFont, QHelpEvent, QImage, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QToolTip

from smrj_desktop.ui import labels, theme
from smrj_desktop.ui.headers import MAX_LINES, GroupedHeader
from smrj_desktop.ui.tokens import SCHEMES

GENERAL = [
    ("事業承継・引継ぎ促進業務", "一般経理"),
    ("事業承継・引継ぎ促進業務", "特定出資経理"),
    ("事業承継・引継ぎ促進業務", "合計"),
    ("生産性向上業務", "一般経理"),
    ("新事業展開・創業支援業務", "一般経理"),
    ("経営環境変化対応業務", "一般経理"),
    ("経営環境変化対応業務", "復興特別経理"),
    ("経営環境変化対応業務", "特定出資経理"),
    ("経営環境変化対応業務", "合計"),
    ("共通", "一般経理"),
    ("合計", ""),
]
FLAT = [("新事業展開・創業支援業務", ""), ("経営環境変化対応業務", ""), ("共通", ""), ("合計", "")]


class Model(QStandardItemModel):
    def __init__(self, columns: list[tuple[str, str]], parent=None) -> None:
        super().__init__(3, len(columns), parent)
        self._columns = columns

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):
        if orientation == Qt.Orientation.Horizontal:
            segment, accounting_class = self._columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return f"{segment} {accounting_class}".strip()
            if role == Qt.ItemDataRole.FontRole:
                bold = QFont(theme.font())
                bold.setBold(accounting_class in {"合計", ""})
                return bold
        return super().headerData(section, orientation, role)


@pytest.fixture
def table(qtbot, qapp):
    """Makes shown tables with a grouped header."""
    theme.apply(qapp, "light")

    def make(
        columns=GENERAL, width: int = 90, view_width: int = 1100, hidden: tuple[int, ...] = ()
    ) -> QTableView:
        view = QTableView()
        qtbot.addWidget(view)
        view.setModel(Model(columns, view))
        header = GroupedHeader(view)
        view.setHorizontalHeader(header)
        view.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        header.set_columns(columns)
        for column in range(len(columns)):
            view.setColumnWidth(column, width)
        for column in hidden:
            view.hideColumn(column)
        view.resize(view_width, 260)
        view.show()
        qtbot.waitExposed(view)
        qapp.processEvents()
        return view

    yield make
    theme.apply(qapp, "light")


def picture(view: QTableView) -> QImage:
    """What is on the screen, as scrolling and partial painting left it."""
    QApplication.processEvents()
    return view.grab().toImage().copy(view.horizontalHeader().geometry())


def fresh(view: QTableView) -> QImage:
    view.horizontalHeader().viewport().update()
    return picture(view)


def rule_at(view: QTableView, column: int, fraction: float) -> bool:
    """Whether a vertical line stands at the right edge of a column, at a height of the header."""
    header = view.horizontalHeader()
    x = header.sectionViewportPosition(column) + header.sectionSize(column) - 1
    image = header.viewport().grab().toImage()
    return image.pixelColor(x, int(header.height() * fraction)) == theme.colour("rule")


def test_a_segment_shares_one_cell_over_its_classes(table):
    view = table()
    inner, outer = {0, 1, 5, 6, 7}, {2, 3, 4, 8, 9, 10}
    assert {c for c in range(11) if rule_at(view, c, 0.15)} == outer
    assert {c for c in range(11) if rule_at(view, c, 0.85)} == inner | outer


def test_a_column_without_a_class_is_one_cell(table):
    view = table()
    header = view.horizontalHeader()
    image = header.viewport().grab().toImage()
    boundary = header.height() - header._heights[1] - 1
    x = {c: header.sectionViewportPosition(c) + 3 for c in (0, 10)}
    assert image.pixelColor(x[0], boundary) == theme.colour("rule")
    assert image.pixelColor(x[10], boundary) == theme.colour("header")
    for left in x.values():
        assert image.pixelColor(left, header.height() - 1) == theme.colour("rule")


def test_without_classes_there_is_one_level(table):
    grouped, flat = table(), table(FLAT, width=200)
    assert flat.horizontalHeader().height() < grouped.horizontalHeader().height() / 2


def test_narrow_columns_make_the_header_higher_up_to_a_bound(table):
    view = table(width=200)
    header = view.horizontalHeader()
    wide = header.height()
    view.setColumnWidth(4, 90)
    QApplication.processEvents()
    assert header.height() > wide
    for column in range(11):
        view.setColumnWidth(column, 30)
    QApplication.processEvents()
    assert header.height() == header.sizeHint().height() < 2 * MAX_LINES * 30


def test_dragging_an_edge_still_resizes(table):
    view = table()
    header = view.horizontalHeader()
    edge = QPoint(header.sectionViewportPosition(4) - 1, header.height() // 4)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(header.viewport(), edge + QPoint(25, 0))
    QTest.mouseMove(header.viewport(), edge + QPoint(50, 0))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(50, 0))
    assert view.columnWidth(3) == 140


def test_a_press_selects_the_column(table):
    view = table()
    header = view.horizontalHeader()
    before = picture(view)
    at = QPoint(header.sectionViewportPosition(5) + 40, header.height() - 8)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selectionModel().isColumnSelected(5)
    image = header.viewport().grab().toImage()
    assert image.pixelColor(header.sectionViewportPosition(5) + 3, header.height() - 4) == theme.colour(
        "header_active"
    )
    view.selectionModel().clear()
    assert picture(view) == before


@pytest.mark.parametrize("scrolled", [1, 45, 200, 333])
def test_scrolling_leaves_no_trace(table, scrolled):
    view = table(view_width=500)
    picture(view)
    for step in range(0, scrolled, 15):
        view.horizontalScrollBar().setValue(step)
        QApplication.processEvents()
    view.horizontalScrollBar().setValue(scrolled)
    assert picture(view) == fresh(view)


def test_the_group_label_stays_in_sight_while_its_columns_scroll(table):
    view = table(view_width=420)
    header = view.horizontalHeader()
    # of the four columns of the last group, only the last two are left in view
    view.horizontalScrollBar().setValue(header.sectionPosition(7))
    QApplication.processEvents()
    image = header.viewport().grab().toImage()
    upper = header.height() - header._heights[1] - 4
    seen_end = header.sectionViewportPosition(8) + header.sectionSize(8) - 3
    text = sum(
        image.pixelColor(x, y).lightness() < 120
        for x in range(max(0, seen_end - 180), seen_end)
        for y in range(2, upper)
    )
    assert text > 50


def test_resizing_leaves_no_trace(table):
    view = table()
    picture(view)
    for width in (120, 60, 101):
        view.setColumnWidth(6, width)
        QApplication.processEvents()
    assert picture(view) == fresh(view)


def test_hidden_columns_take_no_part(table):
    frozen = table(hidden=tuple(range(1, 11)))
    assert frozen.horizontalHeader()._group_rect(0).width() == 90
    rest = table(hidden=(0, 10))
    group = rest.horizontalHeader()._group_rect(1)
    assert (group.left(), group.width()) == (0, 180)
    assert picture(rest) == fresh(rest)


def test_frozen_columns_keep_the_height_of_the_table_beside_them(table):
    frozen, main = table(hidden=tuple(range(1, 11))), table()
    header = main.horizontalHeader()
    frozen.horizontalHeader().follow(header)
    QApplication.processEvents()
    assert frozen.horizontalHeader().height() == header.height()
    main.setColumnWidth(4, 300)
    main.setColumnWidth(3, 300)
    QApplication.processEvents()
    assert frozen.horizontalHeader().height() == header.height()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_comes_from_the_theme(table, qapp, scheme):
    view = table()
    light = picture(view)
    view.selectionModel().select(view.model().index(0, 3), QItemSelectionModel.SelectionFlag.Select)
    theme.apply(qapp, scheme)
    tokens = theme.current()
    image = picture(view)
    assert (image == light) is False
    header = view.horizontalHeader()
    for column, ground in ((0, tokens.header), (3, tokens.header_active)):
        at = QPoint(header.sectionPosition(column) + 3, header.height() - 4)
        assert header.viewport().grab().toImage().pixelColor(at).name() == ground


def test_more_columns_than_texts_fall_back_to_the_model(table):
    view = table()
    view.horizontalHeader().set_columns(GENERAL[:2])
    assert not picture(view).isNull()
    view.horizontalHeader().set_columns([])
    assert view.horizontalHeader().sizeHint().height() > 10


def test_a_fitted_column_shows_its_class_whole(table):
    view = table(width=30)
    view.resizeColumnsToContents()
    header = view.horizontalHeader()
    measure = header.fontMetrics().horizontalAdvance
    assert view.columnWidth(1) >= measure("特定出資経理") + 8
    assert view.columnWidth(4) >= measure("新事業展開")


def test_a_screen_reader_hears_segment_and_class(table):
    view = table()
    interface = QAccessible.queryAccessibleInterface(view)
    spoken = [interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())]
    assert "経営環境変化対応業務 復興特別経理" in spoken and "合計" in spoken


def test_the_tooltip_says_the_whole_name(table, monkeypatch):
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: shown.append(text))
    view = table(width=40)
    header = view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(6) + 5, 5)
    QApplication.sendEvent(
        header.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, header.viewport().mapToGlobal(at))
    )
    assert shown == ["経営環境変化対応業務 復興特別経理"]


@pytest.mark.parametrize(
    ("label", "width", "lines"),
    [
        ("新事業展開・創業支援業務", 12, ["新事業展開・創業支援業務"]),
        ("新事業展開・創業支援業務", 7, ["新事業展開・", "創業支援業務"]),
        ("新事業展開・創業支援業務", 5, ["新事業展開・", "創業支援", "業務"]),
        ("新事業展開・創業支援業務", 4, ["新事業展", "開・創業", "支援業務"]),
        ("経営環境変化対応業務", 9, ["経営環境変化対応", "業務"]),
        ("経営環境変化対応業務", 6, ["経営環境", "変化対応業務"]),
        ("特定出資経理", 4, ["特定出資", "経理"]),
        ("業務等経理", 3, ["業務等", "経理"]),
        ("Income and expenditure", 15, ["Income and", "expenditure"]),
        ("合計", 0.5, ["合", "計"]),
        ("", 5, [""]),
    ],
)
def test_labels_break_where_a_reader_expects_it(label, width, lines):
    assert labels.wrap(label, width, len, 3) == lines


def test_no_line_begins_with_a_closing_sign():
    for width in range(4, 8):
        for line in labels.wrap("助成（一般）、ネットワーク・センター", width, len, 99)[1:]:
            assert line[0] not in "）、ー・ッ"
