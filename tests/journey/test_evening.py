"""One evening of a planning officer, through the real window with real keys and clicks, on the real plan.

The journey must never break; it grows with the program.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.edits import StateTotal
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import workbook_read
from smrj_desktop.ui.dialogs.comparison import Comparison
from smrj_desktop.ui.dialogs.go_to import GoTo
from smrj_desktop.ui.dialogs.paste import PasteDialog
from smrj_desktop.ui.dialogs.query import Query
from smrj_desktop.ui.dialogs.spread import SpreadDialog
from tests.journey.board import print_for_the_board
from tests.journey.ministry import send_and_take_back
from tests.support.windows import dialog_of, idle, session, type_words

CELL = CellKey("budget", "general", "general_admin", "environment_general")


def displayed(tab, cell: CellKey) -> str:
    """What the table shows in a cell."""
    return tab.model.index_of(cell).data()


def open_editor(tab) -> QLineEdit:
    """The editor the first key opened; one just closed may still be there, waiting to be deleted."""
    (editor,) = [line for line in tab.view.findChildren(QLineEdit) if line.isVisible()]
    return editor


def type_into(qtbot, tab, cell: CellKey, text: str) -> None:
    """Goes to a cell and types, as a hand would."""
    tab.show_cell(cell)
    tab.view.setFocus()
    qtbot.waitUntil(tab.view.hasFocus)
    QTest.keyClicks(tab.view, text[0])
    editor = open_editor(tab)
    QTest.keyClicks(editor, text[1:])
    QTest.keyClick(editor, Qt.Key.Key_Return)


def comparisons(evening) -> list[Comparison]:
    """The comparisons in sight."""
    return [dialog for dialog in evening.window.findChildren(Comparison) if dialog.isVisible()]


def departments_sheet(tab, column: str) -> QMimeData:
    """Twenty-three rows as a spreadsheet puts them on the clipboard; three of them are filtered out there."""
    texts = {4: "別途協議", 7: "調整中"}
    rows, leaves = [], 0
    for number, line in enumerate(tab.model.lines[1:21]):
        at = tab.model.index_of(CellKey("income", "general", line.key, column))
        figure = ""
        if (
            tab.model.flags(at) & Qt.ItemFlag.ItemIsEditable
            and not tab.model.look(at.row(), at.column()).ruled
        ):
            leaves += 1
            figure = texts.get(leaves, "1,234,567" if leaves == 1 else f"{leaves * 1500:,}")
        rows.append(f"<tr><td>{figure}</td></tr>")
        if number % 7 == 3:
            rows.append('<tr style="display:none"><td>9,999,999</td></tr>')
    sheet = QMimeData()
    sheet.setHtml(f"<html><body><table>{''.join(rows)}</table></body></html>")
    return sheet


def test_the_evening(qtbot, tmp_path):
    path = tmp_path / "令和6年度計画案.xlsx"
    with session(qtbot) as evening:
        window, document = evening.window, evening.document

        # 1. the window is there at once and asks for nothing
        assert not evening.door.told
        assert [window.pages.tabText(i) for i in range(5)] == [
            "計画本文（措置）",
            "指標",
            "予算",
            "収支計画",
            "資金計画",
        ]
        assert not window.isWindowModified()

        # 2. one figure from 106 to 112: subtotal, total and chart move before the finger is off the key
        QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        places = dialog_of(qtbot, evening, GoTo)
        type_words(places.words, "一般管理費")
        QTest.keyClick(places.words, Qt.Key.Key_Return)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        tab = window.pages.statement("budget")
        assert window.pages.currentWidget() is tab
        assert (tab.account, tab.current_cell().line) == ("general", CELL.line)
        assert displayed(tab, CELL) == "106"
        subtotal = CELL._replace(column="environment_total")
        total = CELL._replace(line="expenditure_total", column="total")
        assert [displayed(tab, at) for at in (subtotal, total)] == ["125", "1,711,897"]
        type_into(qtbot, tab, CELL, "112")
        assert [displayed(tab, at) for at in (CELL, subtotal, total)] == ["112", "131", "1,711,903"]
        assert window.isWindowModified()
        bars = {bar.cell: bar.end for row in window.docks.chart.chart.rows for bar in row.bars}
        assert bars[subtotal._replace(line="expenditure_total")] == 618_076
        described = window.docks.chart.accessibleDescription()
        assert "618,076" in described

        # the cash plan's tie is broken before the finger is off the key, and the edit is the first suspect
        broken = [item for item in evening.checking.findings if item.kind == "tie_impossible"]
        assert broken and {item.parameters["difference"] for item in broken} == {"△ 6"}
        panel = window.docks.findings
        assert panel.filters["error"].text().endswith(f"誤り {len(broken)}")
        qtbot.waitUntil(lambda: not evening.checking.searching)
        assert panel.details.suspect().cell == CELL

        # a wrong key is refused in place and the old value stays
        tab.show_cell(CELL)
        QTest.keyClicks(tab.view, "1")
        editor = open_editor(tab)
        QTest.keyClicks(editor, "2x")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert document.plan.figure(CELL) == Figure(112)
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        assert displayed(tab, CELL) == "112"

        # 3. twenty filtered rows of a department's sheet in thousand yen: only the visible ones arrive, the
        # unit is asked for, what changes is shown first, two texts say why not, and one undo takes all back
        revenue = CellKey("income", "general", "subsidy_revenue", "environment_general")
        tab = window.pages.statement("income")
        window.pages.show_cell(revenue._replace(line=tab.model.lines[1].key))
        tab.view.setFocus()
        before = document.plan.content_hash()
        QApplication.clipboard().setMimeData(departments_sheet(tab, revenue.column))
        QTest.keyClick(tab.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        paste = dialog_of(qtbot, evening, PasteDialog)
        assert document.plan.content_hash() == before
        paste.unit.setFocus()
        QTest.keyClick(paste.unit, Qt.Key.Key_Home)
        QTest.keyClick(paste.unit, Qt.Key.Key_Down)
        assert paste.unit.currentText() == "千円"
        rows = [[paste.table.cell(row, at).text for at in range(4)] for row in range(paste.table.rowCount())]
        assert ["1,234,567", "1,235"] in [[row[1], row[3].split("\n")[0]] for row in rows]
        refused = [row for row in rows if row[1] in ("別途協議", "調整中")]
        assert len(refused) == 2 == len(paste.pasting.refused) and all("\n" in row[0] for row in refused)
        QTest.keyClick(paste.buttons.button(paste.buttons.StandardButton.Ok), Qt.Key.Key_Return)
        assert document.plan.content_hash() != before
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert document.plan.content_hash() == before
        tab = window.pages.statement("budget")
        window.pages.show_cell(CELL)

        # 4. a published total is held while a leaf is put right
        tab.hold.click()
        type_into(qtbot, tab, CELL, "106")
        assert [displayed(tab, at) for at in (CELL, total)] == ["106", "1,711,903"]
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert displayed(tab, CELL) == "112"
        tab.hold.click()

        # 4. a finding is off by 540 and names the slip; one click puts it right, another asks the department
        slipped = CELL._replace(line="income_total")
        document.do(StateTotal(cell=slipped, figure=Figure(12_933)), "計")
        qtbot.waitUntil(lambda: not evening.checking.searching)
        QTest.keyClick(window, Qt.Key.Key_F4)
        differences = [item.parameters.get("difference", "") for item in evening.checking.findings]
        assert {"+540", "△ 540"} <= set(differences)
        seen = [item for item in evening.checking.findings if slipped in (item.cell, *item.others)]
        error = next(item for item in seen if item.word == "error")
        suspect = next(item for item in error.suspects if item.cell == slipped)
        assert (suspect.value, suspect.likely, suspect.slip) == (Figure(12_933), Figure(12_393), "swapped")
        panel.details.show_finding(error)
        row = [item.cell for item in error.suspects].index(slipped)
        panel.details.suspects.setCurrentItem(panel.details.suspects.topLevelItem(row))
        qtbot.mouseClick(panel.details.query, Qt.MouseButton.LeftButton)
        query = dialog_of(qtbot, evening, Query)
        assert "12,933" in query.text.toPlainText() and "12,393" in query.text.toPlainText()
        query.close()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.mouseClick(panel.details.apply, Qt.MouseButton.LeftButton)
        assert displayed(tab, slipped) == "12,393"
        for _ in range(2):
            QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert displayed(tab, slipped) == "12,393" and displayed(tab, CELL) == "112"

        # 5. five per cent less in one total, spread over its parts with two of them held
        wanted = CellKey("budget", "general", "expenditure_total", "environment_total")
        window.pages.show_cell(wanted)
        before = [document.plan.figure(at).value for at in (wanted, total)]
        type_into(qtbot, tab, wanted, "-5%")
        dialog = dialog_of(qtbot, evening, SpreadDialog)
        rows = [dialog.parts.topLevelItem(row) for row in range(2)]
        held = [(row.text(0), row.text(1)) for row in rows]
        for row in rows:
            dialog.parts.setCurrentItem(row)
            QTest.keyClick(dialog.parts, Qt.Key.Key_Space)
        assert [(row.text(0), row.text(2)) for row in rows] == held, "held parts stay"
        QTest.keyClick(dialog.buttons.button(dialog.buttons.StandardButton.Ok), Qt.Key.Key_Return)
        after = [document.plan.figure(at).value for at in (wanted, total)]
        assert after[0] == round(before[0] * 0.95) and after[1] - before[1] == after[0] - before[0]
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert [document.plan.figure(at).value for at in (wanted, total)] == before

        # saved, and nothing is left to save
        evening.door.to_save = path
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not evening.tasks.busy and path.exists())
        assert not window.isWindowModified()
        assert path.name in window.windowTitle()

        # undo goes on after the save, and closing asks
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert displayed(tab, CELL) == "106"
        assert window.isWindowModified()
        window.close()
        assert window.isVisible() and evening.door.asked, "cancel keeps the window"
        QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        assert not window.isWindowModified()
        window.close()
        assert not window.isVisible()
        assert not evening.door.told

    saved, findings = workbook_read.read(path)
    assert not findings
    assert saved.content_hash() == document.plan.content_hash()

    # next morning the file is opened again
    with session(qtbot, path) as morning:
        tab = morning.window.pages.statement("budget")
        assert displayed(tab, CELL) == show(Figure(112))
        assert not morning.window.isWindowModified()
        assert not morning.door.told

        # 7. the summary of a section for tomorrow's board, and the pages that replace what was handed out
        print_for_the_board(qtbot, morning, tmp_path)

        # 8. the ministry's workbook goes out and comes back, and what was decided of it is saved
        send_and_take_back(qtbot, morning, tmp_path)
        QTest.keyClick(morning.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        idle(qtbot, morning)
        assert not morning.window.isWindowModified() and not morning.door.told

        # 11. a colleague opens the same file, is told who has it, and reads on
        mine = morning.sharing.me
        with session(qtbot, path, choice="read") as colleague:
            ((message, who),) = colleague.door.told
            assert (message, who["user"], who["host"]) == ("share.held", mine.user, mine.host)
            reading = colleague.window.pages.statement("budget")
            assert displayed(reading, CELL) == "112"
            assert colleague.document.read_only == "held"

        # 10. the PC restarts in the middle of typing
        morning.window.activateWindow()
        qtbot.waitUntil(morning.window.isActiveWindow)
        QTest.keyClick(morning.window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
        type_into(qtbot, tab, CELL, "120")
        type_into(qtbot, tab, CELL, "121")
        QTest.keyClick(morning.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        tab.show_cell(CELL)
        QTest.keyClicks(tab.view, "9")
        morning.document.journal.close()
        morning.document.journal = None
        QTest.keyClick(open_editor(tab), Qt.Key.Key_Escape)

    # after it everything is there but the half-typed figure, beside the file as it was saved, and undo works
    with session(qtbot) as night:
        dialog = night.recovery.dialog
        qtbot.waitUntil(dialog.isVisible)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: night.document.path == path)
        qtbot.waitUntil(lambda: bool(comparisons(night)))
        (comparison,) = comparisons(night)
        assert [comparison.table.cell(0, column).text for column in (1, 2)] == ["112", "120"]
        comparison.close()
        night.window.activateWindow()
        qtbot.waitUntil(night.window.isActiveWindow)
        tab = night.window.pages.statement("budget")
        assert displayed(tab, CELL) == "120"
        QTest.keyClick(night.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        assert displayed(tab, CELL) == "121"
        for _ in range(2):
            QTest.keyClick(night.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert displayed(tab, CELL) == "112"
        assert not night.window.isWindowModified()
        assert not night.door.told
    QApplication.processEvents()
