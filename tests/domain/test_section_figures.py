"""What belongs to a section: its figures over all accounts, its measures in short, what is said of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import sections
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, show
from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.indicators import Target
from smrj_desktop.domain.measures import Outline, Passage, PassageKind
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan, Section
from smrj_desktop.domain.section_figures import FigureLine, SectionFigures, section_figures
from smrj_desktop.domain.section_measures import LINE, in_short, measured, shortened
from smrj_desktop.domain.sections import Area
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin
from tests.support.plans import cell, put, small_plan

# the columns that are the segment of a section, found by eye in the printed tables
COLUMNS = {
    "I-1": {"general": "succession_total"},
    "I-2": {"general": "productivity_general", "investment_succession": "productivity"},
    "I-3": {"general": "newbiz_general", "industrial_base": "newbiz", "facilities": "newbiz"},
    "I-4": {
        "general": "environment_total",
        "industrial_base": "environment",
        "small_enterprise": "total",
        "bankruptcy": "total",
    },
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


def figures(plan: Plan, key: str) -> SectionFigures:
    found = section_figures(plan, Area(plan, key))
    assert found is not None
    return found


def lines(found: SectionFigures) -> dict[tuple[str, str], FigureLine]:
    return {(group.statement, line.key): line for group in found.groups for line in group.lines}


def test_the_figures_of_a_section_in_one_account(plan: Plan) -> None:
    found = figures(plan, "I-1")
    assert [head.account for head in found.heads] == ["general"]
    assert not found.summed
    printed = {at: [show(figure) for figure in line.figures] for at, line in lines(found).items()}
    assert printed["budget", "income_total"] == ["1,877"]
    assert printed["budget", "expenditure_total"] == ["56,218"]
    assert printed["income", "total_income"] == ["△ 20"]
    assert printed["cash", "outflow"] == ["56,219"]
    assert ("budget", "lending") not in printed  # nothing in it
    assert ("income", "grant_revenue") not in printed  # a part of a subtotal


@pytest.mark.parametrize("key", COLUMNS)
def test_every_line_is_what_the_tables_print_and_their_direct_sum(plan: Plan, key: str) -> None:
    found = figures(plan, key)
    assert [head.account for head in found.heads] == list(COLUMNS[key])
    for (statement, line), shown in lines(found).items():
        printed = []
        for account, column in COLUMNS[key].items():
            known = line in plan.tables[statement, account].template.lines.position  # type: ignore[index]
            printed.append(plan.figure(CellKey(statement, account, line, column)) if known else BLANK)
        assert list(shown.figures[: len(printed)]) == printed
        if found.summed:
            assert shown.figures[-1].value == sum(figure.value for figure in printed)
    assert found.apart == ("共通",)


def test_a_chapter_has_its_segments_side_by_side(plan: Plan) -> None:
    found = figures(plan, "I")
    assert [head.segments for head in found.heads] == [(item.segment,) for item in plan.sections]
    total = lines(found)["budget", "income_total"].figures
    apart = [lines(figures(plan, key))["budget", "income_total"].figures[-1] for key in COLUMNS]
    assert list(total[:-1]) == apart
    assert total[-1].value == sum(figure.value for figure in apart)
    labels = {group.statement: [line.label for line in group.lines] for group in found.groups}
    assert labels["cash"] == ["資金支出", "資金収入"]
    assert labels["income"] == ["経常費用", "経常収益", "純利益(△純損失)", "総利益(△総損失)"]


def test_what_passes_between_its_accounts_is_named(plan: Plan) -> None:
    flows = figures(plan, "I-4").double
    assert [show(flow.income.amount) for flow in flows] == ["316,914", "315,670"]
    assert figures(plan, "I-3").double == ()


def test_alike_labels_are_told_apart_by_the_part_of_the_statement(plan: Plan) -> None:
    named = [(group.statement, group.section) for group in figures(plan, "I-4").groups]
    assert named == [("budget", "収入"), ("budget", "支出"), ("income", ""), ("cash", "")]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ((NOTHING, NOTHING), NOTHING),
        ((TRACE, NOTHING), TRACE),
        ((Figure(5), Figure(-5)), NOTHING),
        ((Figure(5), Figure(2)), Figure(7)),
        ((BLANK, BLANK), BLANK),
    ],
)
def test_a_segment_with_classes_is_its_subtotal(typed: tuple[Figure, Figure], shown: Figure) -> None:
    plan = small_plan()
    for column, figure in zip(("a1", "a2"), typed, strict=True):
        put(plan, "grant", column, figure)
    put(plan, "grant", "b", Figure(100))
    assert lines(figures(plan, "I-1"))["budget", "result"].figures == (shown,)


def test_without_a_segment_there_are_no_figures(plan: Plan) -> None:
    assert section_figures(plan, Area(plan, "V")) is None
    for segment in ("", "知らない業務"):
        other = replace(small_plan(), sections=(Section(section="I-1", segment=segment),))
        assert section_figures(other, Area(other, "I-1")) is None
    empty = replace(small_plan(), accounts=(), tables={})
    assert section_figures(empty, Area(empty, "I-1")) is None


def test_titles_are_the_plans_marks(plan: Plan) -> None:
    assert sections.title(plan.outline, "I-1") == "I-1　事業承継・事業引継ぎの促進"
    assert sections.title(plan.outline, "V") == "V　短期借入金の限度額"
    keys = sections.sections(plan.outline)
    assert keys[:6] == ("I", "I-1", "I-2", "I-3", "I-4", "II")
    assert "V-p1" not in keys


def test_what_is_about_a_section() -> None:
    plan = small_plan()
    area, other = Area(plan, "I-1"), Area(plan, "II")

    def finding(place: Place, at: CellKey | None = None) -> Finding:
        return Finding(kind="x", severity=Severity.ERROR, place=place, cell=at)

    own = [
        finding(Place(passage="I-1-p1")),
        finding(Place(indicator="I-1-i1")),
        finding(Place(section="I-1")),
        finding(Place(statement="budget", section="収入"), cell("grant", "a2")),
    ]
    foreign = [finding(Place()), finding(Place(statement="budget"), cell("grant", "b"))]
    assert [area.has_finding(item) for item in own + foreign] == [True] * 4 + [False] * 2
    assert not any(other.has_finding(item) for item in own)


def test_open_notes_of_a_section_come_in_the_order_of_the_plan() -> None:
    plan = small_plan()

    def note(key: str, place: str, resolved: str = "", at: str = "2023-01-01") -> Note:
        return Note(key=key, place=place, text=key, author="甲", at=at, resolved_by=resolved)

    plan.notes = (
        note("cash", of_cell(cell("grant", "a1", "cash"))),
        note("subtotal", of_cell(cell("grant", "a"))),
        note("later line", of_cell(cell("result", "a1"))),
        note("cell", of_cell(cell("grant", "a1"))),
        note("common", of_cell(cell("grant", "b"))),
        note("last year", of_cell(cell("grant", "a1", layer="last_plan"))),
        note("passage", "I-1-p1/mark"),
        note("indicator", "I-1-i1"),
        note("heading, later", "I-1", at="2023-01-02"),
        note("heading", "I-1"),
        note("settled", "I-1-p1", "乙"),
        note("gone", "nowhere"),
    )
    told = [item.key for item in Area(plan, "I-1").open_notes()]
    text = ["heading", "heading, later", "passage", "indicator"]
    assert told == [*text, "cell", "subtotal", "later line", "cash"]


def test_what_continues_a_passage_is_as_deep_as_it() -> None:
    plan = small_plan()
    for key, parent in (("c", "I-1-p1"), ("cc", "c"), ("h", "I-1")):
        kind = PassageKind.CONTINUATION
        plan.outline.insert(Passage(key=key, kind=kind, parent=parent, text=key), 0)
    before = {key: sections.continued(plan.outline, plan.outline[key]) for key in ("c", "cc", "h", "I-1-p1")}
    assert {key: found and found.key for key, found in before.items()} == {
        **dict.fromkeys(("c", "cc"), "I-1-p1"),
        **dict.fromkeys(("h", "I-1-p1")),
    }
    depths = {item.passage.key: item.depth for item in in_short(plan.outline, "I").shown}
    assert depths == {"I-1": 0, "I-1-p1": 1, "c": 1, "cc": 1, "h": 1}


def test_a_short_section_is_told_whole_and_a_long_one_by_its_targets(plan: Plan) -> None:
    short = in_short(plan.outline, "I-1")
    assert (short.passages, short.told) == (16, 16)
    long = in_short(plan.outline, "I-4")
    assert long.passages == 51
    told = [item.text for item in long.shown]
    assert "全国本部の助言を受けた協議会の課題解決率70%以上" in told
    assert sum(item.is_heading for item in long.shown) == 8
    chapter = in_short(plan.outline, "I", 10)
    assert [item.passage.key for item in chapter.shown] == ["I-1", "I-2", "I-3", "I-4"]


def test_a_long_passage_keeps_the_sentence_with_its_target() -> None:
    target = Target(Decimal(5000), "者")
    text = "背景を述べる。" * 30 + "支援者数を5,000者とする。" + "以下は説明である。" * 20
    passage = Passage(key="p", kind=PassageKind.PASSAGE, parent="I", text=text, figures=(target,))
    outline = Outline([Passage(key="I", kind=PassageKind.CHAPTER), passage])
    assert [item.text for item in in_short(outline, "I").shown] == ["支援者数を5,000者とする。"]


@given(st.text(max_size=200), st.floats(1, 60))
def test_a_shortened_text_fits(text: str, longest: float) -> None:
    short = shortened(text, longest)
    assert measured(short) <= longest
    assert "\n" not in short


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    """A chapter with headings and passages anywhere below."""
    made = [Passage(key="0", kind=PassageKind.CHAPTER)]
    for number in range(1, draw(st.integers(1, 60))):
        parent = draw(st.sampled_from(made)).key
        kind = draw(st.sampled_from([PassageKind.HEADING, PassageKind.PASSAGE, PassageKind.CONTINUATION]))
        figures = (Target(Decimal(number), "件"),) if draw(st.booleans()) else ()
        text = "あ" * draw(st.integers(0, 3 * LINE))
        made.append(Passage(key=str(number), kind=kind, parent=parent, mark="・", text=text, figures=figures))
    return Outline(made)


@given(outlines(), st.integers(1, 40))
def test_measures_stay_within_their_lines(outline: Outline, most: int) -> None:
    found = in_short(outline, "0", most)
    needed = sum(1 if measured(item.text) <= LINE else 2 for item in found.shown)
    assert needed <= most or all(item.is_heading and not item.depth for item in found.shown)
    order = [passage.key for passage in outline]
    shown = [item.passage.key for item in found.shown]
    assert shown == sorted(shown, key=order.index)
    assert found.told == sum(not item.is_heading for item in found.shown) <= found.passages
