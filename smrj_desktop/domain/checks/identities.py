"""What there is to say about each relation: sums of lines, sums of columns, ties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from smrj_desktop.domain.amounts import Figure, show, show_difference
from smrj_desktop.domain.check_records import ExplainedDifference, Tie
from smrj_desktop.domain.checks import intervals
from smrj_desktop.domain.checks.finding import Finding, Place, RelationAt, Severity, cell_place
from smrj_desktop.domain.checks.intervals import Grade
from smrj_desktop.domain.checks.relations import Relation, Rule, System, other_mode
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey

UNLIKELY = Fraction(1, 100_000)
"""A difference that rounding makes less often than this is looked at by a person. Among the thousand or so
relations of a plan it is met by chance in fewer than one plan in a hundred."""


class Identities:
    """The findings of a system's relations, one by one."""

    def __init__(self, plan: Plan, system: System) -> None:
        """Takes from the plan what ties are called and which differences are explained."""
        self._system = system
        self._ties: Mapping[str, Tie] = {tie.key: tie for tie in plan.ties}
        self._explained: Mapping[tuple[str, str, str], ExplainedDifference] = {
            (item.tie, item.account, item.column): item for item in plan.explained
        }

    def finding(self, number: int) -> Finding | None:
        """The finding of a relation; None where it is exact and nothing had to be explained."""
        system, relation = self._system, self._system.relations[number]
        grade = system.grade(relation)
        known = self._explained.get((relation.tie, relation.account, relation.column))
        if grade is Grade.EXACT and known is None:
            return None
        word = _word(system, relation, grade)
        if relation.rule is Rule.TIE:
            kind, parameters = self._tie(relation, word, known)
        else:
            kind, parameters = f"footing_{relation.rule}_{word}", self._sum(relation)
        first, *others = (term.cell for term in relation.terms)
        return Finding(
            kind=kind,
            severity=_SEVERITIES.get(kind.rpartition("_")[2], Severity.INFO),
            place=place(system, first),
            parameters=parameters,
            key=system.relation_key(number),
            figures=" ".join(show(figure) or "." for _, figure in system.printed(relation)),
            cell=system.key(first),
            others=tuple(map(system.key, others)),
        )

    def _sum(self, relation: Relation) -> dict[str, object]:
        printed = self._system.figures[relation.terms[0].cell]
        difference = self._system.difference(relation)
        return {
            "total": show(printed),
            "sum": show(Figure(printed.value - difference)),
            "difference": show_difference(difference),
        }

    def _tie(
        self, relation: Relation, word: str, known: ExplainedDifference | None
    ) -> tuple[str, dict[str, object]]:
        figures = self._system.figures
        sides = (relation.terms[: relation.left], relation.terms[relation.left :])
        left, right = (sum(term.weight * figures[term.cell].value for term in side) for side in sides)
        kind = f"tie_{word}"
        if known:
            kind = "tie_explained_impossible" if word == Grade.IMPOSSIBLE else "tie_explained"
        return kind, {
            "tie": self._ties[relation.tie].label,
            "left": show(Figure(left)),
            "right": show(Figure(-right)),
            "difference": show_difference(left + right),
            "explained": show_difference(known.amount) if known else "",
            "reason": known.reason if known else "",
        }

    def named(self, number: int) -> RelationAt:
        """What a relation is called."""
        relation = self._system.relations[number]
        label = self._ties[relation.tie].label if relation.tie else ""
        return RelationAt(rule=relation.rule, tie=label, place=place(self._system, relation.terms[0].cell))

    def explained(self) -> list[int]:
        """The numbers of the relations with an explained difference."""
        return [
            number
            for number, relation in enumerate(self._system.relations)
            if (relation.tie, relation.account, relation.column) in self._explained
        ]

    def undecidable(self) -> Iterator[Finding]:
        """A finding for every tie that names what the plan does not have."""
        for item in self._system.undecidable:
            yield Finding(
                kind="tie_undecidable",
                severity=Severity.WARNING,
                place=Place(account=item.account or None),
                parameters={"tie": self._ties[item.tie].label, "what": item.what},
                key=f"tie/{item.tie}/{item.account}",
                figures=item.what,
            )


_SEVERITIES = {"impossible": Severity.ERROR, "unlikely": Severity.WARNING}


def _word(system: System, relation: Relation, grade: Grade) -> str:
    if grade is Grade.ROUNDING and system.tail(relation) < UNLIKELY:
        return "unlikely"
    return grade


def place(system: System, cell: int) -> Place:
    """The place of a numbered cell."""
    spot = system.spots[cell]
    return cell_place(system.template(spot.table), spot.row, spot.column)


def other_rounding(system: System, impossible: Sequence[int]) -> Iterator[Finding]:
    """A finding for every table whose sums hold if its figures were rounded in the other way.

    Args:
        system: the relations of a plan.
        impossible: the numbers of those that cannot hold.
    """
    mode = other_mode(system.mode)
    tables = {
        system.spots[system.relations[number].terms[0].cell].table
        for number in impossible
        if system.relations[number].rule is not Rule.TIE
    }
    if mode is None or not tables:
        return
    for table in _explained_otherwise(system, tables):
        yield Finding(
            kind=f"rounding_looks_{mode}",
            severity=Severity.WARNING,
            place=Place(statement=table.statement, account=table.account),
            key=f"rounding/{table.statement}/{table.account}",
            figures=str(mode),
        )


def _explained_otherwise(system: System, tables: set[TableKey]) -> list[TableKey]:
    mode = other_mode(system.mode)
    holding = dict.fromkeys(system.tables, True)
    for relation in system.relations:
        table = system.spots[relation.terms[0].cell].table
        if relation.rule is not Rule.TIE and table in tables and holding[table]:
            grade = intervals.grade(system.difference(relation), system.printed(relation), mode)
            holding[table] = grade is not Grade.IMPOSSIBLE
    return [table for table in holding if table in tables and holding[table]]
