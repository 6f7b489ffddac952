"""Texts of a file beside those that were sent: what counts as a change, and keys for what is new."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator

from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.alignment import bare, shared_start
from smrj_desktop.domain.exchange.book import CUT, held_by_cell

_MOST = 20
"""So many places are told one by one."""

_AROUND = 8
"""So many characters around a difference tell where it is."""


class Wording:
    """Says whether a text was changed, and knows where only widths, spaces and line ends were."""

    def __init__(self) -> None:
        self._spellings: list[Finding] = []

    def changed(self, sent: str, text: str, place: Place, sheet: str, row: int) -> str | None:
        """The text as it is now; None where it says what was sent.

        Args:
            sent: the text that was sent.
            text: the one in the file.
            place: where it belongs in the plan.
            sheet, row: where it stands in the file.
        """
        now, before = tidy(uncut(sent, text)), tidy(sent)
        if now == before:
            return None
        if bare(now) == bare(before):
            old, new = _apart(before, now)
            parameters = {"sheet": sheet, "row": row, "old": old, "new": new}
            self._spellings.append(
                Finding(kind="incoming_spelling", severity=Severity.INFO, place=place, parameters=parameters)
            )
            return None
        return now

    def findings(self) -> Iterator[Finding]:
        """Where nothing but the spelling was changed, place by place; of many how many more there are."""
        yield from self._spellings[:_MOST]
        if more := self._spellings[_MOST:]:
            rows = "、".join(str(item.parameters["row"]) for item in more)
            parameters: dict[str, object] = {"count": len(more), "rows": quoted(rows)}
            yield Finding(kind="incoming_spellings", severity=Severity.INFO, parameters=parameters)


def _apart(old: str, new: str) -> tuple[str, str]:
    """What of two texts differs, with a few characters around it; line ends are shown."""
    start = shared_start(old, new)
    end = shared_start(old[start:][::-1], new[start:][::-1])
    first = max(0, start - _AROUND)
    parts = (text[first : len(text) - max(0, end - _AROUND)] for text in (old, new))
    before, now = (quoted(part.replace("\n", "↵")) for part in parts)
    return before, now


def uncut(sent: str, text: str) -> str:
    """A text with the end of what was sent, where that was too long for the cell."""
    held = held_by_cell(sent)
    if held == sent:
        return text
    if text.endswith(CUT):
        return text.removesuffix(CUT) + sent[len(held) :]
    return sent if len(text) >= len(held) and sent.startswith(text) else text


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
