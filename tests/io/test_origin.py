from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from smrj_desktop.io.origin import origin_of

HOME = r"C:\Someone"  # as good as any folder of a user
LOCAL = rf"{HOME}\AppData\Local"
TEMP = rf"{LOCAL}\Temp"
POSIX_TEMP = "/" + "tmp"


@pytest.fixture(autouse=True)
def no_temporary_folder_of_this_machine(monkeypatch):
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "path",
    [
        rf"{LOCAL}\Microsoft\Windows\INetCache\Content.Outlook\A1B2C3D4\計画.xlsx",
        rf"{LOCAL}\Microsoft\Windows\Temporary Internet Files\Content.Outlook\A1B2C3D4\計画 (2).xlsx",
        rf"{HOME}\Local Settings\Temporary Internet Files\OLK3A2\計画.xlsx",
        rf"{LOCAL}\Microsoft\Olk\Attachments\ooa-1\ab\計画.xlsx",
        rf"{LOCAL}\Packages\microsoft.windowscommunicationsapps_8wekyb3d8bbwe\LocalState\Files\S0\3\計画.xlsx",
        rf"{LOCAL}\Packages\Microsoft.OutlookForWindows_8wekyb3d8bbwe\LocalCache\計画.xlsx",
        rf"{TEMP}\pid-4711\計画.xlsx",
        rf"{TEMP}\notes6030C8\計画.xlsx",
        rf"{TEMP}\2\notes6030C8\計画.xlsx",
        rf"{LOCAL}/Microsoft/Windows/INetCache/CONTENT.OUTLOOK/A1B2C3D4/計画.xlsx",
    ],
)
def test_from_a_mail_on_windows(path):
    assert origin_of(PureWindowsPath(path)) == "mail"


@pytest.mark.parametrize(
    "path",
    [
        f"{POSIX_TEMP}/mozilla_user0/計画.xlsx",
        f"{POSIX_TEMP}/pid-4711/計画.xlsx",
        f"~/.cache/evolution{POSIX_TEMP}/evolution-AbC/計画.xlsx",
        "~/Library/Containers/com.apple.mail/Data/Library/Mail Downloads/0A-1B/計画.xlsx",
        "~/Library/Caches/TemporaryItems/Outlook Temp/計画.xlsx",
    ],
)
def test_from_a_mail_elsewhere(path):
    assert origin_of(PurePosixPath(path)) == "mail"


@pytest.mark.parametrize(
    "path",
    [
        rf"{TEMP}\Temp1_資料.zip\計画.xlsx",
        rf"{TEMP}\Temp1_資料.ZIP\予算\計画.xlsx",
        rf"{TEMP}\0f8fad5b-d9cb-469f-a165-70867728950e_資料.zip.50e\計画.xlsx",
        rf"{TEMP}\7zO4C8A1F20\計画.xlsx",
        rf"{TEMP}\7zE1234.tmp\計画.xlsx",
        rf"{TEMP}\Rar$DIa4711.0815\計画.xlsx",
        rf"{TEMP}\BNZ.627d774316768935\計画.xlsx",
        rf"{TEMP}\Lhaplus0001\計画.xlsx",
        rf"{TEMP}\wz57a3\計画.xlsx",
    ],
)
def test_from_an_archive_on_windows(path):
    assert origin_of(PureWindowsPath(path)) == "archive"


@pytest.mark.parametrize(
    "path", ["~/.cache/.fr-AbCdEf/計画.xlsx", f"{POSIX_TEMP}/ark-AbCdEf/計画.xlsx", "~/資料.zip/計画.xlsx"]
)
def test_from_an_archive_elsewhere(path):
    assert origin_of(PurePosixPath(path)) == "archive"


@pytest.mark.parametrize(
    "path",
    [
        PureWindowsPath(rf"{TEMP}\計画.xlsx"),
        PureWindowsPath(rf"{TEMP}\3\計画.xlsx"),
        PureWindowsPath(r"C:\Windows\Temp\計画.xlsx"),
        PureWindowsPath(rf"{LOCAL}\Microsoft\Windows\INetCache\IE\AB12\計画.xlsx"),
        PurePosixPath(f"{POSIX_TEMP}/計画.xlsx"),
        PurePosixPath(f"/var{POSIX_TEMP}/計画.xlsx"),
        PurePosixPath(f"/private{POSIX_TEMP}/計画.xlsx"),
        PurePosixPath("/var/folders/zz/0x1/T/計画.xlsx"),
    ],
)
def test_directly_in_a_temporary_folder(path):
    assert origin_of(path) == "temporary"


@pytest.mark.parametrize(
    "path",
    [
        PureWindowsPath(rf"{HOME}\Documents\計画.xlsx"),
        PureWindowsPath(rf"{HOME}\Documents\計画.zip.xlsx"),
        PureWindowsPath(r"\\server\共有\年度計画\計画.xlsx"),
        PureWindowsPath(r"C:\Temp\計画.xlsx"),  # a folder people make for themselves
        PureWindowsPath(rf"{HOME}\Documents\notes202304\計画.xlsx"),
        PureWindowsPath(rf"{HOME}\Lhaplus\計画.xlsx"),
        PureWindowsPath(rf"{HOME}\Outlook\計画.xlsx"),
        PureWindowsPath(rf"{HOME}\olk計画\計画.xlsx"),
        PureWindowsPath(rf"{TEMP}\作業\計画.xlsx"),
        PurePosixPath(f"{POSIX_TEMP}/pytest-of-x/pytest-0/test_0/計画.xlsx"),
        PurePosixPath("~/ark-data/計画.xlsx"),
        PurePosixPath("~/mozilla_user0/計画.xlsx"),
        PurePosixPath("計画.zip"),
    ],
)
def test_a_place_of_the_user_s_own(path):
    assert origin_of(path) == ""


@pytest.mark.parametrize("name", ["TMPDIR", "TEMP", "TMP"])
def test_the_temporary_folder_the_system_names(monkeypatch, tmp_path, name):
    assert origin_of(tmp_path / "計画.xlsx") == ""
    monkeypatch.setenv(name, str(tmp_path) + os.sep)
    assert origin_of(tmp_path / "計画.xlsx") == "temporary"
    assert origin_of(tmp_path / "pid-1" / "計画.xlsx") == "mail"
    assert origin_of(tmp_path / "own" / "計画.xlsx") == ""


def test_a_relative_path_counts_from_the_current_folder(monkeypatch, tmp_path):
    folder = tmp_path / "資料.zip" / "予算"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert origin_of(Path("計画.xlsx")) == "archive"
    assert origin_of(Path("../../計画.xlsx")) == ""
