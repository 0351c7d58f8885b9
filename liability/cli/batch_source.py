"""Where a portfolio comes from: the table, its map, and the law that it is graded under."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from liability.cli.batch_checks import Asked, check_case_files
from liability.cli.batch_options import AUDITED
from liability.cli.given import Given, read_input
from liability.cli.output import STANDARD_STREAM, no_room
from liability.rulebook.shipped_cases import at_hand
from liability.sentences import marked, tr
from liability.source.problems import Gathered, Problem, ProblemsError
from liability.source.visible import short, visible_line

if TYPE_CHECKING:
    from liability.portfolio.batch import Batch
    from liability.portfolio.case_files import CaseFiles
    from liability.portfolio.named_law import OwnLaw
    from liability.portfolio.tables import Table

STANDARD_INPUT = marked("standard input")  # the name of a table that comes from there
_AT_ONCE = 1 << 20  # bytes of standard input
_BEGINNING = 1 << 16  # bytes of standard input in which its kind shows
_MOST_NAMED = 5  # tables of those that a pattern matches, or a folder holds
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx")


def shown_name(source: Batch | CaseFiles) -> str:
    """Return what is graded, in the language spoken."""
    return tr(source.name) if source.name == STANDARD_INPUT else source.name


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


def source_asked(
    portfolio: Sequence[Path],
    taken: Given,
    asked: Asked,
    audit: int | None,
    stack: ExitStack,
    gathered: Gathered,
) -> Batch | CaseFiles:
    """Return what there is to grade.

    Standard input is not waited for where something is wrong already.

    Args:
        portfolio: a table, `-` for one on standard input, or what names case files.
        taken: what goes before what a case says.
        asked: what is asked for of it.
        audit: how many fact patterns of a table to audit; None for all.
        stack: what is open as long as a table is read.
        gathered: what is wrong beside it, which is reported with what is wrong here.

    Raises:
        ProblemsError: with all that is wrong with the files, the map and the options.
    """
    named = None
    sheet = asked.sheet if asked.sheet and asked.sheet.strip() else None  # a blank one is told
    if not (gathered.any() and STANDARD_STREAM in map(str, portfolio)):
        with gathered.of_check():
            named = portfolio_named(portfolio, sheet, stack)
    with gathered.of_check():
        if isinstance(named, list):
            check_case_files(asked.map_, sheet, asked.audit)
    with gathered.of_check():
        if named is None:
            check_beside(taken, asked.map_)
        else:
            needs = asked.needs is not False
            made = source_of(named, asked.map_, taken, audit=audit, needs=needs)
    gathered.report()
    return made


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
    tables = [each for each in portfolio if _is_table(each)]
    if not tables:
        from liability.portfolio.case_files import case_files

        return case_files([at_hand(each) for each in portfolio])
    if len(portfolio) > 1:
        message = f"`{tables[0]}` is a table, and more is named beside it"
        advice = "name one table at a time, and case files apart"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    return table_named(tables[0], stack, sheet)


def tables_passed_over(portfolio: Sequence[Path]) -> str:
    """Return which tables lie in the folders of case files that the user names; nothing if none."""
    from liability.portfolio.case_files import beside_cases

    found = beside_cases(map(at_hand, portfolio), _TABLES)
    if not found:
        return ""
    are = "1 table in the folder is" if len(found) == 1 else f"{len(found):,} tables in folders are"
    return f"{are} not read: {_first(found)}; name a table by itself"


def _first(paths: Sequence[Path]) -> str:
    """Return some files by name, and whether there are more."""
    more = ", …" if len(paths) > _MOST_NAMED else ""
    return ", ".join(f"`{visible_line(str(each))}`" for each in paths[:_MOST_NAMED]) + more


def _is_table(named: Path) -> bool:
    """Return whether a table is named, by its name or by a pattern that matches tables alone."""
    if str(named) == STANDARD_STREAM or named.suffix.lower() in _TABLES:
        return True
    if at_hand(named).exists():
        return False
    from liability.portfolio.case_files import named_by

    found = named_by(named)
    return bool(found) and all(each.suffix.lower() in _TABLES for each in found)


def source_of(
    named: Table | list[Path],
    map_: str | None,
    taken: Given,
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
        audit: how many fact patterns of a table to audit; None for all.
        needs: say which facts to find out first.
        digests: give each row of a table the digest of its case, and the law.

    Raises:
        ProblemsError: the table, the map or an option cannot be used.
    """
    from liability.portfolio.batch import Batch
    from liability.portfolio.case_files import CaseFiles
    from liability.portfolio.inputs import plan_with

    if not isinstance(named, list):
        gathered = Gathered()
        with gathered.of_check():
            law = taken.law()
        with gathered.of_check():
            rulebook = taken.rulebook()
            plan = plan_with(named.header, rulebook, named.name, map_, named.strays, named.line)
        gathered.report()
        return Batch(named, plan, law, audit=audit, needs=needs, digests=digests)
    return CaseFiles(named, taken.determination, taken.rulebook(), needs=needs)


def check_beside(taken: Given, map_: str | None) -> None:
    """Report what is wrong beside a portfolio that cannot be read itself.

    Raises:
        ProblemsError: the law or the map that the user names cannot be used.
    """
    from liability.compute.table_map import load_map
    from liability.portfolio.inputs import map_document

    gathered = Gathered()
    with gathered.of_check():
        taken.law()
    with gathered.of_check():
        if map_ is not None:
            load_map(map_document(map_))
    gathered.report()


def own_law(taken: Given) -> OwnLaw:
    """Return what each case file may say itself of its law, as it is not given for every case."""
    from liability.portfolio.named_law import OwnLaw

    return OwnLaw(day=taken.as_of is None, text=taken.profile is None)


def table_named(path: Path, stack: ExitStack, sheet: str | None = None) -> Table:
    """Open the table that the user names, or matches; of a workbook with several, this sheet.

    Raises:
        ProblemsError: it cannot be read; or a pattern matches several, and one is read at a time.
    """
    from liability.portfolio.tables import open_table

    name, suffix = str(path), None
    if name == STANDARD_STREAM:
        name, path, suffix = _spooled(stack)
    elif not (path := at_hand(path)).is_file():
        path = _matched(path)
        name = str(path)
    return open_table(path, name, suffix, sheet=sheet)


def _matched(named: Path) -> Path:
    """Return the one table that a pattern matches.

    Raises:
        ProblemsError: there is none, or several; or what is named is no file.
    """
    from liability.portfolio.case_files import named_by

    if named.is_dir():
        message, advice = f"`{named}` is a folder", "name a table in it"
    elif named.exists():
        message, advice = f"`{named}` is no file", "pipe it in, and name the table `-`"
    else:
        found = [each for each in named_by(named) if each.is_file()]
        if len(found) == 1:
            return found[0]
        if found:
            message = f"`{named}` names {len(found)} tables: {_first(found)}"
            raise ProblemsError([Problem("usage/wrong", message, "name one table at a time")])
        message, advice = f"`{named}` does not exist", "check the name"
    raise ProblemsError([Problem("file/not-found", message, advice)])


def _spooled(stack: ExitStack) -> tuple[str, Path, str]:
    """Keep standard input in a file, which can be read twice; return its name, place and kind.

    The kind is seen from how it begins: nobody can give it a name that says so.
    """
    from liability.portfolio.csv_rows import is_parted_by_tabs

    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="liability-"))
    path = Path(folder) / "table"
    try:
        with path.open("wb") as stream:
            stream.writelines(iter(partial(read_input, _AT_ONCE), b""))
    except OSError as error:
        raise no_room(error) from None
    with path.open("rb") as stream:
        start = stream.read(_BEGINNING).lstrip(b"\xef\xbb\xbf\r\n")
    kinds = ((b"PAR1", ".parquet"), (b"PK\x03\x04", ".xlsx"), (b"{", ".jsonl"))
    suffix = next((kind for begins, kind in kinds if start.lstrip().startswith(begins)), None)
    if suffix is None:
        suffix = ".tsv" if is_parted_by_tabs(start.decode("utf-8", "replace")) else ".csv"
    return STANDARD_INPUT, path.rename(path.with_suffix(suffix)), suffix
