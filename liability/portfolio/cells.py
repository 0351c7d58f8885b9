"""Cells of a table to typed columns: what a cell says, by the same reading as a case file's."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from liability.case.model import POINTS, Interval, Known
from liability.portfolio.cell_text import Said, read_text, text_of, texts
from liability.portfolio.facts_in_columns import FactColumns, Held, asked_if_given
from liability.portfolio.held import columns_for
from liability.portfolio.plan import Cell, Plan
from liability.portfolio.thresholds import figures_compared
from liability.record import record
from liability.rulebook.law import Law
from liability.source.days import YEARS
from liability.source.problems import Problem, ProblemsError

TYPES: Mapping[str, pl.DataType] = {
    "boolean": pl.Boolean(),
    "choices": pl.Boolean(),
    "quantity": pl.Float64(),
    "date": pl.Date(),
}
DIGITS = (
    15  # of a figure; so many or fewer, and its order among others is that of the nearest floats
)
LEAST, MOST = 1e-99, 1e99  # bounds of what is read at once; the rest is read one by one
AS_WRITTEN = frozenset({"FLOP", "FLOP/s", "per year", "ratio", "days"})  # bare figures, any size
ORDERED = (("low", "best"), ("best", "high"), ("low", "high"))  # points of a quantity


@record
class BadCell(NamedTuple):
    """A cell that cannot be read.

    Attributes:
        row: the position of its row in the frame.
        column: the column.
        code: a stable code, such as `wrong-type`.
        reason: one lower-case sentence.
        help: what to write instead.
    """

    row: int
    column: str
    code: str
    reason: str
    help: str


class CellReader:
    """Reads cells as facts of a case.

    Args:
        plan: which column is which fact.
        law: the law in force, whose figures no rounding may cross.

    Raises:
        ProblemsError: two figures that one fact is compared with are one figure to a column.
    """

    def __init__(self, plan: Plan, law: Law) -> None:
        self.plan = plan
        self._law = law
        self._figures = figures_compared(law)
        _check_apart(self._figures, {each.fact.id for each in plan.cells})
        self._seen: dict[tuple[str, str], Said] = {}
        self._asked_if_given = asked_if_given(law)
        self.held: Held = {each.fact.id: self._columns(each) for each in plan.cells}

    def typed(
        self, frame: pl.DataFrame, lines: Sequence[int]
    ) -> tuple[pl.DataFrame, list[BadCell]]:
        """Return the facts of a frame in typed columns, and every cell that cannot be read.

        A row with a bad cell is there all the same, the fact unknown; who takes it must look.

        Args:
            frame: cells by column.
            lines: the line of each row.
        """
        made: dict[str, pl.Series] = {}
        bad: list[BadCell] = []
        for cell in self.plan.cells:
            if cell.counted is not None:
                made |= self._counted(cell, cell.counted, lines)
            else:
                made |= self._fact(cell, frame, bad)
            if unknown := self.held[cell.fact.id].unknown:
                made[unknown] = self._said_unknown(cell, frame, made)
        columns = {name: each.alias(name) for name, each in made.items()}
        return pl.DataFrame(columns) if columns else frame.select([]), bad

    def column(
        self, cell: Cell, point: str, given: pl.Series
    ) -> tuple[dict[str, pl.Series], list[BadCell]]:
        """Return what the cells of one column say of a fact, and those that cannot be read.

        Args:
            cell: the fact.
            point: of a quantity, the point that the column states; else `""`.
            given: the cells.
        """
        bad: list[BadCell] = []
        columns = self.held[cell.fact.id]
        name = cell.columns.get(point) or cell.constant or ""
        if point:
            return {columns.at[point]: self._quantity(cell, given, name, bad)}, bad
        return self._one(cell, columns, given, name, bad), bad

    def _counted(
        self, cell: Cell, counted: Mapping[int, Interval], lines: Sequence[int]
    ) -> dict[str, pl.Series]:
        """Return a quantity that was counted, an end or estimate a column."""
        columns = self.held[cell.fact.id].at
        found = [counted.get(line) for line in lines]
        return {
            columns[point]: pl.Series(
                [self._point(cell, each, point) for each in found], dtype=pl.Float64
            )
            for point in POINTS
        }

    def _point(self, cell: Cell, value: Interval | None, point: str) -> float | None:
        figure = getattr(value, point) if value is not None else None
        return None if figure is None else self.nearest(cell.fact.id, figure)

    def value(self, cell: Cell, row: Mapping[str, Any], line: int) -> Known | None:
        """Return what one row states of a fact, exactly; nothing where it cannot be read."""
        if cell.counted is not None:
            return cell.counted.get(line)
        if cell.constant is not None:
            return self._say(cell, cell.constant).value
        points: dict[str, Decimal | None] = dict.fromkeys(POINTS)
        for point, column in cell.columns.items():
            said = self._say(cell, text_of(row[column])).value
            if point == "" or said is None:
                if point == "":
                    return said
                continue
            assert isinstance(said, Interval)
            points[point] = said.best
        given = [each for each in points.values() if each is not None]
        return Interval(**points) if given else None

    def _columns(self, cell: Cell) -> FactColumns:
        plain = cell.constant is not None or "" in cell.columns
        whole = columns_for(
            cell.fact.id, cell.fact, plain=plain, asked_if_given=self._asked_if_given
        )
        if cell.fact.type != "quantity" or plain or cell.counted is not None:
            return whole
        return whole._replace(at={each: whole.at[each] for each in cell.columns})

    def _said_unknown(
        self, cell: Cell, frame: pl.DataFrame, made: Mapping[str, pl.Series]
    ) -> pl.Series:
        """Return of which rows a cell is not empty, and states nothing of the fact."""
        if cell.constant is not None:
            cells = [pl.Series([cell.constant]).new_from_index(0, frame.height)]
        else:
            cells = [frame[each] for each in cell.columns.values()]
        nothing = pl.Series([cell.counted is None]).new_from_index(0, frame.height)
        for name in self.held[cell.fact.id].at.values():
            nothing &= made[name].is_null()
        said = pl.Series([False]).new_from_index(0, frame.height)
        for given in cells:
            places = (nothing & given.is_not_null()).arg_true()
            filled = texts(given.gather(places)).str.strip_chars() != ""
            said = said.scatter(places, filled | said.gather(places))
        return said

    def says_unknown(self, cell: Cell, row: Mapping[str, Any]) -> bool:
        """Return whether a row says that a fact is unknown, where it states nothing of it."""
        if cell.constant is not None:
            return True
        return any((text_of(row[each]) or "").strip() for each in cell.columns.values())

    def _fact(self, cell: Cell, frame: pl.DataFrame, bad: list[BadCell]) -> dict[str, pl.Series]:
        """Return the columns of one fact."""
        columns = self.held[cell.fact.id]
        if cell.constant is not None:
            constant = pl.Series([cell.constant]).new_from_index(0, frame.height)
            return self._one(cell, columns, constant, cell.constant, bad)
        if "" in cell.columns:
            column = cell.columns[""]
            return self._one(cell, columns, frame[column], column, bad)
        made = {
            columns.at[point]: self._quantity(cell, frame[column], column, bad)
            for point, column in cell.columns.items()
        }
        self._check_order(cell, frame, made, bad)
        return made

    def _check_order(
        self, cell: Cell, frame: pl.DataFrame, made: Mapping[str, pl.Series], bad: list[BadCell]
    ) -> None:
        """Report the rows whose low end, best estimate and high end are out of order."""
        at = self.held[cell.fact.id].at
        for lower, upper in ORDERED:
            if lower in at and upper in at:
                low, high = made[at[lower]], made[at[upper]]
                above = (low > high).fill_null(False)
                level = (low == high).fill_null(False)
                if level.any():
                    lows, highs = (frame[cell.columns[each]] for each in (lower, upper))
                    above |= self._above(cell, lows, highs, level)
                why = out_of_order(cell, lower, upper)
                bad.extend(BadCell(place, *why) for place in above.arg_true().to_list())

    def _above(self, cell: Cell, low: pl.Series, high: pl.Series, level: pl.Series) -> pl.Series:
        """Return where one cell states more than another, of those that are level as floats."""
        places = (level & ~(_short(low) & _short(high))).arg_true()
        pairs = zip(texts(low.gather(places)), texts(high.gather(places)), strict=True)
        above = [one != other and self._more(cell, one, other) for one, other in pairs]
        return pl.Series([False]).new_from_index(0, len(level)).scatter(places, above)

    def _more(self, cell: Cell, one: str, other: str) -> bool:
        first, second = (self._say(cell, each).value for each in (one, other))
        if not isinstance(first, Interval) or not isinstance(second, Interval):
            return False
        return first.best is not None and second.best is not None and first.best > second.best

    def _one(
        self, cell: Cell, columns: FactColumns, given: pl.Series, column: str, bad: list[BadCell]
    ) -> dict[str, pl.Series]:
        match cell.fact.type:
            case "quantity":
                return {cell.fact.id: self._quantity(cell, given, column, bad)}
            case "choices":
                said = self._by_text(cell, given, column, bad)
                return {
                    name: _mapped(given, _includes(said, value), pl.Boolean())
                    for value, name in columns.at.items()
                }
            case "boolean":
                if given.dtype == pl.Boolean and cell.values is None:
                    return {cell.fact.id: given}
                said = self._by_text(cell, given, column, bad)
                answers = {k: None if v is None else v == "true" for k, v in said.items()}
                return {cell.fact.id: _mapped(given, answers, pl.Boolean())}
            case "date" if given.dtype == pl.Date and cell.values is None:
                if given.dt.year().is_between(*YEARS).fill_null(True).all():
                    return {cell.fact.id: given}
        said = self._by_text(cell, given, column, bad)
        return {cell.fact.id: _mapped(given, said, TYPES.get(cell.fact.type, pl.String()))}

    def _quantity(self, cell: Cell, given: pl.Series, column: str, bad: list[BadCell]) -> pl.Series:
        """Return figures as the nearest floats, none rounded across a figure of the law."""
        asked = cell.unit, cell.scale, cell.values
        if any(each is not None for each in asked) or cell.fact.unit not in AS_WRITTEN:
            return self._figures_by_text(cell, given, column, bad)
        if given.dtype.is_float() or given.dtype.is_integer():
            figures, short = given.cast(pl.Float64), _short(given)
        else:
            text = texts(given).str.strip_chars()
            figures = text.cast(pl.Float64, strict=False)
            # no 1e-400, which is not 0
            short = _short(text) & ((figures != 0) | ~text.str.contains("[1-9]"))
        easy = short & (figures.is_between(LEAST, MOST) | (figures == 0))
        easy &= ~figures.is_in(self.rounded(cell.fact.id))
        rest = given.is_not_null() & ~easy.fill_null(False)
        figures = figures.set(~easy.fill_null(False), None)
        if not rest.any():
            return figures
        places = rest.arg_true()
        hard = self._figures_by_text(cell, given.gather(places), column, bad, places.to_list())
        return figures.scatter(places, hard)

    def _figures_by_text(
        self,
        cell: Cell,
        given: pl.Series,
        column: str,
        bad: list[BadCell],
        places: Sequence[int] | None = None,
    ) -> pl.Series:
        said = self._by_text(cell, given, column, bad, places)
        nearest = {
            text: self.nearest(cell.fact.id, value.best)
            for text, value in said.items()
            if isinstance(value, Interval) and value.best is not None
        }
        return _mapped(given, nearest, pl.Float64())

    def rounded(self, fact: str) -> list[float]:
        """Return the figures of the law for a fact that no float is, each as the nearest one.

        What a cell makes of such a float may lie on either side of the figure.
        """
        figures = self._figures.get(fact, ())
        return [float(each) for each in figures if Decimal(repr(float(each))) != each]

    def nearest(self, fact: str, value: Decimal) -> float:
        """Return the nearest float that is on the same side of every figure of the law."""
        found = float(value)
        for figure in self._figures.get(fact, ()):
            if float(figure) == found and value != figure:
                return math.nextafter(found, math.inf if value > figure else 0.0)
        return found

    def _by_text(
        self,
        cell: Cell,
        given: pl.Series,
        column: str,
        bad: list[BadCell],
        places: Sequence[int] | None = None,
    ) -> dict[str, Known | None]:
        """Return what each different text of a column says; report each row where it says none."""
        written = texts(given)
        said = {text: self._say(cell, text) for text in written.unique() if text is not None}
        wrong = {text for text, each in said.items() if each.wrong is not None}
        if wrong:
            for place in written.is_in(list(wrong)).fill_null(False).arg_true().to_list():
                why = said[written[place]].wrong
                assert why is not None
                bad.append(BadCell(places[place] if places else place, column, *why))
        return {text: each.value for text, each in said.items()}

    def _say(self, cell: Cell, text: str | None) -> Said:
        """Return what a text says of a fact, remembered."""
        if text is None or not text.strip():
            return Said(None)
        key = cell.fact.id, text
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) > 200_000:
                self._seen.clear()
            found = self._seen[key] = read_text(cell, text.strip(), self._law.rulebook)
        return found


def _check_apart(figures: Mapping[str, set[Decimal]], facts: Collection[str]) -> None:
    """Check that a column tells the figures of the law apart.

    Raises:
        ProblemsError: two that a fact is compared with have one nearest float.
    """
    problems = [
        Problem(
            "table/figures",
            f"`{low:f}` and `{high:f}`, with which `{fact}` is compared, are one figure to a table",
            "set them further apart, or assess the rows as case files",
        )
        for fact in facts
        for low, high in pairwise(sorted(figures.get(fact, ())))
        if float(low) == float(high)
    ]
    if problems:
        raise ProblemsError(problems)


def _short(given: pl.Series) -> pl.Series:
    """Return which cells of a column are figures whose nearest floats are in the same order."""
    if given.dtype.is_float():
        return pl.Series([True]).new_from_index(0, len(given))
    if given.dtype.is_integer():
        return given.cast(pl.Int128).is_between(0, 10**DIGITS).fill_null(False)
    return texts(given).str.len_chars() <= DIGITS


def _mapped(given: pl.Series, values: Mapping[str, Any], dtype: pl.DataType) -> pl.Series:
    """Return a column with each text replaced by what it stands for."""
    old = list(values)
    new = pl.Series([values[each] for each in old], dtype=dtype)
    return texts(given).replace_strict(
        pl.Series(old, dtype=pl.String), new, default=None, return_dtype=dtype
    )


def _includes(said: Mapping[str, Known | None], value: str) -> dict[str, bool | None]:
    """Return of each text whether the values that it names include one."""
    return {
        text: value in each if isinstance(each, frozenset) else None for text, each in said.items()
    }


def out_of_order(cell: Cell, lower: str, upper: str) -> tuple[str, str, str, str]:
    """Return what is wrong where one point is above another: column, code, reason and help."""
    reason = f"`{lower}` of `{cell.fact.id}` is above `{upper}`"
    return cell.columns[lower], "interval", reason, "swap them, or check the exponents"
