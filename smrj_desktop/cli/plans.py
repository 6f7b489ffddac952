"""The commands about one plan: a new one and its checks; and the test of the program itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from uuid import uuid4

from smrj_desktop import messages
from smrj_desktop.cli.common import ERRORS_FOUND, OK, USAGE, add_output, has_ending, same_file, say


def new_arguments(parser: argparse.ArgumentParser) -> None:
    """What `new` takes."""
    parser.add_argument("--empty", action="store_true", help=messages.text("cli.empty"))
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help=messages.text("cli.from"))
    add_output(parser)


def new(options: argparse.Namespace) -> int:
    """Writes the built-in plan, or an empty one, as a workbook."""
    if not has_ending(options.output, ".xlsx"):
        return USAGE
    if options.source and not options.empty:
        say(messages.text("cli.from_needs_empty"))
        return USAGE
    if options.source and same_file(options.source, options.output):
        say(messages.text("cli.overwrites_input"))
        return USAGE
    from smrj_desktop.domain.blank import blank
    from smrj_desktop.io import builtin, workbook_read, workbook_write

    plan = workbook_read.read(options.source)[0] if options.source else builtin.load()
    workbook_write.write(blank(plan, str(uuid4())) if options.empty else plan, options.output)
    return OK


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """What `check` takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--against", type=Path, metavar="LAST", help=messages.text("cli.against"))
    parser.add_argument("--json", action="store_true", help=messages.text("cli.json"))


def check(options: argparse.Namespace) -> int:
    """Prints what the checks of a plan find."""
    from smrj_desktop.domain.checks.against import against
    from smrj_desktop.domain.checks.review import Review
    from smrj_desktop.io import check_report, workbook_read

    plan, found = workbook_read.read(options.file)
    last = workbook_read.read(options.against)[0] if options.against else None
    review = Review(plan)
    review.complete()
    findings = [*found, *review.findings(), *(against(plan, last) if last else ())]
    render = check_report.as_json if options.json else check_report.as_text
    print(render(plan, findings, review.holds))
    return ERRORS_FOUND if check_report.summary(findings)["errors"] else OK


def self_test_arguments(parser: argparse.ArgumentParser) -> None:
    """What `self-test` takes."""
    parser.add_argument("--shots", type=Path, metavar="DIR", help=messages.text("cli.shots"))


def self_test(options: argparse.Namespace) -> int:
    """Tests the installed program."""
    from smrj_desktop import self_test

    return self_test.run(options.shots)
