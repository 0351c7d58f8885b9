"""Tables of the report that a reader searches, sorts and filters: as columns, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len

from liability.record import record
from liability.source.visible import visible_json, visible_line

_LONG = 30  # letters of a text that needs room; one of Chinese or Japanese counts twice
FIRST = 100  # rows on a page; the first page is there without JavaScript too

# What would end the element that the JSON stands in, or a line of a script.
_ESCAPES = {each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


@record
class Column(NamedTuple):
    """A column of a table.

    Attributes:
        id: its name.
        title: its head.
        values: a text for each row; a number in `labels`, where there are any.
        labels: the texts that few different values stand for, in the order to sort them.
        number: whether its texts are figures, to be sorted by their size.
        searched: whether a search looks into it.
        filtered: whether rows can be filtered by it.
        under: the column under whose text this one's stands in the same cell, where it differs.
        before: what stands before its text there.
        lang: the language of its texts, where it is not that of the report.
    """

    id: str
    title: str
    values: Sequence[Any]
    labels: tuple[str, ...] = ()
    number: bool = False
    searched: bool = False
    filtered: bool = False
    under: str = ""
    before: str = ""
    lang: str = ""

    @property
    def wide(self) -> bool:
        """Whether its texts need room."""
        return max(map(cell_len, self.labels), default=0) > _LONG

    def as_json(self) -> dict[str, Any]:
        """Return the column as the script of the report takes it."""
        found = {**self._asdict(), "wide": self.wide}
        return found if self.lang else {key: found[key] for key in found if key != "lang"}

    def text(self, row: int) -> str:
        """Return what stands in a row."""
        value = self.values[row]
        return self.labels[value] if self.labels else str(value)


@record
class Shown(NamedTuple):
    """A cell as it is shown: its text, what stands under it, its class, and its language."""

    text: str
    under: tuple[str, ...]
    kind: str
    lang: str


@record
class Grid(NamedTuple):
    """A table.

    Attributes:
        id: of its element.
        name: what its rows are, in the plural.
        one: that there is one of them.
        columns: its columns.
    """

    id: str
    name: str
    one: str
    columns: tuple[Column, ...]

    @property
    def size(self) -> int:
        """How many rows it has."""
        return len(self.columns[0].values)

    @property
    def page(self) -> int:
        """How many rows stand on a page."""
        return FIRST

    @property
    def heads(self) -> tuple[Column, ...]:
        """The columns that have a place of their own."""
        return tuple(each for each in self.columns if not each.under)

    @property
    def first(self) -> Iterator[list[Shown]]:
        """The cells of the first rows."""
        for row in range(min(FIRST, self.size)):
            yield [self._shown(head, row) for head in self.heads]

    def _shown(self, head: Column, row: int) -> Shown:
        said = head.text(row)
        below = (
            each.before + text
            for each in self.columns
            if each.under == head.id and (text := each.text(row)) not in ("", said)
        )
        kind = "number" if head.number else "text" if head.searched else "wide" * head.wide
        return Shown(said, tuple(below), kind, head.lang)


def grids_json(grids: Sequence[Grid]) -> str:
    """Return tables as JSON that can stand in a script element, whatever their texts are."""
    found = [
        {
            "id": grid.id,
            "name": grid.name,
            "one": grid.one,
            "page": FIRST,
            "size": grid.size,
            "columns": [each.as_json() for each in grid.columns],
        }
        for grid in grids
    ]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for each, escape in _ESCAPES.items():
        text = text.replace(each, escape)
    return visible_json(text)


def plain(texts: Sequence[str | None]) -> list[str]:
    """Return texts of a table as they can be shown: on one line, and nothing that turns it."""
    return ["" if each is None else visible_line(each) for each in texts]
