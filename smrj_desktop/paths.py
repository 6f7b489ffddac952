"""Where the program finds its own files, and where it keeps the user's.

Three ways of running are told apart: from the source tree (`data/` and `resources/` beside the package),
from a wheel (both inside the package) and frozen (both inside the folder PyInstaller unpacks).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import appdirs

APP_NAME = "smrj-workbook"
APP_AUTHOR = "SMRJ"
KEPT_IN = "SMRJ_WORKBOOK_DATA"
"""Names the variable of the environment that says where `keep_dir` is."""


def _bundle_root() -> Path:
    package = Path(__file__).resolve().parent
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", package.parent))
    if (package / "data").is_dir():
        return package
    return package.parent


def data_dir(*parts: str) -> Path:
    """A path below `data/`, the built-in plan and its template."""
    return _bundle_root().joinpath("data", *parts)


def resource_dir(*parts: str) -> Path:
    """A path below `resources/`: icons, message catalogues, templates."""
    return _bundle_root().joinpath("resources", *parts)


def _user_dir(name: str) -> Path:
    path = Path(name)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def log_dir() -> Path:
    """The folder of the rotating log; made when asked for, readable by its owner alone."""
    return _user_dir(appdirs.user_log_dir(APP_NAME, APP_AUTHOR))


def config_dir() -> Path:
    """The folder of the settings file; made when asked for."""
    return _user_dir(appdirs.user_config_dir(APP_NAME, APP_AUTHOR))


def keep_dir() -> Path:
    """The folder of journals and earlier generations; whoever keeps something there makes it."""
    return Path(os.environ.get(KEPT_IN) or appdirs.user_data_dir(APP_NAME, APP_AUTHOR))


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Keeps journals and generations elsewhere, the worker's too, apart from the user's own."""
    before = os.environ.get(KEPT_IN)
    os.environ[KEPT_IN] = str(folder)
    try:
        yield
    finally:
        del os.environ[KEPT_IN]
        if before is not None:
            os.environ[KEPT_IN] = before
