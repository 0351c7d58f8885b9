"""`liability new`: a blank case to fill in."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from liability.cli.forms import check_one_form
from liability.cli.given import rulebook_named
from liability.cli.options import Force, Rules
from liability.cli.output import to_file, write
from liability.rulebook.packs import DEFAULT_PACK, is_shipped
from liability.source.problems import Gathered

_LONGEST = 80  # letters of an id


def new(
    file: Annotated[
        Path, typer.Argument(help="The file to write; `-` is standard output.", show_default=False)
    ],
    rules: Rules = None,
    force: Force = False,
) -> None:
    """Write a commented blank case with every fact the rules ask for.

    Exit status: 0 written, 2 the file exists or cannot be written.

    Examples:
      liability new my-case.yaml
    """
    from liability.case.blank import blank_case

    pack, gathered = DEFAULT_PACK if rules is None else rules, Gathered()
    with gathered.of_check():
        check_one_form(file, "yaml", force=force)
    with gathered.of_check():
        rulebook = rulebook_named(pack)
    gathered.report()
    name, title = _names(file.stem if to_file(file) else "")
    today, named = date.today().isoformat(), _from_case(pack, file)
    write(blank_case(rulebook, name, today, title, _as_written(pack), named), file, force=force)


def _from_case(pack: str, file: Path) -> str:
    """Return what a case in a file names a pack by: its name, or its folder from there."""
    return pack if is_shipped(pack) else os.path.relpath(pack, file.parent)


def _as_written(pack: str) -> list[str]:
    """Return the facts of a pack in the order of its author.

    Of several files that have facts of a subject, the one with the most of them comes first.
    """
    from liability.rulebook.packs import pack_folder
    from liability.rulebook.sources import Sources, merge

    sources = Sources()
    facts = list(merge(pack_folder(pack), sources)["facts"])
    files = {
        each: (each.partition(".")[0], sources.entries["facts", each][0].file) for each in facts
    }
    counts = Counter(files.values())
    return sorted(facts, key=lambda each: -counts[files[each]])


def _names(stem: str) -> tuple[str, str]:
    """Return an id for the name of a file, and a title where the id cannot hold the name."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-_")[:_LONGEST] or "my-case"
    return name, stem if not re.fullmatch(r"[A-Za-z0-9_ .-]*", stem) else ""
