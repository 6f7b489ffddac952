"""The first page of what is handed out to replace pages: which ones, and what has changed in the plan."""

from __future__ import annotations

from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.grid import Grid, GridCell, heads
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io.difference_grid import difference_grid
from smrj_desktop.io.in_japanese import in_japanese
from smrj_desktop.io.sheet_words import paper
from smrj_desktop.render import flow
from smrj_desktop.render.blocks import Block, Heading, Part, Table
from smrj_desktop.render.page import Printout
from smrj_desktop.render.paper import PageSetup
from smrj_desktop.render.replacement import Replacement

_COLUMNS = ("number", "content", "fate")


def other_plan(old: Plan, new: Plan) -> bool:
    """Whether one is no state of the other, so that nearly every page may differ."""
    return (old.profile.id, old.profile.fiscal_year) != (new.profile.id, new.profile.fiscal_year)


def listing(replacement: Replacement, old: Plan, new: Plan) -> Part:
    """The part that lists the pages to replace, then the differences of the two plans."""
    title = paper("replaced_title")
    pages = Grid(
        title=title,
        subtitle="",
        unit="",
        note=paper("replaced_note"),
        header=(heads(paper(f"replaced_{name}") for name in _COLUMNS),),
        rows=tuple(
            tuple(GridCell(text=each) for each in (number, what, paper(f"replaced_{fate}", number=moved_to)))
            for number, what, fate, moved_to in replacement.entries
        ),
        line_keys=(),
        column_keys=_COLUMNS,
    )
    with in_japanese():
        changes = difference_grid(
            new,
            compare(old, new),
            title=paper("replaced_changes"),
            subtitle="",
            old_name=paper("replaced_before"),
            new_name=paper("replaced_after"),
        )
    blocks: list[Block] = [Heading(text=title, level=1), Table(grid=pages)]
    if changes.rows:
        blocks += [Heading(text=changes.title), Table(grid=changes)]
    return Part(key="replaced", title=title, blocks=tuple(blocks))


def handed_out(replacement: Replacement, first: Part, setup: PageSetup) -> Printout:
    """The pages that replace others behind the pages that list them, which have no number."""
    pages = flow.pages_of(first, setup)
    return Printout(pages=(*pages, *replacement.printout.pages), total=replacement.printout.total)
