"""What is remembered comes back; what cannot be read never stops the program."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtWidgets import QMainWindow

from smrj_desktop import paths
from smrj_desktop.ui import settings
from smrj_desktop.ui.main_window import MainWindow
from smrj_desktop.ui.settings import Settings, load
from tests.support import tree

OLD_VERSIONS = tree.ROOT / "tests" / "old_versions"
# where Thunderbird and 7-Zip put what is opened from inside them
PASSING = ["/tmp" + "/mozilla_taro0/a.xlsx", "C:/Temp/7zO4F2A/b.xlsx"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_all_settings_come_back(file):
    stored = Settings(
        theme="dark",
        language="en",
        geometry=b"\x00\xff\x01",
        state=b"state",
        splitters={"text": b"\x02"},
        last_tab="budget",
        last_account="general",
        chart_visible=False,
        zoom=1.25,
        generations=3,
    )
    stored.remember(Path("/計画/令和5年度.xlsx"))
    assert stored.save(file) is None
    assert load(file) == (stored, None)


def test_the_user_s_own_file_is_the_default():
    assert load() == (Settings(), None)
    assert Settings(theme="light").save() is None
    assert (paths.config_dir() / "settings.json").is_file()
    assert load()[0].theme == "light"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b"null",
        b"\xff\xfe",
        b'{"version": "1"}',
        b'{"version": true}',
        b'{"version": 0}',
        b'{"theme": "dark"}',
        b"[" * 100_000,
        b'{"version": 2, "zoom": ' + b"1" * 5_000 + b"}",
    ],
    ids=[
        "empty",
        "cut",
        "list",
        "null",
        "no utf-8",
        "version text",
        "version true",
        "version 0",
        "no version",
        "deep",
        "endless number",
    ],
)
def test_a_broken_file_is_kept_aside_and_said(file, content):
    file.write_bytes(content)
    assert load(file) == (Settings(), "settings.broken")
    assert file.with_name("settings.broken.json").read_bytes() == content
    assert load(file) == (Settings(), None)


def test_a_newer_file_is_kept_aside_and_said(file):
    file.write_text(json.dumps({"version": settings.VERSION + 1, "theme": "dark"}))
    assert load(file) == (Settings(), "settings.newer")
    assert json.loads(file.with_name("settings.newer.json").read_text())["theme"] == "dark"
    assert not file.exists()


def test_a_huge_file_is_kept_aside_and_not_read_whole(file, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", None)
    with file.open("wb") as stream:
        stream.write(b'{"version": 2}')
        stream.truncate(100_000_000)
    assert load(file) == (Settings(), "settings.broken")
    assert file.with_name("settings.broken.json").stat().st_size == 100_000_000


def test_an_old_file_keeps_all_its_values(file):
    file.write_bytes((OLD_VERSIONS / "settings-1.json").read_bytes())
    read, said = load(file)
    assert said is None
    assert read == Settings(
        theme="dark",
        language="en",
        recent=["/plans/令和6年度.xlsx", "/plans/令和5年度.xlsx"],
        geometry=b"\x00\xff\x01",
        state=b"state",
        splitters={"text": b"\x02"},
        last_tab="cash",
        last_account="general",
        chart_visible=False,
        zoom=1.25,
        generations=10,
        other={"column_widths": {"budget": [240, 96]}},
    )
    assert read.save(file) is None
    assert load(file) == (read, None)
    assert json.loads(file.read_text())["version"] == settings.VERSION


def test_an_old_file_forgets_what_came_out_of_a_mail_or_an_archive(file):
    file.write_text(json.dumps({"version": 1, "recent": ["/a.xlsx", *PASSING, "/b.xlsx"]}))
    assert load(file)[0].recent == ["/a.xlsx", "/b.xlsx"]
    # a window of the older program may have written meanwhile
    Settings(recent=["/c.xlsx"]).save(file)
    assert load(file)[0].recent == ["/c.xlsx", "/a.xlsx", "/b.xlsx"]


@pytest.mark.parametrize("name", PASSING)
def test_a_file_of_a_passing_place_is_not_remembered(name):
    stored = Settings(recent=["/a.xlsx"])
    stored.remember(Path(name))
    assert stored.recent == ["/a.xlsx"]


def test_every_version_has_its_way_up():
    assert sorted(settings._UPGRADES) == list(range(1, settings.VERSION))


@pytest.mark.parametrize("version", range(1, settings.VERSION + 1))
@pytest.mark.parametrize("value", [None, 5, "x", "AAAA", [1], {"a": 1}, {"a": "AAAA"}, float("inf")])
def test_nonsense_of_any_version_becomes_the_defaults(file, version, value):
    keys = [name for name in Settings().__dict__ if not name.startswith("_") and name != "other"]
    file.write_text(json.dumps({"version": version} | dict.fromkeys(keys, value)))
    read, said = load(file)
    assert said is None
    assert (read.theme, read.language, read.recent, read.chart_visible) == ("auto", "ja", [], True)
    assert read.save(file) is None


def test_a_value_without_sense_becomes_its_default_and_the_rest_stays(file):
    stored = {
        "version": 1,
        "theme": "sepia",
        "language": 5,
        "recent": ["/a.xlsx", 3, "/a.xlsx", None],
        "geometry": "not base64!",
        "state": 7,
        "splitters": {"text": "AAE=", "other": 4},
        "chart_visible": 1,
        "zoom": True,
        "last_tab": "cash",
    }
    file.write_text(json.dumps(stored))
    read, said = load(file)
    expected = Settings(recent=["/a.xlsx"], splitters={"text": b"\x00\x01", "other": b""}, last_tab="cash")
    assert (read, said) == (expected, None)


@pytest.mark.parametrize(
    ("stored", "used"), [("9", 2.0), ("-1", 0.75), ("NaN", 0.75), ("1" + "0" * 400, 2.0)]
)
def test_the_zoom_stays_in_its_bounds(file, stored, used):
    file.write_text(f'{{"version": 1, "zoom": {stored}}}')
    assert load(file)[0].zoom == used


@pytest.mark.parametrize(
    ("stored", "used"),
    [("51", 50), ("-1", 0), ("0", 0), ("NaN", 10), ("3.5", 10), ("true", 10), ("1e999", 10)],
)
def test_the_number_of_generations_stays_in_its_bounds(file, stored, used):
    file.write_text(f'{{"version": 2, "generations": {stored}}}')
    assert load(file)[0].generations == used


def test_what_is_nested_too_deep_to_be_written_stops_nothing(file):
    stored: list[object] = []
    for _ in range(100_000):
        stored = [stored]
    kept = Settings(other={"columns": stored})
    assert kept.save(file) == "settings.not_saved"
    kept.other.clear()
    while stored:
        # freeing it in one go would go as deep
        stored = stored.pop()


def test_unknown_keys_survive(file):
    file.write_text(json.dumps({"version": 1, "theme": "dark", "columns": {"budget": [1, 2]}}))
    stored, _ = load(file)
    stored.theme = "light"
    stored.save(file)
    again = json.loads(file.read_text())
    assert (again["columns"], again["theme"]) == ({"budget": [1, 2]}, "light")


def test_recent_files_are_the_last_ten_each_once():
    stored = Settings()
    for number in [*range(12), 5]:
        stored.remember(Path(f"/plans/{number}.xlsx"))
    names = [Path(name).stem for name in stored.recent]
    assert names == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
    stored.forget(stored.recent[0])
    assert Path(stored.recent[0]).stem == "11"


def test_two_windows_keep_each_other_s_recent_files(file):
    first, second = Settings(recent=["/old.xlsx", "/gone.xlsx"]), Settings(recent=["/old.xlsx", "/gone.xlsx"])
    second.remember(Path("/second.xlsx"))
    second.save(file)
    first.remember(Path("/first.xlsx"))
    first.forget("/gone.xlsx")
    first.save(file)
    names = [Path(name).name for name in load(file)[0].recent]
    assert names == ["first.xlsx", "old.xlsx", "second.xlsx"]


def test_a_path_that_is_no_utf8_is_remembered(file):
    name = os.fsdecode(b"/plans/\xff.xlsx")
    stored = Settings(recent=[name])
    assert stored.save(file) is None
    assert load(file)[0].recent == [name]


def test_a_failed_save_is_said_and_leaves_the_old_file(file, monkeypatch):
    Settings(theme="dark").save(file)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert Settings(theme="light").save(file) == "settings.not_saved"
    assert load(file)[0].theme == "dark"
    assert [path.name for path in file.parent.glob("*settings*")] == ["settings.json"]


def test_a_file_that_cannot_be_opened_is_said(file):
    file.mkdir()
    assert load(file) == (Settings(), "settings.unreadable")
    assert Settings().save(file) == "settings.not_saved"


def test_without_a_settings_folder_the_defaults_serve(monkeypatch):
    def refuse() -> Path:
        raise PermissionError(13, "no")

    monkeypatch.setattr(paths, "config_dir", refuse)
    assert load() == (Settings(), "settings.unreadable")
    assert Settings().save() == "settings.not_saved"


@pytest.mark.parametrize("place", ["folder", "above"])
def test_a_file_in_the_place_of_the_settings_folder_stops_nothing(own_home, place):
    blocked = paths.config_dir() if place == "folder" else paths.config_dir().parent
    for path in sorted(blocked.rglob("*"), reverse=True):
        path.rmdir()
    blocked.rmdir()
    blocked.write_bytes(b"in the way")
    assert load() == (Settings(), "settings.unreadable")
    assert Settings().save() == "settings.not_saved"
    assert blocked.read_bytes() == b"in the way"


def test_a_file_that_may_not_be_read_is_said_and_stays(file, monkeypatch):
    Settings(theme="dark").save(file)
    real_open = Path.open

    def refuse(path: Path, mode: str = "r", **options: object) -> object:
        if path == file:
            raise PermissionError(13, "no")
        return real_open(path, mode, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        assert load(file) == (Settings(), "settings.unreadable")
    assert load(file)[0].theme == "dark"


# how the window stood: Qt puts it right where the screens have changed, and crashes on damaged bytes


@pytest.fixture
def frame(qtbot):
    """Makes the program's empty frame as it starts with given settings."""
    # who lets go of a window in sight has Qt crash where the garbage collector deletes it
    held = []

    def make(stored: Settings) -> MainWindow:
        window = MainWindow(stored)
        held.append(window)
        qtbot.addWidget(window)
        window.show()
        return window

    yield make
    held.clear()


@pytest.mark.parametrize("where", [(5000, 4000), (-5000, -4000), (100, -900)])
@pytest.mark.parametrize("state", [Qt.WindowState.WindowNoState, Qt.WindowState.WindowMaximized])
def test_a_window_of_an_unplugged_screen_opens_on_one_that_is_there(qtbot, qapp, frame, file, where, state):
    away = QMainWindow()
    qtbot.addWidget(away)
    away.setGeometry(*where, 900, 600)
    away.show()
    away.setWindowState(state)
    Settings(geometry=bytes(away.saveGeometry().data())).save(file)
    window = frame(load(file)[0])
    for _ in ("as it was left", "made small again"):
        # where it is gripped to be moved
        title = QPoint(window.geometry().center().x(), window.frameGeometry().top())
        assert any(screen.availableGeometry().contains(title) for screen in qapp.screens())
        window.showNormal()


def test_bytes_that_are_no_geometry_leave_the_window_as_it_begins(frame):
    garbage = os.urandom(200)
    plain = frame(Settings()).geometry()
    assert frame(Settings(geometry=garbage, state=garbage)).geometry() == plain


def test_a_damaged_state_never_reaches_the_window(frame, file):
    window = frame(Settings())
    whole = Settings(
        geometry=bytes(window.saveGeometry().data()),
        state=bytes(window.saveState().data()),
        splitters={"text": bytes(window.saveState().data())},
    )
    whole.save(file)
    stored = json.loads(file.read_text())
    for at in range(len(whole.state) + 4):
        for blobs, key in ((stored, "geometry"), (stored, "state"), (stored["splitters"], "text")):
            blob = bytearray(base64.b64decode(blobs[key]))
            blob[at % len(blob)] ^= 0xFF
            damaged = json.loads(json.dumps(stored))
            (damaged["splitters"] if key == "text" else damaged)[key] = base64.b64encode(blob).decode()
            file.write_text(json.dumps(damaged))
            read, _ = load(file)
            assert (read.splitters["text"] if key == "text" else getattr(read, key)) == b""
    assert frame(load(file)[0]).restoreState(QByteArray(whole.state))
