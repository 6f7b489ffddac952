"""The plan's text (計画本文): the outline as a tree, an editor beside it."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edits import InsertPassage, MovePassage, remove_subtree
from smrj_desktop.domain.measures import HEADINGS, Passage, PassageKind
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import RoomyRows
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.list_actions import buttons_of, list_actions
from smrj_desktop.ui.models.indicator_model import shorten
from smrj_desktop.ui.models.outline_model import PLAN_KEY, OutlineModel, label
from smrj_desktop.ui.passage_editor import PassageForm, ProfileForm
from smrj_desktop.ui.tokens import GRID

_OPEN_DEPTH = 1
_KEYS = {"add": "Ins", "remove": "Del", "up": "Alt+Up", "down": "Alt+Down"}


class MeasuresTab(QWidget):
    """The outline and its editor.

    Signals:
        indicator_requested: the user wants to see an indicator; carries its key.
    """

    indicator_requested = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        """Shows the plan's own node, its chapters and their first headings open."""
        super().__init__(parent)
        self._document = document
        self._shown: str | None = None
        self.model = OutlineModel(document, self)
        self.tree = QTreeView(self)
        self.tree.setModel(self.model)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setItemDelegate(RoomyRows(self.tree))
        self.tree.setIndentation(2 * GRID)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setAccessibleName(text("measures.outline"))
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setMargin(GRID // 2)
        self.note.setAutoFillBackground(True)
        self.note.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.note.setProperty("role", "secondary")
        self.passage_form = PassageForm(document, self)
        self.profile_form = ProfileForm(document, self)
        self.forms = QStackedWidget(self)
        self.forms.addWidget(self.profile_form)
        self.forms.addWidget(self.passage_form)
        self.actions_by_key = list_actions(self, self.tree, _KEYS, _said)
        self._lay_out()
        self.passage_form.followed.connect(self._on_followed)
        self.tree.selectionModel().currentChanged.connect(self._on_current)
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._start)
        self._start()

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(buttons_of(self.actions_by_key.values(), self))
        column.addWidget(self.tree, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.forms)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.note)
        layout.addWidget(self.splitter, 1)
        self.setFocusProxy(self.tree)

    # ---- what is shown

    @property
    def current_key(self) -> str:
        """The key of the passage in the editor; `PLAN_KEY` where it is the plan itself."""
        return self._shown or PLAN_KEY

    @property
    def place(self) -> str:
        """The key of the passage in the editor; empty where it is the plan itself."""
        return self.current_key

    def show_passage(self, key: str) -> None:
        """Selects a passage, opens the outline down to it and shows it in the editor."""
        index = self.model.index_of(key)
        if index.isValid():
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    def commit_pending(self) -> bool:
        """Enters what is being typed; False where it was refused and stays in the editor."""
        form = self.profile_form if self._shown == PLAN_KEY else self.passage_form
        return form.commit()

    def _start(self) -> None:
        self._shown = None
        note = self._document.plan.profile.text_note
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.tree.expandToDepth(_OPEN_DEPTH)
        self.show_passage(PLAN_KEY)
        self.tree.scrollToTop()

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        key = self.model.key_of(current)
        if key is None or key == self._shown:
            return
        if self._shown is not None and not self.commit_pending():
            # what cannot be read stays in front until it is put right
            self.tree.setCurrentIndex(self.model.index_of(self._shown))
            return
        self._show(key)

    def _show(self, key: str) -> None:
        self._shown = key
        if key == PLAN_KEY:
            self.profile_form.show_profile()
            self.forms.setCurrentWidget(self.profile_form)
        else:
            self.passage_form.show_passage(key)
            self.forms.setCurrentWidget(self.passage_form)
        self._enable()

    def _enable(self) -> None:
        outline, key = self._document.plan.outline, self.current_key
        passage = outline[key] if key in outline else None  # noqa: SIM401 - no dictionary
        last = len(outline.children(passage.parent)) - 1 if passage else 0
        at = outline.index(key) if passage else 0
        able = {"add": passage is not None, "remove": passage is not None, "up": at > 0, "down": at < last}
        for name, action in self.actions_by_key.items():
            action.setEnabled(able[name])

    def _on_changed(self, changes: Changes) -> None:
        if self._shown == PLAN_KEY:
            if changes.profile:
                self.profile_form.show_profile()
        elif self._shown in changes.passages and self._shown in self._document.plan.outline:
            self.passage_form.show_passage(self._shown)
        elif changes.passages or changes.lists or changes.indicators:
            self.passage_form.show_links()
        if "text_note" in changes.profile:
            self.note.setText(self._document.plan.profile.text_note)
        if changes.lists:
            self._enable()

    def _on_followed(self, kind: str, key: str) -> None:
        if kind == "passage":
            self.show_passage(key)
        elif self.commit_pending():
            self.indicator_requested.emit(key)

    # ---- the outline's own edits

    def _chosen(self) -> Passage | None:
        """The passage that is edited, with all that was typed entered; None where that was refused."""
        outline = self._document.plan.outline
        return outline[self.current_key] if self.current_key in outline and self.commit_pending() else None

    def _add(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        key = f"p-{uuid4().hex[:12]}"
        inside = chosen.kind in HEADINGS
        parent = chosen.key if inside else chosen.parent
        index = 0 if inside else self._document.plan.outline.index(chosen.key) + 1
        passage = Passage(key=key, kind=PassageKind.PASSAGE, parent=parent, mark="・")
        self._document.do(InsertPassage(passage=passage, index=index), text("step.insert_passage"))
        self.show_passage(key)
        self.passage_form.prose.setFocus()

    def _remove(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        siblings = self._document.plan.outline.children(chosen.parent)
        at = siblings.index(chosen.key)
        heir = siblings[at + 1] if at + 1 < len(siblings) else siblings[at - 1] if at else chosen.parent
        batch = remove_subtree(self._document.plan, chosen.key)
        # the editor lets go of the passage before it is gone
        self.show_passage(heir)
        self._document.do(batch, text("step.remove_passage", passage=shorten(label(chosen))))

    def _up(self) -> None:
        self._move(-1)

    def _down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        index = self._document.plan.outline.index(chosen.key) + by
        name = text("step.move_passage", passage=shorten(label(chosen)))
        self._document.do(MovePassage(key=chosen.key, parent=chosen.parent, index=index), name)
        self.tree.scrollTo(self.model.index_of(chosen.key))


def _said(key: str) -> tuple[str, str]:
    """What a command of the list is called, and what it does."""
    return text(f"measures.{key}"), text(f"measures.{key}_tip")
