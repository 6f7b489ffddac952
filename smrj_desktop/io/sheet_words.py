"""The words on sheets for others, which are Japanese whatever language the window speaks."""

from __future__ import annotations

from smrj_desktop.messages import catalogue


def print_form(name: str, **parameters: object) -> str:
    """A word of the print form, or a sentence with its parameters put in."""
    return catalogue("ja")[f"print_form.{name}"].format(**parameters)


def input_sheet(name: str, **parameters: object) -> str:
    """A word of the input sheets, or a sentence with its parameters put in."""
    return catalogue("ja")[f"input_sheet.{name}"].format(**parameters)


def paper(name: str, **parameters: object) -> str:
    """A word on printed pages, or a sentence with its parameters put in."""
    return catalogue("ja")[f"paper.{name}"].format(**parameters)
