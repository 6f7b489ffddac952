"""Texts of a file beside those that were sent: what counts as a change, and keys for what is new."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from smrj_desktop.domain.exchange.alignment import bare


class Wording:
    """Says whether a text was changed, and counts those in which only widths and spaces were."""

    def __init__(self) -> None:
        self.spellings = 0

    def changed(self, sent: str, text: str) -> str | None:
        """The text as it is now; None where it says what was sent."""
        now = tidy(text)
        if now == tidy(sent):
            return None
        if bare(now) == bare(sent):
            self.spellings += 1
            return None
        return now


def tidy(text: str) -> str:
    """A text without spaces at its ends and those of its lines, and with one kind of line end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def one_line(label: str) -> str:
    """A label on one line, without outer spaces."""
    return " ".join(part for part in (line.strip() for line in label.splitlines()) if part)


def fresh_key(prefix: str, parts: Iterable[str], taken: Collection[str]) -> str:
    """A key that is none of those taken, and the same whenever one is made of the same parts."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    while (key := f"{prefix}-{digest.hexdigest()[:12]}") in taken:
        digest.update(b"\0")
    return key
