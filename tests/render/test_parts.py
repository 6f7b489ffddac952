"""What can be printed of a plan: every figure and text of it, in parts that last from version to version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from smrj_desktop import messages
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.blank import blank
from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.edits import SetIndicator
from smrj_desktop.domain.grid import Grid, GridCell, heads
from smrj_desktop.domain.indicators import Result
from smrj_desktop.domain.measures import Outline
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import Kind
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from smrj_desktop.render import flow, parts
from smrj_desktop.render.blocks import Heading, Paragraph, Part, Picture, Table
from smrj_desktop.render.page import Text
from smrj_desktop.render.paper import Orientation, PageSetup
from smrj_desktop.render.parts import Wanted
from tests.support.plans import cell, put, small_plan

LONGEST_SUMMARY = 2


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


@pytest.fixture(scope="module")
def whole(plan: Plan) -> list[Part]:
    return parts.of_plan(plan, parts.whole_plan(plan))


def grids(part: Part) -> list[Grid]:
    return [block.grid for block in part.blocks if isinstance(block, Table)]


def said(part: Part) -> Iterator[str]:
    """Every text of a part."""
    for block in part.blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield block.grid.note
            yield from (cell.text for row in block.grid.rows for cell in row if cell)


def footnotes(part: Part) -> list[str]:
    paragraphs = [block.note for block in part.blocks if isinstance(block, Paragraph)]
    cells = [cell.note for grid in grids(part) for row in grid.rows for cell in row if cell]
    return [note for note in paragraphs + cells if note]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("key", ["I", "I-1", "I-2", "I-3", "I-4", "II", "III", "X"])
@pytest.mark.parametrize("results", [(), (Result(2021, Decimal(12_345)), Result(2022, Decimal(12_345)))])
def test_a_summary_is_two_pages_at_most(plan: Plan, key: str, results: tuple[Result, ...]) -> None:
    known = [
        replace(item, results=results, midterm_target=item.target if results else None)
        for item in plan.indicators
    ]
    wanted = Wanted(sections=(key,), findings=True, notes=True)
    (part,) = parts.of_plan(replace(plan, indicators=known), wanted)
    assert part.key == f"summary/{key}"
    pages = flow.pages_of(part, PageSetup())
    assert len(pages) <= LONGEST_SUMMARY


def test_a_summary_has_its_measures_indicators_chart_and_figures(plan: Plan) -> None:
    (part,) = parts.of_plan(plan, Wanted(sections=("I-4",)))
    assert part.title == "I-4　経営環境の変化への対応の円滑化"
    headings = [block.text for block in part.blocks if isinstance(block, Heading)]
    assert headings == [part.title, "主な措置", "指標", "業務区分の収支（経営環境変化対応業務）"]
    assert any(isinstance(block, Picture) for block in part.blocks)
    assert "小規模企業共済制度の在籍率" in said(part)
    plain = parts.of_plan(plan, Wanted(sections=("I-4",), charts=False))
    assert not any(isinstance(block, Picture) for block in plain[0].blocks)


def test_summaries_come_in_the_order_of_the_text_and_unknown_ones_are_passed_over(plan: Plan) -> None:
    wanted = Wanted(sections=("II", "I-2", "XX"), tables=(TableKey("budget", "nowhere"),))
    assert [part.key for part in parts.of_plan(plan, wanted)] == ["summary/I-2", "summary/II"]


def test_findings_and_notes_are_listed_where_they_are_wanted() -> None:
    plan = small_plan()
    place = of_cell(cell("grant", "a1"))  # a part of a subtotal, which is not printed
    plan.notes = (Note(key="1", place=place, text="表現を直す", author="山田", at="2023-01-01"),)
    found = [
        Finding(
            kind="target_core_none",
            severity=Severity.WARNING,
            place=Place(section="I-1"),
            parameters={"section": "I-1", "count": 0, "names": ""},
        )
    ]

    def summary(**wanted: bool) -> list[str]:
        (part,) = parts.of_plan(plan, Wanted(sections=("I-1",), **wanted), found)
        return list(said(part))

    assert not {"要確認", "表現を直す"} & set(summary())
    assert "要確認" in summary(findings=True)
    assert "表現を直す" in summary(notes=True)
    assert "山田" not in " ".join(summary(notes=True))
    found[0] = replace(found[0], severity=Severity.INFO)
    assert "誤り及び要確認の指摘はありません。このほか、参考1件があります。" in summary(findings=True)


def test_every_figure_and_every_passage_is_in_the_whole_plan(plan: Plan, whole: list[Part]) -> None:
    tables = {part.key: grids(part)[0] for part in whole if part.key.startswith("table/")}
    assert len(tables) == len(plan.tables)
    for key, table in plan.tables.items():
        grid = tables["/".join(("table", *key))]
        expected = [
            [show(figure) for figure in row]
            for at, row in enumerate(table.sheet().figures())
            if not table.template.lines.is_heading(at)
        ]
        printed = [
            [cell.text for cell in row[1:] if cell]
            for row in grid.rows
            if any(cell and cell.figure for cell in row)
        ]
        assert printed == expected
    text = "\n".join("\n".join(said(part)) for part in whole if part.key.startswith("text/"))
    assert all(passage.text in text for passage in plan.outline)
    assert all(item.name in text for item in plan.indicators)
    for fact in (plan.profile.title, plan.profile.agency, plan.profile.preamble, "令和5年3月30日"):
        assert fact in text


def test_parts_of_the_whole_plan(whole: list[Part]) -> None:
    keys = [part.key for part in whole]
    assert keys[:3] == ["text/front", "text/I", "text/II"]
    assert keys[11:13] == ["indicators", "table/budget/general"]
    assert len(set(keys)) == len(keys) == 12 + 18
    by_key = {part.key: part for part in whole}
    budget = by_key["table/budget/general"]
    assert (budget.title, budget.group) == ("予算（一般勘定）", "予算")
    assert budget.orientation is Orientation.LANDSCAPE
    assert by_key["table/budget/facilities"].orientation is Orientation.PORTRAIT
    listed = [block.text for block in by_key["text/I"].blocks if isinstance(block, Heading) and block.listed]
    assert listed[0] == "1.　事業承継・事業引継ぎの促進"
    assert len(listed) == 4


def test_a_repeated_passage_says_so_and_a_core_target_too(plan: Plan, whole: list[Part]) -> None:
    chapters = {part.key: list(said(part)) for part in whole}
    repeated = [passage for passage in plan.outline if passage.repeat_of]
    assert all(
        f"{passage.text}（再掲）" in chapters[f"text/{passage.key.split('-')[0]}"] for passage in repeated
    )
    assert "事業引継ぎにおける広域の成約件数：260件以上【基幹目標】" in chapters["text/I"]


def test_open_notes_are_footnotes_of_what_they_are_about() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 5)

    def note(place: str, text: str, resolved_by: str = "") -> Note:
        return Note(key=text, place=place, text=text, author="山田", at="2023-01-01", resolved_by=resolved_by)

    plan.notes = (
        note(of_cell(cell("grant", "a1")), "欄"),
        note("I-1", "見出し"),
        note("I-1-p1", "本文"),
        note("I-1-i1/target", "指標"),
        note("II", "済み", resolved_by="佐藤"),
    )
    wanted = replace(parts.whole_plan(plan), notes=True)
    made = {part.key: footnotes(part) for part in parts.of_plan(plan, wanted)}
    assert {key: notes for key, notes in made.items() if notes} == {
        "text/I": ["見出し", "本文"],
        "indicators": ["指標"],
        "table/budget/general": ["欄"],
    }
    assert not any(map(footnotes, parts.of_plan(plan, parts.whole_plan(plan))))
    (summary,) = parts.of_plan(plan, Wanted(sections=("I-1",), notes=True))
    assert footnotes(summary) == ["見出し", "本文", "指標"]
    assert list(said(summary))[-2:] == ["予算・一般勘定・収入・運営費交付金・甲業務・一般経理", "欄"]


@pytest.mark.usefixtures("qapp")
def test_what_continues_a_passage_stands_right_below_its_text(plan: Plan) -> None:
    for wanted in (Wanted(sections=("I-1",)), Wanted(text=True)):
        (part,) = (each for each in parts.of_plan(plan, wanted) if each.key in {"summary/I-1", "text/I"})
        (page, *_) = flow.pages_of(part, PageSetup())
        texts = [mark for mark in page.marks if isinstance(mark, Text)]
        at = next(at for at, mark in enumerate(texts) if mark.text.startswith("上記による事業承継の支援者数"))
        assert texts[at - 2].text == "・"
        assert texts[at].x == pytest.approx(texts[at - 1].x)


def test_paper_speaks_japanese_whatever_the_window_does(plan: Plan) -> None:
    messages.set_language("en")
    try:
        made = parts.of_plan(plan, Wanted(sections=("I-1",), report=True, findings=True), (), holds=True)
        assert messages.language() == "en"
    finally:
        messages.set_language("ja")
    assert made[1].title == "令和5年度計画　点検報告書"
    assert made[1].orientation is Orientation.LANDSCAPE
    assert "主な措置" in said(made[0])


@pytest.mark.usefixtures("qapp")
def test_plans_need_not_look_like_ours(plan: Plan) -> None:
    odd = (
        replace(small_plan(), sections=()),
        replace(small_plan(), accounts=(), tables={}),
        replace(small_plan(), outline=Outline(), indicators=[]),
        blank(plan, "blank"),
    )
    for other in odd:
        wanted = Wanted(
            sections=parts.sections_of(other),
            tables=tuple(other.tables),
            indicators=True,
            text=True,
            report=True,
            findings=True,
            notes=True,
        )
        for part in parts.of_plan(other, wanted):
            assert part.blocks
    for part in parts.of_plan(odd[0], parts.whole_plan(odd[0])):
        assert flow.pages_of(part, PageSetup())


def test_any_grids_are_one_part() -> None:
    def grid(title: str, columns: int) -> Grid:
        keys = tuple(map(str, range(columns)))
        row = tuple(GridCell(text=key) for key in keys)
        return Grid(
            title=title,
            subtitle="二つの版",
            unit="",
            note="",
            header=(heads(keys),),
            rows=(row,),
            line_keys=(),
            column_keys=keys,
        )

    (part,) = parts.of_grids("比較", [grid("比較", 3), grid("内訳", 4)])
    assert (part.key, part.title, part.orientation) == ("grids", "比較", Orientation.PORTRAIT)
    said = [
        block.text if isinstance(block, Heading | Paragraph) else block.grid.title for block in part.blocks
    ]
    assert said == ["比較", "二つの版", "比較", "内訳", "二つの版", "内訳"], (
        "the part's own title is said once"
    )
    (wide,) = parts.of_grids("比較", [grid("内訳", 5)])
    assert wide.orientation is Orientation.LANDSCAPE


def test_charts_of_the_agency_of_accounts_and_of_the_indicators_in_the_order_of_the_plan():
    plan = builtin.load()
    item = plan.indicators[0]
    edits.apply(plan, SetIndicator(indicator=replace(item, results=(Result(2022, Decimal(200)),))))
    made = parts.of_plan(plan, parts.Wanted(charts_of=("indicators", "general", "", "nowhere")))
    assert [part.key for part in made] == ["charts/", "charts/general", "charts/indicators"]
    assert [part.title for part in made] == ["グラフ（法人全体）", "グラフ（一般勘定）", "グラフ（指標）"]
    kinds = [[block.chart.kind for block in part.blocks if isinstance(block, Picture)] for part in made]
    # last year's plan has not been typed in
    assert kinds == [
        [Kind.SEGMENTS, Kind.COMPOSITION, Kind.STATEMENTS],
        [Kind.SEGMENTS, Kind.COMPOSITION, Kind.WATERFALL, Kind.STATEMENTS],
        [Kind.INDICATORS],
    ]
    assert parts.of_plan(small_plan(), parts.Wanted(charts_of=("", "general"))) == []
