"""Whose the duties of a case are: the addressee by the rules, and which parties that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liability.determination.assess import Determination
from liability.determination.json_values import Found, Json, state_of_finding
from liability.rulebook.outcome_names import Bearer
from liability.sentences import listing, of, tr


def whose_duties(determination: Determination, found: Found) -> Iterator[str]:
    """Yield in a sentence for each addressee whose the duties are that apply, or may.

    Args:
        determination: the determination.
        found: the same as JSON.
    """
    outcomes = determination.law.rulebook.outcomes
    addressees = {each["addressee"]: each for each in found["obligations"] if each["addressee"]}
    for addressee, duty in addressees.items():
        who = outcomes.titled("addressee", duty)
        bearers = outcomes.borne_by.get(addressee, ())
        parties = _bearing(determination, found["parties"], bearers)
        duties = [each for each in found["obligations"] if each["addressee"] == addressee]
        if len(duties) < len(found["obligations"]):
            who = tr("{who}: {what}", who=who, what=listing(each["title"] for each in duties))
        if bearers and found["parties"] and not parties:
            yield tr("Whose duties: {who}. Which party that is, the case does not say.", who=who)
        else:
            yield tr("Whose duties: {who}.", who=of(who, listing(parties)))


def _bearing(
    determination: Determination, parties: Sequence[Json], bearers: Sequence[Bearer]
) -> list[str]:
    """Return the names of the parties with the first of the roles that any of them has."""
    for bearer in bearers:
        came_out = (
            state_of_finding(determination.findings[name].value) == value
            for name, value in bearer.where.items()
            if name in determination.law.findings
        )
        named = [each["name"] for each in parties if {*bearer.roles} & _roles(each)]
        if named and all(came_out):
            return named
    return []


def _roles(party: Json) -> set[str]:
    """Return the roles that are plainly stated of a party."""
    value = party["roles"]
    return {*value} if isinstance(value, list) else set()
