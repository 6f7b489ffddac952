"""Every chart of a plan by its kind and its subject: the one door for screen, paper and pictures."""

from __future__ import annotations

from smrj_desktop.domain import series_accounts, series_agency, series_indicators, series_sections
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import AGENCY, Chart, Kind

_OF_ACCOUNT = {
    Kind.SEGMENTS: series_accounts.segments,
    Kind.COMPOSITION: series_accounts.composition,
    Kind.WATERFALL: series_accounts.waterfall,
    Kind.STATEMENTS: series_accounts.statements,
    Kind.LAST_YEAR: series_accounts.last_year,
}
_OF_AGENCY = {
    Kind.SEGMENTS: series_agency.segments,
    Kind.COMPOSITION: series_agency.composition,
    Kind.STATEMENTS: series_agency.statements,
    Kind.LAST_YEAR: series_agency.last_year,
}
KINDS_OF_ACCOUNT = tuple(_OF_ACCOUNT)
KINDS_OF_AGENCY = tuple(_OF_AGENCY)
"""Without `INDICATORS`, which are of the agency or of a section, and `SECTION`, which is of a section."""


def chart_of(plan: Plan, kind: Kind, subject: str = AGENCY) -> Chart:
    """A chart; without rows where the plan does not have what it is about.

    Args:
        plan: the plan.
        kind: one of `KINDS_OF_ACCOUNT` for an account, of `KINDS_OF_AGENCY` for `AGENCY`, or `INDICATORS` or
            `SECTION`.
        subject: the key of an account or, for the last two, of a section; `AGENCY` for all.

    Raises:
        KeyError: the subject has no such chart.
    """
    if kind is Kind.INDICATORS:
        return series_indicators.indicators(plan, subject)
    if kind is Kind.SECTION:
        return series_sections.section_chart(plan, subject)
    if subject == AGENCY:
        return _OF_AGENCY[kind](plan)
    return _OF_ACCOUNT[kind](plan, subject)
