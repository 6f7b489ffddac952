"""What the tests of files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from smrj_desktop.io import workbook_write
from tests.support.workbooks import filled_plan


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "other_program: re-saves a file with LibreOffice or Gnumeric")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook of the filled plan, as the program writes it."""
    path = tmp_path / "p.xlsx"
    workbook_write.write(filled_plan(), path)
    return path
