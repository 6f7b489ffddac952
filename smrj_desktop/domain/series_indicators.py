"""Chart data of indicators: how far they have come, in per cent of their targets."""

from __future__ import annotations

from fractions import Fraction

from smrj_desktop.domain import fiscal_years
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.progress import counted, progress
from smrj_desktop.domain.sections import title
from smrj_desktop.domain.series import PER_CENT, Bar, Chart, Kind, Row

RESULT, MIDTERM = "result", "midterm"


def indicators(plan: Plan, section: str = "") -> Chart:
    """The result of each indicator, of the plan's year or else the latest, and its mid-term progress.

    Indicators without a result or a target keep their row; what is known of them is its remark.

    Args:
        plan: the plan.
        section: the section whose indicators are wanted; empty for all.
    """
    wanted = [one for one in plan.indicators if section in ("", one.section)]
    rows = tuple(_row(plan, one) for one in wanted)
    drawn = {bar.series for row in rows for bar in row.bars}
    return Chart(
        kind=Kind.INDICATORS,
        subject=section,
        name=title(plan.outline, section),
        series=tuple(series for series in (RESULT, MIDTERM) if series in drawn),
        rows=rows,
        unit=PER_CENT,
    )


def _row(plan: Plan, indicator: Indicator) -> Row:
    results = {result.fiscal_year: result for result in indicator.results}
    year = plan.profile.fiscal_year
    latest = results.get(year) or (indicator.results[-1] if indicator.results else None)
    target = indicator.target
    found = []
    known = ""
    if latest:
        # the number first: what is too long for its place is cut at its end
        known = f"{counted(indicator, latest.number)}（{fiscal_years.show(latest.fiscal_year)}）"
        if target and target.number:
            found.append(_bar(RESULT, Fraction(latest.number) / Fraction(target.number)))
    reached = progress(indicator)
    if reached and reached.share is not None:
        found.append(_bar(MIDTERM, reached.share))
    remark = str(target) if target else ""
    return Row(indicator.name, tuple(found), remark=remark, known=known, key=indicator.key)


def _bar(series: str, share: Fraction) -> Bar:
    """A bar as long as the whole per cent reached, so that none touches a target it does not reach."""
    per_cent = share.numerator * 100 // share.denominator
    return Bar(series, 0, per_cent, per_cent, share=share)
