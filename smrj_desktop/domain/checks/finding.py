"""What a check or a reader has to say about one place of the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

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
class Finding:
    """A finding; its sentence is the message `finding.<kind>` with `parameters` put in."""

    kind: str
    severity: Severity
    place: Place = Place()
    parameters: dict[str, object] = field(default_factory=dict)


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
