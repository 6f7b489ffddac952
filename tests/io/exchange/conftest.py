"""What the tests of exchanged files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from smrj_desktop.domain.exchange.book import Book
from smrj_desktop.io import foreign


@pytest.fixture
def read_bytes(tmp_path: Path):
    """Reads bytes as a file and gives the one book in it."""

    def of_bytes(content: bytes, name: str = "計画.dat") -> Book:
        path = tmp_path / name
        path.write_bytes(content)
        books, findings = foreign.read(path)
        assert findings == []
        return books[0]

    return of_bytes


@pytest.fixture
def first_sheet(read_bytes):
    """Reads bytes as a file and gives its first sheet."""
    return lambda content: read_bytes(content).sheets[0]
