"""The ends and the estimate of a figure in columns: in their order to the last digit."""

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
