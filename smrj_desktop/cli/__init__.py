"""The command line. Everything heavy is imported inside the command that needs it.

Standard output carries the result alone, in UTF-8; progress and messages go to standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from smrj_desktop import __version__, messages
from smrj_desktop.cli import exchange, plans
from smrj_desktop.cli.common import INTERRUPTED, OK, UNREADABLE, USAGE, say


class _Command(NamedTuple):
    """A command: what it does, for an exit code, and what it takes."""

    run: Callable[[argparse.Namespace], int]
    add_arguments: Callable[[argparse.ArgumentParser], None]


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
    if not _has_screen():
        say(messages.text("cli.no_screen"))
        return UNREADABLE
    from smrj_desktop import app

    return app.run(options.file, options.recover)


def _has_screen() -> bool:
    """Whether there is a place for a window; without one Qt ends the program at once."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(map(os.environ.get, named))


def _told(command: Callable[[], int]) -> int:
    """Runs a command; what the user can be told in one sentence goes to standard error."""
    from smrj_desktop.domain.errors import SmrjError
    from smrj_desktop.io.disk import number_of

    try:
        code = command()
        if sys.stdout:
            sys.stdout.flush()
        return code
    except SmrjError as error:
        say(messages.text(error.message, **error.parameters))
        return UNREADABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # what is left unwritten must not be tried again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return OK  # the reader has seen enough, as `head` does
        say(messages.text("cli.no_output", number=number_of(error)))
        return UNREADABLE


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
    for name, command in _COMMANDS.items():
        sub = commands.add_parser(name, help=messages.text(f"cli.{name}"))
        command.add_arguments(sub)
        sub.set_defaults(command=command.run)
    return parser


_COMMANDS = {
    "new": _Command(plans.new, plans.new_arguments),
    "check": _Command(plans.check, plans.check_arguments),
    "export": _Command(exchange.export, exchange.export_arguments),
    "import": _Command(exchange.import_file, exchange.import_arguments),
    "merge": _Command(exchange.merge, exchange.merge_arguments),
    "self-test": _Command(plans.self_test, plans.self_test_arguments),
}
