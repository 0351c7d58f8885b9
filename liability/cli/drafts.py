"""Documents on the command line: in which format, and where they go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from liability.cli.forms import check_ending, form_named
from liability.cli.output import check_output, no_room, to_file, write
from liability.documents.formats import FORMATS, Format, written
from liability.documents.sheet import Sheet
from liability.source.problems import Gathered, Problem, ProblemsError

DraftFormat = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help="How to write it; else as the name of the file ends, or md.",
        show_default=False,
    ),
]


def check_draft(format_: Format | None, output: Path | None, *, force: bool) -> Format:
    """Return the format of a document, after checking that it can go where it is to go.

    Args:
        format_: the format asked for; None where the name of the file decides.
        output: the file; standard output when None or `-`.
        force: replace the file if it exists.

    Raises:
        ProblemsError: it is no text and would go to a terminal, the file is named as one of another
            format, or it may not be written.
    """
    chosen = format_ or form_named(output, FORMATS) or "md"
    gathered = Gathered()
    with gathered.of_check():
        check_ending(format_, output, FORMATS)
    with gathered.of_check():
        _check_text(chosen, output)
    with gathered.of_check():
        check_output(output, force=force)
    gathered.report()
    return chosen


def _check_text(chosen: Format, output: Path | None) -> None:
    """Refuse to write to a terminal what is no text."""
    if (
        chosen not in ("md", "html")
        and not to_file(output)
        and sys.stdout is not None
        and sys.stdout.isatty()
    ):
        message = f"`{chosen}` is no text for a terminal"
        advice = f"name a file, as `-o draft.{chosen}`, or send the output to another program"
        raise ProblemsError([Problem("output/terminal", message, advice)])


def write_draft(
    markdown: str, format_: Format, sheet: Sheet, output: Path | None, *, force: bool
) -> None:
    """Write a document in a format, whole or not at all.

    Args:
        markdown: the document; its first heading is the title.
        format_: the format, from `check_draft`.
        sheet: what every page says, and the language.
        output: the file; standard output when None or `-`.
        force: replace the file if it exists.

    Raises:
        ProblemsError: what writes the format is not installed, or the file cannot be written.
    """
    try:
        made = markdown if format_ == "md" else written(markdown, format_, sheet)
    except OSError as error:  # of the folder where pandoc and typst are given their templates
        raise no_room(error) from None
    write(made, output, force=force)
