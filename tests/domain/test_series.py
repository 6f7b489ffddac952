"""Charts broken down into panels, in other units, without some of their series; any rows of bars."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.series import PER_CENT, Bar, Chart, Kind, Row, panels

SERIES = ("income", "expenditure")
amounts = st.one_of(st.integers(-(10**7), 10**7), st.sampled_from([0, 7, -99, 57_063, 1_711_897]))


@st.composite
def rows(draw: st.DrawFn) -> tuple[Row, ...]:
    ends = draw(st.lists(st.lists(amounts, max_size=2), max_size=10))
    return tuple(
        Row(f"{number}", tuple(Bar(series, 0, end, end) for series, end in zip(SERIES, both, strict=False)))
        for number, both in enumerate(ends)
    )


def chart(rows: tuple[Row, ...], *, together: bool = False, unit: str = "百万円") -> Chart:
    return Chart(
        kind=Kind.WATERFALL if together else Kind.SEGMENTS,
        subject="general",
        name="一般勘定",
        series=SERIES,
        rows=rows,
        unit=unit,
        together=together,
    )


@given(rows())
def test_every_row_stands_in_one_panel_and_their_order_stays(made):
    found = panels(chart(made))
    assert sorted(int(row.label) for panel in found for row in panel.rows) == list(range(len(made)))
    for panel in found:
        assert [int(row.label) for row in panel.rows] == sorted(int(row.label) for row in panel.rows)


@given(rows())
def test_a_panel_holds_its_bars_and_none_is_lost_beside_the_longest(made):
    found = panels(chart(made))
    assert 1 <= len(found) <= 3
    for panel in found:
        assert panel.low <= 0 <= panel.high
        ends = [end for row in panel.rows for bar in row.bars for end in (bar.start, bar.end)]
        assert all(panel.low <= end <= panel.high for end in ends)
    longest = [max((row.size for row in panel.rows), default=0) for panel in found]
    assert longest == sorted(longest, reverse=True)
    for panel, limit in zip(found[:2], longest, strict=False):
        assert all(row.size * 30 >= limit for row in panel.rows if row.size), "a bar nobody sees"
    assert found[0].magnified == 1
    assert all(panel.magnified >= 10 for panel in found[1:]), "a scale of its own that is hardly another one"


def test_a_path_stays_on_one_scale():
    made = tuple(Row(f"{end}", (Bar("rise", 0, end, end),)) for end in (1_711_897, 7))
    (only,) = panels(chart(made, together=True))
    assert only.rows == made


def test_the_smallest_account_is_readable_beside_the_largest():
    made = tuple(Row(f"{end}", (Bar("income", 0, end, end),)) for end in (1_711_897, 1_815, 7))
    found = panels(chart(made))
    assert [[row.label for row in panel.rows] for panel in found] == [["1711897"], ["1815"], ["7"]]
    assert [panel.magnified for panel in found] == [1, 943, 244557]


def test_a_row_that_nothing_is_known_of_stays_where_it_stood():
    made = (Row("a", (Bar("income", 0, 9, 9),)), Row("b", ()), Row("c", (Bar("income", 0, 8, 8),)))
    assert [row.label for row in panels(chart(made))[0].rows] == ["a", "b", "c"]
    assert chart((Row("b", ()),)).is_empty


def test_per_cent_is_held_against_the_whole():
    made = (Row("a", (Bar("result", 0, 12, 12, share=Fraction(12, 100)),)),)
    assert panels(chart(made, unit=PER_CENT))[0].high == 100
    assert chart(made, unit=PER_CENT).scaled(lambda amount: amount * 1000, "千円").rows == made


def test_hidden_series_leave_their_rows():
    made = tuple(Row(f"{end}", (Bar("income", 0, end, end), Bar("expenditure", 0, 1, 1))) for end in (9, 7))
    shown = chart(made).without(["income"])
    assert [row.label for row in shown.rows] == [row.label for row in made]
    assert shown.series == ("expenditure",)
    assert {bar.series for row in shown.rows for bar in row.bars} <= {"expenditure"}
    assert chart(made).without([]) == chart(made)


def test_each_number_is_converted_by_itself():
    step = Bar("rise", 149, 298, 149, is_change=True)
    ((only,),) = (
        row.bars for row in chart((Row("a", (step,)),)).scaled(lambda n: round(n / 100), "億円").rows
    )
    assert (only.start, only.end, only.amount) == (1, 3, 1)


def test_per_cent_share_one_scale_where_none_goes_far_beyond_the_target():
    def labels(*reached: int) -> list[list[str]]:
        rows = tuple(Row(f"{one}", (Bar("result", 0, one, one),)) for one in reached)
        return [[row.label for row in panel.rows] for panel in panels(chart(rows, unit=PER_CENT))]

    assert labels(95, 3, 1) == [["95", "3", "1"]], "a scale reaches 100 in any case"
    assert labels(9000, 95, 3) == [["9000"], ["95", "3"]]
