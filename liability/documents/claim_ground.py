"""On what ground a harbor and the claims to it are in the state that they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liability.case.model import key_of
from liability.determination.assess import Determination
from liability.determination.explain import Step, explained
from liability.determination.proof import CONCLUSION, RULE, Node
from liability.logic import named_values
from liability.rulebook.model import MET


class Grounds:
    """The rules behind the state of one harbor and of its claims, where it is determined.

    Of a harbor that fails, the document says by itself what excludes it.
    """

    def __init__(self, determination: Determination, harbor: str) -> None:
        self.proof = determination.proof
        name = f"harbors.{harbor}"
        names = determination.law.rulebook.outcomes.harbors
        self.claim_state = names.claim
        states = named_values(self.proof.outcome(name).value)
        told = len(states) == 1 and states != (names.fails,)
        steps = explained(determination, [name]) if told else ()
        all_of = tuple(_applied(steps))
        self.harbor = all_of[1:] or all_of  # the first says the state over again

    def of_claim(self, claim: str) -> list[Node]:
        """Return the rules that give the state of a claim."""
        return self.proof.giving(self.proof.conclusion(key_of(self.claim_state, claim)))

    def cites(self, claims: Sequence[str]) -> Iterator[str]:
        """Yield the provisions behind the state of the harbor and of claims."""
        for ground in (*self.harbor, *(each for claim in claims for each in self.of_claim(claim))):
            yield from ground.cites


def _applied(steps: Sequence[Step]) -> Iterator[Node]:
    """Yield the rules that apply, down to where the claims are asked one by one.

    Of several that give one conclusion the first stands for all, since each is enough.
    """
    for step in steps:
        node = step.node
        if node.kind == CONCLUSION:
            rules = [each for each in step.below if each.node.value == MET]
            yield from _applied(rules[:1])
        elif node.kind == RULE and node.value == MET:
            yield node
            yield from _applied(step.below)
