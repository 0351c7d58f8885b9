"""Tables that break no word: where they do not fit, their rows stand one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Group, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from liability.documents.flowing import flowing, unbroken
from liability.sentences import lowered, tr

_GAP = 2  # columns between the columns of a table
_SHORT = 5  # columns of a text that is not broken
_LEAST = 12  # columns of a text without spaces that are enough to read it
_BREAKS = re.compile(r"[\u3000-\u30ff\u3400-\u9fff]|[\uff00-\uffef]")  # as one, slow to compile
INDENT = 2  # of what stands below a title
MARKS = {"met": ("✓", "green"), "not_met": ("✗", "red"), "undetermined": ("?", "yellow")}
Row = Sequence[Text | str]


def table(
    columns: Sequence[str],
    rows: Sequence[Row],
    width: int,
    *,
    ruled: bool = False,
    figures: bool = False,
) -> RenderableType:
    """Return rows below their heads, or one below the other where `width` is too narrow.

    Args:
        columns: the heads.
        rows: text for each column.
        width: columns of the terminal that there are.
        ruled: a line below the heads, and the first column in bold.
        figures: names stand in the first column, and figures behind it, on the right: if it can,
            only the first one wraps.
    """
    cells = [[str(each) for each in column] for column in zip(columns, *rows, strict=True)]
    least = [max(_least(word) for text in texts for word in (*_words(text), "")) for texts in cells]
    most = [
        max(cell_len(line) for text in texts for line in (*text.split("\n"),)) for texts in cells
    ]
    gaps = _GAP * (len(columns) - 1)
    if figures and least[0] + sum(most[1:]) + gaps <= width:
        least = [least[0], *most[1:]]
    spare = width - sum(least) - gaps
    if spare < 0:
        return _stacked(columns, rows)
    made = Table(
        box=box.SIMPLE_HEAD if ruled else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, _GAP - ruled, 0, 0),  # the box of a ruled table puts one space between
        header_style="dim",
    )
    for index, (column, wide) in enumerate(zip(columns, _shared(least, most, spare), strict=True)):
        style = "bold" if ruled and index == 0 else ""
        side: JustifyMethod = "right" if figures and index else "left"
        made.add_column(flowing(column), overflow="fold", width=wide, style=style, justify=side)
    for row in rows:
        made.add_row(*(flowing(each) for each in row))
    return made


def _words(text: str) -> list[str]:
    """Return the words of a text, which are not broken; a short one, such as a head, is as one.

    >>> _words("행 수"), _words("Rows below")
    (['행 수'], ['Rows', 'below'])
    """
    return [text] if cell_len(text) <= _SHORT else text.split()


def _least(word: str) -> int:
    """Return the columns that a word needs; Chinese and Japanese may break between any two signs.

    >>> _least("deployment"), _least("개발자에"), _least("開発者を管轄する国家当局")
    (10, 8, 12)
    """
    wide = cell_len(word)
    if not _BREAKS.search(word):
        return wide
    return min(wide, max([_LEAST, *map(cell_len, unbroken(word))]))


def _shared(least: Sequence[int], most: Sequence[int], spare: int) -> list[int]:
    """Return widths from `least` towards `most`, each with its share of what there is to spare.

    >>> _shared([5, 5], [5, 25], 10), _shared([5, 5], [6, 7], 10)
    ([5, 15], [6, 7])
    """
    wants = [wanted - given for given, wanted in zip(least, most, strict=True)]
    total = sum(wants)
    if total <= spare:
        return list(most)
    return [given + spare * want // total for given, want in zip(least, wants, strict=True)]


def _stacked(columns: Sequence[str], rows: Sequence[Row]) -> RenderableType:
    parts: list[RenderableType] = []
    for first, *others in rows:
        grid = labelled(
            [(lowered(head), text) for head, text in zip(columns[1:], others, strict=True)]
        )
        head = flowing(Text(str(first), style="bold", overflow="fold"))
        parts += [head, Padding(grid, (0, 0, 0, 2))]
    return Group(*parts)


def labelled(rows: Sequence[tuple[str, Text | str]]) -> Table:
    """Return texts behind what they are; without those that are empty."""
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for label, text in rows:
        if str(text):
            grid.add_row(flowing(label), flowing(text))
    return grid


def others(left: int) -> str:
    """Return how many are left out.

    >>> others(1), others(1200)
    ('… and 1 other', '… and 1,200 others')
    """
    return tr("… and 1 other") if left == 1 else tr("… and {count} others", count=f"{left:,}")


def section(title: str, body: RenderableType | None) -> Iterator[RenderableType]:
    """Yield a body below its title, indented; nothing where there is none."""
    if body is not None:
        yield Text()
        yield Text(title, style="bold")
        yield Padding(body, (0, 0, 0, INDENT))


def listed(lines: Sequence[Text | str], *, numbered: bool = False) -> RenderableType | None:
    """Return lines behind dashes or numbers, what wraps indented; None where there are none."""
    if not lines:
        return None
    grid = bulleted()
    for number, line in enumerate(lines, 1):
        grid.add_row(f"{number}." if numbered else "-", flowing(line))
    return grid


def bulleted() -> Table:
    """Return a grid of texts behind marks or numbers."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    return grid
