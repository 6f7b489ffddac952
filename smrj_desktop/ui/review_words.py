"""What there is to decide about a file, in words, as cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smrj_desktop.domain.exchange.review_items import Choice, Decision
from smrj_desktop.io import check_report, review_words
from smrj_desktop.messages import text
from smrj_desktop.ui import differences as in_words
from smrj_desktop.ui.plain_cells import Cell

if TYPE_CHECKING:
    from smrj_desktop.domain.exchange.review_items import ReviewItem
    from smrj_desktop.domain.plan import Plan

SIGNS = {
    Choice.MINE: "✕",
    Choice.THEIRS: "✓",
    Choice.TYPED: "＝",
    Choice.SPREAD: "÷",
    Choice.OPEN: "？",
}
"""What stands before each choice, so that none is told by its words alone."""


def group(plan: Plan, item: ReviewItem) -> str:
    """The part of the plan an item is in: 予算・一般勘定, 計画本文, 指標, or the whole plan."""
    if item.section in ("text", "indicators", "profile", "records"):
        return text(f"reviewing.section_{item.section}")
    return check_report.table_of(plan, item.place) if item.account else text("reviewing.section_whole")


def where(plan: Plan, item: ReviewItem) -> str:
    """The place of an item in its part of the plan."""
    return review_words.where(plan, item).removeprefix(f"{group(plan, item)}・")


def cells(item: ReviewItem, *, whole: bool = False) -> list[Cell]:
    """What stands there as it was sent, in one's own plan and in theirs; long texts cut unless `whole`."""
    return in_words.cells(review_words.as_difference(item), item.base, item.mine, item.theirs, whole=whole)


def choice(item: ReviewItem, decision: Decision) -> str:
    """What was decided, in a word; of a figure or text that was typed, what it is."""
    said = decision.choice
    if said is Choice.TYPED:
        return f"{SIGNS[said]} {decision.typed}"
    name = "stated" if said is Choice.THEIRS and item.kind in review_words.TOTALS else said.value
    return f"{SIGNS[said]} {text(f'reviewing.choice_{name}')}"
