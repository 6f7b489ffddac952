"""Some of the kills and of the interleavings that `dev.py bench --faults` runs."""

from __future__ import annotations

import sys

import pytest

from benchmarks import faults, interleavings
from tests.support.plans import small_plan

KILLS, ROUNDS = 12, 20

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="signals and process groups as POSIX has them"
)


def test_no_kill_loses_an_edit_that_was_shown_or_tears_the_file():
    toll = faults.kills_of(seed=3, deaths=KILLS)
    assert toll.kills.total() == KILLS
    assert toll.files_old + toll.files_new == KILLS
    assert toll.shown > KILLS, "there was something to lose"
    assert toll.saves > 0
    assert toll.files_new > 0
    assert toll.kills["working"] + toll.kills["saving"] > KILLS / 3


def test_two_processes_on_one_file_lose_no_update(tmp_path):
    calls = interleavings.run(ROUNDS, 5, small_plan(), tmp_path)
    assert calls > ROUNDS * 20, "they were held at the calls of the disk"
