"""The journal: what is written is read back, what is damaged is noticed, what fails is written again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import codec, edits
from smrj_desktop.domain.errors import JournalUnreadableError
from smrj_desktop.io import atomic, journal, recovery
from smrj_desktop.io.journal import Journal
from smrj_desktop.io.process_lock import ProcessLock
from tests.support.journals import STAMP, names, opened, title, written
from tests.support.plans import one_edit, small_plan

DAY_S = 86_400.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "journals"


# ---- what is written is read back


def test_everything_that_happens_is_a_line(root):
    made = Journal(root, opened(path=Path("計画.xlsx"), fingerprint="f0"), threaded=False)
    made.did(title("甲"), "名称を変更")
    made.undid(STAMP)
    made.redid(STAMP)
    made.saving(Path("別.xlsx"), "hash")
    made.did(title("乙"), "名称を変更")
    made.saved(Path("別.xlsx"), "f1", "hash")
    made.close()
    log = recovery.read(made.folder)
    assert [record["k"] for record in log.records] == ["do", "undo", "redo", "saving", "do", "saved"]
    assert (log.header.title, log.header.path, log.header.fingerprint) == ("試験計画", "計画.xlsx", "f0")
    assert (log.path, log.fingerprint, log.announced) == (Path("別.xlsx"), "f1", frozenset())
    assert log.unsaved == 1, "the edit made during the save"
    assert not log.damaged
    base = (made.folder / journal.BASE).read_bytes()
    assert log.header.base == hashlib.sha256(base).hexdigest()
    assert log.header.plan == small_plan().whole_hash()
    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in made.folder.iterdir())


def test_a_line_is_with_the_system_when_the_call_returns(root):
    made = written(root)
    assert names(made.folder) == ["手順0", "手順1", "手順2"]
    made.close()


@given(st.data())
def test_replaying_gives_the_plan_with_its_history_and_its_undo_stack(data):
    root = Path(os.environ["HOME"], "journals")
    live, base = small_plan(), small_plan()
    made = Journal(root, opened(base), threaded=False)
    stack: list[tuple[edits.Edit, edits.Edit]] = []
    index = 0
    saved = None
    for number in range(data.draw(st.integers(1, 12))):
        action = data.draw(st.sampled_from(["do", "do", "undo", "redo", "save"]))
        if action == "do":
            edit = edits.stamped(data.draw(one_edit(live, number)), STAMP)
            inverse = edits.apply(live, edit).inverse
            del stack[index:]
            stack.append((edit, inverse))
            index += 1
            made.did(edit, f"手順{number}")
        elif action == "undo" and index:
            index -= 1
            edits.apply(live, edits.stamped(stack[index][1], STAMP))
            made.undid(STAMP)
        elif action == "redo" and index < len(stack):
            edits.apply(live, edits.stamped(stack[index][0], STAMP))
            index += 1
            made.redid(STAMP)
        elif action == "save":
            made.saving(Path("p.xlsx"), live.whole_hash())
            made.saved(Path("p.xlsx"), "f", live.whole_hash())
            saved = live.to_json()
    made.begin()
    made.close()
    replayed = recovery.replay(recovery.read(made.folder))
    assert replayed.whole
    assert replayed.plan.to_json() == live.to_json()
    assert replayed.index == index
    assert [(step.edit, step.inverse) for step in replayed.steps] == stack
    assert replayed.saved_plan == codec.canonical(saved or base.to_json())
    # the undo stack works
    for step in reversed(replayed.steps[:index]):
        edits.apply(replayed.plan, step.inverse)
    assert replayed.plan.content_hash() == base.content_hash()


# ---- what is damaged is noticed


@given(st.data())
def test_a_torn_last_line_is_passed_over(data):
    made = written(Path(os.environ["HOME"], "journals"))
    made.close()
    path = made.folder / journal.RECORDS
    content = path.read_bytes()
    last = content.rindex(b"\n", 0, -1) + 1
    end = data.draw(st.integers(last, len(content) - 1))
    junk = data.draw(st.sampled_from([b"", b"\0" * 300, b"\xff"]))
    path.write_bytes(content[:end] + junk)
    log = recovery.read(made.folder)
    assert [record["name"] for record in log.records] == ["手順0", "手順1"]
    assert not log.damaged
    assert log.length == last


@given(st.data())
def test_a_damaged_middle_stops_there_and_says_so(data):
    made = written(Path(os.environ["HOME"], "journals"), count=5)
    made.close()
    path = made.folder / journal.RECORDS
    lines = path.read_bytes().splitlines(keepends=True)
    at = data.draw(st.integers(1, len(lines) - 2))
    kind = data.draw(st.sampled_from(["flip", "lost", "twice", "swapped"]))
    if kind == "flip":
        byte = data.draw(st.integers(0, len(lines[at]) - 2))
        wrong = bytearray(lines[at])
        wrong[byte] ^= data.draw(st.integers(1, 255))
        lines[at] = bytes(wrong)
    elif kind == "lost":
        del lines[at]
    elif kind == "twice":
        lines.insert(at, lines[at])
        at += 1
    else:
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    path.write_bytes(b"".join(lines))
    log = recovery.read(made.folder)
    assert [record["name"] for record in log.records] == [f"手順{n}" for n in range(at - 1)]
    assert log.damaged


def test_a_record_that_is_sound_and_cannot_be_applied_ends_the_replay(root):
    made = written(root, count=1)
    made.append({"k": "do", "name": "x", "edit": {"v": 1, "op": "no_such_kind"}})
    made.did(title("後"), "後")
    made.close()
    replayed = recovery.replay(recovery.read(made.folder))
    assert not replayed.whole
    assert [step.name for step in replayed.steps] == ["手順0"]


@pytest.mark.parametrize("content", [b"", b"{}", b"\0" * 100, b'{"sum":"0000000000000000","k":"header"}\n'])
def test_a_journal_without_a_sound_header_is_refused(root, content):
    made = written(root)
    made.close()
    (made.folder / journal.RECORDS).write_bytes(content)
    with pytest.raises(JournalUnreadableError):
        recovery.read(made.folder)
    assert recovery.scan(root) == []
    assert made.folder.exists(), "kept for a while, for whoever can read more of it"


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"{}")])
def test_without_its_base_nothing_is_replayed(root, damage):
    made = written(root)
    made.close()
    damage(made.folder / journal.BASE)
    with pytest.raises(JournalUnreadableError):
        recovery.replay(recovery.read(made.folder))


# ---- what was left behind


def test_only_what_nobody_holds_and_nobody_closed_is_offered(root):
    living, crashed, closed = written(root), written(root, count=2), written(root)
    crashed.close()
    closed.close("saved")
    (left,) = recovery.scan(root)
    assert (left.folder, left.unsaved, left.title, left.path) == (crashed.folder, 2, "試験計画", None)
    living.close()
    assert {left.folder for left in recovery.scan(root)} == {crashed.folder, living.folder}


def test_what_was_saved_is_not_offered(root):
    made = written(root)
    made.saving(Path("p.xlsx"), "h")
    made.saved(Path("p.xlsx"), "f", "h")
    made.close()
    assert recovery.scan(root) == []


def test_a_save_confirmed_late_is_the_one_that_was_named(root):
    made = written(root)
    made.saving(Path("p.xlsx"), "h")
    made.did(title("乙"), "名称を変更")
    made.saving(Path("p.xlsx"), "h2")
    made.saved(Path("p.xlsx"), "f", "h")
    made.close()
    log = recovery.read(made.folder)
    assert (log.unsaved, log.announced) == (1, frozenset())
    assert log.saved_at(ours="h2") > log.saved_at()


def test_closed_journals_go_after_a_while_and_unsaved_ones_never(root):
    closed, crashed = written(root), written(root)
    closed.close("discarded")
    crashed.close()
    now = closed.folder.stat().st_mtime
    recovery.scan(root, now + (recovery.KEEP_DAYS - 1) * DAY_S)
    assert closed.folder.exists()
    recovery.scan(root, now + (recovery.KEEP_DAYS + 1) * DAY_S)
    assert not closed.folder.exists()
    assert crashed.folder.exists()


def test_a_document_without_an_edit_leaves_nothing(root):
    made = Journal(root, opened(), threaded=False)
    made.begin()
    assert made.folder.exists()
    made.close("saved")
    assert not made.folder.exists()


def test_giving_up_keeps_the_journal_and_offers_it_no_more(root):
    made = written(root)
    made.close()
    (left,) = recovery.scan(root)
    recovery.give_up(left)
    assert recovery.scan(root) == []
    assert recovery.read(made.folder).closed


def test_a_journal_is_gone_on_with_after_its_last_sound_line(root):
    made = written(root, count=2)
    made.close()
    path = made.folder / journal.RECORDS
    path.write_bytes(path.read_bytes()[:-5])
    again = recovery.adopt(made.folder, threaded=False)
    assert recovery.scan(root) == [], "it is held"
    with pytest.raises(JournalUnreadableError):
        recovery.adopt(made.folder)
    again.did(title("後"), "後")
    again.close()
    assert names(made.folder) == ["手順0", "後"]
    assert not recovery.read(made.folder).damaged


def test_the_damaged_part_is_kept_when_a_journal_is_gone_on_with(root):
    made = written(root, count=4)
    made.close()
    path = made.folder / journal.RECORDS
    damaged = path.read_bytes().replace("手順1".encode(), "手順X".encode())
    path.write_bytes(damaged)
    recovery.adopt(made.folder, threaded=False).close()
    assert (made.folder / "damaged-1.jsonl").read_bytes() == damaged
    assert names(made.folder) == ["手順0"]


def test_an_edit_is_synced_within_a_tenth_of_a_second_on_a_disk_that_takes_half_of_that():
    assert journal.pause_s(0.0) + 0.05 <= 0.1
    for tenths in range(51):
        sync_s = tenths / 1000
        # made just after a sync began: it waits for that one, pauses, and takes part in the next
        assert sync_s + journal.pause_s(sync_s) + sync_s <= 0.1


def test_a_process_lock_is_held_once(tmp_path):
    one, other = ProcessLock(tmp_path / "lock"), ProcessLock(tmp_path / "lock")
    assert one.take()
    assert not other.take()
    one.free()
    assert other.take()
    other.free()


def test_what_a_killed_save_left_beside_a_file_is_swept_away_once_it_is_old(tmp_path):
    target = tmp_path / "計画.xlsx"
    target.write_bytes(b"plan")
    left = atomic.temporary_beside(target, 4242)
    other = tmp_path / ".計画.xlsx.notes.tmp"
    for path in (left, other):
        path.write_bytes(b"half")
    now = left.stat().st_mtime
    atomic.sweep(target, now + atomic.LEFT_AFTER_S - 1)
    assert left.exists(), "it may be in use"
    atomic.sweep(target, now + atomic.LEFT_AFTER_S + 1)
    assert not left.exists()
    assert other.exists()
    assert target.read_bytes() == b"plan"
