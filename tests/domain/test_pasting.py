"""Pasting: where cells come to stand, how they are read, what is refused and why."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Rounding, Unit, convert, show
from smrj_desktop.domain.pasting import (
    Clip,
    Pasting,
    Placed,
    Reading,
    Scrap,
    Target,
    paste,
    paste_figures,
    place,
)
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, Contribution, Totals
from smrj_desktop.domain.template import TableKey
from tests.support.plans import cell, figures, one_edit, put, small_plan

KEY = TableKey("budget", "general")
MILLION = Reading(unit=Unit.MILLION)


def clip(*rows: str, **fields) -> Clip:
    made = Clip.of([[Scrap(text) for text in row.split("|")] for row in rows], **fields)
    assert made is not None
    return made


def all_of(plan: Plan) -> Target:
    template = plan.tables[KEY].template
    return Target(range(len(template.lines)), range(len(template.columns)))


def at(plan: Plan, line: str, column: str) -> tuple[int, int]:
    return plan.tables[KEY].locate(cell(line, column))


def pasted(plan: Plan, text: str, line: str, column: str, reading: Reading = MILLION, **fields) -> Pasting:
    scrap = Scrap(text, fields.pop("raw", None))
    placed = [Placed(*at(plan, line, column), scrap)]
    return paste_figures(plan.tables[KEY], PLAN, plan.profile, placed, reading, **fields)


def shown(plan: Plan) -> list[list[Figure]]:
    return plan.tables[KEY].sheet().figures()


# ---- where cells stand


def test_a_clip_is_filled_up_to_a_rectangle_and_nothing_is_no_clip():
    assert clip("a|b", "c").rows == ((Scrap("a"), Scrap("b")), (Scrap("c"), Scrap("")))
    assert Clip.of([]) is None and Clip.of([[]]) is None


@pytest.mark.parametrize("written", ["（単位：千円）", "(単位: 千円)", "単位：　千円"])
def test_a_unit_written_in_the_clip_is_taken(written):
    assert clip(written, "1|2").unit is Unit.THOUSAND
    assert clip("1|2").unit is None
    assert clip(written, unit=Unit.YEN).unit is Unit.YEN


@given(
    size=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    room=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    selected=st.tuples(st.integers(1, 6), st.integers(1, 6)),
)
def test_every_copied_cell_stands_somewhere_or_is_named(size, room, selected):
    copied = clip(*("|".join(f"{y},{x}" for x in range(size[1])) for y in range(size[0])))
    rows, columns = range(10, 10 + room[0]), range(20, 20 + room[1])
    height, width = min(selected[0], room[0]), min(selected[1], room[1])
    placed, outside = place(copied, Target(rows, columns, height, width))
    # each place is filled once, and with the cell that belongs there
    assert len({item[:2] for item in placed}) == len(placed)
    for row, column, scrap in placed:
        assert scrap.text == f"{(row - 10) % size[0]},{(column - 20) % size[1]}"
    found = {item.scrap.text for item in placed} | {scrap.text for scrap in outside}
    assert found == {scrap.text for row in copied.rows for scrap in row}


def test_a_selection_that_holds_the_clip_several_times_is_filled_with_it():
    placed, outside = place(clip("1|2"), Target(range(9), range(9), 3, 4))
    assert len(placed) == 12 and not outside
    # not several times: it just says where to begin
    assert len(place(clip("1|2"), Target(range(9), range(9), 3, 3))[0]) == 2
    # one column is chosen: as many columns as were copied
    assert {item.column for item in place(clip("1|2"), Target(range(9), range(9), 3, 1))[0]} == {0, 1}


def test_transposed_rows_become_columns():
    seen = []

    def read(placed, _reading):
        seen.extend(placed)
        return Pasting(taken=(), refused=(), edit=None)

    paste(clip("1|2", "3|4"), Target(range(9), range(9)), replace(MILLION, transposed=True), read)
    assert [(item.row, item.column, item.scrap.text) for item in seen] == [
        (0, 0, "1"),
        (0, 1, "3"),
        (1, 0, "2"),
        (1, 1, "4"),
    ]


def test_what_would_stand_outside_is_refused_by_name():
    plan = small_plan()
    rows, columns = all_of(plan)[:2]
    target = Target(rows[-1:], columns[-1:])
    found = paste(clip("|1", "2"), target, MILLION, lambda *_: Pasting(taken=(), refused=(), edit=None))
    assert [(item.source, item.message) for item in found.refused] == [
        ("1", "paste.outside"),
        ("2", "paste.outside"),
    ]


# ---- how they are read


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,507", Figure(1507)),
        ("△ 82", Figure(-82)),
        ("▲８２", Figure(-82)),
        ("-", NOTHING),
        ("－", NOTHING),
        ("0", TRACE),
        ("1500千円", Figure(2)),
        ("1.5億円", Figure(150)),
        ("1,234.56", Figure(1235)),
    ],
)
def test_a_cell_is_read_as_it_is_shown(text, figure):
    plan = small_plan()
    edits.apply(plan, pasted(plan, text, "grant", "a1").edit)
    assert plan.figure(cell("grant", "a1")) == figure


def test_another_unit_is_rounded_once_and_said_so():
    plan = small_plan()
    found = pasted(plan, "1,234,567", "grant", "a1", Reading(unit=Unit.THOUSAND))
    assert found.rounded == 1 and found.taken[0].after == "1,235"
    whole = pasted(plan, "1,234,000", "grant", "a1", Reading(unit=Unit.THOUSAND))
    assert whole.rounded == 0 and whole.taken[0].after == "1,234"


@given(figure=figures, unit=st.sampled_from(Unit), mode=st.sampled_from(Rounding))
def test_any_printed_figure_is_read_as_convert_says(figure, unit, mode):
    plan = small_plan()
    plan.profile = replace(plan.profile, rounding=mode)
    expected = convert(figure, unit, plan.profile.unit, mode)
    found = pasted(plan, show(figure), "grant", "a1", Reading(unit=unit))
    assert found.taken[0].after == show(NOTHING if figure == BLANK else expected)


def test_the_number_behind_the_cell_is_taken_on_request():
    plan = small_plan()
    raw, as_shown = Fraction("1499.6"), Reading(unit=Unit.THOUSAND)
    assert pasted(plan, "1,500", "grant", "a1", as_shown, raw=raw).taken[0].after == "2"
    assert pasted(plan, "1,500", "grant", "a1", replace(as_shown, raw=True), raw=raw).taken[0].after == "1"
    # a 0 that is shown as - is exactly nothing
    exact = pasted(plan, "-", "grant", "a1", replace(MILLION, raw=True), raw=Fraction(0))
    assert exact.taken[0].after == "-"
    # what a spreadsheet cannot show for want of room
    assert pasted(plan, "###", "grant", "a1", MILLION, raw=Fraction(7)).refused
    assert pasted(plan, "###", "grant", "a1", replace(MILLION, raw=True), raw=Fraction(7)).taken


def test_a_blank_empties_or_is_skipped():
    plan = small_plan()
    put(plan, "grant", "a1", 5)
    assert pasted(plan, "", "grant", "a1").taken[0].after == "-"
    assert pasted(plan, " ", "grant", "a1", replace(MILLION, skip_blank=True)).edit is None


# ---- what is refused


@pytest.mark.parametrize("text", ["別途", "1,23", "1-2", "(82)", "=1+1", "1e5"])
def test_what_is_no_figure_is_refused_and_nothing_changes(text):
    plan = small_plan()
    found = pasted(plan, text, "grant", "a1")
    assert found.refused[0].message == "paste.no_figure"
    assert found.edit is None and not found.taken


def test_a_number_beyond_all_bounds_is_refused():
    plan = small_plan()
    for text in ("9" * 16, "9" * 400, "99999999999999億円"):
        assert pasted(plan, text, "grant", "a1").refused[0].message == "error.amount_too_large"


def test_a_heading_takes_nothing():
    plan = small_plan()
    template = plan.tables[KEY].template
    row = next(at for at in range(len(template.lines)) if template.lines.is_heading(at))
    placed = [Placed(row, 0, Scrap("1")), Placed(row, 1, Scrap(""))]
    found = paste_figures(plan.tables[KEY], PLAN, plan.profile, placed, MILLION)
    assert [item.message for item in found.refused] == ["paste.heading"]


def test_a_build_up_is_not_written_over_but_may_agree():
    plan = small_plan()
    item = Contribution(key="c", department="企画部", item="旅費", amount=5000)
    edits.apply(plan, edits.PutContribution(cell=cell("grant", "a1"), contribution=item, index=0))
    assert pasted(plan, "6", "grant", "a1").refused[0].message == "paste.build_up"
    assert not pasted(plan, "5", "grant", "a1").refused


def test_a_copied_total_must_be_what_the_pasted_parts_come_to():
    plan = small_plan()
    parts = [("grant", "a1", "10"), ("grant", "a2", "5")]
    for printed, refused in (("15", 0), ("16", 1)):
        placed = [Placed(*at(plan, line, column), Scrap(text)) for line, column, text in parts]
        placed.append(Placed(*at(plan, "grant", "a"), Scrap(printed)))
        found = paste_figures(plan.tables[KEY], PLAN, plan.profile, placed, MILLION)
        assert len(found.refused) == refused
        assert len(found.edit.cells) == 2
    assert found.refused[0].parameters == {"computed": "15", "copied": "16"}


def test_a_stated_total_is_compared_as_it_will_be():
    plan = small_plan()
    put(plan, "grant", "a1", 10)
    edits.apply(plan, edits.StateTotal(cell=cell("grant", "a"), figure=Figure(11)))
    placed = [Placed(*at(plan, "grant", "a1"), Scrap("20")), Placed(*at(plan, "grant", "a"), Scrap("21"))]
    table = plan.tables[KEY]
    assert not paste_figures(table, PLAN, plan.profile, placed, MILLION, Totals.FOLLOW).refused
    assert paste_figures(table, PLAN, plan.profile, placed, MILLION, Totals.HOLD).refused
    # looking ahead has changed nothing
    assert plan.figure(cell("grant", "a")) == Figure(11)


# ---- all together


@given(st.data())
def test_a_whole_table_pasted_onto_itself_changes_nothing_and_onto_an_empty_one_gives_all_leaves(data):
    plan = small_plan()
    for fresh in range(data.draw(st.integers(0, 8))):
        edits.apply(plan, data.draw(one_edit(plan, fresh)))
    table = plan.tables[KEY]
    copied = Clip.of([[Scrap(show(figure)) for figure in row] for row in shown(plan)])

    def read_into(into):
        return lambda placed, reading: paste_figures(into.tables[KEY], PLAN, into.profile, placed, reading)

    onto_itself = paste(copied, all_of(plan), replace(MILLION, skip_blank=True), read_into(plan))
    assert onto_itself.edit is None and not onto_itself.refused and not onto_itself.rounded
    empty = small_plan()
    found = paste(copied, all_of(empty), replace(MILLION, skip_blank=True), read_into(empty))
    if found.edit is not None:
        edits.apply(empty, found.edit)
    for position, figure in table.sheet().leaves():
        assert empty.tables[KEY].sheet().figure(*position) == figure
    # the totals it names are those that are printed otherwise
    for item in found.refused:
        assert item.message == "paste.total"
        assert table.sheet().figure(item.row, item.column) != empty.tables[KEY].sheet().figure(
            item.row, item.column
        )
