"""The list of an input sheet, a row an item with its place in the plan, and the places to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from smrj_desktop.domain.exchange import input_form as form
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.exchange.input_form import PlaceTexts
from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope
from smrj_desktop.domain.grid import Role
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import sheet_rows
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_write import Formula, Put, Row
from smrj_desktop.io.sheet_setup import Content
from smrj_desktop.io.sheet_words import input_sheet as word
from smrj_desktop.io.workbook_styles import Styles, height_points

SPARE_ROWS = 100
"""So many empty rows at the end, in which a place is chosen."""

_WIDTHS = (26, 38, 44, 40, 16, 28, 28)
_SCOPE_ROW, _HEAD_ROW = 3, 8
_FIRST = _HEAD_ROW + 1
_PLACES_HEAD_ROW = 3
_PLACES_WIDTHS = (28, 40, 40, 3, 28, 40, 40)
DECIMALS = layout.ZERO_FORMAT.replace("#,##0", "#,##0.0##")


class Opened(NamedTuple):
    """A cell that is open to a department, how the list names it, and what the department has there."""

    cell: CellKey
    texts: PlaceTexts
    items: tuple[Contribution, ...]


class Ranges(NamedTuple):
    """Where things stand, as absolute ranges of rows on their sheets.

    Attributes:
        last: the last row of the list.
        chosen: the first of the rows in which a place is chosen.
        places: the rows of all places.
        choices: how many tables, lines and columns there are to choose from.
    """

    last: int
    chosen: int
    places: int
    choices: tuple[int, int, int]

    def column(self, letter: str) -> str:
        """A column of the list."""
        return f"{_quoted(word('list'))}!${letter}${_FIRST}:${letter}${self.last}"

    def place(self, letter: str) -> str:
        """A column of the places."""
        return self._in_places(letter, self.places)

    def choice(self, number: int) -> str:
        """What there is to choose from in one of the three columns that name a place."""
        return self._in_places("EFG"[number], self.choices[number])

    def _in_places(self, letter: str, rows: int) -> str:
        first = _PLACES_HEAD_ROW + 1
        return f"{_quoted(word('places'))}!${letter}${first}:${letter}${first + rows - 1}"

    def cells(self, letter: str, *, chosen: bool = False) -> str:
        """A column of the list on its own sheet; only the rows in which a place is chosen, or all."""
        return f"{letter}{self.chosen if chosen else _FIRST}:{letter}{self.last}"

    @property
    def filtered(self) -> str:
        """The list with its heads."""
        return f"A{_HEAD_ROW}:G{self.last}"


def ranges(opened: Sequence[Opened]) -> Ranges:
    """Where the list of these cells stands: a row each item and one more a cell, then the spare rows."""
    chosen = _FIRST + sum(len(place.items) + 1 for place in opened)
    first, second, third = (len(each) for each in _choices(opened))
    return Ranges(chosen + SPARE_ROWS - 1, chosen, len(opened), (first, second, third))


def list_content(
    plan: Plan, scope: InputScope, options: InputOptions, opened: Sequence[Opened], styles: Styles
) -> Content:
    """The sheet with the list."""
    where = ranges(opened)
    rows = [*_top(plan, scope, options, styles), _heads(styles)]
    for place in opened:
        for item in (*place.items, None):
            rows.append(_row(place.texts, item, where, len(rows) + 1, styles))
    rows += [_row(None, None, where, at, styles) for at in range(where.chosen, where.last + 1)]
    repeated = f"{_HEAD_ROW}:{_HEAD_ROW}"
    covered = (_SCOPE_ROW, 2, 1, len(_WIDTHS) - 1)
    return Content(
        rows,
        widths=_WIDTHS,
        merges=(covered,),
        frozen=f"A{_FIRST}",
        repeated_rows=repeated,
        landscape=True,
    )


def places_content(opened: Sequence[Opened], styles: Styles) -> Content:
    """The sheet with all places, and with what the drop-down lists offer."""
    heads = (form.TABLE, form.LINE, form.COLUMN)
    rows = [
        Row([Put(word("places"), styles.title)], height_points=28),
        Row([Put(word("places_note"), styles.note)]),
        Row([Put(text or None, styles.head(text) if text else 0) for text in (*heads, "", *heads)]),
    ]
    columns = [*zip(*(place.texts for place in opened), strict=True), (), *_choices(opened)]
    for texts in zip_longest(*columns):
        rows.append(Row([_label(text, styles) if text else Put(None) for text in texts]))
    repeated, first = f"{_PLACES_HEAD_ROW}:{_PLACES_HEAD_ROW}", f"A{_PLACES_HEAD_ROW + 1}"
    return Content(rows, widths=_PLACES_WIDTHS, frozen=first, repeated_rows=repeated, landscape=True)


def _choices(opened: Sequence[Opened]) -> list[list[str]]:
    return [list(dict.fromkeys(place.texts[number] for place in opened)) for number in range(3)]


def _top(plan: Plan, scope: InputScope, options: InputOptions, styles: Styles) -> Iterator[Row]:
    imprint = Imprint(plan.profile.id, options.version, plan.content_hash())
    title = word("title", plan=plan.profile.title)
    yield Row([Put(title, styles.heading(title))], height_points=28)
    version = "　".join(filter(None, (options.version, options.date)))
    yield _named({form.DEPARTMENT: scope.department, word("version"): version}, styles)
    covered = _scope_text(plan, scope)
    height = height_points(covered, sum(_WIDTHS[1:]))
    value = Put(covered, styles.printed(covered, Role.LABEL, 0, right=False))
    yield Row([Put(word("scope"), styles.head("")), value], height_points=height)
    for name in ("fill", "add"):
        yield Row([Put(word(name, unit=form.UNIT.label), styles.note)])
    for line in (imprint, scope):
        yield Row([Put(str(line), styles.key)])


def _named(texts: Mapping[str, str], styles: Styles) -> Row:
    cells: list[Put] = []
    for name, value in texts.items():
        cells += [Put(name, styles.head(name)), _label(value, styles)]
    return Row(cells)


def _scope_text(plan: Plan, scope: InputScope) -> str:
    accounts = "、".join(plan.account(key).label for key in scope.accounts) or word("all_accounts")
    parts = [accounts, "、".join(scope.segments) or word("all_segments")]
    return "　".join([*parts, word("own_cells")] if scope.own_cells else parts)


def _heads(styles: Styles) -> Row:
    amount = word("amount_head", word=form.AMOUNT, unit=form.UNIT.label)
    memo = word("memo_head", word=form.MEMO)
    texts = (form.TABLE, form.LINE, form.COLUMN, form.ITEM, amount, memo, word("status"))
    return Row([Put(text, styles.head(text)) for text in texts], height_points=30)


def _row(texts: PlaceTexts | None, item: Contribution | None, where: Ranges, at: int, styles: Styles) -> Row:
    """A row of the list: with its place, or one in which that is chosen; with an item, or an empty one."""
    place = [_label(text, styles) for text in texts] if texts else [sheet_rows.text(styles, "")] * 3
    amount = layout.in_thousands(item.yen) if item else None
    number_format = DECIMALS if isinstance(amount, Decimal) else layout.ZERO_FORMAT
    return Row(
        [
            *place,
            sheet_rows.text(styles, item.item if item else ""),
            Put(amount, styles.figure(Role.LEAF, Role.LABEL, number_format, True)),
            sheet_rows.text(styles, ""),
            Put(Formula(_status(where, at), ""), styles.note),
        ]
    )


def _status(where: Ranges, at: int) -> str:
    """A formula that says what is still wrong with a row: no such place, or an amount that is no number."""
    known = ",".join(f"{where.place(letter)},{letter}{at}" for letter in "ABC")
    return (
        f'IF(AND(D{at}="",E{at}=""),"",IF(COUNTIFS({known})=0,"{word("no_place")}",'
        f'IF(ISNUMBER(E{at}),"","{word("no_number")}")))'
    )


def _label(text: str, styles: Styles) -> Put:
    return Put(text or None, styles.label(Role.LABEL, 0, text))


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"
