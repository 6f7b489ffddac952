"""The ties between the tables hold on the printed figures, once the explained differences are deducted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support import printed
from tests.support.printed import NONE, Cell

TERM = re.compile(r"(-?)(?:(\w+)/)?(budget|income|cash)\.(\w+)(?:/(\w+))?")
DATA = printed.toml("ties.toml")
TIES: list[dict[str, Any]] = DATA["tie"]
EXPLAINED = {(item["tie"], item["account"], item["column"]): item["amount"] for item in DATA["explained"]}


@dataclass(frozen=True)
class Place:
    """A tie at one account and column; the account is empty where every term names its own."""

    tie: str
    account: str
    column: str

    def __str__(self) -> str:
        return "-".join(filter(None, (self.tie, self.account, self.column)))


@dataclass(frozen=True)
class Outcome:
    """What is printed at a place: left less right, and how far rounding alone can take it from nothing."""

    difference: int
    bound: float


def _places(tie: dict[str, Any]) -> list[Place]:
    places = []
    for account in tie.get("accounts", [""]):
        every = [column["key"] for column in printed.columns(account)]
        chosen = every if tie["columns"] == "each" else tie["columns"]
        places += [Place(tie["key"], account, column) for column in chosen]
    return places


PLACES = [(tie, place) for tie in TIES for place in _places(tie)]


def _outcome(tie: dict[str, Any], place: Place) -> Outcome:
    difference = figures = 0
    for side, factor in (("left", 1), ("right", -1)):
        for term in tie[side]:
            match = TERM.fullmatch(term)
            assert match, f"not a term: {term}"
            sign, account, statement, line, column = match.groups()
            text = printed.cells()[Cell(statement, account or place.account, line, column or place.column)]
            difference += factor * (-1 if sign else 1) * printed.amount(text)
            figures += text != NONE
    return Outcome(difference, figures / 2 if tie["within"] == "rounding" else 0)


def test_ties_are_well_formed() -> None:
    keys = [tie["key"] for tie in TIES]
    assert len(set(keys)) == len(keys)
    for tie in TIES:
        assert set(tie) - {"accounts"} == {"key", "label", "columns", "left", "right", "within"}
        assert re.fullmatch(r"[a-z]+(?:_[a-z]+)*", tie["key"])
        assert tie["within"] in {"exact", "rounding"}
        assert tie["left"]
        assert tie["right"]
        own = all("/" in term.partition(".")[0] for term in (*tie["left"], *tie["right"]))
        assert ("accounts" in tie) != own
    assert (len(TIES), len(PLACES)) == (23, 189)


@pytest.mark.parametrize(("tie", "place"), PLACES, ids=[str(place) for _, place in PLACES])
def test_tie_holds(tie: dict[str, Any], place: Place) -> None:
    outcome = _outcome(tie, place)
    explained = EXPLAINED.get((place.tie, place.account, place.column), 0)
    assert abs(outcome.difference - explained) <= outcome.bound


def test_every_explained_difference_is_needed_and_known() -> None:
    by_place = {(place.tie, place.account, place.column): (tie, place) for tie, place in PLACES}
    assert len(EXPLAINED) == len(DATA["explained"])
    for key in EXPLAINED:
        outcome = _outcome(*by_place[key])
        assert abs(outcome.difference) > outcome.bound, key
    assert all(set(item) == {"tie", "account", "column", "amount", "reason"} for item in DATA["explained"])
    assert {item["reason"] for item in DATA["explained"]} == {"文書に理由の記載なし"}


@pytest.mark.parametrize(
    ("whole", "account", "column"),
    [
        ("operating_inflow_less_borrowing", "small_enterprise", "benefit"),
        ("operating_inflow_own_recovery", "bankruptcy", "fund"),
    ],
)
@pytest.mark.parametrize("of_total", [False, True])
def test_explained_differences_are_made_of_their_parts(
    whole: str, account: str, column: str, of_total: bool
) -> None:
    where = (account, "total" if of_total else column)
    parts = [EXPLAINED[tie, *where] for tie in ("business_revenue_mutual_aid", "other_revenue_mutual_aid")]
    # three rounded amounts meet
    assert abs(EXPLAINED[whole, *where] - sum(parts)) <= 1.5
