"""The plan's text as a tree model: the plan itself on top, below it chapters, headings and passages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from smrj_desktop.domain.changes import Changes, ListChange
from smrj_desktop.domain.measures import HEADINGS, Passage, PassageKind
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.noted import Noted

PLAN_KEY = ""
"""The key of the topmost node, which stands for the plan's title, date and preamble."""

_PLAN_ID = 0


class OutlineModel(QAbstractItemModel):
    """Keeps its own copy of the tree, as views ask about it in the middle of a batch of changes."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._noted = Noted(document, self)
        self._noted.moved.connect(self._on_noted)
        self._ids: dict[str, int] = {PLAN_KEY: _PLAN_ID}
        self._keys: list[str] = [PLAN_KEY]
        self._read()
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._on_replaced)

    def _read(self) -> None:
        outline = self._document.plan.outline
        self._passages: dict[str, Passage] = {passage.key: passage for passage in outline}
        self._children: dict[str, list[str]] = {key: list(outline.children(key)) for key in self._passages}
        self._children[PLAN_KEY] = list(outline.children(PLAN_KEY))

    # ---- keys and indexes

    def key_of(self, index: QModelIndex) -> str | None:
        """The key of the passage at an index, `PLAN_KEY` for the plan, None for an invalid index."""
        return self._keys[index.internalId()] if index.isValid() else None

    def index_of(self, key: str) -> QModelIndex:
        """The index of a passage, or of the plan; invalid where there is no such passage."""
        if key == PLAN_KEY:
            return self.createIndex(0, 0, _PLAN_ID)
        if key not in self._passages:
            return QModelIndex()
        siblings = self._children[self._passages[key].parent]
        return self.createIndex(siblings.index(key), 0, self._id(key))

    def _id(self, key: str) -> int:
        # an id is never given to another key, so that an index held through undo and redo stays right
        if key not in self._ids:
            self._ids[key] = len(self._keys)
            self._keys.append(key)
        return self._ids[key]

    # ---- the document

    def _on_replaced(self) -> None:
        self.beginResetModel()
        self._read()
        self.endResetModel()

    def _on_changed(self, changes: Changes) -> None:
        for change in changes.lists:
            if change.what == "passage":
                getattr(self, f"_{change.action}")(change)
        for key in changes.passages:
            if key in self._passages and key in self._document.plan.outline:
                self._passages[key] = self._document.plan.outline[key]
                self._tell(key)
        if "title" in changes.profile:
            self._tell(PLAN_KEY)

    def _on_noted(self, places: set[str]) -> None:
        for key in places & self._passages.keys():
            self._tell(key)

    def _tell(self, key: str) -> None:
        index = self.index_of(key)
        self.dataChanged.emit(index, index)

    def _insert(self, change: ListChange) -> None:
        outline, key = self._document.plan.outline, change.key
        # one inserted and taken out again within a batch is in the outline no more
        known = outline[key] if key in outline else Passage(key=key, kind=PassageKind.PASSAGE)
        self.beginInsertRows(self.index_of(change.parent), change.position, change.position)
        # it may have been moved on later in the same batch
        self._passages[key] = _below(known, change.parent)
        self._children[key] = []
        self._children[change.parent].insert(change.position, key)
        self.endInsertRows()

    def _remove(self, change: ListChange) -> None:
        self.beginRemoveRows(self.index_of(change.parent), change.position, change.position)
        self._children[change.parent].remove(change.key)
        del self._passages[change.key], self._children[change.key]
        self.endRemoveRows()

    def _move(self, change: ListChange) -> None:
        old, new = self._children[change.old_parent], self._children[change.parent]
        if change.old_parent == change.parent and change.old_position == change.position:
            return
        # Qt counts the place with the moved row still in the old one
        behind = old is new and change.position > change.old_position
        self.beginMoveRows(
            self.index_of(change.old_parent),
            change.old_position,
            change.old_position,
            self.index_of(change.parent),
            change.position + behind,
        )
        old.remove(change.key)
        new.insert(change.position, change.key)
        self._passages[change.key] = _below(self._passages[change.key], change.parent)
        self.endMoveRows()

    # ---- Qt's questions

    def index(self, row: int, column: int, parent: QModelIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        key = self.key_of(parent)
        return self.createIndex(row, column, _PLAN_ID if key is None else self._id(self._children[key][row]))

    def parent(self, index: QModelIndex) -> QModelIndex:
        key = self.key_of(index)
        if not key or key not in self._passages:
            return QModelIndex()
        return self.index_of(self._passages[key].parent)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        key = self.key_of(parent)
        return 1 if key is None else len(self._children.get(key, ()))

    def columnCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        key = self.key_of(index)
        if key is None or (key and key not in self._passages):
            return None
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.FontRole,
        ):
            return None
        passage = self._passages.get(key)
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(bold=passage is None or passage.kind in HEADINGS)
        if passage is None:
            return self._document.plan.profile.title
        said = self._noted.about(key)
        if role == Qt.ItemDataRole.DisplayRole:
            return label(passage) + (text("measures.noted_mark") if said else "")
        kind = text(f"measures.kind_{passage.kind}")
        return "\n".join(filter(None, (text("measures.tip", kind=kind, text=label(passage)), said)))


def label(passage: Passage) -> str:
    """A passage in one line: its mark, its text, and whether it is a repeat."""
    shown = " ".join(passage.text.split()) or text("measures.untitled")
    repeat = text("measures.repeat_mark") if passage.repeat_of else ""
    gap = "" if passage.mark in ("", "・") else " "
    return f"{passage.mark}{gap}{shown}{repeat}"


def _below(passage: Passage, parent: str) -> Passage:
    return passage if passage.parent == parent else replace(passage, parent=parent)
