"""Pages to replace (差替え): those that differ from an earlier printout, under their numbers there.

Whoever has the earlier pages takes some out and puts these in. A page that was not there before, or that has
another place among the others now, is numbered after the one it follows: 12の2.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from smrj_desktop.render.contents import CONTENTS, digits_of, entries_of, pages_of_contents
from smrj_desktop.render.page import Page, Printout
from smrj_desktop.render.paper import PageSetup

_Place = tuple[str, int]
"""What names a page in every version of a plan: its part, and which of that part's pages it is."""


class Fate(StrEnum):
    """What is to be done with a page of the earlier printout, or instead of one."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


class Entry(NamedTuple):
    """One page of the list of what is replaced.

    Attributes:
        number, title, fate: of the page.
        moved_to: the number under which it is handed out anew, where it is taken out here for that.
    """

    number: str
    title: str
    fate: Fate
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What takes the place of what.

    Attributes:
        printout: the pages to hand out, with the earlier numbers and the earlier count of all pages.
        entries: every page that is changed, added, taken out or moved, in the order of the printout.
    """

    printout: Printout
    entries: tuple[Entry, ...]


def renumbered(old: Printout, new: Printout, setup: PageSetup) -> Printout:
    """The new pages under the numbers that the old ones have: page by page of each part, as far as in order.

    Args:
        old: the earlier printout.
        new: the same parts of the plan as it is now.
        setup: of both; a list of contents is made anew with these numbers.
    """
    if not old.pages:
        return new
    listed = [page for page in new.pages if page.part != CONTENTS]
    if len(listed) == len(new.pages):
        return Printout(pages=_numbered(listed, old), total=old.total)
    entries = entries_of(_numbered(listed, old))
    # の is as wide as two digits
    longest = max((len(entry.number.replace("の", "00")) for entry in entries), default=0)
    digits = max(digits_of(len(listed), entries), longest)
    # how many pages the contents take decides the numbers in them
    first = len(pages_of_contents(entries, setup, digits))
    numbered = _numbered([*pages_of_contents(entries, setup, digits), *listed], old)
    contents = pages_of_contents(entries_of(numbered[first:]), setup, digits)
    return Printout(pages=_numbered([*contents, *listed], old), total=old.total)


def _numbered(new: Sequence[Page], old: Printout) -> tuple[Page, ...]:
    numbers = _kept(new, old)
    extra: Counter[str] = Counter()
    last, pages = "0", []
    for page in new:
        number = numbers.get(_place(page), "")
        if not number:
            extra[last] += 1
            number = f"{last}の{extra[last] + 1}"
        else:
            last = number
        pages.append(replace(page, number=number))
    return tuple(pages)


def _kept(new: Sequence[Page], old: Printout) -> dict[_Place, str]:
    """The old numbers of as many new pages as possible, so that these numbers rise from page to page."""
    order = {_place(page): at for at, page in enumerate(old.pages)}
    # the longest rising sequence: of those of each length, the one whose last page stands first
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for at in (order[_place(page)] for page in new if _place(page) in order):
        length = bisect_left(ends, at)
        before[at] = ends[length - 1] if length else None
        ends[length : length + 1] = [at]
    kept: dict[_Place, str] = {}
    last = ends[-1] if ends else None
    while last is not None:
        page = old.pages[last]
        kept[_place(page)] = page.number
        last = before[last]
    return kept


def _place(page: Page) -> _Place:
    return page.part, page.index


def replacing(old: Printout, new: Printout, *, retitled: bool = False) -> Replacement:
    """The pages that replace some of an earlier printout.

    Args:
        old: the earlier printout.
        new: the same parts of the plan as it is now, numbered as `renumbered` does.
        retitled: whether the plan has another title, which stands on every page. The version, the imprint and
            the date do so as well, but say nothing of the page.
    """
    before = {(_place(page), page.number): page for page in old.pages}
    now = {_place(page): page.number for page in new.pages}
    entries, changed = [], []
    for page in new.pages:
        earlier = before.get((_place(page), page.number))
        if retitled or not _same(earlier, page):
            changed.append(page)
            entries.append(Entry(page.number, page.title, Fate.CHANGED if earlier else Fate.ADDED))
    for page in old.pages:
        moved_to = now.get(_place(page), "")
        if moved_to != page.number:
            entries.append(Entry(page.number, page.title, Fate.MOVED if moved_to else Fate.REMOVED, moved_to))
    order = {number: at for at, number in enumerate(_order(old, new))}
    return Replacement(
        printout=Printout(pages=tuple(changed), total=new.total),
        entries=tuple(sorted(entries, key=lambda entry: order[entry.number])),
    )


def _same(old: Page | None, new: Page) -> bool:
    return old is not None and (old.sheet, old.marks) == (new.sheet, new.marks)


def _order(old: Printout, new: Printout) -> Iterator[str]:
    """All numbers in order: those of the old pages, each followed by the new ones that come after it."""
    known = dict.fromkeys(page.number for page in old.pages)
    following: dict[str, list[str]] = {}
    last = ""
    for page in new.pages:
        if page.number in known:
            last = page.number
        else:
            following.setdefault(last, []).append(page.number)
    for number in ["", *known]:
        if number:
            yield number
        yield from following.get(number, ())
