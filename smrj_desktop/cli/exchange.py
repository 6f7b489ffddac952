"""The commands that exchange files with others: export, import and merge."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smrj_desktop import messages
from smrj_desktop.cli import printing
from smrj_desktop.cli.common import ERRORS_FOUND, OK, USAGE, add_output, has_ending, same_file, say
from smrj_desktop.cli.progress import Tell, progress

if TYPE_CHECKING:
    from smrj_desktop.domain.checks.finding import Finding
    from smrj_desktop.domain.exchange.outcome import Outcome
    from smrj_desktop.domain.plan import Plan
    from smrj_desktop.io.incoming import Incoming
    from smrj_desktop.io.machine_form import Encoding

FORMS = {"ministry": (".xlsx",), "machine": (".csv", ".xlsx"), "pdf": (".pdf",)}
"""The forms of a plan for others, and how their files may end."""
ENCODINGS = ("utf-8", "cp932")
DOUBTFUL = ERRORS_FOUND
"""The exit code of what was read and has doubtful places, or was merged and has conflicts left."""
_ATTEMPTS = 3
"""So often a password is asked for."""


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """What `export` takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--to", required=True, choices=FORMS, help=messages.text("cli.to"))
    parser.add_argument("--encoding", choices=ENCODINGS, help=messages.text("cli.encoding"))
    parser.add_argument("--name-version", default="", metavar="NAME", help=messages.text("cli.name_version"))
    parser.add_argument(
        "--totals", choices=("values", "formulas"), default="values", help=messages.text("cli.totals")
    )
    for name in ("thousand", "lock", "draft", "comments", "mono"):
        parser.add_argument(f"--{name}", action="store_true", help=messages.text(f"cli.{name}"))
    parser.add_argument("--section", action="append", metavar="KEY", help=messages.text("cli.section"))
    parser.add_argument("--replaces", type=Path, metavar="OLD", help=messages.text("cli.replaces"))
    _add_password(parser)
    add_output(parser)


def export(options: argparse.Namespace) -> int:
    """Writes a plan in a form for others."""
    if not has_ending(options.output, *FORMS[options.to]):
        return USAGE
    read = filter(None, (options.file, options.replaces))
    if any(same_file(path, options.output) for path in read):
        say(messages.text("cli.overwrites_input"))
        return USAGE
    if misuse := _misuse(options):
        say(messages.text(misuse))
        return USAGE
    from smrj_desktop.io import outgoing, workbook_read

    with progress() as tell:
        tell(0.0, "worker.reading")
        plan, findings = workbook_read.read(options.file)
        tell(0.3, "worker.writing")
        now = datetime.now().astimezone()
        if options.to == "ministry":
            findings += _ministry(options, plan, now)
        elif options.to == "pdf":
            printing.write(options, plan, tell)
        else:
            encoding: Encoding = "cp932" if options.encoding == "cp932" else "utf-8-sig"
            version = options.name_version
            outgoing.machine(plan, options.output, when=now, version=version, encoding=encoding)
    _say_all(plan, findings)
    return OK


def _misuse(options: argparse.Namespace) -> str:
    """Which message says that options do not go together; empty where they do.

    Nobody may believe that a file is protected or marked when it is not.
    """
    ministry, printed = options.to == "ministry", options.to == "pdf"
    secured = options.thousand or options.lock or options.totals != "values" or options.password_file
    if not ministry and secured:
        return "cli.ministry_only"
    if not ministry and not printed and (options.draft or options.comments):
        return "cli.paper_only"
    if options.encoding and (options.to != "machine" or options.output.suffix.lower() != ".csv"):
        return "cli.csv_only"
    if not printed and (options.section or options.replaces or options.mono):
        return "cli.pdf_only"
    return "cli.thousand_needs_formulas" if options.thousand and options.totals != "formulas" else ""


def _ministry(options: argparse.Namespace, plan: Plan, now: datetime) -> Sequence[Finding]:
    from smrj_desktop.domain.exchange.errors import NoPasswordError
    from smrj_desktop.domain.exchange.print_options import PrintOptions
    from smrj_desktop.domain.fiscal_years import show_day
    from smrj_desktop.io import outgoing, sent

    password = _password(options)
    if options.password_file and not password:
        raise NoPasswordError
    print_options = PrintOptions(
        version=options.name_version or sent.next_version(plan.profile.id),
        date=show_day(now.date()),
        totals=options.totals,
        thousand=options.thousand,
        lock=options.lock,
        comments=options.comments,
        draft=options.draft,
    )
    return outgoing.ministry(plan, options.output, print_options, password=password, when=now)


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """What `import` takes."""
    parser.add_argument("source", type=Path, metavar="SOURCE", help=messages.text("cli.source"))
    parser.add_argument("--onto", type=Path, metavar="FILE", help=messages.text("cli.onto"))
    _add_password(parser)
    add_output(parser)


def import_file(options: argparse.Namespace) -> int:
    """Reads a file of somebody else, by itself or onto a plan."""
    if not has_ending(options.output, ".xlsx"):
        return USAGE
    if any(path and same_file(path, options.output) for path in (options.source, options.onto)):
        say(messages.text("cli.overwrites_input"))
        return USAGE
    from smrj_desktop.domain.exchange.review import ImportReview
    from smrj_desktop.io import workbook_read, workbook_write

    with progress() as tell:
        mine = workbook_read.read(options.onto)[0] if options.onto else None
        came = _read(options, options.source, mine, None, tell)
        tell(0.7, "worker.preparing")
        plan = came.base_plan if mine is None else mine
        review = ImportReview(came.base_plan, plan, came.reading(), two_way=came.two_way)
        tell(0.9, "worker.writing")
        workbook_write.write(review.preview(), options.output)
        whole = review.outcome()
        outcome = _doubtful(whole, whole=mine is not None)
    if mine is not None:
        for line in _summary(whole, plan, came):
            say(line)
    for line in _lines(outcome, plan, came):
        say(line)
    # without what was sent nobody can tell their changes from one's own
    guessed = mine is not None and came.two_way and bool(whole.rows)
    return DOUBTFUL if guessed or outcome.rows or outcome.findings or outcome.unread else OK


def _summary(outcome: Outcome, plan: Plan, came: Incoming) -> Iterator[str]:
    """What a file was compared with for want of what was sent, what became of it, and what it lacks."""
    from smrj_desktop.domain.exchange.outcome import Verdict
    from smrj_desktop.io import check_report

    if came.two_way:
        yield messages.text("exchange.two_way", name=came.file_name)
    verdicts = (Verdict.TAKEN, Verdict.REFUSED, Verdict.OPEN)
    counts = {verdict.value: len(outcome.having(verdict)) for verdict in verdicts}
    yield messages.text("cli.imported", **counts) if outcome.rows else messages.text("cli.nothing")
    if outcome.unread:
        tables = "、".join(check_report.table_name(plan, key) for key in outcome.unread)
        yield messages.text("exchange.unread", tables=tables)


def _doubtful(outcome: Outcome, *, whole: bool) -> Outcome:
    """What of an outcome somebody should look at; `whole` where there is a plan for what the file lacks."""
    from smrj_desktop.domain.checks.finding import Severity
    from smrj_desktop.domain.exchange.outcome import Verdict

    return replace(
        outcome,
        rows=outcome.having(Verdict.OPEN, Verdict.REFUSED),
        findings=tuple(item for item in outcome.findings if item.severity is not Severity.INFO),
        unread=() if whole else outcome.unread,
    )


def merge_arguments(parser: argparse.ArgumentParser) -> None:
    """What `merge` takes."""
    for name in ("base", "mine", "theirs"):
        parser.add_argument(name, type=Path, metavar=name.upper(), help=messages.text(f"cli.merge_{name}"))
    parser.add_argument("--json", action="store_true", help=messages.text("cli.json"))
    _add_password(parser)
    add_output(parser)


def merge(options: argparse.Namespace) -> int:
    """Brings what theirs changed since base into mine; conflicts keep mine."""
    if not has_ending(options.output, ".xlsx"):
        return USAGE
    if any(same_file(path, options.output) for path in (options.base, options.mine, options.theirs)):
        say(messages.text("cli.overwrites_input"))
        return USAGE
    from smrj_desktop.domain.exchange.outcome import Verdict
    from smrj_desktop.domain.exchange.review import ImportReview
    from smrj_desktop.io import workbook_read, workbook_write

    with progress() as tell:
        tell(0.0, "worker.reading")
        base, mine = (workbook_read.read(path)[0] for path in (options.base, options.mine))
        came = _read(options, options.theirs, mine, base, tell)
        tell(0.7, "worker.preparing")
        review = ImportReview(came.base_plan, mine, came.reading())
        tell(0.9, "worker.writing")
        workbook_write.write(review.preview(), options.output)
        outcome = review.outcome()
    if options.json:
        from smrj_desktop.io.merge_json import as_json

        print(json.dumps(as_json(outcome, mine), ensure_ascii=False, indent=2))
    else:
        for line in _lines(outcome, mine, came):
            print(line)
    return DOUBTFUL if outcome.having(Verdict.OPEN) else OK


def _lines(outcome: Outcome, plan: Plan, came: Incoming) -> Iterator[str]:
    """What became of what a file brought, a line each, between tabs."""
    from smrj_desktop.io.merge_report import merge_report_grids

    for grid in merge_report_grids(outcome, plan, came.file_name, came.base_version)[1:]:
        for row in grid.rows:
            yield "\t".join(" ".join(cell.text.split("\n")) if cell else "" for cell in row).rstrip()


def _say_all(plan: Plan, findings: Sequence[Finding]) -> None:
    from smrj_desktop.io import check_report

    for finding in findings:
        say(check_report.line(plan, finding))


def _add_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-file", type=Path, metavar="FILE", help=messages.text("cli.password_file"))


def _password(options: argparse.Namespace) -> str:
    """The first line of the file with the password; empty where none is named."""
    if options.password_file is None:
        return ""
    from smrj_desktop.domain.exchange.errors import UnreadableEncodingError
    from smrj_desktop.io import package_scan

    name = options.password_file.name
    with package_scan.told(name):
        content = options.password_file.read_bytes()
    # PowerShell writes UTF-16 with a mark, which reads as nonsense in other encodings
    encodings = ("utf-16",) if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            password = next(iter(content.decode(encoding).splitlines()), "")
            if all(unicodedata.category(character) != "Cc" for character in password):
                return password
    raise UnreadableEncodingError(name=name)


def _read(
    options: argparse.Namespace, path: Path, mine: Plan | None, base: Plan | None, tell: Tell
) -> Incoming:
    """Reads a file, with the password from its file, or asked for at the keyboard where there is one."""
    from smrj_desktop.cli.working import in_worker
    from smrj_desktop.domain import codec
    from smrj_desktop.domain.errors import EncryptedFileError
    from smrj_desktop.domain.exchange.errors import WrongPasswordError

    mine_json, base_json = (plan and codec.canonical(plan.to_json()) for plan in (mine, base))
    password = _password(options)
    asks = not password and sys.stdin is not None and sys.stdin.isatty()
    for attempt in range(_ATTEMPTS if asks else 1):
        try:
            passwords = (password,) if password else ()
            came: Incoming = in_worker(
                "read_incoming", tell, path=path, mine=mine_json, base=base_json, passwords=passwords
            )
            return _recognised(came)
        except (EncryptedFileError, WrongPasswordError) as error:
            if not asks or attempt == _ATTEMPTS - 1:
                raise
            say(messages.text(error.message, **error.parameters))
            password = getpass.getpass(messages.text("cli.password"))
    raise AssertionError(options)


def _recognised(came: Incoming) -> Incoming:
    """A file again, unless somebody would have to say first what any of its tables is."""
    from smrj_desktop.domain.exchange.errors import NoTableError

    known = (found.tables or found.text or found.indicators for found in came.recognised)
    if came.recognised and not any(known):
        _say_all(came.base_plan, came.findings)
        sheets = "、".join(sheet.title for book in came.books for sheet in book.sheets)
        raise NoTableError(name=came.file_name, sheets=sheets)
    return came
