from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from smrj_desktop import messages
from smrj_desktop.domain import codec, errors
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import sharing, workbook_read, workbook_write
from smrj_desktop.io.worker import Done, Event, Failed, Progress, Worker
from tests.support import tree
from tests.support.holders import SUZUKI
from tests.support.workbooks import BUDGET, filled_plan, type_into
from tests.support.workers import quick_starts

PATIENCE_S = 60.0


@pytest.fixture
def quick() -> Iterator[None]:
    with quick_starts():
        yield


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(jobs="tests.support.worker_jobs")
    yield made
    made.close()


def wait(worker: Worker, until: type[Event] = Done) -> list[Event]:
    """The events up to the last of the job, or up to one of a kind."""
    events: list[Event] = []
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        events += worker.poll()
        if not worker.busy or any(isinstance(event, until) for event in events):
            return events
        time.sleep(0.01)
    raise AssertionError(events)


def run(worker: Worker, job: str, **arguments: object) -> Event:
    worker.request(job, **arguments)
    return wait(worker)[-1]


def content() -> bytes:
    return codec.canonical(filled_plan().to_json())


def test_save_and_open(worker, tmp_path):
    path = tmp_path / "p.xlsx"
    worker.request("save", plan=content(), path=path, keep_from=None)
    events = wait(worker)
    assert isinstance(events[-1], Done)
    assert all(isinstance(event, Progress) for event in events[:-1])
    assert all(0 <= event.fraction <= 1 and messages.text(event.message) for event in events[:-1])
    first = worker.process_id
    type_into(path, BUDGET, "grant", "a1", 5)
    event = run(worker, "open", path=path)
    opened = event.result
    plan = workbook_read.read(path)[0]
    assert Plan.from_json(json.loads(opened.plan)).to_json() == plan.to_json()
    assert opened.plan_hash == plan.whole_hash()
    assert opened.fingerprint == sharing.fingerprint(path)
    assert [finding.kind for finding in opened.findings] == ["workbook_leaf_taken"]
    assert worker.process_id == first


def test_export(worker, tmp_path):
    event = run(worker, "export_machine", plan=content(), path=tmp_path / "p.csv")
    assert isinstance(event, Done)
    assert event.result == len((tmp_path / "p.csv").read_text(encoding="utf-8-sig").splitlines()) - 1


def test_an_error_arrives_as_itself(worker, tmp_path):
    event = run(worker, "open", path=tmp_path / "gone.xlsx")
    assert isinstance(event, Failed)
    assert type(event.error) is errors.FileMissingError
    assert event.error.parameters == {"name": "gone.xlsx"}
    assert type(run(worker, "fail").error) is errors.ForeignWorkbookError


@pytest.mark.parametrize(
    ("job", "kind"),
    [("crash", errors.WorkerCrashedError), ("blunder", errors.WorkerFailedError)],
)
def test_a_dead_or_blundering_job_is_told_and_the_next_one_runs(worker, tmp_path, job, kind):
    event = run(worker, job)
    assert isinstance(event, Failed)
    assert type(event.error) is kind
    assert messages.text(event.error.message, **event.error.parameters)
    assert isinstance(run(worker, "save", plan=content(), path=tmp_path / "p.xlsx"), Done)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited there alone")
def test_memory_is_limited(worker):
    event = run(worker, "hoard")
    assert type(event.error) is errors.WorkerMemoryError


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_process_killed_between_jobs_is_replaced(worker):
    assert isinstance(run(worker, "modules"), Done)
    os.kill(worker.process_id, signal.SIGKILL)
    end = time.monotonic() + PATIENCE_S
    while worker.process_id is not None and time.monotonic() < end:
        time.sleep(0.01)
    assert isinstance(run(worker, "modules"), Done)


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_job_that_no_process_lived_to_take_is_told_at_once(worker, monkeypatch):
    start, doomed = worker.start, [True, True]

    def start_and_die():
        start()
        if doomed:
            doomed.pop()
            os.kill(worker.process_id, signal.SIGKILL)
            worker._process.join()

    monkeypatch.setattr(worker, "start", start_and_die)
    assert type(run(worker, "modules").error) is errors.WorkerCrashedError
    assert isinstance(run(worker, "modules"), Done)


def test_a_hung_job_is_ended(tmp_path):
    worker = Worker(jobs="tests.support.worker_jobs", silence_seconds=0.3)
    worker.start()
    try:
        assert isinstance(_warm(worker), Done)
        worker.request("hang")
        events = wait(worker)
        assert type(events[-1].error) is errors.WorkerHungError
        assert worker.process_id is None
    finally:
        worker.close()


def _warm(worker: Worker) -> Event:
    """The first job may be silent while the process starts, which is not what is tested."""
    patience, worker._silence_seconds = worker._silence_seconds, PATIENCE_S
    event = run(worker, "modules")
    worker._silence_seconds = patience
    return event


def test_the_guard_of_a_save_that_is_ended_goes_with_it(worker, tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(b"whole")
    worker.request("hang_while_replacing", path=path)
    wait(worker, Progress)
    guard = tmp_path / ".p.xlsx.smrj-save"
    assert guard.exists()
    worker.cancel()
    assert [each for each in tmp_path.iterdir() if each.is_file()] == [path]
    assert path.read_bytes() == b"whole"


def test_the_guard_of_another_save_stays(worker, tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(b"whole")
    worker.request("hang_while_writing", path=path)
    wait(worker, Progress)
    with sharing.guarded(path, SUZUKI):
        worker.cancel()
        assert (tmp_path / ".p.xlsx.smrj-save").exists()


def test_a_cancelled_save_leaves_nothing_behind(worker, tmp_path):
    path = tmp_path / "p.xlsx"
    workbook_write.write(filled_plan(), path)
    before = path.read_bytes()
    worker.request("hang_while_writing", path=path)
    wait(worker, Progress)
    assert len([each for each in tmp_path.iterdir() if each.is_file()]) == 2
    process = worker.process_id
    worker.cancel()
    assert not worker.busy
    assert worker.poll() == []
    assert not psutil.pid_exists(process)
    assert [each for each in tmp_path.iterdir() if each.is_file()] == [path]
    assert path.read_bytes() == before
    assert isinstance(run(worker, "save", plan=content(), path=path, keep_from=path), Done)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("delay_s", [0.0, 0.02, 0.05, 0.1, 0.15])
def test_a_save_killed_at_any_moment_leaves_a_whole_file(worker, tmp_path, delay_s):
    path = tmp_path / "p.xlsx"
    assert isinstance(run(worker, "save", plan=content(), path=path), Done)
    worker.request("save", plan=content(), path=path, keep_from=path)
    time.sleep(delay_s)
    worker.cancel()
    assert workbook_read.read(path)[1] == []
    assert [each for each in tmp_path.iterdir() if each.is_file()] == [path]
    assert isinstance(run(worker, "save", plan=content(), path=path, keep_from=path), Done)
    assert [each for each in tmp_path.iterdir() if each.is_file()] == [path]


def test_one_job_at_a_time(worker):
    worker.request("hang")
    with pytest.raises(RuntimeError):
        worker.request("modules")
    worker.close()


def test_closing_ends_the_process(worker):
    assert isinstance(run(worker, "modules"), Done)
    process = worker.process_id
    worker.close()
    assert not psutil.pid_exists(process)
    worker.close()


def test_the_process_ends_with_its_parent(tmp_path):
    code = (
        "import os, time\n"
        "from smrj_desktop.io.worker import Worker\n"
        "if __name__ == '__main__':\n"
        "    worker = Worker(); worker.request('open', path=os.devnull)\n"
        "    while worker.busy: worker.poll(); time.sleep(0.01)\n"
        "    print(worker.process_id, flush=True)\n"
        "    os._exit(0)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tree.ROOT,
        env={**os.environ, "PYTHONPATH": str(tree.ROOT)},
        timeout=PATIENCE_S,
    )
    end = time.monotonic() + PATIENCE_S
    while psutil.pid_exists(int(done.stdout)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not psutil.pid_exists(int(done.stdout))


def test_the_child_loads_no_qt(worker):
    loaded = run(worker, "modules").result
    assert not {name.partition(".")[0] for name in loaded} & {"PySide6", "shiboken6", "pyqtgraph"}


def test_the_parent_s_side_loads_nothing_heavy():
    code = "import sys, smrj_desktop.io.worker\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tree.ROOT
    )
    heavy = {"numpy", "pandas", "openpyxl", "PySide6", "pyqtgraph"}
    assert not {name.partition(".")[0] for name in done.stdout.split()} & heavy


def test_writing_to_the_real_path_type(worker, tmp_path):
    event = run(worker, "save", plan=content(), path=Path(tmp_path, "計画.xlsx"))
    assert event.result.path == tmp_path / "計画.xlsx"
    assert event.result.kept is None
