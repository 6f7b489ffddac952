"""From grids and from the whole plan to pages and to PDF."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable

from benchmarks.calibration import against_loop, alternating, calibration_loop, report, timed
from smrj_desktop import app
from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.grid import Grid, GridCell, Role, heads
from smrj_desktop.io import builtin
from smrj_desktop.render import parts, publishing
from smrj_desktop.render.paper import PageSetup
from smrj_desktop.ui import settings

PAIRS, TURNS = 9, 9
FEW, MANY, COLUMNS = 200, 2_000, 10
GROWTH = 12.0
SETUP = PageSetup()


def run() -> None:
    """Prints what ten times the rows cost, and the whole plan in calibration loops of 16 ms."""
    # with widgets, since other benchmarks of the same run need them
    application = app.make_application(settings.Settings(theme="light"))
    # as the window does at its start: what is there for good is not looked through again and again
    gc.collect()
    gc.freeze()
    few, many = (_printing(_grid(rows)) for rows in (FEW, MANY))
    few(), many()
    ratios = alternating(many, few, PAIRS)
    report(f"{MANY:,} rows to PDF / {FEW} rows", statistics.median(ratios), GROWTH, f"{PAIRS} pairs")
    plan = builtin.load()
    wanted = parts.whole_plan(plan)
    whole = publishing.printed(parts.of_plan(plan, wanted), SETUP, contents=True)
    pages = len(whole.pages)
    _in_loops(
        f"the whole plan laid out, {pages} pages",
        lambda: publishing.printed(parts.of_plan(plan, wanted), SETUP, contents=True),
    )
    _in_loops("the same drawn as PDF, with bookmarks", lambda: publishing.pdf(whole, title=""))
    summary = parts.Wanted(sections=("I-1",))
    _in_loops(
        "the summary of a section laid out",
        lambda: publishing.printed(parts.of_plan(plan, summary), SETUP),
    )
    del application


def _printing(grid: Grid) -> Callable[[], bytes]:
    def work() -> bytes:
        return publishing.pdf(publishing.printed(parts.of_grids("", [grid]), SETUP), title="")

    return work


def _grid(rows: int) -> Grid:
    """Rows of a label and figures, no two alike."""

    def row(number: int) -> tuple[GridCell, ...]:
        figures = (Figure((number + 1) * (column + 7) * 97 % 1_000_003) for column in range(COLUMNS - 1))
        cells = (GridCell(text=show(figure), figure=figure, role=Role.LEAF) for figure in figures)
        return (GridCell(text=f"費目{number}"), *cells)

    return Grid(
        title="",
        subtitle="",
        unit="百万円",
        note="",
        header=(heads(f"区分{column}" for column in range(COLUMNS)),),
        rows=tuple(map(row, range(rows))),
        line_keys=(),
        column_keys=tuple(map(str, range(COLUMNS))),
    )


def _in_loops(name: str, work: Callable[[], object]) -> None:
    samples, loops = [], []
    for _ in range(TURNS):
        loops.append(calibration_loop())
        samples.append(timed(work))
    report(f"{name} (loops of 16 ms)", against_loop(samples, loops)[0], None)
