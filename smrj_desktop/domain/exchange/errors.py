"""What can be wrong with files of others and for others as a whole, each with a sentence of its own."""

from __future__ import annotations

from smrj_desktop.domain.errors import EncryptedFileError, FileError, SmrjError


class NoTableError(FileError):
    """Nothing in the file is a table, the text or the indicators of a plan; `name` and `sheets` (titles)."""

    message = "incoming.no_table"


class WrongPasswordError(FileError):
    """The password does not open the file; `name`."""

    message = "incoming.wrong_password"


class EmptyArchiveError(FileError):
    """An archive holds no file of a kind that can be read; `name`."""

    message = "incoming.empty_archive"


class MixedFilesError(FileError):
    """An archive holds files that do not belong together, of several versions or kinds; `name`."""

    message = "incoming.mixed_files"


class NotASpreadsheetError(FileError):
    """The file is none of the kinds of workbook that are read; `name`."""

    message = "incoming.not_spreadsheet"


class DamagedPartError(FileError):
    """A part of the file cannot be read; `name` and `part`, a sheet's title or what stands in the file."""

    message = "incoming.damaged"


class PasswordNeededError(EncryptedFileError):
    """The file wants a password, and none was given; `name`."""

    message = "incoming.password"


class UnknownProtectionError(FileError):
    """The file is protected in a way that no password given here opens; `name`."""

    message = "incoming.protection"


class UnreadableEncodingError(FileError):
    """A text file is in no encoding that is read; `name`."""

    message = "incoming.encoding"


class NotRememberedError(FileError):
    """A file was written but is not remembered as the base of a merge; `number` is that of the error."""

    message = "sent.not_remembered"


class NotInEncodingError(FileError):
    """A text is to be written in an encoding that lacks one of its characters; `character` and `text`."""

    message = "sent.not_in_encoding"


class NoOpenCellError(SmrjError):
    """No cell of the plan is open to a department; `department`."""

    message = "input_sheet.no_open_cell"


class PasswordError(SmrjError):
    """A password cannot be set on a workbook."""


class NoPasswordError(PasswordError):
    """It is empty."""

    message = "incoming.password_empty"


class LongPasswordError(PasswordError):
    """It is longer than Excel takes; `limit`."""

    message = "incoming.password_long"


class ForeignTooLargeError(FileError):
    """A file is beyond one of the limits; `name` and `limit`. Each limit has a class of its own."""


class BytesLimitError(ForeignTooLargeError):
    """The file has too many bytes."""

    message = "incoming.limit_bytes"


class ContentLimitError(ForeignTooLargeError):
    """It would have too many bytes unpacked."""

    message = "incoming.limit_content"


class RatioLimitError(ForeignTooLargeError):
    """It is packed closer than anything that people write."""

    message = "incoming.limit_ratio"


class PartsLimitError(ForeignTooLargeError):
    """It is made of too many parts."""

    message = "incoming.limit_parts"


class FilesLimitError(ForeignTooLargeError):
    """It is an archive of too many files."""

    message = "incoming.limit_files"


class SheetsLimitError(ForeignTooLargeError):
    """It has too many sheets."""

    message = "incoming.limit_sheets"


class CellsLimitError(ForeignTooLargeError):
    """It has too many cells."""

    message = "incoming.limit_cells"


class MergesLimitError(ForeignTooLargeError):
    """Too many cells are merged."""

    message = "incoming.limit_merges"


class DepthLimitError(ForeignTooLargeError):
    """Its parts are nested too deeply."""

    message = "incoming.limit_depth"


class RoundsLimitError(ForeignTooLargeError):
    """Trying a password on it would take too many rounds of arithmetic."""

    message = "incoming.limit_rounds"


TOO_LARGE: dict[str, type[ForeignTooLargeError]] = {
    "bytes": BytesLimitError,
    "content": ContentLimitError,
    "ratio": RatioLimitError,
    "parts": PartsLimitError,
    "files": FilesLimitError,
    "sheets": SheetsLimitError,
    "cells": CellsLimitError,
    "merges": MergesLimitError,
    "depth": DepthLimitError,
    "rounds": RoundsLimitError,
}
"""The error for each limit, by the name that readers know it by."""
