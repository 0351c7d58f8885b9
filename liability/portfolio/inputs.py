"""What a portfolio is graded with, from what the user names: the law, and the map of a table."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from liability.case.figures import figures_set
from liability.compute.table_map import MapForm, check_columns, load_map
from liability.portfolio.headings import check_once, taken_from
from liability.portfolio.lineages import columns_of, columns_read
from liability.portfolio.map_values import check_values
from liability.portfolio.plan import Plan, plan_by_map, plan_by_names, strays_of
from liability.portfolio.results import possible_columns
from liability.rulebook.form_problems import sound_part
from liability.rulebook.law import Law
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import shipped
from liability.rulebook.shipped_cases import at_hand
from liability.rulebook.specialize import law_in_force
from liability.source.days import day_or_today
from liability.source.problems import MOST_SHOWN, Gathered, Problem, ProblemsError, suggestion
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
    strays: Sequence[str] = (),
    line: int | None = None,
) -> Plan:
    """Return which column of a table is which fact.

    Args:
        header: the names of its columns.
        rulebook: declares the facts.
        table: the table, as the user named it.
        map_: a map: its file, the name of one that ships, or its content; without one, columns
            are named as facts.
        strays: what need not be a column of the table; see `Table.strays`.
        line: where its headings stand, if on a line.

    Raises:
        ProblemsError: the map cannot be used, or does not go with the table; or two columns that
            are read have one name.
    """
    if set(possible_columns(rulebook).values()) <= set(header):
        message = f"`{table}` holds the results of an earlier run"
        advice = "name the table that they are of, or compare two results: `batch diff OLD NEW`"
        raise ProblemsError([Problem("table/results", message, advice)])
    plan = (
        _plan_by_names(header, rulebook, table, strays, line)
        if map_ is None
        else _plan_by_map(header, rulebook, table, map_document(map_), line)
    )
    check_once(columns_read(plan), header, table)
    return plan


def _plan_by_names(
    header: Sequence[str],
    rulebook: Rulebook,
    table: str,
    strays: Sequence[str],
    line: int | None,
) -> Plan:
    odd = strays_of(header, strays, rulebook, table)
    if len(odd) > MOST_SHOWN:  # no slips of the keys: the table is another
        odd = {each: why for each, why in odd.items() if each not in header}
    named = [each for each in header if each not in odd] or header
    return plan_by_names(named, rulebook, table, line)._replace(strays=odd)


def _plan_by_map(
    header: Sequence[str], rulebook: Rulebook, table: str, document: Document, line: int | None
) -> Plan:
    found: MapForm | None = None
    gathered = Gathered()
    with gathered.of_check():
        found = load_map(document)
    if gathered.any():
        # what else is wrong with the map can be said of this, and nothing be made of it
        found = sound_part(MapForm, document.data, {"table": document.file})
    with gathered.of_check():
        if found is not None and found.lineages is not None:
            check_columns(document, found, header, table)
    with gathered.of_check():
        if found is not None:
            check_values(found, document, rulebook)
    with gathered.of_check():
        if found is not None:
            plan = plan_by_map(found, document, header, rulebook, table)
    alone = len(header) == 1 and line is not None  # a title more likely than a heading
    if alone and found is not None and not _columns_named(found) & {*header}:
        said, advice = taken_from(header, line)
        message = f"`{table}` has no column that the map names{said}"
        gathered.take([Problem("table/headings", message, advice.removeprefix("; "))])
    gathered.report()
    return plan


def _columns_named(read: MapForm) -> set[str]:
    """Return every column that a map names, be it one of a table or not."""
    refuse = read.refuse.column if read.refuse is not None else None
    named = [read.id, read.title, refuse, *columns_of(read)]
    for form in read.facts.values():
        named += [form.column, form.low, form.best, form.high]
    return {each for each in named if each is not None}


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
