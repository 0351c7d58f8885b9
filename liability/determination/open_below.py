"""What open conclusions rest on: the facts that may still change them, and whom none names."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from liability.case.model import Disputed, Interval, key_of, parts_of
from liability.findings.find import Facts, Tested, contradicting_tests, open_tests
from liability.inference.infer import Conclusions
from liability.inference.turning import turns_on
from liability.logic import possible_values
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import Rulebook


@record
class OpenBelow(NamedTuple):
    """What open conclusions turn on, the nearest first, with how many steps below them it is.

    Attributes:
        findings: keys of open findings.
        references: keys of what a member names, as `individual.party@ID`, where it names none.
        subjects: what the case lists no members of, and does not say that there are none.
    """

    findings: dict[str, int]
    references: dict[str, int]
    subjects: dict[str, int]


def open_below(conclusions: Conclusions, keys: Iterable[str]) -> OpenBelow:
    """Return what open conclusions turn on."""
    law, found = conclusions.law, OpenBelow({}, {}, {})
    todo = deque((key, 0) for key in keys)
    seen: set[str] = set()
    while todo:
        key, steps = todo.popleft()
        if key in seen or len(possible_values(conclusions.values.get(key, ""))) < 2:
            continue
        seen.add(key)
        node, member = parts_of(key)
        conclusion = law.conclusions.get(node)
        if conclusion is None:
            found.findings[key] = steps
            continue
        quantified = {each.id: each for each in conclusion.quantified}
        for need in turns_on(conclusions, conclusion, member):
            if need not in quantified:
                own = key_of(need, member)
                todo.append((own if own in conclusions.values else need, steps + 1))
                continue
            for each, surely in conclusions.members.about(quantified[need], member):
                todo.append((key_of(quantified[need].node, each), steps + 1))
                if not surely:
                    for name in _naming(law.rulebook, quantified[need], member, each):
                        found.references.setdefault(name, steps + 1)
            if conclusions.members.roster.get(quantified[need].subject) is None:
                found.subjects.setdefault(quantified[need].subject, steps + 1)
    return found


def _naming(
    book: Rulebook, quantified: c.Quantified, member: str | None, each: str
) -> Iterator[str]:
    """Yield the keys of what says whether a condition on those of a member is about `each`."""
    subject, of = quantified.subject, quantified.of
    assert of is not None
    keys = book.subjects[subject].keys_to(of)
    if keys:
        yield from (f"{subject}.{key}@{each}" for key in keys)
    else:
        at_hand = quantified.member or member
        yield from (f"{of}.{key}@{at_hand}" for key in book.subjects[of].keys_to(subject))


def asked_of(law: Law, key: str, facts: Facts) -> tuple[str, ...]:
    """Return the facts by which a finding is open: not known, known within bounds, or in dispute.

    Where ways of showing it disagree, the facts are asked again in which they do.
    """
    name, member = parts_of(key)
    finding = law.findings[name]
    unknown = (
        fact
        for test in open_tests(finding, facts, member)
        for fact in _facts_in(law, test)
        if not is_known(facts, fact)
    )
    again = (
        fact
        for test in contradicting_tests(finding, facts, member)
        for fact in _facts_in(law, test)
    )
    return tuple(dict.fromkeys((*unknown, *again)))


def is_known(facts: Facts, key: str) -> bool:
    """Return whether a fact is stated with one value, that nobody disputes."""
    value = facts.get(key)
    if isinstance(value, Interval):
        return value.low is not None and value.low == value.high
    return value is not None and not isinstance(value, Disputed)


def _facts_in(law: Law, test: Tested) -> Iterator[str]:
    """Yield the facts of a test, which a case can state."""
    for key in (test.fact, test.other):
        if key is not None and parts_of(key).name in law.rulebook.facts:
            yield key
