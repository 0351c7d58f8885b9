"""How far a portfolio is, or the tests of rules, for whoever looks while it is done."""

from __future__ import annotations

from typing import NamedTuple

from liability.record import record
from liability.sentences import marked

LOADING, GRADING = marked("loading"), marked("grading")
AUDITING, WRITING = marked("auditing"), marked("writing")
TESTING = marked("testing")
DOING = (LOADING, GRADING, AUDITING, WRITING, TESTING)


@record
class Step(NamedTuple):
    """What is being done, and how much of it is done.

    Attributes:
        doing: one of `DOING`.
        done: rows, or fact patterns where these are audited, or tests; also parts of them.
        total: how many there are; None where nobody knows.
    """

    doing: str
    done: float
    total: int | None


class Progress:
    """Is told what is done, by one thread, and says it, to another."""

    def __init__(self) -> None:
        self.begin(LOADING)

    @property
    def step(self) -> Step:
        """How far it is."""
        part = min(1.0, self._worked / self._work) if self._work else 0.0
        return Step(self._doing, self._done + self._at_hand * part, self._total)

    def begin(self, doing: str, total: int | None = None) -> None:
        """Begin with something of which there is so much, where that is known."""
        self._at_hand = self._work = self._worked = self._done = 0
        self._doing, self._total = doing, total

    def take_up(self, number: int, work: int) -> None:
        """Take up so many rows, which need so much work."""
        self._worked, self._work, self._at_hand = 0, work, number

    def worked(self, work: int = 1) -> None:
        """Do some of this work."""
        self._worked += work

    def finish(self, number: int = 1) -> None:
        """Finish so many rows, among them all that were taken up."""
        self._at_hand = self._work = 0
        self._done += number
