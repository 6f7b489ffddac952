"""Notes: what people write to one another at a cell, an indicator or a passage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note. It is about the plan and no part of its content.

    It leaves in a file for others only where the sender asks for that, and then without a name.

    Attributes:
        place: what it is about, named as `place_names` does.
        author, at: who wrote what it says now, and when (ISO 8601 with offset).
        resolved_by, resolved_at: who settled it and when. Without a name it is open; the time is then when it
            was opened again, and empty where it never was settled.
    """

    key: str
    place: str
    text: str
    author: str
    at: str
    resolved_by: str = ""
    resolved_at: str = ""

    @property
    def resolved(self) -> bool:
        """Whether somebody has settled it."""
        return bool(self.resolved_by)

    @property
    def touched(self) -> str:
        """When somebody last did something to it."""
        return max(self.at, self.resolved_at)
