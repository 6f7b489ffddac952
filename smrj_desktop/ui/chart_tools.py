"""What stands above a chart: which one is shown, of what, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from smrj_desktop.domain.series import Kind
from smrj_desktop.messages import text
from smrj_desktop.ui import icons, theme
from smrj_desktop.ui.flow_layout import FlowLayout
from smrj_desktop.ui.tokens import GRID

TOOLS = ("zoom_in", "zoom_out", "zoom_reset", "copy", "picture")
"""The tools by key, each with an icon of that name."""


class ChartTools(QWidget):
    """The choice of a chart and its tools.

    Signals:
        kind_chosen: carries the `Kind`.
        scope_chosen: whether the whole is to be shown: the agency, or all indicators.
        asked: a tool was pressed; carries its key.

    Attributes:
        kinds: the charts there are.
        part, whole: the account or section, and the agency or all indicators.
        buttons: the tools by key.
    """

    kind_chosen = Signal(object)
    scope_chosen = Signal(bool)
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kinds = QComboBox(self)
        self.kinds.setAccessibleName(text("chart.kind"))
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(GRID)
        self.kinds.activated.connect(self._on_kind)
        self._offered: tuple[Kind, ...] = ()
        scopes, tools = QWidget(self), QWidget(self)
        self.part, self.whole = QToolButton(scopes), QToolButton(scopes)
        group = QButtonGroup(self)
        row = self._row(scopes)
        for button in (self.part, self.whole):
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            group.addButton(button)
            row.addWidget(button)
        self.part.setChecked(True)
        self.whole.toggled.connect(self.scope_chosen)
        self.buttons: dict[str, QToolButton] = {}
        row = self._row(tools)
        for key in TOOLS:
            button = self.buttons[key] = QToolButton(tools)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setIconSize(QSize(icons.TOOL_SIZE, icons.TOOL_SIZE))
            button.setAccessibleName(text(f"chart.{key}"))
            button.setToolTip(text(f"chart.{key}_tip"))
            button.clicked.connect(partial(self._on_tool, key))
            row.addWidget(button)
        flow = FlowLayout(spacing=GRID // 2)
        flow.addWidget(scopes)
        flow.addWidget(tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.kinds)
        layout.addLayout(flow)
        theme.changed.connect(self._dress)
        self._dress()

    @staticmethod
    def _row(holder: QWidget) -> QHBoxLayout:
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        return row

    def offer(self, kinds: Sequence[Kind], kind: Kind, scopes: tuple[str, str], *, whole: bool) -> None:
        """Shows what there is to choose from.

        Args:
            kinds: the charts, and `kind` the one shown.
            scopes: what the part and the whole are called.
            whole: whether the whole is shown.
        """
        if tuple(kinds) != self._offered:
            self._offered = tuple(kinds)
            self.kinds.clear()
            self.kinds.addItems([text(f"chart.kind_{one}") for one in kinds])
        self.kinds.setCurrentIndex(self._offered.index(kind))
        self.kinds.setVisible(len(kinds) > 1)
        with QSignalBlocker(self.whole):
            for button, name, on in zip((self.part, self.whole), scopes, (not whole, whole), strict=True):
                button.setText(name)
                button.setChecked(on)

    def enable(self, *, filled: bool, zoomed: bool) -> None:
        """Lets those tools be pressed that have something to do."""
        for key, button in self.buttons.items():
            button.setEnabled(filled and (zoomed or key not in ("zoom_out", "zoom_reset")))

    def _dress(self) -> None:
        for key, button in self.buttons.items():
            button.setIcon(icons.icon(key))

    def _on_kind(self, index: int) -> None:
        self.kind_chosen.emit(self._offered[index])

    def _on_tool(self, key: str) -> None:
        self.asked.emit(key)
