"""The chart panel: what it draws, how it follows edits, where it leads, and what it says in words."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.charts import chart_of
from smrj_desktop.domain.errors import FileDeniedError
from smrj_desktop.domain.indicators import Target
from smrj_desktop.domain.series import AGENCY, Kind
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin, clipboard_tables
from smrj_desktop.ui import theme
from smrj_desktop.ui.chart_desk import ChartDesk
from smrj_desktop.ui.chart_panel import ChartPanel
from tests.support.desks import Bench

CELL = CellKey("budget", "general", "general_admin", "environment_general")
TOTAL = CELL._replace(line="expenditure_total", column="environment_total")
UP, DOWN, ENTER = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return


@pytest.fixture
def panel(real, shown) -> ChartPanel:
    panel = ChartPanel(real)
    panel.set_account("general")
    shown(panel)
    panel.resize(420, 900)
    QApplication.processEvents()
    return panel


def press(panel: ChartPanel, tool: str) -> None:
    QTest.mouseClick(panel.tools.buttons[tool], Qt.MouseButton.LeftButton)


def choose(panel: ChartPanel, kind: Kind) -> None:
    """Chooses a chart with the keys."""
    kinds = panel.tools.kinds
    kinds.setFocus()
    QTest.keyClick(kinds, Qt.Key.Key_Home)
    for _ in range(panel.kinds.index(kind)):
        QTest.keyClick(kinds, DOWN)
    assert panel.kind is kind


def drawn(panel: ChartPanel) -> list[str]:
    """What stands beside the bars, from top to bottom."""
    return [each.text for plot in panel.view.plots for each in plot.placed]


def spots(panel: ChartPanel):
    return [spot for plot in panel.view.plots for spot in plot.spots]


def test_every_chart_of_every_account_is_drawn_as_the_plan_has_it(panel, real):
    for account in real.plan.accounts:
        panel.set_account(account.key)
        for kind in panel.kinds:
            panel._choose_kind(kind)
            expected = chart_of(real.plan, kind, account.key)
            assert panel.chart == expected
            if expected.is_empty:
                assert panel.empty.isVisible() and not panel.view.isVisible()
            else:
                bars = sorted(bar for row in expected.rows for bar in row.bars)
                assert sorted(spot.bar for spot in spots(panel) if spot.bar) == bars


def test_the_kind_and_the_scope_stay_while_the_account_changes(panel):
    choose(panel, Kind.WATERFALL)
    panel.set_account("facilities")
    assert drawn(panel) == ["4,443", "+1,255", "△ 1,273", "+3,289", "△ 4,093", "△ 542", "3,079"]
    QTest.mouseClick(panel.tools.whole, Qt.MouseButton.LeftButton)
    # the agency has no such path
    assert panel.chart.subject == AGENCY and panel.kind is Kind.SEGMENTS
    panel.set_account("general")
    assert panel.chart.subject == AGENCY
    QTest.mouseClick(panel.tools.part, Qt.MouseButton.LeftButton)
    assert panel.kind is Kind.WATERFALL and panel.chart.subject == "general"


def test_the_values_are_printed_inside_the_picture(panel):
    narrow = panel.minimumSizeHint().width()
    for account, width in (("general", 420), ("bankruptcy", 420), ("general", narrow)):
        panel.resize(width, 800)
        panel.set_account(account)
        for kind in (Kind.SEGMENTS, Kind.WATERFALL):
            panel._choose_kind(kind)
            QApplication.processEvents()
            assert panel.tools.width() <= panel.width()
            for plot in panel.view.plots:
                room = plot._view.boundingRect()
                for _, value, at in plot.placed:
                    assert room.left() <= at.left() and at.right() <= room.right(), value


def test_an_edit_is_drawn_at_once_with_the_same_items(panel, real):
    plots, items = panel.view.plots, panel.view.plots[0].scene().items()
    real.do(edits.SetCell(cell=CELL, figure=Figure(112)), "")
    spot = next(spot for spot in spots(panel) if spot.bar and spot.bar.cell == TOTAL)
    assert spot.value == "618,076"
    assert "618,076" in panel.accessibleDescription()
    assert panel.view.plots == plots and plots[0].scene().items() == items
    real.undo_stack.undo()
    assert "618,070" in panel.accessibleDescription() and "618,070" in drawn(panel)


def test_only_what_is_touched_is_drawn_anew(panel, real, monkeypatch):
    shown = []
    monkeypatch.setattr(panel.view, "show_chart", lambda chart, _hidden: shown.append(chart.kind))

    def edit(cell: CellKey) -> list[Kind]:
        shown.clear()
        real.do(edits.SetCell(cell=cell, figure=Figure(real.plan.figure(cell).value + 1)), "")
        return list(shown)

    other = CellKey("budget", "facilities", "operating_cost", "newbiz")
    cash = CellKey("cash", "general", "carry_over_in", "common_general")
    assert edit(CELL) == [Kind.SEGMENTS]
    assert edit(CELL._replace(layer="outturn")) == edit(CELL._replace(statement="income")) == []
    assert edit(other) == edit(cash) == []
    panel._choose_kind(Kind.WATERFALL)
    assert edit(CELL) == [] and edit(cash) == [Kind.WATERFALL]
    panel._choose_kind(Kind.LAST_YEAR)
    assert edit(CELL._replace(layer="last_plan")) == [Kind.LAST_YEAR]
    panel._choose_kind(Kind.SEGMENTS)
    panel._choose_scope(True)
    assert edit(other) == [Kind.SEGMENTS]
    repaid = CellKey("cash", "bankruptcy", "loan_recovery", "fund")
    assert edit(repaid) == [Kind.SEGMENTS], "what passes between accounts is reckoned from both statements"


def test_a_hidden_panel_draws_when_it_is_seen_again(panel, real):
    panel.hide()
    real.do(edits.SetCell(cell=CELL, figure=Figure(112)), "")
    assert "618,070" in panel.accessibleDescription()
    panel.show()
    assert "618,076" in panel.accessibleDescription()


# the offscreen platform has no window manager that a tooltip could be raised by
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_hovering_tells_the_values_in_words(panel, qtbot):
    plot = panel.view.plots[0]
    for at, own in ((plot.area_of(1).center().toPoint(), "支出：1,014,736\n"), (QPoint(20, 20), "")):
        QApplication.sendEvent(plot.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, plot.mapToGlobal(at)))
        whole = "新事業展開・創業支援業務：収入 36,477百万円、支出 1,014,736百万円"
        assert QToolTip.text() == own + whole
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_click_leads_to_the_cell(panel, qtbot):
    plot = panel.view.plots[0]
    at = plot.area_of(1).center().toPoint()
    with qtbot.waitSignal(panel.cell_wanted) as wanted:
        QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert wanted.args == [plot.spots[1].bar.cell] and wanted.args[0].line == "expenditure_total"
    assert panel.view.hasFocus()


def test_the_keyboard_goes_through_all_panels(panel, qtbot):
    view = panel.view
    panel.legend.boxes["expenditure"].setFocus()
    QTest.keyClick(panel.legend.boxes["expenditure"], Qt.Key.Key_Tab)
    assert view.hasFocus() and view.chosen == spots(panel)[0]
    seen = [view.chosen]
    for _ in spots(panel)[1:]:
        QTest.keyClick(view, DOWN)
        seen.append(view.chosen)
    assert seen == spots(panel) and len(view.plots) == 3
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().startswith("支出：1,014,736\n新事業展開・創業支援業務")
    ring = view.plots[0].grab().toImage()
    with qtbot.waitSignal(panel.cell_wanted) as wanted:
        QTest.keyClick(view, ENTER)
    assert wanted.args == [view.chosen.bar.cell]
    QTest.keyClick(view, UP)
    assert view.plots[0].grab().toImage() != ring
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.chosen == spots(panel)[-1]
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(view, Qt.Key.Key_Escape)


def test_keys_and_buttons_zoom_and_show_all_again(panel):
    view, buttons = panel.view, panel.tools.buttons
    assert not buttons["zoom_reset"].isEnabled()
    press(panel, "zoom_in")
    assert all(plot.is_zoomed for plot in view.plots) and buttons["zoom_reset"].isEnabled()
    press(panel, "zoom_reset")
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert [plot.is_zoomed for plot in view.plots] == [False, False, True]
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert not view.is_zoomed
    QTest.keyClick(view, Qt.Key.Key_Plus)
    QTest.keyClick(view, Qt.Key.Key_0)
    assert not view.is_zoomed and not buttons["zoom_out"].isEnabled()


def test_an_edit_keeps_the_zoom(panel, real):
    press(panel, "zoom_in")
    spans = [plot.shown for plot in panel.view.plots]
    real.do(edits.SetCell(cell=CELL, figure=Figure(112)), "")
    assert [plot.shown for plot in panel.view.plots] == spans


def test_the_legend_takes_series_out_and_remembers_it(panel):
    box = panel.legend.boxes["expenditure"]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert {spot.bar.series for spot in spots(panel) if spot.bar} == {"income"}
    # what is left has the scale to itself
    assert panel.view.plots[0].whole.high < 200_000
    panel.set_account("bankruptcy")
    choose(panel, Kind.WATERFALL)
    assert all(box.isChecked() for box in panel.legend.boxes.values())
    choose(panel, Kind.SEGMENTS)
    assert not panel.legend.boxes["expenditure"].isChecked()
    assert {spot.bar.series for spot in spots(panel) if spot.bar} == {"income"}


def test_another_unit_is_obeyed(panel, real):
    real.show_in(Unit.HUNDRED_MILLION)
    assert "10,147" in drawn(panel) and "億円" in panel.accessibleDescription()
    assert panel.chart.unit == "億円"
    real.show_in(Unit.YEN)
    for plot in panel.view.plots:
        (ticks,) = plot._bottom._tickLevels
        dots = plot._view.width() / plot.shown.length
        for (at, said), (beyond, next_said) in pairwise(ticks):
            room = (beyond - at) * dots
            assert (plot._ruler.width(said) + plot._ruler.width(next_said)) / 2 < room, "labels overlap"


def test_large_type_may_leave_no_room_for_bars(panel, qapp):
    try:
        theme.apply(qapp, "light", 2.0)
        plot = panel.view.plots[0]
        plot.resize(120, 300)
        QApplication.processEvents()
        assert len(plot.placed) == len(plot.spots) > 0
    finally:
        theme.apply(qapp, "light")


def test_the_indicators_have_their_chart(panel, real, qtbot):
    panel.show_indicators("I-1")
    assert len(spots(panel)) == len(real.plan.indicators)
    assert "目標 260件以上" in drawn(panel)[0]
    QTest.mouseClick(panel.tools.part, Qt.MouseButton.LeftButton)
    assert [spot.row.key for spot in spots(panel)] == ["I-1-i1", "I-1-i2", "I-1-i3"]
    target = Target(Decimal(300), "件")
    first = real.plan.indicators[0]
    real.do(edits.SetIndicator(indicator=replace(first, target=target)), "")
    assert "300件" in drawn(panel)[0]
    plot = panel.view.plots[0]
    with qtbot.waitSignal(panel.indicator_wanted) as wanted:
        QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.area_of(1).center().toPoint())
    assert wanted.args == ["I-1-i2"]
    panel.show_statements()
    assert panel.chart.kind is Kind.SEGMENTS and panel.chart.subject == "general"


def test_what_has_no_figures_says_so(panel, real, filled_plan):
    panel.set_account("nowhere")
    assert panel.empty.isVisible() and not panel.view.isVisible()
    assert panel.accessibleDescription() == "この勘定には表示する数値がありません。"
    assert not panel.tools.buttons["picture"].isEnabled()
    panel.set_account("general")
    assert panel.view.isVisible()
    choose(panel, Kind.LAST_YEAR)
    assert panel.accessibleDescription() == "前年度計画の数値が入力されていません。"
    choose(panel, Kind.WATERFALL)
    real.replace(filled_plan, None)
    assert panel.empty.isVisible()


def test_the_charts_wear_the_theme(panel, qapp):
    before = theme.current().scheme
    try:
        for scheme in ("dark", "light"):
            theme.apply(qapp, scheme)
            plot = panel.view.plots[0]
            assert plot.backgroundBrush().color() == theme.colour("surface")
            picture = plot.grab().toImage()
            inside = plot._view.mapRectToScene(plot.placed[1].bar).center().toPoint()
            seen = {picture.pixelColor(inside.x() + x, inside.y()).name() for x in range(-5, 6)}
            assert theme.colour("surface").name() in seen or theme.current().chart_expenditure in seen
    finally:
        theme.apply(qapp, before)


def test_a_copy_is_a_picture_and_a_table(panel):
    panel.set_account("facilities")
    press(panel, "copy")
    data = QApplication.clipboard().mimeData()
    assert data.hasImage() and data.imageData().width() > 1000
    head, first, *_ = data.text().split("\n")
    assert (head, first) == ("\t収入\t支出", "新事業展開・創業支援業務\t1255\t1815")


def test_a_copy_keeps_its_cells_apart_whatever_names_hold(panel, real):
    plan = real.plan.copy()
    plan.accounts = tuple(replace(one, label=f"{one.label}\t（別）\n") for one in plan.accounts)
    real.replace(plan)
    panel._choose_scope(True)
    press(panel, "copy")
    copied = clipboard_tables.read_text(QApplication.clipboard().mimeData().text())
    assert copied is not None
    assert [scrap.text for scrap in copied.rows[1]] == ["一般勘定\t（別）\n", "68747", "1711897"]


def test_a_picture_is_written_by_the_worker(qtbot, tmp_path):
    bench = Bench(qtbot, ChartDesk, builtin.load(), tmp_path)
    path = bench.door.to_save = tmp_path / "グラフ.png"
    chart = chart_of(bench.document.plan, Kind.SEGMENTS, "general")
    bench.desk.save_picture(chart, frozenset({"income"}))
    ((job, arguments),) = bench.worker.asked
    assert job == "export_picture" and arguments["path"] == path
    assert arguments["content"].startswith(b"\x89PNG")
    assert bench.door.kinds == ["png"] and bench.door.suggested[0].suffix == ".png"
    bench.worker.answers["export_picture"] = FileDeniedError(name="グラフ.png")
    bench.desk.save_picture(chart, frozenset())
    bench.worker.busy = True
    bench.desk.save_picture(chart, frozenset())
    assert [message for message, _ in bench.door.told] == [
        "exchange.written",
        FileDeniedError.message,
        "file.busy",
    ]


def test_the_window_brings_charts_and_tabs_together(opened, qtbot, tmp_path):
    window = opened.window
    pages, panel = window.pages, window.docks.chart
    pages.setCurrentIndex(1)
    assert window.docks.frames["chart"].isVisible() and panel.chart.kind is Kind.INDICATORS
    pages.show_indicator("I-2-i1")
    panel._choose_scope(False)
    assert panel.chart.subject == "I-2"
    pages.show_indicator("I-1-i1")
    assert panel.chart.subject == "I-1"
    pages.setCurrentIndex(0)
    assert not window.docks.frames["chart"].isVisible()
    pages.setCurrentIndex(1)
    pages.show_indicator("I-2-i1")
    assert panel.chart.subject == "I-2"
    pages.setCurrentIndex(4)
    assert panel.chart.kind is Kind.SEGMENTS
    view = panel.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    cell = view.chosen.bar.cell
    QTest.keyClick(view, ENTER)
    assert pages.current_key == "budget" and pages.statement("budget").current_cell() == cell
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert pages.currentWidget().isAncestorOf(QApplication.focusWidget())
    path = opened.door.to_save = tmp_path / "グラフ.png"
    press(panel, "picture")
    qtbot.waitUntil(lambda: not opened.tasks.busy)
    assert path.read_bytes().startswith(b"\x89PNG")
    panel._choose_kind(Kind.WATERFALL)
    try:
        window.actions_by_key["language_en"].trigger()
        qtbot.waitUntil(lambda: window.whole and window.docks.chart is not panel)
        assert window.docks.chart.kind is Kind.WATERFALL
        assert window.docks.chart.tools.kinds.currentText() == "Carry-over, step by step"
    finally:
        window.actions_by_key["language_ja"].trigger()
        qtbot.waitUntil(lambda: window.whole)


def test_the_tabs_do_without_the_plotting_library():
    code = (
        "import sys; import smrj_desktop.ui.chart_panel, smrj_desktop.ui.tabs.statement_tab, "
        "smrj_desktop.ui.tabs.measures_tab, smrj_desktop.ui.tabs.indicators_tab; "
        "sys.exit('pyqtgraph' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
