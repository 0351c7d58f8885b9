"""The tests beside the rules, read: each with its case, and every problem of all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from liability.analysis.changed_case import changed_case
from liability.analysis.expectations import TestForm
from liability.analysis.expected_names import ExpectedNames
from liability.case.load import load_case
from liability.case.model import Case
from liability.rulebook.form_problems import read_form, sound_part
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import TESTS, files_of_tests, strays
from liability.source.problems import Place, Problem, ProblemsError
from liability.source.text import is_file
from liability.source.visible import named
from liability.source.yaml import Data, Document, Path_, part_at, read

_NO_CASE = "-"


@dataclass(frozen=True, slots=True)
class ReadyTest:
    """A test that can be run: its case read, its names checked."""

    test: TestForm
    document: Document
    path: Path_
    case: Case


@dataclass(slots=True)
class TestReader:
    """Reads the tests of a pack, and keeps every problem in `problems`."""

    __test__ = False  # not a class of tests to pytest

    rulebook: Rulebook
    problems: list[Problem] = field(default_factory=list)
    missing: dict[str, list[Problem]] = field(default_factory=dict)
    _cases: dict[Path, tuple[Document, Case] | None] = field(default_factory=dict)

    def tests(self, folder: Path) -> list[ReadyTest]:
        self.problems += strays(folder / TESTS, skip="")
        ready = []
        for file in files_of_tests(folder):
            needless: list[Problem] = []
            try:
                source = read(file, needless=needless)
            except ProblemsError as error:
                self.problems += error.problems
                continue
            found = list(self.of_file(source, file.parent))
            self.problems += needless
            ready += found if not needless else []
        return ready

    def of_file(self, source: Document, folder: Path) -> Iterator[ReadyTest]:
        if not isinstance(source.data, list):
            message = f"`{source.file}` holds no list of tests"
            advice = "begin each test with `- name:`"
            self.problems.append(Problem("tests/wrong-type", message, advice, source.place(())))
            return
        for index, body in enumerate(source.data):
            before = len(self.problems)
            test = self.form(body, source, (index,))
            found = self.case(test, source, index, folder)
            case = self.changed(*found, test, source, index) if found else None
            listed = case or (found[1] if found and not _lists_anew(test) else None)
            names = ExpectedNames(self.rulebook, listed, source, (index,))
            self.problems += names.problems(test)
            if case is not None and len(self.problems) == before:
                yield ReadyTest(test, source, (index,), case)

    def form(self, body: Data, source: Document, path: Path_) -> TestForm:
        """Return a test, or as much of it as is of the right form; then without its name."""
        try:
            return read_form(TestForm, body, source, path, kind="tests")
        except ProblemsError as error:
            self.problems += error.problems
        needed: dict[str, Data] = {"name": "-", "case": _NO_CASE, "expect": {"tier": "conflict"}}
        return sound_part(TestForm, body, needed) or TestForm.model_validate(needed)

    def case(
        self, test: TestForm, source: Document, index: int, folder: Path
    ) -> tuple[Document, Case] | None:
        """Return the case of a test; None where something is wrong with it."""
        if part_at(source.data, (index, "case")) != test.case:
            return None  # which was told
        path = Path(os.path.normpath(folder / test.case))
        if not is_file(path):
            message = f"{named(test.case)} is not a case file"
            advice = "give its path from the folder of the test"
            place = source.place((index, "case"))
            self.missing.setdefault(str(Path(test.case).parent), []).append(
                Problem("tests/no-case", message, advice, place)
            )
            return None
        if path not in self._cases:
            try:
                given = read(path, test.case)
                self._cases[path] = given, load_case(given, self.rulebook)
            except ProblemsError as error:
                self._cases[path] = None
                self.problems += error.problems
        return self._cases[path]

    def changed(
        self, given: Document, case: Case, test: TestForm, source: Document, index: int
    ) -> Case | None:
        """Return the case as a test changes it; None where something is wrong with the change."""
        if not test.with_.facts:
            return case
        at: Path_ = (index, "with", "facts")
        changed, problems = changed_case(given, test.with_.facts, source, at)
        self.problems += problems
        try:
            return load_case(changed, self.rulebook)
        except ProblemsError as error:
            for each in error.problems:
                within = each.place is not None and each.place.file == source.file
                self.problems.append(
                    each if within else _by_change(each, source.place(at, key=True))
                )
        return None


def _lists_anew(test: TestForm) -> bool:
    """Return whether a test may replace who is listed in the case."""
    return any(path and "." not in path for path in test.with_.facts)


def _by_change(problem: Problem, place: Place) -> Problem:
    """Return a problem of what the case says as one of the facts that a test replaces."""
    at = problem.place
    where = f" on line {at.line} of `{at.file}`" if at else ""
    return problem._replace(message=f"{problem.message}{where}, as this changes it", place=place)
