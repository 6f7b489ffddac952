"""What writer and reader of the native workbook agree on: keys, sheet names, number formats, the payload.

`docs/spec/workbook.md` describes the format. A sheet is known by the key in A1, a line by the key in the
hidden column A, a column by the key in the hidden row 1; titles and addresses mean nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.domain.amounts import BLANK, Figure, Unit
from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Position
from smrj_desktop.domain.template import TableKey, TableTemplate
from smrj_desktop.messages import catalogue

VERSION = 1
FORMAT = "smrj-workbook"
CHUNK = 30_000
"""How many characters of the payload a cell holds; openpyxl cuts at 32,767 without a word."""

PREFIX = "smrj/"
_STATEMENT = f"{PREFIX}statement/"
COVER, MEASURES, INDICATORS = f"{PREFIX}cover", f"{PREFIX}measures", f"{PREFIX}indicators"
PAYLOAD = imprint.STORE
PAYLOAD_TITLE = "_smrj"

# `@` marks what is ours and no key of the plan, whose own `@` is escaped
LABEL, VALUE, TITLE, UNIT, HEADER, NOTE = "@label", "@value", "@title", "@unit", "@header", "@note"
MARK, TEXT, FIGURES, REPEAT_OF = "@mark", "@text", "@figures", "@repeat_of"
SECTION, CORE, NAME, TARGET, BASIS, YEARS = "@section", "@core", "@name", "@target", "@basis", "@period_years"
MEASURES_COLUMNS = (MARK, TEXT, FIGURES, REPEAT_OF)
INDICATORS_COLUMNS = (SECTION, CORE, NAME, TARGET, BASIS, YEARS)

COVER_ORDER = (
    "title",
    "agency",
    "date",
    "fiscal_year",
    "preamble",
    "text_note",
    "entry_unit",
    "rounding_note",
)
FIXED_COVER = ("fiscal_year", "entry_unit")
CORE_MARK = "◎"
TARGET_SEPARATOR = "；"

TEXT_FORMAT = "@"
_FIGURE_FORMAT = '#,##0;"△ "#,##0;'
ZERO_FORMAT = _FIGURE_FORMAT + "0"
NOTHING_FORMAT = _FIGURE_FORMAT + '"-"'
BLANK_FORMAT = _FIGURE_FORMAT


def word(name: str) -> str:
    """A word on a sheet. The workbook is Japanese whatever language the window speaks."""
    return catalogue("ja")[f"workbook.{name}"]


def statement_key(key: TableKey) -> str:
    """The key of a statement's sheet."""
    return f"{_STATEMENT}{encode_key(key.statement)}/{encode_key(key.account)}"


@cache
def encode_key(key: str) -> str:
    """A key of the plan as it stands in a cell: plain ASCII that no program changes."""
    return quote(key, safe="", errors="surrogatepass").replace("_x", "%5Fx")


def decode_key(text: str) -> str:
    """The key of the plan that `encode_key` wrote."""
    return unquote(text, errors="surrogatepass")


def sheet_keys(plan: Plan) -> list[str]:
    """The keys of our sheets in order, the payload last."""
    return [COVER, MEASURES, INDICATORS, *map(statement_key, plan.tables), PAYLOAD]


_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def is_statement_key(key: str) -> bool:
    """Whether a key is that of a statement's sheet, of whatever plan."""
    return key.startswith(_STATEMENT)


def titles(plan: Plan, taken: Iterable[str] = ()) -> dict[str, str]:
    """A title for every sheet key: within 31 characters, none double, none in `taken`."""
    return _titles({account.key: account.label for account in plan.accounts}, plan.tables, taken)


def stored_titles(payload: Sequence[str]) -> dict[str, str]:
    """The titles that the plan in a payload has given its sheets; none where it cannot be read."""
    try:
        stored = payload_json(payload)
        accounts = {str(item["key"]): str(item["label"]) for item in stored["accounts"]}
        tables = [TableKey(str(item["statement"]), str(item["account"])) for item in stored["tables"]]
        return _titles(accounts, tables, ())
    except (KeyError, TypeError, ValueError):
        return {}


def _titles(accounts: Mapping[str, str], tables: Iterable[TableKey], taken: Iterable[str]) -> dict[str, str]:
    used = {title.casefold() for title in taken}
    wanted = {COVER: word("cover"), MEASURES: word("measures"), INDICATORS: word("indicators")}
    for table in tables:
        account = accounts[table.account].removesuffix(word("account_suffix"))
        wanted[statement_key(table)] = f"{statement_title(table.statement)}・{account}"
    return {key: free_title(title, used) for key, title in {**wanted, PAYLOAD: PAYLOAD_TITLE}.items()}


def free_title(wanted: str, used: set[str], ending: str = "") -> str:
    """A title as near to the one wanted as Excel allows, and none of those `used`, to which it is added.

    Args:
        wanted: what the sheet should be called.
        used: the titles of other sheets, case-folded.
        ending: what the title ends with, however short the rest has to become.
    """
    plain = _NOT_IN_TITLES.sub("_", wanted).strip("' ") or "_"
    free, number = _cut(plain, 31 - len(ending)) + ending, 1
    while free.casefold() in used:
        number += 1
        suffix = f"({number})"
        free = _cut(plain, 31 - len(ending) - len(suffix)) + ending + suffix
    used.add(free.casefold())
    return free


def _cut(text: str, units: int) -> str:
    """The beginning of a text in so many UTF-16 units, as Excel counts."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


def statement_title(statement: str) -> str:
    """What a statement is called on paper; one that has no name is called by its key."""
    return catalogue("ja").get(f"statement.{statement}", statement)


def statement_names() -> dict[str, str]:
    """What the statements are called on paper, by key."""
    return {statement: statement_title(statement) for statement in STATEMENTS}


def format_of(figure: Figure, *, total: bool) -> str:
    """The number format that makes a cell read as the plan prints its figure, a 0 above all.

    A total that is not 0 now prints `-` where its parts come to cancel; a leaf shows the 0 a person types.
    """
    if total and figure.amount is None:
        return BLANK_FORMAT
    if figure.mark == "-" or (total and not figure.mark):
        return NOTHING_FORMAT
    return ZERO_FORMAT


def in_thousands(yen: int) -> int | Decimal:
    """An amount in 千円 as a cell holds it, to the last yen."""
    return Decimal(yen).scaleb(-3) if yen % Unit.THOUSAND.value else yen // Unit.THOUSAND.value


class Sum(NamedTuple):
    """What a total's formula says: the weight of every part, and what is added beside them."""

    parts: dict[Position, int]
    residual: int


def expected_sum(template: TableTemplate, figures: Sequence[Sequence[Figure | None]], at: Position) -> Sum:
    """The formula of a total: its direct parts, and by how much it differs from their sum.

    Args:
        template: the table's template.
        figures: the table's figures by row and column; None in headings.
        at: the total's position.
    """
    parts = {(row, column): weight for row, column, weight in template.parts(*at)}

    def value(row: int, column: int) -> int:
        return (figures[row][column] or BLANK).value

    return Sum(parts, value(*at) - sum(weight * value(*part) for part, weight in parts.items()))


def payload_cells(plan: Plan) -> list[str]:
    """The payload sheet's column A: its key, a header, and the plan as JSON in chunks.

    The JSON is plain ASCII without spaces, and without what spreadsheet programs take for an escape, so that
    no program between here and the next reading can change it.
    """
    text = json.dumps(plan.to_json(), sort_keys=True, separators=(",", ":"))
    text = text.replace(" ", "\\u0020").replace("_x", "\\u005fx")
    header = {
        "format": FORMAT,
        "version": VERSION,
        "length": len(text),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    chunks = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
    return [PAYLOAD, json.dumps(header, separators=(",", ":")), *chunks]


def payload_header(cells: Sequence[str]) -> dict[str, Any]:
    """The payload's header; empty where it is none."""
    try:
        header = json.loads(cells[1])
    except (IndexError, ValueError):
        return {}
    return header if isinstance(header, dict) and header.get("format") == FORMAT else {}


def payload_json(cells: Sequence[str]) -> Any:
    """The plan's JSON values from the payload's cells; None where they do not match the header."""
    header, text = payload_header(cells), "".join(cells[2:])
    if header.get("length") != len(text) or header.get("sha256") != hashlib.sha256(text.encode()).hexdigest():
        return None
    return json.loads(text)
