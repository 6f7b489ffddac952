"""Places that the history and notes name, in words."""

from __future__ import annotations

from smrj_desktop.domain.place_names import Names
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text
from smrj_desktop.ui.models.cell_words import beside
from smrj_desktop.ui.models.indicator_model import shorten
from smrj_desktop.ui.models.outline_model import label

_LONGEST = 40


class PlaceWords:
    """Says of one plan as it is now what its places are called."""

    def __init__(self, plan: Plan) -> None:
        """Takes stock of the plan."""
        self._plan, self._names = plan, Names(plan)

    def said(self, name: str) -> str:
        """A place in words, with the field where the name is that of one."""
        plan, named = self._plan, self._names.read(name)
        match named.kind:
            case "cell" if named.cell is not None:
                layer = text(f"layer.{named.cell.layer}") if named.cell.layer != "plan" else ""
                return "・".join(filter(None, (layer, beside(plan, named.cell, None))))
            case "indicator":
                indicator = plan.indicators[plan.indicator_index(named.key)]
                said = text("place.indicator", name=shorten(indicator.name, _LONGEST))
            case "passage":
                said = text("place.passage", name=shorten(label(plan.outline[named.key]), _LONGEST))
            case "profile":
                return text("place.profile", field=text(f"place.field_{named.key}"))
            case "gone":
                return text("place.gone")
            case kind:
                return text(f"place.{kind}")
        return "・".join((said, text(f"place.field_{named.field}"))) if named.field else said
