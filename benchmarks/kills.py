"""Kills the real program in the middle of its work, again and again, and looks what was lost: nothing may be.

After each kill the plan's file must be, byte for byte, the one from before or the one a save was writing; and
the program, started again, must come back with every edit it had shown.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from smrj_desktop.io import builtin, workbook_read, workbook_write

START_S = 120.0
"""So long a start may take on a busy machine before it counts as hung."""
MOST_LINES = 30
"""A round is killed after it has told up to so many lines, however long a busy machine takes for them,"""
LONGEST_S = 0.5
"""and up to so much later, in the middle of whatever it does then."""
EARLY_SHARE = 0.25
TOGETHER_SHARE = 0.3
_MODIFIED = "{http://purl.org/dc/terms/}modified"


class LostError(Exception):
    """Something was lost; says what and with which seed."""


@dataclass
class Toll:
    """What the kills met."""

    kills: Counter[str] = field(default_factory=Counter)
    shown: int = 0
    saves: int = 0
    ahead: int = 0
    files_new: int = 0
    files_old: int = 0

    def __add__(self, other: Toll) -> Toll:
        return Toll(
            self.kills + other.kills,
            self.shown + other.shown,
            self.saves + other.saves,
            self.ahead + other.ahead,
            self.files_new + other.files_new,
            self.files_old + other.files_old,
        )


class Officer:
    """One round: the program from its start to its death."""

    def __init__(self, file: Path, home: Path, seed: int, last: str) -> None:
        command = [sys.executable, "-m", "benchmarks.officer", str(file), "--seed", str(seed), "--last", last]
        names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        environment = {**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
        environment |= {name: str(home / name.lower()) for name in names}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the program runs
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            cwd=Path(__file__).resolve().parents[1],
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._told = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._told:
                self.lines.append(line.decode().strip())
                self._told.notify_all()

    def wait_for(self, lines: int) -> None:
        """Returns once the window has its plan and has told so many lines more; else raises `LostError`."""
        with self._told:
            if self._told.wait_for(lambda: self._number_since_opened() >= lines, START_S):
                return
        told = list(self.lines)
        self._errors.seek(0)
        complaint = self._errors.read().decode()[-2000:]
        self.kill(together=True)
        raise LostError(f"hung: {told} {complaint}")

    def _number_since_opened(self) -> int:
        opened = [at for at, line in enumerate(self.lines) if line.startswith("opened")]
        return len(self.lines) - opened[0] - 1 if opened else -1

    def kill(self, *, together: bool) -> list[str]:
        """Kills the window, its worker with it or left to end by itself; what it had told by then."""
        if together:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()
        self._reader.join()
        end = time.monotonic() + START_S
        while _any_left(self.process.pid):
            if time.monotonic() > end:
                raise LostError("a worker outlived its window")
            time.sleep(0.01)
        self._errors.close()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.lines


def _any_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def run(kills: int, seed: int, folder: Path) -> Toll:
    """Works on one plan through `kills` deaths.

    Args:
        kills: how often the program is killed.
        seed: of all chance.
        folder: an empty one, for the plan and the user's home.

    Raises:
        LostError: an edit that was shown did not come back, or the file is neither the old nor the new one.
    """
    chance, toll = random.Random(seed), Toll()
    file, home = folder / "年度計画.xlsx", folder / "home"
    home.mkdir()
    workbook_write.write(builtin.load(), file)
    last = builtin.load().content_hash()
    content = file.read_bytes()
    startup_s = 2.0
    while toll.kills.total() < kills:
        number = chance.randrange(2**32)
        begin = time.monotonic()
        officer = Officer(file, home, number, last)
        early = chance.random() < EARLY_SHARE
        if early:
            time.sleep(chance.uniform(0.3, 1.1) * startup_s)
        else:
            officer.wait_for(0)
            startup_s = min(startup_s, time.monotonic() - begin) or startup_s
            officer.wait_for(chance.randrange(MOST_LINES))
            time.sleep(chance.uniform(0.0, LONGEST_S))
        lines = officer.kill(together=chance.random() < TOGETHER_SHARE)
        last = _account(lines, last, toll, f"seed {seed}, round {number}")
        content = _judge_file(file, content, folder, toll, f"seed {seed}, round {number}")
    return toll


def _account(lines: list[str], last: str, toll: Toll, where: str) -> str:
    """Takes down what a round told; the hash of what was shown last."""
    doing = "starting"
    for line in lines:
        word, *rest = line.split()
        if word == "opened":
            if rest[0] == "WRONG":
                raise LostError(f"{where}: shown {last}, came back with {rest[1]}")
            toll.ahead += rest[0] == "ahead"
            last = rest[1]
            doing = "working"
        elif word == "shown":
            toll.shown += 1
            last = rest[0]
        elif word == "restoring":
            doing = "recovering"
        elif word in ("saving", "saved"):
            toll.saves += word == "saved"
            doing = "saving" if word == "saving" else "working"
    toll.kills[doing] += 1
    return last


def _judge_file(file: Path, before: bytes, folder: Path, toll: Toll, where: str) -> bytes:
    """The file as it is now: the one from before, or one that a save writes from the plan in it."""
    now = file.read_bytes()
    if now == before:
        toll.files_old += 1
        return now
    plan, findings = workbook_read.read(file)
    again = folder / "again.xlsx"
    workbook_write.write(plan, again, file, clock=lambda: _modified(file))
    if findings or again.read_bytes() != now:
        raise LostError(f"{where}: the file is neither the old nor the new one")
    toll.files_new += 1
    return now


def _modified(file: Path) -> datetime:
    with zipfile.ZipFile(file) as archive:
        text = ET.fromstring(archive.read("docProps/core.xml")).findtext(_MODIFIED, "")
    return datetime.fromisoformat(text)
