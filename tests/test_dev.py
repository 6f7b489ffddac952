"""The set-up command decides rightly what a machine lacks and says what to do about it."""

from __future__ import annotations

import sys

import pytest

import dev


@pytest.fixture
def bare_linux(monkeypatch):
    """A Debian without any library, font or program, and a user who may install nothing."""
    monkeypatch.setattr(dev, "LINUX", True)
    monkeypatch.setattr(dev, "loads", lambda library: False)
    monkeypatch.setattr(dev, "FONT_FOLDERS", ())
    monkeypatch.setattr(dev, "can_make_venv", lambda: False)
    monkeypatch.setattr(dev.shutil, "which", lambda program: "apt-get" if program == "apt-get" else None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


def test_a_bare_machine_lacks_exactly_what_a_command_needs(bare_linux):
    venv = "python{}.{}-venv".format(*sys.version_info)
    libraries, screen = set(dev.OFFSCREEN_LIBRARIES.values()), set(dev.SCREEN_LIBRARIES.values())
    fonts, clients = set(dev.FONTS.values()), set(dev.CLIENTS.values())
    assert set(dev.missing_packages("lint")) == {venv}
    assert set(dev.missing_packages("run")) == {venv} | libraries | fonts
    assert set(dev.missing_packages("test")) == {venv} | libraries | fonts | screen | clients
    assert {"binutils"} | screen < set(dev.missing_packages("build"))
    assert clients.isdisjoint(dev.missing_packages("build"))


def test_a_window_needs_the_libraries_of_a_screen(bare_linux, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    assert set(dev.SCREEN_LIBRARIES.values()) <= set(dev.missing_packages("run"))


def test_who_may_not_install_is_told_the_exact_command(bare_linux, capsys):
    assert dev.main(["lint"]) == 1
    said = capsys.readouterr().err
    venv = "python{}.{}-venv".format(*sys.version_info)
    assert f"sudo apt-get update && sudo apt-get install --no-install-recommends {venv}" in said
    assert len(said.splitlines()) == 1


def test_other_systems_have_what_they_need(monkeypatch):
    monkeypatch.setattr(dev, "LINUX", False)
    monkeypatch.setattr(dev, "install_packages", lambda packages: pytest.fail(str(packages)))
    dev.set_up_system("test")
    assert dev.has_screen()


@pytest.mark.parametrize(
    ("environment", "screen"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}, True),
    ],
)
def test_a_screen_is_recognised(bare_linux, monkeypatch, environment, screen):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert dev.has_screen() is screen


def test_run_without_a_screen_says_so_and_writes_pictures(bare_linux, monkeypatch, capsys):
    called = []
    monkeypatch.setattr(dev, "call", lambda *command: called.append(command) or 0)
    assert dev.run(["plan.xlsx"]) == 0
    assert called == [
        (dev.PYTHON, "-m", "smrj_desktop", "self-test", "--shots", dev.ROOT / "build" / "shots")
    ]
    assert "画面がない" in capsys.readouterr().err


def test_the_set_up_is_done_again_when_a_lock_list_changes(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("appdirs==1.4.4\n", encoding="ascii")
    before = dev.state_of(lock)
    assert dev.state_of(lock) == before
    lock.write_text("appdirs==1.4.3\n", encoding="ascii")
    assert dev.state_of(lock) != before


@pytest.mark.parametrize("arguments", [[], ["rnu"], ["--help"]])
def test_wrong_usage_shows_the_commands(arguments, capsys):
    assert dev.main(arguments) == 64
    said = capsys.readouterr().err
    assert all(f"dev.py {command}" in said for command in dev.COMMANDS)


def test_an_unsupported_python_is_told_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(dev.sys, "version_info", (3, 10, 0))
    assert dev.main(["run"]) == 1
    assert "3.11" in capsys.readouterr().err
