"""What a hand has said labels mean, as recognising asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.exchange.found import Assigned
from smrj_desktop.domain.exchange.labels import canonical
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey

LEFT_OUT = -1
"""The place of a line or column that is not to be used."""


class Answers:
    """All that a hand has said of a file, or of the files of a sender."""

    def __init__(self, assigned: Iterable[Assigned], plan: Plan) -> None:
        """Takes down the answers; those about what the plan does not have leave their label out."""
        self._assigned = [item._replace(label=canonical(item.label)) for item in assigned]
        self._tables = {
            item.label: TableKey(item.statement, item.account)
            for item in self._assigned
            if item.what == "table"
        }
        self._plan = plan

    def __iter__(self) -> Iterator[Assigned]:
        return iter(self._assigned)

    def table(self, name: str) -> TableKey | None:
        """The table that an area of a sheet is; one that no plan has where it is to be left out."""
        return self._tables.get(canonical(name))

    def unit(self, name: str, key: TableKey) -> Unit | None:
        """What the figures of a table are in, on an area of a sheet."""
        label = canonical(name)
        for item in self._assigned:
            if item.what == "unit" and item.label == label and _is_about(item, key):
                return Unit.of(item.key)
        return None

    def lines(self, key: TableKey) -> dict[str, int]:
        """The places of lines of a table by the labels that mean them."""
        return self._places("line", key, self._plan.tables[key].template.lines.position)

    def columns(self, key: TableKey) -> dict[str, int]:
        """The places of columns of a table by the labels that mean them."""
        return self._places("column", key, self._plan.tables[key].template.columns.position)

    def _places(self, what: str, key: TableKey, position: dict[str, int]) -> dict[str, int]:
        return {
            item.label: position.get(item.key, LEFT_OUT)
            for item in self._assigned
            if item.what == what and _is_about(item, key)
        }


def _is_about(item: Assigned, key: TableKey) -> bool:
    return (item.statement, item.account) in (key, ("", ""))
