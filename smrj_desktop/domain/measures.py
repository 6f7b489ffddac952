"""The plan's text (計画本文): an outline of chapters, headings and passages in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.indicators import Target


class PassageKind(StrEnum):
    """What a passage is in the outline."""

    CHAPTER = "chapter"
    HEADING = "heading"
    PASSAGE = "passage"
    CONTINUATION = "continuation"
    INDICATORS = "indicators"


HEADINGS = (PassageKind.CHAPTER, PassageKind.HEADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One place of the outline.

    Attributes:
        parent: the passage it stands below, empty for a chapter.
        mark: its numbering as printed in one canonical form: I, 1., (1), ①, ・ or empty.
        figures: the targets its text sets.
        repeat_of: the passage it repeats (再掲), `?` where that is unknown, else empty.
    """

    key: str
    kind: PassageKind
    parent: str = ""
    mark: str = ""
    text: str = ""
    figures: tuple[Target, ...] = ()
    repeat_of: str = ""


class Outline:
    """Passages by key, and under each one its children in order."""

    def __init__(self, passages: Iterable[Passage] = ()) -> None:
        """Builds the tree; parents come before their children.

        Raises:
            EditError: a key is double or a parent unknown.
        """
        self._passages: dict[str, Passage] = {}
        self._children: dict[str, list[str]] = {"": []}
        for passage in passages:
            self.insert(passage, len(self._children.get(passage.parent, ())))

    def __iter__(self) -> Iterator[Passage]:
        """Every passage in the order of the document."""
        stack = list(reversed(self._children[""]))
        while stack:
            key = stack.pop()
            yield self._passages[key]
            stack.extend(reversed(self._children[key]))

    def __len__(self) -> int:
        return len(self._passages)

    def __contains__(self, key: str) -> bool:
        return key in self._passages

    def __getitem__(self, key: str) -> Passage:
        """The passage; raises `EditError` where there is none."""
        try:
            return self._passages[key]
        except KeyError:
            raise EditError(what=key) from None

    def children(self, key: str) -> tuple[str, ...]:
        """The keys below a passage in order; `""` gives the chapters."""
        return tuple(self._children[key])

    def index(self, key: str) -> int:
        """The place of a passage among its siblings."""
        return self._children[self[key].parent].index(key)

    def depth(self, key: str) -> int:
        """How many passages a passage stands below."""
        parent = self[key].parent
        return self.depth(parent) + 1 if parent else 0

    def replace(self, passage: Passage) -> None:
        """Puts a changed passage in the place of the one with its key and parent."""
        if self[passage.key].parent != passage.parent:
            raise EditError(what=passage.key)
        self._passages[passage.key] = passage

    def insert(self, passage: Passage, index: int) -> None:
        """Adds a passage without children as the `index`-th below its parent."""
        siblings = self._children.get(passage.parent)
        if (
            not passage.key
            or passage.key in self._passages
            or siblings is None
            or not 0 <= index <= len(siblings)
        ):
            raise EditError(what=passage.key)
        siblings.insert(index, passage.key)
        self._passages[passage.key] = passage
        self._children[passage.key] = []

    def remove(self, key: str) -> None:
        """Takes out a passage that has no children."""
        passage = self[key]
        if self._children[key]:
            raise EditError(what=key)
        self._children[passage.parent].remove(key)
        del self._passages[key], self._children[key]

    def move(self, moved: Passage, index: int) -> None:
        """Takes a passage and all below it to `moved.parent`, where it becomes the `index`-th."""
        above: str = moved.parent
        while above:
            if above == moved.key:
                raise EditError(what=moved.key)
            above = self[above].parent
        old = self[moved.key]
        limit = len(self._children[moved.parent]) - (old.parent == moved.parent)
        if not 0 <= index <= limit:
            raise EditError(what=moved.key)
        self._children[old.parent].remove(moved.key)
        self._children[moved.parent].insert(index, moved.key)
        self._passages[moved.key] = moved
