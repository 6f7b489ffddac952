"""Three who want one plan, with every call to the disk in any order and deaths in between."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.errors import SaveBusyError
from smrj_desktop.io import holder_file, sharing
from smrj_desktop.io.disk import Disk
from smrj_desktop.io.sharing import Holder

MOST_STEPS = 20_000
CALLS = ("create", "open", "write", "sync", "close", "read", "replace", "remove", "allow")


class Died(BaseException):
    """What follows a death is done by nobody, clean-up included."""


class Actor(Disk):
    """A process, as far as its disk is concerned: each call waits until it is its turn."""

    def __init__(self, number: int, room: Room) -> None:
        self.me = Holder(
            token=f"t{number}", host="pc", user=f"user {number}", since="", process_id=1000 + number
        )
        self.room, self.alive, self.failure = room, True, None
        self.go, self.came = threading.Semaphore(0), threading.Semaphore(0)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def step(self) -> None:
        self.came.release()
        self.go.acquire()
        if not self.alive:
            raise Died

    def _run(self) -> None:
        self.go.acquire()
        try:
            if self.alive:
                self.room.life(self)
        except Died:
            pass
        except Exception as error:  # noqa: BLE001  # for the test's own thread to raise
            self.failure = error
        finally:
            self.came.release()

    def advance(self) -> None:
        """Lets the process make its next call."""
        self.go.release()
        self.came.acquire()


def _stepped(name: str) -> Callable[..., Any]:
    def call(self: Actor, *arguments: Any) -> Any:
        try:
            self.step()
        except Died:
            if name == "close":
                os.close(*arguments)  # the system does that for the dead
            raise
        if name != "sync":  # what reaches the disk and when is not the question here
            return getattr(Disk, name)(self, *arguments)
        return None

    return call


for _name in CALLS:
    setattr(Actor, _name, _stepped(_name))


class Room:
    """The folder, and who believes to be alone with the plan or with its replacement."""

    def __init__(self, folder: Path) -> None:
        self.plan = folder / "plan.xlsx"
        self.plan.write_bytes(b"0")
        self.believers: dict[str, set[Actor]] = {"lock": set(), "guard": set()}
        self.actors = [Actor(number, self) for number in range(3)]

    def life(self, actor: Actor) -> None:
        """What each process does: has the plan open twice, saves once each time."""
        for _ in range(2):
            if sharing.claim(self.plan, actor.me, actor).mine:
                with self.believing("lock", actor):
                    self.save(actor)
                    if not sharing.renew(self.plan, actor.me, actor).mine:
                        raise AssertionError("a living holder lost its lock")
                sharing.release(self.plan, actor.me, actor)
            else:
                self.save(actor)

    def save(self, actor: Actor) -> None:
        try:
            with sharing.guarded(self.plan, actor.me, actor), self.believing("guard", actor):
                actor.step()
        except SaveBusyError:
            pass

    @contextmanager
    def believing(self, what: str, actor: Actor) -> Iterator[None]:
        self.believers[what].add(actor)
        assert [each for each in self.believers[what] if each.alive] == [actor], what
        try:
            yield
        finally:
            self.believers[what].discard(actor)

    def run(self, steps: list[tuple[int, int, bool]]) -> None:
        for number, calls, dies in steps:
            self.advance(number, calls)
            self.actors[number].alive &= not dies
        self.finish()

    def advance(self, number: int, calls: int, until: Callable[[], object] = lambda: False) -> bool:
        """Lets one make so many calls; False where it came to its end."""
        actor = self.actors[number]
        for _ in range(calls):
            if not actor.thread.is_alive() or until():
                break
            actor.advance()
        return actor.thread.is_alive()

    def finish(self) -> None:
        """Lets all come to their ends, and raises what went wrong."""
        for step in range(MOST_STEPS):
            running = [actor for actor in self.actors if actor.thread.is_alive()]
            if not running:
                break
            running[step % len(running)].advance()
        for actor in self.actors:
            actor.thread.join(60.0)
            if actor.failure:
                raise actor.failure


FILES = (".plan.xlsx.smrj-lock", ".plan.xlsx.smrj-save")
DEAD = Holder(token="t", host="pc", user="dead", since="", process_id=999)


@contextmanager
def room_with(left_behind: Iterable[str]) -> Iterator[Room]:
    """A room in which a process that died has left these files."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        room = Room(Path(folder))
        by_id = {actor.me.process_id: actor for actor in room.actors}
        of_thread = {actor.thread: actor.me.process_id for actor in room.actors}
        own = os.getpid()
        patch.setattr(sharing.os, "getpid", lambda: of_thread.get(threading.current_thread(), own))
        patch.setattr(
            holder_file, "alive", lambda process_id: process_id in by_id and by_id[process_id].alive
        )
        patch.setattr(holder_file, "PAUSE_SECONDS", 0.0)
        patch.setattr(sharing, "GUARD_SECONDS", 0.0)
        for name in left_behind:
            room.plan.with_name(name).write_bytes(holder_file.encoded(DEAD))
        try:
            yield room
        finally:
            for actor in room.actors:
                actor.alive = False
            room.finish()


@pytest.mark.parametrize("what", ["lock", "guard"])
def test_wherever_one_is_held_up_another_does_not_get_what_it_has(what):
    calls = 0
    while True:
        with room_with(FILES) as room:
            room.actors[2].alive = False
            running = room.advance(0, calls)
            room.advance(1, MOST_STEPS, until=lambda room=room: room.believers[what])
            room.advance(0, MOST_STEPS)
            room.finish()
        if not running:
            break
        calls += 1
    assert calls > 40


@given(
    st.sets(st.sampled_from([*FILES, *(f"{name}-" for name in FILES)])),
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(range(1, 25)), st.sampled_from([False] * 9 + [True])),
        min_size=8,
    ),
)
def test_however_they_interleave_and_die_one_has_it(left_behind, steps):
    with room_with(left_behind) as room:
        room.run(steps)
        # the dead may have left files that name nobody; those are old one day
        for file in room.plan.parent.iterdir():
            os.utime(file, (0, 0))
        last = Holder(token="last", host="pc", user="last", since="", process_id=os.getpid())
        assert sharing.take_over(room.plan, last).mine
        for attempt in range(4):  # each clears one of the files in its way
            try:
                with sharing.guarded(room.plan, last):
                    break
            except SaveBusyError:
                assert attempt < 3
        sharing.release(room.plan, last)
        assert not any(room.plan.with_name(name).exists() for name in FILES)


HOLDERS = [
    Holder(token=f"t{number}", host=host, user="", since="", process_id=1000 + number)
    for number, host in enumerate(("pc-1", "PC-1", "pc-2"))
]
STEPS = ("claim", "take_over", "renew", "release", "die", "pass_time")


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STEPS)), max_size=40))
def test_one_after_another_they_do_as_the_rules_say(steps):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        plan = Path(folder, "plan.xlsx")
        plan.write_bytes(b"0")
        living, believing = set(range(3)), set()
        owner, old = None, False
        patch.setattr(holder_file, "alive", lambda process_id: process_id - 1000 in living)
        for number, step in steps:
            me = HOLDERS[number]
            if step == "pass_time" and owner is not None:
                os.utime(sharing.lock_of(plan), (0, 0))
                old = True
            if number not in living:
                continue
            if step == "die":
                living.discard(number)
                believing.discard(number)
            elif step in {"claim", "take_over"}:
                dead_here = owner in {0, 1} - living and number in {0, 1}
                expected = owner in {None, number} or dead_here or (step == "take_over" and old)
                claim = getattr(sharing, step)(plan, me)
                assert claim.mine == expected, step
                if claim.mine:
                    old = old and owner == number
                    owner = number
                    believing.add(number)
                else:
                    assert claim == (False, HOLDERS[owner], old or dead_here, True)
            elif step == "renew" and number in believing:
                if sharing.renew(plan, me).mine:
                    assert owner in {None, number}
                    owner, old = number, False
                else:
                    assert owner != number
                    believing.discard(number)
            elif step == "release":
                sharing.release(plan, me)
                believing.discard(number)
                if owner == number:
                    owner, old = None, False
            assert sharing.holder_of(plan) == (None if owner is None else HOLDERS[owner])
        assert {file.name for file in plan.parent.iterdir()} <= {plan.name, sharing.lock_of(plan).name}
