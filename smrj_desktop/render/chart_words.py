"""What charts say: their titles, legends, values and remarks, the same on the screen and on paper.

Every function takes what renders a message, so that paper speaks Japanese whatever the window speaks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction

from smrj_desktop import messages
from smrj_desktop.domain.amounts import Figure, Rounding, round_exact, show, show_difference
from smrj_desktop.domain.exact import per_cent
from smrj_desktop.domain.series import AGENCY, PER_CENT, Bar, Chart, Kind, Panel, Row, panels

Say = Callable[..., str]
"""What makes a sentence of a message's id and its parameters."""


def title(chart: Chart, say: Say = messages.text) -> str:
    """The chart's title with what it is about: 一般勘定　収入と支出（予算・区分別）."""
    whole = chart.subject == AGENCY
    by_account = whole and chart.kind is Kind.SEGMENTS
    said = say(f"charts.title_{'accounts' if by_account else chart.kind}")
    if whole and chart.kind is Kind.INDICATORS:
        return said
    return say("charts.titled", name=say("charts.whole") if whole else chart.name, title=said)


def series_name(chart: Chart, series: str, say: Say = messages.text) -> str:
    """What the legend calls a series."""
    if chart.kind is Kind.STATEMENTS:
        return say(f"charts.both_{series}")
    return say(f"charts.series_{series}")


def label(row: Row, say: Say = messages.text) -> str:
    """The label of a row."""
    return say(row.word, label=row.label) if row.word else row.label


def printed(chart: Chart, bar: Bar) -> str:
    """What stands beside a bar: `1,234`, `+1,234`, `1,234（12.3%）`, `97.4%`."""
    if chart.unit == PER_CENT:
        return _share(chart, bar)
    amount = _amount(bar)
    return f"{amount}（{_share(chart, bar)}）" if bar.share else amount


def _amount(bar: Bar) -> str:
    return show_difference(bar.amount) if bar.is_change and bar.amount else show(Figure(bar.amount, bar.mark))


def _share(chart: Chart, bar: Bar) -> str:
    return per_cent(bar.share or Fraction(0), of_target=chart.unit == PER_CENT)


def remark(chart: Chart, row: Row, say: Say = messages.text) -> str:
    """What stands below a row's label or in place of its bars: the latest result, and the target."""
    parts = [say("charts.result", result=row.known)] if row.known else []
    if row.remark:
        parts.append(say("charts.target", target=row.remark))
    if not parts and chart.kind is Kind.INDICATORS:
        return say("charts.no_target")
    return say("charts.separator").join(parts)


def spoken(chart: Chart, row: Row, say: Say = messages.text) -> str:
    """A row in a sentence, for those who hover over it or cannot see it."""
    values = [_spoken_bar(chart, bar, say) for bar in row.bars]
    if chart.kind is Kind.LAST_YEAR and len(row.bars) == len(chart.series) == 2:
        difference = show_difference(row.bars[1].amount - row.bars[0].amount)
        values.append(say("charts.spoken_difference", amount=difference, unit=chart.unit))
    if said := remark(chart, row, say):
        values.append(said)
    together = say("charts.separator").join(values or [say("charts.spoken_blank")])
    return say("charts.spoken", label=label(row, say), values=together)


def _spoken_bar(chart: Chart, bar: Bar, say: Say) -> str:
    # a step of a path is named by its row
    name = "" if chart.kind is Kind.WATERFALL else series_name(chart, bar.series, say)
    if not bar.amount and bar.mark == "-":
        return say("charts.spoken_nothing", series=name).strip()
    if chart.unit == PER_CENT:
        amount, unit, share = _share(chart, bar), "", ""
    else:
        amount, unit = _amount(bar), chart.unit
        share = say("charts.share", share=_share(chart, bar)) if bar.share else ""
    return say("charts.spoken_amount", series=name, amount=amount, unit=unit, share=share).strip()


def panel_title(chart: Chart, panel: Panel, say: Say = messages.text) -> str:
    """What stands above a panel with a scale of its own; empty above the first one."""
    if panel.magnified == 1:
        return ""
    coarse = 10 ** max(0, len(str(panel.magnified)) - 2)
    times = round_exact(Fraction(panel.magnified, coarse), Rounding.NEAREST) * coarse
    longest = show(Figure(max(-panel.low, panel.high)))
    return say("charts.magnified", times=f"{times:,}", longest=longest, unit=chart.unit)


def remarks(chart: Chart, say: Say = messages.text) -> list[str]:
    """What there is to know about a chart, in sentences."""
    said = [say(one) for one in chart.remarks]
    said += _gaps(chart, say)
    if any(bar.share for row in chart.rows for bar in row.bars) and chart.unit != PER_CENT:
        said.append(say("charts.shares"))
    if len(panels(chart)) > 1:
        said.append(say("charts.panels"))
    if not said and not chart.rows:
        said.append(say("charts.empty"))
    return said


_OF_PARTS = frozenset({Kind.SEGMENTS, Kind.COMPOSITION, Kind.LAST_YEAR})
"""Their totals stand below the rows they are made of."""


def _gaps(chart: Chart, say: Say) -> Iterator[str]:
    """Where a total is not what the rows above it come to, as figures rounded by themselves are."""
    if chart.kind not in _OF_PARTS:
        return
    parts: Counter[str] = Counter()
    for row in chart.rows:
        for bar in row.bars:
            if not row.strong:
                parts[bar.series] += bar.amount
            elif bar.series in parts and parts[bar.series] != bar.amount:
                yield say(
                    "charts.parts_gap",
                    series=series_name(chart, bar.series, say),
                    label=label(row, say),
                    parts=show(Figure(parts[bar.series])),
                    total=show(Figure(bar.amount)),
                    unit=chart.unit,
                )
        if row.strong:
            parts.clear()
