from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from smrj_desktop import messages
from smrj_desktop.domain.errors import SaveBusyError
from smrj_desktop.io import holder_file, sharing
from smrj_desktop.io.disk import Disk
from tests.support import tree
from tests.support.holders import DEAD, NO_PROCESS, SUZUKI, TANAKA, Refusing, age, names, shared_plan


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(holder_file, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(sharing, "GUARD_SECONDS", 0.0)


@pytest.fixture
def plan(tmp_path) -> Path:
    return shared_plan(tmp_path)


def guard_of(plan: Path) -> Path:
    return plan.with_name(f".{plan.name}.smrj-save")


def test_the_guard_names_who_saves_and_is_gone_afterwards(plan):
    with sharing.guarded(plan, SUZUKI):
        inside = holder_file.named_in(guard_of(plan), Disk())
        assert (inside.user, inside.process_id) == ("suzuki", os.getpid())
        assert inside.token != SUZUKI.token
    assert names(plan) == {plan.name}


def test_the_guard_is_gone_after_a_failure(plan):
    with pytest.raises(RuntimeError), sharing.guarded(plan, None):
        raise RuntimeError
    assert names(plan) == {plan.name}


def test_two_do_not_save_at_once(plan):
    with sharing.guarded(plan, SUZUKI):
        with pytest.raises(SaveBusyError) as caught, sharing.guarded(plan, TANAKA):
            pytest.fail("both are in")
        assert guard_of(plan).exists()
    sentence = messages.text(caught.value.message, **caught.value.parameters)
    assert plan.name in sentence and "suzuki" in sentence


def test_a_save_waits_for_another_one(plan, monkeypatch):
    monkeypatch.setattr(sharing, "GUARD_SECONDS", 60.0)
    guard_of(plan).write_bytes(holder_file.encoded(SUZUKI))

    def done(_seconds: float) -> None:
        guard_of(plan).unlink(missing_ok=True)

    monkeypatch.setattr(sharing.time, "sleep", done)
    with sharing.guarded(plan, TANAKA):
        assert holder_file.named_in(guard_of(plan), Disk()).user == "tanaka"


@pytest.mark.parametrize("content", [holder_file.encoded(DEAD), holder_file.encoded(TANAKA), b""])
def test_a_guard_left_behind_is_broken(plan, content):
    guard_of(plan).write_bytes(content)
    if content != holder_file.encoded(DEAD):
        with pytest.raises(SaveBusyError), sharing.guarded(plan, SUZUKI):
            pytest.fail("it is not old yet")
        age(guard_of(plan))
    with sharing.guarded(plan, SUZUKI):
        assert holder_file.named_in(guard_of(plan), Disk()).user == "suzuki"
    assert names(plan) == {plan.name}


def test_who_was_broken_leaves_the_next_one_s_guard(plan):
    with sharing.guarded(plan, SUZUKI):
        age(guard_of(plan))
        with sharing.guarded(plan, TANAKA):
            pass
        guard_of(plan).write_bytes(holder_file.encoded(TANAKA))
    assert guard_of(plan).exists()


def test_a_mark_left_behind_is_in_nobody_s_way(plan):
    guard = guard_of(plan)
    for file in (guard, guard.with_name(f"{guard.name}-"), guard.with_name(f"{guard.name}--")):
        file.write_bytes(holder_file.encoded(DEAD))
    for _ in range(3):
        try:
            with sharing.guarded(plan, SUZUKI):
                break
        except SaveBusyError:
            continue
    assert names(plan) == {plan.name}


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENOSPC])
def test_where_no_guard_can_be_made_the_save_tries_all_the_same(plan, number):
    with sharing.guarded(plan, SUZUKI, Refusing(number)):
        assert names(plan) == {plan.name}


def test_a_refusal_that_passes_lets_nobody_in_without_a_guard(plan, monkeypatch):
    monkeypatch.setattr(sharing, "GUARD_SECONDS", 60.0)
    with sharing.guarded(plan, SUZUKI, Refusing(times=1)):
        assert guard_of(plan).exists()


class Failing(Disk):
    """Lets the call with this number fail, and no other."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __getattribute__(self, name: str) -> Callable[..., object]:
        found = object.__getattribute__(self, name)
        if name.startswith("_") or not callable(found):
            return found
        self.left -= 1
        if self.left == -1 and name != "close":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return found


def day(plan: Path, disk: Disk) -> bool:
    """What a window and its worker do in a day; whether the plan was saved."""
    claim = sharing.claim(plan, SUZUKI, disk)
    saved = False
    try:
        with sharing.guarded(plan, SUZUKI, disk):
            saved = True
        if claim.mine:
            sharing.renew(plan, SUZUKI, disk)
    except (SaveBusyError, OSError):
        pass
    sharing.release(plan, SUZUKI, disk)
    return saved


def test_whatever_fails_once_nobody_is_kept_out_for_long(plan, monkeypatch):
    monkeypatch.setattr(sharing, "GUARD_SECONDS", 60.0)
    number = 0
    while True:
        disk = Failing(number)
        assert day(plan, disk), number
        if disk.left >= 0:
            break
        for left in plan.parent.iterdir():
            if left != plan:
                age(left)
        assert sharing.take_over(plan, TANAKA).mine, number
        with sharing.guarded(plan, TANAKA):
            pass
        sharing.release(plan, TANAKA)
        number += 1
    assert number > 20


PATIENCE_S = 120.0
RACER = """
import os, sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from smrj_desktop.domain.errors import SaveBusyError
from smrj_desktop.io import holder_file, sharing

holder_file.PAUSE_SECONDS = 0.001
plan, rounds = Path(sys.argv[1]), int(sys.argv[2])
inside, lock = plan.with_name("inside"), sharing.lock_of(plan)
sys.stdin.readline()
for turn in range(rounds):
    me = sharing.myself(datetime.now(UTC))
    while not sharing.claim(plan, me).mine:
        pass
    os.close(os.open(inside, os.O_CREAT | os.O_EXCL))  # fails where another is in
    os.unlink(inside)
    if turn % 2:
        while sharing.holder_of(plan) == me:
            sharing.release(plan, me)
    else:  # as if we had died
        left = plan.with_name(me.token)
        left.write_bytes(holder_file.encoded(replace(me, process_id=2**30)))
        left.replace(lock)
for turn in range(rounds):
    while True:
        try:
            with sharing.guarded(plan, None):
                plan.write_text(str(int(plan.read_text()) + 1))
            break
        except SaveBusyError:
            pass
"""


def test_two_processes_never_both_hold_a_plan_and_lose_no_update(plan):
    rounds = 100
    plan.write_text("0", encoding="utf-8")
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(plan), str(rounds)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tree.ROOT,
        )
        for _ in range(2)
    ]
    for racer in racers:
        racer.stdin.write(b"\n")
        racer.stdin.flush()
    ends = [racer.communicate(timeout=PATIENCE_S)[1].decode() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0], ends
    assert plan.read_text(encoding="utf-8") == str(2 * rounds)
    assert sharing.claim(plan, SUZUKI).mine or sharing.holder_of(plan).process_id == NO_PROCESS
