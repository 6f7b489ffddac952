"""What spreadsheet programs write: addresses, sums as formulas, number formats that say what a 0 reads as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from smrj_desktop.domain.cell_notation import address, hides_zero, letters, number, parse_sum, zero_mark


@given(st.integers(1, 16_384))
def test_columns_have_the_letters_spreadsheets_give_them(column):
    assert letters(column) == get_column_letter(column)
    assert number(letters(column)) == column


def test_an_address_is_said_as_people_say_it():
    assert address(5, 3) == "C5"


@pytest.mark.parametrize(
    ("number_format", "mark"),
    [
        ('#,##0;"△ "#,##0;"-"', "-"),
        ('#,##0;"△ "#,##0;0', "0"),
        ('#,##0;"△ "#,##0;', ""),
        ('#,##0;"△ "#,##0;\\-', "-"),
        ('#,##0;"△ "#,##0;-', "-"),
        ('#,##0;"△ "#,##0;－', "-"),
        ('#,##0;"△ "#,##0;"-";@', "-"),
        ('#,##0;";";"-"', "-"),
        ("#,##0;△\\ #,##0;0_ ", "0"),
        ('_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "-"),
        ('#,##0;[Red]-#,##0;[Blue]"-"', "-"),
        ("General", ""),
        ("#,##0;[Red]-#,##0", ""),
        ("0", ""),
    ],
)
def test_a_zero_reads_as_its_format_shows_it(number_format, mark):
    assert zero_mark(number_format) == mark


@pytest.mark.parametrize(
    ("formula", "parts", "constant"),
    [
        ("=C5+C6-C7+1", {("C", 5): 1, ("C", 6): 1, ("C", 7): -1}, 1),
        ("=-$C$5+ AB12 - 3", {("C", 5): -1, ("AB", 12): 1}, -3),
        ("=+C5", {("C", 5): 1}, 0),
        ("=C5+C5", {("C", 5): 2}, 0),
        ("=12", {}, 12),
        ("=SUM(C5:C7)", {("C", 5): 1, ("C", 6): 1, ("C", 7): 1}, 0),
        (
            "=SUM(C5:D6, $F$9)-C1+2",
            {**{(c, r): 1 for c in "CD" for r in (5, 6)}, ("F", 9): 1, ("C", 1): -1},
            2,
        ),
        ("=C1-SUM(C6:C5)", {("C", 1): 1, ("C", 5): -1, ("C", 6): -1}, 0),
    ],
)
def test_sums_are_understood_however_they_are_written(formula, parts, constant):
    assert parse_sum(formula) == (parts, constant)


@pytest.mark.parametrize(
    "formula",
    [
        "=C5*2",
        "=C5+#REF!",
        "=C5 C6",
        "=",
        "='x'!C5",
        "=C5:C6",
        "=1.5",
        "=LOG10(1)",
        "=SUM()",
        "=SUM(1,C5)",
        "=SUM('x'!C5:C7)",
        "=SUM(C5:C7)*2",
        "=SUM(A1:XFD1048576)",
        "=SUM(SUM(C5:C7))",
    ],
)
def test_any_other_formula_is_not_a_sum(formula):
    assert parse_sum(formula) is None


@given(st.text("=SUM(),:;$+-C5 19!'#", max_size=25))
def test_no_formula_is_too_odd_to_be_looked_at(formula):
    found = parse_sum(formula)
    assert found is None or set(found.parts.values()) <= set(range(-25, 26))


@pytest.mark.parametrize(
    ("number_format", "hidden"),
    [
        ('#,##0;"△ "#,##0;', True),
        ("0;-0;;@", True),
        (";;;", True),
        ('#,##0;"△ "#,##0;"-"', False),
        ("#,##0;-#,##0", False),
        ("General", False),
        ("", False),
    ],
)
def test_a_zero_may_look_empty(number_format, hidden):
    assert hides_zero(number_format) is hidden
