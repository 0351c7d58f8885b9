"""The tests beside the rules: a case, and what the determination must say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from liability.analysis.expectations import Expected, ExpectForm, expected_sums, figures_in
from liability.analysis.expected_sums import differing
from liability.analysis.read_tests import ReadyTest, TestReader
from liability.determination.assess import HEADLINES, Determination, assess
from liability.determination.document import Document
from liability.determination.json_values import Found, Json, plain, state
from liability.determination.outcomes import Outcomes
from liability.logic import is_conflict, named_values
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import pack_folder
from liability.source.problems import Place, Problem, ProblemsError
from liability.source.visible import named

CONFLICT = "conflict"  # expected where rules that apply disagree


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that a determination says otherwise than the test expects."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test came out; it passed when nothing mismatches.

    Attributes:
        place: where the test begins.
    """

    __test__ = False

    place: Place
    name: str
    mismatches: tuple[Mismatch, ...]


def run_tests(rulebook: Rulebook, pack: str | Path) -> Iterator[TestResult]:
    """Run every test of a pack, in order of file and place.

    Raises:
        ProblemsError: after the tests that can be run, with every problem of the others and their
            cases; of the cases of a folder that are missing, the first.
    """
    reader = TestReader(rulebook)
    ready = reader.tests(pack_folder(pack))
    for each in ready:
        try:
            result = _run(each, rulebook)
        except ProblemsError as error:
            place = each.document.place((*each.path, "name"))
            reader.problems += (one._replace(place=one.place or place) for one in error.problems)
            continue
        yield result
    problems = reader.problems + [_of_folder(*each) for each in reader.missing.items()]
    if problems:
        raise ProblemsError(problems)


def _of_folder(folder: str, missing: list[Problem]) -> Problem:
    """Return the first of the problems that cases of one folder are missing, and how many are."""
    first, *more = missing
    if not more:
        return first
    tests = "1 other test" if len(more) == 1 else f"{len(more)} other tests"
    return first._replace(
        message=f"{first.message}; {tests} with a case in {named(folder)} likewise"
    )


def _run(ready: ReadyTest, rulebook: Rulebook) -> TestResult:
    test, variant = ready.test, ready.test.with_
    determination = assess(
        ready.case,
        rulebook,
        as_of=variant.as_of,
        profile=variant.profile,
        readings=variant.readings,
        side=variant.facts_of,
    )
    mismatches = tuple(_mismatches(test.expect, determination))
    place = ready.document.place((*ready.path, "name"))
    return TestResult(place, test.name, mismatches)


def _mismatches(expect: ExpectForm, determination: Determination) -> Iterator[Mismatch]:
    found, outcomes = Document(determination), determination.outcomes
    yield from _outcomes(expect, outcomes, determination.closed_outcomes)
    yield from _duties(expect, outcomes, determination.law.rulebook)
    yield from _members(expect, outcomes)
    yield from _sums(expect, found)
    for name, wanted in expect.merits.items():
        yield from _compare(f"merits.{name}", wanted, [_by_id(found["harbors"], name)["merits"]])
    for name, values in expect.claims.items():
        yield from _compare(f"claims.{name}", values, _by_id(found["claims"], name)["possible"])
    held = {each["id"] for each in found["cautions"] if each["holds"] == "met"}
    for name in expect.cautions:
        if name not in held:
            yield Mismatch(f"cautions.{name}", "raised", "not raised")
    possible = {each["id"] for each in found["cautions"]}
    for name in expect.no_cautions:
        if name in possible:
            yield Mismatch(f"cautions.{name}", "not raised", "raised, or open")
    for wanted in expect.relies_on:
        if not any(_cited(wanted, each) for each in found["relied_on"]):
            yield Mismatch("relies_on", wanted, ", ".join(found["relied_on"]))
    if expect.asks_first is not None:
        first = found["needs"][0]["fact"] if found["needs"] else "nothing"
        if first != expect.asks_first:
            yield Mismatch("asks_first", expect.asks_first, first)
    yield from _otherwise(expect, determination)


def _outcomes(expect: ExpectForm, open_: Outcomes, closed: Outcomes) -> Iterator[Mismatch]:
    for name in HEADLINES:
        wanted = getattr(expect, name)
        if wanted is not None:
            yield from _compare_open(name, wanted, open_[name])
    for name, wanted in (
        ("standard", expect.on_record),
        ("tier", expect.tier_on_record),
        ("injunction", expect.injunction_on_record),
    ):
        if wanted is not None:
            what, value = f"{name} on record", closed[name]
            if is_conflict(value):
                yield from _compare_open(what, wanted, value)
            else:
                yield from _compare(what, wanted, [plain(value) or "undetermined"])
    for name, wanted in expect.harbors.items():
        yield from _compare_open(f"harbors.{name}", wanted, open_[f"harbors.{name}"])


def _duties(expect: ExpectForm, outcomes: Outcomes, rulebook: Rulebook) -> Iterator[Mismatch]:
    absent = rulebook.outcomes.obligations.absent
    for name, wanted in expect.obligations.items():
        what = f"obligations.{name}"
        value = outcomes.get(what, absent)
        if wanted != "applies":
            yield from _compare_open(what, wanted, value)
        elif absent in named_values(value):
            yield Mismatch(what, "applies", _said(list(named_values(value)), value))


def _members(expect: ExpectForm, outcomes: Outcomes) -> Iterator[Mismatch]:
    for name, party in expect.parties.items():
        for part in ("liable", "answers"):
            wanted = getattr(party, part)
            if wanted is not None:
                yield from _compare_state(f"parties.{name}.{part}", wanted, outcomes)
        if party.position is not None:
            what = f"parties.{name}.position"
            yield from _compare_open(what, party.position, outcomes[what])
    for name, individual in expect.individuals.items():
        for part in ("personal", "refer"):
            wanted = getattr(individual, part)
            if wanted is not None:
                yield from _compare_state(f"individuals.{name}.{part}", wanted, outcomes)


def _sums(expect: ExpectForm, found: Found) -> Iterator[Mismatch]:
    """Compare the figures of the sums."""
    for where, form in expected_sums(expect):
        wanted = figures_in(form)
        for figure, expected, shown in differing(wanted, _there(where, found)) if wanted else ():
            yield Mismatch(".".join((*where, figure)), expected, shown)


def _there(where: tuple[str, ...], found: Found) -> Json:
    """Return what a determination has where figures are expected; nothing where it has no sums."""
    sums = found["apportionment"]
    if sums is None:
        return {}
    match where:
        case ("claimant",):
            return dict(sums["claimant"])
        case ("parties", name):
            return _by_id(sums["parties"], name)
        case ("individuals", name):
            return _by_id(found["individuals"], name)
        case (side, name):
            other = sums["ordinary" if side == "ordinarily" else side]
            return _by_id(other["parties"], name)
    return {}


def _otherwise(expect: ExpectForm, determination: Determination) -> Iterator[Mismatch]:
    """Compare what other readings and profiles make of the case: each assessed afresh."""
    variants: list[tuple[str, dict[str, str], str | None, ExpectForm]] = [
        (f"{reading}={option}", {reading: option}, None, wanted)
        for reading, options in expect.readings.items()
        for option, wanted in options.items()
    ]
    variants += [(name, {}, name, wanted) for name, wanted in expect.profiles.items()]
    for name, readings, profile, wanted in variants:
        other = assess(
            determination.case,
            determination.law.rulebook,
            as_of=determination.law.as_of,
            profile=profile or determination.law.profile,
            readings={**determination.law.set_readings, **readings},
            side=determination.side,
        )
        for each in _mismatches(wanted, other):
            yield Mismatch(f"{name}: {each.what}", each.expected, each.found)


def _compare(what: str, wanted: Expected, found: list[str], value: str = "") -> Iterator[Mismatch]:
    """Compare values with those of `value`; in conflict, none but `conflict` is as expected."""
    values = [wanted] if isinstance(wanted, str) else wanted
    if set(values) != ({CONFLICT} if is_conflict(value) else set(found)):
        yield Mismatch(what, " or ".join(values), _said(found, value))


def _compare_open(what: str, wanted: Expected, value: str) -> Iterator[Mismatch]:
    yield from _compare(what, wanted, list(named_values(value)), value)


def _compare_state(what: str, wanted: Expected, outcomes: Outcomes) -> Iterator[Mismatch]:
    found = state(outcomes[what]) if what in outcomes else "nothing"
    yield from _compare(what, wanted, [found])


def _said(found: list[str], value: str) -> str:
    """Return values in words: open and in conflict are two things."""
    shown = [str(each) for each in found]
    if is_conflict(value):
        return f"a conflict between {' and '.join(shown)}"
    return f"open: {' or '.join(shown)}" if len(shown) > 1 else shown[0]


def _cited(wanted: str, provision: str) -> bool:
    return provision.startswith(wanted[:-1]) if wanted.endswith("*") else provision == wanted


def _by_id(entries: list[Json], name: str) -> Json:
    return next(each for each in entries if each["id"] == name)
