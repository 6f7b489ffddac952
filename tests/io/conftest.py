"""What the tests of files share."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "other_program: re-saves a file with LibreOffice or Gnumeric")
