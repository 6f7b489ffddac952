"""The window in which the items of a review are decided, for tests that type and click in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.exchange.review import Choice
from smrj_desktop.ui.dialogs.reviewing import Reviewing
from smrj_desktop.ui.models.review_model import CHOICE
from tests.support.reviews import THEIRS as CHANGED
from tests.support.reviews import mine, review_of

PLAN = mine()


class Case:
    """A review in its window, shown."""

    def __init__(
        self, shown, changes: Sequence[Edit] = CHANGED, *, may_leave: bool = True, **more: object
    ) -> None:
        self.plan = PLAN
        self.review = review_of(self.plan, changes, **more)
        self.ends: list[str] = []
        self.dialog = Reviewing(
            self.plan,
            self.review,
            file_name="計画.xlsx",
            intro="第2版と比べています。",
            remarks=3,
            may_leave=lambda: may_leave,
        )
        for name in ("take_wanted", "report_wanted", "remarks_wanted", "rejected"):
            getattr(self.dialog, name).connect(lambda name=name: self.ends.append(name))
        shown(self.dialog)
        self.table, self.model = self.dialog.table, self.dialog.model
        self.table.setFocus()

    def row(self, word: str) -> int:
        """The row of the item whose place or text holds a word."""
        rows = range(len(self.model.rows))
        return next(
            row
            for row in rows
            if not self.model.rows[row].heading and any(word in self.text(row, column) for column in range(6))
        )

    def text(self, row: int, column: int) -> str:
        return self.model.cell(row, column).text

    def at(self, row: int, column: int = CHOICE) -> None:
        self.table.setCurrentIndex(self.model.index(row, column))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.table, key, modifier)

    def click(self, row: int, column: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        place = self.table.visualRect(self.model.index(row, column)).center()
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    def type(
        self, text: str, key: Qt.Key = Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Types into the field that is open, in place of what stands there."""
        self.editor.setText(text)
        QTest.keyClick(self.editor, key, modifier)

    @property
    def editor(self) -> QLineEdit | None:
        """The field that is open."""
        fields = self.table.findChildren(QLineEdit)
        return next((field for field in fields if field.isVisible()), None)

    def choice(self, row: int) -> Choice:
        return self.review.decision(self.model.rows[row].items[0].number).choice

    def reason(self, row: int) -> str:
        return self.review.decision(self.model.rows[row].items[0].number).reason
