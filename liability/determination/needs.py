"""What to find out next: the unknown facts that bear on an undetermined outcome, best first.

Each unknown fact is tried with every kind of answer it can have (each value of a choice, and for
a quantity or a date one on each side of every figure that it is compared with); an answer that
leaves one value of an outcome settles it. Of facts that settle nothing alone, the first is what
bears on more of the outcomes; then, what stands nearer to them in the proof; then, what the
provisions come to first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import chain, pairwise
from math import inf
from typing import NamedTuple

from liability.case.model import Interval, Value, key_of
from liability.determination.assess import HEADLINES, Determination
from liability.determination.outcomes import outcome_keys
from liability.findings.find import (
    Tested,
    contradicting_tests,
    facts_of,
    open_tests,
    value_of_finding,
)
from liability.inference.infer import recompute
from liability.logic import UNDETERMINED, possible_values
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import Fact, say
from liability.sentences import of


@record
class Need(NamedTuple):
    """A fact to find out.

    Attributes:
        fact: the fact's key.
        question: what to ask.
        settles: outcomes that some answer settles, and whether every answer does.
    """

    fact: str
    question: str
    settles: tuple[tuple[str, bool], ...]


def needs(determination: Determination, about: Iterable[str] = HEADLINES) -> tuple[Need, ...]:
    """Return the unknown facts that bear on undetermined outcomes, in the order to ask."""
    unsettled = [name for name in about if len(possible_values(determination.outcomes[name])) > 1]
    if not unsettled:
        return ()
    asker = _Asker(determination, unsettled)
    keys = dict(outcome_keys(determination.conclusions))
    open_keys = [keys[name] for name in unsettled]
    below = [_facts_below(determination, [key]) for key in open_keys]
    tried = [asker.tried(key) for key in dict.fromkeys(chain(*below))]
    order = _Order(determination, below)
    settling = sorted((each for each in tried if each[1].settles), key=lambda each: each[:2])
    rest = sorted((each for _, each in tried if not each.settles), key=lambda n: order.of(n.fact))
    return (
        *(need for _, need in settling),
        *(Need(key, question, ()) for key, question in unlisted(determination, open_keys)),
        *rest,
    )


class _Asker:
    """Tries the answers to unknown facts: what would each settle?"""

    def __init__(self, determination: Determination, unsettled: list[str]) -> None:
        self.determination = determination
        self.unsettled = unsettled
        self.facts = facts_of(determination.case, determination.side)
        keys = dict(outcome_keys(determination.conclusions))
        self.keys = [(name, keys[name]) for name in unsettled]
        self.open: dict[str, list[str]] = {}  # the undetermined findings that test a fact
        for key, found in determination.findings.items():
            if found.value == UNDETERMINED:
                for fact in {each.fact for each in found.tests} | {
                    each.other for each in found.tests if each.other is not None
                }:
                    self.open.setdefault(fact, []).append(key)

    def tried(self, key: str) -> tuple[tuple[float, ...], Need]:
        """Return the need for a fact, and its rank: what settles more comes first."""
        fact = _fact(self.determination, key)
        answers = [self.settled_by(key, each) for each in _answers(self.determination, fact)]
        settles = []
        rank = []
        for name in self.unsettled:
            hits = sum(name in settled for settled in answers)
            if hits:
                settles.append((name, hits == len(answers)))
            rank.append(-hits / len(answers) if answers else 0.0)
        question = question_of(self.determination, key)
        return tuple(rank), Need(key, question, tuple(settles))

    def settled_by(self, key: str, answer: Value) -> frozenset[str]:
        """Return the outcomes that one answer would settle."""
        law, case = self.determination.law, self.determination.case
        facts = {**self.facts, key: answer}
        changed = {}
        for name in self.open.get(key, ()):
            finding, _, member = name.partition("@")
            value = value_of_finding(law.findings[finding], facts, member or None)
            if value != UNDETERMINED:
                changed[name] = value
        if not changed:
            return frozenset()
        found = recompute(self.determination.conclusions, law, changed, case.refers, closed=False)
        return frozenset(
            name for name, each in self.keys if len(possible_values(found.values[each])) == 1
        )


class _Order:
    """Puts facts that settle nothing alone in order: by what they bear on, then as cited."""

    def __init__(self, determination: Determination, below: list[dict[str, int]]) -> None:
        self.below = below
        roster = determination.case.roster
        self.facts = determination.law.rulebook.facts
        self.listed = {
            f"{subject}@{member}": at
            for subject, members in roster.items()
            for at, member in enumerate(members or ())
        }
        self.cited = _cited(determination.law)

    def of(self, key: str) -> tuple[object, ...]:
        """Return the place of a fact; how near it is counts outcome by outcome."""
        fact, _, member = key.partition("@")
        steps = [each.get(key, inf) for each in self.below]
        cited = self.cited.get(fact, (inf, ""))
        at = self.listed.get(f"{self.facts[fact].subject}@{member}", 0)
        return (sum(each == inf for each in steps), *steps, *cited, fact, at)


@lru_cache(maxsize=64)
def _cited(law: Law) -> Mapping[str, tuple[int, str]]:
    """Return by fact the place of the first provision for which it is tested, and the finding."""
    at = {name: place for place, name in enumerate(law.rulebook.provisions)}
    cited: dict[str, tuple[int, str]] = {}
    for finding in law.findings.values():
        place = at[finding.cites[0]], finding.id
        for leaf in c.walk(finding.test):
            if isinstance(leaf, c.FactTest):
                cited[leaf.fact] = min(place, cited.get(leaf.fact, place))
    return cited


def bearing_on(determination: Determination, keys: Iterable[str]) -> list[str]:
    """Return the keys of unknown facts below open conclusions, through what is open."""
    return sorted(_facts_below(determination, keys))


def _facts_below(determination: Determination, keys: Iterable[str]) -> dict[str, int]:
    """Return the unknown facts below open conclusions, and how many steps below them each is."""
    facts = facts_of(determination.case, determination.side)
    found: dict[str, int] = {}
    for each, steps in _open_below(determination, keys):
        name, _, member = each.partition("@")
        finding = determination.law.findings.get(name)
        if finding is not None and each in determination.findings:
            for test in open_tests(finding, facts, member or None):
                for fact in _unknown_in(determination, test):
                    found.setdefault(fact, steps)
            for test in contradicting_tests(finding, facts, member or None):
                for fact in _facts_in(determination, test):
                    found.setdefault(fact, steps)
    return found


def _unknown_in(determination: Determination, test: Tested) -> Iterator[str]:
    """Yield the facts of a test that are not stated, or stated within bounds or in dispute."""
    stated = determination.case.facts
    for key in _facts_in(determination, test):
        if key not in stated or not isinstance(stated[key].value, str):
            yield key


def _facts_in(determination: Determination, test: Tested) -> Iterator[str]:
    """Yield the facts of a test, which a case can state."""
    for key in (test.fact, test.other):
        if key is not None and key.partition("@")[0] in determination.law.rulebook.facts:
            yield key


def _open_below(determination: Determination, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield the keys of open nodes that open conclusions rest on, the nearest first.

    With each comes how many steps below the conclusion it is.
    """
    todo = deque((key, 0) for key in keys)
    seen: set[str] = set()
    while todo:
        key, steps = todo.popleft()
        if key in seen:
            continue
        seen.add(key)
        yield key, steps
        below = (each for each in _below(determination, key) if _is_open(determination, each))
        todo.extend((each, steps + 1) for each in below)


def _below(determination: Determination, key: str) -> Iterator[str]:
    """Yield the keys that a conclusion's value rests on."""
    node, _, member = key.partition("@")
    conclusion = determination.law.conclusions.get(node)
    if conclusion is None:
        return
    values = determination.conclusions.values
    quantified = {each.id: each for each in conclusion.quantified}
    for need in conclusion.needs:
        if need in quantified:
            about = determination.conclusions.members.about(quantified[need], member or None)
            for each, _ in about:
                yield key_of(quantified[need].node, each)
        own = key_of(need, member or None)
        yield own if own in values else need


def _is_open(determination: Determination, key: str) -> bool:
    return len(possible_values(determination.conclusions.values.get(key, "met"))) > 1


def unlisted(determination: Determination, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield whom or what a case does not list though open conclusions rest on it.

    Yields:
        The key under which a case lists them, and what to ask.
    """
    keys = list(keys)
    for subject in determination.law.rulebook.subjects.values():
        if (
            subject.key
            and subject.many
            and subject.question
            and determination.case.roster[subject.id] is None
            and _rests_on_roster(determination, subject.id, keys)
        ):
            yield subject.key, say(subject.question)


def _rests_on_roster(determination: Determination, subject: str, keys: Iterable[str]) -> bool:
    return any(
        quantified.subject == subject
        for key, _ in _open_below(determination, keys)
        if (conclusion := determination.law.conclusions.get(key.partition("@")[0]))
        for quantified in conclusion.quantified
    )


def question_of(determination: Determination, key: str) -> str:
    """Return what to ask about a fact, and about whom."""
    fact, member = _fact(determination, key), key.partition("@")[2]
    if not member:
        return say(fact.question)
    return of(say(fact.question), determination.case.names.get(f"{fact.subject}@{member}", member))


def _fact(determination: Determination, key: str) -> Fact:
    return determination.law.rulebook.facts[key.partition("@")[0]]


def _answers(determination: Determination, fact: Fact) -> Sequence[Value]:
    """Return one answer of every kind that makes a difference."""
    match fact.type:
        case "boolean":
            return ["true", "false"]
        case "choice":
            return list(fact.values)
        case "choices":
            return [frozenset({value}) for value in fact.values] + [frozenset()]
        case "quantity":
            return [Interval(each, each, each) for each in _around(_figures(determination, fact))]
        case "date":
            return list(_days_around(_figures(determination, fact)))
    return []


def _figures(determination: Determination, fact: Fact) -> list[Decimal | date]:
    return sorted(
        {
            leaf.operand.value
            for finding in determination.law.findings.values()
            for leaf in c.walk(finding.test)
            if isinstance(leaf, c.FactTest)
            and leaf.fact == fact.id
            and isinstance(leaf.operand, c.Figure)
            and leaf.operand.value is not None
        }
    )


def _around(figures: list[Decimal | date]) -> list[Decimal]:
    numbers = [each for each in figures if isinstance(each, Decimal)]
    if not numbers:
        return []
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    return sorted([numbers[0] / 2, *numbers, *between, numbers[-1] * 2])


def _days_around(figures: list[Decimal | date]) -> list[date]:
    days = {
        each + timedelta(days=shift)
        for each in figures
        if isinstance(each, date)
        for shift in (-1, 0, 1)
    }
    return sorted(days)
