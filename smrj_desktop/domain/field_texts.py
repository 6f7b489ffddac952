"""Fields of indicators and passages as the history keeps them: texts for people that can be read back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smrj_desktop.domain.errors import HistoryUnknownError, SmrjError
from smrj_desktop.domain.indicators import Accumulation, parse_result, parse_target
from smrj_desktop.domain.measures import PassageKind

_YES, _JOIN = "◎", "；"


def told(value: object) -> str:
    """The value of a field as a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES if value else ""
    if isinstance(value, tuple):
        return _JOIN.join(map(str, value))
    return str(value)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(_JOIN)) if text else ()


_READERS: dict[str, Callable[[str], Any]] = {
    "target": lambda text: parse_target(text) if text else None,
    "figures": lambda text: tuple(map(parse_target, _parts(text))),
    "passages": _parts,
    "midterm_target": lambda text: parse_target(text) if text else None,
    "results": lambda text: tuple(map(parse_result, _parts(text))),
    "accumulation": Accumulation,
    "period_years": int,
    "core": bool,
    "kind": PassageKind,
}


def read(field: str, text: str) -> Any:
    """The value that `told` made a text from.

    Raises:
        HistoryUnknownError: it is not known what value the text stands for.
    """
    try:
        value = _READERS.get(field, str)(text)
    except (SmrjError, ValueError) as error:
        raise HistoryUnknownError from error
    if told(value) != text:
        raise HistoryUnknownError
    return value
