"""The fixed work that latencies are held against, and the statistics of paired measurements."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable

LOOP = 580_000
"""Additions that took about 16 ms, one frame of a screen, on the machine the budget was written on."""


def calibration_loop() -> float:
    """Runs the fixed work once; returns how long it took."""
    begin = time.perf_counter()
    total = 0
    for number in range(LOOP):
        total += number & 7
    assert total
    return time.perf_counter() - begin


def timed(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def alternating(mine: Callable[[], object], other: Callable[[], object], pairs: int) -> list[float]:
    """The ratios of `mine` to `other`, run in turn so that a busy moment hits both."""
    ratios = []
    for _ in range(pairs):
        base = timed(other)
        ratios.append(timed(mine) / base)
    return ratios


def against_loop(samples: Iterable[float], loops: Iterable[float]) -> tuple[float, float]:
    """Median and 95th percentile of samples, in median calibration loops of the same run."""
    loop = statistics.median(loops)
    ordered = sorted(samples)
    at_95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return statistics.median(ordered) / loop, at_95 / loop


def report(name: str, value: float, budget: float | None, detail: str = "") -> None:
    """Prints one result: name, ratio, budget."""
    verdict = "" if budget is None else ("within" if value <= budget else "OVER")
    limit = "" if budget is None else f"{budget:5.2f}"
    print(f"{name:<58} {value:6.2f}  {limit:>6} {verdict:<7} {detail}", flush=True)
