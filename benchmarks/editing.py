"""From a key event to the last paint it causes, and the repaint of a full view."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from benchmarks.calibration import against_loop, calibration_loop, report
from benchmarks.large import enlarged
from smrj_desktop import app, paths
from smrj_desktop.domain import codec
from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.grid import GridCell, Role
from smrj_desktop.io import builtin, clipboard_tables
from smrj_desktop.ui import settings

EDITS = 60
PASTES = 7
MANY = 10_000
PASTE = 300 / 16
"""Ten thousand cells are to take no longer than 0.3 s."""


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
        # as the program itself does once it has started
        app.spare_collector()
        idle = _edits(session, application)
        report("key to last paint, p95, worker idle (loops of 16 ms)", idle, 1.0)
        report("key to last paint, p95, worker busy (loops of 16 ms)", _busy_edits(session, application), 1.0)
        report("repaint of a full view, median (loops of 16 ms)", _repaints(session, application), 5 / 16)
        report("scroll by three lines, median (loops of 16 ms)", _scrolls(session, application), 1.0)
        pasted, undone, count = _pastes(session, application)
        report(f"paste of {count} cells, real plan (loops of 16 ms)", pasted, None)
        report(f"undo of it, {count} cells (loops of 16 ms)", undone, None)
        session.document.replace(enlarged(builtin.load()), None)
        application.processEvents()
        app.spare_collector()
        pasted, undone, count = _pastes(session, application)
        report("paste per 10,000 cells (loops of 16 ms)", pasted * MANY / count, PASTE, f"{count} cells")
        report("undo of it, per 10,000 cells (loops of 16 ms)", undone * MANY / count, PASTE)
        report("the same view: repaint, median (loops of 16 ms)", _repaints(session, application), 5 / 16)
        report("the same view: scroll, median (loops of 16 ms)", _scrolls(session, application), 1.0)
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


def _scrolls(session: app.Session, application: QApplication) -> float:
    """A turn of the wheel up or down with the repaint it causes."""
    view = session.window.pages.statement("budget").view
    bar, step = view.verticalScrollBar(), 3 * view.rowHeight(0)
    samples, loops = [], []
    for number in range(EDITS):
        begin = time.perf_counter()
        bar.setValue(bar.value() + (step if number % 2 else -step))
        view.viewport().repaint()
        samples.append(time.perf_counter() - begin)
        loops.append(calibration_loop())
        application.processEvents()
    return against_loop(samples, loops)[0]


def _pastes(session: app.Session, application: QApplication) -> tuple[float, float, int]:
    """A paste over every leaf of the table in front and its undo, both with what they paint.

    Returns:
        Medians in calibration loops, and how many cells the paste changes.
    """
    view = session.window.pages.statement("budget").view
    model, document = view.model(), session.document
    rows, columns = range(model.rowCount()), range(model.columnCount())
    pasted, undone, loops = [], [], []
    count = 0
    for number in range(PASTES):
        cells = [[_fresh(cell, number) for cell in row] for row in view.clips.cells(rows, columns)]
        count = sum(cell is not None and cell.role is Role.LEAF for row in cells for cell in row)
        data = QMimeData()
        data.setData(clipboard_tables.OWN_FORMAT, clipboard_tables.write_own(cells, view.clips.unit))
        application.clipboard().setMimeData(data)
        first = model.index(0, 0)
        view.selectionModel().select(first, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        steps = document.undo_stack.count()
        begin = time.perf_counter()
        session.clipboard.paste()
        application.processEvents()
        pasted.append(time.perf_counter() - begin)
        assert document.undo_stack.count() == steps + 1, "the paste asked for something"
        begin = time.perf_counter()
        document.undo_stack.undo()
        application.processEvents()
        undone.append(time.perf_counter() - begin)
        loops.append(calibration_loop())
        document.undo_stack.clear()
    return against_loop(pasted, loops)[0], against_loop(undone, loops)[0], count


def _fresh(cell: GridCell | None, number: int) -> GridCell | None:
    """Another figure for a leaf; nothing for a total, which would be compared."""
    if cell is None or cell.role is not Role.LEAF or cell.figure is None:
        return None
    figure = Figure(cell.figure.value + number + 1001)
    return GridCell(text=show(figure), role=Role.LEAF, figure=figure)
