"""The command line: a file for each verb, and what verbs share."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from typing import NoReturn

INTERRUPTED = 130  # as shells number it
_SOON = 0.01  # seconds
_ENDING = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
_INTERRUPTING = [signal.SIGINT, *([signal.SIGALRM] if hasattr(signal, "SIGALRM") else [])]


def main() -> NoReturn:
    """Run `liability` on the arguments of the process, and exit with its status.

    What is left in memory is not taken apart first: that takes a tenth of the time of an
    assessment, and no file is open any more (docs/decisions/0006-start-up.md).
    """
    gc.set_threshold(50_000, 20, 20)  # a case makes many objects, and hardly any in circles
    sys.unraisablehook = _again
    try:
        status = _run()
    except KeyboardInterrupt:  # also while modules are loaded
        status = INTERRUPTED
        for each in _INTERRUPTING:  # once is enough
            signal.signal(each, signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError, KeyboardInterrupt):
            stream.flush()
    os._exit(status)


def _run() -> int:
    for each in _ENDING:
        if signal.getsignal(each) == signal.SIG_DFL:  # `nohup` has it ignored
            signal.signal(each, _end)
    try:
        from liability.cli.app import main as run

        return run()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)


def _end(number: int, _frame: object) -> NoReturn:
    """End as if the program did so itself, so that no temporary file is left."""
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


def _again(lost: sys.UnraisableHookArgs) -> None:
    """End after all, where what ran just then, as a finalizer does, let the end be lost."""
    if not isinstance(lost.exc_value, SystemExit | KeyboardInterrupt):
        sys.__unraisablehook__(lost)
    elif hasattr(signal, "SIGALRM"):
        end = lost.exc_value.with_traceback(None)

        def raised(*_: object) -> NoReturn:
            raise end

        signal.signal(signal.SIGALRM, raised)
        signal.setitimer(signal.ITIMER_REAL, _SOON)
