"""`check` as scripts use it: suspects, proof, last year's plan, corrupted and partial plans, the report."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smrj_desktop import cli
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.check_records import Acceptance
from smrj_desktop.domain.checks.review import Review, run
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Totals
from smrj_desktop.io import builtin, jobs, report_workbook, workbook_read, workbook_write
from tests.support.plans import small_plan
from tests.support.workbooks import needs, saved_as, text_of_pdf

CELL = CellKey("budget", "general", "general_admin", "environment_general")


def slipped() -> Plan:
    plan = builtin.load()
    edits.apply(plan, edits.SetCell(cell=CELL, figure=Figure(160), totals=Totals.HOLD))
    return plan


def checked(capsys, *arguments: object) -> tuple[int, dict]:
    code = cli.main(["check", *map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_published_plan_is_proved(tmp_path, capsys):
    workbook_write.write(builtin.load(), tmp_path / "p.xlsx")
    code, report = checked(capsys, tmp_path / "p.xlsx")
    assert code == 0
    assert report["summary"]["proof"] == "holds" and report["summary"]["errors"] == 0
    assert not any(finding["suspects"] for finding in report["findings"])


def test_errors_name_their_suspects(tmp_path, capsys):
    workbook_write.write(slipped(), tmp_path / "p.xlsx")
    code, report = checked(capsys, tmp_path / "p.xlsx")
    assert code == 1 and report["summary"] | {"infos": 0} == {
        "errors": 2,
        "warnings": 0,
        "infos": 0,
        "proof": "fails",
    }
    for finding in report["findings"]:
        if finding["severity"] == "error":
            suspect = finding["suspects"][0]
            assert (suspect["value"], suspect["likely"], suspect["slip"]) == (160, 106, "swapped")
            assert suspect["place"]["line"] == "一般管理費" and suspect["low"] <= 106 <= suspect["high"]
    assert cli.main(["check", str(tmp_path / "p.xlsx")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].strip().startswith("考えられる箇所：") and "160 → 106" in lines[1]
    assert "正確な金額はありません" in lines[-2] and lines[-1].startswith("誤り 2 件")


def test_relations_that_cannot_hold_together_are_named(tmp_path, capsys):
    plan = builtin.load()
    review = Review(plan)
    leaves = [cell for cells in review.system.leaves.values() for cell in cells]
    for number in leaves:
        cell, figure = review.system.key(number), review.system.figures[number]
        applied = edits.apply(
            plan, edits.SetCell(cell=cell, figure=Figure(figure.value + 1 or 1), totals=Totals.HOLD)
        )
        review.update(applied.changes)
        if review.holds is False and not [item for item in review.findings() if item.severity == "error"]:
            break
        review.update(edits.apply(plan, applied.inverse).changes)
    workbook_write.write(plan, tmp_path / "p.xlsx")
    code, report = checked(capsys, tmp_path / "p.xlsx")
    assert code == 1 and report["summary"]["proof"] == "fails"
    (joint,) = [item for item in report["findings"] if item["severity"] == "error"]
    assert joint["kind"] == "joint_conflict" and len(joint["relations"]) >= 2
    assert f"{len(joint['relations'])} 件" in joint["message"]
    assert all(name.startswith(("行の計：", "列の計：", "資金計画", "予算")) for name in joint["relations"])
    assert joint["suspects"]
    cli.main(["check", str(tmp_path / "p.xlsx")])
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in lines[1 : 1 + len(joint["relations"])]] == joint["relations"]


def test_what_is_accepted_counts_no_more(tmp_path, capsys):
    plan = slipped()
    for finding in run(plan):
        if finding.severity == "error":
            acceptance = Acceptance(
                key=finding.key, figures=finding.figures, reason="照合済み", author="a", at="2026-03-01"
            )
            edits.apply(plan, edits.Accept(acceptance=acceptance))
    workbook_write.write(plan, tmp_path / "p.xlsx")
    code, report = checked(capsys, tmp_path / "p.xlsx")
    assert code == 0 and report["summary"]["errors"] == 0 and report["summary"]["proof"] == "fails"
    assert [item["accepted"] for item in report["findings"] if item["severity"] == "error"] == [
        "照合済み"
    ] * 2
    cli.main(["check", str(tmp_path / "p.xlsx")])
    assert "確認済み 2 件" in capsys.readouterr().out.splitlines()[-1]


def test_last_years_plan_is_held_against(tmp_path, capsys):
    plan = builtin.load()
    at = CELL._replace(column="productivity_general")
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(627_000)))
    for name, content in (("now.xlsx", plan), ("last.xlsx", builtin.load())):
        workbook_write.write(content, tmp_path / name)
    _, report = checked(capsys, tmp_path / "now.xlsx", "--against", tmp_path / "last.xlsx")
    kinds = [finding["kind"] for finding in report["findings"]]
    assert "against_thousandfold" in kinds and kinds.count("against_carry_over") == 6
    assert cli.main(["check", str(tmp_path / "now.xlsx"), "--against", str(tmp_path / "no.xlsx")]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.strip().endswith("。")


def test_a_plan_that_is_nearly_empty_gives_findings_and_no_traceback(tmp_path, capsys):
    workbook_write.write(small_plan(), tmp_path / "small.xlsx")
    code, report = checked(capsys, tmp_path / "small.xlsx")
    assert code == 0 and report["summary"]["proof"] == "holds"
    assert {"target_core_none", "rule_efficiency_undecided"} <= {item["kind"] for item in report["findings"]}


@pytest.fixture(scope="module")
def content() -> Plan:
    return builtin.load()


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_corrupted_plans_give_findings_and_no_traceback(content, data):
    """Tables, lines, accounts and ties that went missing or wrong in the stored plan, all at once."""
    stored = json.loads(json.dumps(content.to_json()))
    for _ in range(data.draw(st.integers(1, 3))):
        match data.draw(st.sampled_from(["table", "tie", "explained", "sections", "rules", "indicators"])):
            case "table" if stored["tables"]:
                stored["tables"].pop(data.draw(st.integers(0, len(stored["tables"]) - 1)))
            case "tie":
                tie = data.draw(st.sampled_from(stored["ties"]))
                tie["left"] = [data.draw(st.sampled_from(["", "budget", "x.y", "-a/b.c/d", "budget.grant"]))]
            case "explained":
                stored["explained"][0]["tie"] = "nowhere"
            case "sections":
                stored["sections"] = [{"section": "IX", "segment": "なし"}]
            case "rules":
                stored["rules"] = {"carry_in": "x", "reserve_use": "budget.grant", "carry_out": "cash."}
            case _:
                stored["indicators"] = []
    plan = Plan.from_json(stored)
    review = Review(plan)
    review.complete()
    assert isinstance(review.findings(), list) and review.holds in (True, False, None)


def test_the_worker_checks_and_mines_as_the_window_does():
    from smrj_desktop.domain import codec

    plan = slipped()
    said: list[str] = []
    found = jobs.check(lambda _share, what: said.append(what), plan=codec.canonical(plan.to_json()))
    review = Review(plan)
    review.complete()
    assert list(found.findings) == review.findings() and found.holds is False and said


# ---- the report, read by others


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.xlsx"
    plan = builtin.load()
    review = Review(plan)
    review.complete()
    report_workbook.write(plan, review, path)
    return path


def test_the_report_holds_the_verdict_the_explanations_and_a_witness(report):
    book = openpyxl.load_workbook(report)
    first, witness = book.worksheets
    values = [str(cell.value) for row in first.iter_rows() for cell in row if cell.value is not None]
    assert sum("文書に理由の記載なし" in value for value in values) >= 14
    assert any("正確な金額があります" in value for value in values)
    rows = list(witness.iter_rows(min_row=5, values_only=True))
    assert len(rows) == 1263 and rows[0][3] == "1,507"
    assert 1506.5 <= float(rows[0][4].replace(",", "")) < 1507.5
    assert first.page_setup.orientation == "landscape" and first.print_title_rows == "$4:$4"


def test_libreoffice_prints_the_report_on_a4(report, tmp_path):
    pdf = saved_as(report, tmp_path, "pdf")
    printed = text_of_pdf(pdf)
    for part in ("点検報告書", "説明済みの差異（14 件）", "端数（133 件）", "+27,305", "正確な金額の例"):
        assert part in printed
    size = subprocess.run([needs("pdfinfo"), pdf], check=True, capture_output=True).stdout.decode()
    assert "A4" in size


def test_the_report_names_nobody_who_did_not_sign_a_finding(report):
    with zipfile.ZipFile(report) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"root" not in text and b"/tmp/" not in text


def test_records_survive_saving_and_opening(tmp_path):
    plan = slipped()
    error = next(item for item in run(plan) if item.severity == "error")
    acceptance = Acceptance(
        key=error.key,
        figures=error.figures,
        reason="照合済み",
        author="企画部",
        at="2026-03-01T10:00:00+09:00",
    )
    edits.apply(plan, edits.Accept(acceptance=acceptance))
    edits.apply(plan, edits.Dismiss(key="a = b"))
    edits.apply(plan, edits.SetRules(rules=plan.rules))
    workbook_write.write(plan, tmp_path / "p.xlsx")
    again, findings = workbook_read.read(tmp_path / "p.xlsx")
    assert not findings
    assert again.accepted == plan.accepted and again.dismissed == plan.dismissed
    assert again.to_json() == plan.to_json()


def test_a_plan_stored_before_there_were_records_still_reads():
    stored = builtin.load().to_json()
    for name in ("rules", "accepted", "dismissed"):
        stored.pop(name)
    plan = Plan.from_json(stored)
    assert plan.accepted == () and plan.rules.borrowing_limit is None
    assert "rule_borrowing_undecided" in [item.kind for item in run(plan)]
