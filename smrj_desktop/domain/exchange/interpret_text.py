"""What the text of a file changes: wordings, passages that are new, moved or gone, the preamble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.edits import (
    InsertPassage,
    MovePassage,
    RemovePassage,
    SetPassage,
    SetProfile,
    apply,
)
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.alignment import Pair, align, alike, bare
from smrj_desktop.domain.exchange.found import FoundPassage, FoundText
from smrj_desktop.domain.exchange.interpret_marks import canonical_mark, level_of, usual_kind
from smrj_desktop.domain.exchange.interpret_wording import Wording, fresh_key, tidy
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.plan import Plan

_LEAST_SHARE = 0.6
"""A file with less of the text is an extract: what it lacks is not gone, what is new in it stands between."""

_CLOSING = "以上"
"""What stands below the last passage."""


class _Gap(NamedTuple):
    """What has no partner between two passages that have one.

    Attributes:
        before, after: these passages; None at the beginning and the end.
        lost: passages that were sent.
        new: rows of the file.
    """

    before: Passage | None
    lost: list[Passage]
    new: list[FoundPassage]
    after: Passage | None


def read_text(theirs: Plan, found: FoundText, wording: Wording) -> list[Finding]:
    """Takes the text of a file into a plan like the one that was sent; tells what was not taken."""
    return _Text(theirs, found, wording).read()


class _Text:
    def __init__(self, theirs: Plan, found: FoundText, wording: Wording) -> None:
        self._theirs, self._found, self._wording = theirs, found, wording
        self._sent = [passage for passage in theirs.outline if bare(passage.text)]
        # what a row says of which a part is missing is not known: it goes on without any text
        unknown = {row for row, _ in found.without_value}
        rows = (row._replace(text="") if row.row in unknown else row for row in found.passages)
        self._rows = [row for row in rows if bare(row.text) or row.row in unknown]
        self._listed = [name for item in theirs.indicators if (name := bare(item.name))]
        self._keys = {passage.key for passage in theirs.outline}
        self._findings: list[Finding] = []

    def read(self) -> list[Finding]:
        pairs = align(
            [bare(passage.text) for passage in self._sent],
            [bare(row.text) for row in self._rows],
        )
        same, gaps = self._sorted(pairs)
        for passage, row in same:
            self._change(passage, row)
        whole = len(same) >= _LEAST_SHARE * len(self._sent)
        lead, *others = gaps
        new = self._lead(lead.new)
        gaps = [lead._replace(new=new), *others]
        moved = self._moved(gaps)
        self._lose(gaps, moved, whole=whole)
        for gap in gaps:
            self._insert(gap, moved, whole=whole)
        return self._findings

    def _sorted(self, pairs: Sequence[Pair]) -> tuple[list[tuple[Passage, FoundPassage]], list[_Gap]]:
        """What belongs together, and what stands between."""
        same: list[tuple[Passage, FoundPassage]] = []
        gaps = [_Gap(None, [], [], None)]
        for left, right in pairs:
            gap = gaps[-1]
            if left is None or right is None:
                if left is not None:
                    gap.lost.append(self._sent[left])
                if right is not None:
                    gap.new.append(self._rows[right])
                continue
            passage = self._sent[left]
            same.append((passage, self._rows[right]))
            gaps[-1] = gap._replace(after=passage)
            gaps.append(_Gap(passage, [], [], None))
        for gap in gaps:
            marks = [[canonical_mark(item.mark) for item in side] for side in (gap.lost, gap.new)]
            # one passage for another in one place is a passage that was written anew
            anew = gap.before and gap.after and len(gap.new) == 1
            if marks[0] == marks[1] and (anew or not any(row.text for row in gap.new)):
                same += zip(gap.lost, gap.new, strict=True)
                gap.lost.clear()
                gap.new.clear()
        return same, gaps

    def _change(self, passage: Passage, row: FoundPassage) -> None:
        if not row.text:
            return
        text = self._changed(passage.text, row.text, row.row, Place(passage=passage.key))
        mark = canonical_mark(row.mark)
        changed = passage if text is None else replace(passage, text=text)
        if mark != canonical_mark(passage.mark):
            changed = replace(changed, mark=mark)
        if changed != passage:
            apply(self._theirs, SetPassage(passage=changed))
        before, after = bare(passage.text), bare(changed.text)
        told = {str(target): bare(str(target)) for target in changed.figures}
        kept = [target for target, plain in told.items() if plain in before and plain not in after]
        if kept:
            self._say("incoming_targets_kept", passage, targets="、".join(kept))

    def _changed(self, sent: str, text: str, row: int, place: Place) -> str | None:
        return self._wording.changed(sent, text, place, self._found.sheet, row)

    def _lead(self, rows: Sequence[FoundPassage]) -> list[FoundPassage]:
        """Takes the preamble from the rows before the first passage; gives those that have a mark."""
        profile = self._theirs.profile
        texts = (profile.title, profile.agency, profile.date, profile.text_note, profile.rounding_note)
        known = set(map(bare, texts))
        lead = [row for row in rows if row.text and not row.mark.strip() and bare(row.text) not in known]
        stretches = ["\n".join(row.text for row in lead), *(row.text for row in lead)]
        likeness = [alike(bare(text), bare(profile.preamble)) for text in stretches]
        best = max(range(len(stretches)), key=lambda at: likeness[at])
        if likeness[best]:
            first = lead[max(0, best - 1)].row if lead else 0
            lead = [] if best == 0 else [row for at, row in enumerate(lead, 1) if at != best]
            if (text := self._changed(profile.preamble, stretches[best], first, Place())) is not None:
                apply(self._theirs, SetProfile(name="preamble", value=text))
        for row in lead:
            self._unmatched(row)
        return [row for row in rows if row.mark.strip()]

    def _moved(self, gaps: Sequence[_Gap]) -> dict[int, Passage]:
        """Passages that stand elsewhere in the file, by the row that has them now."""
        lost: dict[str, list[Passage]] = {}
        for gap in gaps:
            for passage in gap.lost:
                lost.setdefault(bare(passage.text), []).append(passage)
        moved: dict[int, Passage] = {}
        for gap in gaps:
            for row in gap.new:
                there = lost.get(bare(row.text), [])
                if there and canonical_mark(there[0].mark) == canonical_mark(row.mark):
                    moved[row.row] = there.pop(0)
        return moved

    def _lose(self, gaps: Sequence[_Gap], moved: Mapping[int, Passage], *, whole: bool) -> None:
        """Takes out what is gone for certain: between passages that still stand side by side."""
        outline, elsewhere = self._theirs.outline, {passage.key for passage in moved.values()}
        left_out = 0
        for gap in gaps:
            certain = whole and gap.before is not None and gap.after is not None and not gap.new
            kept: list[Passage] = []
            for passage in reversed(gap.lost):
                if passage.key in elsewhere:
                    continue
                if certain and passage.kind is not PassageKind.CHAPTER and not outline.children(passage.key):
                    apply(self._theirs, RemovePassage(key=passage.key))
                else:
                    kept.insert(0, passage)
            left_out += len(kept)
            if kept and whole:
                self._say("incoming_text_missing", kept[0], text=quoted(kept[0].text), count=len(kept))
        if left_out and not whole:
            self._say("incoming_text_extract", None, Severity.INFO, count=left_out)

    def _insert(self, gap: _Gap, moved: Mapping[int, Passage], *, whole: bool) -> None:
        """Puts in the rows of a gap, each behind the one before."""
        previous = gap.before.key if gap.before else ""
        enclosed = gap.before is not None and gap.after is not None and not gap.lost
        for row in gap.new:
            if not row.text or self._is_listed(row, previous) or bare(row.text) == _CLOSING:
                continue
            place = self._place(row, previous, gap.after) if whole or enclosed else None
            if place is None:
                self._unmatched(row)
                continue
            known = moved.get(row.row)
            if known and not self._stands_below(place[0].parent, known.key):
                self._move(known.key, place[0].parent, place[1])
                previous = known.key
            else:
                apply(self._theirs, InsertPassage(passage=place[0], index=place[1]))
                self._hand_over(place[0].key, previous, gap.after)
                previous = place[0].key

    def _move(self, key: str, parent: str, index: int) -> None:
        """Takes a passage to a place, which is counted with the passage where it stands now."""
        outline = self._theirs.outline
        if outline[key].parent == parent and outline.index(key) < index:
            index -= 1
        apply(self._theirs, MovePassage(key=key, parent=parent, index=index))

    def _hand_over(self, new: str, previous: str, after: Passage | None) -> None:
        """Puts below a new passage what follows it in the file and stood below the one before it."""
        outline = self._theirs.outline
        index = outline.index(new)
        if after is None or index == 0:
            return
        top, lower = outline.children(outline[new].parent)[index - 1], ""
        if not self._stands_below(previous, top):
            # what the file lacks stands between the two
            return
        following: list[str] = []
        for item in self._chain(previous):
            children = outline.children(item.key)
            following += children[children.index(lower) + 1 if lower else 0 :]
            lower = item.key
            if item.key == top:
                break
        if any(self._stands_below(after.key, key) for key in following):
            for key in following:
                self._move(key, new, len(outline.children(new)))

    def _stands_below(self, key: str, top: str) -> bool:
        return any(item.key == top for item in self._chain(key))

    def _is_listed(self, row: FoundPassage, previous: str) -> bool:
        """Whether a row is an indicator, listed in the text."""
        if not previous or self._theirs.outline[previous].kind is not PassageKind.INDICATORS:
            return False
        text = bare(row.text)
        return any(name in text for name in self._listed)

    def _chain(self, key: str) -> Iterator[Passage]:
        """A passage and what it stands below, nearest first."""
        while key:
            passage = self._theirs.outline[key]
            yield passage
            key = passage.parent

    def _place(self, row: FoundPassage, previous: str, after: Passage | None) -> tuple[Passage, int] | None:
        """A passage made of a row, and where it goes below its parent; None where its mark does not say."""
        outline, mark = self._theirs.outline, canonical_mark(row.mark)
        level = level_of(mark)
        parent, index, kind = "", 0, usual_kind(level)
        if after and outline[after.key].parent == previous and level_of(after.mark) == level:
            parent, index, kind = previous, outline.index(after.key), after.kind
        else:
            below = ""
            for item in self._chain(previous):
                deep = level_of(item.mark)
                if deep == level:
                    parent, index = item.parent, outline.index(item.key) + 1
                    kind = kind if item.kind is PassageKind.INDICATORS else item.kind
                    break
                if deep < level:
                    parent, index = item.key, outline.index(below) + 1 if below else 0
                    break
                below = item.key
            else:
                if level:
                    return None
                index = outline.index(below) + 1 if below else 0
        key = fresh_key("p", ("passage", mark, bare(row.text)), self._keys)
        self._keys.add(key)
        return Passage(key=key, kind=kind, parent=parent, mark=mark, text=tidy(row.text)), index

    def _unmatched(self, row: FoundPassage) -> None:
        self._say("incoming_text_unmatched", None, row=row.row, text=quoted(row.text))

    def _say(
        self,
        kind: str,
        passage: Passage | None,
        severity: Severity = Severity.WARNING,
        **parameters: object,
    ) -> None:
        self._findings.append(
            Finding(
                kind=kind,
                severity=severity,
                place=Place(passage=passage.key if passage else None),
                parameters={"sheet": self._found.sheet, **parameters},
            )
        )
