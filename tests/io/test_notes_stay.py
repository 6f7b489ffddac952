"""Notes are kept in the plan's own file, out of sight, and go nowhere else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from smrj_desktop import cli
from smrj_desktop.domain import edits
from smrj_desktop.domain.checks.review import Review
from smrj_desktop.domain.edit_kinds import PutNote
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin, report_workbook, workbook_read, workbook_write

SECRET, WRITER = "naisho-no-memo", "kaita-hito"
PLACES = (of_cell(CellKey("budget", "general", "general_admin", "environment_general")), "I-1-i1", "I-1")


@pytest.fixture
def noted() -> Plan:
    """The built-in plan with a note on a cell, an indicator and a passage, told of in its history."""
    plan = builtin.load()
    for number, place in enumerate(PLACES):
        note = Note(key=f"n{number}", place=place, text=SECRET, author=WRITER, at="2023-03-01T09:00:00+09:00")
        stamp = edits.Stamp(author=WRITER, at=note.at)
        edits.apply(plan, PutNote(note=note, stamp=stamp))
    return plan


def told_in(path: Path) -> bool:
    """Whether a note, or who wrote it, stands anywhere in a file."""
    parts = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    return any(word.encode() in part for word in (SECRET, WRITER) for part in parts)


def test_they_are_kept_in_the_hidden_sheet_alone(noted, tmp_path):
    book = tmp_path / "p.xlsx"
    workbook_write.write(noted, book)
    again, findings = workbook_read.read(book)
    assert findings == [] and again.notes == noted.notes and len(again.notes) == len(PLACES)
    sheets = openpyxl.load_workbook(book)
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    assert len(visible) + 1 == len(sheets.sheetnames)
    shown = {str(value) for sheet in visible for row in sheet.values for value in row}
    assert not any(SECRET in text or WRITER in text for text in shown)
    assert told_in(book), "the search finds what is there"


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_none_leaves_in_the_machine_form(noted, tmp_path, name):
    book, out = tmp_path / "p.xlsx", tmp_path / name
    workbook_write.write(noted, book)
    assert not cli.main(["export", str(book), "--to", "machine", "-o", str(out)])
    assert out.stat().st_size and not told_in(out)


def test_none_leaves_in_the_report_of_the_checks(noted, tmp_path, capsys):
    book, out = tmp_path / "p.xlsx", tmp_path / "report.xlsx"
    workbook_write.write(noted, book)
    for arguments in ([], ["--json"]):
        cli.main(["check", str(book), *arguments])
        said = capsys.readouterr().out
        assert said and SECRET not in said and WRITER not in said
    report_workbook.write(noted, Review(noted), out)
    assert out.stat().st_size and not told_in(out)
