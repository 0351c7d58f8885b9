"""Figures with more digits than a float holds, or than are taken, in columns."""

from __future__ import annotations

import polars as pl
import pytest

from liability import assess_frame

COMPUTE = "system.training_compute"


def refused(lows, highs):
    frame = pl.DataFrame({f"{COMPUTE} low": lows, f"{COMPUTE} high": highs})
    return assess_frame(frame, as_of="2025-06-01")["error"].to_list()


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("1.00000000000000000002e25", "1.00000000000000000001e25"),
        ("1.00000000000000000001e25", "1e25"),
        ("10000000000000000000000001 FLOP", "1e25 FLOP"),
    ],
)
def test_a_low_end_above_the_high_by_a_digit_that_no_float_holds_is_refused(low, high):
    said = refused([low, high, low], [high, low, low])
    assert said == [f"{COMPUTE} low: `low` of `{COMPUTE}` is above `high`", None, None]


def test_whole_numbers_that_no_float_tells_apart_are_held_in_their_order():
    assert [bool(each) for each in refused([2**60 + 1, 2**60], [2**60, 2**60])] == [True, False]


@pytest.mark.parametrize("digits", [201, 250, 5000])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_of_a_frame_that_is_too_long_is_an_error_of_its_row(digits, sign):
    cells = pl.Series(COMPUTE, [sign * 10**digits, 10**26], dtype=pl.Object)
    said, none = assess_frame(cells.to_frame(), as_of="2025-06-01")["error"]
    assert said.endswith("is not a quantity in FLOP: it is longer than 200 characters")
    assert none is None


@pytest.mark.parametrize("fact", ["system.name", "system.deployed", "system.deployed_on"])
def test_a_whole_number_that_python_does_not_write_ends_no_run_as_any_fact(fact):
    cells = pl.Series(fact, [10**5000, None], dtype=pl.Object)
    assert assess_frame(cells.to_frame(), as_of="2025-06-01").height == 2


@pytest.mark.parametrize("column", [COMPUTE, f"{COMPUTE} low"])
def test_zeros_that_are_too_many_are_refused_as_in_a_case_file(column):
    said, none = assess_frame(pl.DataFrame({column: ["0" * 300, "0"]}), as_of="2025-06-01")["error"]
    assert said.endswith("it is longer than 200 characters")
    assert none is None
