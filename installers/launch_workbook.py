"""The frozen windowed program; its console twin starts from `smrj_desktop/__main__.py`."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()

    from smrj_desktop.cli import main

    sys.exit(main())
