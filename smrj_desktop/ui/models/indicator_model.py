"""The indicators as a table model: one row an indicator, the target read from what is typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from smrj_desktop.domain.changes import Changes, ListChange
from smrj_desktop.domain.edits import Batch, Edit, SetIndicator
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.indicators import Indicator, parse_target
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.noted import Noted

LONGEST_PERIOD_YEARS = 5
_SHORTENED = 24


class IndicatorColumn(IntEnum):
    """The columns in order."""

    SECTION = 0
    NAME = 1
    TARGET = 2
    COMPARISON = 3
    NUMBER = 4
    UNIT = 5
    BASIS = 6
    PERIOD = 7
    CORE = 8
    PASSAGES = 9


_TYPED = (IndicatorColumn.NAME, IndicatorColumn.TARGET, IndicatorColumn.BASIS, IndicatorColumn.PERIOD)
_CHANGEABLE = Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
_CORE = "◎"
_RIGHT = (IndicatorColumn.TARGET, IndicatorColumn.NUMBER)
_CENTRED = (IndicatorColumn.PERIOD, IndicatorColumn.CORE, IndicatorColumn.PASSAGES, IndicatorColumn.UNIT)


def section_title(plan: Plan, section: str) -> str:
    """A section as it heads a group: its number and the segment it belongs to, or its heading."""
    for item in plan.sections:
        if item.section == section:
            return f"{section} {item.segment}"
    return f"{section} {plan.outline[section].text}" if section in plan.outline else section


def shorten(name: str, longest: int = _SHORTENED) -> str:
    """A name of so many characters at most, by default short enough for the undo menu."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


class IndicatorModel(QAbstractTableModel):
    """All indicators of the plan in order.

    Signals:
        refused: an input was not taken; carries its index and the sentence that says why.
    """

    refused = Signal(QModelIndex, str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._noted = Noted(document, self)
        self._noted.moved.connect(self._on_noted)
        self._rows: list[Indicator] = list(document.plan.indicators)
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._on_replaced)

    def indicator(self, row: int) -> Indicator:
        """The indicator of a row."""
        return self._rows[row]

    def row_of(self, key: str) -> int:
        """The row of an indicator, -1 where there is none."""
        return next((row for row, item in enumerate(self._rows) if item.key == key), -1)

    def is_noted(self, row: int) -> bool:
        """True where an open note is about the indicator of a row."""
        return self._rows[row].key in self._noted.places

    def _on_noted(self, places: set[str]) -> None:
        for row, item in enumerate(self._rows):
            if item.key in places:
                at = self.index(row, IndicatorColumn.NAME)
                self.dataChanged.emit(at, at, [Qt.ItemDataRole.ToolTipRole])

    def starts_group(self, row: int) -> bool:
        """True where a row is the first one of its section."""
        return not row or self._rows[row - 1].section != self._rows[row].section

    def groups(self) -> list[tuple[int, int]]:
        """Rows that stand together in one section, as (first row, number of rows)."""
        starts = [row for row in range(len(self._rows)) if self.starts_group(row)]
        ends = [*starts[1:], len(self._rows)]
        return [(start, end - start) for start, end in zip(starts, ends, strict=False)]

    # ---- the document

    def _on_replaced(self) -> None:
        self.beginResetModel()
        self._rows = list(self._document.plan.indicators)
        self.endResetModel()

    def _on_changed(self, changes: Changes) -> None:
        for change in changes.lists:
            if change.what == "indicator":
                self._on_list(change)
        for key in changes.indicators:
            if (row := self.row_of(key)) >= 0:
                self._rows[row] = self._document.plan.indicators[row]
                self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def _on_list(self, change: ListChange) -> None:
        at = change.position
        if change.action == "remove":
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._rows[at]
            self.endRemoveRows()
        elif change.action == "insert":
            known = (item for item in self._document.plan.indicators if item.key == change.key)
            # one inserted and taken out again within a batch is in the plan no more
            item = next(known, Indicator(key=change.key, section="", name=""))
            self.beginInsertRows(QModelIndex(), at, at)
            self._rows.insert(at, item)
            self.endInsertRows()

    # ---- editing

    def explain_refusal(self, index: QModelIndex) -> None:
        """Signals why a cell cannot be typed into."""
        column = IndicatorColumn(index.column())
        self.refused.emit(index, text(f"indicators.fixed_{column.name.lower()}"))

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role not in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.CheckStateRole):
            return False
        column, old = IndicatorColumn(index.column()), self._rows[index.row()]
        if value == index.data(role):
            # tidying what nobody touched would be an edit nobody made
            return True
        new = self._read(index, old, value)
        if new is not None and new != old:
            field = text(f"indicators.{column.name.lower()}")
            name = text("step.set_indicator", name=shorten(old.name), field=field)
            return self._do(index, SetIndicator(indicator=new), name)
        return new is not None

    def _do(self, index: QModelIndex, edit: Edit, name: str) -> bool:
        try:
            self._document.do(edit, name)
        except SmrjError as error:
            self.refused.emit(index, text(error.message, **error.parameters))
            return False
        return True

    def enter_many(self, items: Iterable[tuple[QModelIndex, object]]) -> bool:
        """Types a text into each of several cells in one step; what cannot be typed into is left as it is.

        Returns:
            False where a text was refused, or nothing could be typed into; then nothing has changed.
        """
        given = list(items)
        typed = [(index, value) for index, value in given if index.flags() & _CHANGEABLE]
        if given and not typed:
            self.explain_refusal(given[0][0])
        rows: dict[int, Indicator] = {}
        for index, value in typed:
            new = self._read(index, rows.get(index.row(), self._rows[index.row()]), value)
            if new is None:
                return False
            rows[index.row()] = new
        steps = [SetIndicator(indicator=new) for row, new in rows.items() if new != self._rows[row]]
        if steps:
            name = text("step.set_indicators", count=len(steps))
            return self._do(typed[0][0], Batch(edits=tuple(steps)), name)
        return bool(typed)

    def empty(self, indexes: Iterable[QModelIndex]) -> bool:
        """Empties cells in one step; a period becomes one year, and a name is never empty."""
        return self.enter_many(
            (index, "1" if index.column() == IndicatorColumn.PERIOD else "") for index in indexes
        )

    def _read(self, index: QModelIndex, old: Indicator, value: object) -> Indicator | None:
        """The indicator with what was typed into one of its cells; None where that is refused."""
        new, refusal = self.changed(old, IndicatorColumn(index.column()), value)
        if new is None:
            self.refused.emit(index, refusal)
        return new

    def changed(self, old: Indicator, column: IndicatorColumn, value: object) -> tuple[Indicator | None, str]:
        """An indicator with a text put into one of its columns; None and the reason where it is refused."""
        try:
            new = self._changed(old, column, value)
            return new, "" if new else text("indicators.name_missing")
        except SmrjError as error:
            return None, text(error.message, **error.parameters)
        except ValueError:
            return None, text("indicators.no_period")

    @staticmethod
    def changeable(column: IndicatorColumn) -> bool:
        """Whether a column can be changed by hand; the others follow from what it says."""
        return column in _TYPED or column is IndicatorColumn.CORE

    def _changed(self, old: Indicator, column: IndicatorColumn, value: Any) -> Indicator | None:
        """The indicator with one value put in; None where it would be left without a name."""
        match column:
            case IndicatorColumn.NAME:
                name = " ".join(str(value).split())
                return replace(old, name=name) if name else None
            case IndicatorColumn.TARGET:
                typed = str(value).strip()
                return replace(old, target=parse_target(typed) if typed else None)
            case IndicatorColumn.BASIS:
                return replace(old, basis=" ".join(str(value).split()))
            case IndicatorColumn.PERIOD:
                return replace(old, period_years=min(max(int(value), 1), LONGEST_PERIOD_YEARS))
            case IndicatorColumn.CORE:
                # filled from another cell it is the mark that is shown, else a state
                return replace(old, core=value in (_CORE, Qt.CheckState.Checked))
        return old

    # ---- Qt's questions

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(IndicatorColumn)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() in _TYPED:
            flags |= Qt.ItemFlag.ItemIsEditable
        elif index.column() == IndicatorColumn.CORE:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            name = IndicatorColumn(section).name.lower()
            if role == Qt.ItemDataRole.DisplayRole:
                return text(f"indicators.{name}")
            if role == Qt.ItemDataRole.ToolTipRole:
                return text(f"indicators.hint_{name}")
        elif role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item, column = self._rows[index.row()], IndicatorColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.shown(item, column)
            case Qt.ItemDataRole.EditRole:
                return item.period_years if column is IndicatorColumn.PERIOD else self.shown(item, column)
            case Qt.ItemDataRole.CheckStateRole if column is IndicatorColumn.CORE:
                return Qt.CheckState.Checked if item.core else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.TextAlignmentRole:
                across = Qt.AlignmentFlag.AlignLeft
                if column in _RIGHT:
                    across = Qt.AlignmentFlag.AlignRight
                elif column in _CENTRED:
                    across = Qt.AlignmentFlag.AlignHCenter
                return across | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(item, column)
            case Qt.ItemDataRole.AccessibleDescriptionRole if column is IndicatorColumn.NAME:
                return self._noted.about(item.key)
            case Qt.ItemDataRole.AccessibleTextRole:
                field = text(f"indicators.{column.name.lower()}")
                return text("table.spoken", line=item.name, column=field, value=self._spoken(item, column))
        return None

    def shown(self, item: Indicator, column: IndicatorColumn) -> str:
        """What a column shows of an indicator."""
        target = item.target
        match column:
            case IndicatorColumn.SECTION:
                return section_title(self._document.plan, item.section)
            case IndicatorColumn.NAME:
                return item.name
            case IndicatorColumn.TARGET:
                return str(target or "")
            case IndicatorColumn.COMPARISON:
                return str((target and target.comparison) or "")
            case IndicatorColumn.NUMBER:
                return f"{target.number:,f}" if target else ""
            case IndicatorColumn.UNIT:
                return target.unit if target else ""
            case IndicatorColumn.BASIS:
                return item.basis
            case IndicatorColumn.PERIOD:
                return str(item.period_years)
            case IndicatorColumn.CORE:
                return _CORE if item.core else ""
        return str(len(item.passages))

    def _spoken(self, item: Indicator, column: IndicatorColumn) -> str:
        if column is IndicatorColumn.CORE:
            return text("indicators.core_yes" if item.core else "indicators.core_no")
        return self.shown(item, column) or text("indicators.none")

    def _tooltip(self, item: Indicator, column: IndicatorColumn) -> str:
        if column is IndicatorColumn.NAME:
            return "\n".join(filter(None, (item.name, self._noted.about(item.key))))
        if column is not IndicatorColumn.PASSAGES:
            return self.shown(item, column) or text(f"indicators.hint_{column.name.lower()}")
        outline = self._document.plan.outline
        places = [f"{key}　{shorten(outline[key].text)}" for key in item.passages if key in outline]
        return "\n".join([*places, text("indicators.jump")] if places else [text("indicators.no_passages")])
