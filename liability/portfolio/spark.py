"""A Spark frame graded where it lies: the same columns as on Polars, and no row brought here.

Only what is audited comes to the driver, and the different texts that Spark cannot read itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl
from pyspark.sql import functions as F  # noqa: N812 - as everybody names it

from liability.compute.cell_values import Refused
from liability.compute.table_map import RefuseForm
from liability.portfolio.audit import Audit, disagreement
from liability.portfolio.batch import roster_of
from liability.portfolio.cells import TYPES, CellReader
from liability.portfolio.dialect import DATABASE, undotted, undotted_columns
from liability.portfolio.grade import Grading
from liability.portfolio.patterns import PATTERN, Pattern
from liability.portfolio.plan import Plan
from liability.portfolio.refusals import (
    CELLS,
    NO_NAME,
    REFUSED,
    SAYS,
    SHARED_NAME,
    TO_KEEP_A_COMMA,
    TO_USE_IT,
)
from liability.portfolio.results import ERROR, JOINT, ROW, asked_of, result_columns
from liability.portfolio.spark_cells import WRONG, SparkCells, one_text, plain, problem
from liability.portfolio.spark_table import CORRUPT, quoted
from liability.rulebook.law import Law
from liability.source.problems import Problem, ProblemsError

_LOT = "__lot"
_DRAWN = 20  # rows that are looked at for each pattern that is audited


class SparkBatch:
    """Grades a Spark frame under a law.

    Args:
        frame: the frame.
        plan: which column is which fact; where it says which names a row, no two may share one.
        law: the law in force.
        audit: how many fact patterns to audit on durable-rules; None for all.
        corrupt: the column that holds the rows that are none, as Spark read them.
    """

    def __init__(
        self, frame: Any, plan: Plan, law: Law, audit: int | None, *, corrupt: str | None = None
    ) -> None:
        _check_lineages(plan, law)
        _check_names(frame)
        self._law = law
        self._plan = plan
        self._audit = audit
        self._reader = CellReader(plan, law)
        held = self._reader.held
        there = {key: undotted_columns(columns) for key, columns in held.items()}
        self._roster = roster_of(law, plan)
        self._asked = asked_of(law.rulebook)
        self._grading = Grading(law, there, self._roster, asked=self._asked, dialect=DATABASE)
        self._results = result_columns(law, DATABASE)
        self._names = [each for each in frame.columns if each != corrupt]
        self._typed = self._with_facts(frame, corrupt)
        self.audited = 0

    def beside(self) -> Any:
        """Return the frame with results and `ERROR` beside its own columns, once audited.

        Raises:
            ProblemsError: columns and engine disagree.
        """
        graded = self._grading.of(nw.from_native(self._typed))
        self._check(nw.to_native(graded))
        made = nw.to_native(graded.with_columns(**self._results))
        sure = F.size(WRONG) == 0
        reasons = F.transform(
            WRONG,
            lambda each: F.when(each["column"] == "", each["reason"]).otherwise(
                F.concat(each["column"], F.lit(": "), each["reason"])
            ),
        )
        made = made.select(
            *(_given(place) for place in range(len(self._names))),
            *(F.when(sure, F.col(name)).alias(name) for name in self._results),
            F.when(~sure, F.array_join(reasons, JOINT)).alias(ERROR),
        )
        return made.toDF(*self._names, *self._results, ERROR)

    def _with_facts(self, frame: Any, corrupt: str | None) -> Any:
        """Return the frame with its own columns under plain names, its facts and what is wrong."""
        whole = frame.select(
            *(F.col(quoted(name)).alias(_given(at)) for at, name in enumerate(self._names)),
            *([F.col(quoted(corrupt)).alias(CORRUPT)] if corrupt is not None else []),
        )
        types = {each.name: each.dataType for each in frame.schema.fields}
        own: dict[str, str] = {}
        for name in self._plan.columns():
            column = _given(self._names.index(name))
            own[name] = f"__plain_{len(own)}"
            whole = whole.withColumn(own[name], plain(F.col(column), types[name]))
        wrong = []
        if corrupt is not None:
            reason = "the row has another number of cells than the table has columns"
            bad = problem("", CELLS, reason, TO_KEEP_A_COMMA)
            wrong.append(F.when(F.col(CORRUPT).isNotNull(), bad))
        if self._plan.id is not None:
            whole, named = _named(whole, own[self._plan.id], self._plan.id)
            wrong += named
        refuse = self._plan.map.refuse if self._plan.map is not None else None
        typed = SparkCells(self._reader).typed
        if refuse is None:
            return typed(whole, own, wrong)
        wrong.append(_refused(whole, one_text(F.col(own[refuse.column])), refuse))
        alone = F.filter(WRONG, lambda each: each["code"] == REFUSED)
        found = F.when(F.size(alone) > 0, alone).otherwise(F.col(WRONG))
        return typed(whole, own, wrong).withColumn(WRONG, found)

    def _check(self, graded: Any) -> None:
        """Infer a sample on durable-rules: different facts, whatever the order of the rows.

        The sample is drawn from the facts alone, so that no more rows are graded for it.

        Raises:
            ProblemsError: something comes out otherwise.
        """
        held = self._reader.held
        names = {undotted(each): each for at in held.values() for each in at.names}
        if self._audit == 0 or not names:
            return
        sound, lot = F.size(WRONG) == 0, F.xxhash64(*names)
        if self._audit is not None:
            lots = self._typed.where(sound).select(lot.alias(_LOT)).distinct()
            drawn = lots.orderBy(_LOT).limit(_DRAWN * self._audit).collect()
            sound &= lot.isin([each[_LOT] for each in drawn])
        rows = graded.where(sound).select(*names, *map(undotted, self._asked))
        found = rows.dropDuplicates([*names]).collect()
        schema = {
            name: pl.Boolean() if name == columns.unknown else TYPES.get(columns.type, pl.String())
            for columns in held.values()
            for name in columns.names
        } | dict.fromkeys(self._asked, pl.String())
        cells = [[row[undotted(name)] for name in schema] for row in found]
        frame = pl.DataFrame(cells, schema=schema, orient="row").with_row_index(ROW)
        native = Pattern(self._law, held).of(nw.from_native(frame))
        audit = Audit(self._law, held, self._roster, self._asked, self._audit)
        graded = nw.to_native(native)
        audit.draw(graded, graded[PATTERN].unique(maintain_order=True))
        disagree = audit.finish()
        self.audited = audit.audited
        if disagree:
            raise disagreement(disagree)


def _named(frame: Any, column: str, name: str) -> tuple[Any, Sequence[Any]]:
    """Return a frame that knows how many rows have each name, and what is wrong with names."""
    frame = frame.withColumn("__name", F.coalesce(one_text(F.col(column)), F.lit("")))
    twice = frame.groupBy("__name").count().where((F.col("count") > 1) & (F.col("__name") != ""))
    twice = twice.select(F.col("__name").alias("__twice"))
    frame = frame.join(twice, F.col("__name") == F.col("__twice"), "left")
    no_name = problem(name, *NO_NAME)
    code, reason, advice = SHARED_NAME
    shared = F.struct(
        F.lit(name).alias("column"),
        F.lit(code).alias("code"),
        F.format_string(reason.format("%s"), F.col("__name")).alias("reason"),
        F.lit(advice).alias("help"),
    )
    return frame, [
        F.when(F.col("__name") == "", no_name),
        F.when(F.col("__twice").isNotNull(), shared),
    ]


def _refused(frame: Any, text: Any, refuse: RefuseForm) -> Any:
    """Return what is wrong with a row that the map refuses, by the text of the column it names.

    The different texts come here: what is refused by value is decided in one place alone.
    """
    unwanted = Refused(refuse.values)
    said = (each[0] for each in frame.select(text).distinct().collect())
    head, middle, behind = SAYS.split("{}")
    bad = F.struct(
        F.lit(refuse.column).alias("column"),
        F.lit(REFUSED).alias("code"),
        F.concat(F.lit(head + refuse.column + middle), text, F.lit(behind)).alias("reason"),
        F.lit(TO_USE_IT).alias("help"),
    )
    return F.when(text.isin([each for each in said if each in unwanted]), bad)


def _check_lineages(plan: Plan, law: Law) -> None:
    """Check that no compute is to be counted from lineages, for which rows must be together.

    Raises:
        ProblemsError: it is.
    """
    counted, stated = law.rulebook.outcomes.training_compute, {each.fact.id for each in plan.cells}
    if plan.map is None or plan.map.lineages is None:
        return
    if counted is None or counted not in stated:
        message = "Spark counts no lineages, and the map has them counted"
        advice = "grade the table with `--engine polars`"
        if counted is not None:
            advice = f"map a column to `{counted}`, or {advice}"
        raise ProblemsError([Problem("spark/lineages", message, advice)])


def _check_names(frame: Any) -> None:
    """Check that Spark can tell the columns apart: by default it does not see upper and lower case.

    Raises:
        ProblemsError: it cannot.
    """
    if frame.sparkSession.conf.get("spark.sql.caseSensitive") == "true":
        return
    names: dict[str, list[str]] = {}
    for each in frame.columns:
        names.setdefault(each.lower(), []).append(each)
    alike = [", ".join(f"`{each}`" for each in found) for found in names.values() if len(found) > 1]
    if alike:
        raise ProblemsError(
            Problem("frame/columns", f"Spark does not tell {each} apart", "rename one of them")
            for each in alike
        )


def _given(place: int) -> str:
    return f"__given_{place}"
