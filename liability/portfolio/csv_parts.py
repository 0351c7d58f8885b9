"""CSV that Spark is to read, looked through before: by a quote left open it would lose rows."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from liability.portfolio.csv_rows import LONGEST_CELL, headings_of, open_text
from liability.portfolio.tables import readable
from liability.source.problems import Gathered, Problem, ProblemsError

_ELSE = "or grade the table without `--engine spark`"


def rows_in_parts(path: Path) -> int | None:
    """Return how many rows a table of CSV or TSV has: a file, or the parts of a folder.

    Of Parquet nothing is looked through: in it no row runs into another.

    Raises:
        ProblemsError: a row is no strict CSV, so that Spark may take several rows for one; parts
            have other columns than the first; or one cannot be read.
    """
    if path.suffix.lower() == ".parquet":
        return None
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    gathered, rows = Gathered(), 0
    columns: Sequence[str] | None = None
    for part in _parts(path):
        with gathered.of_check():
            columns = _columns(part, delimiter, columns)
            rows += _rows(part, delimiter)
    gathered.report()
    return rows


def _parts(path: Path) -> list[Path]:
    """Return the files of a table that hold anything, without those that Spark passes over."""
    if path.is_file():
        return [path]
    found = (each for each in sorted(path.rglob("*")) if each.is_file() and each.stat().st_size)
    return [each for each in found if not each.name.startswith(("_", "."))]


def _text(part: Path) -> TextIO:
    """Open a part as text; Spark unpacks one that is packed, and so it is here."""
    if part.suffix.lower() == ".gz":
        return gzip.open(part, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
    return open_text(part)


def _columns(part: Path, delimiter: str, columns: Sequence[str] | None) -> Sequence[str]:
    """Return the columns of a part, which are those of the parts before it.

    Raises:
        ProblemsError: they are others, or there are none.
    """
    with readable(str(part)), _text(part) as stream:
        names = headings_of(stream, str(part), delimiter).names
    if columns is not None and names != columns:
        message = f"`{part}` has other columns than the parts before it"
        advice = "give all parts the same columns, in one order"
        raise ProblemsError([Problem("table/columns", message, advice)])
    return names


def _rows(part: Path, delimiter: str) -> int:
    """Return how many rows a part has below its headings.

    Raises:
        ProblemsError: a quote in one is not as it should be, or a cell is too long: where such a
            row ends Spark does not see as it is seen here.
    """
    csv.field_size_limit(LONGEST_CELL)
    with readable(str(part)), _text(part) as stream:
        rows = csv.reader(stream, delimiter=delimiter, strict=True)
        line, number = 1, 0
        try:
            for row in rows:
                number += bool("".join(row).strip())
                line = rows.line_num + 1
        except csv.Error as error:
            message = f"line {line} of `{part}` begins a row that is no strict CSV: {error}"
            advice = f"mend its quotes, {_ELSE}"
            raise ProblemsError([Problem("table/no-csv", message, advice)]) from None
    return number - 1


def check_all_read(path: Path, there: int | None, read: int) -> None:
    """Check that Spark reads as many rows of a table as are there, where they were counted.

    Raises:
        ProblemsError: it does not, as where lines end in several ways.
    """
    if there is not None and read != there:
        message = f"Spark reads {read:,} rows in `{path}`, and there are {there:,}"
        advice = f"save it with one kind of line end, {_ELSE}"
        raise ProblemsError([Problem("table/rows", message, advice)])
