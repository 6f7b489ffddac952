"""What can go wrong with files that leave the house, each with a sentence of its own."""

from __future__ import annotations

from smrj_desktop.domain.errors import FileError, SmrjError


class NotRememberedError(FileError):
    """A file was written but is not remembered as the base of a merge; `reason` is the system's own text."""

    message = "sent.not_remembered"


class NotInEncodingError(FileError):
    """A text is to be written in an encoding that lacks one of its characters; `character` and `text`."""

    message = "sent.not_in_encoding"


class NoOpenCellError(SmrjError):
    """No cell of the plan is open to a department; `department`."""

    message = "input_sheet.no_open_cell"
