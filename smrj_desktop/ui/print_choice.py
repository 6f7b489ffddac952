"""What of a plan is to be printed, and what goes along: a tree of boxes to tick, with two short cuts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain import STATEMENTS, sections
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import AGENCY
from smrj_desktop.domain.template import TableKey
from smrj_desktop.messages import text
from smrj_desktop.render.parts import INDICATORS, Wanted, sections_of
from smrj_desktop.ui.dialog_parts import RoomyRows, tip
from smrj_desktop.ui.tokens import GRID

OPTIONS = ("charts", "findings", "notes", "contents")
_LEAST_ROWS = 12
_ON, _OFF, _PARTLY = Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked


class Entry(NamedTuple):
    """What a row of the tree stands for: the section, table or chart of a key, or one of the lists."""

    kind: str
    key: str | TableKey = ""


class Offer(NamedTuple):
    """A row to be: below that of another entry, else in a group, which has a row of its own, or in none."""

    entry: Entry
    name: str
    group: str = ""
    below: Entry = Entry("")


class _Rows(RoomyRows):
    """Rows with boxes whose edges are seen: a tree's own are drawn in the colour of its ground."""

    def __init__(self, tree: QTreeWidget, like: QWidget) -> None:
        super().__init__(tree)
        self._like = like

    def initStyleOption(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.palette.setColor(QPalette.ColorRole.Window, self._like.palette().window().color())


class PrintChoice(QWidget):
    """Ticks what is wanted.

    Signals:
        changed: something else is wanted now.
        whole_wanted, front_wanted: the whole plan, or what is in front in the window, is asked for.

    Attributes:
        whole, front: the short cuts.
        tree: a row for all that can be printed; rows above others tick all below them.
        options: the boxes of what goes along, by the names in `OPTIONS`.
    """

    changed = Signal()
    whole_wanted = Signal()
    front_wanted = Signal()

    def __init__(self, plan: Plan, wanted: Wanted, parent: QWidget | None = None) -> None:
        """Offers what `plan` has, with what is `wanted` ticked."""
        super().__init__(parent)
        self.whole, self.front = QPushButton(text("printing.whole")), QPushButton(text("printing.front"))
        self.whole.clicked.connect(self.whole_wanted)
        self.front.clicked.connect(self.front_wanted)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(2 * GRID)
        self.tree.setAccessibleName(text("printing.what"))
        self.tree.setMinimumHeight(_LEAST_ROWS * (self.fontMetrics().height() + GRID))
        self.options = {name: QCheckBox(text(f"printing.{name}")) for name in OPTIONS}
        self.tree.setItemDelegate(_Rows(self.tree, next(iter(self.options.values()))))
        self._lay_out()
        self._items: dict[Entry, QTreeWidgetItem] = {}
        self._groups: list[QTreeWidgetItem] = []
        self._offered: list[Offer] = []
        # ticked, but not there at the moment
        self._absent: list[Offer] = []
        self._fill(_offers(plan))
        self.set_wanted(wanted)
        self.tree.itemChanged.connect(self._on_ticked)
        for box in self.options.values():
            box.toggled.connect(self.changed)

    def _lay_out(self) -> None:
        short_cuts = QHBoxLayout()
        for button in (self.whole, self.front):
            short_cuts.addWidget(button)
        short_cuts.addStretch(1)
        along = QGridLayout()
        along.setHorizontalSpacing(2 * GRID)
        for at, box in enumerate(self.options.values()):
            along.addWidget(box, *divmod(at, 2))
        along.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(short_cuts)
        layout.addWidget(self.tree, 1)
        layout.addLayout(along)

    # ---- what is wanted

    @property
    def wanted(self) -> Wanted:
        """What is ticked."""
        ticked = [entry for entry, item in self._items.items() if item.checkState(0) is _ON]
        lists = {entry.kind for entry in ticked}
        return Wanted(
            sections=tuple(str(entry.key) for entry in ticked if entry.kind == "section"),
            tables=tuple(entry.key for entry in ticked if isinstance(entry.key, TableKey)),
            charts_of=tuple(str(entry.key) for entry in ticked if entry.kind == "chart"),
            indicators="indicators" in lists,
            text="text" in lists,
            report="report" in lists,
            **{name: box.isChecked() for name, box in self.options.items()},
        )

    def set_wanted(self, wanted: Wanted) -> None:
        """Ticks what is wanted, and nothing else; says nothing of it."""
        self._absent = []
        self._tick(_entries(wanted))
        for name, box in self.options.items():
            with QSignalBlocker(box):
                box.setChecked(getattr(wanted, name))

    def refresh(self, plan: Plan) -> None:
        """Offers what `plan` has now; what was ticked stays so, or is so again when it comes back."""
        offers = _offers(plan)
        if offers == self._offered:
            return
        ticked = [offer for offer in self._offered if self._items[offer.entry].checkState(0) is _ON]
        chosen = {offer.entry: offer for offer in (*self._absent, *ticked)}
        self._fill(offers)
        self._absent = [offer for entry, offer in chosen.items() if entry not in self._items]
        self._tick(chosen)

    def _tick(self, chosen: Collection[Entry]) -> None:
        """Ticks these as far as they are there, and nothing else."""
        with QSignalBlocker(self.tree):
            for entry, item in self._items.items():
                item.setCheckState(0, _ON if entry in chosen else _OFF)
            self._show_groups()
        first = next((item for entry, item in self._items.items() if entry in chosen), None)
        if first is not None:
            # opens what it stands below
            self.tree.setCurrentItem(first)
            self.tree.scrollToItem(first)

    def _fill(self, offers: list[Offer]) -> None:
        self._offered = offers
        groups: dict[str, QTreeWidgetItem] = {}
        with QSignalBlocker(self.tree):
            self.tree.clear()
            self._items.clear()
            for offer in offers:
                if offer.group and offer.group not in groups:
                    groups[offer.group] = _row(self.tree, offer.group)
                above = self._items.get(offer.below) or groups.get(offer.group) or self.tree
                self._items[offer.entry] = _row(above, offer.name)
        self._groups = list(groups.values())

    # ---- ticking

    def _on_ticked(self, item: QTreeWidgetItem) -> None:
        with QSignalBlocker(self.tree):
            if any(item is group for group in self._groups):
                for below in _below(item):
                    below.setCheckState(0, item.checkState(0))
                if item.checkState(0) is _OFF:
                    # nothing of it is wanted, whatever comes back
                    self._absent = [offer for offer in self._absent if offer.group != item.text(0)]
            self._show_groups()
        self.changed.emit()

    def _show_groups(self) -> None:
        """A row above others is ticked as far as those are."""
        for group in self._groups:
            states = {item.checkState(0) for item in _below(group)}
            group.setCheckState(0, states.pop() if len(states) == 1 else _PARTLY)


def _offers(plan: Plan) -> list[Offer]:
    """All that can be printed of a plan, in the order of print."""
    outline, summaries = plan.outline, text("printing.summaries")
    return [
        *(
            Offer(
                Entry("section", key),
                sections.title(outline, key),
                summaries,
                Entry("section", outline[key].parent),
            )
            for key in sections_of(plan)
        ),
        Offer(Entry("text"), text("printing.text")),
        Offer(Entry("indicators"), text("printing.indicators")),
        *(
            Offer(Entry("table", TableKey(statement, account.key)), account.label, text(f"tab.{statement}"))
            for statement in STATEMENTS
            for account in plan.accounts
            if (statement, account.key) in plan.tables
        ),
        *(Offer(Entry("chart", key), name, text("printing.charts_of")) for key, name in _subjects(plan)),
        Offer(Entry("report"), text("printing.report")),
    ]


def _subjects(plan: Plan) -> Iterator[tuple[str, str]]:
    """What there are charts of: keys and names."""
    yield AGENCY, text("charts.whole")
    yield from ((account.key, account.label) for account in plan.accounts)
    yield INDICATORS, text("printing.indicators")


def _entries(wanted: Wanted) -> set[Entry]:
    lists = (kind for kind in ("text", "indicators", "report") if getattr(wanted, kind))
    return {
        *(Entry("section", key) for key in wanted.sections),
        *(Entry("table", key) for key in wanted.tables),
        *(Entry("chart", key) for key in wanted.charts_of),
        *map(Entry, lists),
    }


def _row(above: QTreeWidget | QTreeWidgetItem, name: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(above, [name])
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(0, _OFF)
    item.setToolTip(0, tip(name))
    return item


def _below(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for at in range(item.childCount()):
        yield item.child(at)
        yield from _below(item.child(at))
