"""Tells which table of a plan an area of a sheet is: by its title, and by how well its labels fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from smrj_desktop.domain import fiscal_years
from smrj_desktop.domain.errors import FiscalYearError
from smrj_desktop.domain.exchange.found import Doubt, FoundTable
from smrj_desktop.domain.exchange.recognise_cells import ABOVE, Area, Claim, claim
from smrj_desktop.domain.exchange.recognise_columns import Header
from smrj_desktop.domain.exchange.recognise_lines import overlap
from smrj_desktop.domain.exchange.recognise_sheet import Mention, Scan, regions
from smrj_desktop.domain.exchange.recognise_words import ColumnForms, Named, Vocabulary
from smrj_desktop.domain.template import TableKey

_TALLEST = 2_000
"""No table has more rows; a sheet of junk may."""

_MOST = 200
"""So many areas of a sheet are looked at."""

_LINES, _COLUMNS = 0.4, 0.5
"""What share of its lines and columns a table must have."""

_LESS = 0.5
"""What share of that is enough where the title just above names the table."""

_NEAR, _FAR = 0.3, 0.1
"""What the title just above adds to how well a table fits, and a title further away or the sheet's name."""

_FITS, _MARGIN = 0.95, 0.05
"""How well a table must fit that is named further away; by how much one that is not must fit better."""


def tables(found: Scan, vocabulary: Vocabulary) -> Iterator[Claim | Doubt]:
    """The tables on a sheet, and the areas of which it is not certain which table they are.

    Of a sheet with some of them and more than is looked at, the rest is a doubt too.
    """
    title, there = found.sheet.title, False
    everything, whole = regions(found)
    areas = [region for region in everything if region.last - region.first < _TALLEST][:_MOST]
    before: Claim | None = None
    for number, region in enumerate(areas, 1):
        name = title if number == 1 else f"{title}#{number}"
        area = Area(found, region, Header(found, region, vocabulary), name)
        outcome = _Identity(area, vocabulary).outcome(before)
        if outcome:
            there = True
            yield outcome
        if isinstance(outcome, Claim):
            before = outcome
    left = [region for region in everything if region not in areas]
    if there and (left or not whole):
        row, column = (left[0].first, left[0].left) if left else (1, 1)
        yield Doubt(what="table", sheet=title, row=row, column=column, label=title)


class _Identity:
    """Which table an area is, and how well each fits it."""

    def __init__(self, area: Area, vocabulary: Vocabulary) -> None:
        self._area, self._vocabulary, self._plan = area, vocabulary, vocabulary.plan
        self._labels = set(area.region.labels.values())
        self._columns: dict[tuple[ColumnForms, ...], int] = {}

    def outcome(self, before: Claim | None) -> Claim | Doubt | None:
        """The table it is, after another one on the sheet; None where it is none, or not to be used."""
        given = self._vocabulary.answers.table(self._area.name)
        if given:
            return self._claim(given) if given in self._plan.tables else None
        near, far = self._near(), self._far()
        other_year = self._is_of_other_year()
        named = TableKey(near.statement or far.statement, near.account or far.account)
        if named in self._plan.tables and not other_year:
            enough = _LESS if all(near) else 1
            if self._is_enough(named, enough) and (all(near) or self._fit(named) >= _FITS):
                return self._claim(named)
        fits = {
            key: self._fit(key) + _NEAR * _agreeing(key, near) + _FAR * _agreeing(key, far)
            for key in self._plan.tables
        }
        best = max(fits, key=lambda key: fits[key])
        sure = not other_year and all(said in ("", part) for said, part in zip(near, best, strict=True))
        margin = fits[best] - max((fit for key, fit in fits.items() if key != best), default=0)
        if sure and margin >= _MARGIN and self._is_enough(best, 1):
            return self._claim(best)
        if before and self._goes_on(before.table):
            return self._claim(before.table.key)
        return self._doubt() if any(map(self._may_be, fits)) else None

    def _claim(self, key: TableKey) -> Claim:
        return claim(self._area, key, self._vocabulary)

    def _doubt(self) -> Doubt:
        region, title = self._area.region, self._area.scan.sheet.title
        return Doubt(what="table", sheet=title, row=region.first, column=region.left, label=self._area.name)

    def _goes_on(self, before: FoundTable) -> bool:
        """Whether the area is the rest of the table before it, below the same header without a title."""
        key = before.key
        columns = self._plan.tables[key].template.columns.nodes
        match = self._area.header.match(self._vocabulary.columns(key), self._vocabulary.answers.columns(key))
        return (
            not self._titles()
            and {columns[index].key: at for index, at in match.items()} == before.columns
            and overlap(self._labels, self._vocabulary.lines(key)) >= len(self._labels)
        )

    def _near(self) -> Named:
        """What the rows between the area above and the first line name: at best both in one cell."""
        region = self._area.region
        mentions = sorted(
            self._titles(),
            key=lambda mention: (region.left <= mention.column < region.right, mention.row, -mention.column),
            reverse=True,
        )
        whole = next((mention.named for mention in mentions if all(mention.named)), None)
        return whole or _first_named(mention.named for mention in mentions)

    def _far(self) -> Named:
        """What the sheet's name says, and what stands further above."""
        scan = self._area.scan
        titled = self._vocabulary.named(scan.sheet.title, stems=True)
        above = scan.titles(max(1, self._area.region.top - ABOVE), self._area.region.top)
        return _first_named(filter(None, (titled, *(mention.named for mention in reversed(above)))))

    def _titles(self) -> list[Mention]:
        return self._area.scan.titles(self._area.region.top, self._area.region.first)

    def _is_of_other_year(self) -> bool:
        """Whether the title is that of another fiscal year's table."""
        scan = self._area.scan
        titles = [scan.text(item.row, item.column) for item in self._titles() if item.named.statement]
        years = _years(titles or [scan.sheet.title])
        return bool(years) and self._plan.profile.fiscal_year not in years

    def _fit(self, key: TableKey) -> float:
        """How well the labels fit a table, from 0 to 1: what of each side the other has."""
        lines, columns = self._vocabulary.lines(key), self._vocabulary.columns(key)
        of_lines = 2 * overlap(self._labels, lines) / (len(lines) + len(self._labels))
        of_columns = 2 * self._matching(key) / (len(columns) + len(self._area.header.in_use))
        return min(of_lines, 1) * min(of_columns, 1)

    def _matching(self, key: TableKey) -> int:
        """How many of a table's columns the area has."""
        forms = self._vocabulary.columns(key)
        if forms not in self._columns:
            self._columns[forms] = len(self._area.header.match(forms, self._vocabulary.answers.columns(key)))
        return self._columns[forms]

    def _is_enough(self, key: TableKey, share: float) -> bool:
        """Whether the area has enough of a table for it; of one that is named, columns of its own alone."""
        lines, columns = self._vocabulary.lines(key), self._vocabulary.columns(key)
        matching = self._matching(key)
        alone = share < 1 and matching == len(self._area.header.in_use)
        return overlap(self._labels, lines) >= max(2, share * _LINES * len(lines)) and matching >= max(
            1, 0 if alone else share * _COLUMNS * len(columns)
        )

    def _may_be(self, key: TableKey) -> bool:
        """Whether a person might take the area for a table: it has figures, and lines or columns of one."""
        lines, columns = self._vocabulary.lines(key), self._vocabulary.columns(key)
        found = overlap(self._labels, lines)
        alike = found >= max(3, _LINES * len(lines)) or (
            found >= 2 and self._matching(key) >= max(1, _COLUMNS * len(columns))
        )
        return alike and bool(self._area.header.figured)


def _agreeing(key: TableKey, named: Named) -> int:
    return sum(part == said for part, said in zip(key, named, strict=True))


def _first_named(found: Iterable[Named]) -> Named:
    """The first statement and the first account that are named."""
    found = list(found)
    return Named(
        next((named.statement for named in found if named.statement), ""),
        next((named.account for named in found if named.account), ""),
    )


_YEAR = re.compile(r"(?:令和|平成|[RH])?(?:元|\d{1,4})年度", re.IGNORECASE)


def _years(titles: list[str]) -> set[int]:
    found = set()
    for title in titles:
        for match in _YEAR.finditer(unicodedata.normalize("NFKC", title)):
            try:
                found.add(fiscal_years.parse(match[0]))
            except FiscalYearError:
                continue
    return found
