"""`python -m benchmarks [NAME ...]`: every benchmark, or those of `NAMES` that are named.

`python -m benchmarks --faults [--seed N] [--kills N] [--rounds N]`: kills and interleavings instead, which
take some twenty minutes; chance follows the seed.

`python -m benchmarks --checks [--seed N]`: what the checks of the figures detect, and how fast.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

NAMES = ("startup", "files", "exchange", "printing", "editing", "charts", "journal")


def main(arguments: list[str]) -> int:
    """Runs the benchmarks named, in their order; all where none is named."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--checks", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args(arguments)
    if options.faults:
        from benchmarks import faults

        return faults.run(options.seed, options.kills, options.rounds)
    if options.checks:
        from benchmarks import checks

        return checks.run(options.seed)
    unknown = set(options.names) - set(NAMES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}", file=sys.stderr)
        return 64
    print(f"{'measured':<58} {'ratio':>6}  {'budget':>6}")
    for name in NAMES:
        if not options.names or name in options.names:
            # each brings libraries that the others' measurements should not find loaded
            importlib.import_module(f"benchmarks.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
