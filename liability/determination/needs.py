"""What to find out next: the unknown facts that bear on an undetermined outcome, best first.

Each unknown fact is tried with every kind of answer it can have (each value of a choice, and for
a quantity or a date one on each side of every figure that it is compared with); an answer that
leaves one value of an outcome settles it. Of what a case does not list it is tried that there is
none. Of facts that settle nothing alone, the first is what bears on more of the outcomes; then,
what stands nearer to them in the proof; then, what the provisions come to first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from math import inf
from typing import NamedTuple

from liability.case.model import key_of, parts_of
from liability.determination.assess import HEADLINES, Determination
from liability.determination.mattering import Supposing, can_matter
from liability.determination.open_below import OpenBelow, is_known, open_below
from liability.determination.titles import title_of
from liability.findings.find import Facts, contradicting_tests
from liability.logic import OPEN, possible_values
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import Fact, say
from liability.sentences import listing, of, run_on, tr


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


def needs(
    determination: Determination, about: Iterable[str] = HEADLINES, *, settling_first: bool = False
) -> tuple[Need, ...]:
    """Return the unknown facts that bear on undetermined outcomes, in the order to ask.

    Left out is what no combination of answers makes matter, as far as is soon found out.

    Args:
        determination: the determination.
        about: names of outcomes.
        settling_first: where facts settle an outcome alone, return no other facts.
    """
    keys = determination.outcome_keys
    unsettled = [name for name in about if len(possible_values(determination.outcomes[name])) > 1]
    if not unsettled:
        return ()
    supposing = determination.supposing
    below = [open_below(determination.conclusions, [keys[name]]) for name in unsettled]
    facts = [supposing.facts_below(supposing.start, each.findings) for each in below]
    open_keys = [keys[name] for name in unsettled]
    hits = {each: _hits(supposing, each, open_keys) for each in dict.fromkeys(chain(*facts))}
    lists = _asked_for(determination, chain(*(each.subjects for each in below)))
    hits |= {each: _hits_of_none(supposing, each, open_keys) for each in lists}
    steps = [{**at, **each.subjects} for at, each in zip(facts, below, strict=True)]
    order = _Order(determination, steps)
    settling = sorted(
        (each for each, shares in hits.items() if any(shares)),
        key=lambda each: ([-share for share in hits[each]], order.of(each)),
    )
    matter = {*settling, *chain(*(each.references for each in below))}
    for at, key in enumerate(() if settling and settling_first else open_keys):
        if not {*facts[at], *below[at].references, *below[at].subjects} <= matter:
            first = [each for each in settling if hits[each][at]]
            first.sort(key=lambda each: -hits[each][at])
            matter |= can_matter(supposing, key, first)
    unasked = hits.keys() - settling - lists.keys()
    rest = sorted((each for each in unasked if each in matter), key=order.of)
    found = (
        *(
            Need(
                *(lists.get(each) or (each, question_of(determination, each))),
                _settles(unsettled, hits[each], each not in lists and _every(supposing, each)),
            )
            for each in settling
        ),
        *(Need(*each, ()) for each in _unnamed(determination, below, matter - {*settling})),
        *(Need(each, question_of(determination, each), ()) for each in rest),
    )
    return tuple(_unless_stated(found, steps, supposing.start.facts))


def _unless_stated(
    needs_: Sequence[Need], below: Sequence[Mapping[str, int]], facts: Facts
) -> Iterator[Need]:
    """Yield needs, but of what is stated and contradicted none where there is something unknown.

    Args:
        needs_: what to ask.
        below: by outcome the facts that it turns on.
        facts: what is stated.
    """
    stated = {each.fact for each in needs_ if is_known(facts, each.fact)}
    unknown = {each.fact for each in needs_} - stated
    left = {fact for each in below if not unknown & each.keys() for fact in stated & each.keys()}
    yield from (each for each in needs_ if each.fact in unknown | left)


def _settles(
    unsettled: Sequence[str], shares: Sequence[float], every: bool
) -> tuple[tuple[str, bool], ...]:
    """Return the outcomes that some answer settles, and whether surely every one does."""
    pairs = zip(unsettled, shares, strict=True)
    return tuple((name, every and share == 1) for name, share in pairs if share)


def _every(supposing: Supposing, fact: str) -> bool:
    """Return whether every kind of answer to a fact was tried."""
    return supposing.answers(supposing.start, fact).every


def _hits(supposing: Supposing, fact: str, keys: Sequence[str]) -> list[float]:
    """Return by conclusion the share of the answers to a fact that settle it."""
    found = supposing.alone(fact)
    return [sum(not each.open(key) for each in found) / max(len(found), 1) for key in keys]


def _hits_of_none(supposing: Supposing, subject: str, keys: Sequence[str]) -> list[float]:
    """Return by conclusion the share of the answers that settle it: that there are none, or some.

    What is settled where there are some turns on what these are.
    """
    found = supposing.none_of(subject)
    return [0.0 if found.open(key) else 0.5 for key in keys]


class _Order:
    """Puts facts that settle as much in order: by what they bear on, then as cited."""

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
        fact, member = parts_of(key)
        subject = self.facts[fact].subject if fact in self.facts else fact
        steps = [each.get(key, inf) for each in self.below]
        cited = self.cited.get(fact, (inf, ""))
        at = self.listed.get(key_of(subject, member), 0)
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
                for name in filter(None, (leaf.fact, leaf.otherwise)):
                    cited[name] = min(place, cited.get(name, place))
    return cited


def bearing_on(determination: Determination, keys: Iterable[str]) -> list[str]:
    """Return the keys of unknown facts below open conclusions, through what is open."""
    supposing = determination.supposing
    below = open_below(determination.conclusions, keys)
    return sorted(supposing.facts_below(supposing.start, below.findings))


def unlisted(determination: Determination, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield whom or what a case does not list or name though open conclusions rest on it.

    Yields:
        The key under which a case lists or names them, and what to ask.
    """
    below = open_below(determination.conclusions, keys)
    yield from _unnamed(determination, [below], {*below.references, *below.subjects})


def _unnamed(
    determination: Determination, below: Iterable[OpenBelow], matter: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield of what is not listed or named the keys that can matter, and what to ask."""
    subjects = determination.law.rulebook.subjects
    for name in dict.fromkeys(chain(*(each.references for each in below))):
        field, _, member = name.partition("@")
        subject, _, key = field.partition(".")
        if name in matter and key in subjects[subject].asks:
            about = determination.case.name_of(subject, member)
            yield name, of(say(subjects[subject].asks[key]), about)
    yield from _asked_for(determination, matter).values()


def _asked_for(determination: Determination, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return of the subjects among some names the key of a case's list, and what to ask."""
    among = {*names}
    return {
        each.id: (each.key, say(each.question))
        for each in determination.law.rulebook.subjects.values()
        if each.id in among and each.key and each.question
    }


def question_of(determination: Determination, key: str) -> str:
    """Return what to ask about a fact, and about whom; and with what it disagrees, if stated."""
    fact, member = _fact(determination, key), parts_of(key).member
    asked = say(fact.question)
    if member is not None:
        asked = of(asked, determination.case.name_of(fact.subject, member))
    others = listing(dict.fromkeys(_disagreeing(determination, key)))
    said = tr("The case states it, but it disagrees with: {facts}.", facts=others)
    return run_on(asked, said) if others else asked


def _disagreeing(determination: Determination, key: str) -> Iterator[str]:
    """Yield the titles of the facts with which a stated one disagrees in showing a finding."""
    supposing, law = determination.supposing, determination.law
    facts = supposing.start.facts
    for name in supposing.tested_in(key) if is_known(facts, key) else ():
        finding, member = parts_of(name)
        tests = contradicting_tests(law.findings[finding], facts, member)
        known = (each for each in tests if each.truth != OPEN)
        keys = [key for each in known for key in (each.fact, each.other) if key is not None]
        if key in keys:
            yield from (title_of(each, law.rulebook) for each in keys if each != key)


def _fact(determination: Determination, key: str) -> Fact:
    return determination.law.rulebook.facts[parts_of(key).name]
