"""Where a portfolio comes from: the table, its map, and the law that it is graded under."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from liability.case.quantity import QuantityError, parse_quantity
from liability.cli.given import Given, rulebook_named
from liability.cli.output import STANDARD_STREAM
from liability.rulebook.packs import DEFAULT_PACK, shipped
from liability.rulebook.specialize import law_in_force
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.yaml import read

if TYPE_CHECKING:
    from liability.portfolio.batch import Batch
    from liability.portfolio.plan import Plan
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
    rulebook = rulebook_named(taken.pack or DEFAULT_PACK)
    day = taken.as_of or date.today().isoformat()
    set_: dict[str, Decimal] = {}
    problems = []
    for name, written in figures.items():
        parameter = rulebook.parameters.get(name)
        if parameter is None:
            advice = suggestion(name, rulebook.parameters)
            message = f"`{name}` is not a figure of the law"
            problems.append(Problem("law/unknown-parameter", message, advice))
            continue
        try:
            set_[name] = parse_quantity(written, parameter.unit)
        except QuantityError as error:
            problems.append(Problem(f"law/{error.code}", str(error), error.help))
    if problems:
        raise ProblemsError(problems)
    return law_in_force(rulebook, day, taken.profile, taken.readings, set_)


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

    table = table_named(path, stack)
    plan = _plan(table, map_, law)
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


def _plan(table: Table, map_: str | None, law: Law) -> Plan:
    """Return which column of a table is which fact."""
    from liability.portfolio.plan import plan_by_map, plan_by_names

    if map_ is None:
        return plan_by_names(table.header, law.rulebook, table.name)
    from liability.compute.table_map import check_columns, load_map

    folder = shipped("cases") / "maps"
    ships = {each.stem: each for each in folder.glob("*.yaml")}
    path = ships.get(map_, Path(map_))
    if not path.exists():
        message = f"`{map_}` is no map"
        advice = suggestion(map_, ships, "name a file, or a map that ships with the program")
        raise ProblemsError([Problem("map/none", message, advice)])
    document = read(path)
    found = load_map(document)
    if found.lineages is not None:
        check_columns(document, found, table.header, table.name)
    return plan_by_map(found, document, table.header, law.rulebook, table.name)


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
