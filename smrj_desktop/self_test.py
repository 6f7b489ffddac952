"""The installed program tests itself: every step a user's first evening takes, on the real plan.

It runs where there is no screen, and leaves pictures of every tab and dialog where it is asked to.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from smrj_desktop import paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smrj_desktop.app import Session
    from smrj_desktop.domain.plan import Plan

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

    def choose_open(self, folder: Path) -> Path | None:
        return None

    def choose_save(self, suggested: Path) -> Path | None:
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
    from PySide6.QtWidgets import QApplication

    from smrj_desktop.ui import theme
    from smrj_desktop.ui.pages import KEYS

    folder.mkdir(parents=True, exist_ok=True)
    with _session() as session:
        application, window = QApplication.instance(), session.window
        assert isinstance(application, QApplication)
        for scheme in ("light", "dark"):
            theme.apply(application, scheme)
            for index, key in enumerate(KEYS):
                window.pages.setCurrentIndex(index)
                for _ in range(3):
                    application.processEvents()
                _grab(window, folder / f"{key}-{scheme}.png")
        theme.apply(application, "light")
        _check_pictures(session, folder)
        _dialog_pictures(session, folder)
        _safety_pictures(session, folder)


def _grab(widget: QWidget, path: Path) -> None:
    _require(widget.grab().save(str(path)), f"picture {path.name}")


def _check_pictures(session: Session, folder: Path) -> None:
    """Pictures of a slip that was found, in both colours, and of what can be done about checks."""
    from PySide6.QtWidgets import QApplication

    from smrj_desktop.domain.amounts import Figure
    from smrj_desktop.domain.checks.mining import propose
    from smrj_desktop.domain.edits import SetCell
    from smrj_desktop.domain.statements import CellKey, Totals
    from smrj_desktop.io.report_grid import report_grid
    from smrj_desktop.ui import theme
    from smrj_desktop.ui.dialogs.query import Query
    from smrj_desktop.ui.dialogs.report import Report
    from smrj_desktop.ui.dialogs.rule_inputs import RuleInputsDialog
    from smrj_desktop.ui.dialogs.tie_form import TieForm
    from smrj_desktop.ui.dialogs.ties import Ties

    window, document, checking = session.window, session.document, session.checking
    cell = CellKey("budget", "general", "general_admin", "environment_general")
    document.do(SetCell(cell=cell, figure=Figure(160), totals=Totals.HOLD), "")
    window.actions_by_key["inspector"].setChecked(True)
    window.pages.show_cell(cell)
    _wait(lambda: not checking.searching)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    for scheme in ("dark", "light"):
        theme.apply(application, scheme)
        for _ in range(3):
            application.processEvents()
        _grab(window, folder / ("findings.png" if scheme == "light" else f"findings-{scheme}.png"))
    plan, (first, *_) = document.plan, checking.findings
    error = next((item for item in checking.findings if item.suspects), first)
    _grab_modal(lambda: Query(plan, error, error.suspects[0], window).exec(), folder / "query.png")
    grid = report_grid(plan, checking.findings, checking.holds)
    _grab_modal(lambda: Report(grid, window).exec(), folder / "report.png")
    for page, name in enumerate(("ties", "explained", "proposals")):
        dialog = Ties(plan, window)
        dialog.pages.setCurrentIndex(page)
        if name == "proposals":
            dialog.show_proposals(propose(plan))
        _grab_modal(dialog.exec, folder / f"{name}.png")
    _grab_modal(lambda: TieForm(plan, plan.ties[9], window).exec(), folder / "tie-form.png")
    _grab_modal(lambda: RuleInputsDialog(plan, window).exec(), folder / "rules.png")
    window.actions_by_key["inspector"].setChecked(False)
    document.undo_stack.undo()


def _dialog_pictures(session: Session, folder: Path) -> None:
    from smrj_desktop.domain import edits
    from smrj_desktop.domain.amounts import Unit
    from smrj_desktop.domain.checks import review
    from smrj_desktop.domain.statements import CellKey, Contribution
    from smrj_desktop.ui import notices
    from smrj_desktop.ui.dialogs.build_up import BuildUpDialog
    from smrj_desktop.ui.dialogs.go_to import GoTo
    from smrj_desktop.ui.dialogs.read_findings import ReadFindings
    from smrj_desktop.ui.dialogs.shortcuts import Shortcuts

    plan, cell = session.document.plan, CellKey("budget", "facilities", "general_admin", "newbiz")
    for number, amount in enumerate((12_450, 9_980, 7_610), start=1):
        item = Contribution(
            key=str(number), department=f"{number}", item="", amount=amount, unit=Unit.THOUSAND
        )
        edits.apply(plan, edits.PutContribution(cell=cell, contribution=item, index=number - 1))
    line = plan.table(cell).template.lines[cell.line].label
    _grab_modal(lambda: BuildUpDialog(plan, cell, line, session.window).exec(), folder / "build-up.png")
    places = GoTo(plan, None, session.window)
    places.words.setText(line)
    _grab_modal(places.exec, folder / "go-to.png")
    keys = Shortcuts(session.window.actions_by_key, session.window)
    _grab_modal(keys.exec, folder / "shortcuts.png")
    findings = review.run(plan)[:12]
    _grab_modal(lambda: ReadFindings(plan, findings, session.window).exec(), folder / "read-findings.png")
    door = notices.Notices(session.window)
    _grab_modal(lambda: door.ask_discard_or_save(plan.profile.title), folder / "unsaved.png")
    total = plan.table(cell).template.lines["expenditure_total"].label
    refused = {"line": total, "column": plan.table(cell).template.columns[cell.column].segment}
    _grab_modal(lambda: door.error("error.total_edit", **refused), folder / "error.png")
    _grab_modal(door.about, folder / "about.png")


def _safety_pictures(session: Session, folder: Path) -> None:
    """Pictures of what brings plans back and keeps two users from undoing each other's work."""
    from datetime import UTC, datetime, timedelta

    from smrj_desktop.domain.compare import compare
    from smrj_desktop.domain.merge import merge
    from smrj_desktop.io.generations import Generation
    from smrj_desktop.io.recovery import Left
    from smrj_desktop.messages import text
    from smrj_desktop.ui.dialogs.comparison import Comparison
    from smrj_desktop.ui.dialogs.generations import Generations
    from smrj_desktop.ui.dialogs.merging import Merging
    from smrj_desktop.ui.dialogs.recovery import Recovery

    window, (base, mine, theirs) = session.window, _three_plans()
    name, moment = "令和5年度計画.xlsx", datetime(2023, 3, 30, 8, 30, tzinfo=UTC)
    window.banner.say(
        "on_disk",
        text("share.changed", name=name),
        buttons=[(text("answer.merge"), lambda: None)],
        level="warning",
        closable=False,
    )
    _grab(window, folder / "banner.png")
    window.banner.withdraw("on_disk")
    left = [
        Left(
            folder=folder,
            title=base.profile.title,
            path=path,
            last_at=moment.timestamp(),
            unsaved=count,
            damaged=False,
        )
        for path, count in ((Path(name), 12), (None, 3))
    ]
    _grab_modal(lambda: Recovery(left, window).exec(), folder / "recovery.png")
    comparison = Comparison(
        base,
        compare(base, theirs),
        title=text("recovery.compare"),
        intro=text("recovery.disk_same", name=name),
        old_name=text("recovery.saved"),
        new_name=text("recovery.restored"),
        parent=window,
    )
    _grab_modal(comparison.exec, folder / "comparison.png")
    merging = Merging(mine, merge(base, mine, theirs), file_name=name, parent=window)
    _grab_modal(merging.exec, folder / "merging.png")
    kept = [
        Generation(Path(name), moment - timedelta(hours=5 * number), 183_000 - 700 * number)
        for number in range(5)
    ]
    _grab_modal(lambda: Generations(name, kept, 10, window).exec(), folder / "generations.png")


def _three_plans() -> tuple[Plan, Plan, Plan]:
    """The built-in plan and what two users made of it: figures, a text, and one cell they both changed."""
    from dataclasses import replace

    from smrj_desktop.domain import edits
    from smrj_desktop.domain.amounts import Figure
    from smrj_desktop.domain.edits import SetCell, SetIndicator, SetPassage
    from smrj_desktop.domain.plan import Plan
    from smrj_desktop.domain.statements import CellKey
    from smrj_desktop.io import builtin

    base = builtin.load()
    mine, theirs = (Plan.from_json(base.to_json()) for _ in range(2))
    shared = CellKey("budget", "general", "general_admin", "environment_general")
    other = CellKey("budget", "facilities", "general_admin", "newbiz")
    passage = max(base.outline, key=lambda item: len(item.text))
    indicator = base.indicators[2]
    edits.apply(mine, SetCell(cell=shared, figure=Figure(112)))
    for edit in (
        SetPassage(passage=replace(passage, text=passage.text.replace("、", "及び", 1))),
        SetIndicator(indicator=replace(indicator, core=not indicator.core)),
        SetCell(cell=shared, figure=Figure(120)),
        SetCell(cell=other, figure=Figure(7)),
    ):
        edits.apply(theirs, edit)
    return base, mine, theirs


def _grab_modal(show: Callable[[], object], path: Path) -> None:
    """Takes the picture of a dialog while it is open, and closes it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def grab() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            _grab(dialog, path)
            dialog.close()

    path.unlink(missing_ok=True)
    QTimer.singleShot(100, grab)
    show()
    _require(path.exists(), f"no dialog for {path.name}")
