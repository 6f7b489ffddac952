"""One catalogue of everything the program says: an id and its parameters become a sentence.

The texts stand in `resources/messages/*.toml`, one table a topic, so that `open.encrypted` is the key
`encrypted` of the table `open`. Japanese comes first; English is complete too, which a test holds.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from smrj_desktop import paths

LANGUAGES = ("ja", "en")
_current = "ja"


def set_language(language: str) -> None:
    """Chooses the language of all later texts.

    Raises:
        ValueError: the language is not one of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(language)
    global _current
    _current = language


def language() -> str:
    """The language texts are rendered in: one of `LANGUAGES`."""
    return _current


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of a language by its dotted id."""
    source = paths.resource_dir("messages", f"{language}.toml").read_text(encoding="utf-8")
    flat: dict[str, str] = {}

    def add(prefix: str, table: dict[str, Any]) -> None:
        for key, value in table.items():
            name = f"{prefix}.{key}" if prefix else key
            if isinstance(value, dict):
                add(name, value)
            else:
                flat[name] = str(value)

    add("", tomllib.loads(source))
    return flat


def text(message: str, /, **parameters: object) -> str:
    """The sentence for a message id, with its parameters put in.

    Raises:
        KeyError: no such id, or a parameter of the sentence is missing.
    """
    pattern = catalogue(_current)[message]
    return pattern.format(**parameters) if parameters else pattern
