"""Turns whatever a broken, closed or endless file raises into the one error that says what and where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smrj_desktop.domain.errors import FileError, NotAWorkbookError, TruncatedFileError
from smrj_desktop.domain.exchange.errors import TOO_LARGE, DamagedPartError, NotASpreadsheetError
from smrj_desktop.io.package_scan import BROKEN, BeyondLimitError


@contextmanager
def told(name: str, part: str = "") -> Iterator[None]:
    """Around the reading of a file from memory.

    Args:
        name: of the file.
        part: the sheet or the part of the file that is read; empty for the file as a whole.

    Raises:
        FileError: one of its kinds.
    """
    try:
        yield
    except NotAWorkbookError as error:
        # which speaks of one kind of workbook alone
        raise NotASpreadsheetError(name=name) from error
    except FileError:
        raise
    except BeyondLimitError as error:
        raise TOO_LARGE[error.what](name=name, limit=f"{error.limit:,}") from error
    except (*BROKEN, OSError) as error:
        # olefile speaks of damage as an error of the system
        raise (DamagedPartError(name=name, part=part) if part else TruncatedFileError(name=name)) from error
