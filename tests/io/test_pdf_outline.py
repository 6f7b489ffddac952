"""Bookmarks and the like in PDF files: as other readers find them."""

from __future__ import annotations

import io

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.io import pdf_outline
from smrj_desktop.io.pdf_outline import Bookmark

SIZES = ((595, 842), (842, 595), (729, 1032))


def blank(pages: int = 3) -> bytes:
    writer = pypdf.PdfWriter()
    writer.pdf_header = "%PDF-1.6"
    for at in range(pages):
        width, height = SIZES[at % 3]
        writer.add_blank_page(width, height)
    writer.add_metadata({"/Title": "前の題", "/Creator": "試験"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


BLANK = blank()


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def entries(document: pypdf.PdfReader) -> list[tuple[str, int, int, float]]:
    """Title, depth, page and height from below in points of each entry."""
    found = []

    def walk(items, depth):
        for item in items:
            if isinstance(item, list):
                walk(item, depth + 1)
            else:
                found.append((item.title, depth, document.get_destination_page_number(item), float(item.top)))

    walk(document.outline, 0)
    return found


def test_bookmarks_point_to_their_page_and_height():
    bookmarks = [
        Bookmark("予算", 0, 0, 0),
        Bookmark("予算（一般勘定）", 1, 0, 20),
        Bookmark("収入", 2, 1, 100),
        Bookmark("資金計画", 0, 2, 0),
    ]
    document = read(pdf_outline.finished(BLANK, bookmarks, title="令和6年度計画"))

    found = entries(document)
    assert [entry[:3] for entry in found] == [
        ("予算", 0, 0),
        ("予算（一般勘定）", 1, 0),
        ("収入", 2, 1),
        ("資金計画", 0, 2),
    ]
    tops = [842, 842 - 20 * 72 / 25.4, 595 - 100 * 72 / 25.4, 1032]
    assert [top for *_, top in found] == pytest.approx(tops, abs=0.01)


def test_viewers_show_the_title_and_the_outline_in_japanese():
    content = pdf_outline.finished(BLANK, [Bookmark("予算", 0, 0, 0)], title="令和6年度計画（案）")
    document = read(content)

    assert content.startswith(b"%PDF-1.6")
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.creator) == ("令和6年度計画（案）", "試験")
    assert document.root_object["/Lang"] == "ja-JP"
    assert document.root_object["/ViewerPreferences"]["/DisplayDocTitle"] is not False
    assert document.root_object["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert document.page_mode == "/UseOutlines"


def test_a_title_of_any_text_is_one_line():
    titles = ["予算\n（一般勘定）", "左\ud800右", "行\r\n末\x00"]
    document = read(
        pdf_outline.finished(BLANK, [Bookmark(each, 0, 0, 0) for each in titles], title=titles[1])
    )
    assert document.metadata is not None
    assert document.metadata.title == "左\ufffd右"
    assert [title for title, *_ in entries(document)] == ["予算 （一般勘定）", "左\ufffd右", "行 末\ufffd"]


def test_without_bookmarks_no_outline_opens():
    document = read(pdf_outline.finished(BLANK, [], title="表"))
    assert document.page_mode is None
    assert document.outline == []


def test_a_long_outline_takes_little_room():
    before = blank(60)
    bookmarks = [Bookmark(f"見出し{at}", at % 3, at // 4, at % 4 * 60) for at in range(240)]
    after = pdf_outline.finished(before, bookmarks, title="長い計画")
    assert len(after) - len(before) < 240 * 300
    assert len(entries(read(after))) == 240


@given(st.lists(st.integers(0, 4), max_size=8))
def test_an_entry_belongs_to_the_last_one_of_a_lower_level(levels):
    bookmarks = [Bookmark(str(at), level, 0, 0) for at, level in enumerate(levels)]
    found = entries(read(pdf_outline.finished(BLANK, bookmarks, title="")))

    depths: list[int] = []
    for at, level in enumerate(levels):
        above = [before for before in range(at) if levels[before] < level]
        depths.append(depths[above[-1]] + 1 if above else 0)
    assert [(title, depth) for title, depth, *_ in found] == [
        (str(at), depth) for at, depth in enumerate(depths)
    ]
