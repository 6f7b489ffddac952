"""A chart as panels one below the other, with the keys that go through its bars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from smrj_desktop.domain.series import Chart, panels
from smrj_desktop.render import chart_words
from smrj_desktop.ui import theme
from smrj_desktop.ui.chart_spots import Spot, spoken
from smrj_desktop.ui.charts import PanelPlot
from smrj_desktop.ui.dialog_parts import Sentence
from smrj_desktop.ui.tokens import GRID

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}
_ZOOM = {Qt.Key.Key_Plus: 2, Qt.Key.Key_Equal: 2, Qt.Key.Key_Minus: -2}
_GO = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ChartView(QScrollArea):
    """The panels of a chart and what there is to know about it.

    Signals:
        activated: a bar or a row is to be gone to; carries its `Spot`.
        left: the keyboard is to go back to where it was.
        zoom_changed: a panel shows more or less of its axis.

    Attributes:
        plots: the panels in sight.
    """

    activated = Signal(object)
    left = Signal()
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots: list[PanelPlot] = []
        self._made: list[tuple[QLabel, PanelPlot]] = []
        self._chart: Chart | None = None
        self._at: tuple[int, int] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        body = QWidget(self)
        self._layout = QVBoxLayout(body)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID // 2)
        self._remarks = Sentence("")
        self._remarks.setProperty("role", "secondary")
        self._layout.addWidget(self._remarks)
        self._layout.addStretch(1)
        self.setWidget(body)
        theme.changed.connect(self._dress)

    # ---- what is shown

    def show_chart(self, chart: Chart, hidden: frozenset[str] = frozenset()) -> None:
        """Shows a chart without some of its series; the same one with other figures keeps its zoom."""
        old, self._chart, left = self._chart, chart, chart.without(hidden)
        same = old is not None and _about(old) == _about(chart)
        shown = panels(left)
        while len(self._made) < len(shown):
            self._make()
        same = same and len(shown) == len(self.plots)
        self.plots = [plot for _, plot in self._made[: len(shown)]]
        for at, (heading, plot) in enumerate(self._made):
            there = at < len(shown)
            if there:
                plot.set_panel(chart, shown[at], same=same)
                heading.setText(chart_words.panel_title(left, shown[at]))
            plot.setVisible(there)
            heading.setVisible(there and bool(heading.text()))
        self._remarks.setText("\n".join(chart_words.remarks(left)))
        self._remarks.setVisible(bool(self._remarks.text()))
        self.setAccessibleName(chart_words.title(chart))
        spots = self._spots()
        self._choose(self._at if self._at in spots else None)
        if not same:
            self.zoom_changed.emit()

    def _make(self) -> None:
        heading, plot = QLabel(self.widget()), PanelPlot(self.widget())
        heading.setWordWrap(True)
        heading.setContentsMargins(0, GRID // 2, 0, 0)
        heading.setFont(theme.font(bold=True))
        plot.activated.connect(self.activated)
        plot.zoom_changed.connect(self.zoom_changed)
        plot.viewport().installEventFilter(self)
        before = 2 * len(self._made)
        self._layout.insertWidget(before, heading)
        self._layout.insertWidget(before + 1, plot)
        self._made.append((heading, plot))

    def _dress(self) -> None:
        for heading, _ in self._made:
            heading.setFont(theme.font(bold=True))

    # ---- zoom

    @property
    def is_zoomed(self) -> bool:
        """Whether a panel shows less than all of its axis."""
        return any(plot.is_zoomed for plot in self.plots)

    def zoom(self, steps: float) -> None:
        """Zooms the panel of the chosen bar, every panel where none is chosen."""
        chosen = [self.plots[self._at[0]]] if self._at else self.plots
        for plot in chosen:
            plot.zoom(steps)

    def reset_zoom(self) -> None:
        """Shows all of every panel."""
        for plot in self.plots:
            plot.reset_zoom()

    # ---- keyboard

    def _spots(self) -> list[tuple[int, int]]:
        return [
            (panel, at)
            for panel, plot in enumerate(self.plots)
            for at, spot in enumerate(plot.spots)
            if spot.can_be_chosen
        ]

    @property
    def chosen(self) -> Spot | None:
        """What the keyboard has chosen."""
        return self.plots[self._at[0]].spots[self._at[1]] if self._at else None

    def _choose(self, at: tuple[int, int] | None) -> None:
        self._at = at
        for panel, plot in enumerate(self.plots):
            here = at is not None and at[0] == panel and self.hasFocus()
            plot.choose(at[1] if at and here else None)
        spot = self.chosen
        assert self._chart is not None
        self.setAccessibleDescription(spoken(self._chart, spot) if spot else "")

    def _move(self, by: int) -> None:
        """Chooses what stands so many further on; the first or the last at the ends."""
        spots = self._spots()
        if not spots:
            return
        now = spots.index(self._at) if self._at else -1
        at = spots[max(0, min(len(spots) - 1, now + by))]
        self._choose(at)
        area = self.plots[at[0]].area_of(at[1]).toAlignedRect()
        centre = self.plots[at[0]].mapTo(self.widget(), area.center())
        self.ensureVisible(centre.x(), centre.y(), 0, area.height() + 3 * GRID)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if held or self._chart is None:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._move(_STEPS[key])
        elif key == Qt.Key.Key_Home:
            self._move(-len(self._spots()))
        elif key == Qt.Key.Key_End:
            self._move(len(self._spots()))
        elif key in _ZOOM:
            self.zoom(_ZOOM[key])
        elif key == Qt.Key.Key_0:
            self.reset_zoom()
        elif key in _GO:
            if (spot := self.chosen) and spot.leads:
                self.activated.emit(spot)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._chart is None:
            return
        if self._at is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._move(1)
        else:
            self._choose(self._at)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        for plot in self.plots:
            plot.choose(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            # the keys are then for the chart that was pressed
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        return super().eventFilter(watched, event)


def _about(chart: Chart) -> tuple[str, str, str]:
    return chart.kind, chart.subject, chart.unit
