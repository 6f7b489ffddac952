"""What the journal costs: the same edits through the real window, with it and without."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from benchmarks.calibration import report, timed
from smrj_desktop import app, paths
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.ui import settings

EDITS, BATCH = 10_000, 250
CELL = CellKey("budget", "general", "general_admin", "environment_general")


def run() -> None:
    """Prints the ratio for 10,000 edits with the journal on, in turn with as many without."""
    stored = settings.Settings(theme="light", last_tab="budget")
    application = app.make_application(stored)
    with tempfile.TemporaryDirectory() as folder, paths.kept_in(Path(folder)):
        session = app.Session(stored)
        session.window.show()
        application.processEvents()
        session.start()
        while not session.window.whole:
            application.processEvents()
        session.keeping.begin()
        try:
            ratio, bare = _ratios(session, application)
        finally:
            session.close()
            session.window.hide()
    report("10,000 edits with the journal / without, on the screen", ratio, 1.1, f"{EDITS // BATCH} pairs")
    report("the same, without painting", bare, None, "stated apart")


def _ratios(session: app.Session, application: QApplication) -> tuple[float, float]:
    journal = session.document.journal
    number = 0

    def batch(*, kept: bool, painted: bool) -> float:
        nonlocal number
        session.document.journal = journal if kept else None
        first = number
        number += BATCH

        def work() -> None:
            for value in range(first, number):
                session.document.do(SetCell(cell=CELL, figure=Figure(value + 1)), "")
                if painted:
                    application.processEvents()

        return timed(work)

    batch(kept=True, painted=True)
    ratios = []
    for painted in (True, False):
        pairs = []
        for turn in range(EDITS // BATCH):
            # whoever is first in a pair changes, since every edit makes the history longer
            order = (True, False) if turn % 2 else (False, True)
            seconds = {kept: batch(kept=kept, painted=painted) for kept in order}
            pairs.append(seconds[True] / seconds[False])
        ratios.append(statistics.median(pairs))
    session.document.journal = journal
    return ratios[0], ratios[1]
