"""The legend of a chart: each series with its pattern, shown or hidden by a tick."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from smrj_desktop.domain.series import Chart
from smrj_desktop.messages import text
from smrj_desktop.render import chart_marks, chart_words
from smrj_desktop.ui import chart_fills, theme
from smrj_desktop.ui.flow_layout import FlowLayout
from smrj_desktop.ui.tokens import GRID


class ChartLegend(QWidget):
    """One box to tick for each series.

    Signals:
        toggled: a series is to be shown, or hidden; carries its name and whether it is shown.

    Attributes:
        boxes: by the name of their series.
    """

    toggled = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._chart: Chart | None = None
        self._layout = FlowLayout(self, spacing=GRID)
        self.setAccessibleName(text("chart.legend"))
        theme.changed.connect(self._dress)

    def show_chart(self, chart: Chart, hidden: frozenset[str]) -> None:
        """Shows the series of a chart; what is there already stays, and keeps the keyboard."""
        old, self._chart = self._chart, chart
        if old is None or (old.kind, old.series) != (chart.kind, chart.series):
            for box in self.boxes.values():
                self._layout.removeWidget(box)
                box.hide()
                box.deleteLater()
            self.boxes = {name: self._box(chart, name) for name in chart.series}
            self._dress()
        for name, box in self.boxes.items():
            box.setChecked(name not in hidden)

    def _box(self, chart: Chart, name: str) -> QCheckBox:
        box = QCheckBox(chart_words.series_name(chart, name).replace("&", "&&"), self)
        box.setToolTip(text("chart.legend_tip"))
        box.setIconSize(QSize(chart_fills.SWATCH_WIDTH, chart_fills.SWATCH_HEIGHT))
        box.setChecked(True)
        box.toggled.connect(partial(self.toggled.emit, name))
        self._layout.addWidget(box)
        box.show()
        return box

    def _dress(self) -> None:
        if self._chart is None:
            return
        for name, box in self.boxes.items():
            fill = chart_marks.fill(self._chart, name)
            box.setIcon(chart_fills.swatch(fill, self.devicePixelRatio()))
