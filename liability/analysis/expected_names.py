"""Names in a rule test: each must stand for something, or the test would pass by its silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from liability.analysis.expectations import (
    Expected,
    ExpectForm,
    TestForm,
    expected_sums,
    figures_in,
)
from liability.analysis.expected_sums import wrong_figure
from liability.case.model import Case, parts_of
from liability.rulebook.model import Entry, Rulebook
from liability.rulebook.specialize import law_in_force
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.visible import named
from liability.source.yaml import Document, Path_

_OPEN = ("undetermined", "conflict", "no_value")  # how a determination says that there is no value
_HEADLINES = (
    ("standard", "standard"),
    ("on_record", "standard"),
    ("tier", "tier"),
    ("tier_on_record", "tier"),
    ("injunction", "injunction"),
    ("injunction_on_record", "injunction"),
)


@dataclass(frozen=True, slots=True)
class ExpectedNames:
    """Checks the names of one test against the rulebook and the case.

    Attributes:
        case: the case; None where something is wrong with it, and its members are not known.
        document: the file of the test.
        path: where the test stands in it.
    """

    rulebook: Rulebook
    case: Case | None
    document: Document
    path: Path_

    def problems(self, test: TestForm) -> Iterator[Problem]:
        """Yield each name that stands for nothing."""
        book, given = self.rulebook, test.with_
        yield from self.day(given.as_of)
        if given.profile is not None:
            yield from self.known(given.profile, book.profiles, "a profile", "with", "profile")
        if given.facts_of is not None:
            yield from self.known(given.facts_of, book.sides, "a side", "with", "facts_of")
        for reading, option in given.readings.items():
            yield from self.reading(reading, [option], ("with", "readings"), key=False)
        yield from self.expect(test.expect, ("expect",))

    def day(self, as_of: str | None) -> Iterator[Problem]:
        """Yield what the law has against the day of a test, and against the figures of that day."""
        figures = self.case.parameters if self.case else None
        try:
            if as_of is not None:
                law_in_force(self.rulebook, as_of, parameters=figures)
        except ProblemsError as error:
            place = self.document.place((*self.path, "with", "as_of"))
            yield from (each._replace(place=place) for each in error.problems)

    def expect(self, expect: ExpectForm, at: Path_) -> Iterator[Problem]:
        book = self.rulebook
        for key, headline in _HEADLINES:
            conclusion = getattr(book.outcomes, headline)
            yield from self.values(getattr(expect, key), conclusion, (*at, key))
        yield from self.entries(expect, at)
        yield from self.members(expect, at)
        yield from self.sums(expect, at)
        for key in ("cautions", "no_cautions"):
            for index, name in enumerate(getattr(expect, key)):
                yield from self.known(name, book.outcomes.cautions, "a caution", *at, key, index)
        for index, name in enumerate(expect.relies_on):
            if not (name.endswith("*") and any(p.startswith(name[:-1]) for p in book.provisions)):
                yield from self.known(name, book.provisions, "a provision", *at, "relies_on", index)
        if expect.asks_first not in (None, "nothing"):
            fact = parts_of(str(expect.asks_first)).name
            yield from self.known(fact, book.facts, "a fact", *at, "asks_first")
        for reading, options in expect.readings.items():
            yield from self.reading(reading, list(options), (*at, "readings"), key=True)
            for option, wanted in options.items():
                yield from self.expect(wanted, (*at, "readings", reading, option))
        for profile, wanted in expect.profiles.items():
            yield from self.known(
                profile, book.profiles, "a profile", *at, "profiles", profile, key=True
            )
            yield from self.expect(wanted, (*at, "profiles", profile))

    def entries(self, expect: ExpectForm, at: Path_) -> Iterator[Problem]:
        """Check what is expected of harbors and duties, which the pack declares."""
        part = self.rulebook.outcomes
        harbors = self.rulebook.entries[part.harbors.subject]
        duties = self.rulebook.entries[part.obligations.subject]
        parts: tuple[tuple[str, dict[str, Expected], Collection[Entry | str], str, str], ...] = (
            ("harbors", expect.harbors, harbors, "a harbor", part.harbors.status),
            ("merits", dict(expect.merits), harbors, "a harbor", part.harbors.merits),
            ("obligations", expect.obligations, duties, "a duty", part.obligations.status),
        )
        for key, expected, known, what, conclusion in parts:
            for name, wanted in expected.items():
                yield from self.known(name, known, what, *at, key, name, key=True)
                if not (key == "obligations" and wanted == "applies"):
                    yield from self.values(wanted, conclusion, (*at, key, name))

    def members(self, expect: ExpectForm, at: Path_) -> Iterator[Problem]:
        """Check what is expected of claims, parties and individuals, which the case lists."""
        part = self.rulebook.outcomes
        for name, wanted in expect.claims.items():
            yield from self.member(name, part.harbors.claims, (*at, "claims", name))
            yield from self.values(wanted, part.harbors.claim, (*at, "claims", name))
        for name, party in expect.parties.items():
            here = (*at, "parties", name)
            yield from self.member(name, part.parties.subject, here)
            yield from self.values(party.liable, part.parties.liable, (*here, "liable"))
            yield from self.values(party.position, part.parties.position, (*here, "position"))
            sums = self.rulebook.apportionment
            if sums is not None:
                answers = sums.conclusions["answers"]
                yield from self.values(party.answers, answers, (*here, "answers"))
        for name, individual in expect.individuals.items():
            here = (*at, "individuals", name)
            about = part.individuals
            yield from self.member(name, about.subject, here)
            yield from self.values(individual.personal, about.personal, (*here, "personal"))
            yield from self.values(individual.refer, about.refer, (*here, "refer"))

    def sums(self, expect: ExpectForm, at: Path_) -> Iterator[Problem]:
        """Check the figures that are expected, and whom they are expected of."""
        party = self.rulebook.outcomes.parties.subject
        for side in ("ordinarily", "without_harbor"):
            for name in getattr(expect, side):
                yield from self.member(name, party, (*at, side, name))
        for where, form in expected_sums(expect):
            for key, written in figures_in(form).items():
                wrong = wrong_figure(written)
                if wrong is not None:
                    place = self.document.place((*self.path, *at, *where, key))
                    advice = "write an amount, a share as `50 %`, or `undetermined`"
                    yield Problem("tests/wrong-value", str(wrong), advice, place)
                if self.rulebook.apportionment is None:
                    place = self.document.place((*self.path, *at, *where, key), key=True)
                    message = f"`{self.rulebook.id}` does not say how sums are made"
                    yield Problem("tests/wrong-value", message, "take it out", place)

    def member(self, name: str, subject: str, at: Path_) -> Iterator[Problem]:
        if self.case is None:
            return iter(())
        known = self.case.roster.get(subject) or ()
        return self.known(name, known, f"a {subject} of the case", *at, key=True)

    def values(self, wanted: Expected | None, conclusion: str, at: Path_) -> Iterator[Problem]:
        """Check that what is expected of a conclusion is a value of it."""
        known = (*self.rulebook.conclusions[conclusion].values, *_OPEN)
        what = f"a value of `{conclusion}`"
        if isinstance(wanted, str):
            yield from self.known(wanted, known, what, *at)
        for index, value in enumerate(wanted if isinstance(wanted, list) else ()):
            yield from self.known(value, known, what, *at, index)

    def reading(self, name: str, options: list[str], at: Path_, *, key: bool) -> Iterator[Problem]:
        """Check a reading and its options; `key` where the options are keys."""
        known = self.rulebook.readings
        if name not in known:
            yield from self.known(name, known, "a reading", *at, name, key=True)
            return
        for option in options:
            where = (*at, name, option) if key else (*at, name)
            an_option = f"an option of `{name}`"
            yield from self.known(option, known[name].options, an_option, *where, key=key)

    def known(
        self,
        name: str,
        known: Collection[object],
        what: str,
        *at: str | int,
        key: bool = False,
    ) -> Iterator[Problem]:
        if name not in known:
            advice = suggestion(name[:200], map(str, known)) or "there is none: take it out"
            place = self.document.place((*self.path, *at), key=key)
            yield Problem("tests/unknown-name", f"{named(name)} is not {what}", advice, place)
