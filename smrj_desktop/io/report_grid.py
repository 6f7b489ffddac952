"""The check report as a grid: the verdict, every finding, the explained differences, for screen and paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from smrj_desktop.domain.amounts import show_difference
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.grid import Grid, GridCell, GridRow, heads, section
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import check_report
from smrj_desktop.messages import text

COLUMNS = ("word", "place", "content", "suspects", "accepted")
WORDS = ("error", "warning", "rounding", "note")


def report_grid(plan: Plan, findings: Sequence[Finding], holds: bool | None) -> Grid:
    """The report of a plan's checks.

    Args:
        plan: the plan that was checked.
        findings: all of them.
        holds: the joint proof's verdict.
    """
    return Grid(
        title=text("report.title", plan=plan.profile.title),
        subtitle=plan.profile.agency,
        unit=plan.profile.entry_unit,
        note=text("report.note"),
        header=(heads(text(f"report.{name}") for name in COLUMNS),),
        rows=(
            *_summary(findings, holds),
            *_all_findings(plan, findings),
            *_explained(plan),
        ),
        line_keys=(),
        column_keys=COLUMNS,
    )


def _summary(findings: Sequence[Finding], holds: bool | None) -> Iterator[GridRow]:
    yield _section(text("report.summary"))
    yield _row("", text("report.proof"), check_report.verdict(holds))
    standing = Counter(finding.word for finding in findings if not finding.accepted)
    accepted = sum(bool(finding.accepted) for finding in findings)
    for word in WORDS:
        yield _row(text(f"word.{word}"), "", text("report.count", count=standing[word]))
    yield _row(text("word.accepted"), "", text("report.count", count=accepted))


def _all_findings(plan: Plan, findings: Sequence[Finding]) -> Iterator[GridRow]:
    for word in (*WORDS, "accepted"):
        own = [item for item in findings if (word if item.accepted else item.word) == word]
        own = [item for item in own if bool(item.accepted) == (word == "accepted")]
        if not own:
            continue
        yield _section(text("report.section", word=text(f"word.{word}"), count=len(own)))
        for finding in own:
            below = [check_report.related(plan, item) for item in finding.relations]
            below += [
                check_report.suspected(plan, item) for item in finding.suspects[: check_report.MOST_SUSPECTS]
            ]
            yield _row(
                text(f"word.{finding.word}"),
                check_report.where(plan, finding.place),
                check_report.sentence(finding),
                "\n".join(below),
                _acceptance(plan, finding),
            )


def _acceptance(plan: Plan, finding: Finding) -> str:
    for item in plan.accepted:
        if finding.accepted and item.key == finding.key:
            return text("report.accepted_by", reason=item.reason, author=item.author, at=item.at)
    return ""


def _explained(plan: Plan) -> Iterator[GridRow]:
    if not plan.explained:
        return
    yield _section(text("report.explained", count=len(plan.explained)))
    labels = {tie.key: tie.label for tie in plan.ties}
    for item in plan.explained:
        place = check_report.column_at(plan, item.account, item.column)
        who = " ".join(filter(None, (item.author, item.at)))
        yield _row(show_difference(item.amount), place, labels.get(item.tie, item.tie), item.reason, who)


def _section(label: str) -> GridRow:
    return section(label, len(COLUMNS))


def _row(*texts: str) -> GridRow:
    padded = (*texts, *("" for _ in COLUMNS[len(texts) :]))
    return tuple(GridCell(text=item) for item in padded)
