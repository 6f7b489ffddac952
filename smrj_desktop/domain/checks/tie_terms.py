"""The terms of ties as they are written."""

from __future__ import annotations

from dataclasses import dataclass

from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.statements import CellKey


@dataclass(frozen=True, slots=True)
class TieTerm:
    """One term of a tie: `[-][account/]statement.line[/column]`; what is left out is empty."""

    sign: int
    account: str
    statement: str
    line: str
    column: str

    @classmethod
    def parse(cls, text: str) -> TieTerm:
        """Reads a term; raises `EditError` where it is none."""
        sign, body = (-1, text[1:]) if text.startswith("-") else (1, text)
        parts = body.split("/")
        account = parts.pop(0) if "." not in parts[0] else ""
        name = parts.pop(0) if parts else ""
        column = parts.pop(0) if parts else ""
        statement, dot, line = name.partition(".")
        if parts or not dot or not statement or not line:
            raise EditError(what=text)
        return cls(sign, account, statement, line, column)

    def __str__(self) -> str:
        """As it is written."""
        account = f"{self.account}/" if self.account else ""
        column = f"/{self.column}" if self.column else ""
        return f"{'-' if self.sign < 0 else ''}{account}{self.statement}.{self.line}{column}"

    def cell(self, account: str, column: str) -> CellKey:
        """The cell it means where the tie is tested for an account and a column."""
        return CellKey(self.statement, self.account or account, self.line, self.column or column)
