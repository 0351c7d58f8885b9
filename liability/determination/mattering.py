"""Which unknown facts can matter to an open conclusion, whatever the others turn out to be.

Facts are supposed to be answered one after the other, in every way, until the conclusion is
settled. What is never asked on the way, or no longer bears on it, no combination of answers
makes matter, but for what a condition asks to be `shown`, which is taken as it is today. Where
there would be too many ways to try, all that bears on the conclusion counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from liability.case.model import Case, Value, parts_of
from liability.determination.answers import Answers, answers
from liability.determination.open_below import asked_of, open_below
from liability.findings.find import (
    Facts,
    Found,
    fact_key,
    facts_of,
    facts_tested,
    value_of_finding,
)
from liability.inference.infer import Conclusions, recompute
from liability.logic import UNDETERMINED, possible_values
from liability.record import record
from liability.rulebook import conditions as c

_Given: TypeAlias = "tuple[Value | None, ...]"
_MOST_TRIED = 32  # answers, of all facts together, after which it is looked no further


@record
class Supposed(NamedTuple):
    """The record with some answers supposed, and what follows from it.

    Attributes:
        facts: the record.
        answers: those of its facts that are supposed.
        conclusions: what follows.
    """

    facts: Facts
    answers: Mapping[str, Value]
    conclusions: Conclusions

    def open(self, key: str) -> bool:
        """Return whether a conclusion is open on it."""
        return len(possible_values(self.conclusions.values[key])) > 1


class Supposing:
    """Supposes answers to the unknown facts of a determination.

    What is tried for one conclusion serves for the next.

    Args:
        case: the facts.
        side: whose version of disputed facts was taken, if one's.
        findings: every finding by key.
        conclusions: what follows from them.

    Attributes:
        start: the record as it is.
    """

    def __init__(
        self,
        case: Case,
        side: str | None,
        findings: Mapping[str, Found],
        conclusions: Conclusions,
    ) -> None:
        self.law, self.case = conclusions.law, case
        self.start = Supposed(facts_of(case, side), {}, conclusions)
        self._findings = findings
        self._tested_in: dict[str, list[str]] = {}  # by fact the open findings that test it
        for key, found in findings.items():
            if found.value == UNDETERMINED:
                names = (name for each in found.tests for name in (each.fact, each.other) if name)
                for fact in dict.fromkeys(names):
                    self._tested_in.setdefault(fact, []).append(key)
        self._asked: dict[tuple[str, _Given], tuple[str, ...]] = {}
        self._values: dict[tuple[str, _Given], str] = {}
        self._alone: dict[str, list[Supposed]] = {}

    def tested_in(self, fact: str) -> Sequence[str]:
        """Return the findings, open on the record as it is, that test a fact."""
        return self._tested_in.get(fact, ())

    def answers(self, supposed: Supposed, fact: str) -> Answers:
        """Return the answers that a fact may have on a record."""
        return answers(self.case, self.law, fact, supposed.facts)

    def facts_below(self, supposed: Supposed, findings: Mapping[str, int]) -> dict[str, int]:
        """Return the unknown facts by which findings are open, and how many steps below."""
        found: dict[str, int] = {}
        for name, steps in findings.items():
            for fact in self.asked(supposed, name):
                found.setdefault(fact, steps)
        return found

    def asked(self, supposed: Supposed, name: str) -> tuple[str, ...]:
        """Return the unknown facts by which a finding is open."""
        on = self._given(name, supposed.answers)
        found = self._asked.get((name, on))
        if found is None:
            found = self._asked[name, on] = asked_of(self.law, name, supposed.facts)
        return found

    def alone(self, fact: str) -> list[Supposed]:
        """Return the record with each answer to a fact, and no other."""
        if fact not in self._alone:
            among = self.tested_in(fact)
            self._alone[fact] = list(self.answered(self.start, fact, among, alike=True))
        return self._alone[fact]

    def none_of(self, subject: str) -> Supposed:
        """Return the record with none of what the case does not list."""
        start = self.start.conclusions
        found = recompute(start, self.law, {}, closed=False, none=subject)
        return self.start._replace(conclusions=found)

    def answered(
        self, supposed: Supposed, fact: str, among: Sequence[str], *, alike: bool = False
    ) -> Iterator[Supposed]:
        """Yield the record with each answer that a fact may have.

        Args:
            supposed: the record.
            fact: the fact.
            among: the findings to find anew.
            alike: also with answers by which all of these come out as by one before.
        """
        values = supposed.conclusions.values
        followed: dict[tuple[Value | None, ...], Conclusions] = {}
        for answer in self.answers(supposed, fact).kinds:
            facts, given = {**supposed.facts, fact: answer}, {**supposed.answers, fact: answer}
            found = {name: self._value(name, facts, given) for name in among}
            told = (*found.values(), answer if UNDETERMINED in found.values() else None)
            if told in followed and not alike:
                continue
            if told not in followed:
                followed[told] = supposed.conclusions
                if any(values[name] != value for name, value in found.items()):
                    followed[told] = recompute(supposed.conclusions, self.law, found, closed=False)
            yield Supposed(facts, given, followed[told])

    def _value(self, name: str, facts: Facts, answers: Mapping[str, Value]) -> str:
        """Return a finding on a record with some answers supposed."""
        on = self._given(name, answers)
        found = self._values.get((name, on))
        if found is None:
            finding, member = parts_of(name)
            found = value_of_finding(self.law.findings[finding], facts, member)
            self._values[name, on] = found
        return found

    def _given(self, name: str, answers: Mapping[str, Value]) -> _Given:
        """Return the answers to the facts that a finding tests, by which alone it changes."""
        finding, member = parts_of(name)
        return tuple(
            [
                answers.get(fact_key(each, self.law.findings[finding], member))
                for each in facts_tested(self.law, finding)
            ]
        )


def can_matter(supposing: Supposing, key: str, first: Sequence[str]) -> set[str]:
    """Return the keys of facts, references and subjects that can matter to a conclusion.

    Args:
        supposing: supposes the answers.
        key: of the conclusion.
        first: facts in the order to suppose them answered; others follow, the nearest first.
    """
    mattering = _Mattering(supposing, key, first)
    mattering.look(supposing.start, _MOST_TRIED)
    return mattering.found


class _Mattering:
    def __init__(self, supposing: Supposing, key: str, first: Sequence[str]) -> None:
        self._supposing = supposing
        self._key = key
        self._first = first
        self.found: set[str] = set()

    def look(self, supposed: Supposed, most: int) -> None:
        """Take in what can matter on a record, trying no more than so many answers."""
        below = open_below(supposed.conclusions, [self._key])
        facts = self._supposing.facts_below(supposed, below.findings)
        bearing = {*facts, *below.references, *below.subjects}
        if bearing <= self.found:
            return
        asked = self._to_ask(supposed, facts)
        among = [each for each in self._supposing.tested_in(asked) if each in below.findings]
        tried = list(self._supposing.answered(supposed, asked, among)) if asked else []
        if not tried or len(tried) > most:
            self.found |= bearing
            return
        self.found |= {asked, *self._in_its_place(supposed, among)}
        left = [each for each in tried if each.open(self._key)]
        for each in left:
            self.look(each, (most - len(tried)) // len(left))

    def _to_ask(self, supposed: Supposed, facts: Mapping[str, int]) -> str:
        """Return a fact of which every kind of answer is known, the best to ask; or nothing."""
        order = (*(each for each in self._first if each in facts), *facts)
        return next((it for it in order if self._supposing.answers(supposed, it).every), "")

    def _in_its_place(self, supposed: Supposed, findings: Sequence[str]) -> Iterator[str]:
        """Yield the facts by which the same may be shown in another way."""
        for name in findings:
            finding = self._supposing.law.findings[parts_of(name).name]
            if any(isinstance(each, c.Established) for each in c.walk(finding.test)):
                yield from self._supposing.asked(supposed, name)
