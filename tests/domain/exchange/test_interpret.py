"""A plan that others have changed, printed and read against the plan that was sent, is the changed plan."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from smrj_desktop import messages
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure, Unit
from smrj_desktop.domain.edit_kinds import LeafFigure, SetCells
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.found import (
    ExtraLine,
    FoundIndicator,
    FoundIndicators,
    FoundPassage,
    FoundText,
    Recognised,
)
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.restructuring import restructured
from smrj_desktop.domain.template import Line, TableKey
from smrj_desktop.io import builtin
from tests.support.books import Look
from tests.support.found import Sent, filled, kinds
from tests.support.plans import cell

BUDGET = TableKey("budget", "general")
LEAVES = [(line, at) for line in ("grant", "other_revenue", "operating_cost") for at in ("a1", "a2", "b")]
TEXT = replace(builtin.load(), tables={})
"""The text of the real plan, and nothing else that takes time."""

amounts = st.integers(-(10**9), 10**9).filter(bool).map(Figure)
figures = st.one_of(amounts, st.sampled_from([NOTHING, TRACE]))
looks = st.builds(Look, unit=st.sampled_from([None, Unit.YEN, Unit.THOUSAND]), as_text=st.booleans())


def type_in(plan: Plan, figures: dict[tuple[str, str], Figure]) -> None:
    if figures:
        cells = tuple(LeafFigure(*at, figure) for at, figure in figures.items())
        edits.apply(plan, SetCells(table=BUDGET, cells=cells))


def with_line(plan: Plan, after: str, label: str, row: dict[str, Figure]) -> str:
    """Inserts a line of 収入; gives its key."""
    template = plan.tables[BUDGET].template
    lines = list(template.lines.nodes)
    new = Line(key=f"new-{label}", label=label, parent="income_total", section="収入")
    lines.insert(template.lines.position[after] + 1, new)
    change = restructured(plan, {BUDGET: (lines, template.columns.nodes)})
    assert change.edit
    edits.apply(plan, change.edit)
    type_in(plan, {(new.key, column): figure for column, figure in row.items()})
    return new.key


def told(plan: Plan) -> object:
    """A plan as JSON, in which lines and passages have labels and places for keys."""
    content = plan.content()
    names: dict[str, str] = {}
    for table in plan.tables.values():
        names |= {line.key: line.label for line in table.template.lines.nodes if "-" in line.key}
    names |= {item.key: f"{number} {item.text}" for number, item in enumerate(plan.outline)}

    def named(value: object) -> object:
        if isinstance(value, dict):
            return {names.get(key, key): named(item) for key, item in value.items()}
        if isinstance(value, list):
            return [named(item) for item in value]
        return names.get(value, value) if isinstance(value, str) else value

    return named(content)


@given(
    before=st.dictionaries(st.sampled_from(LEAVES), figures),
    after=st.dictionaries(st.sampled_from(LEAVES), figures),
    residual=st.integers(-2, 2),
    inserted=st.lists(
        st.tuples(
            st.sampled_from(["grant", "other_revenue"]),
            st.fixed_dictionaries({"a1": figures, "a2": figures, "b": amounts}),
        ),
        max_size=2,
    ),
    renamed=st.dictionaries(
        st.sampled_from(["grant", "result"]), st.sampled_from(["新しい名称", "別の名称"]), max_size=1
    ),
    look=looks,
)
def test_tables_that_others_changed_are_read_as_they_are(before, after, residual, inserted, renamed, look):
    plan = filled()
    type_in(plan, before)
    total = plan.tables[BUDGET].sheet().figure(3, 3)
    stated = edits.StateTotal(cell=cell("income_total", "b"), figure=Figure((total.value + residual) or 1))
    edits.apply(plan, stated)

    theirs = plan.copy()
    type_in(theirs, after)
    keys = [
        with_line(theirs, after_line, f"新{number}", row) for number, (after_line, row) in enumerate(inserted)
    ]
    template = theirs.tables[BUDGET].template
    lines = [replace(line, label=renamed.get(line.key, line.label)) for line in template.lines.nodes]
    if change := restructured(theirs, {BUDGET: (lines, template.columns.nodes)}).edit:
        edits.apply(theirs, change)

    reading = interpret(as_recognised(theirs, keys, renamed, look), plan, "plan.xlsx")
    assume(not reading.systematic)
    assert told(reading.theirs) == told(theirs)
    assert reading.typed_totals == ()
    expected = ["line_inserted"] * len(keys) + ["line_renamed"] * len(renamed) + ["tables_missing"]
    # nearly all figures may have become far smaller, or larger
    by_chance = {"total_recomputed", "unit_doubtful"}
    assert sorted(set(kinds(reading)) - by_chance) == sorted(set(expected))


TOTALS = [(line, at) for line in ("income_total", "result") for at in ("a1", "a", "b", "total")] + [
    (line, at) for line in ("grant", "operating_cost") for at in ("a", "total")
]


@given(
    after=st.dictionaries(st.sampled_from(LEAVES), amounts),
    typed=st.dictionaries(st.sampled_from(TOTALS), amounts, min_size=1, max_size=3),
)
def test_every_total_that_was_typed_over_is_an_item_and_nothing_else_is(after, typed):
    plan = filled()
    theirs = plan.copy()
    type_in(theirs, after)
    file = Sent(theirs, tables=[BUDGET])
    for at, figure in typed.items():
        # what moves by as much as others is their consequence, by chance here
        assume(figure.value not in (theirs.figure(cell(*at)).value, plan.figure(cell(*at)).value))
        file.figure(cell(*at), figure)
    reading = interpret(file.recognised(), plan, "plan.xlsx")
    assume(not reading.systematic)
    found = {(item.cell.line, item.cell.column): item for item in reading.typed_totals}
    assert {at: item.typed for at, item in found.items()} == typed
    for at, item in found.items():
        assert (item.computed, item.before) == (theirs.figure(cell(*at)), plan.figure(cell(*at)))
        assert item.kind == "typed"
    assert told(reading.theirs) == told(theirs)


def as_recognised(theirs: Plan, keys: list[str], renamed: dict[str, str], look: Look) -> Recognised:
    """What a recogniser finds that knows nothing of the inserted lines."""
    sent = Sent(theirs, look, tables=[BUDGET])
    found = sent.recognised()
    table = found.tables[0]
    order = [line.key for line in theirs.tables[BUDGET].template.lines.nodes]
    extra = []
    for key in (key for key in order if key in keys):
        above = [line for line in order[: order.index(key)] if line not in keys]
        label = theirs.tables[BUDGET].template.lines[key].label
        cells = {at[1]: found for at, found in table.cells.items() if at[0] == key}
        extra.append(ExtraLine(label=label, after=above[-1], row=table.rows[key], cells=cells))
    table = replace(
        table,
        cells={at: there for at, there in table.cells.items() if at[0] not in keys},
        rows={line: row for line, row in table.rows.items() if line not in keys},
        extra=tuple(extra),
        renamed=renamed,
    )
    return replace(found, tables=(table,), text=None, indicators=None)


INNER = [item.key for item in TEXT.outline if item.mark == "・" and not TEXT.outline.children(item.key)][:-1]
ORDER = [item.key for item in TEXT.outline]


@given(
    st.lists(st.sampled_from(INNER), min_size=1, max_size=6, unique=True),
    st.data(),
)
def test_a_text_that_others_changed_is_read_as_it_is(chosen, data):
    theirs = TEXT.copy()
    for number, key in enumerate(chosen):
        passage = theirs.outline[key]
        kind = data.draw(st.sampled_from(["reword", "insert", "below", "remove"]))
        if kind == "reword":
            edits.apply(
                theirs, edits.SetPassage(passage=replace(passage, text=f"{passage.text}（変更{number}）"))
            )
        elif kind == "remove":
            # what is gone beside something new may be that, reworded; the last one below a parent may too
            at = ORDER.index(key)
            beside = {*ORDER[at - 1 : at + 2], passage.parent, *theirs.outline.children(passage.parent)}
            assume(beside & set(chosen) == {key} and len(theirs.outline.children(passage.parent)) > 1)
            edits.apply(theirs, edits.RemovePassage(key=key))
        else:
            below = kind == "below"
            new = Passage(
                key=f"new{number}",
                kind=PassageKind.CONTINUATION if below else PassageKind.PASSAGE,
                parent=key if below else passage.parent,
                mark="" if below else passage.mark,
                text=f"第{number}に加える全く別の定めで、{'甲乙丙丁戊己庚辛'[number]}に関するもの",
            )
            index = 0 if below else theirs.outline.index(key) + 1
            edits.apply(theirs, edits.InsertPassage(passage=new, index=index))
    found = Sent(theirs, tables=()).recognised()
    reading = interpret(replace(found, indicators=None), TEXT, "plan.xlsx")
    assert set(kinds(reading)) <= {"targets_kept"}
    assert told(reading.theirs) == told(theirs)


odd_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), st.sampled_from(["-", "(5)"])
)
odd_texts = st.one_of(st.text(max_size=8), st.sampled_from([item.text for item in filled().outline]))
odd_cells = st.builds(
    BookCell, odd_values, st.sampled_from(["", "=A1+B2", "=SUM(A1:C9)"]), st.text(max_size=5)
)


@given(
    cells=st.dictionaries(st.sampled_from(LEAVES + TOTALS + [("income", "a1")]), odd_cells, max_size=12),
    extra=st.lists(st.tuples(st.text(max_size=4), st.sampled_from(["", "income", "grant", "x"]), odd_cells)),
    rows=st.lists(st.tuples(st.sampled_from(["", "I", "(1)", "・", "x"]), odd_texts), max_size=12),
    indicators=st.lists(st.tuples(*[st.none() | odd_texts] * 5), max_size=4),
    unit=st.sampled_from([None, *Unit]),
)
def test_nothing_that_may_stand_in_a_file_is_too_odd(cells, extra, rows, indicators, unit):
    plan = filled()
    file = Sent(plan, tables=[BUDGET])
    found = file.recognised()
    table = replace(
        found.tables[0],
        unit=unit,
        cells={**found.tables[0].cells, **cells},
        rows={**found.tables[0].rows, "income": 99},
        extra=tuple(
            ExtraLine(label=label, after=after, row=100 + number, cells={"a1": odd})
            for number, (label, after, odd) in enumerate(extra)
        ),
    )
    passages = tuple(FoundPassage(*row, number) for number, row in enumerate(rows))
    listed = tuple(
        FoundIndicator(number, section, core, name or "", target, basis, basis)
        for number, (section, core, name, target, basis) in enumerate(indicators)
    )
    found = Recognised(
        tables=(table,),
        text=FoundText(sheet="本文", passages=passages),
        indicators=FoundIndicators(sheet="指標", indicators=listed),
    )
    before = plan.content_hash()
    reading = interpret(found, plan, "plan.xlsx")
    assert plan.content_hash() == before
    assert Plan.from_json(reading.theirs.to_json()).content_hash() == reading.theirs.content_hash()
    catalogue = messages.catalogue("ja")
    for finding in reading.findings:
        assert catalogue[f"finding.{finding.kind}"].format(**finding.parameters)
