"""What is wrong with the argument of a safety case: every finding, each at its place."""

from __future__ import annotations

from collections.abc import Iterator

from liability.case.safety_case import (
    ARGUMENT,
    CLAIM,
    DEFEATER,
    EVIDENCE,
    SECTION_OF,
    Element,
    SafetyCase,
    SignOff,
    ended,
)
from liability.case.safety_gates import Measure, gate_results, open_defeaters, too_old
from liability.case.safety_reasons import PASSED
from liability.case.safety_signed import Signed, in_two_roles
from liability.knots import knots, round_from
from liability.source.problems import Problem
from liability.source.visible import short


def findings(case: SafetyCase, held_against: Measure) -> list[Problem]:
    """Return what is wrong with the argument of a safety case, in the order of the file.

    Returns:
        Findings in the form of problems; none of them says that the system is safe or is not.
    """
    found = _Checker(case, held_against).findings()
    return sorted(found, key=_in_order)


def _in_order(found: Problem) -> tuple[int, int]:
    return (found.place.line, found.place.column) if found.place else (0, 0)


class _Checker:
    def __init__(self, case: SafetyCase, held_against: Measure) -> None:
        self.case, self.held_against = case, held_against
        self.rules, self.as_of, self.age = held_against
        self.tops = case.tops()
        self.reached = case.relied_on()
        self.open_defeaters = open_defeaters(case, self.rules)

    def findings(self) -> Iterator[Problem]:
        yield from self.top()
        yield from self.circles()
        for each in self.case.elements.values():
            yield from self.element(each)
        yield from self.persons()
        deciding = Signed(self.case, self.rules, self.as_of).deciding()
        for index, signed in enumerate(self.case.sign_offs):
            if signed in deciding:
                what = f"the sign-off of `{signed.role}`"
                yield from self.fresh(signed, what, "sign_offs", index)
        yield from self.state()

    def finding(
        self, code: str, message: str, advice: str, *path: str | int, key: bool = False
    ) -> Problem:
        place = self.case.place(path, key=key)
        return Problem(f"safety-case/{code}", message, advice, place)

    def at(self, code: str, each: Element, message: str, advice: str) -> Problem:
        return self.finding(code, message, advice, SECTION_OF[each.kind], each.id, key=True)

    def top(self) -> Iterator[Problem]:
        """Find that there is no claim above all others, or that there are several."""
        if not self.tops:
            message = "no claim is the top claim: under `claims`, each supports another"
            advice = "one claim must be above all others, with nothing that rests on it"
            yield self.finding("no-top", message, advice, "claims", key=True)
        for each in self.tops[1:]:
            message = f"`{each.id}` is a top claim beside `{self.tops[0].id}`"
            advice = (
                f"let it support another, or put it into a case of its own beside `{self.case.id}`"
            )
            yield self.at("several-tops", each, message, advice)

    def circles(self) -> Iterator[Problem]:
        """Find support that leads back to where it began, one way for each knot of it."""
        support = self.case.support
        for knot in knots(support):
            way = " → ".join(f"`{each}`" for each in round_from(knot[0], support, {*knot}))
            message = f"`{knot[0]}` supports itself: {way}"
            advice = "take one of these links away; a claim cannot be a reason for itself"
            yield self.at("circle", self.case.elements[knot[0]], message, advice)

    def element(self, each: Element) -> Iterator[Problem]:
        if each.kind in (CLAIM, ARGUMENT):
            yield from self.support(each)
        if each.kind == ARGUMENT and each.warrant is None:
            message = f"argument `{each.id}` has no warrant"
            advice = "say in `warrant:` why the claim follows from its support, and when"
            yield self.at("no-warrant", each, message, advice)
        if each.kind == EVIDENCE:
            yield from self.fresh(each, f"evidence `{each.id}`", SECTION_OF[EVIDENCE], each.id)
            if too_old(each.date, self.as_of, self.age):
                message = f"evidence `{each.id}` is of {each.date}, over {self.age} days ago"
                where = (SECTION_OF[EVIDENCE], each.id, "date")
                yield self.finding("too-old", message, "find it out anew", *where)
        elif each.kind == DEFEATER:
            yield from self.defeater(each)
        elif ended(each, self.as_of):
            message = f"{each.kind} `{each.id}` ended on {each.valid_until}"
            where = (SECTION_OF[each.kind], each.id, "valid_until")
            yield self.finding("out-of-date", message, "renew it, or argue without it", *where)
        if each.kind != DEFEATER and self.tops and each.id not in self.reached:
            message = f"{each.kind} `{each.id}` cannot be reached from the top claim"
            advice = "name it where it belongs, in `supported_by` or `in_context_of`"
            yield self.at("not-reached", each, message, advice)

    def support(self, each: Element) -> Iterator[Problem]:
        if each.supported_by:
            if each.undeveloped:
                message = f"claim `{each.id}` is marked as not developed, and has support"
                yield self.at("no-support", each, message, "take one of the two away")
        elif not each.undeveloped:
            advice = "name what it rests on in `supported_by`"
            if each.kind == CLAIM:
                advice += ", or mark it as `undeveloped: yes` while it is to be written"
            yield self.at("no-support", each, f"{each.kind} `{each.id}` has no support", advice)
        elif not self.rules.states[self.case.state].undeveloped:
            message = f"claim `{each.id}` is not developed, and the state is `{self.case.state}`"
            yield self.at("no-support", each, message, "write its support, or go back to a draft")

    def fresh(self, each: Element | SignOff, what: str, *path: str | int) -> Iterator[Problem]:
        """Find what has no date, is out of date, or is of another version of the system."""
        case, day = self.case, self.as_of
        if each.date is None:
            advice = "say in `date:` when it was made"
            yield self.finding("no-date", f"{what} has no date", advice, *path, key=True)
        elif each.date > day:
            message = f"{what} is of {each.date}, after the day of the check, {day}"
            yield self.finding("later", message, "check for a later day, or mend it", *path, "date")
        if ended(each, day):
            message = f"{what} was of use until {each.valid_until}, and the day is {day}"
            advice = "renew it, or argue without it"
            yield self.finding("out-of-date", message, advice, *path, "valid_until")
        if each.version is None:
            message = f"{what} does not say of which version of the system it is"
            advice = "add `version:`"
            yield self.finding("other-version", message, advice, *path, key=True)
        elif each.version != case.version:
            versions = f"version `{short(each.version)}`, and the case of `{short(case.version)}`"
            message = f"{what} is of {versions}"
            advice = "repeat it for this version"
            yield self.finding("other-version", message, advice, *path, "version")

    def defeater(self, each: Element) -> Iterator[Problem]:
        if each.id in self.open_defeaters:
            on = ", ".join(f"`{name}`" for name in self.open_defeaters[each.id])
            message = f"defeater `{each.id}` is `{each.state}`, on a path to the top claim: {on}"
            advice = "answer it and say how in `resolution:`, or withdraw what it defeats"
            yield self.at("open-defeater", each, message, advice)
        if not self.rules.defeaters[each.state or ""].stands and each.resolution is None:
            message = f"defeater `{each.id}` is `{each.state}`, and nothing says why"
            yield self.at("no-resolution", each, message, "say in `resolution:` what answers it")

    def persons(self) -> Iterator[Problem]:
        """Find a person in two roles that must be apart."""
        for index, each, other in in_two_roles(self.case, self.rules):
            message = f"`{short(each.by)}` signs as `{other.role}` and as `{each.role}`"
            advice = "let another person sign in one of the two roles"
            yield self.finding("one-person", message, advice, "sign_offs", index, "by")

    def state(self) -> Iterator[Problem]:
        """Find that a state is claimed without the gates and the sign-offs that it takes."""
        case = self.case
        left = [
            f"`{each.gate.id}` ({each.state})"
            for each in gate_results(case, self.held_against)
            if each.state != PASSED and self.rules.takes(case.state, each.gate)
        ]
        if left:
            message = f"`{case.state}` is claimed, and takes gates not passed: {', '.join(left)}"
            advice = "each gate says why; mend it, or claim an earlier state"
            yield self.finding("open-gate", message, advice, "state")
        if not self.rules.states[case.state].signed:
            return
        signed = {each.role for each in case.sign_offs}
        for role in self.rules.sign_offs.get(case.harbor, ()):
            if role not in signed:
                message = f"`{case.state}` is claimed without the sign-off of `{role}`"
                advice = "this program approves nothing: let them sign, or claim an earlier state"
                yield self.finding("not-signed", message, advice, "state")
