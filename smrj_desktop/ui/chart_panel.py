"""The chart panel: charts of the account in front, of the whole agency, and of the indicators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from smrj_desktop.domain.amounts import BLANK, Figure
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.charts import KINDS_OF_ACCOUNT, KINDS_OF_AGENCY, chart_of
from smrj_desktop.domain.grid import GridCell, GridRow, heads
from smrj_desktop.domain.series import AGENCY, PER_CENT, Chart, Kind
from smrj_desktop.domain.series_figures import LAYERS_OF_YEARS
from smrj_desktop.domain.statements import PLAN
from smrj_desktop.io import clipboard_tables
from smrj_desktop.messages import text
from smrj_desktop.render import chart_marks, chart_words
from smrj_desktop.ui import theme
from smrj_desktop.ui.chart_legend import ChartLegend
from smrj_desktop.ui.chart_tools import ChartTools
from smrj_desktop.ui.dialog_parts import Sentence
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.ui.chart_spots import Spot
    from smrj_desktop.ui.chart_view import ChartView

PICTURE_WIDTH = 170.0
"""How wide a picture of a chart is, in millimetres: as much as a page has room for."""
DOTS_PER_MM = 300 / 25.4
_LEAST_WIDTH = 38 * GRID
_STEPS = {"zoom_in": 2, "zoom_out": -2}
_OF_STATEMENT = {Kind.SEGMENTS: "budget", Kind.COMPOSITION: "budget", Kind.WATERFALL: "cash"}
"""The charts of an account that are about one statement; the others may be about all."""
_LAYERS = {Kind.LAST_YEAR: LAYERS_OF_YEARS}


@dataclass
class Chosen:
    """What is chosen in the panel; it stays while another account, or another tab, is in front.

    Attributes:
        kind: the chart of the statements.
        whole: whether the agency is shown, or all indicators; by whether it is about indicators.
        hidden: the series taken out, by chart.
    """

    kind: Kind = Kind.SEGMENTS
    whole: dict[bool, bool] = field(default_factory=lambda: {False: False, True: True})
    hidden: dict[Kind, frozenset[str]] = field(default_factory=dict)


class ChartPanel(QWidget):
    """A chart with its choice, its legend and its tools; drawn when first seen and live from then on.

    Signals:
        cell_wanted: the cell of a bar is to be gone to; carries its `CellKey`.
        indicator_wanted: an indicator is to be gone to; carries its key.
        picture_wanted: a picture is to be saved; carries the `Chart` and the series hidden in it.
        left: the keyboard is to go back to the tab in front.

    Attributes:
        chosen: what is chosen, which outlives the panel where the caller keeps it.
        tools, legend: above the chart.
        view: the chart, once it has been seen.
        empty: says that there is nothing to draw.
    """

    cell_wanted = Signal(object)
    indicator_wanted = Signal(str)
    picture_wanted = Signal(object, object)
    left = Signal()

    def __init__(
        self, document: Document, parent: QWidget | None = None, *, chosen: Chosen | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.chosen = chosen or Chosen()
        self._account, self._section = "", ""
        self._of_indicators = False
        self._chart: Chart | None = None
        self._stale = True
        self.view: ChartView | None = None
        self.tools, self.legend = ChartTools(self), ChartLegend(self)
        self._title, self._unit, self.empty = Sentence(""), QLabel(self), QLabel(self)
        self._unit.setProperty("role", "secondary")
        self._unit.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "secondary")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(GRID, GRID, GRID, GRID)
        self._layout.setSpacing(GRID)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._title, 1)
        head.addWidget(self._unit)
        self._layout.addWidget(self.tools)
        self._layout.addLayout(head)
        self._layout.addWidget(self.legend)
        self._layout.addWidget(self.empty, 1)
        self.tools.kind_chosen.connect(self._choose_kind)
        self.tools.scope_chosen.connect(self._choose_scope)
        self.tools.asked.connect(self._do)
        self.legend.toggled.connect(self._toggle)
        document.changed.connect(self._on_changed)
        document.replaced.connect(self.refresh)
        document.unit_changed.connect(self.refresh)
        theme.changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(52 * GRID, 88 * GRID)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, 16 * GRID)

    # ---- what is shown

    @property
    def account(self) -> str:
        """The key of the account in front."""
        return self._account

    @property
    def chart(self) -> Chart | None:
        """The chart shown, in the unit figures are shown in; None before there is one."""
        return self._chart

    def set_account(self, account: str) -> None:
        """Shows an account."""
        if account != self._account:
            self._account = account
            self.refresh()

    def show_statements(self) -> None:
        """Shows the charts of the statements."""
        self._turn(of_indicators=False)

    def show_indicators(self, section: str) -> None:
        """Shows the indicators; `section` is the one that is chosen of them."""
        if section != self._section:
            self._section, self._stale = section, True
        self._turn(of_indicators=True)

    def _turn(self, *, of_indicators: bool) -> None:
        self._stale = self._stale or of_indicators != self._of_indicators
        self._of_indicators = of_indicators
        self._refresh()

    def _choose_kind(self, kind: Kind) -> None:
        self.chosen.kind = kind
        self.refresh()

    def _choose_scope(self, whole: bool) -> None:
        self.chosen.whole[self._of_indicators] = whole
        self.refresh()

    def _toggle(self, series: str, shown: bool) -> None:
        hidden = self._hidden_series
        self.chosen.hidden[self.kind] = hidden - {series} if shown else hidden | {series}
        self.refresh()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The charts there are of what is in front."""
        if self._of_indicators:
            return (Kind.INDICATORS,)
        return KINDS_OF_AGENCY if self._is_whole else KINDS_OF_ACCOUNT

    @property
    def kind(self) -> Kind:
        """The chart shown: the one chosen last, where there is such a one."""
        return self.chosen.kind if self.chosen.kind in self.kinds else self.kinds[0]

    @property
    def _is_whole(self) -> bool:
        part = self._section if self._of_indicators else self._account
        return not part or self.chosen.whole[self._of_indicators]

    @property
    def _subject(self) -> str:
        return AGENCY if self._is_whole else self._section if self._of_indicators else self._account

    # ---- keeping up

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def refresh(self) -> None:
        """Draws everything anew; where it is out of sight, when it is seen again."""
        self._stale = True
        self._refresh()

    def _on_changed(self, changes: Changes) -> None:
        self._stale = self._stale or self._touched(changes)
        self._refresh()

    def _touched(self, changes: Changes) -> bool:
        """Whether the chart may look otherwise now."""
        if changes.frames or changes.profile or {"accounts", "sections", "ties"} & set(changes.records):
            return True
        if self._of_indicators:
            return bool(changes.indicators) or any(item.what == "indicator" for item in changes.lists)
        statement, layers = _OF_STATEMENT.get(self.kind), _LAYERS.get(self.kind, (PLAN,))
        # what passes between accounts is reckoned from several statements
        return any(
            area.layer in layers
            and (self._is_whole or area.table.account == self._account)
            and (self._is_whole or statement in (None, area.table.statement))
            for area in changes.cells
        )

    def _refresh(self) -> None:
        """Draws what is out of date; nothing while nobody looks."""
        if not self._stale or not self.isVisible():
            return
        self._stale = False
        if self.view is None:
            self.view = self._build()
        names = ("all", "section") if self._of_indicators else ("agency", "account")
        whole, part = (text(f"chart.scope_{name}") for name in names)
        self.tools.offer(self.kinds, self.kind, (part, whole), whole=self._is_whole)
        chart = self._chart = self._made()
        drawn = (self._of_indicators and bool(chart.rows)) or not chart.is_empty
        if drawn:
            self.view.show_chart(chart, self._hidden_series)
        self.view.setVisible(drawn)
        self.empty.setVisible(not drawn)
        self.legend.setVisible(drawn and len(chart.series) > 1)
        self.legend.show_chart(chart, self._hidden_series)
        # boxes are made anew with each kind of chart, and would come after it
        for before, after in pairwise([*self.tools.buttons.values(), *self.legend.boxes.values(), self.view]):
            QWidget.setTabOrder(before, after)
        self._title.setText(chart_words.title(chart))
        self._unit.setText("" if chart.unit == PER_CENT else text("table.unit", unit=chart.unit))
        nothing = text(f"chart.empty_{names[0] if self._is_whole else names[1]}")
        self.empty.setText("\n".join(map(text, chart.remarks)) or nothing)
        words = [chart_words.spoken(chart, row) for row in chart.rows] if drawn else [self.empty.text()]
        self.setAccessibleDescription("\n".join(words))
        self._enable()

    def _made(self) -> Chart:
        document = self._document
        chart = chart_of(document.plan, self.kind, self._subject)
        unit = document.shown_unit
        if unit is document.plan.profile.unit:
            return chart
        return chart.scaled(lambda amount: document.shown(Figure(amount)).value, unit.label)

    @property
    def _hidden_series(self) -> frozenset[str]:
        return self.chosen.hidden.get(self.kind, frozenset())

    def _build(self) -> ChartView:
        from smrj_desktop.ui.chart_view import ChartView

        view = ChartView(self)
        view.activated.connect(self._go_to)
        view.left.connect(self.left)
        view.zoom_changed.connect(self._enable)
        self._layout.insertWidget(self._layout.indexOf(self.empty), view, 1)
        return view

    def _dress(self) -> None:
        self._title.setFont(theme.font(bold=True))

    # ---- what can be done

    def _enable(self) -> None:
        if self.view is not None:
            self.tools.enable(filled=not self.view.isHidden(), zoomed=self.view.is_zoomed)

    def _go_to(self, spot: Spot) -> None:
        if spot.bar is not None and spot.bar.cell is not None:
            self.cell_wanted.emit(spot.bar.cell)
        elif spot.row.key:
            self.indicator_wanted.emit(spot.row.key)

    def _do(self, tool: str) -> None:
        if self.view is None or self._chart is None:
            return
        if tool == "copy":
            self.copy()
        elif tool == "picture":
            self.picture_wanted.emit(self._chart, self._hidden_series)
        elif tool == "zoom_reset":
            self.view.reset_zoom()
        else:
            self.view.zoom(_STEPS[tool])

    def copy(self) -> None:
        """Puts a picture of the chart on the clipboard, and its values as a table."""
        if self._chart is None:
            return
        data = QMimeData()
        data.setImageData(
            chart_marks.image(
                self._chart, width=PICTURE_WIDTH, dots_per_mm=DOTS_PER_MM, hidden=self._hidden_series
            )
        )
        data.setText(clipboard_tables.write_text(_values(self._chart.without(self._hidden_series)), raw=True))
        QGuiApplication.clipboard().setMimeData(data)


def _values(chart: Chart) -> Iterator[GridRow]:
    """The amounts of a chart as a table, below the names of the series."""
    yield heads(["", *(chart_words.series_name(chart, series) for series in chart.series)])
    for row in chart.rows:
        amounts = {bar.series: Figure(bar.amount, bar.mark) for bar in row.bars}
        figures = (amounts.get(series, BLANK) for series in chart.series)
        yield (GridCell(text=chart_words.label(row)), *(GridCell(figure=figure) for figure in figures))
