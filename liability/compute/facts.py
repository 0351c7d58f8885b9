"""The facts of a case that an account of its lineage gives, and what the case says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from liability.case.model import Case, Disputed, Interval, Stated
from liability.compute.account import Account
from liability.compute.amounts import apart
from liability.compute.grounds import cites_of
from liability.compute.policy import accounting_of
from liability.findings.find import facts_of
from liability.rulebook.law import Law
from liability.sentences import marked

NOTE = marked("counted from the lineage {lineage}")  # in English where no document shows it


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure that a case states and its lineage contradicts; the lineage is followed."""

    fact: str
    stated: Interval
    counted: Interval


def day_until(case: Case, law: Law, side: str | None) -> date | None:
    """Return the day after which nothing went into what is judged; None where it is not known.

    Of a day that the sides state differently, the last is taken: what is later is surely so.
    """
    fact = accounting_of(law).until
    value = facts_of(case, side).get(fact) if fact else None
    versions = list(value.sides.values()) if isinstance(value, Disputed) else [value]
    days = [each for each in versions if isinstance(each, date)]
    return max(days) if len(days) == len(versions) else None


def facts_by_id(found: Account, law: Law) -> dict[str, Interval]:
    """Return the figures of an account that the rulebook has a fact for, by the fact's id."""
    names = law.rulebook.outcomes.compute
    return {names[name]: value for name, value in found.figures.items() if name in names}


def facts_of_account(found: Account, law: Law) -> dict[str, Stated]:
    """Return the facts that an account gives, by the fact's id."""
    note = NOTE.format(lineage=found.lineage.id)
    names = law.rulebook.outcomes.compute
    return {
        names[figure]: Stated(amount, cites_of(figure, found, law), note)
        for figure, amount in found.figures.items()
        if figure in names
    }


def disagreements(case: Case, facts: Mapping[str, Stated]) -> tuple[Disagreement, ...]:
    """Return what a case, or a side in it, states otherwise than its lineage gives it."""
    found = []
    for fact, counted in facts.items():
        assert isinstance(counted.value, Interval)
        stated = case.facts.get(fact)
        value = stated.value if stated else None
        versions = value.sides.values() if isinstance(value, Disputed) else [value]
        found += [
            Disagreement(fact, version, counted.value)
            for version in versions
            if isinstance(version, Interval) and apart(version, counted.value)
        ]
    return tuple(found)
