"""An empty plan has the structure of another one and nothing that was filled in."""

from __future__ import annotations

from dataclasses import replace

from smrj_desktop.domain import edits
from smrj_desktop.domain.blank import blank
from smrj_desktop.domain.checks import review
from smrj_desktop.domain.edit_kinds import PutNote
from smrj_desktop.domain.measures import PassageKind
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import builtin


def test_the_structure_stays_and_what_was_filled_in_goes():
    plan = builtin.load()
    edits.apply(
        plan, PutNote(note=Note(key="n", place=plan.indicators[0].key, text="確認", author="a", at="2023"))
    )
    empty = blank(plan, "new")
    assert empty.profile.id == "new" and empty.profile.title == plan.profile.title
    assert not empty.profile.preamble and not empty.notes and not empty.history and not empty.explained
    assert (empty.accounts, empty.sections, empty.ties) == (plan.accounts, plan.sections, plan.ties)
    assert list(empty.tables) == list(plan.tables)
    for key, table in empty.tables.items():
        assert table.template == plan.tables[key].template
        assert not list(table.sheet().leaves()) and not table.sheet().stated and not table.build_ups
    assert [item.name for item in empty.indicators] == [item.name for item in plan.indicators]
    assert all(item.target is None and not item.results for item in empty.indicators)
    kinds = {passage.kind for passage in empty.outline}
    assert kinds <= {PassageKind.CHAPTER, PassageKind.HEADING}
    assert len(list(empty.outline)) == sum(passage.kind in kinds for passage in plan.outline)


def test_it_is_a_plan_of_its_own_that_can_be_checked_kept_and_filled():
    plan = builtin.load()
    before = plan.content_hash()
    empty = blank(plan, "new")
    assert Plan.from_json(empty.to_json()).to_json() == empty.to_json()
    assert not any(finding.word == "error" for finding in review.run(empty))
    leaf = next(iter(plan.tables.values())).template
    edits.apply(
        empty,
        edits.SetIndicator(indicator=replace(empty.indicators[0], target=plan.indicators[0].target)),
    )
    assert leaf and plan.content_hash() == before, "the other one is not touched"
