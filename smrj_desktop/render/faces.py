"""The faces of type on the screen and on paper, by the names systems give them, the best first."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont

from smrj_desktop.render.page import Face

EM_PX = 1000
"""The size faces are measured and drawn at; a painter scales it to the size wanted, which no dot rounds."""

GOTHIC = (
    "BIZ UDGothic",
    "BIZ UDゴシック",
    "BIZ UDPGothic",
    "Yu Gothic UI",
    "Meiryo",
    "Hiragino Sans",
    "Noto Sans CJK JP",
    "IPAexGothic",
)
"""BIZ UDGothic comes first because its digits share one width; BIZ UDPGothic's do not."""

MINCHO = (
    "BIZ UDMincho",
    "BIZ UDMincho Medium",  # so Windows calls it
    "BIZ UD明朝",
    "BIZ UD明朝 Medium",
    "BIZ UDPMincho Medium",
    "Yu Mincho",
    "MS Mincho",
    "Hiragino Mincho ProN",
    "Noto Serif CJK JP",
    "IPAexMincho",
    *GOTHIC,
)


@cache
def font(face: Face, bold: bool) -> QFont:
    """A face at `EM_PX`, as wide on paper as it was measured; only with an application of Qt.

    What is bold is Gothic: no Mincho here has a bold face, and printers emphasise Mincho by Gothic.
    """
    result = QFont()
    result.setFamilies(list(MINCHO if face is Face.MINCHO and not bold else GOTHIC))
    result.setPixelSize(EM_PX)
    result.setBold(bold)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    result.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    # widths are sums over characters
    result.setKerning(False)
    result.setFeature(QFont.Tag("liga"), 0)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result
