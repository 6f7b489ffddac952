"""Print forms that come back with amounts that are not simply other figures: other units, build-ups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import PutContribution, SetCell
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.exchange.review import Choice, ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import builtin, outgoing
from tests.support.returned import changed_by_hand, review_of

CELL = CellKey("budget", "general", "general_admin", "environment_general")
SMALL = CellKey("income", "facilities", "operating_cost", "newbiz")


def came_back(plan: Plan, folder: Path, change: Callable[[Any], None]) -> ImportReview:
    """Sends a plan, has the workbook changed by hand, and reads it."""
    path = folder / "回答.xlsx"
    options = PrintOptions(version="第1版", date="令和6年3月1日")
    outgoing.ministry(plan, path, options, when=datetime(2024, 3, 1, tzinfo=UTC))
    return review_of(changed_by_hand(path, plan, change), plan)


def test_a_small_table_in_another_unit_with_one_change_and_its_totals(tmp_path):
    plan = builtin.load()
    expected = plan.copy()
    edits.apply(expected, SetCell(cell=SMALL, figure=Figure(1300)))
    before, after = (side.table(SMALL).sheet().figures() for side in (plan, expected))
    moved = {
        old.amount: new.amount
        for olds, news in zip(before, after, strict=True)
        for old, new in zip(olds, news, strict=True)
        if old != new
    }

    def change(book: Any) -> None:
        for sheet in book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if "・" in sheet.title):
                if isinstance(cell.value, int):
                    amount = moved.get(cell.value) if sheet.title == "収支計画・施設整備等" else None
                    cell.value = (amount or cell.value) * 1000

    review = came_back(plan, tmp_path, change)
    assert [item.kind for item in review.items] == ["systematic", "cell"]
    assert review.items[1].theirs == "1,300"
    assert review.preview().content_hash() == expected.content_hash()


@pytest.mark.parametrize(("typed", "amount"), [(9, 4_503), ("-", -4_497), (None, -4_497)])
def test_a_leaf_with_a_build_up_that_they_changed_can_be_taken_or_refused(tmp_path, typed, amount):
    plan = builtin.load()
    item = Contribution(key="k", department="企画部", item="委託", amount=4_497)
    edits.apply(plan, PutContribution(cell=CELL, contribution=item, index=0))

    def change(book: Any) -> None:
        book["予算・一般"]["G22"].value = typed

    review = came_back(plan, tmp_path, change)
    (found,) = (item for item in review.items if item.key == "/".join(CELL))
    assert (found.kind, found.base, found.choices) == (
        "build_up",
        "4 (企画部 委託 4,497千円)",
        (Choice.MINE, Choice.THEIRS),
    )
    taken = review.preview()
    items = taken.table(CELL).build_ups[taken.table(CELL).locate(CELL)]
    assert [(entry.item, entry.amount) for entry in items] == [("委託", 4_497), ("回答.xlsx", amount)]
    review.decide([found.number], Choice.MINE)
    assert review.preview().figure(CELL) == Figure(4)
