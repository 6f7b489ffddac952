"""Files that come back: reading a whole print form, and putting what it says beside the plan."""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl

from benchmarks.calibration import against_loop, alternating, calibration_loop, report, timed
from smrj_desktop import paths
from smrj_desktop.domain import STATEMENTS, edits
from smrj_desktop.domain.amounts import NOTHING, Figure
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.exchange.recognise import recognise
from smrj_desktop.domain.exchange.review import Choice, ImportReview
from smrj_desktop.domain.merge import merge
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin, incoming, print_form
from smrj_desktop.io.workbook_layout import statement_title

PAIRS, TURNS = 15, 25
CHANGES = 50
FRAME_MS = 16
"""What a calibration loop stands for."""

READ = 2.0
MERGE_MS, INTERPRET_MS, EDITS_MS = 100, 80, 150


def run() -> None:
    """Prints the ratio of reading to openpyxl alone, and the rest in calibration loops of 16 ms."""
    plan = builtin.load()
    with tempfile.TemporaryDirectory() as name, paths.kept_in(Path(name)):
        _reading(plan, Path(name) / "form.xlsx")
    _merging(plan)


def _reading(plan: Plan, path: Path) -> None:
    made, _ = print_form.content(plan, PrintOptions(version="第1版", date="2023-03-30"))
    path.write_bytes(made)
    came_back = incoming.read(path, plan)
    assert not came_back.unread and came_back.reading().theirs.content_hash() == plan.content_hash()
    ratios = alternating(lambda: incoming.read(path, plan), lambda: _bare(path), PAIRS)
    report("import of a print form / openpyxl reading it", statistics.median(ratios), READ, f"{PAIRS} pairs")
    names = {statement: statement_title(statement) for statement in STATEMENTS}
    (book,), (found,) = came_back.books, came_back.recognised
    _in_loops("of that: its tables found", lambda: recognise(book, plan, statement_names=names))
    _in_loops("of that: what it says of the plan", lambda: interpret(found, plan, path.name), INTERPRET_MS)


def _bare(path: Path) -> int:
    """Every value of a workbook, as openpyxl reads it unasked."""
    book = openpyxl.load_workbook(path, data_only=True)
    return sum(
        value is not None for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
    )


def _merging(plan: Plan) -> None:
    chance = random.Random(1)
    mine, theirs = (_changed(plan, chance) for _ in range(2))
    _in_loops(f"merge, {CHANGES} changes on both sides", lambda: merge(plan, mine, theirs), MERGE_MS)
    reading = Reading(theirs=theirs)
    _in_loops("its items for review", lambda: ImportReview(plan, mine, reading))
    review = ImportReview(plan, mine, reading)
    for item in review.items[::2]:
        review.decide([item.number], Choice.MINE)
    _in_loops("every second item refused: the edits", lambda: _decided_again(review), EDITS_MS)


def _decided_again(review: ImportReview) -> None:
    """The edits after a decision, as the window asks for them."""
    review.decide([review.items[0].number], Choice.MINE)
    review.edits()


def _changed(plan: Plan, chance: random.Random) -> Plan:
    """A copy of the plan with figures and texts changed all over it."""
    copy = Plan.from_json(plan.to_json())
    leaves = [
        CellKey(*key, table.template.lines.nodes[row].key, table.template.columns.nodes[column].key)
        for key, table in copy.tables.items()
        for (row, column), figure in table.sheet().leaves()
        if figure != NOTHING
    ]
    texts = [passage for passage in copy.outline if len(passage.text) > 20]
    for cell in chance.sample(leaves, CHANGES * 4 // 5):
        edits.apply(copy, edits.SetCell(cell=cell, figure=Figure(copy.figure(cell).value + 1)))
    for passage in chance.sample(texts, CHANGES // 5):
        changed = replace(passage, text=f"{passage.text}（{chance.randrange(100)}）")
        edits.apply(copy, edits.SetPassage(passage=changed))
    return copy


def _in_loops(name: str, work: Callable[[], object], budget_ms: float | None = None) -> None:
    samples, loops = [], []
    for _ in range(TURNS):
        samples.append(timed(work))
        loops.append(calibration_loop())
    median, _ = against_loop(samples, loops)
    budget = budget_ms / FRAME_MS if budget_ms else None
    report(f"{name} (loops of {FRAME_MS} ms)", median, budget)
