"""Lines that others insert or rename: where they belong is what the file's own totals say."""

from __future__ import annotations

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, Figure
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Contribution
from smrj_desktop.domain.template import Line, TableKey
from tests.support.found import Sent, filled, kinds
from tests.support.plans import cell

BUDGET = TableKey("budget", "general")
VALUES = {"a1": 5, "a2": "-", "a": 5, "b": 2, "total": 7}


@pytest.fixture
def sent() -> Sent:
    return Sent(filled(), tables=[BUDGET])


def add(sent: Sent, line: str, weight: int = 1) -> None:
    """Moves a total by what the inserted line says."""
    for column, value in VALUES.items():
        if isinstance(value, int):
            key = cell(line, column)
            sent.put(key, sent.plan.figure(key).value + weight * value)


def lines_of(plan: Plan) -> list[Line]:
    return list(plan.tables[BUDGET].template.lines.nodes)


def inserted(reading: Reading, sent: Sent) -> Line:
    """The one line that is new."""
    known = {line.key for line in lines_of(sent.plan)}
    (line,) = (line for line in lines_of(reading.theirs) if line.key not in known)
    return line


def test_an_inserted_line_adds_up_into_the_total_that_foots_with_it(sent):
    sent.insert(BUDGET, "　寄附金\n収入 ", "other_revenue", VALUES)
    add(sent, "income_total")
    add(sent, "result")
    reading = sent.read()
    line = inserted(reading, sent)
    assert (line.label, line.parent, line.weight, line.section) == ("寄附金 収入", "income_total", 1, "収入")
    assert [node.key for node in lines_of(reading.theirs)][2:5] == ["other_revenue", line.key, "income_total"]
    assert reading.theirs.figure(cell(line.key, "a1")) == Figure(5)
    assert reading.theirs.figure(cell(line.key, "a2")) == NOTHING
    assert reading.theirs.figure(cell("income_total", "total")) == Figure(913)
    assert reading.typed_totals == ()
    assert kinds(reading)[0] == "line_inserted"
    assert reading.findings[0].parameters == {
        "sheet": "予算・一般",
        "label": "寄附金 収入",
        "parent": "計",
    }


def test_between_two_totals_the_one_that_moved_has_it(sent):
    sent.insert(BUDGET, "雑損", "income_total", VALUES)
    add(sent, "result", -1)
    reading = sent.read()
    line = inserted(reading, sent)
    assert (line.parent, line.weight) == ("result", -1)
    assert reading.typed_totals == ()


def test_a_line_that_no_total_contains_stands_apart(sent):
    sent.insert(BUDGET, "うち補助金", "other_revenue", VALUES)
    reading = sent.read()
    assert inserted(reading, sent).parent == ""
    assert kinds(reading)[0] == "line_apart"
    assert reading.typed_totals == ()


def test_a_line_without_figures_stands_beside_its_neighbour(sent):
    sent.insert(BUDGET, "新収入", "other_revenue", dict.fromkeys(VALUES, "-"))
    assert inserted(sent.read(), sent).parent == "income_total"


def test_a_line_below_a_heading_goes_with_the_line_behind_it(sent):
    sent.insert(BUDGET, "新収入", "income", VALUES)
    add(sent, "income_total")
    line = inserted(sent.read(), sent)
    assert (line.parent, line.section) == ("income_total", "収入")


def test_lines_that_a_leaf_is_split_into_become_its_parts(sent):
    whole = {column: sent.plan.figure(cell("grant", column)).value for column in VALUES}
    sent.insert(BUDGET, "一般分", "grant", {column: value - 40 for column, value in whole.items()})
    sent.insert(BUDGET, "特別分", "grant", dict.fromkeys(VALUES, 40))
    reading = sent.read()
    parts = [line for line in lines_of(reading.theirs) if line.parent == "grant"]
    assert [line.label for line in parts] == ["一般分", "特別分"]
    assert reading.theirs.figure(cell(parts[0].key, "b")) == Figure(62)
    assert reading.theirs.figure(cell("grant", "b")) == Figure(102)
    # across, the parts of a line are in question like any total
    assert {item.cell.line for item in reading.typed_totals} == {line.key for line in parts}


def test_a_built_up_leaf_is_not_split(sent):
    item = Contribution(key="c", department="企画部", item="旅費", amount=102_000)
    edits.apply(sent.plan, edits.PutContribution(cell=cell("grant", "b"), contribution=item, index=0))
    whole = {column: sent.plan.figure(cell("grant", column)).value for column in VALUES}
    sent.insert(BUDGET, "一般分", "grant", {column: value - 40 for column, value in whole.items()})
    sent.insert(BUDGET, "特別分", "grant", dict.fromkeys(VALUES, 40))
    reading = sent.read()
    assert not [line for line in lines_of(reading.theirs) if line.parent == "grant"]
    assert reading.theirs.tables[BUDGET].build_ups == sent.plan.tables[BUDGET].build_ups


def test_keys_of_inserted_lines_are_the_same_every_time_and_never_double(sent):
    for _ in range(2):
        sent.insert(BUDGET, "新収入", "other_revenue", VALUES)
    first, second = sent.read().theirs, sent.read().theirs
    assert first.content_hash() == second.content_hash()
    keys = [line.key for line in lines_of(first)]
    assert len(keys) == len(set(keys)) == len(lines_of(sent.plan)) + 2


def test_a_typed_total_in_an_inserted_line_is_seen(sent):
    sent.insert(BUDGET, "新収入", "other_revenue", {**VALUES, "total": 99})
    for total in ("income_total", "result"):
        add(sent, total)
    reading = sent.read()
    line = inserted(reading, sent)
    assert [(item.cell.line, item.cell.column, item.typed.value) for item in reading.typed_totals] == [
        (line.key, "total", 99)
    ]


def test_what_cannot_be_read_in_an_inserted_line_is_nothing_and_said(sent):
    sent.insert(BUDGET, "新収入", "other_revenue", {**VALUES, "a1": "未定"})
    reading = sent.read()
    assert "unreadable" in kinds(reading)
    assert reading.theirs.figure(cell(inserted(reading, sent).key, "a1")) == NOTHING


def test_a_renamed_line_keeps_its_key_and_figures(sent):
    sent.renamed[BUDGET] = {"grant": " 運営費\n交付金等 "}
    reading = sent.read()
    assert reading.theirs.tables[BUDGET].template.lines["grant"].label == "運営費 交付金等"
    assert reading.theirs.figure(cell("grant", "b")) == Figure(102)
    assert kinds(reading)[0] == "line_renamed"
    assert reading.findings[0].parameters["old"] == "運営費交付金"


def test_a_line_above_all_others_is_taken_too(sent):
    sent.insert(BUDGET, "前置き", "", VALUES)
    line = lines_of(sent.read().theirs)[0]
    assert (line.label, line.parent) == ("前置き", "")


def test_hundreds_of_strange_lines_are_no_lines_of_the_table(sent):
    for number in range(201):
        sent.insert(BUDGET, f"明細{number}", "other_revenue", {"b": number})
    reading = sent.read()
    assert kinds(reading)[0] == "lines_too_many"
    assert reading.theirs.content_hash() == sent.plan.content_hash()


def test_a_line_without_a_label_is_said(sent):
    sent.insert(BUDGET, " \n", "other_revenue", VALUES)
    reading = sent.read()
    assert kinds(reading)[0] == "line_unnamed"
    assert reading.theirs.content_hash() == sent.plan.content_hash()
