"""Targets as values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.errors import TargetError
from smrj_desktop.domain.indicators import (
    Comparison,
    Target,
    parse_core,
    parse_period_years,
    parse_target,
)
from tests.support.plans import targets


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("5,000者以上", Target(Decimal(5000), "者", Comparison.AT_LEAST)),
        ("５，０００者 以上", Target(Decimal(5000), "者", Comparison.AT_LEAST)),
        ("2本", Target(Decimal(2), "本")),
        ("33%以上", Target(Decimal(33), "%", Comparison.AT_LEAST)),
        ("1割以上、上回る", Target(Decimal(1), "割", Comparison.EXCEED_BY)),
        ("16%ポイント以上向上", Target(Decimal(16), "%ポイント", Comparison.RISE_BY)),
        ("1.05%以上", Target(Decimal("1.05"), "%", Comparison.AT_LEAST)),
    ],
)
def test_the_plans_notations_are_read(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize("text", ["", "者以上", "5,000", "5,00者", "5000者ぐらい", "-5者"])
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(TargetError):
        parse_target(text)


@given(targets)
def test_what_is_printed_is_read_back(target: Target) -> None:
    assert parse_target(str(target)) == target


@given(st.text(max_size=15))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        target = parse_target(text)
    except TargetError:
        return
    assert parse_target(str(target)) == target


@pytest.mark.parametrize(
    ("text", "core"), [("◎", True), (" ○ ", True), ("1", True), ("", False), (" ", False)]
)
def test_a_mark_makes_a_core_target(text: str, core: bool) -> None:
    assert parse_core(text) is core


def test_a_period_is_a_number_of_years() -> None:
    assert parse_period_years(" ２ ") == 2


@pytest.mark.parametrize("text", ["", "二年", "0", "11", "1.5"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(TargetError):
        parse_period_years(text)


def test_what_is_no_mark_of_a_core_target_is_refused() -> None:
    with pytest.raises(TargetError):
        parse_core("要検討")
