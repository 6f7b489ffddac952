"""The program's line icons, drawn in the colours of the theme at the exact size of each screen."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from smrj_desktop import paths
from smrj_desktop.ui import theme

MENU_SIZE, TOOL_SIZE = 16, 20
"""The two sizes icons are shown in, in device-independent pixels."""

APPLICATION = "application"
"""The icon of the program itself."""

_APPLICATION_SIZES = {16, 24, 32, 48, 64, 128, 256}


@cache
def _source(name: str) -> str:
    return paths.resource_dir("icons", f"{name}.svg").read_text(encoding="utf-8")


def icon(name: str) -> QIcon:
    """The icon `resources/icons/<name>.svg` in the theme's present colours; ask anew when the theme changed.

    Raises:
        FileNotFoundError: no such icon.
    """
    tokens = theme.current()
    inks = {QIcon.Mode.Normal: tokens.text, QIcon.Mode.Disabled: tokens.disabled}
    ratios = [screen.devicePixelRatio() for screen in QGuiApplication.screens()]
    sizes = {round(size * ratio) for size in (MENU_SIZE, TOOL_SIZE) for ratio in ratios}
    if name == APPLICATION:
        # it brings its own colours, and the system shows it in any size
        inks, sizes = {QIcon.Mode.Normal: ""}, _APPLICATION_SIZES
    result = QIcon()
    for mode, ink in inks.items():
        renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", ink).encode()))
        for size in sorted(sizes):
            result.addPixmap(_draw(renderer, size), mode)
    return result


def _draw(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
