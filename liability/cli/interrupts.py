"""Ctrl-C while a portfolio is graded: a wish to end with what is finished, as soon as may be."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from signal import SIG_IGN, SIGINT, getsignal, signal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

Part = TypeVar("Part")
_STOPPING = b"\nstopping after the rows at hand; press Ctrl-C again to stop now\n"


@contextmanager
def unheard() -> Iterator[None]:
    """Pass over each Ctrl-C inside, where the last words are said."""
    before = signal(SIGINT, SIG_IGN)
    try:
        yield
    finally:
        signal(SIGINT, before)


class Interrupts:
    """Takes each Ctrl-C while `taken` holds.

    The first ends what is graded behind the rows at hand, which is said on a terminal; the second
    at once.

    Args:
        to_file: none acts while rows are written, or the file is finished: what is finished is to
            be in it whole. Standard output may have a reader who lets it wait.
    """

    def __init__(self, *, to_file: bool) -> None:
        self.asked = False
        self._whole = to_file
        self._working = False
        self._terminal: int | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take every Ctrl-C inside, unless whoever started this wants it to go on."""
        before = getsignal(SIGINT)
        if before == SIG_IGN:
            yield
            return
        if sys.stderr is not None and sys.stderr.isatty():
            self._terminal = sys.stderr.fileno()
        signal(SIGINT, self._take)
        otherwise = sys.unraisablehook

        def unraisable(lost: UnraisableHookArgs) -> None:
            """Keep silent on an interrupt where Python can't raise it: the wish is noted."""
            if not isinstance(lost.exc_value, KeyboardInterrupt):
                otherwise(lost)

        sys.unraisablehook = unraisable
        try:
            yield
        finally:
            signal(SIGINT, before)
            sys.unraisablehook = otherwise

    def each(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Yield parts as they are worked out, up to the end or the wish to end."""
        left = iter(parts)
        while not self.asked:
            try:
                self._working = True
                part = next(left)
            except StopIteration:
                return
            except KeyboardInterrupt:  # the second, or the first that the frame library saw
                self.asked = True
                return
            finally:
                self._working = False
            yield part

    def _take(self, _number: int, _frame: object) -> None:
        again, self.asked = self.asked, True
        if again and (self._working or not self._whole):
            raise KeyboardInterrupt
        if not again and self._terminal is not None:
            with suppress(OSError):  # as it may come anywhere, past every buffer
                os.write(self._terminal, _STOPPING)
