"""Grids of a section and of indicators, as they stand on paper."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from smrj_desktop.domain.amounts import BLANK
from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.grid import Grid, Role
from smrj_desktop.domain.indicators import Accumulation, Indicator, Result, Target
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.sections import Area
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin
from smrj_desktop.io.indicator_grid import indicator_grid, summary_grid
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.section_grids import figures_grid, findings_grid, notes_grid
from tests.support.plans import cell, put, small_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


def silent(plan: Plan) -> Comments:
    return Comments(plan, wanted=False)


def texts(grid: Grid | None) -> list[list[str]]:
    assert grid is not None
    return [[cell.text for cell in row if cell] for row in grid.rows]


def test_the_figures_of_a_section(plan: Plan) -> None:
    grid = figures_grid(plan, Area(plan, "I-2"), silent(plan))
    assert grid is not None
    assert [cell.text for cell in grid.header[0] if cell] == ["", "一般勘定", "出資承継勘定", "合計"]
    assert grid.unit == "百万円"
    assert "「共通」" in grid.note
    assert plan.profile.rounding_note in grid.note
    assert len(grid.rows) == len(grid.line_keys)
    rows = dict(zip(grid.line_keys, texts(grid), strict=True))
    assert rows["budget/income_total"] == ["計", "17,360", "14", "17,374"]
    assert rows["budget/grant"] == ["運営費交付金", "9,400", "", "9,400"]
    assert rows["budget/general_admin"] == ["一般管理費", "627", "0", "627"]
    total = grid.rows[grid.line_keys.index("budget/income_total")]
    assert {cell.role for cell in total if cell} == {Role.TOTAL}
    absent = grid.rows[grid.line_keys.index("budget/grant")][2]
    assert absent is not None
    assert absent.figure == BLANK


def test_the_sum_says_what_it_counts_twice(plan: Plan) -> None:
    grid = figures_grid(plan, Area(plan, "I-4"), silent(plan))
    assert grid is not None
    assert all(word in grid.note for word in ("他勘定貸付金", "借入金等", "316,914", "315,670"))


def finding(kind: str, severity: Severity, accepted: str = "", passage: str = "I-1-p1") -> Finding:
    parameters: dict[str, object] = {"name": "支援者数", "target": "", "section": "", "names": "", "count": 0}
    return Finding(
        kind=kind,
        severity=severity,
        place=Place(passage=passage),
        parameters=parameters,
        accepted=accepted,
    )


def test_findings_of_a_section_that_are_open() -> None:
    plan = small_plan()
    area = Area(plan, "I-1")
    found = [
        finding("target_core_none", Severity.WARNING),
        finding("target_core_several", Severity.ERROR),
        finding("target_missing", Severity.INFO),
        finding("target_core_none", Severity.ERROR, accepted="確認した"),
        finding("target_core_none", Severity.ERROR, passage="II"),
    ]
    grid = findings_grid(plan, area, found)
    assert [row[0] for row in texts(grid)] == ["誤り", "要確認"]
    assert grid is not None
    assert grid.note == "このほか、参考1件があります。"
    quiet = findings_grid(plan, area, found[2:])
    assert quiet is not None
    assert quiet.rows == ()
    assert findings_grid(plan, area, found[3:]) is None


def test_open_notes_without_names() -> None:
    plan = small_plan()
    area = Area(plan, "I-1")
    assert notes_grid(plan, area, silent(plan)) is None
    at = "2023-01-01T00:00:00+09:00"
    plan.notes = (
        Note(key="1", place=of_cell(cell("grant", "a1")), text="査定中", author="山田", at=at),
        Note(key="2", place="I-1-i1", text="確かめる", author="山田", at=at),
        Note(key="3", place="I-1-p1", text="直した", author="山田", at=at, resolved_by="佐藤"),
    )
    comments = Comments(plan, wanted=True)
    grid = notes_grid(plan, area, comments)
    assert texts(grid) == [
        ["支援者数", "確かめる"],
        ["予算・一般勘定・収入・運営費交付金・甲業務・一般経理", "査定中"],
    ]
    assert "山田" not in repr(grid)
    assert comments.of_item("I-1-i1") == "確かめる"
    assert len(texts(notes_grid(plan, area, comments))) == 1
    assert comments.of_cell(cell("grant", "a1")) == "査定中"
    assert notes_grid(plan, area, comments) is None


def noted(plan: Plan, *places: CellKey) -> Comments:
    """Notes on cells, numbered, the first one the latest."""
    made = enumerate(map(of_cell, places))
    plan.notes = tuple(
        Note(key=str(at), place=place, text=str(at), author="山田", at=f"2023-01-0{9 - at}")
        for at, place in made
    )
    return Comments(plan, wanted=True)


def notes_in(grid: Grid | None) -> dict[str, list[str]]:
    """What the notes of a grid's rows say, by line."""
    assert grid is not None
    rows = zip(grid.line_keys, grid.rows, strict=True)
    found = {key: [cell.note for cell in row if cell] for key, row in rows}
    return {key: notes for key, notes in found.items() if any(notes)}


def test_a_note_stands_at_the_figure_it_is_about() -> None:
    plan = builtin.load()
    area = Area(plan, "I-2")

    def at(account: str, line: str, column: str, statement: str = "budget") -> CellKey:
        return CellKey(statement, account, line, column)

    places = (
        at("general", "income_total", "productivity_general"),
        at("investment_succession", "income_total", "productivity"),
        at("general", "grant_revenue", "productivity_general", "income"),  # a part of a subtotal
        at("general", "income_total", "common_general"),
    )
    comments = noted(plan, *places)
    grid = figures_grid(plan, area, comments)
    assert notes_in(grid) == {"budget/income_total": ["", "0", "1", ""]}
    assert [row[1] for row in texts(notes_grid(plan, area, comments))] == ["2"]


def test_what_makes_a_figure_up_is_told_of_there_and_several_notes_in_order() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 5)
    comments = noted(plan, *(cell("income_total", column) for column in ("a1", "a", "a1")))
    grid = figures_grid(plan, Area(plan, "I-1"), comments)
    assert notes_in(grid) == {"budget/income_total": ["", "2\n\n0\n\n1"]}


def test_a_figure_of_several_accounts_does_not_say_whose_a_note_is() -> None:
    plan = builtin.load()
    area = Area(plan, "I")
    own = CellKey("budget", "general", "income_total", "succession_total")
    shared = CellKey("budget", "bankruptcy", "income_total", "total")
    comments = noted(plan, own, shared)
    assert notes_in(figures_grid(plan, area, comments)) == {"budget/income_total": ["", "0", *[""] * 4]}
    assert [row[1] for row in texts(notes_grid(plan, area, comments))] == ["1"]


def with_results(core: bool = False, **fields: object) -> Indicator:
    known = Indicator(
        key="a",
        section="I-1",
        name="相談件数",
        core=core,
        target=Target(Decimal(2000), "件"),
        midterm_target=Target(Decimal(8000), "件"),
        results=(Result(2021, Decimal(1900)), Result(2022, Decimal("2100.5"))),
    )
    return replace(known, **fields)  # type: ignore[arg-type]


def test_core_targets_come_first_and_only_what_is_known_has_a_column() -> None:
    plan = small_plan()
    plain = plan.indicators[0]
    grid = summary_grid(plan, [plain, with_results(core=True)], silent(plan))
    assert grid.column_keys == ("core", "name", "target", "last", "midterm", "progress")
    assert [cell.text for cell in grid.header[0] if cell][3] == "令和4年度実績"
    assert texts(grid) == [
        ["◎", "相談件数", "2,000件", "2,100.5件", "8,000件", "累計 4,000.5件（50.0%）"],
        ["", "支援者数", "目標値なし", "", "", ""],
    ]
    assert summary_grid(plan, [plain], silent(plan)).column_keys == ("core", "name", "target")
    assert summary_grid(plan, [plain], silent(plan)).note == ""


@pytest.mark.parametrize(
    ("accumulation", "said"),
    [(Accumulation.MEAN, "平均 2,000.25件（25.0%）"), (Accumulation.LATEST, "最新 2,100.5件（26.3%）")],
)
def test_progress_says_how_results_come_together(accumulation: Accumulation, said: str) -> None:
    plan = small_plan()
    grid = summary_grid(plan, [with_results(accumulation=accumulation)], silent(plan))
    assert texts(grid)[0][-1] == said


def test_all_indicators_stand_below_their_sections(plan: Plan) -> None:
    grid = indicator_grid(plan)
    names = [row[0].text for row in grid.rows if row[0] and row[0].role is Role.SECTION]
    assert names[0] == "I-1　事業承継・事業引継ぎの促進"
    assert len(names) == len({item.section for item in plan.indicators})
    assert [key for key in grid.line_keys if key] == [item.key for item in plan.indicators]
    assert grid.column_keys == ("core", "name", "target", "basis", "period")


def test_no_more_is_said_to_be_reached_than_is_and_long_numbers_are_grouped(plan: Plan) -> None:
    target = Target(Decimal(10_000), "者")
    item = Indicator(
        key="k",
        section="I-1",
        name="支援者数",
        target=target,
        midterm_target=target,
        results=(Result(2023, Decimal("9999.9")),),
    )
    grid = summary_grid(plan, [item], silent(plan))
    row = dict(zip(grid.column_keys, texts(grid)[-1], strict=True))
    assert row["progress"] == "累計 9,999.9者（99.9%）"
    assert row["this"] == "9,999.9者"
