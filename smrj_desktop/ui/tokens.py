"""The look as data: every colour, step of spacing and size of type, for each scheme.

The colours are those of the Digital Agency's design system (デジタル庁デザインシステム). Chart colours were
chosen among them so that each pair stays apart for deuteranopic and protanopic eyes as well.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from smrj_desktop.render import inks
from smrj_desktop.render.page import Ink

GRID = 8
"""The step all distances are multiples of, in device-independent pixels; half a step within a cell."""

PROSE_LINE_HEIGHT = 1.5
"""行間: the height of a line of running text, in heights of its font."""

TYPE_SCALE_PT = {"caption": 9.0, "body": 10.0, "heading": 12.0, "title": 15.0}
"""The one type scale: points at zoom 1 by the role of the text."""


@dataclass(frozen=True)
class Tokens:
    """The colours of one scheme as `#rrggbb`, named by what they are for, never by their hue."""

    scheme: str
    dark: bool

    window: str
    """Behind panels, bars and dialogs."""
    surface: str
    """Cells and fields that can be typed into."""
    computed: str
    """Cells that are computed."""
    header: str
    header_active: str
    """The header of a column or row that holds the selection."""
    hover: str

    text: str
    text_secondary: str
    placeholder: str
    disabled: str
    border: str
    """Grid lines; decoration, carries no meaning alone."""
    rule: str
    """The rule above a total, the edge of a header or field."""

    accent: str
    on_accent: str
    link: str
    focus: str
    focus_ring: str
    selection: str
    on_selection: str

    error: str
    warning: str
    success: str

    chart_income: str
    chart_expenditure: str
    chart_positive: str
    chart_negative: str
    chart_neutral: str


LIGHT = Tokens(
    scheme="light",
    dark=False,
    window="#f8f8fb",
    surface="#ffffff",
    computed="#f2f2f2",
    header="#e8f1fe",
    header_active="#c5d7fb",
    hover="#d9e6ff",
    text="#333333",
    text_secondary="#4d4d4d",
    placeholder="#666666",
    disabled="#949494",
    border="#cccccc",
    rule="#7f7f7f",
    accent="#0017c1",
    on_accent="#ffffff",
    link="#00118f",
    focus="#00118f",
    focus_ring="#ffd43d",
    selection="#d9e6ff",
    on_selection="#1a1a1a",
    error="#ce0000",
    warning="#8b3200",
    success="#115a36",
    chart_income=inks.colour(Ink.INCOME),
    chart_expenditure=inks.colour(Ink.EXPENDITURE),
    chart_positive=inks.colour(Ink.POSITIVE),
    chart_negative=inks.colour(Ink.NEGATIVE),
    chart_neutral=inks.colour(Ink.NEUTRAL),
)

DARK = Tokens(
    scheme="dark",
    dark=True,
    window="#262626",
    surface="#1a1a1a",
    computed="#2e2e2e",
    header="#333b4d",
    header_active="#2f4a8f",
    hover="#3a4560",
    text="#f2f2f2",
    text_secondary="#cccccc",
    placeholder="#b3b3b3",
    disabled="#7f7f7f",
    border="#4d4d4d",
    rule="#949494",
    accent="#7096f8",
    on_accent="#000030",
    link="#9db7f9",
    focus="#9db7f9",
    focus_ring="#ffd43d",
    selection="#264a9e",
    on_selection="#ffffff",
    error="#ff9696",
    warning="#ffc199",
    success="#71c598",
    chart_income="#7096f8",
    chart_expenditure="#ffa66d",
    chart_positive="#c2e5d1",
    chart_negative="#ce0000",
    chart_neutral="#7f7f7f",
)

HIGH_CONTRAST = Tokens(
    scheme="high_contrast",
    dark=True,
    window="#000000",
    surface="#000000",
    computed="#1a1a1a",
    header="#000071",
    header_active="#0031d8",
    hover="#00118f",
    text="#ffffff",
    text_secondary="#ffffff",
    placeholder="#e6e6e6",
    disabled="#b3b3b3",
    border="#999999",
    rule="#ffffff",
    accent="#ffd43d",
    on_accent="#000000",
    link="#c5d7fb",
    focus="#ffd43d",
    focus_ring="#ffd43d",
    selection="#ffd43d",
    on_selection="#000000",
    error="#ffbbbb",
    warning="#ffdfca",
    success="#9bd4b5",
    chart_income="#9db7f9",
    chart_expenditure="#ffa66d",
    chart_positive="#c2e5d1",
    chart_negative="#ec0000",
    chart_neutral="#767676",
)

SCHEMES = {tokens.scheme: tokens for tokens in (LIGHT, DARK, HIGH_CONTRAST)}

TEXT_ON = {
    "text": ("window", "surface", "computed", "header", "header_active", "hover"),
    "text_secondary": ("window", "surface", "computed", "header"),
    "placeholder": ("window", "surface", "computed"),
    "on_accent": ("accent",),
    "on_selection": ("selection",),
    "link": ("window", "surface", "computed"),
    "error": ("window", "surface", "computed"),
    "warning": ("window", "surface", "computed"),
    "success": ("window", "surface", "computed"),
}
"""Which text may stand on which ground; no other pair is used. Each has a contrast of at least 4.5:1."""

CHART_COLOURS = tuple(field.name for field in fields(Tokens) if field.name.startswith("chart_"))
