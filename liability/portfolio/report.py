"""What the report of a portfolio shows, collected as rows come; no more of a row than it shows."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from liability.case.model import POINTS
from liability.determination.assess import HEADLINES
from liability.portfolio.batch import ERRORS, Done
from liability.portfolio.duties import Duties
from liability.portfolio.figures import points_of
from liability.portfolio.results import (
    ID,
    NEEDS,
    ROW,
    TITLE,
    possible_columns,
    record_column,
)
from liability.portfolio.thresholds import Threshold, quantities_compared, thresholds
from liability.record import record
from liability.rulebook.law import Law
from liability.source.problems import Problem, ProblemsError

MOST_IN_HTML = 200_000  # rows of both tables
FACTOR = 2  # an estimate so many times above or below a threshold lies close to it
ACROSS, PLAIN, CLOSE = "across", "exact", "close"
LOW, BEST, HIGH = POINTS
COMPARED, TIMES, MEASURED, WHY = "compared", "times", "measured", "why"
_HALVES = 2  # bars of a decade
_ROUNDING = 1e-9  # the logarithm of a power of ten may come out a little below its exponent
_ROWS = {ROW: pl.Int64, ID: pl.String, TITLE: pl.String, **dict.fromkeys(POINTS, pl.Float64)}
_FOUND = {COMPARED: pl.UInt32, TIMES: pl.Float64, MEASURED: pl.String, WHY: pl.String}
NEAR = pl.Schema({**_ROWS, **_FOUND})


@record
class Sides(NamedTuple):
    """How the best estimates of the rows lie to a threshold.

    Attributes:
        threshold: the threshold.
        below: rows below it.
        reached: rows at it or above.
        near: rows close to it; see `Report.near`.
    """

    threshold: Threshold
    below: int
    reached: int
    near: int


class FewTexts:
    """A column of few different texts, each kept once."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}
        self._parts: list[pl.Series] = []

    def take(self, given: pl.Series) -> None:
        """Take some more texts; none is as good as empty."""
        filled = given.fill_null("")
        for text in filled.unique(maintain_order=True):
            self.texts.setdefault(text, len(self.texts))
        self._parts.append(filled.replace_strict(self.texts, return_dtype=pl.UInt32))

    def codes(self) -> list[int]:
        """Return the number of the text of each row."""
        return [code for part in self._parts for code in part]

    def counts(self) -> Counter[str]:
        """Return how many rows have each text."""
        found: Counter[int] = Counter()
        for part in self._parts:
            found.update(dict(part.value_counts().iter_rows()))
        return Counter({text: found[code] for text, code in self.texts.items()})


class Report:
    """Collects a portfolio for its report.

    Args:
        law: the law in force, whose figures the quantities are held against.

    Attributes:
        outcomes: the possible values of standard, tier, injunction and each harbor, by name.
        on_record: what standard, tier and injunction are if the record closed today.
        duties: in how many rows each duty is in which state.
        needs: the first facts to find out.
        training: the training compute, by the id of its fact; empty where there is none.
        compared: the figures that each quantity is compared with.
        thresholds: those that the training compute is.
        histogram: rows by half decade of the best estimate: at `n`, from 10^(n/2) on.
        zeros: rows whose best estimate is zero, which has no place on a logarithmic scale.
        without: rows without a best estimate.
    """

    def __init__(self, law: Law) -> None:
        book = law.rulebook
        self._columns = possible_columns(book)
        self.outcomes = {name: FewTexts() for name in self._columns}
        self.on_record = {name: FewTexts() for name in HEADLINES}
        self.duties = Duties(book)
        self.needs = FewTexts()
        self.training = book.outcomes.training_compute or ""
        self.compared = quantities_compared(law)
        self.thresholds = thresholds(law, self.training)
        self.histogram: Counter[int] = Counter()
        self.zeros = 0
        self.without = 0
        self._rows: list[pl.DataFrame] = []
        self._errors: list[pl.DataFrame] = []
        self._near: list[pl.DataFrame] = []
        self._one_end: set[int] = set()
        self._below: Counter[Decimal] = Counter()
        self._reached: Counter[Decimal] = Counter()
        self._held = 0

    def take(self, done: Done) -> None:
        """Take some more rows.

        Raises:
            ProblemsError: there are more than a page can hold.
        """
        self._held += done.results.height + done.errors.height
        if self._held > MOST_IN_HTML:
            message = f"a report in HTML holds {MOST_IN_HTML:,} rows, and there are more"
            advice = "write them as `--format parquet` or `csv`, or report on a part of them"
            raise ProblemsError([Problem("output/too-long", message, advice)])
        self._errors.append(done.errors)
        if not done.results.height:
            return
        for name, column in self._columns.items():
            self.outcomes[name].take(done.results[column])
        for name in HEADLINES:
            self.on_record[name].take(done.results[record_column(name)])
        self.duties.take(done.results)
        if NEEDS in done.results.columns:
            self.needs.take(done.results[NEEDS])
        named = done.results.select(ROW, ID, TITLE)
        for place, (fact, threshold) in enumerate(self.compared):
            rows = pl.concat([named, points_of(done.figures, fact)], how="horizontal")
            self._near.append(_near(rows, place, threshold))
            self._one_end.update(rows.filter(_beyond(float(threshold.value)))[ROW])
        rows = pl.concat([named, points_of(done.figures, self.training)], how="horizontal")
        self._count(rows)
        self._rows.append(rows)  # last: these were taken whole

    def rows(self) -> pl.DataFrame:
        """Return the rows that were graded: number, id, title and training compute."""
        return pl.concat(self._rows) if self._rows else pl.DataFrame(schema=_ROWS)

    def ends(self) -> tuple[float, float] | None:
        """Return the least and the greatest best estimate above zero, where there is any."""
        best = self.rows()[BEST]
        some = best.filter(best > 0).sort()
        return (some[0], some[-1]) if len(some) else None

    def errors(self) -> pl.DataFrame:
        """Return what is wrong with the rows that were not."""
        return pl.concat(self._errors) if self._errors else ERRORS.to_frame()

    def near(self) -> pl.DataFrame:
        """Return the rows close to a threshold, with its place in `compared`, the nearest first.

        `why` is `ACROSS` where the interval that is stated holds the threshold, an estimate and one
        end being one too; `PLAIN` where an exact figure is within a factor of `FACTOR` of it; and
        `CLOSE` where a best estimate is, and no end is stated on that side. `times` is how many
        times the threshold the figure is: the best estimate, or without one the nearer end, as
        `measured` says; empty where the threshold is zero.
        """
        found = pl.concat(self._near) if self._near else NEAR.to_frame()
        order = (pl.col(TIMES).log().abs(), ROW, COMPARED)
        return found.sort(*order, maintain_order=True, nulls_last=True)

    def one_end(self) -> int:
        """Return how many rows state of a quantity one end alone, with a threshold beyond.

        To that they are open, however far it is, and not close.
        """
        return len(self._one_end)

    def sides(self) -> list[Sides]:
        """Return how the rows lie to each threshold."""
        near = Counter(self.near()[COMPARED])
        return [
            Sides(each, self._below[each.value], self._reached[each.value], near[place])
            for place, (fact, each) in enumerate(self.compared)
            if fact == self.training
        ]

    def _count(self, rows: pl.DataFrame) -> None:
        best = rows[BEST].drop_nulls()
        self.without += rows.height - len(best)
        for each in self.thresholds:
            below = int((best < float(each.value)).sum())
            self._below[each.value] += below
            self._reached[each.value] += len(best) - below
        some = best.filter(best > 0)
        self.zeros += len(best) - len(some)
        halves = (some.log10() * _HALVES + _ROUNDING).floor().cast(pl.Int64)
        self.histogram.update(dict(halves.value_counts().iter_rows()))


def _near(rows: pl.DataFrame, place: int, threshold: Threshold) -> pl.DataFrame:
    """Return the rows that are close to one threshold: see `Report.near`."""
    figure = float(threshold.value)
    low, best, high = pl.col(LOW), pl.col(BEST), pl.col(HIGH)
    from_, to = pl.coalesce(low, best), pl.coalesce(high, best)
    interval = (from_ < to).fill_null(False)
    across = interval & from_.le(figure) & to.ge(figure)
    exact = (low == high).fill_null(False)
    beside = (low.is_null() & best.ge(figure)) | (high.is_null() & best.le(figure))
    within = pl.coalesce(best, low).is_between(figure / FACTOR, figure * FACTOR)
    found = (
        rows.with_columns(
            pl.when(across)
            .then(pl.lit(ACROSS))
            .when(exact & within)
            .then(pl.lit(PLAIN))
            .when(beside & within)
            .then(pl.lit(CLOSE))
            .alias(WHY),
            pl.lit(place, dtype=pl.UInt32).alias(COMPARED),
        )
        .filter(pl.col(WHY).is_not_null())
        .with_columns(_measured(figure).alias(MEASURED))
    )
    point = pl.coalesce(pl.when(pl.col(MEASURED) == each).then(pl.col(each)) for each in POINTS)
    stated = found.select(point).to_series()  # Polars divides by a literal less exactly
    times = [each / figure if figure > 0 else None for each in stated]
    return found.with_columns(pl.Series(TIMES, times, pl.Float64)).select(NEAR.names())


def _beyond(figure: float) -> pl.Expr:
    """Return whether one end is all that a row states, and a figure lies beyond it."""
    low, best, high = pl.col(LOW), pl.col(BEST), pl.col(HIGH)
    one_end = best.is_null() & low.is_null().ne(high.is_null())
    return one_end & low.lt(figure).fill_null(True) & high.gt(figure).fill_null(True)


def _measured(figure: float) -> pl.Expr:
    """Return which point of a quantity its distance from a figure is measured at."""
    below, above = ((pl.col(each) / figure).log().abs() for each in (LOW, HIGH))
    return (
        pl.when(pl.col(BEST).is_not_null())
        .then(pl.lit(BEST))
        .when(above.is_null() | below.le(above))
        .then(pl.lit(LOW))
        .otherwise(pl.lit(HIGH))
    )
