"""Cells of a Spark frame to typed columns: what `cells` does, without bringing the rows here.

A cell that has its type already, or is a plain figure, is typed by Spark. Of the others, only the
different values come to the driver. They are read as any cell is, and joined back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

import polars as pl
from pyspark.sql import functions as F  # noqa: N812 - as everybody names it
from pyspark.sql import types as t

from liability.compute.cell_lists import END
from liability.portfolio.cells import (
    AS_WRITTEN,
    DIGITS,
    LEAST,
    MOST,
    ORDERED,
    BadCell,
    CellReader,
    out_of_order,
)
from liability.portfolio.dialect import undotted
from liability.portfolio.plan import Cell
from liability.record import record
from liability.source.days import YEARS

WRONG = "__wrong"  # the column that holds what is wrong with a row
PROBLEM = t.StructType(
    [t.StructField(name, t.StringType()) for name in ("column", "code", "reason", "help")]
)
_FIGURE = rf"^(?=.{{1,{DIGITS}}}$)[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{{1,2}})?$"
_MIDNIGHT = r"[ T]00:00:00$"
_SPACE = r"^\s+|\s+$"
_POLARS: dict[type, pl.DataType] = {
    bool: pl.Boolean(),
    int: pl.Int64(),
    float: pl.Float64(),
    date: pl.Date(),
}
_SPARK: dict[Any, Any] = {
    pl.Boolean: t.BooleanType(),
    pl.Float64: t.DoubleType(),
    pl.Date: t.DateType(),
    pl.String: t.StringType(),
}


@record
class _Column(NamedTuple):
    """One column of a table as one fact, or one point of it.

    Attributes:
        cell: the fact.
        point: the point of a quantity that it states; else `""`.
        own: its name in the frame.
        easy: what Spark makes of a cell; null where it cannot tell.
        hard: whether a cell is to be read on the driver.
    """

    cell: Cell
    point: str
    own: str
    easy: Any
    hard: Any


def plain(column: Any, type_: Any) -> Any:
    """Return a column as text, a figure, a truth or a date, as a table of Polars would hold it."""
    match type_:
        case t.ByteType() | t.ShortType() | t.IntegerType() | t.LongType():
            return column.cast("bigint")
        case t.FloatType():  # the shortest decimal that it stands for: widened, 1e26 is more
            return column.cast("string").cast("double")
        case t.DoubleType():
            return column.cast("double")
        case t.BooleanType() | t.DateType() | t.StringType():
            return column
        case t.TimestampType() | t.TimestampNTZType():
            return F.regexp_replace(column.cast("string"), _MIDNIGHT, "")
        case t.ArrayType():
            parts = F.transform(
                column.cast("array<string>"),
                lambda each: F.concat(
                    F.when(F.trim(each) == "", F.concat(F.lit('"'), each, F.lit('"')))
                    .when(each.isNull(), "null")
                    .otherwise(each),
                    F.lit(END),
                ),
            )
            return F.when(F.size(column) == 0, "none").otherwise(F.array_join(parts, ""))
    return column.cast("string")


def one_text(column: Any) -> Any:
    """Return a column of `plain` as the texts that name a row; of a list, its parts in one."""
    text = F.regexp_replace(column.cast("string"), f"{END}$", "")
    return F.regexp_replace(F.regexp_replace(text, END, ";"), _SPACE, "")


def problem(column: str, code: str, reason: str, advice: str) -> Any:
    """Return what is wrong with a row, as one element of `WRONG`."""
    given = zip(PROBLEM.names, (column, code, reason, advice), strict=True)
    return F.struct(*(F.lit(text).alias(name) for name, text in given))


class SparkCells:
    """Types the cells of a frame.

    Args:
        reader: reads what Spark cannot.
    """

    def __init__(self, reader: CellReader) -> None:
        self._reader = reader

    def typed(self, frame: Any, own: dict[str, str], wrong: Sequence[Any]) -> Any:
        """Return a frame with its facts in typed columns, and `WRONG`.

        Args:
            frame: cells, each column as `plain` gives it.
            own: the name in the frame of each column of the table.
            wrong: what else is wrong with a row: structures, null where nothing is.
        """
        types = {each.name: each.dataType for each in frame.schema.fields}
        columns = [
            self._column(cell, point, own[name], types[own[name]])
            for cell in self._reader.plan.cells
            for point, name in cell.columns.items()
        ]
        found = _different(frame, columns)
        all_wrong = list(wrong)
        for cell in self._reader.plan.cells:
            if cell.constant is not None:
                frame, constant = self._constant(frame, cell)
                all_wrong += constant
            for place, each in enumerate(columns):
                if each.cell is cell:
                    frame, column = self._read(frame, each, place, found[place])
                    all_wrong += column
            all_wrong += self._order(cell)
            if unknown := self._reader.held[cell.fact.id].unknown:
                frame = frame.withColumn(undotted(unknown), self._said_unknown(cell, own))
        if not all_wrong:
            return frame.withColumn(WRONG, F.array().cast(t.ArrayType(PROBLEM)))
        return frame.withColumn(WRONG, F.array_compact(F.array(*all_wrong)))

    def _column(self, cell: Cell, point: str, own: str, type_: Any) -> _Column:
        column = F.col(own)
        easy, sure = None, F.lit(False)
        if cell.fact.type == "quantity":
            asked = cell.unit, cell.scale, cell.values
            if all(each is None for each in asked) and cell.fact.unit in AS_WRITTEN:
                easy, sure = _figure(column, type_, self._reader.rounded(cell.fact.id))
        elif (
            cell.values is None and cell.fact.type == "boolean" and isinstance(type_, t.BooleanType)
        ):
            easy, sure = column, F.lit(True)
        elif cell.values is None and cell.fact.type == "date" and isinstance(type_, t.DateType):
            sure = F.coalesce(F.year(column).between(*YEARS), F.lit(False))
            easy = F.when(sure, column)
        return _Column(cell, point, own, easy, column.isNotNull() & ~sure)

    def _constant(self, frame: Any, cell: Cell) -> tuple[Any, list[Any]]:
        """Return a frame with what every row states, and what is wrong with that."""
        made, bad = self._reader.column(cell, "", pl.Series([cell.constant]))
        for name, series in made.items():
            value = F.lit(series[0]).cast(_SPARK[type(series.dtype)])
            frame = frame.withColumn(undotted(name), value)
        return frame, [problem(each.column, each.code, each.reason, each.help) for each in bad]

    def _read(
        self, frame: Any, column: _Column, place: int, values: list[Any]
    ) -> tuple[Any, list[Any]]:
        """Return a frame with one column read, and what is wrong with it."""
        key, reason = f"__key_{place}", f"__reason_{place}"
        dtype = _POLARS.get(type(values[0]), pl.String()) if values else pl.String()
        given = pl.Series(values, dtype=dtype)
        made, bad = self._reader.column(column.cell, column.point, given)
        names = {name: f"__read_{place}_{at}" for at, name in enumerate(made)}
        if values:
            schema = t.StructType(
                [t.StructField(key, frame.schema[column.own].dataType)]
                + [t.StructField(names[name], _SPARK[type(made[name].dtype)]) for name in made]
                + [t.StructField(reason, PROBLEM)]
            )
            rows = list(zip(values, *made.values(), _reasons(bad, len(values)), strict=True))
            read = frame.sparkSession.createDataFrame(rows, schema)
            joined = (F.col(column.own) == F.col(key)) & column.hard
            frame = frame.join(F.broadcast(read), joined, "left")
        for name in made:
            said = F.col(names[name]) if values else F.lit(None)
            easy = column.easy
            whole = said if easy is None else F.coalesce(easy, said)
            frame = frame.withColumn(undotted(name), whole.cast(_SPARK[type(made[name].dtype)]))
        frame = frame.drop(key, *names.values())
        return frame, [F.col(reason)] if values else []

    def _said_unknown(self, cell: Cell, own: dict[str, str]) -> Any:
        """Return of which rows a cell is not empty, and states nothing of the fact."""
        made = self._reader.held[cell.fact.id].at.values()
        silent = reduce(and_, [F.col(undotted(each)).isNull() for each in dict.fromkeys(made)])
        cells = [one_text(F.col(own[each])) for each in cell.columns.values()]
        filled = [F.coalesce(each != "", F.lit(False)) for each in cells]
        return silent & reduce(or_, filled, F.lit(cell.constant is not None))

    def _order(self, cell: Cell) -> Iterator[Any]:
        """Yield what is wrong where low end, best estimate and high end are out of order."""
        at = self._reader.held[cell.fact.id].at
        for lower, upper in ORDERED:
            if lower in cell.columns and upper in cell.columns:
                low, high = F.col(undotted(at[lower])), F.col(undotted(at[upper]))
                yield F.when(low > high, problem(*out_of_order(cell, lower, upper)))


def _figure(column: Any, type_: Any, rounded: Sequence[float]) -> tuple[Any, Any]:
    """Return a column as figures where Spark can tell them for sure, and whether it can."""
    figure, short = column.cast("double"), F.lit(True)
    match type_:
        case t.LongType():
            short = column.between(0, 10**DIGITS)
        case t.StringType():
            short = column.rlike(_FIGURE)
            figure = F.when(short, column).cast("double")
        case t.DoubleType():
            pass
        case _:
            return None, F.lit(False)
    if rounded:
        short &= ~F.coalesce(figure.isin(*rounded), F.lit(False))
    sure = short & F.coalesce(figure.between(LEAST, MOST) | (figure == 0), F.lit(False))
    return F.when(sure, figure), sure


def _different(frame: Any, columns: Sequence[_Column]) -> list[list[Any]]:
    """Return the different values of each column that are to be read here, in one pass."""
    if not columns:
        return []
    asked = [F.collect_set(F.when(each.hard, F.col(each.own))) for each in columns]
    found = frame.agg(*(each.alias(f"c{place}") for place, each in enumerate(asked))).collect()[0]
    return [list({repr(each): each for each in values}.values()) for values in found]


def _reasons(bad: Sequence[BadCell], number: int) -> list[tuple[str, ...] | None]:
    """Return what is wrong with each value, or None."""
    found: list[tuple[str, ...] | None] = [None] * number
    for each in bad:
        found[each.row] = (each.column, each.code, each.reason, each.help)
    return found
