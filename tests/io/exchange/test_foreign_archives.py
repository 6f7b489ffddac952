"""Archives of files from outside: what is read of them, what is named as left out, and their passwords."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from smrj_desktop.domain.exchange import errors
from smrj_desktop.io import foreign
from smrj_desktop.io.foreign import files
from smrj_desktop.io.passwords import encrypt
from tests.support.foreign_files import data, ods, values, xlsx, xlsx_parts, zipped
from tests.support.workbooks import kinds

BOOK = xlsx(data('<row r="1"><c r="A1"><v>1</v></c></row>'))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "往復.zip"


def test_every_workbook_is_read_and_the_rest_is_named(path):
    inside = {
        "表/計画.xlsx": BOOK,
        "表/一覧.csv": "科目,計".encode("cp932"),
        "案内.txt": "お送りします。",
        "本文.docx": zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}),
        "中.zip": zipped({"a.xlsx": BOOK}),
        "__MACOSX/._計画.xlsx": b"x",
        "表/~$計画.xlsx": b"x",
        "Thumbs.db": b"x",
    }
    path.write_bytes(zipped(inside))
    told = []
    books, findings = foreign.read(path, progress=lambda fraction, message: told.append((fraction, message)))
    assert [(book.name, book.form) for book in books] == [
        ("往復.zip/表/計画.xlsx", "xlsx"),
        ("往復.zip/表/一覧.csv", "csv"),
    ]
    assert kinds(findings) == ["archive_other", "archive_other", "archive_nested"]
    assert [finding.parameters["file"] for finding in findings] == ["案内.txt", "本文.docx", "中.zip"]
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions) and 0 <= fractions[-1] <= 1


def test_names_as_windows_in_japan_writes_them(path):
    content = zipped({"計画の表.xlsx": BOOK})
    old = content.replace("計画の表".encode(), "計画の表ABCD".encode("cp932"))
    assert len(old) == len(content)
    for at in (6, old.index(b"PK\x01\x02") + 8):
        (flags,) = struct.unpack_from("<H", old, at)
        old = old[:at] + struct.pack("<H", flags & ~0x800) + old[at + 2 :]
    path.write_bytes(old)
    assert foreign.read(path)[0][0].name == "往復.zip/計画の表ABCD.xlsx"


@pytest.mark.parametrize("inside", [{}, {"a.txt": "x"}, {"a.zip": zipped({"b.xlsx": BOOK})}, {"a/": ""}])
def test_an_archive_without_workbooks(path, inside):
    path.write_bytes(zipped(inside))
    with pytest.raises(errors.EmptyArchiveError):
        foreign.read(path)


def test_a_damaged_file_in_an_archive_is_named_whole(path):
    parts = xlsx_parts(data('<row r="1"><c r="A1"><v>x</v></c></row>'))
    path.write_bytes(zipped({"a.xlsx": BOOK, "b.xlsx": zipped(parts)}))
    with pytest.raises(errors.DamagedPartError) as caught:
        foreign.read(path)
    assert caught.value.parameters == {"name": "往復.zip/b.xlsx", "part": "S1"}


def test_the_limits_hold_for_all_files_together(path, monkeypatch):
    path.write_bytes(zipped({"a.xlsx": BOOK, "b.xlsx": BOOK}))
    monkeypatch.setattr(files, "MAX_FILES", 1)
    with pytest.raises(errors.FilesLimitError):
        foreign.read(path)
    monkeypatch.undo()
    monkeypatch.setattr(files.package_scan, "MAX_CELLS", 1)
    with pytest.raises(errors.CellsLimitError):
        foreign.read(path)


def test_a_protected_workbook_in_an_archive(path):
    path.write_bytes(zipped({"a.xlsx": encrypt(BOOK, "鍵"), "b.ods": ods('<table:table table:name="S"/>')}))
    books, _ = foreign.read(path, ["鍵"])
    assert [book.form for book in books] == ["xlsx", "ods"]
    with pytest.raises(errors.PasswordNeededError) as caught:
        foreign.read(path)
    assert caught.value.parameters == {"name": "往復.zip/a.xlsx"}


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_an_archive_with_a_password(path, encoding):
    path.write_bytes(crypted("計画.xlsx", BOOK, "秘密1".encode(encoding)))
    assert values(foreign.read(path, ["x", "秘密1"])[0][0].sheets[0]) == {(1, 1): 1}
    with pytest.raises(errors.PasswordNeededError):
        foreign.read(path)
    with pytest.raises(errors.WrongPasswordError):
        foreign.read(path, ["x"])


def test_an_archive_protected_in_another_way(path):
    content = bytearray(zipped({"a.xlsx": BOOK}))
    for at in (8, content.index(b"PK\x01\x02") + 10):
        content[at : at + 2] = struct.pack("<H", 99)
    path.write_bytes(bytes(content))
    with pytest.raises(errors.UnknownProtectionError):
        foreign.read(path, ["x"])


def crypted(name: str, content: bytes, password: bytes) -> bytes:
    """An archive of one file with the protection that zip programs have always had."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(key: int, byte: int) -> int:
        return zlib.crc32(bytes([byte]), key ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def mix(byte: int) -> None:
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    def hidden(byte: int) -> int:
        mask = keys[2] | 2
        mask = ((mask * (mask ^ 1)) >> 8) & 0xFF
        mix(byte)
        return byte ^ mask

    for byte in password:
        mix(byte)
    check = zlib.crc32(content) >> 24
    cipher = bytes(map(hidden, [*range(11), check, *content]))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, cipher)
    made = bytearray(file.getvalue())
    listed = made.index(b"PK\x01\x02")
    for at in (6, listed + 8):
        made[at] |= 1
    for at in (14, listed + 16):
        made[at : at + 4] = struct.pack("<I", zlib.crc32(content))
    for at in (22, listed + 24):
        made[at : at + 4] = struct.pack("<I", len(content))
    return bytes(made)
