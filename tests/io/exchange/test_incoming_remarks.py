"""What people write into a file beside the plan, and what they strike out, is told where it stands."""

from __future__ import annotations

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin, incoming, print_form
from tests.support.print_forms import FORMULAS, full_plan, options
from tests.support.returned import changed_by_hand, review_of

TABLE, TEXT, COVER = "予算・一般", "計画本文", "表紙"
CELL = CellKey("budget", "general", "general_admin", "environment_general")


def struck(old: str, new: str) -> CellRichText:
    return CellRichText(TextBlock(InlineFont(strike=True), old), TextBlock(InlineFont(color="FF0000"), new))


@pytest.fixture(scope="module")
def plan():
    return builtin.load()


@pytest.fixture(scope="module")
def form(plan):
    return print_form.content(plan, options())[0]


@pytest.fixture
def back(form, plan, tmp_path):
    """Gives the file back as a hand has changed it: its findings, and the items with what they would take."""

    def changed(change):
        path = tmp_path / "form.xlsx"
        path.write_bytes(form)
        came = changed_by_hand(path, plan, change)
        items = review_of(came, plan).items
        return list(came.findings), [(item.kind, item.theirs) for item in items if item.kind != "left_total"]

    return changed


def told(findings):
    return [
        (finding.kind.removeprefix("incoming_"), finding.parameters.get("address")) for finding in findings
    ]


def test_what_is_struck_through_is_no_part_of_a_figure(back):
    findings, items = back(lambda book: book[TABLE].__setitem__("G22", struck("106", "112")))
    assert told(findings) == [("struck", "G22")] and findings[0].cell == CELL
    assert items == [("cell", "112")]


def test_a_line_that_is_struck_out_whole_is_told_and_stays(back):
    def strike(book):
        for cell in book[TABLE][20]:
            cell.font = Font(strike=True)

    findings, items = back(strike)
    assert told(findings) == [("struck_out", "A20:L20")] and findings[0].place.line == "受託経費"
    assert not items


@pytest.mark.parametrize(
    ("sheet", "at", "text"),
    [
        (TABLE, "N22", "単価の根拠を示すこと"),
        (TABLE, "A40", "備考：精査中"),
        (TABLE, "A25", "端数処理はしていない。"),
        (TABLE, "B3", "事業承継・引継ぎ促進業務（新）"),
        (TEXT, "D8", "要修正"),
        ("指標", "A40", "指標を追加のこと"),
        (COVER, "A1", "令和5年度計画（変更）"),
        (COVER, "B2", "別法人"),
        (COVER, "D40", 310),
    ],
)
def test_what_is_written_beside_the_plan_is_told(back, sheet, at, text):
    findings, items = back(lambda book: book[sheet].__setitem__(at, text))
    assert told(findings) == [("remark", at)]
    assert findings[0].parameters["text"] == str(text) and not items


def test_a_comment_is_told_with_its_cell(back):
    findings, _ = back(lambda book: setattr(book[TABLE]["G22"], "comment", Comment("根拠は？", "係長")))
    assert told(findings) == [("comment", "G22")] and findings[0].cell == CELL


def test_of_many_remarks_the_rest_is_told_together(back):
    findings, _ = back(lambda book: [book[TABLE].cell(row, 20, "？") for row in range(1, 26)])
    assert told(findings)[-2:] == [("remark", "T20"), ("remarks_more", None)]
    assert findings[-1].parameters["count"] == 5


@pytest.mark.parametrize(
    "label", ["一般管理費（人件費を含む）", "うち一般管理費", "(1) 一般管理費", "一般管理費※"]
)
def test_a_label_that_reads_otherwise_is_a_line_renamed(back, label):
    findings, items = back(lambda book: book[TABLE].__setitem__("A22", label))
    assert items == [("line", label)] and [finding.kind for finding in findings] == ["incoming_line_renamed"]


@pytest.mark.parametrize("chosen", [FORMULAS, {"comments": True}])
def test_what_the_form_itself_prints_and_notes_is_no_news(tmp_path, chosen):
    plan = full_plan()
    path = tmp_path / "form.xlsx"
    path.write_bytes(print_form.content(plan, options(**chosen))[0])
    kinds = told(incoming.read(path, plan).findings)
    assert not {"remark", "comment", "struck"} & {kind for kind, _ in kinds}
