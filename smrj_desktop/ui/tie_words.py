"""Ties in words: the lines they name as the plan prints them."""

from __future__ import annotations

from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text


def side_words(plan: Plan, tie: Tie) -> str:
    """Both sides of a tie: 資金計画・業務活動による収入 = 予算・計（収入） − 予算・借入金等."""
    return " = ".join(
        "".join(_term(plan, term, tie.accounts, first=at == 0) for at, term in enumerate(side))
        for side in (tie.left, tie.right)
    )


def _term(plan: Plan, written: str, accounts: tuple[str, ...], *, first: bool) -> str:
    try:
        term = TieTerm.parse(written)
    except EditError:
        return f" {written}"
    sign = ("− " if term.sign < 0 else "") if first else (" − " if term.sign < 0 else " ＋ ")
    statement = text(f"statement.{term.statement}")
    names = {account.key: account.label for account in plan.accounts}
    account = f"{names.get(term.account, term.account)}・" if term.account else ""
    wanted = (term.account,) if term.account else accounts
    for key, table in plan.tables.items():
        if key.statement == term.statement and key.account in wanted:
            row = table.template.lines.position.get(term.line)
            if row is not None:
                line = table.template.lines.nodes[row]
                section = f"（{line.section}）" if line.section and line.label == "計" else ""
                return f"{sign}{account}{statement}・{line.label}{section}"
    return f"{sign}{account}{statement}・{term.line}"


def proposal_words(plan: Plan, key: str) -> str:
    """A proposal by its key, which is its terms."""
    left, _, right = key.partition(" = ")
    accounts = tuple(account.key for account in plan.accounts)
    if not left.split():
        return key
    named = Tie(key=key, label=key, left=tuple(left.split()), right=tuple(right.split()), accounts=accounts)
    return side_words(plan, named)


def accounts_words(plan: Plan, tie: Tie) -> str:
    """The accounts a tie is tested for."""
    if tie.accounts and len(tie.accounts) == len(plan.accounts):
        return text("ties.all_accounts")
    names = {account.key: account.label for account in plan.accounts}
    return "、".join(names.get(key, key) for key in tie.accounts)
