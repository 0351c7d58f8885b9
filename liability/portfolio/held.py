"""Which columns of a frame hold which facts, and a row of them as the facts of a case again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from liability.case.model import POINTS, Case, Interval, Roster, Stated, Value
from liability.portfolio.facts_in_columns import FactColumns, Held
from liability.rulebook.model import Fact

_BLANK = Case(
    id="row",
    title="",
    digest="",
    typed_by="",
    as_of=None,
    profile=None,
    readings={},
    parameters={},
    sources={},
    notes="",
    facts={},
    roster={},
    names={},
    refers={},
)


def columns_for(
    key: str, fact: Fact, *, plain: bool, asked_if_given: Collection[str]
) -> FactColumns:
    """Return the columns that hold a fact, under their usual names.

    Args:
        key: the key of the fact: its id, and `@` and the member's id where a case lists several.
        fact: its declaration.
        plain: of a quantity, that every row states a plain figure, or none.
        asked_if_given: the facts of which it counts whether a row leaves them out.
    """
    unknown = f"{key} unknown" if fact.id in asked_if_given else ""
    at = {"": key}
    if fact.type == "quantity":
        at = dict.fromkeys(POINTS, key) if plain else {each: f"{key} {each}" for each in POINTS}
    if fact.type == "choices":
        at = {value: f"{key}={value}" for value in fact.values}
    return FactColumns(fact.type, at, unknown)


def facts_of_row(row: Mapping[str, Any], held: Held) -> dict[str, Stated]:
    """Return the facts that a row states, by key: what its columns leave empty is not stated."""
    found = {key: _taken(row, columns) for key, columns in held.items()}
    return {
        key: Stated(value)
        for key, value in found.items()
        if value is not None or row.get(held[key].unknown)
    }


def case_of_row(row: Mapping[str, Any], held: Held, roster: Roster) -> Case:
    """Return the case that a row of typed facts states, without what no outcome rests on.

    Args:
        row: its cells, by column.
        held: which columns hold which facts.
        roster: the members of each listed subject, the same in every row.
    """
    return replace(_BLANK, facts=facts_of_row(row, held), roster=roster)


def _taken(row: Mapping[str, Any], columns: FactColumns) -> Value | None:
    cells = {name: row[column] for name, column in columns.at.items()}
    if all(each is None for each in cells.values()):
        return None
    match columns.type:
        case "quantity":
            return Interval(*(_exact(cells.get(each)) for each in POINTS))
        case "choices":
            return frozenset(name for name, each in cells.items() if each)
        case "boolean":
            return "true" if cells[""] else "false"
    value: str | date = cells[""]
    return value


def _exact(figure: float | None) -> Decimal | None:
    return None if figure is None else Decimal(repr(figure))
