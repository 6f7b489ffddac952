"""The colours of print: each ink on white paper, and its grey where black alone is used."""

from __future__ import annotations

from smrj_desktop.render.page import Ink

# text and rules are full black, which printers do not break into dots
COLOURS = {
    Ink.TEXT: "#000000",
    Ink.SECONDARY: "#4d4d4d",
    Ink.RULE: "#000000",
    Ink.GRID: "#b3b3b3",
    Ink.SHADE: "#e8f1fe",
    Ink.INCOME: "#0031d8",
    Ink.EXPENDITURE: "#fb5b01",
    Ink.POSITIVE: "#259d63",
    Ink.NEGATIVE: "#a90000",
    Ink.NEUTRAL: "#4d4d4d",
    Ink.PAPER: "#ffffff",
}
"""Charts have the colours of the light scheme on the screen, which takes them from here."""

GREYS = {
    Ink.TEXT: "#000000",
    Ink.SECONDARY: "#000000",
    Ink.RULE: "#000000",
    Ink.GRID: "#b3b3b3",
    Ink.SHADE: "#ececec",
    Ink.INCOME: "#202020",
    Ink.EXPENDITURE: "#808080",
    Ink.POSITIVE: "#5e5e5e",
    Ink.NEGATIVE: "#000000",
    Ink.NEUTRAL: "#404040",
    Ink.PAPER: "#ffffff",
}
"""Two that stand in one chart differ in lightness as far as they can and still be seen on white."""


def colour(ink: Ink, *, mono: bool = False) -> str:
    """An ink as `#rrggbb`; in mono as a grey."""
    return (GREYS if mono else COLOURS)[ink]
