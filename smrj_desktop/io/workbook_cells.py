"""What stands on our sheets in a file, by key: cells, and keys that are missing, double or unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from smrj_desktop.domain.errors import DamagedPayloadError, ForeignWorkbookError, NewerFormatError
from smrj_desktop.domain.exchange.book import Value
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.cell_text import taken
from smrj_desktop.io.package_cells import CellReader, without_struck
from smrj_desktop.io.package_scan import Package, told


class Seen(NamedTuple):
    """A cell as a file holds it.

    Attributes:
        value: text, a number, a truth value, a date; None where the cell is empty. Of a formula it is what
            the formula gave when the file was saved, None where the program saved none.
        formula: `=` and what follows, or empty.
        number_format: of a number, else empty.
    """

    value: Value
    formula: str = ""
    number_format: str = ""

    @property
    def text(self) -> str:
        """The cell as text, whatever it holds."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, str):
            return taken(value)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, datetime):
            return value.date().isoformat()
        return str(value)


Place = tuple[str, str]
EMPTY = Seen(None)


@dataclass(slots=True)
class SeenSheet:
    """One of our sheets.

    Attributes:
        cells: what is not empty, by keys of row and column.
        rows, columns: where each key stands first: the row's number; columns have 1.
        double_rows, double_columns: keys that stand there more than once.
        places: the keys of an address (column letters, row).
        stray: addresses of cells in rows or columns without a key.
        struck: addresses of cells with something struck through, which is left out where more stands there.
    """

    title: str
    cells: dict[Place, Seen] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    double_rows: set[str] = field(default_factory=set)
    double_columns: set[str] = field(default_factory=set)
    places: dict[tuple[str, int], Place] = field(default_factory=dict)
    stray: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)

    def get(self, row: str, column: str) -> Seen:
        """The cell of a row and a column; an empty one where nothing stands there."""
        return self.cells.get((row, column), EMPTY)


class WorkbookCells:
    """Our sheets in a workbook that is open for reading."""

    def __init__(self, package: Package) -> None:
        """Reads the key of every sheet.

        Raises:
            TruncatedFileError: a part is broken.
        """
        self._package, self._reader = package, CellReader(package)
        with told(package.name):
            first = ((sheet, self._reader.first(sheet.part)) for sheet in package.sheets)
            self._found = [(sheet, _own_key(value)) for sheet, value in first]

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Title and key of every worksheet in order; a sheet that is not ours has an empty key."""
        return [(sheet.title, key) for sheet, key in self._found]

    def titles(self, key: str) -> list[str]:
        """The titles of the sheets with a key; more than one where a person copied the sheet."""
        return [sheet.title for sheet, found in self._found if found == key]

    def _part(self, title: str) -> str:
        return next(sheet.part for sheet, _ in self._found if sheet.title == title)

    def payload(self) -> list[str]:
        """The texts in column A of the payload's sheet.

        Raises:
            ForeignWorkbookError: there is no such sheet.
            NewerFormatError: its header names a later version of the format.
            DamagedPayloadError: it has no header of ours.
        """
        name, titles = self._package.name, self.titles(layout.PAYLOAD)
        if not titles:
            raise ForeignWorkbookError(name=name)
        with told(name):
            cells = [
                str(cell.value or "")
                for row in self._reader.rows(self._part(titles[0]))
                for cell in row
                if cell.column == "A"
            ]
        header = layout.payload_header(cells)
        if not header:
            raise DamagedPayloadError(name=name)
        if header.get("version") != layout.VERSION:
            raise NewerFormatError(name=name, version=header.get("version"))
        return cells

    def sheet(self, title: str) -> SeenSheet:
        """The cells of one of our sheets by key; raises `TruncatedFileError` where it is broken."""
        with told(self._package.name):
            return self._sheet(title)

    def _sheet(self, title: str) -> SeenSheet:
        seen = SeenSheet(title)
        columns: dict[str, str] = {}
        for row in self._reader.rows(self._part(title)):
            row_key = ""
            for cell in row:
                if cell.column == "A":
                    row_key = taken(str(cell.value))
                    if cell.row > 1 and not row_key.startswith("@"):
                        _enter(row_key, cell.row, seen.rows, seen.double_rows)
                elif cell.row == 1:
                    columns[cell.column] = taken(str(cell.value))
                    _enter(columns[cell.column], cell.row, seen.columns, seen.double_columns)
                elif not row_key:
                    seen.stray.append(f"{cell.column}{cell.row}")
                elif row_key.startswith("@"):
                    continue
                elif cell.column in columns:
                    value, struck = without_struck(cell.value, cell.runs)
                    if struck:
                        seen.struck.append(f"{cell.column}{cell.row}")
                    found = Seen(value, cell.formula, cell.number_format)
                    seen.cells.setdefault((row_key, columns[cell.column]), found)
                else:
                    seen.stray.append(f"{cell.column}{cell.row}")
        seen.places = {
            (letters, number): (row_key, name)
            for letters, name in columns.items()
            for row_key, number in seen.rows.items()
        }
        return seen


def _own_key(value: object) -> str:
    return value if isinstance(value, str) and value.startswith(layout.PREFIX) else ""


def _enter(key: str, at: int, known: dict[str, int], double: set[str]) -> None:
    if key in known:
        double.add(key)
    else:
        known[key] = at
