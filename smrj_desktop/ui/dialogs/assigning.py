"""What could not be matched in a foreign file, beside its sheet, and what a hand says it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.messages import text
from smrj_desktop.ui import assigning_words, theme
from smrj_desktop.ui.dialog_parts import PatientDialog, Sentence, resize_within_screen
from smrj_desktop.ui.models.sheet_model import SheetModel
from smrj_desktop.ui.plain_table import Column, PlainTable
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.domain.exchange.book import Book, BookSheet
    from smrj_desktop.domain.exchange.found import Assigned, Doubt, Recognised
    from smrj_desktop.domain.plan import Plan

_MEANING = 2
_WIDEST, _LOOKED_AT = 24 * GRID, 60
_MOST_SPANS = 2_000
"""So many merged areas of a sheet are shown as such."""


class Assigning(PatientDialog):
    """Asks what labels mean; nothing is read before that is known, or wanted without it.

    Signals:
        reading_wanted: the file is to be read again with what was said.
        skipped: it is to be gone on with as it was read.

    Attributes:
        sheet: the sheet on which the chosen label stands, with that cell as the current one.
        doubts: the labels, what they are and what they mean.
        meaning: what the chosen one means; the first entry is that nobody has said so.
        remember, source: whether that is kept, and for whose next file.
    """

    reading_wanted = Signal()
    skipped = Signal()

    def __init__(
        self,
        plan: Plan,
        books: Sequence[Book],
        recognised: Sequence[Recognised],
        profiles: Mapping[str, Sequence[Assigned]],
        parent: QWidget | None = None,
    ) -> None:
        """Shows what is doubtful, answered as the profile that knows most of it does.

        Args:
            plan: whose lines, columns and tables labels may mean.
            books: the files, and what was recognised in each of them.
            recognised: one for each of the books.
            profiles: what is known of the files of each sender.
            parent: the window it belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle(text("assigning.title"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._plan, self._profiles = plan, profiles
        self._doubts: list[Doubt] = []
        self._sheets: list[BookSheet | None] = []
        for book, found in zip(books, recognised, strict=True):
            sheets = {sheet.title: sheet for sheet in book.sheets}
            self._doubts += found.doubts
            self._sheets += [sheets.get(doubt.sheet) for doubt in found.doubts]
        self._meanings = [assigning_words.meanings(plan, doubt) for doubt in self._doubts]
        self._chosen: dict[int, int] = {}
        self._shown: BookSheet | None = None
        resize_within_screen(self, 1280, 320, len(self._doubts))
        self._make_sheet()
        columns = (
            Column(text("assigning.what"), 4),
            Column(text("assigning.label")),
            Column(text("assigning.meaning")),
        )
        self.doubts = PlainTable(columns, text("assigning.doubts"))
        self.meaning = QComboBox()
        self.meaning.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.remember, self.source = QCheckBox(text("assigning.remember")), QComboBox()
        self.source.setEditable(True)
        self.source.addItems(list(profiles))
        self.source.setCurrentText("")
        self._lay_out()
        self._apply_best()
        self._allow_remembering()
        self._fill()
        self.doubts.currentCellChanged.connect(self._show_doubt)
        self.meaning.activated.connect(self._choose)
        self.source.textActivated.connect(self._apply)
        self.source.currentTextChanged.connect(self._allow_remembering)
        self.doubts.setCurrentCell(0, _MEANING)
        self.doubts.setFocus()

    def _make_sheet(self) -> None:
        self._title = QLabel()
        self._title.setFont(theme.font(bold=True))
        self._model = SheetModel(self)
        self.sheet = QTableView()
        self.sheet.setModel(self._model)
        self.sheet.setAccessibleName(text("assigning.sheet"))
        self.sheet.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.sheet.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.sheet.setWordWrap(False)
        self.sheet.setTabKeyNavigation(False)
        header = self.sheet.horizontalHeader()
        header.setMaximumSectionSize(_WIDEST)
        # to look at every row of a large sheet would take long
        header.setResizeContentsPrecision(_LOOKED_AT)

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        for widget, parts in ((left, (self._title, self.sheet)), (right, (self.doubts,))):
            column = QVBoxLayout(widget)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(GRID)
            for part in parts:
                column.addWidget(part, 0 if part is self._title else 1)
        label = QLabel(text("assigning.means"))
        label.setBuddy(self.meaning)
        asked, kept = QHBoxLayout(), QHBoxLayout()
        asked.addWidget(label)
        asked.addWidget(self.meaning, 1)
        named = QLabel(text("assigning.sender"))
        named.setBuddy(self.source)
        kept.addWidget(named)
        kept.addWidget(self.source, 1)
        kept.addWidget(self.remember)
        for line in (asked, kept):
            line.setSpacing(GRID)
            right.layout().addLayout(line)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for widget in (left, right):
            splitter.addWidget(widget)
        splitter.setSizes([self.width() // 2] * 2)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.again = buttons.addButton(text("assigning.again"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.skip = buttons.addButton(text("assigning.skip"), QDialogButtonBox.ButtonRole.ActionRole)
        self.again.clicked.connect(self._read_again)
        self.skip.clicked.connect(self._skip)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(text("assigning.intro", count=len(self._doubts))))
        layout.addWidget(splitter, 1)
        layout.addWidget(buttons)

    # ---- what is said

    @property
    def assigned(self) -> tuple[Assigned, ...]:
        """What the labels mean, as far as that was said."""
        found = (self._meanings[at][chosen].assigned for at, chosen in sorted(self._chosen.items()))
        return tuple(dict.fromkeys(found))

    @property
    def sender_to_remember(self) -> str:
        """For whose next file that is kept; empty where it is not."""
        return self.source.currentText().strip() if self.remember.isChecked() else ""

    def _choose(self, entry: int) -> None:
        """Takes a meaning for the chosen label, and for every other one that reads alike."""
        at = self.doubts.currentRow()
        if entry:
            self._answer({self._meanings[at][entry - 1].assigned})
        elif at in self._chosen:
            before = self._meanings[at][self._chosen[at]].assigned
            self._chosen = {
                other: chosen
                for other, chosen in self._chosen.items()
                if self._meanings[other][chosen].assigned != before
            }
        self._fill()

    def _answer(self, known: set[Assigned]) -> None:
        """Answers every doubt that one of these answers."""
        for at, meanings in enumerate(self._meanings):
            for choice, meaning in enumerate(meanings):
                if meaning.assigned in known:
                    self._chosen[at] = choice

    def _allow_remembering(self) -> None:
        """Nothing can be kept for somebody without a name."""
        self.remember.setEnabled(bool(self.source.currentText().strip()))

    def _apply(self, sender: str) -> None:
        """Answers as a sender's profile does."""
        self._answer(set(self._profiles.get(sender, ())))
        self._fill()

    def _apply_best(self) -> None:
        """Answers as the profile that knows most of these labels does, if any does."""
        every = {meaning.assigned for meanings in self._meanings for meaning in meanings}
        known = {sender: len(every & set(profile)) for sender, profile in self._profiles.items()}
        best = max(known, key=lambda sender: known[sender], default="")
        if known.get(best):
            self.source.setCurrentText(best)
            self._answer(set(self._profiles[best]))

    # ---- what is shown

    def _fill(self) -> None:
        at = self.doubts.currentRow()
        self.doubts.fill([self._row(number) for number in range(len(self._doubts))])
        self.doubts.setCurrentCell(at, _MEANING)
        self.again.setEnabled(bool(self._chosen))

    def _row(self, at: int) -> list[str]:
        doubt, chosen = self._doubts[at], self._chosen.get(at)
        return [
            text(f"assigning.what_{doubt.what}"),
            f"{doubt.label or text('assigning.no_label')}\n{assigning_words.place(doubt)}",
            text("assigning.unsaid") if chosen is None else self._meanings[at][chosen].said,
        ]

    def _show_doubt(self, at: int) -> None:
        self.meaning.clear()
        if at < 0:
            return
        self.meaning.addItem(text("assigning.unsaid"))
        self.meaning.addItems([meaning.said for meaning in self._meanings[at]])
        self.meaning.setCurrentIndex(self._chosen.get(at, -1) + 1)
        self._show_sheet(at)

    def _show_sheet(self, at: int) -> None:
        """Shows where a label stands."""
        doubt, sheet = self._doubts[at], self._sheets[at]
        if sheet is None:
            return
        if sheet is not self._shown:
            self._shown = sheet
            marked = {
                (other.row, other.column)
                for other, its in zip(self._doubts, self._sheets, strict=True)
                if its is sheet
            }
            self._model.show_sheet(sheet, frozenset(marked))
            self._title.setText(text("assigning.sheet_title", sheet=sheet.title))
            self.sheet.clearSpans()
            for span in sheet.merges[:_MOST_SPANS]:
                if span.rows * span.columns > 1:
                    self.sheet.setSpan(span.row - 1, span.column - 1, span.rows, span.columns)
            self.sheet.resizeColumnsToContents()
        index = self._model.index(max(0, doubt.row - 1), max(0, doubt.column - 1))
        self.sheet.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.sheet.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    # ---- its end

    def _read_again(self) -> None:
        self.accept()
        self.reading_wanted.emit()

    def _skip(self) -> None:
        self.accept()
        self.skipped.emit()
