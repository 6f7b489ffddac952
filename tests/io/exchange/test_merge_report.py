from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from smrj_desktop import messages
from smrj_desktop.domain.checks.finding import Finding, Place, Severity, cell_place
from smrj_desktop.domain.errors import SaveFolderMissingError
from smrj_desktop.domain.exchange.outcome import Outcome, OutcomeRow, Verdict
from smrj_desktop.domain.exchange.review_items import Choice, ReviewItem
from smrj_desktop.domain.grid import Role
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin, merge_report
from smrj_desktop.io.cell_text import taken, visible
from smrj_desktop.io.merge_report import merge_report_grids
from tests.support.reviews import mine, review_of
from tests.support.workbooks import printed_text, written_text

BUDGET = TableKey("budget", "general")
FILE = "R6予算_主務省修正.xlsx"
CHANGED = {"old": "1", "new": "2"}
LONG = "中小企業の事業承継を支援するため、関係機関との連携を強化し、相談に応じる体制を全国に整える。" * 3


def item(number: int, kind: str, key: str, place: Place, **given: object) -> ReviewItem:
    defaults: dict[str, object] = {
        "state": "theirs",
        "account": place.account or "",
        "section": place.statement or "text",
        "base": "1,234",
        "mine": "1,234",
        "theirs": "△ 82",
        "choices": (Choice.MINE, Choice.THEIRS),
        "default": Choice.THEIRS,
    }
    return ReviewItem(number=number, kind=kind, key=key, place=place, **{**defaults, **given})


def outcome(plan: Plan, **given: object) -> Outcome:
    """One item of every kind, and every verdict."""
    template = plan.table(BUDGET).template
    leaf, total = cell_place(template, 1, 1), cell_place(template, 1, len(template.columns) - 1)
    line, column = template.lines.nodes[1].key, template.columns.nodes[1].key
    cell = "/".join((*BUDGET, line, column, "plan"))
    passage = next(passage for passage in plan.outline if passage.kind == "passage")
    indicator = plan.indicators[0]
    text = Place(passage=passage.mark)
    changed = LONG.replace("全国", "各地")
    rows = [
        (item(0, "cell", cell, leaf), Verdict.TAKEN, "", "△ 82"),
        (
            item(1, "cell", cell, leaf, state="both", mine="", theirs="-"),
            Verdict.OPEN,
            "",
            "",
        ),
        (item(2, "stated", cell, total), Verdict.REFUSED, "端数調整は当方で行う", "1,234"),
        (
            item(3, "build_up", cell, leaf, theirs="企画部 委託費 1,499千円、総務部 旅費 20千円"),
            Verdict.TAKEN,
            "",
            "同じ",
        ),
        (
            item(4, "passage", passage.key, text, base=LONG, mine=LONG, theirs=changed, field="text"),
            Verdict.TAKEN,
            "",
            changed,
        ),
        (
            item(5, "passage", passage.key, text, base="", mine="", theirs="=1+1\x07"),
            Verdict.TAKEN,
            "",
            "=1+1\x07",
        ),
        (
            item(
                6,
                "indicator",
                indicator.key,
                Place(indicator=indicator.name),
                field="name,basis",
                base="甲",
                mine="甲",
                theirs="乙",
            ),
            Verdict.TYPED,
            "呼称を統一",
            "丙",
        ),
        (
            item(7, "line", f"budget/general/lines/{line}", leaf, base="", theirs="新設の行"),
            Verdict.TAKEN,
            "",
            "新設の行",
        ),
        (item(8, "typed_total", cell, total, state="suspicion"), Verdict.STATED, "", "△ 82"),
        (item(9, "left_total", cell, total, state="suspicion"), Verdict.SPREAD, "", "△ 82"),
        (
            item(
                10,
                "systematic",
                "nothing_as_zero/budget/general",
                Place(),
                state="suspicion",
                base="-",
                mine="-",
                theirs="0",
                remark=("merge_report.count", {"count": 457}),
            ),
            Verdict.REFUSED,
            "表記の違い",
            "-",
        ),
        (
            item(11, "profile", "title", Place(), base="計画", theirs="計画（案）"),
            Verdict.TAKEN,
            "",
            "計画（案）",
        ),
        (item(12, "place", passage.key, text, base="2", theirs="3"), Verdict.TAKEN, "", "3"),
        (
            item(13, "record", f"tie/{plan.ties[0].key}", Place(), base="甲", theirs="乙"),
            Verdict.TAKEN,
            "",
            "乙",
        ),
    ]
    defaults: dict[str, object] = {
        "rows": tuple(OutcomeRow(*row) for row in rows),
        "findings": (
            Finding(kind="workbook_leaf_taken", severity=Severity.INFO, place=leaf, parameters=CHANGED),
            Finding(kind="workbook_sheet_missing", severity=Severity.ERROR, parameters={"sheet": "指標"}),
        ),
        "unread": (TableKey("cash", "general"),),
    }
    return Outcome(**{**defaults, **given})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


@pytest.fixture
def english() -> Iterator[None]:
    messages.set_language("en")
    yield
    messages.set_language("ja")


@pytest.fixture(scope="module")
def files(plan, tmp_path_factory) -> dict[str, Path]:
    """The same report as a workbook and as a Word document."""
    folder = tmp_path_factory.mktemp("report")
    paths = {ending: folder / f"report.{ending}" for ending in ("xlsx", "docx")}
    for path in paths.values():
        merge_report.write(outcome(plan), plan, path, file_name=FILE, base_version="第2版")
    return paths


def texts(grids) -> list[str]:
    """The texts of all cells as a file shows them."""
    cells = (cell for grid in grids for row in (*grid.header, *grid.rows) for cell in row if cell)
    return [visible(cell.text) for cell in cells if cell.text]


def rows_of(grid) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in grid.rows]


def test_every_item_is_in_the_report_once_under_its_verdict(plan):
    made = outcome(plan)
    _, changes, _ = merge_report_grids(made, plan, FILE, "第2版")
    section, seen = "", {}
    for row in changes.rows:
        if row[0].role is Role.SECTION:
            section = row[0].text
        else:
            seen.setdefault(section, []).append(row)
    assert {name: len(rows) for name, rows in seen.items()} == {
        "未決（1 件）": 1,
        "採用（8 件）": 8,
        "ほかの値で採用（1 件）": 1,
        "公表値として採用（1 件）": 1,
        "内訳に配分（1 件）": 1,
        "見送り（2 件）": 2,
    }


def test_the_report_of_a_review_holds_each_of_its_items():
    review = review_of(mine())
    review.decide([1], Choice.MINE, reason="基幹目標は変えない")
    summary, changes = merge_report_grids(review.outcome(), review.preview(), FILE, "第2版")
    rows = [row for row in rows_of(changes) if row[1]]
    assert len(rows) == len(review.items) == 4
    assert rows[0][2:6] == ["106", "112", "120", "112"]
    assert rows[-1][-1] == "基幹目標は変えない"
    assert [dict(rows_of(summary))[name] for name in ("未決", "採用", "見送り")] == ["1 件", "2 件", "1 件"]


def test_each_place_is_said_in_words(plan):
    _, changes, _ = merge_report_grids(outcome(plan), plan, FILE, "第2版")
    places = [row[1] for row in rows_of(changes) if row[1]]
    assert places[0].startswith("予算・一般勘定・収入・")
    for ending in (
        "（公表値と内訳の差）",
        "（積算）",
        "（合計欄への記入）",
        "（合計が元のまま）",
        "（行・列の構成）",
        "の位置",
    ):
        assert any(place.endswith(ending) for place in places), ending
    assert any(place.startswith("指標・") and place.endswith("・比べる基準") for place in places), places
    assert "「-」が 0 と書かれている" in places


def test_what_stood_where_is_said_side_by_side(plan):
    _, changes, _ = merge_report_grids(outcome(plan), plan, FILE, "第2版")
    assert [cell.text for cell in changes.header[0]][2:6] == ["送付時", "現在", "相手", "取り込み後"]
    rows = rows_of(changes)
    assert ["双方の変更", "1,234", "空欄", "-", "空欄"] in [[row[0], *row[2:6]] for row in rows]
    assert any(row[2:] == ["1,234", "1,234", "△ 82", "1,234", "端数調整は当方で行う"] for row in rows)
    assert any(row[2] == LONG and row[3] == "同左" and row[5] == "同左" for row in rows)
    assert any(row[6] == "表記の違い\n457 件" for row in rows)


def test_the_summary_counts_and_names_what_was_compared(plan):
    summary, *_ = merge_report_grids(outcome(plan), plan, FILE, "第2版")
    said = dict(rows_of(summary))
    assert said["相手のファイル"] == FILE and said["比較の基準"].startswith("第2版")
    assert [said[name] for name in ("未決", "採用", "見送り", "変更の合計")] == [
        "1 件",
        "8 件",
        "2 件",
        "14 件",
    ]
    assert said["読み取りの注意"] == "2 件" and said["ファイルにない表"] == "1 件"
    assert "送付時の控えと" in dict(rows_of(merge_report_grids(outcome(plan), plan, FILE)[0]))["比較の基準"]


def test_without_a_base_two_sides_are_compared_and_the_report_says_so(plan):
    summary, changes, _ = merge_report_grids(outcome(plan, two_way=True), plan, FILE)
    assert "控えがない" in dict(rows_of(summary))["比較の基準"]
    assert "送付時" not in [cell.text for cell in changes.header[0]]
    assert {len(row) for row in changes.rows} == {len(changes.header[0])}


def test_what_the_reader_says_comes_last_the_worst_first(plan):
    *_, reading = merge_report_grids(outcome(plan), plan, FILE)
    rows = rows_of(reading)
    assert [row[0] for row in rows[:2]] == ["誤り", "参考"]
    assert "指標" in rows[0][2] and rows[1][1].startswith("予算・一般勘定")
    assert rows[3][1:] == ["資金計画・一般勘定", "ファイルにこの表がないため、現在の計画のままです。"]


def test_a_file_that_changes_nothing_has_a_summary_alone(plan, tmp_path):
    empty = Outcome(rows=())
    (summary,) = merge_report_grids(empty, plan, FILE)
    assert dict(rows_of(summary))["変更の合計"] == "0 件"
    for ending in ("xlsx", "docx"):
        merge_report.write(empty, plan, tmp_path / f"r.{ending}", file_name=FILE)
        assert (tmp_path / f"r.{ending}").stat().st_size


def test_the_workbook_holds_every_text_as_text(plan, files):
    book = openpyxl.load_workbook(files["xlsx"])
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    seen = {taken(cell.value) for cell in cells if cell.value is not None}
    assert [
        text for text in texts(merge_report_grids(outcome(plan), plan, FILE, "第2版")) if text not in seen
    ] == []
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    risky = next(cell for cell in cells if cell.value and str(cell.value).startswith("=1+1"))
    assert risky.data_type != "f" and risky.quotePrefix
    assert [sheet.title for sheet in book] == ["概要", "変更の取扱い", "ファイルの読み取り"]
    assert {(sheet.page_setup.orientation, sheet.page_setup.paperSize) for sheet in book} == {
        ("landscape", 9)
    }
    assert {sheet.print_title_rows for sheet in book} == {"$4:$4"}


def test_the_document_holds_every_text(plan, files):
    document = docx.Document(str(files["docx"]))
    seen = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert [
        text for text in texts(merge_report_grids(outcome(plan), plan, FILE, "第2版")) if text not in seen
    ] == []
    assert [len(table.columns) for table in document.tables] == [2, 7, 3]


def test_libreoffice_reads_every_text_of_the_document(plan, files, tmp_path):
    said = written_text(files["docx"], tmp_path)
    for text in texts(merge_report_grids(outcome(plan), plan, FILE, "第2版")):
        assert set(text.split("\n")) <= set(said.splitlines()), text


def test_libreoffice_prints_the_workbook(files, tmp_path):
    printed = printed_text(files["xlsx"], tmp_path)
    for part in ("取り込み結果報告書", "未決（1 件）", "資金計画・一般勘定", "呼称を統一"):
        assert part in printed


def test_the_same_report_gives_the_same_bytes(plan, files, tmp_path):
    for ending, path in files.items():
        again = tmp_path / f"again.{ending}"
        merge_report.write(outcome(plan), plan, again, file_name=FILE, base_version="第2版")
        assert again.read_bytes() == path.read_bytes()


def test_it_can_be_said_in_english(plan, english):
    grids = merge_report_grids(outcome(plan), plan, FILE, "2")
    assert not [text for text in texts(grids) if text.startswith("merge_report.")]
    assert grids[0].title == "Summary"


def test_a_folder_that_is_not_there_is_said(plan, tmp_path):
    with pytest.raises(SaveFolderMissingError):
        merge_report.write(outcome(plan), plan, tmp_path / "none" / "r.docx", file_name=FILE)
