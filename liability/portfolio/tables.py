"""Tables of others, read in chunks: CSV, JSON lines, Parquet, Excel. Every row comes out once."""

from __future__ import annotations

import shlex
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from polars import selectors

from liability.portfolio.cell_text import as_stated, text_of, texts
from liability.portfolio.csv_rows import (
    BadRow,
    cells_of,
    check_utf_8,
    csv_rows,
    headings_of,
    open_text,
)
from liability.portfolio.headings import empty, headings
from liability.portfolio.json_rows import is_empty, keys_of, objects_of, values_of
from liability.record import record
from liability.source.files_read import note_read
from liability.source.problems import Problem, ProblemsError, suggestion

_UNREADABLE = (  # with what gzip meets in a file that is damaged
    *(OSError, EOFError, zlib.error, ValueError),
    *(pl.exceptions.PolarsError, pl.exceptions.PanicException),
)
_NO_WORKBOOK = (  # what openpyxl meets in one that is damaged, or has a password
    *(zipfile.BadZipFile, zlib.error, EOFError, SyntaxError, RuntimeError),
    *(KeyError, IndexError, TypeError, AttributeError),
)


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

    @property
    def rows(self) -> int:
        """How many rows of the table these are, with those that cannot be read."""
        return len(self.lines) + len(self.bad)


@record
class Table(NamedTuple):
    """A table that is read as often as asked.

    Attributes:
        name: as the user named it.
        header: the names of its columns.
        rows: how many rows it has, where that is known without reading it.
        read: gives its chunks, of at most so many rows each, with the columns asked for; one
            without rows where there are none. Raises ProblemsError where the file is damaged.
        strays: what may be asked for like a column, and need not be one of the table: a key of
            JSON that not every row has; `UNNAMED`.
        line: the line that the headings were taken from, where they stand on one.
        guards: whether an apostrophe keeps from being a formula what `batch` has written there.
    """

    name: str
    header: Sequence[str]
    rows: int | None
    read: Callable[[int, Sequence[str]], Iterator[Chunk]]
    strays: Sequence[str] = ()
    line: int | None = None
    guards: bool = False


def open_table(
    path: Path, name: str, suffix: str | None = None, *, sheet: str | None = None
) -> Table:
    """Open a table.

    Args:
        path: the file.
        name: as the user named it.
        suffix: what it holds, where its name does not say: `.csv`, `.tsv`, `.jsonl`, `.parquet`
            or `.xlsx`.
        sheet: of a workbook of Excel, the sheet that holds the table.

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
        ".xlsx": lambda path, name: _excel(path, name, sheet),
    }
    if kind not in openers:
        message = f"`{name}` is no table that can be read"
        advice = "name a folder of cases, or a file as .csv, .tsv, .jsonl, .parquet or .xlsx"
        raise ProblemsError([Problem("table/unknown-format", message, advice)])
    if sheet is not None and kind != ".xlsx":
        message = f"`{name}` has no sheets"
        raise ProblemsError([Problem("table/no-sheet", message, "leave `--sheet` out")])
    note_read(path)
    with readable(name):
        table = openers[kind](path, name)

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        with readable(name):
            yield from table.read(size, columns)

    return table._replace(read=read)


@contextmanager
def readable(name: str) -> Iterator[None]:
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


# --- CSV ------------------------------------------------------------------------------------------


def _csv(path: Path, name: str, delimiter: str = ",") -> Table:
    check_utf_8(path, name)
    with open_text(path) as stream:
        heads = headings_of(stream, name, delimiter)

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        with open_text(path) as stream:
            rows = csv_rows(stream, delimiter)
            next(rows, None)
            cells = ((line, cells_of(line, row, heads, columns)) for line, row in rows)
            yield from _gathered(cells, columns, size)

    return Table(name, heads.names, None, read, heads.strays, heads.line, guards=True)


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
    check_utf_8(path, name)
    keys, strays, count = keys_of(path)
    if not count and not keys:
        message, advice = f"`{name}` is empty", "name a table with a JSON object on each line"
        raise ProblemsError([Problem("table/empty", message, advice)])

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        rows = (
            (line, values_of(line, row, columns))
            for line, row in objects_of(path)
            if not is_empty(row)
        )
        yield from _gathered(rows, columns, size)

    return Table(name, keys, count, read, strays)


# --- Parquet and Excel ----------------------------------------------------------------------------


def _parquet(path: Path, name: str) -> Table:
    lazy = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    header = lazy.collect_schema().names()
    if not any(header):
        raise empty(name)
    rows = lazy.select(pl.len()).collect().item()

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        taken = columns or header[:1]  # a frame without columns would have no rows
        others = [each for each in header if each not in taken]
        for start in range(0, max(rows, 1), size):
            part = lazy.slice(start, size)
            frame = part.select(selectors.by_name(taken)).collect()
            empty = _empty_rows(frame)
            lines = list(range(start + 1, start + 1 + frame.height))
            if empty.any():
                if others:
                    empty &= _empty_rows(part.select(selectors.by_name(others)).collect())
                lines = [lines[place] for place in (~empty).arg_true()]
                frame = frame.filter(~empty)
            yield Chunk(as_stated(frame), lines)

    return Table(name, header, rows, read)


def _empty_rows(frame: pl.DataFrame) -> pl.Series:
    """Return in which rows of a frame no cell holds anything: such a row is none."""
    found = pl.Series([True]).new_from_index(0, frame.height)
    for each in sorted(frame, key=pl.Series.null_count):  # what every row states ends the search
        empty = each.is_null()
        if each.dtype in (pl.String, pl.Binary, pl.Categorical, pl.Enum):
            empty |= (texts(each).str.strip_chars() == "").fill_null(True)
        found &= empty
        if not found.any():
            break
    return found


def _excel(path: Path, name: str, wanted: str | None) -> Table:
    from openpyxl.utils import get_column_letter

    from liability.portfolio.worksheets import (
        NO_VALUE,
        Merged,
        cells,
        cells_in,
        merged_in,
        unreadable,
    )

    with _workbook(path) as book:
        title = _sheet(book, name, wanted)
        merged = merged_in(book, title)

    def rows() -> Iterator[tuple[int, tuple[Any, ...]]]:
        with _workbook(path) as book:
            yield from cells(book, title, merged)

    at, first = next(rows(), (1, ()))
    if any(each is NO_VALUE for each in first):
        message = f"the first row of `{name}` holds a formula without a value"
        raise ProblemsError([Problem("table/columns", message, "write the name of the column")])
    texts_of_first = ["" if isinstance(each, Merged) else text_of(each) or "" for each in first]
    heads = headings(texts_of_first, name, at, get_column_letter)

    def row_of(
        line: int, row: tuple[Any, ...], columns: Sequence[str]
    ) -> list[str | None] | BadRow:
        taken = cells_in(row, heads, columns)
        return unreadable(line, row, heads, taken) or [text_of(each) for each in taken.values()]

    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        found = ((line, row_of(line, row, columns)) for line, row in islice(rows(), 1, None))
        yield from _gathered(found, columns, size)

    return Table(name, heads.names, None, read, heads.strays, heads.line)


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    """Open a workbook of Excel.

    Raises:
        ValueError: it is damaged, or none.
    """
    from liability.portfolio.worksheets import opened

    try:
        with closing(opened(path)) as book:
            yield book
    except _NO_WORKBOOK as error:
        raise ValueError(f"it is no workbook, or damaged: {error}") from None


def _sheet(book: Any, name: str, wanted: str | None) -> str:
    """Return the title of the sheet of a workbook that is wanted, or the one that holds anything.

    Raises:
        ProblemsError: there is none of this name; or several hold something, and none is named.
    """
    sheets: list[str] = [each.title for each in book.worksheets]
    if wanted is not None and wanted not in sheets:
        message = f"`{wanted}` is no sheet of `{name}`"
        raise ProblemsError([Problem("table/no-sheet", message, suggestion(wanted, sheets))])
    if wanted is not None:
        return wanted
    held = [each for each in sheets if len(sheets) == 1 or _holds_cells(book, each)]
    if len(held) > 1:
        message = f"`{name}` has {len(held)} sheets: " + ", ".join(f"`{each}`" for each in held)
        advice = f"say which holds the table, as `--sheet {shlex.quote(held[0])}`"
        raise ProblemsError([Problem("table/sheets", message, advice)])
    return (held or sheets)[0]


def _holds_cells(book: Any, title: str) -> bool:
    from liability.portfolio.worksheets import cells

    return any(True for _ in cells(book, title))
