"""A crash outside of Python, which no hook sees, leaves its trace beside the log."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

import pytest

from smrj_desktop import paths
from smrj_desktop.ui import crash
from tests.support import tree

HARD = """
import sys, faulthandler
from PySide6.QtCore import QCoreApplication
from smrj_desktop.ui import crash
if sys.argv[2] == "windowed":
    sys.stderr = sys.__stderr__ = None
application = QCoreApplication([])
guard = crash.install(None)
if sys.argv[1] == "crash":
    faulthandler._sigsegv()
guard.remove()
guard.remove()
crash.stop_log()
assert not faulthandler.is_enabled()
"""


def hard(what: str, how: str) -> subprocess.CompletedProcess[str]:
    # development mode, which would show a file left open, has a fault handler of its own
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-W", "error", "-c", HARD, what, how]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=tree.ROOT, env=environment, check=False
    )


@pytest.mark.skipif(os.name != "posix", reason="the exit code says how a process ended on POSIX alone")
@pytest.mark.parametrize("how", ["console", "windowed"])
def test_a_hard_crash_leaves_its_trace(how):
    done = hard("crash", how)
    assert done.returncode == -signal.SIGSEGV, done.stderr
    trace = (paths.log_dir() / crash.FAULT_NAME).read_text(encoding="utf-8")
    assert "Segmentation fault" in trace and "line 10 in <module>" in trace
    assert stat.S_IMODE((paths.log_dir() / crash.FAULT_NAME).stat().st_mode) == 0o600


def test_without_a_crash_the_trace_is_closed_and_empty():
    fault_log = paths.log_dir() / crash.FAULT_NAME
    fault_log.write_bytes(b"x" * (crash.MAX_BYTES + 1))
    done = hard("no", "console")
    assert (done.returncode, done.stderr) == (0, "")
    assert fault_log.read_bytes() == b""
