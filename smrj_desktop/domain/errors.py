"""Small named exceptions. Each carries a message id and parameters, never prose; `messages` renders them."""

from __future__ import annotations


class SmrjError(Exception):
    """Something the user can be told in one sentence.

    Attributes:
        message: the id of the sentence in the message catalogue.
        parameters: what the sentence's placeholders stand for.
    """

    message = "error.unknown"

    def __init__(self, **parameters: object) -> None:
        super().__init__(self.message, parameters)
        self.parameters = parameters


class AmountError(SmrjError):
    """A text is no amount in any notation the plan uses."""

    message = "error.amount"


class TargetError(SmrjError):
    """A text is no target value (comparison, number, unit)."""

    message = "error.target"


class EditError(SmrjError):
    """An edit does not fit the plan it is applied to."""

    message = "error.edit"


class TotalEditError(EditError):
    """A leaf's edit was aimed at a cell that is a total."""

    message = "error.total_edit"


class BuildUpError(EditError):
    """A figure was typed into a cell that is built up from contributions."""

    message = "error.build_up"


class DataError(SmrjError):
    """A data file or a stored plan contradicts itself."""

    message = "error.data"
