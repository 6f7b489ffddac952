"""The jobs of the worker process about what was drawn in the window; `jobs` lists them with the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from smrj_desktop.io import atomic, pdf_outline
from smrj_desktop.io.pdf_outline import Bookmark

Say = Callable[[float, str], None]


def export_pdf(
    progress: Say, *, content: bytes, bookmarks: Sequence[Bookmark], title: str, path: Path
) -> None:
    """Gives a PDF document its bookmarks and writes it."""
    progress(0.3, "worker.writing")
    atomic.write(path, pdf_outline.finished(content, bookmarks, title=title))


def export_picture(progress: Say, *, content: bytes, path: Path) -> None:
    """Writes a picture."""
    progress(0.3, "worker.writing")
    atomic.write(path, content)


JOBS: dict[str, Callable[..., Any]] = {"export_pdf": export_pdf, "export_picture": export_picture}
