"""Tables that Spark reads and writes, for a portfolio that does not fit one machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Mapping
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

from liability.record import record
from liability.source.problems import Problem, ProblemsError
from liability.source.spreadsheet import FORMULA

CORRUPT = "__corrupt"  # the column of what is no row, as it stands in the table
_HELD = r"(?U)\S"  # in a text, what is no space of any script
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # Where an expression was made is not kept: it takes longer than making it.
    "spark.python.sql.dataFrameDebugging.enabled": "false",
}


@record
class Written(NamedTuple):
    """What was written.

    Attributes:
        rows: rows of the results.
        refused: those among them that say an error.
    """

    rows: int
    refused: int


def in_need_of_spark() -> None:
    """Check that there is a Spark to run.

    Raises:
        ProblemsError: PySpark or Java is not installed.
    """
    if importlib.util.find_spec("pyspark") is None:
        message = "`--engine spark` takes PySpark, which is not installed"
        advice = "install it: `pip install '.[spark]'` in the folder of this project"
        raise ProblemsError([Problem("spark/no-pyspark", message, advice)])
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java").exists() if home else shutil.which("java") is not None
    if not java and "SPARK_REMOTE" not in os.environ:
        raise _no_java()


def spark_session() -> Any:
    """Return a session of Spark: the one that runs, or a local one.

    Raises:
        ProblemsError: PySpark or Java is not installed.
    """
    in_need_of_spark()
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("liability")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        if "JAVA" in str(error):
            raise _no_java() from None
        raise


def _no_java() -> ProblemsError:
    message = "Spark runs on Java, which is not found"
    advice = "install Java 17 or newer, or set `JAVA_HOME` to where it is"
    return ProblemsError([Problem("spark/no-java", message, advice)])


def check_table(path: Path) -> None:
    """Check that a table is there, in a form that Spark reads.

    Raises:
        ProblemsError: it is not.
    """
    if not path.exists():
        message = f"`{path}` does not exist"
        raise ProblemsError([Problem("file/not-found", message, "check the name")])
    if path.suffix.lower() not in (".csv", ".tsv", ".parquet"):
        message = f"`{path}` is no table that Spark can read"
        advice = "name a file, or a folder of parts, as .csv, .tsv or .parquet"
        raise ProblemsError([Problem("table/unknown-format", message, advice)])


def read_table(session: Any, path: Path) -> Any:
    """Return a table as a frame: CSV or Parquet, a file or a folder of parts.

    All cells of CSV are text. A row with another number of cells than there are columns stands
    as it is in the column `CORRUPT`.

    Args:
        session: the session of Spark.
        path: the table, by whose name its form is known.

    Raises:
        ProblemsError: it cannot be read.
    """
    from pyspark.errors import PySparkException

    kind = path.suffix.lower()
    where = _where(path)
    try:
        if kind == ".parquet":
            return _held(session.read.parquet(where), {})
        return _csv(session, where, "\t" if kind == ".tsv" else ",")
    except PySparkException as error:
        reason = str(error).partition("\n")[0]
        message = f"`{path}` cannot be read: {reason[:200]}"
        advice = "check the file, and that you may read it"
        raise ProblemsError([Problem("table/unreadable", message, advice)]) from None


def _csv(session: Any, where: str, delimiter: str) -> Any:
    from pyspark.sql import types as t

    options = {
        "header": "true",
        "sep": delimiter,
        "quote": '"',
        "escape": '"',
        "multiLine": "true",
        "columnNameOfCorruptRecord": CORRUPT,
    }
    header = session.read.options(**options).csv(where).columns
    fields = [t.StructField(each, t.StringType()) for each in (*header, CORRUPT)]
    whole = session.read.options(**options).schema(t.StructType(fields)).csv(where)
    return _held(whole, {CORRUPT: rf'(?U)[^\s"{delimiter}]'})


def _held(frame: Any, patterns: Mapping[str, str]) -> Any:
    """Return the rows of a frame in which any cell holds something: what a pattern finds in it."""
    from pyspark.sql import functions as F  # noqa: N812

    held = [
        F.col(quoted(name)).rlike(patterns.get(name, _HELD))
        if type_ == "string"
        else F.col(quoted(name)).isNotNull()
        for name, type_ in frame.dtypes
    ]
    return frame.where(reduce(or_, (F.coalesce(each, F.lit(False)) for each in held), F.lit(False)))


def quoted(name: str) -> str:
    """Return the name of a column as Spark takes it, whatever it is made of."""
    return "`" + name.replace("`", "``") + "`"


def _where(path: Path) -> str:
    """Return a place as Spark takes it: by what it is called, not as a URI writes that."""
    return f"file://{path.absolute().as_posix()}"


def write_table(frame: Any, output: Path, format_: str, *, error: str) -> Written:
    """Write results as a folder of parts, as Spark does, and count them meanwhile.

    Args:
        frame: the results.
        output: the folder.
        format_: `csv`, `jsonl` or `parquet`.
        error: the column that says what is wrong with a row.
    """
    from pyspark.sql import Observation
    from pyspark.sql import functions as F  # noqa: N812

    seen = Observation()
    watched = frame.observe(seen, F.count(F.lit(1)).alias("rows"), F.count(error).alias("refused"))
    writer = _guarded(watched) if format_ == "csv" else watched
    where = _where(output)
    match format_:
        case "csv":
            options = {"header": "true", "escape": '"', "quote": '"'}
            writer.write.mode("overwrite").options(**options).csv(where)
        case "jsonl":
            writer.write.mode("overwrite").option("ignoreNullFields", "false").json(where)
        case _:
            writer.write.mode("overwrite").parquet(where)
    return Written(seen.get["rows"], seen.get["refused"])


def _guarded(frame: Any) -> Any:
    """Return rows whose text no spreadsheet takes for a formula; see `write.guarded`."""
    from pyspark.sql import functions as F  # noqa: N812

    columns = []
    for name, type_ in frame.dtypes:
        cell = F.col(quoted(name))
        text = F.when(cell.rlike(FORMULA), F.concat(F.lit("'"), cell)).otherwise(cell)
        columns.append(text.alias(name) if type_ == "string" else cell)
    return frame.select(*columns)
