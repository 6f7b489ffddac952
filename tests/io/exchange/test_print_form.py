from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import LIMIT, NOTHING, TRACE, Figure, Rounding, Unit, show
from smrj_desktop.domain.blank import blank
from smrj_desktop.domain.cell_notation import zero_mark
from smrj_desktop.domain.edit_kinds import PutContribution, SetEntryUnit, SetRounding, StateTotal
from smrj_desktop.domain.errors import AmountTooLargeError
from smrj_desktop.domain.plan import Account, Plan
from smrj_desktop.domain.statements import Contribution, Sheet, Table
from smrj_desktop.domain.template import Axis, Column, TableTemplate
from smrj_desktop.io import builtin, print_form
from smrj_desktop.io import workbook_layout as layout
from tests.support.plans import cell, one_edit, put, small_plan
from tests.support.print_forms import (
    FINER,
    FORMULAS,
    computed,
    expected,
    opened,
    options,
    place_of,
    printed,
    write_form,
    written,
)
from tests.support.structures import structural_edit
from tests.support.workbooks import BUDGET, cells_of, filled_plan, kinds


def in_unit(plan: Plan, unit: Unit) -> Plan:
    copy = Plan.from_json(plan.to_json())
    edits.apply(copy, SetEntryUnit(unit=unit))
    return copy


@given(st.data())
def test_any_plan_prints_as_it_is_whatever_is_a_formula(data):
    plan = small_plan()
    for fresh in range(data.draw(st.integers(0, 10))):
        kind = data.draw(st.sampled_from([one_edit, one_edit, one_edit, structural_edit]))
        with suppress(AmountTooLargeError):  # another unit may ask for too many digits
            edits.apply(plan, data.draw(kind(plan, fresh)))
    unit = data.draw(st.sampled_from([None, *Unit]))
    chosen = {
        "totals": data.draw(st.sampled_from(["values", "formulas"])),
        "thousand": data.draw(st.booleans()),
    }
    wanted = plan
    if unit not in (None, plan.profile.unit):
        try:
            wanted = in_unit(plan, unit)
        except AmountTooLargeError:
            with pytest.raises(AmountTooLargeError):
                print_form.content(plan, options(unit=unit, **chosen))
            return
    before = plan.to_json()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p.xlsx")
        findings = write_form(plan, path, options(unit=unit, **chosen))
        assert plan.to_json() == before
        assert printed(opened(path, values=True), wanted) == expected(wanted)
        workbook = opened(path)
    kinds(findings)
    kept = {finding.cell for finding in findings if finding.kind == "print_form_total_kept"}
    for key in cells_of(wanted):
        title, address = place_of(wanted, key)
        assert computed(workbook, title, address) == wanted.figure(key).value
        table = wanted.table(key)
        total = not table.template.is_leaf(*table.locate(key))
        is_value = not isinstance(workbook[title][address].value, str)
        assert (key in kept) == (total and is_value and chosen["totals"] == "formulas")


def test_totals_are_values_unless_asked_for(tmp_path):
    workbook = written(filled_plan(), tmp_path / "p.xlsx", thousand=True)
    assert FINER not in workbook.sheetnames
    assert not [c for sheet in workbook for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_totals_are_sums_where_they_foot_and_else_values_that_are_told_of(tmp_path):
    plan = filled_plan()
    findings = write_form(plan, tmp_path / "p.xlsx", options(totals="formulas"))
    sheet = opened(tmp_path / "p.xlsx")[BUDGET]
    assert sheet["D6"].value == "=SUM(B6:C6)"
    assert sheet["B8"].value == "=SUM(B6:B7)"
    assert sheet["B10"].value == "=B8-B9"
    # neither the lines above it nor the columns beside it come to what was published
    assert sheet["F8"].value == plan.figure(cell("income_total", "total")).value
    (found,) = [finding for finding in findings if finding.cell == cell("income_total", "total")]
    assert found.kind == "print_form_total_kept"
    assert found.severity == "info"
    assert found.place.line == "計"
    whole = plan.figure(cell("income_total", "total")).value
    assert found.parameters == {"printed": show(Figure(whole)), "sum": show(Figure(whole - 1))}
    kinds(findings)


def test_a_leaf_is_rounded_from_what_it_is_built_of(tmp_path):
    plan = filled_plan()
    workbook = written(plan, tmp_path / "p.xlsx", **FORMULAS)
    assert workbook.sheetnames == ["表紙", "計画本文", "指標", BUDGET, FINER, "資金計画・一般"]
    finer = workbook[FINER]
    assert finer["F2"].value == "（単位：千円）"
    assert (finer["E6"].value, finer["B6"].value) == (1_499, 1_000_000)
    assert finer["F6"].value == "=SUM(D6:E6)"
    assert workbook[BUDGET]["E6"].value == f"=ROUND('{FINER}'!E6/1000,0)"
    assert zero_mark(finer["B7"].number_format) == "-"
    assert zero_mark(finer["C7"].number_format) == "0"
    values = opened(tmp_path / "p.xlsx", values=True)
    assert values[FINER]["F6"].value == 1_000_000 + 1_111_000 + 1_499


def test_a_published_total_may_be_what_the_exact_amounts_come_to(tmp_path):
    plan = small_plan()
    for column in ("a1", "a2"):
        item = Contribution(key="c", department="企画部", item="委託費", amount=1_499)
        edits.apply(plan, PutContribution(cell=cell("grant", column), contribution=item, index=0))
    edits.apply(plan, StateTotal(cell=cell("grant", "a"), figure=Figure(3)))
    findings = write_form(plan, tmp_path / "p.xlsx", options(**FORMULAS))
    assert opened(tmp_path / "p.xlsx")[BUDGET]["D6"].value == f"=ROUND('{FINER}'!D6/1000,0)"
    assert cell("grant", "a") not in {finding.cell for finding in findings}


def test_a_plan_that_truncates_is_rounded_down(tmp_path):
    plan = filled_plan()
    edits.apply(plan, SetRounding(rounding=Rounding.TRUNCATE))
    item = Contribution(key="c2", department="企画部", item="返還", amount=-4_998)
    edits.apply(plan, PutContribution(cell=cell("grant", "b"), contribution=item, index=1))
    assert plan.figure(cell("grant", "b")) == Figure(-3)
    workbook = written(plan, tmp_path / "p.xlsx", **FORMULAS)
    assert workbook[BUDGET]["E6"].value == f"=ROUNDDOWN('{FINER}'!E6/1000,0)"
    assert computed(workbook, BUDGET, "E6") == -3


def test_what_is_entered_in_a_finer_unit_is_there_in_it(tmp_path):
    plan = in_unit(filled_plan(), Unit.YEN)
    put(plan, "operating_cost", "a1", 1_500_499)
    workbook = written(plan, tmp_path / "p.xlsx", unit=Unit.MILLION, **FORMULAS)
    assert workbook[FINER]["B9"].value == 1500.499
    assert workbook[FINER]["B9"].number_format.startswith("#,##0.0##")
    assert computed(workbook, BUDGET, "B9") == 2
    assert workbook[BUDGET]["F2"].value == "（単位：百万円）"
    # 億円 are rounded from 千円 as well
    assert (
        "/100000,0)"
        in written(plan, tmp_path / "h.xlsx", unit=Unit.HUNDRED_MILLION, **FORMULAS)[BUDGET]["B9"].value
    )


def test_amounts_with_too_many_digits_have_no_sheet_in_thousands(tmp_path):
    plan = filled_plan()
    put(plan, "grant", "a1", LIMIT - 1)
    findings = write_form(plan, tmp_path / "p.xlsx", options(**FORMULAS))
    assert "print_form_thousand_left_out" in kinds(findings)
    workbook = opened(tmp_path / "p.xlsx")
    assert FINER not in workbook.sheetnames
    assert workbook[BUDGET]["B6"].value == LIMIT - 1


def test_marks_and_blanks_are_kept_apart(tmp_path):
    plan = filled_plan()
    sheet = written(plan, tmp_path / "p.xlsx")[BUDGET]
    assert (sheet["B7"].value, zero_mark(sheet["B7"].number_format)) == (0, "-")
    assert (sheet["C7"].value, zero_mark(sheet["C7"].number_format)) == (0, "0")
    assert plan.figure(cell("other_revenue", "a1")) == NOTHING
    assert plan.figure(cell("other_revenue", "a2")) == TRACE
    assert sheet["E9"].value == -82 and '"△ "' in sheet["E9"].number_format
    assert opened(tmp_path / "p.xlsx")["資金計画・一般"]["B6"].value is None


def test_an_empty_plan_is_a_form_to_fill_in(tmp_path):
    plan = blank(builtin.load(), "empty")
    plan.indicators = []
    workbook = written(plan, tmp_path / "p.xlsx", **FORMULAS)
    assert printed(opened(tmp_path / "p.xlsx", values=True), plan) == dict.fromkeys(cells_of(plan), "")
    assert workbook["予算・一般"]["L6"].value.startswith("=")
    assert [cell.value for cell in workbook["指標"][2]][2] == "指標"
    assert workbook["指標"].max_row == 2


def test_a_table_of_a_hundred_columns_runs_over_pages_with_its_labels(tmp_path):
    plan = small_plan()
    table = plan.tables[next(iter(plan.tables))]
    columns = [
        Column(key=f"c{at}", label=f"区分{at}", parent="total", segment=f"業務{at}") for at in range(100)
    ]
    template = TableTemplate(
        table.template.key,
        table.template.lines,
        Axis([*columns, Column(key="total", label="合計", segment="合計")]),
    )
    leaves = {(1, at): Figure(at + 1) for at in range(100)}
    plan.tables = {template.key: Table(template, Sheet(template, leaves))}
    sheet = written(plan, tmp_path / "p.xlsx", totals="formulas")[BUDGET]
    assert sheet["CX6"].value == "=SUM(B6:CW6)"
    assert sheet.page_setup.fitToWidth == 6
    assert sheet.print_title_cols == "$A:$A"
    assert printed(opened(tmp_path / "p.xlsx", values=True), plan) == expected(plan)


def test_titles_that_excel_cannot_have_are_quoted_in_formulas(tmp_path):
    plan = filled_plan()
    plan.accounts = (Account(key="general", label="甲's <&> とても長い名称の勘定で三十一文字を超えるもの"),)
    workbook = written(plan, tmp_path / "p.xlsx", **FORMULAS)
    title, finer = workbook.sheetnames[3:5]
    assert finer.endswith("（千円）") and len(finer) == 31
    quoted = finer.replace("'", "''")
    assert workbook[title]["E6"].value == f"=ROUND('{quoted}'!E6/1000,0)"
    assert layout.titles(plan)[layout.statement_key(next(iter(plan.tables)))] == title
