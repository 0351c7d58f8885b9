"""What is wrong with rows of a table: which a map refuses, which hold too much; as a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from liability.compute.cell_lists import one_text
from liability.compute.cell_values import Refused
from liability.portfolio.cell_text import single_texts, texts
from liability.portfolio.csv_rows import BadRow
from liability.portfolio.plan import Plan
from liability.portfolio.refusals import REFUSED, SAYS, TO_USE_IT
from liability.portfolio.results import ID, ROW
from liability.portfolio.tables import Chunk

_ERRORS = {ROW: pl.Int64, ID: pl.String, "column": pl.String, "code": pl.String}
ERRORS = pl.Schema({**_ERRORS, "reason": pl.String, "help": pl.String})


def refused_in(chunk: Chunk, plan: Plan) -> Iterator[tuple[int, BadRow, str]]:
    """Yield the rows that are not to be used, by what the map says: place, reason and column."""
    refuse = plan.map.refuse if plan.map is not None else None
    if refuse is None:
        return
    cells, refused = texts_of(chunk.frame, refuse.column), Refused(refuse.values)
    unused = {each for each in cells.unique() if each in refused}
    for place, cell in enumerate(cells):
        if cell in unused:
            reason = SAYS.format(refuse.column, cell)
            bad = BadRow(chunk.lines[place], REFUSED, reason, TO_USE_IT)
            yield place, bad, refuse.column


def strays_in(chunk: Chunk, plan: Plan) -> Iterator[tuple[int, BadRow, str]]:
    """Yield the rows that hold something in what is no column: place, reason and where."""
    for name, wrong in plan.strays.items():
        cells = texts(chunk.frame[name])
        code = wrong.code.partition("/")[2]
        filled = (cells.str.strip_chars() != "").fill_null(False)
        for place in filled.arg_true():
            bad = BadRow(chunk.lines[place], code, wrong.message, wrong.help)
            yield place, bad, name or cells[place]


def texts_of(frame: pl.DataFrame, column: str | None) -> pl.Series:
    """Return a column that names one thing a row as texts; nothing of each row without one."""
    if column is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    return single_texts(frame[column])


def name_in(row: BadRow, column: str | None) -> str | None:
    """Return what stands in a column of a row that cannot be read, where that can be."""
    name = row.cells.get(column) if column is not None else None
    return one_text(name).strip() if name is not None else None


def errors_of(
    wrong: Sequence[tuple[int | None, BadRow, str]], names: pl.Series, column: str | None
) -> pl.DataFrame:
    """Return what is wrong as a frame, in the order of the table; see `ERRORS`.

    Args:
        wrong: the place of each row, where it could be read, what is wrong, and its column.
        names: of the rows that could be read.
        column: what names the rows that could not.
    """
    rows: list[tuple[Any, ...]] = [
        (
            bad.line,
            names[place] if place is not None else name_in(bad, column),
            where,
            bad.code,
            bad.reason,
            bad.help,
        )
        for place, bad, where in wrong
    ]
    return pl.DataFrame(rows, schema=ERRORS, orient="row").sort(ROW, maintain_order=True)
