"""A plan as JSON: what fits comes back as it was, what does not is refused by name."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import codec, edits
from smrj_desktop.domain.errors import DataError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Contribution
from smrj_desktop.io import builtin
from tests.support.plans import cell, put, small_plan


def filled() -> dict[str, Any]:
    plan = small_plan()
    put(plan, "grant", "a1", 10)
    item = Contribution(key="c", department="総務課", item="旅費", amount=1499)
    edits.apply(plan, edits.PutContribution(cell=cell("operating_cost", "a1"), contribution=item, index=0))
    total = cell("income_total", "total")
    edits.apply(plan, edits.StateTotal(cell=total, figure=plan.figure(total)))
    stamp = edits.Stamp(author="企画課", at="2023-03-01T09:00:00+09:00")
    edits.apply(plan, edits.SetProfile(name="title", value="案", stamp=stamp))
    return json.loads(codec.canonical(plan.to_json()))


FILLED = filled()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of JSON values, as a path of keys and indexes."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, item in items for inner in places(item, (*path, key)))]


PLACES = places(FILLED)[1:]
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.just("-")
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(st.sampled_from(PLACES), st.sampled_from(["replace", "remove", "add"]), json_values)
def test_damaged_json_is_refused_by_name_or_still_a_plan(path: tuple[Any, ...], how: str, value: Any) -> None:
    data = copy.deepcopy(FILLED)
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    if how == "remove":
        del holder[path[-1]]
    elif how == "add" and isinstance(holder[path[-1]], dict):
        holder[path[-1]]["unheard of"] = value
    else:
        holder[path[-1]] = value
    try:
        plan = Plan.from_json(data)
    except DataError:
        return
    assert Plan.from_json(json.loads(codec.canonical(plan.to_json()))).content() == plan.content()


def leaf(data: dict[str, Any], value: Any) -> None:
    data["tables"][0]["layers"]["plan"]["leaves"]["grant"]["a1"] = value


TIE = {
    "key": "t",
    "label": "関係",
    "left": ["budget.grant"],
    "right": ["cash.grant"],
    "accounts": ["general"],
}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: leaf(data, 1.5),
        lambda data: leaf(data, None),
        lambda data: data["profile"].update(entry_unit="ドル"),
        lambda data: data.update(ties=[{**TIE, "left": []}]),
        lambda data: data.update(ties=[{**TIE, "within": "about"}]),
        lambda data: data["indicators"].append(data["indicators"][0]),
        lambda data: data["accounts"].append(data["accounts"][0]),
        lambda data: data["tables"].append(data["tables"][0]),
        lambda data: data["accounts"].clear(),
        lambda data: data["indicators"][0].update(target={"number": "1E+999999999", "unit": "者"}),
    ],
)
def test_json_that_contradicts_itself_is_refused_by_name(damage: Callable[[dict[str, Any]], object]) -> None:
    data = copy.deepcopy(FILLED)
    damage(data)
    with pytest.raises(DataError):
        Plan.from_json(data)


@given(json_values)
def test_anything_else_is_refused_by_name(value: Any) -> None:
    with pytest.raises(DataError):
        Plan.from_json(value)


def test_the_built_in_plan_survives_json() -> None:
    plan = builtin.load()
    again = Plan.from_json(json.loads(codec.canonical(plan.to_json())))
    assert again.content_hash() == plan.content_hash()


def test_the_hash_depends_on_every_figure_and_text() -> None:
    plan = small_plan()
    seen = {plan.content_hash()}
    put(plan, "grant", "a1", 1)
    seen.add(plan.content_hash())
    edits.apply(plan, edits.SetProfile(name="preamble", value="前文"))
    seen.add(plan.content_hash())
    edits.apply(plan, edits.RemoveIndicator(key="I-1-i1"))
    seen.add(plan.content_hash())
    assert len(seen) == 4
