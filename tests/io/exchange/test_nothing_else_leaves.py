"""Files for others hold figures, texts and where they come from: no history, notes, names or paths."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from smrj_desktop.domain import edit_kinds, edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.check_records import Acceptance
from smrj_desktop.domain.edits import Stamp
from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import bundle, input_sheets, machine_form
from tests.support.plans import cell
from tests.support.print_forms import write_form
from tests.support.workbooks import filled_plan

SECRET = ("山田太郎", "内密の話", "認めた理由", "987654", "/home", "C:\\", "openpyxl")


def plan_with_a_past() -> Plan:
    """A plan that people have changed, noted and said things about."""
    plan = filled_plan()
    at = "2026-01-15T09:30:00+09:00"
    stamp = Stamp(author="山田太郎", at=at, source="C:\\Users\\山田太郎\\案.xlsx")
    for figure in (987_654, 30):
        edits.apply(plan, edits.SetCell(cell=cell("grant", "a1"), figure=Figure(figure), stamp=stamp))
    note = Note(key="n", place=of_cell(cell("grant", "a1")), text="内密の話", author="山田太郎", at=at)
    edits.apply(plan, edit_kinds.PutNote(note=note))
    plan.accepted = (Acceptance(key="k", figures="1", reason="認めた理由", author="山田太郎", at=at),)
    assert plan.history
    return plan


def ministry(plan: Plan, path: Path) -> None:
    for totals in ("values", "formulas"):
        options = PrintOptions(
            version="第1版", date="令和8年1月15日", totals=totals, lock=True, thousand=True
        )
        write_form(plan, path, options)


def department(plan: Plan, path: Path) -> None:
    scope = InputScope(department="企画部")
    path.write_bytes(input_sheets.content(plan, scope, InputOptions(version="第1版", show_rest=True)))


def machine(plan: Plan, path: Path) -> None:
    machine_form.write(plan, path, version="第1版")


def archive(plan: Plan, path: Path) -> None:
    content = input_sheets.content(plan, InputScope(department="企画部"), InputOptions(version="第1版"))
    path.write_bytes(bundle.zipped({"積算入力_企画部.xlsx": content}))


Writer = Callable[[Plan, Path], None]
WRITERS = [(ministry, "xlsx"), (department, "xlsx"), (machine, "xlsx"), (machine, "csv"), (archive, "zip")]


def parts(content: bytes, name: str = "") -> dict[str, bytes]:
    """All that stands in a file, unpacked as far as it goes."""
    if not content.startswith(b"PK"):
        return {name: content}
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not package.comment
        for entry in package.infolist():
            assert not entry.comment + entry.extra
            found |= parts(package.read(entry), f"{name}/{entry.filename}")
    return found


@pytest.mark.parametrize(("write", "ending"), WRITERS)
def test_unpacked_it_holds_nothing_else(tmp_path: Path, write: Writer, ending: str):
    path = tmp_path / f"a.{ending}"
    write(plan_with_a_past(), path)
    found = parts(path.read_bytes())
    for name, content in found.items():
        text = content.decode()
        assert [secret for secret in (*SECRET, str(tmp_path)) if secret in text or secret in name] == []
        assert not re.search(r'state="(hidden|veryHidden)"|<(row|col)[^>]* hidden="1"', text), name
        assert "<dc:creator>" not in text
        assert "lastModifiedBy" not in text
    names = "\n".join(found)
    assert not re.search(r"external|printerSettings|comments|vba|embeddings|customXml|media|drawings", names)
    known = r"(_rels/\.rels|\[Content_Types\]\.xml|docProps/(app|core|custom)\.xml|xl/.+\.(xml|rels))"
    assert all(re.search(known, name) for name in found if ending != "csv")


@pytest.mark.parametrize(("write", "ending"), [each for each in WRITERS if each[1] != "csv"])
def test_of_its_origin_it_says_one_line(tmp_path: Path, write: Writer, ending: str):
    plan, path = plan_with_a_past(), tmp_path / f"a.{ending}"
    write(plan, path)
    properties = [content for name, content in parts(path.read_bytes()).items() if "custom.xml" in name]
    assert len(properties) == 1
    assert properties[0].count(b"<property") == 1
    assert plan.content_hash().encode() in properties[0]
