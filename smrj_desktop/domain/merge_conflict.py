"""An element both sides changed: what `merge` and its parts for text and tables have in common."""

from __future__ import annotations

from dataclasses import dataclass

from smrj_desktop.domain.checks.finding import Place
from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.element_names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An element both sides changed, differently. `mine` stays unless `edits` are applied.

    Attributes:
        what, key, place: as a `compare.Difference` names them.
        fields: the fields of the passage or indicator both sides changed.
        base, mine, theirs: as printed; empty where it is not there.
        edits: applied to the merged plan they take theirs. Of several conflicts any may be taken, in their
            order.
        covers: the elements it decides about; where a passage or an indicator is there for one side alone,
            its name stands for all it says and where it is.
    """

    what: str
    key: str
    place: Place
    fields: tuple[str, ...] = ()
    base: str
    mine: str
    theirs: str
    edits: tuple[Edit, ...]
    covers: tuple[Name, ...]
