"""Exact amounts, which have parts below the unit, as they are printed."""

from __future__ import annotations

from fractions import Fraction


def decimal(amount: Fraction) -> str:
    """An exact amount with all its decimals, which must come to an end: `12,392.604`, `△ 0.25`."""
    scaled, places = abs(amount), 0
    while scaled.denominator != 1:
        scaled, places = scaled * 10, places + 1
    whole, rest = divmod(scaled.numerator, 10**places)
    digits = f"{whole:,}" + (f".{rest:0{places}d}" if places else "")
    return f"△ {digits}" if amount < 0 else digits
