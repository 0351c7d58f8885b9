"""Tables of others, read in chunks: CSV, JSON lines, Parquet, Excel. Every row comes out once."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from liability.portfolio.cells import text_of
from liability.record import record
from liability.source.problems import Problem, ProblemsError

LONGEST_CELL = 1_000_000  # characters


@record
class BadRow(NamedTuple):
    """A row that cannot be read at all.

    Attributes:
        line: where it begins in the table.
        code: a stable code, such as `too-long`.
        reason: one lower-case sentence.
        help: what to do.
    """

    line: int
    code: str
    reason: str
    help: str


@record
class Chunk(NamedTuple):
    """Some rows of a table.

    Attributes:
        frame: their cells by column.
        lines: the line that each begins on, or its number where the table has no lines.
        bad: rows among them that cannot be read.
        cases: rows that are whole case files, as JSON, with the line of each.
    """

    frame: pl.DataFrame
    lines: list[int]
    bad: tuple[BadRow, ...] = ()
    cases: tuple[tuple[int, str], ...] = ()


@record
class Table(NamedTuple):
    """A table that is read as often as asked.

    Attributes:
        name: as the user named it.
        header: the names of its columns.
        rows: how many rows it has, where that is known without reading it.
        read: gives its chunks, of at most so many rows each, with the columns asked for.
    """

    name: str
    header: Sequence[str]
    rows: int | None
    read: Callable[[int, Sequence[str]], Iterator[Chunk]]


def open_table(path: Path, name: str, suffix: str | None = None) -> Table:
    """Open a table.

    Args:
        path: the file.
        name: as the user named it.
        suffix: what it holds, where its name does not say: `.csv`, `.tsv`, `.jsonl`, `.parquet`
            or `.xlsx`.

    Raises:
        ProblemsError: it cannot be read, is empty, or is no table.
    """
    kind = (suffix or path.suffix).lower()
    openers: Mapping[str, Callable[[Path, str], Table]] = {
        ".csv": _csv,
        ".tsv": lambda path, name: _csv(path, name, "\t"),
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
        ".parquet": _parquet,
        ".xlsx": _excel,
    }
    if kind not in openers:
        message = f"`{name}` is no table that can be read"
        advice = "name a folder of cases, or a file as .csv, .tsv, .jsonl, .parquet or .xlsx"
        raise ProblemsError([Problem("table/unknown-format", message, advice)])
    try:
        return openers[kind](path, name)
    except (OSError, UnicodeError, zipfile.BadZipFile, pl.exceptions.PolarsError) as error:
        reason = str(getattr(error, "strerror", None) or error).partition("\n")[0]
        message = f"`{name}` cannot be read: {reason[:1].lower()}{reason[1:200]}"
        advice = "check the file, and that you may read it"
        raise ProblemsError([Problem("table/unreadable", message, advice)]) from None


def _checked(header: Sequence[str], name: str) -> Sequence[str]:
    """Return a header in which each column has a name of its own.

    Raises:
        ProblemsError: there is none, or two columns have one name.
    """
    if not any(header):
        advice = "name a table whose first line names the columns"
        raise ProblemsError([Problem("table/empty", f"`{name}` is empty", advice)])
    twice = sorted({each for each in header if header.count(each) > 1})
    if twice:
        message = f"`{name}` has two columns named `{twice[0]}`"
        raise ProblemsError([Problem("table/columns", message, "rename one of them")])
    return header


# --- CSV ------------------------------------------------------------------------------------------


def _csv(path: Path, name: str, delimiter: str = ",") -> Table:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        header = _checked(next(csv.reader(stream, delimiter=delimiter), []), name)

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            rows = csv.reader(stream, delimiter=delimiter)
            next(rows)
            yield from _gathered(_csv_rows(rows, header, columns), columns, size)

    return Table(name, header, None, read)


def _csv_rows(
    rows: Any, header: Sequence[str], columns: Sequence[str]
) -> Iterator[tuple[int, list[str | None] | BadRow]]:
    """Yield each row's cells of some columns, with its line."""
    places = [header.index(each) for each in columns]
    line = rows.line_num + 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"the row is no CSV: {error}"
            yield line, BadRow(line, "no-csv", reason, "check its quotes and line breaks")
            line = rows.line_num + 1
            continue
        if cells:
            yield line, _csv_row(line, cells, header, places)
        line = rows.line_num + 1


def _csv_row(
    line: int, cells: list[str], header: Sequence[str], places: list[int]
) -> list[str | None] | BadRow:
    if len(cells) != len(header):
        reason = f"the row has {len(cells)} cells where the table has {len(header)} columns"
        return BadRow(line, "cells", reason, "put a cell that holds a comma in quotes")
    taken = [cells[place] for place in places]
    if not _is_utf_8("".join(taken)):
        reason = "the row is not in UTF-8"
        return BadRow(line, "not-utf-8", reason, "save the table in UTF-8")
    return list(taken)


def _is_utf_8(text: str) -> bool:
    """Return whether text was read from UTF-8: other bytes are kept as lone surrogates."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _gathered(
    rows: Iterable[tuple[int, list[str | None] | BadRow]], columns: Sequence[str], size: int
) -> Iterator[Chunk]:
    """Yield rows of text in chunks."""
    lines: list[int] = []
    cells: list[list[str | None]] = []
    bad: list[BadRow] = []
    for line, row in rows:
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            lines.append(line)
            cells.append(row)
        if len(lines) + len(bad) == size:
            yield Chunk(_frame(columns, cells), lines, tuple(bad))
            lines, cells, bad = [], [], []
    if lines or bad:
        yield Chunk(_frame(columns, cells), lines, tuple(bad))


def _frame(columns: Sequence[str], rows: list[list[str | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


# --- JSON lines -----------------------------------------------------------------------------------


def _json_lines(path: Path, name: str) -> Table:
    header: dict[str, None] = {}
    count = 0
    for _, row in _objects(path):
        count += 1
        if isinstance(row, dict) and not _is_case(row):
            header |= dict.fromkeys(row)
    if not count:
        advice = "name a table with a JSON object on each line"
        raise ProblemsError([Problem("table/empty", f"`{name}` is empty", advice)])

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        lines: list[int] = []
        cells: list[list[str | None]] = []
        bad: list[BadRow] = []
        cases: list[tuple[int, str]] = []
        for line, row in _objects(path):
            if isinstance(row, BadRow):
                bad.append(row)
            elif _is_case(row):
                cases.append((line, json.dumps(row, ensure_ascii=False)))
            else:
                lines.append(line)
                cells.append([text_of(row.get(each)) for each in columns])
            if len(lines) + len(bad) + len(cases) == size:
                yield Chunk(_frame(columns, cells), lines, tuple(bad), tuple(cases))
                lines, cells, bad, cases = [], [], [], []
        if lines or bad or cases:
            yield Chunk(_frame(columns, cells), lines, tuple(bad), tuple(cases))

    return Table(name, list(header), count, read)


def _is_case(row: Mapping[str, Any]) -> bool:
    """Return whether a row is a whole case file: it holds mappings, as `system: {…}`."""
    return any(isinstance(each, dict) for each in row.values())


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
    with path.open("rb") as stream:
        for line, text in enumerate(stream, 1):
            if not text.strip():
                continue
            try:
                row = json.loads(text, parse_float=str, parse_int=str)
            except (ValueError, RecursionError) as error:
                reason = f"the line is no JSON: {str(error)[:80]}"
                yield line, BadRow(line, "no-json", reason, "write one object on each line")
                continue
            if not isinstance(row, dict):
                reason = "the line is no JSON object"
                yield line, BadRow(line, "no-json", reason, 'write it as `{"case": …}`')
                continue
            yield line, row


# --- Parquet and Excel ----------------------------------------------------------------------------


def _parquet(path: Path, name: str) -> Table:
    schema = pl.read_parquet_schema(path)
    rows = pl.scan_parquet(path).select(pl.len()).collect().item()

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        lazy = pl.scan_parquet(path).select(columns)
        for start in range(0, rows, size):
            frame = lazy.slice(start, size).collect()
            yield Chunk(frame, list(range(start + 1, start + 1 + frame.height)))

    return Table(name, _checked(list(schema), name), rows, read)


def _excel(path: Path, name: str) -> Table:
    import openpyxl

    def rows() -> Iterator[tuple[Any, ...]]:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            yield from book.worksheets[0].iter_rows(values_only=True)
        finally:
            book.close()

    header = _checked([text_of(each) or "" for each in next(rows(), ())], name)

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        places = [header.index(each) for each in columns]

        def cells() -> Iterator[tuple[int, list[str | None] | BadRow]]:
            for line, row in enumerate(rows(), 1):
                if line > 1 and any(each is not None for each in row):
                    yield line, [text_of(row[at]) if at < len(row) else None for at in places]

        yield from _gathered(cells(), columns, size)

    return Table(name, header, None, read)
