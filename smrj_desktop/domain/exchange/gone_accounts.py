"""What a file changes in an account that the plan has no longer: it has no place there, and that is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.checks.finding import Finding, Place, Severity, cell_place
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.plan import Plan


def without_gone(reading: Reading, sent: Plan, mine: Plan) -> Reading:
    """A reading with the accounts that the plan now lacks as they were sent; says what that leaves out."""
    here = {account.key for account in mine.accounts}
    gone = {account.key: account.label for account in sent.accounts if account.key not in here}
    if not gone:
        return reading
    tables = {
        key: sent.tables[key] if key.account in gone else table
        for key, table in reading.theirs.tables.items()
    }
    left_out = (
        Finding(
            kind="incoming_account_gone",
            severity=Severity.WARNING,
            # the plan cannot name the account any more, so that the sentence does
            place=replace(place, account=None),
            parameters={"account": gone[place.account], "old": quoted(old or "—"), "new": quoted(new or "—")},
        )
        for place, old, new in _changes(reading, sent)
        if place.account in gone
    )
    return replace(
        reading,
        theirs=replace(reading.theirs, tables=tables),
        typed_totals=tuple(total for total in reading.typed_totals if total.cell.account not in gone),
        findings=(*reading.findings, *left_out),
    )


def _changes(reading: Reading, sent: Plan) -> Iterator[tuple[Place, str, str]]:
    for difference in compare(sent, reading.theirs):
        yield difference.place, difference.old, difference.new
    for total in reading.typed_totals:
        if total.kind == "typed":
            table = sent.table(total.cell)
            yield cell_place(table.template, *table.locate(total.cell)), show(total.before), show(total.typed)
