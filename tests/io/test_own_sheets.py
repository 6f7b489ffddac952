"""A user's own sheets beside ours: what survives a save, and what is named before it is lost."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from PIL import Image as Picture

from smrj_desktop.io import workbook_read, workbook_write
from smrj_desktop.io.lost_parts import what_would_be_lost
from tests.support.plans import cell
from tests.support.workbooks import BUDGET, address, by_hand, filled_plan, kinds, replace_in_part, type_into


def picture() -> io.BytesIO:
    stream = io.BytesIO()
    Picture.new("RGB", (8, 6), "red").save(stream, "PNG")
    stream.seek(0)
    return stream


def add_own_sheet(workbook: openpyxl.Workbook) -> None:
    sheet = workbook.create_sheet("メモ", 1)
    sheet["A1"] = "作業用"
    sheet["A2"], sheet["B2"] = 3, f"='{BUDGET}'!C7*2"
    sheet["A3"] = "=1+1"
    sheet["A3"].data_type = "s"
    sheet["A4"] = CellRichText("前", TextBlock(InlineFont(b=True), "太字"))
    sheet["A1"].font, sheet["A1"].fill = (
        Font(bold=True, color="FF0000"),
        PatternFill("solid", fgColor="FFFF00"),
    )
    sheet["B2"].number_format = "0.00"
    sheet["A2"].comment = Comment("確認のこと", "x")
    sheet.merge_cells("C1:D2")
    sheet.column_dimensions["A"].width = 33
    sheet.conditional_formatting.add("A2:A9", CellIsRule("greaterThan", ["5"], font=Font(bold=True)))
    sheet.add_image(Image(picture()), "F5")
    workbook.create_sheet("最後")["A1"] = "x"


def test_own_sheets_survive_with_all_that_is_in_them(book):
    by_hand(book, add_own_sheet)
    plan, findings = workbook_read.read(book)
    assert findings == []
    workbook_write.write(plan, book, keep_from=book)
    workbook = openpyxl.load_workbook(book, rich_text=True)
    assert workbook.sheetnames == [
        "表紙",
        "メモ",
        "計画本文",
        "指標",
        BUDGET,
        "資金計画・一般",
        "_smrj",
        "最後",
    ]
    sheet = workbook["メモ"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("作業用", 3)
    assert sheet["B2"].value == f"='{BUDGET}'!C7*2"
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert str(sheet["A4"].value) == "前太字"
    assert sheet["A4"].value[1].font.b
    assert (sheet["A1"].font.b, sheet["A1"].font.color.rgb) == (True, "00FF0000")
    assert sheet["A1"].fill.fgColor.rgb == "00FFFF00"
    assert sheet["B2"].number_format == "0.00"
    assert sheet["A2"].comment.text == "確認のこと"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C1:D2"]
    assert sheet.column_dimensions["A"].width == 33
    assert [rule.operator for found in sheet.conditional_formatting for rule in found.rules] == [
        "greaterThan"
    ]
    with Picture.open(io.BytesIO(sheet._images[0]._data())) as kept:
        assert kept.size == (8, 6)
    again, findings = workbook_read.read(book)
    assert findings == []
    assert again.content_hash() == plan.content_hash()


def test_saving_twice_gives_the_same_bytes(book, tmp_path):
    by_hand(book, add_own_sheet)
    plan = filled_plan()
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    workbook_write.write(plan, one, keep_from=book)
    workbook_write.write(plan, other, keep_from=book)
    assert one.read_bytes() == other.read_bytes()


def test_sheets_taken_from_another_file_leave_it_alone(book, tmp_path):
    by_hand(book, add_own_sheet)
    before = book.read_bytes()
    workbook_write.write(filled_plan(), tmp_path / "new.xlsx", keep_from=book)
    assert book.read_bytes() == before
    assert "メモ" in openpyxl.load_workbook(tmp_path / "new.xlsx").sheetnames


def test_titles_and_order_of_our_sheets_are_kept(book):
    def shuffle(workbook):
        workbook[BUDGET].title = "予算（案）"
        workbook.move_sheet("予算（案）", -3)
        del workbook["指標"]

    by_hand(book, shuffle)
    plan, _ = workbook_read.read(book)
    workbook_write.write(plan, book, keep_from=book)
    names = openpyxl.load_workbook(book).sheetnames
    assert names == ["予算（案）", "表紙", "計画本文", "資金計画・一般", "_smrj", "指標"]
    assert workbook_read.read(book)[1] == []


def test_a_sheet_of_the_user_s_with_our_title_stays(book):
    def squat(workbook):
        workbook[BUDGET].title = "x"
        workbook.create_sheet(BUDGET)["A1"] = "私のシート"
        del workbook["x"]

    by_hand(book, squat)
    plan, findings = workbook_read.read(book)
    assert [finding.kind for finding in findings] == ["workbook_sheet_missing"]
    workbook_write.write(plan, book, keep_from=book)
    workbook = openpyxl.load_workbook(book)
    assert workbook[BUDGET]["A1"].value == "私のシート"
    assert workbook[f"{BUDGET}(2)"]["B2"].value == "予算（一般勘定）"
    assert workbook_read.read(book)[1] == []


def test_own_sheets_survive_chart_sheets_too(book):
    def chart(workbook):
        add_own_sheet(workbook)
        drawing = BarChart()
        drawing.add_data(Reference(workbook["メモ"], min_col=1, min_row=2, max_row=2))
        workbook["メモ"].add_chart(drawing, "H1")
        other = BarChart()
        other.add_data(Reference(workbook["メモ"], min_col=1, min_row=2, max_row=2))
        workbook.create_chartsheet("図").add_chart(other)

    by_hand(book, chart)
    workbook_write.write(filled_plan(), book, keep_from=book)
    workbook = openpyxl.load_workbook(book)
    assert len(workbook["メモ"]._charts) == 1
    assert workbook.sheetnames[-1] == "図"


def test_a_file_that_is_gone_is_no_obstacle(tmp_path):
    path = tmp_path / "p.xlsx"
    saved = workbook_write.write(filled_plan(), path, keep_from=tmp_path / "gone.xlsx")
    assert saved.kept is None
    assert workbook_read.read(path)[1] == []


def test_a_file_that_became_unreadable_is_copied_before_it_is_replaced(book):
    book.write_bytes(b"not a workbook any more")
    saved = workbook_write.write(filled_plan(), book, keep_from=book)
    assert saved.kept is not None
    assert saved.kept.read_bytes() == b"not a workbook any more"
    assert workbook_read.read(book)[1] == []


def test_nothing_is_lost_of_a_file_of_ours_or_of_what_survives(book):
    assert what_would_be_lost(book) == []
    by_hand(book, add_own_sheet)
    assert what_would_be_lost(book) == []


def add_parts(path: Path, parts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_shapes_and_what_hangs_on_a_sheet_are_named(book):
    by_hand(book, add_own_sheet)
    replace_in_part(book, "xl/drawings/drawing1.xml", "</[^<]*wsDr>", r"<xdr:sp><x/></xdr:sp>\g<0>")
    replace_in_part(
        book,
        "xl/worksheets/_rels/sheet2.xml.rels",
        "</Relationships>",
        '<Relationship Id="t1" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
        ' Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    add_parts(book, {"xl/threadedComments/threadedComment1.xml": "<a/>", "xl/slicers/slicer1.xml": "<a/>"})
    findings = what_would_be_lost(book)
    assert kinds(findings) == ["lost_threaded_comments", "lost_shapes", "lost_slicers"]
    assert findings[0].parameters["sheet"] == "メモ"
    before = book.read_bytes()
    saved = workbook_write.write(filled_plan(), book, keep_from=book)
    assert saved.kept is not None
    assert saved.kept.name == "p（保存前の控え）.xlsx"
    assert saved.kept.read_bytes() == before


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/diagrams/data1.xml", "smart_art"),
        ("xl/ctrlProps/ctrlProp1.xml", "controls"),
        ("xl/embeddings/document1.docx", "embedded"),
        ("xl/charts/chartEx1.xml", "new_charts"),
        ("xl/charts/chart1.xml", "chart_looks"),
        ("xl/connections.xml", "connections"),
    ],
)
def test_parts_openpyxl_drops_are_named(book, part, kind):
    add_parts(book, {part: "<a/>"})
    assert kinds(what_would_be_lost(book)) == [f"lost_{kind}"]


@pytest.mark.parametrize(
    ("xml", "kind"),
    [
        (
            "<extLst><ext><x14:sparklineGroup /></ext></extLst>",
            "sparklines",
        ),
        ("<extLst><ext><x14:dataValidation /></ext></extLst>", "extended_formats"),
        ('<picture r:id="rId9"/>', "background"),
        ('<legacyDrawingHF r:id="rId9"/>', "header_pictures"),
    ],
)
def test_parts_of_a_sheet_openpyxl_drops_are_named(book, xml, kind):
    by_hand(book, add_own_sheet)
    replace_in_part(
        book,
        "xl/worksheets/sheet2.xml",
        "</worksheet>",
        xml.replace("<ext>", '<ext xmlns:x14="urn:x14">').replace("r:id", 'xmlns:r="urn:r" r:id')
        + "</worksheet>",
    )
    assert kinds(what_would_be_lost(book)) == [f"lost_{kind}"]


def test_what_a_person_put_onto_our_sheets_is_named(book):
    def remark(workbook):
        address(workbook[BUDGET], "grant", "a1").comment = Comment("なぜ？", "x")

    by_hand(book, remark)
    findings = what_would_be_lost(book)
    assert kinds(findings) == ["lost_additions"]
    assert findings[0].parameters["sheet"] == BUDGET


def test_a_failed_save_leaves_the_old_file(book, monkeypatch):
    type_into(book, BUDGET, "grant", "a1", 5)
    before = book.read_bytes()
    plan, _ = workbook_read.read(book)
    assert plan.figure(cell("grant", "a1")).amount == 5
    monkeypatch.setattr(workbook_write, "payload_cells", lambda plan: ["smrj/payload", "{}", "x"])
    with pytest.raises(workbook_write.SaveUnverifiedError):
        workbook_write.write(plan, book, keep_from=book)
    assert book.read_bytes() == before
    assert [each.name for each in book.parent.iterdir() if each.is_file()] == [book.name]
