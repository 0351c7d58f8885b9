"""The same grading as one query of a database, DuckDB: row by row as on Polars."""

from __future__ import annotations

import narwhals as nw
import polars as pl
import pytest
from test_spark import CELLS, DAY, rows

from liability import load_rulebook
from liability.portfolio.cells import CellReader
from liability.portfolio.dialect import DATABASE, POLARS, undotted, undotted_columns
from liability.portfolio.grade import Grading
from liability.portfolio.plan import plan_by_names
from liability.portfolio.results import asked_of, result_columns
from liability.rulebook.specialize import law_in_force

pytestmark = pytest.mark.spark


def test_the_same_expressions_run_on_duckdb():
    import duckdb  # in the group `spark`, with which this test is run

    law = law_in_force(load_rulebook(), DAY)
    frame = pl.DataFrame(rows(300), schema=list(CELLS), orient="row").drop("name")
    reader = CellReader(plan_by_names(frame.columns, law.rulebook, "x"), law)
    typed, _ = reader.typed(frame, range(frame.height))
    typed = typed.rename(undotted).with_row_index("place")
    held = {key: undotted_columns(columns) for key, columns in reader.held.items()}
    roster = {each.id: None for each in law.rulebook.subjects.values() if each.many}
    asked = asked_of(law.rulebook)

    def made(native, dialect):
        grading = Grading(law, held, roster, asked=asked, dialect=dialect)
        results = result_columns(law, dialect)
        return grading.of(nw.from_native(native)).select("place", **results)

    there = duckdb.from_arrow(typed.to_arrow())
    on_duckdb = made(there, DATABASE).collect("polars").to_native().sort("place")
    on_polars = made(typed.lazy(), POLARS).collect().to_native()
    assert on_duckdb.rows() == on_polars.rows()
