"""The power goes in the middle of typing and saving: all that was not synced yet is lost, and nothing else.

Time is a number here: edits, syncs and saves happen at moments that chance gives, and so does the cut.
"""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from smrj_desktop import paths
from smrj_desktop.domain import codec, edits
from smrj_desktop.domain.errors import FileError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import journal, recovery, saving, workbook_read
from smrj_desktop.io.journal import Journal, Opened
from smrj_desktop.io.sharing import Terms
from tests.support.disks import PowerDisk
from tests.support.plans import small_plan
from tests.support.workbooks import put_together_once

PROMISED_S = 0.1
SLOW_SYNC_S = 0.05
CUTS = 100
WHEN = datetime(2026, 3, 30, 13, 40, tzinfo=UTC)


class Cut(BaseException):
    """The power is gone; nothing catches this."""


@cache
def first_content() -> bytes:
    """The file that is there before the evening."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p.xlsx")
        saving.save(small_plan(), path, None, lambda: WHEN, Terms())
        return path.read_bytes()


class Evening:
    """A document being typed into and saved, up to the moment in which the power goes."""

    def __init__(self, root: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.share = root / "share"
        self.share.mkdir(parents=True)
        self.path = self.share / "計画.xlsx"
        self.plan = small_plan()
        self.path.write_bytes(first_content())
        self.contents = [first_content()]
        self.disk = PowerDisk(root, self._on_call)
        self.disk.know(self.path)
        self.calls_left = self.chance.randint(1, 150)
        self.now_s = 0.0
        self.edits_at: list[tuple[float, str]] = []
        base = codec.canonical(self.plan.to_json())
        self.journal = Journal(
            root / "data" / "journals",
            lambda: Opened(
                base=base,
                plan_hash="",
                title="",
                path=self.path,
                fingerprint="",
                program="test",
                opened="",
            ),
            disk=self.disk,
            threaded=False,
        )

    def _on_call(self) -> None:
        self.calls_left -= 1
        if self.calls_left == 0:
            raise Cut

    def run(self) -> None:
        """Types and saves until the power goes; the journal's thread is played by hand."""
        begins_s: float | None = None
        ends_s = took_s = 0.0
        try:
            while True:
                next_s = self.now_s + self.chance.choice([0.001, 0.01, 0.03, 0.2])
                if begins_s is not None and begins_s <= next_s:
                    self.now_s = begins_s
                    took_s = self.chance.uniform(0.0, SLOW_SYNC_S)
                    self.disk.lasts_from = ends_s = begins_s + took_s
                    self.journal.sync()
                    self.disk.lasts_from = begins_s = None
                self.now_s = next_s
                self.disk.elapse(self.now_s)
                if self.chance.random() < 0.08:
                    self._save()
                else:
                    self._type()
                if begins_s is None:
                    begins_s = max(self.now_s, ends_s) + journal.pause_s(took_s)
        except Cut:
            return

    def _type(self) -> None:
        title = f"案{len(self.edits_at)}"
        edit = edits.SetProfile(name="title", value=title)
        edits.apply(self.plan, edit)
        self.edits_at.append((self.now_s, title))
        try:
            self.journal.did(edit, title)
        except Cut:
            # never shown
            self.edits_at.pop()
            raise

    def _save(self) -> None:
        self.journal.saving(self.path, self.plan.whole_hash())
        frozen = Plan.from_json(self.plan.to_json())
        whole = self.share.parent / "whole.xlsx"
        saving.save(frozen, whole, self.path, lambda: WHEN, Terms(generations=0))
        self.contents.append(whole.read_bytes())
        saved = saving.save(frozen, self.path, self.path, lambda: WHEN, Terms(), self.disk)
        self.journal.saved(self.path, saved.fingerprint, frozen.whole_hash())


@pytest.mark.parametrize("seed", range(CUTS))
def test_after_a_power_cut(tmp_path, monkeypatch, seed):
    root, left = tmp_path / "before", tmp_path / "after"
    monkeypatch.setattr(paths, "keep_dir", lambda: root / "data")
    put_together_once(monkeypatch)
    evening = Evening(root, seed)
    evening.run()
    evening.disk.cut(evening.chance, left)

    # the file is whole: one of those that were there, byte for byte
    file = left / evening.path.relative_to(root)
    assert file.read_bytes() in evening.contents
    plan, findings = workbook_read.read(file)
    assert not findings

    # every edit older than a tenth of a second is in the journal, or was saved before
    due = [title for at, title in evening.edits_at if at <= evening.now_s - PROMISED_S]
    folder = left / evening.journal.folder.relative_to(root)
    try:
        replayed = recovery.replay(recovery.read(folder))
    except FileError:
        assert not due, "the journal itself is younger than that"
        return
    assert replayed.whole
    names = [step.name for step in replayed.steps]
    assert names[: len(due)] == due
    assert names == [title for _, title in evening.edits_at][: len(names)]
    assert plan.profile.title in {"試験計画", *(title for _, title in evening.edits_at)}
