"""Journals for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from smrj_desktop.domain import codec, edits
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import recovery
from smrj_desktop.io.disk import DISK, Disk
from smrj_desktop.io.journal import Journal, Opened
from tests.support.plans import small_plan

STAMP = edits.Stamp(author="計画課", at="2026-03-30T22:40:00+09:00", source="undo")


def opened(plan: Plan | None = None, path: Path | None = None, fingerprint: str = "") -> Callable[[], Opened]:
    plan = plan or small_plan()
    base = codec.canonical(plan.to_json())
    return lambda: Opened(
        base=base,
        plan_hash=plan.whole_hash(),
        title=plan.profile.title,
        path=path,
        fingerprint=fingerprint,
        program="test",
        opened=STAMP.at,
    )


def title(text: str) -> edits.SetProfile:
    return edits.SetProfile(name="title", value=text, stamp=STAMP)


def written(root: Path, count: int = 3, disk: Disk = DISK) -> Journal:
    """A journal with some edits that no process holds any more."""
    made = Journal(root, opened(), disk=disk, threaded=False)
    for number in range(count):
        made.did(title(f"案{number}"), f"手順{number}")
    return made


def names(folder: Path) -> list[str]:
    return [record["name"] for record in recovery.read(folder).records if record["k"] == "do"]
