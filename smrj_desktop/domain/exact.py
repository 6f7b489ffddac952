"""Exact amounts and shares, which have parts below the unit, as they are printed."""

from __future__ import annotations

from fractions import Fraction

from smrj_desktop.domain.amounts import Rounding, round_exact


def decimal(amount: Fraction) -> str:
    """An exact amount with all its decimals, which must come to an end: `12,392.604`, `△ 0.25`."""
    scaled, places = abs(amount), 0
    while scaled.denominator != 1:
        scaled, places = scaled * 10, places + 1
    whole, rest = divmod(scaled.numerator, 10**places)
    digits = f"{whole:,}" + (f".{rest:0{places}d}" if places else "")
    return f"△ {digits}" if amount < 0 else digits


def per_cent(share: Fraction, *, of_target: bool = False) -> str:
    """A share in per cent with one decimal: `97.4%`, `△ 0.1%`.

    Args:
        share: of the whole.
        of_target: whether the whole is a target, which is not said to be reached where it is not: 99.96% is
            99.9% then, and not 100.0%.
    """
    tenths = round_exact(share * 1000, Rounding.NEAREST)
    if of_target and share < 1:
        tenths = min(tenths, 999)
    sign = "△ " if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10:,}.{abs(tenths) % 10}%"
