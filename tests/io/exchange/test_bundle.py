from __future__ import annotations

import io
import zipfile

from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope
from smrj_desktop.io import bundle, input_sheets, passwords
from tests.support.workbooks import filled_plan

FILES = {"積算入力_企画部.xlsx": b"PK workbook", "表.csv": b"a,b\r\n"}


def entries(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_files_are_found_by_their_names():
    content = bundle.zipped(FILES)
    assert entries(content) == FILES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            # names in UTF-8 say so, or Windows would take them for something else
            assert entry.flag_bits & 0x800
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.comment == entry.extra == b""


def test_the_same_files_give_the_same_bytes():
    assert bundle.zipped(FILES) == bundle.zipped(dict(reversed(FILES.items())))


def test_a_password_protects_each_workbook():
    content = input_sheets.content(
        filled_plan(), InputScope(department="企画部"), InputOptions(version="第1版")
    )
    found = entries(bundle.zipped({**FILES, "積算入力_企画部.xlsx": content}, "ひみつ"))
    assert found["表.csv"] == FILES["表.csv"]
    assert passwords.decrypt(found["積算入力_企画部.xlsx"], ["ひみつ"], "a.xlsx") == content


def test_an_empty_bundle_is_an_archive():
    assert entries(bundle.zipped({})) == {}
