"""Pasting: cells copied elsewhere, where they would stand, and what they would change, before they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Rounding, Unit
from smrj_desktop.domain.edit_kinds import Edit, LeafFigure, SetCells
from smrj_desktop.domain.errors import AmountError, AmountTooLargeError
from smrj_desktop.domain.plan import Profile
from smrj_desktop.domain.statements import PLAN, Position, Sheet, Table, Totals

_UNIT = re.compile(r"単位\s*[::]\s*(円|千円|百万円|億円)")


class Scrap(NamedTuple):
    """One copied cell: how it is shown, and the number behind it where that is known."""

    text: str
    raw: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """Copied cells.

    Attributes:
        rows: all of one length, and at least one of one cell.
        unit: what their figures are in, where that is known.
        own: whether they come from this program.
    """

    rows: tuple[tuple[Scrap, ...], ...]
    unit: Unit | None = None
    own: bool = False

    @classmethod
    def of(
        cls, rows: Iterable[Sequence[Scrap]], unit: Unit | None = None, *, own: bool = False
    ) -> Clip | None:
        """The cells, short rows filled up; None where there are none.

        The unit may be written in one of them, as in `（単位：千円）`.
        """
        known = [tuple(row) for row in rows]
        width = max(map(len, known), default=0)
        if not width:
            return None
        filled = tuple(row + (Scrap(""),) * (width - len(row)) for row in known)
        return cls(rows=filled, unit=unit or _named_unit(filled), own=own)

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and columns there are."""
        return len(self.rows), len(self.rows[0])

    @property
    def has_raw(self) -> bool:
        """Whether the number behind some cell is another one than the cell shows."""
        return any(_differs(scrap) for row in self.rows for scrap in row)

    def transposed(self) -> Clip:
        """Rows and columns exchanged."""
        return replace(self, rows=tuple(zip(*self.rows, strict=True)))


def _named_unit(rows: Iterable[Iterable[Scrap]]) -> Unit | None:
    for row in rows:
        for scrap in row:
            if "単位" in scrap.text and (match := _UNIT.search(amounts.normalise(scrap.text))):
                return Unit.of(match[1])
    return None


def _differs(scrap: Scrap) -> bool:
    if scrap.raw is None:
        return False
    try:
        return amounts.read(scrap.text).amount != scrap.raw
    except AmountError:
        return bool(scrap.raw)


class Placed(NamedTuple):
    """A copied cell and where it is to stand."""

    row: int
    column: int
    scrap: Scrap


class Target(NamedTuple):
    """Where is pasted.

    Attributes:
        rows, columns: those in sight, from the first selected cell on to the end of the table.
        height, width: how many of them are selected.
    """

    rows: Sequence[int]
    columns: Sequence[int]
    height: int = 1
    width: int = 1


def place(clip: Clip, target: Target) -> tuple[list[Placed], list[Scrap]]:
    """Where the cells of a clip come to stand, and those that would stand outside of the table.

    A selection that holds the clip several times is filled with it; any other one just says where to begin.
    """
    height, width = clip.size
    down, across = _times(target.height, height), _times(target.width, width)
    repeated = down * across > 1
    rows = target.rows[: height * down if repeated else height]
    columns = target.columns[: width * across if repeated else width]
    placed = [
        Placed(row, column, clip.rows[y % height][x % width])
        for y, row in enumerate(rows)
        for x, column in enumerate(columns)
    ]
    outside = [
        scrap
        for y, row in enumerate(clip.rows)
        for x, scrap in enumerate(row)
        if (y >= len(rows) or x >= len(columns)) and scrap.text.strip()
    ]
    return placed, outside


def _times(selected: int, copied: int) -> int:
    if selected == 1:
        return 1
    return selected // copied if selected % copied == 0 else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How copied cells are read.

    Attributes:
        unit: what figures without a unit of their own are in.
        raw: whether the numbers behind the cells are taken, not what they show.
        skip_blank: whether blank cells leave what is there.
        transposed: whether rows and columns are exchanged.
    """

    unit: Unit
    raw: bool = False
    skip_blank: bool = False
    transposed: bool = False


class Taken(NamedTuple):
    """A cell that takes what is pasted.

    Attributes:
        source: what was copied.
        before, after: what is there now, and what will be.
        rounded: whether that is not all of what was copied.
    """

    row: int
    column: int
    source: str
    before: str
    after: str
    rounded: bool = False


class Refused(NamedTuple):
    """A cell that does not; `message` with its parameters says why. Row and column are -1 outside."""

    row: int
    column: int
    source: str
    message: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasting:
    """What a paste would do.

    Attributes:
        taken, refused: by cell.
        edit: does it; None where nothing changes.
    """

    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    edit: Edit | None

    @property
    def rounded(self) -> int:
        """How many figures are rounded."""
        return sum(item.rounded for item in self.taken)


def paste(
    clip: Clip, target: Target, reading: Reading, read: Callable[[Sequence[Placed], Reading], Pasting]
) -> Pasting:
    """What pasting a clip would do; `read` says it of the cells that find their place in the table."""
    placed, left = place(clip.transposed() if reading.transposed else clip, target)
    found = read(placed, reading)
    outside = (Refused(-1, -1, scrap.text, "paste.outside", {}) for scrap in left)
    return replace(found, refused=(*outside, *found.refused))


def paste_figures(
    table: Table,
    layer: str,
    profile: Profile,
    placed: Iterable[Placed],
    reading: Reading,
    totals: Totals = Totals.FOLLOW,
) -> Pasting:
    """What pasting into a layer of a statement would do.

    Leaves take figures. A total is never pasted: where it comes to another figure than the copied one, that
    is refused with both of them.
    """
    sheet, template = table.sheet(layer), table.template
    # asked for once, as a paste may be of ten thousand cells
    now, unit = sheet.figures(), profile.unit
    emptied = NOTHING if layer == PLAN else BLANK
    put: dict[Position, Figure] = {}
    taken: list[Taken] = []
    refused: list[Refused] = []
    printed: list[tuple[Placed, Figure]] = []
    for item in placed:
        row, column, scrap = item
        blank = not scrap.text.strip() and not (reading.raw and scrap.raw)
        if blank and (reading.skip_blank or not template.is_leaf(row, column)):
            continue
        if template.lines.is_heading(row):
            refused.append(Refused(row, column, scrap.text, "paste.heading", {}))
            continue
        try:
            figure, exact = (emptied, True) if blank else _figure(scrap, reading, unit, profile.rounding)
        except AmountError as error:
            large = isinstance(error, AmountTooLargeError)
            message = error.message if large else "paste.no_figure"
            refused.append(Refused(row, column, scrap.text, message, {"text": scrap.text}))
            continue
        before = now[row][column]
        if not template.is_leaf(row, column):
            printed.append((item, figure))
        elif figure != before and layer == PLAN and (row, column) in table.build_ups:
            refused.append(Refused(row, column, scrap.text, "paste.build_up", {}))
        else:
            put[row, column] = figure
            shown = amounts.show(before), amounts.show(figure)
            taken.append(Taken(row, column, scrap.text, *shown, rounded=not exact))
    changed = {at: figure for at, figure in put.items() if now[at[0]][at[1]] != figure}
    refused += _other_totals(sheet, changed, printed, totals)
    edit = None
    if changed:
        lines, columns = template.lines.nodes, template.columns.nodes
        cells = tuple(
            LeafFigure(lines[at[0]].key, columns[at[1]].key, figure) for at, figure in changed.items()
        )
        edit = SetCells(table=template.key, cells=cells, layer=layer, totals=totals)
    return Pasting(taken=tuple(taken), refused=tuple(refused), edit=edit)


def _figure(scrap: Scrap, reading: Reading, unit: Unit, rounding: Rounding) -> tuple[Figure, bool]:
    """The figure of a copied cell, and whether it is all of what was copied."""
    exact: Fraction | int
    if reading.raw and scrap.raw:
        exact, source = scrap.raw, reading.unit
    else:
        shown = amounts.normalise(scrap.text)
        # a spreadsheet may show a number that is exactly 0 as nothing
        if not shown or (len(shown) == 1 and shown in amounts.DASHES):
            return NOTHING, True
        number = amounts.read(shown)
        exact, source = number.amount, number.unit or reading.unit
    if source is not unit:
        exact = exact * Fraction(source.value, unit.value)
    figure = amounts.figure_of(exact, rounding) if exact else TRACE
    if not amounts.is_sound(figure):
        raise AmountTooLargeError(text=scrap.text)
    return figure, figure.value == exact


def _other_totals(
    sheet: Sheet, changed: Mapping[Position, Figure], printed: Sequence[tuple[Placed, Figure]], totals: Totals
) -> Iterator[Refused]:
    """Of the copied totals, those that the pasted figures do not come to."""
    if not printed:
        return
    after = sheet.copy()
    if changed:
        after.set_leaves(changed, totals)
    for (row, column, scrap), figure in printed:
        found = after.figure(row, column)
        if found != figure:
            parameters = {"computed": amounts.show(found), "copied": amounts.show(figure)}
            yield Refused(row, column, scrap.text, "paste.total", parameters)
