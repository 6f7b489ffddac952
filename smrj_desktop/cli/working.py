"""Files from outside are parsed in the worker process, within its limits, from the command line too."""

from __future__ import annotations

import time
from typing import Any

from smrj_desktop.cli.progress import Tell
from smrj_desktop.io.worker import Done, Failed, Progress, Worker

_POLL_S = 0.02


def in_worker(job: str, tell: Tell, **arguments: Any) -> Any:
    """The result of a job of the worker.

    Args:
        job: one of `jobs.JOBS`.
        tell: is told how far it is.
        arguments: the job's.

    Raises:
        SmrjError: why there is none.
    """
    worker = Worker()
    try:
        worker.request(job, **arguments)
        while True:
            for event in worker.poll():
                match event:
                    case Progress(fraction, message):
                        tell(fraction, message)
                    case Done(result):
                        return result
                    case Failed(error):
                        raise error
            time.sleep(_POLL_S)
    finally:
        worker.close()
