"""The basis of a target (目標値の根拠): the mid-term target, results of past years, who and how."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain import fiscal_years
from smrj_desktop.domain.amounts import Rounding, normalise, round_exact
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edits import SetIndicator
from smrj_desktop.domain.errors import DoubleYearError, ResultError, SmrjError
from smrj_desktop.domain.exact import decimal, per_cent
from smrj_desktop.domain.indicators import Accumulation, Indicator, Result, parse_target
from smrj_desktop.domain.progress import progress
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialog_parts import problem_line
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.indicator_model import section_title, shorten
from smrj_desktop.ui.tokens import GRID

_YEAR, _NUMBER = range(2)
_HUNDRED = 100
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class BasisForm(QWidget):
    """The basis of one indicator's target; every field is taken when it is left.

    Attributes:
        section: the section it belongs to.
        midterm, accumulation, department, measured: the fields.
        results: a year and what was reached in each row; the last row is for another one.
        reached: how far the mid-term target is reached.
        problem: why something was not taken.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        """Shows nothing before `show_indicator`."""
        super().__init__(parent)
        self._document = document
        self._key = ""
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.section, self.accumulation = QComboBox(), QComboBox()
        self.midterm, self.department, self.measured = QLineEdit(), QLineEdit(), QLineEdit()
        self.midterm.setPlaceholderText(text("basis.midterm_example"))
        for way in Accumulation:
            self.accumulation.addItem(text(f"basis.by_{way}"), way)
        self.results = QTableWidget(0, 2)
        self.results.setHorizontalHeaderLabels([text("basis.year"), text("basis.result")])
        self.results.horizontalHeaderItem(_NUMBER).setTextAlignment(_RIGHT)
        self.results.verticalHeader().hide()
        self.results.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.results.setAccessibleName(text("basis.results"))
        # Tab goes on to the next field, so that the keyboard can reach all of them
        self.results.setTabKeyNavigation(False)
        self.reached = QLabel()
        self.problem = problem_line()
        self.problem.hide()
        fields = QFormLayout()
        for name in ("section", "midterm", "accumulation", "department", "measured"):
            fields.addRow(text(f"basis.{name}"), getattr(self, name))
        below = QVBoxLayout()
        below.addWidget(self.results, 1)
        below.addWidget(self.reached)
        both = QHBoxLayout()
        both.setSpacing(2 * GRID)
        both.addLayout(fields, 3)
        both.addLayout(below, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.title)
        layout.addLayout(both, 1)
        layout.addWidget(self.problem)
        for field in (self.midterm, self.department, self.measured):
            field.editingFinished.connect(self.commit)
        for chooser in (self.section, self.accumulation):
            chooser.activated.connect(self.commit)
        self.results.itemChanged.connect(self.commit)
        document.changed.connect(self._on_changed)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.title.setFont(theme.font(bold=True))

    def show_indicator(self, key: str) -> None:
        """Shows an indicator; an empty key shows nothing."""
        self._key = key
        self.setEnabled(bool(self._indicator()))
        self._fill()

    def _indicator(self) -> Indicator | None:
        return next((item for item in self._document.plan.indicators if item.key == self._key), None)

    def _on_changed(self, changes: Changes) -> None:
        if self._key in changes.indicators or changes.lists or "sections" in changes.records:
            self._fill()

    def _fill(self) -> None:
        item = self._indicator()
        self.problem.hide()
        self.title.setText(text("basis.title", name=shorten(item.name, 60)) if item else text("basis.none"))
        with QSignalBlocker(self.section), QSignalBlocker(self.accumulation), QSignalBlocker(self.results):
            self.section.clear()
            for section in self._sections():
                self.section.addItem(section_title(self._document.plan, section), section)
            self.section.setCurrentIndex(self.section.findData(item.section) if item else -1)
            way = item.accumulation if item else Accumulation.SUM
            self.accumulation.setCurrentIndex(self.accumulation.findData(way))
            self.midterm.setText(str((item and item.midterm_target) or ""))
            self.department.setText(item.department if item else "")
            self.measured.setText(item.measured if item else "")
            results = item.results if item else ()
            self.results.setRowCount(len(results) + 1)
            for row in range(len(results) + 1):
                shown = ("", "")
                if row < len(results):
                    shown = fiscal_years.show(results[row].fiscal_year), f"{results[row].number:,f}"
                for column, said in enumerate(shown):
                    cell = QTableWidgetItem(said)
                    if column == _NUMBER:
                        cell.setTextAlignment(_RIGHT)
                    self.results.setItem(row, column, cell)
        self.reached.setText(_reached(item) if item else "")

    def _sections(self) -> list[str]:
        plan = self._document.plan
        known = [section.section for section in plan.sections]
        return list(dict.fromkeys((*known, *(item.section for item in plan.indicators))))

    # ---- what is typed

    def commit(self) -> bool:
        """Takes over what is in the fields; False where something was refused, with the reason shown."""
        item = self._indicator()
        if item is None:
            return True
        try:
            typed = self.midterm.text().strip()
            changed = replace(
                item,
                section=self.section.currentData() or item.section,
                midterm_target=parse_target(typed) if typed else None,
                accumulation=self.accumulation.currentData(),
                department=" ".join(self.department.text().split()),
                measured=" ".join(self.measured.text().split()),
                results=self._results(),
            )
            if changed != item:
                name = text("step.set_basis", name=shorten(item.name))
                self._document.do(SetIndicator(indicator=changed), name)
        except SmrjError as error:
            self.problem.setText(text(error.message, **error.parameters))
            self.problem.show()
            return False
        self.problem.hide()
        return True

    def _results(self) -> tuple[Result, ...]:
        """The results in order of their years; a row without a year or a number says nothing yet."""
        found: dict[int, Result] = {}
        for row in range(self.results.rowCount()):
            year, number = (self.results.item(row, column).text().strip() for column in (_YEAR, _NUMBER))
            if not year or not number:
                continue
            begins = fiscal_years.parse(year)
            if begins in found:
                raise DoubleYearError(year=fiscal_years.show(begins))
            found[begins] = Result(begins, _number(number))
        return tuple(found[year] for year in sorted(found))


def _number(typed: str) -> Decimal:
    plain = normalise(typed).replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ResultError(text=typed) from None
    # NaN and powers of ten of a million digits are numbers for a Decimal
    if not number.is_finite() or abs(number.adjusted()) > 15:
        raise ResultError(text=typed)
    return number


def _reached(item: Indicator) -> str:
    found = progress(item)
    if found is None:
        return text("basis.no_results")
    target = item.midterm_target
    unit = target.unit if target else item.target.unit if item.target else ""
    # a mean of three years need not come to an end
    reached = decimal(Fraction(round_exact(found.reached * _HUNDRED, Rounding.NEAREST), _HUNDRED))
    said = text(f"basis.reached_{item.accumulation}", reached=reached, unit=unit)
    if target is None or found.share is None:
        return said
    return said + text("basis.share", target=str(target), percent=per_cent(found.share, of_target=True))
