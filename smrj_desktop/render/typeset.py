"""Text set in lines, as Japanese typesetting expects (禁則), and how wide and high it is in millimetres.

The rules are those of JIS X 4051 that an official document needs. A line that would break a rule ends earlier
(追い出し); nothing hangs over its end but spaces. Measuring takes an application of Qt.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtGui import QFontMetricsF

from smrj_desktop.io.cell_text import plain
from smrj_desktop.render import faces
from smrj_desktop.render.page import Face, TextStyle

MM_PER_POINT = 25.4 / 72

NEVER_FIRST = frozenset(
    "」』）】〕〉》］｝〟’”»｣)]}"
    "、。，．・：；？！､｡･,.:;?!‼⁇⁈⁉"
    "ー々〻ゝゞヽヾｰﾞﾟ゛゜〜～‐–゠"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶｧｨｩｪｫｬｭｮｯ"
    "ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "％%‰℃"
)
NEVER_LAST = frozenset("「『（【〔〈《［｛〝‘“«｢([{△▲¥￥＄$£№＃#")
_INSEPARABLE = frozenset("…‥―—─")
"""Signs that are written twice as one."""
_SPACES = " \u3000"
_JOINER = "\u200d"
"""Makes one sign of the two beside it."""
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))

_DIGITS = "0-9０-９"
_WORD = re.compile(f"[{_DIGITS}A-Za-zＡ-Ｚａ-ｚ\u00a0\u00c0-\u024f]")
_UNITS = (
    "%ポイント|ポイント|[十百千万億兆]*円|[十百千万億兆]?(?:件|者|人|名|本|社|回|機関|地域|団体)"
    "|年度|年間|年|か月|ヶ月|カ月|月|日|時間|か所|箇所|カ所|割|倍|点|条|項|号|期|章|台|口|種"
)
_WITH_UNIT = re.compile(f"(令和|平成|昭和|第)?[{_DIGITS}]+({_UNITS})?")
"""A number, or its end, with what it is counted in and by."""
_NUMERIC = re.compile(f"[{_DIGITS}][,.，．][{_DIGITS}]")
_SIGNED = re.compile(f"[-+±−＋－][{_DIGITS}]")

_TOLERANCE = 1e-6
"""Sums may be wrong by so much of a height of type, or of a pixel."""

_LEAST_LAST = 3
"""So many characters the last line of several has, where a few of the line before come down cleanly."""
_FEW, _LONG = 8, 20
"""So many characters come down at most, and only from a line so long."""

# how much a line's end at a place costs, from nothing to what never happens
_FREE, _UNIT, _WHOLE, _RULE, _NEVER = range(5)


class _Metrics(NamedTuple):
    """A face measured, in heights of its type."""

    advances: Advances
    ascent: float
    height: float


class Advances(dict[str, float]):
    """How far each character moves on; what combines with the one before it moves nothing."""

    def __init__(self, metrics: QFontMetricsF, scale: float = 1.0) -> None:
        """Measures each character once, `scale` times as wide as the font has it."""
        super().__init__()
        self._metrics, self._scale = metrics, scale

    def __missing__(self, character: str) -> float:
        moves = 0.0 if _combines(character) else self._metrics.horizontalAdvance(character) * self._scale
        self[character] = moves
        return moves


def _combines(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me", "Cf"} or character in _SKIN_TONES


def _is_within_sign(text: str, at: int) -> bool:
    """Whether a place in a text, not its beginning, is in the middle of what is seen as one character."""
    return _combines(text[at]) or text[at - 1] == _JOINER


@cache
def _metrics(face: Face, bold: bool) -> _Metrics:
    measured = QFontMetricsF(faces.font(face, bold))
    scale = 1 / faces.EM_PX
    return _Metrics(Advances(measured, scale), measured.ascent() * scale, measured.height() * scale)


def width(text: str, style: TextStyle) -> float:
    """How wide a text is in one line."""
    advances = _metrics(style.face, style.bold).advances
    return sum(map(advances.__getitem__, text)) * style.size * MM_PER_POINT


def ascent(style: TextStyle) -> float:
    """How far the face reaches above its baseline."""
    return _metrics(style.face, style.bold).ascent * style.size * MM_PER_POINT


def height(style: TextStyle) -> float:
    """How high a line is, without the space between lines."""
    return _metrics(style.face, style.bold).height * style.size * MM_PER_POINT


def baseline(style: TextStyle, high: float) -> float:
    """How far below the top of a line so high its baseline is, the face standing in its middle."""
    return (high - height(style)) / 2 + ascent(style)


def pitch(style: TextStyle, leading: float = 1.4) -> float:
    """From one line to the next; `leading` in sizes of the type."""
    return style.size * MM_PER_POINT * leading


def printable(text: str) -> str:
    """A text of what faces have, with one kind of line end; what no page can show is seen to be there."""
    # no font has anything for a tab; there are line ends beside those of files
    return plain(text).replace("\t", "\u3000").replace("\u2028", "\n").replace("\u2029", "\n")


def lines(text: str, style: TextStyle, room: float) -> list[str]:
    """A text as lines no wider than `room`; see `broken`."""
    return broken(text, _metrics(style.face, style.bold).advances, room / (style.size * MM_PER_POINT))


def broken(text: str, advances: Advances, room: float) -> list[str]:
    """A text as lines no wider than `room`; each of its own lines begins a new one; at least one line.

    No line begins with what closes or ends with what opens; a number stays with its separators, its △ and,
    where there is room, its unit; a word in Latin letters stays whole where it fits a line at all. Where not
    even one character fits, a line has one. The last of several long lines has more than a character or two
    where that breaks nothing.

    Args:
        text: any text.
        advances: of its font.
        room: in the unit of `advances`.
    """
    result: list[str] = []
    for own in printable(text).split("\n"):
        result.extend(_broken(own.rstrip(_SPACES), advances, room + _TOLERANCE))
    return result


def shortened(text: str, style: TextStyle, room: float) -> str:
    """A text in one line no wider than `room`, its end replaced by … where it is too long."""
    text = printable(text).replace("\n", " ").strip(_SPACES)
    advances = _metrics(style.face, style.bold).advances
    ems = room / (style.size * MM_PER_POINT) + _TOLERANCE
    reached = list(accumulate(map(advances.__getitem__, text), initial=0.0))
    if reached[-1] <= ems:
        return text
    if advances["…"] > ems:
        return ""
    end = bisect_right(reached, ems - advances["…"]) - 1
    while end and _is_within_sign(text, end):
        end -= 1
    return text[:end].rstrip(_SPACES) + "…"


def _broken(text: str, advances: Advances, room: float) -> Iterator[str]:
    """One line of a text, without spaces at its end, as lines no wider than `room`."""
    reached = list(accumulate(map(advances.__getitem__, text), initial=0.0))
    if not text or reached[-1] <= room:
        yield text
        return
    ends = _Ends(text)
    start = 0
    while start < len(text):
        fitting = bisect_right(reached, reached[start] + room) - 1
        end = ends.before_little(start, ends.best(start, max(start + 1, fitting)))
        line = text[start:end].rstrip(_SPACES)
        start = end
        if line:
            yield line


class _Ends:
    """Where lines of a text may end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._with_unit: dict[int, int] = {}
        for found in _WITH_UNIT.finditer(text):
            for start, end in (found.span(1), found.span(2)):
                self._with_unit |= dict.fromkeys(range(start + 1, end), _WHOLE)
            self._with_unit |= {found.end(1): _UNIT, found.start(2): _UNIT}

    def best(self, start: int, last: int) -> int:
        """The best place for a line from `start` on to end, `last` if possible; spaces may follow there."""
        text = self._text
        while last < len(text) and _combines(text[last]):
            last += 1
        while last < len(text) and text[last] in _SPACES:
            last += 1
        if last == len(text):
            return last
        best, least = last, _NEVER
        for end in range(last, start, -1):
            cost = self._cost(end)
            if cost < least:
                best, least = end, cost
                if cost == _FREE:
                    break
        return best

    def before_little(self, start: int, end: int) -> int:
        """A clean place a little before a line's end where no more than a character or two follow that."""
        text = self._text
        latest = len(text) - _LEAST_LAST
        # a column with lines as short as names has no room to give
        if latest < end < len(text) and end - start >= _LONG and text[end - 1] not in _SPACES:
            return next((at for at in range(latest, end - _FEW, -1) if self._cost(at) == _FREE), end)
        return end

    def _cost(self, end: int) -> int:
        """What it costs to end a line before the character at `end`."""
        text = self._text
        following = text[end]
        spaced = text[end - 1] in _SPACES
        if following in _SPACES or (_is_within_sign(text, end) and not spaced):
            return _NEVER
        at = end - 1
        while at >= 0 and (text[at] in _SPACES or _combines(text[at])):
            at -= 1
        before = text[at] if at >= 0 else ""
        if following in NEVER_FIRST or before in NEVER_LAST:
            return _RULE
        if spaced:
            return _FREE
        if (before in _INSEPARABLE and before == following) or _NUMERIC.match(text, max(0, end - 2)):
            return _RULE
        if _SIGNED.match(text, end - 1):
            return _WHOLE
        if _in_word(before) and _in_word(following):
            # a compound may come apart at its hyphens, an address at its strokes
            return _UNIT if before in "-/" and following not in "-/" else _WHOLE
        return self._with_unit.get(end, _FREE)


def _in_word(character: str) -> bool:
    return "!" <= character <= "~" or _WORD.match(character) is not None
