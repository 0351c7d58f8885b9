"""What every part of a determination's JSON is written from."""

from __future__ import annotations

from collections.abc import Iterable

from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.determination.proof import RULE, Node, Proof
from liability.rulebook.model import MET, say


class Written:
    """A determination and its proof, and what is read off them for JSON.

    Args:
        determination: the determination.
    """

    def __init__(self, determination: Determination) -> None:
        self.determination = determination
        self.case = determination.case
        self.law = determination.law
        self.book = determination.law.rulebook
        self.outcomes = determination.outcomes

    @property
    def proof(self) -> Proof:
        return self.determination.proof

    def because(self, outcome: str) -> list[Json]:
        """Return the rules that give an outcome its one value, and what they found to hold."""
        return self.reasons(self.proof.giving(self.proof.outcome(outcome)))

    def reasons(self, rules: Iterable[Node]) -> list[Json]:
        """Return rules, each with what it found to hold."""
        return [
            {
                "rule": rule.name,
                "title": say(rule.title),
                "found": [
                    say(premise.title)
                    for each in rule.premises
                    if (premise := self.proof.node(each)).kind != RULE and premise.value == MET
                ],
            }
            for rule in rules
        ]
