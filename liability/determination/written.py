"""What every part of a determination's JSON is written from."""

from __future__ import annotations

from liability.determination.assess import Determination
from liability.determination.proof import Proof


class Written:
    """A determination and its proof, and what is read off them for JSON."""

    def __init__(self, determination: Determination, proof: Proof) -> None:
        self.determination = determination
        self.proof = proof
        self.case = determination.case
        self.law = determination.law
        self.book = determination.law.rulebook
        self.outcomes = determination.outcomes
