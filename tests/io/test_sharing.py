from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smrj_desktop.io import holder_file, sharing
from smrj_desktop.io.disk import Disk
from tests.support.holders import DEAD, SUZUKI, TANAKA, Refusing, age, names, shared_plan


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(holder_file, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def plan(tmp_path) -> Path:
    return shared_plan(tmp_path)


def test_a_free_lock_is_taken_and_given_back(plan):
    claim = sharing.claim(plan, SUZUKI)
    assert claim == (True, None, False, True)
    assert sharing.holder_of(plan) == SUZUKI
    assert names(plan) == {plan.name, sharing.lock_of(plan).name}
    sharing.release(plan, SUZUKI)
    assert sharing.holder_of(plan) is None
    assert names(plan) == {plan.name}


def test_a_claim_of_one_s_own_lock_is_granted(plan):
    sharing.claim(plan, SUZUKI)
    assert sharing.claim(plan, SUZUKI).mine


def test_the_second_is_told_who_has_it(plan):
    sharing.claim(plan, SUZUKI)
    assert sharing.claim(plan, TANAKA) == (False, SUZUKI, False, True)
    assert sharing.take_over(plan, TANAKA) == (False, SUZUKI, False, True)
    sharing.release(plan, TANAKA)
    assert sharing.holder_of(plan) == SUZUKI
    assert names(plan) == {plan.name, sharing.lock_of(plan).name}


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such modes")
def test_who_may_read_the_plan_may_read_who_has_it(plan):
    plan.chmod(0o660)
    sharing.claim(plan, SUZUKI)
    assert stat.S_IMODE(sharing.lock_of(plan).stat().st_mode) == 0o660


def test_the_lock_of_a_dead_process_of_this_pc_is_taken(plan):
    sharing.claim(plan, DEAD)
    assert sharing.claim(plan, SUZUKI).mine
    assert sharing.holder_of(plan) == SUZUKI


def test_of_processes_on_another_pc_nobody_knows(plan):
    sharing.claim(plan, replace(DEAD, host="PC-3"))
    assert not sharing.claim(plan, SUZUKI).mine
    assert not sharing.claim(plan, SUZUKI).stale


def test_a_process_that_ended_is_dead_and_a_running_one_is_not():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert holder_file.alive(child.pid)
    child.communicate(b"\n")
    assert not holder_file.alive(child.pid)
    assert not holder_file.alive(2**70)


def test_a_stale_lock_is_taken_over_when_asked(plan):
    sharing.claim(plan, SUZUKI)
    age(sharing.lock_of(plan))
    assert sharing.claim(plan, TANAKA) == (False, SUZUKI, True, True)
    assert sharing.take_over(plan, TANAKA).mine
    assert sharing.renew(plan, SUZUKI) == (False, TANAKA, False, True)
    sharing.release(plan, SUZUKI)
    assert sharing.holder_of(plan) == TANAKA


def test_a_renewed_lock_is_not_stale(plan):
    sharing.claim(plan, SUZUKI)
    age(sharing.lock_of(plan))
    assert sharing.renew(plan, SUZUKI).mine
    assert sharing.holder_of(plan) == SUZUKI
    assert not sharing.take_over(plan, TANAKA).mine


def test_the_server_s_clock_counts_and_not_our_own(plan):
    hour = 3600.0

    class Behind(Disk):
        def close(self, descriptor: int) -> None:
            status = os.fstat(descriptor)
            os.utime(descriptor, (status.st_atime, status.st_mtime - hour))
            super().close(descriptor)

    sharing.claim(plan, SUZUKI, Behind())
    assert not sharing.claim(plan, TANAKA, Behind()).stale
    age(sharing.lock_of(plan))
    assert sharing.claim(plan, TANAKA, Behind()).stale


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        json.dumps({"token": "t"}).encode(),
        holder_file.encoded(SUZUKI).replace(b'"suzuki"', b"7"),
        holder_file.encoded(replace(SUZUKI, process_id=0)),
        holder_file.encoded(SUZUKI).replace(str(SUZUKI.process_id).encode(), b"true"),
    ],
)
def test_a_lock_nobody_can_read_is_somebody_s_until_it_is_old(plan, content):
    lock = sharing.lock_of(plan)
    lock.write_bytes(content)
    assert sharing.claim(plan, SUZUKI) == (False, None, False, True)
    assert not sharing.take_over(plan, SUZUKI).mine
    age(lock)
    assert sharing.claim(plan, SUZUKI) == (False, None, True, True)
    assert sharing.take_over(plan, SUZUKI).mine


def test_a_lock_that_may_not_be_read_is_somebody_s(plan):
    class Unreadable(Disk):
        def read(self, path: Path) -> bytes:
            raise PermissionError(errno.EACCES, "")

    sharing.claim(plan, SUZUKI)
    assert sharing.claim(plan, TANAKA, Unreadable()) == (False, None, False, True)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENOSPC])
def test_a_folder_that_takes_no_files(plan, number):
    assert sharing.claim(plan, SUZUKI, Refusing(number)) == (False, None, False, False)
    sharing.claim(plan, DEAD)
    age(sharing.lock_of(plan))
    for take in (sharing.claim, sharing.take_over):
        assert take(plan, TANAKA, Refusing(number)) == (False, DEAD, False, False)


def test_a_refusal_that_passes_is_no_folder_that_takes_no_files(plan):
    assert sharing.claim(plan, SUZUKI, Refusing(times=1)).mine


def test_a_full_disk_leaves_no_half_of_a_lock(plan):
    class Full(Disk):
        def write(self, descriptor: int, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "")

    assert not sharing.claim(plan, SUZUKI, Full()).mine
    assert names(plan) == {plan.name}


def test_a_lock_that_was_removed_is_made_again(plan):
    sharing.claim(plan, SUZUKI)
    sharing.lock_of(plan).unlink()
    assert sharing.renew(plan, SUZUKI).mine
    assert sharing.holder_of(plan) == SUZUKI


def test_without_the_plan_no_lock_is_made_again(plan):
    sharing.claim(plan, SUZUKI)
    sharing.lock_of(plan).unlink()
    plan.unlink()
    with pytest.raises(FileNotFoundError):
        sharing.renew(plan, SUZUKI)
    assert names(plan) == set()


def test_a_damaged_lock_is_not_renewed(plan):
    sharing.claim(plan, SUZUKI)
    sharing.lock_of(plan).write_bytes(b"{")
    assert sharing.renew(plan, SUZUKI) == (False, None, False, True)
    assert sharing.lock_of(plan).read_bytes() == b"{"


def test_the_lock_of_a_link_stands_beside_the_plan(plan, tmp_path):
    link = tmp_path / "link.xlsx"
    link.symlink_to(plan)
    sharing.claim(link, SUZUKI)
    assert sharing.lock_of(link).parent == plan.parent
    assert not sharing.claim(plan, TANAKA).mine


def test_a_plan_with_a_long_name_has_a_lock_too(plan):
    long = plan.with_name("計" * 83 + ".xlsx")
    long.write_bytes(b"plan")
    assert sharing.claim(long, SUZUKI).mine
    with sharing.guarded(long, SUZUKI):
        assert len(names(plan)) == 4
    assert sharing.lock_of(long) != sharing.lock_of(plan)


def test_no_office_program_takes_the_lock_for_its_own(plan):
    assert not sharing.lock_of(plan).name.startswith(("~$", ".~lock"))


def test_this_process_describes_itself():
    me, other = (sharing.myself(datetime(2023, 4, 3, tzinfo=UTC)) for _ in range(2))
    assert me.token != other.token
    assert me.process_id == os.getpid()
    assert me.since == "2023-04-03T09:00:00+09:00"
    assert me.host


def owner_file(name: str, wide: bool = True) -> bytes:
    """What Excel writes into its owner file."""
    narrow = name.encode("cp932")
    head = bytes([len(narrow)]) + narrow.ljust(54, b" ")
    return (
        (head + len(name).to_bytes(2, "little") + name.encode("utf-16-le")).ljust(165, b"\0")
        if wide
        else head
    )


class HeldByExcel(Disk):
    """A share on which another PC has the owner files open."""

    def __init__(self, number: int = errno.EACCES) -> None:
        self.number = number

    def open(self, path: Path) -> int:
        if path.exists() and path.name.startswith("~$"):
            raise OSError(self.number, os.strerror(self.number))
        return super().open(path)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (owner_file("中小 花子"), "中小 花子"),
        (owner_file("Suzuki"), "Suzuki"),
        (owner_file("鈴木", wide=False), "鈴木"),
        (owner_file("鈴木")[:60], "鈴木"),
        (b"", ""),
        (b"\0" * 165, ""),
    ],
)
def test_who_has_it_open_in_excel(plan, content, name):
    plan.with_name(f"~${plan.name}").write_bytes(content)
    assert sharing.excel_owner(plan, HeldByExcel()) == name
    assert sharing.excel_owner(plan, HeldByExcel(errno.EBUSY)) == name
    assert sharing.excel_owner(plan) is None  # an Excel that died holds it no longer


def test_nobody_has_it_open_in_excel(plan):
    assert sharing.excel_owner(plan, HeldByExcel()) is None
    assert sharing.excel_owner(plan.parent / "none" / "計画.xlsx") is None


def test_an_owner_file_that_may_not_even_be_read(plan):
    class Closed(HeldByExcel):
        def read(self, path: Path) -> bytes:
            raise PermissionError(errno.EACCES, "")

    plan.with_name(f"~${plan.name}").write_bytes(owner_file("鈴木"))
    assert sharing.excel_owner(plan, Closed()) == ""


def test_a_fingerprint_is_of_the_bytes(plan):
    first = sharing.fingerprint(plan)
    assert len(first) == 64
    plan.write_bytes(b"other")
    assert sharing.fingerprint(plan) != first
    plan.unlink()
    assert sharing.fingerprint(plan) == ""
