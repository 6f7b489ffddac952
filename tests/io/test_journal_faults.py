"""The journal on a disk that fails: it says so, goes on, and writes again what was refused."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import pytest

from smrj_desktop.io import journal, recovery
from smrj_desktop.io.disk import Disk
from smrj_desktop.io.journal import Journal
from tests.support.disks import FailingDisk
from tests.support.journals import STAMP, names, opened, title

ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EROFS, "short")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "journals"


def calls_of(root: Path) -> list[str]:
    """The disk's calls of a journal's whole life."""
    disk = FailingDisk()
    life(root / "count", disk)
    return disk.calls


def life(root: Path, disk: Disk) -> tuple[Journal, list[str]]:
    """Begins a journal, writes and syncs, writes and closes; what was said of trouble."""
    said: list[str] = []
    made = Journal(root, opened(), disk=disk, threaded=False, on_trouble=said.append)
    made.begin()
    for number in range(3):
        made.did(title(f"案{number}"), f"手順{number}")
        made.sync()
    made.undid(STAMP)
    made.close()
    return made, said


@pytest.mark.parametrize("error", ERRORS)
def test_each_call_failing_once_loses_nothing(root, error):
    calls = calls_of(root)
    assert {"make_folder", "create", "write", "sync", "truncate", "sync_folder"} <= set(calls)
    for number, name in enumerate(calls):
        disk = FailingDisk(number, error)
        made, said = life(root / f"{number}", disk)
        log = recovery.read(made.folder)
        kinds = [record["k"] for record in log.records]
        assert kinds == ["do", "do", "do", "undo"], (number, name)
        assert said in ([], [said[0], ""] if said else []), "trouble is said, and that it is over"
        assert recovery.replay(log).whole


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("kind", ["make_folder", "create", "write", "sync", "truncate", "seek"])
def test_a_disk_that_stays_broken_is_told_and_the_edits_go_on(root, kind, error):
    calls = calls_of(root)
    for number in [number for number, name in enumerate(calls) if name == kind]:
        disk = FailingDisk(number, error, lasting=True)
        said: list[str] = []
        made = Journal(root / f"{number}", opened(), disk=disk, threaded=False, on_trouble=said.append)
        made.begin()
        for step in range(3):
            made.did(title(f"案{step}"), f"手順{step}")
            made.sync()
        if disk.failed:
            assert made.trouble
            assert said[-1] == str(errno.ENOSPC if error == "short" else error)
            # the disk has room again: all that happened is written, nothing twice
            disk.lasting, disk.failed = False, None
            made.did(title("後"), "後")
            made.sync()
            assert not made.trouble
            assert said[-1] == ""
            assert names(made.folder) == ["手順0", "手順1", "手順2", "後"]
        made.close()


def test_the_thread_syncs_without_being_asked(root):
    synced = threading.Event()

    class Watching(Disk):
        def sync(self, descriptor: int) -> None:
            super().sync(descriptor)
            if threading.current_thread().name == "smrj-journal":
                synced.set()

    made = Journal(root, opened(), disk=Watching())
    made.did(title("案"), "手順")
    assert synced.wait(30)
    made.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "smrj-journal"]


def test_the_thread_writes_again_once_the_disk_has_room(root, monkeypatch):
    monkeypatch.setattr(journal, "RETRY_S", 0.01)
    over = threading.Event()

    def told(reason: str) -> None:
        if not reason:
            over.set()

    disk = FailingDisk(0, errno.ENOSPC, lasting=True)
    made = Journal(root, opened(), disk=disk, on_trouble=told)
    made.did(title("案"), "手順")
    assert made.trouble
    disk.lasting, disk.failed = False, None
    assert over.wait(30)
    assert names(made.folder) == ["手順"]
    made.close()
