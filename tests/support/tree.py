"""The project's own files, as the tests that read them see them: without environments, builds and caches."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "smrj_desktop"
NOT_OURS = {
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "build",
    "dist",
}


def files(*suffixes: str, below: Path = ROOT) -> list[Path]:
    """Every file of the project, or those with one of the endings, in a stable order."""

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name in NOT_OURS:
                continue
            if path.is_dir():
                yield from walk(path)
            elif not suffixes or path.suffix in suffixes:
                yield path

    return list(walk(below))


def modules() -> dict[str, Path]:
    """Every module of the program by its dotted name."""
    found = {}
    for path in files(".py", below=PACKAGE):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def syntax(path: Path) -> ast.Module:
    """A source file as its syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))
