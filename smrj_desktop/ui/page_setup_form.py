"""How pages are set up, and what stands in their header and footer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.io.sheet_words import paper, print_form
from smrj_desktop.messages import text
from smrj_desktop.render.paper import (
    LEAST_MARGIN,
    MOST_MARGIN,
    Furniture,
    Margins,
    Orientation,
    PageSetup,
    PaperSize,
)
from smrj_desktop.ui.print_state import DRAFTS, LONGEST_VERSION, Draft
from smrj_desktop.ui.tokens import GRID


class PageSetupForm(QGroupBox):
    """Paper, how it lies, margins, black ink alone.

    Signals:
        changed: the pages are to be set up otherwise.

    Attributes:
        sizes, ways: of the paper, and how it lies.
        margins: in millimetres, by the names in `Margins`.
        mono: whether in black ink alone.
    """

    changed = Signal()

    def __init__(self, setup: PageSetup, parent: QWidget | None = None) -> None:
        """Shows a setup."""
        super().__init__(text("printing.paper"), parent)
        self.sizes, self.ways = QComboBox(), QComboBox()
        for size in PaperSize:
            self.sizes.addItem(text(f"printing.size_{size.value.lower()}"), size)
        for way in Orientation:
            self.ways.addItem(text(f"printing.orientation_{way}"), way)
        self.sizes.setCurrentIndex(self.sizes.findData(setup.size))
        self.ways.setCurrentIndex(self.ways.findData(setup.orientation))
        self.mono = QCheckBox(text("printing.mono"))
        self.mono.setChecked(setup.mono)
        self.margins = {name: self._margin(getattr(setup.margins, name)) for name in Margins._fields}
        for name in ("bottom", "right"):
            # their labels leave out what those before them say
            self.margins[name].setAccessibleName(text(f"printing.margin_{name}_name"))
        self._lay_out()
        self.sizes.currentIndexChanged.connect(self.changed)
        self.ways.currentIndexChanged.connect(self.changed)
        self.mono.toggled.connect(self.changed)

    def _margin(self, value: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox(
            minimum=LEAST_MARGIN, maximum=MOST_MARGIN, decimals=1, singleStep=1.0, value=value
        )
        box.setSuffix(text("printing.mm"))
        # typed digit by digit, 25 would be 2 for a moment
        box.setKeyboardTracking(False)
        box.valueChanged.connect(self.changed)
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        fields: list[tuple[str, QWidget]] = [("size", self.sizes), ("orientation", self.ways)]
        # in pairs, as they lie across from one another
        fields += [(f"margin_{name}", self.margins[name]) for name in ("top", "bottom", "left", "right")]
        for at, (name, field) in enumerate(fields):
            row, column = divmod(at, 2)
            said = QLabel(text(f"printing.{name}"))
            said.setBuddy(field)
            grid.addWidget(said, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addLayout(grid)
        layout.addWidget(self.mono)

    @property
    def setup(self) -> PageSetup:
        """What is shown."""
        return PageSetup(
            size=PaperSize(self.sizes.currentData()),
            orientation=Orientation(self.ways.currentData()),
            margins=Margins(*(self.margins[name].value() for name in Margins._fields)),
            mono=self.mono.isChecked(),
        )


class FurnitureForm(QGroupBox):
    """What stands around the pages; all but the plan's imprint, which follows from the plan.

    Signals:
        changed: something else is to stand there.

    Attributes:
        headline, version, date: as printed.
        draft: what stands at the top right.
    """

    changed = Signal()

    def __init__(
        self, *, title: str, version: str, date: str, draft: Draft, parent: QWidget | None = None
    ) -> None:
        """Proposes what stands there."""
        super().__init__(text("printing.furniture"), parent)
        self._proposed = title
        self.headline, self.version, self.date = QLineEdit(title), QLineEdit(version), QLineEdit(date)
        self.version.setMaxLength(LONGEST_VERSION)
        self.version.setPlaceholderText(text("printing.version_hint"))
        self.draft = QComboBox()
        for each in DRAFTS:
            self.draft.addItem(draft_word(each) or text("printing.no_draft"), each)
        self.draft.setCurrentIndex(self.draft.findData(draft))
        layout = QFormLayout(self)
        layout.setHorizontalSpacing(GRID)
        layout.setVerticalSpacing(GRID)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("headline", self.headline),
            ("version", self.version),
            ("date", self.date),
            ("draft", self.draft),
        )
        for name, field in fields:
            layout.addRow(text(f"printing.{name}"), field)
        for line in (self.headline, self.version, self.date):
            line.textChanged.connect(self.changed)
        self.draft.currentIndexChanged.connect(self.changed)

    def propose(self, title: str) -> None:
        """Proposes another title; one that was typed stays."""
        if self.headline.text() == self._proposed:
            self.headline.setText(title)
        self._proposed = title

    @property
    def draft_kind(self) -> Draft:
        """Which of `DRAFTS` is chosen."""
        chosen = self.draft.currentData()
        return next(each for each in DRAFTS if each == chosen)

    def furniture(self, imprint: str) -> Furniture:
        """What is shown, with the imprint of a plan."""
        return Furniture(
            title=self.headline.text().strip(),
            version=self.version.text().strip(),
            imprint=imprint,
            date=self.date.text().strip(),
            draft=draft_word(self.draft_kind),
        )


def draft_word(draft: Draft) -> str:
    """What stands on paper."""
    return {"proposal": print_form("draft"), "undecided": paper("printing_undecided"), "": ""}[draft]
