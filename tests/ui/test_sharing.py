"""Others at the same plan_file: who has it, what they changed, and what a save may not do then."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edit_kinds import PutNote
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import generations, presence, sharing, workbook_read, workbook_write
from smrj_desktop.io.sharing import Holder
from smrj_desktop.ui.dialogs.comparison import Comparison
from smrj_desktop.ui.dialogs.generations import Generations
from smrj_desktop.ui.dialogs.merging import Merging
from tests.support.windows import CELL, dialog_of, idle, put, session

OTHER = CellKey("budget", "facilities", "general_admin", "newbiz")


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """The thread looks often, so that no test waits for it."""
    monkeypatch.setattr(presence, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(presence, "SETTLE_SECONDS", 0.02)
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.1)


def colleague(name: str = "佐藤") -> Holder:
    """Somebody at another PC, of whose processes nobody here knows."""
    me = sharing.myself(datetime.now(UTC))
    return replace(me, token=name, host="PC-2", user=name)


def written_by_colleague(path: Path, cell: CellKey, amount: int) -> None:
    plan, _ = workbook_read.read(path)
    edits.apply(plan, SetCell(cell=cell, figure=Figure(amount)))
    workbook_write.write(plan, path, path)


def told(evening) -> list[str]:
    return [message for message, _ in evening.door.told]


def figure_in(path: Path, cell: CellKey) -> int:
    return workbook_read.read(path)[0].figure(cell).value


# ---- who has it


def test_the_lock_is_there_while_the_plan_is_open(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        holder = sharing.holder_of(plan_file)
        assert holder is not None
        assert holder.token == evening.sharing.me.token
        assert not evening.door.told
    qtbot.waitUntil(lambda: sharing.holder_of(plan_file) is None)
    assert list(plan_file.parent.glob("*.xlsx")) == [plan_file]


def test_a_second_opener_is_told_and_reads(qtbot, plan_file):
    assert sharing.claim(plan_file, colleague()).mine
    with session(qtbot, plan_file, choice="read") as evening:
        assert told(evening) == ["share.held"]
        assert evening.door.told[0][1]["user"] == "佐藤"
        assert evening.document.read_only == "held"
        assert evening.window.banner.keys() == ("read_only",)
        # editing goes on, and saving goes elsewhere
        put(evening, 112)
        evening.door.to_save = copy = plan_file.with_name("写し.xlsx")
        QTest.keyClick(evening.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        idle(qtbot, evening)
        assert evening.document.path == copy
        assert not evening.document.read_only
        assert evening.window.banner.keys() == ()
    assert (figure_in(plan_file, CELL), figure_in(copy, CELL)) == (106, 112)
    assert sharing.holder_of(plan_file).user == "佐藤"


def test_saving_over_the_file_of_another_is_refused(qtbot, plan_file):
    assert sharing.claim(plan_file, colleague()).mine
    before = plan_file.read_bytes()
    with session(qtbot, plan_file, choice="read") as evening:
        put(evening, 112)
        evening.door.to_save = plan_file
        evening.files.save()
        assert told(evening) == ["share.held", "read_only.held"]
        assert evening.document.dirty
    assert plan_file.read_bytes() == before


def test_saving_under_the_name_of_a_plan_that_is_open_elsewhere_is_refused(qtbot, plan_file):
    assert sharing.claim(plan_file, colleague()).mine
    before = plan_file.read_bytes()
    with session(qtbot) as evening:
        put(evening, 112)
        evening.door.to_save = plan_file
        evening.files.save()
        idle(qtbot, evening)
        assert told(evening) == ["save.held"]
        assert evening.document.dirty
    assert plan_file.read_bytes() == before


def test_a_copy_belongs_to_no_file(qtbot, plan_file):
    assert sharing.claim(plan_file, colleague()).mine
    with session(qtbot, plan_file, choice="copy") as evening:
        assert evening.document.path is None
        assert evening.document.dirty and "未保存の計画" in evening.window.windowTitle()
        assert evening.window.banner.keys() == ()


def test_thinking_better_of_it_leaves_the_window_as_it_is(qtbot, plan_file):
    assert sharing.claim(plan_file, colleague()).mine
    with session(qtbot, plan_file) as evening:
        assert told(evening) == ["share.held"]
        assert evening.document.pristine


def test_a_lock_left_behind_is_taken_over(qtbot, plan_file):
    assert sharing.claim(plan_file, colleague()).mine
    long_ago = 1_700_000_000
    os.utime(sharing.lock_of(plan_file), (long_ago, long_ago))
    with session(qtbot, plan_file, choice="take_over") as evening:
        qtbot.waitUntil(lambda: evening.document.path == plan_file)
        assert told(evening) == ["share.held_stale"]
        assert not evening.document.read_only
        assert sharing.holder_of(plan_file).token == evening.sharing.me.token


def test_who_is_taken_over_is_told_and_keeps_the_edits(qtbot, plan_file, tmp_path):
    with session(qtbot, plan_file) as evening:
        put(evening, 112)
        # at one stroke: a lock that is missing for a moment is made again by whoever has the plan
        aside = tmp_path / "aside" / plan_file.name
        aside.parent.mkdir()
        shutil.copy(plan_file, aside)
        assert sharing.claim(aside, colleague()).mine
        sharing.lock_of(aside).replace(sharing.lock_of(plan_file))
        qtbot.waitUntil(lambda: evening.document.read_only == "taken")
        assert evening.window.banner.keys() == ("read_only",)
        assert "佐藤" in evening.window.banner.message("read_only").label.text()
        assert evening.document.plan.figure(CELL) == Figure(112)
    assert sharing.holder_of(plan_file).user == "佐藤"


# ---- what they changed


def test_a_change_on_the_disk_is_noticed_and_merged(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        put(evening, 112)
        written_by_colleague(plan_file, OTHER, 7)
        qtbot.waitUntil(lambda: evening.window.banner.keys() == ("on_disk",))
        (merge,) = evening.window.banner.message("on_disk").buttons
        merge.click()
        merging = dialog_of(qtbot, evening, Merging)
        assert merging.taken.rowCount() > 0
        assert merging.conflicts.rowCount() == 0
        QTest.keyClick(merging, Qt.Key.Key_Return)
        document = evening.document
        assert [document.plan.figure(cell).value for cell in (CELL, OTHER)] == [112, 7]
        assert evening.window.banner.keys() == ()
        # one step, which knows where it came from
        assert document.undo_stack.count() == 2
        assert document.plan.history[-1].source == plan_file.name
        evening.files.save()
        idle(qtbot, evening)
        assert not document.dirty
        assert not told(evening)
    assert [figure_in(plan_file, cell) for cell in (CELL, OTHER)] == [112, 7]


def test_a_note_of_somebody_else_is_taken_over_without_a_question(qtbot, plan_file):
    theirs, mine = (
        Note(key=key, place="I-1-p1", text=key, author=key, at="2023-03-01") for key in ("theirs", "mine")
    )
    with session(qtbot, plan_file) as evening:
        document = evening.document
        document.do(PutNote(note=mine), "メモ")
        plan, _ = workbook_read.read(plan_file)
        edits.apply(plan, PutNote(note=theirs))
        workbook_write.write(plan, plan_file, plan_file)
        qtbot.waitUntil(lambda: evening.window.banner.keys() == ("on_disk",))
        (merge,) = evening.window.banner.message("on_disk").buttons
        merge.click()
        qtbot.waitUntil(lambda: document.plan.notes == (mine, theirs))
        assert not evening.window.findChildren(Merging)
        assert document.dirty, "the file does not hold one's own note"
        evening.files.save()
        idle(qtbot, evening)
        assert not told(evening)
    assert workbook_read.read(plan_file)[0].notes == (mine, theirs)


def test_a_conflict_is_decided_by_the_user(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        put(evening, 112)
        written_by_colleague(plan_file, CELL, 999)
        evening.door.choice = "merge"
        evening.files.save()
        merging = dialog_of(qtbot, evening, Merging)
        assert told(evening) == ["save.conflict"]
        assert merging.conflicts.rowCount() == 1
        QTest.keyClick(merging.conflicts, Qt.Key.Key_Space)
        QTest.keyClick(merging, Qt.Key.Key_Return)
        assert evening.document.plan.figure(CELL) == Figure(999)
        assert not evening.document.dirty, "the plan_file holds the very same plan"
        evening.document.undo_stack.undo()
        assert evening.document.plan.figure(CELL) == Figure(112)
        evening.files.save()
        idle(qtbot, evening)
    assert figure_in(plan_file, CELL) == 112


def test_a_save_never_replaces_what_was_not_seen(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        put(evening, 112)
        written_by_colleague(plan_file, OTHER, 7)
        before = plan_file.read_bytes()
        evening.files.save()
        idle(qtbot, evening)
        assert told(evening) == ["save.conflict"]
        assert evening.document.dirty
        assert plan_file.read_bytes() == before


def test_a_file_written_anew_with_the_same_plan_is_no_change(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        workbook_write.write(
            workbook_read.read(plan_file)[0], plan_file, plan_file, clock=lambda: datetime.now(UTC)
        )
        qtbot.waitUntil(lambda: evening.window.banner.keys() == ("on_disk",))
        evening.window.banner.message("on_disk").buttons[0].click()
        qtbot.waitUntil(lambda: evening.window.banner.keys() == ())
        put(evening, 112)
        evening.files.save()
        idle(qtbot, evening)
        assert not told(evening)


def test_a_file_that_goes_and_comes_back(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        away = plan_file.rename(plan_file.with_name("別.xlsx"))
        qtbot.waitUntil(lambda: evening.window.banner.keys() == ("on_disk",))
        away.rename(plan_file)
        qtbot.waitUntil(lambda: evening.window.banner.keys() == ())


def test_our_own_save_is_no_news(qtbot, plan_file):
    with session(qtbot, plan_file) as evening:
        for amount in (112, 113, 114):
            put(evening, amount)
            evening.files.save()
            idle(qtbot, evening)
            evening.sharing.look()
            qtbot.wait(300)
        assert evening.window.banner.keys() == ()
        assert not told(evening)


# ---- passing places and earlier generations


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("Content.Outlook/ABCD1234", "mail"),
        ("Temp1_計画.zip", "archive"),
    ],
)
def test_a_plan_from_a_mail_or_a_zip_is_saved_elsewhere(qtbot, tmp_path, plan_file, folder, reason):
    place = tmp_path / folder
    place.mkdir(parents=True)
    passing = plan_file.rename(place / plan_file.name)
    before = passing.read_bytes()
    with session(qtbot, passing) as evening:
        assert evening.document.read_only == reason
        assert evening.window.banner.keys() == ("read_only",)
        assert evening.files.folder() != place
        put(evening, 112)
        evening.door.to_save = tmp_path / "保存先.xlsx"
        evening.window.banner.message("read_only").buttons[0].click()
        idle(qtbot, evening)
        assert not evening.document.read_only
        assert evening.window.banner.keys() == ()
        assert evening.settings.recent == [str(tmp_path / "保存先.xlsx")]
    assert passing.read_bytes() == before
    assert [each.name for each in place.iterdir()] == [plan_file.name], "no lock is left there"


def test_earlier_generations_are_listed_compared_and_opened_as_such(qtbot, plan_file, monkeypatch):
    opened: list[Path] = []
    monkeypatch.setattr("smrj_desktop.app.launch", lambda file=None, journal=None: opened.append(file))
    with session(qtbot, plan_file) as evening:
        put(evening, 112)
        evening.files.save()
        idle(qtbot, evening)
        evening.window.actions_by_key["versions"].trigger()
        dialog = dialog_of(qtbot, evening, Generations)
        assert dialog.table.rowCount() == 1
        dialog.compare_button.click()
        comparison = dialog_of(qtbot, evening, Comparison)
        assert [comparison.table.cell(0, at).text for at in (1, 2)] == ["106", "112"]
        comparison.close()
        dialog.count.setValue(3)
        assert evening.settings.generations == 3
        dialog.open_button.click()
        assert opened == [generations.of(plan_file)[0].path]
        dialog.close()
    with session(qtbot, opened[0]) as other:
        assert other.document.read_only == "generation"
        assert other.document.plan.figure(CELL) == Figure(106)
        assert str(opened[0]) not in other.settings.recent
        # going back to it is saving it under the file's own name, which is what is suggested
        other.door.to_save = plan_file
        other.files.save()
        idle(qtbot, other)
        assert other.door.suggested == [plan_file]
        assert (other.document.path, other.document.read_only) == (plan_file, "")
    assert figure_in(plan_file, CELL) == 106


def test_a_plan_without_a_file_has_no_generations(qtbot):
    with session(qtbot) as evening:
        evening.window.actions_by_key["versions"].trigger()
        assert told(evening) == ["generations.no_file"]
