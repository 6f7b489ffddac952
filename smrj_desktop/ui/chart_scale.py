"""What of an amount axis is in sight: zooming and moving it, as plain numbers."""

from __future__ import annotations

from typing import NamedTuple

MOST_ZOOM = 500
"""How many times as long as at first an amount can be drawn."""


class Span(NamedTuple):
    """A stretch of the axis, in amounts; `low` is less than `high`."""

    low: float
    high: float

    @property
    def length(self) -> float:
        """How long it is, in amounts."""
        return self.high - self.low


def zoomed(shown: Span, whole: Span, factor: float, at: float) -> Span:
    """The stretch in sight drawn `factor` times as long, with the amount `at` staying where it is."""
    length = min(whole.length, max(whole.length / MOST_ZOOM, shown.length / factor))
    low = at - (at - shown.low) / shown.length * length
    return within(Span(low, low + length), whole)


def moved(shown: Span, whole: Span, by: float) -> Span:
    """The stretch in sight moved by an amount, as far as the whole goes."""
    return within(Span(shown.low + by, shown.high + by), whole)


def showing(shown: Span, whole: Span, at: float) -> Span:
    """The stretch in sight moved so that an amount is in its middle, where it is not in sight already."""
    return shown if shown.low <= at <= shown.high else moved(shown, whole, at - (shown.low + shown.high) / 2)


def within(shown: Span, whole: Span) -> Span:
    """A stretch moved into the whole; the whole itself where it is as long."""
    if shown.length >= whole.length:
        return whole
    if shown.low < whole.low:
        return Span(whole.low, whole.low + shown.length)
    if shown.high > whole.high:
        return Span(whole.high - shown.length, whole.high)
    return shown
