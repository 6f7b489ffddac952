"""A table that stands in a file twice, in two units, is asked about only where they do not agree."""

from __future__ import annotations

from smrj_desktop.domain.amounts import Unit
from tests.support.books import Draft, Look
from tests.support.recognised import GENERAL, found_in, one_table


def twins() -> Draft:
    """One table in 百万円, and once more in 千円 on another sheet."""
    (draft, _), (finer, sheet) = one_table(), one_table(look=Look(unit=Unit.THOUSAND))
    sheet.title = "予算・一般（千円）"
    return Draft([*draft.sheets, *finer.sheets])


def test_a_table_in_a_finer_unit_is_no_second_one_even_where_a_figure_was_changed() -> None:
    draft = twins()
    finer = draft.sheets[-1]
    row, column = next(at for at, key in finer.keys.items() if key.line == "general_admin")
    finer.put(row, column, 999_000)
    found = found_in(draft)
    (table,), (twin,) = found.tables, found.twins
    assert (table.key, table.unit, twin.key, twin.unit) == (GENERAL, Unit.MILLION, GENERAL, Unit.THOUSAND)
    assert not found.doubts and not found.unread_sheets


def test_one_that_says_something_else_throughout_is_asked_about() -> None:
    draft = twins()
    finer = draft.sheets[-1]
    for at in finer.keys:
        if isinstance(value := finer.cells[at].value, int):
            finer.put(*at, value + 7_000)
    (doubt,) = found_in(draft).doubts
    assert (doubt.what, doubt.sheet, doubt.table) == ("table", "予算・一般（千円）", GENERAL)
