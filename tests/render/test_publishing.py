"""The whole plan as PDF, as other programs read it: every figure, whole rows, the same text as ever."""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest

from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.grid import Grid, GridCell, Role, heads
from smrj_desktop.io import builtin
from smrj_desktop.render import parts, printout, publishing, typeset
from smrj_desktop.render.paper import Orientation, PageSetup, PaperSize
from tests.support import pages as hand_made
from tests.support import tree
from tests.support.workbooks import needs

SETUP = PageSetup()
GOLDEN = tree.ROOT / "tests" / "golden"
SECTIONS = ("I-1", "I-2", "I-3", "I-4")
ROWS, COLUMNS = 600, 8


def made(wanted: parts.Wanted, path: Path) -> Path:
    """A PDF document of the built-in plan, without what changes from day to day."""
    plan = builtin.load()
    pages = publishing.printed(parts.of_plan(plan, wanted), SETUP, contents=wanted.contents)
    furniture = publishing.furniture_of(plan, version="第1版", date="令和5年3月30日", draft="（案）")
    content = publishing.pdf(printout.furnished(pages, furniture, SETUP), title=plan.profile.title)
    path.write_bytes(content)
    return path


def pages_of(path: Path) -> list[str]:
    """The text of each page in the order it was drawn; spaces, which readers guess, are left out."""
    done = subprocess.run([needs("pdftotext"), "-raw", str(path), "-"], check=True, capture_output=True)
    pages = done.stdout.decode().split("\f")[:-1]
    return ["\n".join("".join(line.split()) for line in page.splitlines() if line.strip()) for page in pages]


def held_against_golden(name: str, pages: list[str]) -> None:
    """Compares pages with those kept; `GOLDEN=write` keeps them anew, to be looked at in the difference."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text("\n\f\n".join(pages) + "\n", encoding="utf-8")
    kept = path.read_text(encoding="utf-8").rstrip("\n").split("\n\f\n")
    assert len(pages) == len(kept), "the number of pages"
    for number, (page, before) in enumerate(zip(pages, kept, strict=True), start=1):
        assert page == before, f"page {number}; GOLDEN=write keeps what is right now"


@pytest.fixture(scope="module")
def whole(qapp, tmp_path_factory) -> Path:
    return made(parts.whole_plan(builtin.load()), tmp_path_factory.mktemp("whole") / "plan.pdf")


def test_the_whole_plan_reads_as_it_did(whole):
    held_against_golden("whole-plan.txt", pages_of(whole))


def test_summaries_read_as_they_did_and_take_two_pages_at_most(qapp, tmp_path):
    for section in SECTIONS:
        pages = pages_of(made(parts.Wanted(sections=(section,)), tmp_path / f"{section}.pdf"))
        assert len(pages) <= 2
        held_against_golden(f"summary-{section}.txt", pages)


def test_every_figure_of_the_plan_is_found_on_the_page_of_its_table(whole):
    plan, text = builtin.load(), pages_of(whole)
    reader = pypdf.PdfReader(whole)
    titles = {item.title: reader.get_destination_page_number(item) for item in _flat(reader.outline)}
    statements = {"budget": "予算", "income": "収支計画", "cash": "資金計画"}
    for key, table in plan.tables.items():
        page = text[titles[f"{statements[key.statement]}（{plan.account(key.account).label}）"]]
        lines = page.splitlines()
        for node, figures in zip(table.template.lines.nodes, table.sheet().figures(), strict=True):
            if not node.heading:
                row = "".join((node.label, *map(show, figures))).replace(" ", "")
                assert any(line.endswith(row) for line in lines) or row in "".join(lines), (key, node.key)


def _flat(outline: list) -> list:
    return [item for each in outline for item in (_flat(each) if isinstance(each, list) else [each])]


def test_no_row_of_a_long_table_is_split_and_every_page_has_the_heads(qapp, tmp_path):
    rows = tuple(
        (
            GridCell(text=f"費目{number}" + "あ" * (number % 7 * 6)),
            *(
                GridCell(text=show(figure), figure=figure, role=Role.LEAF)
                for figure in (Figure(number * COLUMNS + column + 100_000) for column in range(COLUMNS))
            ),
        )
        for number in range(ROWS)
    )
    heading = tuple(f"区分{column}" for column in range(COLUMNS + 1))
    grid = Grid(
        title="",
        subtitle="",
        unit="百万円",
        note="",
        header=(heads(heading),),
        rows=rows,
        line_keys=(),
        column_keys=heading,
    )
    pages = publishing.printed(parts.of_grids("長い表", [grid]), SETUP)
    path = tmp_path / "long.pdf"
    path.write_bytes(publishing.pdf(pages, title="長い表"))
    found = _words(path)
    places = {word: (page, y) for page, words in enumerate(found) for word, y in words}
    for number in range(ROWS):
        label = places[next(word for word in places if re.match(rf"費目{number}(?!\d)", word))]
        for column in range(COLUMNS):
            page, y = places[f"{number * COLUMNS + column + 100_000:,}"]
            assert page == label[0] and abs(y - label[1]) < 12, (number, column)
    for words in found:
        assert {*heading} <= {word for word, _ in words}
    assert sum(Counter(word for word, _ in words)["（単位：百万円）"] for words in found) == len(found)


def _words(path: Path) -> list[list[tuple[str, float]]]:
    """The words of each page with how far down they begin, in points."""
    done = subprocess.run([needs("pdftotext"), "-bbox", str(path), "-"], check=True, capture_output=True)
    # without the document type, which the parser would look for elsewhere
    root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", done.stdout.decode()))
    name = "{http://www.w3.org/1999/xhtml}"
    return [
        [(word.text or "", float(word.get("yMin", "0"))) for word in page.iter(f"{name}word")]
        for page in root.iter(f"{name}page")
    ]


def test_the_paper_of_every_size_is_exact(qapp):
    ways = (Orientation.PORTRAIT, Orientation.LANDSCAPE)
    sheets = [PageSetup(size=size, orientation=way).sheet() for size in PaperSize for way in ways]
    content = publishing.pdf(hand_made.printout(*map(hand_made.page, range(8), sheets)), title="")
    for sheet, page in zip(sheets, pypdf.PdfReader(io.BytesIO(content)).pages, strict=True):
        for box in (page.mediabox, page.trimbox):
            size = [length * typeset.MM_PER_POINT for length in map(float, (box.width, box.height))]
            assert size == pytest.approx(sheet, abs=0.001)
        # where Qt's drawing has its origin
        assert float(page.mediabox.left) == 0 and float(page.mediabox.top) == round(float(page.mediabox.top))


@pytest.mark.parametrize("orientation", Orientation)
def test_the_paper_lies_as_it_is_wanted(qapp, orientation):
    setup = PageSetup(orientation=orientation)
    plan = builtin.load()
    wanted = parts.Wanted(tables=tuple(plan.tables)[:3])
    sheets = [page.sheet for page in publishing.printed(parts.of_plan(plan, wanted), setup).pages]
    lying = {sheet.width > sheet.height for sheet in sheets}
    assert (
        lying
        == {
            Orientation.AUTO: {True, False},
            Orientation.PORTRAIT: {False},
            Orientation.LANDSCAPE: {True},
        }[orientation]
    )
