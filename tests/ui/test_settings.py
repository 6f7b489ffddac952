"""What is remembered comes back; what cannot be read never stops the program."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from smrj_desktop import paths
from smrj_desktop.ui import settings
from smrj_desktop.ui.settings import Settings, load


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
    [b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"version": "1"}', b'{"theme": "dark"}', b"[" * 100_000],
    ids=["empty", "cut", "list", "null", "no utf-8", "version text", "no version", "deep"],
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
