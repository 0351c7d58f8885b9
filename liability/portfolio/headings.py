"""The headings of a table: where the column of each is, and which columns have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from liability.record import record
from liability.source.problems import Problem, ProblemsError
from liability.source.visible import short

T = TypeVar("T")
_SHOWN = 5  # headings in a message


UNNAMED = ""  # asked for like a column: the first column without a heading that holds something


@record
class Headings(NamedTuple):
    """The columns of a table, from its first row.

    Attributes:
        names: the headings, in order; one may stand there twice.
        places: where each stands in a row, from 0; of two of one name, the first.
        unnamed: what the columns without a heading are called, as `column 3`, by their places.
        width: how many columns there are.
        line: the line that the headings were taken from.
    """

    names: Sequence[str]
    places: Mapping[str, int]
    unnamed: Mapping[int, str]
    width: int
    line: int

    @property
    def strays(self) -> Sequence[str]:
        """What may be asked for beside the columns that have a heading; see `Table.strays`."""
        return [UNNAMED] if self.unnamed else []

    def unnamed_with(self, row: Sequence[T], holds: Callable[[T], bool]) -> str | None:
        """Return which column without a heading holds something in a row, the first; or None."""
        held = (called for at, called in self.unnamed.items() if at < len(row) and holds(row[at]))
        return next(held, None)


def headings(
    cells: Sequence[str], table: str, line: int = 1, number: Callable[[int], str] = str
) -> Headings:
    """Return the columns of a table.

    Args:
        cells: its first row.
        table: as the user named it.
        line: where that row stands.
        number: how the number of a column, from 1, is written.

    Raises:
        ProblemsError: no column has a heading.

    >>> headings(["case", "", "title"], "t.csv").unnamed
    {1: 'column 2'}
    """
    named = [(at, each) for at, each in enumerate(cells) if each.strip()]
    if not named:
        raise empty(table)
    places = {each: at for at, each in reversed(named)}
    others = [at for at, each in enumerate(cells) if not each.strip()]
    unnamed = {at: f"column {number(at + 1)}" for at in others}
    return Headings([each for _, each in named], places, unnamed, len(cells), line)


def empty(table: str) -> ProblemsError:
    """Say of a table that it has no columns."""
    advice = "name a table whose first line names the columns"
    return ProblemsError([Problem("table/empty", f"`{table}` is empty", advice)])


def check_once(columns: Iterable[str], header: Sequence[str], table: str) -> None:
    """Check that each of some columns stands once in a header.

    Raises:
        ProblemsError: one stands there twice, and nobody can say which of the two is meant.
    """
    times = Counter(header)
    twice = sorted({each for each in columns if times[each] > 1})
    if twice:
        says = [f"`{table}` has two columns named `{each}`" for each in twice]
        raise ProblemsError(Problem("table/columns", each, "rename one of them") for each in says)


def taken_from(header: Sequence[str], line: int | None) -> tuple[str, str]:
    """Say which line was taken for the headings, and what to do if it is another; nothing if none.

    Args:
        header: the headings.
        line: where they stand; None where a table has no line of headings.

    >>> taken_from(["Models of 2025"], 1)[0]
    '; line 1 was taken for its headings: `Models of 2025`'
    """
    if line is None:
        return "", ""
    named = ", ".join(f"`{short(each)}`" for each in header[:_SHOWN])
    more = ", …" if len(header) > _SHOWN else ""
    said = f"; line {line} was taken for its headings: {named}{more}"
    return said, f"; if the headings stand below line {line}, delete what is above them"
