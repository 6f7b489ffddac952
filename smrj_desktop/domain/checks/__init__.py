"""The checks of a plan: what must add up, whether it can, and which cell is wrong where it does not.

`review` holds them all, follows edits, and runs the whole of them at once.
"""

from smrj_desktop.domain.checks.finding import Finding, Place, Severity

__all__ = ["Finding", "Place", "Severity"]
