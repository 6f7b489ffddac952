"""The harness keeps its word: a test that leaves something behind, or lets something pass unheard, fails."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.support import tree

SUBJECT = """
import os, subprocess, sys, threading, time
import pytest
from PySide6.QtCore import QMimeData, QThread, QTimer, qWarning
from PySide6.QtWidgets import QApplication, QLabel

kept = []

def test_clean_window(qtbot):
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    data = QMimeData()
    data.setText("copied")
    QApplication.clipboard().setMimeData(data)

def test_clean_home_and_clipboard(qtbot):
    assert os.listdir(os.environ["HOME"]) == []
    assert QApplication.clipboard().text() == ""
    assert time.tzname[0] == "JST" or os.name == "nt"

def test_clean_timer_and_thread(qtbot):
    timer, thread = QTimer(), QThread()
    timer.start(1000)
    thread.start()
    timer.stop()
    thread.quit()
    thread.wait()

def test_leaves_window(qtbot):
    kept.append(QLabel("x"))
    kept[-1].show()

def test_leaves_timer(qtbot):
    kept.append(QTimer())
    kept[-1].start(1000)

def test_leaves_thread(qtbot):
    kept.append(QThread())
    kept[-1].start()

def test_clean_end_of_thread(qtbot):
    kept[-1].quit()
    kept[-1].wait()

def test_leaves_process():
    kept.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))

def test_clean_end_of_process():
    kept[-1].wait()

def test_unheard_exception_in_slot(qtbot):
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(20)

def test_unheard_exception_in_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

def test_unheard_qt_warning(qtbot):
    qWarning("x")
"""


def test_leaks_and_unheard_failures_fail(tmp_path):
    harness = (tree.ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    # four leaks would wait out the grace in full
    (tmp_path / "conftest.py").write_text(
        harness.replace("GRACE_S = 20.0", "GRACE_S = 0.2"), encoding="utf-8"
    )
    (tmp_path / "test_subject.py").write_text(SUBJECT, encoding="utf-8")
    settings = ["-c", str(tree.ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-p", "no:cacheprovider"]
    asked = [
        sys.executable,
        "-m",
        "pytest",
        *settings,
        "-v",
        "--tb=no",
        "-rN",
        str(tmp_path / "test_subject.py"),
    ]
    done = subprocess.run(asked, capture_output=True, encoding="utf-8", cwd=tmp_path, check=False)
    # a leak shows after the test itself passed: the last word counts
    outcomes = dict(re.findall(r"::test_(\w+) (PASSED|FAILED|ERROR)", done.stdout))
    fate = {"clean": "PASSED", "leaves": "ERROR", "unheard": "FAILED"}
    expected = {name: fate[name.partition("_")[0]] for name in re.findall(r"def test_(\w+)", SUBJECT)}
    assert outcomes == expected, done.stdout
