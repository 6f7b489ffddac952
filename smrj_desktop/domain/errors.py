"""Small named exceptions. Each carries a message id and parameters, never prose; `messages` renders them."""

from __future__ import annotations

LONGEST_QUOTE = 40
"""So many characters of a text are quoted in a sentence about it."""


def quoted(text: str) -> str:
    """A text as a sentence quotes it; an endless one would widen what shows it beyond the screen."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


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


class UnreadableTextError(SmrjError):
    """A text that was typed or stood in a cell cannot be read; `text` is its beginning."""

    def __init__(self, *, text: str) -> None:
        super().__init__(text=quoted(text))


class AmountError(UnreadableTextError):
    """A text is no amount in any notation the plan uses."""

    message = "error.amount"


class AmountTooLargeError(AmountError):
    """An amount has more digits than a spreadsheet keeps."""

    message = "error.amount_too_large"


class DivisionByZeroError(AmountError):
    """What is reckoned divides by nothing."""

    message = "error.division_by_zero"


class NothingToReckonError(AmountError):
    """What is typed goes on from the figure of a blank cell."""

    message = "error.nothing_to_reckon"


class TargetError(UnreadableTextError):
    """A text is no target value (comparison, number, unit)."""

    message = "error.target"


class EditError(SmrjError):
    """An edit does not fit the plan it is applied to."""

    message = "error.edit"


class TotalEditError(EditError):
    """A leaf's edit was aimed at a cell that is a total."""

    message = "error.total_edit"


class FiscalYearError(UnreadableTextError):
    """A text is no fiscal year."""

    message = "error.fiscal_year"


class ResultError(UnreadableTextError):
    """A text is no number that an indicator may have reached."""

    message = "error.result"


class DoubleYearError(SmrjError):
    """A year has two results."""

    message = "error.double_year"


class SpreadHeldError(EditError):
    """A total's difference has no part that may take it."""

    message = "error.spread_held"


class SpreadNothingError(EditError):
    """A total's difference cannot be shared in proportion to parts in which there is nothing."""

    message = "error.spread_nothing"


class BuildUpError(EditError):
    """A figure was typed into a cell that is built up from contributions."""

    message = "error.build_up"


class ClipTooLargeError(SmrjError):
    """More cells were copied than any plan has."""

    message = "paste.too_large"


class DataError(SmrjError):
    """A data file or a stored plan contradicts itself."""

    message = "error.data"


class FileError(SmrjError):
    """A file cannot be read or written; `name` is its name without folders."""


class FileMissingError(FileError):
    """There is no such file."""

    message = "open.missing"


class FileDeniedError(FileError):
    """The file is in use elsewhere or may not be read."""

    message = "open.denied"


class FileUnreadableError(FileError):
    """The disk or network gives an error; `number` is the system's."""

    message = "open.unreadable"


class NotAWorkbookError(FileError):
    """The file is no Excel workbook (.xlsx)."""

    message = "open.not_workbook"


class TruncatedFileError(FileError):
    """The file is a workbook cut off or damaged on the way."""

    message = "open.truncated"


class EncryptedFileError(FileError):
    """The file is protected by a password."""

    message = "open.encrypted"


class StrictFormatError(FileError):
    """The file is in the strict form of the format, which is not read."""

    message = "open.strict"


class NewerFormatError(FileError):
    """The file was written in a later version of the native form; `version` is that version."""

    message = "open.newer"


class ForeignWorkbookError(FileError):
    """The file is a workbook, but not one of an annual plan."""

    message = "open.foreign"


class TooLargeError(FileError):
    """The file is beyond what is read safely."""

    message = "open.too_large"


class DamagedPayloadError(FileError):
    """The plan stored in the workbook does not match its check digits."""

    message = "open.damaged"


class SaveDeniedError(FileError):
    """The target is in use elsewhere or may not be written."""

    message = "save.denied"


class SaveFolderMissingError(FileError):
    """The folder the target should stand in is not there."""

    message = "save.no_folder"


class SaveFailedError(FileError):
    """The target cannot be written; `number` is that of the system's error."""

    message = "save.failed"


class SaveDiskFullError(FileError):
    """There is no room for the new file."""

    message = "save.full"


class SaveReadOnlyError(FileError):
    """The disk or share takes no writing at all."""

    message = "save.read_only"


class SaveShareLostError(FileError):
    """The share does not answer any more; whether the new file arrived is not known."""

    message = "save.share_lost"


class SaveOpenElsewhereError(FileError):
    """Excel has the target open; `user` is who, as far as that is known."""

    message = "save.open_elsewhere"


class SaveHeldError(FileError):
    """Somebody else has the target open as a plan; `user` and `host` say who and where."""

    message = "save.held"


class SaveTornError(FileError):
    """The target could be written only in part; `copy` names the file that holds what it held before."""

    message = "save.torn"


class SaveUnverifiedError(FileError):
    """What was written does not read back as the plan; the old file was kept."""

    message = "save.unverified"


class SaveBusyError(FileError):
    """Somebody else is replacing the target at this moment; `user` is who, as far as that is known."""

    message = "save.busy"

    def __init__(self, *, name: str, user: str) -> None:
        super().__init__(name=name, user=quoted(user))


class SaveConflictError(FileError):
    """The target is no longer what was opened or saved last; it was left as it is."""

    message = "save.conflict"


class JournalUnreadableError(FileError):
    """The journal of a document left behind cannot be read, or another window has it."""

    message = "recovery.unreadable"


class HistoryError(SmrjError):
    """A change that the history tells of cannot be taken back."""


class HistorySameError(HistoryError):
    """Its place is already what it was before."""

    message = "history.same"


class HistoryGoneError(HistoryError):
    """The plan has its place no more."""

    message = "history.gone"


class HistoryBelowError(HistoryError):
    """It added a passage that has others below it by now."""

    message = "history.below"


class HistoryUnknownError(HistoryError):
    """What is kept of it does not say enough."""

    message = "history.unknown"


class MergeStructureError(SmrjError):
    """Another plan differs in `what`, such as its accounts or lines, which no merge brings in."""

    message = "merge.structure"


class WorkerCrashedError(SmrjError):
    """The worker process ended in the middle of a job."""

    message = "worker.crashed"


class WorkerHungError(SmrjError):
    """The worker process was silent for too long and was ended."""

    message = "worker.hung"


class WorkerMemoryError(SmrjError):
    """A job needed more memory than the worker may have."""

    message = "worker.memory"


class WorkerFailedError(SmrjError):
    """A job failed for a reason nobody foresaw; `kind` names the exception."""

    message = "worker.failed"


class ProofError(SmrjError):
    """The joint proof came to no answer; `what` is the solver's word for it."""

    message = "proof.failed"


class UnknownSectionError(SmrjError):
    """A plan has no chapter or section called `name`; `known` lists those it has."""

    message = "error.unknown_section"

    def __init__(self, *, name: str, known: str) -> None:
        super().__init__(name=quoted(name), known=known)


class NothingReplacedError(SmrjError):
    """Every page of a printout is as it was in the earlier one."""

    message = "error.nothing_replaced"
