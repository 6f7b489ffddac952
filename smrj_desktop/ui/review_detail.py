"""One item of a review in full: the whole texts beside each other, and what else there is to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from smrj_desktop.io.review_words import remark
from smrj_desktop.messages import text
from smrj_desktop.ui import review_words, theme
from smrj_desktop.ui.dialog_parts import Sentence
from smrj_desktop.ui.plain_table import Column, PlainTable
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.domain.exchange.review_items import ReviewItem
    from smrj_desktop.domain.plan import Plan


class ReviewDetail(QWidget):
    """Shows the item that is chosen in the table above.

    Attributes:
        place: where it is.
        remark: what else there is to know; hidden where there is nothing.
        texts: the three texts.
    """

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        """Shows nothing yet; places are named as `plan` knows them."""
        super().__init__(parent)
        self._plan = plan
        self.place = QLabel()
        self.place.setWordWrap(True)
        self.place.setFont(theme.font(bold=True))
        self.remark = Sentence("")
        columns = [Column(text(f"reviewing.{name}")) for name in ("base", "mine", "theirs")]
        self.texts = PlainTable(columns, text("reviewing.detail"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.place)
        layout.addWidget(self.remark)
        layout.addWidget(self.texts, 1)

    def show_item(self, item: ReviewItem | None) -> None:
        """Shows an item, or that none is chosen."""
        plan = self._plan
        said = remark(item) if item else ""
        self.place.setText(
            f"{review_words.group(plan, item)}　{review_words.where(plan, item)}"
            if item
            else text("reviewing.no_item")
        )
        self.remark.setText(said)
        self.remark.setVisible(bool(said))
        self.texts.fill([review_words.cells(item, whole=True)] if item else [])
