"""A window dies with unsaved changes in it, and the next one brings them back: by keyboard, with undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from smrj_desktop import app
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import journal, recovery, workbook_read, workbook_write
from smrj_desktop.ui.dialogs.comparison import Comparison
from smrj_desktop.ui.dialogs.merging import Merging
from smrj_desktop.ui.keeping import journals
from tests.support.windows import CELL, dialog_of, idle, put, session

OTHER = CellKey("budget", "facilities", "general_admin", "newbiz")


@pytest.fixture
def launched(monkeypatch) -> list[object]:
    """What would be opened in processes of their own."""
    found: list[object] = []
    monkeypatch.setattr(app, "launch", lambda file=None, journal=None: found.append(file or journal))
    return found


def die(evening: app.Session) -> None:
    """What the death of the process leaves: the journal as it is, and nobody who holds it."""
    assert evening.document.journal is not None
    evening.document.journal.close()
    evening.document.journal = None


def crash(qtbot, plan_file: Path | None, *amounts: int) -> None:
    """A window dies after some edits."""
    with session(qtbot, plan_file) as evening:
        for amount in amounts:
            put(evening, amount)
        die(evening)


def restored(qtbot, evening: app.Session) -> Comparison:
    """Presses Enter in the dialog that is open, and waits for the plan and the comparison."""
    dialog = evening.recovery.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    return dialog_of(qtbot, evening, Comparison)


def test_an_edit_is_in_the_journal_before_any_view_hears_of_it(qtbot):
    with session(qtbot) as evening:
        seen: list[int] = []
        folder = evening.document.journal.folder

        def look() -> None:
            seen.append(recovery.read(folder).unsaved)

        evening.document.changed.connect(look)
        put(evening, 112)
        evening.document.undo_stack.undo()
        evening.document.undo_stack.redo()
        assert seen == [1, 2, 3]


def test_everything_but_the_half_typed_figure_comes_back(qtbot, plan_file):
    before = plan_file.read_bytes()
    with session(qtbot, plan_file) as evening:
        put(evening, 112)
        put(evening, 113)
        put(evening, 114)
        evening.document.undo_stack.undo()
        tab = evening.window.pages.statement("budget")
        QTest.keyClick(evening.window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
        tab.show_cell(CELL)
        QTest.keyClicks(tab.view, "99")
        assert [line for line in tab.view.findChildren(QLineEdit) if line.isVisible()]
        content = evening.document.plan.to_json()
        die(evening)
        # what follows is the test's own tidying up, not the death
        QTest.keyClick(tab.view.findChild(QLineEdit), Qt.Key.Key_Escape)

    with session(qtbot) as morning:
        comparison = restored(qtbot, morning)
        document = morning.document
        assert document.plan.to_json() == content
        assert (document.path, document.dirty) == (plan_file, True)
        assert [document.undo_stack.text(at) for at in range(3)] == [f"{n} に変更" for n in (112, 113, 114)]
        # the saved file is beside it, and untouched
        rows = [comparison.table.cell(row, 2).text for row in range(comparison.table.rowCount())]
        assert "113" in rows[0]
        assert plan_file.read_bytes() == before
        # undo and redo go on where they were
        document.undo_stack.redo()
        assert document.plan.figure(CELL) == Figure(114)
        for _ in range(3):
            document.undo_stack.undo()
        assert document.plan.figure(CELL) == Figure(106)
        assert not document.dirty, "what was opened, again"
        document.undo_stack.redo()
        morning.files.save()
        idle(qtbot, morning)
        assert not document.dirty
        assert not morning.door.told
    assert workbook_read.read(plan_file)[0].figure(CELL) == Figure(112)
    with session(qtbot) as later:
        assert later.recovery.dialog is None, "nothing is left"


def test_later_leaves_it_for_later(qtbot, plan_file):
    crash(qtbot, plan_file, 112)
    for _ in range(2):
        with session(qtbot) as evening:
            dialog = evening.recovery.dialog
            qtbot.waitUntil(dialog.isVisible)
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            assert evening.recovery.dialog is None
            assert evening.document.pristine


def test_given_up_it_is_offered_no_more(qtbot, plan_file):
    crash(qtbot, plan_file, 112)
    with session(qtbot) as evening:
        dialog = evening.recovery.dialog
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        QTest.keyClick(dialog, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: evening.door.asked == ["recovery.give_up"])
        assert evening.recovery.dialog is None
    with session(qtbot) as evening:
        assert evening.recovery.dialog is None
        evening.window.actions_by_key["recover"].trigger()
        assert evening.door.told == [("recovery.none", {})]


def test_of_several_one_comes_back_here_and_the_others_in_windows_of_their_own(qtbot, plan_file, launched):
    crash(qtbot, None, 112)
    crash(qtbot, plan_file, 113)
    with session(qtbot) as evening:
        dialog = evening.recovery.dialog
        qtbot.waitUntil(dialog.isVisible)
        assert dialog.table.rowCount() == 2
        restored(qtbot, evening)
        idle(qtbot, evening)
        assert dialog.table.rowCount() == 1
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        (folder,) = launched
        assert recovery.read(folder).unsaved == 1
        assert evening.recovery.dialog is None
        die(evening)
    with session(qtbot) as other:
        QTest.keyClick(other.recovery.dialog, Qt.Key.Key_Escape)
        other.recovery.restore(folder)
        idle(qtbot, other)
        assert other.document.undo_stack.count() == 1


def test_opening_the_file_itself_asks_first(qtbot, plan_file):
    crash(qtbot, plan_file, 112)
    with session(qtbot, plan_file) as evening:
        dialog = evening.recovery.dialog
        qtbot.waitUntil(dialog.isVisible)
        assert evening.document.pristine
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: evening.document.path == plan_file)
        assert evening.document.plan.figure(CELL) == Figure(106)


def test_a_file_changed_since_is_merged_and_not_overwritten(qtbot, plan_file):
    crash(qtbot, plan_file, 112)
    theirs, _ = workbook_read.read(plan_file)
    from smrj_desktop.domain import edits

    edits.apply(theirs, SetCell(cell=OTHER, figure=Figure(7)))
    workbook_write.write(theirs, plan_file, plan_file)
    with session(qtbot) as evening:
        comparison = restored(qtbot, evening)
        assert comparison.table.rowCount() == 2, "mine and theirs"
        comparison.close()
        idle(qtbot, evening)
        evening.door.choice = "merge"
        evening.files.save()
        merging = dialog_of(qtbot, evening, Merging)
        assert [message for message, _ in evening.door.told] == ["save.conflict"]
        QTest.keyClick(merging, Qt.Key.Key_Return)
        assert evening.document.plan.figure(OTHER) == Figure(7)
        evening.files.save()
        idle(qtbot, evening)
        assert not evening.document.dirty
    saved, _ = workbook_read.read(plan_file)
    assert (saved.figure(CELL), saved.figure(OTHER)) == (Figure(112), Figure(7))


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_file_that_is_gone_or_broken_hinders_nothing(qtbot, plan_file, damage):
    crash(qtbot, plan_file, 112)
    if damage == "missing":
        plan_file.unlink()
    else:
        plan_file.write_bytes(plan_file.read_bytes()[:1000])
    with session(qtbot) as evening:
        comparison = restored(qtbot, evening)
        assert comparison.table.rowCount() == 1
        comparison.close()
        idle(qtbot, evening)
        evening.files.save()
        idle(qtbot, evening)
        # what is left of a broken file may be of use to somebody
        told = [] if damage == "missing" else ["file.kept"]
        assert [message for message, _ in evening.door.told] == told
    assert workbook_read.read(plan_file)[0].figure(CELL) == Figure(112)


def test_a_broken_journal_does_not_hinder_the_start(qtbot, plan_file):
    crash(qtbot, plan_file, 112)
    (left,) = recovery.scan(journals())
    (left.folder / journal.BASE).write_bytes(b"{}")
    before = plan_file.read_bytes()
    with session(qtbot) as evening:
        QTest.keyClick(evening.recovery.dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(evening.door.told))
        assert [message for message, _ in evening.door.told] == ["recovery.unreadable"]
        assert evening.document.pristine
        put(evening, 5)
    assert plan_file.read_bytes() == before


def test_the_end_of_the_session_asks_nothing_and_loses_nothing(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        tab = evening.window.pages.statement("budget")
        QTest.keyClick(evening.window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
        tab.show_cell(CELL)
        tab.view.setFocus()
        QTest.keyClicks(tab.view, "1")
        (editor,) = [line for line in tab.view.findChildren(QLineEdit) if line.isVisible()]
        QTest.keyClicks(editor, "12")
        evening.end()
        evening.window.close()
        assert not evening.window.isVisible()
        assert not evening.door.asked
    with session(qtbot) as morning:
        restored(qtbot, morning)
        assert morning.document.plan.figure(CELL) == Figure(112), "what was being typed too"


def test_after_the_user_decided_nothing_is_offered(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        put(evening, 112)
        evening.door.answer = "discard"
        evening.window.close()
    with session(qtbot) as evening:
        assert evening.recovery.dialog is None


def test_where_nothing_can_be_written_down_the_window_says_so(qtbot, own_home):
    journals().parent.mkdir(parents=True, exist_ok=True)
    (journals().parent / "journals").write_bytes(b"")
    with session(qtbot) as evening:
        put(evening, 112)
        qtbot.waitUntil(lambda: evening.window.banner.keys() == ("journal",))
        assert evening.document.plan.figure(CELL) == Figure(112)
        (journals().parent / "journals").unlink()
        put(evening, 113)
        qtbot.waitUntil(lambda: not evening.window.banner.keys())
        (folder,) = journals().iterdir()
        assert recovery.read(folder).unsaved == 2


def test_a_document_that_another_window_has_taken_is_named_as_its_user_knows_it(qtbot, plan_file):
    crash(qtbot, plan_file, 112)
    with session(qtbot) as evening:
        dialog = evening.recovery.dialog
        qtbot.waitUntil(dialog.isVisible)
        (left,) = recovery.scan(journals())
        other = recovery.adopt(left.folder, threaded=False)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert evening.door.told == [("recovery.unreadable", {"name": plan_file.name})]
        assert evening.document.pristine
        other.close()
