"""Start-up and memory, against a floor process that imports the same libraries and shows an empty window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.calibration import report
from smrj_desktop import paths

SETTLE_S = 3.0
"""After so long the charts, the other tabs and the worker are there."""

FLOOR = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
import pandas, openpyxl, pyqtgraph
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: (print("painted", flush=True), print("editable", flush=True)))
application = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
QTimer.singleShot(60000, application.quit)
application.exec()
"""

PROGRAM = """
import sys
from PySide6.QtCore import QTimer, Qt
from PySide6.QtWidgets import QLineEdit
from smrj_desktop import app
from smrj_desktop.ui import settings
stored = settings.Settings(theme="light", last_tab="budget")
application = app.make_application(stored)
session = app.Session(stored)
def start():
    print("painted", flush=True)
    # who types is no part of the program, and is not there before it is seen
    from PySide6.QtTest import QTest
    session.start(None)
    view = session.window.pages.statement("budget").view
    view.setFocus()
    QTest.keyClicks(view, "7")
    QTest.keyClick(view.findChild(QLineEdit), Qt.Key.Key_Return)
    assert session.document.undo_stack.count() == 1
    application.processEvents()
    print("editable", flush=True)
session.window.first_painted.connect(start)
session.window.show()
QTimer.singleShot(60000, application.quit)
application.exec()
"""


def run(pairs: int = 20) -> None:
    """Prints first paint, first committed key and memory as ratios to the floor."""
    for code in (FLOOR, PROGRAM):
        _once(code)
    results = [(_once(FLOOR), _once(PROGRAM)) for _ in range(pairs)]
    for index, (name, budget) in enumerate(
        (("first paint / floor", 0.5), ("first key committed / floor", 1.25), ("window memory / floor", 1.3))
    ):
        ratio = statistics.median(program[index] / floor[index] for floor, program in results)
        report(name, ratio, budget, f"{pairs} pairs")
    worker = statistics.median(program[3] / program[2] for _, program in results)
    report("worker memory / window memory", worker, None, "stated apart")


def _once(code: str) -> tuple[float, float, float, float]:
    # a program that is killed leaves its edit for the next start to offer, which is not what is measured
    with tempfile.TemporaryDirectory() as folder, paths.kept_in(Path(folder)):
        return _measured(code)


def _measured(code: str) -> tuple[float, float, float, float]:
    # the installed program has its bytecode, and so have the libraries beside it
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=kept,
    )
    assert process.stdout is not None
    times = {}
    for line in process.stdout:
        times[line.strip()] = time.perf_counter() - begin
        if "editable" in times:
            break
    time.sleep(SETTLE_S)
    running = psutil.Process(process.pid)
    memory = running.memory_info().rss
    workers = sum(child.memory_info().rss for child in running.children(recursive=True))
    for child in running.children(recursive=True):
        child.kill()
    process.kill()
    process.wait()
    return times["painted"], times["editable"], float(memory), float(workers)
