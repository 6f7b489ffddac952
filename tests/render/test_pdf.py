"""Pages as PDF: what stands where other programs find it, in fonts that come along."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PySide6.QtGui import QImage

from smrj_desktop.render import painter, typeset
from smrj_desktop.render.page import Box, Face, Ink, Page, Pattern, Printout, Rule, Text, TextStyle
from smrj_desktop.render.paper import Sheet
from smrj_desktop.render.pdf import PdfDrawing
from tests.support.workbooks import needs

MM_PER_POINT = typeset.MM_PER_POINT
STYLES = [TextStyle(face, size, bold) for face in Face for size in (8.5, 10.5) for bold in (False, True)]
WORDS = ("中小企業・小規模事業者", "△1,711,897", "Business", "（単位：百万円）", "㈱髙﨑①Ⅰがー々、。～")


def page(sheet: Sheet, index: int) -> Page:
    marks = [
        Text(20.3 + 3 * row, 30 + 7.7 * row + 50 * at, f"{word}第{index}", style)
        for row, word in enumerate(WORDS)
        for at, style in enumerate(STYLES[: int(sheet.height // 60)])
    ]
    patterns = [Box(120, 40 + 12 * at, 40, 8, Ink.INCOME, p, True) for at, p in enumerate(Pattern)]
    return Page(
        sheet=sheet,
        part="p",
        index=index,
        title="",
        marks=(*marks, *patterns, Rule(10, 15, sheet.width - 10, 15, 0.5)),
        furniture=(Text(20, sheet.height - 10, f"{index}頁"),),
    )


PAGES = (page(Sheet(210, 297), 0), page(Sheet(297, 210), 1), page(Sheet(257, 364), 2))


@pytest.fixture(scope="module")
def content(qapp) -> bytes:
    drawing = PdfDrawing(Printout(pages=PAGES, total=3), title="令和6年度計画（案）")
    steps = 0
    while drawing.draw_next():
        steps += 1
        assert drawing.drawn == steps
    assert steps == drawing.count == 3
    return drawing.content()


@pytest.fixture(scope="module")
def pdf(content, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "p.pdf"
    path.write_bytes(content)
    return path


def said(*command: str) -> str:
    return subprocess.run([needs(command[0]), *command[1:]], check=True, capture_output=True).stdout.decode()


def test_each_page_has_its_own_paper_and_the_document_its_title(content):
    assert content.startswith(b"%PDF-1.6")
    document = pypdf.PdfReader(io.BytesIO(content))
    sizes = [(page.mediabox.width, page.mediabox.height) for page in document.pages]
    for size, page in zip(sizes, PAGES, strict=True):
        assert [length * MM_PER_POINT for length in map(float, size)] == pytest.approx(page.sheet, abs=0.2)
    assert document.metadata is not None
    assert document.metadata.title == "令和6年度計画（案）"
    assert document.metadata.creator == "年度計画ワークブック"
    assert not document.metadata.author


def test_texts_are_found_where_they_were_set(pdf):
    found = re.findall(
        r'<page |<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax=".*?">(.*?)</word>',
        said("pdftotext", "-bbox", str(pdf), "-"),
    )
    words: dict[str, list[tuple[float, ...]]] = {}
    for *edges, word in found:
        if word:
            words.setdefault(word, []).append(tuple(float(edge) * MM_PER_POINT for edge in edges))

    texts = [mark for page in PAGES for mark in (*page.marks, *page.furniture) if isinstance(mark, Text)]
    for text in texts:
        place = (text.x, text.y - typeset.ascent(text.style), text.x + typeset.width(text.text, text.style))
        assert any(np.abs(np.subtract(place, edges)).max() < 0.2 for edges in words[text.text]), text
    assert sum(map(len, words.values())) == len(texts)


def test_every_font_comes_along_and_says_what_its_glyphs_mean(pdf):
    fonts = [line.split() for line in said("pdffonts", str(pdf)).splitlines()[2:]]
    assert fonts
    for font in fonts:
        # embedded, subset, Unicode map, the object and its generation
        assert (font[-5], font[-3]) == ("yes", "yes"), font


def test_the_picture_of_a_page_shows_what_its_pdf_does(pdf):
    said("pdftoppm", "-r", "102", "-gray", str(pdf), str(pdf.parent / "page"))
    for at, page in enumerate(PAGES, 1):
        printed = darkness(QImage(str(pdf.parent / f"page-{at}.pgm")))
        shown = darkness(painter.image(page, dots_per_mm=102 / 25.4))
        rows, columns = (min(pair) for pair in zip(printed.shape, shown.shape, strict=True))
        difference = np.abs(printed[:rows, :columns] - shown[:rows, :columns])
        assert shown.max() > 0.6
        assert difference.max() < 0.25 and difference.mean() < 0.01


def darkness(picture: QImage) -> np.ndarray:
    """How dark a picture is in squares of 2 mm."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    height, width = grey.height() // 8, grey.width() // 8
    squares = rows[: height * 8, : width * 8].reshape(height, 8, width, 8)
    return 1 - squares.mean(axis=(1, 3)) / 255


def test_patterns_are_lines_in_the_file_and_no_dots_of_a_screen(content):
    document = pypdf.PdfReader(io.BytesIO(content))
    assert [list(page.images) for page in document.pages] == [[], [], []]
    assert b"/PatternType" not in content


def test_black_ink_alone_names_no_colour(qapp):
    drawing = PdfDrawing(Printout(pages=PAGES[:1], total=1), title="", mono=True)
    drawing.draw_next()
    document = pypdf.PdfReader(io.BytesIO(drawing.content()))
    contents = document.pages[0].get_contents()
    assert contents is not None
    colours = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)\b", contents.get_data())
    assert colours
    assert [colour for colour in colours if len(set(colour)) > 1] == []


def test_a_drawing_can_be_given_up(qapp):
    drawing = PdfDrawing(Printout(pages=PAGES, total=3), title="")
    assert drawing.draw_next()
    del drawing
