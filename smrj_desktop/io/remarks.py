"""What is written in a file that came back and is no part of the plan, held against what was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.exchange.alignment import bare
from smrj_desktop.domain.exchange.book import Book, BookCell
from smrj_desktop.domain.exchange.found import Assigned, Recognised
from smrj_desktop.domain.exchange.recognise_answers import Answers
from smrj_desktop.domain.exchange.recognise_words import Vocabulary
from smrj_desktop.domain.exchange.remarks import Marked, beside, familiar, with_rewording
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import print_form
from smrj_desktop.io.sheet_words import print_form as word


def marked(book: Book, plan: Plan, mine: Plan | None = None, found: Recognised | None = None) -> Marked:
    """What is struck out in a file and noted on its cells, but for the plan's notes, which we put there."""
    notes = {note.text for each in (plan, mine) if each for note in each.notes}
    return Marked(book, plan, notes, found)


def read(
    book: Book,
    found: Recognised,
    plan: Plan,
    mine: Plan | None,
    assigned: Sequence[Assigned],
    names: Mapping[str, str],
) -> tuple[Recognised, list[Finding]]:
    """What was recognised, with labels as they were reworded in a file of ours, and what there is to tell.

    Args:
        book: the file.
        found: what was recognised in it.
        plan: the plan that was sent.
        mine: the plan now.
        assigned: as `recognise` takes it.
        names: what the statements are called.
    """
    ours = book.imprint is not None and book.imprint.plan_id == plan.profile.id
    if ours:
        printed = set(map(bare, _printed(book, plan)))
        found = with_rewording(found)
        remarks = beside(book, found, lambda text: bare(text) in printed, everywhere=True)
    else:
        known = familiar(plan, Vocabulary(plan, names, Answers(assigned, plan)))
        remarks = beside(book, found, known, everywhere=False)
    severity = Severity.WARNING if ours else Severity.INFO
    return found, marked(book, plan, mine, found).findings(remarks, severity)


def _printed(book: Book, plan: Plan) -> Iterator[str]:
    """The texts of a print form as it was sent."""
    yield from print_form.texts(plan)
    # which tables have a sheet in 千円, and the date, were chosen when it was sent
    yield from (sheet.title for sheet in book.sheets)
    if book.imprint:
        yield book.imprint.version
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.value == word("date"):
                yield str(sheet.cells.get((row, column + 1), BookCell("")).value)
