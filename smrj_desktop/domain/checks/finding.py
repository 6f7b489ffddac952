"""What a check or a reader has to say about one place of the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableTemplate


class Severity(StrEnum):
    """How much a finding matters: 誤り, 要確認, 端数 or information."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a finding is, by keys and printed names; what does not apply is None."""

    statement: str | None = None
    account: str | None = None
    section: str | None = None
    line: str | None = None
    segment: str | None = None
    accounting_class: str | None = None
    passage: str | None = None
    indicator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectCell:
    """A cell that may be the wrong one.

    Attributes:
        cell, place: which it is.
        value: what it prints.
        likely: what it probably should print; None where several figures do as well.
        low, high: the least and the greatest amount that would satisfy everything; None where unbounded.
        slip: what a hand did to make the figure that stands there, one of `slips.Slip`.
        follow: whether the totals above are to move along.
    """

    cell: CellKey
    place: Place
    value: Figure
    likely: Figure | None
    low: int | None
    high: int | None
    slip: str
    follow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationAt:
    """A relation that a finding is about.

    Attributes:
        rule: `down`, `across` or `tie`.
        tie: the tie's label; empty for sums.
        place: of its total, or of the first line of a tie.
    """

    rule: str
    tie: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding; its sentence is the message `finding.<kind>` with `parameters` put in.

    Attributes:
        key: a name that lasts, by which it can be accepted; empty where it cannot.
        figures: the figures it is about; what was accepted lapses when they change.
        cell: the cell to go to; None where it is about none.
        others: the other cells it is about.
        suspects: the cells that may be wrong, the likeliest first.
        relations: what cannot hold together, where that is more than one relation.
        accepted: the reason why somebody has let it stand; empty where nobody has.
    """

    kind: str
    severity: Severity
    place: Place = Place()
    parameters: dict[str, object] = field(default_factory=dict)
    key: str = ""
    figures: str = ""
    cell: CellKey | None = None
    others: tuple[CellKey, ...] = ()
    suspects: tuple[SuspectCell, ...] = ()
    relations: tuple[RelationAt, ...] = ()
    accepted: str = ""

    @property
    def word(self) -> str:
        """Which word a person reads: `error`, `warning`, `rounding` (端数) or `note` (for information)."""
        if self.severity is Severity.INFO:
            return "rounding" if self.kind.endswith("_rounding") else "note"
        return self.severity.value


def cell_place(template: TableTemplate, row: int | None, column: int | None) -> Place:
    """The place of a cell, a whole line (no column) or a whole column (no row)."""
    line = template.lines.nodes[row] if row is not None else None
    col = template.columns.nodes[column] if column is not None else None
    return Place(
        statement=template.key.statement,
        account=template.key.account,
        section=line.section if line else None,
        line=line.label if line else None,
        segment=col.segment if col else None,
        accounting_class=col.accounting_class if col else None,
    )
