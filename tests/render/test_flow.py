from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain.grid import Grid, GridCell, GridRow, Role, heads, section
from smrj_desktop.domain.series import Bar, Chart, Kind, Row
from smrj_desktop.render import typeset
from smrj_desktop.render.blocks import SMALL, Block, Heading, Paragraph, Part, Picture, Table
from smrj_desktop.render.flow import pages_of
from smrj_desktop.render.page import Anchor, Box, Page, Rule, Text
from smrj_desktop.render.paper import LEAST_MARGIN, MOST_MARGIN, Margins, Orientation, PageSetup, PaperSize
from smrj_desktop.render.pieces import HEADING_STYLES

pytestmark = pytest.mark.usefixtures("qapp")

SLACK = 0.05
A4 = PageSetup()
LINE = typeset.MM_PER_POINT * 10.5 * 1.6


def grid(rows: Sequence[GridRow], *, title: str = "表", note: str = "", columns: int = 2) -> Grid:
    return Grid(
        title=title,
        subtitle="一般勘定" if title else "",
        unit="百万円",
        note=note,
        header=(heads(["科目", *(f"欄{at}" for at in range(1, columns))]),),
        rows=tuple(rows),
        line_keys=(),
        column_keys=tuple(map(str, range(columns))),
    )


def row(name: str, *, note: str = "", columns: int = 2) -> GridRow:
    figures = (GridCell(text="1,234", role=Role.LEAF) for _ in range(columns - 1))
    return (GridCell(text=name, note=note), *figures)


def rows(count: int, name: str = "行") -> list[GridRow]:
    return [row(f"{name}{at}") for at in range(count)]


def chart(count: int) -> Chart:
    bars = (Bar("income", 0, 500, 500), Bar("expenditure", 0, 400, 400))
    return Chart(
        kind=Kind.SEGMENTS,
        subject="general",
        name="一般勘定",
        series=("income", "expenditure"),
        rows=tuple(Row(f"区分{at}", bars) for at in range(count)),
        unit="百万円",
    )


def pages(*blocks: Block, setup: PageSetup = A4) -> tuple[Page, ...]:
    return pages_of(Part(key="part", title="部", blocks=blocks), setup)


def texts(page: Page) -> list[str]:
    return [mark.text for mark in page.marks if isinstance(mark, Text)]


def page_with(made: Sequence[Page], text: str) -> int:
    """The only page that has a text, counted from 0."""
    found = [at for at, page in enumerate(made) if text in texts(page)]
    assert len(found) == 1, (text, found)
    return found[0]


def rows_on(page: Page, name: str = "行") -> list[int]:
    found = (re.fullmatch(f"{name}(\\d+)", text) for text in texts(page))
    return [int(match[1]) for match in found if match]


def lines_of(count: int) -> str:
    """A text of so many lines."""
    return "\n".join("文" for _ in range(count))


def extent(mark: Text) -> tuple[float, float, float, float]:
    top = mark.y - typeset.ascent(mark.style)
    return mark.x, top, mark.x + typeset.width(mark.text, mark.style), top + typeset.height(mark.style)


def extents(page: Page) -> Iterable[tuple[float, float, float, float]]:
    for mark in page.marks:
        if isinstance(mark, Text):
            yield extent(mark)
        elif isinstance(mark, Box):
            yield mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
        else:
            yield (
                min(mark.x1, mark.x2),
                min(mark.y1, mark.y2),
                max(mark.x1, mark.x2),
                max(mark.y1, mark.y2),
            )


def overlapping(page: Page) -> list[tuple[str, str]]:
    """Texts that stand on one another."""
    placed = sorted(
        ((*extent(mark), mark.text) for mark in page.marks if isinstance(mark, Text)),
        key=lambda item: item[1],
    )
    found = []
    for at, (left, _, right, bottom, text) in enumerate(placed):
        for other_left, other_top, other_right, _, other in placed[at + 1 :]:
            if other_top >= bottom - SLACK:
                break
            if min(right, other_right) - max(left, other_left) > SLACK:
                found.append((text, other))
    return found


def own_text(at: int, size: int) -> str:
    """A text of a character that no other block has."""
    return chr(0x4F00 + at) * size


@st.composite
def any_blocks(draw) -> list[Block]:
    blocks: list[Block] = []
    for at in range(draw(st.integers(0, 9))):
        kind = draw(st.sampled_from(["heading", "paragraph", "paragraph", "table", "picture"]))
        if kind == "heading":
            blocks.append(
                Heading(text=f"見出し{own_text(at, draw(st.integers(1, 20)))}", level=draw(st.integers(1, 3)))
            )
        elif kind == "paragraph":
            blocks.append(
                Paragraph(
                    text=own_text(at, draw(st.integers(0, 600))),
                    mark=draw(st.sampled_from(["", "①", "(10)", "・", "第一の長い長い番号の付け方による一"])),
                    depth=draw(st.integers(0, 12)),
                    note=draw(st.sampled_from(["", "短い注", "長い注" * 60])),
                )
            )
        elif kind == "table":
            blocks.append(Table(grid=draw(any_grid(at))))
        else:
            blocks.append(Picture(chart=chart(draw(st.integers(1, 60)))))
    return blocks


@st.composite
def any_grid(draw, at: int) -> Grid:
    columns = draw(st.integers(1, 14))
    made: list[GridRow] = []
    for number in range(draw(st.integers(0, 60))):
        if draw(st.integers(0, 6)) == 0:
            made.append(section(f"節{number}", columns))
        note = draw(st.sampled_from(["", "", "", "注釈" * 30]))
        long = draw(st.sampled_from(["", "", "", "、続く" * 40]))
        made.append(row(f"{own_text(at, 1)}{number}{long}", note=note, columns=columns))
    title = draw(st.sampled_from(["", "表", "長い表の題名" * 20]))
    return grid(made, title=title, note=draw(st.sampled_from(["", "端数処理の注記" * 12])), columns=columns)


@st.composite
def any_setup(draw) -> PageSetup:
    margin = st.sampled_from([LEAST_MARGIN, 18.0, MOST_MARGIN])
    return PageSetup(
        size=draw(st.sampled_from(PaperSize)),
        orientation=draw(st.sampled_from(Orientation)),
        margins=Margins(draw(margin), draw(margin), draw(margin), draw(margin)),
    )


def is_heading(mark: Text) -> bool:
    return mark.style in HEADING_STYLES.values() and mark.text.startswith("見出し")


@settings(max_examples=40)
@given(any_blocks(), any_setup())
def test_whatever_is_printed_stays_within_the_margins_and_nothing_stands_on_anything(blocks, setup):
    made = pages(*blocks, setup=setup)
    for page in made:
        area = setup.content(page.sheet)
        for left, top, right, bottom in extents(page):
            assert area.left - SLACK <= left <= right <= area.right + SLACK
            assert area.top - SLACK <= top <= bottom <= area.bottom + SLACK
        assert overlapping(page) == []
    assert [page.index for page in made] == list(range(len(made)))


@settings(max_examples=40)
@given(any_blocks(), any_setup())
def test_no_text_is_lost_or_said_twice_and_no_single_line_stands_alone(blocks, setup):
    made = pages(*blocks, setup=setup)
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not block.text:
            continue
        own = own_text(at, 1)
        counts = [sum(own in text for text in texts(page)) for page in made]
        assert sum(text.count(own) for page in made for text in texts(page)) == len(block.text)
        if sum(counts) >= 4:
            assert 1 not in counts


@settings(max_examples=30)
@given(st.lists(st.integers(1, 25), min_size=1, max_size=12), st.sampled_from(["text", "table", "picture"]))
def test_a_heading_never_stands_at_the_foot_of_a_page(sizes, what):
    blocks: list[Block] = []
    for at, size in enumerate(sizes):
        blocks += [
            Paragraph(text=lines_of(size)),
            Heading(text=f"見出し{at}", level=2 + at % 2),
            Heading(text=f"見出し{at}の下", level=3),
        ]
        if what == "text":
            blocks.append(Paragraph(text=lines_of(size)))
        elif what == "table":
            blocks.append(Table(grid=grid(rows(size))))
        else:
            blocks.append(Picture(chart=chart(size)))
    for page in pages(*blocks):
        lowest = max((mark for mark in page.marks if isinstance(mark, Text)), key=lambda mark: mark.y)
        assert not is_heading(lowest)


@settings(max_examples=30)
@given(st.integers(1, 200), st.integers(0, 45))
def test_rows_keep_their_order_and_every_page_with_rows_says_what_they_are(count, before):
    made = pages(Paragraph(text=lines_of(before)), Table(grid=grid(rows(count), note="端数の注記")))
    found = [rows_on(page) for page in made]
    assert [at for page in found for at in page] == list(range(count))
    for page, own in zip(made, found, strict=True):
        assert texts(page).count("科目") == (1 if own else 0)
        assert texts(page).count("（単位：百万円）") == (1 if own else 0)
        assert ("表　一般勘定（続き）" in texts(page)) == (bool(own) and own[0] > 0)
        # neither the first row nor the last one stands alone
        assert count == 1 or len(own) != 1
    assert page_with(made, "端数の注記") == len(made) - 1


def test_the_unit_stands_above_the_table_and_the_note_below():
    wide = grid([row(f"行{at}", columns=6) for at in range(3)], note="端数の注記", columns=6)
    (page,) = pages(Table(grid=wide))
    marks = {mark.text: mark for mark in page.marks if isinstance(mark, Text)}
    assert marks["（単位：百万円）"].y < marks["科目"].y
    assert marks["端数の注記"].y > marks["行2"].y
    right = max(mark.x2 for mark in page.marks if isinstance(mark, Rule))
    assert extent(marks["（単位：百万円）"])[2] == pytest.approx(right, abs=SLACK)


def test_a_title_that_a_heading_says_is_not_repeated_before_the_next_page():
    made = pages(Heading(text="予算", level=1), Table(grid=grid(rows(100), title="予算")))
    assert [texts(page)[0] for page in made] == ["予算"] + ["予算　一般勘定（続き）"] * (len(made) - 1)
    assert len(made) > 1


def test_a_table_that_fits_a_page_is_not_broken_but_begins_a_new_one():
    made = pages(Paragraph(text=lines_of(20)), Table(grid=grid(rows(40))), Paragraph(text="後"))
    assert [rows_on(page) for page in made] == [[], list(range(40))]


def test_a_table_a_little_too_long_for_a_page_is_set_smaller():
    made = pages(Heading(text="見出し", level=1), Table(grid=grid(rows(60))))
    assert [len(rows_on(page)) for page in made] == [60]
    sizes = {mark.style.size for mark in made[0].marks if isinstance(mark, Text) and mark.text == "行3"}
    assert 6.0 < sizes.pop() < 8.5


@pytest.mark.parametrize("sections", range(24, 31))
def test_a_long_table_is_broken_before_a_section_where_not_much_stays_empty(sections):
    made_rows = [each for at in range(sections) for each in (section(f"節{at}", 2), *rows(8, f"行{at}の"))]
    made = pages(Table(grid=grid(made_rows, note="端数の注記\n" * 8)))
    assert len(made) > 3
    for page in made:
        own = [text for text in texts(page) if text.startswith(("節", "行"))]
        assert own[0].startswith("節") and own[-1].endswith("の7")
        assert max(bottom for *_, bottom in extents(page)) > 277 * 2 / 3 or page is made[-1]


def test_a_section_too_long_to_wait_for_is_broken_between_rows():
    made = pages(Table(grid=grid([*rows(20, "前"), section("節", 2), *rows(150)])))
    assert page_with(made, "節") == 0
    assert len(rows_on(made[0])) > 20


def test_a_page_that_begins_within_a_part_of_a_table_names_it():
    within = [(replace(label, indent=1), *figures) for label, *figures in rows(150)]
    for begins in (section("収入", 2), row("収入")):
        made = pages(Table(grid=grid([begins, *within, *rows(100, "後")])))
        assert page_with(made, "収入") == 0 and len(made) > 4
        for page in made[1:]:
            assert texts(page).count("収入（続き）") == bool(rows_on(page))


def test_footnotes_stand_on_the_page_of_what_they_are_about_and_are_numbered_through_the_part():
    noted = [row(f"行{at}", note=f"行{at}の説明" if at % 23 == 0 else "") for at in range(120)]
    made = pages(
        Paragraph(text=lines_of(3), note="段落の説明"),
        Table(grid=grid(noted)),
        Paragraph(text="終わりの段落", note="終わりの説明"),
    )
    said = ["段落の説明", *(f"行{at}の説明" for at in range(0, 120, 23)), "終わりの説明"]
    for number, text in enumerate(said, start=1):
        at = page_with(made, text)
        assert texts(made[at]).count(f"注{number}") == 2
        assert page_with(made, text.replace("の説明", "")) == at if text.startswith("行") else True
    assert page_with(made, "終わりの説明") == page_with(made, "終わりの段落")
    for page in made:
        notes = [mark for mark in page.marks if isinstance(mark, Text) and mark.text in said]
        content = A4.content(page.sheet)
        if notes:
            assert content.bottom - notes[-1].y < 2
            rule = max((mark for mark in page.marks if isinstance(mark, Rule)), key=lambda mark: mark.y1)
            assert rule.y1 < notes[0].y and rule.x2 - rule.x1 < content.width / 2


def test_a_footnote_longer_than_a_page_goes_on_and_none_of_it_is_lost():
    long = own_text(9, 8000)
    made = pages(Paragraph(text="短い", note=long), Paragraph(text="次"))
    assert sum(text.count(long[0]) for page in made for text in texts(page)) == len(long)
    assert page_with(made, "短い") == 0
    assert long[0] in "".join(texts(made[0]))


def test_a_row_higher_than_a_page_loses_nothing():
    made = pages(Heading(text="見出し"), Table(grid=grid([row(own_text(5, 9000)), *rows(2)])))
    assert sum(text.count(own_text(5, 1)) for page in made for text in texts(page)) == 9000
    assert page_with(made, "見出し") == 0


def test_wide_tables_stand_in_panels_one_after_another_with_their_labels():
    count = 40
    wide = grid([row(f"行{at}", columns=count) for at in range(5)], note="注記", columns=count)
    made = pages(Table(grid=wide))
    named = Counter(text for page in made for text in texts(page))
    assert named["行0"] == named["科目"] == named["（単位：百万円）"] > 1
    assert [named[f"欄{at}"] for at in range(1, count)] == [1] * (count - 1)
    assert named["注記"] == 1


def test_a_chart_higher_than_a_page_is_continued_with_its_other_rows():
    made = pages(Picture(chart=chart(100)))
    assert len(made) > 1
    assert {f"区分{at}" for at in range(100)} <= {text for page in made for text in texts(page)}


def test_the_number_of_a_paragraph_hangs_before_its_text():
    (page,) = pages(Paragraph(text=own_text(0, 100), mark="(1)"), Paragraph(text="深い", mark="①", depth=2))
    marks = [mark for mark in page.marks if isinstance(mark, Text)]
    own = [mark for mark in marks if mark.text.startswith(own_text(0, 1))]
    assert len({mark.x for mark in own}) == 1 and len(own) > 1
    assert marks[0].text == "(1)" and extent(marks[0])[2] < own[0].x
    assert all(below.y - above.y == pytest.approx(LINE) for above, below in pairwise(own))
    assert marks[-2].x == pytest.approx(A4.margins.left + 2 * 10.5 * typeset.MM_PER_POINT)
    (page,) = pages(Paragraph(text="文", mark="(1\n\x07)"))
    assert [mark.text for mark in page.marks if isinstance(mark, Text)] == ["(1 \ufffd)", "文"]


def test_a_part_is_listed_at_the_top_of_its_first_page_and_its_headings_where_they_stand():
    made = pages(
        Heading(text="題", level=1, listed=True),
        Paragraph(text=lines_of(30)),
        Heading(text="甲", listed=True),
        Paragraph(text=lines_of(30)),
        Heading(text="乙", level=3, listed=True),
        Heading(text="丙"),
        Paragraph(text="終"),
    )
    listed = [anchor for page in made for anchor in page.anchors]
    assert [(anchor.title, anchor.level) for anchor in listed] == [("部", 1), ("甲", 2), ("乙", 3)]
    assert made[0].anchors[0] == Anchor("部", 1, 0.0)
    for page in made:
        for anchor in page.anchors[0 if page.index else 1 :]:
            (mark,) = [each for each in page.marks if isinstance(each, Text) and each.text == anchor.title]
            assert anchor.y <= extent(mark)[1] < anchor.y + 2


def test_a_part_without_blocks_is_one_empty_page():
    (page,) = pages()
    assert page.marks == () and page.anchors == (Anchor("部", 1, 0.0),)


@pytest.mark.parametrize(
    ("setup", "preferred", "sheet"),
    [
        (A4, Orientation.LANDSCAPE, (297, 210)),
        (A4, Orientation.PORTRAIT, (210, 297)),
        (PageSetup(size=PaperSize.B5, orientation=Orientation.PORTRAIT), Orientation.LANDSCAPE, (182, 257)),
        (PageSetup(size=PaperSize.A3, orientation=Orientation.LANDSCAPE), Orientation.PORTRAIT, (420, 297)),
    ],
)
def test_paper_lies_as_the_part_prefers_unless_it_is_set(setup, preferred, sheet):
    part = Part(key="p", title="部", blocks=(Paragraph(text="文", style=SMALL),), orientation=preferred)
    (page,) = pages_of(part, setup)
    assert page.sheet == sheet
