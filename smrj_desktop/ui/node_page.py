"""The lines or the columns of a table as a list to be changed: added, named, moved, regrouped, taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Generic, TypeVar
from uuid import uuid4

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.restructuring import without
from smrj_desktop.domain.template import Column, Line
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialog_parts import RoomyRows
from smrj_desktop.ui.models.cell_words import column_name
from smrj_desktop.ui.tokens import GRID

N = TypeVar("N", Line, Column)


class NodePage(QWidget, Generic[N]):
    """A list of nodes in print order, with a form for the one that is chosen.

    Signals:
        changed: the nodes are others now.

    Attributes:
        list: the nodes; set in by how deep they add up.
        add, remove, up, down: what can be done with the chosen one.
        parent_of, sign: what it adds up into, and how.
    """

    changed = Signal()

    def __init__(self, nodes: Sequence[N], chosen: str, parent: QWidget | None = None) -> None:
        """Shows nodes, with the one called `chosen` in the form."""
        super().__init__(parent)
        self._nodes: list[N] = list(nodes)
        self.list = QTreeWidget()
        self.list.setColumnCount(3)
        self.list.setHeaderLabels([text(f"structure.{name}") for name in ("name", "parent", "sign")])
        self.list.setRootIsDecorated(False)
        self.list.setItemDelegate(RoomyRows(self.list))
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.add, self.remove, self.up, self.down = (
            QPushButton(text(f"structure.{name}")) for name in ("add", "remove", "up", "down")
        )
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(self._up)
        self.down.clicked.connect(self._down)
        self.parent_of, self.sign = QComboBox(), QComboBox()
        for weight in (1, -1):
            self.sign.addItem(text(f"structure.sign_{'plus' if weight > 0 else 'minus'}"), weight)
        self.form = QFormLayout()
        self._make_fields()
        self.form.addRow(text("structure.into"), self.parent_of)
        self.form.addRow(text("structure.counted"), self.sign)
        self.parent_of.activated.connect(self._take)
        self.sign.activated.connect(self._take)
        buttons = QHBoxLayout()
        for button in (self.add, self.remove, self.up, self.down):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addLayout(buttons)
        layout.addWidget(self.list, 1)
        layout.addLayout(self.form)
        self.list.currentItemChanged.connect(self._show_form)
        self._fill(chosen or (self._nodes[0].key if self._nodes else ""))

    @property
    def nodes(self) -> tuple[N, ...]:
        """The nodes as they are wanted."""
        return tuple(self._nodes)

    # ---- what the kinds of nodes differ in

    def _make_fields(self) -> None:
        """Adds the fields of the kind to the form."""
        raise NotImplementedError

    def _show_fields(self, node: N) -> None:
        """Shows a node in them."""
        raise NotImplementedError

    def _taken(self, node: N) -> N:
        """The node with what is in them."""
        raise NotImplementedError

    def _new(self, beside: N | None) -> N:
        """A new node to stand behind another one."""
        raise NotImplementedError

    def _name(self, node: N) -> str:
        """What a node is called in the list."""
        raise NotImplementedError

    # ---- the list

    def _at(self) -> int:
        item = self.list.currentItem()
        return self.list.indexOfTopLevelItem(item) if item else -1

    def _depth(self, node: N) -> int:
        known = {other.key: other for other in self._nodes}
        depth = 0
        while node.parent in known and depth < len(known):
            node, depth = known[node.parent], depth + 1
        return depth

    def _fill(self, chosen: str) -> None:
        names = {node.key: self._name(node) for node in self._nodes}
        parents = {node.parent for node in self._nodes}
        with QSignalBlocker(self.list):
            self.list.clear()
            for node in self._nodes:
                sign = (
                    ""
                    if not node.parent
                    else text(f"structure.sign_{'plus' if node.weight > 0 else 'minus'}")
                )
                item = QTreeWidgetItem(
                    ["　" * self._depth(node) + names[node.key], names.get(node.parent, ""), sign]
                )
                item.setFont(0, theme.font(bold=node.key in parents or node.heading))
                self.list.addTopLevelItem(item)
                if node.key == chosen:
                    self.list.setCurrentItem(item)
        self._show_form()

    def _show_form(self) -> None:
        at = self._at()
        for button in (self.remove, self.up, self.down):
            button.setEnabled(at >= 0)
        if at < 0:
            return
        node = self._nodes[at]
        self.up.setEnabled(at > 0)
        self.down.setEnabled(at < len(self._nodes) - 1)
        with QSignalBlocker(self.parent_of), QSignalBlocker(self.sign):
            self.parent_of.clear()
            self.parent_of.addItem(text("structure.nothing"), "")
            # what adds up into the node cannot be what it adds up into
            for other in without(self._nodes, node.key):
                if not other.heading:
                    self.parent_of.addItem(self._name(other), other.key)
            self.parent_of.setCurrentIndex(max(0, self.parent_of.findData(node.parent)))
            self.sign.setCurrentIndex(self.sign.findData(node.weight))
        self.parent_of.setEnabled(not node.heading)
        self.sign.setEnabled(bool(node.parent))
        self._show_fields(node)

    # ---- what is done

    def _take(self) -> None:
        """Takes over what the form says of the chosen node."""
        at = self._at()
        if at < 0:
            return
        old = self._nodes[at]
        parent = self.parent_of.currentData() or ""
        node = self._taken(old)
        if node.heading:
            parent = ""
        # a sign means nothing where nothing is added up into
        node = replace(node, parent=parent, weight=self.sign.currentData() if parent else 1)
        if node != old:
            self._put(at, node)

    def _put(self, at: int, node: N) -> None:
        self._nodes[at] = node
        self._fill(node.key)
        self.changed.emit()

    def _add(self) -> None:
        at = self._at()
        node = self._new(self._nodes[at] if at >= 0 else None)
        self._nodes.insert(at + 1, node)
        self._fill(node.key)
        self.changed.emit()

    def _remove(self) -> None:
        at = self._at()
        if at < 0:
            return
        self._nodes = without(self._nodes, self._nodes[at].key)
        self._fill(self._nodes[min(at, len(self._nodes) - 1)].key if self._nodes else "")
        self.changed.emit()

    def _up(self) -> None:
        self._move(-1)

    def _down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        at = self._at()
        if at >= 0 and 0 <= at + by < len(self._nodes):
            node = self._nodes.pop(at)
            self._nodes.insert(at + by, node)
            self._fill(node.key)
            self.changed.emit()


class LinePage(NodePage[Line]):
    """The lines of one statement.

    Attributes:
        label, section: the chosen line's name, and the part of the statement it stands in.
        heading: whether it prints its name alone.
    """

    def _make_fields(self) -> None:
        self.label, self.section = QLineEdit(), QLineEdit()
        self.heading = QCheckBox(text("structure.heading"))
        self.form.addRow(text("structure.label"), self.label)
        self.form.addRow(text("structure.section"), self.section)
        self.form.addRow("", self.heading)
        self.label.editingFinished.connect(self._take)
        self.section.editingFinished.connect(self._take)
        self.heading.clicked.connect(self._take)

    def _show_fields(self, node: Line) -> None:
        self.label.setText(node.label)
        self.section.setText(node.section)
        self.heading.setChecked(node.heading)
        # what others add up into prints figures
        self.heading.setEnabled(node.key not in {other.parent for other in self._nodes})

    def _taken(self, node: Line) -> Line:
        return replace(
            node,
            label=self.label.text().strip() or node.label,
            section=self.section.text().strip(),
            heading=self.heading.isChecked(),
        )

    def _new(self, beside: Line | None) -> Line:
        # beside a part another part, beside a total a line of its own
        parent, weight = (beside.parent, beside.weight) if beside else ("", 1)
        section = beside.section if beside else ""
        key = f"line-{uuid4().hex[:8]}"
        return Line(key=key, label=text("structure.new_line"), parent=parent, weight=weight, section=section)

    def _name(self, node: Line) -> str:
        return node.label


class ColumnPage(NodePage[Column]):
    """The columns of an account: segments with their accounting classes.

    Attributes:
        segment, accounting_class: of the chosen column; another name of a segment is that of all its columns.
        renamed: segments that have another name now, by the first one.
    """

    def __init__(self, nodes: Sequence[Column], chosen: str, parent: QWidget | None = None) -> None:
        self.renamed: dict[str, str] = {}
        super().__init__(nodes, chosen, parent)

    def _make_fields(self) -> None:
        self.segment, self.accounting_class = QLineEdit(), QLineEdit()
        self.form.addRow(text("structure.segment"), self.segment)
        self.form.addRow(text("structure.class"), self.accounting_class)
        self.segment.editingFinished.connect(self._take)
        self.accounting_class.editingFinished.connect(self._take)

    def _show_fields(self, node: Column) -> None:
        self.segment.setText(node.segment)
        self.accounting_class.setText(node.accounting_class)

    def _taken(self, node: Column) -> Column:
        segment = self.segment.text().strip() or node.segment
        accounting_class = self.accounting_class.text().strip()
        if segment != node.segment:
            self._rename(node.segment, segment)
        # of names there are the two; the label is the finer of them
        label = node.label
        if (segment, accounting_class) != (node.segment, node.accounting_class):
            label = accounting_class or segment
        return replace(node, segment=segment, accounting_class=accounting_class, label=label)

    def _rename(self, old: str, new: str) -> None:
        for at, other in enumerate(self._nodes):
            if other.segment == old:
                label = new if other.label == old else other.label
                self._nodes[at] = replace(other, segment=new, label=label)
        first = next((before for before, after in self.renamed.items() if after == old), old)
        self.renamed[first] = new

    def _new(self, beside: Column | None) -> Column:
        parent, weight = (beside.parent, beside.weight) if beside else ("", 1)
        name = text("structure.new_segment")
        key = f"column-{uuid4().hex[:8]}"
        if beside and beside.accounting_class:
            name = text("structure.new_class")
            return replace(beside, key=key, label=name, accounting_class=name)
        return Column(key=key, label=name, parent=parent, weight=weight, segment=name)

    def _name(self, node: Column) -> str:
        return column_name(node)
