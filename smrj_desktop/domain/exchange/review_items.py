"""What there is to decide about a file that came back, item by item, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from smrj_desktop.domain.checks.finding import Place


class Choice(StrEnum):
    """What becomes of an item.

    Of a total that was typed over, `THEIRS` publishes the figure and leaves its parts, and `SPREAD` shares
    the difference out among the parts in proportion. `OPEN` is undecided: mine stays, and the report says so.
    """

    MINE = "mine"
    THEIRS = "theirs"
    TYPED = "typed"
    SPREAD = "spread"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One thing that wants a decision.

    Attributes:
        number: its index among the items.
        kind: `cell`, `stated` (a published total), `build_up`, `line` (what a table's frame has: a line or a
            column), `passage`, `indicator`, `place` (of a passage or an indicator), `profile`, `record`,
            `typed_total`, `left_total` or `systematic`.
        state: `theirs` where only they changed it, `both` where mine did too and differently, `suspicion`
            where it may be no change that anybody meant.
        key: as a `compare.Difference` names it; of a line `statement/account/lines/key`, of a column
            `statement/account/columns/key`, of a systematic difference its kind and the tables it is in.
        place: where it is, as findings say it.
        account: key of the account, empty where it is in none or in several.
        section: key of the statement, else `text`, `indicators`, `profile` or `records`.
        field: the fields of a passage or an indicator, between commas; empty where it is there or not.
        base, mine, theirs: as printed; empty where it is not there.
        choices: what can be chosen.
        default: what is chosen as long as nobody chooses.
        remark: id and parameters of a message that tells more; None where there is nothing to tell.
    """

    number: int
    kind: str
    state: Literal["theirs", "both", "suspicion"]
    key: str
    place: Place
    account: str
    section: str
    field: str = ""
    base: str
    mine: str
    theirs: str
    choices: tuple[Choice, ...]
    default: Choice
    remark: tuple[str, dict[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about an item.

    Attributes:
        choice: one of its choices.
        typed: what is to stand there, for `Choice.TYPED`.
        reason: why, in the words of who decided.
    """

    choice: Choice
    typed: str = ""
    reason: str = ""
