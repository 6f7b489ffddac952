"""A desk without the rest of the window: a document, a door, commands, a worker that answers as told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.ui.actions import make_actions
from smrj_desktop.ui.desk import FileDesk
from smrj_desktop.ui.document import Document
from tests.support.windows import Door

Answer = object | SmrjError | Callable[[dict[str, Any]], object]


class Worker:
    """Stands where the worker process would be.

    Attributes:
        asked: the jobs and their arguments.
        answers: by job what it gives: an error, a result, or what makes one of the arguments.
        busy: whether something else is under way.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Answer] = {}
        self.busy = False

    def run(self, job: str, *, on_done, on_failed, on_cancelled=None, **arguments: Any) -> None:
        self.asked.append((job, arguments))
        answer = self.answers.get(job)
        try:
            result = answer(arguments) if callable(answer) else answer
        except SmrjError as error:
            result = error
        (on_failed if isinstance(result, SmrjError) else on_done)(result)


class Pages:
    """The tabs, as far as a desk knows them."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def window(self) -> QWidget:
        return self._window

    def commit_pending(self) -> bool:
        return True


class Bench:
    """A desk and what it works with."""

    def __init__(self, qtbot, kind: type[FileDesk], plan: Plan, folder: Path) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(900, 700)
        self.window.show()
        self.document = Document(plan, author="試験")
        self.door, self.worker = Door(), Worker()
        self.actions = make_actions(self.window)
        self.desk = kind(
            self.document,
            self.door,
            Pages(self.window),
            tasks=self.worker,
            folder=lambda: folder,
            actions=self.actions,
            parent=self.window,
        )
