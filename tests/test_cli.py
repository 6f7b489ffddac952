"""The command line as scripts use it: results on standard output, exit codes, no Qt."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from smrj_desktop import cli
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.checks import Place
from smrj_desktop.domain.statements import CellKey, Totals
from smrj_desktop.io import builtin, check_report, workbook_write

ROOT = Path(__file__).resolve().parent.parent


def program(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Runs the program as a user's script would, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "LC_ALL": "C"}
    return subprocess.run(
        [sys.executable, "-m", "smrj_desktop", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "p.xlsx"
    workbook_write.write(builtin.load(), path)
    return path


def test_new_check_and_export_on_the_real_plan(tmp_path):
    made = program("new", "-o", "p.xlsx", cwd=tmp_path)
    assert (made.returncode, made.stdout, made.stderr) == (0, b"", b"")
    checked = program("check", "p.xlsx", cwd=tmp_path)
    assert checked.returncode == 0
    assert "誤り 0 件" in checked.stdout.decode().splitlines()[-1]
    exported = program("export", "p.xlsx", "--to", "machine", "-o", "p.csv", cwd=tmp_path)
    assert (exported.returncode, exported.stdout) == (0, b"")
    content = (tmp_path / "p.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 1263
    assert (rows[0]["line"], rows[0]["value"], rows[0]["role"]) == ("運営費交付金", "1507", "leaf")


def test_the_machine_form_as_a_workbook_holds_the_same(tmp_path, plan_file):
    out = tmp_path / "p.xlsx"
    assert cli.main(["export", str(plan_file), "--to", "machine", "-o", str(out)]) == 0
    book = openpyxl.load_workbook(out)
    assert sum(1 for _ in book.worksheets[0].iter_rows(min_row=2)) == 1263


def test_check_as_json_names_place_and_counts(plan_file, capsys):
    assert cli.main(["check", str(plan_file), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["summary"]["errors"] == 0 and report["summary"]["infos"] > 100
    assert report["summary"].keys() == {"errors", "warnings", "infos", "proof"}
    finding = report["findings"][0]
    assert finding["place"].keys() == {
        "statement",
        "account",
        "section",
        "line",
        "segment",
        "class",
        "passage",
        "indicator",
    }
    assert finding["severity"] in ("error", "warning", "info") and finding["message"]


def test_check_exits_1_where_a_figure_is_wrong(tmp_path, capsys):
    plan = builtin.load()
    at = CellKey("budget", "general", "general_admin", "environment_general")
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(601), totals=Totals.HOLD))
    path = tmp_path / "wrong.xlsx"
    workbook_write.write(plan, path)
    assert cli.main(["check", str(path)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("誤り\t予算・一般勘定・支出・")


def test_what_cannot_be_read_exits_2_with_one_sentence(tmp_path, capsys):
    (tmp_path / "no.xlsx").write_text("これはワークブックではない", encoding="utf-8")
    for name in (str(tmp_path / "no.xlsx"), str(tmp_path / "missing.xlsx"), "."):
        assert cli.main(["check", name]) == 2
        out, err = capsys.readouterr()
        assert out == "" and len(err.strip().splitlines()) == 1 and err.strip().endswith("。")
        assert f"「{Path(name).name or name}」" in err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_is_refused_in_one_sentence(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main([]) == 2
    assert "DISPLAY" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["new"],
        ["export", "p.xlsx", "-o", "x.csv"],
        ["export", "p.xlsx", "--to", "nothing", "-o", "x.csv"],
        ["check", "p.xlsx", "--no-such-option"],
        ["--no-such-option"],
    ],
)
def test_usage_errors_exit_64(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 64
    assert capsys.readouterr().out == ""


def test_export_refuses_other_endings_and_its_own_input(tmp_path, plan_file, capsys):
    assert cli.main(["export", str(plan_file), "--to", "machine", "-o", str(tmp_path / "p.pdf")]) == 64
    before = plan_file.read_bytes()
    assert cli.main(["export", str(plan_file), "--to", "machine", "-o", str(plan_file)]) == 64
    assert plan_file.read_bytes() == before
    assert capsys.readouterr().out == ""


def test_a_name_no_system_takes_is_told_in_one_sentence(tmp_path, plan_file, capsys):
    name = f"{'長' * 300}.xlsx"
    for arguments in (
        ["check", name],
        ["new", "-o", name],
        ["export", name, "--to", "machine", "-o", "p.csv"],
        ["export", str(plan_file), "--to", "machine", "-o", name],
    ):
        assert cli.main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == "" and name in err and err.strip().endswith("。")


def test_new_writes_workbooks_alone(tmp_path, capsys):
    assert cli.main(["new", "-o", str(tmp_path / "p.csv")]) == 64
    out, err = capsys.readouterr()
    assert out == "" and ".xlsx" in err
    assert not (tmp_path / "p.csv").exists()


def test_what_cannot_be_written_exits_2_with_one_sentence(tmp_path, capsys):
    (tmp_path / "folder.xlsx").mkdir()
    for name in ("folder.xlsx", "no/such/p.xlsx"):
        assert cli.main(["new", "-o", str(tmp_path / name)]) == 2
        out, err = capsys.readouterr()
        assert out == "" and len(err.splitlines()) == 1 and err.strip().endswith("。")
    assert list(tmp_path.glob(".*.tmp")) == []
    assert not (tmp_path / "no").exists()


@pytest.mark.skipif(os.name != "posix", reason="a shell and its redirections")
@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">&-", 0, False),
        ("> /dev/full", 2, True),
        ("| true", 0, False),
        ("2>&- >&-", 0, False),
    ],
)
def test_a_standard_output_that_takes_nothing(tmp_path, plan_file, redirection, code, said):
    if "/dev/full" in redirection and not Path("/dev/full").exists():
        pytest.skip("no such device here")
    script = f'"$0" -m smrj_desktop check "$1" --json {redirection}'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable, str(plan_file)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code
    assert bool(done.stderr) == said and b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_link_that_runs_in_a_circle_is_no_traceback(tmp_path, plan_file, capsys):
    circle = tmp_path / "circle.csv"
    circle.symlink_to(circle)
    assert cli.main(["check", str(circle)]) == 2
    assert cli.main(["export", str(plan_file), "--to", "machine", "-o", str(circle)]) == 0
    assert capsys.readouterr().out == "" and circle.is_file()


def test_a_finding_of_a_statement_without_a_name_is_told():
    plan = builtin.load()
    place = Place(statement="new", account="gone", line="計")
    assert check_report.where(plan, place) == "new・gone・計"


def test_headless_commands_load_no_qt(tmp_path, plan_file):
    script = (
        "import sys; from smrj_desktop import cli\n"
        f"assert cli.main(['new', '-o', 'n.xlsx']) == 0\n"
        f"assert cli.main(['check', {str(plan_file)!r}]) == 0\n"
        f"assert cli.main(['export', {str(plan_file)!r}, '--to', 'machine', '-o', 'm.csv']) == 0\n"
        "qt = ('PySide6', 'shiboken6', 'pyqtgraph')\n"
        "assert not [name for name in sys.modules if name.startswith(qt)]\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_an_empty_plan_from_the_built_in_one_and_from_a_file(tmp_path, capsys):
    from smrj_desktop.io import workbook_read

    first, second = tmp_path / "空.xlsx", tmp_path / "写し.xlsx"
    assert cli.main(["new", "--empty", "-o", str(first)]) == cli.OK
    plan, findings = workbook_read.read(first)
    assert not findings and not any(list(table.sheet().leaves()) for table in plan.tables.values())
    assert cli.main(["new", "--empty", "--from", str(first), "-o", str(second)]) == cli.OK
    again, _ = workbook_read.read(second)
    assert again.profile.id != plan.profile.id
    assert [account.label for account in again.accounts] == [account.label for account in plan.accounts]
    assert cli.main(["check", str(second)]) == cli.OK
    capsys.readouterr()
    assert cli.main(["new", "--from", str(first), "-o", str(second)]) == cli.USAGE
    assert "--empty" in capsys.readouterr().err
    assert cli.main(["new", "--empty", "--from", str(first), "-o", str(first)]) == cli.USAGE
    assert (
        cli.main(["new", "--empty", "--from", str(tmp_path / "ない.xlsx"), "-o", str(second)])
        == cli.UNREADABLE
    )
