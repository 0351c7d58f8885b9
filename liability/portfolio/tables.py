"""Tables of others, read in chunks: CSV, JSON lines, Parquet, Excel. Every row comes out once."""

from __future__ import annotations

import csv
import json
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import polars as pl
from polars import selectors

from liability.portfolio.cells import text_of
from liability.record import record
from liability.source.problems import Problem, ProblemsError

LONGEST_CELL = 1_000_000  # characters
_NOT_UTF_8 = "not-utf-8", "the row is not in UTF-8", "save the table in UTF-8"
_HALF = re.compile("[\ud800-\udfff]")  # a lone surrogate
_UNREADABLE = (OSError, ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
_NO_WORKBOOK = (  # what openpyxl meets in one that is damaged, or has a password
    *(zipfile.BadZipFile, zlib.error, EOFError, SyntaxError, RuntimeError),
    *(KeyError, IndexError, TypeError, AttributeError),
)


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
    """

    frame: pl.DataFrame
    lines: list[int]
    bad: tuple[BadRow, ...] = ()


@record
class Table(NamedTuple):
    """A table that is read as often as asked.

    Attributes:
        name: as the user named it.
        header: the names of its columns.
        rows: how many rows it has, where that is known without reading it.
        read: gives its chunks, of at most so many rows each, with the columns asked for; one
            without rows where there are none. Raises ProblemsError where the file is damaged.
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
    with _readable(name):
        table = openers[kind](path, name)

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        with _readable(name):
            yield from table.read(size, columns)

    return table._replace(read=read)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Report what fails inside as a failure to read a table.

    Raises:
        ProblemsError: in place of an error of the system, or of what reads the table.
    """
    try:
        yield
    except _UNREADABLE as error:
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
    with _text(path) as stream:
        first = next((row for _, row in _csv_rows(stream, delimiter)), [])
    if isinstance(first, BadRow):
        message = f"the first row of `{name}` does not name its columns: {first.reason}"
        raise ProblemsError([Problem("table/columns", message, first.help)])
    header = _checked(first, name)

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        places = [header.index(each) for each in columns]
        with _text(path) as stream:
            rows = _csv_rows(stream, delimiter)
            next(rows, None)
            cells = ((line, _csv_row(line, row, header, places)) for line, row in rows if row)
            yield from _gathered(cells, columns, size)

    return Table(name, header, None, read)


def _text(path: Path) -> TextIO:
    """Open a table of text, in which bytes that are not in UTF-8 become lone surrogates."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


class _Lines:
    """The lines of a file, of which those of the last row can be taken again.

    Attributes:
        row: the lines that were taken since the row began.
    """

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self._line = 1
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._stream)
        self.row.append(line)
        return line

    def begin(self) -> int:
        """Begin a row, and return its line."""
        self._line += len(self.row)
        self.row = []
        return self._line

    def take_again(self) -> None:
        """Leave to the row its first line only; the next row begins on its second."""
        self._again.extendleft(reversed(self.row[1:]))
        del self.row[1:]


def _csv_rows(stream: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str] | BadRow]]:
    """Yield the cells of each row, with its line."""
    lines = _Lines(stream)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines.begin()
        try:
            row: list[str] | BadRow = next(rows)
        except StopIteration:
            return
        except csv.Error:
            row = _sloppy(lines, line, delimiter)
        yield line, row


def _sloppy(lines: _Lines, line: int, delimiter: str) -> list[str] | BadRow:
    """Return a row whose quotes are not as they should be, where it ends on its line.

    Where it does not, a quote is left open, and what follows may be rows: these are taken again.
    """
    lines.take_again()
    alone = csv.reader([*lines.row, ""], delimiter=delimiter)
    try:
        row = next(alone)
    except csv.Error as error:
        return BadRow(line, "no-csv", f"the row is no CSV: {error}", "shorten the cell")
    if alone.line_num == 1:
        return row
    reason = f"a quote that opens on line {line} does not close as it should"
    advice = "close it, or write two for one in a cell; the lines after it were read as rows"
    return BadRow(line, "open-quote", reason, advice)


def _csv_row(
    line: int, cells: list[str] | BadRow, header: Sequence[str], places: list[int]
) -> list[str | None] | BadRow:
    """Return the cells of a row in some places."""
    if isinstance(cells, BadRow):
        return cells
    if len(cells) != len(header):
        reason = f"the row has {len(cells)} cells where the table has {len(header)} columns"
        return BadRow(line, "cells", reason, "put a cell that holds a comma in quotes")
    taken = [cells[place] for place in places]
    if not _is_utf_8("".join(taken)):
        return BadRow(line, *_NOT_UTF_8)
    return list(taken)


def _is_utf_8(text: str) -> bool:
    """Return whether text was read from UTF-8: other bytes are kept as lone surrogates."""
    return text.isascii() or not _HALF.search(text)


def _gathered(
    rows: Iterable[tuple[int, list[str | None] | BadRow]], columns: Sequence[str], size: int
) -> Iterator[Chunk]:
    """Yield rows of text in chunks; where there are none, a chunk without any."""
    left, begun = iter(rows), False
    while (part := list(islice(left, size))) or not begun:
        good = [(line, row) for line, row in part if not isinstance(row, BadRow)]
        bad = tuple(row for _, row in part if isinstance(row, BadRow))
        schema = dict.fromkeys(columns, pl.String)
        frame = pl.DataFrame([row for _, row in good], schema=schema, orient="row")
        yield Chunk(frame, [line for line, _ in good], bad)
        begun = True


# --- JSON lines -----------------------------------------------------------------------------------


def _json_lines(path: Path, name: str) -> Table:
    header: dict[str, None] = {}
    count = 0
    for _, row in _objects(path):
        count += 1
        if isinstance(row, dict):
            header |= dict.fromkeys(row)
    if not count:
        message, advice = f"`{name}` is empty", "name a table with a JSON object on each line"
        raise ProblemsError([Problem("table/empty", message, advice)])

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        cells = (
            (line, row if isinstance(row, BadRow) else [text_of(row.get(each)) for each in columns])
            for line, row in _objects(path)
        )
        yield from _gathered(cells, columns, size)

    return Table(name, list(header), count, read)


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
    """Yield the object on each line that is not blank."""
    with path.open("rb") as stream:
        for line, text in enumerate(stream, 1):
            if text.strip():
                yield line, _object(line, text)


def _object(line: int, text: bytes) -> dict[str, Any] | BadRow:
    """Return the object on a line, whose values a cell can hold."""
    try:
        row = _JSON.decode(text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return BadRow(line, *_NOT_UTF_8)
    except (ValueError, RecursionError) as error:
        reason = f"the line is no JSON: {str(error)[:80]}"
        return BadRow(line, "no-json", reason, "write one object on each line")
    if not isinstance(row, dict):
        return BadRow(line, "no-json", "the line is no JSON object", 'write it as `{"case": …}`')
    if b"\\u" in text and not _is_utf_8(json.dumps(row, ensure_ascii=False)):
        reason = "the row holds half of a character, as `\\ud800`"
        return BadRow(line, "not-utf-8", reason, "write the character itself, or both halves")
    nested = [key for key, value in row.items() if _is_nested(value)]
    if nested:
        reason = f"`{nested[0]}` holds a mapping, where a cell is wanted"
        advice = f"name columns as facts are, `{nested[0]}.…`, each with one cell"
        return BadRow(line, "nested", reason, advice)
    return row


def _is_nested(value: Any) -> bool:
    """Return whether a value is more than a text or a list of texts."""
    if isinstance(value, list):
        return any(isinstance(each, dict | list) for each in value)
    return isinstance(value, dict)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object in which each key stands once.

    Raises:
        ValueError: one stands there twice, and one of its values would be lost.
    """
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"`{key}` stands twice")
        found[key] = value
    return found


_JSON = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=_once)


# --- Parquet and Excel ----------------------------------------------------------------------------


def _parquet(path: Path, name: str) -> Table:
    lazy = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    header = _checked(lazy.collect_schema().names(), name)
    rows = lazy.select(pl.len()).collect().item()

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        taken = columns or header[:1]  # a frame without columns would have no rows
        some = lazy.select(selectors.by_name(taken))
        for start in range(0, max(rows, 1), size):
            frame = some.slice(start, size).collect()
            yield Chunk(frame, list(range(start + 1, start + 1 + frame.height)))

    return Table(name, header, rows, read)


def _excel(path: Path, name: str) -> Table:
    import openpyxl

    def rows() -> Iterator[tuple[Any, ...]]:
        try:
            with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()  # some programs state fewer rows than there are
                yield from sheet.iter_rows(values_only=True)
        except _NO_WORKBOOK as error:
            raise ValueError(f"it is no workbook, or damaged: {error}") from None

    header = _checked([text_of(each) or "" for each in next(rows(), ())], name)

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        places = [header.index(each) for each in columns]
        cells = (
            (line, [text_of(row[at]) if at < len(row) else None for at in places])
            for line, row in enumerate(rows(), 1)
            if line > 1 and any(each is not None for each in row)
        )
        yield from _gathered(cells, columns, size)

    return Table(name, header, None, read)
