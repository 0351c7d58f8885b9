"""`liability new`: a blank case to fill in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from liability.cli.console import problems_reported, write
from liability.cli.options import Force, Rules


def new(
    file: Annotated[
        Path, typer.Argument(help="The file to write; `-` is standard output.", show_default=False)
    ],
    rules: Rules = None,
    force: Force = False,
) -> None:
    """Write a commented blank case with every fact the rules ask for.

    Examples:
      liability new my-case.yaml
    """
    from liability.case.blank import blank_case
    from liability.rulebook.load import load_rulebook
    from liability.rulebook.packs import DEFAULT_PACK

    with problems_reported():
        rulebook = load_rulebook(rules or DEFAULT_PACK)
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", file.stem).strip("-") or "my-case"
        text = blank_case(rulebook, name, date.today().isoformat())
        write(text, None if str(file) == "-" else file, force=force)
