"""Every label of a plan in the form in which labels are compared, and which tables a title names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.exchange.labels import ACCOUNT_WORD, TOTAL, canonical, loose, spelt, unit_in, words
from smrj_desktop.domain.exchange.recognise_answers import Answers
from smrj_desktop.domain.exchange.recognise_fields import HEADS
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import Axis, Column, Line, TableKey

LONGEST_LABEL = 80
"""No label, title or unit takes more characters; longer cells are prose."""

_BEGINNING = 24
"""By so many characters at its beginning a passage is known."""

_LONGEST_NAME = 30
"""The label of a line that is new takes no more characters; remarks may."""

_REMARK = re.compile(r"[※*]|\(?注|備考|.*(?:。|内訳\)?$)|[(<\[「【〔〈《][^)>\]」】〕〉》]*[)>\]」】〕〉》]$")
"""What a note or a remark among the rows of a table begins or ends with."""

UNKNOWN = "?"
"""Stands for an account that is named and that the plan does not have."""


class Named(NamedTuple):
    """What a title names; empty where it names none, or several."""

    statement: str
    account: str


class LineForms(NamedTuple):
    """How a line may be written: exactly, with another word for a total, without what is in brackets.

    `spelt` is how it is spelt.
    """

    exact: str
    like: frozenset[str]
    section: str
    heading: bool = False
    spelt: str = ""


class ColumnForms(NamedTuple):
    """How a column's segment and class are written; the class is empty where it has none.

    `spelt` is how both are spelt.
    """

    segment: str
    accounting_class: str
    spelt: tuple[str, str] = ("", "")


class Sense(NamedTuple):
    """What the text of a cell may be.

    Attributes:
        label: its canonical form.
        line, head: the label of a line, of a column or a part of that.
        beginning: the beginning of a label of a column.
        field: the head of a list.
        passage, indicator: a passage of the text or how one begins, the name of an indicator.
        named, unit: what it says of a table.
    """

    label: str
    line: bool = False
    head: bool = False
    beginning: bool = False
    field: bool = False
    passage: bool = False
    indicator: bool = False
    named: Named | None = None
    unit: Unit | None = None


class Vocabulary:
    """What is looked for: the labels of a plan, and those that a hand has said mean them.

    Attributes:
        plan: the plan.
        answers: what a hand has said.
        heads: the segments, the classes, and both together.
        beginnings: what these may begin with, for labels written into two cells.
        segments: the segments that are no totals.
        passages: how the passages of the text begin.
        indicators: the names of the indicators; long ones as far as they are compared.
    """

    def __init__(self, plan: Plan, statement_names: Mapping[str, str], answers: Answers) -> None:
        """Takes down all labels."""
        self.plan, self.answers = plan, answers
        tables = {key: table.template for key, table in plan.tables.items()}
        self._senses: dict[str, Sense | None] = {}
        self._lines = {key: _line_forms(template.lines) for key, template in tables.items()}
        self._columns = {key: _column_forms(template.columns) for key, template in tables.items()}
        self._known = {
            form for forms in self._lines.values() for line in forms for form in (line.exact, *line.like)
        }
        self.heads = {part for forms in self._columns.values() for column in forms for part in _parts(column)}
        self._known |= {item.label for item in answers if item.what == "line" and item.key}
        self.beginnings = {head[:end] for head in self.heads for end in range(2, len(head))}
        self.segments = {
            column.segment for forms in self._columns.values() for column in forms if column.segment != TOTAL
        }
        self.passages = {
            canonical(item.text[:LONGEST_LABEL])[:_BEGINNING] for item in plan.outline if item.text
        }
        self.indicators = {canonical(item.name[:LONGEST_LABEL]) for item in plan.indicators if item.name}
        self._statements = _longest_first({canonical(name): key for key, name in statement_names.items()})
        self._spelt = {account.key: spelt(account.label) for account in plan.accounts}
        self._alike: dict[str, list[str]] = {}
        for key, label in self._spelt.items():
            self._alike.setdefault(canonical(label), []).append(key)
        self._accounts = _longest_first({canonical(account.label): account.key for account in plan.accounts})
        names = (*self._statements, *self._accounts, ACCOUNT_WORD)
        self._names = re.compile("|".join(map(re.escape, names)))
        self._stems = {label.removesuffix(ACCOUNT_WORD): key for label, key in self._accounts.items()}

    def lines(self, key: TableKey) -> tuple[LineForms, ...]:
        """The forms of a table's lines in order."""
        return self._lines[key]

    def columns(self, key: TableKey) -> tuple[ColumnForms, ...]:
        """The forms of a table's columns in order."""
        return self._columns[key]

    def sense(self, text: str) -> Sense | None:
        """What a text may be; None where it is nothing that is looked for."""
        if text not in self._senses:
            self._senses[text] = self._make_out(text)
        return self._senses[text]

    def may_be_new_line(self, text: str) -> bool:
        """Whether a text may be the label of a line that no table has yet; not a heading, title or remark."""
        plain = unicodedata.normalize("NFKC", text[:LONGEST_LABEL]).strip()
        if not 1 < len(plain) <= _LONGEST_NAME or _REMARK.match(plain):
            return False
        sense = self.sense(text)
        return sense is None or sense._replace(line=False, beginning=False) == Sense(sense.label)

    def _make_out(self, text: str) -> Sense | None:
        label = canonical(text[:LONGEST_LABEL])
        passage, indicator = label[:_BEGINNING] in self.passages, label in self.indicators
        if len(text) > LONGEST_LABEL:
            return Sense(label, passage=passage, indicator=indicator) if passage or indicator else None
        line, head = self._is_line(label), loose(label) in self.heads
        beginning, field = label in self.beginnings, label in HEADS
        named, unit = (None, None) if line else (self.named(text), unit_in(label))
        if not (line or head or beginning or field or passage or indicator or named or unit):
            return None
        return Sense(
            label,
            line=line,
            head=head,
            beginning=beginning,
            field=field,
            passage=passage,
            indicator=indicator,
            named=named,
            unit=unit,
        )

    def table_called(self, statement: str, account: str) -> TableKey:
        """The table of a statement and an account; empty where the plan has none of that name."""
        name = canonical(account) if account else ""
        key = self._accounts.get(name) or self._stems.get(name, "")
        return TableKey(
            self._statements.get(canonical(statement) if statement else "", ""),
            self._meant(key, account) if key else "",
        )

    def _meant(self, key: str, text: str) -> str:
        """Of the accounts whose names differ in width or case alone the one that a text spells; or none."""
        alike = self._alike[canonical(self._spelt[key])]
        if len(alike) == 1:
            return key
        named = [other for other in alike if self._spelt[other].removesuffix(ACCOUNT_WORD) in spelt(text)]
        return named[0] if len(named) == 1 else UNKNOWN

    def is_title(self, text: str) -> bool:
        """Whether a text says no more than which table of which year this is, in which unit."""
        return len(text) <= LONGEST_LABEL and not _TITLE_WORDS.sub("", self._names.sub("", canonical(text)))

    def _is_line(self, label: str) -> bool:
        """Whether a canonical label is one of a line of some table."""
        return label in self._known or loose(label) in self._known

    def named(self, text: str, *, stems: bool = False) -> Named | None:
        """What a title names; None where it names nothing, or several things.

        Args:
            text: the title.
            stems: whether accounts may go without 勘定 though no statement is named, as in sheets' names.
        """
        label = canonical(text)
        if not stems and not self._names.search(label):
            return None
        statements, _ = _inside(label, self._statements)
        accounts, left = _inside(label, self._accounts)
        if not accounts and (statements or stems):
            accounts = {self._stems[word] for word in words(text) if word in self._stems}
        if not accounts and ACCOUNT_WORD in left and any(_is_account(word) for word in words(text)):
            accounts = {UNKNOWN}
        accounts = {key if key == UNKNOWN else self._meant(key, text) for key in accounts}
        if len(statements) > 1 or len(accounts) > 1 or not (statements or accounts):
            return None
        return Named("".join(statements), "".join(accounts))


_TITLE_WORDS = re.compile(
    r"(?:令和|平成|[rh])?(?:元|\d{1,4})年度|別紙|別表|年度計画|計画|表|第|単位|(?:百万|億|千)?円|[\W\d_]+"
)


def _is_account(word: str) -> bool:
    return word.endswith(ACCOUNT_WORD) and len(word) > len(ACCOUNT_WORD) + 1


def _longest_first(labels: Mapping[str, str]) -> dict[str, str]:
    return {label: labels[label] for label in sorted(labels, key=len, reverse=True) if label}


def _inside(label: str, names: Mapping[str, str]) -> tuple[set[str], str]:
    """What a label holds of some names, longest first, and the label without them."""
    found = set()
    for name, key in names.items():
        if name in label:
            found.add(key)
            label = label.replace(name, " ")
    return found, label


def _line_forms(lines: Axis[Line]) -> tuple[LineForms, ...]:
    forms = []
    for line in lines.nodes:
        exact, section = canonical(line.label), canonical(line.section) if line.section else ""
        like = {loose(exact)}
        if loose(exact) == TOTAL and section:
            like.add(section + TOTAL)
        forms.append(LineForms(exact, frozenset(like), section, line.heading, spelt(line.label)))
    return tuple(forms)


def _column_forms(columns: Axis[Column]) -> tuple[ColumnForms, ...]:
    return tuple(
        ColumnForms(
            loose(canonical(column.segment or column.label)),
            loose(canonical(column.accounting_class)) if column.accounting_class else "",
            (spelt(column.segment or column.label), spelt(column.accounting_class)),
        )
        for column in columns.nodes
    )


def _parts(column: ColumnForms) -> set[str]:
    return {column.segment, column.accounting_class, column.segment + column.accounting_class} - {""}
