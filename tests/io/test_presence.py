from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from smrj_desktop.io import holder_file, presence, sharing
from smrj_desktop.io.disk import Disk
from smrj_desktop.io.presence import BEAT_SECONDS, SETTLE_SECONDS, WATCH_SECONDS, News, Presence
from tests.support.holders import SUZUKI, TANAKA, age, names, shared_plan

PATIENCE_S = 60.0
START = 1000.0


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(holder_file, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def plan(tmp_path) -> Path:
    return shared_plan(tmp_path)


class Day:
    """A presence whose turns come when they are due, without a thread and without waiting."""

    def __init__(self, plan: Path, *, locked: bool = False, disk: Disk | None = None) -> None:
        self.plan, self.now = plan, START
        if locked:
            assert sharing.claim(plan, SUZUKI).mine
        self.presence = Presence(
            plan, SUZUKI if locked else None, sharing.fingerprint(plan), disk=disk or Disk()
        )
        self.due = self.now
        self.pass_time(10.0)

    def pass_time(self, seconds: float) -> list[News]:
        end = self.now + seconds
        while self.due <= end:
            self.now = self.due
            self.due = self.presence._turn(self.now)
            assert self.due > self.now
        self.now = end
        return self.presence.poll()

    def look(self) -> list[News]:
        """The window was activated."""
        self.presence.look()
        self.due = self.presence._turn(self.now)
        return self.presence.poll()

    def write(self, content: bytes) -> str:
        self.plan.write_bytes(content)
        return sharing.fingerprint(self.plan)


def test_the_lock_is_kept_fresh(plan):
    day = Day(plan, locked=True)
    lock = sharing.lock_of(plan)
    for _ in range(3):
        age(lock)
        old = lock.stat().st_mtime
        assert day.pass_time(BEAT_SECONDS) == []
        assert lock.stat().st_mtime > old
        assert sharing.holder_of(plan) == SUZUKI


def test_who_only_watches_writes_nothing(plan):
    day = Day(plan)
    assert day.pass_time(10 * BEAT_SECONDS) == []
    assert names(plan) == {plan.name}


def test_a_lock_taken_over_is_told_once(plan):
    day = Day(plan, locked=True)
    age(sharing.lock_of(plan))
    assert sharing.take_over(plan, TANAKA).mine
    assert day.pass_time(BEAT_SECONDS) == [News("taken", TANAKA)]
    assert day.pass_time(10 * BEAT_SECONDS) == []
    day.presence.stop()
    assert sharing.holder_of(plan) == TANAKA


def test_a_lock_nobody_can_read_is_doubted_first(plan):
    day = Day(plan, locked=True)
    lock = sharing.lock_of(plan)
    content = lock.read_bytes()
    lock.write_bytes(b"")
    assert day.pass_time(BEAT_SECONDS - 10.0) == []
    assert day.presence._doubted
    lock.write_bytes(content)
    assert day.pass_time(BEAT_SECONDS) == []
    lock.write_bytes(b"")
    assert day.pass_time(BEAT_SECONDS + WATCH_SECONDS) == [News("taken", None)]


def test_a_lock_that_was_removed_is_made_again(plan):
    day = Day(plan, locked=True)
    sharing.lock_of(plan).unlink()
    assert day.pass_time(BEAT_SECONDS) == []
    assert sharing.holder_of(plan) == SUZUKI


def test_a_share_that_went_away_and_came_back(plan):
    day = Day(plan, locked=True)
    away = plan.parent.with_name("away")
    plan.parent.rename(away)
    assert day.pass_time(60.0) == [News("unreachable")]
    assert day.pass_time(60.0) == []
    age(away / sharing.lock_of(plan).name, 100.0)
    old = (away / sharing.lock_of(plan).name).stat().st_mtime
    away.rename(plan.parent)
    assert day.pass_time(10.0) == [News("back", fingerprint=sharing.fingerprint(plan))]
    assert sharing.lock_of(plan).stat().st_mtime > old


def test_a_change_is_told_once(plan):
    day = Day(plan)
    for content in (b"one", b"two", b"plan"):
        fingerprint = day.write(content)
        assert day.pass_time(10.0) == [News("changed", fingerprint=fingerprint)]
        assert day.pass_time(60.0) == []


def test_a_change_before_the_first_look_is_told(plan):
    fingerprint = sharing.fingerprint(plan)
    plan.write_bytes(b"other")
    day = Day.__new__(Day)
    day.plan, day.now, day.due = plan, START, START
    day.presence = Presence(plan, None, fingerprint)
    assert day.pass_time(10.0) == [News("changed", fingerprint=sharing.fingerprint(plan))]


def test_the_same_bytes_again_are_no_change(plan):
    day = Day(plan)
    age(plan)
    assert day.pass_time(10.0) == []
    other = plan.with_name("other")
    other.write_bytes(plan.read_bytes())
    other.replace(plan)
    assert day.pass_time(10.0) == []


def test_a_change_of_the_same_size_and_time_is_seen(plan):
    day = Day(plan)
    status = plan.stat()
    other = plan.with_name("other")
    other.write_bytes(b"nalp")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(plan)
    assert [news.kind for news in day.pass_time(10.0)] == ["changed"]


def test_what_is_being_written_is_told_when_it_is_whole(plan):
    day = Day(plan)
    content = b""
    for _ in range(20):
        content += b"more"
        fingerprint = day.write(content)
        assert day.look() == []
    assert day.pass_time(10.0) == [News("changed", fingerprint=fingerprint)]


def test_a_look_comes_at_once(plan):
    day = Day(plan)
    fingerprint = day.write(b"other")
    assert day.look() == []
    assert day.pass_time(SETTLE_SECONDS) == [News("changed", fingerprint=fingerprint)]


def test_a_file_that_is_gone_and_back(plan):
    day = Day(plan)
    content = plan.read_bytes()
    plan.unlink()
    assert day.pass_time(10.0) == [News("gone")]
    assert day.pass_time(60.0) == []
    fingerprint = day.write(content)
    assert day.pass_time(10.0) == [News("back", fingerprint=fingerprint)]
    plan.unlink()
    assert day.pass_time(10.0) == [News("gone")]
    fingerprint = day.write(b"other")
    assert day.pass_time(10.0) == [
        News("back", fingerprint=fingerprint),
        News("changed", fingerprint=fingerprint),
    ]


def test_a_file_gone_for_a_moment_is_not_gone(plan):
    day = Day(plan)
    away = plan.rename(plan.with_name("away"))
    assert day.look() == []
    away.rename(plan)
    assert day.pass_time(60.0) == []


def test_our_own_saving_is_no_news(plan):
    day = Day(plan)
    day.presence.pause()
    day.write(b"half")
    assert day.pass_time(10.0) == []
    fingerprint = day.write(b"whole")
    day.presence.saved(fingerprint)
    day.presence.resume()
    assert day.pass_time(10.0) == []
    assert [news.kind for news in (day.write(b"other"), day.pass_time(10.0))[1]] == ["changed"]


def test_saving_a_file_that_was_gone_brings_no_news(plan):
    day = Day(plan)
    plan.unlink()
    assert [news.kind for news in day.pass_time(10.0)] == ["gone"]
    day.presence.saved(day.write(b"anew"))
    assert day.pass_time(10.0) == []


def test_what_another_wrote_over_our_own_is_told(plan):
    day = Day(plan)
    ours = day.write(b"ours")
    theirs = day.write(b"theirs")
    day.presence.saved(ours)
    assert day.pass_time(10.0) == [News("changed", fingerprint=theirs)]


def test_in_a_pause_the_lock_is_kept_fresh(plan):
    day = Day(plan, locked=True)
    day.presence.resume()  # of what was not paused
    day.presence.pause()
    fingerprint = day.write(b"other")
    age(sharing.lock_of(plan))
    old = sharing.lock_of(plan).stat().st_mtime
    assert day.pass_time(BEAT_SECONDS) == []
    assert day.look() == []
    assert sharing.lock_of(plan).stat().st_mtime > old
    day.presence.resume()
    assert day.pass_time(10.0) == [News("changed", fingerprint=fingerprint)]


class Interrupted(Disk):
    """Does something else while the plan is read."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[Path], object] = lambda _path: None

    def read(self, path: Path) -> bytes:
        content = super().read(path)
        if not path.name.startswith("."):
            self.meanwhile(path)
        return content


def test_a_look_that_a_save_overtakes_says_nothing(plan):
    disk = Interrupted()
    day = Day(plan, disk=disk)
    day.write(b"half")
    disk.meanwhile = lambda _path: day.presence.pause()
    assert day.pass_time(10.0) == []
    disk.meanwhile = lambda _path: None
    day.presence.saved(day.write(b"whole"))
    day.presence.resume()
    assert day.pass_time(10.0) == []


def test_what_changes_while_it_is_read_is_read_again(plan):
    disk = Interrupted()
    day = Day(plan, disk=disk)
    day.write(b"half")

    def finish(path: Path) -> None:
        path.write_bytes(b"the whole")
        disk.meanwhile = lambda _path: None

    disk.meanwhile = finish
    assert day.pass_time(10.0) == [News("changed", fingerprint=sharing.fingerprint(plan))]


def test_what_may_not_be_read_yet_is_told_later(plan):
    disk = Interrupted()
    day = Day(plan, disk=disk)
    fingerprint = day.write(b"other")

    def refuse(_path: Path) -> None:
        raise PermissionError

    disk.meanwhile = refuse
    assert day.pass_time(30.0) == []
    disk.meanwhile = lambda _path: None
    assert day.pass_time(10.0) == [News("changed", fingerprint=fingerprint)]


def ended(watching: Presence) -> bool:
    watching._thread.join(PATIENCE_S)
    return not watching._thread.is_alive()


def test_with_its_thread(plan, monkeypatch):
    monkeypatch.setattr(presence, "SETTLE_SECONDS", 0.0)
    assert sharing.claim(plan, SUZUKI).mine
    watching = Presence(plan, SUZUKI, sharing.fingerprint(plan))
    watching.start()
    plan.write_bytes(b"other")
    end, found = time.monotonic() + PATIENCE_S, []
    while not found and time.monotonic() < end:
        watching.look()
        time.sleep(0.01)
        found = watching.poll()
    watching.stop()
    watching.stop()
    assert found == [News("changed", fingerprint=sharing.fingerprint(plan))]
    assert ended(watching)
    assert names(plan) == {plan.name}


def test_a_window_that_was_left_keeps_its_lock_when_asked_to(plan):
    assert sharing.claim(plan, SUZUKI).mine
    watching = Presence(plan, SUZUKI, sharing.fingerprint(plan))
    watching.start()
    watching.stop(release=False)
    assert ended(watching)
    assert sharing.holder_of(plan) == SUZUKI


def test_stopped_before_it_started_it_gives_the_lock_back(plan):
    assert sharing.claim(plan, SUZUKI).mine
    watching = Presence(plan, SUZUKI, sharing.fingerprint(plan))
    watching.stop()
    assert ended(watching)
    assert names(plan) == {plan.name}


def test_a_share_that_hangs_holds_up_the_thread_alone(plan, monkeypatch):
    monkeypatch.setattr(presence, "STOP_SECONDS", 0.01)
    hangs, answers = threading.Event(), threading.Event()
    disk = Interrupted()

    def hang(_path: Path) -> None:
        hangs.set()
        answers.wait(PATIENCE_S)

    disk.meanwhile = hang
    watching = Presence(plan, None, "", disk=disk)
    watching.start()
    assert hangs.wait(PATIENCE_S)
    watching.pause()
    watching.resume()
    watching.look()
    assert watching.poll() == []
    watching.stop()
    assert watching._thread.is_alive() and watching._thread.daemon
    answers.set()
    assert ended(watching)
