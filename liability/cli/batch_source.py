"""Where a portfolio comes from: the table, its map, and the law that it is graded under."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from liability.cli.batch_options import AUDITED
from liability.cli.given import Given, case_and_rulebook, odd_pairs, rulebook_named
from liability.cli.output import STANDARD_STREAM
from liability.rulebook.packs import DEFAULT_PACK
from liability.rulebook.shipped_cases import at_hand
from liability.sentences import marked
from liability.source.problems import Problem, ProblemsError
from liability.source.visible import short

if TYPE_CHECKING:
    from liability.determination.assess import Determination
    from liability.inference.infer import Inference
    from liability.portfolio.batch import Batch
    from liability.portfolio.case_files import CaseFiles
    from liability.portfolio.named_law import OwnLaw
    from liability.portfolio.tables import Table
    from liability.rulebook.law import Law

STANDARD_INPUT = marked("standard input")  # the name of a table that comes from there
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx")


def audited(given: str | None) -> int | None:
    """Return how many fact patterns of a table to audit; None for all, 50 where nothing is given.

    Raises:
        ProblemsError: it is neither a number nor `all`.
    """
    if given is None:
        return AUDITED
    if given == "all":
        return None
    if given.isascii() and given.isdecimal() and len(given) < 10:
        return int(given)
    message = f"`--audit {short(given)}` is neither a number of fact patterns nor `all`"
    advice = "write a whole number of up to nine digits, 0 for none, or `all`"
    raise ProblemsError([Problem("usage/wrong", message, advice)])


def figures(given: list[str]) -> dict[str, str]:
    """Return the figures of the law that the user sets, as written.

    Raises:
        ProblemsError: one is not written as `ID=FIGURE`, or is given twice.
    """
    advice = "write `--parameter ID=FIGURE`; `liability rules list --parameters` has them"
    problems = odd_pairs(given, "parameter", "a figure of the law", advice)
    if problems:
        raise ProblemsError(problems)
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


def portfolio_named(
    portfolio: Sequence[Path], sheet: str | None, stack: ExitStack
) -> Table | list[Path]:
    """Return the table, or the case files, that the user names.

    Args:
        portfolio: a table, `-` for one on standard input, or what names case files.
        sheet: of a workbook, the sheet that holds the table.
        stack: what is open as long as a table is read.

    Raises:
        ProblemsError: there is none, or it cannot be read.
    """
    first = portfolio[0]
    if str(first) != STANDARD_STREAM and first.suffix.lower() not in _TABLES:
        from liability.portfolio.case_files import case_files

        if sheet is not None:
            message = "`--sheet` is for a workbook of Excel"
            raise ProblemsError([Problem("usage/wrong", message, "leave it out for case files")])
        return case_files([at_hand(each) for each in portfolio])
    if len(portfolio) > 1:
        message = f"`{first}` is a table, and more is named beside it"
        raise ProblemsError([Problem("usage/wrong", message, "name one table at a time")])
    return table_named(first, stack, sheet)


def source_of(
    named: Table | list[Path],
    map_: str | None,
    taken: Given,
    figures: Mapping[str, str],
    *,
    audit: int | None,
    needs: bool,
    digests: bool = True,
) -> Batch | CaseFiles:
    """Return what grades a table under one law, or case files each under the law that it names.

    Args:
        named: the table, or the case files.
        map_: which column is which fact, for a table: a file, or a map that ships.
        taken: what goes before what a case says.
        figures: figures of the law that go before those of a case, as written.
        audit: how many fact patterns of a table to audit; None for all.
        needs: say which facts to find out first.
        digests: give each row of a table the digest of its case, and the law.

    Raises:
        ProblemsError: the table, the map or an option cannot be used.
    """
    from liability.case.figures import figures_set
    from liability.portfolio.batch import Batch
    from liability.portfolio.case_files import CaseFiles
    from liability.portfolio.inputs import plan_with

    if not isinstance(named, list):
        law = law_given(taken, figures)
        plan = plan_with(named.header, law.rulebook, named.name, map_)
        return Batch(named, plan, law, audit=audit, needs=needs, digests=digests)
    if map_ is not None:
        message = "`--map` is for a table"
        raise ProblemsError([Problem("usage/wrong", message, "leave it out for case files")])

    def determine(path: Path, inference: Inference) -> Determination:
        case, rulebook = case_and_rulebook(path, taken.pack)
        given = {**case.parameters, **figures_set(rulebook, figures)}
        return taken.assessed(replace(case, parameters=given), rulebook, inference)

    return CaseFiles(named, determine, rulebook_named(taken.pack or DEFAULT_PACK), needs=needs)


def own_law(taken: Given) -> OwnLaw:
    """Return what each case file may say itself of its law, as it is not given for every case."""
    from liability.portfolio.named_law import OwnLaw

    return OwnLaw(day=taken.as_of is None, text=taken.profile is None)


def table_named(path: Path, stack: ExitStack, sheet: str | None = None) -> Table:
    """Open the table that the user names; of a workbook with several, this sheet.

    Raises:
        ProblemsError: it cannot be read.
    """
    from liability.portfolio.tables import open_table

    name, suffix = str(path), None
    if name == STANDARD_STREAM:
        name, path, suffix = _spooled(stack)
    elif not (path := at_hand(path)).is_file():
        message = f"`{path}` is no file" if path.exists() else f"`{path}` does not exist"
        raise ProblemsError([Problem("file/not-found", message, "check the name")])
    return open_table(path, name, suffix, sheet=sheet)


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
    return STANDARD_INPUT, path.rename(path.with_suffix(suffix)), suffix
