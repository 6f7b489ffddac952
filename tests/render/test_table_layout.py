"""Tables on paper: nothing lost, nothing over something else, figures in line, footnotes in order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.grid import Grid, GridCell, Role, heads, section, statement_grid
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from smrj_desktop.render import footnotes, table_columns, typeset
from smrj_desktop.render.page import Rule, Text
from smrj_desktop.render.table_layout import LEAST_POINTS, laid

pytestmark = pytest.mark.usefixtures("qapp")

LANDSCAPE, PORTRAIT = (262.0, 160.0), (175.0, 250.0)
ROW_MM = 4.6
EMPTY = Grid(title="", subtitle="", unit="", note="", header=(), rows=(), line_keys=(), column_keys=())


def table(*rows, header=()):
    return replace(EMPTY, rows=rows, header=tuple(header))


def label(text="", **more):
    return GridCell(text=text, **more)


def figure(text="", role=Role.LEAF, **more):
    return GridCell(text=text, role=role, figure=Figure(0), **more)


def texts(marks):
    return [mark for mark in marks if isinstance(mark, Text)]


def horizontal(marks):
    return [mark for mark in marks if isinstance(mark, Rule) and mark.y1 == mark.y2]


def vertical(marks):
    return [mark for mark in marks if isinstance(mark, Rule) and mark.x1 == mark.x2]


def end(text):
    return text.x + typeset.width(text.text, text.style)


def said(marks):
    return "".join(mark.text for mark in texts(marks))


def bands(panel):
    return [panel.band(at, 0, 0) for at in range(len(panel.bands))]


@pytest.fixture(scope="module")
def income():
    return statement_grid(builtin.load(), TableKey("income", "general"), "")


# ---- tables of any kind


FILLERS = (
    "",
    "",
    "",
    "△ 1,234",
    "0123456789,012",
    "http://www.example.go.jp/very/long/address",
    "・\n「あ」",
    "、。",
)


@st.composite
def grids(draw):
    """Tables whose cells have each a character of its own, several times, between other text."""
    count = draw(st.integers(1, 9))
    used = iter(range(0x4E00, 0x9FFF))

    def cell(role, **more):
        own = chr(next(used)) * draw(st.sampled_from((1, 2, 5, 9, 30)))
        return GridCell(
            text=own + draw(st.sampled_from(FILLERS)),
            role=role,
            indent=draw(st.integers(0, 4)) if role is Role.LABEL else 0,
            note="注記" if draw(st.integers(0, 5)) == 0 else "",
            **more,
        )

    roles = [draw(st.sampled_from((Role.LABEL, Role.LEAF, Role.TOTAL))) for _ in range(count)]
    header = [tuple(cell(Role.HEADER) for _ in range(count))]
    if count > 3:
        group = cell(Role.HEADER, column_span=count - 2)
        header.insert(0, (cell(Role.HEADER), group, *(None,) * (count - 3), cell(Role.HEADER)))
    rows = []
    for kind in draw(st.lists(st.sampled_from(("plain", "plain", "section", "joined", "short")), max_size=6)):
        if kind == "section":
            rows.append((cell(Role.SECTION, column_span=count), *(None,) * (count - 1)))
        elif kind == "joined":
            rows.append((cell(roles[0], row_span=3), *(cell(role) for role in roles[1:])))
            rows += [(None, *(cell(role) for role in roles[1:])) for _ in range(2)]
        else:
            rows.append(tuple(cell(role) for role in roles[: count if kind == "plain" else 1]))
    return table(*rows, header=header)


@given(grids(), st.floats(60, 270), st.sampled_from((60.0, 90.0, 250.0)), st.integers(1, 12))
def test_nothing_is_lost_or_overlaps(grid, width, height, first_note):
    panels = laid(grid, width, height, first_note=first_note)

    counts = {
        cell.text[0]: cell.text.count(cell.text[0])
        for row in (*grid.header, *grid.rows)
        for cell in row
        if cell
    }
    shown = Counter()
    for panel in panels:
        assert panel.width <= width + 0.01
        everything = [panel.header(0, 0), *bands(panel)]
        heights = [panel.header_height, *(band.height for band in panel.bands)]
        for marks, high in zip(everything, heights, strict=True):
            assert_tidy(marks, panel.width, high)
        assert all(high <= height - panel.header_height + 0.01 for high in heights[1:])
        here = Counter("".join(said(marks) for marks in everything))
        for own, count in counts.items():
            # a cell stands in a panel as a whole or not at all; the header of a small page may be cut
            assert here[own] in {0, count} or height < 100
        shown |= here
        firsts = [
            min((at for at, marks in enumerate(everything) if own in said(marks)), default=0)
            for own in counts
        ]
        assert [at for at in firsts if at] == sorted(at for at in firsts if at)
        for band, marks in zip(panel.bands, everything[1:], strict=True):
            noted = [footnotes.note_mark(note.number) for note in band.notes]
            assert Counter(noted) >= Counter(text.text for text in texts(marks) if text.text.startswith("注"))
    assert all(shown[own] >= count or height < 100 for own, count in counts.items())
    if grid.rows:
        numbers = [note.number for panel in panels for band in panel.bands for note in band.notes]
        noted = sum(bool(cell.note) for row in (*grid.header, *grid.rows) for cell in row if cell)
        assert sorted(set(numbers)) == list(range(first_note, first_note + noted))


def assert_tidy(marks, width, height):
    """Every text is inside, ends before the next column, and is not over another one."""
    placed = []
    for text in texts(marks):
        top = text.y - typeset.ascent(text.style)
        placed.append((text.x, end(text), top, top + typeset.height(text.style)))
    for left, right, top, bottom in placed:
        assert left >= -0.01
        assert right <= width + 0.01
        assert top >= -0.01
        assert bottom <= height + 0.01
        for rule in vertical(marks):
            crossed = left + 0.01 < rule.x1 < right - 0.01
            beside = min(bottom, rule.y2) - max(top, rule.y1) > 0.01
            assert not (crossed and beside)
    for at, (left, right, top, bottom) in enumerate(placed):
        for left2, right2, top2, bottom2 in placed[at + 1 :]:
            apart = (
                min(right, right2) - max(left, left2) < 0.01 or min(bottom, bottom2) - max(top, top2) < 0.01
            )
            assert apart


# ---- statements


def test_a_statement_stands_on_one_landscape_page_with_its_figures_in_line(income):
    (panel,) = laid(income, *LANDSCAPE)

    printed = [text for marks in bands(panel) for text in texts(marks)]
    assert {text.style.size for text in printed} == {8.5}
    figures = {cell.text for row in income.rows for cell in row if cell and cell.figure is not None}
    ends = {round(end(text), 3) for text in printed if text.text in figures}
    assert len(ends) == 11
    assert panel.header_height + sum(band.height for band in panel.bands) < LANDSCAPE[1]
    assert {round(band.height, 1) for band in panel.bands} == {ROW_MM}
    edges = sorted({rule.x1 for rule in vertical(panel.band(1, 0, 0))} | {panel.width})
    widths = [right - left for left, right in pairwise(edges)]
    assert max(widths) - min(widths) < 0.01


def test_totals_are_bold_below_a_rule_thicker_than_that_of_subtotals(income):
    (panel,) = laid(income, *LANDSCAPE)

    above = {}
    for row, marks in zip(income.rows, bands(panel), strict=True):
        bold = {text.style.bold for text in texts(marks) if text.x < 10}
        assert bold == {row[0].role is not Role.LABEL}
        above.setdefault(row[0].role, set()).update(
            rule.width
            for rule in horizontal(marks)
            if rule.y1 == 0 and rule.x2 - rule.x1 > panel.width - 0.01
        )
    assert above[Role.LABEL] == above[Role.SECTION] == set()
    assert 0.1 < max(above[Role.SUBTOTAL]) < min(above[Role.TOTAL])


def test_a_row_without_label_is_a_total_where_all_its_figures_are():
    grid = table(
        (label("計"), figure("3", Role.TOTAL), figure("4", Role.TOTAL)),
        (label("内訳"), figure("3"), figure("4")),
    )
    (panel,) = laid(grid, *PORTRAIT)
    total, leaf = ([rule for rule in horizontal(marks) if rule.y1 == 0] for marks in bands(panel))
    assert total
    assert not leaf


def test_sections_begin_and_every_band_closes_below(income):
    (panel,) = laid(income, *LANDSCAPE)
    assert [band.begins for band in panel.bands] == [row[0].role is Role.SECTION for row in income.rows]
    for band, marks in zip(panel.bands, bands(panel), strict=True):
        closing = [rule for rule in horizontal(marks) if abs(rule.y1 - band.height) < 0.001]
        assert max(rule.x2 - rule.x1 for rule in closing) == pytest.approx(panel.width)


# ---- what does not fit


def test_type_shrinks_before_columns_are_parted(income):
    sizes = []
    for width in (262, 175, 140, 80):
        panels = laid(income, width, 250)
        sizes.append((len(panels), max(text.style.size for text in texts(panels[0].band(1, 0, 0)))))
    assert sizes[0] == (1, 8.5)
    assert sizes[1][0] == sizes[2][0] == 1
    assert 8.5 > sizes[1][1] > sizes[2][1] >= LEAST_POINTS
    assert sizes[3][0] > 1
    assert sizes[3][1] >= 7


def test_panels_repeat_the_labels_and_keep_groups_together():
    groups = [GridCell(text=f"業務{at}", role=Role.HEADER, column_span=4) for at in range(6)]
    upper = [GridCell(text="科目", role=Role.HEADER, row_span=2)]
    for group in groups:
        upper += [group, None, None, None]
    names = [GridCell(text=name, role=Role.HEADER) for name in ("一般", "特別", "調整", "合計")]
    rows = [
        (label("運営費交付金収益"), *(figure(f"{at * 100 + row:,d},000,000") for at in range(24)))
        for row in range(5)
    ]
    panels = laid(table(*rows, header=(tuple(upper), (None, *names * 6))), *PORTRAIT)

    assert len(panels) > 1
    heads_of = [[text.text for text in texts(panel.header(0, 0))] for panel in panels]
    for heads_here in heads_of:
        assert heads_here[0] == "科目"
        assert (
            heads_here.count("合計") == heads_here.count("一般") == sum("業務" in each for each in heads_here)
        )
    assert [each for heads_here in heads_of for each in heads_here if "業務" in each] == [
        cell.text for cell in groups
    ]
    for panel in panels:
        assert all(said(marks).startswith("運営費交付金収益") for marks in bands(panel))
        assert panel.header(0, 0)[0].width == pytest.approx(panel.width)


def test_a_row_higher_than_the_page_is_broken_between_its_lines():
    long = "".join(f"第{at}項の定めるところにより実施する。" for at in range(300))
    grid = table(
        section("前短い", 2),
        (label("章", row_span=2), label(long, note="長い")),
        (None, label("終わり")),
        header=(heads(("区分", "内容")),),
    )
    (panel,) = laid(grid, 100, 80)
    assert len(panel.bands) > 3
    room = 80 - panel.header_height
    assert all(band.height <= room - panel.again_height(band.part) for band in panel.bands)
    assert "".join(said(marks) for marks in bands(panel)).replace("注1", "") == f"前短い章{long}終わり"
    # the mark stands behind the last line, and its note on that page
    assert [len(band.notes) for band in panel.bands].index(1) == len(panel.bands) - 1
    assert sum(len(band.notes) for band in panel.bands) == 1


def test_a_cell_beside_many_rows_is_broken_with_them():
    long = "".join(f"第{at}号に掲げる事業" for at in range(200))
    for width in (60, 90, 150):
        rows = [(label(long, row_span=30), label("1"), label("あ"))]
        rows += [(None, label(f"{at}"), label("あ" * at)) for at in range(2, 31)]
        (panel,) = laid(table(*rows), width, 60)
        left = min(rule.x1 for rule in vertical(panel.band(0, 0, 0)))
        own = "".join(text.text for marks in bands(panel) for text in texts(marks) if text.x < left)
        assert own == long
        assert all(band.height <= 60 for band in panel.bands)

    # alone it makes its rows higher
    (panel,) = laid(table((label(long, row_span=2), label("1")), (None, label("2"))), 60, 250)
    assert_tidy(panel.band(0, 0, 0), panel.width, panel.bands[0].height)


def test_rows_that_a_cell_joins_are_one_band():
    grid = table(
        (label("合わせて読む", row_span=3), figure("1")),
        (None, figure("2")),
        (None, figure("3")),
        (label("別"), figure("4")),
    )
    (panel,) = laid(grid, *PORTRAIT)
    assert [round(band.height / ROW_MM, 1) for band in panel.bands] == [3, 1]
    # no rule parts what is joined
    inner = [rule for rule in horizontal(panel.band(0, 0, 0)) if 0.1 < rule.y1 < panel.bands[0].height - 0.1]
    assert inner
    assert all(rule.x1 > 1 for rule in inner)


def test_a_header_leaves_half_of_the_page_to_the_rows():
    (panel,) = laid(table((label("あ"),) * 2, header=(heads(("長い見出し" * 90, "短い")),)), 60, 60)
    assert panel.header_height <= 30
    assert "…" in said(panel.header(0, 0))


# ---- texts and notes


def test_texts_take_the_room_that_figures_leave():
    words = "中小企業の経営の安定に資するため、窓口相談を行う。" * 3
    short = [label("項"), label(words), figure("1,234"), figure("5")]
    (panel,) = laid(table(tuple(short), (label("目"), label("短い"), figure("△ 82"), figure("-"))), *PORTRAIT)
    first, left, second, third = sorted({rule.x1 for rule in vertical(panel.band(0, 0, 0))} | {panel.width})
    assert panel.width == pytest.approx(PORTRAIT[0], abs=2)
    assert left - first > 100
    assert second - left == pytest.approx(third - second, abs=0.01)


def test_no_character_stands_alone_in_a_head_that_can_be_filled_more_evenly():
    grid = table(
        (label("科目"), *(figure("1,234,567") for _ in range(11))),
        header=(heads(("", *("特定出資経理" for _ in range(11)))),),
    )
    (panel,) = laid(grid, 200, 160)
    lines = {text.text for text in texts(panel.header(0, 0))}
    assert len(lines) == 2
    assert min(map(len, lines)) > 1


def test_notes_are_numbered_as_they_are_read():
    rows = [
        (label("一"), figure("1", note="い"), figure("2", note="ろ")),
        (label("二", note="は"), figure("3"), figure("4,000", note="に")),
    ]
    grid = table(*rows, header=(heads(("科目", "甲", "乙")),))
    grid = replace(
        grid, header=((grid.header[0][0], replace(grid.header[0][1], note="頭"), grid.header[0][2]),)
    )
    (panel,) = laid(grid, *PORTRAIT, first_note=4)

    notes = [note for band in panel.bands for note in band.notes]
    assert [note.number for note in notes] == [4, 5, 6, 7, 8]
    assert "".join(note.text for note in notes) == "頭いろはに"
    behind, mark = texts(panel.band(1, 0, 0))[:2]
    assert (behind.text, mark.text) == ("二", footnotes.note_mark(7))
    assert mark.y < behind.y
    last, before = texts(panel.band(1, 0, 0))[-2:]
    assert (last.text, before.text) == ("4,000", footnotes.note_mark(8))
    assert end(before) < last.x
    assert mark.style.size < behind.style.size


def test_each_text_is_measured_once(monkeypatch):
    measured = Counter()

    def width(text, style):
        measured[text] += 1
        return typeset.width(text, style)

    monkeypatch.setattr(table_columns, "typeset", Measuring(width))
    rows = [
        (label(f"{at % 50}番目の項目"), *(figure(f"{at * 9 + n:,}") for n in range(9))) for at in range(300)
    ]
    (panel,) = laid(
        table(*rows, section("計", 10), header=(heads("科目一二三四五六七八九"[:10]),)), *LANDSCAPE
    )
    assert len(bands(panel)) == 301
    assert max(measured.values()) <= 2


class Measuring:
    """The setting of type with another width."""

    def __init__(self, width):
        self.width = width

    def __getattr__(self, name):
        return getattr(typeset, name)
