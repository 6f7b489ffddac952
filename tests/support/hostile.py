"""Files that mean harm or were harmed: a generated family, each with the error that is due, if any."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from smrj_desktop.domain.errors import SmrjError, TruncatedFileError
from smrj_desktop.domain.exchange import errors
from smrj_desktop.io import passwords
from tests.support.foreign_files import (
    biff8,
    cell12,
    container,
    data,
    ods,
    ods_parts,
    records8,
    row12,
    strings8,
    xls,
    xlsb,
    xlsx,
    xlsx_parts,
    zipped,
)

MEGABYTE = 2**20
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@dataclass(frozen=True)
class Hostile:
    """A file: its name, what makes its bytes, and the error that says what is wrong; None if it is read."""

    name: str
    make: Callable[[], bytes]
    due: type[SmrjError] | None


def _cells(count: int) -> str:
    return "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(1, count + 1))


def _cell(address: str, inside: str, attributes: str = "") -> bytes:
    return xlsx(data(f'<row r="1"><c r="{address}" {attributes}>{inside}</c></row>'))


def _replaced(parts: dict[str, str], part: str, old: str, new: str) -> bytes:
    assert old in parts[part], old
    return zipped({**parts, part: parts[part].replace(old, new)})


def _bomb() -> bytes:
    return zipped({**xlsx_parts(data(ONE)), "xl/media/bomb.xml": bytes(32 * MEGABYTE)})


def _lying_bomb() -> bytes:
    """A sheet that claims to unpack to a hundred bytes."""
    size = 33_333_333
    parts = {**xlsx_parts(data(ONE)), "xl/worksheets/sheet1.xml": bytes(size)}
    return zipped(parts).replace(struct.pack("<I", size), struct.pack("<I", 100))


def _overlapping() -> bytes:
    """A thousand entries whose content is one and the same."""
    content = zipped({"a": random.Random(0).randbytes(10_000)})
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    listed = content[start:end] * 1000
    return (
        content[:start]
        + listed
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, 1000, 1000, len(listed), start, 0)
    )


def _many_parts() -> bytes:
    return zipped({**xlsx_parts(data(ONE)), **{f"x/{at}": b"" for at in range(10_001)}})


def _shared_formulas() -> bytes:
    master = "+".join(["A1"] * 2_500)
    first = f'<row r="1"><c r="B1"><f t="shared" si="0" ref="B1:B9999">{master}</f><v>1</v></c></row>'
    more = "".join(f'<row r="{at}"><c r="B{at}"><f t="shared" si="0"/></c></row>' for at in range(2, 3_000))
    return xlsx(data(first, more))


def _rounds() -> bytes:
    content = passwords.encrypt(xlsx(data(ONE)), "x")
    assert b'spinCount="100000"' in content
    return content.replace(b'spinCount="100000"', b'spinCount="999999"')


def _ods_row(attributes: str, cell: str) -> bytes:
    row = f"<table:table-row {attributes}>{cell}</table:table-row>"
    return ods(f'<table:table table:name="S">{row}</table:table>')


def _ods_text(inside: str) -> bytes:
    return ods(_ODS_TEXT.format(inside))


def _entities(part: str, attributes: str = "") -> bytes:
    parts = xlsx_parts(data(f'<row r="1"><c r="A1" {attributes}><v>0</v></c></row>'), strings=["<t>&i;</t>"])
    return zipped({**parts, part: f"{ENTITIES}]>{parts[part]}"})


def _odf_entities() -> bytes:
    parts = ods_parts(_ODS_TEXT.format("&i;"))
    return zipped({**parts, "content.xml": f"{ENTITIES}]>{parts['content.xml']}"})


def _hidden_columns() -> str:
    column = '<col min="1" max="16384" width="0" hidden="1"/>'
    return f"<cols>{column * 20_000}</cols>"


def _elsewhere() -> bytes:
    """A workbook that says that its sheet stands where no sheet does."""
    whole = biff8(records8())
    place = whole.index(struct.pack("<HH", 0x85, 6 + 2 + 4)) + 4
    return container({"Workbook": whole[:place] + struct.pack("<I", 20) + whole[place + 4 :]})


_ODS_TEXT = (
    '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="string">'
    "<text:p>{}</text:p></table:table-cell></table:table-row></table:table>"
)
_ODS_ONE = '<table:table-cell {}office:value-type="float" office:value="1"/>'
_CORNER = struct.pack("<HHHd", 65_535, 255, 0, 1.0)

FAMILY = (
    Hostile("zip bomb.xlsx", _bomb, errors.RatioLimitError),
    Hostile("zip bomb.zip", lambda: zipped({"a.csv": b"1," * 8 * MEGABYTE}), errors.RatioLimitError),
    Hostile("lying bomb.xlsx", _lying_bomb, errors.DamagedPartError),
    Hostile("overlapping.zip", _overlapping, TruncatedFileError),
    Hostile("many parts.xlsx", _many_parts, errors.PartsLimitError),
    Hostile(
        "huge merge.xlsx",
        lambda: xlsx(data(ONE) + '<mergeCells><mergeCell ref="A1:CV50000"/></mergeCells>'),
        errors.MergesLimitError,
    ),
    Hostile(
        "merges without end.xlsx",
        lambda: xlsx(data(ONE) + "<mergeCells" + "<mergeCell " * 100_000),
        errors.DamagedPartError,
    ),
    Hostile(
        "backward merge.xlsx",
        lambda: xlsx(data(ONE) + '<mergeCells><mergeCell ref="B2:A1"/></mergeCells>'),
        errors.DamagedPartError,
    ),
    Hostile("far cell.xlsx", lambda: _cell("XFD1048576", "<v>1</v>"), None),
    Hostile("farther cell.xlsx", lambda: _cell("XFE1048577", "<v>1</v>"), errors.DamagedPartError),
    Hostile("no address.xlsx", lambda: _cell("A-1", "<v>1</v>"), errors.DamagedPartError),
    Hostile("endless number.xlsx", lambda: _cell("A1", "<v>1e999</v>"), errors.DamagedPartError),
    Hostile("no number.xlsx", lambda: _cell("A1", "<v>NaN</v>"), errors.DamagedPartError),
    Hostile("long number.xlsx", lambda: _cell("A1", f"<v>{'9' * 5000}</v>"), errors.DamagedPartError),
    Hostile("string out of range.xlsx", lambda: _cell("A1", "<v>7</v>", 't="s"'), errors.DamagedPartError),
    Hostile("string before all.xlsx", lambda: _cell("A1", "<v>-1</v>", 't="s"'), errors.DamagedPartError),
    Hostile("style out of range.xlsx", lambda: _cell("A1", "<v>1</v>", 's="99"'), errors.DamagedPartError),
    Hostile("lone shared formula.xlsx", lambda: _cell("A1", '<f t="shared" si="9"/><v>1</v>'), None),
    Hostile("DDE.xlsx", lambda: _cell("A1", "<f>cmd|'/c calc'!A1</f><v>1</v>"), None),
    Hostile("shared formulas.xlsx", _shared_formulas, None),
    Hostile("dimension.xlsx", lambda: xlsx('<dimension ref="A1:XFD1048576"/>' + data(ONE)), None),
    Hostile("entities.xlsx", lambda: _entities("xl/worksheets/sheet1.xml"), errors.DamagedPartError),
    Hostile(
        "entities in strings.xlsx",
        lambda: _entities("xl/sharedStrings.xml", 's="0" t="s"'),
        errors.DamagedPartError,
    ),
    Hostile("deep.xlsx", lambda: xlsx(data(ONE) + "<x>" * 200_000 + "</x>" * 200_000), None),
    Hostile("many sheets.xlsx", lambda: xlsx(*[data(ONE)] * 1000), errors.SheetsLimitError),
    Hostile(
        "circle.xlsx",
        lambda: _replaced(
            xlsx_parts(data(ONE)), "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "workbook.xml"
        ),
        None,
    ),
    Hostile(
        "gone.xlsx",
        lambda: _replaced(
            xlsx_parts(data(ONE)), "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../etc/passwd"
        ),
        errors.DamagedPartError,
    ),
    Hostile("hidden everywhere.xlsx", lambda: xlsx(_hidden_columns() + data(ONE)), None),
    Hostile("rounds.xlsx", _rounds, errors.RoundsLimitError),
    Hostile(
        "deep.ods", lambda: _ods_text("<text:span>" * 999 + "</text:span>" * 999), errors.DepthLimitError
    ),
    Hostile("entities.ods", _odf_entities, errors.DamagedPartError),
    Hostile(
        "full rows.ods",
        lambda: _ods_row(
            'table:number-rows-repeated="1048576"', _ODS_ONE.format('table:number-columns-repeated="3" ')
        ),
        errors.CellsLimitError,
    ),
    Hostile(
        "empty rows.ods",
        lambda: _ods_row('table:number-rows-repeated="1048576"', "<table:table-cell/>"),
        None,
    ),
    Hostile(
        "no rows.ods",
        lambda: _ods_row('table:number-rows-repeated="-1"', "<table:table-cell/>"),
        errors.DamagedPartError,
    ),
    Hostile(
        "wide.ods",
        lambda: _ods_row("", _ODS_ONE.format('table:number-columns-repeated="999999999" ')),
        errors.DamagedPartError,
    ),
    Hostile("spaces.ods", lambda: _ods_text('a<text:s text:c="999999999"/>b'), None),
    Hostile(
        "merge.ods",
        lambda: _ods_row(
            "", _ODS_ONE.format('table:number-columns-spanned="999" table:number-rows-spanned="999" ')
        ),
        errors.MergesLimitError,
    ),
    Hostile("many sheets.ods", lambda: ods('<table:table table:name="S"/>' * 1000), errors.SheetsLimitError),
    Hostile("far cell.xls", lambda: xls(records8((0x203, _CORNER))), None),
    Hostile("string out of range.xls", lambda: xls(records8((0xFD, bytes(10)))), errors.DamagedPartError),
    Hostile(
        "lying strings.xls",
        lambda: xls(records8((0xFD, bytes(10))), before=[(0xFC, b"\xff" * 12)]),
        TruncatedFileError,
    ),
    Hostile(
        "endless readings.xls",
        lambda: xls(
            before=[(0xFC, struct.pack("<IIHBI", 1, 1, 0, 4, 2**32 - 1)), *[(0x3C, bytes(8000))] * 200]
        ),
        TruncatedFileError,
    ),
    Hostile(
        "huge merge.xls",
        lambda: xls(records8((0xE5, struct.pack("<HHHHH", 1, 0, 65_535, 0, 255)))),
        errors.MergesLimitError,
    ),
    Hostile("sheet elsewhere.xls", _elsewhere, errors.DamagedPartError),
    Hostile("far cell.xlsb", lambda: xlsb(row12(1_048_575), cell12(5, 16_383, bytes(8))), None),
    Hostile(
        "farther cell.xlsb", lambda: xlsb(row12(2**32 - 1), cell12(5, 0, bytes(8))), errors.DamagedPartError
    ),
    Hostile(
        "string out of range.xlsb", lambda: xlsb(row12(0), cell12(7, 0, b"\xff" * 4)), errors.DamagedPartError
    ),
    Hostile(
        "long text.xlsb", lambda: xlsb(row12(0), cell12(6, 0, b"\xff\xff\xff\x7f")), errors.DamagedPartError
    ),
    Hostile("long cell.csv", lambda: b"a," + b"x" * 2 * MEGABYTE, TruncatedFileError),
    Hostile("many columns.csv", lambda: b"1," * 20_000, TruncatedFileError),
)


def sound() -> dict[str, bytes]:
    """A sound file of every kind, large enough to be cut in many places, by the ending it has."""
    texts = [random.Random(at).randbytes(60).hex() for at in range(120)]
    rows = [
        f'<row r="{at}"><c r="A{at}" t="s"><v>{at - 1}</v></c><c r="B{at}" s="1"><v>{at}</v></c>'
        f'<c r="C{at}"><f>B{at}+1</f><v>{at + 1}</v></c></row>'
        for at in range(1, 121)
    ]
    merges = '<mergeCells><mergeCell ref="D1:E2"/></mergeCells>'
    strings = [f"<t>{text}</t>" for text in texts]
    book = xlsx(data(*rows) + merges, strings=strings, formats=['0;0;"-"'])
    table = "".join(
        "<table:table-row>"
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        f'<table:table-cell table:formula="of:=[.C1]" office:value-type="float" office:value="{at}">'
        "<text:p>-</text:p></table:table-cell></table:table-row>"
        for at, text in enumerate(texts)
    )
    old = records8(
        *((0xFD, struct.pack("<HHHI", at, 0, 0, at)) for at in range(60)),
        *((0x203, struct.pack("<HHHd", at, 1, 0, at)) for at in range(120)),
        (0xE5, struct.pack("<HHHHH", 1, 0, 1, 3, 4)),
    )
    new = [
        item
        for at in range(120)
        for item in (row12(at), cell12(7, 0, struct.pack("<I", at)), cell12(5, 1, struct.pack("<d", at)))
    ]
    return {
        "xlsx": book,
        "ods": ods(f'<table:table table:name="S">{table}</table:table>'),
        "xls": xls(old, before=[(0xE0, bytes(20)), strings8(*texts[:60])]),
        "xlsb": xlsb(*new, strings=texts),
        "csv": "\r\n".join(f"予算,{text},-" for text in texts).encode("cp932"),
        "zip": zipped({"a.xlsx": book, "b.csv": "\n".join(texts)}),
    }


def harmed(content: bytes, flips: int) -> Iterator[bytes]:
    """A file cut at every kilobyte, with bytes changed anywhere, and inside its parts where it has any."""
    for end in range(0, len(content), 1024):
        yield content[:end]
    for seed in range(flips):
        yield _flipped(content, random.Random(seed))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        for seed in range(flips):
            chance = random.Random(seed)
            name = chance.choice(sorted(parts))
            yield zipped({**parts, name: _flipped(parts[name], chance)})


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)
