"""Where a portfolio comes from: the table, its map, and the law that it is graded under."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from liability.cli.given import Given, rulebook_named
from liability.cli.output import STANDARD_STREAM
from liability.rulebook.packs import DEFAULT_PACK
from liability.source.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from liability.portfolio.batch import Batch
    from liability.portfolio.tables import Table
    from liability.rulebook.law import Law


def audited(given: str) -> int | None:
    """Return how many fact patterns to audit; None for all.

    Raises:
        ProblemsError: it is neither a number nor `all`.
    """
    if given == "all":
        return None
    if given.isascii() and given.isdecimal() and len(given) < 10:
        return int(given)
    advice = "write a number of fact patterns, or `all`"
    raise ProblemsError([Problem("usage/wrong", f"`--audit {given}` is not a number", advice)])


def figures(given: list[str]) -> dict[str, str]:
    """Return the figures of the law that the user sets, as written.

    Raises:
        ProblemsError: one is not written as `ID=FIGURE`.
    """
    wrong = [each for each in given if not all(each.partition("=")[::2])]
    if wrong:
        advice = "write `--parameter ID=FIGURE`; `liability rules list --parameters` has them"
        raise ProblemsError(
            Problem("law/parameter-form", f"`{each}` is not a figure of the law", advice)
            for each in wrong
        )
    return dict(each.split("=", 1) for each in given)


def law_given(taken: Given, figures: Mapping[str, str]) -> Law:
    """Return the law in force, as the user wants it.

    Args:
        taken: date, profile, readings and pack, where the user gives them.
        figures: figures of the law, as written.

    Raises:
        ProblemsError: an option cannot be used.
    """
    from liability.portfolio.inputs import law_with

    rulebook = rulebook_named(taken.pack or DEFAULT_PACK)
    return law_with(rulebook, taken.as_of, taken.profile, taken.readings, figures)


def batch_of(
    path: Path,
    map_: str | None,
    law: Law,
    stack: ExitStack,
    *,
    audit: int | None,
    needs: bool,
    digests: bool = True,
) -> Batch:
    """Return a table ready to be graded.

    Args:
        path: the file; `-` is standard input, which is kept for the time of `stack`.
        map_: which column is which fact: a file, or a map that ships with the program.
        law: the law in force.
        stack: what is open as long as the table is read.
        audit: how many fact patterns to audit; None for all.
        needs: say which facts to find out first.
        digests: give each result the digest of its case.

    Raises:
        ProblemsError: the table or its map cannot be used.
    """
    from liability.portfolio.batch import Batch
    from liability.portfolio.inputs import plan_with

    table = table_named(path, stack)
    plan = plan_with(table.header, law.rulebook, table.name, map_)
    return Batch(table, plan, law, audit=audit, needs=needs, digests=digests)


def table_named(path: Path, stack: ExitStack) -> Table:
    """Open the table that the user names.

    Raises:
        ProblemsError: it cannot be read.
    """
    from liability.portfolio.tables import open_table

    name, suffix = str(path), None
    if name == STANDARD_STREAM:
        name, path, suffix = _spooled(stack)
    elif not path.is_file():
        message = f"`{path}` is no file" if path.exists() else f"`{path}` does not exist"
        raise ProblemsError([Problem("file/not-found", message, "check the name")])
    return open_table(path, name, suffix)


def _spooled(stack: ExitStack) -> tuple[str, Path, str]:
    """Keep standard input in a file, which can be read twice; return its name, place and kind."""
    if sys.stdin is None:
        message = "`standard input` is closed"
        raise ProblemsError([Problem("file/unreadable", message, "name a file, or pipe one in")])
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="liability-"))
    path = Path(folder) / "table"
    with path.open("wb") as stream:
        shutil.copyfileobj(sys.stdin.buffer, stream)
    with path.open("rb") as stream:
        start = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    kinds = ((b"PAR1", ".parquet"), (b"PK", ".xlsx"), (b"{", ".jsonl"))
    suffix = next((kind for begins, kind in kinds if start.startswith(begins)), ".csv")
    return "standard input", path.rename(path.with_suffix(suffix)), suffix
