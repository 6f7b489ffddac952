"""What the program remembers about its user's ways: a small versioned JSON file, read and written whole."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smrj_desktop import messages, paths
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.io import atomic
from smrj_desktop.ui import print_state, table_state
from smrj_desktop.ui.print_state import PrintState
from smrj_desktop.ui.table_state import TableState
from smrj_desktop.ui.tokens import SCHEMES

VERSION = 2
MAX_RECENT = 10
MAX_BYTES = 1_000_000
MAX_GENERATIONS = 50
MIN_ZOOM, MAX_ZOOM = 0.75, 2.0
THEMES = ("auto", *SCHEMES)


@dataclass
class Settings:
    """The settings, with their defaults.

    Attributes:
        theme: one of `THEMES`.
        language: one of `messages.LANGUAGES`.
        recent: absolute paths of the files used last, the latest first.
        geometry: what `QWidget.saveGeometry` returned; empty before the first close.
        state: what `QMainWindow.saveState` returned.
        splitters: what each `QSplitter.saveState` returned, by the splitter's name.
        last_tab: the key of the tab in front.
        last_account: the key of the account shown.
        chart_visible, findings_visible, inspector_visible, notes_visible: whether these panels are wanted.
        dialogs: what `QDialog.saveGeometry` returned, by the dialog's name.
        tables: how the tables are arranged, by `statement/account`.
        printing: how pages are printed.
        highlight: whether the row and the column of the current cell are tinted.
        zoom: the size of type, from `MIN_ZOOM` to `MAX_ZOOM`.
        generations: how many earlier generations of a saved file are kept, from 0 to `MAX_GENERATIONS`.
        other: keys this version does not know, kept for the one that wrote them.
    """

    theme: str = "auto"
    language: str = "ja"
    recent: list[str] = field(default_factory=list)
    geometry: bytes = b""
    state: bytes = b""
    splitters: dict[str, bytes] = field(default_factory=dict)
    dialogs: dict[str, bytes] = field(default_factory=dict)
    last_tab: str = ""
    last_account: str = ""
    chart_visible: bool = True
    findings_visible: bool = True
    inspector_visible: bool = False
    notes_visible: bool = False
    tables: dict[str, TableState] = field(default_factory=dict)
    printing: PrintState = field(default_factory=PrintState)
    highlight: bool = False
    zoom: float = 1.0
    generations: int = 10
    other: dict[str, Any] = field(default_factory=dict)
    _forgotten: set[str] = field(default_factory=set, repr=False, compare=False)

    def remember(self, path: Path) -> None:
        """Puts a file at the head of the recent ones, unless it stands where it will not be for long."""
        name = str(path.absolute())
        if _is_passing(name):
            return
        self._forgotten.discard(name)
        self.recent = _latest([name, *self.recent])

    def forget(self, path: str) -> None:
        """Takes a file out of the recent ones, for instance because it is gone."""
        self._forgotten.add(path)
        self.recent = [name for name in self.recent if name != path]

    def save(self, path: Path | None = None) -> str | None:
        """Writes the settings; a file that cannot be written is no reason to stop the user.

        Recent files another window has added since are kept: each window is its own process.

        Args:
            path: the file; the user's own by default.

        Returns:
            The id of what to tell the user, or None where all went well.
        """
        try:
            path = path or settings_file()
            with suppress(OSError, ValueError):
                theirs = _text_list(_read(path).get("recent"))
                kept = (name for name in theirs if name not in self._forgotten)
                self.recent = _latest([*self.recent, *kept])
            # pure ASCII, because a path may hold bytes that are no UTF-8
            text = json.dumps(self._as_json(), indent=2, sort_keys=True)
            atomic.write(path, f"{text}\n".encode("ascii"))
        except (OSError, SmrjError, RecursionError):
            # the last where what another version wrote is nested too deep to be written again
            return "settings.not_saved"
        return None

    def _as_json(self) -> dict[str, Any]:
        return {
            **self.other,
            "version": VERSION,
            "theme": self.theme,
            "language": self.language,
            "recent": self.recent,
            "geometry": _encode(self.geometry),
            "state": _encode(self.state),
            "splitters": {name: _encode(value) for name, value in self.splitters.items()},
            "dialogs": {name: _encode(value) for name, value in self.dialogs.items()},
            "last_tab": self.last_tab,
            "last_account": self.last_account,
            "chart_visible": self.chart_visible,
            "findings_visible": self.findings_visible,
            "inspector_visible": self.inspector_visible,
            "notes_visible": self.notes_visible,
            "tables": table_state.as_json(self.tables),
            "printing": print_state.as_json(self.printing),
            "highlight": self.highlight,
            "zoom": self.zoom,
            "generations": self.generations,
        }


def settings_file() -> Path:
    """The user's settings file."""
    return paths.config_dir() / "settings.json"


def load(path: Path | None = None) -> tuple[Settings, str | None]:
    """Reads the settings. A single value that makes no sense becomes its default.

    A file of an older version is brought up to this one. A file that is broken, or was written by a newer
    version, is moved aside and the defaults are used.

    Args:
        path: the file; the user's own by default.

    Returns:
        The settings, and the id of what to tell the user (None: nothing).
    """
    try:
        file = path or settings_file()
        stored = _read(file)
    except FileNotFoundError:
        return Settings(), None
    except OSError:
        return Settings(), "settings.unreadable"
    except _NewerError:
        return Settings(), _aside(file, "newer")
    except ValueError:
        return Settings(), _aside(file, "broken")
    return _from_json(stored), None


def _from_json(stored: dict[str, Any]) -> Settings:
    defaults = Settings()

    def take(key: str, kind: type | tuple[type, ...]) -> Any:
        value = stored.pop(key, None)
        # JSON's true is a Python int as well
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        return value if fits else getattr(defaults, key)

    def choice(key: str, allowed: Iterable[str]) -> str:
        value = take(key, str)
        return value if value in allowed else getattr(defaults, key)

    return Settings(
        theme=choice("theme", THEMES),
        language=choice("language", messages.LANGUAGES),
        recent=_latest(_text_list(stored.pop("recent", None))),
        geometry=_decode(stored.pop("geometry", None)),
        state=_decode(stored.pop("state", None)),
        splitters=_states(stored.pop("splitters", None)),
        dialogs=_states(stored.pop("dialogs", None)),
        last_tab=take("last_tab", str),
        last_account=take("last_account", str),
        chart_visible=take("chart_visible", bool),
        findings_visible=take("findings_visible", bool),
        inspector_visible=take("inspector_visible", bool),
        notes_visible=take("notes_visible", bool),
        tables=table_state.from_json(stored.pop("tables", None)),
        printing=print_state.from_json(stored.pop("printing", None)),
        highlight=take("highlight", bool),
        zoom=float(min(MAX_ZOOM, max(MIN_ZOOM, take("zoom", (int, float))))),
        generations=min(MAX_GENERATIONS, max(0, take("generations", int))),
        other=stored,
    )


class _NewerError(ValueError):
    """The file was written by a newer version."""


def _read(path: Path) -> dict[str, Any]:
    """What a file holds, in the form of this version and without its number.

    Raises:
        OSError: it cannot be read.
        _NewerError: it was written by a newer version.
        ValueError: it is broken.
    """
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ValueError
    try:
        stored = json.loads(raw.decode("utf-8"))
    except RecursionError as error:
        raise ValueError from error
    version = stored.pop("version", None) if isinstance(stored, dict) else None
    # JSON's true is a Python int as well
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError
    if version > VERSION:
        raise _NewerError
    for at in range(version, VERSION):
        _UPGRADES[at](stored)
    return stored


def _upgrade_1(stored: dict[str, Any]) -> None:
    """Version 1 remembered files of passing places too, and had no check sums."""
    stored["recent"] = [name for name in _text_list(stored.get("recent")) if not _is_passing(name)]
    for key in ("geometry", "state"):
        stored[key] = _encode(_from_base64(stored.get(key)))
    splitters = stored.get("splitters")
    if isinstance(splitters, dict):
        stored["splitters"] = {name: _encode(_from_base64(value)) for name, value in splitters.items()}


_UPGRADES: dict[int, Callable[[dict[str, Any]], None]] = {1: _upgrade_1}
"""What brings the values of a version up to the next one, whatever nonsense they hold."""


def _is_passing(name: str) -> bool:
    """True for a file a mail program or an archiver has unpacked for the moment."""
    from smrj_desktop.io.origin import origin_of

    return bool(origin_of(Path(name)))


def _aside(path: Path, what: str) -> str:
    """Keeps the file under another name; returns the id that says what was wrong with it."""
    with suppress(OSError):
        path.replace(path.with_name(f"{path.stem}.{what}{path.suffix}"))
    return f"settings.{what}"


def _latest(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MAX_RECENT]


def _text_list(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _states(stored: object) -> dict[str, bytes]:
    return {name: _decode(value) for name, value in stored.items()} if isinstance(stored, dict) else {}


def _encode(value: bytes) -> str:
    """Bytes as text, with a check sum: Qt crashes on the state of a window that is damaged in the middle."""
    return base64.b64encode(zlib.crc32(value).to_bytes(4, "big") + value).decode("ascii") if value else ""


def _decode(value: object) -> bytes:
    checked = _from_base64(value)
    return checked[4:] if zlib.crc32(checked[4:]).to_bytes(4, "big") == checked[:4] else b""


def _from_base64(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
