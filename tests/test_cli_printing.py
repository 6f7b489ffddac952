"""Plans as PDF from the command line, which needs no screen for it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from smrj_desktop import cli
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import SetCell, SetPassage
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin, workbook_write
from tests.support import tree

CELL = CellKey("budget", "general", "general_admin", "environment_general")


def run(*arguments: object) -> int:
    return cli.main([str(each) for each in arguments])


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    workbook_write.write(builtin.load(), path)
    return path


def texts(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def test_the_whole_plan_is_written_without_a_screen(plan_file, tmp_path):
    out = tmp_path / "plan.pdf"
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "DISPLAY")}
    command = [sys.executable, "-m", "smrj_desktop", "export", str(plan_file), "--to", "pdf", "-o", str(out)]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=tree.ROOT, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    reader = pypdf.PdfReader(out)
    assert reader.metadata and reader.metadata.title == "令和5年度計画"
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles[0] == "目次" and {"計画本文", "予算", "収支計画", "資金計画"} <= set(titles)


def test_summaries_of_the_sections_named_in_the_order_of_the_plan(plan_file, tmp_path, qapp, capsys):
    out = tmp_path / "summary.pdf"
    to = ("--to", "pdf", "-o", out, "--draft", "--name-version", "第3版")
    assert run("export", plan_file, *to, "--section", "I-2", "--section", "I-1", "--mono") == 0
    pages = texts(out)
    assert "目次" in pages[0] and pages[0].index("事業承継") < pages[0].index("生産性向上")
    assert all("（案）" in page and "第3版" in page for page in pages)
    assert run("export", plan_file, *to, "--section", "I-1") == 0
    assert len(texts(out)) <= 2
    assert capsys.readouterr() == ("", "")


def test_an_unknown_section_is_told_with_those_there_are(plan_file, tmp_path, qapp, capsys):
    out = tmp_path / "summary.pdf"
    assert run("export", plan_file, "--to", "pdf", "-o", out, "--section", "I-9") == 2
    said = capsys.readouterr().err
    assert "I-9" in said and "I-1" in said
    assert not out.exists()


def test_a_character_no_face_has_is_told_with_its_page(tmp_path, qapp, capsys):
    plan, path, out = builtin.load(), tmp_path / "plan.xlsx", tmp_path / "plan.pdf"
    edits.apply(plan, SetPassage(passage=replace(plan.outline["I-1"], text="\ue000事業承継")))
    workbook_write.write(plan, path)
    assert run("export", path, "--to", "pdf", "-o", out, "--section", "I-1") == 0
    assert "\ue000（U+E000、1 ページ）" in capsys.readouterr().err and out.exists()


def test_only_what_differs_from_the_copy_that_was_handed_out(plan_file, tmp_path, qapp, capsys):
    whole, out, later = tmp_path / "whole.pdf", tmp_path / "pages.pdf", tmp_path / "later.xlsx"
    assert run("export", plan_file, "--to", "pdf", "-o", whole) == 0
    assert run("export", plan_file, "--to", "pdf", "-o", out, "--replaces", plan_file) == 2
    assert "異なるページ" in capsys.readouterr().err and not out.exists()
    plan = builtin.load()
    edits.apply(plan, SetCell(cell=CELL, figure=Figure(112)))
    workbook_write.write(plan, later)
    assert run("export", later, "--to", "pdf", "-o", out, "--replaces", plan_file) == 0
    listed, replaced = texts(out)
    old = texts(whole)
    number = next(
        at for at, page in enumerate(old, start=1) if "予算（一般勘定）" in page and "1,711,897" in page
    )
    assert f"{number}/{len(old)}" in replaced and "1,711,903" in replaced
    assert (
        "差替えページ一覧" in listed and "予算（一般勘定）" in listed and "106" in listed and "112" in listed
    )
    assert capsys.readouterr().err == ""
    plan.profile = replace(plan.profile, id="another")
    workbook_write.write(plan, later)
    only = ("--section", "I-4", "--replaces", plan_file)
    assert run("export", later, "--to", "pdf", "-o", out, *only) == 0
    assert "別の計画（令和5年度計画）" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--to", "pdf", "-o", "x.xlsx"),
        ("--to", "pdf", "-o", "x.pdf", "--lock"),
        ("--to", "machine", "-o", "x.csv", "--section", "I-1"),
        ("--to", "machine", "-o", "x.csv", "--draft"),
        ("--to", "ministry", "-o", "x.xlsx", "--mono"),
        ("--to", "ministry", "-o", "x.xlsx", "--replaces", "y.xlsx"),
    ],
)
def test_what_does_not_go_together_is_a_wrong_use(plan_file, tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    assert run("export", plan_file, *arguments) == 64
    assert capsys.readouterr().err and not list(tmp_path.glob("x.*"))


def test_neither_plan_is_written_over(plan_file, tmp_path, capsys):
    own = tmp_path / "own.pdf"
    own.write_bytes(plan_file.read_bytes())
    assert run("export", own, "--to", "pdf", "-o", own) == 64
    assert run("export", plan_file, "--to", "pdf", "-o", own, "--replaces", own) == 64
    assert own.read_bytes() == plan_file.read_bytes()
