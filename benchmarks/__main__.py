"""`python -m benchmarks [startup] [editing] [files]`: every benchmark, or those named."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

NAMES = ("startup", "files", "editing")


def main(names: list[str]) -> int:
    """Runs the benchmarks named, in their order; all where none is named."""
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}", file=sys.stderr)
        return 64
    print(f"{'measured':<58} {'ratio':>6}  {'budget':>6}")
    if not names or "startup" in names:
        from benchmarks import startup

        startup.run()
    if not names or "files" in names:
        from benchmarks import files

        files.run()
    if not names or "editing" in names:
        from benchmarks import editing

        editing.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
