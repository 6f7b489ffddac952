"""Reads what was recognised in a file against the plan that was sent: the plan as the file has it.

Leaves, lines, texts and indicators are taken over. Totals are only held against their parts, differences that
are the file's way of writing are set apart, and all that is not taken is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from smrj_desktop.domain.cell_notation import address
from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.found import FoundIndicators, FoundText, Recognised
from smrj_desktop.domain.exchange.interpret_indicators import read_indicators
from smrj_desktop.domain.exchange.interpret_tables import TablesRead
from smrj_desktop.domain.exchange.interpret_text import read_text
from smrj_desktop.domain.exchange.interpret_wording import Wording
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.plan import Plan


def interpret(
    found: Recognised, sent: Plan, file_name: str, *, mine: Plan | None = None, publish: bool = False
) -> Reading:
    """What a file says about a plan.

    Args:
        found: what was recognised in it.
        sent: the plan that was sent, or the plan now where that is not known; it stays as it is.
        file_name: the file's name, for sentences about it and as an item of the build-ups that it changes.
        mine: the plan now, which says what build-ups have come to; what was sent where it is not given.
        publish: whether the file is all there is of the plan, so that every total was published as it prints
            it and none is held against its parts.
    """
    theirs = sent.copy()
    tables = TablesRead(sent, theirs, found.tables, found.twins, file_name, mine=mine, publish=publish)
    findings = [*_left_out(found), *tables.findings]
    if found.tables and (absent := len(sent.tables) - len({table.key for table in found.tables})):
        findings.append(_finding("incoming_tables_missing", file=file_name, count=absent))
    wording = Wording()
    if found.text:
        findings += _without_value(found.text)
        findings += read_text(theirs, found.text, wording)
    if found.indicators:
        findings += _without_value(found.indicators)
        findings += read_indicators(theirs, found.indicators, wording)
    findings += wording.findings()
    return Reading(
        theirs=theirs,
        typed_totals=tuple(tables.typed_totals),
        systematic=tables.systematic,
        findings=tuple(findings),
        unread=tuple(tables.unread),
    )


def _without_value(part: FoundText | FoundIndicators) -> Iterator[Finding]:
    """The formulas in a list of texts of which it is not known what they give."""
    if part.without_value:
        (row, column), formula = next(iter(part.without_value.items()))
        yield _finding(
            "incoming_formula_without_value",
            Severity.WARNING,
            sheet=part.sheet,
            address=address(row, column),
            formula=quoted(formula),
            count=len(part.without_value),
        )


def _left_out(found: Recognised) -> Iterator[Finding]:
    """What could not be matched with anything in the plan."""
    twice: dict[str, None] = {}
    for doubt in found.doubts:
        if doubt.what == "table" and doubt.table:
            twice[doubt.label] = None
        elif doubt.what in ("table", "column"):
            yield Finding(
                kind=f"incoming_{doubt.what}_unknown",
                severity=Severity.WARNING,
                place=Place(statement=doubt.table.statement, account=doubt.table.account)
                if doubt.table
                else Place(),
                parameters={
                    "sheet": doubt.sheet,
                    "label": quoted(doubt.label),
                    "address": address(doubt.row, doubt.column),
                },
            )
    if twice:
        yield _finding("incoming_tables_twice", Severity.WARNING, labels="、".join(twice))
    if found.unread_sheets:
        yield _finding("incoming_sheets_unread", sheets="、".join(found.unread_sheets))
    if found.hidden_sheets:
        yield _finding("incoming_hidden_sheets", Severity.WARNING, sheets="、".join(found.hidden_sheets))
    if found.partly_hidden:
        yield _finding("incoming_partly_hidden", sheets="、".join(found.partly_hidden))


def _finding(kind: str, severity: Severity = Severity.INFO, **parameters: object) -> Finding:
    return Finding(kind=kind, severity=severity, parameters=parameters)
