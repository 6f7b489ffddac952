"""Charts on paper: the same bars, patterns and words as on the screen, as marks in millimetres."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtGui import QImage

from smrj_desktop.domain.series import Chart
from smrj_desktop.render.page import Ink, Mark, Pattern


class Fill(NamedTuple):
    """How the bars of a series are filled."""

    ink: Ink
    pattern: Pattern


def fill(chart: Chart, series: str) -> Fill:
    """How a series is filled; no two series of a chart have the same pattern, so that black ink suffices."""
    raise NotImplementedError


def ticks(low: int, high: int, most: int) -> list[int]:
    """Round numbers from `low` to `high` for grid lines, no more than `most` of them, 0 among them."""
    raise NotImplementedError


def height(chart: Chart, width: float) -> float:
    """How high a chart is, in millimetres, with its title, legend and remarks, at a width."""
    raise NotImplementedError


def marks(chart: Chart, left: float, top: float, width: float) -> list[Mark]:
    """The marks of a chart with its upper left corner there."""
    raise NotImplementedError


def image(chart: Chart, *, width: float, dots_per_mm: float, hidden: Iterable[str] = ()) -> QImage:
    """A chart as a picture on white, as it is copied and exported."""
    raise NotImplementedError
