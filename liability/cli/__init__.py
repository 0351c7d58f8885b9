"""The command line: one file a verb."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run `liability` on the arguments of the process, and exit with its status.

    What is left in memory is not taken apart first: that takes a tenth of the time of an
    assessment, and no file is open any more (docs/decisions/0006-start-up.md).
    """
    gc.set_threshold(50_000, 20, 20)  # a case makes many objects, and hardly any in circles
    from liability.cli.app import main as run

    status = run()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)
