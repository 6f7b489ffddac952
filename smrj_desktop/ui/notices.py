"""The only door to message and file dialogs, so that a test can stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import PySide6
from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QMessageBox, QWidget

from smrj_desktop import __version__, messages
from smrj_desktop.ui import icons

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

SUFFIX = ".xlsx"
SUFFIXES = {
    "workbooks": SUFFIX,
    "word": ".docx",
    "csv": ".csv",
    "csv_cp932": ".csv",
    "archives": ".zip",
    "pdf": ".pdf",
    "png": ".png",
}
"""The ending of each kind of file that can be saved, which the message `notice.<kind>` names."""

Answer = Literal["save", "discard", "cancel"]


class Door(Protocol):
    """What the window may ask or tell its user: `Notices` does it with dialogs, a test with a recording."""

    def error(self, message: str, /, **parameters: object) -> None:
        """Says that something could not be done."""

    def information(self, message: str, /, **parameters: object) -> None:
        """Says something that needs no decision."""

    def confirm(self, message: str, /, **parameters: object) -> bool:
        """Asks whether to go on; the safe answer, no, is the default one."""

    def choose(
        self, message: str, answers: Sequence[str], /, *, default: str, **parameters: object
    ) -> str | None:
        """Says something and offers answers, ids of the table `answer`; None where none of them is wanted."""

    def ask_discard_or_save(self, name: str) -> Answer:
        """Asks what to do with the unsaved changes of a document called `name`."""

    def choose_open(self, folder: Path, kind: str = "workbooks") -> Path | None:
        """Lets the user choose a file to open, of a kind at first; None where they think better of it."""

    def choose_save(self, suggested: Path) -> Path | None:
        """Lets the user choose where to save; has asked already before an existing file is replaced."""

    def choose_export(self, suggested: Path, kinds: Sequence[str]) -> tuple[Path, str] | None:
        """As `choose_save`, with a choice of kinds of `SUFFIXES`; gives the kind as well."""

    def choose_printer(self, count: int) -> QPrinter | None:
        """Lets the user choose a printer, and which of so many pages; None where they think better of it."""

    def about(self) -> None:
        """Shows what program this is."""


class Notices:
    """`Door` with dialogs over a window.

    Args:
        parent: the window the dialogs belong to.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._parent = parent

    def error(self, message: str, /, **parameters: object) -> None:
        """Says that something could not be done."""
        self._run(self._box(QMessageBox.Icon.Warning, messages.text(message, **parameters)))

    def information(self, message: str, /, **parameters: object) -> None:
        """Says something that needs no decision."""
        self._run(self._box(QMessageBox.Icon.Information, messages.text(message, **parameters)))

    def confirm(self, message: str, /, **parameters: object) -> bool:
        """Asks whether to go on; the safe answer, no, is the default one."""
        box = self._box(QMessageBox.Icon.Question, messages.text(message, **parameters))
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
        box.setDefaultButton(QMessageBox.StandardButton.No)
        box.setEscapeButton(QMessageBox.StandardButton.No)
        return self._run(box) is box.button(QMessageBox.StandardButton.Yes)

    def choose(
        self, message: str, answers: Sequence[str], /, *, default: str, **parameters: object
    ) -> str | None:
        """Says something and offers answers, ids of the table `answer`; None where none of them is wanted."""
        box = self._box(QMessageBox.Icon.Warning, messages.text(message, **parameters))
        buttons = {
            box.addButton(messages.text(f"answer.{answer}"), QMessageBox.ButtonRole.ActionRole): answer
            for answer in answers
        }
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setDefaultButton(next(button for button, answer in buttons.items() if answer == default))
        clicked = self._run(box)
        return next((answer for button, answer in buttons.items() if button is clicked), None)

    def ask_discard_or_save(self, name: str) -> Answer:
        """Asks what to do with the unsaved changes of a document called `name`."""
        box = self._box(QMessageBox.Icon.Question, messages.text("notice.unsaved", name=name))
        save = box.addButton(messages.text("notice.save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(messages.text("notice.discard"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        clicked = self._run(box)
        if clicked is save:
            return "save"
        return "discard" if clicked is discard else "cancel"

    def choose_open(self, folder: Path, kind: str = "workbooks") -> Path | None:
        """Lets the user choose a file to open, of a kind at first; None where they think better of it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._parent,
            messages.text("notice.choose_foreign" if kind == "foreign" else "notice.choose_open"),
            str(folder),
            messages.text(f"notice.{kind}") + ";;" + messages.text("notice.all_files"),
        )
        return Path(chosen) if chosen else None

    def choose_save(self, suggested: Path) -> Path | None:
        """Lets the user choose where to save; has asked already before an existing file is replaced."""
        chosen = self.choose_export(suggested, ("workbooks",))
        return chosen[0] if chosen else None

    def choose_export(self, suggested: Path, kinds: Sequence[str]) -> tuple[Path, str] | None:
        """As `choose_save`, with a choice of kinds of `SUFFIXES`; gives the kind as well.

        The dialog itself does not ask before a file is replaced, because the name it sees may not have its
        ending yet.
        """
        filters = {messages.text(f"notice.{kind}"): kind for kind in kinds}
        kind = kinds[0]
        while True:
            chosen, filtered = QFileDialog.getSaveFileName(
                self._parent,
                messages.text("notice.choose_save"),
                str(with_suffix(suggested, SUFFIXES[kind])),
                ";;".join(filters),
                options=QFileDialog.Option.DontConfirmOverwrite,
            )
            if not chosen:
                return None
            path = Path(chosen)
            kind = _kind_of(path, filters.get(filtered, kind), kinds)
            suggested = with_suffix(path, SUFFIXES[kind])
            if not suggested.exists() or self.confirm("notice.replace", name=suggested.name):
                return suggested, kind

    def choose_printer(self, count: int) -> QPrinter | None:
        """Lets the user choose a printer, and which of so many pages; None where they think better of it."""
        # a start is to touch no printer
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._parent)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, count)
        dialog.setFromTo(1, count)
        chosen = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return printer if chosen else None

    def about(self) -> None:
        """Shows what program this is."""
        text = messages.text("notice.about", version=__version__, qt=PySide6.__version__)
        box = self._box(QMessageBox.Icon.NoIcon, text)
        box.setIconPixmap(icons.icon(icons.APPLICATION).pixmap(64))
        self._run(box)

    def _box(self, icon: QMessageBox.Icon, text: str) -> QMessageBox:
        box = QMessageBox(icon, messages.text("notice.title"), text, parent=self._parent)
        # a file may be called <b>plan</b>
        box.setTextFormat(Qt.TextFormat.PlainText)
        return box

    @staticmethod
    def _run(box: QMessageBox) -> QAbstractButton | None:
        box.exec()
        box.deleteLater()
        return box.clickedButton()


def with_suffix(path: Path, suffix: str = SUFFIX) -> Path:
    """The path with its ending; another ending is part of the name, as in `draft.v2`."""
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def _kind_of(path: Path, filtered: str, kinds: Sequence[str]) -> str:
    """The kind of a file: the one the filter is set to, unless the name ends as one of the others do."""
    ending = path.suffix.lower()
    if ending == SUFFIXES[filtered]:
        return filtered
    return next((kind for kind in kinds if SUFFIXES[kind] == ending), filtered)


def install_translator(app: QApplication, language: str) -> bool:
    """Makes Qt's own buttons and menus speak a language, in place of the one installed before.

    Args:
        app: the application.
        language: one of `messages.LANGUAGES`; English is what Qt speaks by itself.

    Returns:
        False where Qt's texts of that language are not on this machine.
    """
    name = "qtbase_translator"
    before = app.findChild(QTranslator, name)
    if before is not None:
        app.removeTranslator(before)
        before.setParent(None)
    if language == "en":
        return True
    # a frozen program finds them beside its own copy of Qt, whichever layout the platform's wheel has
    package = Path(PySide6.__file__).parent
    folders = (
        Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        package / "Qt" / "translations",
        package / "translations",
    )
    translator = QTranslator(app)
    translator.setObjectName(name)
    if any(translator.load(f"qtbase_{language}", str(folder)) for folder in folders):
        return app.installTranslator(translator)
    translator.setParent(None)
    return False
