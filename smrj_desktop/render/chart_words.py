"""What charts say: their titles, legends, values and remarks, the same on the screen and on paper."""

from __future__ import annotations

from smrj_desktop.domain.series import Bar, Chart, Panel, Row


def title(chart: Chart) -> str:
    """The chart's title with what it is about: 一般勘定　収入と支出（予算・業務区分別）."""
    raise NotImplementedError


def series_name(chart: Chart, series: str) -> str:
    """What the legend calls a series."""
    raise NotImplementedError


def label(row: Row) -> str:
    """The label of a row."""
    raise NotImplementedError


def printed(chart: Chart, bar: Bar) -> str:
    """What stands beside a bar: `1,234`, `+1,234`, `1,234（12.3%）`, `97.4%`."""
    raise NotImplementedError


def spoken(chart: Chart, row: Row) -> str:
    """A row in a sentence, for those who hover over it or cannot see it."""
    raise NotImplementedError


def panel_title(chart: Chart, panel: Panel) -> str:
    """What stands above a panel with a scale of its own; empty above the first one."""
    raise NotImplementedError


def remarks(chart: Chart) -> list[str]:
    """What there is to know about a chart, in sentences."""
    raise NotImplementedError
