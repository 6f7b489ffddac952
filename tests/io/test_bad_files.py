"""Files that are not sound workbooks of a plan: one named error each, at little cost, and nothing changed."""

from __future__ import annotations

import hashlib
import json
import os
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop import messages
from smrj_desktop.domain import errors
from smrj_desktop.io import package_scan, workbook_read, workbook_write
from smrj_desktop.io.workbook_write import write
from tests.support.workbooks import BUDGET, by_hand, filled_plan, replace_in_part, sheet_part

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def refused(path: Path, kind: type[errors.FileError]) -> None:
    with pytest.raises(errors.FileError) as caught:
        workbook_read.read(path)
    assert type(caught.value) is kind
    assert path.name in messages.text(caught.value.message, **caught.value.parameters)


def test_missing(tmp_path):
    refused(tmp_path / "無い.xlsx", errors.FileMissingError)


def test_a_folder(tmp_path):
    refused(tmp_path, errors.NotAWorkbookError)


@pytest.mark.parametrize("content", [b"", b"PK", b"a,b\r\n1,2\r\n", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
def test_not_a_workbook(tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    refused(path, errors.NotAWorkbookError)


def test_another_zip_file(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    refused(path, errors.NotAWorkbookError)


def test_an_old_xls_and_an_encrypted_workbook(tmp_path):
    path = tmp_path / "x.xls"
    path.write_bytes(OLE + bytes(600) + "Workbook".encode("utf-16-le"))
    refused(path, errors.NotAWorkbookError)
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    refused(path, errors.EncryptedFileError)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_truncated(book, part):
    content = book.read_bytes()
    book.write_bytes(content[: int(len(content) * part)])
    refused(book, errors.TruncatedFileError)


def test_damaged_inside(book):
    content = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        place = archive.getinfo(sheet_part(book, "_smrj")).header_offset
    content[place + 120] ^= 0xFF
    book.write_bytes(content)
    refused(book, errors.TruncatedFileError)


def test_strict_form(book):
    replace_in_part(
        book,
        "xl/workbook.xml",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    refused(book, errors.StrictFormatError)


def test_another_workbook(tmp_path):
    path = tmp_path / "x.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "売上"
    workbook.save(path)
    refused(path, errors.ForeignWorkbookError)


def test_a_workbook_without_its_stored_plan(book):
    by_hand(book, lambda workbook: workbook.remove(workbook["_smrj"]))
    refused(book, errors.ForeignWorkbookError)


def header(book: Path, pattern: str, replacement: str) -> None:
    replace_in_part(book, sheet_part(book, "_smrj"), pattern, replacement)


def test_a_later_version(book):
    header(book, '"version":1', '"version":2')
    refused(book, errors.NewerFormatError)


def test_a_damaged_plan(book):
    header(book, '"title":"[^"]*"', '"title":"x"')
    refused(book, errors.DamagedPayloadError)


@pytest.mark.parametrize("text", ["{", "[" * 200_000, "9" * 5_000, "null", '"x"'])
def test_a_stored_text_that_is_no_plan(book, monkeypatch, text):
    digest = hashlib.sha256(text.encode()).hexdigest()
    head = {"format": "smrj-workbook", "version": 1, "length": len(text), "sha256": digest}
    cells = [
        "smrj/payload",
        json.dumps(head),
        *(text[at : at + 30_000] for at in range(0, len(text), 30_000)),
    ]
    monkeypatch.setattr(workbook_write, "payload_cells", lambda plan: cells)
    write(filled_plan(), book)
    refused(book, errors.DamagedPayloadError)


def test_a_plan_that_contradicts_itself(book, monkeypatch):
    plan = filled_plan()
    content = {**plan.to_json(), "outline": [{"key": "x", "kind": "passage", "parent": "nobody"}]}
    monkeypatch.setattr(plan, "to_json", lambda: content)
    write(plan, book)
    refused(book, errors.DamagedPayloadError)


def test_a_payload_without_a_header(book):
    header(book, '"format":"smrj-workbook"', '"format":"other"')
    refused(book, errors.DamagedPayloadError)


def test_too_large_a_file(book, monkeypatch):
    monkeypatch.setattr(package_scan, "MAX_FILE_BYTES", 100)
    refused(book, errors.TooLargeError)


def test_too_much_inside(book, monkeypatch):
    monkeypatch.setattr(package_scan, "MAX_CONTENT_BYTES", 1000)
    refused(book, errors.TooLargeError)


def test_too_many_cells(book, monkeypatch):
    monkeypatch.setattr(package_scan, "MAX_CELLS", 50)
    refused(book, errors.TooLargeError)


@contextmanager
def little_memory() -> Iterator[None]:
    """What is read here makes nothing of the size its addresses claim."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 32_000_000
    finally:
        tracemalloc.stop()


def test_a_merge_over_everything_is_refused_at_once(book):
    part = sheet_part(book, BUDGET)
    replace_in_part(book, part, '<mergeCell ref="C4:E4" ?/>', '<mergeCell ref="A1:CV50000"/>')
    with little_memory():
        refused(book, errors.TooLargeError)


def test_a_cell_in_the_last_corner_costs_nothing(book):
    part = sheet_part(book, BUDGET)
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    replace_in_part(book, part, "</sheetData>", corner)
    with little_memory():
        _, findings = workbook_read.read(book)
    assert [finding.kind for finding in findings] == ["workbook_stray"]
    assert findings[0].parameters["address"] == "XFD1048576"


def test_entities_are_refused(book):
    part = sheet_part(book, BUDGET)
    replace_in_part(book, part, "^<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    refused(book, errors.TruncatedFileError)


def test_a_wrong_dimension_hides_nothing(book):
    part = sheet_part(book, BUDGET)
    replace_in_part(book, part, '<dimension ref="[^"]*"', '<dimension ref="A1"')
    assert workbook_read.read(book)[1] == []


def test_a_workbook_under_another_ending(book):
    other = book.rename(book.with_suffix(".dat"))
    assert workbook_read.read(other)[1] == []


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_no_permission(book, monkeypatch):
    """The tests may run as root, whom no permission stops."""
    original = Path.open

    def denied(self, *arguments, **more):
        if self == book:
            raise PermissionError(13, "denied", str(self))
        return original(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", denied)
    refused(book, errors.FileDeniedError)


@given(st.data())
def test_whatever_bytes_are_wrong_there_is_an_error_with_a_sentence(data):
    folder = Path(os.environ["HOME"])
    path = folder / "p.xlsx"
    write(filled_plan(), path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    said = []
    try:
        workbook_read.read(path)
    except errors.FileError as error:
        said.append(messages.text(error.message, **error.parameters))
    assert all(path.name in sentence for sentence in said)


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (PermissionError(13, "denied"), errors.SaveDeniedError),
        (OSError(28, "No space left on device"), errors.SaveDiskFullError),
        (OSError(116, "Stale file handle"), errors.SaveShareLostError),
        (OSError(5, "Input/output error"), errors.SaveFailedError),
    ],
)
def test_a_target_that_cannot_be_replaced_stays(book, monkeypatch, failure, kind):
    before = book.read_bytes()

    def fail(*_):
        raise failure

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(kind) as caught:
        write(filled_plan(), book)
    assert book.name in messages.text(caught.value.message, **caught.value.parameters)
    assert book.read_bytes() == before
    assert [each for each in book.parent.iterdir() if each.is_file()] == [book]


def test_a_folder_that_is_missing(tmp_path):
    with pytest.raises(errors.SaveFolderMissingError):
        write(filled_plan(), tmp_path / "no" / "p.xlsx")


@pytest.mark.skipif(os.name != "posix", reason="links and modes as POSIX has them")
def test_links_and_modes_are_kept(book, tmp_path):
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    book.chmod(0o640)
    write(filled_plan(), link)
    assert link.is_symlink()
    assert book.stat().st_mode & 0o777 == 0o640
