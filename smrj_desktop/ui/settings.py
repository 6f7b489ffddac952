"""What the program remembers about its user's ways: a small versioned JSON file, read and written whole."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smrj_desktop import messages, paths
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.io import atomic
from smrj_desktop.ui.tokens import SCHEMES

VERSION = 1
MAX_RECENT = 10
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
        chart_visible: whether the chart panel is open.
        zoom: the size of type, from `MIN_ZOOM` to `MAX_ZOOM`.
        other: keys this version does not know, kept for the one that wrote them.
    """

    theme: str = "auto"
    language: str = "ja"
    recent: list[str] = field(default_factory=list)
    geometry: bytes = b""
    state: bytes = b""
    splitters: dict[str, bytes] = field(default_factory=dict)
    last_tab: str = ""
    last_account: str = ""
    chart_visible: bool = True
    zoom: float = 1.0
    other: dict[str, Any] = field(default_factory=dict)
    _forgotten: set[str] = field(default_factory=set, repr=False, compare=False)

    def remember(self, path: Path) -> None:
        """Puts a file at the head of the recent ones."""
        name = str(path.absolute())
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
                theirs = _text_list(_parse(path.read_bytes()).get("recent"))
                kept = (name for name in theirs if name not in self._forgotten)
                self.recent = _latest([*self.recent, *kept])
            with atomic.replacing(path) as temporary:
                # pure ASCII, because a path may hold bytes that are no UTF-8
                text = json.dumps(self._as_json(), indent=2, sort_keys=True)
                temporary.write_text(text + "\n", encoding="ascii", newline="\n")
        except (OSError, SmrjError):
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
            "last_tab": self.last_tab,
            "last_account": self.last_account,
            "chart_visible": self.chart_visible,
            "zoom": self.zoom,
        }


def settings_file() -> Path:
    """The user's settings file."""
    return paths.config_dir() / "settings.json"


def load(path: Path | None = None) -> tuple[Settings, str | None]:
    """Reads the settings. A single value that makes no sense becomes its default.

    A file that is broken, or was written by a newer version, is moved aside and the defaults are used.

    Args:
        path: the file; the user's own by default.

    Returns:
        The settings, and the id of what to tell the user (None: nothing).
    """
    try:
        file = path or settings_file()
        stored = _parse(file.read_bytes())
        version = stored.pop("version", None)
    except FileNotFoundError:
        return Settings(), None
    except OSError:
        return Settings(), "settings.unreadable"
    except ValueError:
        stored, version = {}, None
    if not isinstance(version, int) or version < 1:
        return Settings(), _aside(file, "broken")
    if version > VERSION:
        return Settings(), _aside(file, "newer")
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

    splitters = stored.pop("splitters", None)
    return Settings(
        theme=choice("theme", THEMES),
        language=choice("language", messages.LANGUAGES),
        recent=_latest(_text_list(stored.pop("recent", None))),
        geometry=_decode(stored.pop("geometry", None)),
        state=_decode(stored.pop("state", None)),
        splitters={k: _decode(v) for k, v in splitters.items()} if isinstance(splitters, dict) else {},
        last_tab=take("last_tab", str),
        last_account=take("last_account", str),
        chart_visible=take("chart_visible", bool),
        zoom=float(min(MAX_ZOOM, max(MIN_ZOOM, take("zoom", (int, float))))),
        other=stored,
    )


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        stored = json.loads(raw.decode("utf-8"))
    except RecursionError as error:
        raise ValueError from error
    if not isinstance(stored, dict):
        raise ValueError  # noqa: TRY004 - for the caller a list is as broken as no JSON at all
    return stored


def _aside(path: Path, what: str) -> str:
    """Keeps the file under another name; returns the id that says what was wrong with it."""
    with suppress(OSError):
        path.replace(path.with_name(f"{path.stem}.{what}{path.suffix}"))
    return f"settings.{what}"


def _latest(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MAX_RECENT]


def _text_list(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _decode(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
