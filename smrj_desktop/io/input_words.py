"""The words on input sheets, which are Japanese whatever language the window speaks."""

from __future__ import annotations

from smrj_desktop.messages import catalogue


def word(name: str, **parameters: object) -> str:
    """A word, or a sentence with its parameters put in."""
    return catalogue("ja")[f"input_sheet.{name}"].format(**parameters)
