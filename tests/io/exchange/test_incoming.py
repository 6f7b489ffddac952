"""A file that came back: through other programs, rearranged, protected, with or without its base."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from smrj_desktop import paths
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Rounding, Unit
from smrj_desktop.domain.edit_kinds import PutContribution, SetCell, SetEntryUnit, SetRounding
from smrj_desktop.domain.exchange.errors import MixedFilesError, PasswordNeededError, WrongPasswordError
from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.restructuring import Wanted
from smrj_desktop.domain.restructuring import rearranged as rearranged_plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import builtin, bundle, incoming, input_sheets, outgoing, passwords, sent, workbook_write
from smrj_desktop.io.incoming import Incoming
from tests.support import workbooks
from tests.support.returned import review_of

WHEN = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
CELL = CellKey("budget", "general", "general_admin", "environment_general")
TITLE = "予算・一般"


def options(**chosen: object) -> PrintOptions:
    return PrintOptions(version="第1版", date="令和6年3月1日", **chosen)


def send(plan: Plan, path: Path, **chosen: object) -> Path:
    outgoing.ministry(plan, path, options(**chosen), when=WHEN)
    return path


def forget() -> None:
    """Loses what was sent, as on another PC."""
    for base in (paths.keep_dir() / "sent").rglob("*.base"):
        base.unlink()


def comes_back_the_same(came: Incoming, plan: Plan) -> bool:
    reading = came.reading()
    nothing = not reading.typed_totals and not reading.systematic and not review_of(came, plan).items
    return nothing and reading.theirs.content_hash() == plan.content_hash()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_resave_by_another_program_changes_nothing(tmp_path, plan, ending):
    # LibreOffice finds no other names where the system's language is not set
    path = send(plan, tmp_path / "form.xlsx", totals="formulas")
    again = workbooks.saved_as(path, tmp_path, ending)
    came = incoming.read(again, plan)
    assert not came.two_way and came.base_version == "第1版"
    assert comes_back_the_same(came, plan)


def test_without_a_base_the_tables_come_back_the_same(tmp_path, plan):
    path = send(plan, tmp_path / "提出.xlsx")
    stranger = plan.copy()
    edits.apply(stranger, SetCell(cell=CELL, figure=Figure(107)))
    forget()
    came = incoming.read(path, stranger)
    assert came.two_way
    (item,) = review_of(came, stranger).items
    assert (item.key, item.mine, item.theirs) == ("/".join(CELL), "107", "106")
    assert item.remark and item.remark[0] == "review.no_base"


def test_a_password_is_asked_for_and_opens_the_file(tmp_path, plan):
    path = tmp_path / "提出.xlsx"
    outgoing.ministry(plan, path, options(), when=WHEN, password="合言葉")
    with pytest.raises(PasswordNeededError):
        incoming.read(path, plan)
    with pytest.raises(WrongPasswordError):
        incoming.read(path, plan, passwords=["違う"])
    assert comes_back_the_same(incoming.read(path, plan, passwords=["違う", "合言葉"]), plan)


def rearranged(path: Path, seed: int) -> None:
    """The same tables otherwise: sheets and columns elsewhere, rows between, labels spaced, in 千円."""
    chance = random.Random(seed)
    book = openpyxl.load_workbook(path)
    chance.shuffle(book._sheets)
    for sheet in book.worksheets:
        if "・" not in sheet.title:
            continue
        for span in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(span))
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        formats = [[cell.number_format for cell in row] for row in sheet.iter_rows()]
        thousand = chance.random() < 0.5
        sheet.delete_rows(1, sheet.max_row)
        at = 1 + chance.randrange(3)
        for row, looks in zip(rows, formats, strict=True):
            for column, value in enumerate(row):
                cell = sheet.cell(at, column + 2, value)
                cell.number_format = looks[column]
                if isinstance(value, int) and thousand:
                    cell.value = value * 1000
                elif isinstance(value, str) and thousand:
                    cell.value = value.replace("百万円", "千円")
                if column == 0 and isinstance(cell.value, str) and chance.random() < 0.5:
                    cell.value = "　".join(cell.value)
            at += 1 + (chance.random() < 0.1)
        sheet.title = f"Sheet{chance.randrange(10**6)}"
    book.save(path)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_tables_rearranged_change_nothing(tmp_path, plan, seed):
    path = send(plan, tmp_path / "提出.xlsx")
    rearranged(path, seed)
    came = incoming.read(path, plan)
    assert [table for found in came.recognised for table in found.tables][17:] and not came.unread
    assert comes_back_the_same(came, plan)


def test_a_change_is_merged_with_what_was_edited_since(tmp_path, plan):
    path, mine = send(plan, tmp_path / "提出.xlsx"), plan.copy()
    edits.apply(mine, SetCell(cell=CELL, figure=Figure(107)))
    book = openpyxl.load_workbook(path)
    cells = [cell for row in book[TITLE].iter_rows() for cell in row]
    next(cell for cell in cells if cell.value == 106).value = 108
    next(cell for cell in cells if cell.value == 10357).value = 10358
    book.save(path)
    review = review_of(incoming.read(path, mine), mine)
    found = {item.key: (item.state, item.base, item.mine, item.theirs) for item in review.items}
    assert found["/".join(CELL)] == ("both", "106", "107", "108")
    other = CELL._replace(line="loan_recovery")
    assert found["/".join(other)] == ("theirs", "10,357", "10,357", "10,358")
    merged = review.preview()
    assert (merged.figure(CELL), merged.figure(other)) == (Figure(107), Figure(10358))


def test_a_workbook_of_our_own_is_compared_with_what_was_sent(tmp_path, plan):
    path, mine, theirs = tmp_path / "計画.xlsx", plan.copy(), plan.copy()
    edits.apply(theirs, SetCell(cell=CELL, figure=Figure(108)))
    workbook_write.write(theirs, path)
    came = incoming.read(path, mine)
    assert came.two_way, "nobody knows what a colleague began with"
    assert [item.theirs for item in review_of(came, mine).items if item.kind == "cell"] == ["108"]
    sent.remember(theirs, "第3版", path.name, WHEN, "ministry")
    came = incoming.read(path, mine)
    assert (came.two_way, came.base_version) == (False, "第3版")
    path.write_bytes(passwords.encrypt(path.read_bytes(), "a"))
    assert incoming.read(path, mine, passwords=["a"]).base_version == "第3版"


def test_a_file_of_another_plan_is_told(tmp_path, plan):
    path = send(plan, tmp_path / "提出.xlsx")
    other = Plan.from_json({**plan.to_json(), "profile": {**plan.to_json()["profile"], "id": "another"}})
    came = incoming.read(path, other)
    assert came.two_way and "incoming_other_plan" in workbooks.kinds(came.findings)


def item_of(department: str, amount: int, key: str) -> Contribution:
    return Contribution(key=key, department=department, item="委託費", amount=amount, unit=Unit.THOUSAND)


def test_the_sheets_of_several_departments_add_up_in_one_archive(tmp_path, plan):
    base = plan.copy()
    for number, (department, amount) in enumerate((("企画部", 60_000), ("財務部", 46_000))):
        item = item_of(department, amount, str(number))
        edits.apply(base, PutContribution(cell=CELL, contribution=item, index=number))
    scopes = [InputScope(department=name, own_cells=True) for name in ("企画部", "財務部")]
    files = {}
    for scope, amount in zip(scopes, (61_000, 47_400), strict=True):
        file = tmp_path / f"{scope.department}.xlsx"
        file.write_bytes(input_sheets.content(base, scope, InputOptions(version="第1版", lock=False)))
        book = openpyxl.load_workbook(file)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        next(cell for cell in cells if cell.value in (60_000, 46_000)).value = amount
        book.save(file)
        files[file.name] = file.read_bytes()
    archive = tmp_path / "返送.zip"
    archive.write_bytes(bundle.zipped(files))
    sent.remember(base, "第1版", archive.name, WHEN, "input", "企画部")
    review = review_of(incoming.read(archive, base), base)
    (item,) = review.items
    assert (item.kind, item.state) == ("build_up", "theirs")
    merged = review.preview()
    assert merged.figure(CELL) == Figure(108)
    amounts = [each.amount for each in merged.table(CELL).build_ups[merged.table(CELL).locate(CELL)]]
    assert amounts == [61_000, 47_400]

    mixed = tmp_path / "混在.zip"
    mixed.write_bytes(bundle.zipped({**files, "提出.xlsx": send(base, tmp_path / "提出.xlsx").read_bytes()}))
    with pytest.raises(MixedFilesError):
        incoming.read(mixed, base)


def test_read_by_itself_a_file_gives_the_plan_it_was_made_of(tmp_path, plan):
    edited = plan.copy()
    edits.apply(edited, SetCell(cell=CELL, figure=Figure(250)))
    came = incoming.read(send(edited, tmp_path / "提出.xlsx"), None)
    assert not came.two_way and came.reading().theirs.content_hash() == edited.content_hash()


def test_read_by_itself_without_a_base_published_totals_are_stated(tmp_path, plan):
    path = send(plan, tmp_path / "提出.xlsx")
    forget()
    came = incoming.read(path, None)
    assert came.two_way
    review = review_of(came, came.base_plan)

    read = review.preview()
    assert all(read.figure(cell) == plan.figure(cell) for cell in workbooks.cells_of(plan))


def test_a_workbook_of_our_own_is_known_by_its_labels_in_an_archive(tmp_path, plan):
    path, theirs = tmp_path / "計画.xlsx", plan.copy()
    edits.apply(theirs, SetCell(cell=CELL, figure=Figure(108)))
    workbook_write.write(theirs, path)
    archive = tmp_path / "計画.zip"
    archive.write_bytes(bundle.zipped({path.name: path.read_bytes()}))
    came = incoming.read(archive, plan)
    assert came.two_way and [table for found in came.recognised for table in found.tables][17:]
    assert [(item.kind, item.theirs) for item in review_of(came, plan).items] == [("cell", "108")]


def test_a_workbook_of_another_plan_is_compared_and_told(tmp_path, plan):
    other = Plan.from_json({**plan.to_json(), "profile": {**plan.to_json()["profile"], "id": "another"}})
    workbook_write.write(other, tmp_path / "別.xlsx")
    came = incoming.read(tmp_path / "別.xlsx", plan)
    assert came.two_way and "incoming_other_plan" in workbooks.kinds(came.findings)
    assert not review_of(came, plan).items


@pytest.mark.parametrize(
    "change",
    [SetEntryUnit(unit=Unit.THOUSAND), SetRounding(rounding=Rounding.TRUNCATE)],
    ids=["unit", "mode"],
)
def test_what_the_plan_counts_in_may_have_changed_since(tmp_path, plan, change):
    path, mine = send(plan, tmp_path / "提出.xlsx"), plan.copy()
    edits.apply(mine, change)
    book = openpyxl.load_workbook(path)
    next(cell for row in book[TITLE].iter_rows() for cell in row if cell.value == 106).value = 108
    book.save(path)
    came = incoming.read(path, mine)
    assert not came.two_way
    (item,) = [item for item in review_of(came, mine).items if item.kind == "cell"]
    factor = Unit.MILLION.value // mine.profile.unit.value
    assert (item.key, item.theirs) == ("/".join(CELL), f"{108 * factor:,}")


@pytest.mark.parametrize("native", [False, True], ids=["print form", "own workbook"])
def test_what_a_file_changes_in_an_account_that_is_gone_is_said_and_the_rest_is_offered(
    tmp_path, plan, native
):
    elsewhere = CellKey("budget", "facilities", "loan_interest", "newbiz")
    mine, theirs = plan.copy(), plan.copy()
    for at in (CELL, elsewhere):
        edits.apply(theirs, SetCell(cell=at, figure=Figure(999)))
    path = tmp_path / "計画.xlsx"
    if native:
        workbook_write.write(theirs, path)
    else:
        send(theirs, path)
    left = [Wanted(account.key, account.label) for account in mine.accounts if account.key != "facilities"]
    edits.apply(mine, rearranged_plan(mine, {}, None, left).edit)
    came = incoming.read(path, mine, base=plan)
    (said,) = [finding for finding in came.findings if finding.kind == "incoming_account_gone"]
    assert said.parameters == {"account": "施設整備等勘定", "old": "0", "new": "999"}
    assert said.place.line and said.place.account is None
    assert "/".join(CELL) in [item.key for item in review_of(came, mine).items]


def test_of_two_files_of_one_department_the_later_one_counts(tmp_path, plan):
    base = plan.copy()
    edits.apply(base, PutContribution(cell=CELL, contribution=item_of("企画部", 106_000, "1"), index=0))
    scope = InputScope(department="企画部", own_cells=True)
    files = {}
    for name, amount in (("一.xlsx", 110_000), ("二.xlsx", 120_000)):
        file = tmp_path / name
        file.write_bytes(input_sheets.content(base, scope, InputOptions(version="第1版", lock=False)))
        book = openpyxl.load_workbook(file)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        next(cell for cell in cells if cell.value == 106_000).value = amount
        book.save(file)
        files[name] = file.read_bytes()
    archive = tmp_path / "返送.zip"
    archive.write_bytes(bundle.zipped(files))
    sent.remember(base, "第1版", archive.name, WHEN, "input", "企画部")
    came = incoming.read(archive, base)
    assert workbooks.kinds(came.findings).count("input_twice") == 1
    merged = review_of(came, base).preview()
    assert merged.figure(CELL) == Figure(120)
