"""Two processes save one plan, their calls of the disk in an order chance gives: no update may be lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from benchmarks.kills import LostError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import workbook_read, workbook_write

FIELDS = ("title", "agency")


class Colleague:
    """One of the two processes."""

    def __init__(self, file: Path, field: str, home: Path) -> None:
        self.field = field
        environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.colleague", str(file), field],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=Path(__file__).resolve().parents[1],
            text=True,
        )
        self.running = False

    def tell(self, line: str) -> None:
        """Lets it go on to its next call of the disk, or to the end of its round; waits until it is there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if answer not in ("at", "done"):
            raise LostError(f"{self.field} ended: {answer}")
        self.running = answer == "at"

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()


def run(rounds: int, seed: int, plan: Plan, folder: Path) -> int:
    """Lets two processes save one plan at the same time.

    Args:
        rounds: how many times each of them enters something.
        seed: of the order of their calls.
        plan: what they work on.
        folder: an empty one, for the plan and the users' homes.

    Returns:
        How many calls of the disk were put in order.

    Raises:
        LostError: what one of them entered is not in the file.
    """
    chance, file = random.Random(seed), folder / "年度計画.xlsx"
    workbook_write.write(plan, file)
    both = [Colleague(file, field, folder / field) for field in FIELDS]
    calls = 0
    try:
        for number in range(rounds):
            for one in both:
                one.tell(f"{one.field}{number}")
            # from even turns to one who is far ahead
            weights = (chance.random() + 0.05, chance.random() + 0.05)
            while waiting := [one for one in both if one.running]:
                weighed = [weights[both.index(one)] for one in waiting]
                chance.choices(waiting, weighed)[0].tell("")
                calls += 1
            now, findings = workbook_read.read(file)
            found = {field: getattr(now.profile, field) for field in FIELDS}
            if findings or found != {field: f"{field}{number}" for field in FIELDS}:
                raise LostError(f"seed {seed}, round {number}: {found}")
    finally:
        for one in both:
            one.close()
    return calls
