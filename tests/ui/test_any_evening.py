"""Any evening: what is typed, filled, pasted, spread, restructured, undone and lost, against a plain model.

The model knows dictionaries of figures and lists of snapshots, and nothing of sheets, edits or inverses.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Unit, show
from smrj_desktop.domain.edit_kinds import Batch, SetEntryUnit
from smrj_desktop.domain.errors import AmountTooLargeError, SmrjError
from smrj_desktop.domain.pasting import Clip, Reading, Scrap, Target, paste
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.spreading import Way, spread, spread_edit, total_of
from smrj_desktop.domain.statements import PLAN, CellKey, Totals
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import recovery
from smrj_desktop.io.journal import Journal
from smrj_desktop.ui.document import Document, Standing
from smrj_desktop.ui.models.clips import StatementClips
from smrj_desktop.ui.models.statement_model import StatementModel
from tests.support.journals import opened
from tests.support.plans import one_edit, small_plan
from tests.support.structures import structural_edit

BUDGET = TableKey("budget", "general")
typed = st.integers(-9999, 9999).map(lambda number: (str(number), Figure(number) if number else TRACE))


def content(plan: Plan) -> dict[str, Any]:
    """A plan but for its history."""
    return {**plan.to_json(), "history": None}


def leaves(plan: Plan) -> dict[CellKey, Figure]:
    """Every figure of every leaf of this year's plan, blank ones as well."""
    found = {}
    for key, table in plan.tables.items():
        lines, columns = table.template.lines, table.template.columns
        for row, line in enumerate(lines.nodes):
            for column, node in enumerate(columns.nodes):
                if table.template.is_leaf(row, column):
                    found[CellKey(*key, line.key, node.key)] = table.sheet().figure(row, column)
    return found


def plain_sum(plan: Plan, figures: dict[CellKey, Figure], cell: CellKey) -> int:
    """What a cell comes to, from its leaves alone, as a pupil would add it up."""
    if cell in figures:
        return figures[cell].value
    template = plan.tables[cell.table].template
    lines = [node for node in template.lines.nodes if node.parent == cell.line]
    if lines:
        return sum(node.weight * plain_sum(plan, figures, cell._replace(line=node.key)) for node in lines)
    columns = [node for node in template.columns.nodes if node.parent == cell.column]
    return sum(node.weight * plain_sum(plan, figures, cell._replace(column=node.key)) for node in columns)


class Evening(RuleBasedStateMachine):
    """A document with its table, and beside it what they should hold."""

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(dir=os.environ["HOME"]))
        self.document = Document(small_plan(), author="試験")
        self.document.journal = Journal(self.root, opened(self.document.plan), threaded=False)
        self.watch()
        self.figures = leaves(self.document.plan)
        self.states, self.at, self.fresh = [content(self.document.plan)], 0, 0

    def watch(self) -> None:
        self.model = StatementModel(self.document)
        # the account may just have been taken out
        self.model.show_table(BUDGET if BUDGET in self.document.plan.tables else None)
        self.clips = StatementClips(self.document, self.model)

    def teardown(self) -> None:
        self.document.journal.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def done(self) -> None:
        """A step has been done: what was undone is gone for good."""
        del self.states[self.at + 1 :]
        self.states.append(content(self.document.plan))
        self.at += 1

    def follow(self, changed: dict[CellKey, Figure]) -> None:
        """The model puts figures in; where none is another, there was no step."""
        if any(self.figures[cell] != figure for cell, figure in changed.items()):
            self.figures = {**self.figures, **changed}
            self.done()

    def open_leaves(self) -> list[CellKey]:
        """The leaves of the table in sight that take a figure."""
        table = self.document.plan.tables.get(BUDGET)
        if table is None or self.model.key != BUDGET:
            return []
        cells = [cell for cell in self.figures if cell.table == BUDGET]
        return [cell for cell in cells if table.locate(cell) not in table.build_ups]

    # ---- the hands

    @rule(data=st.data(), value=typed)
    def type_a_figure(self, data: st.DataObject, value: tuple[str, Figure]) -> None:
        cells = self.open_leaves()
        assume(cells)
        cell = data.draw(st.sampled_from(cells))
        assert self.model.setData(self.model.index_of(cell), value[0])
        self.follow({cell: value[1]})

    @rule(data=st.data())
    def empty_cells(self, data: st.DataObject) -> None:
        cells = self.open_leaves()
        assume(cells)
        chosen = data.draw(st.lists(st.sampled_from(cells), min_size=1, max_size=4, unique=True))
        assert self.model.empty([self.model.index_of(cell) for cell in chosen])
        self.follow(dict.fromkeys(chosen, NOTHING))

    @rule(data=st.data())
    def fill_from_one(self, data: st.DataObject) -> None:
        cells = self.open_leaves()
        assume(len(cells) > 1)
        source, *targets = data.draw(st.lists(st.sampled_from(cells), min_size=2, max_size=5, unique=True))
        value = self.model.index_of(source).data(2)  # as it is edited
        assert self.model.enter_many([(self.model.index_of(cell), value) for cell in targets])
        # a blank one fills nothing but blanks, what was filled prints a dash
        figure = self.figures[source]
        filled = {
            cell: NOTHING if figure == BLANK and self.figures[cell] != BLANK else figure for cell in targets
        }
        self.follow(filled)

    @rule(data=st.data(), unit=st.sampled_from([Unit.MILLION, Unit.THOUSAND]), transposed=st.booleans())
    def paste_a_block(self, data: st.DataObject, unit: Unit, transposed: bool) -> None:
        assume(self.open_leaves() and self.document.plan.profile.unit is Unit.MILLION)
        rows, columns = self.model.rowCount(), self.model.columnCount()
        top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
        numbers = data.draw(
            st.lists(st.lists(st.integers(1, 9), min_size=2, max_size=2), min_size=1, max_size=3)
        )
        block = tuple(tuple(Scrap(f"{number}000") for number in row) for row in numbers)
        target = Target(list(range(top, rows)), list(range(left, columns)), 1, 1)
        reading = Reading(unit=unit, transposed=transposed)
        pasting = paste(Clip(rows=block), target, reading, self.clips.read)
        table = self.document.plan.tables[BUDGET]
        shape = [list(row) for row in zip(*numbers, strict=True)] if transposed else numbers
        changed = {}
        for down, row in enumerate(shape):
            for right, number in enumerate(row):
                at = top + down, left + right
                if (
                    at[0] < rows
                    and at[1] < columns
                    and table.template.is_leaf(*at)
                    and at not in table.build_ups
                ):
                    cell = self.model.cell_key(self.model.index(*at))
                    changed[cell] = Figure(number if unit is Unit.THOUSAND else number * 1000)
        if pasting.edit is not None:
            self.document.do(pasting.edit, "貼り付け")
        self.follow(changed)

    @rule(data=st.data(), wanted=st.integers(1, 9999), way=st.sampled_from([Way.PROPORTION, Way.EVENLY]))
    def type_a_total(self, data: st.DataObject, wanted: int, way: Way) -> None:
        plan = self.document.plan
        totals = [
            CellKey(*key, line.key, node.key)
            for key, table in plan.tables.items()
            for row, line in enumerate(table.template.lines.nodes)
            for column, node in enumerate(table.template.columns.nodes)
            if not line.heading and not table.template.is_leaf(row, column)
        ]
        assume(totals)
        total = total_of(plan, data.draw(st.sampled_from(totals)))
        try:
            figures = spread(total, Figure(wanted), way)
        except SmrjError:
            return
        edit = spread_edit(plan, total, Figure(wanted), figures, keep_residual=True, totals=Totals.FOLLOW)
        if edit is None:
            return
        self.document.do(edit, "配分")
        assert plan.figure(total.cell) == Figure(wanted)
        self.follow({part.cell: figure for part, figure in zip(total.parts, figures, strict=True)})

    @rule(data=st.data(), structural=st.booleans())
    def do_anything_else(self, data: st.DataObject, structural: bool) -> None:
        self.fresh += 1
        edit = data.draw((structural_edit if structural else one_edit)(self.document.plan, self.fresh))
        try:
            self.document.do(edit, "その他")
        except AmountTooLargeError:
            assert isinstance(edit, SetEntryUnit | Batch)
            return
        if structural and not isinstance(edit, SetEntryUnit):
            self.keep_what_stayed()
        self.figures = leaves(self.document.plan)
        self.done()

    def keep_what_stayed(self) -> None:
        """Whatever leaf is still one has kept its figure."""
        for cell, figure in leaves(self.document.plan).items():
            if cell in self.figures and self.figures[cell] not in (BLANK, figure):
                raise AssertionError(f"{cell} was {self.figures[cell]}, is {figure}")

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self) -> None:
        self.document.undo_stack.undo()
        self.at -= 1
        self.figures = leaves(self.document.plan)

    @precondition(lambda self: self.at + 1 < len(self.states))
    @rule()
    def redo(self) -> None:
        self.document.undo_stack.redo()
        self.at += 1
        self.figures = leaves(self.document.plan)

    @rule()
    def lose_power(self) -> None:
        """All that is left is the journal; a new document comes out of it."""
        folder = self.document.journal.folder
        if not folder.exists():
            return
        self.document.journal.close()
        if not (folder / "records.jsonl").exists() and not any(folder.iterdir()):
            return
        replayed = recovery.replay(recovery.read(folder))
        assert replayed.whole
        assert [step.name for step in replayed.steps] == [
            self.document.undo_stack.text(at) for at in range(self.document.undo_stack.count())
        ]
        self.document = Document(small_plan(), author="試験")
        self.document.restore(
            replayed.plan, Standing(), replayed.steps, replayed.index, replayed.saved_number
        )
        self.document.journal = recovery.adopt(folder, threaded=False)
        self.watch()

    # ---- what holds at any time

    @invariant()
    def the_plan_is_what_the_snapshots_say(self) -> None:
        assert content(self.document.plan) == self.states[self.at]
        assert leaves(self.document.plan) == self.figures
        assert self.document.undo_stack.index() == self.at
        assert self.document.undo_stack.count() + 1 == len(self.states)

    @invariant()
    def every_computed_total_is_the_sum_of_its_leaves(self) -> None:
        for key, table in self.document.plan.tables.items():
            sheet = table.sheet(PLAN)
            for row, line in enumerate(table.template.lines.nodes):
                for column, node in enumerate(table.template.columns.nodes):
                    if not line.heading:
                        cell = CellKey(*key, line.key, node.key)
                        found = plain_sum(self.document.plan, self.figures, cell) + sheet.residual(
                            row, column
                        )
                        assert sheet.figure(row, column).value == found

    @invariant()
    def the_table_shows_the_plan(self) -> None:
        for row, column in self.cells_in_sight():
            index = self.model.index(row, column)
            figure = self.document.plan.figure(self.model.cell_key(index))
            assert index.data() == show(figure)

    def cells_in_sight(self) -> Iterator[tuple[int, int]]:
        for row, line in enumerate(self.model.lines):
            for column in range(self.model.columnCount()):
                if not line.heading:
                    yield row, column


@pytest.mark.usefixtures("qapp")
def test_any_evening():
    run_state_machine_as_test(
        Evening,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
