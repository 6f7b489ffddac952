"""Bringing a document back: what became of its file, what is saved of it, on what terms it may be saved."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smrj_desktop.domain import codec, edits
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import jobs, recovery, sharing, workbook_write
from smrj_desktop.io.journal import Journal
from smrj_desktop.io.sharing import fingerprint
from tests.support.journals import opened, title
from tests.support.plans import small_plan


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "計画.xlsx"
    workbook_write.write(small_plan(), path)
    return path


def quiet(_fraction: float, _message: str) -> None:
    """Nobody listens to how far it is."""


def left(tmp_path: Path, file: Path | None, *, saving: bool = False) -> Path:
    """The journal of a window that died after 甲 and 乙, in the middle of saving 甲 where that is asked."""
    known = fingerprint(file) if file else ""
    made = Journal(tmp_path / "journals", opened(path=file, fingerprint=known), threaded=False)
    made.did(title("甲"), "甲")
    if saving and file:
        made.saving(file, titled("甲").whole_hash())
    made.did(title("乙"), "乙")
    made.close()
    return made.folder


def titled(text: str) -> Plan:
    plan = small_plan()
    edits.apply(plan, title(text))
    return plan


def title_of(content: bytes) -> str:
    return Plan.from_json(json.loads(content)).profile.title


def test_a_file_as_it_was(tmp_path, file):
    found = jobs.recover(quiet, folder=left(tmp_path, file))
    assert (found.disk, found.path, found.fingerprint) == ("same", file, fingerprint(file))
    assert (title_of(found.plan), title_of(found.saved_plan)) == ("乙", "試験計画")
    assert (found.index, found.saved_number) == (2, 0)
    assert found.saved_hash == small_plan().whole_hash()


def test_a_save_that_was_finished_after_the_window_died_is_ours(tmp_path, file):
    folder = left(tmp_path, file, saving=True)
    workbook_write.write(titled("甲"), file, file)
    found = jobs.recover(quiet, folder=folder)
    assert (found.disk, found.fingerprint) == ("ours", fingerprint(file))
    assert (title_of(found.plan), title_of(found.saved_plan)) == ("乙", "甲")
    assert found.saved_number == found.steps[0].number


def test_any_save_begun_since_the_last_confirmed_one_may_be_ours(tmp_path, file):
    made = Journal(tmp_path / "journals", opened(path=file, fingerprint=fingerprint(file)), threaded=False)
    for text in ("甲", "乙"):
        made.did(title(text), text)
        made.saving(file, titled(text).whole_hash())
    made.close()
    workbook_write.write(titled("甲"), file, file)
    found = jobs.recover(quiet, folder=made.folder)
    assert (found.disk, title_of(found.plan), title_of(found.saved_plan)) == ("ours", "乙", "甲")
    assert found.saved_number == found.steps[0].number


def test_a_save_that_was_not_finished_is_none(tmp_path, file):
    found = jobs.recover(quiet, folder=left(tmp_path, file, saving=True))
    assert (found.disk, found.saved_number) == ("same", 0)


def test_somebody_else_s_save_is_theirs(tmp_path, file):
    folder, known = left(tmp_path, file, saving=True), fingerprint(file)
    workbook_write.write(titled("丙"), file, file)
    found = jobs.recover(quiet, folder=folder)
    assert (found.disk, found.known) == ("changed", known)
    assert title_of(found.saved_plan) == "試験計画", "the base of the merge"


@pytest.mark.parametrize(
    ("what", "state"), [("gone", "missing"), ("cut", "unreadable"), ("folder", "unreadable")]
)
def test_a_file_that_cannot_be_read(tmp_path, file, what, state):
    folder = left(tmp_path, file)
    content = file.read_bytes()
    file.unlink()
    if what == "cut":
        file.write_bytes(content[:500])
    elif what == "folder":
        file.mkdir()
    found = jobs.recover(quiet, folder=folder)
    assert found.disk == state
    assert title_of(found.plan) == "乙"


def test_a_plan_without_a_file(tmp_path):
    found = jobs.recover(quiet, folder=left(tmp_path, None))
    assert (found.disk, found.path, found.claim) == ("none", None, None)


def test_the_lock_is_taken_again_and_another_s_is_respected(tmp_path, file):
    me = sharing.myself(datetime.now(UTC))
    folder = left(tmp_path, file)
    found = jobs.recover(quiet, folder=folder, me=me)
    assert found.claim is not None
    assert found.claim.mine
    other = jobs.recover(quiet, folder=folder, me=sharing.myself(datetime.now(UTC)))
    assert other.claim is not None
    assert not other.claim.mine
    assert other.claim.holder == me


def test_what_is_opened_is_told_with_its_terms(tmp_path, file):
    me = sharing.myself(datetime.now(UTC))
    assert jobs.open_workbook(quiet, path=file, me=me).restriction == ""
    sharing.release(file, me)
    zipped = tmp_path / "Temp1_計画.zip"
    zipped.mkdir()
    passing = file.rename(zipped / file.name)
    found = jobs.open_workbook(quiet, path=passing, me=me)
    assert (found.restriction, found.claim) == ("archive", None)
    assert list(zipped.iterdir()) == [passing]


def test_a_file_that_may_not_be_written_says_so(tmp_path, file, monkeypatch):
    monkeypatch.setattr(jobs.os, "access", lambda _path, _mode: False)
    me = sharing.myself(datetime.now(UTC))
    found = jobs.open_workbook(quiet, path=file, me=me)
    assert (found.restriction, found.claim) == ("denied", None)


def test_a_file_that_cannot_be_opened_is_not_locked(tmp_path):
    broken = tmp_path / "x.xlsx"
    broken.write_bytes(b"PK\3\4")
    me = sharing.myself(datetime.now(UTC))
    with pytest.raises(jobs.FileError):
        jobs.open_workbook(quiet, path=broken, me=me)
    assert [each for each in tmp_path.iterdir() if each.is_file()] == [broken]


def test_ten_thousand_edits_come_back(tmp_path):
    made = Journal(tmp_path / "journals", opened(), threaded=False)
    for number in range(10_000):
        made.did(title(f"案{number}"), "")
    made.close()
    found = jobs.recover(quiet, folder=made.folder)
    assert (len(found.steps), title_of(found.plan)) == (10_000, "案9999")
    assert recovery.read(made.folder).unsaved == 10_000
    assert codec.canonical(json.loads(found.plan)) == found.plan
