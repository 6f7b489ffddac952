"""Opening and saving, against what openpyxl alone needs to read and write the same cells."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import openpyxl

from benchmarks.calibration import alternating, report
from smrj_desktop.io import builtin, workbook_read, workbook_write

PAIRS = 15


def run() -> None:
    """Prints the ratios of opening and saving the real plan."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, plain = folder / "ours.xlsx", folder / "plain.xlsx"
        plan = builtin.load()
        workbook_write.write(plan, ours)
        book = openpyxl.load_workbook(ours)
        opened = alternating(lambda: workbook_read.read(ours), lambda: openpyxl.load_workbook(ours), PAIRS)
        report("open / openpyxl reading the same cells", statistics.median(opened), 1.5, f"{PAIRS} pairs")
        saved = alternating(
            lambda: workbook_write.write(plan, ours), lambda: _write_plain(book, plain), PAIRS
        )
        report("save / openpyxl writing the same cells", statistics.median(saved), 2.0, f"{PAIRS} pairs")


def _write_plain(source: openpyxl.Workbook, path: Path) -> None:
    """The same values and number formats in the same places, as openpyxl writes them unasked."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in source.worksheets:
        copy = book.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None or cell.has_style:
                    other = copy.cell(cell.row, cell.column, cell.value)
                    other.number_format = cell.number_format
    book.save(path)
