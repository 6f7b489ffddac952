"""Pages to replace: whoever puts them into the earlier copy holds the new one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edit_kinds import MoveAccount, MovePassage
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.restructuring import without_account
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin
from smrj_desktop.render import parts, publishing, replacement, replacement_list
from smrj_desktop.render.page import Anchor, Page, Printout, Text
from smrj_desktop.render.paper import PageSetup
from smrj_desktop.render.printout import assembled
from smrj_desktop.render.replacement import Fate

pytestmark = pytest.mark.usefixtures("qapp")
SETUP = PageSetup()
CELL = CellKey("budget", "general", "general_admin", "environment_general")


def of(copy: dict[str, list[int]], *, contents: bool = False) -> Printout:
    """A printout of parts, each with pages that say these numbers."""
    laid = [
        (
            "",
            tuple(
                Page(
                    sheet=SETUP.sheet(),
                    part=part,
                    index=index,
                    title=part,
                    marks=(Text(30, 30, f"{part}{said}"),),
                    anchors=() if index else (Anchor(part, 1, 0.0),),
                )
                for index, said in enumerate(pages)
            ),
        )
        for part, pages in copy.items()
    ]
    return assembled(laid, SETUP, contents=contents)


def compared(old: Printout, new: Printout) -> replacement.Replacement:
    return replacement.replacing(old, replacement.renumbered(old, new, SETUP))


def put_in(old: Printout, found: replacement.Replacement) -> list[tuple]:
    """What somebody holds who follows the list: pages taken out, replaced, and put behind others."""
    held = {page.number: page.marks for page in old.pages}
    for entry in found.entries:
        if entry.fate in {Fate.REMOVED, Fate.MOVED}:
            del held[entry.number]
    held |= {page.number: page.marks for page in found.printout.pages}

    def order(number: str) -> tuple[int, int]:
        first, _, extra = number.partition("の")
        return int(first), int(extra or 0)

    return [held[number] for number in sorted(held, key=order)]


copies = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), min_size=1, max_size=5)


@given(copies, st.data())
def test_the_earlier_copy_with_its_replacements_is_the_new_one(pages, data):
    names = [f"p{number}" for number in range(len(pages))]
    before = dict(zip(names, pages, strict=True))
    later = {}
    moved = data.draw(st.booleans())
    for name in data.draw(st.permutations(names)) if moved else names:
        if data.draw(st.booleans()):
            later[f"new{name}"] = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=2))
        if data.draw(st.integers(0, 4)):
            later[name] = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    old, new = of(before), of(later)
    found = compared(old, new)
    assert put_in(old, found) == [page.marks for page in new.pages]
    assert found.printout.total == old.total
    numbers = [entry.number for entry in found.entries]
    assert len(set(numbers)) == len(numbers)
    same = sum(
        before.get(name, [])[at : at + 1] == [said] for name in later for at, said in enumerate(later[name])
    )
    # what was moved is handed out, be it the same; no number says what could have stayed
    assert moved or len(found.printout.pages) == len(new.pages) - same


def test_nothing_is_replaced_where_nothing_changed():
    copy = {"a": [1, 2], "b": [3]}
    assert compared(of(copy, contents=True), of(copy, contents=True)).entries == ()


def test_a_page_more_is_numbered_after_the_one_before_and_stands_so_in_the_contents():
    old, new = (of({"a": pages, "b": [3]}, contents=True) for pages in ([1], [1, 2]))
    found = compared(old, new)
    assert [(entry.number, entry.fate) for entry in found.entries] == [("2の2", Fate.ADDED)]
    moved = of({"a": [1], "c": [5], "b": [3]}, contents=True)
    found = compared(old, moved)
    assert [(entry.number, entry.fate) for entry in found.entries] == [
        ("1", Fate.CHANGED),
        ("2の2", Fate.ADDED),
    ]
    listed = [mark.text for mark in found.printout.pages[0].marks if isinstance(mark, Text)]
    assert "2の2" in listed and "3" in listed


def test_a_page_before_all_others_follows_the_contents():
    old, new = (of(pages, contents=True) for pages in ({"b": [3]}, {"a": [1], "b": [3]}))
    found = compared(old, new)
    assert [(entry.number, entry.title) for entry in found.entries] == [("1", "目次"), ("1の2", "a")]
    listed = [mark.text for mark in found.printout.pages[0].marks if isinstance(mark, Text)]
    assert {"a", "1の2", "b", "2"} <= set(listed)


def test_a_figure_of_the_real_plan_replaces_the_pages_that_print_it():
    old, new = builtin.load(), builtin.load()
    edits.apply(new, SetCell(cell=CELL, figure=Figure(112)))
    wanted = parts.whole_plan(old)
    first, second = (
        publishing.printed(parts.of_plan(plan, wanted), SETUP, contents=True) for plan in (old, new)
    )
    found = compared(first, second)
    (entry,) = found.entries
    assert entry.title == "予算（一般勘定）" and entry.fate is Fate.CHANGED
    assert first.pages[int(entry.number) - 1].title == entry.title
    listing = replacement_list.listing(found, old, new)
    whole = replacement_list.handed_out(found, listing, SETUP)
    assert [page.number for page in whole.pages] == ["", entry.number]
    said = [mark.text for mark in whole.pages[0].marks if isinstance(mark, Text)]
    assert {"差替え", "106", "112"} <= set(said)


def test_an_account_that_has_gone_is_taken_out_under_the_numbers_it_had():
    old, new = builtin.load(), builtin.load()
    edits.apply(new, without_account(new, "facilities").edit)
    edits.apply(new, SetCell(cell=CELL._replace(statement="cash", line="other_revenue"), figure=Figure(9)))
    wanted = parts.whole_plan(new)
    copy = publishing.printed(parts.of_plan(old, parts.whole_plan(old)), SETUP, contents=True)
    first = publishing.printed(parts.of_plan(old, wanted.of_earlier(old, new)), SETUP, contents=True)
    assert first == copy
    found = compared(first, publishing.printed(parts.of_plan(new, wanted), SETUP, contents=True))
    numbers = {page.title: page.number for page in copy.pages}
    gone = {numbers[f"{statement}（施設整備等勘定）"] for statement in ("予算", "収支計画", "資金計画")}
    assert {entry.number for entry in found.entries if entry.fate is Fate.REMOVED} == gone
    changed = [entry.number for entry in found.entries if entry.fate is Fate.CHANGED]
    assert numbers["資金計画（一般勘定）"] in changed and "1" in changed, "the page and the contents"


def test_what_stands_in_another_order_is_taken_out_and_put_in_anew():
    old, new = of({"a": [1, 2], "b": [3], "c": [4]}), of({"b": [3], "a": [1, 2], "c": [4]})
    found = compared(old, new)
    assert found.entries == (("0の2", "b", Fate.ADDED, ""), ("3", "b", Fate.MOVED, "0の2"))
    assert put_in(old, found) == [page.marks for page in new.pages]


@pytest.mark.parametrize(
    "edit",
    [
        MovePassage(key="I", parent="", index=3),
        MovePassage(key="I-1", parent="II", index=0),
        MoveAccount(key="general", index=5),
    ],
)
def test_a_plan_in_another_order_is_put_together_from_the_earlier_copy(edit):
    old, new = builtin.load(), builtin.load()
    edits.apply(new, edit)
    wanted = replace(parts.whole_plan(new), sections=parts.sections_of(new), charts=False)
    first = publishing.printed(parts.of_plan(old, wanted.of_earlier(old, new)), SETUP)
    second = publishing.printed(parts.of_plan(new, wanted), SETUP)
    found = compared(first, second)
    assert put_in(first, found) == [page.marks for page in second.pages]
    assert any(entry.fate is Fate.MOVED for entry in found.entries)


def test_the_charts_of_an_account_that_has_gone_were_printed_where_those_of_all_are_now():
    old, new = builtin.load(), builtin.load()
    edits.apply(new, without_account(new, "facilities").edit)
    every = tuple(account.key for account in new.accounts)
    assert "facilities" in parts.Wanted(charts_of=every).of_earlier(old, new).charts_of
    assert "facilities" not in parts.Wanted(charts_of=every[:2]).of_earlier(old, new).charts_of


def test_a_single_table_is_held_against_itself_alone():
    old, new = builtin.load(), builtin.load()
    edits.apply(new, without_account(new, "facilities").edit)
    wanted = parts.Wanted(tables=(CELL.table,), sections=("I-1",))
    assert wanted.of_earlier(old, new) == wanted


def test_another_title_replaces_every_page():
    copy = of({"a": [1, 2], "b": [3]})
    found = replacement.replacing(copy, replacement.renumbered(copy, copy, SETUP), retitled=True)
    assert [(entry.number, entry.fate) for entry in found.entries] == [
        (number, Fate.CHANGED) for number in ("1", "2", "3")
    ]


def test_where_nothing_was_printed_before_everything_is_new_under_its_own_numbers():
    new = of({"a": [1, 2]})
    found = compared(Printout(pages=(), total=0), new)
    assert [(entry.number, entry.fate) for entry in found.entries] == [("1", Fate.ADDED), ("2", Fate.ADDED)]
    assert found.printout.total == 2
