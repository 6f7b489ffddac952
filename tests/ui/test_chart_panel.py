"""The chart panel: what it draws, how it follows edits, and what it says in words."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from smrj_desktop.domain import edits, series
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.ui import theme
from smrj_desktop.ui.chart_panel import ChartPanel
from smrj_desktop.ui.charts import signed

CELL = CellKey("budget", "general", "general_admin", "environment_general")


@pytest.fixture
def panel(real, shown) -> ChartPanel:
    panel = ChartPanel(real)
    panel.set_account("general")
    shown(panel)
    panel.resize(420, 800)
    QApplication.processEvents()
    return panel


def test_every_segment_has_its_income_over_its_expenditure(panel, real):
    for account in real.plan.accounts:
        panel.set_account(account.key)
        bars = series.income_and_expenditure(real.plan, account.key)
        rows = panel.charts["bars"].rows
        assert [row.label for row in rows] == [bar.label for bar in bars]
        drawn = [(row.bars[0].end, row.bars[1].end) for row in rows]
        assert drawn == [(bar.income, bar.expenditure) for bar in bars]
        assert all(row.bars[0].start == row.bars[1].start == 0 for row in rows)


def test_the_waterfall_goes_from_one_carry_over_to_the_next(panel):
    panel.set_account("facilities")
    rows = panel.charts["waterfall"].rows
    assert [row.bars[0].printed for row in rows] == [
        "4,443",
        "+1,255",
        "△ 1,273",
        "+3,289",
        "△ 4,093",
        "△ 542",
        "3,079",
    ]
    path = [row.bars[0] for row in rows[:-1]]
    assert all(before.end == after.start for before, after in pairwise(path))


def test_the_values_are_printed_inside_the_picture(panel):
    narrow = panel.minimumSizeHint().width()
    for account, width in (("general", 420), ("bankruptcy", 420), ("general", narrow)):
        panel.resize(width, 800)
        panel.set_account(account)
        QApplication.processEvents()
        for chart in panel.charts.values():
            area = chart._view.sceneBoundingRect()
            for value in chart._values:
                box = value.mapRectToScene(value.boundingRect())
                assert area.left() - 1 <= box.left() and box.right() <= area.right() + 1, value.toPlainText()


def test_an_edit_is_drawn_at_once_with_the_same_items(panel, real):
    chart = panel.charts["bars"]
    items = list(chart._values)
    real.do(edits.SetCell(cell=CELL, figure=Figure(112)), "")
    row = next(row for row in chart.rows if row.label == "経営環境変化対応業務")
    assert row.bars[1].printed == "618,076"
    assert "618,076" in panel.accessibleDescription()
    assert chart._values == items
    real.undo_stack.undo()
    assert "618,070" in panel.accessibleDescription()


def test_only_the_chart_that_is_touched_is_drawn_anew(panel, real, monkeypatch):
    drawn = []
    for name, chart in panel.charts.items():
        monkeypatch.setattr(chart, "set_rows", lambda rows, name=name: drawn.append(name))
    real.do(edits.SetCell(cell=CELL, figure=Figure(112)), "")
    assert drawn == ["bars"]
    real.do(edits.SetCell(cell=CELL._replace(layer="outturn"), figure=Figure(1)), "")
    income = CellKey("income", "general", "general_admin", "environment_general")
    real.do(edits.SetCell(cell=income, figure=Figure(1)), "")
    other = CellKey("budget", "facilities", "operating_cost", "newbiz")
    real.do(edits.SetCell(cell=other, figure=Figure(1)), "")
    assert drawn == ["bars"]
    cash = CellKey("cash", "general", "carry_over_in", "common_general")
    real.do(edits.SetCell(cell=cash, figure=Figure(1)), "")
    assert drawn == ["bars", "waterfall"]


def test_a_hidden_panel_draws_when_it_is_seen_again(panel, real):
    panel.hide()
    real.do(edits.SetCell(cell=CELL, figure=Figure(112)), "")
    assert "618,070" in panel.accessibleDescription()
    panel.show()
    assert "618,076" in panel.accessibleDescription()


# the offscreen platform has no window manager that a tooltip could be raised by
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_hovering_tells_the_values_in_words(panel, qtbot):
    chart = panel.charts["bars"]
    view = chart._view
    at = chart.mapFromScene(view.mapViewToScene(QPoint(0, 2)))
    QApplication.sendEvent(chart.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, chart.mapToGlobal(at)))
    assert QToolTip.text() == "新事業展開・創業支援業務：収入 36,477、支出 1,014,736（百万円）"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_an_account_without_figures_says_so(panel, real, filled_plan):
    real.replace(filled_plan, None)
    assert not panel.charts["bars"].isVisible() and not panel.charts["waterfall"].isVisible()
    assert panel.empty["bars"].isVisible() and panel.empty["waterfall"].isVisible()
    assert panel.accessibleDescription() == "この勘定には表示する数値がありません。"
    panel.set_account("nowhere")
    assert panel.empty["bars"].isVisible()


def test_the_charts_wear_the_theme(panel, qapp):
    before = theme.current().scheme
    try:
        for scheme in ("dark", "light"):
            theme.apply(qapp, scheme)
            chart = panel.charts["bars"]
            assert chart.backgroundBrush().color() == theme.colour("surface")
            assert chart._values[0].color == theme.colour("text")
            assert theme.current().chart_income in panel.legends["bars"].text()
    finally:
        theme.apply(qapp, before)


def test_changes_are_signed():
    assert [signed(value) for value in (1234, 0, -82)] == ["+1,234", "-", "△ 82"]


def test_the_tabs_do_without_the_plotting_library():
    code = (
        "import sys; import smrj_desktop.ui.chart_panel, smrj_desktop.ui.tabs.statement_tab, "
        "smrj_desktop.ui.tabs.measures_tab, smrj_desktop.ui.tabs.indicators_tab; "
        "sys.exit('pyqtgraph' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
