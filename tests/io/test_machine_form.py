from __future__ import annotations

import csv
import re
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from smrj_desktop import messages
from smrj_desktop.domain import amounts, edit_kinds, edits, errors
from smrj_desktop.domain.amounts import BLANK, Figure
from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.exchange.errors import NotInEncodingError
from smrj_desktop.io import builtin, machine_form
from tests.support import tree
from tests.support.plans import cell, put
from tests.support.workbooks import filled_plan

DOCUMENT = tree.ROOT.parent / "shared" / "plan-r5.txt"
HEAD = "fiscal_year,statement,account,section,line,segment,class,value,mark,unit,role"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_built_in_plan(tmp_path):
    path = tmp_path / "p.csv"
    assert machine_form.write(builtin.load(), path) == 1263
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf" + HEAD.encode() + b"\r\n")
    assert content.count(b"\r\n") == content.count(b"\n") == 1264
    found = rows_of(path)
    assert found[0] == {
        "fiscal_year": "2023",
        "statement": "予算",
        "account": "一般勘定",
        "section": "収入",
        "line": "運営費交付金",
        "segment": "事業承継・引継ぎ促進業務",
        "class": "一般経理",
        "value": "1507",
        "mark": "",
        "unit": "百万円",
        "role": "leaf",
    }
    assert {row["role"] for row in found} == {"leaf", "subtotal", "total"}
    assert all((row["value"] == "") == (row["mark"] == "-") for row in found)
    assert all((row["value"] == "0") == (row["mark"] == "0") for row in found)
    texts = {row[name] for row in found for name in ("line", "segment", "class", "section")}
    assert not any(text != "".join(text.split()) or text.startswith(("(", "（")) for text in texts)


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the plan document is not at hand")
def test_every_cell_is_the_document_s_in_its_order(tmp_path):
    path = tmp_path / "p.csv"
    machine_form.write(builtin.load(), path)
    printed = document_cells()
    found = [(row["statement"], row["account"], row["value"], row["mark"]) for row in rows_of(path)]
    assert len(printed) == 1263
    assert found == printed


ANNEX = re.compile(r"2023年度計画\(2023年4月~2024年3月\)の(.+)")
ACCOUNTS = ("一般", "産業基盤整備", "施設整備等", "小規模企業共済", "中小企業倒産防止共済", "出資承継")


def document_cells() -> list[tuple[str, str, str, str]]:
    """Statement, account, value and mark of every figure cell in the document's tables, in print order."""
    found = []
    statement = account = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        plain = unicodedata.normalize("NFKC", "".join(line.split()))
        annex = ANNEX.fullmatch(plain)
        if annex:
            statement = annex[1]
        named = [name for name in ACCOUNTS if plain.strip("<>") == f"{name}勘定"]
        account = f"{named[0]}勘定" if named else account
        if not statement:
            continue
        for text in line.split("\t")[1:]:
            try:
                figure = amounts.parse(text)
            except errors.AmountError:
                continue
            if figure.amount is not None:
                value = "" if figure.mark == "-" else str(figure.amount)
                found.append((statement, account, value, figure.mark))
    return found


def test_the_workbook_says_the_same_as_the_csv(tmp_path):
    machine_form.write(builtin.load(), tmp_path / "p.csv")
    machine_form.write(builtin.load(), tmp_path / "p.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    cells = [
        ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
    ]
    assert [dict(zip(cells[0], row, strict=True)) for row in cells[1:]] == rows_of(tmp_path / "p.csv")
    assert not sheet.merged_cells.ranges
    assert isinstance(sheet["H2"].value, int)


def test_the_same_plan_gives_the_same_bytes(tmp_path):
    for ending in ("csv", "xlsx"):
        one, other = tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"
        machine_form.write(filled_plan(), one)
        machine_form.write(filled_plan(), other)
        assert one.read_bytes() == other.read_bytes()


def test_blank_cells_and_marks(tmp_path):
    plan = filled_plan()
    put(plan, "operating_cost", "a1", BLANK)
    put(plan, "operating_cost", "a2", Figure(-82))
    path = tmp_path / "p.csv"
    machine_form.write(plan, path)
    found = {(row["statement"], row["line"], row["segment"], row["class"]): row for row in rows_of(path)}
    blank = found["予算", "業務経費", "甲業務", "一般経理"]
    assert (blank["value"], blank["mark"]) == ("", "")
    assert found["予算", "業務経費", "甲業務", "特定経理"]["value"] == "-82"
    assert found["予算", "その他収入", "甲業務", "一般経理"]["mark"] == "-"
    assert found["予算", "その他収入", "甲業務", "特定経理"]["value"] == "0"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\x01x"])
def test_no_text_is_taken_for_a_formula(tmp_path, text):
    assert machine_form._inert(text) == f"'{text}"
    assert machine_form._inert("運営費交付金") == "運営費交付金"
    assert machine_form._inert(-82) == -82


def test_in_a_workbook_text_stays_text_and_marks_stay_marks(tmp_path):
    plan = filled_plan()
    template = plan.table(cell("grant", "b")).template
    lines = tuple(replace(line, label=f"={line.label}") for line in template.lines.nodes)
    columns = tuple(template.columns.nodes)
    edits.apply(plan, edit_kinds.SetFrame(table=template.key, lines=lines, columns=columns))
    machine_form.write(plan, tmp_path / "p.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx").active
    labels = [each for each in sheet["E"] if each.value.startswith("=")]
    assert labels
    assert all(each.data_type == "s" and each.quotePrefix for each in labels)
    marks = [each for each in sheet["I"] if each.value == "-"]
    assert marks
    assert all(each.data_type == "s" and not each.quotePrefix for each in marks)


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("共 通", "共通"),
        ("生産性向上業　務", "生産性向上業務"),
        ("（計）", "計"),
        ("(一般経理)", "一般経理"),
        ("純利益(△純損失)", "純利益(△純損失)"),
        ("(甲)と(乙)", "(甲)と(乙)"),
    ],
)
def test_labels_are_plain(label, plain):
    assert machine_form.plain_label(label) == plain


def test_a_failed_export_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "p.csv"
    path.write_text("old", encoding="utf-8")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(errors.SaveDiskFullError):
        machine_form.write(filled_plan(), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [each for each in tmp_path.iterdir() if each.is_file()] == [path]


def test_layers_and_build_ups_do_not_appear(tmp_path):
    plan = filled_plan()
    last_year = edits.SetCell(cell=cell("grant", "a1", layer="last_plan"), figure=Figure(987_654))
    edits.apply(plan, last_year)
    path = tmp_path / "p.csv"
    machine_form.write(plan, path)
    assert "987654" not in path.read_text(encoding="utf-8-sig")


def test_csv_for_excel_in_japan(tmp_path):
    plan = builtin.load()
    machine_form.write(plan, tmp_path / "u.csv")
    machine_form.write(plan, tmp_path / "s.csv", encoding="cp932")
    content = (tmp_path / "s.csv").read_bytes()
    assert content.startswith(HEAD.encode() + b"\r\n")
    assert content.decode("cp932") == (tmp_path / "u.csv").read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize("character", ["𠮷", "é", "\u200b"])
def test_a_character_that_cp932_lacks_is_named_and_nothing_written(tmp_path, character):
    plan = filled_plan()
    template = plan.table(cell("grant", "b")).template
    lines = tuple(
        replace(line, label=f"運営{character}交付金") if line.key == "grant" else line
        for line in template.lines.nodes
    )
    columns = tuple(template.columns.nodes)
    edits.apply(plan, edit_kinds.SetFrame(table=template.key, lines=lines, columns=columns))
    with pytest.raises(NotInEncodingError) as caught:
        machine_form.write(plan, tmp_path / "p.csv", encoding="cp932")
    sentence = messages.text(caught.value.message, **caught.value.parameters)
    assert f"「運営{character}交付金」の「{character}」" in sentence
    assert not (tmp_path / "p.csv").exists()
    assert machine_form.write(plan, tmp_path / "p.csv") > 0


def test_a_workbook_says_where_it_comes_from_and_csv_holds_the_table_alone(tmp_path):
    plan = filled_plan()
    machine_form.write(plan, tmp_path / "p.xlsx", version="第3版")
    machine_form.write(plan, tmp_path / "p.csv", version="第3版")
    with zipfile.ZipFile(tmp_path / "p.xlsx") as archive:
        found = imprint.find(archive.read("docProps/custom.xml").decode())
    assert found == imprint.Imprint("small", "第3版", plan.content_hash())
    assert "smrj" not in (tmp_path / "p.csv").read_text(encoding="utf-8-sig")


def test_the_rules_for_statistical_tables(tmp_path):
    """What the built-in plan shows of them: segments of subtotals, sections, roles."""
    machine_form.write(builtin.load(), tmp_path / "p.csv")
    found = rows_of(tmp_path / "p.csv")
    assert {row["unit"] for row in found} == {"百万円"}
    assert {row["fiscal_year"] for row in found} == {"2023"}
    assert all(row["class"] == "" for row in found if row["segment"] == "合計")
    assert any(row["class"] == "合計" and row["segment"] != "合計" for row in found)
    mutual = [row for row in found if row["class"] == "調整"]
    assert {row["segment"] for row in mutual} == {"経営環境変化対応業務"}
    sections = {(row["statement"], row["section"]) for row in found}
    assert sections == {
        ("予算", "収入"), ("予算", "支出"),
        ("収支計画", "費用の部"), ("収支計画", "収益の部"), ("収支計画", "臨時利益"), ("収支計画", ""),
        ("資金計画", "資金支出"), ("資金計画", "資金収入"),
    }  # fmt: skip
    after = [row["line"] for row in found if row["statement"] == "収支計画" and not row["section"]]
    assert after[0] == "純利益(△純損失)"
    assert all(row["segment"] == "合計" or row["line"] for row in found if row["role"] == "total")
