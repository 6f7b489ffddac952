"""Files from outside, of any program and kind, as `Book`s: `read` is the one way in."""

from __future__ import annotations

from smrj_desktop.io.foreign.files import read

__all__ = ["read"]
