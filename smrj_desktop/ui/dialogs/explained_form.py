"""One explained difference: of which tie, where, how much, and why."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.check_records import ExplainedDifference
from smrj_desktop.domain.checks.relations import Rule, System
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import problem_line
from smrj_desktop.ui.models.cell_words import column_name


class ExplainedForm(QDialog):
    """Edits a copy of an explained difference; `explained` is what the user decided."""

    def __init__(
        self, plan: Plan, known: ExplainedDifference | None = None, parent: QWidget | None = None
    ) -> None:
        """Shows an explained difference, or offers the places of all ties for a new one."""
        super().__init__(parent)
        self._plan = plan
        self.setWindowTitle(text("explained_form.title"))
        self.resize(640, 260)
        self.place = QComboBox()
        self.place.setMinimumContentsLength(30)
        self.amount, self.reason = QLineEdit(), QLineEdit()
        self.problem = problem_line()
        # the differences of the figures as they are, without what is explained by now
        self._system = System(replace(plan, explained=()))
        self._offer(known)
        form = QFormLayout()
        form.addRow(text("explained_form.place"), self.place)
        form.addRow(text("explained_form.amount", unit=plan.profile.entry_unit), self.amount)
        form.addRow(text("explained_form.reason"), self.reason)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self._finish)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.place.currentIndexChanged.connect(self._suggest)
        if known:
            self.amount.setText(amounts.show(Figure(known.amount)))
            self.reason.setText(known.reason)
        else:
            self._suggest()

    def _offer(self, known: ExplainedDifference | None) -> None:
        """Offers the places where ties differ; only the one that is edited, where there is one."""
        labels = {tie.key: tie.label for tie in self._plan.ties}
        accounts = {account.key: account.label for account in self._plan.accounts}
        explained = {(item.tie, item.account, item.column) for item in self._plan.explained}
        for relation in self._system.relations:
            place = (relation.tie, relation.account, relation.column)
            mine = known is not None and place == (known.tie, known.account, known.column)
            difference = self._system.difference(relation)
            if relation.rule is not Rule.TIE or (known is not None and not mine):
                continue
            if not mine and (not difference or place in explained):
                continue
            spot = self._system.spots[relation.terms[0].cell]
            column = column_name(self._system.template(spot.table).columns.nodes[spot.column])
            names = filter(None, (labels[relation.tie], accounts.get(relation.account, ""), column))
            self.place.addItem("・".join(names), (*place, difference))

    def _suggest(self) -> None:
        place = self.place.currentData()
        self.amount.setText(amounts.show(Figure(place[3])) if place and place[3] else "")

    def _finish(self) -> None:
        """Closes the form where it is whole; else says what is missing."""
        try:
            if self.place.currentData() is None:
                self.problem.setText(text("explained_form.no_place"))
            elif not amounts.parse(self.amount.text(), self._plan.profile.unit).value:
                self.problem.setText(text("explained_form.no_amount"))
            elif not self.reason.text().strip():
                self.problem.setText(text("explained_form.no_reason"))
                self.reason.setFocus()
            else:
                self.accept()
        except AmountError as error:
            self.problem.setText(text(error.message, **error.parameters))
            self.amount.setFocus()

    def explained(self, author: str, at: str) -> ExplainedDifference:
        """The difference as it stands in the form, explained by `author` at that time."""
        tie, account, column, _ = self.place.currentData()
        return ExplainedDifference(
            tie=tie,
            account=account,
            column=column,
            amount=amounts.parse(self.amount.text(), self._plan.profile.unit).value,
            reason=self.reason.text().strip(),
            author=author,
            at=at,
        )
