"""`liability batch`, run."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
from in_process import run_line

FOLDER = Path(__file__).parent / "portfolios"
MIXED = FOLDER / "mixed.csv"
AS_OF = "2025-06-01"


def run(*arguments, verb="batch", **more):
    return run_line(verb, *arguments, COLUMNS="100", NO_COLOR="1", **more)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.decode() if isinstance(text, bytes) else text)))


def graded(batch):
    """The names of the rows that come out of a `Batch`, and the errors of those refused."""
    done = list(batch.run(2))
    batch.tally.check()
    errors = pl.concat(each.errors for each in done)
    return pl.concat(each.results for each in done)["id"].to_list(), errors
