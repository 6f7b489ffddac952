"""Fiscal years (年度) as people write them: 令和5年度, R5, 平成30, 2023; and days."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from smrj_desktop.domain.errors import FiscalYearError

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
_YEAR = re.compile(r"(?P<era>令和|平成|[RH])?(?P<number>元|\d{1,4})(?:年度?)?", re.IGNORECASE)
FIRST, LAST = 1989, 2100
_REIWA_BEGINS = date(2019, 5, 1)


def parse(text: str) -> int:
    """The calendar year in which a fiscal year begins.

    Raises:
        FiscalYearError: the text is no fiscal year, or none between 1989 and 2100.
    """
    match = _YEAR.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if not match:
        raise FiscalYearError(text=text)
    number = 1 if match["number"] == "元" else int(match["number"])
    if match["era"]:
        # 令和120 and its like are slips
        year = _ERAS[match["era"].upper()] + number if 0 < number < 100 else 0
    else:
        year = number if match["number"] != "元" else 0
    if not FIRST <= year <= LAST:
        raise FiscalYearError(text=text)
    return year


def show(year: int) -> str:
    """A fiscal year as a plan writes it: 令和5年度, 令和元年度, 平成30年度."""
    era, before = ("令和", 2018) if year > _ERAS["令和"] else ("平成", 1988)
    number = year - before
    return f"{era}{'元' if number == 1 else number}年度"


def show_day(day: date) -> str:
    """A day as a plan writes it: 令和8年11月25日; before that era began with the western year."""
    era = show(day.year).removesuffix("度") if day >= _REIWA_BEGINS else f"{day.year}年"
    return f"{era}{day.month}月{day.day}日"
