from __future__ import annotations

import gzip
import json
import stat
import sys
from datetime import UTC, datetime, timedelta

import pytest

from smrj_desktop import messages, paths
from smrj_desktop.domain import edit_kinds, edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.exchange.errors import NotRememberedError
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import HistoryEntry
from smrj_desktop.io import sent
from tests.support.disks import FailingDisk
from tests.support.plans import cell, put, small_plan
from tests.support.workbooks import filled_plan

WHEN = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)


def later(minutes: int) -> datetime:
    return WHEN + timedelta(minutes=minutes)


def files(pattern: str) -> list:
    return sorted((paths.keep_dir() / "sent").rglob(pattern))


def test_a_plan_that_was_sent_comes_back():
    plan = filled_plan()
    imprint = sent.remember(plan, "第1版", "計画.xlsx", WHEN, "ministry")
    assert imprint == Imprint("small", "第1版", plan.content_hash())
    back = sent.base(imprint)
    assert back is not None
    assert back.content() == plan.content()
    assert back.tables[cell("grant", "b").table].build_ups


def test_neither_history_nor_notes_are_kept():
    plan = filled_plan()
    place = of_cell(cell("grant", "b"))
    plan.history.append(HistoryEntry(place=place, at="", author="山田", old="1", new="2"))
    note = Note(key="n", place=place, text="内密の話", author="山田", at="2026-01-15T09:30:00+09:00")
    edits.apply(plan, edit_kinds.PutNote(note=note))
    sent.remember(plan, "第1版", "計画.xlsx", WHEN, "ministry")
    for path in files("*.base"):
        text = gzip.decompress(path.read_bytes()).decode()
        assert "山田" not in text
        assert "内密" not in text


def test_what_was_sent_is_listed_the_latest_first():
    plan = small_plan()
    sent.remember(plan, "第1版", "a.xlsx", WHEN, "ministry")
    put(plan, "grant", "b", 7)
    sent.remember(plan, "第2版", "b.xlsx", later(1), "input", "企画部")
    found = sent.of("small")
    assert [(item.version, item.file_name, item.kind, item.recipient) for item in found] == [
        ("第2版", "b.xlsx", "input", "企画部"),
        ("第1版", "a.xlsx", "ministry", ""),
    ]
    assert datetime.fromisoformat(found[1].at) == WHEN
    assert sent.of("another") == []


def test_the_same_content_is_kept_once():
    plan = small_plan()
    for minute in range(3):
        sent.remember(plan, "第1版", "a.xlsx", later(minute), "ministry")
    assert len(sent.of("small")) == 3
    assert len(files("*.base")) == 1


def test_versions_count_on():
    assert sent.next_version("small") == "第1版"
    plan = small_plan()
    for minute, version in enumerate(("第1版", "案", "第９版", "第3版")):
        sent.remember(plan, version, "a.xlsx", later(minute), "ministry")
    assert sent.next_version("small") == "第10版"
    assert sent.next_version("another") == "第1版"


@pytest.mark.parametrize("damage", [b"", b"no gzip", gzip.compress(b"{}", mtime=0), None])
def test_a_damaged_base_is_none(damage):
    plan = filled_plan()
    imprint = sent.remember(plan, "第1版", "a.xlsx", WHEN, "ministry")
    (path,) = files("*.base")
    path.write_bytes(path.read_bytes()[:-9] if damage is None else damage)
    assert sent.base(imprint) is None
    # and is whole again when the same is sent again
    sent.remember(plan, "第1版", "a.xlsx", later(1), "ministry")
    assert sent.base(imprint) is not None


def test_an_unknown_base_is_none():
    assert sent.base(Imprint("small", "第1版", "0" * 64)) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"at": 5}', b"\xff"])
def test_a_damaged_record_is_left_out(damage):
    plan = small_plan()
    sent.remember(plan, "第1版", "a.xlsx", WHEN, "ministry")
    sent.remember(plan, "第2版", "b.xlsx", later(1), "ministry")
    files("*.json")[-1].write_bytes(damage)
    assert [item.version for item in sent.of("small")] == ["第1版"]


def test_a_record_without_a_time_is_left_out():
    sent.remember(small_plan(), "第1版", "a.xlsx", WHEN, "ministry")
    (path,) = files("*.json")
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "at": "yesterday"}))
    assert sent.of("small") == []


def test_only_the_last_ones_are_kept(monkeypatch):
    monkeypatch.setattr(sent, "KEPT", 3)
    plan = small_plan()
    imprints = []
    for number in range(5):
        put(plan, "grant", "b", Figure(number + 1))
        imprints.append(sent.remember(plan, f"第{number + 1}版", "a.xlsx", later(number), "ministry"))
    assert [item.version for item in sent.of("small")] == ["第5版", "第4版", "第3版"]
    assert [sent.base(imprint) is not None for imprint in imprints] == [False, False, True, True, True]


def test_what_departments_are_sent_does_not_push_out_what_the_ministry_was(monkeypatch):
    monkeypatch.setattr(sent, "KEPT", 3)
    plan = small_plan()
    first = sent.remember(plan, "第1版", "a.xlsx", WHEN, "ministry")
    for number in range(1, 5):
        put(plan, "grant", "b", Figure(number))
        sent.remember(plan, "第1版", "b.xlsx", later(2 * number), "input", "企画部")
        sent.remember(plan, "第1版", "c.xlsx", later(2 * number + 1), "input", "総務部")
    assert sent.base(first) is not None
    assert [item.recipient for item in sent.of("small")] == ["総務部", "企画部"] * 3 + [""]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the user's data folder to the user")
def test_its_owner_alone_can_read_it():
    sent.remember(small_plan(), "第1版", "a.xlsx", WHEN, "ministry")
    for path in files("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_every_failure_of_the_disk_is_told_and_leaves_what_was_kept():
    plan = filled_plan()
    first = sent.remember(plan, "第1版", "a.xlsx", WHEN, "ministry")
    put(plan, "other_revenue", "a1", 5)
    fails, told = 0, []
    while True:
        disk = FailingDisk(fails)
        try:
            sent.remember(plan, "第2版", "b.xlsx", later(fails + 1), "ministry", disk=disk)
        except NotRememberedError as error:
            told.append(messages.text(error.message, **error.parameters))
        if disk.failed is None:
            break
        assert sent.base(first) is not None
        assert not files("*.tmp") or disk.failed == "remove"
        fails += 1
    assert fails > 8
    assert told
    assert all("b.xlsx" in sentence and "（エラー番号 5）" in sentence for sentence in told)
    assert sent.of("small")[0].version == "第2版"
