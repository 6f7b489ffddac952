"""Pairing keeps the order where it can, finds what was moved, and leaves open what cannot be told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.exchange.recognise_pairs import SURE, pairs


def same(left: str, right: str) -> list[dict[int, float]]:
    return [{at: 3 * SURE for at, other in enumerate(right) if other == item} for item in left]


def paired(left: str, right: str) -> list[tuple[int, int]]:
    return sorted(pairs(same(left, right), len(right)).items())


def test_what_is_in_order_is_paired_in_order() -> None:
    assert paired("abac", "abac") == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert paired("abac", "bac") == [(1, 0), (2, 1), (3, 2)]
    assert paired("abc", "axbxc") == [(0, 0), (1, 2), (2, 4)]


def test_what_was_moved_is_paired_where_nothing_else_is_meant() -> None:
    assert paired("abcd", "dabc") == [(0, 1), (1, 2), (2, 3), (3, 0)]
    assert paired("xabx", "abx") == [(1, 0), (2, 1), (3, 2)]


def test_what_two_items_claim_alike_out_of_order_stays_open() -> None:
    assert paired("abcxx", "xabc") == [(0, 1), (1, 2), (2, 3)]


def test_a_poor_fit_counts_in_order_alone() -> None:
    poor = [{1: SURE / 2}, {0: SURE / 2}]
    assert len(pairs(poor, 2)) == 1


@given(st.text("abc", max_size=7), st.text("abcd", max_size=7))
def test_pairs_fit_and_none_is_given_twice(left: str, right: str) -> None:
    found = pairs(same(left, right), len(right))
    assert len(set(found.values())) == len(found)
    assert all(left[at] == right[other] for at, other in found.items())


@given(st.text("abc", min_size=1, max_size=9), st.data())
def test_what_is_left_of_a_sequence_is_found_whole(text: str, data: st.DataObject) -> None:
    kept = sorted(data.draw(st.sets(st.integers(0, len(text) - 1))))
    left = "".join(text[at] for at in kept)
    assert len(pairs(same(text, left), len(left))) == len(left)
