"""Text set in lines, as Japanese typesetting expects (禁則), and how wide and high it is in millimetres."""

from __future__ import annotations

from smrj_desktop.render.page import TextStyle

MM_PER_POINT = 25.4 / 72


def width(text: str, style: TextStyle) -> float:
    """How wide a text is in one line."""
    raise NotImplementedError


def ascent(style: TextStyle) -> float:
    """How far the face reaches above its baseline."""
    raise NotImplementedError


def height(style: TextStyle) -> float:
    """How high a line is, without the space between lines."""
    raise NotImplementedError


def lines(text: str, style: TextStyle, room: float) -> list[str]:
    """A text as lines no wider than `room`; each of its own lines begins a new one; at least one line.

    No line begins with what closes or ends with what opens; a number stays with its separators, its △ and,
    where there is room, its unit; a word in Latin letters stays whole where it fits a line at all.
    """
    raise NotImplementedError


def shortened(text: str, style: TextStyle, room: float) -> str:
    """A text in one line no wider than `room`, its end replaced by … where it is too long."""
    raise NotImplementedError
