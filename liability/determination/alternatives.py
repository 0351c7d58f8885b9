"""What an outcome owes to a reading or to a language version: decide again, and compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from liability.determination.assess import Determination, findings_otherwise
from liability.determination.json_values import Json
from liability.inference.infer import Conclusions, recompute
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
    """What changes under one option of a reading, or one other profile.

    Attributes:
        option: the option, or the profile.
        changes: each outcome that is otherwise.
        sums: whether the sums come out otherwise if the record closed today.
    """

    option: str
    changes: tuple[Change, ...]
    sums: bool


@record
class ReadingTaken(NamedTuple):
    """A reading, the option taken, and what the others would change."""

    reading: str
    option: str
    alternatives: tuple[Alternative, ...]


def other_readings(determination: Determination) -> tuple[ReadingTaken, ...]:
    """Return each reading that the outcome or the sums rest on, or that was set."""
    law, again = determination.law, _Again(determination)
    found = []
    for reading in law.rulebook.readings.values():
        taken = law.readings[reading.id]
        alternatives = tuple(
            again.under(option, with_reading(law, reading.id, option))
            for option in reading.options
            if option != taken
        )
        if reading.id in law.set_readings or any(map(_differs, alternatives)):
            found.append(ReadingTaken(reading.id, taken, alternatives))
    return tuple(found)


def other_profiles(determination: Determination) -> tuple[Alternative, ...]:
    """Return each other language version under which some outcome, or the sums, are otherwise."""
    law, again = determination.law, _Again(determination)
    alternatives = (
        again.under(profile, with_profile(law, profile))
        for profile in law.rulebook.profiles
        if profile != law.profile
    )
    return tuple(filter(_differs, alternatives))


def readings_of_sums(determination: Determination) -> list[Json]:
    """Return for JSON each reading with other options under which the sums come out otherwise."""
    found = (
        (each, [other.option for other in each.alternatives if other.sums])
        for each in other_readings(determination)
    )
    return [
        {"id": each.reading, "taken": each.option, "otherwise": options}
        for each, options in found
        if options
    ]


def _differs(alternative: Alternative) -> bool:
    return bool(alternative.changes) or alternative.sums


class _Again:
    """A case decided again under other laws, and its sums made again where it has any."""

    def __init__(self, determination: Determination) -> None:
        self.here = here = determination
        names = here.law.rulebook.apportionment
        self.has_sums = names is not None and bool(here.case.roster.get(names.head))
        self.sums = self._sums(here.law, here.conclusions, here.on_this_record)

    def under(self, option: str, law: Law) -> Alternative:
        """Return what changes under another law, the one of this option."""
        here = self.here
        found, closed = here.conclusions, here.on_this_record
        findings = findings_otherwise(here, law)
        if law.conclusions is not here.law.conclusions or findings:
            found = recompute(found, law, findings, closed=False)
            closed = recompute(closed, law, findings, closed=True)
        changes = tuple(self._changes(found, closed))
        return Alternative(option, changes, self._sums_differ(law, found, closed))

    def _sums_differ(self, law: Law, found: Conclusions, closed: Conclusions) -> bool:
        here, names = self.here, law.rulebook.apportionment
        if names is None or (
            found.values == here.conclusions.values
            and closed.values == here.on_this_record.values
            and all(
                law.readings[each.reading] == here.law.readings[each.reading]
                for each in names.choices.values()
            )
        ):
            return False
        return self._sums(law, found, closed) != self.sums

    def _sums(self, law: Law, found: Conclusions, closed: Conclusions) -> object:
        if not self.has_sums:
            return None
        from liability.determination.apportioned import sums_on_record

        return sums_on_record(self.here, law, found, closed)

    def _changes(self, found: Conclusions, closed: Conclusions) -> Iterator[Change]:
        """Yield each outcome that is otherwise."""
        here, keys = self.here, self.here.outcome_keys
        compared = [(name, here.outcomes[name], found.values[keys[name]]) for name in keys]
        on_record = here.closed_outcomes["standard"]
        compared.append((ON_RECORD, on_record, closed.values[keys["standard"]]))
        for name, taken, otherwise in compared:
            if taken != otherwise and _said(taken) != _said(otherwise):
                yield Change(name, taken, otherwise)


def _said(value: str) -> tuple[tuple[str, ...], bool]:
    """Return what a reader is told of a value: whether none is possible too is not, of several."""
    return named_values(value), is_conflict(value)
