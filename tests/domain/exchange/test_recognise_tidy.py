"""The machine form is read as the tables it lists, whatever the order and the language of its heads."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.exchange.book import Book, BookCell, BookSheet
from smrj_desktop.domain.exchange.found import Assigned, Recognised
from smrj_desktop.domain.exchange.recognise import recognise
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin, machine_form
from tests.support.books import STATEMENT_NAMES

JAPANESE = ("年度", "表", "勘定", "区分", "科目", "業務区分", "経理", "金額", "記号", "単位", "役割")
Rows = list[list[str | int | None]]


@cache
def the_plan() -> Plan:
    return builtin.load()


@cache
def machine_rows() -> tuple[machine_form.MachineRow, ...]:
    return tuple(machine_form.rows(the_plan()))


def rows_of_plan(heads: tuple[str, ...] = machine_form.COLUMNS) -> Rows:
    return [list(heads), *map(list, machine_rows())]


def book(rows: Rows) -> Book:
    cells = {
        (row, column): BookCell(value)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value not in (None, "")
    }
    return Book(name="x.csv", form="csv", sheets=(BookSheet(title="x", cells=cells),))


def found_in(rows: Rows, *assigned: Assigned) -> Recognised:
    return recognise(book(rows), the_plan(), assigned, statement_names=STATEMENT_NAMES)


@cache
def expected() -> dict[CellKey, BookCell]:
    """What the plan prints, as `-` and `0` or a number."""
    cells = {}
    for key, table in the_plan().tables.items():
        template, sheet = table.template, table.sheet()
        for row, line in enumerate(template.lines.nodes):
            for at, column in enumerate(template.columns.nodes):
                figure = sheet.figure(row, at)
                if figure.amount is not None:
                    cell = BookCell(figure.mark or figure.amount)
                    cells[CellKey(*key, line.key, column.key)] = cell
    return cells


def cells_of(found: Recognised) -> dict[CellKey, BookCell]:
    return {CellKey(*table.key, *at): cell for table in found.tables for at, cell in table.cells.items()}


@pytest.mark.parametrize("heads", [machine_form.COLUMNS, JAPANESE])
def test_every_cell_of_the_machine_form_comes_back(heads: tuple[str, ...]) -> None:
    found = found_in(rows_of_plan(heads))
    assert cells_of(found) == expected()
    assert {table.unit for table in found.tables} == {Unit.MILLION}
    assert found.doubts == ()


def test_cells_of_a_csv_file_are_texts() -> None:
    rows = [["" if value is None else str(value) for value in row] for row in rows_of_plan()]
    assert cells_of(found_in([list(row) for row in rows])) == expected()


@given(st.permutations(range(11)), st.integers(0, 3))
def test_columns_and_title_rows_may_stand_anywhere(order: list[int], above: int) -> None:
    few = [row for row in rows_of_plan() if row[2] in ("account", "産業基盤整備勘定")]
    rows: Rows = [*[["機械判読用"]] * above, *([row[at] for at in order] for row in few)]
    cells = {key: cell for key, cell in expected().items() if key.account == "industrial_base"}
    assert cells_of(found_in(rows)) == cells


def test_an_apostrophe_in_front_of_a_label_is_no_part_of_it() -> None:
    rows = rows_of_plan()
    for row in rows[1:]:
        row[4] = f"'{row[4]}"
    assert cells_of(found_in(rows)) == expected()


def test_a_figure_typed_over_a_mark_counts() -> None:
    rows = rows_of_plan()
    at = next(at for at, row in enumerate(rows) if row[8] == "-")
    rows[at][7] = 25
    changed = [key for key, cell in cells_of(found_in(rows)).items() if cell == BookCell(25)]
    unchanged = [key for key, cell in expected().items() if cell == BookCell(25)]
    assert len(changed) == len(unchanged) + 1


def test_unknown_lines_columns_and_tables_are_told_and_a_hand_may_say_what_they_are() -> None:
    rows = rows_of_plan()
    first = next(at for at, row in enumerate(rows) if row[4] == "業務経費")
    added = [list(row) for row in rows[first : first + 11]]
    for row in added:
        row[4] = "新しい経費"
    other = list(rows[-1])
    other[2] = "新しい勘定"
    column = list(rows[first])
    column[5] = "新しい業務"
    found = found_in([*rows[: first + 11], *added, *rows[first + 11 :], other, column])
    assert cells_of(found) == expected()
    assert {(doubt.what, doubt.label) for doubt in found.doubts} == {
        ("line", "新しい経費"),
        ("column", "新しい業務 一般経理"),
        ("table", "資金計画・新しい勘定"),
    }
    (line,) = found.tables[0].extra
    assert (line.label, line.after, line.row) == ("新しい経費", "operating_cost", first + 12)
    assert len(line.cells) == 11
    said = found_in(
        [*rows, *added, other, column],
        Assigned("line", "新しい経費", "budget", "general", ""),
        Assigned("column", "新しい業務一般経理", "budget", "general", ""),
        Assigned("table", "資金計画・新しい勘定", "", "", ""),
    )
    assert said.doubts == ()


def test_rows_of_another_year_are_not_taken() -> None:
    rows = rows_of_plan()
    for row in rows[1:]:
        row[0] = 2022
    found = found_in(rows)
    assert found.tables == ()
    assert {doubt.what for doubt in found.doubts} == {"table"}


def test_figures_in_several_units_leave_the_unit_open() -> None:
    rows = rows_of_plan()
    rows[1][9] = "千円"
    found = found_in(rows)
    first, *others = found.tables
    assert first.key == TableKey("budget", "general")
    assert first.unit is None
    assert {table.unit for table in others} == {Unit.MILLION}
    assert [doubt.what for doubt in found.doubts] == ["unit"]
