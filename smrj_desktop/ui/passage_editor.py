"""The editor beside the outline: one passage, or the plan's own title, date and preamble."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from smrj_desktop.domain.edits import Batch, SetPassage, SetProfile
from smrj_desktop.domain.errors import SmrjError, quoted
from smrj_desktop.domain.indicators import Indicator, parse_target
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialog_parts import problem_line
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.indicator_model import shorten
from smrj_desktop.ui.models.outline_model import label
from smrj_desktop.ui.prose_edit import ProseEdit
from smrj_desktop.ui.tokens import GRID, PROSE_LINE_HEIGHT

# a field higher than what it holds would push what belongs to the passage out of sight
_PROSE_STRETCH = 100
_SEPARATOR = "；"
_LINKS = Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard


def _quiet(parent: QWidget) -> QLabel:
    result = QLabel(parent)
    result.setWordWrap(True)
    result.setProperty("role", "secondary")
    return result


def _error(parent: QWidget) -> QLabel:
    result = problem_line(parent)
    result.hide()
    return result


class PassageForm(QWidget):
    """One passage: where it stands, its text and targets, and what it is tied to.

    Signals:
        followed: a link was followed; carries `passage` or `indicator` and the key.
    """

    followed = Signal(str, str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.key = ""
        self.path = _quiet(self)
        self.kind = QLabel(self)
        self.prose = ProseEdit(self)
        self.prose.setAccessibleName(text("measures.text"))
        self.figures = QLineEdit(self)
        self.figures.setPlaceholderText(text("measures.figures_example"))
        self.error = _error(self)
        self.links = QLabel(self)
        self.links.setWordWrap(True)
        self.links.setTextFormat(Qt.TextFormat.RichText)
        self.links.setTextInteractionFlags(_LINKS)
        self.links.setAlignment(Qt.AlignmentFlag.AlignTop)
        figures = QLabel(text("measures.figures"), self)
        figures.setBuddy(self.figures)
        # a line of this face ends where the stroke below the mnemonic begins
        figures.setContentsMargins(0, 0, 0, GRID // 4)
        hint = _quiet(self)
        hint.setText(text("measures.commit_hint"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.path)
        layout.addWidget(self.kind)
        layout.addWidget(self.prose, _PROSE_STRETCH)
        for widget in (hint, figures, self.figures, self.error, self.links):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.prose.committed.connect(self.commit)
        self.figures.editingFinished.connect(self.commit)
        self.links.linkActivated.connect(self._follow)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.kind.setFont(theme.font("heading", bold=True))
        # a link's colour is part of its text: the palette's is taken once, when the text is first laid out
        self.show_links()

    def show_passage(self, key: str) -> None:
        """Shows a passage as the plan has it."""
        self.key = key
        passage = self._document.plan.outline[key]
        kind = text(f"measures.kind_{passage.kind}")
        self.path.setText(_spaced([escape(text("measures.path_join").join(self._above(passage)))]))
        self.kind.setText(f"{passage.mark} {kind}".strip() if passage.mark != "・" else kind)
        self.prose.put(passage.text)
        self._show_figures(passage)
        self.show_links()

    def _show_figures(self, passage: Passage) -> None:
        self.figures.setText(_SEPARATOR.join(map(str, passage.figures)))
        self.error.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.error.isVisible():
            self._show_figures(self._document.plan.outline[self.key])
        else:
            super().keyPressEvent(event)

    def show_links(self) -> None:
        """Shows anew what the passage is tied to."""
        if self.key in self._document.plan.outline:
            lines = self._ties(self._document.plan.outline[self.key])
            self.links.setText(_spaced(lines))
            self.links.setVisible(bool(lines))

    def _above(self, passage: Passage) -> list[str]:
        outline, names = self._document.plan.outline, []
        while passage.parent:
            passage = outline[passage.parent]
            names.append(shorten(label(passage)))
        return [self._document.plan.profile.title, *reversed(names)]

    def _ties(self, passage: Passage) -> list[str]:
        outline = self._document.plan.outline
        lines: list[str] = []
        if passage.repeat_of in outline:
            lines.append(text("measures.repeat_of") + _link("passage", outline[passage.repeat_of]))
        elif passage.repeat_of:
            lines.append(text("measures.repeat_unknown"))
        repeats = [other for other in outline if other.repeat_of == passage.key]
        lines.extend(text("measures.repeated_at") + _link("passage", other) for other in repeats)
        spoken_of = self._indicators(passage)
        lines.extend(text("measures.indicator") + _link("indicator", item) for item in spoken_of)
        return lines

    def _indicators(self, passage: Passage) -> list[Indicator]:
        """Those that speak of the passage; where the indicators stand, all of the section."""
        every = self._document.plan.indicators
        if passage.kind is PassageKind.INDICATORS:
            return [item for item in every if item.section == passage.parent]
        return [item for item in every if passage.key in item.passages]

    def _follow(self, target: str) -> None:
        kind, _, key = target.partition(":")
        self.followed.emit(kind, key)

    def commit(self) -> bool:
        """Enters what was typed as one step; False where the targets cannot be read."""
        outline = self._document.plan.outline
        if not self.key or self.key not in outline:
            return True
        old = outline[self.key]
        parts = [part for part in re.split("[；;]", self.figures.text()) if part.strip()]
        try:
            figures = tuple(map(parse_target, parts))
        except SmrjError as error:
            self.error.setText(text(error.message, **error.parameters))
            self.error.show()
            return False
        self.error.hide()
        new = replace(old, text=self.prose.typed().strip(), figures=figures)
        # spaces around a text are no change of it
        if (new.text, new.figures) != (old.text.strip(), old.figures):
            name = text("step.set_passage", passage=shorten(label(old)))
            self._document.do(SetPassage(passage=new), name)
        return True


class ProfileForm(QWidget):
    """The plan's title, agency, date and preamble."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.fields = {name: QLineEdit(self) for name in ("title", "agency", "date")}
        self.preamble = ProseEdit(self)
        self.preamble.setAccessibleName(text("measures.preamble"))
        self.error = _error(self)
        form = QFormLayout()
        form.setSpacing(GRID)
        for name, field in self.fields.items():
            form.addRow(text(f"measures.{name}"), field)
            field.editingFinished.connect(self.commit)
        form.addRow("", self.error)
        self.fields["date"].setPlaceholderText("2023-03-30")
        hint = _quiet(self)
        hint.setText(text("measures.commit_hint"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(form)
        layout.addWidget(QLabel(text("measures.preamble"), self))
        layout.addWidget(self.preamble, _PROSE_STRETCH)
        layout.addWidget(hint)
        layout.addStretch(1)
        self.preamble.committed.connect(self.commit)
        self.show_profile()

    def show_profile(self) -> None:
        """Shows the plan's profile."""
        self._show_fields()
        self.preamble.put(self._document.plan.profile.preamble)

    def _show_fields(self) -> None:
        for name, field in self.fields.items():
            field.setText(getattr(self._document.plan.profile, name))
        self.error.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.error.isVisible():
            self._show_fields()
        else:
            super().keyPressEvent(event)

    def commit(self) -> bool:
        """Enters what was typed; False where the title is empty or the date is none."""
        profile = self._document.plan.profile
        typed = {name: field.text().strip() for name, field in self.fields.items()}
        typed["preamble"] = self.preamble.typed().strip()
        wrong = "title_missing" if not typed["title"] else "" if _is_date(typed["date"]) else "date_wrong"
        self.error.setVisible(bool(wrong))
        if wrong:
            self.error.setText(text(f"measures.{wrong}", text=quoted(typed["date"])))
            return False
        changed = [name for name, value in typed.items() if value != getattr(profile, name).strip()]
        steps = tuple(SetProfile(name=name, value=typed[name]) for name in changed)
        if steps:
            name = text("step.set_profile", field=text(f"measures.{changed[0]}_name"))
            self._document.do(steps[0] if len(steps) == 1 else Batch(edits=steps), name)
        return True


def _is_date(typed: str) -> bool:
    try:
        date.fromisoformat(typed)
    except ValueError:
        return not typed
    return True


def _spaced(lines: list[str]) -> str:
    """Lines of rich text as far apart as running text is."""
    percent = round(100 * PROSE_LINE_HEIGHT)
    return "".join(f'<p style="margin: 0; line-height: {percent}%">{line}</p>' for line in lines)


def _link(kind: str, item: Passage | Indicator) -> str:
    if isinstance(item, Passage):
        shown = label(item)
    else:
        shown = f"{item.name}　{item.target or text('indicators.no_target')}"
    colour = theme.colour("link").name()
    return f'<a href="{kind}:{escape(item.key)}" style="color: {colour}">{escape(shown)}</a>'
