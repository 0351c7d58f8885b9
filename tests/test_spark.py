"""The same grading on other frames: PySpark, pandas, DuckDB; row by row as on Polars."""

from __future__ import annotations

import random

import polars as pl
import pytest

from liability import assess_frame

pytestmark = pytest.mark.spark
DAY = "2025-06-01"
NAN = float("nan")

# Cells of every kind, good and bad: as they stand in tables that people make.
COMPUTE = ["2.1e25 FLOP", "3e27", " 1e26 ", "6.00 x 10^23 FLOPs", "", "a lot", "1d", "NaN", "-1"]
COMPUTE += ["1e26 FLOP/s", "99999999999999999999999999", "100000000000000000000000001", "0", None]
CELLS = {
    "system.training_compute": COMPUTE,
    "system.inference_rate low": [1e18, 1e21, NAN, -1.0, 5e-324, None],
    "system.inference_rate high": [1e19, 1e20, 2e20, 0.0, None],
    "system.autonomy": ["strong", "weak", "strnog", " strong ", "", None],
    "system.deployed": [True, False, None],
    "name": ["a", "b.c", "b.c", "", None],
}
SPARK = {
    "system.training_compute": "string",
    "system.inference_rate low": "double",
    "system.inference_rate high": "double",
    "system.autonomy": "string",
    "system.deployed": "boolean",
    "name": "string",
}


def rows(number, cells=CELLS, seed=1):
    draw = random.Random(seed)
    return [tuple(draw.choice(given) for given in cells.values()) for _ in range(number)]


def on_spark(session, given, schema):
    named = ", ".join(f"`{name}` {type_}" for name, type_ in schema.items())
    return session.createDataFrame(given, named)


@pytest.fixture(scope="module")
def session():
    from liability.portfolio.spark_table import spark_session

    made = spark_session({"spark.master": "local[2]", "spark.sql.shuffle.partitions": "2"})
    yield made
    made.stop()


@pytest.fixture(scope="module")
def expected():
    """The rows, and what Polars makes of them."""
    given = rows(300)
    frame = pl.DataFrame(given, schema=list(CELLS), orient="row")
    return given, assess_frame(frame, as_of=DAY)


def test_spark_makes_of_each_row_what_polars_does(session, expected):
    given, graded = expected
    made = assess_frame(on_spark(session, given, SPARK), as_of=DAY)
    assert made.columns == graded.columns
    results = graded.columns[len(CELLS) :]
    found = [tuple(row[name] for name in results) for row in made.collect()]
    assert found == graded.select(results).rows()
    assert 0 < graded["error"].null_count() < len(given)
    assert graded["tier_possible"].n_unique() > 3


@pytest.mark.parametrize("audit", [0, None])
def test_all_facts_of_a_row_may_be_audited_or_none(session, audit):
    given = rows(12)
    made = assess_frame(on_spark(session, given, SPARK), as_of=DAY, audit=audit)
    assert made.count() == 12
