"""The panel of findings: what is wrong, what to check, and what can be done about it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.checks.finding import Finding, Place
from smrj_desktop.domain.search_text import plain, words_in
from smrj_desktop.io import check_report
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.checking import Checking
from smrj_desktop.ui.dialog_parts import RoomyRows, tip
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.finding_details import FindingDetails
from smrj_desktop.ui.tokens import GRID

WORDS = ("error", "warning", "rounding", "note")
SHOWN_AT_FIRST = ("error", "warning")
FIRST_WIDTH = 300
SIGNS = {"error": "●", "warning": "▲", "rounding": "～", "note": "・"}
"""What stands before each word, so that no word is told by its colour alone."""

_INDEX = Qt.ItemDataRole.UserRole
_WORD, _PLACE, _SENTENCE = range(3)


class FindingPanel(QWidget):
    """The findings of a document, grouped by table, with the details of the one that is chosen.

    Signals:
        cell_wanted: carries the `CellKey` to go to.
        indicator_wanted: carries the key of the indicator to go to.

    Attributes:
        verdict: says what the joint proof has come to.
        filters: the switches, by word.
        accepted: the switch for findings somebody has let stand.
        search: narrows the list to findings that hold every word typed.
        list: the findings; top-level rows are the tables they stand in.
        details: what there is to say and do about the one that is chosen.
    """

    cell_wanted = Signal(object)
    indicator_wanted = Signal(str)

    def __init__(self, document: Document, checking: Checking, parent: QWidget | None = None) -> None:
        """Follows the checks of a document from now on."""
        super().__init__(parent)
        self._document, self._checking = document, checking
        self._shown: list[tuple[Finding, str]] = []
        self._rows: list[QTreeWidgetItem] = []
        self._stale = True
        self.verdict = QLabel(self)
        self.verdict.setAccessibleName(text("findings.verdict"))
        # a narrow window must not be made wider by a sentence
        self.verdict.setWordWrap(True)
        self.filters: dict[str, QToolButton] = {}
        for word in WORDS:
            button = self.filters[word] = QToolButton(self)
            button.setCheckable(True)
            button.setChecked(word in SHOWN_AT_FIRST)
            button.setToolTip(text(f"findings.filter_{word}"))
            button.toggled.connect(self._fill)
        self.accepted = QCheckBox(text("findings.show_accepted"), self)
        self.accepted.toggled.connect(self._fill)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(text("findings.search"))
        self.search.setAccessibleName(text("findings.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(28 * GRID)
        self.search.textChanged.connect(self._fill)
        self.list = QTreeWidget(self)
        self.list.setColumnCount(3)
        self.list.setHeaderLabels([text(f"findings.{name}") for name in ("word", "place", "sentence")])
        self.list.setAccessibleName(text("findings.list"))
        self.list.setRootIsDecorated(True)
        self.list.setUniformRowHeights(True)
        self.list.setItemDelegate(RoomyRows(self.list))
        self.list.setColumnWidth(_WORD, 14 * GRID)
        self.list.setColumnWidth(_PLACE, 42 * GRID)
        self.list.currentItemChanged.connect(self._show_details)
        self.list.itemClicked.connect(self._go_to)
        self.list.itemActivated.connect(self._go_to)
        self.empty = QLabel(text("findings.none"), self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "secondary")
        self.details = FindingDetails(document, self)
        self.details.cell_wanted.connect(self.cell_wanted)
        self._lay_out()
        checking.changed.connect(self._on_checked)
        theme.changed.connect(self._dress)
        self._on_checked()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        for button in self.filters.values():
            head.addWidget(button)
        head.addWidget(self.accepted)
        head.addStretch(1)
        head.addWidget(self.search)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(self.details)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([3 * FIRST_WIDTH, 2 * FIRST_WIDTH])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.verdict)
        layout.addLayout(head)
        layout.addWidget(splitter, 1)
        self.setTabOrder(self.search, self.list)

    # ---- what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._fill()

    def _dress(self) -> None:
        """Draws everything anew in the colours of the theme."""
        self._shown = []
        self._on_checked()

    def _on_checked(self) -> None:
        """Shows the verdict and the counts; the list only where it is in sight."""
        checking = self._checking
        standing = Counter(finding.word for finding in checking.findings if not finding.accepted)
        for word, button in self.filters.items():
            button.setText(f"{SIGNS[word]} {text(f'word.{word}')} {standing[word]}")
        self._show_verdict()
        self._stale = True
        if self.isVisible():
            self._fill()

    def _show_verdict(self) -> None:
        checking = self._checking
        if checking.holds is None:
            said, ink, sign = ("searching" if checking.searching else "unknown"), "text_secondary", "…"
        elif checking.holds:
            said, ink, sign = "holds", "success", "✓"
        else:
            said, ink, sign = ("exhausted" if checking.exhausted else "fails"), "error", "✕"
        self.verdict.setText(f"{sign} {text(f'findings.{said}')}")
        dress = f"color: {theme.colour(ink).name()}; font-weight: bold"
        if dress != self.verdict.styleSheet():
            # which costs as much as laying all of it out anew
            self.verdict.setStyleSheet(dress)

    def _wanted(self) -> list[tuple[Finding, str]]:
        """The findings that pass the filters, with the table each stands in."""
        plan = self._document.plan
        words = words_in(self.search.text())
        accepted = self.accepted.isChecked()
        standing = {word for word, button in self.filters.items() if button.isChecked()}
        found = []
        for finding in self._checking.findings:
            if not (accepted if finding.accepted else finding.word in standing):
                continue
            if words:
                said = plain(f"{check_report.where(plan, finding.place)} {check_report.sentence(finding)}")
                if not all(word in said for word in words):
                    continue
            found.append((finding, check_report.table_of(plan, finding.place)))
        return found

    def _fill(self) -> None:
        """Builds the list anew where it is another one, and keeps what was chosen."""
        self._stale = False
        wanted = self._wanted()
        if wanted == self._shown and self.list.topLevelItemCount():
            return
        if self._change_texts(wanted):
            return
        chosen = self.current()
        key = (chosen.key, chosen.kind) if chosen else None
        scrolled = self.list.verticalScrollBar().value()
        self._shown = wanted
        self.list.blockSignals(True)
        self.list.clear()
        self._rows = []
        groups: dict[str, QTreeWidgetItem] = {}
        again = None
        for index, (finding, table) in enumerate(wanted):
            item = self._row(finding, index)
            self._rows.append(item)
            if table not in groups:
                groups[table] = QTreeWidgetItem([table])
            groups[table].addChild(item)
            if key == (finding.key, finding.kind):
                again = item
        for table, group in groups.items():
            group.setText(_WORD, text("findings.group", table=table, count=group.childCount()))
            group.setFont(_WORD, theme.font(bold=True))
            self.list.addTopLevelItem(group)
            group.setFirstColumnSpanned(True)
            group.setExpanded(True)
        self.list.verticalScrollBar().setValue(scrolled)
        if again is None and groups:
            again = next(iter(groups.values())).child(0)
        if again is not None:
            self.list.setCurrentItem(again)
        self.list.blockSignals(False)
        if not wanted and self._holds_focus():
            # what goes out of sight would hand the focus to the search field, and Ctrl+Z with it
            self.filters["error"].setFocus()
        self.list.setVisible(bool(wanted))
        self.empty.setVisible(not wanted)
        self._show_details()

    def _change_texts(self, wanted: list[tuple[Finding, str]]) -> bool:
        """Where the same findings have other figures, shows these in the rows there are."""
        if not self._rows or [_name(*item) for item in wanted] != [_name(*item) for item in self._shown]:
            return False
        for row, old, new in zip(self._rows, self._shown, wanted, strict=True):
            if old != new:
                self._say(row, new[0])
        self._shown = wanted
        self._show_details()
        return True

    def _holds_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self.list or self.details.isAncestorOf(focused))

    def _row(self, finding: Finding, index: int) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        item.setData(_WORD, _INDEX, index)
        self._describe(item, finding)
        return item

    def _describe(self, item: QTreeWidgetItem, finding: Finding) -> None:
        """Puts a finding's texts into its row."""
        word = "accepted" if finding.accepted else finding.word
        place = check_report.within_table(finding.place)
        item.setText(_WORD, f"{SIGNS[finding.word]} {text(f'word.{word}')}")
        item.setText(_PLACE, place)
        item.setToolTip(_PLACE, tip(place))
        if not finding.accepted and finding.word in ("error", "warning"):
            item.setForeground(_WORD, theme.colour(finding.word))
        self._say(item, finding)

    def _say(self, item: QTreeWidgetItem, finding: Finding) -> None:
        """Puts a finding's sentence into its row; it alone is another one when figures change."""
        sentence = check_report.sentence(finding)
        item.setText(_SENTENCE, sentence)
        item.setToolTip(_SENTENCE, tip(sentence))

    def current(self) -> Finding | None:
        """The finding that is chosen."""
        item = self.list.currentItem()
        index = item.data(_WORD, _INDEX) if item else None
        return self._shown[index][0] if index is not None and index < len(self._shown) else None

    def _show_details(self) -> None:
        finding = self.current()
        self.details.show_finding(finding, searching=self._checking.searching)
        self.details.setVisible(finding is not None)

    # ---- going there

    def _go_to(self, _item: QTreeWidgetItem | None = None) -> None:
        """Goes to what the chosen finding is about."""
        finding = self.current()
        if finding is None:
            return
        if finding.cell is not None:
            self.cell_wanted.emit(finding.cell)
        elif finding.place.indicator:
            self.indicator_wanted.emit(finding.place.indicator)

    def go(self, step: int) -> None:
        """Chooses the next finding of the list, or the one before, and goes there; round at its ends."""
        if self._stale:
            self._fill()
        if not self._shown:
            return
        item = self.list.currentItem()
        index = item.data(_WORD, _INDEX) if item else None
        index = (index + step) % len(self._shown) if index is not None else 0
        for at in range(self.list.topLevelItemCount()):
            group = self.list.topLevelItem(at)
            for child in map(group.child, range(group.childCount())):
                if child.data(_WORD, _INDEX) == index:
                    self.list.setCurrentItem(child)
        self._go_to()


def _name(finding: Finding, table: str) -> tuple[str, str, str, bool, str, Place]:
    """What makes a row of the list the same row."""
    return finding.key, finding.kind, finding.word, bool(finding.accepted), table, finding.place
