"""The screen: what is shown there, and problems on standard error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from liability.source.problems import ProblemsError
from liability.source.visible import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

DETERMINED, TEST_FAILED, UNUSABLE, UNDETERMINED = 0, 1, 2, 3
FAULT, READER_GONE = 70, 141  # as sysexits.h and shells number them
NARROWEST, _WIDEST = 40, 400


def console(*, plain: bool = False) -> Console:
    """Return a console on standard output; colors as the terminal and NO_COLOR have it, or none."""
    from rich.console import Console

    made = Console(
        highlight=False, emoji=False, markup=False, force_terminal=False if plain else None
    )
    made.width = min(max(made.width, NARROWEST), _WIDEST)
    return made


def rendered(out: Console, *parts: RenderableType) -> str:
    """Return what a console prints, with nothing in it that steers a terminal but colors."""
    from rich.segment import Segment, Segments

    with out.capture() as capture:
        for part in parts:
            segments = (
                each if each.control else Segment(visible(each.text), each.style)
                for each in out.render(part)
            )
            out.print(Segments(segments), end="")
    lines = capture.get().split("\n")
    return "\n".join(line.rstrip(" ") for line in lines)


def report(error: ProblemsError) -> None:
    """Print problems on standard error, in color on a terminal."""
    if sys.stderr is None:
        return
    text = visible(str(error))
    try:
        if sys.stderr.isatty() and "NO_COLOR" not in os.environ:
            from rich.console import Console
            from rich.text import Text

            shown = Text(text)
            shown.highlight_regex(r"(?m)^error\[[^\]]+\]", "bold red")
            shown.highlight_regex(r"(?m)^ +(\d+ )?\|( +\^+)?", "blue")
            shown.highlight_regex(r"(?m)^  help:", "bold cyan")
            Console(stderr=True, highlight=False).print(shown, soft_wrap=True)
        else:
            print(text, file=sys.stderr, flush=True)
    except OSError:  # nobody is there to be told; the exit status still says it
        return
