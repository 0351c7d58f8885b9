"""The quantities that rows state, in columns of low, best and high, as the report takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from liability.case.model import POINTS, Interval, Value
from liability.portfolio.facts_in_columns import Held
from liability.portfolio.results import ROW
from liability.rulebook.model import Rulebook


def quantities(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the quantities that a row can state once, by the ids of their facts."""
    return tuple(
        each.id
        for each in rulebook.facts.values()
        if each.type == "quantity" and not rulebook.subjects[each.subject].many
    )


def figures_of_rows(rows: pl.DataFrame, held: Held) -> pl.DataFrame:
    """Return the figures of rows, of the quantities that the frame holds."""
    found = {
        _column(fact, each): pl.col(columns.at[each]) if each in columns.at else _NONE
        for fact, columns in held.items()
        if columns.type == "quantity"
        for each in POINTS
    }
    return rows.select(ROW, **found)


def figures_of_cases(
    cases: Iterable[tuple[int, Mapping[str, Value | None]]], facts: Iterable[str]
) -> pl.DataFrame:
    """Return the figures of cases, by the number and the facts of each; none where disputed."""
    columns = [(fact, each) for fact in facts for each in POINTS]
    rows = [
        (number, *(_figure(stated.get(fact), each) for fact, each in columns))
        for number, stated in cases
    ]
    schema = {ROW: pl.Int64, **{_column(*each): pl.Float64 for each in columns}}
    return pl.DataFrame(rows, schema=schema, orient="row")


def points_of(figures: pl.DataFrame, fact: str) -> pl.DataFrame:
    """Return low, best and high of one quantity, named so; empty where no row can state it."""
    columns = {each: _column(fact, each) for each in POINTS}
    held = {
        name: pl.col(column) if column in figures.columns else _NONE
        for name, column in columns.items()
    }
    return figures.select(ROW, **held).drop(ROW)


def _column(fact: str, point: str) -> str:
    return f"{fact} {point}"


def _figure(value: Value | None, point: str) -> float | None:
    figure = getattr(value, point) if isinstance(value, Interval) else None
    return None if figure is None else float(figure)


_NONE = pl.lit(None, dtype=pl.Float64)
