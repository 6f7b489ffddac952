"""Passwords on workbooks: set, asked for, and opened."""

from __future__ import annotations

import base64
import hashlib
import random
import struct
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from smrj_desktop import messages
from smrj_desktop.domain.errors import EncryptedFileError, TruncatedFileError
from smrj_desktop.domain.exchange import errors
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.io import foreign
from smrj_desktop.io.passwords import LONGEST, decrypt, encrypt
from tests.support.foreign_files import biff8, container, data, ods_parts, records8, values, xlsx, zipped

IMPRINT = Imprint("plan/1", "第2案", "ab" * 32)
SMALL = xlsx(data('<row r="1"><c r="A1"><v>1</v></c></row>'))
BOOK = xlsx(data('<row r="1"><c r="A1"><v>1</v></c></row>'), strings=[random.Random(0).randbytes(4000).hex()])


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch):
    """Turning a password into a key takes its time on purpose."""
    monkeypatch.setattr(ECMA376Agile.encrypt, "__defaults__", (None, 1000))


@pytest.fixture
def protected(few_rounds) -> bytes:
    return encrypt(BOOK, "秘密 1")


@pytest.fixture
def path(tmp_path: Path, protected: bytes) -> Path:
    path = tmp_path / "計画.xlsx"
    path.write_bytes(protected)
    return path


def test_the_password_opens_what_it_protects(protected):
    assert decrypt(protected, ["秘密 1"], "x") == BOOK
    assert b"spinCount" in protected and b"worksheet" not in protected


def test_a_small_workbook_is_protected_like_any_other(tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(encrypt(SMALL, "x"))
    assert values(foreign.read(path, ["x"])[0][0].sheets[0]) == {(1, 1): 1}


def test_the_passwords_given_are_tried_in_turn(path):
    (book,), _ = foreign.read(path, ["", "違う", "秘密 1"])
    assert (book.form, values(book.sheets[0])) == ("xlsx", {(1, 1): 1})


def test_without_a_password_it_is_asked_for(path):
    for given in ([], [""]):
        with pytest.raises(EncryptedFileError) as caught:
            foreign.read(path, given)
        assert type(caught.value) is errors.PasswordNeededError
        assert path.name in messages.text(caught.value.message, **caught.value.parameters)


def test_a_wrong_password_is_told(path):
    with pytest.raises(errors.WrongPasswordError):
        foreign.read(path, ["違う"])


def test_what_excel_protects_without_asking_is_opened_without_asking(tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(encrypt(BOOK, "VelvetSweatshop"))
    assert foreign.read(path)[0][0].form == "xlsx"


def test_the_longest_password():
    longest = "長" * LONGEST
    assert decrypt(encrypt(BOOK, longest), [longest], "x") == BOOK
    with pytest.raises(errors.LongPasswordError):
        encrypt(BOOK, "a" * (LONGEST + 1))
    with pytest.raises(errors.NoPasswordError):
        encrypt(BOOK, "")


def test_an_old_workbook_with_a_password(tmp_path):
    path = tmp_path / "p.xls"
    path.write_bytes(old_protected("abc"))
    (book,), _ = foreign.read(path, ["x", "abc"])
    assert (book.form, values(book.sheets[0])) == ("xls", {(1, 1): 7})
    with pytest.raises(errors.PasswordNeededError):
        foreign.read(path)
    with pytest.raises(errors.WrongPasswordError):
        foreign.read(path, ["x"])


def test_an_ods_file_with_a_password(tmp_path):
    path = tmp_path / "p.ods"
    path.write_bytes(ods_protected("秘密"))
    (book,), _ = foreign.read(path, ["x", "秘密"])
    assert (book.form, book.imprint, values(book.sheets[0])) == ("ods", IMPRINT, {(1, 1): 7})
    with pytest.raises(errors.PasswordNeededError):
        foreign.read(path)
    with pytest.raises(errors.WrongPasswordError):
        foreign.read(path, ["x"])


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("aes256-cbc", "blowfish", errors.UnknownProtectionError),
        ('full-path="content.xml"', 'full-path="encrypted-package"', errors.UnknownProtectionError),
        ('iteration-count="1000"', 'iteration-count="9999999"', errors.RoundsLimitError),
        ('iteration-count="1000"', 'iteration-count="-1"', TruncatedFileError),
    ],
)
def test_an_ods_file_protected_in_another_way(tmp_path, old, new, kind):
    path = tmp_path / "p.ods"
    path.write_bytes(ods_protected("x", (old, new)))
    with pytest.raises(kind):
        foreign.read(path, ["x"])


def test_a_bomb_behind_a_password(tmp_path):
    path = tmp_path / "p.ods"
    path.write_bytes(ods_protected("x", content=bytes(20_000_000)))
    with pytest.raises(errors.RatioLimitError):
        foreign.read(path, ["x"])


def test_a_protected_document_that_is_no_workbook(tmp_path):
    path = tmp_path / "p.docx"
    path.write_bytes(encrypt(zipped({"[Content_Types].xml": TYPES, "word/document.xml": "<a/>"}), "x"))
    with pytest.raises(errors.NotASpreadsheetError):
        foreign.read(path, ["x"])


@pytest.mark.parametrize("end", range(0, 12_000, 1024))
def test_a_protected_file_cut_off(path, protected, end):
    path.write_bytes(protected[:end])
    with pytest.raises(errors.FileError):
        foreign.read(path, ["秘密 1"])


TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def ods_protected(password: str, changed: tuple[str, str] = ("<", "<"), content: bytes = b"") -> bytes:
    """An `.ods` file as LibreOffice protects it."""
    cell = '<table:table-cell office:value-type="float" office:value="7"/>'
    table = f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    parts = ods_parts(table, **{"meta.xml": f"<meta>{IMPRINT}</meta>"})
    plain = {"content.xml": content or parts["content.xml"].encode(), "meta.xml": parts["meta.xml"].encode()}
    start, salt, vector = hashlib.sha256(password.encode()).digest(), bytes(16), bytes(range(16))
    key = hashlib.pbkdf2_hmac("sha1", start, salt, 1000, 32)
    listed, hidden = "", {}
    for part, inside in plain.items():
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = packer.compress(inside) + packer.flush()
        more = 16 - len(packed) % 16
        cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
        hidden[part] = cipher.update(packed + bytes([more]) * more) + cipher.finalize()
        listed += (
            f'<m:file-entry m:full-path="{part}">'
            f'<m:encryption-data m:checksum="{base(hashlib.sha256(packed[:1024]).digest())}">'
            f'<m:algorithm m:algorithm-name="#aes256-cbc" m:initialisation-vector="{base(vector)}"/>'
            '<m:start-key-generation m:start-key-generation-name="#sha256"/>'
            '<m:key-derivation m:key-derivation-name="PBKDF2" m:iteration-count="1000"'
            f' m:salt="{base(salt)}"/></m:encryption-data></m:file-entry>'
        )
    name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<m:manifest xmlns:m="{name}">{listed}</m:manifest>'.replace(*changed)
    return zipped({"mimetype": parts["mimetype"], "META-INF/manifest.xml": manifest, **hidden})


def base(content: bytes) -> str:
    return base64.b64encode(content).decode()


def old_protected(password: str) -> bytes:
    """An `.xls` file with the protection of Excel 97: RC4 over all records but their heads."""
    salt, verifier = bytes(range(16)), bytes(range(100, 116))
    sheet = records8((0x203, struct.pack("<HHHd", 0, 0, 0, 7.0)))
    digest = hashlib.md5(verifier, usedforsecurity=False).digest()
    hidden = _rc4(_key(password, salt, 0), verifier + digest)
    stream = bytearray(biff8(sheet, before=[(0x2F, struct.pack("<HHH", 1, 1, 1) + salt + hidden)]))
    # every 1024 bytes of the stream have a key of their own
    mask = b"".join(
        _rc4(_key(password, salt, block), bytes(1024)) for block in range(len(stream) // 1024 + 1)
    )
    at = 0
    while at < len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        start = at + 4 + {0x809: length, 0x2F: length, 0x85: 4}.get(kind, 0)
        at += 4 + length
        for place in range(start, at):
            stream[place] ^= mask[place]
    return container({"Workbook": bytes(stream)})


def _key(password: str, salt: bytes, block: int) -> bytes:
    first = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    second = hashlib.md5((first + salt) * 16, usedforsecurity=False).digest()[:5]
    return hashlib.md5(second + struct.pack("<I", block), usedforsecurity=False).digest()


def _rc4(key: bytes, content: bytes) -> bytes:
    state = list(range(256))
    other = 0
    for at in range(256):
        other = (other + state[at] + key[at % len(key)]) % 256
        state[at], state[other] = state[other], state[at]
    found, at, other = bytearray(), 0, 0
    for byte in content:
        at = (at + 1) % 256
        other = (other + state[at]) % 256
        state[at], state[other] = state[other], state[at]
        found.append(byte ^ state[(state[at] + state[other]) % 256])
    return bytes(found)
