"""One statement of one account as a table model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from smrj_desktop.domain import amounts, entry, grid
from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edit_kinds import Edit, LeafFigure, SetCell, SetCells
from smrj_desktop.domain.errors import BuildUpError, SmrjError, TotalEditError
from smrj_desktop.domain.statements import PLAN, CellKey, Position, Totals
from smrj_desktop.domain.template import Column, Line, TableKey
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.cell_roles import CHANGED_ROLES, MARKED_ROLES, CellRole, Look
from smrj_desktop.ui.models.cell_words import column_name
from smrj_desktop.ui.models.noted import Noted
from smrj_desktop.ui.models.shown_sheet import ShownSheet

if TYPE_CHECKING:
    from smrj_desktop.ui.checking import Checking


T = TypeVar("T")
_Index = QModelIndex
_MANY = 100
"""From so many cells on it is faster to read the whole sheet."""

_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable
_FIGURE_ALIGNMENT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StatementModel(QAbstractTableModel):
    """The cells of one layer of one table.

    Signals:
        refused: an input was not taken; carries its index and the sentence that says why.
        total_typed: a figure was typed into a total; carries its `CellKey` and the figure, blank for none.

    Attributes:
        totals: what the stated totals above an edited cell do.
    """

    refused = Signal(QModelIndex, str)
    total_typed = Signal(object, object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """An empty model until `show_table` is called."""
        super().__init__(parent)
        self.totals = Totals.FOLLOW
        self._document = document
        self._shown: ShownSheet | None = None
        self._layer = PLAN
        self._checking: Checking | None = None
        self._noted = Noted(document, self)
        self._noted.moved.connect(self._on_noted)
        document.changed.connect(self._on_changed)
        document.unit_changed.connect(self._on_unit)

    def set_checking(self, checking: Checking) -> None:
        """Marks the cells that findings are about, from now on."""
        self._checking = checking
        if self._shown:
            self._shown.checking = checking
        checking.marked.connect(self._on_marked)

    # ---- what is shown

    def show_table(self, key: TableKey | None, layer: str = PLAN) -> None:
        """Shows a layer of a table; None shows nothing."""
        self.beginResetModel()
        self._layer = layer
        table = self._document.plan.table(key) if key else None
        self._shown = ShownSheet(self._document, table, layer, self._checking, self._noted) if table else None
        self.endResetModel()

    @property
    def key(self) -> TableKey | None:
        """The table that is shown."""
        return self._shown.template.key if self._shown else None

    @property
    def layer(self) -> str:
        """The layer that is shown."""
        return self._layer

    @property
    def lines(self) -> Sequence[Line]:
        """The lines of the table in print order."""
        return self._shown.template.lines.nodes if self._shown else ()

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the table in print order."""
        return self._shown.template.columns.nodes if self._shown else ()

    @property
    def _sheet(self) -> ShownSheet:
        assert self._shown is not None
        return self._shown

    def look(self, row: int, column: int) -> Look:
        """What painting a cell takes, all at once."""
        return self._sheet.looks[row][column]

    def cell_key(self, index: _Index) -> CellKey:
        """The key of the cell at an index."""
        return self._sheet.cell(index.row(), index.column())

    def figure(self, index: _Index) -> Figure:
        """The figure of the cell at an index."""
        return self._sheet.figures[index.row()][index.column()]

    def figures_at(self, places: Iterable[Position]) -> list[Figure]:
        """The figures at rows and columns, all at once; headings have none."""
        figures, lines = self._sheet.figures, self.lines
        return [figures[row][column] for row, column in places if not lines[row].heading]

    def index_of(self, cell: CellKey) -> QModelIndex:
        """The index of a cell; an invalid one where the table shown does not have it."""
        at = self._shown.position(cell) if self._shown else None
        return self.index(*at) if at else QModelIndex()

    def first_editable(self) -> QModelIndex:
        """The first cell in print order that takes a figure; an invalid index where there is none."""
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                if self._obstacle((row, column)) is None:
                    return self.index(row, column)
        return QModelIndex()

    def widest_texts(self) -> list[str]:
        """The longest printed figure of every column, for measuring."""
        texts = self._shown.texts if self._shown else []
        return [max(column, key=len) for column in zip(*texts, strict=True)]

    # ---- the document

    def _on_changed(self, changes: Changes) -> None:
        if self.key in changes.frames:
            self.show_table(self.key if self.key in self._document.plan.tables else None, self._layer)
            return
        areas = [item for item in changes.cells if item.table == self.key and item.layer == self._layer]
        size = sum((area.bottom - area.top + 1) * (area.right - area.left + 1) for area in areas)
        figures = self._sheet.all_figures() if size > _MANY else None
        for area in areas:
            self._sheet.refresh(area, figures)
            corners = self.index(area.top, area.left), self.index(area.bottom, area.right)
            self.dataChanged.emit(*corners, CHANGED_ROLES)

    def _on_unit(self) -> None:
        """Prints everything in another unit."""
        if self._shown and self.rowCount() and self.columnCount():
            self._shown.print_anew()
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last, CHANGED_ROLES)

    def _on_marked(self, cells: set[CellKey]) -> None:
        """Draws the cells anew whose mark is another one now."""
        for cell in cells:
            at = self.index_of(cell)
            if at.isValid():
                self._sheet.mark_anew(at.row(), at.column())
                self.dataChanged.emit(at, at, MARKED_ROLES)

    def _on_noted(self, _places: set[str]) -> None:
        """Draws the cells anew that have got their first note or lost their last."""
        for row, column in self._shown.note_anew() if self._shown else ():
            at = self.index(row, column)
            self.dataChanged.emit(at, at, MARKED_ROLES)

    # ---- editing

    def _obstacle(self, at: Position) -> SmrjError | None:
        """Why no figure can be typed into a cell; None where one can."""
        table = self._sheet.table
        names = {"line": self.lines[at[0]].label, "column": column_name(self.columns[at[1]])}
        if not self._sheet.template.is_leaf(*at):
            return TotalEditError(**names)
        if self._layer == PLAN and at in table.build_ups:
            return BuildUpError(**names)
        return None

    def explain_refusal(self, index: _Index) -> None:
        """Signals why a cell cannot be typed into."""
        if obstacle := self._obstacle((index.row(), index.column())):
            self._refuse(index, obstacle)

    def _refuse(self, index: _Index, error: SmrjError) -> bool:
        self.refused.emit(index, text(error.message, **error.parameters))
        return False

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        try:
            if self._sheet.kinds[index.row()][index.column()] is not grid.Role.LEAF:
                return self._take_total(index, str(value))
            return self._put([(index, self._read(index, value))])
        except SmrjError as error:
            return self._refuse(index, error)

    def _take_total(self, index: _Index, typed: str) -> bool:
        """Passes on what is typed into a total, which is no figure of its own."""
        figure = BLANK if not typed.strip() else self._read(index, typed)
        if figure != self._sheet.figures[index.row()][index.column()]:
            self.total_typed.emit(self.cell_key(index), figure)
        return True

    def _read(self, index: _Index, value: object) -> Figure:
        """The figure that a text typed into a cell stands for; raises `AmountError`."""
        profile, current = self._document.plan.profile, self._sheet.figures[index.row()][index.column()]
        figure = entry.parse(
            str(value), current, profile.unit, profile.rounding, typed_in=self._document.shown_unit
        )
        return self._emptied if figure == BLANK and current != BLANK else figure

    def enter_many(self, items: Iterable[tuple[_Index, object]]) -> bool:
        """Types a text into each of several cells in one step; what cannot be edited is left as it is.

        Returns:
            False where a text was refused, or nothing could be edited; then nothing has changed.
        """
        put: list[tuple[_Index, Figure]] = []
        for index, value in self._editable(items):
            try:
                put.append((index, self._read(index, value)))
            except SmrjError as error:
                return self._refuse(index, error)
        return bool(put) and self._put(put)

    def _editable(self, items: Iterable[tuple[_Index, T]]) -> list[tuple[_Index, T]]:
        """Those items whose cells take a figure; where none does, it is said of the first why not."""
        chosen = [item for item in items if self.flags(item[0]) & Qt.ItemFlag.ItemIsSelectable]
        editable = [item for item in chosen if self._obstacle((item[0].row(), item[0].column())) is None]
        if not editable and chosen:
            self.explain_refusal(chosen[0][0])
        return editable

    def empty(self, indexes: Iterable[_Index]) -> bool:
        """Empties cells in one step; what cannot be edited among them is left as it is.

        In this year's plan an emptied cell prints `-`, exactly nothing, as a plan has no blank cells.
        """
        editable = self._editable((index, self._emptied) for index in indexes)
        return bool(editable) and self._put(editable)

    @property
    def _emptied(self) -> Figure:
        return NOTHING if self._layer == PLAN else BLANK

    def _put(self, items: list[tuple[_Index, Figure]]) -> bool:
        changing = [(index, figure) for index, figure in items if self.figure(index) != figure]
        if not changing:
            return True
        first, figure = changing[0]
        shown = amounts.show(figure) or text("step.blank")
        edit: Edit
        if len(changing) == 1:
            line, column = self.lines[first.row()], self.columns[first.column()]
            name = text("step.set_cell", line=line.label, column=column_name(column), value=shown)
            edit = SetCell(cell=self.cell_key(first), figure=figure, totals=self.totals)
        else:
            same = all(other == figure for _, other in changing)
            name = text("step.set_cells" if same else "step.fill_cells", count=len(changing), value=shown)
            lines, columns = self.lines, self.columns
            cells = (
                LeafFigure(lines[index.row()].key, columns[index.column()].key, put)
                for index, put in changing
            )
            key = self._sheet.template.key
            edit = SetCells(table=key, cells=tuple(cells), layer=self._layer, totals=self.totals)
        try:
            self._document.do(edit, name)
        except SmrjError as error:
            return self._refuse(first, error)
        return True

    # ---- Qt's questions

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        # asked for every cell at every repaint, so the answers are made once
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row, column = index.row(), index.column()
        kind = self._sheet.kinds[row][column]
        if kind is grid.Role.SECTION:
            return Qt.ItemFlag.NoItemFlags
        fixed = self._layer == PLAN and (row, column) in self._sheet.table.build_ups
        return _READABLE if fixed else _EDITABLE

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        kind = self._sheet.kinds[row][column]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._sheet.texts[row][column]
            case Qt.ItemDataRole.EditRole:
                return self._sheet.typed(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _FIGURE_ALIGNMENT
            case Qt.ItemDataRole.FontRole:
                return theme.font(bold=kind in (grid.Role.TOTAL, grid.Role.SUBTOTAL))
            case Qt.ItemDataRole.BackgroundRole:
                return theme.colour("surface" if kind is grid.Role.LEAF else "computed")
            case Qt.ItemDataRole.ToolTipRole:
                return self._sheet.tooltip(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._sheet.spoken(row, column)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return "\n".join(self._sheet.remarks(row, column))
            case CellRole.KIND:
                return kind
            case CellRole.CORNER:
                return self.look(row, column).corner
            case CellRole.MARK:
                return self.look(row, column).mark
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        # while the model is reset, a header may still ask for sections of the table before
        if not 0 <= section < (self.columnCount() if across else self.rowCount()):
            return None
        if across:
            if role == Qt.ItemDataRole.FontRole:
                return theme.font(bold=bool(self._sheet.template.columns.children[section]))
            return column_name(self.columns[section]) if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.lines[section].label
            case CellRole.KIND:
                if self._sheet.template.lines.is_leaf(section):
                    return grid.Role.LABEL
                return self._sheet.kinds[section][0]
            case CellRole.INDENT:
                return self._sheet.indents[section]
        return None
