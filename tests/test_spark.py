"""The same grading on other frames: PySpark, pandas; row by row as on Polars."""

from __future__ import annotations

import operator
import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from liability import assess_frame, load_rulebook
from liability.portfolio import facts_in_columns
from liability.portfolio.csv_parts import check_all_read, rows_in_parts
from liability.portfolio.spark_table import read_table
from liability.source.problems import ProblemsError
from liability.source.spreadsheet import FORMULA

pytestmark = pytest.mark.spark
ROOT = Path(__file__).parent.parent
KITE_ACT = ROOT / "docs" / "examples" / "kite-act" / "rules"
DAY = "2025-06-01"
NAN = float("nan")

# Cells of every kind, good and bad: as they stand in tables that people make.
COMPUTE = ["2.1e25 FLOP", "3e27", " 1e26 ", "6.00 x 10^23 FLOPs", "", "a lot", "1d", "NaN", "-1"]
COMPUTE += ["1e26 FLOP/s", "99999999999999999999999999", "100000000000000000000000001", "0", None]
CELLS = {
    "system.training_compute": COMPUTE,
    "system.training_compute_today": ["unknown", "3e27", "", None],
    "system.inference_rate low": [1e18, 1e21, NAN, -1.0, 5e-324, None],
    "system.inference_rate high": [1e19, 1e20, 2e20, 0.0, None],
    "system.autonomy": ["strong", "weak", "strnog", " strong ", "", None],
    "system.deployed": [True, False, None],
    "name": ["a", "b.c", "b.c", "", None],
}
SPARK = {
    "system.training_compute": "string",
    "system.training_compute_today": "string",
    "system.inference_rate low": "double",
    "system.inference_rate high": "double",
    "system.autonomy": "string",
    "system.deployed": "boolean",
    "name": "string",
}


SINCE = "kite.since_inspection"
INSPECTED = {"kite.size": "string", SINCE: "string"}


@pytest.fixture(scope="module")
def kites():
    """A law of few rules, for what is the same under any: Spark plans its columns sooner."""
    return load_rulebook(KITE_ACT)


def rows(number, cells=CELLS, seed=1):
    draw = random.Random(seed)
    return [tuple(draw.choice(given) for given in cells.values()) for _ in range(number)]


def on_spark(session, given, schema):
    named = ", ".join(f"`{name}` {type_}" for name, type_ in schema.items())
    return session.createDataFrame(given, named)


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    from liability.portfolio.spark_table import spark_session

    small = {"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"}
    SparkSession.builder.master("local[2]").config(map=small).getOrCreate()
    made = spark_session()
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


@pytest.mark.parametrize("audit", [0, "all"])
def test_all_facts_of_a_row_may_be_audited_or_none(session, kites, audit):
    given = [("small", 0.5), ("large", 1.5), ("large", None)]
    frame = on_spark(session, given, {"kite.size": "string", "kite.pull": "double"})
    assert assess_frame(frame, kites, audit=audit).count() == 3


def test_columns_that_differ_in_case_alone_are_refused(session):
    columns = {"system.autonomy": "string", "Name": "string", "other": "string"}
    named = on_spark(session, [("strong", "x", "y")], columns).withColumnRenamed("other", "name")
    with pytest.raises(ProblemsError, match="Spark does not tell"):
        assess_frame(named, as_of=DAY)


def test_the_values_of_a_map_hold_for_a_column_of_booleans(session, kites):
    given = on_spark(session, [(True,), (None,)], {"c": "boolean"})
    facts = {"kite.size": {"column": "c", "values": {"true": "small", "false": "large"}}}
    map_ = {"table": "t", "facts": facts}
    there = assess_frame(given, kites, map=map_, audit=0)
    here = assess_frame(pl.DataFrame({"c": [True, None]}), kites, map=map_)
    assert [row["tier_possible"] for row in there.collect()] == here["tier_possible"].to_list()
    assert here["tier_possible"].n_unique() == 2


def test_a_figure_of_the_law_with_many_digits_parts_rows_where_it_lies(session, kites):
    figure = {"inspection.interval": "14.00000000000000000001"}
    rows_, schema = [("giant", 14.0), ("giant", 15.0)], INSPECTED | {SINCE: "double"}
    there = assess_frame(on_spark(session, rows_, schema), kites, parameters=figure, audit=0)
    frame = pl.DataFrame(rows_, schema=list(schema), orient="row")
    here = assess_frame(frame, kites, parameters=figure)["duties_breached"].to_list()
    assert [row["duties_breached"] for row in there.collect()] == here
    assert here[0] != here[1]


def test_spark_guards_the_same_cells_from_being_formulas_as_polars_does(session):
    letters = [chr(each) for each in range(1, 0x20000) if not 0xD800 <= each < 0xE000]
    cells = pl.Series([*letters, *(f"{each}=1" for each in letters)])
    given = session.createDataFrame([(each,) for each in cells], "cell string")
    found = given.select(given["cell"].rlike(FORMULA).alias("guarded")).toPandas()["guarded"]
    assert found.tolist() == cells.str.contains(FORMULA).to_list()


def test_where_spark_and_engine_disagree_nothing_is_returned(session, kites, monkeypatch):
    defect = facts_in_columns.COMPARE | {"at_most": operator.gt}
    monkeypatch.setattr(facts_in_columns, "COMPARE", defect)  # in the columns alone
    given = on_spark(session, [("giant", "15")], INSPECTED)
    with pytest.raises(ProblemsError, match="batch/audit"):
        assess_frame(given, kites)


MAP = {
    "table": "of a club, with a column of each type",
    "title": "name",
    "facts": {
        "kite.since_inspection": {"column": "fortnights", "unit": "days", "scale": "14"},
        "kite.pull": {"column": "pull"},
        "kite.size": {"column": "grade", "values": {"1": "small", "0": "giant"}},
        "flight.announced": {"value": "yes"},
        "kite.certificate": {"value": "sound"},
        "kite.certificate_expires": {"column": "day"},
        "kite.carries": {"column": "load", "separator": ","},
    },
    "none": ["claims"],
    "refuse": {"column": "use", "values": ["no"]},
}
MAPPED = {
    "name": ["a", "b"],
    "fortnights": [10**6, 1, -1, 0, None],
    "pull": [0.25, 0.5, 123.456e18, NAN, None],
    "grade": [0, 1, 2, None],
    "day": [date(2025, 4, 1), date(2026, 4, 1), None],
    "load": [["lights"], ["lights", "blades"], ["other"], None],
    "use": ["no", "yes", " no", None],
}
MAPPED_SPARK = {
    "name": "string",
    "fortnights": "bigint",
    "pull": "double",
    "grade": "int",
    "day": "date",
    "load": "array<string>",
    "use": "string",
}


def test_a_map_means_on_spark_what_it_means_on_polars(session, kites):
    given = rows(200, MAPPED)
    frame = pl.DataFrame(given, schema=list(MAPPED), orient="row")
    graded = assess_frame(frame, kites, map=MAP, as_of=DAY)
    made = assess_frame(on_spark(session, given, MAPPED_SPARK), kites, map=MAP, as_of=DAY)
    results = graded.columns[len(MAPPED) :]
    assert [tuple(row[each] for each in results) for row in made.collect()] == graded.select(
        results
    ).rows()
    assert 0 < graded["error"].null_count() < graded.height
    told = ["tier_possible", "duties_breached", "harbor_strong_line"]
    assert all(graded[each].n_unique() > 1 for each in told)


def test_a_map_that_states_what_no_fact_takes_is_refused_on_spark_too(session):
    data = {"table": "x", "facts": {"system.generality": {"value": "wide"}}}
    given = on_spark(session, [("a",)], {"name": "string"})
    with pytest.raises(ProblemsError, match="`wide` is not a value of `generality`"):
        assess_frame(given, map=data, as_of=DAY)


def test_a_map_of_lineages_is_for_polars(session):
    data = {"table": "x", "columns": {"model": "name", "total": "flop"}}
    given = on_spark(session, [("a", 1.0)], {"name": "string", "flop": "double"})
    with pytest.raises(ProblemsError, match="Spark counts no lineages"):
        assess_frame(given, map=data, as_of=DAY)


def test_a_table_of_which_spark_reads_fewer_rows_than_it_has_is_refused(session, tmp_path):
    path = tmp_path / "ends.csv"
    path.write_bytes(b"case,title\r\na,x\nb,y\r\n")  # Spark takes the first line end for all
    there, read = rows_in_parts(path), read_table(session, path).count()
    assert (there, read) == (2, 1)
    with pytest.raises(ProblemsError, match=r"Spark reads 1 rows in `.*`, and there are 2"):
        check_all_read(path, there, read)


# --- pandas ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_pandas(expected):
    given, _ = expected
    import pandas as pd

    index = [f"row {place % 7}" for place in range(len(given))]  # labels need not be unique
    frame = pd.DataFrame(given, columns=list(CELLS), index=index)
    return frame, assess_frame(frame, as_of=DAY)


def test_pandas_comes_back_with_its_index_and_its_own_columns(in_pandas):
    given, made = in_pandas
    assert made[given.columns].equals(given)
    assert made.index.equals(given.index)


def test_pandas_makes_of_each_row_what_polars_does_but_for_nan(in_pandas, expected):
    _, made = in_pandas
    given, graded = expected
    results = graded.columns[len(CELLS) :]
    found = made[results].astype(object).where(made[results].notna(), None)
    without_nan = [
        place for place, row in enumerate(given) if not any(each != each for each in row)
    ]
    expected_rows = graded.select(results).rows()
    found_rows = list(found.itertuples(index=False, name=None))
    assert [found_rows[at] for at in without_nan] == [expected_rows[at] for at in without_nan]
    assert 0 < len(without_nan) < len(given)


def test_nan_of_pandas_is_not_known():
    import pandas as pd

    frame = pd.DataFrame({"system.training_compute": [NAN, 3e27], "other": [1, 2]})
    made = assess_frame(frame, as_of=DAY)
    assert made["error"].isna().all()
    assert made["tier"].tolist()[1] == "RT-4"


@pytest.mark.parametrize(
    ("named", "column"),
    [
        ("TRUE", [True, False]),
        ("no", [True, False]),
        ("0", [1.5, 0.0]),
        ("no", ["FALSE", "x%y"]),
        ("0.25", ["25%", "26%"]),
        ("-1", ["−1", None]),
    ],
)
def test_a_row_is_refused_by_the_value_of_a_cell_as_on_polars(session, kites, named, column):
    refused = {"column": "u", "values": [named]}
    map_ = {"table": "t", "facts": {"kite.size": "s"}, "refuse": refused}
    cells = {"s": ["small", "large"], "u": column}
    expected = assess_frame(pl.DataFrame(cells), kites, map=map_)["error"].to_list()
    frame = session.createDataFrame(list(zip(*cells.values(), strict=True)), list(cells))
    found = {row["s"]: row["error"] for row in assess_frame(frame, kites, map=map_).collect()}
    assert [found[each] for each in cells["s"]] == expected
    assert expected.count(None) == 1
