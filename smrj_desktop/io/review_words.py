"""What there is to decide about a file that came back, in words, for whoever shows or prints it."""

from __future__ import annotations

from smrj_desktop.domain.compare import Difference
from smrj_desktop.domain.exchange.review_items import ReviewItem
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import check_report, difference_words
from smrj_desktop.messages import text

TOTALS = ("typed_total", "left_total")
"""Kinds of items that are about a total which is not what its parts come to."""


def where(plan: Plan, item: ReviewItem) -> str:
    """The place of an item; of a systematic difference what it is."""
    if item.kind == "systematic":
        difference = text(f"reviewing.systematic_{item.key.partition('/')[0]}")
        return "・".join(filter(None, (check_report.where(plan, item.place), difference)))
    if item.kind in TOTALS or item.kind == "line":
        return text(f"reviewing.{item.kind}", where=check_report.where(plan, item.place))
    return difference_words.where(plan, as_difference(item))


def remark(item: ReviewItem) -> str:
    """What else there is to know about an item; empty where there is nothing."""
    if item.remark is None:
        return ""
    message, parameters = item.remark
    return text(message, **parameters)


def as_difference(item: ReviewItem) -> Difference:
    """An item as a difference, whose words it shares."""
    what = "cell" if item.kind in TOTALS else item.kind
    return Difference(
        what=what, key=item.key, place=item.place, field=item.field, old=item.base, new=item.theirs
    )
