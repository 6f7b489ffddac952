"""Real files that come back: changed by a hand, read, and put before their review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl import Workbook

from smrj_desktop.domain.exchange.review import ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import incoming
from smrj_desktop.io.incoming import Incoming


def review_of(came: Incoming, mine: Plan) -> ImportReview:
    """The review of a file that was read, with one's own plan."""
    return ImportReview(came.base_plan, mine, came.reading(), two_way=came.two_way)


def changed_by_hand(path: Path, mine: Plan, change: Callable[[Workbook], object]) -> Incoming:
    """What is read of a workbook once a hand has changed it, in its place."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return incoming.read(path, mine)
