"""Who signed a safety case: which signatures decide, and what the approval covers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from liability.case.safety_case import EVIDENCE, SafetyCase, SignOff, person
from liability.case.safety_reasons import FAILED, OPEN, PASSED, Reason, comes_to, fresh, those
from liability.rulebook.safety_cases import SafetyCases


class Signed:
    """The signatures of a safety case. Of several in one role the best decide."""

    def __init__(self, case: SafetyCase, rules: SafetyCases, as_of: date) -> None:
        self.case, self.rules, self.as_of = case, rules, as_of

    def approved(self) -> Iterator[Reason | None]:
        """Say what the approval lacks, and which approvals beside it do not hold."""
        given = [each for each in self.case.sign_offs if each.role in self.rules.approving]
        if not given:
            yield Reason(OPEN, "no-approval")
        best = self._best(given, self._approval)
        lacks = [*self._approval(best)]
        yield from lacks
        if comes_to(lacks) == PASSED:
            beside = [each.by for each in given if each not in best]
            yield those(PASSED, "approval-beside", beside)

    def signed(self) -> Iterator[Reason | None]:
        """Say who has still to sign, but for the approval, and who signs in two roles."""
        needed = self.rules.sign_offs.get(self.case.harbor, ())
        there = {each.role for each in self.case.sign_offs}
        left = [role for role in needed if role not in there | {*self.rules.approving}]
        yield those(OPEN, "not-signed", left)
        own = [each for each in self.deciding() if each.role not in self.rules.approving]
        yield from self._signature(own)
        twice: dict[str, str] = {}  # however often, and however they write their name
        for _, each, _ in in_two_roles(self.case, self.rules):
            twice.setdefault(person(each.by), each.by)
        yield those(FAILED, "one-person", twice.values())

    def deciding(self) -> list[SignOff]:
        """Return the signatures that decide: of each role the best, in the order of the file."""
        found: list[SignOff] = []
        for role in dict.fromkeys(each.role for each in self.case.sign_offs):
            own = [each for each in self.case.sign_offs if each.role == role]
            found += self._best(
                own, self._approval if role in self.rules.approving else self._signature
            )
        return [each for each in self.case.sign_offs if each in found]

    def _best(
        self, given: list[SignOff], lacks: Callable[[list[SignOff]], Iterator[Reason | None]]
    ) -> list[SignOff]:
        states = [comes_to(lacks([each])) for each in given]
        best = next((each for each in (PASSED, OPEN, FAILED) if each in states), None)
        return [each for each, state in zip(given, states, strict=True) if state == best]

    def _fresh(self, given: list[SignOff]) -> Iterator[Reason | None]:
        yield from fresh(self.case, self.as_of, given, lambda each: each.by)

    def _signature(self, given: list[SignOff]) -> Iterator[Reason | None]:
        yield from self._fresh(given)
        evidence = [each.date for each in self.case.of_kind(EVIDENCE) if each.date is not None]
        before = [
            each.by for each in given if each.date and each.date < min(evidence, default=each.date)
        ]
        yield those(OPEN, "signed-before", before)

    def _approval(self, given: list[SignOff]) -> Iterator[Reason | None]:
        yield from self._fresh(given)
        for key in ("valid_until", "scope", "harbor"):
            bare = [each.by for each in given if getattr(each, key) is None]
            yield those(OPEN, f"approval-no-{key}", bare)
        other = [each.by for each in given if each.harbor not in (None, self.case.harbor)]
        yield those(FAILED, "approval-other-harbor", other)
        yield from self._covered(given)

    def _covered(self, given: list[SignOff]) -> Iterator[Reason | None]:
        """Say what of the case is later than its approval, which cannot cover that."""
        days = [each.date for each in given if each.date is not None]
        if not days:
            return
        first = min(days)
        evidence = self.case.of_kind(EVIDENCE)
        later = [each.id for each in evidence if each.date is not None and each.date > first]
        yield those(FAILED, "approval-before", later)
        yield those(OPEN, "approval-undated", [each.id for each in evidence if each.date is None])
        authors = [
            each
            for each in self.case.sign_offs
            if each.role in self.rules.author and each.version in (None, self.case.version)
        ]
        if all(each.date is not None and each.date > first for each in authors):
            yield those(OPEN, "approval-before-author", [each.by for each in authors])


def in_two_roles(case: SafetyCase, rules: SafetyCases) -> Iterator[tuple[int, SignOff, SignOff]]:
    """Yield who signs in two roles that must be apart: which signature, and the first of theirs."""
    for group in rules.apart:
        first: dict[str, SignOff] = {}
        for index, each in enumerate(case.sign_offs):
            if each.role in group:
                other = first.setdefault(person(each.by), each)
                if other.role != each.role:
                    yield index, each, other
