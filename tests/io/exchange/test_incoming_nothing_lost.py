"""What comes without a label, figures or a value, or hidden: an item of the review or told, never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.exchange.review import ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import builtin, incoming, outgoing
from smrj_desktop.io.incoming import Incoming
from tests.support import tree
from tests.support.returned import changed_by_hand, review_of

DOCUMENT = tree.ROOT.parent / "shared" / "plan-r5.txt"
TITLE, TEXT = "予算・一般", "計画本文"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


@pytest.fixture(scope="module")
def form(plan, tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    when = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
    outgoing.ministry(plan, path, PrintOptions(version="第1版", date="令和6年3月1日"), when=when)
    return path.read_bytes()


@pytest.fixture
def back(form, plan, tmp_path):
    """Gives the file back as a hand has changed it, with its review."""

    def changed(change: Callable[[Workbook], None]) -> tuple[ImportReview, Incoming]:
        path = tmp_path / "form.xlsx"
        path.write_bytes(form)
        came = changed_by_hand(path, plan, change)
        return review_of(came, plan), came

    return changed


def warnings(came: Incoming) -> list[str]:
    return [finding.kind for finding in came.findings if finding.severity is Severity.WARNING]


def test_a_row_of_figures_without_a_label_is_told_and_asked_for(back):
    def change(book: Workbook) -> None:
        book[TITLE].insert_rows(22)
        for column in range(2, 13):
            book[TITLE].cell(22, column, 1000)

    review, came = back(change)
    assert not review.items and warnings(came) == ["incoming_line_unnamed"]
    assert [(doubt.what, doubt.label) for doubt in came.recognised[0].doubts] == [("line", "#22")]


@pytest.mark.parametrize("text", [None, "（新設）", "-"])
def test_a_line_without_figures_is_an_item(back, text):
    def change(book: Workbook) -> None:
        book[TITLE].insert_rows(22)
        book[TITLE].cell(22, 1, "特別対策費")
        book[TITLE].cell(22, 2, text)

    review, came = back(change)
    assert [(item.kind, item.theirs) for item in review.items] == [("line", "特別対策費")]
    assert not warnings(came)


def test_figures_below_the_note_are_an_item(back):
    def change(book: Workbook) -> None:
        book[TITLE].append(["差引残高", 7])

    review, came = back(change)
    assert ("line", "差引残高") in {(item.kind, item.theirs) for item in review.items}
    assert "incoming_line_apart" in warnings(came)


def test_a_formula_without_a_value_takes_no_passage_and_no_target_away(back):
    def change(book: Workbook) -> None:
        book[TEXT]["B9"] = '="支援者数"&"6,000者"'
        book["指標"]["D4"] = '="300"&"件以上"'

    review, came = back(change)
    assert not review.items
    assert warnings(came) == ["incoming_formula_without_value"] * 2


def test_a_table_on_a_sheet_that_somebody_has_hidden_is_read_and_told(back):
    def change(book: Workbook) -> None:
        book[TITLE].sheet_state = "hidden"
        book[TITLE]["G22"] = 107

    review, came = back(change)
    assert [item.theirs for item in review.items if item.kind == "cell"] == ["107"]
    assert warnings(came) == ["incoming_hidden_sheets"]


def test_the_printed_plan_as_one_long_text_holds_all_tables(plan):
    if not DOCUMENT.exists():
        pytest.skip("the text of the published plan is not beside the repository (../shared/plan-r5.txt)")
    (found,) = incoming.read(DOCUMENT, plan).recognised
    assert [table.key for table in found.tables] == list(plan.tables)
    assert found.text and not found.doubts


def test_a_table_of_totals_alone_behind_a_long_text_is_read(plan, tmp_path):
    figures = {"運営費交付金": "16,697", "借入金等": "110", "貸付等回収金": "49,115", "貸付金利息": "282"}
    lines = [f"前置き{number}、本文, つづき" for number in range(120)]
    lines += ["予算（一般勘定）", "（単位：百万円）", "\t合計", "収入\t"]
    lines += [f"{label}\t{figure}" for label, figure in figures.items()]
    path = tmp_path / "抄.tsv"
    path.write_text("\n".join(lines), encoding="utf-8")
    came = incoming.read(path, plan)
    (table,) = came.recognised[0].tables
    assert (table.sheet, len(table.rows), len(table.columns)) == ("抄", 5, 1)
    assert [(typed.cell.line, typed.typed.amount) for typed in came.typed_totals] == [
        ("loan_recovery", 49_115)
    ]
