"""Hypothesis strategies for edits of a plan's frame: lines, columns, accounts, units."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume
from hypothesis import strategies as st

from smrj_desktop.domain import edit_kinds, edits
from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.frame_edits import frame_of
from smrj_desktop.domain.plan import Account, Plan, Section
from smrj_desktop.domain.restructuring import Restructuring, restructured, without, without_account
from smrj_desktop.domain.template import Column, Line, TableKey
from tests.support.plans import stamps


@st.composite
def structural_edit(draw: st.DrawFn, plan: Plan, fresh: int) -> edits.Edit:
    """An edit of the frame that fits the plan as it is, with all that it takes of figures and records."""
    kind = draw(
        st.sampled_from("frame frame frame account rename_account move_account sections unit".split())
    )
    if kind == "frame":
        return draw(frame_edit(plan, fresh))
    stamp = draw(stamps)
    account = draw(st.sampled_from(plan.accounts))
    if kind == "unit":
        units = [unit for unit in Unit if unit is not plan.profile.unit]
        return edits.stamped(edit_kinds.SetEntryUnit(unit=draw(st.sampled_from(units))), stamp)
    if kind == "sections":
        sections = (Section(section="I-1", segment=draw(st.sampled_from(["甲業務", "共通", "乙業務"]))),)
        return edits.stamped(edit_kinds.SetSections(sections=sections), stamp)
    if kind == "rename_account":
        renamed = Account(key=account.key, label=draw(st.sampled_from(["一般勘定", "新勘定"])))
        return edits.stamped(edit_kinds.SetAccount(account=renamed), stamp)
    if kind == "move_account":
        index = draw(st.integers(0, len(plan.accounts) - 1))
        return edits.stamped(edit_kinds.MoveAccount(key=account.key, index=index), stamp)
    keys = _tables_of(plan, account)
    if len(plan.accounts) > 1 and draw(st.booleans()):
        return edits.stamped(_fitting(without_account(plan, account.key)), stamp)
    frames = tuple(frame_of(plan.tables[key]) for key in keys)
    added = Account(key=f"account{fresh}", label="新しい勘定")
    index = draw(st.integers(0, len(plan.accounts)))
    return edits.stamped(edit_kinds.InsertAccount(account=added, index=index, frames=frames), stamp)


@st.composite
def frame_edit(draw: st.DrawFn, plan: Plan, fresh: int) -> edits.Edit:
    """Other lines for one table or other columns for an account, with what goes with them."""
    keys = _tables_of(plan, draw(st.sampled_from(plan.accounts)))
    if draw(st.sampled_from(["line", "line", "column"])) == "line":
        key = draw(st.sampled_from(keys))
        axes = plan.tables[key].template
        lines = _other_nodes(draw, list(axes.lines.nodes), Line(key=f"line{fresh}", label="新しい科目"))
        assume(lines)
        frames_by_key = {key: (lines, list(axes.columns.nodes))}
    else:
        new = Column(key=f"column{fresh}", label="新しい区分", segment="乙業務")
        columns = _other_nodes(draw, list(plan.tables[keys[0]].template.columns.nodes), new)
        assume(columns)
        frames_by_key = {key: (list(plan.tables[key].template.lines.nodes), columns) for key in keys}
    return edits.stamped(_fitting(restructured(plan, frames_by_key)), draw(stamps))


def _tables_of(plan: Plan, account: Account) -> list[TableKey]:
    keys = [key for key in plan.tables if key.account == account.key]
    assume(keys)
    return keys


def _fitting(found: Restructuring) -> edits.Edit:
    assume(found.edit is not None)
    assert found.edit is not None
    return found.edit


def _other_nodes(draw: st.DrawFn, nodes: list, new):
    """The nodes with one added, taken out with all below it, renamed, moved or given another parent."""
    parents = [node.key for node in nodes if not node.heading]
    chosen = draw(st.integers(0, len(nodes) - 1))
    match draw(st.sampled_from(["add", "remove", "rename", "move", "parent"])):
        case "add":
            parent = draw(st.sampled_from(["", *parents]))
            added = replace(new, parent=parent, weight=draw(st.sampled_from([1, -1])) if parent else 1)
            return [*nodes[:chosen], added, *nodes[chosen:]]
        case "remove":
            left = without(nodes, nodes[chosen].key)
            return left if any(not node.heading for node in left) else []
        case "rename":
            labels = [label for label in ("科目甲", "科目乙") if label != nodes[chosen].label]
            nodes[chosen] = replace(nodes[chosen], label=draw(st.sampled_from(labels)))
        case "move":
            node = nodes.pop(chosen)
            others = [index for index in range(len(nodes) + 1) if index != chosen]
            assume(others)
            nodes.insert(draw(st.sampled_from(others)), node)
        case "parent":
            node = nodes[chosen]
            below = {node.key for node in nodes} - {item.key for item in without(nodes, node.key)}
            others = [key for key in ("", *parents) if key not in below and key != node.parent]
            assume(others and not node.heading)
            nodes[chosen] = replace(node, parent=draw(st.sampled_from(others)))
    return nodes
