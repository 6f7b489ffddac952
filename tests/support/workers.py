"""Worker processes that begin at once: forked off one that has the jobs imported already."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from smrj_desktop.io import worker


@contextmanager
def quick_starts() -> Iterator[None]:
    """Workers spend no second on imports inside; where the system cannot fork they begin as ever.

    What they do and how they end is the same. How they are spawned is shown by the tests of the worker
    itself and by the journey.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        yield
        return
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([worker.JOBS])

    def process(target: Callable[..., None], args: tuple[Any, ...], **rest: Any) -> Any:
        # the server's own home is that of the test that came first
        return server.Process(target=_serve_at, args=(dict(os.environ), target, *args), **rest)

    context = SimpleNamespace(Pipe=server.Pipe, Process=process)
    with patch.object(worker, "multiprocessing", SimpleNamespace(get_context=lambda _method: context)):
        yield


def _serve_at(environment: dict[str, str], target: Callable[..., None], *arguments: Any) -> None:
    os.environ.clear()
    os.environ.update(environment)
    target(*arguments)
