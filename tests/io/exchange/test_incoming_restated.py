"""A file that comes back to a plan that rounds otherwise by now, or with texts that no cell holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Rounding, Unit
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.edit_kinds import PutContribution, SetEntryUnit, SetPassage, SetRounding
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.exchange.review import ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import builtin, incoming, outgoing
from smrj_desktop.io.incoming import Incoming

CELL = CellKey("budget", "general", "general_admin", "environment_general")
TOTAL = CELL._replace(column="environment_total")
TITLE, TEXT = "予算・一般", "計画本文"


@pytest.fixture
def plan() -> Plan:
    return builtin.load()


def send(plan: Plan, path: Path) -> list[Finding]:
    options = PrintOptions(version="第1版", date="令和6年3月1日")
    return outgoing.ministry(plan, path, options, when=datetime(2024, 3, 1, 9, 30, tzinfo=UTC))


def review_of(came: Incoming, mine: Plan) -> ImportReview:
    assert not came.two_way
    return ImportReview(came.base_plan, mine, came.reading())


def replace_in(path: Path, sheet: str, old: object, new: object) -> None:
    book = openpyxl.load_workbook(path)
    next(cell for row in book[sheet].iter_rows() for cell in row if cell.value == old).value = new
    book.save(path)


@pytest.mark.parametrize(("sent", "now"), [tuple(Rounding), tuple(Rounding)[::-1]])
def test_a_file_nobody_touched_changes_nothing_where_the_plan_rounds_otherwise_by_now(
    tmp_path, plan, sent, now
):
    path = tmp_path / "提出.xlsx"
    item = Contribution(key="c", department="企画部", item="旅費", amount=106_700)
    edits.apply(plan, PutContribution(cell=CELL, contribution=item, index=0))
    for mode in {Rounding.TRUNCATE} & {sent}:
        edits.apply(plan, SetRounding(rounding=mode))
    send(plan, path)
    mine = plan.copy()
    edits.apply(mine, SetRounding(rounding=now))
    came = incoming.read(path, mine)
    assert not review_of(came, mine).items and not came.findings
    assert came.reading().theirs.content_hash() == mine.content_hash()


def test_a_change_that_does_not_show_in_the_unit_of_now_is_told(tmp_path, plan):
    path, mine = tmp_path / "提出.xlsx", plan.copy()
    send(plan, path)
    replace_in(path, TITLE, 106, 112)
    replace_in(path, TITLE, 125, 127)
    edits.apply(mine, SetEntryUnit(unit=Unit.HUNDRED_MILLION))
    came = incoming.read(path, mine)
    assert not review_of(came, mine).items
    told, total = (finding for finding in came.findings if finding.kind == "incoming_too_fine")
    assert (told.cell, total.cell, total.parameters["new"]) == (CELL, TOTAL, "127")
    assert list(told.parameters.values()) == ["106", "112", "百万円", "億円"]


def test_texts_that_a_cell_cuts_or_that_look_like_errors_come_back_as_they_are(tmp_path, plan):
    path, (long, odd) = tmp_path / "提出.xlsx", plan.outline.children(plan.outline.children("")[0])[:2]
    for key, text in ((long, "長い文。" * 9_000), (odd, "#N/A")):
        edits.apply(plan, SetPassage(passage=replace(plan.outline[key], text=text)))
    (told,) = send(plan, path)
    assert (told.kind, told.place.passage) == ("print_form_text_cut", long)
    came = incoming.read(path, plan)
    assert not review_of(came, plan).items and not came.findings
    cut = f"{('長い文。' * 9_000)[:32_766]}…"
    replace_in(path, TEXT, cut, f"短{cut[1:]}")
    came = incoming.read(path, plan)
    assert len(review_of(came, plan).items) == 1
    assert came.reading().theirs.outline[long].text == f"短{('長い文。' * 9_000)[1:]}"
