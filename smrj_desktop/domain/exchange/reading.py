"""What a file says about a plan: the plan as the file has it, and what is not to be taken for a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedTotal:
    """A total in which the file has another figure than its parts there come to.

    Attributes:
        cell: the total.
        before: what the plan that was sent printed.
        computed: what it prints with the parts as the file has them.
        typed: what the file prints.
        formula: the formula that gives it, where one stands there; it is not the plan's sum, or it is stale.
        kind: `typed` over by a hand, or `left` as it was sent while its parts were changed.
    """

    cell: CellKey
    before: Figure
    computed: Figure
    typed: Figure
    formula: str = ""
    kind: Literal["typed", "left"] = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Systematic:
    """One difference in many cells, which the file's way of writing explains better than so many changes.

    Attributes:
        kind: `nothing_as_zero` (`-` written 0), `nothing_as_blank`, `trace_as_nothing` (0 written `-`),
            `unit` (all figures as in another unit than the sheet says), `sign` (all signs turned).
        tables: where.
        count: in how many cells.
        cells: which, with what the file has there. They are not in `Reading.theirs` unless taken.
    """

    kind: str
    tables: tuple[TableKey, ...]
    count: int
    cells: tuple[tuple[CellKey, Figure], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file, read against the plan that was sent (or, where that is not known, the plan now).

    Attributes:
        theirs: that plan with all the file changes in it but for what is in `typed_totals` and `systematic`.
        typed_totals, systematic: what wants a decision of its own.
        findings: what could not be read, was left out, or is worth knowing: all that was not taken.
        unread: the tables of the plan that the file does not hold.
    """

    theirs: Plan
    typed_totals: tuple[TypedTotal, ...] = ()
    systematic: tuple[Systematic, ...] = ()
    findings: tuple[Finding, ...] = ()
    unread: tuple[TableKey, ...] = ()
