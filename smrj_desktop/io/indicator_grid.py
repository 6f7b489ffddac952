"""Indicators as grids: those of a section, and all of a plan. What nobody knows has no column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from smrj_desktop.domain import fiscal_years
from smrj_desktop.domain.amounts import Rounding, round_exact
from smrj_desktop.domain.exact import per_cent
from smrj_desktop.domain.grid import Grid, GridCell, GridRow, heads, section
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.progress import counted, progress
from smrj_desktop.domain.sections import core_first, title
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.sheet_words import paper
from smrj_desktop.io.workbook_layout import CORE_MARK

_HUNDRED = 100
_ALWAYS = ("core", "name", "target")
_SUMMARY = ("basis", "last", "this", "midterm", "progress")
_LIST = (*_SUMMARY[:1], "period", *_SUMMARY[1:], "measured", "department")
_SEVERAL = 2

Say = Callable[[Indicator], str]


def summary_grid(plan: Plan, indicators: Sequence[Indicator], comments: Comments) -> Grid:
    """The indicators of a chapter or a section, core targets first; by section where these are several."""
    return _grid(plan, core_first(indicators), _SUMMARY, comments, _SEVERAL)


def indicator_grid(plan: Plan, *, notes: bool = False) -> Grid:
    """All indicators by section; with `notes` footnotes say what open notes say of them."""
    return _grid(plan, plan.indicators, _LIST, Comments(plan, wanted=notes), 1)


def target_text(item: Indicator) -> str:
    """What an indicator's target is; a sign where it has none."""
    return str(item.target) if item.target else paper("part_no_target")


def _grid(
    plan: Plan, indicators: Sequence[Indicator], optional: Sequence[str], comments: Comments, least: int
) -> Grid:
    """Rows of indicators, by section where they are of so many sections at least."""
    columns = _columns(plan, indicators, optional)
    own = {item.section for item in indicators}
    sections = [key for key in dict.fromkeys(item.section for item in plan.indicators) if key in own]

    def row(item: Indicator) -> GridRow:
        return tuple(
            GridCell(text=say(item), note=comments.of_item(item.key) if name == "name" else "")
            for name, say in columns.items()
        )

    years = {"last": plan.profile.fiscal_year - 1, "this": plan.profile.fiscal_year}
    made: list[GridRow] = []
    keys: list[str] = []
    for key in sections:
        if len(sections) >= least:
            made.append(section(title(plan.outline, key), len(columns)))
            keys.append("")
        for item in indicators:
            if item.section == key:
                made.append(row(item))
                keys.append(item.key)
    core = any(item.core for item in indicators)
    return Grid(
        title=paper("part_indicators"),
        subtitle="",
        unit="",
        note=paper("part_core_note", mark=CORE_MARK) if core else "",
        header=(
            heads(
                paper(f"part_column_{name}", year=fiscal_years.show(years[name]) if name in years else "")
                for name in columns
            ),
        ),
        rows=tuple(made),
        line_keys=tuple(keys),
        column_keys=tuple(columns),
    )


def _columns(plan: Plan, indicators: Sequence[Indicator], optional: Sequence[str]) -> dict[str, Say]:
    """The columns that say something, in order."""
    year = plan.profile.fiscal_year
    say: dict[str, Say] = {
        "core": lambda item: CORE_MARK if item.core else "",
        "name": lambda item: item.name,
        "target": target_text,
        "basis": lambda item: item.basis,
        "period": lambda item: paper("part_years", count=item.period_years),
        "last": lambda item: _result(item, year - 1),
        "this": lambda item: _result(item, year),
        "midterm": lambda item: str(item.midterm_target or ""),
        "progress": _progress,
        "measured": lambda item: item.measured,
        "department": lambda item: item.department,
    }
    known = [name for name in optional if any(say[name](item) for item in indicators)]
    if all(item.period_years == 1 for item in indicators):
        known = [name for name in known if name != "period"]
    return {name: say[name] for name in (*_ALWAYS, *known)}


def _result(item: Indicator, year: int) -> str:
    found = (result.number for result in item.results if result.fiscal_year == year)
    return next((counted(item, number) for number in found), "")


def _progress(item: Indicator) -> str:
    """How far it has come on the way to its mid-term target; empty without one."""
    found = progress(item)
    if found is None or found.share is None:
        return ""
    # a mean of three years need not come to an end
    reached = Fraction(round_exact(found.reached * _HUNDRED, Rounding.NEAREST), _HUNDRED)
    return paper(
        f"part_reached_{item.accumulation}",
        reached=counted(item, reached),
        percent=per_cent(found.share, of_target=True),
    )
