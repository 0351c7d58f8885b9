"""The tests beside the rules: a case, and what the determination must say of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from liability.analysis.expectations import Expected, ExpectForm, TestForm
from liability.case.load import load_case
from liability.determination.assess import Determination, assess
from liability.determination.document import document
from liability.determination.json_values import Json
from liability.inference.infer import Inference
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import TESTS, pack_folder
from liability.source.problems import Problem, ProblemsError
from liability.source.yaml import Document, read


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
        file: the file of the test.
        relied_on: the provisions that the determination rests on.
    """

    __test__ = False

    file: str
    name: str
    mismatches: tuple[Mismatch, ...]
    relied_on: tuple[str, ...]


def run_tests(rulebook: Rulebook, pack: str | Path) -> Iterator[TestResult]:
    """Run every test of a pack, in order of file and place.

    Raises:
        ProblemsError: a test or its case cannot be read.
    """
    inference = Inference()
    for file in sorted((pack_folder(pack) / TESTS).rglob("*.yaml")):
        tests = _tests(file)
        for test in tests:
            yield _run(test, file, rulebook, inference)


def _tests(file: Path) -> list[TestForm]:
    document_ = read(file)
    try:
        return TypeAdapter(list[TestForm]).validate_python(document_.data)
    except ValidationError as error:
        raise ProblemsError(
            Problem(
                "tests/wrong-value",
                f"`{'.'.join(map(str, each['loc']))}`: {each['msg'].lower()}",
                "",
                document_.place(tuple(each["loc"])),
            )
            for each in error.errors()
        ) from None


def _run(test: TestForm, file: Path, rulebook: Rulebook, inference: Inference) -> TestResult:
    source = read((file.parent / test.case).resolve(), test.case)
    if test.with_.facts:
        source = _changed(source, test.with_.facts)
    case = load_case(source, rulebook)
    variant = test.with_
    determination = assess(
        case,
        rulebook,
        as_of=variant.as_of,
        profile=variant.profile,
        readings=variant.readings,
        side=variant.facts_of,
        inference=inference,
    )
    found = document(determination)
    mismatches = tuple(_mismatches(test.expect, found, determination))
    return TestResult(str(file), test.name, mismatches, tuple(found["relied_on"]))


def _changed(source: Document, facts: dict[str, Any]) -> Document:
    """Return the case file with some facts replaced, by dotted path; members by their id."""
    data = copy.deepcopy(source.data)
    for path, value in facts.items():
        *steps, last = path.split(".")
        at: Any = data
        for step in steps:
            if isinstance(at, list):
                at = next(each for each in at if each["id"] == step)
            else:
                at = at.setdefault(step, {})
        at[last] = value
    return Document(source.file, data)


def _mismatches(
    expect: ExpectForm, found: Json, determination: Determination
) -> Iterator[Mismatch]:
    yield from _outcomes(expect, found)
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


def _outcomes(expect: ExpectForm, found: Json) -> Iterator[Mismatch]:
    for name in ("standard", "tier", "injunction"):
        wanted = getattr(expect, name)
        if wanted is not None:
            yield from _compare(name, wanted, found[name]["possible"])
    for name, wanted in (
        ("standard", expect.on_record),
        ("tier", expect.tier_on_record),
        ("injunction", expect.injunction_on_record),
    ):
        if wanted is not None:
            yield from _compare(f"{name} on record", wanted, [found[name]["on_this_record"]])
    for name, wanted in expect.harbors.items():
        yield from _compare(f"harbors.{name}", wanted, _by_id(found["harbors"], name)["possible"])
    duties = {each["id"]: each["possible"] for each in found["obligations"]}
    for name, wanted in expect.obligations.items():
        possible = duties.get(name, ["none"])
        if wanted == "applies":
            if "none" in possible:
                yield Mismatch(f"obligations.{name}", "applies", ", ".join(possible))
        else:
            yield from _compare(f"obligations.{name}", wanted, possible)
    for name, party in expect.parties.items():
        there = _by_id(found["parties"], name)
        for key, wanted in party.items():
            possible = there["possible_positions"] if key == "position" else [there["liable"]]
            yield from _compare(f"parties.{name}.{key}", wanted, possible)
    for name, individual in expect.individuals.items():
        for part, wanted in individual.items():
            yield from _compare(
                f"individuals.{name}.{part}", wanted, [_by_id(found["individuals"], name)[part]]
            )


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
            inference=determination.inference,
        )
        for each in _mismatches(wanted, document(other), other):
            yield Mismatch(f"{name}: {each.what}", each.expected, each.found)


def _compare(what: str, wanted: Expected, found: list[str]) -> Iterator[Mismatch]:
    values = [wanted] if isinstance(wanted, str) else wanted
    if set(values) != set(found):
        yield Mismatch(what, ", ".join(values), ", ".join(map(str, found)))


def _cited(wanted: str, provision: str) -> bool:
    return provision.startswith(wanted[:-1]) if wanted.endswith("*") else provision == wanted


def _by_id(entries: list[Json], name: str) -> Json:
    return next(
        (each for each in entries if each["id"] == name),
        {
            "possible": ["absent"],
            "possible_positions": ["absent"],
            "merits": "absent",
            "liable": "absent",
            "personal": "absent",
            "refer": "absent",
        },
    )
