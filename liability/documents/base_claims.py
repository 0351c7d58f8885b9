"""How claims of a harbor stand for a base system, judged by itself, that others made theirs from.

Which conclusions and findings say so is the rulebook's to declare (`harbors.base`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from liability.case.model import Disputed, parts_of
from liability.determination.assess import Determination
from liability.determination.explain import why
from liability.determination.json_values import Found, state
from liability.determination.proof import CONCLUSION, FINDING, Node
from liability.documents.claims_made import claims_of, made_by
from liability.documents.nodes import about, findings_below, tests_told
from liability.documents.words import word
from liability.findings.find import facts_of
from liability.logic import UNDETERMINED
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.model import MET, NOT_MET, OfBase, say
from liability.sentences import listing, of, run_on, tr


@record
class Point(NamedTuple):
    """A conclusion or a finding about the base.

    Attributes:
        name: the rulebook's id of it.
        state: `met`, `not_met` or `undetermined`.
        told: of a finding, the facts that show it; of a conclusion, the first rule that gives it.
        burden: of a finding, the side that has to show it.
    """

    id: str
    name: str
    title: str
    state: str
    told: tuple[str, ...]
    cites: tuple[str, ...]
    burden: str

    def sentence(self) -> str:
        """Return how it came out, and what shows it."""
        first = tr("{title}: {value}.", title=self.title, value=word(self.state))
        return run_on(first, *(tr("{sentence}.", sentence=each) for each in self.told))


@record
class BaseClaim(NamedTuple):
    """How one claim stands for the base.

    Attributes:
        party: who makes it; empty where nobody is named.
        effective: whether it was effective for the base.
        elements: what the harbor asks of the base by itself.
        turns_on: what else keeps it from being effective, or leaves that open.
        kept: whether the party that claims keeps the harbor; None where nobody is named.
        kept_turns_on: what else keeps it from that, or leaves it open.
    """

    party: str
    effective: Point
    elements: tuple[Point, ...]
    turns_on: tuple[Point, ...]
    kept: Point | None
    kept_turns_on: tuple[Point, ...]

    def points(self) -> tuple[Point, ...]:
        """Return all that there is to say of it, the outcome first."""
        kept = (self.kept,) if self.kept else ()
        return (self.effective, *self.elements, *self.turns_on, *kept, *self.kept_turns_on)


def base_claims(determination: Determination, found: Found, harbor: str) -> tuple[BaseClaim, ...]:
    """Return how the claims of a harbor stand for the base, of those that cover it.

    Where it is open whether a claim covers the base, it is among them if its party may keep the
    harbor of the base.
    """
    base = determination.law.rulebook.outcomes.base
    if base is None or harbor not in base.elements:
        return ()
    values = determination.conclusions.values
    named = [
        (each["id"], made_by(determination.law.rulebook, each))
        for each in claims_of(determination.law.rulebook, found, harbor)
    ]
    listed = [
        (claim, party)
        for claim, party in named
        if (covers := determination.findings[f"{base.covers}@{claim}"].value) == MET
        or (covers != NOT_MET and party and values[f"{base.kept}@{party}"] != NOT_MET)
    ]
    if not listed:
        return ()
    told = _Told(determination, base, [claim for claim, _ in listed])
    return tuple(told.claim(claim, party, harbor) for claim, party in listed)


class _Told:
    def __init__(self, determination: Determination, base: OfBase, claims: Sequence[str]) -> None:
        self.determination, self.base = determination, base
        self.proof = determination.proof
        effective = (f"{CONCLUSION}:{base.effective}@{claim}" for claim in claims)
        self.rested_on = {**self.proof.nodes, **self.proof.below(effective)}

    def claim(self, claim: str, party: str, harbor: str) -> BaseClaim:
        effective = f"{self.base.effective}@{claim}"
        elements = tuple(self.finding(each) for each in self._elements(claim, harbor))
        seen = {each.id for each in elements}
        turns = self._turns_on(effective, seen)
        seen |= {each.id for each in turns}
        kept = f"{self.base.kept}@{party}" if party else ""
        return BaseClaim(
            party,
            self.conclusion(effective),
            elements,
            turns,
            self.conclusion(kept) if kept else None,
            self._turns_on(kept, seen) if kept else (),
        )

    def _turns_on(self, key: str, seen: Set[str]) -> tuple[Point, ...]:
        """Return what decides that a conclusion is not met, or is open, on facts of the case."""
        value = self.proof.conclusion(key).value
        if value == MET:
            return ()
        facts = self.determination.law.rulebook.facts
        found = {
            each.id: each
            for each in findings_below(why(self.determination, key))
            if value == NOT_MET or each.value == UNDETERMINED
            if any(parts_of(test.fact).name in facts for test in each.tests)
        }
        return tuple(self.finding(each) for name, each in found.items() if name not in seen)

    def _elements(self, claim: str, harbor: str) -> Iterator[Node]:
        described = self.determination.conclusions.values[f"{self.base.described}@{claim}"] == MET
        for name in self.base.elements[harbor]:
            one = f"{FINDING}:{name}"
            node = self.rested_on.get(f"{one}@{claim}")
            if node is None and described:  # else what is said of the case is of another base
                node = self.rested_on.get(one)
            if node is not None:
                yield node

    def finding(self, node: Node) -> Point:
        book = self.determination.law.rulebook
        repeats = self._repeats(node)
        told = (
            of(line, listing(evidence))
            for line, evidence in tests_told(node, self.determination)
            if evidence or not repeats
        )
        burden = book.findings[node.name].burden
        return _point(node, self.determination, tuple(told), say(book.sides[burden]))

    def _repeats(self, node: Node) -> bool:
        """Return whether the fact of a finding says no more than how the finding came out."""
        law = self.determination.law
        test = law.findings[node.name].test
        if not isinstance(test, c.FactTest) or law.rulebook.facts[test.fact].type != "boolean":
            return False
        facts = facts_of(self.determination.case, self.determination.side)
        return not any(isinstance(facts.get(each.fact), Disputed) for each in node.tests)

    def conclusion(self, key: str) -> Point:
        return concluded(self.proof.conclusion(key), self.determination)


def concluded(node: Node, determination: Determination) -> Point:
    """Return a conclusion, with the first rule that gives it: each of several is enough."""
    rules = determination.proof.giving(node)[:1]
    told = tuple(run_on(say(each.title), f"[{', '.join(each.cites)}]") for each in rules)
    return _point(node, determination, told)


def _point(
    node: Node, determination: Determination, told: tuple[str, ...], burden: str = ""
) -> Point:
    title = of(say(node.title), about(node, determination))
    return Point(node.id, node.name, title, state(node.value), told, node.cites, burden)
