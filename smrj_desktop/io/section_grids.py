"""What a section's summary shows as grids: its figures, the findings that are open, the open notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.checks.finding import Finding, Severity, cell_place
from smrj_desktop.domain.grid import Grid, GridCell, GridRow, Role, heads, section
from smrj_desktop.domain.place_names import Names
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.section_figures import FigureGroup, FigureLine, SectionFigures, section_figures
from smrj_desktop.domain.section_measures import shortened
from smrj_desktop.domain.sections import Area, named
from smrj_desktop.io import check_report
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.in_japanese import in_japanese
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.sheet_words import paper
from smrj_desktop.messages import text

_SUM = "sum"


def figures_grid(plan: Plan, area: Area, comments: Comments) -> Grid | None:
    """The figures of a section's segments with what notes say of them; None where it has none."""
    found = section_figures(plan, area)
    if found is None:
        return None
    names = [
        plan.account(head.account).label if head.account else "・".join(head.segments) for head in found.heads
    ]
    keys = [head.account or "/".join(head.segments) for head in found.heads]
    if found.summed:
        names.append(paper("part_sum"))
        keys.append(_SUM)
    rows: list[GridRow] = []
    line_keys: list[str] = []
    for group in found.groups:
        rows.append(section(_group_name(group), len(names) + 1))
        line_keys.append("")
        for line in group.lines:
            rows.append(_figure_row(line, comments, summed=found.summed))
            line_keys.append(f"{group.statement}/{line.key}")
    return Grid(
        title=paper("part_figures"),
        subtitle="・".join(area.segments) if found.heads[0].account else "",
        unit=plan.profile.entry_unit,
        note="\n".join(_figure_notes(plan, found)),
        header=(heads(("", *names)),),
        rows=tuple(rows),
        line_keys=tuple(line_keys),
        column_keys=tuple(keys),
    )


def _group_name(group: FigureGroup) -> str:
    return "　".join(filter(None, (layout.statement_title(group.statement), group.section)))


def _figure_row(line: FigureLine, comments: Comments, *, summed: bool) -> GridRow:
    label = Role.LABEL if line.role is Role.LEAF else line.role

    def cell(at: int, figure: Figure) -> GridCell:
        last = summed and at == len(line.figures) - 1
        return GridCell(
            text=show(figure),
            figure=figure,
            role=Role.TOTAL if last else line.role,
            note="" if last else comments.of_cells(line.cells[at]),
        )

    cells = (cell(at, figure) for at, figure in enumerate(line.figures))
    return (GridCell(text=line.label, role=label), *cells)


def _figure_notes(plan: Plan, found: SectionFigures) -> list[str]:
    """What the figures leave out, what they count twice, how they are rounded."""
    notes = []
    if found.apart:
        notes.append(paper("part_apart", names="、".join(found.apart)))
    if found.double and found.summed:
        flows = (f"{flow.label} {show(flow.income.amount)}" for flow in found.double)
        notes.append(paper("part_double", flows="、".join(flows)))
    return [*notes, plan.profile.rounding_note] if plan.profile.rounding_note else notes


def findings_grid(plan: Plan, area: Area, findings: Sequence[Finding]) -> Grid | None:
    """The open errors and warnings about a section, the grave ones first; None where nothing is open.

    The note says how many findings are for information alone; the grid has no rows where all are.
    """
    own = [item for item in findings if not item.accepted and area.has_finding(item)]
    if not own:
        return None
    listed = [item for item in own if item.severity is not Severity.INFO]
    others = Counter(item.word for item in own if item.severity is Severity.INFO)
    with in_japanese():
        rows = [
            _texts(
                text(f"word.{item.word}"),
                check_report.where(plan, item.place),
                check_report.sentence(item),
            )
            for item in check_report.gravest_first(listed)
        ]
        counts = "、".join(
            paper("part_finding_count", word=text(f"word.{word}"), count=count)
            for word, count in sorted(others.items())
        )
    names = ("word", "place", "content")
    return Grid(
        title=paper("part_findings"),
        subtitle="",
        unit="",
        note=paper("part_findings_note", counts=counts) if counts else "",
        header=(heads(paper(f"part_column_{name}") for name in names),),
        rows=tuple(rows),
        line_keys=(),
        column_keys=names,
    )


def notes_grid(plan: Plan, area: Area, comments: Comments) -> Grid | None:
    """The open notes about a section that nobody has been told, without names; None where there are none."""
    notes = [note for note in area.open_notes() if not comments.has_told(note)]
    if not notes:
        return None
    names = ("place", "note")
    with in_japanese():
        rows = tuple(_texts(_place(plan, note.place), note.text) for note in notes)
    return Grid(
        title=paper("part_notes"),
        subtitle="",
        unit="",
        note="",
        header=(heads(paper(f"part_column_{name}") for name in names),),
        rows=rows,
        line_keys=(),
        column_keys=names,
    )


def _place(plan: Plan, name: str) -> str:
    """What a note is about, in words."""
    place = Names(plan).read(name)
    if place.cell:
        table = plan.table(place.cell)
        return check_report.where(plan, cell_place(table.template, *table.locate(place.cell)))
    if place.kind == "indicator":
        return shortened(plan.indicators[plan.indicator_index(place.key)].name)
    return shortened(named(plan.outline[place.key]))


def _texts(*said: str) -> GridRow:
    return tuple(GridCell(text=each) for each in said)
