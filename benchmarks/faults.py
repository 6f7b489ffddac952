"""`--faults`: what is lost where the program is killed, and where two save one plan."""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import interleavings, kills
from smrj_desktop.io import builtin

SIDE_BY_SIDE = 2


def run(seed: int, deaths: int, rounds: int) -> int:
    """Prints what was met; 1 where anything was lost.

    Args:
        seed: of all chance.
        deaths: how often the program is killed.
        rounds: how often two processes save one plan at the same time.
    """
    try:
        toll = kills_of(seed, deaths)
        print(f"seed {seed}: {toll.kills.total()} kills")
        for doing, count in sorted(toll.kills.items()):
            print(f"  while {doing:<12} {count:>6}")
        print(f"  edits shown and back again {toll.shown:>6}; one ahead of what was told {toll.ahead}")
        print(f"  saves finished {toll.saves:>6}; after a kill the file was the one from before the start")
        print(f"  {toll.files_old} times, the one of a save {toll.files_new} times, and any other 0 times")
        with tempfile.TemporaryDirectory() as folder:
            calls = interleavings.run(rounds, seed, builtin.load(), Path(folder))
        print(f"seed {seed}: {rounds} saves by two at once, {calls} calls of the disk in turn, none lost")
    except kills.LostError as error:
        print(f"LOST: {error}", file=sys.stderr)
        return 1
    return 0


def kills_of(seed: int, deaths: int) -> kills.Toll:
    """Kills the program so often, on two plans side by side; raises as `kills.run` does."""
    shares = [deaths // SIDE_BY_SIDE + (number < deaths % SIDE_BY_SIDE) for number in range(SIDE_BY_SIDE)]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:

        def one(number: int) -> kills.Toll:
            place = Path(folder, str(number))
            place.mkdir()
            return kills.run(shares[number], seed * SIDE_BY_SIDE + number, place)

        return sum(pool.map(one, range(SIDE_BY_SIDE)), kills.Toll())
