"""The chart panel of one account: income against expenditure, and the path between two carry-overs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from smrj_desktop.domain import series_old as series
from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.statements import PLAN
from smrj_desktop.domain.template import TableKey
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.ui.charts import BarsChart, Row

_LEAST_WIDTH = 38 * GRID
_SOURCES = {"budget": "bars", "cash": "waterfall"}
_INK = {
    "bars": (("income", "chart_income"), ("expenditure", "chart_expenditure")),
    "waterfall": (("level", "chart_neutral"), ("rise", "chart_positive"), ("fall", "chart_negative")),
}


class ChartPanel(QScrollArea):
    """Both charts of the chosen account, drawn when first seen and live from then on."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._account = ""
        self._stale = set(_SOURCES)
        self.charts: dict[str, BarsChart] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget(self)
        self._layout = QVBoxLayout(body)
        self._layout.setContentsMargins(GRID, GRID, GRID, GRID)
        self._layout.setSpacing(GRID)
        self._title = QLabel(body)
        self._title.setWordWrap(True)
        self._layout.addWidget(self._title)
        self.setWidget(body)
        self.empty: dict[str, QLabel] = {}
        self.legends: dict[str, QLabel] = {}
        self._headings: list[QLabel] = []
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._on_replaced)
        document.unit_changed.connect(self._on_replaced)
        theme.changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(52 * GRID, 88 * GRID)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, 16 * GRID)

    @property
    def account(self) -> str:
        """The key of the account shown."""
        return self._account

    def set_account(self, account: str) -> None:
        """Shows an account."""
        if account != self._account:
            self._account = account
            self._on_replaced()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _on_replaced(self) -> None:
        self._stale = set(_SOURCES)
        self._refresh()

    def _on_changed(self, changes: Changes) -> None:
        if changes.frames or "accounts" in changes.records:
            self._on_replaced()
        for area in changes.cells:
            if area.layer == PLAN and area.table.account == self._account:
                self._stale |= {area.table.statement} & _SOURCES.keys()
        self._refresh()

    def _refresh(self) -> None:
        """Draws what is out of date; nothing while nobody looks."""
        if not self._stale or not self.isVisible() or not self._account:
            return
        if not self.charts:
            self._build()
        plan = self._document.plan
        known = {account.key: account.label for account in plan.accounts}
        unit = text("table.unit", unit=self._document.shown_unit.label)
        self._title.setText(text("chart.title", account=known.get(self._account, ""), unit=unit))
        for statement in self._stale:
            name = _SOURCES[statement]
            rows = self._rows(statement)
            self.charts[name].setVisible(bool(rows))
            self.legends[name].setVisible(bool(rows))
            self.empty[name].setVisible(not rows)
            self.charts[name].set_rows(rows)
        self._stale = set()
        words = [chart.accessibleDescription() for chart in self.charts.values()]
        self.setAccessibleDescription("\n".join(filter(None, words)) or text("chart.empty"))

    def _build(self) -> None:
        from smrj_desktop.ui.charts import BarsChart

        for name in _INK:
            heading, legend, empty = QLabel(text(f"chart.{name}"), self), QLabel(self), QLabel(self)
            heading.setWordWrap(True)
            legend.setTextFormat(Qt.TextFormat.RichText)
            legend.setWordWrap(True)
            empty.setText(text("chart.empty"))
            empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
            empty.setProperty("role", "secondary")
            empty.setMinimumHeight(8 * GRID)
            chart = BarsChart(self)
            chart.setAccessibleName(text(f"chart.{name}"))
            for widget in (heading, legend, chart, empty):
                self._layout.addWidget(widget)
            self._layout.addSpacing(GRID)
            self._headings.append(heading)
            self.legends[name], self.empty[name], self.charts[name] = legend, empty, chart
        self._layout.addStretch(1)
        self._dress()

    def _dress(self) -> None:
        self._title.setFont(theme.font("heading", bold=True))
        for heading in self._headings:
            heading.setFont(theme.font(bold=True))
        for name, legend in self.legends.items():
            marks = (
                f'<span style="color:{theme.colour(ink).name()}">■</span> {text(f"chart.{key}")}'
                for key, ink in _INK[name]
            )
            legend.setText("　".join(marks))

    def _rows(self, statement: str) -> list[Row]:
        """The chart's rows; none where the account has no figures for it."""
        if TableKey(statement, self._account) not in self._document.plan.tables:
            return []
        try:
            rows = self._bars() if statement == "budget" else self._steps()
        except SmrjError:
            # an account of another template need not have the lines the chart is made of
            return []
        return rows if any(bar.start or bar.end for row in rows for bar in row.bars) else []

    def _in_unit(self, amount: int) -> int:
        return self._document.shown(Figure(amount)).value

    def _bars(self) -> list[Row]:
        from smrj_desktop.ui.charts import Bar, Row

        unit, in_unit = self._document.shown_unit.label, self._in_unit
        rows = []
        for bar in series.income_and_expenditure(self._document.plan, self._account):
            amounts = in_unit(bar.income), in_unit(bar.expenditure)
            income, expenditure = map(_shown, amounts)
            spoken = text(
                "chart.spoken_bar", label=bar.label, income=income, expenditure=expenditure, unit=unit
            )
            pair = (
                Bar(0, amounts[0], "chart_income", income),
                Bar(0, amounts[1], "chart_expenditure", expenditure),
            )
            rows.append(Row(bar.label, pair, spoken))
        return rows

    def _steps(self) -> list[Row]:
        from smrj_desktop.ui.charts import Bar, Row, signed

        unit, in_unit = self._document.shown_unit.label, self._in_unit
        rows = []
        for step in series.carry_over_waterfall(self._document.plan, self._account):
            start, end = in_unit(step.start), in_unit(step.end)
            # of the change itself, as the difference of two rounded levels may be one off
            change = in_unit(step.end - step.start)
            printed = _shown(end) if step.is_level else signed(change)
            ink = "chart_neutral" if step.is_level else "chart_positive" if change >= 0 else "chart_negative"
            spoken = text("chart.spoken_step", label=step.label, value=printed, unit=unit)
            rows.append(Row(step.label, (Bar(start, end, ink, printed),), spoken))
        return rows


def _shown(value: int) -> str:
    return show(Figure(value, "" if value else "-"))
