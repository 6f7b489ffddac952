"""The kinds of edit there are. `edits` applies them and writes them as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from smrj_desktop.domain.amounts import Figure, Rounding, Unit
from smrj_desktop.domain.check_records import Acceptance, ExplainedDifference, RuleInputs, Tie
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import Passage
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.plan import Account, Section
from smrj_desktop.domain.statements import PLAN, CellKey, Contribution, Totals
from smrj_desktop.domain.template import Column, Line, TableKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who made an edit, when (ISO 8601 with offset), and from where (`hand`, `undo`, a file's name)."""

    author: str
    at: str
    source: str = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The base of all edits."""

    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCell(Edit):
    """Puts a figure into a leaf; `totals` says what the stated totals above it do."""

    cell: CellKey
    figure: Figure
    totals: Totals = Totals.FOLLOW


class LeafFigure(NamedTuple):
    """A figure for one leaf of a table."""

    line: str
    column: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCells(Edit):
    """Puts figures into many leaves of one layer of one table, each named once; the same as a `SetCell` each.

    What adds them up is reckoned once, so that ten thousand take as long as a key.
    """

    table: TableKey
    cells: tuple[LeafFigure, ...]
    layer: str = PLAN
    totals: Totals = Totals.FOLLOW

    def key_of(self, number: int) -> CellKey:
        """The cell of one of the figures."""
        return CellKey(*self.table, *self.cells[number][:2], self.layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTotal(Edit):
    """Records a published total.

    Attributes:
        zero_mark: what it prints where it comes to 0, empty for the mark its parts give; the figure's own
            mark where it is None.
    """

    cell: CellKey
    figure: Figure
    zero_mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearTotal(Edit):
    """Forgets a published total; the cell shows the computed one."""

    cell: CellKey


@dataclass(frozen=True, slots=True, kw_only=True)
class PutContribution(Edit):
    """Adds an item to a leaf's build-up as the `index`-th, or replaces the one with its key there."""

    cell: CellKey
    contribution: Contribution
    index: int
    totals: Totals = Totals.FOLLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveContribution(Edit):
    """Takes an item out; where none is left the cell keeps its figure as a typed one."""

    cell: CellKey
    key: str
    totals: Totals = Totals.FOLLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPassage(Edit):
    """Replaces a passage by a changed one with the same key and parent."""

    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertPassage(Edit):
    """Adds a passage as the `index`-th below its parent."""

    passage: Passage
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePassage(Edit):
    """Takes out a passage that has none below it (`remove_subtree` makes the batch for one that has)."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePassage(Edit):
    """Takes a passage and all below it to another place; `index` counts without the passage itself."""

    key: str
    parent: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetIndicator(Edit):
    """Replaces an indicator by a changed one with the same key."""

    indicator: Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertIndicator(Edit):
    """Adds an indicator as the `index`-th."""

    indicator: Indicator
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveIndicator(Edit):
    """Takes an indicator out."""

    key: str


PROFILE_FIELDS = ("title", "agency", "date", "preamble", "rounding_note", "text_note")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProfile(Edit):
    """Changes one text of the profile, one of `PROFILE_FIELDS`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRounding(Edit):
    """Changes how the plan's figures are rounded; build-ups are rounded anew, published totals stay."""

    rounding: Rounding


class StatedFigure(NamedTuple):
    """A published total of a sheet: its residual and the mark it prints where it is 0."""

    line: str
    column: str
    residual: int
    zero_mark: str


class SheetFigures(NamedTuple):
    """Everything that is entered in one layer of one table."""

    statement: str
    account: str
    layer: str
    leaves: tuple[LeafFigure, ...]
    stated: tuple[StatedFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEntryUnit(Edit):
    """Changes the unit of all figures, which are converted and rounded once.

    Attributes:
        figures, explained, rules: what the figures, the explained differences and the rules' inputs are in
            the new unit, where they are not to be converted: all three, or none.
    """

    unit: Unit
    figures: tuple[SheetFigures, ...] = ()
    explained: tuple[ExplainedDifference, ...] | None = None
    rules: RuleInputs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFrame(Edit):
    """Gives a table other lines and columns; every cell that holds something keeps its place by key."""

    table: TableKey
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]


class Frame(NamedTuple):
    """The lines and columns of one statement of an account."""

    statement: str
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertAccount(Edit):
    """Adds an account with empty tables as the `index`-th."""

    account: Account
    index: int
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAccount(Edit):
    """Takes out an account in whose tables nothing is, and of which nothing is said."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAccount(Edit):
    """Replaces an account by a changed one with the same key."""

    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAccount(Edit):
    """Takes an account to another place; `index` counts without the account itself."""

    key: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSections(Edit):
    """Changes which segment each section of the text belongs to."""

    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTie(Edit):
    """Adds a tie as the `index`-th, or replaces the one with its key where it stands."""

    tie: Tie
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTie(Edit):
    """Takes out a tie of which no difference is explained."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutExplained(Edit):
    """Adds an explained difference as the `index`-th, or replaces the one of its tie and place."""

    explained: ExplainedDifference
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveExplained(Edit):
    """Takes out an explained difference."""

    tie: str
    account: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRules(Edit):
    """Changes what the rules are given."""

    rules: RuleInputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Edit):
    """Lets a finding stand, in place of what was said of it before."""

    acceptance: Acceptance


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Edit):
    """Takes back that a finding may stand."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss(Edit):
    """Declines a proposed tie."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore(Edit):
    """Has a proposed tie proposed again."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutNote(Edit):
    """Writes a note, in place of the one with its key."""

    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveNote(Edit):
    """Takes a note out."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Edit):
    """Several edits that are one step: all of them or none."""

    edits: tuple[Edit, ...]


def one_step(edits: Sequence[Edit]) -> Edit:
    """Some edits, of which there is one at least, as one."""
    return edits[0] if len(edits) == 1 else Batch(edits=tuple(edits))
