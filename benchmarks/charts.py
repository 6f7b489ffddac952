"""From an edit to the chart that shows it, of an account and of the whole agency."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QApplication

from benchmarks.calibration import against_loop, calibration_loop, report
from smrj_desktop import app
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.series import Kind
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin
from smrj_desktop.ui import settings
from smrj_desktop.ui.chart_panel import ChartPanel
from smrj_desktop.ui.document import Document

EDITS = 60
CELL = CellKey("budget", "general", "general_admin", "environment_general")
BUDGET = 8 / 16
"""Half of the 16 ms between a key and its last paint; the rest is for the table and the checks."""


def run() -> None:
    """Prints what charts add to an edit, in calibration loops (one stands for 16 ms)."""
    application = app.make_application(settings.Settings(theme="light"))
    document = Document(builtin.load())
    panel = ChartPanel(document)
    panel.set_account(CELL.account)
    panel.resize(460, 900)
    panel.show()
    try:
        for whole in (False, True):
            panel.tools.whole.setChecked(whole)
            for kind in (Kind.SEGMENTS, Kind.COMPOSITION, Kind.STATEMENTS):
                panel.tools.kind_chosen.emit(kind)
                of = "agency" if whole else "account"
                report(f"edit to chart, {kind} of the {of} (loops of 16 ms)", _edits(panel, document), BUDGET)
    finally:
        panel.hide()
        application.processEvents()


def _edits(panel: ChartPanel, document: Document) -> float:
    """What an edit and the paint it causes take with the panel in sight, less what they take without it."""
    samples, loops = [], []
    for number in range(EDITS):
        taken = []
        for seen in (False, True):
            panel.setVisible(seen)
            QApplication.processEvents()
            begin = time.perf_counter()
            document.do(SetCell(cell=CELL, figure=Figure(1000 + 2 * number + seen)), "")
            QApplication.processEvents()
            taken.append(time.perf_counter() - begin)
        samples.append(taken[1] - taken[0])
        loops.append(calibration_loop())
    return against_loop(samples, loops)[0]
