"""What the documents say to type exists, and what they point to is there."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

import pytest

import dev
from tests.support import tree

DOCUMENTS = tree.files(".md")
README = tree.ROOT / "README.md"

LINK = re.compile(r"""!?\[[^\]]*\]\(\s*<?([^)>\s]+)>?[^)]*\)|<img[^>]*\ssrc=["']([^"']+)["']""")
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
DEV_COMMAND = re.compile(r"\bdev\.py ([a-z]+)")
PROGRAM_COMMAND = re.compile(r"\bsmrj-desktop ([a-z][a-z-]+)(?![.\w])([^\n|;&#`]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def named(path):
    return str(path.relative_to(tree.ROOT))


def code_of(path) -> str:
    """What a document shows as code: fenced blocks and inline spans."""
    text = path.read_text(encoding="utf-8")
    return "\n".join(FENCE.findall(text) + INLINE.findall(FENCE.sub("", text)))


@cache
def help_of(command: str) -> str | None:
    """The help of a command of the program; none if there is no such command."""
    asked = [sys.executable, "-m", "smrj_desktop", command, "--help"]
    done = subprocess.run(asked, capture_output=True, encoding="utf-8", cwd=tree.ROOT, check=False)
    # what is no command is taken for a file to open, whose help is the program's own
    is_command = done.returncode == 0 and f"smrj-desktop {command} " in done.stdout
    return done.stdout if is_command else None


def test_readme_says_how_to_run_and_how_to_test():
    said = set(DEV_COMMAND.findall(code_of(README)))
    assert {"run", "test"} <= said
    ci = (tree.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^python3 dev\.py (\w+)$", ci, re.MULTILINE) == ["test", "lint"]
    assert "python3 dev.py test" in code_of(README)


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_development_commands_exist(document):
    assert set(DEV_COMMAND.findall(code_of(document))) <= dev.COMMANDS.keys()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_program_commands_exist(document):
    unknown = []
    for command, rest in PROGRAM_COMMAND.findall(code_of(document)):
        text = help_of(command)
        if text is None:
            unknown.append(command)
        else:
            unknown += [f"{command} {option}" for option in OPTION.findall(rest) if option not in text]
    assert unknown == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_and_pictures_exist(document):
    text = INLINE.sub("", FENCE.sub("", document.read_text(encoding="utf-8")))
    targets = {first or second for first, second in LINK.findall(text)}
    local = {t.partition("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t)}
    assert {target for target in local if not (document.parent / target).exists()} == set()
