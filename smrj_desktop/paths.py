"""Where the program finds its own files, and where it keeps the user's.

Three ways of running are told apart: from the source tree (`data/` and `resources/` beside the package),
from a wheel (both inside the package) and frozen (both inside the folder PyInstaller unpacks).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import appdirs

APP_NAME = "smrj-workbook"
APP_AUTHOR = "SMRJ"


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


_kept_in: Path | None = None


def keep_dir() -> Path:
    """The folder of journals and earlier generations; made when asked for, readable by its owner alone."""
    return _user_dir(str(_kept_in) if _kept_in else appdirs.user_data_dir(APP_NAME, APP_AUTHOR))


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Keeps journals and generations of this process elsewhere, apart from the user's own."""
    global _kept_in
    before, _kept_in = _kept_in, folder
    try:
        yield
    finally:
        _kept_in = before
