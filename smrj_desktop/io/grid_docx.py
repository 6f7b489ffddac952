"""Grids as a Word document: one table each on A4 paper, its header repeated on every page.

The document is made by python-docx. The rows are written here as XML, since python-docx looks a whole table
through for each of its cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from smrj_desktop.domain.grid import Grid, GridCell, Role
from smrj_desktop.io import grid_widths
from smrj_desktop.io.cell_text import visible
from smrj_desktop.io.grid_widths import column_widths, is_figure
from smrj_desktop.io.package_write import archived
from smrj_desktop.messages import text

FACE = "BIZ UDゴシック"
"""Its name in Japanese, by which Word knows a face for Japanese characters."""

_LATIN = "BIZ UDGothic"
_SIZES = {"Normal": 9.0, "Heading 1": 15.0, "Heading 2": 11.0}
_SMALLEST = 8
"""In half points; smaller print nobody reads."""

_UNIT_POINTS = 80
_ABOVE_TWIPS = 24
_LONG_MM, _SHORT_MM, _MARGIN_MM = 297, 210, 15
_TWIPS_PER_POINT, _POINTS_PER_MM = 20, 72 / 25.4
_INK = RGBColor(0x33, 0x33, 0x33)
_SHADE, _RULE = "F2F2F2", "BFBFBF"
_TOTALS = (Role.SUBTOTAL, Role.TOTAL)
_TEXT = '<w:t xml:space="preserve">{}</w:t>'
_INSIDE = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_KEPT_PARTS = ("officeDocument", "metadata/core-properties")
_DROPPED_PARTS = ("customXml", "stylesWithEffects", "webSettings")
"""Of the template: what a Word of long ago left in it, and what names another program."""


def content(
    grids: Sequence[Grid],
    *,
    title: str,
    subtitle: str = "",
    landscape: bool = True,
    modified: datetime | None = None,
) -> bytes:
    """The bytes of a document, the same for the same grids.

    Args:
        grids: the tables in order. Figures are printed as their grid prints them.
        title: of the whole document.
        subtitle: a line below the title.
        landscape: whether the paper lies on its long side.
        modified: the document's time; a fixed one where it is None.
    """
    document = docx.Document()
    _strip(document)
    _restyle(document)
    _describe(document, title, modified or _EPOCH)
    room_points = _page(document, title, landscape=landscape)
    document.add_heading(visible(title), 1)
    if subtitle:
        document.add_paragraph(visible(subtitle))
    for grid in grids:
        _add(document, grid, title, room_points)
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        return archived({name: archive.read(name) for name in archive.namelist()})


def _strip(document: Any) -> None:
    """Takes out of the template what says nothing of this document."""
    package, main = document.part.package.rels, document.part.rels
    for key in [key for key, rel in package.items() if not rel.reltype.endswith(_KEPT_PARTS)]:
        del package[key]
    for key in [key for key, rel in main.items() if rel.reltype.endswith(_DROPPED_PARTS)]:
        del main[key]


def _restyle(document: Any) -> None:
    fonts = f'w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{FACE}" w:cs="{_LATIN}"'
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.find(qn("w:lang")).set(qn("w:eastAsia"), "ja-JP")
    for name, points in _SIZES.items():
        style = document.styles[name]
        style.font.size = Pt(points)
        style.font.color.rgb = _INK
        properties = style.element.get_or_add_rPr()
        for old in properties.findall(qn("w:rFonts")):
            properties.remove(old)
        properties.insert(0, parse_xml(f"<w:rFonts {nsdecls('w')} {fonts}/>"))
        spacing = style.paragraph_format
        spacing.space_before = Pt(0 if name == "Normal" else points)
        spacing.space_after = Pt(3)
        spacing.line_spacing = 1.1


def _describe(document: Any, title: str, modified: datetime) -> None:
    when = modified.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    # Word takes no longer title
    properties.title = visible(title)[:255]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = when
    properties.language = "ja-JP"


def _page(document: Any, title: str, *, landscape: bool) -> float:
    """Sets the paper up; returns how many points there are between its margins."""
    section = document.sections[0]
    width, height = (_LONG_MM, _SHORT_MM) if landscape else (_SHORT_MM, _LONG_MM)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Mm(_MARGIN_MM))
    section.header_distance = section.footer_distance = Mm(_MARGIN_MM / 2)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.paragraph_format.tab_stops.clear_all()
    for before, field in ((f"{visible(title)}　", "PAGE"), (" / ", "NUMPAGES")):
        footer.add_run(before)
        xml = f'<w:fldSimple {nsdecls("w")} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        footer._p.append(parse_xml(xml))  # noqa: SLF001
    return (width - 2 * _MARGIN_MM) * _POINTS_PER_MM


def _add(document: Any, grid: Grid, title: str, room_points: float) -> None:
    """A grid's heading, what stands above it, and its table."""
    if grid.title != title:
        document.add_heading(visible(grid.title), 2)
    rows = _Rows(grid, room_points)
    above = [document.add_paragraph(visible(line)) for line in (grid.subtitle, grid.note) if line]
    if grid.unit:
        unit = document.add_paragraph(visible(text("workbook.unit_note", unit=grid.unit)))
        unit.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        unit.paragraph_format.right_indent = Pt(max(0, room_points - max(rows.width_points, _UNIT_POINTS)))
        above.append(unit)
    for paragraph in above:
        paragraph.paragraph_format.keep_with_next = True
    # two tables with nothing between them would become one
    document.add_paragraph()._p.addprevious(parse_xml(rows.table()))  # noqa: SLF001


class _Rows:
    """Writes the rows of a grid one after the other; knows which cells above reach down into them."""

    def __init__(self, grid: Grid, room_points: float) -> None:
        """Figures that need more room than there is are printed smaller."""
        self._grid = grid
        usual = _SIZES["Normal"]
        widths = column_widths(grid, room_points / usual * 2)
        points = min(usual, room_points / sum(widths) * 2)
        self._half_points = max(_SMALLEST, int(points * 2))
        self._twips = [int(width * points / 2 * _TWIPS_PER_POINT) for width in widths]
        self._character_twips = points / 2 * _TWIPS_PER_POINT
        self._reaching: dict[int, tuple[GridCell, int]] = {}

    @property
    def width_points(self) -> float:
        """How wide the table is."""
        return sum(self._twips) / _TWIPS_PER_POINT

    def table(self) -> str:
        """The table with its header, which is repeated on every page."""
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        # less than `column_widths` leaves around a text, since programs differ by a hair
        padding = round(self._character_twips * 0.8)
        margins = "".join(f'<w:{side} w:w="{padding}" w:type="dxa"/>' for side in ("left", "right"))
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self._twips)
        header = "".join(self._row(cells, "<w:tblHeader/>") for cells in self._grid.header)
        rows = "".join(self._row(cells) for cells in self._grid.rows)
        return (
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(self._twips)}" w:type="dxa"/>'
            f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
            f"<w:tblGrid>{columns}</w:tblGrid>{header}{rows}</w:tbl>"
        )

    def _row(self, cells: Sequence[GridCell | None], repeated: str = "") -> str:
        """A row, which is never split across pages."""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(self._cells(cells))}</w:tr>"

    def _cells(self, cells: Sequence[GridCell | None]) -> Iterator[str]:
        above, self._reaching = self._reaching, {}
        at = 0
        while at < len(cells):
            cell, merge = cells[at] or GridCell(), ""
            rows_left = cell.row_span
            if cells[at] is None and at in above:
                origin, rows_left = above[at]
                cell, merge = replace(origin, text=""), "<w:vMerge/>"
            elif rows_left > 1:
                merge = '<w:vMerge w:val="restart"/>'
            if rows_left > 1:
                self._reaching[at] = cell, rows_left - 1
            yield self._cell(cell, merge, sum(self._twips[at : at + cell.column_span]))
            at += cell.column_span

    def _cell(self, cell: GridCell, merge: str, twips: int) -> str:
        header = cell.role is Role.HEADER
        properties = [f'<w:tcW w:w="{twips}" w:type="dxa"/>']
        if cell.column_span > 1:
            properties.append(f'<w:gridSpan w:val="{cell.column_span}"/>')
        properties.append(merge)
        if header or cell.role is Role.SECTION:
            properties.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>')
        if header:
            properties.append('<w:vAlign w:val="center"/>')
        return f"<w:tc><w:tcPr>{''.join(properties)}</w:tcPr>{self._paragraph(cell)}</w:tc>"

    def _paragraph(self, cell: GridCell) -> str:
        head = cell.role in (Role.HEADER, Role.SECTION)
        side = "center" if cell.role is Role.HEADER else "right" if is_figure(cell) else "left"
        indent = round(cell.indent * grid_widths.INDENT * self._character_twips)
        # a heading stays with the first row below it
        keep = "<w:keepNext/>" if head else ""
        bold = "<w:b/>" if head or cell.role in _TOTALS else ""
        return (
            f'<w:p><w:pPr>{keep}<w:spacing w:before="{_ABOVE_TWIPS}" w:after="{_ABOVE_TWIPS}"/>'
            f'<w:ind w:left="{indent}"/><w:jc w:val="{side}"/></w:pPr>'
            f'<w:r><w:rPr>{bold}<w:sz w:val="{self._half_points}"/></w:rPr>{_run(cell.text)}</w:r></w:p>'
        )


def _run(said: str) -> str:
    """A text as the content of a run; line ends and tabs are elements there."""
    parts = re.split(r"([\n\t])", visible(said))
    return "".join(_INSIDE.get(part) or _TEXT.format(escape(part)) for part in parts if part)
