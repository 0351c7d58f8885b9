"""On what ground a harbor and the claims to it are in the state that they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from liability.case.model import key_of
from liability.determination.assess import Determination
from liability.determination.explain import Step, explained
from liability.determination.proof import CONCLUSION, RULE, Node, Proof
from liability.logic import named_values
from liability.record import record
from liability.rulebook.model import MET, say


@record
class Ground(NamedTuple):
    """A rule that gives a state: its title, the provisions that it cites, and its id."""

    title: str
    cites: tuple[str, ...]
    rule: str


class Grounds:
    """The rules behind the state of one harbor and of its claims, where it is determined.

    Of a harbor that fails, the document says by itself what excludes it.
    """

    def __init__(self, determination: Determination, harbor: str) -> None:
        self.proof = determination.proof
        name = f"harbors.{harbor}"
        names = determination.law.rulebook.outcomes.harbors
        self.claim_state = names["claim"]
        states = named_values(self.proof.node(self.proof.outcomes[name]).value)
        told = len(states) == 1 and states != (names["fails"],)
        steps = explained(determination, [name]) if told else ()
        all_of = tuple(_applied(steps))
        self.harbor = all_of[1:] or all_of  # the first says the state over again

    def of_claim(self, claim: str) -> tuple[Ground, ...]:
        """Return the rules that give the state of a claim."""
        return tuple(giving(self.proof.conclusion(key_of(self.claim_state, claim)), self.proof))

    def cites(self, claims: Sequence[str]) -> Iterator[str]:
        """Yield the provisions behind the state of the harbor and of claims."""
        for ground in (*self.harbor, *(each for claim in claims for each in self.of_claim(claim))):
            yield from ground.cites


def _applied(steps: Sequence[Step]) -> Iterator[Ground]:
    """Yield the rules that apply, down to where the claims are asked one by one.

    Of several that give one conclusion the first stands for all, since each is enough.
    """
    for step in steps:
        node = step.node
        if node.kind == CONCLUSION:
            rules = [each for each in step.below if each.node.value == MET]
            yield from _applied(rules[:1])
        elif node.kind == RULE and node.value == MET:
            yield _ground(node)
            yield from _applied(step.below)


def giving(node: Node, proof: Proof) -> Iterator[Ground]:
    """Yield the rules that give a conclusion the value that it has, where it has one alone."""
    for rule in proof.rules(node):
        found = rule.considered
        if found is not None and rule.value == MET and found.ground.rule.value == node.value:
            yield _ground(rule)


def _ground(node: Node) -> Ground:
    rule = node.considered.ground.rule.id if node.considered is not None else ""
    return Ground(say(node.title), node.cites, rule)
