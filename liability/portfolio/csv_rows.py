"""Rows of CSV, read strictly: no row is lost in a cell whose quote is left open."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from liability.portfolio.headings import UNNAMED, Headings, headings
from liability.portfolio.refusals import CELLS, NOT_UTF_8, TO_KEEP_A_COMMA
from liability.record import record
from liability.source.problems import Problem, ProblemsError

LONGEST_CELL = 1_000_000  # characters
_LONGEST_LINE = 1 << 16  # bytes of a first line that are looked at
_HALF = re.compile("[\ud800-\udfff]")  # a lone surrogate
_RESAVE = "save it with commas, or as .xlsx"
_OTHERS = {";": _RESAVE, "|": _RESAVE, "\t": "name it .tsv", ",": "name it .csv"}


@record
class BadRow(NamedTuple):
    """A row that cannot be read at all.

    Attributes:
        line: where it begins in the table.
        code: a stable code, such as `too-long`.
        reason: one lower-case sentence.
        help: what to do.
        cells: of those asked for, the cells that can be read, by column.
        first: the first cells of the row, where these can be read and the others not.
    """

    line: int
    code: str
    reason: str
    help: str
    cells: Mapping[str, str | None] = {}
    first: Sequence[str] = ()


def check_utf_8(path: Path, name: str) -> None:
    """Refuse a text whose first line holds a NUL, as one in UTF-16 does.

    Raises:
        ProblemsError: it does; what else is not in UTF-8 is found row by row.
    """
    with path.open("rb") as stream:
        lines = iter(lambda: stream.readline(_LONGEST_LINE), b"")
        if b"\0" in next((each for each in lines if each.strip()), b""):
            raise _not_utf_8(name)


def _not_utf_8(name: str) -> ProblemsError:
    message = f"the first row of `{name}` is not in UTF-8"
    return ProblemsError([Problem("table/not-utf-8", message, NOT_UTF_8[2])])


def headings_of(stream: Iterator[str], name: str, delimiter: str) -> Headings:
    """Return the columns of a table, from its first row.

    Raises:
        ProblemsError: it does not name them.
    """
    line, first = next(csv_rows(stream, delimiter), (1, []))
    if isinstance(first, BadRow):
        message = f"the first row of `{name}` does not name its columns: {first.reason}"
        raise ProblemsError([Problem("table/columns", message, first.help)])
    if not is_utf_8("".join(first)):
        raise _not_utf_8(name)
    check_delimiter(first, name, delimiter)
    return headings(first, name, line)


def check_delimiter(header: Sequence[str], name: str, delimiter: str) -> None:
    """Check that the columns of a table are parted by what its name says.

    Raises:
        ProblemsError: there is one column only, and another sign seems to part it.
    """
    for other, advice in _OTHERS.items():
        if len(header) == 1 and other != delimiter and other in header[0]:
            message = f"the columns of `{name}` are parted by `{_shown(other)}`"
            raise ProblemsError([Problem("table/columns", message, advice)])


def is_parted_by_tabs(text: str) -> bool:
    """Return whether the first line of a text is one column by commas, and several by tabs."""
    header = next(csv.reader(text.splitlines()[:1]), [])
    return len(header) == 1 and "\t" in header[0]


def _shown(delimiter: str) -> str:
    return "TAB" if delimiter == "\t" else delimiter


def open_text(path: Path) -> TextIO:
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


def csv_rows(stream: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str] | BadRow]]:
    """Yield the cells of each row that has any, with the line that it begins on."""
    csv.field_size_limit(LONGEST_CELL)
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
        if isinstance(row, BadRow) or "".join(row).strip():
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
    return BadRow(line, "open-quote", reason, advice, first=row[:-1])


def cells_of(
    line: int, cells: list[str] | BadRow, heads: Headings, columns: Sequence[str]
) -> list[str | None] | BadRow:
    """Return the cells of a row in some columns."""
    if isinstance(cells, BadRow):
        return cells._replace(cells=_by_column(cells.first, heads, columns))
    if len(cells) != heads.width:
        has = f"{len(cells)} cell" + ("s" if len(cells) != 1 else "")
        reason = f"the row has {has} where the table has {heads.width} columns"
        advice = TO_KEEP_A_COMMA
        if len(cells) < heads.width:
            advice = "give it a cell for each column; one that is empty is unknown"
        return BadRow(line, CELLS, reason, advice, _by_column(cells[:1], heads, columns))
    taken = {each: cells[heads.places[each]] for each in columns if each != UNNAMED}
    if not is_utf_8("".join(taken.values())):
        readable = {each: cell for each, cell in taken.items() if is_utf_8(cell)}
        return BadRow(line, *NOT_UTF_8, readable)
    if UNNAMED not in columns:
        return [*taken.values()]
    unnamed = heads.unnamed_with(cells, lambda cell: bool(cell.strip()))
    return [taken.get(each, unnamed) for each in columns]


def _by_column(
    first: Sequence[str], heads: Headings, columns: Sequence[str]
) -> dict[str, str | None]:
    """Return the first cells of a row, by those columns that they stand in."""
    places = ((each, heads.places.get(each)) for each in columns)
    held = {each: first[at] for each, at in places if at is not None and at < len(first)}
    return {each: cell for each, cell in held.items() if is_utf_8(cell)}


def is_utf_8(text: str) -> bool:
    """Return whether text was read from UTF-8: other bytes are kept as lone surrogates."""
    return text.isascii() or not _HALF.search(text)
