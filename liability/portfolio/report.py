"""What the report of a portfolio shows, collected as rows come; no more of a row than it shows."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from liability.determination.assess import HEADLINES
from liability.portfolio.batch import ERRORS, Done
from liability.portfolio.duties import Duties
from liability.portfolio.results import ID, NEEDS, ROW, TITLE, possible_columns, record_column
from liability.portfolio.thresholds import Threshold, thresholds
from liability.record import record
from liability.rulebook.law import Law
from liability.source.problems import Problem, ProblemsError

MOST_IN_HTML = 200_000  # rows of both tables
FACTOR = 2  # an estimate so many times above or below a threshold lies close to it
ACROSS, CLOSE, ONE_END = "across", "close", "one end"
LOW, BEST, HIGH = "low", "best", "high"
THRESHOLD, WHY = "threshold", "why"
_HALVES = 2  # bars of a decade
_ROUNDING = 1e-9  # the logarithm of a power of ten may come out a little below its exponent
_NEAR = {ROW: pl.Int64, ID: pl.String, TITLE: pl.String, LOW: pl.Float64, BEST: pl.Float64}
NEAR = pl.Schema({**_NEAR, HIGH: pl.Float64, THRESHOLD: pl.UInt32, WHY: pl.String})


@record
class Sides(NamedTuple):
    """How the best estimates of the rows lie to a threshold.

    Attributes:
        threshold: the threshold.
        below: rows below it.
        reached: rows at it or above.
        near: rows that are within their uncertainty of it; not those that state but one end.
    """

    threshold: Threshold
    below: int
    reached: int
    near: int


class Coded:
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
        law: the law in force, whose figures the training compute is held against.

    Attributes:
        outcomes: the possible values of standard, tier, injunction and each harbor, by name.
        on_record: what standard, tier and injunction are if the record closed today.
        duties: in how many rows each duty is in which state.
        needs: the first facts to find out.
        thresholds: the figures that the training compute is compared with.
        histogram: rows by half decade of the best estimate: at `n`, from 10^(n/2) on.
        zeros: rows whose best estimate is zero, which has no place on a logarithmic scale.
        without: rows without a best estimate.
    """

    def __init__(self, law: Law) -> None:
        book = law.rulebook
        self._columns = possible_columns(book)
        self.outcomes = {name: Coded() for name in self._columns}
        self.on_record = {name: Coded() for name in HEADLINES}
        self.duties = Duties(book)
        self.needs = Coded()
        training = book.outcomes.training_compute
        self.thresholds = thresholds(law, training) if training else ()
        self.histogram: Counter[int] = Counter()
        self.zeros = 0
        self.without = 0
        self._rows: list[pl.DataFrame] = []
        self._errors: list[pl.DataFrame] = []
        self._near: list[pl.DataFrame] = []
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
        rows = pl.concat([named, done.compute.drop(ROW)], how="horizontal")
        self._count(rows)
        self._near += [_near(rows, place, each) for place, each in enumerate(self.thresholds)]
        self._rows.append(rows)  # last: these were taken whole

    def rows(self) -> pl.DataFrame:
        """Return the rows that were graded: number, id, title and training compute."""
        return pl.concat(self._rows) if self._rows else NEAR.to_frame().drop(THRESHOLD, WHY)

    def errors(self) -> pl.DataFrame:
        """Return what is wrong with the rows that were not."""
        return pl.concat(self._errors) if self._errors else ERRORS.to_frame()

    def near(self) -> pl.DataFrame:
        """Return the rows that are within their uncertainty of a threshold, with its place.

        `why` is `ACROSS` where the interval that is stated holds the threshold, an estimate and one
        end being one too; `CLOSE` where the best estimate is within a factor of `FACTOR` of it and
        no end is stated on that side; and `ONE_END`, last, where one end is all that is stated and
        the threshold lies beyond.
        """
        found = pl.concat(self._near) if self._near else NEAR.to_frame()
        last = pl.col(WHY) == ONE_END
        return found.sort(last, ROW, THRESHOLD, maintain_order=True)

    def sides(self) -> list[Sides]:
        """Return how the rows lie to each threshold."""
        near = Counter(self.near().filter(pl.col(WHY) != ONE_END)[THRESHOLD])
        return [
            Sides(each, self._below[each.value], self._reached[each.value], near[place])
            for place, each in enumerate(self.thresholds)
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
    """Return the rows that are within their uncertainty of one threshold."""
    figure = float(threshold.value)
    low, best, high = pl.col(LOW), pl.col(BEST), pl.col(HIGH)
    from_, to = pl.coalesce(low, best), pl.coalesce(high, best)
    interval = (from_ < to).fill_null(False)
    across = interval & from_.le(figure) & to.ge(figure)
    exact = (low == high).fill_null(False)
    open_below, open_above = low.is_null() | exact, high.is_null() | exact
    beside = (open_below & best.ge(figure)) | (open_above & best.le(figure))
    close = beside & best.is_between(figure / FACTOR, figure * FACTOR)
    one_end = best.is_null() & low.is_null().ne(high.is_null())
    beyond = one_end & low.lt(figure).fill_null(True) & high.gt(figure).fill_null(True)
    return (
        rows.with_columns(
            pl.lit(place, dtype=pl.UInt32).alias(THRESHOLD),
            pl.when(across)
            .then(pl.lit(ACROSS))
            .when(close)
            .then(pl.lit(CLOSE))
            .when(beyond)
            .then(pl.lit(ONE_END))
            .alias(WHY),
        )
        .filter(pl.col(WHY).is_not_null())
        .select(NEAR.names())
    )
