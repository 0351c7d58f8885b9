"""Where output goes: the screen, a file written whole, and errors on standard error."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from liability.source.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from rich.console import Console

DETERMINED, UNUSABLE, UNDETERMINED = 0, 2, 3


def console(*, plain: bool = False) -> Console:
    """Return a console on standard output; colors as the terminal and NO_COLOR have it, or none."""
    from rich.console import Console

    return Console(
        highlight=False, emoji=False, markup=False, force_terminal=False if plain else None
    )


def report(error: ProblemsError) -> None:
    """Print problems on standard error, in color on a terminal."""
    text = str(error)
    if sys.stderr.isatty() and "NO_COLOR" not in os.environ:
        from rich.console import Console
        from rich.text import Text

        shown = Text(text)
        shown.highlight_regex(r"(?m)^error\[[^\]]+\]", "bold red")
        shown.highlight_regex(r"(?m)^ +(\d+ )?\|( +\^+)?", "blue")
        shown.highlight_regex(r"(?m)^  help:", "bold cyan")
        Console(stderr=True, highlight=False).print(shown, soft_wrap=True)
    else:
        print(text, file=sys.stderr)


@contextmanager
def problems_reported() -> Iterator[None]:
    """Report what the user gave that cannot be used, and exit with status 2."""
    try:
        yield
    except ProblemsError as error:
        report(error)
        raise typer.Exit(UNUSABLE) from None


def write(text: str, output: Path | None, *, force: bool) -> None:
    """Write text to standard output, or to a file: whole or not at all, over none unless forced.

    Raises:
        ProblemsError: the file exists, or cannot be written.
    """
    if output is None:
        sys.stdout.write(text)
        return
    if output.exists() and not force:
        raise ProblemsError(
            [
                Problem(
                    "output/exists",
                    f"`{output}` exists already",
                    "name another file, or give `--force` to replace it",
                )
            ]
        )
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=output.parent, delete=False
        ) as stream:
            temporary = Path(stream.name)
            stream.write(text)
        temporary.chmod(0o644)
        temporary.replace(output)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ProblemsError(
            [
                Problem(
                    "output/unwritable",
                    f"`{output}` cannot be written: {reason}",
                    "name a file in a folder that exists and that you may write to",
                )
            ]
        ) from None
