"""How far a portfolio is, shown on a terminal while it is graded."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

from liability.language import Language, speaking
from liability.sentences import tr

if TYPE_CHECKING:
    from rich.console import RenderableType

    from liability.portfolio.progress import Progress

_PATIENCE = 1.0  # seconds before it is shown
_EVERY = 0.2  # seconds
_WIDEST, _BESIDE = 40, 42  # columns of the bar, and of what stands beside it


@contextmanager
def progress_shown(progress: Progress, lang: Language, *, rows_shown: bool) -> Iterator[None]:
    """Show on standard error how far it is, once that takes a while, and leave nothing there.

    Only on a terminal; and not while rows are shown there, which would run through it.

    Args:
        progress: says how far it is.
        lang: the language to say it in.
        rows_shown: rows go to standard output, which may be the same terminal.
    """
    if (
        sys.stderr is None
        or not sys.stderr.isatty()
        or (rows_shown and sys.stdout is not None and sys.stdout.isatty())
    ):
        yield
        return
    done = Event()
    shown = Thread(target=_show, args=(_line(progress, lang), done), daemon=True)
    shown.start()
    try:
        yield
    finally:
        done.set()
        shown.join()


def _show(line: Callable[[int], RenderableType], done: Event) -> None:
    """Show a line again and again until it is done."""
    if done.wait(_PATIENCE):
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    shown = Live(
        console=console,
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with suppress(OSError), shown:  # nobody may be there any more
        while not done.wait(_EVERY):
            shown.update(line(console.width), refresh=True)


def _line(progress: Progress, lang: Language) -> Callable[[int], RenderableType]:
    """Return what makes the line for a terminal of so many columns."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    from liability.portfolio.progress import DOING

    with speaking(lang):
        doing = {each: tr(each) for each in DOING}
    began = time.monotonic()

    def line(columns: int) -> RenderableType:
        step, now = progress.step, time.monotonic()
        bar = ProgressBar(
            total=step.total,
            completed=step.done,
            width=max(min(columns - _BESIDE, _WIDEST), 4),
            pulse=step.total is None,
            animation_time=now,
        )
        total = f" / {step.total:,}" if step.total is not None else ""
        number = f"{step.done:,.0f}{total}" if step.done or total else ""
        grid = Table.grid(padding=(0, 1))
        for _ in range(4):
            grid.add_column(no_wrap=True)
        grid.add_row(doing[step.doing], bar, number, str(timedelta(seconds=int(now - began))))
        return grid

    return line
