"""Plain data to JSON values and back, for every dataclass and named tuple of the domain.

The types say it all: a field's annotation is read when decoding, so that nothing is written twice. Decoding
checks; data that does not fit raises `DataError` with the place it stands at.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from smrj_desktop.domain.errors import DataError

T = TypeVar("T")
_MAX_DIGITS = 10_000
_PLAIN = {str, int, bool, type(None)}
"""What is its own JSON form. An edit of ten thousand cells holds little else."""


def encode(value: Any) -> Any:
    """A value of the domain as JSON values; fields that have their default are left out."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, (tuple, list)):
        # most items are plain ones, and a call for each would take most of the time
        return [item if type(item) in _PLAIN else encode(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: encode(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if getattr(value, field.name) != field.default
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    return value


def decode(kind: type[T], value: Any, place: str = "") -> T:
    """The value of type `kind` that `encode` made `value` from.

    Raises:
        DataError: the JSON values do not fit the type; `what` names the place.
    """
    return typing.cast(T, _decode(kind, value, place or getattr(kind, "__name__", "")))


def canonical(value: Any) -> bytes:
    """JSON values in their one canonical form: sorted keys, no spaces, UTF-8.

    Half a surrogate pair, which an input method can leave in a text, passes as `json.loads` takes it back.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _defaults(kind: type) -> dict[str, bool]:
    """For every field of a dataclass, whether it may be left out."""
    return {
        field.name: field.default is not dataclasses.MISSING
        or field.default_factory is not dataclasses.MISSING
        for field in dataclasses.fields(kind)
    }


def _decode(kind: Any, value: Any, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in get_args(kind):
            return None
        (kind,) = (arg for arg in get_args(kind) if arg is not type(None))
        return _decode(kind, value, place)
    if origin is typing.Literal:
        _require(value in get_args(kind), place)
        return value
    if origin is tuple:
        _require(isinstance(value, list), place)
        arguments = get_args(kind)
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_decode(arguments[0], item, f"{place}[{i}]") for i, item in enumerate(value))
        _require(len(value) == len(arguments), place)
        return tuple(_decode(arg, item, place) for arg, item in zip(arguments, value, strict=True))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _decode_dataclass(kind, value, place)
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        hints = _hints(kind)
        _require(isinstance(value, list) and len(value) == len(hints), place)
        return kind(*(_decode(hint, item, place) for hint, item in zip(hints.values(), value, strict=True)))
    return _decode_scalar(kind, value, place)


def _decode_dataclass(kind: Any, value: Any, place: str) -> Any:
    _require(isinstance(value, dict), place)
    defaults, hints = _defaults(kind), _hints(kind)
    for name in value:
        _require(name in defaults, f"{place}.{name}")
    for name, optional in defaults.items():
        _require(optional or name in value, f"{place}.{name}")
    return kind(**{name: _decode(hints[name], item, f"{place}.{name}") for name, item in value.items()})


def _decimal(value: Any) -> Decimal:
    number = Decimal(value)
    # a few letters such as 1E+999999999 would print as a gigabyte
    if not number.is_finite() or abs(number.adjusted()) > _MAX_DIGITS:
        raise ValueError(value)
    return number


_SCALARS: dict[Any, tuple[type, Callable[[Any], Any]]] = {
    str: (str, lambda value: value),
    bool: (bool, lambda value: value),
    int: (int, lambda value: value),
    Decimal: (str, _decimal),
}


def _decode_scalar(kind: Any, value: Any, place: str) -> Any:
    try:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(value)
        accepted, convert = _SCALARS[kind]
        _require(isinstance(value, accepted) and (kind is bool or not isinstance(value, bool)), place)
        return convert(value)
    except (ValueError, InvalidOperation, TypeError) as error:
        raise DataError(what=place) from error


def _require(condition: bool, place: str) -> None:
    if not condition:
        raise DataError(what=place)
