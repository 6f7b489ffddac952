"""What the selected cells come to, in the status bar; a click copies a part of it."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from smrj_desktop.domain.amounts import Figure, Rounding, round_exact, show
from smrj_desktop.domain.exact import decimal
from smrj_desktop.domain.summary import Summary, summarise
from smrj_desktop.messages import text
from smrj_desktop.ui.pages import Pages

_LATER_MS = 30
_TENTHS = 10


class SelectionSummary(QPushButton):
    """Out of sight as long as fewer than two cells are selected; whoever places it hides it first."""

    def __init__(self, pages: Pages, parent: QWidget | None = None) -> None:
        """Follows the selection of the tab in front."""
        super().__init__(parent)
        self.setFlat(True)
        self.setMenu(QMenu(self))
        self._pages = pages
        # drawing a selection up with the mouse changes it many times
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._show)
        pages.selection_changed.connect(self._later.start)

    def _show(self) -> None:
        figures = self._pages.selected_figures()
        parts = _parts(summarise(figures), self._pages.scale) if len(figures) > 1 else {}
        self.setVisible(bool(parts))
        if not parts:
            return
        self.setText("　".join(f"{name} {shown}" for name, (shown, _) in parts.items()))
        self.setToolTip(text("summary.hint"))
        self.menu().clear()
        for name, (shown, raw) in parts.items():
            action = self.menu().addAction(text("summary.copy", name=name, value=shown))
            action.triggered.connect(partial(_copy, raw))


def _copy(raw: str, _checked: bool = False) -> None:
    QApplication.clipboard().setText(raw)


def _parts(summary: Summary, scale: Fraction) -> dict[str, tuple[str, str]]:
    """For the name of each part how it is shown, and how it is copied for another program to read.

    `scale` is what amounts are multiplied by for the unit they are shown in.
    """
    parts = {
        text("summary.total"): _amount(summary.total * scale),
        text("summary.count"): (f"{summary.number:,}", str(summary.number)),
    }
    if summary.mean is not None:
        rounded = Fraction(round_exact(summary.mean * scale * _TENTHS, Rounding.NEAREST), _TENTHS)
        parts[text("summary.mean")] = (decimal(rounded), f"{float(rounded):.1f}")
    if summary.difference is not None:
        parts[text("summary.difference")] = _amount(summary.difference * scale)
    return parts


def _amount(exact: Fraction) -> tuple[str, str]:
    amount = round_exact(exact, Rounding.NEAREST)
    return show(Figure(amount)), str(amount)
