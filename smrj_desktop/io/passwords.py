"""Passwords on workbooks: set as Excel sets them, and opened whether Excel set them lately or long ago."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.parsers.expat import ExpatError

import msoffcrypto
import olefile
from msoffcrypto import exceptions
from msoffcrypto.format.ooxml import OOXMLFile

from smrj_desktop.domain.exchange.errors import (
    LongPasswordError,
    NoPasswordError,
    PasswordNeededError,
    UnknownProtectionError,
    WrongPasswordError,
)
from smrj_desktop.io.package_scan import BeyondLimitError

LONGEST = 255
"""Excel takes no longer password."""
MAX_ROUNDS = 500_000
"""Excel takes a fifth of that to turn a password into a key."""

_WITHOUT_ASKING = "VelvetSweatshop"
"""Excel sets and tries this one by itself on workbooks that are protected but open without a password."""
_SMALLEST = 4096
_INFORMATION = "EncryptionInfo"
_ROUNDS = re.compile(rb'spinCount="(\d+)"')


def encrypt(content: bytes, password: str) -> bytes:
    """An `.xlsx` file's bytes with a password on them: agile encryption with AES-256, as Excel does it.

    Raises:
        NoPasswordError: the password is empty.
        LongPasswordError: it is longer than Excel takes.
    """
    if not password:
        raise NoPasswordError
    if len(password.encode("utf-16-le")) > 2 * LONGEST:
        raise LongPasswordError(limit=LONGEST)
    protected = io.BytesIO()
    OOXMLFile(io.BytesIO(_padded(content))).encrypt(password, protected)
    return protected.getvalue()


def protected(content: bytes, password: str) -> bytes:
    """An `.xlsx` file's bytes as `encrypt` gives them; as they are where the password is empty."""
    return encrypt(content, password) if password else content


def decrypt(content: bytes, passwords: Sequence[str], name: str) -> bytes:
    """A protected workbook's bytes without its password.

    Args:
        content: an OLE container, of an `.xlsx` or an `.xls` file.
        passwords: those to try, in order.
        name: the file's, for what is said of it.

    Raises:
        PasswordNeededError: none is given.
        WrongPasswordError: none of them opens it.
        UnknownProtectionError: it is protected in another way.
        BeyondLimitError: trying one would take too long.
    """
    _check_rounds(content)
    for password in (_WITHOUT_ASKING, *filter(None, passwords)):
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(content))
            # formats of old verify the password by themselves
            more = {"verify_password": True} if isinstance(file, OOXMLFile) else {}
            file.load_key(password=password, **more)
            plain = io.BytesIO()
            file.decrypt(plain)
            return plain.getvalue()
        except exceptions.InvalidKeyError:
            continue
        except (exceptions.DecryptionError, exceptions.FileFormatError) as error:
            raise UnknownProtectionError(name=name) from error
        except (exceptions.ParseError, AssertionError, ExpatError) as error:
            raise ValueError(name) from error
    raise WrongPasswordError(name=name) if any(passwords) else PasswordNeededError(name=name)


def _padded(content: bytes) -> bytes:
    """An archive large enough for the container, in which short streams stand in another way."""
    if len(content) >= _SMALLEST:
        return content
    padded = io.BytesIO(content)
    with zipfile.ZipFile(padded, "a") as archive:
        archive.comment = b" " * _SMALLEST
    return padded.getvalue()


def _check_rounds(content: bytes) -> None:
    """Looks at how dear it would be to try a password, which the file says itself."""
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        if container.exists(_INFORMATION):
            information = container.openstream(_INFORMATION).read()
            if b"<!DOCTYPE" in information:
                raise ValueError(_INFORMATION)
            if any(int(rounds) > MAX_ROUNDS for rounds in _ROUNDS.findall(information)):
                raise BeyondLimitError("rounds", MAX_ROUNDS)
