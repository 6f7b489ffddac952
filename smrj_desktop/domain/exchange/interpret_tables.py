"""What the tables of a file change: leaves and lines, with totals and what is systematic set apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from smrj_desktop.domain.amounts import NOTHING, show
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.edit_kinds import LeafFigure, SetCells, StateTotal
from smrj_desktop.domain.edits import apply
from smrj_desktop.domain.elements import At, kind_at
from smrj_desktop.domain.exchange.cell_figures import Said
from smrj_desktop.domain.exchange.found import FoundTable
from smrj_desktop.domain.exchange.interpret_build_ups import items_now, make_up, put_leaf
from smrj_desktop.domain.exchange.interpret_cells import SeenTable
from smrj_desktop.domain.exchange.interpret_lines import frame_of, keys_of
from smrj_desktop.domain.exchange.interpret_scale import settle_scales
from smrj_desktop.domain.exchange.interpret_systematic import explain
from smrj_desktop.domain.exchange.interpret_totals import look_for_stale_formulas, verified
from smrj_desktop.domain.exchange.interpret_twins import leaves_of_twins
from smrj_desktop.domain.exchange.interpret_wording import one_line
from smrj_desktop.domain.exchange.reading import Systematic, TypedTotal
from smrj_desktop.domain.plan import Plan, Profile
from smrj_desktop.domain.restructuring import restructured
from smrj_desktop.domain.statements import Table
from smrj_desktop.domain.template import TableKey

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
        twins: Sequence[FoundTable],
        file_name: str,
        *,
        mine: Plan | None = None,
        publish: bool = False,
    ) -> None:
        """Reads them.

        Args:
            sent: the plan that was sent.
            theirs: a plan like it, which is changed.
            tables: what was recognised.
            twins: some of these once more, in another unit.
            file_name: as `interpret` takes it.
            mine, publish: as `interpret` takes them.
        """
        self._file_name, self._mine, self._publish = file_name, mine, publish
        self.typed_totals: list[TypedTotal] = []
        self.systematic: tuple[Systematic, ...] = ()
        self.findings: list[Finding] = []
        self.unread: list[TableKey] = []
        found = {table.key: table for table in tables}
        there = {
            key: _seen(table, found[key], sent.profile) for key, table in sent.tables.items() if key in found
        }
        beside = {twin.key: _seen(sent.tables[twin.key], twin, sent.profile) for twin in twins}
        settle_scales([*there.values(), *beside.values()])
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
        self._take(theirs, filled, beside)

    def _take(self, theirs: Plan, tables: Sequence[SeenTable], twins: Mapping[TableKey, SeenTable]) -> None:
        explained = explain(tables)
        self.systematic = explained.differences
        for seen in tables:
            key = seen.found.key

            def is_explained(at: At, key: TableKey = key) -> bool:
                return (key, at) in explained.cells

            _missing(seen)
            _lines(theirs, seen)
            if rounded := sum(not figure.whole for figure in seen.figures.values()):
                seen.say("incoming_rounded", Severity.INFO, count=rounded)
            twin = twins.get(key)
            decided = leaves_of_twins(seen, twin) if twin else {}
            _leaves(theirs, seen, decided, is_explained, self._mine, self._file_name)
            if self._publish:
                _publish(theirs, seen)
            else:
                self.typed_totals += verified(seen, theirs.table(key), is_explained)
            look_for_stale_formulas(seen)
            self.findings += [*seen.findings, *(twin.findings if twin else ())]


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
    columns = [column.name for column in template.columns.nodes if column.key not in found.columns]
    if lines:
        seen.say("incoming_lines_missing", labels="、".join(lines))
    if columns:
        seen.say("incoming_columns_missing", labels="、".join(columns))


def _lines(theirs: Plan, seen: SeenTable) -> None:
    """Inserts and renames lines."""
    template = seen.table.template
    lines = frame_of(seen)
    if lines == template.lines.nodes:
        return
    change = restructured(theirs, {template.key: (lines, template.columns.nodes)})
    if change.edit is not None:
        apply(theirs, change.edit)


def _leaves(
    theirs: Plan,
    seen: SeenTable,
    decided: Mapping[At, SeenTable],
    explained: Callable[[At], bool],
    mine: Plan | None,
    file_name: str,
) -> None:
    """Puts in the leaves that the file changes; published totals follow them.

    Args:
        theirs: the plan that is changed.
        seen: the table.
        decided: the leaves that it and its twin change, and which of the two.
        explained: whether a systematic difference explains what stands in another cell.
        mine, file_name: as `interpret` takes them.
    """
    cells: list[LeafFigure] = []
    changed = ((at, seen) for at in _changed(theirs, seen, explained) if at not in decided)
    for at, source in (*decided.items(), *changed):
        said = source.figures[at]
        if items := items_now(mine, source, at):
            make_up(theirs, source, at, items, file_name)
            continue
        if source.built_up(at):
            # a figure has been typed over the items since
            put_leaf(theirs, source.cell_key(at), NOTHING)
        if said.amount is None:
            source.say_of(at, "incoming_emptied", old=show(source.sent[at]))
            cells.append(LeafFigure(*at, NOTHING))
        else:
            cells.append(LeafFigure(*at, said.figure))
            if Fraction(said.amount).denominator != 1:
                _below_unit(source, at, said)
    if cells:
        apply(theirs, SetCells(table=seen.found.key, cells=tuple(cells)))


def _below_unit(seen: SeenTable, at: At, said: Said) -> None:
    """Says that a leaf was changed by less than the plan keeps, or to more than that."""
    lost = said.figure == seen.sent.get(at, NOTHING)
    seen.say_of(
        at,
        "incoming_below_unit",
        Severity.WARNING if lost else Severity.INFO,
        value=seen.shown(said.amount or 0),
        figure=f"{show(said.figure)}{seen.unit.label}",
    )


def _publish(theirs: Plan, seen: SeenTable) -> None:
    """Publishes every total as the file prints it."""
    template = theirs.table(seen.found.key).template
    for at, said in seen.figures.items():
        if said.amount is not None and kind_at(template, at) == "total":
            apply(theirs, StateTotal(cell=seen.cell_key(at), figure=said.figure))


def _changed(theirs: Plan, seen: SeenTable, explained: Callable[[At], bool]) -> Iterator[At]:
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
            yield at
    if blanks:
        seen.say("incoming_blanks", Severity.INFO, count=blanks)
