"""What an outcome owes to a reading or to a language version: decide again, and compare."""

from __future__ import annotations

from typing import NamedTuple

from liability.determination.assess import Determination, findings_under
from liability.determination.outcomes import Outcomes, read_outcomes
from liability.inference.infer import recompute
from liability.logic import is_conflict, named_values
from liability.record import record
from liability.rulebook.law import Law
from liability.rulebook.specialize import with_profile, with_reading

ON_RECORD = "standard.on_this_record"


@record
class Change(NamedTuple):
    """One outcome that is otherwise, as values in the writing of `logic`."""

    outcome: str
    taken: str
    otherwise: str


@record
class Alternative(NamedTuple):
    """What changes under one option of a reading, or one other profile."""

    option: str
    changes: tuple[Change, ...]


@record
class ReadingTaken(NamedTuple):
    """A reading, the option taken, and what the others would change."""

    reading: str
    option: str
    alternatives: tuple[Alternative, ...]


def other_readings(determination: Determination) -> tuple[ReadingTaken, ...]:
    """Return each reading that the outcome rests on, or that was set, with its alternatives."""
    law = determination.law
    found = []
    for reading in law.rulebook.readings.values():
        taken = law.readings[reading.id]
        alternatives = tuple(
            Alternative(option, _changes(determination, with_reading(law, reading.id, option)))
            for option in reading.options
            if option != taken
        )
        if reading.id in law.set_readings or any(each.changes for each in alternatives):
            found.append(ReadingTaken(reading.id, taken, alternatives))
    return tuple(found)


def other_profiles(determination: Determination) -> tuple[Alternative, ...]:
    """Return each other language version under which some outcome is otherwise."""
    law = determination.law
    alternatives = (
        Alternative(profile, _changes(determination, with_profile(law, profile)))
        for profile in law.rulebook.profiles
        if profile != law.profile
    )
    return tuple(each for each in alternatives if each.changes)


def _changes(determination: Determination, law: Law) -> tuple[Change, ...]:
    here = _with_record(determination.outcomes, determination.closed_outcomes)
    there = _decided_under(determination, law)
    return tuple(
        Change(name, here[name], there[name])
        for name in here
        if here[name] != there[name] and _said(here[name]) != _said(there[name])
    )


def _said(value: str) -> tuple[tuple[str, ...], bool]:
    """Return what a reader is told of a value: whether none is possible too is not, of several."""
    return named_values(value), is_conflict(value)


def _decided_under(determination: Determination, law: Law) -> Outcomes:
    refers = determination.case.refers
    values = findings_under(determination, law)
    same_rules = law.conclusions is determination.law.conclusions
    if same_rules and all(
        values[key] == found.value for key, found in determination.findings.items()
    ):
        return _with_record(determination.outcomes, determination.closed_outcomes)
    open_record = recompute(determination.conclusions, law, values, refers, closed=False)
    closed = recompute(determination.on_this_record, law, values, refers, closed=True)
    return _with_record(read_outcomes(open_record), read_outcomes(closed))


def _with_record(outcomes: Outcomes, closed: Outcomes) -> Outcomes:
    return {**outcomes, ON_RECORD: closed["standard"]}
