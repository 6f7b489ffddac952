"""The plan's text: the outline, the editor beside it, moves, repeats and links."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from smrj_desktop.domain import edits
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.ui import theme
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.outline_model import PLAN_KEY, OutlineModel
from smrj_desktop.ui.tabs.measures_tab import MeasuresTab
from tests.support.plans import one_edit, small_plan

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def tab(real, shown) -> MeasuresTab:
    return shown(MeasuresTab(real))


def guarded(model: OutlineModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)


def compose(editor: QWidget, text: str) -> None:
    """Enters Japanese as an input method does."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(editor, event)


def tree_of(model: OutlineModel, parent: QModelIndex | None = None) -> list[tuple[str, list]]:
    parent = parent or QModelIndex()
    rows = (model.index(row, 0, parent) for row in range(model.rowCount(parent)))
    return [(model.key_of(index), tree_of(model, index)) for index in rows]


def outline_of(document: Document, key: str = "") -> list[tuple[str, list]]:
    return [(child, outline_of(document, child)) for child in document.plan.outline.children(key)]


def test_the_outline_stands_below_the_plan(tab, real):
    assert tree_of(tab.model) == [(PLAN_KEY, outline_of(real))]
    label = tab.model.index_of
    assert label("I-1").data() == "1. 事業承継・事業引継ぎの促進"
    assert label("I-2-3-2-p4").data().endswith("（再掲）")
    assert label("I-1-indicators").data() == "【指標】"
    assert label(PLAN_KEY).data() == "令和5年度計画"
    assert tab.tree.isExpanded(label("II")) and not tab.tree.isExpanded(label("II-1"))
    assert tab.current_key == PLAN_KEY and tab.tree.verticalScrollBar().value() == 0
    assert "要約" in tab.note.text() and tab.note.isVisible()


def test_a_passage_is_shown_with_its_place_and_links(tab):
    tab.show_passage("I-2-3-2-p4")
    form = tab.passage_form
    assert form.prose.toPlainText().startswith("研修の品質向上と受講の促進")
    assert form.figures.text() == "16,100人以上"
    assert "中小企業大学校等の研修" in form.path.text()
    assert form.prose.document().firstBlock().blockFormat().lineHeight() == 150
    assert 'href="passage:I-2-2-2-p8"' in form.links.text() and 'href="indicator:I-2-i7"' in form.links.text()
    form.links.linkActivated.emit("passage:I-2-2-2-p8")
    assert tab.current_key == "I-2-2-2-p8"
    assert "再掲先" in form.links.text() and 'href="passage:I-2-3-2-p4"' in form.links.text()
    spy = QSignalSpy(tab.indicator_requested)
    form.links.linkActivated.emit("indicator:I-2-i7")
    assert spy.at(0) == ["I-2-i7"]
    tab.show_passage("I-1-indicators")
    assert form.links.text().count('href="indicator:I-1-i') == 3


@pytest.mark.parametrize("how", ["ctrl_enter", "focus", "tree", "pending"])
def test_a_changed_text_is_one_step(tab, real, how):
    key = "I-1-1-1-p2"
    before = real.plan.outline[key].text
    tab.show_passage(key)
    prose = tab.passage_form.prose
    prose.setFocus()
    QTest.keyClick(prose, Key.Key_End, CONTROL)
    compose(prose, "の追記")
    QTest.keyClicks(prose, "abc")
    assert real.undo_stack.count() == 0
    match how:
        case "ctrl_enter":
            QTest.keyClick(prose, Key.Key_Return, CONTROL)
        case "focus":
            QTest.keyClick(prose, Key.Key_Tab)
        case "tree":
            tab.show_passage("II")
        case "pending":
            assert tab.commit_pending()
    assert real.undo_stack.count() == 1
    assert real.plan.outline[key].text == before + "の追記abc"
    assert tab.model.index_of(key).data().endswith("の追記abc")
    assert real.undo_stack.undoText().startswith("計画本文「・経営者・後継者")
    assert tab.commit_pending() and real.undo_stack.count() == 1
    real.undo_stack.undo()
    assert real.plan.outline[key].text == before
    tab.show_passage(key)
    assert prose.toPlainText() == before


def test_undo_belongs_to_the_field_while_there_is_something_to_undo_in_it(tab):
    tab.show_passage("I-1-1-1-p2")
    prose = tab.passage_form.prose
    before = prose.toPlainText()
    prose.setFocus()
    QTest.keyClicks(prose, "x")
    QTest.keyClick(prose, Key.Key_Z, CONTROL)
    assert prose.toPlainText() == before
    assert not prose.document().isUndoAvailable()


def test_targets_are_read_and_what_is_none_keeps_the_passage_in_front(tab, real):
    tab.show_passage("I-2-2-2-p8")
    figures = tab.passage_form.figures
    figures.setFocus()
    figures.selectAll()
    compose(figures, "16,500人")
    QTest.keyClick(figures, Key.Key_Return)
    assert [str(target) for target in real.plan.outline["I-2-2-2-p8"].figures] == ["16,500人"]
    figures.selectAll()
    compose(figures, "多数")
    tab.show_passage("II")
    assert tab.current_key == "I-2-2-2-p8"
    assert tab.tree.currentIndex() == tab.model.index_of("I-2-2-2-p8")
    assert "「多数」は目標値として読めません" in tab.passage_form.error.text()
    assert not tab.commit_pending() and real.undo_stack.count() == 1
    figures.clear()
    assert tab.commit_pending() and not real.plan.outline["I-2-2-2-p8"].figures
    assert not tab.passage_form.error.isVisible()


def test_title_date_and_preamble_are_changed_at_the_plan_itself(tab, real):
    form = tab.profile_form
    title = form.fields["title"]
    title.setFocus()
    title.selectAll()
    compose(title, "令和6年度計画")
    QTest.keyClick(title, Key.Key_Return)
    assert real.plan.profile.title == "令和6年度計画" == tab.model.index_of(PLAN_KEY).data()
    assert real.undo_stack.undoText() == "計画の名称を変更"
    date = form.fields["date"]
    date.setFocus()
    date.selectAll()
    QTest.keyClicks(date, "2024-02-30")
    assert not tab.commit_pending() and "「2024-02-30」は日付" in form.error.text()
    tab.show_passage("I")
    assert tab.current_key == PLAN_KEY
    date.selectAll()
    QTest.keyClicks(date, "2024-03-29")
    form.preamble.setFocus()
    compose(form.preamble, "序。")
    tab.show_passage("I")
    assert real.plan.profile.date == "2024-03-29" and real.plan.profile.preamble.startswith("序。")
    while real.undo_stack.canUndo():
        real.undo_stack.undo()
    assert real.plan.profile.title == "令和5年度計画"
    tab.show_passage(PLAN_KEY)
    assert title.text() == "令和5年度計画" and date.text() == "2023-03-30"


def test_a_passage_is_added_below_and_can_be_typed_at_once(tab, real):
    checked = guarded(tab.model)
    tab.show_passage("I-1-1-1-p1")
    tab.tree.setFocus()
    QTest.keyClick(tab.tree, Key.Key_Insert)
    new = tab.current_key
    assert real.plan.outline.index(new) == 1 and real.plan.outline[new].parent == "I-1-1-1"
    assert tab.passage_form.prose.hasFocus()
    compose(tab.passage_form.prose, "新しい取組")
    QTest.keyClick(tab.passage_form.prose, Key.Key_Return, CONTROL)
    assert tab.model.index_of(new).data() == "・新しい取組"
    tab.show_passage("II-1")
    tab.actions_by_key["add"].trigger()
    assert real.plan.outline[tab.current_key].parent == "II-1"
    while real.undo_stack.canUndo():
        real.undo_stack.undo()
    assert tree_of(tab.model) == [(PLAN_KEY, outline_of(real))]
    assert checked.model() is tab.model


def test_a_heading_goes_with_all_below_it_and_comes_back(tab, real):
    checked = guarded(tab.model)
    before = outline_of(real)
    tab.show_passage("I-2-2")
    tab.tree.setFocus()
    QTest.keyClick(tab.tree, Key.Key_Delete)
    assert "I-2-2" not in real.plan.outline and tab.current_key == "I-2-3"
    assert tree_of(tab.model) == [(PLAN_KEY, outline_of(real))]
    assert real.undo_stack.count() == 1
    real.undo_stack.undo()
    assert outline_of(real) == before and tree_of(tab.model) == [(PLAN_KEY, before)]
    assert checked.model() is tab.model


def test_passages_move_among_their_neighbours(tab, real):
    checked = guarded(tab.model)
    tab.show_passage("I-1-2-p2")
    tab.tree.setFocus()
    for key, place in ((Key.Key_Up, 0), (Key.Key_Down, 1), (Key.Key_Down, 2)):
        QTest.keyClick(tab.tree, key, Qt.KeyboardModifier.AltModifier)
        assert real.plan.outline.index("I-1-2-p2") == place == tab.tree.currentIndex().row()
    assert tab.current_key == "I-1-2-p2"
    assert tree_of(tab.model) == [(PLAN_KEY, outline_of(real))]
    tab.show_passage("I-1-2-p1")
    assert not tab.actions_by_key["up"].isEnabled() and tab.actions_by_key["down"].isEnabled()
    tab.show_passage(PLAN_KEY)
    assert not any(action.isEnabled() for action in tab.actions_by_key.values())
    assert checked.model() is tab.model


def test_typing_is_entered_before_the_outline_changes(tab, real):
    tab.show_passage("I-1-2-p2")
    tab.passage_form.prose.setFocus()
    compose(tab.passage_form.prose, "頭に")
    tab.actions_by_key["up"].trigger()
    assert real.plan.outline["I-1-2-p2"].text.startswith("頭に")
    assert real.plan.outline.index("I-1-2-p2") == 0 and real.undo_stack.count() == 2


def test_edits_leave_the_tree_as_it_was_unfolded_and_replacing_starts_afresh(tab, real, filled_plan):
    resets = QSignalSpy(tab.model.modelReset)
    tab.show_passage("I-2-3-2-p4")
    passage = Passage(key="new", kind=PassageKind.PASSAGE, parent="I-1")
    real.do(edits.InsertPassage(passage=passage, index=0), "")
    real.undo_stack.undo()
    assert resets.count() == 0 and tab.tree.isExpanded(tab.model.index_of("I-2-3-2"))
    tab.passage_form.prose.setFocus()
    compose(tab.passage_form.prose, "残らない")
    real.replace(filled_plan, None)
    assert resets.count() == 1 and tab.current_key == PLAN_KEY
    assert tree_of(tab.model) == [(PLAN_KEY, outline_of(real))]
    assert not tab.note.isVisible() and tab.profile_form.fields["title"].text() == "試験計画"
    assert real.undo_stack.count() == 0


@pytest.mark.usefixtures("qapp")
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_sequence_of_edits_keeps_the_tree_in_step(data):
    document = Document(small_plan(), author="試験")
    model = OutlineModel(document)
    checked = guarded(model)
    for step in range(data.draw(st.integers(1, 6))):
        chosen = [data.draw(one_edit(document.plan, step))]
        document.do(edits.Batch(edits=tuple(chosen)), "")
        assert tree_of(model) == [(PLAN_KEY, outline_of(document))]
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
        assert tree_of(model) == [(PLAN_KEY, outline_of(document))]
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
        assert tree_of(model) == [(PLAN_KEY, outline_of(document))]
    assert checked.model() is model


def test_links_take_the_colour_of_the_theme(tab, qapp):
    tab.show_passage("I-2-3-2-p4")
    for choice in ("dark", "high_contrast", "light"):
        theme.apply(qapp, choice)
        picture = tab.passage_form.links.grab().toImage()
        seen = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
        assert theme.colour("link").rgb() in seen, choice


def test_the_targets_mnemonic_has_room_for_its_stroke(tab):
    tab.show_passage("I-2-3-2-p4")
    form = tab.passage_form
    (label,) = (label for label in form.findChildren(QLabel) if label.buddy() is form.figures)
    assert label.height() > label.fontMetrics().height()


def test_a_long_text_that_is_none_does_not_widen_the_form(tab):
    tab.show_passage("I-2-2-2-p8")
    form = tab.passage_form
    form.figures.setText("9" * 4000)
    assert not form.commit() and form.error.isVisible()
    assert form.minimumSizeHint().width() < tab.width() // 2


def test_escape_puts_back_what_was_refused_and_nothing_else(tab, real):
    tab.show_passage("I-2-2-2-p8")
    form, before = tab.passage_form, real.plan.outline["I-2-2-2-p8"]
    form.figures.setFocus()
    form.figures.setText("多数")
    assert not form.commit()
    form.prose.setPlainText("直した文")
    QTest.keyClick(form.figures, Key.Key_Escape)
    assert form.figures.text() == "16,100人以上" and not form.error.isVisible()
    assert form.commit() and real.plan.outline["I-2-2-2-p8"].text == "直した文" != before.text
    tab.show_passage(PLAN_KEY)
    title = tab.profile_form.fields["title"]
    title.setFocus()
    title.clear()
    assert not tab.commit_pending()
    QTest.keyClick(title, Key.Key_Escape)
    assert title.text() == real.plan.profile.title and tab.commit_pending()


def test_looking_at_a_text_with_hard_spaces_is_no_edit(tab, real):
    odd = "第1\u00a0項\u2028続き\u3000"
    passage = replace(real.plan.outline["II-p1"], text=odd)
    real.do(
        edits.Batch(edits=(edits.SetPassage(passage=passage), edits.SetProfile(name="preamble", value=odd))),
        "",
    )
    for key in ("II-p1", PLAN_KEY, "II"):
        tab.show_passage(key)
    assert real.undo_stack.count() == 1 and real.plan.outline["II-p1"].text == odd
