"""From a key event to the last paint it causes, and the repaint of a full view."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from benchmarks.calibration import against_loop, calibration_loop, report
from benchmarks.large import enlarged
from smrj_desktop import app, paths
from smrj_desktop.domain import codec
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.io import builtin
from smrj_desktop.ui import settings

EDITS = 60


def run() -> None:
    """Prints latencies in calibration loops (one stands for 16 ms), with the worker idle and busy."""
    with tempfile.TemporaryDirectory() as folder, paths.kept_in(Path(folder)):
        _run()


def _run() -> None:
    stored = settings.Settings(theme="light", last_tab="budget")
    application = app.make_application(stored)
    session = app.Session(stored)
    session.window.show()
    application.processEvents()
    session.start()
    while not session.window.whole:
        application.processEvents()
    try:
        idle = _edits(session, application)
        report("key to last paint, p95, worker idle (loops of 16 ms)", idle, 1.0)
        report("key to last paint, p95, worker busy (loops of 16 ms)", _busy_edits(session, application), 1.0)
        report("repaint of a full view, median (loops of 16 ms)", _repaints(session, application), 5 / 16)
        session.document.replace(enlarged(builtin.load()), None)
        application.processEvents()
        large = _edits(session, application)
        report("key to last paint, p95, 100 times the leaf cells / real plan", large / idle, 2.0)
    finally:
        session.close()
        session.window.hide()


def _type(session: app.Session, application: QApplication, number: int) -> float:
    view = session.window.pages.statement("budget").view
    view.setCurrentIndex(view.model().first_editable())
    QTest.keyClicks(view, str(number % 9 + 1))
    editor = view.findChild(QLineEdit)
    QTest.keyClicks(editor, "23")
    application.processEvents()
    begin = time.perf_counter()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    application.processEvents()
    taken = time.perf_counter() - begin
    application.sendPostedEvents(None, 0)
    return taken


def _edits(session: app.Session, application: QApplication) -> float:
    session.window.pages.setCurrentIndex(2)
    session.window.pages.statement("budget").view.setFocus()
    _type(session, application, 0)
    samples, loops = [], []
    for number in range(EDITS):
        samples.append(_type(session, application, number))
        loops.append(calibration_loop())
    return against_loop(samples, loops)[1]


def _busy_edits(session: app.Session, application: QApplication) -> float:
    samples, loops = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "busy.xlsx"
        content = codec.canonical(session.document.plan.to_json())
        for number in range(EDITS):
            if not session.tasks.busy:
                session.tasks.run(
                    "save",
                    plan=content,
                    path=path,
                    keep_from=None,
                    on_done=lambda _result: None,
                    on_failed=_complain,
                )
            samples.append(_type(session, application, number))
            loops.append(calibration_loop())
        session.tasks.cancel()
    return against_loop(samples, loops)[1]


def _complain(error: SmrjError) -> None:
    raise RuntimeError(error.message)


def _repaints(session: app.Session, application: QApplication) -> float:
    viewport = session.window.pages.statement("budget").view.viewport()
    samples, loops = [], []
    for _ in range(EDITS):
        begin = time.perf_counter()
        viewport.repaint()
        samples.append(time.perf_counter() - begin)
        loops.append(calibration_loop())
        application.processEvents()
    return against_loop(samples, loops)[0]
