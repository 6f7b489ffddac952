"""The words on sheets for others, which are Japanese whatever language the window speaks."""

from __future__ import annotations

from smrj_desktop.messages import catalogue


def japanese(message: str, /, **parameters: object) -> str:
    """A sentence in Japanese by its id, with its parameters put in."""
    return catalogue("ja")[message].format(**parameters)


def print_form(name: str, /, **parameters: object) -> str:
    """A word of the print form."""
    return japanese(f"print_form.{name}", **parameters)


def input_sheet(name: str, /, **parameters: object) -> str:
    """A word of the input sheets."""
    return japanese(f"input_sheet.{name}", **parameters)


def paper(name: str, /, **parameters: object) -> str:
    """A word on printed pages."""
    return japanese(f"paper.{name}", **parameters)
