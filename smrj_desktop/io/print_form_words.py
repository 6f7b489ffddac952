"""The words on the sheets of the print form, which are Japanese whatever language the window speaks."""

from __future__ import annotations

from smrj_desktop.messages import catalogue


def word(name: str) -> str:
    """A word by its id."""
    return catalogue("ja")[f"print_form.{name}"]
