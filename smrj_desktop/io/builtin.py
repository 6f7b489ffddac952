"""Reads the built-in plan, and the template it brings, from the plain files in `data/`."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

from smrj_desktop import paths
from smrj_desktop.domain import STATEMENTS, amounts, codec
from smrj_desktop.domain.check_records import ExplainedDifference, RuleInputs, Tie
from smrj_desktop.domain.errors import DataError
from smrj_desktop.domain.indicators import Indicator, Target, parse_target
from smrj_desktop.domain.measures import Outline, Passage, PassageKind
from smrj_desktop.domain.plan import Account, Plan, Profile, Section
from smrj_desktop.domain.statements import Table, sheet_from_printed
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

BUILTIN = "fy2023"


def load(folder: Path | None = None) -> Plan:
    """The plan in `folder`, by default the built-in plan of fiscal year 2023.

    Raises:
        DataError: a file is missing, or they contradict themselves.
    """
    try:
        return _load(folder or paths.data_dir(BUILTIN))
    except (KeyError, ValueError, OSError) as error:
        raise DataError(what=str(error)) from error


def _load(folder: Path) -> Plan:
    profile = codec.decode(Profile, tomllib.loads(_read(folder / "plan.toml")))
    accounts = tuple(Account(**row) for row in _rows(folder / "accounts.csv"))
    ties = tomllib.loads(_read(folder / "ties.toml"))
    columns: dict[str, list[Column]] = {}
    for row in _rows(folder / "columns.csv"):
        columns.setdefault(row["account"], []).append(_column(row))
    plan = Plan(
        profile=profile,
        accounts=accounts,
        sections=tuple(Section(**row) for row in _rows(folder / "sections.csv")),
        ties=codec.decode(tuple[Tie, ...], [_tie(item) for item in ties.get("tie", [])], "tie"),
        explained=codec.decode(tuple[ExplainedDifference, ...], ties.get("explained", []), "explained"),
        rules=codec.decode(RuleInputs, tomllib.loads(_read(folder / "rules.toml")), "rules"),
        outline=Outline(map(_passage, _rows(folder / "outline.csv"))),
        indicators=[_indicator(row) for row in _rows(folder / "indicators.csv")],
    )
    for statement in STATEMENTS:
        lines: dict[str, list[Line]] = {}
        for row in _rows(folder / "lines" / f"{statement}.csv"):
            lines.setdefault(row["account"], []).append(_line(row))
        for account in accounts:
            template = TableTemplate(
                TableKey(statement, account.key), Axis(lines[account.key]), Axis(columns[account.key])
            )
            figures = folder / "figures" / statement / f"{account.key}.csv"
            plan.tables[template.key] = _table(template, figures)
    return plan


def _table(template: TableTemplate, figures: Path) -> Table:
    printed = {}
    for row in _rows(figures):
        line = template.lines.position[row.pop("line")]
        for column, text in row.items():
            printed[line, template.columns.position[column]] = amounts.parse(text)
    expected = sum(not line.heading for line in template.lines.nodes) * len(template.columns)
    if len(printed) != expected:
        raise DataError(what=figures.name)
    return Table(template, sheet_from_printed(template, printed))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _weight(row: dict[str, str]) -> int:
    return int(row["weight"] or 1)


def _column(row: dict[str, str]) -> Column:
    return Column(
        key=row["key"],
        label=row["label"],
        parent=row["parent"],
        weight=_weight(row),
        segment=row["segment"],
        accounting_class=row["accounting_class"],
    )


def _line(row: dict[str, str]) -> Line:
    return Line(
        key=row["key"],
        label=row["label"],
        parent=row["parent"],
        weight=_weight(row),
        section=row["section"],
        heading=row["kind"] == "heading",
    )


def _tie(item: dict[str, object]) -> dict[str, object]:
    return {**item, "columns": [] if item.get("columns") == "each" else item.get("columns", [])}


def _targets(text: str) -> tuple[Target, ...]:
    return tuple(parse_target(part) for part in text.split(";") if part)


def _passage(row: dict[str, str]) -> Passage:
    return Passage(
        key=row["key"],
        kind=PassageKind(row["kind"]),
        parent=row["parent"],
        mark=row["mark"],
        text=row["text"],
        figures=_targets(row["figures"]),
        repeat_of=row["repeat_of"],
    )


def _indicator(row: dict[str, str]) -> Indicator:
    return Indicator(
        key=row["key"],
        section=row["section"],
        name=row["name"],
        target=parse_target(row["target"]) if row["target"] else None,
        basis=row["basis"],
        period_years=int(row["period_years"] or 1),
        core=bool(row["core"]),
        passages=tuple(row["passages"].split()),
    )
