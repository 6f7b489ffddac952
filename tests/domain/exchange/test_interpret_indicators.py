"""The indicators of a file: known by their names, wherever they stand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.indicators import Comparison, Target
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import builtin
from tests.support.found import Sent, kinds


@pytest.fixture(scope="module")
def plan() -> Plan:
    return replace(builtin.load(), tables={})


@pytest.fixture
def sent(plan: Plan) -> Sent:
    return Sent(plan, tables=())


def change(sent: Sent, at: int, **fields: str | None) -> None:
    sent.indicators[at] = sent.indicators[at]._replace(**fields)


def first(reading: Reading):
    return reading.theirs.indicators[0]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("target", "３００件以上", Target(Decimal(300), "件", Comparison.AT_LEAST)),
        ("target", "－", None),
        ("target", "", None),
        ("basis", "前年度の実績", "前年度の実績"),
        ("period_years", "2", 2),
        ("core", "", False),
        ("name", "事業引継ぎにおける広域の成約の件数", "事業引継ぎにおける広域の成約の件数"),
    ],
)
def test_a_field_that_changed_is_taken(sent, field, text, value):
    change(sent, 0, **{field: text})
    reading = sent.read()
    assert getattr(first(reading), field) == value
    assert reading.theirs.indicators[1:] == sent.plan.indicators[1:]
    assert kinds(reading) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [("target", "２６０ 件以上"), ("core", "○"), ("section", ""), ("section", None), ("period_years", "")],
)
def test_what_says_the_same_or_nothing_is_no_change(sent, field, text):
    change(sent, 0, **{field: text})
    assert sent.read().theirs.content_hash() == sent.plan.content_hash()


@pytest.mark.parametrize(
    ("field", "text"),
    [("target", "多数"), ("core", "要検討"), ("period_years", "数年"), ("period_years", "99")],
)
def test_what_cannot_be_read_is_said_and_left(sent, field, text):
    change(sent, 0, **{field: text})
    reading = sent.read()
    assert kinds(reading) == [f"{field}_unreadable"]
    assert reading.findings[0].place.indicator == sent.plan.indicators[0].key
    assert reading.theirs.content_hash() == sent.plan.content_hash()


def test_another_order_is_no_change(sent):
    sent.indicators.reverse()
    assert sent.read().theirs.content_hash() == sent.plan.content_hash()


def test_a_new_indicator_is_added_behind_the_one_above(sent):
    row = sent.indicators[1]._replace(name="全く新しい指標", target="5件以上", core="", section="")
    sent.indicators.insert(1, row)
    reading = sent.read()
    new = reading.theirs.indicators[1]
    assert (new.name, new.section, str(new.target)) == ("全く新しい指標", "I-1", "5件以上")
    assert len(reading.theirs.indicators) == len(sent.plan.indicators) + 1
    assert new.key == sent.read().theirs.indicators[1].key


def test_an_indicator_without_a_name_is_said(sent):
    sent.indicators.append(sent.indicators[0]._replace(name=" ", target="5件以上"))
    reading = sent.read()
    assert kinds(reading) == ["indicator_unplaced"]
    assert reading.theirs.content_hash() == sent.plan.content_hash()


def test_one_that_is_missing_stays_and_is_said(sent):
    lost = sent.indicators.pop(3)
    reading = sent.read()
    assert kinds(reading) == ["indicator_missing"]
    assert reading.findings[0].parameters["name"] == lost.name
    assert reading.theirs.content_hash() == sent.plan.content_hash()


def test_a_name_that_only_looks_otherwise_is_the_same(sent):
    change(sent, 3, name="ＩＴプラットフォームを活用した 中小企業支援機関数")
    reading = sent.read()
    assert kinds(reading) == ["spelling"]
    assert reading.theirs.content_hash() == sent.plan.content_hash()
