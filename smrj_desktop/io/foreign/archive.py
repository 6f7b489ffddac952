"""Archives of files (`.zip`) as people send them: names as Windows in Japan writes them, and passwords."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from smrj_desktop.domain.exchange.errors import (
    PasswordNeededError,
    UnknownProtectionError,
    WrongPasswordError,
)
from smrj_desktop.io.foreign.telling import told
from smrj_desktop.io.package_scan import BROKEN, check_archive, inflated

HEADS = (b"PK\x03\x04", b"PK\x05\x06")

_DOCUMENT = re.compile(r"\[Content_Types\]\.xml|mimetype|content\.xml", re.IGNORECASE)
"""What stands in archives that are one document."""
_JUNK = re.compile(r"(.*/)?(\.[^/]*|~\$[^/]*|Thumbs\.db|desktop\.ini)|__MACOSX/.*", re.IGNORECASE)
_ENCRYPTED, _UTF8 = 0x1, 0x800
_AES = 99


class Member(NamedTuple):
    """A file in an archive; `done` is how much of the archive, from 0 to 1, comes before it."""

    name: str
    content: bytes
    done: float


def is_archive(content: bytes) -> bool:
    """Whether bytes are an archive of files, not a document stored as one; raises one of `BROKEN` too."""
    if not content.startswith(HEADS):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return not any(_DOCUMENT.fullmatch(name) for name in archive.namelist())


def members(name: str, content: bytes, passwords: Sequence[str]) -> Iterator[Member]:
    """The files in an archive, without what systems put beside them.

    Raises:
        FileError: it is damaged, too large, or wants another password.
    """
    with told(name), zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if any(entry.compress_type == _AES for entry in entries):
            raise UnknownProtectionError(name=name)
        check_archive(archive, len(content))
        for at, entry in enumerate(entries):
            member = _name(entry)
            if not _JUNK.fullmatch(member):
                whole = f"{name}/{member}"
                with told(whole):
                    inside = _content(archive, entry, whole, passwords)
                yield Member(whole, inside, at / len(entries))


def _name(entry: zipfile.ZipInfo) -> str:
    """A file's name; without a mark that it is UTF-8 it may be, or be as old Windows programs write it."""
    if not entry.flag_bits & _UTF8:
        raw = entry.filename.encode("cp437", errors="replace")
        for encoding in ("utf-8", "cp932"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return entry.filename


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, passwords: Sequence[str]) -> bytes:
    if not entry.flag_bits & _ENCRYPTED:
        return inflated(archive, entry)
    for password in filter(None, passwords):
        # no program says in which encoding it has taken the password
        for encoding in ("utf-8", "cp932"):
            try:
                return inflated(archive, entry, password.encode(encoding))
            except (*BROKEN, UnicodeEncodeError):
                # a wrong password passes the first look once in 256 times; then the bytes are not sound
                continue
    raise WrongPasswordError(name=name) if any(passwords) else PasswordNeededError(name=name)
