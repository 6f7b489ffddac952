"""What there is to say and do about one finding: figures, suspects, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.check_records import Acceptance
from smrj_desktop.domain.checks.finding import Finding, SuspectCell
from smrj_desktop.domain.edits import Accept, Edit, SetCell, StateTotal, Withdraw
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.statements import Totals
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import check_report
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import RoomyRows, Sentence, problem_line, tip
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.tokens import GRID

MOST = 5
"""So many suspects are shown."""
_PLACE, _NOW, _LIKELY, _SLIP = range(4)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FindingDetails(QWidget):
    """The details of a finding, and what can be done about it.

    Signals:
        cell_wanted: carries the `CellKey` of a suspect to go to.

    Attributes:
        suspects: the cells that may be wrong.
        apply, query, accept: puts the likely figure in; writes to the department; lets the finding stand,
            or takes that back.
        problem: why something could not be done.
    """

    cell_wanted = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        """Shows nothing before `show_finding`."""
        super().__init__(parent)
        self._document = document
        self._finding: Finding | None = None
        self.sentence = Sentence("")
        self.remedy = Sentence("")
        self.remedy.setProperty("role", "secondary")
        self.suspects = QTreeWidget(self)
        self.suspects.setColumnCount(4)
        self.suspects.setHeaderLabels([text(f"findings.suspect_{name}") for name in _HEADS])
        self.suspects.setRootIsDecorated(False)
        self.suspects.setUniformRowHeights(True)
        self.suspects.setAccessibleName(text("findings.suspects"))
        self.suspects.setItemDelegate(RoomyRows(self.suspects))
        header = self.suspects.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_PLACE, header.ResizeMode.Stretch)
        for column in (_NOW, _LIKELY, _SLIP):
            header.setSectionResizeMode(column, header.ResizeMode.ResizeToContents)
        # its heading and one row; the panel is low on a small screen
        self.suspects.setMinimumHeight(6 * GRID)
        for column in (_NOW, _LIKELY):
            self.suspects.headerItem().setTextAlignment(column, _RIGHT)
        self.suspects.itemClicked.connect(self._go_to)
        self.suspects.itemActivated.connect(self._go_to)
        self.suspects.currentItemChanged.connect(self._enable)
        self.problem = problem_line()
        self.apply, self.query, self.accept = (
            QPushButton(text(f"findings.{name}")) for name in ("apply", "query", "accept")
        )
        for button in (self.apply, self.query, self.accept):
            button.setAutoDefault(False)
        self.apply.clicked.connect(self._apply)
        self.query.clicked.connect(self._write_query)
        self.accept.clicked.connect(self._accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.apply, self.query, self.accept):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.sentence)
        layout.addWidget(self.remedy)
        layout.addWidget(self.suspects, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        layout.addStretch(0)
        self.show_finding(None)

    def show_finding(self, finding: Finding | None, *, searching: bool = False) -> None:
        """Shows the details of a finding; None shows nothing. Suspects may still be `searching` for."""
        before, self._finding = self._finding, finding
        self.sentence.setText(self._told(finding) if finding else "")
        self.remedy.setText(text(f"remedy.{_remedy(finding, searching=searching)}") if finding else "")
        self._say_problem("")
        suspects = finding.suspects[:MOST] if finding else ()
        if before is None or finding is None or suspects != before.suspects[:MOST]:
            self.suspects.clear()
            for suspect in suspects:
                self.suspects.addTopLevelItem(self._row(suspect))
            self.suspects.setVisible(bool(suspects))
            if first := self.suspects.topLevelItem(0):
                self.suspects.setCurrentItem(first)
        self._enable()

    def _row(self, suspect: SuspectCell) -> QTreeWidgetItem:
        place = check_report.within_table(suspect.place)
        if suspect.cell.table != self._table():
            place = check_report.where(self._document.plan, suspect.place)
        now = show(suspect.value) or text("check.blank")
        item = QTreeWidgetItem([place, now, _likely(suspect), text(f"slip.{suspect.slip}")])
        item.setToolTip(_PLACE, tip(place))
        item.setTextAlignment(_NOW, _RIGHT)
        item.setTextAlignment(_LIKELY, _RIGHT)
        return item

    def _table(self) -> TableKey | None:
        return self._finding.cell.table if self._finding and self._finding.cell else None

    def _enable(self) -> None:
        finding, suspect = self._finding, self.suspect()
        self.apply.setEnabled(suspect is not None and suspect.likely is not None)
        self.query.setEnabled(finding is not None and finding.cell is not None)
        self.accept.setEnabled(finding is not None and bool(finding.key) and finding.kind != "tie_explained")
        withdrawn = finding is not None and finding.accepted
        self.accept.setText(text("findings.withdraw" if withdrawn else "findings.accept"))

    def _told(self, finding: Finding) -> str:
        """The finding's sentence, what cannot hold together, and why it may stand."""
        lines = [check_report.sentence(finding)]
        lines += [check_report.related(self._document.plan, item) for item in finding.relations]
        if finding.accepted:
            lines.append(text("findings.accepted_because", reason=finding.accepted))
        return "\n".join(lines)

    def _row_chosen(self) -> int:
        return self.suspects.indexOfTopLevelItem(self.suspects.currentItem())

    def suspect(self) -> SuspectCell | None:
        """The suspect that is chosen."""
        row = self._row_chosen()
        return self._finding.suspects[row] if self._finding and row >= 0 else None

    def _go_to(self) -> None:
        suspect = self.suspect()
        if suspect:
            self.cell_wanted.emit(suspect.cell)

    # ---- what can be done

    def _do(self, edit: Edit, name: str) -> None:
        try:
            self._document.do(edit, name)
        except SmrjError as error:
            self._say_problem(text(error.message, **error.parameters))

    def _say_problem(self, sentence: str) -> None:
        """Says why something could not be done, in the place of what could be."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.remedy.setHidden(bool(sentence))

    def _apply(self) -> None:
        """Puts the likely figure in: a leaf's published totals stay, unless the edit itself is the slip."""
        suspect = self.suspect()
        if suspect is None or suspect.likely is None:
            return
        table = self._document.plan.table(suspect.cell)
        edit: Edit = StateTotal(cell=suspect.cell, figure=suspect.likely)
        if table.template.is_leaf(*table.locate(suspect.cell)):
            totals = Totals.FOLLOW if suspect.follow else Totals.HOLD
            edit = SetCell(cell=suspect.cell, figure=suspect.likely, totals=totals)
        place = check_report.within_table(suspect.place)
        self._do(edit, text("step.put_right", place=place, value=show(suspect.likely)))

    def _write_query(self) -> None:
        from smrj_desktop.ui.dialogs.query import Query

        if self._finding is not None:
            dialog = Query(self._document.plan, self._finding, self.suspect(), self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _accept(self) -> None:
        from smrj_desktop.ui.dialogs.acceptance import AcceptanceDialog

        finding = self._finding
        if finding is None:
            return
        if finding.accepted:
            self._do(Withdraw(key=finding.key), text("step.withdraw"))
            return
        dialog = AcceptanceDialog(check_report.sentence(finding), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            author, at = self._document.who_and_when()
            acceptance = Acceptance(
                key=finding.key, figures=finding.figures, reason=dialog.reason(), author=author, at=at
            )
            self._do(Accept(acceptance=acceptance), text("step.accept"))

        dialog.accepted.connect(take)
        dialog.open()


_HEADS = ("place", "now", "likely", "slip")


def _remedy(finding: Finding, *, searching: bool) -> str:
    """What can be done about a finding."""
    if finding.accepted:
        return "accepted"
    if finding.suspects:
        return "suspects"
    for kind in ("rule", "target", "rounding_looks", "blank"):
        if finding.kind.startswith(kind):
            return kind
    return "searching" if searching and finding.word == "error" else finding.word


def _likely(suspect: SuspectCell) -> str:
    """The figure that would be right, or the range it lies in."""
    if suspect.likely is not None:
        return show(suspect.likely)
    if suspect.low is None or suspect.high is None:
        return "—"
    return text("findings.range", low=f"{suspect.low:,}", high=f"{suspect.high:,}").replace("-", "△ ")
