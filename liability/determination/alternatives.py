"""What an outcome owes to a reading or to a language version: decide again, and compare."""

from __future__ import annotations

from typing import NamedTuple

from liability.determination.assess import Determination, findings_otherwise
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
    """Return each outcome that is otherwise under another law."""
    findings = findings_otherwise(determination, law)
    if law.conclusions is determination.law.conclusions and not findings:
        return ()
    open_record = recompute(determination.conclusions, law, findings, closed=False)
    closed = recompute(determination.on_this_record, law, findings, closed=True)
    keys = determination.outcome_keys
    compared = [
        (name, determination.outcomes[name], open_record.values[keys[name]]) for name in keys
    ]
    on_record = determination.closed_outcomes["standard"]
    compared.append((ON_RECORD, on_record, closed.values[keys["standard"]]))
    return tuple(
        Change(name, taken, otherwise)
        for name, taken, otherwise in compared
        if taken != otherwise and _said(taken) != _said(otherwise)
    )


def _said(value: str) -> tuple[tuple[str, ...], bool]:
    """Return what a reader is told of a value: whether none is possible too is not, of several."""
    return named_values(value), is_conflict(value)
