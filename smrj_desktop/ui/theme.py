"""The tokens on the application: palette, font, one stylesheet. Widgets take colours from nowhere else."""

from __future__ import annotations

from functools import cache
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from smrj_desktop.render import faces
from smrj_desktop.ui.tokens import GRID, LIGHT, SCHEMES, TYPE_SCALE_PT, Tokens

AUTO = "auto"
CHOICES = (AUTO, *SCHEMES)
"""What the user can choose; `AUTO` follows the system."""


class _Theme(QObject):
    """The one theme of the process, which tells of its change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.choice = AUTO
        self.zoom = 1.0
        self.following = False

    def follow_system(self) -> None:
        if self.choice == AUTO:
            dress(_application())


_theme = _Theme()
changed = _theme.changed
"""Emitted after the colours or the zoom changed: `theme.changed.connect(view.update)`."""


def _application() -> QApplication:
    return cast(QApplication, QApplication.instance())


def current() -> Tokens:
    """The tokens in use."""
    return _theme.tokens


def colour(name: str) -> QColor:
    """A token in use as a colour, for instance `colour("rule")`."""
    return QColor(getattr(_theme.tokens, name))


def font(role: str = "body", *, bold: bool = False) -> QFont:
    """The font of a role of the type scale (`TYPE_SCALE_PT`), digits of one width, at the present zoom."""
    # headers ask for it at every paint; a copy, so that nobody changes another one's
    return QFont(_made(role, bold, _theme.zoom))


@cache
def _made(role: str, bold: bool, zoom: float) -> QFont:
    result = QFont()
    result.setFamilies(list(faces.GOTHIC))
    result.setPointSizeF(TYPE_SCALE_PT[role] * zoom)
    result.setFeature(QFont.Tag("tnum"), 1)
    result.setBold(bold)
    return result


def missing_japanese_font() -> bool:
    """Whether no font on this machine can show Japanese, so that every label would be empty boxes."""
    return QFontDatabase.WritingSystem.Japanese not in QFontDatabase.writingSystems()


def apply(app: QApplication, scheme: str, zoom: float = 1.0) -> None:
    """Dresses the whole application; may be called again at any time.

    Args:
        app: the application.
        scheme: one of `CHOICES`.
        zoom: the size of type, 1.0 being that of `TYPE_SCALE_PT`.

    Raises:
        ValueError: no such scheme.
    """
    if scheme not in CHOICES:
        raise ValueError(scheme)
    hints = app.styleHints()
    if not _theme.following:
        app.setStyle("Fusion")
        hints.colorSchemeChanged.connect(_theme.follow_system)
        _theme.following = True
    _theme.choice, _theme.zoom = scheme, zoom
    # the system then draws title bars and its own dialogs in the same shade
    if scheme == AUTO:
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Dark if SCHEMES[scheme].dark else Qt.ColorScheme.Light)
    dress(app)


def dress(app: QApplication) -> None:
    """Puts the tokens of the chosen scheme onto the application and tells of the change."""
    name = _theme.choice
    if name == AUTO:
        name = "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"
    _theme.tokens = SCHEMES[name]
    app.setPalette(_palette(_theme.tokens))
    for kind, palette in _control_palettes(_theme.tokens).items():
        # the stubs ask for bytes, which the binding refuses
        app.setPalette(palette, kind)  # type: ignore[arg-type]
    app.setFont(font())
    app.setStyleSheet(_stylesheet(_theme.tokens))
    _theme.changed.emit()


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, name in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "computed"),
        (role.Text, "text"),
        (role.PlaceholderText, "placeholder"),
        (role.Button, "window"),
        (role.ButtonText, "text"),
        (role.BrightText, "on_accent"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "on_selection"),
        (role.Accent, "accent"),
        (role.Link, "link"),
        (role.LinkVisited, "link"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "text"),
        (role.Light, "surface"),
        (role.Midlight, "hover"),
        (role.Mid, "border"),
        (role.Dark, "rule"),
        (role.Shadow, "rule"),
    ):
        palette.setColor(target, QColor(getattr(tokens, name)))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(tokens.disabled))
    return palette


def _control_palettes(tokens: Tokens) -> dict[str, QPalette]:
    """The palettes of some classes of widgets where Fusion reads the general one badly."""
    edged = _palette(tokens)
    # Fusion draws the edge of a control in its window colour, darkened by 140: invisible on a dark ground
    edged.setColor(QPalette.ColorRole.Window, QColor(tokens.rule).lighter(140))
    # and the edge of the one that has the keyboard in the colour of a selection, which is faint there
    keyed = QPalette(edged)
    keyed.setColor(QPalette.ColorRole.Highlight, QColor(tokens.focus))
    keyed.setColor(QPalette.ColorRole.HighlightedText, QColor(tokens.surface))
    menu = QPalette(edged)
    # an icon keeps its ink on the chosen entry, so the ground there is that of a tool button under the mouse
    menu.setColor(QPalette.ColorRole.Highlight, QColor(tokens.hover))
    menu.setColor(QPalette.ColorRole.HighlightedText, QColor(tokens.text))
    # lists have boxes to be ticked in their rows
    others = ("QProgressBar", "QSlider", "QGroupBox", "QListView")
    controls = ("QAbstractButton", "QComboBox", "QAbstractSpinBox")
    return {**dict.fromkeys(others, edged), **dict.fromkeys(controls, keyed), "QMenu": menu}


def _stylesheet(tokens: Tokens) -> str:
    """What Fusion cannot say by palette alone: edges, focus, distances."""
    half, small = GRID // 2, TYPE_SCALE_PT["caption"] * _theme.zoom
    return f"""
QToolTip {{ color: {tokens.text}; background: {tokens.surface}; border: 1px solid {tokens.rule};
  padding: {half}px {GRID}px; }}
QMenuBar {{ background: {tokens.window}; }}
QMenuBar::item {{ padding: {half}px {GRID}px; background: transparent; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {tokens.hover}; color: {tokens.text}; }}
QMenu::separator {{ height: 1px; background: {tokens.border}; margin: {half}px {GRID}px; }}
QToolBar {{ background: {tokens.window}; border: none; border-bottom: 1px solid {tokens.border};
  spacing: {half}px; padding: {half}px {GRID}px; }}
QToolButton {{ padding: {half}px; border: 2px solid transparent; border-radius: {half}px; }}
QToolButton:hover {{ background: {tokens.hover}; }}
QToolButton:checked {{ background: {tokens.header_active}; }}
QToolButton:focus {{ border-color: {tokens.focus}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ border: 1px solid {tokens.rule}; }}
QComboBox QAbstractItemView::item {{ min-height: {3 * GRID}px; }}
QStatusBar {{ background: {tokens.window}; color: {tokens.text_secondary};
  border-top: 1px solid {tokens.border}; }}
QStatusBar::item {{ border: none; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {tokens.rule}; }}
QTabBar::tab {{ color: {tokens.text_secondary}; background: {tokens.window}; padding: {GRID}px {2 * GRID}px;
  border: 2px solid transparent; border-bottom: 3px solid transparent; }}
QTabBar::tab:hover {{ background: {tokens.hover}; color: {tokens.text}; }}
QTabBar::tab:selected {{ color: {tokens.text}; background: {tokens.surface}; font-weight: bold;
  border-bottom-color: {tokens.accent}; }}
QTabBar:focus::tab:selected {{ border-color: {tokens.focus}; }}
QLineEdit, QPlainTextEdit, QTextEdit {{ border: 1px solid {tokens.rule}; padding: 1px {half}px;
  placeholder-text-color: {tokens.placeholder}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {tokens.focus};
  padding: 0px {half - 1}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {{ background: {tokens.computed};
  border-color: {tokens.border}; }}
QTreeView {{ background: {tokens.surface}; alternate-background-color: {tokens.computed};
  border: 1px solid {tokens.border}; }}
QTableView {{ gridline-color: {tokens.border}; }}
QHeaderView {{ background: {tokens.header}; }}
QHeaderView::section {{ color: {tokens.text}; background: {tokens.header}; padding: {half}px {GRID}px;
  border: none; border-right: 1px solid {tokens.border}; border-bottom: 1px solid {tokens.rule}; }}
QTableCornerButton::section {{ background: {tokens.header}; border: none;
  border-right: 1px solid {tokens.border}; border-bottom: 1px solid {tokens.rule}; }}
QLabel[role="secondary"] {{ color: {tokens.text_secondary}; font-size: {small}pt; }}
QLabel[role="error"] {{ color: {tokens.error}; }}
"""
