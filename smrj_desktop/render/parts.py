"""What can be printed of a plan, as parts: section summaries, statements, indicators, text, report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from smrj_desktop.domain import sections
from smrj_desktop.domain.charts import KINDS_OF_ACCOUNT, KINDS_OF_AGENCY, chart_of
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.grid import Grid, statement_grid
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import AGENCY, Kind
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.in_japanese import in_japanese
from smrj_desktop.io.indicator_grid import indicator_grid
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.report_grid import report_grid
from smrj_desktop.io.sheet_words import japanese, paper
from smrj_desktop.render.blocks import SMALL, Block, Heading, Paragraph, Part, Picture, Table
from smrj_desktop.render.paper import Orientation
from smrj_desktop.render.summary_part import summary_part
from smrj_desktop.render.text_parts import text_parts

_MOST_UPRIGHT = 6
"""So many columns of figures stand on paper that stands upright."""
_MOST_TEXTS_UPRIGHT = 4
"""So many columns of texts do."""
_STATEMENT_POINTS = 10.0
INDICATORS = "indicators"
"""In place of an account's key: the indicators, of which there are charts too."""

Key = TypeVar("Key", str, TableKey)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be printed, and with what.

    Attributes:
        sections: keys of chapters and sections (headings right below a chapter) whose summaries are wanted.
        tables: the statements.
        indicators, text, report: whether the list of indicators, the plan's text, the check report are.
        charts: whether summaries have their chart.
        findings: whether summaries list the open findings of their section.
        charts_of: the subjects of which all charts are: `AGENCY`, accounts, `INDICATORS`.
        notes: whether open notes are printed: as footnotes, or in a list at the end of a summary which does
            not print what they are about.
        contents: whether a list of contents comes first.
    """

    sections: tuple[str, ...] = ()
    tables: tuple[TableKey, ...] = ()
    indicators: bool = False
    text: bool = False
    report: bool = False
    charts: bool = True
    findings: bool = False
    notes: bool = False
    contents: bool = False
    charts_of: tuple[str, ...] = ()

    def only_known(self, plan: Plan) -> Wanted:
        """The same in the order of the plan, without what the plan does not have."""
        subjects = (AGENCY, *(account.key for account in plan.accounts), INDICATORS)
        return replace(
            self,
            sections=tuple(key for key in sections_of(plan) if key in self.sections),
            tables=tuple(key for key in plan.tables if key in self.tables),
            charts_of=tuple(key for key in subjects if key in self.charts_of),
        )

    def of_earlier(self, old: Plan, new: Plan) -> Wanted:
        """What of an earlier plan was printed where this is of the one now.

        That is the same and, where all tables, sections or accounts' charts there are now are wanted, those
        that have gone since as well.
        """
        now, before = ([account.key for account in plan.accounts] for plan in (new, old))
        wanted = replace(
            self,
            sections=_grown(self.sections, sections_of(new), sections_of(old)),
            tables=_grown(self.tables, new.tables, old.tables),
            charts_of=_grown(self.charts_of, now, before),
        )
        return wanted.only_known(old)


def _grown(wanted: tuple[Key, ...], now: Collection[Key], before: Collection[Key]) -> tuple[Key, ...]:
    """What is wanted, with what has gone since where it is all there is now."""
    if not wanted or not set(now) <= set(wanted):
        return wanted
    return wanted + tuple(key for key in before if key not in now)


def sections_of(plan: Plan) -> tuple[str, ...]:
    """The keys of the chapters and sections that have a summary, in the order of the text."""
    return sections.sections(plan.outline)


def whole_plan(plan: Plan) -> Wanted:
    """The whole plan as it is published: contents, text, indicators, all statements."""
    return Wanted(tables=tuple(plan.tables), indicators=True, text=True, contents=True)


def of_plan(
    plan: Plan, wanted: Wanted, findings: Sequence[Finding] = (), holds: bool | None = None
) -> list[Part]:
    """The parts of a plan in the order they are printed: summaries, text, indicators, tables, charts, report.

    Args:
        plan: the plan.
        wanted: what of it; what the plan does not have is passed over.
        findings: all findings of its checks, where summaries or the report need them.
        holds: the joint proof's verdict.
    """
    known = wanted.only_known(plan)
    made = [
        summary_part(
            plan,
            key,
            charts=wanted.charts,
            notes=wanted.notes,
            findings=findings if wanted.findings else None,
        )
        for key in sections_of(plan)
        if key in known.sections
    ]
    if wanted.text:
        made += text_parts(plan, notes=wanted.notes)
    if wanted.indicators and plan.indicators:
        made.append(_listing("indicators", indicator_grid(plan, notes=wanted.notes)))
    comments = Comments(plan, wanted=wanted.notes)
    made += (_statement(plan, key, comments) for key in known.tables)
    for subject in known.charts_of:
        made += _charts(plan, subject)
    if wanted.report:
        with in_japanese():
            made.append(_listing("report", report_grid(plan, findings, holds)))
    return made


def of_grids(title: str, grids: Sequence[Grid]) -> list[Part]:
    """Any grids as one part."""
    tables = [block for grid in grids for block in _grid_blocks(grid, title)]
    wide = any(len(grid.column_keys) > _MOST_TEXTS_UPRIGHT for grid in grids)
    return [
        Part(
            key="grids",
            title=title,
            blocks=(Heading(text=title, level=1), *tables),
            orientation=Orientation.LANDSCAPE if wide else Orientation.PORTRAIT,
        )
    ]


def _grid_blocks(grid: Grid, title: str) -> Iterator[Block]:
    """A grid below its title, unless the part has that, and its subtitle, which may be a long sentence."""
    if grid.title != title:
        yield Heading(text=grid.title)
    if grid.subtitle:
        yield Paragraph(text=grid.subtitle, style=SMALL)
    yield Table(grid=grid)


def _listing(key: str, grid: Grid) -> Part:
    return Part(
        key=key,
        title=grid.title,
        blocks=(Heading(text=grid.title, level=1), Table(grid=grid)),
        orientation=Orientation.LANDSCAPE,
    )


def _statement(plan: Plan, key: TableKey, comments: Comments) -> Part:
    statement = layout.statement_title(key.statement)
    grid = statement_grid(plan, key, statement, note=comments.of_cell)
    title = layout.word("statement_title").format(statement=statement, account=grid.subtitle)
    wide = len(grid.column_keys) > _MOST_UPRIGHT
    return Part(
        key=f"table/{key.statement}/{key.account}",
        title=title,
        blocks=(Heading(text=title, level=1), Table(grid=grid, size=_STATEMENT_POINTS)),
        group=statement,
        orientation=Orientation.LANDSCAPE if wide else Orientation.PORTRAIT,
    )


def _charts(plan: Plan, subject: str) -> Iterator[Part]:
    """All charts of a subject, if it has any."""
    kinds: tuple[Kind, ...] = KINDS_OF_AGENCY if subject == AGENCY else KINDS_OF_ACCOUNT
    if subject == INDICATORS:
        charts, name = [chart_of(plan, Kind.INDICATORS)], paper("part_indicators")
    else:
        charts = [chart_of(plan, kind, subject) for kind in kinds]
        name = plan.account(subject).label if subject else japanese("charts.whole")
    pictures = [Picture(chart=chart) for chart in charts if not chart.is_empty]
    if pictures:
        title = paper("part_charts_of", name=name)
        heading = Heading(text=title, level=1)
        key = f"charts/{subject}"
        yield Part(key=key, title=title, blocks=(heading, *pictures), group=paper("part_charts"))
