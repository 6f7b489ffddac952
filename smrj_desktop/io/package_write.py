"""Writes a workbook's parts: our sheets cell by cell, the rest through openpyxl, always the same bytes.

openpyxl writes formulas without their values (a preview, or Excel's protected view, then shows empty totals)
and turns some texts into formulas; so the cells of our sheets are written here, and everything around them
(styles, views, print set-up, a user's own sheets) by openpyxl.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from openpyxl.cell import Cell
from openpyxl.cell.text import Text
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import StringProperty
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

from smrj_desktop.domain.exchange.imprint import PROPERTY, Imprint
from smrj_desktop.io.cell_text import to_xml, visible

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_COMMENT_PIXELS, _COMMENT_LINE_PIXELS, _COMMENT_CHARACTERS = 280, 18, 20
_UNIX = 3
_CONTENT_TYPES = "[Content_Types].xml"
_APPLICATION = "smrj-workbook"
_EMPTY_DATA = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')


class Formula(NamedTuple):
    """A formula, without its `=`, and the value it has now."""

    text: str
    value: int | Decimal | str


class Put(NamedTuple):
    """What stands in a cell: text, an exact number, a formula or nothing; its style, and a comment on it."""

    value: str | int | Decimal | Formula | None
    style: int = 0
    comment: str = ""


class Row(NamedTuple):
    """The cells of a row from column A on.

    Attributes:
        height_points: how high it is; the program's default where it is None.
        fitted: the height is a guess, which a spreadsheet program corrects when the row is edited.
    """

    cells: Sequence[Put]
    hidden: bool = False
    height_points: float | None = None
    fitted: bool = False


Rows = Sequence[Row]


class Palette:
    """The styles of a workbook by number, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        """Styles are added to those the workbook has."""
        self._sheet = workbook.worksheets[0]

    def style(
        self,
        *,
        font: Font,
        fill: PatternFill | None = None,
        border: Border | None = None,
        alignment: Alignment | None = None,
        number_format: str = "General",
        quoted: bool = False,
        unlocked: bool = False,
    ) -> int:
        """The number of a style.

        Args:
            font, fill, border, alignment, number_format: how the cell looks.
            quoted: a text stays a text when a person edits it.
            unlocked: the cell may be edited on a protected sheet.
        """
        cell: Any = Cell(self._sheet, row=1, column=1)
        cell.font = font
        if fill:
            cell.fill = fill
        if border:
            cell.border = border
        if alignment:
            cell.alignment = alignment
        cell.number_format = number_format
        cell.quotePrefix = int(quoted)
        if unlocked:
            cell.protection = Protection(locked=False)
        return int(cell.style_id)


def packed(
    workbook: Workbook,
    rows: Mapping[str, Rows],
    *,
    title: str,
    modified: datetime | None,
    imprint: Imprint | None = None,
) -> bytes:
    """A workbook as the bytes of its file. The same workbook gives the same bytes.

    Args:
        workbook: the sheets with all but the cells of ours.
        rows: the rows of our sheets by title.
        title: the document's title; its other properties carry no names.
        modified: the document's time; the epoch of zip files where it is None.
        imprint: where the file comes from, as a custom property of the document, which lasts when another
            program saves the file again.
    """
    modified = modified or datetime(*_ZIP_TIME[:3], tzinfo=UTC)
    when = modified.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    workbook.properties = DocumentProperties(creator=None, title=to_xml(title), created=when, modified=when)
    workbook.calculation.fullCalcOnLoad = True
    if imprint:
        workbook.custom_doc_props.append(StringProperty(name=PROPERTY, value=str(imprint)))
    parts = _Parts()
    _Writer(workbook, parts, rows).save()
    # readers that trust the values of known programs alone must see that ours is another one
    parts.writestr("docProps/app.xml", tostring(ExtendedProperties(Application=_APPLICATION).to_tree()))
    return parts.zipped()


class _Parts:
    """Takes the parts as an archive would, and zips them in one order with one time."""

    def __init__(self) -> None:
        self._content: dict[str, bytes] = {}

    def writestr(self, name: str, content: str | bytes) -> None:
        self._content[name] = content.encode() if isinstance(content, str) else content

    def write(self, file: str, name: str) -> None:
        self._content[name] = Path(file).read_bytes()

    def namelist(self) -> list[str]:
        return sorted(self._content)

    def close(self) -> None:
        """An archive is closed when all is written; nothing is open here."""

    def zipped(self) -> bytes:
        """The archive."""
        return archived(self._content)


def archived(parts: Mapping[str, bytes]) -> bytes:
    """Parts as an archive, in one order and with one time: the same parts give the same bytes."""
    file = io.BytesIO()
    order = sorted(parts, key=lambda name: (name != _CONTENT_TYPES, name))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in order:
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, parts[name])
    return file.getvalue()


class _Writer(ExcelWriter):  # type: ignore[misc]
    """openpyxl's writer, which gets the cells of our sheets from us."""

    def __init__(self, workbook: Workbook, parts: _Parts, rows: Mapping[str, Rows]) -> None:
        super().__init__(workbook, parts)
        self._rows = rows

    def write_worksheet(self, ws: Any) -> None:
        if ws.title not in self._rows:
            super().write_worksheet(ws)
            return
        rows, buffer = self._rows[ws.title], io.BytesIO()
        writer = WorksheetWriter(ws, buffer)
        ws._comments = list(_comments(rows))  # noqa: SLF001
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001
        data = f"<sheetData>{''.join(_row_xml(row, at) for at, row in enumerate(rows, 1))}</sheetData>"
        xml = _EMPTY_DATA.sub(lambda _: data.encode(), buffer.getvalue(), count=1)
        last = f"{get_column_letter(max(len(row.cells) for row in rows))}{len(rows)}"
        xml = _DIMENSION.sub(f'<dimension ref="A1:{last}"'.encode(), xml, count=1)
        self._archive.writestr(ws.path[1:], xml)
        self.manifest.append(ws)


def _comments(rows: Rows) -> Iterator[Any]:
    """What openpyxl writes comments from; their author is the program."""
    for at, row in enumerate(rows, 1):
        for column, put in enumerate(row.cells, 1):
            if put.comment:
                text = Text(t=visible(put.comment))
                address = f"{get_column_letter(column)}{at}"
                lines = sum(1 + len(line) // _COMMENT_CHARACTERS for line in put.comment.split("\n"))
                yield CommentRecord(
                    ref=address,
                    text=text,
                    # programs choke on none
                    author=_APPLICATION,
                    width=_COMMENT_PIXELS,
                    height=_COMMENT_LINE_PIXELS * (lines + 1),
                )


def _row_xml(row: Row, at: int) -> str:
    attributes = f' r="{at}"'
    if row.height_points is not None:
        attributes += f' ht="{row.height_points:g}"' + ("" if row.fitted else ' customHeight="1"')
    if row.hidden:
        attributes += ' hidden="1"'
    cells = "".join(
        _cell_xml(put, f"{get_column_letter(column)}{at}") for column, put in enumerate(row.cells, 1)
    )
    return f"<row{attributes}>{cells}</row>"


def _cell_xml(put: Put, address: str) -> str:
    value, style, _ = put
    start = f'<c r="{address}" s="{style}"' if style else f'<c r="{address}"'
    if isinstance(value, str):
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{to_xml(value)}</t></is></c>'
    if isinstance(value, Formula):
        kind = ' t="str"' if isinstance(value.value, str) else ""
        return f"{start}{kind}><f>{escape(value.text)}</f><v>{to_xml(str(value.value))}</v></c>"
    if value is None:
        return f"{start}/>" if style else ""
    return f"{start}><v>{value}</v></c>"
