"""Small workbooks of every kind, built byte by byte, so that anything in them can be wrong on purpose."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from itertools import accumulate
from xml.sax.saxutils import escape

from smrj_desktop.domain.exchange.book import BookSheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_LINKS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Parts as an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def relations(targets: Mapping[str, tuple[str, str]], links: str = LINKS) -> str:
    """A part of relations: by id the kind and the target."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{links}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def xlsx_parts(
    *sheets: str,
    strings: Sequence[str] = (),
    formats: Sequence[str] = (),
    main: str = MAIN,
    links: str = LINKS,
    workbook: str = "",
    macros: bool = False,
) -> dict[str, str]:
    """The parts of an `.xlsx` file.

    Args:
        sheets: what stands in the `<worksheet>` of each, titled S1, S2 and so on.
        strings: the shared strings, as XML.
        formats: number formats; cell style 0 is General, style 1 the first of them.
        main, links: the names of the format, those of the strict form at will.
        workbook: more XML in the workbook, before its sheets.
        macros: whether it says that it holds macros.
    """
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="s{n}"/>' for n in numbers)
    own = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for at, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(formats)))
    said = "macroEnabled" if macros else ""
    items = "".join(f"<si>{item}</si>" for item in strings)
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{said}</Types>',
        "_rels/.rels": relations({"r": ("officeDocument", "xl/workbook.xml")}, links),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}">{workbook}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            {
                **{f"s{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers},
                "strings": ("sharedStrings", "sharedStrings.xml"),
                "styles": ("styles", "styles.xml"),
            },
            links,
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{items}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{own}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{main}">{content}</worksheet>'
            for n, content in zip(numbers, sheets, strict=True)
        },
    }


def xlsx(*sheets: str, strings: Sequence[str] = (), formats: Sequence[str] = ()) -> bytes:
    """An `.xlsx` file; the arguments are those of `xlsx_parts`."""
    return zipped(xlsx_parts(*sheets, strings=strings, formats=formats))


def data(*rows: str) -> str:
    """Rows as the data of a sheet."""
    return f"<sheetData>{''.join(rows)}</sheetData>"


def ods_parts(tables: str, styles: str = "", **more: str) -> dict[str, str]:
    """The parts of an `.ods` file, from the XML of its tables."""
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content {_ODF}>{automatic}{body}</office:document-content>",
        **more,
    }


def ods(tables: str, styles: str = "") -> bytes:
    """An `.ods` file."""
    return zipped(ods_parts(tables, styles))


def wide(text: str) -> bytes:
    """A text as `.xlsb` stores it."""
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def records12(*records: tuple[int, bytes]) -> bytes:
    """Records as `.xlsb` stores them."""

    def varying(number: int) -> bytes:
        found = b""
        while number >= 0x80:
            found += bytes([number & 0x7F | 0x80])
            number >>= 7
        return found + bytes([number])

    return b"".join(varying(kind) + varying(len(content)) + content for kind, content in records)


def xlsb(*cells: tuple[int, bytes], strings: Sequence[str] = (), formats: Sequence[str] = ()) -> bytes:
    """An `.xlsb` file with one sheet of these records.

    Style 1 is the first of the formats; the last style and font 1 strike through.
    """
    own = [(44, struct.pack("<H", 164 + at) + wide(code)) for at, code in enumerate(formats)]
    styles = [(47, struct.pack("<HH12x", 0, number)) for number in (0, *range(164, 164 + len(formats)))]
    fonts = [(43, struct.pack("<HH17x", 200, flags)) for flags in (0, 8)]
    styles.append((47, struct.pack("<HHH10x", 0, 0, 1)))
    sheet = (156, struct.pack("<II", 0, 1) + wide("s1") + wide("S1"))
    kinds = {"s1": "worksheet", "styles": "styles", "strings": "sharedStrings"}
    names = {"s1": "worksheets/sheet1.bin", "styles": "styles.bin", "strings": "sharedStrings.bin"}
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": relations({"r": ("officeDocument", "xl/workbook.bin")}),
            "xl/workbook.bin": records12((153, bytes(8)), sheet),
            "xl/_rels/workbook.bin.rels": relations({key: (kinds[key], names[key]) for key in kinds}),
            "xl/styles.bin": records12(*own, *fonts, (617, b""), *styles, (618, b"")),
            "xl/sharedStrings.bin": records12(*((19, b"\0" + wide(text)) for text in strings)),
            "xl/worksheets/sheet1.bin": records12(*cells),
        }
    )


def row12(number: int, *, hidden: bool = False) -> tuple[int, bytes]:
    """A row of an `.xlsb` sheet, from 0."""
    return 0, struct.pack("<IIHBB", number, 0, 300, 0, 0x10 if hidden else 0) + bytes(5)


def cell12(kind: int, column: int, content: bytes, style: int = 0) -> tuple[int, bytes]:
    """A cell of an `.xlsb` sheet."""
    return kind, struct.pack("<II", column, style) + content


def records8(*records: tuple[int, bytes]) -> bytes:
    """Records as `.xls` stores them."""
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)


BOF8, EOF8 = (0x809, struct.pack("<HH12x", 0x600, 5)), (0x0A, b"")


def text8(text: str, count: str = "<H") -> bytes:
    """A text as `.xls` stores it, in wide characters."""
    units = text.encode("utf-16-le")
    return struct.pack(count, len(units) // 2) + b"\1" + units


def strings8(*texts: str) -> tuple[int, bytes]:
    """The shared strings of an `.xls` file."""
    return 0xFC, struct.pack("<II", len(texts), len(texts)) + b"".join(map(text8, texts))


def biff8(*sheets: bytes, before: Sequence[tuple[int, bytes]] = (), hidden: bool = False) -> bytes:
    """The stream of an `.xls` file, from the records of its sheets and more of those before them."""

    def head(starts: Sequence[int]) -> bytes:
        listed = [
            (0x85, struct.pack("<IBB", start, int(hidden), 0) + text8(f"S{at}", "<B"))
            for at, start in enumerate(starts, 1)
        ]
        return records8(BOF8, *before, *listed, EOF8)

    whole = [records8(BOF8) + sheet + records8(EOF8) for sheet in sheets]
    length = len(head([0] * len(sheets)))
    return head(list(accumulate(map(len, whole[:-1]), initial=length))[: len(sheets)]) + b"".join(whole)


def container(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container with one stream, or two of which the second has the longer name."""
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    # shorter streams would stand in another way
    padded = {name: stream.ljust(4096, b"\0") for name, stream in streams.items()}
    content, chain, starts = b"", list[int](), list[int]()
    for stream in padded.values():
        starts.append(len(chain))
        chain += [*range(len(chain) + 1, len(chain) + -(-len(stream) // 512)), end]
        content += stream.ljust(-(-len(stream) // 512) * 512, b"\0")
    directory = len(chain)
    tables = -(-(directory + 2) // 128) + 1
    chain += [end, *[table] * tables]
    chain += [free] * (128 * tables - len(chain))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, directory, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", *range(directory + 1, directory + 1 + tables), *[free] * (109 - tables))

    def entry(name: str, kind: int, beside: int, below: int, start: int, size: int) -> bytes:
        units = name.encode("utf-16-le").ljust(64, b"\0")
        length = 2 * len(name) + 2 if name else 0
        spot = struct.pack("<HBBIII", length, kind, 1, free, beside, below)
        return units + spot + bytes(36) + struct.pack("<IQ", start, size)

    entries = entry("Root Entry", 5, free, 1, end, 0)
    for at, (name, stream) in enumerate(padded.items(), 1):
        entries += entry(name, 2, at + 1 if at < len(padded) else free, free, starts[at - 1], len(stream))
    entries = entries.ljust(512, b"\0")
    return header + content + entries + struct.pack(f"<{128 * tables}I", *chain)


def xls(*sheets: bytes, before: Sequence[tuple[int, bytes]] = ()) -> bytes:
    """An `.xls` file."""
    return container({"Workbook": biff8(*sheets, before=before)})


def values(sheet: BookSheet) -> dict[tuple[int, int], object]:
    """What the cells of a sheet show."""
    return {at: cell.value for at, cell in sheet.cells.items()}
