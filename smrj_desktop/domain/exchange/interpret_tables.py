"""What the tables of a file change: leaves and lines, with totals and what is systematic set apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from smrj_desktop.domain.amounts import NOTHING, show
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.edit_kinds import LeafFigure, SetCells, StateTotal
from smrj_desktop.domain.edits import apply
from smrj_desktop.domain.elements import At, kind_at
from smrj_desktop.domain.exchange.cell_figures import Said
from smrj_desktop.domain.exchange.found import FoundTable
from smrj_desktop.domain.exchange.interpret_build_ups import make_up
from smrj_desktop.domain.exchange.interpret_cells import SeenTable
from smrj_desktop.domain.exchange.interpret_lines import frame_of, keys_of
from smrj_desktop.domain.exchange.interpret_scale import settle_scales
from smrj_desktop.domain.exchange.interpret_systematic import explain
from smrj_desktop.domain.exchange.interpret_totals import look_for_stale_formulas, verified
from smrj_desktop.domain.exchange.interpret_wording import one_line
from smrj_desktop.domain.exchange.reading import Systematic, TypedTotal
from smrj_desktop.domain.plan import Plan, Profile
from smrj_desktop.domain.restructuring import restructured
from smrj_desktop.domain.statements import Table
from smrj_desktop.domain.template import Column, TableKey

_MOST_LINES = 200
"""A table with more lines that are none of the plan's is something else, or has something else below it."""


class TablesRead:
    """The tables of a file, taken into a plan.

    Attributes:
        typed_totals, systematic, findings, unread: as in `Reading`.
    """

    def __init__(
        self,
        sent: Plan,
        theirs: Plan,
        tables: Sequence[FoundTable],
        file_name: str,
        *,
        publish: bool = False,
    ) -> None:
        """Reads them.

        Args:
            sent: the plan that was sent.
            theirs: a plan like it, which is changed.
            tables: what was recognised.
            file_name: as `interpret` takes it.
            publish: as `interpret` takes it.
        """
        self._file_name, self._publish = file_name, publish
        self.typed_totals: list[TypedTotal] = []
        self.systematic: tuple[Systematic, ...] = ()
        self.findings: list[Finding] = []
        self.unread: list[TableKey] = []
        found = {table.key: table for table in tables}
        there = {
            key: _seen(table, found[key], sent.profile) for key, table in sent.tables.items() if key in found
        }
        settle_scales(list(there.values()))
        filled: list[SeenTable] = []
        for key in sent.tables:
            seen = there.get(key)
            if seen and not seen.empty:
                filled.append(seen)
                continue
            self.unread.append(key)
            if seen:
                seen.say("incoming_table_empty")
                self.findings += seen.findings
        self._take(theirs, filled)

    def _take(self, theirs: Plan, tables: Sequence[SeenTable]) -> None:
        explained = explain(tables)
        self.systematic = explained.differences
        for seen in tables:
            key = seen.found.key

            def is_explained(at: At, key: TableKey = key) -> bool:
                return (key, at) in explained.cells

            _missing(seen)
            _lines(theirs, seen)
            _leaves(theirs, seen, is_explained, self._file_name)
            if self._publish:
                _publish(theirs, seen)
            else:
                self.typed_totals += verified(seen, theirs.table(key), is_explained)
            look_for_stale_formulas(seen)
            self.findings += seen.findings


def _seen(table: Table, found: FoundTable, profile: Profile) -> SeenTable:
    named = tuple(extra for extra in found.extra if one_line(extra.label))
    kept = named if len(named) <= _MOST_LINES else ()
    taken = replace(found, extra=kept)
    seen = SeenTable(table, taken, keys_of(taken, table.template.lines), profile)
    for extra in found.extra:
        if not one_line(extra.label):
            seen.say("incoming_line_unnamed", row=extra.row)
    if len(kept) < len(named):
        seen.say("incoming_lines_too_many", count=len(named))
    return seen


def _missing(seen: SeenTable) -> None:
    """Says which lines and columns of the table are not in the file, and so stay as they are."""
    template, found = seen.table.template, seen.found
    lines = [line.label for line in template.lines.nodes if not line.heading and line.key not in found.rows]
    columns = [_name(column) for column in template.columns.nodes if column.key not in found.columns]
    if lines:
        seen.say("incoming_lines_missing", labels="、".join(lines))
    if columns:
        seen.say("incoming_columns_missing", labels="、".join(columns))


def _name(column: Column) -> str:
    return f"{column.segment}・{column.accounting_class}".strip("・")


def _lines(theirs: Plan, seen: SeenTable) -> None:
    """Inserts and renames lines."""
    template = seen.table.template
    lines = frame_of(seen)
    if lines == template.lines.nodes:
        return
    change = restructured(theirs, {template.key: (lines, template.columns.nodes)})
    if change.edit is not None:
        apply(theirs, change.edit)


def _leaves(theirs: Plan, seen: SeenTable, explained: Callable[[At], bool], file_name: str) -> None:
    """Puts in the leaves that the file changes; published totals follow them."""
    cells: list[LeafFigure] = []
    for at, said in _changed(theirs, seen, explained):
        if seen.built_up(at):
            make_up(theirs, seen, at, file_name)
        elif said.amount is None:
            seen.say_of(at, "incoming_emptied", old=show(seen.sent[at]))
            cells.append(LeafFigure(*at, NOTHING))
        else:
            cells.append(LeafFigure(*at, said.figure))
    if cells:
        apply(theirs, SetCells(table=seen.found.key, cells=tuple(cells)))


def _publish(theirs: Plan, seen: SeenTable) -> None:
    """Publishes every total as the file prints it."""
    template = theirs.table(seen.found.key).template
    for at, said in seen.figures.items():
        if said.amount is not None and kind_at(template, at) == "total":
            apply(theirs, StateTotal(cell=seen.cell_key(at), figure=said.figure))


def _changed(theirs: Plan, seen: SeenTable, explained: Callable[[At], bool]) -> Iterator[tuple[At, Said]]:
    template = theirs.table(seen.found.key).template
    blanks = 0
    for at, said in seen.figures.items():
        sent = seen.sent.get(at, NOTHING)
        if said.agrees(sent) or kind_at(template, at) != "leaf" or explained(at):
            continue
        if said.amount is None and sent == NOTHING:
            # a printed plan has no blank cells: one that is blank says that nothing is in it
            blanks += at in seen.sent
        else:
            yield at, said
    if blanks:
        seen.say("incoming_blanks", Severity.INFO, count=blanks)
