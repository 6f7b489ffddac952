"""What stands on hidden sheets counts where no other sheet has it, and is told."""

from __future__ import annotations

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.recognise import recognise
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io.workbook_layout import PAYLOAD
from tests.support.books import STATEMENT_NAMES, DraftSheet, draft_of
from tests.support.recognised import GENERAL, INCOME, cells_of, found_in, one_table, the_plan, the_table

CELL = CellKey(*GENERAL, "lending", "total")


def test_a_table_on_a_hidden_sheet_is_read_and_told() -> None:
    draft = draft_of(the_plan())
    sheet = draft.sheet_of(INCOME)
    sheet.hidden = True
    sheet.hidden_rows = {3}
    found = found_in(draft)
    assert [table.key for table in found.tables] == list(the_plan().tables)
    assert cells_of(found) == draft.printed() and not found.doubts
    assert (found.hidden_sheets, found.partly_hidden) == ((sheet.title,), ())
    assert sheet.title not in found.unread_sheets
    (finding,) = (
        each for each in interpret(found, the_plan(), "x").findings if each.severity is Severity.WARNING
    )
    assert (finding.kind, finding.parameters) == ("incoming_hidden_sheets", {"sheets": sheet.title})


def test_the_table_on_a_sheet_in_sight_is_the_one() -> None:
    draft, _ = one_table()
    before, old = one_table()
    before.write(CELL, Figure(9_999))
    old.title, old.hidden = "予算・一般（前の案）", True
    draft.sheets.insert(0, old)
    found = recognise(draft.book(), the_plan(), statement_names=STATEMENT_NAMES)
    assert the_table(found).sheet == "予算・一般"
    assert (found.doubts, found.hidden_sheets, found.unread_sheets) == ((), (), (old.title,))


def test_the_text_and_the_indicators_of_hidden_sheets_count_where_there_are_no_others() -> None:
    draft = draft_of(the_plan(), tables=[], cover=False)
    for sheet in draft.sheets:
        sheet.hidden = True
    found = found_in(draft)
    assert found.text and found.indicators
    assert found.hidden_sheets == ("計画本文", "指標")
    # an extract in sight is what the sender means
    text = draft_of(the_plan(), tables=[], cover=False, indicators=False).sheets[0]
    text.title = "本文（抄）"
    for row in range(200, text.last_row + 1):
        text.cells.pop((row, 2), None)
    draft.sheets.append(text)
    found = found_in(draft)
    assert found.text and found.text.sheet == text.title
    assert (found.hidden_sheets, found.unread_sheets) == (("指標",), ("計画本文",))


def test_what_is_not_certain_on_a_hidden_sheet_is_a_doubt_while_a_table_is_missing() -> None:
    draft = draft_of(the_plan(), text=False, indicators=False)
    _, unknown = one_table()
    for at, cell in list(unknown.cells.items()):
        if cell.value == "予算（一般勘定）":
            unknown.put(*at, "予算（むかしの勘定）")
    unknown.title, unknown.hidden = "控え", True
    whole = [*draft.sheets, unknown]
    draft.sheets = [
        sheet for sheet in whole if not any(cell.table == GENERAL for cell in sheet.keys.values())
    ]
    draft.sheets.append(unknown)
    assert [(doubt.what, doubt.sheet) for doubt in found_in(draft).doubts] == [("table", "控え")]
    draft.sheets = whole
    found = found_in(draft)
    assert not found.doubts
    assert (found.hidden_sheets, found.unread_sheets) == ((), ("表紙", "控え"))


def test_the_store_of_a_workbook_of_our_own_is_neither_read_nor_named() -> None:
    draft, _ = one_table()
    store = DraftSheet("_smrj", {(1, 1): BookCell(imprint.STORE), (2, 1): BookCell("予算（一般勘定）")})
    store.hidden = True
    draft.sheets.append(store)
    found = found_in(draft)
    assert (found.hidden_sheets, found.unread_sheets) == ((), ())
    assert imprint.STORE == PAYLOAD
