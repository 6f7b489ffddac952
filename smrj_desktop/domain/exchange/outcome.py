"""What became of all that a file brought: the matter of the merge report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.exchange.review_items import ReviewItem
from smrj_desktop.domain.template import TableKey


class Verdict(StrEnum):
    """What became of an item: their version, mine, undecided (mine stays), or another one."""

    TAKEN = "taken"
    REFUSED = "refused"
    OPEN = "open"
    TYPED = "typed"
    STATED = "stated"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An item and what became of it.

    Attributes:
        reason: why, in the words of who decided; empty where nobody said.
        result: what stands there now, as printed; empty where nothing does.
    """

    item: ReviewItem
    verdict: Verdict
    reason: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of everything in a file.

    Attributes:
        rows: one for every item of the review, in its order.
        findings: what could not be read, was left out, or is worth knowing.
        unread: the tables of the plan that the file does not hold.
        two_way: whether no plan was known that was sent, so that all that differs counts as their change.
    """

    rows: tuple[OutcomeRow, ...]
    findings: tuple[Finding, ...] = ()
    unread: tuple[TableKey, ...] = ()
    two_way: bool = False

    def having(self, *verdicts: Verdict) -> tuple[OutcomeRow, ...]:
        """The rows with one of these verdicts, in order."""
        return tuple(row for row in self.rows if row.verdict in verdicts)
