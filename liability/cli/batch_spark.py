"""A portfolio on Spark, from a table to a folder of results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from liability.cli.batch_checks import Asked
from liability.cli.batch_options import Format
from liability.cli.console import DETERMINED, TEST_FAILED, UNDETERMINED, report
from liability.cli.output import to_file, write
from liability.language import speaking
from liability.sentences import tr
from liability.source.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from liability.portfolio.spark import SparkBatch
    from liability.rulebook.law import Law

_FORMATS = ("csv", "jsonl", "parquet")
_DONE = "_SUCCESS"  # the file by which Spark marks a folder that it has written whole


def grade_on_spark(
    portfolio: list[Path], law: Law, audit: int | None, asked: Asked, format_: Format
) -> int:
    """Grade a table, write the results, and return the exit status.

    Args:
        portfolio: the table.
        law: the law in force.
        audit: how many fact patterns to audit; None for all.
        asked: by which map, and where the results are to go.
        format_: the form of the results.

    Raises:
        ProblemsError: a table, the map or the output cannot be used, or Spark cannot run.
    """
    table, folder = _one_table(portfolio), _folder(asked, format_, portfolio)
    from liability.portfolio.csv_parts import check_all_read, rows_in_parts
    from liability.portfolio.spark_table import (
        check_table,
        in_need_of_spark,
        read_table,
        spark_session,
        write_table,
    )

    check_table(table)
    there = rows_in_parts(table)
    in_need_of_spark()
    from liability.portfolio.results import ERROR

    frame = read_table(spark_session(), table)
    batch = _batch(frame, table, law, audit, asked.map_)
    number = frame.count()
    check_all_read(table, there, number)
    try:
        results = batch.beside()
    except ProblemsError as disagree:
        report(disagree)
        return TEST_FAILED
    done = write_table(results, folder, format_, error=ERROR)
    if done.rows != number:
        raise AssertionError(f"{number} rows in, {done.rows} out")
    with speaking(asked.lang):
        said = _came_out(table, number, done.refused)
        write(f"{said}\n{_audited(batch.audited, folder)}\n", None)
    return UNDETERMINED if done.refused else DETERMINED


def _batch(frame: Any, table: Path, law: Law, audit: int | None, map_: str | None) -> SparkBatch:
    """Return what grades a frame of a table by the map that is named.

    Raises:
        ProblemsError: the map or a column of the table cannot be used.
    """
    from liability.portfolio.frames import plan_of
    from liability.portfolio.spark import SparkBatch
    from liability.portfolio.spark_table import CORRUPT

    header = [each for each in frame.columns if each != CORRUPT]
    plan = plan_of(header, law, map_, table=str(table), strict=True)
    corrupt = CORRUPT if CORRUPT in frame.columns else None
    return SparkBatch(frame, plan, law, audit, corrupt=corrupt)


def _came_out(table: Path, number: int, refused: int) -> str:
    """Return how many rows a table has, and what became of them."""
    rows = tr("{count} {rows}", count=f"{number:,}", rows=tr("rows"))
    return tr(
        "{table}: {rows}, {graded} graded, {refused} with an error",
        table=table,
        rows=rows if number != 1 else tr("1 row"),
        graded=f"{number - refused:,}",
        refused=f"{refused:,}",
    )


def _audited(number: int, folder: Path) -> str:
    """Return how many fact patterns were audited, and where the results are."""
    if number == 1:
        return tr("1 fact pattern audited; results in {folder}", folder=folder)
    return tr(
        "{count} fact patterns audited; results in {folder}", count=f"{number:,}", folder=folder
    )


def _one_table(portfolio: list[Path]) -> Path:
    if len(portfolio) > 1 or str(portfolio[0]) == "-":
        message = "`--engine spark` reads one table, by its name"
        raise ProblemsError([Problem("usage/wrong", message, "name a file or a folder of parts")])
    return portfolio[0]


def _folder(asked: Asked, format_: Format, inputs: list[Path]) -> Path:
    """Return the folder to write, checked before anything is worked out.

    Raises:
        ProblemsError: none is named; or it is there, and is not to be replaced, or is no result.
    """
    output = asked.output
    if output is None or not to_file(output) or format_ not in _FORMATS:
        message = "`--engine spark` writes a folder of CSV, JSON lines or Parquet"
        raise ProblemsError([Problem("usage/wrong", message, "name it, as `-o results.parquet`")])
    if not output.exists():
        return output
    if any(each.exists() and each.samefile(output) for each in inputs):
        message = f"`{output}` is also read"
        raise ProblemsError([Problem("output/is-input", message, "name another folder to write")])
    if not (output / _DONE).is_file():
        message = f"`{output}` is there, and is no folder that Spark has written"
        raise ProblemsError([Problem("output/not-a-result", message, "name another folder")])
    if not asked.force:
        advice = "add `--force` to replace it, or name another folder"
        raise ProblemsError([Problem("output/exists", f"`{output}` exists", advice)])
    return output
