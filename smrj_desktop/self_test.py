"""The installed program tests itself: every step a user's first evening takes, on the real plan.

It runs where there is no screen, and leaves pictures of every tab and dialog where it is asked to.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from smrj_desktop import paths

if TYPE_CHECKING:
    from smrj_desktop.app import Session

CELLS = 1263
WAIT_MS = 60_000


class SelfTestError(Exception):
    """A step did not do what it should; says which."""


def run(shots: Path | None = None) -> int:
    """Runs every step, reporting each to standard error.

    Args:
        shots: a folder for pictures; made where it is missing.

    Returns:
        0 where every step passed, else 1.
    """
    screen = ("DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screen):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="smrj-self-test-") as folder, paths.kept_in(Path(folder, "keep")):
        for name, step in _steps(Path(folder), shots):
            try:
                step()
            except Exception as error:  # every failure is reported, and the next step still runs
                failed += 1
                print(f"FAILED {name}: {type(error).__name__}: {error}", file=sys.stderr)
            else:
                print(f"ok     {name}", file=sys.stderr)
    return 1 if failed else 0


def _steps(folder: Path, shots: Path | None) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "the built-in plan is whole and adds up", _plan_is_whole
    yield "a saved plan reads back as itself", lambda: _round_trip(folder)
    yield "the machine form has a row for every cell", lambda: _machine_form(folder)
    yield "a protected print form comes back as it was", lambda: _exchange(folder)
    yield "the whole plan is printed, with every page and bookmark", _printing
    yield "the window edits, undoes, saves and opens", lambda: _window(folder)
    if shots:
        yield "pictures", lambda: _pictures(shots)


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise SelfTestError(what)


def _plan_is_whole() -> None:
    from smrj_desktop.domain.checks import Severity
    from smrj_desktop.domain.checks.review import Review
    from smrj_desktop.io import builtin

    plan = builtin.load()
    _require(len(plan.tables) == 18 and len(plan.indicators) == 24, "tables and indicators")
    review = Review(plan)
    errors = [finding for finding in review.findings() if finding.severity is Severity.ERROR]
    _require(not errors, f"{len(errors)} errors in the built-in plan")
    _require(review.holds is True and len(review.witness()) == 1263, "no proof of the built-in plan")


def _round_trip(folder: Path) -> None:
    from smrj_desktop.io import builtin, workbook_read, workbook_write

    plan, path = builtin.load(), folder / "plan.xlsx"
    workbook_write.write(plan, path)
    again, findings = workbook_read.read(path)
    _require(not findings, f"{len(findings)} findings in a file just written")
    _require(again.content_hash() == plan.content_hash(), "another plan came back")


def _machine_form(folder: Path) -> None:
    from smrj_desktop.io import builtin, machine_form

    path = folder / "machine.csv"
    machine_form.write(builtin.load(), path)
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    _require(len(rows) == CELLS + 1, f"{len(rows) - 1} rows")


def _exchange(folder: Path) -> None:
    from smrj_desktop.domain.exchange.print_options import PrintOptions
    from smrj_desktop.domain.exchange.review import ImportReview
    from smrj_desktop.io import builtin, incoming, merge_report, outgoing

    plan, path, password = builtin.load(), folder / "form.xlsx", "self-test"
    options = PrintOptions(version="第1版", date="令和5年3月30日", totals="formulas")
    outgoing.ministry(plan, path, options, when=datetime.now().astimezone(), password=password)
    came = incoming.read(path, plan, passwords=[password])
    review = ImportReview(came.base_plan, plan, came.reading())
    _require(not came.two_way and not review.items, f"{len(review.items)} changes in a file just written")
    for name in ("report.xlsx", "report.docx"):
        merge_report.write(review.outcome(), plan, folder / name, file_name=path.name)
        _require((folder / name).stat().st_size > 0, f"no {name}")


def _printing() -> None:
    from io import BytesIO

    import pypdf

    from smrj_desktop import app
    from smrj_desktop.io import builtin
    from smrj_desktop.render import parts, publishing
    from smrj_desktop.render.paper import PageSetup
    from smrj_desktop.ui import settings

    application = app.make_application(settings.Settings(theme="light"))
    plan = builtin.load()
    wanted = parts.whole_plan(plan)
    pages = publishing.printed(parts.of_plan(plan, wanted), PageSetup(), contents=wanted.contents)
    reader = pypdf.PdfReader(BytesIO(publishing.pdf(pages, title=plan.profile.title)))
    _require(len(reader.pages) == len(pages.pages) > len(plan.tables), f"{len(reader.pages)} pages")
    _require(bool(reader.outline), "no bookmarks")
    said = "".join(page.extract_text() for page in reader.pages)
    _require(plan.profile.title in said and "1,711,897" in said, "no text in the pages")
    del application


@contextmanager
def _session(file: Path | None = None) -> Iterator[Session]:
    """A window that was shown, attached to a plan, and is taken down whatever happens."""
    from smrj_desktop import app
    from smrj_desktop.ui import settings

    application = app.make_application(settings.Settings(theme="light"))
    session = app.Session(settings.Settings(theme="light"), door=_SilentDoor())
    session.window.show()
    application.processEvents()
    session.start(file)
    _wait(lambda: session.window.whole)
    try:
        yield session
    finally:
        session.close()
        session.window.hide()
        session.window.deleteLater()
        application.processEvents()


class _SilentDoor:
    """Answers for a user who is not there; an error ends the step that caused it."""

    def error(self, message: str, /, **parameters: object) -> None:
        raise SelfTestError(f"{message} {parameters}")

    def information(self, message: str, /, **parameters: object) -> None:
        raise SelfTestError(f"{message} {parameters}")

    def confirm(self, message: str, /, **parameters: object) -> bool:
        raise SelfTestError(f"{message} {parameters}")

    def choose(
        self, message: str, answers: Sequence[str], /, *, default: str, **parameters: object
    ) -> str | None:
        raise SelfTestError(f"{message} {parameters}")

    def ask_discard_or_save(self, name: str) -> Literal["save", "discard", "cancel"]:
        return "discard"

    def choose_open(self, folder: Path, kind: str = "workbooks") -> Path | None:
        return None

    def choose_save(self, suggested: Path) -> Path | None:
        return None

    def choose_export(self, suggested: Path, kinds: Sequence[str]) -> tuple[Path, str] | None:
        return None

    def choose_printer(self, count: int) -> None:
        return None

    def about(self) -> None:
        return None


def _wait(condition: Callable[[], bool]) -> None:
    from PySide6.QtCore import QDeadlineTimer, QEventLoop, QThread
    from PySide6.QtWidgets import QApplication

    deadline = QDeadlineTimer(WAIT_MS)
    while not condition():
        _require(not deadline.hasExpired(), "waited too long")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        QThread.msleep(5)


def _window(folder: Path) -> None:
    from smrj_desktop.domain.amounts import Figure
    from smrj_desktop.domain.edits import SetCell
    from smrj_desktop.domain.statements import CellKey
    from smrj_desktop.ui.document import Standing

    cell = CellKey("budget", "general", "general_admin", "environment_general")
    total = cell._replace(line="expenditure_total", column="total")
    path = folder / "window.xlsx"
    with _session() as session:
        document = session.document
        before = document.plan.figure(total).value
        document.do(SetCell(cell=cell, figure=Figure(112)), "")
        _require(document.plan.figure(total).value == before + 6, "the total did not follow")
        document.undo_stack.undo()
        _require(document.plan.figure(total).value == before, "undo did not take it back")
        document.undo_stack.redo()
        document.learn(Standing(path=path))
        session.files.save()
        _wait(lambda: not session.tasks.busy)
        _require(path.exists() and not document.dirty, "the file was not saved")
    with _session(path) as session:
        _require(session.document.plan.figure(cell) == Figure(112), "the file did not bring the edit back")


def _pictures(folder: Path) -> None:
    from smrj_desktop import pictures

    with _session() as session:
        pictures.take(session, folder, _wait)
