"""Blocks to pages: nothing is split that belongs together, and footnotes stand on the page they are about."""

from __future__ import annotations

from smrj_desktop.render.blocks import Part
from smrj_desktop.render.page import Page
from smrj_desktop.render.paper import PageSetup


def pages_of(part: Part, setup: PageSetup) -> tuple[Page, ...]:
    """The pages of one part, without header and footer; at least one."""
    raise NotImplementedError
