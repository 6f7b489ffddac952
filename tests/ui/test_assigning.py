"""What labels of a foreign file mean: shown beside the sheet, said by hand, known from the last file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smrj_desktop.domain.exchange.book import Book, BookCell, BookSheet, Span
from smrj_desktop.domain.exchange.found import Assigned, Doubt, Recognised
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from smrj_desktop.ui.dialogs.assigning import Assigning
from smrj_desktop.ui.models.sheet_model import MOST_COLUMNS, MOST_ROWS, SheetModel, shown

PLAN = builtin.load()
BUDGET = TableKey("budget", "general")
SHEET = BookSheet(
    title="予算",
    cells={
        (1, 1): BookCell("一般勘定　予算"),
        (3, 2): BookCell("創業支援"),
        (5, 1): BookCell("一般管理経費"),
        (5, 2): BookCell(1234567),
        (5, 3): BookCell(-0.5),
        (7, 1): BookCell("一般管理経費"),
    },
    merges=(Span(1, 1, 1, 3), Span(3, 2, 1, 1)),
)
OTHER = BookSheet(title="別紙", cells={(2, 1): BookCell("業務経費")})
LINE = Doubt(what="line", sheet="予算", row=5, column=1, label="一般管理 経費", table=BUDGET)
ALIKE = Doubt(what="line", sheet="予算", row=7, column=1, label="一般管理経費", table=BUDGET)
COLUMN = Doubt(what="column", sheet="予算", row=3, column=2, label="創業支援", table=BUDGET)
UNIT = Doubt(what="unit", sheet="予算", row=0, column=0, label="予算")
TABLE = Doubt(what="table", sheet="別紙", row=2, column=1, label="別紙")
DOUBTS = (LINE, ALIKE, COLUMN, UNIT, TABLE)


def assigned(what: str, label: str, key: str) -> Assigned:
    return Assigned(what, label, *BUDGET, key)


ADMIN = assigned("line", "一般管理経費", "general_admin")


class Case:
    """The dialog, shown, and what became of it."""

    def __init__(self, shown, profiles=None, doubts=DOUBTS) -> None:
        book = Book(name="a.xlsx", form="xlsx", sheets=(SHEET, OTHER))
        found = Recognised(tables=(), doubts=doubts)
        self.dialog = Assigning(PLAN, (book,), (found,), profiles or {})
        self.ends: list[str] = []
        self.dialog.reading_wanted.connect(lambda: self.ends.append("again"))
        self.dialog.skipped.connect(lambda: self.ends.append("skip"))
        self.dialog.rejected.connect(lambda: self.ends.append("cancel"))
        shown(self.dialog)
        self.dialog.doubts.setFocus()

    def at(self, row: int) -> None:
        self.dialog.doubts.setCurrentCell(row, 2)

    def entries(self) -> list[str]:
        return [self.dialog.meaning.itemText(at) for at in range(self.dialog.meaning.count())]

    def say(self, meaning: str) -> None:
        """Chooses a meaning as a hand would."""
        at = self.entries().index(meaning)
        self.dialog.meaning.setCurrentIndex(at)
        self.dialog.meaning.activated.emit(at)

    def meanings(self) -> list[str]:
        table = self.dialog.doubts
        return [table.cell(row, 2).text for row in range(table.rowCount())]


@pytest.fixture
def case(shown) -> Case:
    return Case(shown)


def test_every_doubt_is_listed_with_its_place(case):
    table = case.dialog.doubts
    rows = [[table.cell(row, at).text for at in range(3)] for row in range(table.rowCount())]
    assert rows[0] == ["行", "一般管理 経費\n予算!A5", "（未指定）"]
    assert [row[0] for row in rows] == ["行", "行", "列", "単位", "表"]
    assert rows[3][1] == "予算\n予算", "a unit is said of a sheet"
    assert not case.dialog.again.isEnabled()
    assert case.dialog.assigned == ()


def test_the_sheet_stands_beside_it(case):
    view, model = case.dialog.sheet, case.dialog.sheet.model()
    assert (view.currentIndex().row(), view.currentIndex().column()) == (4, 0)
    assert view.columnSpan(0, 0) == 3 and view.columnSpan(2, 1) == 1
    assert model.data(model.index(4, 1)) == "1,234,567"
    right = model.data(model.index(4, 1), Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight
    assert model.data(model.index(4, 0), Qt.ItemDataRole.BackgroundRole) is not None
    assert model.data(model.index(4, 1), Qt.ItemDataRole.BackgroundRole) is None
    case.at(4)
    assert model.data(model.index(1, 0)) == "業務経費" and model.rowCount() == 2
    assert view.columnSpan(0, 0) == 1


def test_what_can_be_chosen_follows_the_doubt(case):
    assert "支出・一般管理費" in case.entries() and case.entries()[-1] == "使わない"
    case.at(2)
    assert "経営環境変化対応業務・一般経理" in " ".join(case.entries()).replace("（", "・").replace("）", "")
    case.at(3)
    assert case.entries() == ["（未指定）", "円", "千円", "百万円", "億円"]
    case.at(4)
    assert len(case.entries()) == 20 and case.entries()[1].startswith("予算・")


def test_labels_that_read_alike_are_answered_together(case):
    case.say("支出・一般管理費")
    assert case.meanings()[:3] == ["支出・一般管理費", "支出・一般管理費", "（未指定）"]
    assert case.dialog.assigned == (ADMIN,)
    assert case.dialog.again.isEnabled()
    case.at(1)
    assert case.dialog.meaning.currentText() == "支出・一般管理費"
    case.say("（未指定）")
    assert case.meanings()[:2] == ["（未指定）", "（未指定）"] and case.dialog.assigned == ()


def test_every_kind_of_answer(case):
    case.say("使わない")
    case.at(2)
    case.say("使わない")
    case.at(3)
    case.say("千円")
    case.at(4)
    case.say("資金計画・一般勘定")
    assert case.dialog.assigned == (
        assigned("line", "一般管理経費", ""),
        assigned("column", "創業支援", ""),
        Assigned("unit", "予算", "", "", "千円"),
        Assigned("table", "別紙", "cash", "general", ""),
    )


def test_the_profile_that_knows_most_answers_first(shown):
    few, many = (Assigned("unit", "予算", "", "", "円"),), (ADMIN, Assigned("table", "別紙", *BUDGET, ""))
    case = Case(shown, {"総務部": few, "主務省": many, "知らない課": ()})
    assert case.dialog.source.currentText() == "主務省"
    assert case.dialog.assigned == many
    case.dialog.source.setCurrentText("総務部")
    case.dialog.source.textActivated.emit("総務部")
    assert set(case.dialog.assigned) == {*few, *many}


def test_a_profile_that_knows_nothing_is_not_proposed(shown):
    case = Case(shown, {"総務部": (Assigned("unit", "別の表", "", "", "円"),)})
    assert case.dialog.source.currentText() == "" and case.dialog.assigned == ()


def test_what_is_remembered_needs_a_name_and_a_tick(case):
    case.dialog.source.setCurrentText(" 主務省 ")
    assert case.dialog.sender_to_remember == ""
    case.dialog.remember.setChecked(True)
    assert case.dialog.sender_to_remember == "主務省"


def test_nothing_can_be_remembered_for_nobody(case):
    assert not case.dialog.remember.isEnabled()
    case.dialog.source.setEditText("主務省")
    assert case.dialog.remember.isEnabled()
    case.dialog.source.setEditText(" ")
    assert not case.dialog.remember.isEnabled()


def test_a_column_without_a_heading_is_told_as_such(shown):
    dialog = Case(shown, doubts=(replace(COLUMN, label=""),)).dialog
    assert dialog.doubts.cell(0, 1).text == "（見出しなし）\n予算!B3"


def test_its_ends(shown):
    for name, end in (("again", "again"), ("skip", "skip"), (None, "cancel")):
        case = Case(shown)
        case.say("使わない")
        if name:
            QTest.mouseClick(getattr(case.dialog, name), Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(case.dialog, Qt.Key.Key_Escape)
        assert case.ends == [end]


def test_the_keyboard_reaches_everything(case):
    dialog = case.dialog
    case.say("使わない")
    dialog.source.setEditText("主務省")
    order = [dialog.doubts, dialog.meaning, dialog.source, dialog.remember]
    for widget in order:
        assert dialog.focusWidget() is widget
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    QTest.keyClick(dialog, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert dialog.focusWidget() is dialog.meaning


def test_a_sheet_without_end_is_shown_in_part(qapp):
    model = SheetModel()
    far = BookSheet(title="遠い", cells={(1_048_576, 16_384): BookCell(1), (1, 1): BookCell("a")})
    model.show_sheet(far, frozenset())
    assert (model.rowCount(), model.columnCount()) == (MOST_ROWS, MOST_COLUMNS)
    assert model.headerData(27, Qt.Orientation.Horizontal) == "AB"
    assert model.headerData(4, Qt.Orientation.Vertical) == "5"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        ("計", "計"),
        (True, "True"),
        (10**14, "100,000,000,000,000"),
        (1234.5, "1,234.5"),
        (3.0, "3"),
    ],
)
def test_values_as_they_are_shown(value, said):
    assert shown(value) == said
