"""How indicators are drawn and typed: wrapped names, groups by section, a mark that is switched."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QPlainTextEdit, QSpinBox, QStyle, QStyleOptionViewItem, QTableView, QWidget

from smrj_desktop.ui import labels, prose, theme
from smrj_desktop.ui.delegates import draw_focus, draw_note_mark
from smrj_desktop.ui.editing import TypedDelegate
from smrj_desktop.ui.models.indicator_model import LONGEST_PERIOD_YEARS, IndicatorColumn
from smrj_desktop.ui.tokens import GRID

_PROSE = (IndicatorColumn.NAME, IndicatorColumn.BASIS)
_COMPUTED = (
    IndicatorColumn.SECTION,
    IndicatorColumn.COMPARISON,
    IndicatorColumn.NUMBER,
    IndicatorColumn.UNIT,
    IndicatorColumn.PASSAGES,
)
_BOX = 13
_SECTION_LINES = 3
_Index = QModelIndex | QPersistentModelIndex


class IndicatorDelegate(TypedDelegate):
    """Draws the cells of `IndicatorModel` and makes their editors."""

    def make_editor(self, parent: QWidget, index: _Index) -> QWidget:
        if index.column() in _PROSE:
            editor = QPlainTextEdit(parent)
            editor.setTabChangesFocus(True)
            return editor
        if index.column() == IndicatorColumn.PERIOD:
            spin = QSpinBox(parent)
            spin.setRange(1, LONGEST_PERIOD_YEARS)
            return spin
        return super().make_editor(parent, index)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(value)
            editor.selectAll()
        elif isinstance(editor, QSpinBox):
            editor.setValue(value)
            editor.selectAll()
        else:
            super().setEditorData(editor, index)

    def value(self, editor: QWidget) -> Any:
        if isinstance(editor, QPlainTextEdit):
            return editor.toPlainText()
        if isinstance(editor, QSpinBox):
            editor.interpretText()
            return editor.value()
        return super().value(editor)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if index.column() != IndicatorColumn.CORE:
            return super().editorEvent(event, model, option, index)
        clicked = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
        )
        keyed = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if not clicked and not (keyed and event.type() == QEvent.Type.KeyPress):
            return False
        checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        column, area = IndicatorColumn(index.column()), option.rect
        heads = column is IndicatorColumn.SECTION
        selected = option.state & QStyle.StateFlag.State_Selected and not heads
        still = "header" if heads else "computed" if column in _COMPUTED else "surface"
        ground = "selection" if selected else still
        painter.save()
        painter.fillRect(area, theme.colour(ground))
        if index.model().starts_group(index.row()):
            painter.setPen(theme.colour("rule"))
            painter.drawLine(area.topLeft(), area.topRight())
        painter.setPen(theme.colour("on_selection" if selected else "text"))
        painter.setFont(theme.font(bold=heads or column is IndicatorColumn.CORE))
        if column is IndicatorColumn.CORE and not index.data(Qt.ItemDataRole.DisplayRole):
            box = QRect(0, 0, _BOX, _BOX)
            box.moveCenter(area.center())
            painter.setPen(theme.colour("on_selection" if selected else "rule"))
            painter.drawRect(box)
        else:
            inside = _inside(area)
            # not the painter's font: at some scales its widths differ from those the row's height came from
            shown = _broken(index, theme.font(bold=heads), inside.width())
            prose.draw(painter, inside, shown, index.data(Qt.ItemDataRole.TextAlignmentRole))
        if column is IndicatorColumn.NAME and index.model().is_noted(index.row()):
            draw_note_mark(painter, area, theme.colour("on_selection" if selected else "success"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, area)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        table, font = self.parent(), theme.font()
        count = 1
        if index.column() in _PROSE and isinstance(table, QTableView):
            # one pixel of a column is its grid line
            width = _inside(QRect(0, 0, table.columnWidth(index.column()) - 1, 0)).width()
            count = len(_broken(index, font, width))
        return QSize(0, prose.height(count, font) + GRID)


def _inside(area: QRect) -> QRect:
    return area.adjusted(GRID, GRID // 2, -GRID, -GRID // 2)


def _broken(index: _Index, font: QFont, width: int) -> list[str]:
    shown = str(index.data(Qt.ItemDataRole.DisplayRole))
    if index.column() == IndicatorColumn.SECTION:
        return labels.wrap(shown, width, QFontMetricsF(font).horizontalAdvance, _SECTION_LINES)
    return prose.lines(shown, font, width)
