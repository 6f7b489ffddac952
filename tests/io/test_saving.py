"""Saving where the disk fails, the share refuses or somebody was faster: the old file or the new one."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smrj_desktop import messages, paths
from smrj_desktop.domain import edits, errors
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import atomic, generations, holder_file, saving, sharing, workbook_read
from smrj_desktop.io.disk import Disk, number_of
from smrj_desktop.io.sharing import Terms
from tests.support.disks import FailingDisk
from tests.support.plans import small_plan
from tests.support.workbooks import put_together_once

WHEN = datetime(2026, 3, 30, 13, 40, tzinfo=UTC)


def clock() -> datetime:
    return WHEN


def titled(title: str) -> Plan:
    plan = small_plan()
    edits.apply(plan, edits.SetProfile(name="title", value=title))
    return plan


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    path = folder / "年度計画.xlsx"
    saving.save(titled("旧"), path, None, clock, Terms())
    return path


def save(path: Path, title: str = "新", disk: Disk | None = None, **terms: object) -> atomic.Saved:
    return saving.save(titled(title), path, path, clock, Terms(**terms), disk or Disk())


def title_in(path: Path) -> str:
    plan, findings = workbook_read.read(path)
    assert not findings
    return plan.profile.title


def old_and_new(path: Path) -> tuple[bytes, bytes]:
    """What a save of another plan replaces, and what it puts there."""
    new = path.read_bytes()
    save(path, "旧")
    return path.read_bytes(), new


def alone_with(path: Path, content: bytes) -> None:
    """Puts a content into the file and clears away what a failed save left beside it."""
    path.write_bytes(content)
    for other in path.parent.iterdir():
        if other != path:
            other.unlink()


def said(error: errors.SmrjError) -> str:
    return messages.text(error.message, **error.parameters)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "RETRIES_S", (0.0, 0.0))
    monkeypatch.setattr(holder_file, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(sharing, "GUARD_SECONDS", 0.0)


# ---- each call fails in turn


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.ENOTCONN, "short"])
def test_each_call_failing_leaves_the_old_file_or_the_new_one(target, error, monkeypatch):
    put_together_once(monkeypatch)
    counted = FailingDisk()
    save(target, disk=counted)
    old, new = old_and_new(target)
    assert {"create", "write", "sync", "replace", "remove", "read", "sync_folder"} <= set(counted.calls)
    for number, name in enumerate(counted.calls):
        for lasting in (False, True):
            alone_with(target, old)
            disk = FailingDisk(number, error, lasting=lasting)
            refused = None
            try:
                save(target, disk=disk)
            except errors.FileError as caught:
                refused = caught
            assert target.read_bytes() in (old, new), (number, name, lasting)
            if refused is None:
                assert target.read_bytes() == new
            else:
                assert target.name in said(refused)
            left = {path.name for path in target.parent.iterdir()} - {target.name}
            if not lasting or name not in ("remove", "close"):
                assert not [name for name in left if name.endswith(".tmp")], (number, name)


def test_a_virus_scanner_s_moment_is_waited_for(target):
    class Scanned(Disk):
        refusals = 2

        def replace(self, source: Path, target: Path) -> None:
            if self.refusals:
                self.refusals -= 1
                raise PermissionError(errno.EACCES, "in use by another process")
            super().replace(source, target)

    save(target, disk=Scanned())
    assert title_in(target) == "新"


# ---- shares that refuse


class NoRename(Disk):
    """A share that takes other names beside a file but does not exchange them."""

    def replace(self, source: Path, target: Path) -> None:
        if "share" in target.parts:
            raise PermissionError(errno.EPERM, "not permitted")
        super().replace(source, target)


class NoTemporary(NoRename):
    """A share that takes no other names at all."""

    def create(self, path: Path) -> int:
        if "share" in path.parts and path.name.startswith("."):
            raise PermissionError(errno.EACCES, "denied")
        return super().create(path)


@pytest.mark.parametrize("disk", [NoRename(), NoTemporary()])
def test_a_share_without_renames_or_temporaries_is_written_in_place(target, disk):
    old = target.read_bytes()
    saved = save(target, disk=disk)
    assert title_in(target) == "新"
    assert saved.fingerprint == atomic.digest(target.read_bytes())
    assert generations.of(target)[0].path.read_bytes() == old
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("disk", [NoRename(), NoTemporary()])
def test_a_new_file_on_such_a_share(target, disk):
    new = target.with_name("別.xlsx")
    saving.save(titled("新"), new, None, clock, Terms(), disk)
    assert title_in(new) == "新"


@pytest.mark.parametrize("kind", [NoRename, NoTemporary])
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, "short"])
def test_what_cannot_be_written_in_place_is_put_back(target, kind, error, monkeypatch):
    """Whatever fails once, the old content is in the file, or the sentence names where it is."""
    put_together_once(monkeypatch)

    class Both(FailingDisk):
        def replace(self, source: Path, target: Path) -> None:
            if "share" in target.parts:
                raise PermissionError(errno.EPERM, "not permitted")
            super().replace(source, target)

        def create(self, path: Path) -> int:
            if kind is NoTemporary and "share" in path.parts and path.name.startswith("."):
                raise PermissionError(errno.EACCES, "denied")
            return super().create(path)

    counted = Both()
    save(target, disk=counted)
    old, new = old_and_new(target)
    for number, name in enumerate(counted.calls):
        alone_with(target, old)
        refused = None
        try:
            save(target, disk=Both(number, error))
        except errors.FileError as caught:
            refused = caught
        if isinstance(refused, errors.SaveTornError):
            assert Path(str(refused.parameters["copy"])).read_bytes() == old
        else:
            assert target.read_bytes() == (new if refused is None else old), (number, name, refused)


def test_a_file_torn_for_good_is_said_with_the_copy_of_what_it_held(target):
    class Broken(NoRename):
        full = False

        def write(self, descriptor: int, data: bytes) -> int:
            if self.full:
                raise OSError(errno.EIO, "gone")
            return super().write(descriptor, data)

        def open(self, path: Path) -> int:
            self.full = self.full or path == target
            return super().open(path)

        def truncate(self, descriptor: int, length: int) -> None:
            super().truncate(descriptor, 10)
            raise OSError(errno.EIO, "gone")

    class Torn(Broken):
        def write(self, descriptor: int, data: bytes) -> int:
            if self.full:
                self.full = False
                return Disk.write(self, descriptor, data[:20])
            return Disk.write(self, descriptor, data)

    old = target.read_bytes()
    with pytest.raises(errors.SaveTornError) as caught:
        save(target, disk=Torn())
    copy = Path(str(caught.value.parameters["copy"]))
    assert copy.read_bytes() == old
    assert str(copy) in said(caught.value)


def test_without_a_copy_nothing_is_written_over(target):
    """Where this PC has no room for the copy, a share without renames is refused."""

    class Full(NoRename):
        def create(self, path: Path) -> int:
            if "generations" in path.parts:
                raise OSError(errno.ENOSPC, "full")
            return super().create(path)

    save(target, "中")
    old = target.read_bytes()
    with pytest.raises(errors.SaveDeniedError):
        save(target, disk=Full())
    assert target.read_bytes() == old


def test_without_room_for_a_generation_the_plan_is_still_saved(target):
    class Full(Disk):
        def create(self, path: Path) -> int:
            if "generations" in path.parts:
                raise OSError(errno.ENOSPC, "full")
            return super().create(path)

    assert save(target, disk=Full()).unkept
    assert title_in(target) == "新"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, errors.SaveDiskFullError),
        (errno.EDQUOT, errors.SaveDiskFullError),
        (errno.EROFS, errors.SaveReadOnlyError),
        (errno.ENOENT, errors.SaveFolderMissingError),
        (errno.ESTALE, errors.SaveShareLostError),
        (errno.ETIMEDOUT, errors.SaveShareLostError),
        (errno.EIO, errors.SaveFailedError),
    ],
)
def test_each_reason_has_its_sentence(target, number, kind):
    class Refusing(Disk):
        def create(self, path: Path) -> int:
            if path.name.endswith(".tmp"):
                raise OSError(number, os.strerror(number))
            return super().create(path)

    old = target.read_bytes()
    with pytest.raises(kind) as caught:
        save(target, disk=Refusing())
    assert "年度計画.xlsx" in said(caught.value)
    assert os.strerror(number) not in said(caught.value)
    assert target.read_bytes() == old


def test_an_error_without_a_sentence_of_its_own_is_told_by_its_number(target):
    with pytest.raises(errors.SaveFailedError) as caught, atomic.told(target.name):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    assert "（エラー番号 5）" in said(caught.value)
    windows = OSError(errno.EIO, "I/O device error")
    windows.winerror = 1117
    assert (number_of(windows), number_of(OSError("no number"))) == ("WinError 1117", "OSError")


def test_where_the_share_is_lost_the_plan_can_be_saved_elsewhere(target, tmp_path, monkeypatch):
    def lost(path: Path, **_: object) -> os.stat_result:
        if path.is_relative_to(target.parent):
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return original(path)

    original = Path.stat
    monkeypatch.setattr(Path, "stat", lost)
    elsewhere = tmp_path / "この PC.xlsx"
    saving.save(titled("新"), elsewhere, target, clock, Terms())
    assert title_in(elsewhere) == "新"


# ---- others


def test_what_somebody_else_wrote_is_not_replaced(target):
    known = atomic.digest(target.read_bytes())
    save(target, "同僚の")
    with pytest.raises(errors.SaveConflictError):
        save(target, "私の", expected=known)
    assert title_in(target) == "同僚の"
    save(target, "私の", expected=atomic.digest(target.read_bytes()))
    assert title_in(target) == "私の"


def test_a_file_that_is_gone_is_written_anew(target):
    known = atomic.digest(target.read_bytes())
    target.unlink()
    save(target, expected=known)
    assert title_in(target) == "新"


def test_a_file_open_in_excel_is_not_replaced(target, monkeypatch):
    monkeypatch.setattr(saving, "excel_owner", lambda _path: "佐藤")
    old = target.read_bytes()
    with pytest.raises(errors.SaveOpenElsewhereError) as caught:
        save(target)
    assert "佐藤" in said(caught.value)
    assert target.read_bytes() == old


def test_nothing_is_looked_at_before_the_new_file_is_whole(target):
    """The moment in which others wait is short: inside it nothing is written but the exchange."""
    inside: list[str] = []

    class Watching(FailingDisk):
        pass

    disk = Watching()

    @contextmanager
    def around(_target: Path) -> Iterator[Path | None]:
        begin = len(disk.calls)
        yield None
        inside.extend(disk.calls[begin:])

    atomic.write(target, b"new", around=around, disk=disk)
    assert inside == ["allow", "replace", "sync_folder", "read"]


# ---- generations


def test_generations_are_kept_counted_and_private(target):
    for number in range(5):
        save(target, f"版{number}", generations=3)
    kept = generations.of(target)
    assert len(kept) == 3
    assert {title_in(each.path) for each in kept} <= {"版1", "版2", "版3"}
    assert all(stat.S_IMODE(each.path.stat().st_mode) == 0o600 for each in kept)
    assert generations.folder_of(target).is_relative_to(paths.keep_dir())
    assert all(generations.holds(each.path) for each in kept)
    assert not generations.holds(target)


def test_saving_the_same_again_keeps_one_generation(target):
    save(target, "甲")
    for _ in range(3):
        save(target, "甲")
    titles = [title_in(each.path) for each in generations.of(target)]
    assert sorted(titles) == sorted({"旧", "甲"})


def test_no_generation_is_kept_where_none_is_wanted(target):
    save(target, "甲", generations=0)
    assert generations.of(target) == []


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_others_may_read_a_new_plan_as_the_user_s_rule_says(tmp_path):
    before = os.umask(0o027)
    try:
        path = tmp_path / "p.xlsx"
        saving.save(titled("新"), path, None, clock, Terms())
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
    finally:
        os.umask(before)
