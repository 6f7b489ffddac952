"""The commands about checks beyond the panels: ties, rules' inputs, how figures round, the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from smrj_desktop.domain import codec
from smrj_desktop.domain.amounts import Rounding
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.check_records import ExplainedDifference, Tie
from smrj_desktop.domain.edits import Edit, PutExplained, PutTie, SetRounding, SetRules
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.messages import text
from smrj_desktop.ui.checking import Checking
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.domain.checks.mining import Proposal
    from smrj_desktop.ui.dialogs.ties import Ties


class CheckDesk(QObject):
    """Opens the dialogs and does what they ask for.

    Signals:
        print_wanted: grids are to be printed; carries their title and the grids.
    """

    print_wanted = Signal(str, object)

    def __init__(
        self,
        document: Document,
        checking: Checking,
        tasks: Tasks,
        door: Door,
        window: QWidget,
        *,
        actions: dict[str, QAction],
        commit_pending: Callable[[], bool],
        folder: Callable[[], Path],
        parent: QObject | None = None,
    ) -> None:
        """Opens nothing yet.

        Args:
            document, checking, tasks, door: what it works with.
            window: what dialogs belong to.
            actions: the commands, by key.
            commit_pending: ends what is being typed; False where it was refused.
            folder: where files are looked for first.
            parent: its owner.
        """
        super().__init__(parent)
        self._document, self._checking, self._tasks, self._door = document, checking, tasks, door
        self._window, self._commit_pending, self._folder = window, commit_pending, folder
        self._ties: Ties | None = None
        self._actions = actions
        for name, act in (
            ("ties", self.edit_ties),
            ("rules", self.edit_rules),
            ("report", self.show_report),
            *((f"rounding_{mode}", self._round) for mode in Rounding),
        ):
            # a slot without arguments: Qt would pass on whether the command is checked
            actions[name].triggered.connect(act)
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._show_rounding)
        self._show_rounding()

    # ---- ties

    def edit_ties(self) -> None:
        """Opens the ties, the explained differences and the proposals."""
        if not self._commit_pending():
            return
        from smrj_desktop.ui.dialogs.ties import Ties

        self._ties = dialog = Ties(self._document.plan, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.edit_wanted.connect(self._do)
        dialog.tie_wanted.connect(self._edit_tie)
        dialog.explanation_wanted.connect(self._explain)
        dialog.mining_wanted.connect(self._mine)
        dialog.finished.connect(self._forget_ties)
        dialog.open()

    def _forget_ties(self) -> None:
        self._ties = None

    def _edit_tie(self, tie: Tie | None) -> None:
        from smrj_desktop.ui.dialogs.tie_form import TieForm

        plan = self._document.plan
        index = plan.ties.index(tie) if tie else len(plan.ties)
        form = TieForm(plan, tie, self._ties)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            changed = form.tie()
            self._do(PutTie(tie=changed, index=index), text("step.put_tie", name=changed.label))

        form.accepted.connect(take)
        form.open()

    def _explain(self, known: ExplainedDifference | None) -> None:
        from smrj_desktop.ui.dialogs.explained_form import ExplainedForm

        plan = self._document.plan
        index = plan.explained.index(known) if known else len(plan.explained)
        form = ExplainedForm(plan, known, self._ties)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            explained = form.explained(*self._document.who_and_when())
            name = text("step.put_explained", name=explained.reason)
            self._do(PutExplained(explained=explained, index=index), name)

        form.accepted.connect(take)
        form.open()

    def _do(self, edit: Edit, name: str) -> None:
        try:
            self._document.do(edit, name)
        except SmrjError as error:
            self._door.error(error.message, **error.parameters)

    def _on_changed(self, changes: Changes) -> None:
        if self._ties is not None and changes.records:
            self._ties.refresh(self._document.plan)
        if "rounding" in changes.profile:
            self._show_rounding()

    def _mine(self, with_last: bool) -> None:
        if self._tasks.busy:
            self._door.information("file.busy")
            return
        last = self._door.choose_open(self._folder()) if with_last else None
        if with_last and last is None:
            return
        if self._ties is not None:
            self._ties.say(text("ties.mining"))
        self._tasks.run(
            "mine",
            plan=codec.canonical(self._document.plan.to_json()),
            last=last,
            on_done=self._show_proposals,
            on_failed=self._fail_mining,
            on_cancelled=self._stop_mining,
        )

    def _show_proposals(self, found: list[Proposal]) -> None:
        if self._ties is not None:
            self._ties.show_proposals(found)

    def _fail_mining(self, error: SmrjError) -> None:
        self._stop_mining()
        self._door.error(error.message, **error.parameters)

    def _stop_mining(self) -> None:
        if self._ties is not None:
            self._ties.say(text("ties.not_mined"))

    # ---- rules

    def edit_rules(self) -> None:
        """Opens what rules need beyond the tables."""
        if not self._commit_pending():
            return
        from smrj_desktop.ui.dialogs.rule_inputs import RuleInputsDialog

        dialog = RuleInputsDialog(self._document.plan, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            rules = dialog.rules()
            if rules != self._document.plan.rules:
                self._do(SetRules(rules=rules), text("step.set_rules"))

        dialog.accepted.connect(take)
        dialog.open()

    def _round(self) -> None:
        """Changes how the plan's figures are rounded, to what has just been chosen."""
        now = self._document.plan.profile.rounding
        chosen = next(mode for mode in Rounding if self._actions[f"rounding_{mode}"].isChecked())
        if chosen is not now and self._commit_pending():
            name = text("step.set_rounding", name=text(f"rounding.{chosen}"))
            self._do(SetRounding(rounding=chosen), name)
        self._show_rounding()

    def _show_rounding(self) -> None:
        self._actions[f"rounding_{self._document.plan.profile.rounding}"].setChecked(True)

    # ---- the report

    def show_report(self) -> None:
        """Opens the report of the checks as they stand."""
        if not self._commit_pending():
            return
        from smrj_desktop.io.report_grid import report_grid
        from smrj_desktop.ui.dialogs.report import Report

        grid = report_grid(self._document.plan, self._checking.findings, self._checking.holds)
        dialog = Report(grid, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.save_wanted.connect(self._save_report)
        dialog.print_wanted.connect(self._print_report)
        dialog.open()

    def _print_report(self) -> None:
        from smrj_desktop.io.in_japanese import in_japanese
        from smrj_desktop.io.report_grid import report_grid

        with in_japanese():
            grid = report_grid(self._document.plan, self._checking.findings, self._checking.holds)
        self.print_wanted.emit(grid.title, [grid])

    def _save_report(self) -> None:
        if self._tasks.busy:
            self._door.information("file.busy")
            return
        name = text("report.file", plan=self._document.plan.profile.title)
        path = self._door.choose_save(self._folder() / name)
        if path is None:
            return
        if self._document.path is not None and path == self._document.path:
            self._door.error("report.own_file")
            return
        self._tasks.run(
            "export_report",
            plan=codec.canonical(self._document.plan.to_json()),
            path=path,
            on_done=lambda _none: self._door.information("report.saved", name=path.name),
            on_failed=lambda error: self._door.error(error.message, **error.parameters),
        )
