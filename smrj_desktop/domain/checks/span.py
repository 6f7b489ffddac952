"""The linear span of relations between named things, to tell what follows from them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


class Span:
    """Everything that relations, given as weights by name, imply."""

    def __init__(self, relations: Iterable[dict[str, int]] = ()) -> None:
        """Takes these relations in."""
        self._places: dict[str, int] = {}
        self._rows: list[npt.NDArray[np.float64]] = []
        for relation in relations:
            self.add(relation)

    def add(self, relation: dict[str, int]) -> bool:
        """Takes a relation in; False where it follows from those there."""
        for name in relation:
            self._places.setdefault(name, len(self._places))
        vector = np.zeros(len(self._places))
        for name, weight in relation.items():
            vector[self._places[name]] = weight
        length = float(np.linalg.norm(vector))
        # twice, as once leaves some of what rounding errors hide
        for row in (*self._rows, *self._rows):
            vector[: len(row)] -= (vector[: len(row)] @ row) * row
        rest = float(np.linalg.norm(vector))
        if rest <= 1e-9 * max(1.0, length):
            return False
        self._rows.append(vector / rest)
        return True
