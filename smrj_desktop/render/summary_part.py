"""The summary of a chapter or a section: measures in short, indicators, figures, a chart, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.grid import Grid
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.section_measures import MOST_LINES, Measure, in_short
from smrj_desktop.domain.sections import Area, continued, title
from smrj_desktop.domain.series_sections import section_chart
from smrj_desktop.io import indicator_grid, section_grids
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.sheet_words import paper
from smrj_desktop.render.blocks import SMALL, Block, Heading, Paragraph, Part, Picture, Table
from smrj_desktop.render.page import Face, TextStyle

_TEXT = TextStyle(Face.GOTHIC, 8.5)
_STRONG = TextStyle(Face.GOTHIC, 8.5, bold=True)
_TABLE_POINTS = 7.5
_OVERVIEW_LINES = 12
"""So short are the measures of a chapter whose sections have indicators and figures of their own."""


def summary_part(
    plan: Plan, key: str, *, charts: bool, notes: bool, findings: Sequence[Finding] | None
) -> Part:
    """The summary of a chapter or a section.

    Args:
        plan: the plan.
        key: the chapter or section.
        charts: whether it has its chart.
        notes: whether open notes are footnotes, or in a list where what they are about is not printed.
        findings: all findings of the plan, of which it lists those about it; None where it lists none.
    """
    area, name = Area(plan, key), title(plan.outline, key)
    comments = Comments(plan, wanted=notes)
    blocks: list[Block] = [Heading(text=name, level=1)]
    if note := comments.of_item(key):
        blocks.append(Paragraph(text=paper("part_noted"), style=_TEXT, note=note))
    if said := "　".join(filter(None, (plan.profile.title, plan.profile.agency))):
        blocks.append(Paragraph(text=said, style=SMALL))
    indicators = area.indicators()
    blocks += _measures(plan, key, _room(area, indicators), comments)
    if indicators:
        grid = indicator_grid.summary_grid(plan, indicators, comments)
        blocks += _table(grid.title, grid)
    chart = section_chart(plan, key)
    if charts and not chart.is_empty:
        blocks.append(Picture(chart=chart))
    if figures := section_grids.figures_grid(plan, area, comments):
        heading = paper("part_figures_of", segments=figures.subtitle)
        blocks += _table(heading if figures.subtitle else figures.title, figures)
    if findings is not None and (found := section_grids.findings_grid(plan, area, findings)):
        blocks += _table(found.title, found) if found.rows else _nothing_grave(found)
    if notes and (written := section_grids.notes_grid(plan, area, comments)):
        blocks += _table(written.title, written)
    return Part(
        key=f"summary/{key}",
        title=name,
        blocks=tuple(blocks),
        group=paper("part_summaries"),
    )


def _table(heading: str, grid: Grid) -> tuple[Block, ...]:
    return Heading(text=heading), Table(grid=grid, size=_TABLE_POINTS)


def _nothing_grave(grid: Grid) -> tuple[Block, ...]:
    return Heading(text=grid.title), Paragraph(text=paper("part_no_findings") + grid.note, style=_TEXT)


def _measures(plan: Plan, key: str, most: int, comments: Comments) -> Iterator[Block]:
    """The measures in short, and how many passages are left out."""
    measures = in_short(plan.outline, key, most)
    if not measures.shown:
        return
    yield Heading(text=paper("part_measures"))
    for item in measures.shown:
        before = continued(plan.outline, item.passage)
        yield Paragraph(
            text=item.text,
            mark=item.passage.mark,
            under=before.mark if before else "",
            depth=item.depth,
            style=_style(item),
            note=comments.of_item(item.passage.key),
        )
    if left_out := measures.passages - measures.told:
        said = paper("part_left_out", count=left_out)
        yield Paragraph(text=said, style=SMALL)


def _room(area: Area, indicators: Sequence[Indicator]) -> int:
    """How many lines the measures may take, so that the summary stays within two pages."""
    if area.is_chapter and area.segments:
        return _OVERVIEW_LINES
    # the columns of what is known make names narrower, and so rows higher
    return MOST_LINES - sum(bool(item.results or item.midterm_target) for item in indicators)


def _style(item: Measure) -> TextStyle:
    return _STRONG if item.is_heading and not item.depth else _TEXT
