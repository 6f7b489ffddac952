"""In which unit and with which signs the tables of a file are: as each is labelled, or as its figures say.

A table's leaves decide, as its totals may have moved with a leaf that was changed. A table that has too few
of them, or too many that were changed, is taken for what most tables with its label are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.exchange.cell_figures import Scale
from smrj_desktop.domain.exchange.interpret_cells import ALMOST_ALL, LEAST_FIGURES, SeenTable

_ALMOST_NONE = 0.2
"""Where the label fits a smaller share of the leaves, it is in doubt."""

_CLEARLY = 0.4
"""From this share of the leaves on, another scale fits clearly more than a label that is in doubt."""

_FAR = 30
"""Figures so many times as large as those that were sent, or as small, are hardly in the unit of these."""

_SCALES = [Scale(unit, sign) for sign in (1, -1) for unit in Unit]


class _Fit(NamedTuple):
    """How well a scale fits a table.

    Attributes:
        figures: how many figures other than 0 say what was sent.
        share: of the leaves; of all cells where the file holds totals alone.
    """

    figures: int
    share: float

    @property
    def is_sure(self) -> bool:
        return self.figures >= LEAST_FIGURES and self.share >= ALMOST_ALL

    @property
    def is_clear(self) -> bool:
        return self.figures >= LEAST_FIGURES and self.share >= _CLEARLY


def settle_scales(tables: Sequence[SeenTable]) -> None:
    """Has the figures of all tables of a file taken by the scale they are in; says where that is in doubt."""
    own = {seen: _own(seen) for seen in tables}
    usual: dict[Scale, Counter[Scale]] = {}
    for seen, scale in own.items():
        if scale:
            usual.setdefault(seen.labelled, Counter())[scale] += 1
    for seen, scale in own.items():
        alike = usual.get(seen.labelled, Counter([seen.labelled]))
        seen.settle(scale or _likelier(seen, alike.most_common(1)[0][0]))
        times = abs(_times(seen, seen.scale) or Fraction(1))
        if not _is_near(times):
            far = f"{round(times):,}" if times > 1 else f"1/{round(1 / times):,}"
            seen.say("incoming_unit_doubtful", unit=seen.scale.unit.label, times=far)


def _own(seen: SeenTable) -> Scale | None:
    """The scale that a table's own figures say it is in; None where they do not."""
    labelled = _fit(seen, seen.labelled)
    if labelled.is_sure:
        return seen.labelled
    clear: dict[Scale, float] = {}
    for scale in _SCALES:
        fit = _fit(seen, scale)
        if fit.is_sure:
            return scale
        if fit.is_clear:
            clear[scale] = fit.share
    return max(clear, key=clear.__getitem__) if clear and labelled.share < _ALMOST_NONE else None


def _fit(seen: SeenTable, scale: Scale) -> _Fit:
    evidence = seen.evidence
    agreeing = {at for at, figure, sent in evidence if seen.said_by(scale, figure).agrees(sent)}
    weighty = sum(bool(figure.amount) for at, figure, _ in evidence if at in agreeing)
    places = [at for at, _, _ in evidence]
    judged = list(filter(seen.is_leaf, places)) or places
    return _Fit(weighty, len(agreeing.intersection(judged)) / (len(judged) or 1))


def _likelier(seen: SeenTable, usual: Scale) -> Scale:
    """Of a table's label and the scale of most tables that are labelled so the one that fits better."""
    if not seen.evidence:
        return usual

    def likeness(scale: Scale) -> tuple[int, bool]:
        times = _times(seen, scale)
        return _fit(seen, scale).figures, times is not None and _is_near(times)

    return max(seen.labelled, usual, key=likeness)


def _times(seen: SeenTable, scale: Scale) -> Fraction | None:
    """How many times what was sent a table's figures are, in the median; None where it has none."""
    amounts = [(seen.said_by(scale, figure).amount, sent.value) for _, figure, sent in seen.evidence]
    ratios = [Fraction(amount) / sent for amount, sent in amounts if amount]
    return median(ratios) if ratios else None


def _is_near(times: Fraction) -> bool:
    return Fraction(1, _FAR) < times < _FAR
