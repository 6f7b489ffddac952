"""Which departments are asked for their figures, and in which cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope, departments, segments
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import (
    PatientDialog,
    RoomyRows,
    Sentence,
    problem_line,
    resize_within_screen,
)
from smrj_desktop.ui.password_fields import NewPassword
from smrj_desktop.ui.tokens import GRID


class Checklist(QListWidget):
    """Names to be ticked; the space bar changes the current one."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """Lists keys and their names, none of them ticked."""
        super().__init__()
        self.setItemDelegate(RoomyRows(self))
        for key, name in named:
            self.add(key, name)
        if self.count():
            self.setCurrentRow(0)

    def add(self, key: str, name: str, *, ticked: bool = False) -> None:
        """Puts one more at the end."""
        item = QListWidgetItem(name, self)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of what is ticked, in order."""
        items = map(self.item, range(self.count()))
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )


class InputSheets(PatientDialog):
    """Asks for whom input sheets are to be written.

    Attributes:
        departments: those that have items in the plan, and any that were added.
        fresh: the name of one more; `add` puts it into the list.
        accounts, segments: what the sheets are about; everything where none is ticked.
        own_cells: only cells in which a department has items already.
        lock, show_rest: as `InputOptions` has them.
        version: what this version is called.
        secret: the password of the sheets.
        problem: what is still wrong.
        buttons: OK goes on to the choice of a file.
    """

    def __init__(self, plan: Plan, *, version: str, date: str, parent: QWidget | None = None) -> None:
        """Proposes a name for the version; sheets carry the date."""
        super().__init__(parent)
        self.setWindowTitle(text("input_sheets.title"))
        self._date = date
        known = departments(plan)
        self.departments = Checklist((name, name) for name in known)
        self.fresh, self.add = QLineEdit(), QPushButton(text("input_sheets.add"))
        self.fresh.setPlaceholderText(text("input_sheets.fresh"))
        self.fresh.setAccessibleName(text("input_sheets.fresh"))
        self.accounts = Checklist((account.key, account.label) for account in plan.accounts)
        self.segments = Checklist((name, name) for name in segments(plan))
        self.own_cells, self.lock, self.show_rest = (
            QCheckBox(text(f"input_sheets.{name}")) for name in ("own_cells", "lock", "show_rest")
        )
        self.lock.setChecked(True)
        self.version, self.problem = QLineEdit(version), problem_line()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(text("export_ministry.go_on"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        resize_within_screen(self, 900, 460, 8)
        self._lay_out()
        (self.departments if known else self.fresh).setFocus()
        self.add.clicked.connect(self._add)
        self.fresh.returnPressed.connect(self._add)
        self.fresh.textChanged.connect(self._judge)
        self.departments.itemChanged.connect(self._judge)
        self.version.textChanged.connect(self._judge)
        self.secret.changed.connect(self._judge)
        self._judge()

    def _lay_out(self) -> None:
        adding = QHBoxLayout()
        adding.addWidget(self.fresh, 1)
        adding.addWidget(self.add)
        lists = QHBoxLayout()
        lists.setSpacing(2 * GRID)
        named: Sequence[tuple[str, Checklist]] = (
            ("departments", self.departments),
            ("accounts", self.accounts),
            ("segments", self.segments),
        )
        for name, checklist in named:
            column = QVBoxLayout()
            label = QLabel(text(f"input_sheets.{name}"))
            label.setBuddy(checklist)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignBottom)
            # the line below its key lies under the letters
            label.setContentsMargins(0, 0, 0, GRID // 2)
            column.addWidget(label)
            column.addWidget(checklist, 1)
            if checklist is self.departments:
                column.addLayout(adding)
            lists.addLayout(column, 1)
        form = QFormLayout()
        form.addRow(text("export_ministry.version"), self.version)
        self.secret = NewPassword(form)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(text("input_sheets.intro")))
        layout.addLayout(lists, 1)
        for widget in (self.own_cells, self.lock, self.show_rest):
            layout.addWidget(widget)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _add(self) -> None:
        """Puts the department that was typed into the list, ticked."""
        name = self.fresh.text().strip()
        known = self.departments.findItems(name, Qt.MatchFlag.MatchExactly)
        if known:
            known[0].setCheckState(Qt.CheckState.Checked)
        elif name:
            self.departments.add(name, name, ticked=True)
        self.fresh.clear()
        self._judge()

    def _judge(self) -> None:
        """Says what is still missing, and lets go on where nothing is."""
        problem = ""
        if not (self.departments.ticked or self.fresh.text().strip()):
            problem = text("input_sheets.no_department")
        elif not self.version.text().strip():
            problem = text("export_ministry.no_version")
        else:
            problem = self.secret.problem
        self.problem.setText(problem)
        self._ok.setEnabled(not problem)

    def accept(self) -> None:
        """Goes on, with the department that was typed last as well."""
        self._add()
        super().accept()

    @property
    def scopes(self) -> tuple[InputScope, ...]:
        """What each department is asked for."""
        return tuple(
            InputScope(
                department=department,
                accounts=self.accounts.ticked,
                segments=self.segments.ticked,
                own_cells=self.own_cells.isChecked(),
            )
            for department in self.departments.ticked
        )

    @property
    def options(self) -> InputOptions:
        """How the sheets are made."""
        return InputOptions(
            version=self.version.text().strip(),
            date=self._date,
            lock=self.lock.isChecked(),
            show_rest=self.show_rest.isChecked(),
        )

    @property
    def password(self) -> str:
        """The password; empty where there is to be none."""
        return self.secret.password
