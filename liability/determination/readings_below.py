"""The readings by which a finding, or a rule by its own condition, comes out as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from liability.determination.assess import Determination
from liability.determination.proof import FINDING, Node
from liability.findings.find import facts_of, value_of_finding
from liability.inference.infer import needed, quantified_key, quantify
from liability.inference.steps import truth_of_leaf
from liability.logic import truth
from liability.rulebook import conditions as c
from liability.rulebook.law import GroundConclusion, GroundRule, Law
from liability.rulebook.specialize import with_reading


def deciding_readings(node: Node, determination: Determination) -> tuple[str, ...]:
    """Return the readings that decide a node of the proof by themselves.

    Under another option of each it would come out otherwise, all else being as it is. Where nothing
    but readings is left of it, each that it turns on is returned, and always one that was set. Of a
    conclusion, they are those that leave nothing of rules of it.
    """
    if node.kind == FINDING:
        return tuple(_of_finding(node.name, node.member, determination))
    if node.conclusion is None:
        return ()
    if node.considered is not None:
        ground = node.considered.ground
        return tuple(_of_rule(ground, node.conclusion, node.member, determination))
    return silencing_readings(determination, node.conclusion)


def silencing_readings(
    determination: Determination, conclusion: GroundConclusion, value: str | None = None
) -> tuple[str, ...]:
    """Return the readings that leave nothing of rules of a conclusion, or of those for a value."""
    law = determination.law
    found = [
        each
        for rule in conclusion.rules
        if rule.when == c.Constant(False) and value in (None, rule.rule.value)
        for each in _met(rule.rule.when, law, _slots(conclusion, law))
    ]
    return tuple(dict.fromkeys(found))


def _of_finding(base: str, member: str | None, determination: Determination) -> Iterator[str]:
    law, facts = determination.law, facts_of(determination.case, determination.side)

    def under(other: Law) -> str:
        return value_of_finding(other.findings[base], facts, member)

    bare = not any(isinstance(each, c.FactTest) for each in c.walk(law.findings[base].test))
    declared = law.rulebook.findings[base].test
    yield from _deciding(_met(declared, law, {}), law, under, bare=bare)


def _of_rule(
    rule: GroundRule,
    conclusion: GroundConclusion,
    member: str | None,
    determination: Determination,
) -> Iterator[str]:
    law, found = determination.law, determination.conclusions

    def under(other: Law) -> int:
        there = other.conclusions[conclusion.id]
        values = dict(found.values)
        for each in there.quantified:
            key = quantified_key(each, member)
            if key not in values:
                values[key] = quantify(each, member, values, found.members, closed=False)
        known = needed(there, values, member)
        when = next(each.when for each in there.rules if each.id == rule.id)
        return truth(when, lambda leaf: truth_of_leaf(leaf, known))

    turns = _met(rule.rule.when, law, _slots(conclusion, law))
    yield from _deciding(turns, law, under, bare=not rule.leaves)


def _deciding(
    turns: Iterator[str], law: Law, under: Callable[[Law], object], *, bare: bool
) -> Iterator[str]:
    """Yield those of the readings under another option of which it comes out otherwise."""
    here = under(law)
    for reading in dict.fromkeys(turns):
        options = law.rulebook.readings[reading].options
        told = bare or reading in law.set_readings
        if told or any(under(with_reading(law, reading, each)) != here for each in options):
            yield reading


def _slots(conclusion: GroundConclusion, law: Law) -> Mapping[str, c.Condition]:
    subject = law.rulebook.conclusions[conclusion.base].subject
    if subject is None or conclusion.member is None:
        return {}
    return law.rulebook.entries[subject][conclusion.member].slots


def _met(condition: c.Condition, law: Law, slots: Mapping[str, c.Condition]) -> Iterator[str]:
    """Yield the readings that are met with on the way through a condition, as they are taken."""
    match condition:
        case c.Choice(reading=str(reading)):
            yield reading
            yield from _met(dict(condition.options)[law.readings[reading]], law, slots)
        case c.Choice():
            options = dict(condition.options)
            yield from _met(options.get(law.profile) or options["default"], law, slots)
        case c.Slot(name=name) if name in slots:
            yield from _met(slots[name], law, slots)
        case _:
            for part in c.parts(condition):
                yield from _met(part, law, slots)
