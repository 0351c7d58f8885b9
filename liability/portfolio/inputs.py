"""What a portfolio is graded with, from what the user names: the law, and the map of a table."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from liability.case.figures import figures_set
from liability.compute.table_map import MapForm, check_columns, load_map, usable_part
from liability.portfolio.map_values import check_values
from liability.portfolio.plan import Plan, plan_by_map, plan_by_names
from liability.portfolio.results import possible_columns
from liability.rulebook.law import Law
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import shipped
from liability.rulebook.shipped_cases import at_hand
from liability.rulebook.specialize import law_in_force
from liability.source.days import day_or_today
from liability.source.problems import Gathered, Problem, ProblemsError, suggestion
from liability.source.yaml import Document, document_of, read


def law_with(
    rulebook: Rulebook,
    as_of: str | None,
    profile: str | None,
    readings: Mapping[str, str] | None,
    figures: Mapping[str, str] | None,
) -> Law:
    """Return the law in force, with figures that the user sets as written.

    Args:
        rulebook: the rulebook.
        as_of: the date, ISO 8601; today, when left out.
        profile: the language version that decides.
        readings: options of readings.
        figures: figures of the law by the id of the parameter, as `1e26` or `1e26 FLOP`.

    Raises:
        ProblemsError: one of them cannot be used.
    """
    gathered = Gathered()
    set_: dict[str, Decimal] = {}
    with gathered.of_check():
        set_ = figures_set(rulebook, figures or {})
    with gathered.of_check():
        law = law_in_force(rulebook, day_or_today(as_of), profile, readings, set_)
    gathered.report()
    return law


def plan_with(
    header: Sequence[str],
    rulebook: Rulebook,
    table: str,
    map_: str | Path | Mapping[str, Any] | None,
) -> Plan:
    """Return which column of a table is which fact.

    Args:
        header: the names of its columns.
        rulebook: declares the facts.
        table: the table, as the user named it.
        map_: a map: its file, the name of one that ships, or its content; without one, columns
            are named as facts.

    Raises:
        ProblemsError: the map cannot be used, or does not go with the table.
    """
    if set(possible_columns(rulebook).values()) <= set(header):
        message = f"`{table}` holds the results of an earlier run"
        advice = "name the table that they are of, or compare two results: `batch diff OLD NEW`"
        raise ProblemsError([Problem("table/results", message, advice)])
    if map_ is None:
        return plan_by_names(header, rulebook, table)
    document = map_document(map_)
    found: MapForm | None = None
    gathered = Gathered()
    with gathered.of_check():
        found = load_map(document)
    if gathered.any():
        found = usable_part(document)
    with gathered.of_check():
        if found is not None and found.lineages is not None:
            check_columns(document, found, header, table)
    with gathered.of_check():
        if found is not None:
            check_values(found, document, rulebook)
    with gathered.of_check():
        if found is not None:
            plan = plan_by_map(found, document, header, rulebook, table)
    gathered.report()
    return plan


def map_document(map_: str | Path | Mapping[str, Any]) -> Document:
    """Read a map; see `plan_with`.

    Raises:
        ProblemsError: there is none.
    """
    if isinstance(map_, Mapping):
        return document_of(map_, "map")
    ships = {each.stem: each for each in (shipped("cases") / "maps").glob("*.yaml")}
    map_ = str(map_) or "''"  # which names nothing, where a path would name the folder at hand
    path = ships.get(map_) or at_hand(Path(map_))
    if not os.path.exists(path):  # noqa: PTH110 - no name is too long to ask about
        message = f"`{map_}` is no map"
        advice = suggestion(map_, ships, "name a file, or a map that ships with the program")
        if path.suffix or path.parent != Path():
            message = f"`{map_}` does not exist"
            advice = "check the name, or name a map that ships: " + ", ".join(sorted(ships))
        raise ProblemsError([Problem("map/none", message, advice)])
    return read(path)
