"""The print dialog by itself: what is ticked, how pages are set up, its keys, pages laid out bit by bit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
)

from smrj_desktop import messages
from smrj_desktop.domain.grid import Grid, GridCell, heads
from smrj_desktop.domain.series import AGENCY
from smrj_desktop.domain.template import TableKey
from smrj_desktop.render import flow
from smrj_desktop.render.paper import (
    LEAST_MARGIN,
    MOST_MARGIN,
    Furniture,
    Margins,
    Orientation,
    PageSetup,
    PaperSize,
)
from smrj_desktop.render.parts import INDICATORS, Wanted, whole_plan
from smrj_desktop.ui import print_source, settings
from smrj_desktop.ui.dialogs.printing import Printing
from smrj_desktop.ui.laying_out import LayingOut, Order
from smrj_desktop.ui.page_setup_form import FurnitureForm, PageSetupForm
from smrj_desktop.ui.print_choice import PrintChoice
from smrj_desktop.ui.print_state import PrintState
from smrj_desktop.ui.settings import Settings
from tests.support.plans import small_plan

BUDGET, CASH = TableKey("budget", "general"), TableKey("cash", "general")


@pytest.fixture
def dialog(shown):
    """The dialog on the small plan."""
    choice = PrintChoice(small_plan(), Wanted(tables=(BUDGET,)))
    furniture = FurnitureForm(title="試験計画", version="", date="令和5年3月30日", draft="")
    return shown(Printing(choice, PageSetupForm(PageSetup()), furniture))


def row(choice: PrintChoice, name: str):
    """The first row of this name."""
    return choice.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)[0]


def toggle(choice: PrintChoice, name: str) -> None:
    """Ticks a row, or unticks it, by the space bar."""
    choice.tree.setCurrentItem(row(choice, name))
    QTest.keyClick(choice.tree, Qt.Key.Key_Space)


# ---- what is wanted


def test_a_row_above_others_ticks_them_and_shows_how_many_are(dialog, qtbot):
    choice = dialog.choice
    assert choice.wanted == Wanted(tables=(BUDGET,))
    assert row(choice, "予算").checkState(0) is Qt.CheckState.Checked
    with qtbot.waitSignal(dialog.changed):
        toggle(choice, "業務の概要")
    assert choice.wanted.sections == ("I", "I-1", "II")
    toggle(choice, "I-1　事業承継")
    assert choice.wanted.sections == ("I", "II")
    assert row(choice, "業務の概要").checkState(0) is Qt.CheckState.PartiallyChecked
    for name in ("計画本文", "指標", "点検報告書", "資金計画"):
        toggle(choice, name)
    QTest.keyClick(choice.options["contents"], Qt.Key.Key_Space)
    assert choice.wanted == Wanted(
        sections=("I", "II"), tables=(BUDGET, CASH), indicators=True, text=True, report=True, contents=True
    )
    named = [choice.tree.topLevelItem(at).text(0) for at in range(choice.tree.topLevelItemCount())]
    assert "収支計画" not in named, "the plan has none"
    # those of the agency, of its account, and of the indicators
    toggle(choice, "グラフ")
    assert choice.wanted.charts_of == (AGENCY, "general", INDICATORS)
    toggle(choice, "法人全体")
    assert choice.wanted.charts_of == ("general", INDICATORS)


def test_what_was_ticked_stays_so_where_the_plan_becomes_another_and_comes_back(dialog):
    choice, wanted = dialog.choice, replace(whole_plan(small_plan()), sections=("II",))
    choice.set_wanted(wanted)
    less, least = small_plan(), small_plan()
    for plan in (less, least):
        plan.tables.pop(CASH)
        plan.outline.remove("II")
    least.tables.pop(BUDGET)
    for plan, tables in ((less, (BUDGET,)), (least, ()), (less, (BUDGET,))):
        choice.refresh(plan)
        assert choice.wanted == replace(wanted, sections=(), tables=tables)
    choice.refresh(small_plan())
    assert choice.wanted == wanted
    # unless it was unticked meanwhile
    choice.refresh(less)
    for _ in ("on", "off"):
        toggle(choice, "業務の概要")
    choice.refresh(small_plan())
    assert choice.wanted == replace(wanted, sections=())


# ---- setup, header and footer


def test_pages_are_set_up_within_limits(dialog, qtbot):
    form = dialog.setup
    QTest.keyClick(form.sizes, Qt.Key.Key_Down)
    form.ways.setCurrentIndex(form.ways.findData(Orientation.LANDSCAPE))
    QTest.keyClick(form.mono, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.changed):
        form.margins["left"].setFocus()
        form.margins["left"].selectAll()
        QTest.keyClicks(form.margins["left"], "35")
        QTest.keyClick(form.margins["left"], Qt.Key.Key_Return)
    assert form.setup.size is PaperSize.A3 and form.setup.orientation is Orientation.LANDSCAPE
    assert form.setup.mono and form.setup.margins.left == 35
    for given, taken in ((1, LEAST_MARGIN), (99, MOST_MARGIN)):
        form.margins["top"].setValue(given)
        assert form.setup.margins.top == taken


def test_the_draft_mark_is_japanese_on_paper(dialog):
    form = dialog.furniture
    form.version.setText(" 第2版 ")
    assert [form.draft.itemText(at) for at in range(3)] == ["（案）", "未定稿", "なし"]
    form.draft.setCurrentIndex(1)
    assert form.furniture("0123") == Furniture(
        title="試験計画", version="第2版", imprint="0123", date="令和5年3月30日", draft="未定稿"
    )


def test_what_was_chosen_comes_back_and_nonsense_does_not(tmp_path):
    file = tmp_path / "settings.json"
    margins = Margins(12.5, 15.0, 18.0, 50.0)
    setup = PageSetup(size=PaperSize.B5, orientation=Orientation.PORTRAIT, margins=margins, mono=True)
    state = PrintState(setup=setup, draft="proposal", version="第2版", charts=False, notes=True)
    stored = Settings(printing=state, dialogs={"printing": b"\x01\x02"})
    assert stored.save(file) is None and settings.load(file) == (stored, None)
    file.write_text(
        '{"version": 2, "dialogs": {"printing": 3}, "printing": {"draft": "x", "version": 7, "charts": 0,'
        ' "setup": {"size": "A9", "orientation": 1, "mono": "yes", "margins": [1, true, 18, 20]}}}',
        encoding="utf-8",
    )
    assert settings.load(file)[0].printing == PrintState()
    file.write_text('{"version": 2, "printing": {"setup": {"margins": [1, 15, 99, 20]}}}', encoding="utf-8")
    assert settings.load(file)[0].printing.setup.margins == Margins(10.0, 15.0, 50.0, 20.0)


# ---- keys


def test_enter_prints_from_its_button_alone_and_escape_closes(dialog, qtbot):
    asked = []
    dialog.print_wanted.connect(lambda: asked.append("print"))
    dialog.pdf_wanted.connect(lambda: asked.append("pdf"))
    for field in (dialog.furniture.headline, dialog.choice.tree, dialog.page):
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked == []
    dialog.print.setFocus()
    QTest.keyClick(dialog.print, Qt.Key.Key_Return)
    QTest.keyClick(dialog, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: asked == ["print", "pdf"])
    QTest.keyClick(dialog.furniture.headline, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_tab_goes_down_the_choices_and_over_the_pages_to_the_buttons(dialog):
    choice, setup, furniture = dialog.choice, dialog.setup, dialog.furniture
    margins = (setup.margins[name] for name in ("top", "bottom", "left", "right"))
    choice.whole.setFocus()
    for expected in (
        *(choice.front, choice.tree, *choice.options.values(), dialog.replacing, dialog.earlier),
        *(setup.sizes, setup.ways, *margins, setup.mono),
        *(furniture.headline, furniture.version, furniture.date, furniture.draft),
        *(dialog.thumbnails, *dialog.zoom.values(), dialog.view),
        *(dialog.print, dialog.pdf, dialog.leave, choice.whole),
    ):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.focusWidget() is expected


def test_on_a_small_screen_letters_lead_to_what_is_in_sight(dialog, qtbot):
    assert dialog.thumbnails.isVisible()
    # 1366 by 768 dots at 1.5 times the size
    dialog.resize(894, 460)
    qtbot.waitUntil(lambda: dialog.size() == QSize(894, 460))
    assert not dialog.thumbnails.isVisible()
    draft = dialog.furniture.draft
    assert draft.visibleRegion().isEmpty()
    QTest.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert draft.hasFocus() and draft.visibleRegion().boundingRect() == draft.rect()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_letter_is_given_twice_and_all_has_a_name(shown, language):
    messages.set_language(language)
    try:
        choice = PrintChoice(small_plan(), Wanted())
        furniture = FurnitureForm(title="", version="", date="", draft="")
        dialog = shown(Printing(choice, PageSetupForm(PageSetup()), furniture))
    finally:
        messages.set_language("ja")
    said = [each.text() for each in dialog.findChildren(QAbstractButton) if each.text()]
    said += [each.text() for each in dialog.findChildren(QLabel) if each.buddy()]
    letters = [letter.upper() for each in said for letter in re.findall(r"&(\w)", each)]
    assert len(letters) > 15 and sorted(set(letters)) == sorted(letters)
    buddies = {label.buddy() for label in dialog.findChildren(QLabel)}
    for kind in (QComboBox, QAbstractSpinBox, QLineEdit):
        for field in dialog.findChildren(kind):
            inner = isinstance(field.parent(), QAbstractSpinBox)
            assert inner or field in buddies or field.accessibleName(), field
    for box in dialog.setup.margins.values():
        spoken = QAccessible.queryAccessibleInterface(box).text(QAccessible.Text.Name)
        assert "余白" in spoken or "margin" in spoken, spoken
    assert all(each.text() or each.accessibleName() for each in dialog.findChildren(QPushButton))
    assert all(each.title() for each in dialog.findChildren(QGroupBox))


# ---- laying out


def grid(*texts: str) -> Grid:
    rows = tuple((GridCell(text=each),) for each in texts)
    return Grid(
        title="表",
        subtitle="",
        unit="",
        note="",
        header=(heads(["名"]),),
        rows=rows,
        line_keys=(),
        column_keys=(),
    )


def order(*texts: str, **more) -> Order:
    return Order(
        makers=print_source.of_grids("一覧", [grid(*texts)]),
        setup=more.pop("setup", PageSetup()),
        furniture=Furniture(title="題"),
        **more,
    )


def printed(printout) -> str:
    return " ".join(getattr(mark, "text", "") for page in printout.pages for mark in page.marks)


def test_the_newest_order_wins_and_pages_are_kept(qtbot, monkeypatch):
    laid, done = [], []
    original = flow.pages_of
    monkeypatch.setattr(flow, "pages_of", lambda part, setup: (done.append(part), original(part, setup))[1])
    laying = LayingOut()
    laying.laid.connect(lambda printout, _found: laid.append(printed(printout)))

    def wait(count: int) -> None:
        qtbot.waitUntil(lambda: len(laid) == count and not laying.busy)

    laying.lay_out(order("甲"))
    laying.lay_out(order("乙"))
    assert laying.busy and laid == [], "nothing is done at once"
    wait(1)
    assert "乙" in laid[0] and "甲" not in laid[0]
    laying.lay_out(replace(order("乙"), furniture=Furniture(title="別の題")))
    wait(2)
    assert len(done) == 1
    laying.lay_out(order("乙", setup=PageSetup(size=PaperSize.B5)))
    wait(3)
    assert len(done) == 2
    laying.lay_out(order("丙"))
    laying.stop()
    qtbot.wait(20)
    assert len(laid) == 3 and not laying.busy


def test_only_what_differs_is_laid_out(qtbot):
    found = []
    laying = LayingOut()
    laying.laid.connect(lambda printout, replacement: found.append((len(printout.pages), replacement)))
    for before, pages in (("甲", 1), ("乙", 0)):
        laying.lay_out(order("乙", earlier=order(before).makers))
        qtbot.waitUntil(lambda: not laying.busy)
        assert found[-1][0] == pages == len(found[-1][1].entries)
