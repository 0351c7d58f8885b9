"""The facts of a case that an account of its lineage gives, and what the case says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from liability.case.model import Case, Disputed, Interval, Stated
from liability.compute.account import Account
from liability.compute.amounts import apart
from liability.compute.grounds import cites_of
from liability.compute.later import Day
from liability.compute.policy import accounting_of
from liability.findings.find import facts_of, value_of_finding
from liability.rulebook.law import Law
from liability.rulebook.model import MET, NOT_MET
from liability.sentences import marked

NOTE = marked("counted from the lineage {lineage}")  # in English where no document shows it


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A figure that a case states and its lineage contradicts; the lineage is followed."""

    fact: str
    stated: Interval
    counted: Interval


def day_until(case: Case, law: Law, side: str | None) -> Day | None:
    """Return the day after which nothing went into what is judged, as far as it is known.

    None where there was no harm, and where nothing is said of whether and when there was. Of a day
    that the sides state differently, any of theirs may be the one.
    """
    fact, harm = accounting_of(law).until, law.rulebook.outcomes.harm
    if harm is None or fact is None:
        return None
    facts = facts_of(case, side)
    value = facts.get(fact)
    versions = list(value.sides.values()) if isinstance(value, Disputed) else [value]
    days = [each for each in versions if isinstance(each, date)]
    occurred = value_of_finding(law.findings[harm], facts, None)
    if occurred == NOT_MET or (occurred != MET and not days):
        return None
    return Day(min(days), max(days)) if len(days) == len(versions) else Day()


def facts_by_id(found: Account, law: Law) -> dict[str, Interval]:
    """Return the figures of an account that the rulebook has a fact for, by the fact's id."""
    return {fact: amount for fact, _, amount in _figures(found, law)}


def facts_of_account(found: Account, law: Law, stated: Mapping[str, Stated]) -> dict[str, Stated]:
    """Return the facts that an account gives, by the fact's id.

    A figure of today that is the other one still is given where a day in question is another than
    today, or the case states it, as what is not known too: what the lineage gives is followed.

    Args:
        found: the account.
        law: the law in force.
        stated: the facts that the case states.
    """
    note = NOTE.format(lineage=found.lineage.id)
    figures = [*_figures(found, law)]
    today = accounting_of(law).today
    figures += [
        (today[figure], figure, amount)
        for figure, amount in found.lasting.items()
        if figure in today and (found.until is not None or today[figure] in stated)
    ]
    return {
        fact: Stated(amount, cites_of(figure, found, law), note) for fact, figure, amount in figures
    }


def _figures(found: Account, law: Law) -> Iterator[tuple[str, str, Interval]]:
    """Yield each figure that the rulebook has a fact for: the fact, its name, and what it is."""
    names = law.rulebook.outcomes.compute
    for facts, figures in ((names, found.figures), (accounting_of(law).today, found.today)):
        for figure, amount in figures.items():
            if figure in facts:
                yield facts[figure], figure, amount


def contradictions(case: Case, facts: Mapping[str, Stated]) -> tuple[Contradiction, ...]:
    """Return what a case, or a side in it, states otherwise than its lineage gives it."""
    found = []
    for fact, counted in facts.items():
        assert isinstance(counted.value, Interval)
        stated = case.facts.get(fact)
        value = stated.value if stated else None
        versions = value.sides.values() if isinstance(value, Disputed) else [value]
        found += [
            Contradiction(fact, version, counted.value)
            for version in versions
            if isinstance(version, Interval) and apart(version, counted.value)
        ]
    return tuple(found)
