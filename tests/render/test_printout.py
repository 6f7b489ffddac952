from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.render import typeset
from smrj_desktop.render.page import Anchor, Page, Printout, Text
from smrj_desktop.render.paper import (
    LEAST_MARGIN,
    MOST_MARGIN,
    Furniture,
    Margins,
    PageSetup,
    PaperSize,
    Sheet,
)
from smrj_desktop.render.printout import assembled, bookmarks, furnished

pytestmark = pytest.mark.usefixtures("qapp")

A4 = PageSetup()
PORTRAIT = A4.sheet()
FURNITURE = Furniture(
    title="令和5年度計画", version="第2版", imprint="0123456789abcdef", date="令和5年3月1日", draft="（案）"
)


def part(key: str, count: int = 1, *, sheet: Sheet = PORTRAIT, headings: tuple[str, ...] = ()):
    """The pages of a part, its headings on the last one."""
    return tuple(
        Page(
            sheet=sheet,
            part=key,
            index=at,
            title=key,
            marks=(),
            anchors=(
                *([] if at else [Anchor(key, 1, 0.0)]),
                *([Anchor(text, 2, 50.0) for text in headings] if at == count - 1 else []),
            ),
        )
        for at in range(count)
    )


def texts(page: Page) -> list[str]:
    return [mark.text for mark in page.marks if isinstance(mark, Text)]


def around(printout: Printout, at: int = 0) -> dict[str, Text]:
    return {mark.text: mark for mark in printout.pages[at].furniture if isinstance(mark, Text)}


def right_of(mark: Text) -> float:
    return mark.x + typeset.width(mark.text, mark.style)


def listed(printout: Printout) -> dict[str, str]:
    """What the contents say: titles with their numbers."""
    rows: dict[float, list[Text]] = {}
    for page in printout.pages:
        if page.part == "contents":
            for mark in page.marks:
                if isinstance(mark, Text):
                    rows.setdefault(page.index * 1000 + mark.y, []).append(mark)
    found = {}
    for marks in rows.values():
        if len(marks) > 1:
            title, leaders, number = marks
            assert set(leaders.text) == {"・"}
            assert right_of(title) < leaders.x < right_of(leaders) < number.x
            assert right_of(number) == pytest.approx(A4.content(PORTRAIT).right)
            found[title.text] = number.text
    return found


def test_pages_are_numbered_through_all_parts():
    printout = assembled([("", part("甲", 2)), ("群", part("乙"))], A4)
    assert [(page.number, page.part) for page in printout.pages] == [("1", "甲"), ("2", "甲"), ("3", "乙")]
    assert printout.total == 3


def test_the_contents_come_first_and_name_the_pages():
    parts = [("", part("表紙")), ("計画本文", part("Ⅰ", 3, headings=("1", "2"))), ("計画本文", part("Ⅱ"))]
    printout = assembled(parts, A4, contents=True)
    assert [page.part for page in printout.pages] == ["contents", "表紙", "Ⅰ", "Ⅰ", "Ⅰ", "Ⅱ"]
    assert printout.pages[0].number == "1" and printout.total == 6
    assert "目次" in texts(printout.pages[0])
    assert listed(printout) == {"表紙": "2", "計画本文": "3", "Ⅰ": "3", "1": "5", "2": "5", "Ⅱ": "6"}


@settings(max_examples=15)
@given(st.lists(st.integers(1, 4), max_size=150))
def test_contents_of_any_length_name_the_right_pages(counts):
    parts = [("群", part(f"部{at}", count)) for at, count in enumerate(counts)]
    printout = assembled(parts, A4, contents=True)
    numbers = {page.part: page.number for page in reversed(printout.pages)}
    found = listed(printout)
    assert {key: number for key, number in numbers.items() if key != "contents"} == {
        title: number for title, number in found.items() if title != "群"
    }
    assert [page.number for page in printout.pages] == [str(at + 1) for at in range(printout.total)]
    assert (printout.pages[0].part, printout.pages[-1].number) == ("contents", str(printout.total))


def test_a_title_too_long_for_a_line_is_listed_in_several():
    name = "長い題名" * 30
    printout = assembled([("", part(name))], A4, contents=True)
    said = texts(printout.pages[0])
    assert "".join(text for text in said if "題" in text) == name
    assert said[-1] == "2"


def test_bookmarks_lead_to_groups_parts_and_headings():
    parts = [
        ("", part("表紙", headings=("注意",))),
        ("予算", part("甲", 2, headings=("節",))),
        ("予算", part("乙")),
        ("", part("報告")),
    ]
    marks = bookmarks(assembled(parts, A4, contents=True))
    assert [(mark.title, mark.level, mark.page, mark.y) for mark in marks] == [
        ("目次", 0, 0, 0.0),
        ("表紙", 0, 1, 0.0),
        ("注意", 1, 1, 50.0),
        ("予算", 0, 2, 0.0),
        ("甲", 1, 2, 0.0),
        ("節", 2, 3, 50.0),
        ("乙", 1, 4, 0.0),
        ("報告", 0, 5, 0.0),
    ]


def test_every_page_says_what_it_is_of_which_state_and_which_of_how_many():
    printout = furnished(assembled([("", part("甲", 3))], A4), FURNITURE, A4)
    said = around(printout, 1)
    assert set(said) == {"令和5年度計画", "（案）", "第2版　照合番号 0123456789ab", "2 / 3", "令和5年3月1日"}
    area = A4.content(printout.pages[1].sheet)
    assert said["令和5年度計画"].x == said["第2版　照合番号 0123456789ab"].x == area.left
    assert right_of(said["（案）"]) == pytest.approx(area.right)
    assert right_of(said["令和5年3月1日"]) == pytest.approx(area.right)
    assert said["2 / 3"].x + right_of(said["2 / 3"]) == pytest.approx(area.left + area.right)
    assert (said["（案）"].style.bold, said["（案）"].style.size) == (True, 10.5)
    assert said["令和5年度計画"].y < area.top < area.bottom < said["2 / 3"].y


def test_what_is_not_known_is_not_printed():
    printout = furnished(assembled([("", part("甲"))], A4), Furniture(), A4)
    assert set(around(printout)) == {"1 / 1"}


@settings(max_examples=30)
@given(
    *(st.text("長い題名A1 ", max_size=200) for _ in range(4)),
    st.sampled_from(PaperSize),
    st.tuples(*(st.sampled_from([LEAST_MARGIN, 18.0, MOST_MARGIN]) for _ in range(4))),
)
def test_header_and_footer_stay_in_the_margins_whatever_they_say(title, version, date, draft, size, margins):
    setup = PageSetup(size=size, margins=Margins(*margins))
    sheet = setup.sheet()
    furniture = Furniture(title=title, version=version, imprint="f" * 64, date=date, draft=draft)
    printout = furnished(assembled([("", part("甲", sheet=sheet))], setup), furniture, setup)
    area = setup.content(sheet)
    marks = [mark for mark in printout.pages[0].furniture if isinstance(mark, Text)]
    for mark in marks:
        top = mark.y - typeset.ascent(mark.style)
        bottom = top + typeset.height(mark.style)
        assert bottom < area.top or top > area.bottom
        assert 3 < top < bottom < sheet.height - 3
        assert area.left - 0.01 <= mark.x <= right_of(mark) <= area.right + 0.01
    for above, below in ((mark, other) for mark in marks for other in marks if mark is not other):
        assert above.y != below.y or right_of(above) < below.x or right_of(below) < above.x
