"""Small plans with every kind of relation, and figures made by rounding exact amounts."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from smrj_desktop.domain.amounts import NOTHING, Figure, Rounding, figure_of
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.relations import System
from smrj_desktop.domain.plan import Account, Plan, Profile
from smrj_desktop.domain.statements import Table, sheet_from_printed
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

LINES = (
    Line(key="a", label="甲", parent="total"),
    Line(key="b", label="乙", parent="total", weight=-1),
    Line(key="total", label="計"),
)
COLUMNS = (
    Column(key="x", label="一", parent="all", segment="一"),
    Column(key="y", label="二", parent="all", segment="二"),
    Column(key="all", label="合計", segment="合計"),
)
TIE = Tie(key="t", label="同額", left=("budget.total",), right=("cash.total",), accounts=("g",))

exact_amounts = st.one_of(
    st.just(Fraction(0)),
    st.fractions(min_value=-30, max_value=30, max_denominator=40),
)


def template(statement: str, columns: tuple[Column, ...] = COLUMNS) -> TableTemplate:
    """Two lines and their total, one taken off, in two columns with their total or in one."""
    return TableTemplate(TableKey(statement, "g"), Axis(LINES), Axis(columns))


def plan_of(printed: dict[str, list[list[Figure]]], mode: Rounding) -> Plan:
    """A plan with these printed figures, all totals published; two statements of one column are tied."""
    tables = {}
    for statement, rows in printed.items():
        frame = template(statement, COLUMNS if len(rows[0]) > 1 else COLUMNS[2:])
        at = {(row, column): figure for row, line in enumerate(rows) for column, figure in enumerate(line)}
        tables[frame.key] = Table(frame, sheet_from_printed(frame, at))
    return Plan(
        profile=Profile(id="s", fiscal_year=2023, title="小計画", rounding=mode),
        accounts=(Account(key="g", label="一般勘定"),),
        ties=(TIE,) if len(printed) > 1 else (),
        tables=tables,
    )


def rounded(leaves: list[Fraction], mode: Rounding) -> list[list[Figure]]:
    """A table with these exact leaves, line by line, and their totals, each rounded by itself."""
    width = len(leaves) // 2
    exact = [leaves[:width], leaves[width:]]
    if width > 1:
        exact = [[*line, sum(line, Fraction(0))] for line in exact]
    exact.append([one - other for one, other in zip(*exact, strict=True)])
    return [[figure_of(amount, mode) for amount in row] for row in exact]


@st.composite
def systems(draw: st.DrawFn, *, disturbed: int = 2) -> System:
    """The system of a small plan; figures are rounded exact amounts, of which some were changed after.

    Either one table of two columns, or two tables of one with their totals tied.
    """
    mode = draw(st.sampled_from(Rounding))
    leaves = draw(st.lists(exact_amounts, min_size=4, max_size=4))
    if draw(st.booleans()):
        printed = {"budget": rounded(leaves, mode)}
    else:
        first, second, moved, _ = leaves
        printed = {
            "budget": rounded([first, second], mode),
            "cash": rounded([first + moved, second + moved], mode),
        }
    system = System(plan_of(printed, mode))
    for _ in range(draw(st.integers(0, disturbed))):
        cell = draw(st.integers(0, len(system.spots) - 1))
        value = system.figures[cell].value + draw(st.integers(-3, 3))
        system.figures[cell] = Figure(value) if value else draw(st.sampled_from([NOTHING, Figure(0, "0")]))
    return system
