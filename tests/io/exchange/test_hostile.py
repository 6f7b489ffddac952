"""Files that mean harm or were harmed: each is read or has a sentence, soon and in little memory."""

from __future__ import annotations

import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from smrj_desktop import messages
from smrj_desktop.domain.errors import SmrjError, WorkerHungError, WorkerMemoryError
from smrj_desktop.domain.exchange.book import Book
from smrj_desktop.io import foreign
from smrj_desktop.io.worker import Done, Progress, Worker
from tests.support import hostile
from tests.support.hostile import Hostile
from tests.support.workbooks import kinds

PATIENCE_S = 120.0
"""What takes longer hangs, on a loaded machine too."""
LONG_S = 60.0
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited there alone")


def outcome(path: Path) -> list[Book] | SmrjError:
    """What comes of reading a file: books with findings that can be said, or an error that can be."""
    started = time.perf_counter()
    found: list[Book] | SmrjError
    try:
        found, findings = foreign.read(path)
        kinds(findings)
    except SmrjError as error:
        found = error
    assert time.perf_counter() - started < PATIENCE_S
    if isinstance(found, SmrjError):
        assert path.name in messages.text(found.message, **found.parameters)
    return found


@pytest.mark.parametrize("case", hostile.FAMILY, ids=[case.name for case in hostile.FAMILY])
def test_what_means_harm_is_read_safely_or_refused(tmp_path: Path, case: Hostile) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.make())
    found = outcome(path)
    assert (type(found) if isinstance(found, SmrjError) else None) is case.due


SMALL = ("zip bomb.xlsx", "lying bomb.xlsx", "far cell.xlsx", "far cell.xlsb", "far cell.xls")
SMALL += ("wide.ods", "full rows.ods", "empty rows.ods", "spaces.ods")


@pytest.mark.parametrize("name", SMALL)
def test_what_is_small_on_the_disk_stays_small_in_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(next(case for case in hostile.FAMILY if case.name == name).make())
    tracemalloc.start()
    try:
        outcome(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * hostile.MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls", "xlsb", "csv", "zip"])
def test_what_was_harmed_on_the_way_is_read_or_refused(tmp_path: Path, ending: str) -> None:
    content = hostile.sound()[ending]
    path = tmp_path / f"計画.{ending}"
    path.write_bytes(content)
    assert isinstance(outcome(path), list)
    count = 0
    for harmed in hostile.harmed(content, flips=120):
        path.write_bytes(harmed)
        outcome(path)
        count += 1
    assert count > 130


@pytest.mark.parametrize(
    ("memory_bytes", "patience_s", "due"),
    [
        pytest.param(320_000_000, LONG_S, WorkerMemoryError, marks=LINUX),
        (2**32, 0.2, WorkerHungError),
    ],
)
def test_what_eats_memory_or_time_ends_with_a_sentence_and_the_worker_goes_on(
    tmp_path: Path, memory_bytes: int, patience_s: float, due: type[SmrjError]
) -> None:
    full, sound = tmp_path / "full.csv", tmp_path / "sound.csv"
    full.write_bytes(b"1,1,1,1\n" * 150_000)
    sound.write_bytes(b"1,1\n")
    worker = Worker(jobs="tests.support.worker_jobs", memory_bytes=memory_bytes, silence_seconds=LONG_S)
    try:
        assert ended(worker, sound) == Done(1)
        worker._silence_seconds = patience_s
        assert type(ended(worker, full).error) is due
        worker._silence_seconds = LONG_S
        assert ended(worker, sound) == Done(1)
    finally:
        worker.close()


def ended(worker: Worker, path: Path) -> Any:
    """The last event of a job that reads a file."""
    worker.request("read_foreign", path=path)
    while True:
        for event in worker.poll():
            if not isinstance(event, Progress):
                return event
        time.sleep(0.01)
