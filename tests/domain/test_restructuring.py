"""Other lines, columns and accounts: figures keep their places or say that they go, and undo is exact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure
from smrj_desktop.domain.check_records import ApprovedReserve, ExplainedDifference, RuleInputs, Tie
from smrj_desktop.domain.checks import review
from smrj_desktop.domain.edit_kinds import (
    InsertAccount,
    MoveAccount,
    RemoveAccount,
    SetAccount,
    SetFrame,
    SetSections,
)
from smrj_desktop.domain.edits import PutContribution, PutExplained, PutTie, SetCell, SetRules, StateTotal
from smrj_desktop.domain.errors import AmountTooLargeError, EditError
from smrj_desktop.domain.plan import Account, Plan
from smrj_desktop.domain.restructuring import restructured, without, without_account
from smrj_desktop.domain.statements import Contribution
from smrj_desktop.domain.template import Column, Line, TableKey
from smrj_desktop.io import builtin
from tests.support.plans import cell, one_edit, put, small_plan
from tests.support.structures import structural_edit

BUDGET = TableKey("budget", "general")
TOTAL = cell("income_total", "total")


def filled() -> Plan:
    plan = small_plan()
    put(plan, "grant", "a1", 1507)
    put(plan, "grant", "b", 40)
    put(plan, "other_revenue", "a2", 3)
    put(plan, "operating_cost", "a1", 82)
    edits.apply(plan, StateTotal(cell=TOTAL, figure=Figure(1551)))
    edits.apply(plan, SetCell(cell=cell("grant", "a1", layer="last_plan"), figure=Figure(1400)))
    return plan


def lines_of(plan: Plan, key: TableKey = BUDGET) -> list[Line]:
    return list(plan.tables[key].template.lines.nodes)


def columns_of(plan: Plan, key: TableKey = BUDGET) -> list[Column]:
    return list(plan.tables[key].template.columns.nodes)


def with_lines(plan: Plan, lines: list[Line]):
    return restructured(plan, {BUDGET: (lines, columns_of(plan))})


def with_columns(plan: Plan, columns: list[Column]):
    return restructured(plan, {key: (lines_of(plan, key), columns) for key in plan.tables})


def said(found) -> list[tuple[str, str]]:
    return [(item.what, item.cell.line if item.cell else item.name) for item in found.gone]


def test_an_added_line_adds_up_and_changes_no_figure():
    plan = filled()
    lines = lines_of(plan)
    lines.insert(3, Line(key="subsidy", label="補助金", parent="income_total", section="収入"))
    found = with_lines(plan, lines)
    assert not found.gone
    inverse = edits.apply(plan, found.edit).inverse
    assert plan.figure(cell("subsidy", "a1")) == NOTHING, "a plan has no blank cells"
    assert plan.figure(TOTAL) == Figure(1551) and plan.figure(cell("grant", "a")) == Figure(1507)
    assert plan.figure(cell("grant", "a1", layer="last_plan")) == Figure(1400)
    assert plan.figure(cell("subsidy", "a1", layer="last_plan")) == BLANK
    put(plan, "subsidy", "a1", 10)
    assert plan.figure(TOTAL) == Figure(1561)
    put(plan, "subsidy", "a1", NOTHING)
    edits.apply(plan, inverse)
    assert plan.content_hash() == filled().content_hash()


def test_a_line_that_gets_parts_passes_its_figures_and_build_ups_on():
    plan = filled()
    item = Contribution(key="k", department="総務課", item="旅費", amount=7_000)
    edits.apply(plan, PutContribution(cell=cell("operating_cost", "b"), contribution=item, index=0))
    before = plan.figure(cell("result", "total"))
    lines = lines_of(plan)
    lines.insert(5, Line(key="travel", label="うち旅費", parent="operating_cost"))
    found = with_lines(plan, lines)
    assert not found.gone
    inverse = edits.apply(plan, found.edit).inverse
    assert plan.figure(cell("travel", "a1")) == Figure(82) == plan.figure(cell("operating_cost", "a1"))
    at = plan.table(cell("travel", "b")).locate(cell("travel", "b"))
    assert plan.table(cell("travel", "b")).build_ups[at] == (item,)
    assert plan.figure(cell("result", "total")) == before
    edits.apply(plan, inverse)
    at = plan.table(cell("operating_cost", "b")).locate(cell("operating_cost", "b"))
    assert plan.table(cell("operating_cost", "b")).build_ups[at] == (item,)


def test_what_is_removed_is_named_and_comes_back_to_the_last_mark():
    plan = filled()
    before = plan.content_hash()
    found = with_lines(plan, without(lines_of(plan), "income_total"))
    assert said(found) == [
        ("figure", "grant"),
        ("figure", "grant"),
        ("figure", "other_revenue"),
        ("total", "income_total"),
        ("figure", "grant"),
    ]
    assert found.gone[0].figure == Figure(1507)
    inverse = edits.apply(plan, found.edit).inverse
    assert [line.key for line in lines_of(plan)] == ["income", "operating_cost", "result"]
    assert plan.figure(cell("result", "total")) == Figure(-82)
    edits.apply(plan, inverse)
    assert plan.content_hash() == before


def test_nothing_is_named_where_only_dashes_go():
    plan = small_plan()
    put(plan, "other_revenue", "a1", NOTHING)
    assert not with_lines(plan, without(lines_of(plan), "other_revenue")).gone


def test_a_frame_edit_alone_never_drops_a_figure():
    plan = filled()
    before = plan.to_json()
    lines, columns = lines_of(plan), columns_of(plan)
    for other in (
        without(lines, "grant"),
        [replace(line, parent="grant") if line.key == "other_revenue" else line for line in lines],
    ):
        with pytest.raises(EditError):
            edits.apply(plan, SetFrame(table=BUDGET, lines=tuple(other), columns=tuple(columns)))
    for bad in (
        (lines, []),
        ([*lines, lines[0]], columns),
        ([*lines, Line(key="x", label=" ")], columns),
        ([*lines, Line(key="x/y", label="名")], columns),
        ([*lines, Line(key="x", label="名", parent="nowhere")], columns),
    ):
        with pytest.raises(EditError):
            edits.apply(plan, SetFrame(table=BUDGET, lines=tuple(bad[0]), columns=tuple(bad[1])))
        with pytest.raises(EditError):
            restructured(plan, {BUDGET: bad})
    assert plan.to_json() == before


def test_a_segment_is_added_renamed_and_removed_in_all_tables_of_the_account():
    plan = filled()
    columns = columns_of(plan)
    columns.insert(4, Column(key="c", label="乙業務", parent="total", segment="乙業務"))
    edits.apply(plan, with_columns(plan, columns).edit)
    for statement in ("budget", "cash"):
        assert plan.figure(cell("grant", "c", statement)) == NOTHING
    renamed = [replace(node, segment="丙業務") if node.segment == "甲業務" else node for node in columns]
    frames = {key: (lines_of(plan, key), renamed) for key in plan.tables}
    edits.apply(plan, restructured(plan, frames, {"甲業務": "丙業務"}).edit)
    assert plan.sections[0].segment == "丙業務", "the section of the text follows"
    found = with_columns(plan, without(columns_of(plan), "a"))
    assert {item.cell.column for item in found.gone} == {"a1", "a2"}
    edits.apply(plan, found.edit)
    assert plan.figure(cell("grant", "total")) == Figure(40)


def test_a_line_moves_to_another_total():
    plan = filled()
    lines = [
        replace(line, parent="result") if line.key == "other_revenue" else line for line in lines_of(plan)
    ]
    edits.apply(plan, with_lines(plan, lines).edit)
    assert plan.figure(cell("income_total", "a")) == Figure(1507)
    assert plan.figure(cell("result", "a")) == Figure(1428)
    assert plan.table(TOTAL).sheet().residual(*plan.table(TOTAL).locate(TOTAL)) == 1


def test_ties_and_rules_that_speak_of_what_goes_go_with_it():
    plan = filled()
    tie = Tie(key="t", label="一致", left=("budget.grant",), right=("cash.grant",))
    other = Tie(key="u", label="他", left=("budget.other_revenue",), right=("cash.other_revenue",))
    for index, item in enumerate((tie, other)):
        edits.apply(plan, PutTie(tie=item, index=len(plan.ties)))
        difference = ExplainedDifference(
            tie=item.key, account="general", column="b", amount=1, reason=f"理由{index}"
        )
        edits.apply(plan, PutExplained(explained=difference, index=len(plan.explained)))
    edits.apply(plan, SetRules(rules=RuleInputs(carry_in="budget.grant", carry_out="cash.grant")))
    before = plan.content_hash()
    found = with_lines(plan, without(lines_of(plan), "grant"))
    assert [item for item in said(found) if item[0] not in ("figure", "total")] == [
        ("explained", "理由0"),
        ("tie", "一致"),
        ("rule", "carry_in"),
    ]
    inverse = edits.apply(plan, found.edit).inverse
    assert plan.ties == (other,) and plan.rules.carry_out == "cash.grant" and not plan.rules.carry_in
    edits.apply(plan, inverse)
    assert plan.content_hash() == before
    gone = with_columns(plan, without(columns_of(plan), "b")).gone
    assert ("explained", "理由1") in [(item.what, item.name) for item in gone]


def test_accounts_are_added_renamed_moved_and_removed():
    plan = filled()
    before = plan.content_hash()
    frames = tuple(
        edits_frame
        for key, table in plan.tables.items()
        for edits_frame in [
            (key.statement, tuple(table.template.lines.nodes), tuple(table.template.columns.nodes))
        ]
    )
    from smrj_desktop.domain.edit_kinds import Frame

    added = InsertAccount(
        account=Account(key="new", label="新勘定"), index=0, frames=tuple(Frame(*at) for at in frames)
    )
    undo = [edits.apply(plan, added).inverse]
    assert list(plan.tables) == [
        TableKey("budget", "new"),
        TableKey("budget", "general"),
        TableKey("cash", "new"),
        TableKey("cash", "general"),
    ]
    undo.append(edits.apply(plan, SetAccount(account=Account(key="new", label="別勘定"))).inverse)
    undo.append(edits.apply(plan, MoveAccount(key="new", index=1)).inverse)
    assert [account.label for account in plan.accounts] == ["一般勘定", "別勘定"]
    undo.append(
        edits.apply(plan, SetCell(cell=cell("grant", "a1")._replace(account="new"), figure=Figure(5))).inverse
    )
    rules = RuleInputs(reserves=(ApprovedReserve(account="new", amount=3),))
    undo.append(edits.apply(plan, SetRules(rules=rules)).inverse)
    tie = Tie(
        key="t", label="関係", left=("budget.grant",), right=("cash.grant",), accounts=("new", "general")
    )
    undo.append(edits.apply(plan, PutTie(tie=tie, index=len(plan.ties))).inverse)
    with pytest.raises(EditError):
        edits.apply(plan, RemoveAccount(key="new"))
    found = without_account(plan, "new")
    assert [(item.what, item.name) for item in found.gone] == [("figure", ""), ("reserve", "別勘定")]
    undo.append(edits.apply(plan, found.edit).inverse)
    assert len(plan.accounts) == 1 and plan.ties[-1].accounts == ("general",)
    for inverse in reversed(undo):
        edits.apply(plan, inverse)
    assert plan.content_hash() == before


@pytest.mark.parametrize(
    "edit",
    [
        InsertAccount(account=Account(key="general", label="同じ"), index=0, frames=()),
        InsertAccount(account=Account(key="a/b", label="名"), index=0, frames=()),
        InsertAccount(account=Account(key="b", label=" "), index=0, frames=()),
        InsertAccount(account=Account(key="b", label="名"), index=9, frames=()),
        SetAccount(account=Account(key="nobody", label="名")),
        SetAccount(account=Account(key="general", label="")),
        MoveAccount(key="general", index=1),
        RemoveAccount(key="nobody"),
    ],
)
def test_what_does_not_fit_is_refused(edit):
    plan = filled()
    before = plan.to_json()
    with pytest.raises(EditError):
        edits.apply(plan, edit)
    assert plan.to_json() == before


@given(st.data())
def test_any_mixture_of_edits_is_undone_exactly_and_has_a_json_form(data):
    plan = small_plan()
    before = plan.to_json()
    undo = []
    for fresh in range(data.draw(st.integers(1, 8))):
        strategy = structural_edit if data.draw(st.booleans()) else one_edit
        edit = data.draw(strategy(plan, fresh))
        assert edits.from_json(edits.to_json(edit)) == edit
        kept = plan.to_json()
        try:
            applied = edits.apply(plan, edit)
        except AmountTooLargeError:
            assert plan.to_json() == kept
            continue
        undo.append(applied.inverse)
        assert Plan.from_json(plan.to_json()).to_json() == plan.to_json()
    for inverse in reversed(undo):
        edits.apply(plan, edits.from_json(edits.to_json(inverse)))
    assert {**plan.to_json(), "history": before["history"]} == before


@given(st.data())
def test_figures_that_are_not_named_as_going_are_still_there(data):
    plan = small_plan()
    for line in ("grant", "other_revenue", "operating_cost"):
        for column in ("a1", "a2", "b"):
            put(plan, line, column, Figure(data.draw(st.integers(1, 999))))

    def amounts() -> list[int]:
        return sorted(
            figure.value
            for table in plan.tables.values()
            for _, figure in table.sheet().leaves()
            if figure.value
        )

    lines, columns = lines_of(plan), columns_of(plan)
    kind = data.draw(st.sampled_from(["part", "remove", "column", "remove_column"]))
    if kind == "part":
        parent = data.draw(st.sampled_from(["grant", "other_revenue", "operating_cost"]))
        lines.append(Line(key="x", label="うち", parent=parent))
    elif kind == "remove":
        lines = without(lines, data.draw(st.sampled_from(["grant", "income_total", "result"])))
    elif kind == "column":
        columns.append(
            Column(key="x", label="うち", segment="乙", parent=data.draw(st.sampled_from(["a1", "b"])))
        )
    else:
        columns = without(columns, data.draw(st.sampled_from(["a1", "a", "b"])))
    before = amounts()
    found = restructured(plan, {BUDGET: (lines, columns)})
    if not any(not line.heading for line in lines):
        return
    edits.apply(plan, found.edit)
    going = sorted(item.figure.value for item in found.gone if item.what == "figure")
    assert sorted(amounts() + going) == before


def test_the_real_plan_takes_a_line_a_segment_and_an_account_and_its_checks_go_on():
    plan = builtin.load()
    before = plan.content_hash()
    key = TableKey("budget", "general")
    lines = lines_of(plan, key)
    at = next(number for number, line in enumerate(lines) if line.key == "general_admin")
    lines.insert(at + 1, replace(lines[at], key="admin_new", label="新規事業費"))
    live = review.Review(plan)
    applied = edits.apply(plan, restructured(plan, {key: (lines, columns_of(plan, key))}).edit)
    assert live.update(applied.changes) and live.holds
    assert plan.figure(cell("expenditure_total", "total")) == Figure(1_711_897)
    removed = edits.apply(plan, without_account(plan, "investment_succession").edit)
    assert live.update(removed.changes)
    for inverse in (removed.inverse, applied.inverse):
        live.update(edits.apply(plan, inverse).changes)
    assert plan.content_hash() == before and live.holds


def test_sections_say_which_segment_they_belong_to():
    plan = small_plan()
    inverse = edits.apply(plan, SetSections(sections=())).inverse
    assert not plan.sections
    edits.apply(plan, inverse)
    assert plan.sections[0].segment == "甲業務"
