"""Every test gets a home of its own, a fixed time zone and language, a check of what it leaves behind."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import appdirs
import hypothesis
import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Tokyo"
os.environ["LANG"] = "ja_JP.UTF-8"
for _name in (
    "LANGUAGE",
    "SMRJ_WORKBOOK_DATA",
    "LC_ALL",
    "LC_MESSAGES",
    "QT_SCALE_FACTOR",
    "QT_STYLE_OVERRIDE",
    "QT_QPA_PLATFORMTHEME",
):
    os.environ.pop(_name, None)
if hasattr(time, "tzset"):
    time.tzset()

# how fast values are made is a matter of the machine's load
_UNTIMED: dict[str, Any] = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("ci", derandomize=True, max_examples=45, **_UNTIMED)
hypothesis.settings.register_profile("search", max_examples=2_000, print_blob=True, **_UNTIMED)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

GRACE_S = 20.0
"""So long a test may take to end what it began; one that leaves nothing behind does not wait."""
WAIT_MS = 60_000
"""So long a test waits for what must happen; a loaded machine is no failure."""

# the files that take longest, the longest first
LONG = (
    "tests/journey/test_faults.py",
    "tests/ui/test_recovery.py",
    "tests/ui/test_any_evening.py",
    "tests/io/test_sharing_interleaved.py",
    "tests/journey/test_evening.py",
    "tests/ui/test_sharing.py",
    "tests/ui/test_window.py",
    "tests/io/test_worker.py",
    "tests/test_cli.py",
    "tests/test_access.py",
    "tests/domain/test_merge.py",
    "tests/domain/exchange/test_review.py",
    "tests/io/exchange/test_incoming.py",
    "tests/io/test_workbook_round_trip.py",
    "tests/ui/test_table_view.py",
    "tests/ui/test_structure.py",
    "tests/ui/test_check_desk.py",
    "tests/domain/checks/test_proof.py",
    "tests/io/test_structure_in_files.py",
    "tests/io/exchange/test_print_form_programs.py",
    "tests/test_cli_exchange.py",
    "tests/test_cli_check.py",
    "tests/ui/test_finding_panel.py",
    "tests/io/test_saving.py",
    "tests/io/test_power_cuts.py",
    "tests/domain/checks/test_review.py",
    "tests/domain/test_merge_frames.py",
    "tests/io/exchange/test_print_form.py",
    "tests/io/exchange/test_edited_by_hand.py",
    "tests/ui/test_session_end.py",
    "tests/ui/test_clipboard.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the long files, so that no process is left with one of them at the end."""
    rank = {file: at for at, file in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(LONG)))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home with its application folders; the developer's own is out of reach."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for variable, folder in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
    }.items():
        monkeypatch.setenv(variable, str(home / folder))
    if sys.platform == "win32":
        # appdirs asks the registry there, which no variable changes
        monkeypatch.setattr(appdirs, "_get_win_folder", lambda name: str(home / name))
    return home


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> Any:
    """pytest-qt's robot, with the patience of `WAIT_MS` wherever it is not told otherwise."""
    from pytestqt.qtbot import QtBot

    robot = QtBot(request)
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed"):
        setattr(robot, name, partial(getattr(robot, name), timeout=WAIT_MS))
    return robot


@pytest.fixture(autouse=True)
def no_child_left(own_home: Path) -> Iterator[None]:
    """Fails the test that leaves a process behind, and ends the process."""
    before = set(_children())
    yield
    left = _wait_until_none(lambda: [child for child in _children() if child not in before])
    for child in left:
        child.kill()
    assert not left, f"processes left behind: {left}"


@pytest.fixture(autouse=True)
def nothing_of_qt_left(
    request: pytest.FixtureRequest, no_child_left: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fails the Qt test that leaves a window, a running timer or thread behind; empties the clipboard."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QThread, QThreadPool, QTimer

    application = request.getfixturevalue("qapp")
    windows = _addresses(application.topLevelWidgets())
    timers = _remember_started(QTimer, monkeypatch)
    threads = _remember_started(QThread, monkeypatch)
    yield
    # a Python-made QMimeData on the clipboard makes an offscreen process crash at its exit
    application.clipboard().clear()

    def left() -> list[str]:
        _settle(application)
        return [
            *(f"window {w!r}" for w in application.topLevelWidgets() if not _addresses([w]) <= windows),
            *(f"timer {timer!r}" for timer in timers if _alive(timer) and timer.isActive()),
            *(f"thread {thread!r}" for thread in threads if _alive(thread) and thread.isRunning()),
            *(["task in the thread pool"] * QThreadPool.globalInstance().activeThreadCount()),
        ]

    found = _wait_until_none(left)
    for timer in timers:
        if _alive(timer):
            timer.stop()
    for widget in application.topLevelWidgets():
        if not _addresses([widget]) <= windows:
            widget.hide()
            widget.deleteLater()
    _settle(application)
    assert not found, "left behind: " + "; ".join(found)


@pytest.fixture(autouse=True)
def no_thread_left(nothing_of_qt_left: None) -> Iterator[None]:
    """Fails the test that leaves a Python thread running which would keep the program alive."""
    before = set(threading.enumerate())
    yield

    def left() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]

    found = _wait_until_none(left)
    assert not found, f"threads left behind: {found}"


def _children() -> list[psutil.Process]:
    """The living children of this process, but for the helpers that multiprocessing keeps for good."""
    found: list[psutil.Process] = []
    if not _has_children():
        return found
    forkserver = sys.modules.get("multiprocessing.forkserver")
    # what it has forked has its command line, and is not passed over
    server_id = forkserver._forkserver._forkserver_pid if forkserver else None
    for child in psutil.Process().children(recursive=True):
        try:
            command = " ".join(child.cmdline())
            helper = child.pid == server_id or "resource_tracker" in command
            if child.status() != psutil.STATUS_ZOMBIE and not helper:
                found.append(child)
        except psutil.Error:
            continue
    return found


def _has_children() -> bool:
    """Whether there may be any child at all; the list of all processes takes longer."""
    if not hasattr(os, "waitid"):
        return True
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _wait_until_none(left: Callable[[], list[Any]]) -> list[Any]:
    """What is still left after a grace in which ends that were asked for come about."""
    end = time.monotonic() + GRACE_S
    found = left()
    while found and time.monotonic() < end:
        time.sleep(0.01)
        found = left()
    if found:
        gc.collect()
        found = left()
    return found


def _remember_started(kind: type, monkeypatch: pytest.MonkeyPatch) -> weakref.WeakSet[Any]:
    """The living objects of a Qt class that Python code starts from now on."""
    started: weakref.WeakSet[Any] = weakref.WeakSet()
    start = kind.start

    def start_and_remember(self: Any, *arguments: Any) -> None:
        started.add(self)
        start(self, *arguments)

    monkeypatch.setattr(kind, "start", start_and_remember)
    return started


def _settle(application: Any) -> None:
    """Lets what was asked for happen, deletions too, which only a running event loop would do."""
    from PySide6.QtCore import QEvent

    application.processEvents()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()


def _alive(thing: Any) -> bool:
    import shiboken6

    return shiboken6.isValid(thing)


def _addresses(widgets: list[Any]) -> set[int]:
    """Where the C++ objects are; Python's wrappers of one widget come and go."""
    import shiboken6

    return {shiboken6.getCppPointer(widget)[0] for widget in widgets if _alive(widget)}
