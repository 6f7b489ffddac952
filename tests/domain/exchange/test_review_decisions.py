"""What can be decided about one item, and what is decided with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.edit_kinds import InsertPassage, LeafFigure, SetCells
from smrj_desktop.domain.errors import AmountError, EditError, TargetError
from smrj_desktop.domain.exchange.reading import Reading, Systematic, TypedTotal
from smrj_desktop.domain.exchange.review import Choice, ImportReview, Verdict
from smrj_desktop.domain.indicators import parse_target
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.restructuring import restructured
from smrj_desktop.domain.statements import PLAN, Contribution
from smrj_desktop.domain.template import Line, TableKey
from smrj_desktop.io import builtin
from tests.support.merges import applied
from tests.support.plans import cell, put, small_plan

TABLE = TableKey("budget", "general")
NEW_LINE = Line(key="new", label="受託収入", parent="income_total", section="収入")


def filled() -> Plan:
    plan = small_plan()
    for line, column, amount in (("grant", "a1", 10), ("grant", "a2", 20), ("operating_cost", "a1", 5)):
        put(plan, line, column, amount)
    return plan


def review_of(theirs: Plan, *, base: Plan | None = None, mine: Plan | None = None, **reading) -> ImportReview:
    base = base or filled()
    return ImportReview(base, mine or base.copy(), Reading(theirs=theirs, **reading))


def with_line(plan: Plan, line: Line, **figures: int) -> Plan:
    """The plan with one more line after the grants, and figures in it by column."""
    frame = plan.tables[TABLE].template
    lines = list(frame.lines.nodes)
    lines.insert(2, line)
    change = restructured(plan, {TABLE: (lines, frame.columns.nodes)}).edit
    assert change
    cells = tuple(LeafFigure(line.key, column, Figure(amount)) for column, amount in figures.items())
    return applied(plan, [change, SetCells(table=TABLE, cells=cells)])


def passage(key: str, parent: str, text: str) -> edits.InsertPassage:
    new = Passage(key=key, kind=PassageKind.PASSAGE, parent=parent, mark="・", text=text)
    return edits.InsertPassage(passage=new, index=0)


def test_an_inserted_line_is_one_item_that_tells_its_figures():
    theirs = with_line(filled(), NEW_LINE, a1=7)
    review = review_of(theirs)
    (item,) = review.items
    assert (item.kind, item.state, item.key) == ("line", "theirs", "budget/general/lines/new")
    assert (item.base, item.mine, item.theirs) == ("", "", "受託収入")
    assert (item.account, item.section, item.place.line) == ("general", "budget", "受託収入")
    assert item.remark == ("review.line_figures", {"figures": "甲業務・一般経理 7、甲業務・合計 7、合計 7"})
    assert review.preview().content() == theirs.content()
    review.decide([0], Choice.MINE)
    assert review.edits() == ()
    assert review.outcome().rows[0].result == ""


def test_a_line_with_parts_of_its_own_comes_with_them_or_not_at_all():
    base = filled()
    part = replace(NEW_LINE, parent="grant")
    theirs = with_line(with_line(base, part, a1=7), replace(part, key="newer", label="補助金"), a1=3)
    review = review_of(theirs, base=base)
    assert [item.kind for item in review.items] == ["line", "line"]
    review.decide([1], Choice.MINE)
    assert [review.decision(number).choice for number in (0, 1)] == [Choice.MINE, Choice.MINE]
    assert review.preview().content() == base.content()
    review.decide([0], Choice.THEIRS)
    assert review.preview().content() == theirs.content()


def test_a_line_they_removed_while_mine_changed_a_figure_in_it_stays_until_it_is_decided():
    base = filled()
    frame = base.tables[TABLE].template
    lines = [line for line in frame.lines.nodes if line.key != "other_revenue"]
    change = restructured(base, {TABLE: (lines, frame.columns.nodes)}).edit
    assert change
    theirs, mine = applied(base, [change]), base.copy()
    put(mine, "other_revenue", "b", 9)
    review = review_of(theirs, base=base, mine=mine)
    (item,) = review.items
    assert (item.kind, item.state, item.theirs) == ("line", "both", "")
    assert item.choices == (Choice.MINE, Choice.THEIRS, Choice.OPEN)
    assert review.preview().content() == mine.content()
    assert review.outcome().rows[0].verdict is Verdict.OPEN
    review.decide([0], Choice.THEIRS)
    assert review.preview().content() == theirs.content()


def test_a_passage_is_refused_with_what_they_put_below_it_and_taken_with_what_it_stands_below():
    base = filled()
    theirs = applied(base, [passage("n1", "I-1", "新しい項目。"), passage("n2", "n1", "その下。")])
    review = review_of(theirs, base=base)
    assert [item.theirs for item in review.items] == ["・ 新しい項目。", "・ その下。"]
    review.decide([0], Choice.MINE, reason="対象外")
    assert [row.verdict for row in review.outcome().rows] == [Verdict.REFUSED, Verdict.REFUSED]
    assert [row.reason for row in review.outcome().rows] == ["対象外", "対象外"]
    review.decide([1], Choice.THEIRS)
    assert review.preview().content() == theirs.content()


def test_another_figure_is_read_as_if_it_were_typed_there():
    theirs = filled()
    put(theirs, "grant", "a1", 11)
    review = review_of(theirs)
    review.decide([0], Choice.TYPED, typed="12+1")
    (row,) = review.outcome().rows
    assert (row.verdict, row.result) == (Verdict.TYPED, "13")
    with pytest.raises(AmountError):
        review.decide([0], Choice.TYPED, typed="十二")
    assert review.decision(0).typed == "12+1"
    with pytest.raises(EditError):
        review.decide([0], Choice.SPREAD)


def test_other_words_and_targets_can_be_typed():
    base = filled()
    indicator = base.indicators[0]
    theirs = applied(
        base,
        [
            edits.SetPassage(passage=replace(base.outline["I-1-p1"], text="支援する。")),
            edits.SetIndicator(indicator=replace(indicator, name="支援先数", period_years=2)),
            edits.SetProfile(name="title", value="年度計画"),
        ],
    )
    review = review_of(theirs, base=base)
    by_field = {item.field or item.key: item for item in review.items}
    assert list(by_field) == ["title", "text", "name", "period_years"]
    assert Choice.TYPED not in by_field["period_years"].choices
    for name, typed in (("title", "計画案"), ("text", "強く支援する。"), ("name", "支援数")):
        review.decide([by_field[name].number], Choice.TYPED, typed=typed)
    preview = review.preview()
    assert preview.profile.title == "計画案"
    assert preview.outline["I-1-p1"].text == "強く支援する。"
    assert (preview.indicators[0].name, preview.indicators[0].period_years) == ("支援数", 2)


def test_a_target_that_is_none_is_refused():
    base = filled()
    target = replace(base.indicators[0], target=parse_target("5,000者以上"))
    review = review_of(applied(base, [edits.SetIndicator(indicator=target)]), base=base)
    with pytest.raises(TargetError):
        review.decide([0], Choice.TYPED, typed="多数")
    review.decide([0], Choice.TYPED, typed="6000者以上")
    assert review.outcome().rows[0].result == "6,000者以上"


def test_a_build_up_of_mine_cannot_be_typed_over():
    base, at = filled(), cell("other_revenue", "b")
    item = Contribution(key="c1", department="企画部", item="旅費", amount=8_000_000)
    edits.apply(base, edits.PutContribution(cell=at, contribution=item, index=0))
    other = edits.PutContribution(cell=at, contribution=replace(item, amount=9_000_000), index=0)
    (found,) = review_of(applied(base, [other]), base=base).items
    assert (found.kind, found.choices) == ("build_up", (Choice.MINE, Choice.THEIRS))


def typed_total(kind: str = "typed") -> TypedTotal:
    return TypedTotal(
        cell=cell("income_total", "a"),
        before=Figure(30),
        computed=Figure(30),
        typed=Figure(36),
        kind="left" if kind == "left" else "typed",
    )


@pytest.mark.parametrize(
    ("choice", "typed", "verdict", "parts", "total"),
    [
        (Choice.MINE, "", Verdict.REFUSED, (10, 20), 30),
        (Choice.OPEN, "", Verdict.OPEN, (10, 20), 30),
        (Choice.THEIRS, "", Verdict.STATED, (10, 20), 36),
        (Choice.SPREAD, "", Verdict.SPREAD, (12, 24), 36),
        (Choice.TYPED, "33", Verdict.TYPED, (10, 20), 33),
    ],
)
def test_a_total_that_was_typed_over_is_stated_spread_or_refused(choice, typed, verdict, parts, total):
    review = review_of(filled(), typed_totals=(typed_total(),))
    (item,) = review.items
    assert (item.kind, item.state, item.default) == ("typed_total", "suspicion", Choice.OPEN)
    assert (item.base, item.mine, item.theirs) == ("30", "30", "36")
    review.decide([0], choice, typed=typed)
    preview = review.preview()
    assert tuple(preview.figure(cell("grant", column)).value for column in ("a1", "a2")) == parts
    assert preview.figure(cell("income_total", "a")).value == total
    row = review.outcome().rows[0]
    assert (row.verdict, row.result) == (verdict, str(total))
    assert applied(filled(), review.edits()).content() == preview.content()


def test_a_total_left_as_it_was_sent_is_refused_unless_somebody_wants_it():
    review = review_of(filled(), typed_totals=(typed_total("left"),))
    (item,) = review.items
    assert (item.kind, item.default) == ("left_total", Choice.MINE)
    assert item.remark == ("review.left_total", {"computed": "30"})


def test_a_total_with_nothing_in_its_parts_cannot_be_spread():
    total = replace(typed_total(), cell=cell("income_total", "b"))
    review = review_of(filled(), typed_totals=(total,))
    with pytest.raises(EditError):
        review.decide([0], Choice.SPREAD)
    assert review.decision(0).choice is Choice.OPEN


def test_a_systematic_difference_is_one_item_and_leaves_what_mine_changed():
    base = filled()
    cells = [cell("other_revenue", column) for column in ("a1", "a2", "b")]
    for at in cells:
        edits.apply(base, edits.SetCell(cell=at, figure=NOTHING))
    mine = base.copy()
    put(mine, "other_revenue", "b", 4)
    difference = Systematic(
        kind="nothing_as_zero", tables=(TABLE,), count=3, cells=tuple((at, TRACE) for at in cells)
    )
    review = review_of(base.copy(), base=base, mine=mine, systematic=(difference,))
    (item,) = review.items
    assert (item.kind, item.state, item.default) == ("systematic", "suspicion", Choice.MINE)
    assert (item.key, item.base, item.theirs) == ("nothing_as_zero/budget/general", "-", "0")
    assert review.edits() == ()
    review.decide([0], Choice.THEIRS)
    assert [review.preview().figure(at) for at in cells] == [TRACE, TRACE, Figure(4)]
    assert review.outcome().rows[0].verdict is Verdict.TAKEN


def test_a_systematic_difference_of_totals_alone_is_told_and_cannot_be_taken():
    difference = Systematic(kind="unit", tables=(TABLE,), count=12, cells=())
    review = review_of(filled(), systematic=(difference,))
    (item,) = review.items
    assert (item.choices, item.default) == ((Choice.MINE, Choice.OPEN), Choice.MINE)
    assert (item.base, item.theirs, item.remark) == ("", "", ("review.systematic", {"count": 12}))
    assert review.edits() == ()
    assert [(row.verdict, row.result) for row in review.outcome().rows] == [(Verdict.REFUSED, "")]


def test_without_a_known_base_all_that_differs_is_theirs_and_says_so():
    mine, theirs = filled(), filled()
    put(mine, "grant", "a1", 99)
    review = ImportReview(filled(), mine, Reading(theirs=theirs), two_way=True)
    (item,) = review.items
    assert (item.state, item.base, item.mine, item.theirs) == ("theirs", "99", "99", "10")
    assert item.remark == ("review.no_base", {})
    assert review.outcome().two_way
    assert review.preview().content() == theirs.content()


def test_a_reason_stays_until_another_is_given():
    theirs = filled()
    put(theirs, "grant", "a1", 11)
    review = review_of(theirs)
    review.decide([0], Choice.MINE, reason="前年度の額")
    review.decide([0], Choice.THEIRS)
    assert review.decision(0).reason == "前年度の額"
    review.decide([0], Choice.THEIRS, reason="")
    assert review.decision(0).reason == ""


def test_items_come_in_the_order_of_the_plan():
    base = filled()
    theirs = with_line(base, NEW_LINE, a1=7)
    put(theirs, "grant", "a2", 21)
    edits.apply(theirs, edits.SetProfile(name="title", value="年度計画"))
    edits.apply(theirs, passage("n1", "I-1", "新しい項目。"))
    review = review_of(theirs, base=base, typed_totals=(typed_total(),))
    assert [item.section for item in review.items] == ["profile", "text", "budget", "budget", "budget"]
    assert [item.kind for item in review.items[2:]] == ["line", "cell", "typed_total"]
    assert review.items[3].key.endswith(f"/{PLAN}")


def test_a_new_paragraph_says_below_what_it_is_to_stand() -> None:
    mine, theirs = builtin.load(), builtin.load()
    above = next(passage for passage in mine.outline if passage.mark == "①")
    passage = Passage(key="new", parent=above.key, kind=PassageKind.PASSAGE, mark="・", text="新しい取組")
    edits.apply(theirs, InsertPassage(passage=passage, index=0))
    (item,) = ImportReview(mine, mine, Reading(theirs=theirs)).items
    assert (item.key, item.place.passage) == ("new", above.key)


@pytest.mark.parametrize(
    ("before", "after", "remark"),
    [
        (12, -12, "review.slip_sign"),
        (12, 12_000, "review.slip_larger"),
        (2_345, 2, "review.slip_smaller"),
        (12, 13, None),
        (12, 12_001, None),
        (12, 120, None),
    ],
)
def test_a_figure_in_another_unit_or_sign_is_not_taken_before_it_is_decided(before, after, remark) -> None:
    base, theirs = small_plan(), small_plan()
    put(base, "grant", "a1", before)
    put(theirs, "grant", "a1", after)
    review = review_of(theirs, base=base)
    (item,) = review.items
    assert (item.remark and item.remark[0]) == remark
    taken = review.preview().figure(cell("grant", "a1")).value
    assert taken == (before if remark else after)
    review.decide([0], Choice.THEIRS)
    assert review.preview().figure(cell("grant", "a1")).value == after
