"""The evening before the board: a section's summary as PDF, then the pages that replace those handed out."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from smrj_desktop.io import builtin, workbook_write
from smrj_desktop.ui.dialogs.note import NoteDialog
from smrj_desktop.ui.dialogs.printing import Printing
from smrj_desktop.ui.print_work import PrintWork
from tests.support.windows import dialog_of, idle, type_words
from tests.support.workbooks import needs

SECTION, PASSAGE = "I-1", "I-1-1-2-p5"
NOTE = "件数は4月の速報で確かめる"
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def print_for_the_board(qtbot, evening, folder: Path) -> None:
    """Prints the summary of I-1 with its draft mark and a note, then only what has changed since."""
    window = evening.window
    _write_note(qtbot, evening)
    QTest.keyClick(window, Qt.Key.Key_P, CONTROL_SHIFT)
    dialog = dialog_of(qtbot, evening, Printing)
    _laid_out(qtbot, dialog)
    assert dialog.choice.wanted.sections == (SECTION,), "what is in front is proposed"
    QTest.keyClick(dialog.choice.options["notes"], Qt.Key.Key_Space)
    _choose(dialog.furniture.draft, "（案）")
    _laid_out(qtbot, dialog)
    assert [page.number for page in dialog.printout.pages] == ["1", "2"]
    pages = _written(qtbot, evening, dialog, folder / "I-1.pdf")
    assert len(pages) == 2 and all("（案）" in page.splitlines()[0] for page in pages)
    assert NOTE in "".join(pages) and "山田" not in "".join(pages)

    # the copy that was handed out had the figure as it was before the evening, and no notes
    QTest.keyClick(dialog.choice.options["notes"], Qt.Key.Key_Space)
    handed_out = folder / "配布済み.xlsx"
    workbook_write.write(builtin.load(), handed_out)
    QTest.mouseClick(dialog.choice.whole, Qt.MouseButton.LeftButton)
    _laid_out(qtbot, dialog)
    whole = {page.title: page.number for page in dialog.printout.pages}
    evening.door.to_open = handed_out
    QTest.keyClick(dialog.replacing, Qt.Key.Key_Space)
    qtbot.waitUntil(dialog.replacing.isChecked)
    _laid_out(qtbot, dialog)
    assert set(dialog.choice.wanted.tables) == set(evening.document.plan.tables)
    pages = _written(qtbot, evening, dialog, folder / "差替え.pdf")
    changed = "予算（一般勘定）"
    assert [page.number for page in dialog.printout.pages] == ["", whole[changed]]
    assert "106" in pages[0] and "112" in pages[0] and changed in pages[0]
    assert f"{whole[changed]}/{dialog.printout.total}" in "".join(pages[1].split())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def _write_note(qtbot, evening) -> None:
    """A note at a passage of the section, by the keys."""
    window = evening.window
    window.pages.show_place(PASSAGE)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    dialog = dialog_of(qtbot, evening, NoteDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.text.hasFocus)
    type_words(dialog.text, NOTE)
    QTest.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def _laid_out(qtbot, dialog: Printing) -> None:
    """Waits until the pages are as they are wanted now."""
    qtbot.waitUntil(lambda: dialog.findChild(PrintWork).settled)


def _choose(box: QComboBox, wanted: str) -> None:
    """Goes down a list until a choice is there."""
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.count()):
        if box.currentText() == wanted:
            return
        QTest.keyClick(box, Qt.Key.Key_Down)
    raise AssertionError(wanted)


def _written(qtbot, evening, dialog: Printing, path: Path) -> list[str]:
    """The pages of the PDF document that a press of the button writes, as another program reads them."""
    evening.door.to_save = path
    QTest.keyClick(dialog.pdf, Qt.Key.Key_Space)
    qtbot.waitUntil(path.exists)
    idle(qtbot, evening)
    done = subprocess.run([needs("pdftotext"), "-layout", str(path), "-"], check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]
