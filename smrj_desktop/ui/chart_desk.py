"""Pictures of charts as files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice

from smrj_desktop.domain.series import Chart
from smrj_desktop.messages import text
from smrj_desktop.render import chart_marks, chart_words
from smrj_desktop.ui.chart_panel import DOTS_PER_MM, PICTURE_WIDTH
from smrj_desktop.ui.desk import FileDesk
from smrj_desktop.ui.print_desk import file_name


class ChartDesk(FileDesk):
    """Asks where a picture is to go and has the worker write it."""

    def _take_over(self) -> None:
        """The panel of charts has a button of its own; see `save_picture`."""

    def save_picture(self, chart: Chart, hidden: frozenset[str]) -> None:
        """Saves a picture of a chart without some of its series."""
        if not self._ready():
            return
        name = text("chart.file", title=file_name(chart_words.title(chart)))
        chosen = self._choose_target(name, ("png",))
        if chosen is None:
            return
        path: Path = chosen[0]
        picture = chart_marks.image(chart, width=PICTURE_WIDTH, dots_per_mm=DOTS_PER_MM, hidden=hidden)
        content = QBuffer()
        content.open(QIODevice.OpenModeFlag.WriteOnly)
        # the stubs ask for bytes, which the binding refuses
        picture.save(content, "PNG")  # type: ignore[call-overload]
        self._tasks.run(
            "export_picture",
            content=content.data().data(),
            path=path,
            on_done=lambda _result: self._door.information("exchange.written", name=path.name),
            on_failed=self._failed,
        )
