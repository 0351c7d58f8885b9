"""What is the same in every row is folded, and means what it means of one case."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import narwhals as nw
import polars as pl
import pytest

from liability import logic
from liability.logic import FAILS, HOLDS, OPEN
from liability.portfolio import kleene

TRUTHS = (FAILS, OPEN, HOLDS)
A, B = nw.col("a"), nw.col("b")
THREE = list(combinations_with_replacement((*TRUTHS, A, B), 3))
ROWS = list(product(TRUTHS, repeat=2))
VALUES = {FAILS: False, OPEN: None, HOLDS: True}
FRAME = nw.from_native(
    pl.DataFrame(
        [[VALUES[each] for each in row] for row in ROWS],
        schema={"a": pl.Boolean(), "b": pl.Boolean()},
        orient="row",
    )
)


def came_out(truth: kleene.Truth) -> list[int]:
    """Return a truth of every row."""
    back = {value: each for each, value in VALUES.items()}
    return [back[each] for each in FRAME.with_columns(truth=kleene.expression(truth))["truth"]]


def of_row(truths, row):
    """Return truths of one row: those that are no columns, and those of the columns."""
    named = {id(A): row[0], id(B): row[1]}
    return [named.get(id(each), each) for each in truths]


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 1), (1, 1), (1, 3), (2, 2), (2, 3), (3, 3)])
def test_what_is_counted_comes_out_as_in_each_row_alone(low, high):
    for floor, truths in product(range(low + 1), THREE):
        wanted = [logic.counted(of_row(truths, row), low, high, floor) for row in ROWS]
        assert came_out(kleene.counted(truths, low, high, floor)) == wanted


def test_ways_of_showing_one_thing_establish_what_they_do_in_each_row_alone():
    for truths in THREE:
        wanted = [logic.established(of_row(truths, row)) for row in ROWS]
        assert came_out(kleene.established(truths)) == wanted


def test_what_is_the_same_in_every_row_is_no_column():
    assert kleene.counted([HOLDS, A], 1, 2, 1) == HOLDS
    assert kleene.counted([FAILS, FAILS, A], 2, 3, 2) == FAILS
    assert kleene.counted([HOLDS, HOLDS, A], 0, 1, 0) == FAILS
    assert kleene.established([HOLDS, OPEN]) == HOLDS
    assert kleene.decided(FAILS, FAILS) == OPEN
    assert kleene.decided(HOLDS, kleene.known(A)) == HOLDS
