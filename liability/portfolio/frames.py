"""A frame of cases graded: its own columns, and beside them the result of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import narwhals as nw
import polars as pl

from liability.case.model import POINTS
from liability.portfolio.audit import disagreement
from liability.portfolio.batch import Batch
from liability.portfolio.cell_text import as_stated
from liability.portfolio.inputs import plan_with
from liability.portfolio.lineages import columns_read
from liability.portfolio.pandas_frames import beside, taken
from liability.portfolio.plan import Plan, no_fact
from liability.portfolio.results import ERROR, JOINT, ROW, result_columns
from liability.portfolio.tables import Chunk, Table
from liability.rulebook.law import Law
from liability.rulebook.model import Rulebook
from liability.source.problems import Problem, ProblemsError
from liability.source.visible import short

NAME = "frame"  # how messages name it
AT_ONCE = 1_000_000  # rows graded together: the frame is in memory, and so will be its results

_AROUND = "\ufeff \t\r\n"  # a name, which pandas leaves there: a byte order mark, space

Map = str | Path | Mapping[str, Any] | None


def graded(frame: Any, law: Law, map_: Map, audit: int | Literal["all"]) -> Any:
    """Return a frame of Polars, pandas or PySpark with the results of its rows.

    Args:
        frame: the frame.
        law: the law in force.
        map_: which column is which fact; by the names of the columns, when left out.
        audit: how many fact patterns to audit on durable-rules, or all of them.

    Raises:
        TypeError: it is no such frame.
        ProblemsError: the audit is neither; the map or the columns cannot be used; or the audit
            fails.
    """
    most = _audited(audit)
    if isinstance(frame, pl.LazyFrame):
        return graded(frame.collect(), law, map_, audit).lazy()
    if isinstance(frame, pl.DataFrame):
        plan = plan_of(frame.columns, law, map_)
        return frame.hstack(results_of(frame, plan, law, most))
    if nw.dependencies.is_pandas_dataframe(frame):
        header: list[Any] = list(frame.columns)
        plan = plan_of([each for each in header if isinstance(each, str)], law, map_)
        cells = taken(frame, columns_read(plan))
        return beside(frame, results_of(cells, plan, law, most))
    if nw.dependencies.is_pyspark_dataframe(frame):
        from liability.portfolio.spark import SparkBatch

        return SparkBatch(frame, plan_of(frame.columns, law, map_), law, most).beside()
    message = f"a frame of Polars, pandas or PySpark is wanted, not {type(frame).__name__}"
    raise TypeError(message)


def _audited(given: object) -> int | None:
    """Return how many fact patterns to audit; None for all."""
    if isinstance(given, str) and given == "all":
        return None
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 10**9:
        return given
    message = f"`{short(f'audit={given!r}')}` is neither a number of fact patterns nor `all`"
    advice = 'give a whole number of up to nine digits, 0 for none, or "all"'
    raise ProblemsError([Problem("frame/audit", message, advice)])


def plan_of(
    header: Sequence[str], law: Law, map_: Map, *, table: str = NAME, strict: bool = False
) -> Plan:
    """Return which column of a frame is which fact.

    Args:
        header: the names of its columns.
        law: the law in force.
        map_: the map, if any.
        table: how messages name it.
        strict: take it as a file: each column is a fact, and rows are known by their names.

    Raises:
        ProblemsError: two columns have one name, or that of a result; a column looks like a fact
            and is none; none is a fact; or the map cannot be used.
    """
    problems = list(_clashes(header, law))
    if problems:
        raise ProblemsError(problems)
    taken = header if strict or map_ is not None else _facts(header, law.rulebook)
    plan = plan_with(taken, law.rulebook, table, map_)
    if not plan.cells and (plan.map is None or plan.map.lineages is None):
        listed = "`liability rules list --facts` lists the facts"
        advice = f"name columns as facts are named, or give a map; {listed}"
        raise ProblemsError([Problem("frame/no-facts", "no column is a fact", advice)])
    return plan if strict else plan._replace(id=None, title=None)


def _clashes(header: Sequence[str], law: Law) -> Iterator[Problem]:
    for each in sorted(each for each, times in Counter(header).items() if times > 1):
        yield Problem("frame/columns", f"two columns are named `{each}`", "rename one of them")
    for each in (*result_columns(law), ERROR):
        if each in header:
            message = f"column `{each}` has the name of a result"
            advice = "rename it, or drop it if it is the result of an earlier run"
            yield Problem("frame/clash", message, advice)


def _facts(header: Sequence[str], rulebook: Rulebook) -> list[str]:
    """Return the columns that are named as facts.

    Raises:
        ProblemsError: one begins as a fact does, and is none that a table states: most likely a
            slip, and what it says would silently count for nothing.
    """
    subjects = rulebook.subjects.values()
    alone = {each.id for each in subjects if not each.many}
    facts = [each.id for each in rulebook.facts.values() if each.subject in alone]
    begins = {name for each in subjects for name in (each.id, each.key)}
    taken, problems = [], []
    for column in header:
        name, _, point = column.partition(" ")
        first, dot, _ = column.strip(_AROUND).lower().partition(".")
        if name in facts and (not point.strip() or point.strip() in POINTS):
            taken.append(column)
        elif dot and first in begins:
            problems.append(no_fact(column, NAME, facts, rulebook))
    if problems:
        raise ProblemsError(problems)
    return taken


def results_of(frame: pl.DataFrame, plan: Plan, law: Law, audit: int | None) -> pl.DataFrame:
    """Return the results of each row of a frame, in its order, and `ERROR`.

    Raises:
        ProblemsError: columns and engine disagree.
    """
    names = list(result_columns(law))
    rows = pl.DataFrame({ROW: pl.arange(1, frame.height + 1, eager=True, dtype=pl.Int64)})
    batch = Batch(_as_table(frame), plan, law, audit=audit, needs=False, digests=False)
    results = pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(names, pl.String)})
    errors = pl.DataFrame(schema={ROW: pl.Int64, ERROR: pl.String})
    done = list(batch.run(AT_ONCE))
    if done:
        results = pl.concat(each.results.select(ROW, *names) for each in done)
        errors = pl.concat(_reasons(each.errors) for each in done)
    batch.tally.check()
    found = batch.disagreements()
    if found:
        raise disagreement(found)
    whole = rows.join(results, on=ROW, how="left", maintain_order="left")
    whole = whole.join(errors, on=ROW, how="left", maintain_order="left")
    if whole.height != frame.height:
        raise AssertionError(f"{frame.height} rows in, {whole.height} out")
    return whole.drop(ROW)


def _reasons(errors: pl.DataFrame) -> pl.DataFrame:
    """Return the reasons of each row that has any, in one text."""
    reason = pl.col("reason")
    with_column = pl.concat_str(pl.col("column"), pl.lit(": "), reason)
    said = pl.when(pl.col("column") == "").then(reason).otherwise(with_column)
    return errors.group_by(ROW, maintain_order=True).agg(said.str.join(JOINT).alias(ERROR))


def _as_table(frame: pl.DataFrame) -> Table:
    def read(size: int, columns: Sequence[str]) -> Iterator[Chunk]:
        taken = frame.select(columns) if columns else frame
        for start in range(0, frame.height, size):
            part = as_stated(taken.slice(start, size))
            yield Chunk(part, list(range(start + 1, start + 1 + part.height)))

    return Table(NAME, frame.columns, frame.height, read)
