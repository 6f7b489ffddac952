"""The commands about how tables look: size of type, widths, folded sections, details, the tinted row."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.ui import theme
from smrj_desktop.ui.main_window import MainWindow
from smrj_desktop.ui.settings import MAX_ZOOM, MIN_ZOOM, Settings
from smrj_desktop.ui.statement_view import StatementView

_STEP = 0.1


class ViewDesk(QObject):
    """Does what the commands ask for, in the table in front."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        *,
        actions: dict[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        """Takes over the commands.

        Args:
            window: its tabs hold the tables.
            settings: keep the size of type and whether the current cell's row and column are tinted.
            actions: the commands, by key.
            parent: its owner.
        """
        super().__init__(parent)
        self._window, self._pages, self._settings = window, window.pages, settings
        self._details, self._highlight = actions["details"], actions["highlight"]
        for name, act in (
            ("zoom_in", self.zoom_in),
            ("zoom_out", self.zoom_out),
            ("zoom_reset", self.zoom_reset),
            ("fit_columns", self.fit_columns),
            ("fold", self.fold),
            ("unfold", self.unfold),
            ("details", self._show_details),
            ("highlight", self._set_highlight),
        ):
            # a slot without arguments: Qt would pass on whether the command is checked
            actions[name].triggered.connect(act)
        self._highlight.setChecked(settings.highlight)
        self._pages.turned.connect(self._look)
        self._pages.account_changed.connect(self._look)
        self._pages.zoom_wanted.connect(self._turn)
        self._look()

    @property
    def _view(self) -> StatementView | None:
        view = self._pages.view if self._pages.current_key in STATEMENTS else None
        return view if isinstance(view, StatementView) else None

    # ---- the size of type

    def zoom_in(self) -> None:
        """Makes the type larger."""
        self._zoom(self._settings.zoom + _STEP)

    def zoom_out(self) -> None:
        """Makes it smaller."""
        self._zoom(self._settings.zoom - _STEP)

    def zoom_reset(self) -> None:
        """Gives it its own size."""
        self._zoom(1.0)

    def _zoom(self, zoom: float) -> None:
        application = QApplication.instance()
        wanted = round(min(MAX_ZOOM, max(MIN_ZOOM, zoom)), 2)
        if wanted == self._settings.zoom or not isinstance(application, QApplication):
            return
        if self._pages.commit_pending():
            self._settings.zoom = wanted
            theme.apply(application, self._settings.theme, wanted)
            self._window.say("view.zoom", {"percent": round(100 * wanted)})

    def _turn(self, by: int) -> None:
        if by:
            self._zoom(self._settings.zoom + (_STEP if by > 0 else -_STEP))

    # ---- the table in front

    def fit_columns(self) -> None:
        """Gives all columns the widths of what they hold."""
        if (view := self._pages.view) is not None:
            view.forget_widths()

    def fold(self) -> None:
        """Folds the section the current cell stands in."""
        self._fold(folded=True)

    def unfold(self) -> None:
        """Unfolds it."""
        self._fold(folded=False)

    def _fold(self, *, folded: bool) -> None:
        if (
            (view := self._view) is not None
            and self._pages.commit_pending()
            and view.currentIndex().isValid()
        ):
            view.fold(view.currentIndex().row(), folded=folded)

    def _show_details(self) -> None:
        if (view := self._view) is not None and self._pages.commit_pending():
            view.show_details(shown=self._details.isChecked())
        self._look()

    def _set_highlight(self) -> None:
        self._settings.highlight = self._highlight.isChecked()
        self._pages.set_highlighted(highlighted=self._settings.highlight)

    def _look(self) -> None:
        """Lets the commands say how the table in front is arranged."""
        view = self._view
        self._details.setChecked(view is None or view.details)
