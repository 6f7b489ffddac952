"""The look: enough contrast in every scheme, charts told apart by every eye, one switch for all of it."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations
from math import dist

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontInfo, QFontMetricsF, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QListWidget,
    QMenu,
    QPushButton,
    QSpinBox,
    QStyleOptionViewItem,
)

from smrj_desktop.ui import settings, theme
from smrj_desktop.ui.tokens import CHART_COLOURS, SCHEMES, TEXT_ON, Tokens

# Machado, Oliveira and Fernandes 2009, full severity, on linear RGB
VISION = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """CIE L*a*b* of a colour as eyes of that kind see it."""
    rgb = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(w * p for w, p in zip(row, rgb, strict=True)))) for row in VISION[vision]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("tokens", SCHEMES.values(), ids=SCHEMES)
def test_every_text_can_be_read_on_its_ground(tokens):
    low = {
        (text, ground): round(contrast(getattr(tokens, text), getattr(tokens, ground)), 2)
        for text, grounds in TEXT_ON.items()
        for ground in grounds
        if contrast(getattr(tokens, text), getattr(tokens, ground)) < 4.5
    }
    assert low == {}


def test_every_text_token_has_its_grounds():
    texts = {"text", "text_secondary", "placeholder", "link", "error", "warning", "success"}
    assert TEXT_ON.keys() == texts | {"on_accent", "on_selection"}
    names = {field.name for field in fields(Tokens)}
    assert names.issuperset(TEXT_ON) and names.issuperset(ground for on in TEXT_ON.values() for ground in on)


@pytest.mark.parametrize("tokens", SCHEMES.values(), ids=SCHEMES)
def test_edges_and_focus_stand_out(tokens):
    for ground in ("window", "surface"):
        for edge in ("rule", "focus", "accent"):
            assert contrast(getattr(tokens, edge), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize("vision", VISION)
def test_chart_colours_are_told_apart(tokens, vision):
    colours = {name: getattr(tokens, name) for name in CHART_COLOURS}
    assert len(colours) == 5
    near = {
        pair: round(distance)
        for pair in combinations(colours, 2)
        if (distance := dist(*(seen(colours[name], vision) for name in pair))) < 20
    }
    assert near == {}
    assert {name for name, colour in colours.items() if contrast(colour, tokens.surface) < 3} == set()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_applying_a_scheme_dresses_the_application(qapp, scheme):
    theme.apply(qapp, scheme)
    tokens = theme.current()
    assert tokens is SCHEMES[scheme]
    assert qapp.palette().color(QPalette.ColorRole.Base).name() == tokens.surface
    assert qapp.palette().color(QPalette.ColorRole.WindowText).name() == tokens.text
    disabled = qapp.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name() == tokens.disabled
    assert tokens.rule in qapp.styleSheet()
    assert theme.colour("error").name() == tokens.error


def test_the_edge_of_a_control_and_a_menu_is_seen_on_black(qtbot, qapp):
    theme.apply(qapp, "high_contrast")
    menu = QMenu()
    for widget in (QPushButton("保存"), menu, QListWidget()):
        qtbot.addWidget(widget)
        widget.ensurePolished()
        drawn = widget.palette().color(QPalette.ColorRole.Window).darker(140)
        assert contrast(drawn.name(), theme.current().window) >= 3
    assert menu.palette().color(QPalette.ColorRole.Highlight).name() == theme.current().hover


def test_the_control_that_has_the_keyboard_is_seen_by_its_edge(qtbot, qapp):
    theme.apply(qapp, "light")
    for control in (QPushButton(), QCheckBox(), QComboBox(), QSpinBox()):
        qtbot.addWidget(control)
        control.ensurePolished()
        edge = control.palette().color(QPalette.ColorRole.Highlight)
        assert contrast(edge.name(), theme.current().window) >= 3, control


@pytest.mark.parametrize("scheme", ["light", "dark", "high_contrast"])
def test_a_list_to_choose_from_is_of_the_ground_its_words_are_read_on(qtbot, qapp, scheme):
    theme.apply(qapp, scheme)
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["収入と支出", "構成"])
    ground, option = theme.colour("surface"), QStyleOptionViewItem()
    option.initFrom(box.view())
    option.rect = QRect(0, 0, 200, 24)
    drawn = QPixmap(option.rect.size())
    drawn.fill(ground)
    with QPainter(drawn) as painter:
        box.itemDelegate().paint(painter, option, box.model().index(1, 0))
    assert drawn.toImage().pixelColor(198, 22) == ground


def test_a_change_is_told_of(qtbot, qapp):
    theme.apply(qapp, "light")
    with qtbot.waitSignal(theme.changed):
        theme.apply(qapp, "dark")


def test_auto_follows_the_system(qapp, monkeypatch):
    theme.apply(qapp, theme.AUTO)
    system = Qt.ColorScheme.Dark
    monkeypatch.setattr(type(qapp.styleHints()), "colorScheme", lambda _hints: system)
    qapp.styleHints().colorSchemeChanged.emit(system)
    assert theme.current().scheme == "dark"
    system = Qt.ColorScheme.Light
    qapp.styleHints().colorSchemeChanged.emit(system)
    assert theme.current().scheme == "light"
    theme.apply(qapp, "high_contrast")
    qapp.styleHints().colorSchemeChanged.emit(system)
    assert theme.current().scheme == "high_contrast"


def test_an_unknown_scheme_is_refused_and_changes_nothing(qapp):
    theme.apply(qapp, "dark")
    with pytest.raises(ValueError, match="sepia"):
        theme.apply(qapp, "sepia")
    assert theme.current().scheme == "dark"


def test_the_font_is_japanese_with_digits_of_one_width(qapp):
    assert not theme.missing_japanese_font()
    theme.apply(qapp, "light", zoom=1.5)
    font = theme.font("heading", bold=True)
    assert font.pointSizeF() == pytest.approx(18) and font.bold()
    assert qapp.font().pointSizeF() == pytest.approx(15)
    # the system names it in its own language
    assert QFontInfo(font).family() in {"BIZ UDGothic", "BIZ UDゴシック"}
    metrics = QFontMetricsF(theme.font())
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    theme.apply(qapp, "light")


def test_a_machine_without_japanese_type_is_noticed(qapp, monkeypatch):
    latin = [theme.QFontDatabase.WritingSystem.Latin]
    monkeypatch.setattr(theme.QFontDatabase, "writingSystems", lambda *_: latin)
    assert theme.missing_japanese_font()


def test_the_settings_offer_the_same_schemes():
    assert settings.THEMES == theme.CHOICES
