"""`python -m smrj_desktop`, and the start of the frozen programs."""

import multiprocessing

if __name__ == "__main__":
    multiprocessing.freeze_support()

    import sys

    from smrj_desktop import cli

    sys.exit(cli.main())
