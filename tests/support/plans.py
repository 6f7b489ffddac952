"""A small plan with every feature the engine knows, and hypothesis strategies for edits of any plan."""

from __future__ import annotations

from typing import cast

from hypothesis import assume
from hypothesis import strategies as st

from smrj_desktop.domain import edit_kinds, edits
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Rounding, Unit
from smrj_desktop.domain.check_records import (
    Acceptance,
    Dismissal,
    EfficiencyYear,
    ExplainedDifference,
    RuleInputs,
    Tie,
)
from smrj_desktop.domain.edit_kinds import LeafFigure, SetCells
from smrj_desktop.domain.indicators import UNITS, Comparison, Indicator, Target
from smrj_desktop.domain.measures import Outline, Passage, PassageKind
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.plan import Account, Plan, Profile, Section
from smrj_desktop.domain.statements import LAYERS, PLAN, CellKey, Contribution, Table, Totals
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

LINES = (
    Line(key="income", label="収入", heading=True, section="収入"),
    Line(key="grant", label="運営費交付金", parent="income_total", section="収入"),
    Line(key="other_revenue", label="その他収入", parent="income_total", section="収入"),
    Line(key="income_total", label="計", parent="result", section="収入"),
    Line(key="operating_cost", label="業務経費", parent="result", weight=-1, section="支出"),
    Line(key="result", label="純利益(△純損失)"),
)
COLUMNS = (
    Column(key="a1", label="一般経理", parent="a", segment="甲業務", accounting_class="一般経理"),
    Column(key="a2", label="特定経理", parent="a", segment="甲業務", accounting_class="特定経理"),
    Column(key="a", label="合計", parent="total", segment="甲業務", accounting_class="合計"),
    Column(key="b", label="共通", parent="total", segment="共通"),
    Column(key="total", label="合計", segment="合計"),
)


def template(statement: str = "budget", account: str = "general") -> TableTemplate:
    """Two levels down and across, a negative weight, a heading."""
    return TableTemplate(TableKey(statement, account), Axis(LINES), Axis(COLUMNS))


def small_plan() -> Plan:
    """One account, two statements, three passages and an indicator; the figures are blank."""
    passages = (
        Passage(key="I", kind=PassageKind.CHAPTER, mark="I", text="業務の質の向上"),
        Passage(key="I-1", kind=PassageKind.HEADING, parent="I", mark="1.", text="事業承継"),
        Passage(key="I-1-p1", kind=PassageKind.PASSAGE, parent="I-1", mark="・", text="支援を行う。"),
        Passage(key="II", kind=PassageKind.CHAPTER, mark="II", text="効率化"),
    )
    tables = {key.key: Table(key) for key in (template("budget"), template("cash"))}
    return Plan(
        profile=Profile(id="small", fiscal_year=2023, title="試験計画", rounding_note="端数処理あり"),
        accounts=(Account(key="general", label="一般勘定"),),
        sections=(Section(section="I-1", segment="甲業務"),),
        tables=tables,
        outline=Outline(passages),
        indicators=[Indicator(key="I-1-i1", section="I-1", name="支援者数", passages=("I-1-p1",))],
    )


def cell(line: str, column: str, statement: str = "budget", layer: str = PLAN) -> CellKey:
    """A cell of the small plan."""
    return CellKey(statement, "general", line, column, layer)


def put(plan: Plan, line: str, column: str, figure: Figure | int, totals: Totals = Totals.FOLLOW) -> None:
    """Types a figure into a leaf of the small plan."""
    value = figure if isinstance(figure, Figure) else Figure(figure)
    edits.apply(plan, edits.SetCell(cell=cell(line, column), figure=value, totals=totals))


amounts = st.integers(min_value=-(10**9), max_value=10**9)
figures = st.one_of(
    st.sampled_from([BLANK, NOTHING, TRACE]),
    st.integers(min_value=-3, max_value=3).map(lambda n: Figure(n) if n else TRACE),
    amounts.filter(bool).map(Figure),
)
texts = st.text(max_size=30)
targets = st.builds(
    Target,
    st.decimals(min_value=0, max_value=10**7, places=1, allow_nan=False),
    st.sampled_from(UNITS),
    st.sampled_from([None, *Comparison]),
)
stamps = st.none() | st.builds(
    edits.Stamp,
    author=texts,
    at=st.just("2023-03-30T12:00:00+09:00"),
    source=st.sampled_from(["hand", "undo"]),
)


@st.composite
def one_edit(draw: st.DrawFn, plan: Plan, fresh: int) -> edits.Edit:
    """An edit that fits the plan as it is; `fresh` makes new keys unique."""
    kinds = "cell cell cells total contribution passage move indicator profile record".split()
    stamp = draw(stamps)
    kind = draw(st.sampled_from(kinds))
    if kind in ("cell", "cells", "total", "contribution"):
        return edits.stamped(_table_edit(draw, plan, kind, fresh), stamp)
    if kind in ("passage", "move"):
        return edits.stamped(_outline_edit(draw, plan, kind, fresh), stamp)
    if kind == "record":
        return edits.stamped(draw(record_edit(plan, fresh)), stamp)
    if kind == "profile":
        name = draw(st.sampled_from(edits.PROFILE_FIELDS))
        return edits.SetProfile(name=name, value=draw(texts), stamp=stamp)
    return edits.stamped(_indicator_edit(draw, plan, fresh), stamp)


def _table_edit(draw: st.DrawFn, plan: Plan, kind: str, fresh: int) -> edits.Edit:
    table = draw(st.sampled_from(list(plan.tables.values())))
    template = table.template
    rows = [row for row in range(len(template.lines)) if not template.lines.is_heading(row)]
    places = [(row, column) for row in rows for column in range(len(template.columns))]
    layer = PLAN if kind == "contribution" else draw(st.sampled_from(LAYERS))
    wanted = [at for at in places if template.is_leaf(*at) == (kind != "total")]
    if kind in ("cell", "cells") and layer == PLAN:
        wanted = [at for at in wanted if at not in table.build_ups]
    if not wanted:
        return edits.SetProfile(name="title", value=draw(texts))
    totals = draw(st.sampled_from(Totals))
    if kind == "cells":
        chosen = draw(st.lists(st.sampled_from(wanted), min_size=1, unique=True))
        cells = tuple(
            LeafFigure(template.lines.nodes[at[0]].key, template.columns.nodes[at[1]].key, draw(figures))
            for at in chosen
        )
        return SetCells(table=template.key, cells=cells, layer=layer, totals=totals)
    row, column = draw(st.sampled_from(wanted))
    key = CellKey(*template.key, template.lines.nodes[row].key, template.columns.nodes[column].key, layer)
    if kind == "cell":
        return edits.SetCell(cell=key, figure=draw(figures), totals=totals)
    if kind == "total":
        if (row, column) in table.sheet(layer).stated and draw(st.booleans()):
            return edits.ClearTotal(cell=key)
        figure = draw(figures.filter(lambda f: f.amount is not None))
        marks = [None, "", figure.mark] if figure.mark else [None, "", "-", "0"]
        return edits.StateTotal(cell=key, figure=figure, zero_mark=draw(st.sampled_from(marks)))
    items = table.build_ups.get((row, column), ())
    if items and draw(st.booleans()):
        return edits.RemoveContribution(cell=key, key=draw(st.sampled_from(items)).key, totals=totals)
    index = draw(st.integers(0, len(items)))
    replaced = index < len(items) and draw(st.booleans())
    contribution = Contribution(
        key=items[index].key if replaced else f"c{fresh}",
        department=draw(texts),
        item=draw(texts),
        amount=draw(st.integers(-(10**6), 10**6)),
        unit=draw(st.sampled_from([Unit.YEN, Unit.THOUSAND])),
    )
    return edits.PutContribution(cell=key, contribution=contribution, index=index, totals=totals)


@st.composite
def many_cells(draw: st.DrawFn, plan: Plan) -> SetCells:
    """Figures for many leaves of one table."""
    edit = _table_edit(draw, plan, "cells", 0)
    assume(isinstance(edit, SetCells))
    return cast(SetCells, edit)


def _outline_edit(draw: st.DrawFn, plan: Plan, kind: str, fresh: int) -> edits.Edit:
    passages = list(plan.outline)
    parent = draw(st.sampled_from([*(item.key for item in passages), ""]))
    index = draw(st.integers(0, len(plan.outline.children(parent))))
    new = Passage(
        key=f"p{fresh}",
        kind=draw(st.sampled_from(PassageKind)),
        parent=parent,
        text=draw(texts),
        figures=tuple(draw(st.lists(targets, max_size=2))),
    )
    if not passages:
        return edits.InsertPassage(passage=new, index=index)
    chosen = draw(st.sampled_from(passages))
    below = {
        edit.key
        for edit in edits.remove_subtree(plan, chosen.key).edits
        if isinstance(edit, edits.RemovePassage)
    }
    if kind == "move" and parent not in below:
        same = parent == chosen.parent
        limit = len(plan.outline.children(parent)) - same
        return edits.MovePassage(key=chosen.key, parent=parent, index=min(index, limit))
    action = draw(st.sampled_from(["set", "insert", "remove"]))
    if action == "set":
        changed = Passage(
            key=chosen.key, kind=chosen.kind, parent=chosen.parent, text=draw(texts), repeat_of=draw(texts)
        )
        return edits.SetPassage(passage=changed)
    if action == "insert":
        return edits.InsertPassage(passage=new, index=index)
    return edits.remove_subtree(plan, chosen.key)


def _indicator_edit(draw: st.DrawFn, plan: Plan, fresh: int) -> edits.Edit:
    new = Indicator(
        key=f"i{fresh}",
        section="I-1",
        name=draw(texts),
        target=draw(st.none() | targets),
        core=draw(st.booleans()),
        period_years=draw(st.integers(1, 5)),
    )
    action = draw(st.sampled_from(["insert", "set", "remove"]))
    if action == "insert" or not plan.indicators:
        return edits.InsertIndicator(indicator=new, index=draw(st.integers(0, len(plan.indicators))))
    chosen = draw(st.sampled_from(plan.indicators))
    if action == "remove":
        return edits.RemoveIndicator(key=chosen.key)
    return edits.SetIndicator(
        indicator=Indicator(key=chosen.key, section=chosen.section, name=draw(texts), target=draw(targets))
    )


@st.composite
def text_edit(draw: st.DrawFn, plan: Plan, fresh: int) -> edits.Edit:
    """An edit of the text or the indicators alone."""
    kind = draw(st.sampled_from(["passage", "passage", "move", "move", "indicator"]))
    if kind == "indicator":
        return _indicator_edit(draw, plan, fresh)
    return _outline_edit(draw, plan, kind, fresh)


@st.composite
def crowded_edit(draw: st.DrawFn, plan: Plan, fresh: int) -> edits.Edit:
    """An edit of one of six cells of one table of the small plan, so that two hands often meet."""
    table = plan.tables[TableKey("budget", "general")]
    line, column = draw(st.sampled_from(["grant", "operating_cost"])), draw(st.sampled_from(["a1", "a2"]))
    small = st.integers(1, 3).map(Figure)
    totals = draw(st.sampled_from(Totals))
    kind = draw(st.sampled_from(["cell", "cell", "total", "contribution"]))
    if kind == "total":
        key = cell(*draw(st.sampled_from([("result", "total"), ("income_total", "a1")])))
        if table.locate(key) in table.sheet().stated and draw(st.booleans()):
            return edits.ClearTotal(cell=key)
        figure = draw(st.one_of(small, st.sampled_from([NOTHING, TRACE])))
        return edits.StateTotal(cell=key, figure=figure, zero_mark=draw(st.sampled_from([None, ""])))
    key = cell(line, column)
    items = table.build_ups.get(table.locate(key), ())
    if kind == "cell" and not items:
        return edits.SetCell(cell=key, figure=draw(st.one_of(small, figures)), totals=totals)
    if items and draw(st.booleans()):
        return edits.RemoveContribution(cell=key, key=draw(st.sampled_from(items)).key, totals=totals)
    index = draw(st.integers(0, len(items)))
    replaced = index < len(items) and draw(st.booleans())
    contribution = Contribution(
        key=items[index].key if replaced else f"c{fresh}",
        department="企画部",
        item="旅費",
        amount=draw(st.integers(-3, 3)),
    )
    return edits.PutContribution(cell=key, contribution=contribution, index=index, totals=totals)


def notes(fresh: int) -> st.SearchStrategy[Note]:
    """Notes that are the same one often enough, open and settled."""
    times = st.sampled_from(["2023-03-30T12:00:00+09:00", "2023-03-31T12:00:00+09:00"])
    return st.builds(
        Note,
        key=st.sampled_from(["n1", "n2", f"n{fresh}"]),
        place=st.sampled_from(["I-1-p1", "I-1-i1", "/".join(cell("grant", "a1"))]),
        text=st.text(min_size=1, max_size=9),
        author=st.sampled_from(["企画課", "経理課"]),
        at=times,
        resolved_by=st.sampled_from(["", "経理課"]),
        resolved_at=st.just("") | times,
    )


@st.composite
def record_edit(draw: st.DrawFn, plan: Plan, fresh: int) -> edits.Edit:
    """An edit of what the checks rest on, or of what was said about findings."""
    ties = {tie.key: tie for tie in plan.ties}
    explained = {(item.tie, item.account, item.column): item for item in plan.explained}
    kinds = ["tie", "tie", "rules", "accept", "dismiss", "rounding"]
    kinds += ["explain", "explain", "remove_tie"] if ties else []
    kinds += ["forget"] if explained else []
    kinds += ["withdraw"] if plan.accepted else []
    kinds += ["restore"] if plan.dismissed else []
    kinds += ["note", "remove_note"] if plan.notes else ["note"]
    match draw(st.sampled_from(kinds)):
        case "explain":
            place = ExplainedDifference(
                tie=draw(st.sampled_from(list(ties))),
                account="general",
                column=draw(st.sampled_from(["a1", "b", "total"])),
                amount=draw(st.integers(-9, 9)),
                reason=draw(texts),
            )
            return edits.PutExplained(explained=place, index=draw(st.integers(0, len(explained))))
        case "forget":
            tie, account, column = draw(st.sampled_from(list(explained)))
            return edits.RemoveExplained(tie=tie, account=account, column=column)
        case "remove_tie":
            key = draw(st.sampled_from(list(ties)))
            gone = [item for item in plan.explained if item.tie == key]
            steps = (
                edits.RemoveExplained(tie=item.tie, account=item.account, column=item.column) for item in gone
            )
            return edits.Batch(edits=(*steps, edits.RemoveTie(key=key)))
        case "rules":
            rules = RuleInputs(
                borrowing_limit=draw(st.none() | st.integers(0, 9)),
                borrowing_planned=draw(st.none() | st.integers(0, 9)),
                efficiency=draw(st.sampled_from([(), (EfficiencyYear(fiscal_year=2022, gross=100),)])),
            )
            return edits.SetRules(rules=rules)
        case "accept":
            acceptance = Acceptance(
                key=draw(st.sampled_from(["down/x", "tie/y"])),
                figures=draw(texts),
                reason=draw(texts),
                author="企画部",
                at=draw(st.sampled_from(["2023-03-30T12:00:00+09:00", "2023-03-31T12:00:00+09:00"])),
            )
            return edits.Accept(acceptance=acceptance)
        case "withdraw":
            return edits.Withdraw(key=draw(st.sampled_from(plan.accepted)).key)
        case "dismiss":
            key = f"d{fresh}"
            return (
                edits.Dismiss(key=key) if Dismissal(key=key) not in plan.dismissed else edits.Restore(key=key)
            )
        case "restore":
            return edits.Restore(key=draw(st.sampled_from(plan.dismissed)).key)
        case "note":
            return edit_kinds.PutNote(note=draw(notes(fresh)))
        case "remove_note":
            return edit_kinds.RemoveNote(key=draw(st.sampled_from(plan.notes)).key)
        case "rounding" if not plan.ties:
            return edits.SetRounding(rounding=draw(st.sampled_from(Rounding)))
    tie = Tie(
        key=draw(st.sampled_from([f"t{fresh}", "t1", *ties])),
        label=draw(texts),
        left=("budget.grant",),
        right=(draw(st.sampled_from(["cash.grant", "budget.other_revenue"])),),
        accounts=("general",),
        within=draw(st.sampled_from(["exact", "rounding"])),
    )
    return edits.PutTie(tie=tie, index=draw(st.integers(0, len(ties))))
