"""Opens OpenDocument spreadsheets with the password of LibreOffice: each part has a key of its own."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from smrj_desktop.domain.exchange.errors import (
    PasswordNeededError,
    UnknownProtectionError,
    WrongPasswordError,
)
from smrj_desktop.io.foreign import ods
from smrj_desktop.io.package_scan import MAX_RATIO, RATIO_FROM_BYTES, BeyondLimitError, Package
from smrj_desktop.io.passwords import MAX_ROUNDS

_M = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_CHECKED_BYTES = 1024
_KEY_BYTES = 32


class _Lock(NamedTuple):
    """How a part is protected: AES in blocks that hang together, its key made from the password by rounds."""

    vector: bytes
    salt: bytes
    rounds: int
    checksum: bytes


def is_protected(package: Package) -> bool:
    """Whether a document wants a password."""
    return ods.MANIFEST in package and b"encryption-data" in package.read(ods.MANIFEST)


def opened(package: Package, passwords: Sequence[str]) -> bytes:
    """The parts of a protected document that are read, as an archive without protection.

    Raises:
        PasswordNeededError: no password is given.
        WrongPasswordError: none of them opens it.
        UnknownProtectionError: it is protected in another way than LibreOffice has had for long.
        BeyondLimitError: trying one would take too long, or a part would be too large.
    """
    entries = {
        entry.get(f"{_M}full-path", ""): entry.find(f"{_M}encryption-data")
        for entry in package.tree(ods.MANIFEST).iter(f"{_M}file-entry")
    }
    locks = {
        part: _lock(package.name, entries.get(part)) for part in (ods.CONTENT, ods.META) if part in package
    }
    for password in filter(None, passwords):
        found = {part: _plain(package.read(part), lock, password) for part, lock in locks.items()}
        if ods.CONTENT in found and all(content is not None for content in found.values()):
            return _archived(found)
    raise (WrongPasswordError if any(passwords) else PasswordNeededError)(name=package.name)


def _lock(name: str, data: ET.Element | None) -> _Lock:
    if data is None:
        raise UnknownProtectionError(name=name)
    algorithm, start, derivation = (
        data.find(f"{_M}{item}") for item in ("algorithm", "start-key-generation", "key-derivation")
    )
    if (
        algorithm is None
        or start is None
        or derivation is None
        or not algorithm.get(f"{_M}algorithm-name", "").endswith("#aes256-cbc")
        or not start.get(f"{_M}start-key-generation-name", "").endswith("#sha256")
        or derivation.get(f"{_M}key-derivation-name") != "PBKDF2"
    ):
        raise UnknownProtectionError(name=name)
    rounds = int(derivation.get(f"{_M}iteration-count", ""))
    if rounds > MAX_ROUNDS:
        raise BeyondLimitError("rounds", MAX_ROUNDS)
    return _Lock(
        vector=base64.b64decode(algorithm.get(f"{_M}initialisation-vector", "")),
        salt=base64.b64decode(derivation.get(f"{_M}salt", "")),
        rounds=rounds,
        checksum=base64.b64decode(data.get(f"{_M}checksum", "")),
    )


def _plain(content: bytes, lock: _Lock, password: str) -> bytes | None:
    """What a part holds; None where the password is not its own."""
    start = hashlib.sha256(password.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, lock.salt, lock.rounds, _KEY_BYTES)
    cipher = Cipher(algorithms.AES(key), modes.CBC(lock.vector)).decryptor()
    packed = cipher.update(content) + cipher.finalize()
    # the last byte says how many were added
    packed = packed[: -packed[-1]]
    if hashlib.sha256(packed[:_CHECKED_BYTES]).digest() != lock.checksum:
        return None
    most = max(RATIO_FROM_BYTES, MAX_RATIO * len(packed))
    unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    if len(unpacked) >= most:
        raise BeyondLimitError("ratio", MAX_RATIO)
    return unpacked


def _archived(parts: Mapping[str, bytes | None]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content or b"")
    return file.getvalue()
