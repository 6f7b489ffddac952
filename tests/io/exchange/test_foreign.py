"""What is read of files from outside, of every kind and whatever program wrote them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smrj_desktop.domain import errors
from smrj_desktop.domain.cell_notation import zero_mark
from smrj_desktop.domain.exchange import errors as exchange
from smrj_desktop.domain.exchange.book import BookCell, BookSheet, Span
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.io import builtin, foreign, package_scan, workbook_write
from smrj_desktop.io.foreign import delimited, draft
from tests.support.foreign_files import (
    STRICT,
    STRICT_LINKS,
    container,
    data,
    ods_parts,
    relations,
    values,
    xlsx,
    xlsx_parts,
    zipped,
)
from tests.support.workbooks import saved_as

DAY = datetime.fromisoformat("2023-03-31")
IMPRINT = Imprint("plan/1", "第2案", "ab" * 32)


# --- packages of XML


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


def cell(address: str, value: str, attributes: str = "", formula: str = "") -> str:
    inside = f"<f>{formula}</f>" if formula else ""
    return f'<c r="{address}" {attributes}>{inside}<v>{value}</v></c>'


def test_values_of_every_kind(first_sheet):
    cells = [
        cell("A1", "0", 't="s"'),
        cell("B1", "1234"),
        cell("C1", "-1.5"),
        cell("D1", "1", 't="b"'),
        cell("E1", "#REF!", 't="e"'),
        cell("F1", "45016", 's="1"'),
        cell("G1", "2023-03-31T00:00:00", 't="d"'),
        '<c r="H1" t="inlineStr"><is><t>直に</t></is></c>',
        cell("I1", "", 't="str"', "A1"),
    ]
    found = first_sheet(xlsx(data(row(1, *cells)), strings=["<t>予算</t>"], formats=["yyyy/m/d"]))
    assert list(values(found).values()) == ["予算", 1234, -1.5, True, "#REF!", DAY, DAY, "直に", ""]


def test_readings_are_left_out_and_runs_are_put_together(first_sheet):
    item = '<r><t>共</t></r><r><t xml:space="preserve"> 通</t></r><rPh sb="0" eb="1"><t>キョウ</t></rPh>'
    assert values(first_sheet(xlsx(data(row(1, cell("A1", "0", 't="s"'))), strings=[item]))) == {
        (1, 1): "共 通"
    }


def test_escapes_are_undone_once(first_sheet):
    item = "<t>a_x000D_&#10;b_x005F_x0041_</t>"
    found = first_sheet(xlsx(data(row(1, cell("A1", "0", 't="s"'))), strings=[item]))
    assert values(found) == {(1, 1): "a\nb_x0041_"}


def test_a_formula_has_the_value_it_had(first_sheet):
    cells = [
        cell("A1", "3", formula="B1+C1"),
        '<c r="A2"><f>B2</f></c>',
        '<c r="A3"><f t="shared" si="0">B3*2</f><v>4</v></c>',
        '<c r="A4"><f t="shared" si="0"/><v>6</v></c>',
    ]
    found = first_sheet(xlsx(data(*(row(at, item) for at, item in enumerate(cells, 1)))))
    assert [(c.value, c.formula) for c in found.cells.values()] == [
        (3, "=B1+C1"),
        (None, "=B2"),
        (4, "=B3*2"),
        (6, "=B4*2"),
    ]


def test_cells_without_addresses_follow_one_another(first_sheet):
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    rows += '<row><c/><c><v>3</v></c><c r="F2"><v>4</v></c><c><v>5</v></c></row>'
    assert values(first_sheet(xlsx(data(rows)))) == {(1, 1): 1, (1, 2): 2, (2, 2): 3, (2, 6): 4, (2, 7): 5}


def test_merges_and_what_is_hidden(read_bytes):
    hidden = [
        row(1, cell("A1", "1")),
        row(2, cell("A2", "1"), attributes='hidden="1"'),
        row(3, cell("B3", "1"), attributes='ht="0"'),
        row(4, cell("D4", "1")),
    ]
    columns = '<cols><col min="2" max="3" hidden="1" width="9"/><col min="4" max="4" width="0"/></cols>'
    merges = '<mergeCells><mergeCell ref="A1:C2"/><mergeCell ref="E5"/></mergeCells>'
    parts = xlsx_parts(columns + data(*hidden) + merges, data(row(1, cell("A1", "2"))))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('"S2"', '"S2" state="veryHidden"')
    first, second = read_bytes(zipped(parts)).sheets
    assert first.merges == (Span(1, 1, 2, 3),)
    assert first.hidden_rows == {2, 3}
    assert first.hidden_columns == {2, 4}
    assert [first.hidden, second.hidden] == [False, True]
    assert values(second) == {(1, 1): 2}


def test_dates_from_1904(first_sheet):
    parts = xlsx_parts(
        data(row(1, cell("A1", "0", 's="1"'), cell("B1", "-1", 's="1"'))),
        formats=["yyyy/m/d"],
        workbook='<workbookPr date1904="1"/>',
    )
    assert values(first_sheet(zipped(parts)))[1, 1] in {datetime.fromisoformat("1904-01-01"), "00:00:00"}


def test_the_strict_form_is_read_like_the_other(read_bytes):
    content = data(row(1, cell("A1", "0", 't="s"'), cell("B1", "2023-03-31", 't="d"')))
    parts = xlsx_parts(content, strings=["<t>予算</t>"], main=STRICT, links=STRICT_LINKS)
    assert values(read_bytes(zipped(parts)).sheets[0]) == {(1, 1): "予算", (1, 2): DAY}


def test_a_workbook_with_macros_or_without_styles_and_strings(read_bytes):
    parts = xlsx_parts(data(row(1, cell("A1", "5"))), macros=True)
    del parts["xl/styles.xml"], parts["xl/sharedStrings.xml"]
    parts["xl/_rels/workbook.xml.rels"] = relations({"s1": ("worksheet", "worksheets/sheet1.xml")})
    book = read_bytes(zipped(parts))
    assert book.form == "xlsm"
    assert book.sheets[0].cells == {(1, 1): BookCell(5, "", "General")}


def test_part_names_as_old_programs_write_them(first_sheet):
    parts = xlsx_parts(data(row(1, cell("A1", "5"))))
    assert values(
        first_sheet(zipped({name.replace("/", "\\").upper(): it for name, it in parts.items()}))
    ) == {(1, 1): 5}


def test_chart_sheets_are_no_sheets(read_bytes):
    parts = xlsx_parts(data(row(1, cell("A1", "1"))), "")
    rels = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = rels.replace('s2" Type="', 's2" Type="x/chartsheet" was="')
    assert [sheet.title for sheet in read_bytes(zipped(parts)).sheets] == ["S1"]


def test_where_a_file_comes_from(read_bytes):
    parts = xlsx_parts(data(row(1, f'<c r="A1" t="inlineStr"><is><t>照合番号：{IMPRINT}</t></is></c>')))
    assert read_bytes(zipped(parts)).imprint == IMPRINT
    other = IMPRINT._replace(version="第3案")
    parts["_rels/.rels"] = relations(
        {"r": ("officeDocument", "xl/workbook.xml"), "p": ("custom-properties", "docProps/custom.xml")}
    )
    parts["docProps/custom.xml"] = (
        f'<Properties><property name="smrj-imprint">{other}</property></Properties>'
    )
    assert read_bytes(zipped(parts)).imprint == other
    assert read_bytes(zipped(ods_parts("", **{"meta.xml": f"<meta>{other}</meta>"}))).imprint == other
    assert read_bytes(f"題名,\n照合番号,{IMPRINT}".encode()).imprint == IMPRINT


# --- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_of_every_encoding_and_delimiter(read_bytes, encoding, delimiter):
    lines = ["科目", "合計"], ["運営費交付金", "△1"], ["", "-"]
    book = read_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding), "表.csv")
    assert (book.form, book.sheets[0].title) == ("csv", "表")
    assert values(book.sheets[0]) == {
        (1, 1): "科目",
        (1, 2): "合計",
        (2, 1): "運営費交付金",
        (2, 2): "△1",
        (3, 2): "-",
    }


def test_figures_with_commas_do_not_hide_tabs(first_sheet):
    assert values(first_sheet("計\t1,234\t2,345\n".encode())) == {
        (1, 1): "計",
        (1, 2): "1,234",
        (1, 3): "2,345",
    }


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_prose_before_a_table_does_not_hide_what_parts_its_cells(first_sheet, delimiter):
    prose = [f"前置き {number}、本文。" for number in range(200)]
    rows = [("科目", "合計", "備考"), ("計", "△1234", "-"), ("", "0", ""), ("その他", "5", "")]
    text = "\n".join(prose + [delimiter.join(row) for row in rows])
    found = values(first_sheet(text.encode()))
    assert {at: value for at, value in found.items() if at[0] > len(prose)} == {
        (len(prose) + row, column): value
        for row, cells in enumerate(rows, 1)
        for column, value in enumerate(cells, 1)
        if value
    }


@given(
    prose=st.lists(st.text("あ、。,, ", max_size=30), max_size=40),
    table=st.integers(2, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from(["", "計", "-", "1,234", "△ 5", "6"]), min_size=width, max_size=width),
            min_size=2,
            max_size=12,
        )
    ),
)
@example(
    prose=[f"前置き{number},本文,つづき" for number in range(120)],
    table=[["計", "1,234", "5"], ["", "5", "-"]],
)
def test_tabs_in_rows_part_cells_whatever_commas_stand_around_and_in_them(prose, table):
    rows = ["\t".join(cells) for cells in table]
    at = len(prose)
    (sheet,) = delimited.read("表.tsv", "\n".join(["題名", *prose, *rows]).encode()).sheets
    found = {place: value for place, value in values(sheet).items() if place[0] > at + 1}
    assert found == {
        (at + 1 + row, column): value
        for row, cells in enumerate(table, 1)
        for column, value in enumerate(cells, 1)
        if value
    }


def test_commas_part_cells_with_tabs_in_them(first_sheet):
    text = "\n".join(f"\t費目{number},1,-,3" for number in range(5))
    assert values(first_sheet(text.encode()))[5, 4] == "3"


def test_text_in_quotes(first_sheet):
    assert values(first_sheet(b'"a,b","c\nd","e""f"')) == {(1, 1): "a,b", (1, 2): "c\nd", (1, 3): 'e"f'}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    with suppress(errors.FileError):
        foreign.read(path)


# --- what is refused


def refused(path: Path, kind: type[errors.SmrjError], *passwords: str) -> None:
    with pytest.raises(errors.SmrjError) as caught:
        foreign.read(path, passwords)
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" \r\n", b"%PDF-1.7 x", b"<html></html>", b"\x89PNG\r\n\x1a\n\0\0", b"{\\rtf1 x}"),
        zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}),
        zipped({"mimetype": "application/epub+zip"}),
        container({"WordDocument": b"x"}),
    ],
)
def test_what_is_no_spreadsheet(tmp_path, content):
    path = tmp_path / "計画.xlsx"
    path.write_bytes(content)
    refused(path, exchange.NotASpreadsheetError)


def test_what_is_not_there_or_no_file(tmp_path):
    refused(tmp_path / "無い.xlsx", errors.FileMissingError)
    refused(tmp_path, exchange.NotASpreadsheetError)


def test_what_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "p.xlsx"
    path.touch()

    def denied(*_):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", denied)
    refused(path, errors.FileDeniedError)


def test_text_in_another_encoding(tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes("科目,合計\r\n".encode("euc_jp") + b"\xfd\r\n")
    refused(path, exchange.UnreadableEncodingError)


def test_the_place_of_damage_is_named(tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(xlsx(data(row(1, cell("A1", "1"))), data(row(1, cell("A1", "x")))))
    with pytest.raises(exchange.DamagedPartError) as caught:
        foreign.read(path)
    assert caught.value.parameters == {"name": "p.xlsx", "part": "S2"}


@pytest.mark.parametrize(
    ("module", "limit", "kind"),
    [
        (package_scan, "MAX_FILE_BYTES", exchange.BytesLimitError),
        (package_scan, "MAX_CONTENT_BYTES", exchange.ContentLimitError),
        (package_scan, "MAX_PARTS", exchange.PartsLimitError),
        (package_scan, "MAX_CELLS", exchange.CellsLimitError),
        (package_scan, "MAX_MERGED_CELLS", exchange.MergesLimitError),
        (draft, "MAX_SHEETS", exchange.SheetsLimitError),
    ],
)
def test_the_limit_is_named(tmp_path, monkeypatch, module, limit, kind):
    path = tmp_path / "p.xlsx"
    one = data(row(1, cell("A1", "1"), cell("B1", "1")))
    path.write_bytes(xlsx(one + '<mergeCells><mergeCell ref="A3:B4"/></mergeCells>', one))
    monkeypatch.setattr(module, limit, 1)
    refused(path, kind)


# --- other programs


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    """The built-in plan's workbook."""
    path = tmp_path_factory.mktemp("own") / "plan.xlsx"
    workbook_write.write(builtin.load(), path)
    return path


@pytest.mark.other_program
@pytest.mark.parametrize("form", ["ods", "xls"])
def test_libreoffice_changes_nothing(own, tmp_path, form):
    (before,), _ = foreign.read(own)
    (after,), _ = foreign.read(saved_as(own, tmp_path, form))
    assert after.form == form
    for old, new in zip(before.sheets, after.sheets, strict=True):
        assert (old.title, old.hidden, set(old.merges)) == (new.title, new.hidden, set(new.merges))
        assert (old.hidden_rows, old.hidden_columns) == (new.hidden_rows, new.hidden_columns)
        assert seen(old) == seen(new)


def seen(sheet: BookSheet) -> dict[tuple[int, int], object]:
    """The cells of a sheet as a person sees them: `-` and `0` are two things."""
    return {
        at: (cell.value, zero_mark(cell.number_format) if cell.value == 0 else "")
        for at, cell in sheet.cells.items()
    }
