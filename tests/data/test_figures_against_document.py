"""The tables of the built-in plan: sound as trees, adding up within rounding, and true to the document.

The document itself is not part of the project. Where its text lies beside the repository
(`../shared/plan-r5.txt`), every table is held against it: headers, labels and cells, in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from smrj_desktop.paths import data_dir
from tests.support import printed
from tests.support.printed import NONE, STATEMENTS, Cell

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "plan-r5.txt"
TABLES = [(statement, account) for statement in STATEMENTS for account in printed.accounts()]
CELLS = 1_263
KEY = re.compile(r"[a-z]+(?:_[a-z]+)*")
NOTATION = re.compile(r"-|0|(?:△ )?[1-9]\d{0,2}(?:,\d{3})*")
ANNEX = re.compile(r"2023年度計画\(2023年4月~2024年3月\)の(.+)")
FIRST_LINES = {"収入", "費用の部", "資金支出"}
SECTIONS = ("収入", "支出", "費用の部", "収益の部", "臨時利益", "資金支出", "資金収入")
# What the line with a label says of the section from there on; the results at the end belong to none.
SECTION_FROM = {**{label: label for label in SECTIONS}, "純利益(△純損失)": ""}
ROOTS = {
    "budget": {"income_total", "expenditure_total"},
    "income": {"total_income"},
    "cash": {"outflow", "inflow"},
}


@dataclass
class PrintedTable:
    """A table of the document, its labels normalised and its cells as they stand."""

    header: list[list[str]] = field(default_factory=list)
    body: list[tuple[str, list[str]]] = field(default_factory=list)
    unit: str = ""


@dataclass(frozen=True)
class Relation:
    """A total and its parts, each with its weight."""

    total: Cell
    parts: list[tuple[int, Cell]]

    def difference(self) -> int:
        """The total as printed less the sum of its parts as printed."""
        cells = printed.cells()
        return printed.amount(cells[self.total]) - sum(w * printed.amount(cells[c]) for w, c in self.parts)

    def figures(self) -> int:
        """How many of the printed figures are rounded: all but `-`."""
        return sum(printed.cells()[cell] != NONE for cell in [self.total, *(cell for _, cell in self.parts)])


def _normalised(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("經", "経")


def _tables(text: str) -> dict[tuple[str, str], PrintedTable]:
    """The tables of the annexes by the labels of statement and account; any line not understood fails."""
    tables: dict[tuple[str, str], PrintedTable] = {}
    statement = ""
    for line in text.splitlines():
        plain = _normalised(line)
        if opening := ANNEX.fullmatch(plain):
            statement = opening[1]
        elif not statement or not plain or plain.startswith("※"):
            continue
        elif account := re.fullmatch(r"<(.+)>", plain):
            assert (statement, account[1]) not in tables
            table = tables[statement, account[1]] = PrintedTable()
        elif unit := re.fullmatch(r"\(単位:(.+)\)", plain):
            table.unit = unit[1]
        elif "\t" in line:
            label, *cells = line.split("\t")
            if table.body or _normalised(label) in FIRST_LINES:
                table.body.append((_normalised(label), [cell.strip() for cell in cells]))
            else:
                table.header.append([_normalised(cell) for cell in (label, *cells)])
        else:
            pytest.fail(f"not understood: {line}")
    return tables


@pytest.fixture(scope="module")
def document() -> dict[tuple[str, str], PrintedTable]:
    if not DOCUMENT.is_file():
        pytest.skip("the document is not beside the repository (../shared/plan-r5.txt)")
    return _tables(DOCUMENT.read_text(encoding="utf-8"))


def _header(account: str) -> list[list[str]]:
    """The header as the document prints it: a merged cell has its text on the left."""
    columns = printed.columns(account)
    empty = [""] * (len(columns) - 1)
    opening = ["区別", "金額", *empty]
    if not any(column["accounting_class"] for column in columns):
        return [opening, ["", *(column["label"] for column in columns)]]
    segments = ["", *(column["segment"] for column in columns)]
    merged = ["" if left == right else right for left, right in pairwise(segments)]
    classes = [column["label"] if column["accounting_class"] else "" for column in columns]
    return [opening, ["", *merged], ["", *classes]]


def _unbracketed(row: Sequence[str]) -> list[str]:
    return [re.sub(r"^\((.+)\)$", r"\1", cell) for cell in row]


def test_document_prints_these_tables_and_cells(document: dict[tuple[str, str], PrintedTable]) -> None:
    labels = printed.accounts()
    assert list(document) == [(STATEMENTS[statement], labels[account]) for statement, account in TABLES]
    found = sum(bool(cell) for table in document.values() for _, cells in table.body for cell in cells)
    assert found == len(printed.cells()) == CELLS


@pytest.mark.parametrize(("statement", "account"), TABLES)
def test_table_is_the_document_cell_by_cell(
    statement: str, account: str, document: dict[tuple[str, str], PrintedTable]
) -> None:
    table = document[STATEMENTS[statement], printed.accounts()[account]]
    columns = [column["key"] for column in printed.columns(account)]
    cells = printed.cells()
    expected = [
        (
            line["label"],
            [cells[Cell(statement, account, line["key"], column)] for column in columns]
            if line["kind"] == "amount"
            else [""] * len(columns),
        )
        for line in printed.lines(statement, account)
    ]
    assert [_unbracketed(row) for row in table.header] == _header(account)
    assert table.body == expected
    assert table.unit == printed.toml("plan.toml")["entry_unit"]


def test_one_figures_file_for_each_table() -> None:
    folder = data_dir("fy2023", "figures")
    found = {(path.parent.name, path.stem) for path in folder.rglob("*") if path.is_file()}
    assert found == set(TABLES)
    for name in ("columns.csv", *(f"lines/{statement}.csv" for statement in STATEMENTS)):
        accounts = [row["account"] for row in printed.rows(name)]
        assert sorted(set(accounts)) == sorted(printed.accounts())
        assert accounts == sorted(accounts, key=list(printed.accounts()).index)


@pytest.mark.parametrize(("statement", "account"), TABLES)
def test_figures_file_has_a_cell_for_every_line_and_column(statement: str, account: str) -> None:
    rows = printed.rows(f"figures/{statement}/{account}.csv")
    lines = [line["key"] for line in printed.lines(statement, account) if line["kind"] == "amount"]
    columns = [column["key"] for column in printed.columns(account)]
    assert [row["line"] for row in rows] == lines
    for row in rows:
        assert list(row) == ["line", *columns]
        assert all(NOTATION.fullmatch(row[column]) for column in columns), row


def _chain(row: dict[str, str], by_key: dict[str, dict[str, str]]) -> list[str]:
    """The keys from a node to its root; a circle fails."""
    keys = [row["key"]]
    while parent := by_key[keys[-1]]["parent"]:
        assert parent not in keys, f"{row['key']} runs in a circle"
        assert parent in by_key, f"{keys[-1]} adds up into {parent}, which is no node"
        keys.append(parent)
    return keys


@pytest.mark.parametrize("account", printed.accounts())
def test_columns_are_one_tree(account: str) -> None:
    columns = printed.columns(account)
    by_key = {column["key"]: column for column in columns}
    assert len(by_key) == len(columns)
    assert {_chain(column, by_key)[-1] for column in columns} == {columns[-1]["key"]}
    parents = {column["parent"] for column in columns}
    for column in columns:
        assert KEY.fullmatch(column["key"])
        assert column["weight"] == "1"
        assert column["segment"]
        assert column["label"] == (column["accounting_class"] or column["segment"])
        assert (column["key"] in parents) == (column["label"] == "合計")


@pytest.mark.parametrize(("statement", "account"), TABLES)
def test_lines_are_sound_trees(statement: str, account: str) -> None:
    lines = printed.lines(statement, account)
    by_key = {line["key"]: line for line in lines}
    assert len(by_key) == len(lines)
    parents = {line["parent"] for line in lines}
    section = ""
    for line in lines:
        assert KEY.fullmatch(line["key"])
        section = SECTION_FROM.get(line["label"], section)
        assert line["section"] == section
        if line["kind"] == "heading":
            assert (line["parent"], line["weight"]) == ("", "")
            assert line["key"] not in parents
            continue
        assert line["kind"] == "amount"
        assert line["weight"] == ("-1" if line["label"] == "経常費用" else "1")
        chain = _chain(line, by_key)
        assert len(chain) > 1 or line["key"] in parents, f"{line['key']} adds up into nothing"
    roots = {line["key"] for line in lines if line["kind"] == "amount" and not line["parent"]}
    assert roots == ROOTS[statement]


def test_sections_have_the_segments_in_the_order_of_the_columns() -> None:
    segments = list(dict.fromkeys(column["segment"] for column in printed.columns("general")))
    expected = [{"section": f"I-{number}", "segment": segments[number - 1]} for number in (1, 2, 3, 4)]
    assert list(printed.rows("sections.csv")) == expected


def _sums(nodes: list[dict[str, str]]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Every node that has parts, with their weights and keys."""
    for total in nodes:
        parts = [(int(part["weight"]), part["key"]) for part in nodes if part["parent"] == total["key"]]
        if parts:
            yield total["key"], parts


def _relations() -> Iterator[Relation]:
    """Every sum of the plan, down and across."""
    for table in TABLES:
        lines = [line for line in printed.lines(*table) if line["kind"] == "amount"]
        columns = printed.columns(table[1])
        for total, parts in _sums(lines):
            for column in (column["key"] for column in columns):
                yield Relation(
                    Cell(*table, total, column),
                    [(weight, Cell(*table, part, column)) for weight, part in parts],
                )
        for total, parts in _sums(columns):
            for line in (line["key"] for line in lines):
                yield Relation(
                    Cell(*table, line, total), [(weight, Cell(*table, line, part)) for weight, part in parts]
                )


def test_every_sum_holds_within_rounding() -> None:
    beyond = [relation for relation in _relations() if abs(relation.difference()) > relation.figures() / 2]
    assert not beyond


def test_how_many_sums_are_off() -> None:
    relations = list(_relations())
    off = Counter(abs(relation.difference()) for relation in relations)
    assert off == {0: 428, 1: 127, 2: 1}
    assert sum(printed.cells()[relation.total] != NONE for relation in relations) == 486
    assert [relation.total for relation in relations if abs(relation.difference()) == 2] == [
        Cell("income", "small_enterprise", "ordinary_expenses", "loan")
    ]
