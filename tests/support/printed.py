"""The built-in plan's tables as their files print them, read without the program's own readers and engine."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from typing import Any, NamedTuple

from smrj_desktop.paths import data_dir

YEAR = "fy2023"
STATEMENTS = {"budget": "予算", "income": "収支計画", "cash": "資金計画"}
NONE = "-"


class Cell(NamedTuple):
    """Where a figure stands."""

    statement: str
    account: str
    line: str
    column: str


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a file below the plan's folder."""
    with data_dir(YEAR, name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream, strict=True))


@cache
def toml(name: str) -> dict[str, Any]:
    """A TOML file below the plan's folder."""
    return tomllib.loads(data_dir(YEAR, name).read_text(encoding="utf-8"))


def accounts() -> dict[str, str]:
    """Key and label of every account, in the order of the document."""
    return {row["key"]: row["label"] for row in rows("accounts.csv")}


def columns(account: str) -> list[dict[str, str]]:
    """The columns of one account, in print order."""
    return [row for row in rows("columns.csv") if row["account"] == account]


def lines(statement: str, account: str) -> list[dict[str, str]]:
    """The lines of one table, headings included, in print order."""
    return [row for row in rows(f"lines/{statement}.csv") if row["account"] == account]


def amount(text: str) -> int:
    """The amount of a printed cell; `-` is exactly nothing."""
    return 0 if text == NONE else int(text.replace(",", "").replace("△ ", "-"))


@cache
def cells() -> dict[Cell, str]:
    """Every printed cell of the plan."""
    return {
        Cell(statement, account, row["line"], column): text
        for statement in STATEMENTS
        for account in accounts()
        for row in rows(f"figures/{statement}/{account}.csv")
        for column, text in row.items()
        if column != "line"
    }
