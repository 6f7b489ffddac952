"""The merge report: what became of everything a file brought, for screen, Excel and Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.exchange.outcome import Outcome, OutcomeRow, Verdict
from smrj_desktop.domain.exchange.review_items import ReviewItem
from smrj_desktop.domain.grid import Grid, GridCell, GridRow, Role, heads, section
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import atomic, check_report, difference_words, grid_xlsx, review_words
from smrj_desktop.messages import text

WORD = ".docx"
"""The ending of a file that becomes a Word document; any other becomes a workbook."""

_ORDER = (
    Verdict.OPEN,
    Verdict.TAKEN,
    Verdict.TYPED,
    Verdict.STATED,
    Verdict.SPREAD,
    Verdict.REFUSED,
)
"""What still wants a decision comes first."""

_FIGURES = ("cell", "stated", *review_words.TOTALS)


def write(
    outcome: Outcome,
    plan: Plan,
    path: Path,
    *,
    file_name: str,
    base_version: str = "",
    modified: datetime | None = None,
) -> None:
    """Writes the report as a Word document or as a workbook, by the ending of `path`.

    Args:
        outcome: what became of everything.
        plan: the plan that names the places: the one now.
        path: where to.
        file_name: the name of the file that came back.
        base_version: what the plan was called that was sent; empty where it had no name.
        modified: the document's time; a fixed one where it is None.

    Raises:
        FileError: one of those about saving.
    """
    grids = merge_report_grids(outcome, plan, file_name, base_version)
    title = text("merge_report.title", plan=plan.profile.title)
    if path.suffix.lower() == WORD:
        # python-docx takes a while to load
        from smrj_desktop.io import grid_docx

        content = grid_docx.content(grids, title=title, modified=modified)
    else:
        content = grid_xlsx.content({grid.title: grid for grid in grids}, title=title, modified=modified)
    atomic.write(path, content)


def merge_report_grids(
    outcome: Outcome, plan: Plan, file_name: str, base_version: str = ""
) -> tuple[Grid, ...]:
    """The report as grids: the summary, the changes by what became of them, what the file's reader says.

    Grids that would be empty are left out; the arguments are those of `write`.
    """
    grids = [_grid(plan, "summary", ("item", "content"), _summary(outcome, plan, file_name, base_version))]
    if outcome.rows:
        columns = ("kind", "place", *_sides(outcome), "result", "reason")
        grids.append(_grid(plan, "changes", columns, _changes(outcome, plan)))
    if outcome.findings or outcome.unread:
        grids.append(_grid(plan, "reading", ("word", "place", "content"), _reading(outcome, plan)))
    return tuple(grids)


def _grid(plan: Plan, name: str, columns: Sequence[str], rows: Iterator[GridRow]) -> Grid:
    return Grid(
        title=text(f"merge_report.{name}"),
        subtitle="",
        unit=plan.profile.entry_unit if name == "changes" else "",
        note=text(f"merge_report.{name}_note"),
        header=(heads(text(f"merge_report.{column}") for column in columns),),
        rows=tuple(rows),
        line_keys=(),
        column_keys=tuple(columns),
    )


def _texts(*said: str) -> GridRow:
    return tuple(GridCell(text=each) for each in said)


# ---- the summary


def _summary(outcome: Outcome, plan: Plan, file_name: str, base_version: str) -> Iterator[GridRow]:
    yield _texts(text("merge_report.plan"), " ".join(filter(None, (plan.profile.agency, plan.profile.title))))
    yield _texts(text("merge_report.file"), file_name)
    yield _texts(text("merge_report.base_of"), _base(outcome, base_version))
    for verdict in _ORDER:
        count = len(outcome.having(verdict))
        yield _texts(text(f"merge_report.verdict_{verdict}"), text("merge_report.count", count=count))
    yield _texts(text("merge_report.all"), text("merge_report.count", count=len(outcome.rows)))
    for name, found in (("findings", outcome.findings), ("unread", outcome.unread)):
        yield _texts(text(f"merge_report.{name}"), text("merge_report.count", count=len(found)))


def _base(outcome: Outcome, version: str) -> str:
    if outcome.two_way:
        return text("merge_report.base_unknown")
    return text("merge_report.base_version", version=version) if version else text("merge_report.base_sent")


# ---- the changes


def _sides(outcome: Outcome) -> tuple[str, ...]:
    """What stood where; without a plan that was sent there are two sides."""
    return ("mine", "theirs") if outcome.two_way else ("base", "mine", "theirs")


def _changes(outcome: Outcome, plan: Plan) -> Iterator[GridRow]:
    sides = _sides(outcome)
    for verdict in _ORDER:
        rows = outcome.having(verdict)
        if rows:
            name = text(f"merge_report.verdict_{verdict}")
            yield section(text("merge_report.section", name=name, count=len(rows)), len(sides) + 4)
        for row in rows:
            item = row.item
            said = [getattr(item, side) for side in sides]
            yield (
                GridCell(text=text(f"merge_report.state_{item.state}")),
                GridCell(text=review_words.where(plan, item)),
                *_alternatives(item, [*said, row.result]),
                GridCell(text=_reason(row)),
            )


def _alternatives(item: ReviewItem, alternatives: Sequence[str]) -> Iterator[GridCell]:
    """What stood where, side by side; a long text is not said twice in neighbouring cells."""
    before = ""
    for each in alternatives:
        if item.kind in _FIGURES and difference_words.is_short(each):
            yield GridCell(text=each or difference_words.absent("cell"), role=Role.LEAF)
        elif each == before and not difference_words.is_short(each):
            yield GridCell(text=text("merge_report.same"))
        else:
            yield GridCell(text=each or difference_words.absent(item.kind))
        before = each


def _reason(row: OutcomeRow) -> str:
    """Why it was decided so, and what else there is to know."""
    return "\n".join(filter(None, (row.reason, review_words.remark(row.item))))


# ---- what the file's reader says


def _reading(outcome: Outcome, plan: Plan) -> Iterator[GridRow]:
    for finding in check_report.gravest_first(outcome.findings):
        yield _found(plan, finding)
    if outcome.unread:
        count = len(outcome.unread)
        yield section(text("merge_report.section", name=text("merge_report.unread"), count=count), 3)
        for key in outcome.unread:
            yield _texts("", check_report.table_name(plan, key), text("merge_report.table_unread"))


def _found(plan: Plan, finding: Finding) -> GridRow:
    return _texts(
        text(f"word.{finding.word}"),
        check_report.where(plan, finding.place),
        check_report.sentence(finding),
    )
