"""How a user prints: paper, margins, marks, and what goes along; kept with the settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from smrj_desktop.render.paper import (
    LEAST_MARGIN,
    MARGINS,
    MOST_MARGIN,
    Margins,
    Orientation,
    PageSetup,
    PaperSize,
)

Draft = Literal["", "proposal", "undecided"]
DRAFTS: tuple[Draft, ...] = ("proposal", "undecided", "")
"""What stands at the top right: （案）, 未定稿 or nothing; `page_setup_form.draft_word` says it."""
LONGEST_VERSION = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintState:
    """What was chosen last.

    Attributes:
        setup: of the pages.
        draft: one of `DRAFTS`.
        version: what the state of the plan was called.
        charts, findings, notes: as `render.parts.Wanted` has them.
    """

    setup: PageSetup = field(default_factory=PageSetup)
    draft: Draft = ""
    version: str = ""
    charts: bool = True
    findings: bool = False
    notes: bool = False


def as_json(state: PrintState) -> dict[str, Any]:
    """The state as JSON values."""
    found = asdict(state)
    found["setup"]["margins"] = list(state.setup.margins)
    return found


def from_json(stored: object) -> PrintState:
    """The state that `as_json` wrote; a single value that makes no sense becomes its default."""
    said = stored if isinstance(stored, dict) else {}
    version = said.get("version")
    draft = said.get("draft")
    return PrintState(
        setup=_setup(said.get("setup")),
        draft=next((known for known in DRAFTS if known == draft), ""),
        version=version[:LONGEST_VERSION] if isinstance(version, str) else "",
        charts=said.get("charts") is not False,
        findings=said.get("findings") is True,
        notes=said.get("notes") is True,
    )


def _setup(stored: object) -> PageSetup:
    said = stored if isinstance(stored, dict) else {}
    return PageSetup(
        size=next((size for size in PaperSize if size == said.get("size")), PaperSize.A4),
        orientation=next((way for way in Orientation if way == said.get("orientation")), Orientation.AUTO),
        margins=_margins(said.get("margins")),
        mono=said.get("mono") is True,
    )


def _margins(stored: object) -> Margins:
    said = stored if isinstance(stored, list) and len(stored) == len(MARGINS) else list(MARGINS)
    # JSON's true is a Python int as well
    sound = (isinstance(each, (int, float)) and not isinstance(each, bool) for each in said)
    if not all(sound):
        return MARGINS
    return Margins(*(float(min(MOST_MARGIN, max(LEAST_MARGIN, each))) for each in said))
