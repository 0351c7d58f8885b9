"""Results that `batch` wrote to a file, read again: each row once, known by its name or number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import polars as pl

from liability.portfolio.batch import CHUNK
from liability.portfolio.headings import check_once
from liability.portfolio.results import ID, LAW, ROW
from liability.portfolio.tables import Table
from liability.source.problems import Place, Problem, ProblemsError
from liability.source.spreadsheet import GUARDED
from liability.source.visible import short

_MOST_NAMED = 5  # rows in one message
_AS_WRITTEN = "name a file as `liability batch -o FILE` wrote it: one result, each row of it once"


def results_of(table: Table) -> pl.DataFrame:
    """Return the results that `batch` has written to a file.

    Raises:
        ProblemsError: the file holds something else, rows that cannot be read or told apart.
    """
    missing = [each for each in (ROW, ID) if each not in table.header]
    if missing:
        message = f"`{table.name}` holds no results: it has no column `{missing[0]}`"
        advice = "name a file that `liability batch -o FILE` has written"
        raise ProblemsError([Problem("table/no-results", message, advice)])
    check_once(table.header, table.header, table.name)
    parts = list(table.read(CHUNK, table.header))
    empty = pl.DataFrame(schema=dict.fromkeys(table.header, pl.String))
    given = pl.concat([each.frame for each in parts]) if parts else empty
    plain = [pl.col(each).cast(pl.String) for each in (ID, LAW) if each in table.header]
    if table.guards:  # as it was before it was CSV
        plain = [each.str.replace(GUARDED, "$1") for each in plain]
    plain = [each.str.normalize("NFC") for each in plain]  # one name in either form of Unicode
    number = pl.col(ROW).cast(pl.Int64, strict=False)
    rows = given.with_columns(number, *plain).with_columns(pl.col(pl.String).replace("", None))
    lines = [line for each in parts for line in each.lines]
    problems = [
        Problem(f"table/{bad.code}", bad.reason, bad.help, Place(table.name, bad.line, 1))
        for each in parts
        for bad in each.bad
    ][:_MOST_NAMED]
    problems += _mixed_up(table.name, given[ROW].cast(pl.String), rows, lines)
    if problems:
        raise ProblemsError(problems)
    return rows


def _mixed_up(
    name: str, written: pl.Series, rows: pl.DataFrame, lines: Sequence[int]
) -> Iterator[Problem]:
    """Yield what keeps rows from being told apart."""

    def problem(message: str, wrong: pl.Series, shown: pl.Series) -> Problem:
        places = wrong.arg_true().to_list()
        named = list(dict.fromkeys(shown.gather(places).to_list()))
        listed = ", ".join(f"`{short(str(each or ''))}`" for each in named[:_MOST_NAMED])
        more = len(named) - _MOST_NAMED
        whole = f"`{name}` {message}: {listed}" + (f" and {more} more" if more > 0 else "")
        return Problem("table/unclear-rows", whole, _AS_WRITTEN, Place(name, lines[places[0]], 1))

    numbers, names = rows[ROW], rows[ID]
    if numbers.has_nulls():
        yield problem(f"has rows whose `{ROW}` is no number", numbers.is_null(), written)
    if names.has_nulls() and names.null_count() < len(names):
        yield problem("names some rows and not those with number", names.is_null(), written)
    key = names if _is_named(rows) else numbers
    again = key.is_not_null() & ~key.is_first_distinct()
    if again.any():
        whose = "row of the name" if key is names else "row of the number"
        yield problem(f"has more than one {whose}", again, key.cast(pl.String))


def _is_named(results: pl.DataFrame) -> bool:
    return results[ID].null_count() < results.height


def key_of(old: pl.DataFrame, new: pl.DataFrame) -> str:
    """Return the column by which the rows of two results are the same: their name, or number.

    Raises:
        ProblemsError: one of them names its rows, and the other does not.
    """
    named = [_is_named(each) for each in (old, new) if each.height]
    if len(set(named)) > 1:
        message = "one of the two results names its rows, and the other does not"
        advice = "grade both tables with the column that names the rows, or both without"
        raise ProblemsError([Problem("table/unclear-rows", message, advice)])
    return ID if all(named) else ROW


def laws_of(results: pl.DataFrame) -> Counter[str]:
    """Return under which laws results were made, each with its rows; none if they do not say."""
    if LAW not in results.columns:
        return Counter()
    return Counter(results[LAW].drop_nulls().to_list())
