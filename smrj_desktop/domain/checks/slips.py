"""Slips of a hand at the keyboard: how likely a printed figure came from another one by one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from math import log
from typing import NamedTuple

from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure, Rounding, round_exact


class Slip(StrEnum):
    """A kind of slip."""

    WRONG = "wrong_digit"
    SWAPPED = "swapped"
    DROPPED = "dropped"
    DOUBLED = "doubled"
    SIGN = "sign"
    TENFOLD = "tenfold"
    THOUSANDFOLD = "thousandfold"
    NEIGHBOUR = "neighbour"
    MARK = "mark"
    OTHER = "other"


FREQUENCY = {
    Slip.WRONG: 0.24,
    Slip.SWAPPED: 0.18,
    Slip.DROPPED: 0.14,
    Slip.DOUBLED: 0.1,
    Slip.SIGN: 0.08,
    Slip.TENFOLD: 0.08,
    Slip.THOUSANDFOLD: 0.04,
    Slip.NEIGHBOUR: 0.08,
    Slip.MARK: 0.05,
    Slip.OTHER: 0.01,
}
"""What share of slips is of which kind: a judgement, in the order that studies of data entry agree on
(a wrong digit before a transposed one, omissions before repetitions)."""


EMPTIED = 0.002
"""How much rarer a figure is lost altogether than a mark is mistaken for another."""


class Likelihood(NamedTuple):
    """The most likely slip, and the logarithm of the probability of the figure that came out."""

    slip: Slip
    logarithm: float


def likelihood(printed: Figure, meant: Figure, neighbours: Sequence[Figure]) -> Likelihood:
    """How likely a hand that meant one figure made another one.

    Args:
        printed: what stands there.
        meant: what should.
        neighbours: the figures of the cells beside it, one of which may have been copied.
    """
    shares = {slip: FREQUENCY[slip] * share for slip, share in _ways(printed, meant)}
    copied = sum(figure == printed for figure in neighbours)
    if copied and printed.value:
        shares[Slip.NEIGHBOUR] = FREQUENCY[Slip.NEIGHBOUR] * copied / len(neighbours)
    # anything else is thinner, the larger the figures are that it could have been
    shares[Slip.OTHER] = FREQUENCY[Slip.OTHER] / (10.0 + abs(printed.value) + abs(meant.value))
    slip = max(shares, key=lambda kind: shares[kind])
    return Likelihood(slip, log(sum(shares.values())))


def _ways(printed: Figure, meant: Figure) -> Iterator[tuple[Slip, float]]:
    """For each kind of slip that leads from one to the other, its share among those of its kind."""
    empty = printed.amount is None or printed == NOTHING
    if empty or {printed, meant} == {NOTHING, TRACE}:
        yield Slip.MARK, 1.0 if not meant.value else EMPTIED
    if empty or meant == NOTHING:
        return
    was, now = meant.value, printed.value
    if now == -was and now:
        yield Slip.SIGN, 1.0
    if (now < 0) != (was < 0) and now and was:
        return
    before, after = str(abs(was)), str(abs(now))
    length = len(before)
    if len(after) == length:
        places = [at for at in range(length) if before[at] != after[at]]
        if len(places) == 1:
            yield Slip.WRONG, 1.0 / (9 * length)
        if len(places) == 2 and places[1] == places[0] + 1:
            first, second = places
            if before[first] == after[second] and before[second] == after[first]:
                yield Slip.SWAPPED, 1.0 / (length - 1)
    if length > 1 and (dropped := sum(_as_number(text) == abs(now) for text in _dropped(before))):
        yield Slip.DROPPED, dropped / length
    if was and (doubled := sum(text == after for text in _doubled(before))):
        yield Slip.DOUBLED, doubled / length
    if was and now and now in (was * 10, round_exact(Fraction(was, 10), Rounding.TRUNCATE)):
        yield Slip.TENFOLD, 0.5
    if was and now and now in (was * 1000, round_exact(Fraction(was, 1000), Rounding.NEAREST)) and now:
        yield Slip.THOUSANDFOLD, 0.5


def _as_number(text: str) -> int:
    return int(text or "0")


def _dropped(digits: str) -> Iterator[str]:
    return (digits[:at] + digits[at + 1 :] for at in range(len(digits)))


def _doubled(digits: str) -> Iterator[str]:
    return (digits[: at + 1] + digits[at:] for at in range(len(digits)))


def origins(printed: Figure, neighbours: Sequence[Figure]) -> set[int]:
    """Amounts from which one slip leads to a figure; those that copying a neighbour hides are not known."""
    now = printed.value
    sign = -1 if now < 0 else 1
    digits = str(abs(now))
    texts = set(_dropped(digits))
    for at, digit in enumerate(digits):
        texts.update(digits[:at] + other + digits[at + 1 :] for other in "0123456789")
        if at + 1 < len(digits):
            texts.add(digits[:at] + digits[at + 1] + digit + digits[at + 2 :])
    for at in range(len(digits) + 1):
        texts.update(digits[:at] + other + digits[at:] for other in "0123456789")
    amounts = {sign * _as_number(text) for text in texts}
    amounts |= {-now, now * 1000, now // 1000, 0, *(figure.value for figure in neighbours)}
    return amounts - {now}
