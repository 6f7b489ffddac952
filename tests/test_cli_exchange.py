"""Exchanging files from the command line: print form out, changed files in, three versions merged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from smrj_desktop import cli
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin, workbook_read, workbook_write
from tests.support.workbooks import built_in_book
from tests.support.workers import quick_starts

CELL = CellKey("budget", "general", "general_admin", "environment_general")


def run(*arguments: object) -> int:
    return cli.main([str(each) for each in arguments])


@pytest.fixture(autouse=True)
def quick_workers() -> Iterator[None]:
    """Nobody waits for the imports of a worker."""
    with quick_starts():
        yield


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(built_in_book())
    return path


def changed(path: Path, **amounts: int) -> Path:
    """A copy of the built-in plan with other figures, by the key of their line."""
    plan = builtin.load()
    for line, amount in amounts.items():
        edits.apply(plan, SetCell(cell=CELL._replace(line=line), figure=Figure(amount)))
    workbook_write.write(plan, path)
    return path


def retype(path: Path, old: int, new: object, *, sheet: str = "予算・一般") -> None:
    """Types over the first cell of a sheet that holds a figure, as the ministry would in Excel."""
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book[sheet].iter_rows() for cell in row if cell.value == old)
    cell.value = new
    book.save(path)


def test_a_print_form_comes_back_as_the_plan_it_was_made_of(tmp_path, plan_file, capsys):
    form, back = tmp_path / "form.xlsx", tmp_path / "back.xlsx"
    assert run("export", plan_file, "--to", "ministry", "-o", form) == 0
    assert run("import", form, "-o", back) == 0
    out, err = capsys.readouterr()
    assert out == "" and err == ""
    assert workbook_read.read(back)[0].content_hash() == builtin.load().content_hash()


def test_a_changed_print_form_is_taken_over_and_doubtful_places_are_listed(tmp_path, plan_file, capsys):
    form, merged = tmp_path / "form.xlsx", tmp_path / "merged.xlsx"
    assert run("export", plan_file, "--to", "ministry", "-o", form) == 0
    retype(form, 106, 112)
    retype(form, 1711897, 1711900)
    mine = changed(tmp_path / "mine.xlsx", operating_cost=13000)
    capsys.readouterr()
    assert run("import", form, "--onto", mine, "-o", merged) == 1
    out, err = capsys.readouterr()
    assert out == "" and "1,711,900" in err
    plan = workbook_read.read(merged)[0]
    assert plan.figure(CELL) == Figure(112)
    assert plan.figure(CELL._replace(line="operating_cost")) == Figure(13000)


def test_what_was_taken_and_what_the_file_lacks_is_said(tmp_path, plan_file, capsys):
    form, merged = tmp_path / "form.xlsx", tmp_path / "merged.xlsx"
    assert run("export", plan_file, "--to", "ministry", "-o", form) == 0
    book = openpyxl.load_workbook(form)
    del book["資金計画・施設整備等"]
    book.save(form)
    capsys.readouterr()
    assert run("import", form, "--onto", plan_file, "-o", merged) == 0
    nothing, lacking = capsys.readouterr().err.splitlines()
    assert nothing == "取り込む変更はありません。" and lacking.endswith("：資金計画・施設整備等勘定")
    retype(form, 106, 112)
    retype(form, 1711897, 1711900)
    assert run("import", form, "--onto", plan_file, "-o", merged) == 1
    assert re.match(r"採用 1 件、見送り [1-9]\d* 件、未決 1 件\n", capsys.readouterr().err)


def test_without_what_was_sent_the_comparison_says_so(tmp_path, plan_file, capsys):
    sheet, merged = tmp_path / "plan.csv", tmp_path / "merged.xlsx"
    assert run("export", plan_file, "--to", "machine", "-o", sheet) == 0
    assert run("import", sheet, "--onto", plan_file, "-o", merged) == 0
    assert "送付時の控えがありません" in capsys.readouterr().err


@pytest.mark.parametrize("onto", [True, False])
def test_a_table_of_another_house_is_refused(tmp_path, plan_file, capsys, onto):
    path, back = tmp_path / "other.xlsx", tmp_path / "back.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "予算"
    income, cost = (
        (["収入"], ["運営費交付金", 1000], ["計", 1000]),
        (["支出"], ["人件費", 1000], ["計", 1000]),
    )
    for row in (["（単位：百万円）"], ["区分", "金額"], *income, *cost):
        book.active.append(row)
    book.save(path)
    assert run("import", path, *(("--onto", plan_file) if onto else ()), "-o", back) == 2
    *doubts, refused = capsys.readouterr().err.splitlines()
    assert doubts and "何も取り込んでいません" in refused and not back.exists()


def test_a_file_with_a_password_is_opened_with_the_one_from_a_file(tmp_path, plan_file, capsys):
    secret, wrong, none = (tmp_path / name for name in ("secret.txt", "wrong.txt", "none.txt"))
    secret.write_text("合言葉\n", encoding="utf-8")
    wrong.write_text("違う", encoding="utf-8")
    form, back = tmp_path / "form.xlsx", tmp_path / "back.xlsx"
    out = ("-o", form)
    assert run("export", plan_file, "--to", "ministry", "--password-file", secret, *out) == 0
    assert not form.read_bytes().startswith(b"PK")
    for options in ((), ("--password-file", wrong), ("--password-file", none)):
        capsys.readouterr()
        assert run("import", form, *options, "-o", back) == 2
        said = capsys.readouterr().err.strip()
        assert said.endswith("。") and len(said.splitlines()) == 1
        assert not back.exists()
    assert run("import", form, "--password-file", secret, "-o", back) == 0
    secret.write_text("合言葉\r\n", encoding="cp932")
    assert run("import", form, "--password-file", secret, "-o", back) == 0
    secret.write_text("合言葉\r\n", encoding="utf-16")
    assert run("import", form, "--password-file", secret, "-o", back) == 0
    for unreadable in (b"\x82", "合言葉".encode("utf-16-le"), b"a\x00"):
        secret.write_bytes(unreadable)
        capsys.readouterr()
        assert run("import", form, "--password-file", secret, "-o", back) == 2
        assert "文字コード" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ("machine", "--password-file", "secret.txt"),
        ("machine", "--draft"),
        ("machine", "--totals", "formulas"),
        ("ministry", "--thousand"),
        ("ministry", "--encoding", "cp932"),
        ("machine", "--encoding", "cp932"),
    ],
)
def test_what_an_option_asks_for_is_done_or_refused(tmp_path, plan_file, capsys, options):
    out = tmp_path / "out.xlsx"
    assert run("export", plan_file, "--to", *options, "-o", out) == 64
    assert options[1] in capsys.readouterr().err and not out.exists()


def test_nothing_is_written_without_the_password_that_was_asked_for(tmp_path, plan_file, capsys):
    empty, out = tmp_path / "empty.txt", tmp_path / "out.xlsx"
    empty.write_text("\n", encoding="utf-8")
    assert run("export", plan_file, "--to", "ministry", "--password-file", empty, "-o", out) == 2
    assert "パスワード" in capsys.readouterr().err and not out.exists()


def test_what_holds_no_table_is_refused(tmp_path, capsys):
    path, back = tmp_path / "other.xlsx", tmp_path / "back.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["会議の名簿", "氏名", "所属"])
    book.save(path)
    assert run("import", path, "-o", back) == 2
    assert capsys.readouterr().err.strip().endswith("。") and not back.exists()


def test_a_merge_keeps_mine_where_both_changed_one_cell(tmp_path, plan_file, capsys):
    mine = changed(tmp_path / "mine.xlsx", general_admin=107, operating_cost=13000)
    theirs = changed(tmp_path / "theirs.xlsx", general_admin=108, equity_investment=20)
    out = tmp_path / "out.xlsx"
    assert run("merge", plan_file, mine, theirs, "-o", out, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["summary"] == {"taken": 1, "open": 1}
    (taken,) = [row for row in told["items"] if row["verdict"] == "taken"]
    assert (taken["key"], taken["theirs"]) == (
        "budget/general/equity_investment/environment_general/plan",
        "20",
    )
    plan = workbook_read.read(out)[0]
    assert plan.figure(CELL) == Figure(107)
    assert plan.figure(CELL._replace(line="operating_cost")) == Figure(13000)


def test_a_merge_without_conflicts_exits_0(tmp_path, plan_file, capsys):
    theirs = changed(tmp_path / "theirs.xlsx", general_admin=108)
    assert run("merge", plan_file, plan_file, theirs, "-o", tmp_path / "out.xlsx") == 0
    (line,) = capsys.readouterr().out.splitlines()[1:]
    assert "108" in line.split("\t")


@pytest.mark.parametrize("command", ["import", "merge"])
def test_an_input_is_never_written_over(plan_file, command, capsys):
    files = [plan_file] * (3 if command == "merge" else 1)
    assert run(command, *files, "-o", plan_file) == 64
    assert workbook_read.read(plan_file)[0].content_hash() == builtin.load().content_hash()


def test_the_machine_form_in_cp932(tmp_path, plan_file):
    out = tmp_path / "plan.csv"
    assert run("export", plan_file, "--to", "machine", "--encoding", "cp932", "-o", out) == 0
    assert out.read_bytes().decode("cp932").startswith("fiscal_year,")
