"""What the checks of a plan rest on, and what people have said about their findings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from smrj_desktop.domain.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """An identity between lines of different tables.

    Attributes:
        left, right: terms `[-][account/]statement.line[/column]`.
        accounts: the accounts it is tested for; empty where every term names its own.
        columns: the columns it is tested in; empty for each of the account's columns.
        within: `exact`, or `rounding` for half a unit of every printed figure.
    """

    key: str
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    within: str = "rounding"

    def __post_init__(self) -> None:
        """Raises `DataError` where there is nothing on the left or `within` is neither of the two."""
        if not self.left or self.within not in ("exact", "rounding"):
            raise DataError(what=self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDifference:
    """A difference that is known.

    Attributes:
        amount: left less right, in the entry unit.
        reason: why it is there.
        author, at: who said so and when (ISO 8601 with offset); empty for what came with the plan.
    """

    tie: str
    account: str
    column: str
    amount: int
    reason: str
    author: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A finding that somebody lets stand.

    Attributes:
        key: names the finding.
        figures: the figures it was about; it lapses when they are others.
        reason, author, at: why, who, and when (ISO 8601 with offset).
    """

    key: str
    figures: str
    reason: str
    author: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """A proposed tie that was declined; `key` names the proposal."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EfficiencyYear:
    """What the yearly efficiency is reckoned from: expenses paid from 運営費交付金, in the entry unit.

    Attributes:
        gross: all of them.
        retirement, added, treasury: what the rule leaves out: 退職手当, 新規追加分, 国庫納付に係る分.
    """

    fiscal_year: int
    gross: int
    retirement: int = 0
    added: int = 0
    treasury: int = 0

    @property
    def net(self) -> int:
        """What the rule is about."""
        return self.gross - self.retirement - self.added - self.treasury


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedReserve:
    """How much of an account's carried-over reserve may be used, in the entry unit."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInputs:
    """What rules need beyond the tables; they cannot be decided while it is missing.

    Attributes:
        efficiency: the years the efficiency is averaged over, in order.
        efficiency_percent: by how much expenses are to fall each year.
        borrowing_limit, borrowing_planned: of short-term borrowing, in the entry unit.
        reserves: the approved amounts.
        carry_in, carry_out, reserve_use: the lines, as `statement.line`, of 前年度よりの繰越金,
            次年度への繰越金 and 前中期目標期間繰越積立金取崩額; empty where the plan has none.
    """

    efficiency: tuple[EfficiencyYear, ...] = ()
    efficiency_percent: Decimal = Decimal("1.05")
    borrowing_limit: int | None = None
    borrowing_planned: int | None = None
    reserves: tuple[ApprovedReserve, ...] = ()
    carry_in: str = ""
    carry_out: str = ""
    reserve_use: str = ""

    def __post_init__(self) -> None:
        """Raises `DataError` where a year or an account stands twice, or years are out of order."""
        years = [item.fiscal_year for item in self.efficiency]
        accounts = [item.account for item in self.reserves]
        if years != sorted(set(years)) or len(set(accounts)) != len(accounts):
            raise DataError(what="rules")
        # a power of ten of a million digits would stop the program where it is computed with
        exponent = self.efficiency_percent.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -9 or not 0 <= self.efficiency_percent < 100:
            raise DataError(what="rules")
