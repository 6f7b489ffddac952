"""The commands about files for others: the print form, input sheets, the machine form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smrj_desktop.domain import codec
from smrj_desktop.messages import text
from smrj_desktop.ui.clipboard_desk import today_in_words
from smrj_desktop.ui.desk import FileDesk

if TYPE_CHECKING:
    from smrj_desktop.domain.checks.finding import Finding


class ExchangeDesk(FileDesk):
    """Asks how a file is to be written, and where, and has the worker write it."""

    def _take_over(self) -> None:
        for name, act in (
            ("export_ministry", self.export_ministry),
            ("export_input", self.export_input),
            ("export_machine", self.export_machine),
        ):
            # a slot without arguments: Qt would pass on whether the command is checked
            self._actions[name].triggered.connect(act)

    def export_ministry(self) -> None:
        """Asks how the print form is to be written, and writes it."""
        from smrj_desktop.io import sent
        from smrj_desktop.ui.dialogs.export_ministry import ExportMinistry

        if not self._ready():
            return
        plan = self._document.plan
        dialog = ExportMinistry(
            plan,
            version=sent.next_version(plan.profile.id),
            date=today_in_words(),
            parent=self._pages.window(),
        )

        def write() -> None:
            options, password = dialog.options, dialog.password
            name = text("exchange.ministry_file", plan=plan.profile.title, version=options.version)
            self._write("export_ministry", name, ("workbooks",), options=options, password=password)

        self._open(dialog, write)

    def export_input(self) -> None:
        """Asks whom input sheets are for, and writes them: one workbook, or an archive of several."""
        from smrj_desktop.io import sent
        from smrj_desktop.ui.dialogs.input_sheets import InputSheets

        if not self._ready():
            return
        plan = self._document.plan
        dialog = InputSheets(
            plan,
            version=sent.next_version(plan.profile.id),
            date=today_in_words(),
            parent=self._pages.window(),
        )

        def write() -> None:
            scopes, options, password = dialog.scopes, dialog.options, dialog.password
            name = text("exchange.input_file", plan=plan.profile.title, version=options.version)
            kind = "workbooks" if len(scopes) == 1 else "archives"
            self._write("export_input", name, (kind,), scopes=scopes, options=options, password=password)

        self._open(dialog, write)

    def export_machine(self) -> None:
        """Writes the machine form as the kind of file that is chosen."""
        if self._ready():
            name = text("exchange.machine_file", plan=self._document.plan.profile.title)
            self._write("export_machine", name, ("csv", "csv_cp932", "workbooks"))

    def _write(self, job: str, name: str, kinds: Sequence[str], **arguments: Any) -> None:
        """Asks where a file is to go, has it written, and says what came of it."""
        chosen = self._choose_target(name, kinds)
        if chosen is None:
            return
        path, kind = chosen
        if kind == "csv_cp932":
            arguments["encoding"] = "cp932"
        self._tasks.run(
            job,
            plan=codec.canonical(self._document.plan.to_json()),
            path=path,
            on_done=lambda found: self._written(path, found if isinstance(found, list) else []),
            on_failed=self._failed,
            **arguments,
        )

    def _written(self, path: Path, findings: list[Finding]) -> None:
        """Says where the file is; with what its readers should know, such as totals that stay values."""
        if not findings:
            self._door.information("exchange.written", name=path.name)
            return
        from smrj_desktop.ui.dialogs.read_findings import ReadFindings

        dialog = ReadFindings(
            self._document.plan,
            findings,
            self._pages.window(),
            title=text("exchange.written_title"),
            intro=text("exchange.written_findings", name=path.name, count=len(findings)),
        )
        self._open(dialog)
