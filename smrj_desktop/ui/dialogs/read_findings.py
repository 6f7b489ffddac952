"""What was found in a file that is not as the program wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop import messages
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import check_report
from smrj_desktop.ui.dialog_parts import Sentence
from smrj_desktop.ui.tokens import GRID

COLUMNS = ("severity", "place", "finding")


class ReadFindings(QDialog):
    """A list of findings to read; closing it changes nothing.

    Attributes:
        said: what they are about.
        table: the findings.
    """

    def __init__(
        self,
        plan: Plan,
        findings: Sequence[Finding],
        parent: QWidget | None = None,
        *,
        title: str = "",
        intro: str = "",
    ) -> None:
        """Lists findings of a file that was opened; of another one where a title and an intro say so."""
        super().__init__(parent)
        self.setWindowTitle(title or messages.text("read_findings.title"))
        self.resize(880, 420)
        self.said = Sentence(intro or messages.text("read_findings.intro", count=len(findings)))
        self.table = QTableWidget(len(findings), len(COLUMNS))
        self.table.setHorizontalHeaderLabels([messages.text(f"read_findings.{key}") for key in COLUMNS])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        for row, finding in enumerate(findings):
            texts = (
                messages.text(f"word.{finding.word}"),
                check_report.where(plan, finding.place),
                check_report.sentence(finding),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
                self.table.setItem(row, column, item)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, 280)
        self.table.resizeRowsToContents()
        for row in range(len(findings)):
            self.table.setRowHeight(row, self.table.rowHeight(row) + GRID)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.said, self.table, buttons):
            layout.addWidget(widget)
