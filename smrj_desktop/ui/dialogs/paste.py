"""What a paste would do, before it does: the unit, what does not fit, every cell before and after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.pasting import Clip, Pasting, Reading, Target, paste
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import problem_line, resize_within_screen
from smrj_desktop.ui.models.clips import Clips
from smrj_desktop.ui.plain_table import Cell, Column, PlainTable
from smrj_desktop.ui.tokens import GRID

_MOST = 200
"""So many cells are listed one by one."""


class PasteDialog(QDialog):
    """Shows what a paste would do and lets its user say how the cells are to be read.

    Attributes:
        unit: what the copied figures are in.
        raw: whether the numbers behind the cells are taken.
        transposed: whether rows and columns are exchanged.
        skip_blank: whether blank cells leave what is there.
        table: what does not fit first, then what changes.
    """

    def __init__(
        self,
        clip: Clip,
        target: Target,
        clips: Clips,
        reading: Reading,
        raw_clip: Callable[[], Clip | None],
        parent: QWidget | None = None,
    ) -> None:
        """Shows a paste as `reading` has it.

        Args:
            clip: what was copied, as it is shown there.
            target: where it is pasted.
            clips: the table.
            reading: how it is read as long as nobody says otherwise.
            raw_clip: gives the same cells with the numbers behind them; None where there are none.
            parent: the window.
        """
        super().__init__(parent)
        self.setWindowTitle(text("paste.title"))
        self._clip, self._target, self._clips = clip, target, clips
        self._raw_clip = raw_clip
        self._raw: Clip | None = None
        self.unit = QComboBox()
        for unit in Unit:
            self.unit.addItem(unit.label, unit)
        self.unit.setCurrentIndex(self.unit.findData(reading.unit))
        self.raw, self.transposed, self.skip_blank = QCheckBox(), QCheckBox(), QCheckBox()
        for name in ("raw", "transposed", "skip_blank"):
            box: QCheckBox = getattr(self, name)
            box.setText(text(f"paste.{name}"))
            box.setToolTip(text(f"paste.{name}_hint"))
            box.setChecked(getattr(reading, name))
        self.said, self.problem = QLabel(), problem_line()
        columns = [
            Column(text("paste.place")),
            Column(text("paste.source"), 11, figures=bool(clips.unit)),
            Column(text("paste.before"), 11, figures=bool(clips.unit)),
            Column(text("paste.after"), 11, figures=bool(clips.unit)),
        ]
        self.table = PlainTable(columns, text("paste.title"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.unit.currentIndexChanged.connect(self._show)
        for box in (self.raw, self.transposed, self.skip_blank):
            box.toggled.connect(self._show)
        self._show()
        resize_within_screen(self, 860, 220, self.table.rowCount())

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        asked.setSpacing(GRID)
        label = QLabel(text("paste.unit"))
        label.setBuddy(self.unit)
        for widget in (label, self.unit):
            widget.setVisible(bool(self._clips.unit))
            asked.addWidget(widget)
        asked.addWidget(QLabel(text("paste.into", unit=self._clips.unit) if self._clips.unit else ""))
        asked.addStretch(1)
        chosen = QHBoxLayout()
        chosen.setSpacing(2 * GRID)
        self.raw.setVisible(bool(self._clips.unit) and self._clip.own is False)
        for box in (self.raw, self.transposed, self.skip_blank):
            chosen.addWidget(box)
        chosen.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addLayout(asked)
        layout.addLayout(chosen)
        layout.addWidget(self.said)
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)

    @property
    def reading(self) -> Reading:
        """How the cells are read, as it is chosen."""
        return Reading(
            unit=self.unit.currentData(),
            raw=self.raw.isChecked(),
            skip_blank=self.skip_blank.isChecked(),
            transposed=self.transposed.isChecked(),
        )

    def _show(self) -> None:
        clip = self._clip
        if self.raw.isChecked():
            self._raw = self._raw or self._raw_clip()
            clip = self._raw or clip
        self.pasting = paste(clip, self._target, self.reading, self._clips.read)
        taken, refused = self.pasting.taken, self.pasting.refused
        rounded = text("paste.rounded", count=self.pasting.rounded) if self.pasting.rounded else ""
        self.said.setText(text("paste.taken", count=len(taken)) + rounded)
        self.problem.setText(text("paste.refused", count=len(refused)) if refused else "")
        self.problem.setVisible(bool(refused))
        self.table.fill(_rows(self.pasting, self._clips))
        self.table.scrollToTop()
        accept = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        accept.setText(text("paste.without" if refused else "paste.paste", count=len(refused)))
        accept.setEnabled(self.pasting.edit is not None)


def _rows(pasting: Pasting, clips: Clips) -> list[list[str | Cell]]:
    rows: list[list[str | Cell]] = []
    if pasting.refused:
        rows.append(_heading("paste.refused_heading", len(pasting.refused)))
        for item in pasting.refused[:_MOST]:
            place = clips.name(item.row, item.column) if item.row >= 0 else text("paste.nowhere")
            why = text(item.message, **item.parameters)
            rows.append([f"{place}\n{why}", item.source, "", ""])
        rows += _more(len(pasting.refused))
    if pasting.taken:
        rows.append(_heading("paste.taken_heading", len(pasting.taken)))
        for taken in pasting.taken[:_MOST]:
            after = f"{taken.after}\n{text('paste.is_rounded')}" if taken.rounded else taken.after
            rows.append([clips.name(taken.row, taken.column), taken.source, taken.before, after])
        rows += _more(len(pasting.taken))
    return rows


def _heading(message: str, count: int) -> list[str | Cell]:
    return [Cell(text(message, count=count), heading=True), "", "", ""]


def _more(count: int) -> list[list[str | Cell]]:
    return [[text("paste.more", count=count - _MOST), "", "", ""]] if count > _MOST else []
