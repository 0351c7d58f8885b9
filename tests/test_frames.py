"""Frames from Python: columns of every type of figure, and names that are meant to be facts."""

from __future__ import annotations

import openpyxl
import polars as pl
import pytest

from liability import ProblemsError, assess_frame
from liability.portfolio.tables import open_table

DAY = "2025-06-01"
COMPUTE = "system.training_compute"
SMALL = [
    pl.Int8,
    pl.Int16,
    pl.Int32,
    pl.Int64,
    pl.Int128,
    pl.UInt8,
    pl.UInt16,
    pl.UInt32,
    pl.UInt64,
]


@pytest.mark.parametrize("dtype", SMALL)
def test_figures_are_read_from_integers_of_every_width(dtype):
    kinds = (pl.Series([0, 100, None], dtype=dtype), pl.Series(["0", "100", None]))
    frames = [pl.DataFrame({"system.estimate_error": each}) for each in kinds]
    made, plain = (assess_frame(each, as_of=DAY).drop("system.estimate_error") for each in frames)
    assert made["error"].to_list() == [None] * 3
    assert made.equals(plain)


@pytest.mark.parametrize("dtype", [pl.Float32, pl.List(pl.Float32)])
def test_a_figure_of_single_precision_is_the_decimal_that_was_stated(dtype):
    given = [1e25] if dtype == pl.Float32 else [[1e25]]
    made = assess_frame(
        pl.DataFrame({COMPUTE: pl.Series(given, dtype=dtype)}),
        as_of=DAY,
        parameters={"harbor.training": "1e25"},
    )
    assert "in_force" not in made["harbor_compute"][0]


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (f" {COMPUTE}", "is no fact"),
        (f"\ufeff{COMPUTE}", "is no fact"),
        ("System.training_compute", "is no fact"),
        ("system.trainig_compute", "is no fact"),
        ("claim.stage", "is about what only a case lists"),
        ("parties.lab.roles", "is about what only a case lists"),
    ],
)
def test_a_column_that_begins_as_a_fact_does_and_is_none_is_refused(column, says):
    given = pl.DataFrame({"system.deployed": ["yes"], column: ["3e27"]})
    with pytest.raises(ProblemsError) as raised:
        assess_frame(given, as_of=DAY)
    (problem,) = raised.value.problems
    assert says in problem.message


def test_columns_of_other_things_are_left_alone():
    given = pl.DataFrame({"system.deployed": ["yes"], "systems": [1], "claims": [2], "a.b": [3]})
    assert assess_frame(given, as_of=DAY)["error"].to_list() == [None]


def test_two_figures_of_the_law_that_no_column_tells_apart_are_refused():
    """Between them a float cannot lie, so one of them would decide for the other."""
    given = pl.DataFrame({COMPUTE: ["9999999999999999999999999"]})
    with pytest.raises(ProblemsError, match="are one figure to a table"):
        assess_frame(given, as_of=DAY, parameters={"harbor.training": "9" * 25})


def test_a_cell_beyond_the_last_column_of_a_workbook_refuses_its_row(tmp_path):
    book = openpyxl.Workbook()
    for row in (["case", COMPUTE], ["a", None, 3e27], ["b", 3e27], ["c", 1e22, " "]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    table = open_table(tmp_path / "t.xlsx", "t.xlsx")
    (chunk,) = table.read(10, table.header)
    assert chunk.lines == [3, 4]
    assert [(each.line, each.code, each.reason) for each in chunk.bad] == [
        (2, "cells", "a cell in column C stands beyond the last column that has a name")
    ]
