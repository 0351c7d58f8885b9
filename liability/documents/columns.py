"""The widths of the columns of a table, by what stands in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.cells import cell_len

_WIDEST = 90  # a cell with more text is broken into lines, and asks for no more room
_LONGEST_WORD = 20  # a longer one is broken
_SHORTEST_WORD = 6  # room for an id, as `e5、`, of which a wide comma may not begin a line
_PAGE = 90  # letters on a line
_MARGIN = 5  # between columns


def with_widths(part: Any, plain: Callable[[Any], str]) -> Any:
    """Return a part of a document with tables as wide as the page, each column by its cells.

    A row of headings without a word in it is taken away.

    Args:
        part: the part, as pandoc has it in JSON.
        plain: gives the text of a cell.
    """
    if isinstance(part, list):
        return [with_widths(each, plain) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("t") != "Table":
        return {key: with_widths(value, plain) for key, value in part.items()}
    attributes, caption, columns, head, *rest = part["c"]
    if not any(plain(cell[4]) for row in head[1] for cell in row[1]):
        head = [head[0], []]
    rest = [head, *rest]
    rows = [[plain(cell[4]) for cell in row[1]] for row in _rows(rest)]
    given = zip(columns, widths(rows), strict=True)
    columns = [[column[0], {"t": "ColWidth", "c": width}] for column, width in given]
    return {"t": "Table", "c": [attributes, caption, columns, *rest]}


def widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return the share of the page's width for each column.

    A column has room for its longest word. Where every text fits on a line, each gets one; else
    the columns share what is left by how much stands in their cells, one long text counting for
    little, and empty cells for nothing.

    >>> widths([["To", "The court"], ["From", "x " * 50]])
    [0.122, 0.877]
    >>> widths([["Fact " * 9, "yes", "note " * 11], *[["Fact " * 9, "yes", ""]] * 9])
    [0.402, 0.122, 0.474]
    """
    columns = list(zip(*rows, strict=True))
    least = [max(_SHORTEST_WORD, *map(_word, column)) for column in columns]
    asked: list[float] = [max(map(_text, column)) for column in columns]
    room = _PAGE - _MARGIN * len(columns)
    if sum(asked) > room:
        usual = [sum(map(_text, column)) / max(sum(map(bool, column)), 1) for column in columns]
        asked = [math.sqrt(most * some) for most, some in zip(asked, usual, strict=True)]
    more = [max(asks - needs, 0) for asks, needs in zip(asked, least, strict=True)]
    spare = max(room - sum(least), 0) / (sum(more) or 1)
    wide = [_MARGIN + needs + extra * spare for needs, extra in zip(least, more, strict=True)]
    return [int(1000 * each / sum(wide)) / 1000 for each in wide]


def _text(text: str) -> int:
    """Return the room that a text asks for, in letters."""
    return min(cell_len(text), _WIDEST)


def _word(text: str) -> int:
    """Return the room that its longest word needs; a line may end behind any letter of Chinese."""
    words = "".join(" " if cell_len(each) > 1 else each for each in text).split()
    return min(max(map(len, words), default=0), _LONGEST_WORD)


def _rows(parts: Sequence[Any]) -> Iterator[Any]:
    """Yield the rows of a table, of its head first."""
    head, bodies, foot = parts
    yield from head[1]
    for body in bodies:
        yield from body[2]
        yield from body[3]
    yield from foot[1]
