"""The command line. Everything heavy is imported inside the command that needs it.

Standard output carries the result alone, in UTF-8; progress and messages go to standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

from smrj_desktop import __version__, messages

OK, ERRORS_FOUND, UNREADABLE, USAGE = 0, 1, 2, 64


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(USAGE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; returns its exit code (usage errors exit 64 at once)."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if arguments and arguments[0] in _COMMANDS:
        options = _parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return _told(lambda: command(options))
    options = _window_parser().parse_args(arguments)
    from smrj_desktop import app

    return app.run(options.file, options.recover)


def _told(command: Callable[[], int]) -> int:
    """Runs a command; what the user can be told in one sentence goes to standard error."""
    from smrj_desktop.domain.errors import SmrjError

    try:
        code = command()
        if sys.stdout:
            sys.stdout.flush()
        return code
    except SmrjError as error:
        _say(messages.text(error.message, **error.parameters))
        return UNREADABLE
    except OSError as error:
        # what is left unwritten must not be tried again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return OK  # the reader has seen enough, as `head` does
        _say(messages.text("cli.no_output", reason=error.strerror))
        return UNREADABLE


def _say(sentence: str) -> None:
    # a closed standard error is None, and `print` would take standard output instead
    if sys.stderr:
        print(sentence, file=sys.stderr)


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="smrj-desktop",
        description=messages.text("cli.description"),
        epilog=messages.text("cli.epilog", commands=", ".join(_COMMANDS)),
    )
    parser.add_argument("--version", action="version", version=f"smrj-desktop {__version__}")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help=messages.text("cli.file"))
    parser.add_argument("--recover", type=Path, metavar="JOURNAL", help=messages.text("cli.recover"))
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="smrj-desktop")
    commands = parser.add_subparsers(required=True)
    for name, (command, add_arguments) in _COMMANDS.items():
        sub = commands.add_parser(name, help=messages.text(f"cli.{name}"))
        add_arguments(sub)
        sub.set_defaults(command=command)
    return parser


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", required=True, type=Path, metavar="OUT", help=messages.text("cli.output")
    )


def _new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--empty", action="store_true", help=messages.text("cli.empty"))
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help=messages.text("cli.from"))
    _output(parser)


def _new(options: argparse.Namespace) -> int:
    if not _has_ending(options.output, ".xlsx"):
        return USAGE
    if options.source and not options.empty:
        _say(messages.text("cli.from_needs_empty"))
        return USAGE
    if options.source and _same_file(options.source, options.output):
        _say(messages.text("cli.overwrites_input"))
        return USAGE
    from smrj_desktop.domain.blank import blank
    from smrj_desktop.io import builtin, workbook_read, workbook_write

    plan = workbook_read.read(options.source)[0] if options.source else builtin.load()
    workbook_write.write(blank(plan, str(uuid4())) if options.empty else plan, options.output)
    return OK


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--against", type=Path, metavar="LAST", help=messages.text("cli.against"))
    parser.add_argument("--json", action="store_true", help=messages.text("cli.json"))


def _check(options: argparse.Namespace) -> int:
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


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--to", required=True, choices=["machine"], help=messages.text("cli.to"))
    _output(parser)


def _export(options: argparse.Namespace) -> int:
    if not _has_ending(options.output, ".csv", ".xlsx"):
        return USAGE
    if _same_file(options.file, options.output):
        _say(messages.text("cli.overwrites_input"))
        return USAGE
    from smrj_desktop.io import check_report, machine_form, workbook_read

    plan, findings = workbook_read.read(options.file)
    for finding in findings:
        _say(check_report.line(plan, finding))
    machine_form.write(plan, options.output)
    return OK


def _has_ending(path: Path, *endings: str) -> bool:
    known = path.suffix.lower() in endings
    if not known:
        _say(messages.text("cli.ending", name=path.name, endings=", ".join(endings)))
    return known


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        # one of them is not there yet, or cannot be had at all, which reading and writing tell
        return False


def _self_test_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shots", type=Path, metavar="DIR", help=messages.text("cli.shots"))


def _self_test(options: argparse.Namespace) -> int:
    from smrj_desktop import self_test

    return self_test.run(options.shots)


_COMMANDS: dict[
    str, tuple[Callable[[argparse.Namespace], int], Callable[[argparse.ArgumentParser], None]]
] = {
    "new": (_new, _new_arguments),
    "check": (_check, _check_arguments),
    "export": (_export, _export_arguments),
    "self-test": (_self_test, _self_test_arguments),
}
