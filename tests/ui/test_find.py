"""Finding and replacing in the real window, over all tabs, with keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.ui.dialogs.find import FindDialog
from tests.support.windows import CELL, at_cell, dialog_of, put

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def opened_with(qtbot, opened, key=Key.Key_F) -> FindDialog:
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)
    QTest.keyClick(opened.window, key, CONTROL)
    dialog = dialog_of(qtbot, opened, FindDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def shown(dialog: FindDialog) -> list[list[str]]:
    return [[dialog.table.cell(row, at).text for at in range(4)] for row in range(dialog.table.rowCount())]


def look_for(dialog: FindDialog, words: str, by: str = "") -> None:
    """As typed; letters come from an input method, which keys of a test cannot press."""
    dialog.words.setText(words)
    dialog.by.setText(by)
    dialog.look()


def test_a_figure_is_found_gone_to_replaced_and_taken_back_at_once(qtbot, opened):
    plan = opened.document.plan
    put(opened, 12_934)
    before = plan.content_hash()
    dialog = opened_with(qtbot, opened)
    assert dialog.words.hasFocus()
    QTest.keyClicks(dialog.words, "12,934")
    qtbot.waitUntil(lambda: dialog.table.rowCount() > 0)
    rows = shown(dialog)
    assert [row[0] for row in rows if row[2] == "12,934"].count("○") == 1
    assert all(row[3] == "合計のため置換しません" for row in rows if row[0] == "×")
    QTest.keyClick(dialog.words, Key.Key_Return)
    pages = opened.window.pages
    assert pages.current_key == "budget" and pages.statement("budget").current_cell() == CELL
    assert dialog.words.hasFocus(), "typing goes on where it was"

    dialog.by.setFocus()
    QTest.keyClicks(dialog.by, "12,393")
    qtbot.waitUntil(lambda: [row[3] for row in shown(dialog) if row[0] == "○"] == ["12,393"])
    assert plan.content_hash() == before, "nothing changes before it is asked for"
    QTest.mouseClick(dialog.replace, Qt.MouseButton.LeftButton)
    assert plan.figure(CELL) == Figure(12_393) and opened.document.undo_stack.count() == 2
    qtbot.waitUntil(lambda: not shown(dialog))
    assert "見つかりません" in dialog.said.text() and not dialog.replace.isEnabled()
    opened.document.undo_stack.undo()
    assert plan.content_hash() == before
    qtbot.waitUntil(lambda: len(shown(dialog)) > 0)
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_word_is_replaced_over_all_tabs_but_where_it_was_left_out(qtbot, opened):
    plan = opened.document.plan
    at_cell(opened)
    before = plan.content_hash()
    dialog = opened_with(qtbot, opened, Key.Key_H)
    look_for(dialog, "支援", "助成")
    kinds = {hit.place.split("/")[-1] for hit in dialog.hits}
    assert "name" in kinds and len(dialog.hits) > 20
    assert shown(dialog)[0][2].count("支援") >= 1 and "助成" in shown(dialog)[0][3]
    first = dialog.hits[0]
    count = len(dialog.hits)
    dialog.table.setFocus()
    dialog.table.setCurrentCell(0, 0)
    QTest.keyClick(dialog.table, Key.Key_Space)
    assert shown(dialog)[0][0] == "－" and str(count - 1) in dialog.replace.text()
    QTest.mouseClick(dialog.replace, Qt.MouseButton.LeftButton)
    assert [hit.place for hit in dialog.hits] != []
    dialog.look()
    assert [(hit.place, hit.start) for hit in dialog.hits] == [(first.place, first.start)]
    assert opened.document.undo_stack.count() == 1
    opened.document.undo_stack.undo()
    assert plan.content_hash() == before


def test_what_cannot_be_replaced_stops_all_of_it_with_a_sentence(qtbot, opened):
    plan = opened.document.plan
    before = plan.content_hash()
    dialog = opened_with(qtbot, opened, Key.Key_H)
    look_for(dialog, "235,013", "別途")
    QTest.mouseClick(dialog.replace, Qt.MouseButton.LeftButton)
    assert "金額になりません" in dialog.problem.text() and dialog.problem.isVisible()
    assert plan.content_hash() == before and opened.document.undo_stack.count() == 0


def test_the_scope_and_the_options(qtbot, opened):
    at_cell(opened)
    dialog = opened_with(qtbot, opened)
    look_for(dialog, "141")
    everywhere = len(dialog.hits)
    dialog.whole.click()
    whole = len(dialog.hits)
    dialog.scope.setCurrentIndex(1)
    assert 0 < len(dialog.hits) < whole < everywhere
    assert {hit.place.split("/")[0] for hit in dialog.hits} == {"budget"}
    opened.window.pages.setCurrentIndex(0)
    qtbot.waitUntil(lambda: not dialog.hits)
    dialog.scope.setCurrentIndex(0)
    dialog.whole.click()
    dialog.wildcards.click()
    look_for(dialog, "令和?年度")
    assert dialog.hits
    dialog.exact.click()
    look_for(dialog, "令和?年度")
    assert dialog.hits


def test_a_note_is_found_and_leads_to_its_place(qtbot, opened):
    from smrj_desktop.domain.edit_kinds import PutNote
    from smrj_desktop.domain.notes import Note

    indicator = opened.document.plan.indicators[5].key
    note = Note(key="n", place=indicator, text="照会中の件", author="a", at="2023-01-01T00:00:00+09:00")
    opened.document.do(PutNote(note=note), "メモ")
    dialog = opened_with(qtbot, opened)
    look_for(dialog, "照会中")
    ((sign, _place, _now, then),) = shown(dialog)
    assert (sign, then) == ("×", "メモは置換しません")
    QTest.keyClick(dialog.words, Key.Key_Return)
    assert opened.window.pages.place == indicator
