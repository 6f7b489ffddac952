"""A print form edited by hand at random: every edit is one item of the review, none is lost, none made up."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.edits import PutContribution, SetCell
from smrj_desktop.domain.exchange.found import Recognised
from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.exchange.recognise import recognise
from smrj_desktop.domain.exchange.review import Choice, ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin, foreign, incoming, input_sheets, print_form, sent
from smrj_desktop.io.workbook_layout import statement_names
from tests.support.returned import review_of

TEXTS = "計画本文"
CELL = CellKey("budget", "general", "general_admin", "environment_general")
DEPARTMENTS = ("企画部", "総務部", "支援部")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


class Form(NamedTuple):
    """A print form of the built-in plan, open for editing.

    Attributes:
        workbook: what `save` writes; whoever edits it puts it back.
        where: the sheet's title, row and column of every cell.
        leaves, totals: the cells by what they are.
        rows: the rows of the text with what they say.
    """

    workbook: Any
    where: Mapping[CellKey, tuple[str, int, int]]
    leaves: list[CellKey]
    totals: list[CellKey]
    rows: Mapping[int, str]


@cache
def the_plan() -> Plan:
    return builtin.load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("form")


@pytest.fixture(scope="module")
def form(folder: Path) -> Form:
    plan, path = the_plan(), folder / "form.xlsx"
    content, _ = print_form.content(plan, PrintOptions(version="第1版", date="令和6年3月1日"))
    path.write_bytes(content)
    found = recognised(path)
    where: dict[CellKey, tuple[str, int, int]] = {}
    leaves, totals = [], []
    for table in found.tables:
        template = plan.tables[table.key].template
        for line, row in table.rows.items():
            for key, column in table.columns.items():
                at = template.lines.position[line], template.columns.position[key]
                if not template.lines.nodes[at[0]].heading:
                    cell = CellKey(*table.key, line, key)
                    where[cell] = table.sheet, row, column
                    (leaves if template.is_leaf(*at) else totals).append(cell)
    assert found.text
    # short passages may be recognised as others once they are longer
    rows = {passage.row: passage.text for passage in found.text.passages if len(passage.text) > 12}
    return Form(openpyxl.load_workbook(io.BytesIO(content)), where, leaves, totals, rows)


def recognised(path: Path) -> Recognised:
    (book,), _ = foreign.read(path)
    return recognise(book, the_plan(), (), statement_names=statement_names())


def saved_with(form: Form, path: Path, cells: Mapping[CellKey, object], texts: Mapping[int, str]) -> None:
    """Saves a form with other values in some cells."""
    book, undo = form.workbook, []
    places = [(*form.where[cell], value) for cell, value in cells.items()]
    for title, row, column, value in (*places, *((TEXTS, row, 2, text) for row, text in texts.items())):
        cell = book[title].cell(row, column)
        undo.append((cell, cell.value))
        cell.value = value
    book.save(path)
    for cell, value in undo:
        cell.value = value


figures = st.one_of(
    st.integers(1, 99_999).map(Figure),
    st.integers(-9_999, -1).map(Figure),
    st.sampled_from([NOTHING, TRACE]),
)


def as_typed(figure: Figure, way: int) -> object:
    """A figure as somebody may type it, in one of several ways."""
    amount = figure.amount or 0
    if not amount:
        return figure.mark
    plain = f"{abs(amount):,}"
    if amount < 0:
        return (amount, f"△ {plain}", f"▲{-amount}", f"△{-amount}".translate(_WIDE))[way]
    return (amount, float(amount), plain, f" {amount} ".translate(_WIDE))[way]


@settings(max_examples=8)
@given(st.data())
def test_every_edit_is_one_item(form: Form, folder: Path, data: st.DataObject) -> None:
    base = the_plan()

    def changed(most: int) -> dict[CellKey, Figure]:
        drawn = data.draw(st.dictionaries(st.sampled_from(form.leaves), figures, max_size=most))
        return {cell: figure for cell, figure in drawn.items() if figure != base.figure(cell)}

    theirs, ours = changed(9), changed(4)
    ours |= {cell: figure for cell, figure in list(theirs.items())[:1] if data.draw(st.booleans())}
    chosen = sorted(data.draw(st.sets(st.sampled_from(form.totals), max_size=2)))
    typed = {cell: Figure(777_000 + number) for number, cell in enumerate(chosen)}
    rows = data.draw(st.sets(st.sampled_from(sorted(form.rows)), max_size=3))
    follow = data.draw(st.booleans())
    expected, mine = base.copy(), base.copy()
    for plan, cells in ((expected, theirs), (mine, ours)):
        for cell, figure in cells.items():
            edits.apply(plan, SetCell(cell=cell, figure=figure))
    # the ministry's totals move with their parts, or it forgets to
    moved = {cell: expected.figure(cell) for cell in form.totals} if follow else {}
    moved = {cell: figure for cell, figure in moved.items() if figure != base.figure(cell)}
    way = data.draw(st.integers(0, 3))
    path = folder / "back.xlsx"
    written = {cell: as_typed(figure, way) for cell, figure in {**theirs, **moved, **typed}.items()}
    saved_with(form, path, written, {row: f"{form.rows[row]}（改）" for row in rows})

    reading = interpret(recognised(path), base, path.name)
    review = ImportReview(base, mine, reading)
    items = {kind: [item for item in review.items if item.kind == kind] for kind in ("cell", "typed_total")}
    due = {"/".join(cell) for cell, figure in theirs.items() if figure != mine.figure(cell)}
    assert sorted(item.key for item in items["cell"]) == sorted(due)
    overtyped = {item.key for item in items["typed_total"]}
    assert overtyped >= {"/".join(cell) for cell in typed}
    if follow:
        assert len(overtyped) == len(typed)
        assert not [item for item in review.items if item.kind == "left_total"]
    assert len([item for item in review.items if item.section in ("text", "profile")]) == len(rows)
    assert not [item for item in review.items if item.kind in ("systematic", "line", "indicator", "place")]

    taken = [item.number for item in review.items if item.kind == "cell"]
    review.decide(taken, Choice.THEIRS)
    result = review.preview()
    assert {cell: result.figure(cell) for cell in form.leaves} == {
        cell: theirs.get(cell, mine.figure(cell)) for cell in form.leaves
    }
    review.decide([item.number for item in review.items], Choice.MINE)
    assert review.preview().content_hash() == mine.content_hash()
    assert [row.item for row in review.outcome().rows] == list(review.items)


@pytest.fixture(scope="module")
def sheets(folder: Path) -> Mapping[str, Path]:
    """What three departments are asked for."""
    options, paths = InputOptions(version="第1版"), {}
    for department in DEPARTMENTS:
        scope = InputScope(department=department, accounts=("general",), segments=("経営環境変化対応業務",))
        paths[department] = folder / f"{department}.xlsx"
        paths[department].write_bytes(input_sheets.content(the_plan(), scope, options))
    return paths


def filled_in(sheet: Path, path: Path, amount_thousand: int) -> Path:
    """A copy of a department's sheet with one item in a cell."""
    book = openpyxl.load_workbook(sheet)
    for row in book["積算"].iter_rows():
        texts = [str(cell.value) for cell in row[:3]]
        if texts == ["予算・一般勘定", "支出／一般管理費", "経営環境変化対応業務・一般経理"]:
            row[3].value, row[4].value = "委託費", amount_thousand
            book.save(path)
            return path
    raise AssertionError(sheet)


def taken_from(path: Path, mine: Plan) -> Plan:
    came = incoming.read(path, mine)
    review = review_of(came, mine)
    review.decide([item.number for item in review.items], Choice.THEIRS)
    return review.preview().copy()


def items_of(plan: Plan) -> dict[str, int]:
    table = plan.table(CELL)
    return {item.department: item.amount for item in table.build_ups[table.locate(CELL)]}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_departments_files_add_up_in_any_order_and_print_what_they_come_to(sheets, tmp_path, order):
    mine = the_plan().copy()
    for at in order:
        department = DEPARTMENTS[at]
        mine = taken_from(filled_in(sheets[department], tmp_path / f"{at}.xlsx", 1_499), mine)
    assert items_of(mine) == dict.fromkeys(DEPARTMENTS, 1_499)
    # each of them would print 1
    assert mine.figure(CELL) == Figure(4)
    again = taken_from(filled_in(sheets["総務部"], tmp_path / "again.xlsx", 3_000), mine)
    assert items_of(again) == {"企画部": 1_499, "総務部": 3_000, "支援部": 1_499}
    assert again.figure(CELL) == Figure(6)


def test_what_an_officer_has_put_right_since_is_not_overwritten_by_a_later_file(sheets, tmp_path):
    sent.remember(the_plan(), "第1版", "企画部.xlsx", datetime(2024, 3, 1, tzinfo=UTC), "input", "企画部")
    mine = taken_from(filled_in(sheets["企画部"], tmp_path / "1.xlsx", 1_499), the_plan().copy())
    table = mine.table(CELL)
    (item,) = table.build_ups[table.locate(CELL)]
    corrected = replace(item, amount=9_999)
    edits.apply(mine, PutContribution(cell=CELL, contribution=corrected, index=0))
    came = incoming.read(filled_in(sheets["企画部"], tmp_path / "2.xlsx", 2_000), mine)
    review = review_of(came, mine)
    assert [(item.kind, item.state, item.default) for item in review.items] == [
        ("build_up", "both", Choice.OPEN),
    ]
    assert review.preview().content_hash() == mine.content_hash()
