"""Long Japanese labels broken into lines where a reader expects it."""

from __future__ import annotations

import re
from collections.abc import Callable

from smrj_desktop.render.typeset import NEVER_FIRST

# after a middle dot or a space; before the word a business segment or an accounting class ends in
_JOINTS = re.compile(r"(?<=[・／ ])|(?=業務|経理|（)")


def pieces(label: str) -> list[str]:
    """The parts of a label that had better stay together."""
    return [piece for piece in _JOINTS.split(label) if piece]


def wrap(label: str, width: float, measure: Callable[[str], float], max_lines: int) -> list[str]:
    """A label as lines no wider than `width` (where one character fits at all).

    Args:
        label: the text, in one line.
        width: the room, in the unit of `measure`.
        measure: the width of a text.
        max_lines: where breaking at the joints takes more lines, the label is broken anywhere; it may still
            need more.
    """

    def fits(line: str) -> bool:
        # a closing dot is half empty, and may hang over the edge
        return measure(line.rstrip("・ ")) <= width

    if fits(label):
        return [label]
    lines: list[str] = []
    for piece in pieces(label):
        if lines and fits(lines[-1] + piece):
            lines[-1] += piece
        elif fits(piece):
            lines.append(piece)
        else:
            lines.extend(_chop(piece, width, measure))
    if len(lines) > max_lines:
        lines = min(lines, _chop(label, width, measure), key=len)
    return [line.strip() for line in lines]


def _chop(piece: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """A piece too wide for a line, in chunks about equally long."""
    fitting = max(1, int(len(piece) * width / measure(piece)))
    count = -(-len(piece) // fitting)
    size = -(-len(piece) // count)
    chunks: list[str] = []
    start = 0
    while start < len(piece):
        end = start + size
        # a line must not begin with a sign that closes the word before it
        while end < len(piece) and end - start > 1 and piece[end] in NEVER_FIRST:
            end -= 1
        while end - start > 1 and measure(piece[start:end]) > width:
            end -= 1
        chunks.append(piece[start:end])
        start = end
    return chunks
