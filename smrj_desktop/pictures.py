"""Pictures of every tab and dialog, on the real plan, for the manual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.checks import review
from smrj_desktop.domain.checks.mining import propose
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.edit_kinds import PutNote
from smrj_desktop.domain.edits import SetCell, SetIndicator, SetPassage
from smrj_desktop.domain.exchange.book import Book, BookCell, BookSheet
from smrj_desktop.domain.exchange.found import Doubt, Recognised
from smrj_desktop.domain.exchange.reading import Reading as ImportReading
from smrj_desktop.domain.exchange.review import ImportReview
from smrj_desktop.domain.grid import statement_grid
from smrj_desktop.domain.merge import merge
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.pasting import Clip, Reading, Scrap, Target
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution, Totals
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin, check_report
from smrj_desktop.io.generations import Generation
from smrj_desktop.io.recovery import Left
from smrj_desktop.io.report_grid import report_grid
from smrj_desktop.messages import text
from smrj_desktop.ui import notices, theme
from smrj_desktop.ui.dialogs.assigning import Assigning
from smrj_desktop.ui.dialogs.build_up import BuildUpDialog
from smrj_desktop.ui.dialogs.comparison import Comparison
from smrj_desktop.ui.dialogs.entry_unit import EntryUnitDialog
from smrj_desktop.ui.dialogs.export_ministry import ExportMinistry
from smrj_desktop.ui.dialogs.find import FindDialog
from smrj_desktop.ui.dialogs.generations import Generations
from smrj_desktop.ui.dialogs.go_to import GoTo
from smrj_desktop.ui.dialogs.history import HistoryDialog
from smrj_desktop.ui.dialogs.input_sheets import InputSheets
from smrj_desktop.ui.dialogs.merging import Merging
from smrj_desktop.ui.dialogs.note import NoteDialog
from smrj_desktop.ui.dialogs.password import PasswordDialog
from smrj_desktop.ui.dialogs.paste import PasteDialog
from smrj_desktop.ui.dialogs.printing import Printing
from smrj_desktop.ui.dialogs.query import Query
from smrj_desktop.ui.dialogs.read_findings import ReadFindings
from smrj_desktop.ui.dialogs.recovery import Recovery
from smrj_desktop.ui.dialogs.report import Report
from smrj_desktop.ui.dialogs.reviewing import Reviewing
from smrj_desktop.ui.dialogs.rule_inputs import RuleInputsDialog
from smrj_desktop.ui.dialogs.shortcuts import Shortcuts
from smrj_desktop.ui.dialogs.spread import SpreadDialog
from smrj_desktop.ui.dialogs.structure import StructureDialog
from smrj_desktop.ui.dialogs.tie_form import TieForm
from smrj_desktop.ui.dialogs.ties import Ties
from smrj_desktop.ui.pages import KEYS
from smrj_desktop.ui.place_words import PlaceWords
from smrj_desktop.ui.print_work import PrintWork

if TYPE_CHECKING:
    from smrj_desktop.app import Session

Wait = Callable[[Callable[[], bool]], None]


PRINTING = QSize(1360, 860)
"""The print dialog as on a common screen, whatever screen the pictures are taken on."""


class PictureError(Exception):
    """A picture could not be taken; says which."""


def take(session: Session, folder: Path, wait: Wait) -> None:
    """Takes all pictures of a window that shows the built-in plan.

    Args:
        session: the window.
        folder: where the pictures go; made where it is missing.
        wait: lets the window work until something is so.

    Raises:
        PictureError: one could not be taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
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
    _editing_pictures(session, folder)
    _check_pictures(session, folder, wait)
    _dialog_pictures(session, folder)
    _safety_pictures(session, folder)
    _exchange_pictures(session, folder)
    _paper_pictures(session, folder, wait)


def _grab(widget: QWidget, path: Path) -> None:
    if not widget.grab().save(str(path)):
        raise PictureError(path.name)


def _editing_pictures(session: Session, folder: Path) -> None:
    """Pictures of what helps with typing: totals, pasting, finding, notes, history, units, the frame."""
    window, document = session.window, session.document
    plan, cell = document.plan, CellKey("budget", "general", "general_admin", "environment_general")
    total = cell._replace(line="expenditure_total", column="environment_total")
    wanted = Figure(plan.figure(total).value * 95 // 100)
    _grab_modal(
        lambda: SpreadDialog(plan, total, wanted, Totals.FOLLOW, window).exec(), folder / "spread.png"
    )
    window.pages.show_cell(cell)
    view = window.pages.view
    assert view is not None
    at = view.currentIndex()
    texts = ("1,234,567", "83,901", "別途協議", "△ 1,500")
    clip = Clip(rows=tuple((Scrap(text),) for text in texts))
    target = Target(list(range(at.row() - 3, at.row() + 1)), [at.column()], len(texts), 1)
    reading = Reading(unit=Unit.THOUSAND)
    _grab_modal(
        lambda: PasteDialog(clip, target, view.clips, reading, lambda: None, window).exec(),
        folder / "paste.png",
    )
    finding = FindDialog(lambda: plan, lambda: window.pages.table, window)
    # the texts know the business by its first word
    finding.words.setText(plan.sections[0].segment.partition("・")[0])
    finding.look()
    _grab_modal(finding.exec, folder / "find.png")
    _grab_modal(
        lambda: StructureDialog(plan, cell.table, cell.line, cell.column, window).exec(),
        folder / "structure.png",
    )
    units = EntryUnitDialog(plan, window)
    units.unit.setCurrentIndex(units.unit.findData(Unit.HUNDRED_MILLION))
    _grab_modal(units.exec, folder / "entry-unit.png")

    place, moment, author = of_cell(cell), "2023-03-{day:02}T17:{minute}:00+09:00", "計画課 山田"
    told = Plan.from_json(plan.to_json())
    for day, amount in enumerate((112, 109), start=28):
        stamp = edits.Stamp(author=author, at=moment.format(day=day, minute=10 + amount % 40))
        edits.apply(told, SetCell(cell=cell, figure=Figure(amount), stamp=stamp))
    history = HistoryDialog(lambda: told, place, Totals.FOLLOW, lambda _edit, _name: None, window)
    _grab_modal(history.exec, folder / "history.png")
    at_last = moment.format(day=30, minute=25)
    note = Note(key="n", place=place, text="旅費の単価を総務課に確認中", author=author, at=at_last)
    document.do(PutNote(note=note), "")
    words = PlaceWords(plan).said(place)
    _grab_modal(lambda: NoteDialog(words, note, window).exec(), folder / "note.png")
    window.actions_by_key["notes"].setChecked(True)
    window.docks.frames["notes"].raise_()
    window.pages.show_cell(cell._replace(line="grant"))
    _settle()
    _grab(window, folder / "notes.png")
    window.actions_by_key["notes"].setChecked(False)
    document.undo_stack.setIndex(0)


def _settle() -> None:

    for _ in range(3):
        QApplication.processEvents()


def _check_pictures(session: Session, folder: Path, wait: Wait) -> None:
    """Pictures of a slip that was found, in both colours, and of what can be done about checks."""
    window, document, checking = session.window, session.document, session.checking
    cell = CellKey("budget", "general", "general_admin", "environment_general")
    document.do(SetCell(cell=cell, figure=Figure(160), totals=Totals.HOLD), "")
    window.actions_by_key["inspector"].setChecked(True)
    window.pages.show_cell(cell)
    wait(lambda: not checking.searching)
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


def _exchange_pictures(session: Session, folder: Path) -> None:
    """Pictures of what goes out to others, and of what comes back from them."""
    window, (base, mine, theirs) = session.window, _three_plans()
    version, date = "第2版", "令和5年3月30日"
    _grab_modal(
        lambda: ExportMinistry(mine, version=version, date=date, parent=window).exec(), folder / "export.png"
    )
    sheets = InputSheets(session.document.plan, version=version, date=date, parent=window)
    sheets.departments.add("department", "経営支援部", ticked=True)
    _grab_modal(sheets.exec, folder / "input-sheets.png")
    _grab_modal(lambda: PasswordDialog("計画（修正）.xlsx", parent=window).exec(), folder / "password.png")
    key = next(iter(base.tables))
    sheet = _sheet(base, key)
    named = {cell.value: at for at, cell in sheet.cells.items()}
    label = base.tables[key].template.lines["general_admin"].label
    row, column = named[label]
    doubts = (
        Doubt(what="line", sheet=sheet.title, row=row, column=column, label=label, table=key),
        Doubt(what="unit", sheet=sheet.title, row=0, column=0, label=sheet.title, table=key),
    )
    book = Book(name="", form="xlsx", sheets=(sheet,))
    assigning = Assigning(base, (book,), (Recognised(tables=(), doubts=doubts),), {}, window)
    _grab_modal(assigning.exec, folder / "assigning.png")
    reading = ImportReading(theirs=theirs)
    reviewing = Reviewing(
        mine,
        ImportReview(base, mine, reading),
        file_name="計画（修正）.xlsx",
        intro=text("exchange.three_way", name="計画（修正）.xlsx", version=version),
        may_leave=lambda: True,
        parent=window,
    )
    reviewing.findings.check()
    _grab_modal(reviewing.exec, folder / "reviewing.png")


def _paper_pictures(session: Session, folder: Path, wait: Wait) -> None:
    """Pictures of what goes onto paper, and of the charts of the whole agency."""
    window = session.window
    turns: dict[str, Callable[[], object]] = {
        "printing": lambda: window.pages.show_place("I-4"),
        "printing-table": lambda: window.pages.show_cell(
            CellKey("budget", "general", "grant", "succession_general")
        ),
    }
    for name, turn in turns.items():
        turn()
        session.printing.show()
        (dialog,) = window.findChildren(Printing)
        dialog.furniture.draft.setCurrentText("（案）")
        dialog.resize(PRINTING)
        (work,) = dialog.findChildren(PrintWork)
        wait(partial(getattr, work, "settled"))
        _settle()
        _grab(dialog, folder / f"{name}.png")
        dialog.close()
        wait(lambda: not window.findChildren(Printing))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    window.docks.chart.tools.whole.setChecked(True)
    for scheme in ("dark", "light"):
        theme.apply(application, scheme)
        _settle()
        _grab(window, folder / f"charts-{scheme}.png")
    window.docks.chart.tools.part.setChecked(True)


def _sheet(plan: Plan, key: TableKey) -> BookSheet:
    """A table as others send it back."""
    grid = statement_grid(plan, key, check_report.table_name(plan, key))
    cells = {
        (row, column): BookCell(cell.figure.amount if cell.figure else cell.text)
        for row, line in enumerate((*grid.header, *grid.rows), start=2)
        for column, cell in enumerate(line, start=1)
        if cell and (cell.figure or cell.text)
    }
    return BookSheet(title=grid.title, cells={(1, 1): BookCell(grid.title), **cells})


def _three_plans() -> tuple[Plan, Plan, Plan]:
    """The built-in plan and what two users made of it: figures, a text, and one cell they both changed."""
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

    def grab() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            _settle()
            _grab(dialog, path)
            dialog.close()

    path.unlink(missing_ok=True)
    QTimer.singleShot(100, grab)
    show()
    if not path.exists():
        raise PictureError(path.name)
