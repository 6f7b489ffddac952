"""`python -m benchmarks [startup] [editing] [files]`: every benchmark, or those named."""

from __future__ import annotations

import importlib
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
    for name in NAMES:
        if not names or name in names:
            # each brings libraries that the others' measurements should not find loaded
            importlib.import_module(f"benchmarks.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
