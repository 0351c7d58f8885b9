"""Tables that break no word: where they do not fit, their rows stand one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_GAP = 2  # columns between the columns of a table
Row = Sequence[Text | str]


def table(
    columns: Sequence[str], rows: Sequence[Row], width: int, *, ruled: bool = False
) -> RenderableType:
    """Return rows below their heads, or one below the other where `width` is too narrow.

    Args:
        columns: the heads.
        rows: text for each column.
        width: columns of the terminal that there are.
        ruled: a line below the heads, and the first column in bold.
    """
    longest = [
        max(len(word) for text in texts for word in [*str(text).split(), ""])
        for texts in zip(columns, *rows, strict=True)
    ]
    if sum(longest) + _GAP * (len(columns) - 1) > width:
        return _stacked(columns, rows)
    made = Table(
        box=box.SIMPLE_HEAD if ruled else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, _GAP, 0, 0),
        header_style="dim",
    )
    for index, (column, least) in enumerate(zip(columns, longest, strict=True)):
        style = "bold" if ruled and index == 0 else ""
        made.add_column(column, overflow="fold", min_width=least, style=style)
    for row in rows:
        made.add_row(*(_text(each) for each in row))
    return made


def _stacked(columns: Sequence[str], rows: Sequence[Row]) -> RenderableType:
    parts: list[RenderableType] = []
    for first, *others in rows:
        grid = labelled(
            [(head.lower(), text) for head, text in zip(columns[1:], others, strict=True)]
        )
        parts += [Text(str(first), style="bold", overflow="fold"), Padding(grid, (0, 0, 0, 2))]
    return Group(*parts)


def labelled(rows: Sequence[tuple[str, Text | str]]) -> Table:
    """Return texts behind what they are; without those that are empty."""
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for label, text in rows:
        if str(text):
            grid.add_row(label, _text(text))
    return grid


def _text(text: Text | str) -> Text:
    return text if isinstance(text, Text) else Text(text)
