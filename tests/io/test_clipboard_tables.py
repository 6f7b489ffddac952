"""Tables on the clipboard.

`clipboard/libreoffice.html` and `.txt` are what LibreOffice's filters made of a sheet with number formats, a
hidden row and a merged cell; `excel.html` and `word.html` are written after what those two put there.
"""

from __future__ import annotations

import json
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import Figure, Unit, show
from smrj_desktop.domain.errors import ClipTooLargeError
from smrj_desktop.domain.grid import GridCell, Role
from smrj_desktop.domain.pasting import Scrap
from smrj_desktop.io import clipboard_tables as tables
from tests.support.plans import figures
from tests.support.workbooks import pasted_into_libreoffice

SAMPLES = Path(__file__).parent / "clipboard"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def texts(clip) -> list[list[str]]:
    return [[scrap.text for scrap in row] for row in clip.rows]


# ---- in


def test_libreoffice_html_gives_what_is_shown_and_the_numbers_behind():
    clip = tables.read_html(sample("libreoffice.html"))
    assert texts(clip) == [
        ["区分", "共済", "再生"],
        ["運営費交付金", "1,234,567", "△ 82,499"],
        ["雑収入", "-", "1,500"],
        ["補助金等", "", "15,000,000"],
        ["合計", "1,234,567", "14,919,001"],
        ["（単位：千円）", "", ""],
    ]
    assert clip.rows[2][1:] == (Scrap("-", Fraction(0)), Scrap("1,500", Fraction("1499.6")))
    assert clip.rows[0][1].raw is None
    assert clip.unit is Unit.THOUSAND
    assert tables.has_raw(sample("libreoffice.html")) and not tables.has_raw(sample("word.html"))


def test_libreoffice_text_gives_the_same_cells():
    shown = texts(tables.read_text(sample("libreoffice.txt")))
    of_html = texts(tables.read_html(sample("libreoffice.html")))
    # the row that is hidden by hand is in a saved text; a copied one lacks it
    assert [row for row in shown if row[0] != "その他"] == of_html


def test_excel_html_leaves_out_hidden_rows_and_keeps_merged_cells_in_place():
    clip = tables.read_html(sample("excel.html"))
    assert texts(clip) == [["運営費\n交付金", "1,507", "△ 82"], ["合計", "", "-"]]
    assert clip.rows[0][2].raw == Fraction("-82.4")


def test_word_html_keeps_paragraphs_of_a_cell_together():
    assert texts(tables.read_html(sample("word.html"))) == [["窓口相談等の\n件数", "16,500"]]


def test_the_form_that_tells_most_is_read():
    # text is as good, and faster
    plain = "1\t2\n"
    assert texts(tables.read(b"", sample("libreoffice.html"), plain)) == [["1", "2"]]
    # where it would break cells or bring back hidden rows, it is not
    assert len(tables.read(b"", sample("word.html"), "窓口相談等の\n件数\t16,500\n").rows) == 1
    assert len(tables.read(b"", sample("excel.html"), plain * 3).rows) == 2
    assert len(tables.read(b"", sample("libreoffice.html"), "").rows) == 6
    assert texts(tables.read(b"", "<b>bold</b>", "bold")) == [["bold"]]
    assert tables.read(b"", "", "") is None and tables.read(b"", "<p>x</p>", "\r\n") is None
    own = tables.write_own([[GridCell(text="7")]], "千円")
    clip = tables.read(own, sample("excel.html"), plain)
    assert texts(clip) == [["7"]] and clip.own and clip.unit is Unit.THOUSAND
    assert texts(tables.read(b"\xff{", "", plain)) == [["1", "2"]]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1", [["1"]]),
        ("1\r\n2\r\n", [["1"], ["2"]]),
        ("1\t\t3\n\n", [["1", "", "3"], ["", "", ""]]),
        ('"two\nlines"\t"say ""so"""\n', [["two\nlines", 'say "so"']]),
        ('5"\t6\n', [['5"', "6"]]),
        ('"5\t6\n', [['"5', "6"]]),
        ("\t\n", [["", ""]]),
    ],
)
def test_text_is_read_in_lines_and_tabs(text, cells):
    assert texts(tables.read_text(text)) == cells


@pytest.mark.parametrize(
    ("html", "cells"),
    [
        ("<table><tr><td>a<td>b<tr><td>c</table>", [["a", "b"], ["c", ""]]),
        ("<table><tr><td>a<table><tr><td>in</td></tr></table>b</td><td>c</td></tr></table>", [["ainb", "c"]]),
        ("<table><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>", [["1"]]),
        ("<table><tr><th rowspan=2 colspan=2>x</th><td>1</td></tr><tr><td>2</td></tr></table>",
         [["x", "", "1"], ["", "", "2"]]),
        ("<table><tr><td rowspan='many' colspan='-3'>1 &amp; 2&nbsp;</td></tr></table>", [["1 & 2"]]),
        ("<table><tr><td><style>p{}</style>1<script>2</script></td></tr></table>", [["1"]]),
        ("<td>without a table", None),
        ("<table></table>", None),
    ],
)  # fmt: skip
def test_html_of_any_kind(html, cells):
    clip = tables.read_html(html)
    assert (texts(clip) if clip else None) == cells


@pytest.mark.parametrize("value", ["nan", "inf", "1e400", "-1e16", "x", "1" * 60, "1e-400000000", ""])
def test_a_wild_number_behind_a_cell_is_none_or_nothing(value):
    clip = tables.read_html(f'<table><tr><td sdval="{value}">1</td></tr></table>')
    assert clip.rows[0][0].raw in (None, 0)


def test_a_table_of_untold_size_is_refused_before_it_takes_room():
    begin = time.process_time()
    row = f"<tr>{'<td rowspan=60000 colspan=60000>x</td>' * 50}</tr>"
    with pytest.raises(ClipTooLargeError):
        tables.read_html(f"<table>{row * 50}</table>")
    with pytest.raises(ClipTooLargeError):
        tables.read_text("\t" * (tables.MOST_CELLS + 1))
    assert time.process_time() - begin < 30


@given(st.text(max_size=400))
def test_nothing_on_the_clipboard_raises(text):
    for read in (tables.read_html, tables.read_text):
        clip = read(text)
        assert clip is None or min(clip.size) > 0
    tables.read_own(text.encode("utf-8", "surrogatepass"))
    markup = text.translate(str.maketrans({"a": "<table>", "b": "<tr>", "c": "<td>", "d": "</table>"}))
    tables.read_html(markup)


@given(st.recursive(st.none() | st.text(max_size=4) | st.integers(), lambda x: st.lists(x, max_size=3)))
def test_another_programs_json_under_our_name_is_passed_over(value):
    for content in (value, {"unit": "千円", "cells": value}, {"unit": value, "cells": [["1"]]}):
        clip = tables.read_own(json.dumps(content).encode())
        assert clip is None or min(clip.size) > 0


# ---- out

words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8)
cells = st.one_of(
    figures.map(lambda figure: GridCell(text=show(figure), figure=figure, role=Role.LEAF)),
    words.map(lambda text: GridCell(text=text, role=Role.LEAF)),
)
grids = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=4)
)


@given(grids)
def test_what_is_written_is_read_back_in_every_form(grid):
    expected = [[cell.text for cell in row] for row in grid]
    assert texts(tables.read_html(tables.write_html(grid))) == expected
    assert texts(tables.read_own(tables.write_own(grid, ""))) == expected
    text = tables.write_text(grid)
    if text.strip("\r\n"):
        assert texts(tables.read_text(text)) == expected


@given(grids)
def test_raw_figures_are_plain_numbers(grid):
    for read, write in ((tables.read_html, tables.write_html), (tables.read_text, tables.write_text)):
        clip = read(write(grid, raw=True))
        if clip is None:
            continue
        for row, shown in zip(grid, texts(clip), strict=True):
            for cell, text in zip(row, shown, strict=True):
                if cell.figure is not None:
                    assert text == ("" if cell.figure.amount is None else str(cell.figure.amount))


def test_spans_of_headings_are_written():
    head = [GridCell(text="業務", role=Role.HEADER, column_span=2), None]
    html = tables.write_html([head, [GridCell(text="1"), GridCell(text="2")]])
    assert '<th colspan="2">業務</th>' in html
    assert texts(tables.read_html(html)) == [["業務", ""], ["1", "2"]]


def test_libreoffice_takes_our_figures_as_numbers_and_keeps_the_mark_of_nothing(tmp_path):
    given_figures = [Figure(1234567), Figure(-82), Figure(0, "-"), Figure(0, "0"), Figure(None)]
    row = [GridCell(text=show(figure), figure=figure, role=Role.LEAF) for figure in given_figures]
    html = tables.write_html([[*row, GridCell(text="=1+1", role=Role.LEAF)]])
    (taken,) = pasted_into_libreoffice(html, tmp_path)
    assert [cell.value for cell in taken] == [1234567, -82, "-", 0, None, "=1+1"]
    assert [cell.number_format for cell in taken[:2]] == ["#,##0"] * 2
    assert taken[5].data_type == "s"
