"""A case file to a `Case`: every fact typed by the rulebook, every problem reported at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from liability.case.model import Case, Stated, key_of
from liability.case.values import ValueReader, as_written, is_unknown
from liability.rulebook.model import CASE_HEAD, Rulebook, Subject
from liability.rulebook.resolve import above_ceilings
from liability.rulebook.texts import meant
from liability.source.commas import TEXT_WITH_COMMA, is_torn_off
from liability.source.problems import ProblemsError, suggestion
from liability.source.yaml import Data, Document, Path_, digest, kind_of

if TYPE_CHECKING:
    from liability.case.lineage import Lineage
    from liability.case.safety_case import SafetyCase

CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_ID_HELP = "begin with a letter or digit, and use letters (a to z), digits, `-` and `_`, at most 80"


def load_case(document: Document, rulebook: Rulebook, day: str | None = None) -> Case:
    """Type the facts of a case file.

    Args:
        document: the file, as `liability.source.yaml.read` gives it.
        rulebook: declares the facts.
        day: where the case states none, that whose law its figures are held to; without either, to
            none.

    Raises:
        ProblemsError: with every problem of the file.
    """
    loader = _Loader(document, rulebook, day)
    case = loader.case()
    if loader.problems:
        raise ProblemsError(loader.problems)
    return case


def _digest(data: Data, lineage: Lineage | None, argued: tuple[SafetyCase, ...]) -> str:
    """Return the digest of a case, with what it names in other files."""
    beside = [lineage.digest] if lineage else []
    beside += [digest(each.document.data) for each in argued if not each.path]
    return digest([data, *beside] if beside else data)


class _Loader(ValueReader):
    """Reads a case file: its head, its subjects and their members."""

    def __init__(self, document: Document, rulebook: Rulebook, day: str | None) -> None:
        super().__init__(document, rulebook)
        self.day = day
        self.facts: dict[str, Stated] = {}
        self.roster: dict[str, tuple[str, ...] | None] = {}
        self.names: dict[str, str] = {}
        self.refers: dict[tuple[str, str], str] = {}
        self.references: list[tuple[str, str, Path_]] = []

    def case(self) -> Case:
        data = self.document.data
        if not isinstance(data, dict):
            advice = "`liability new FILE` writes a blank case to fill in"
            if data is None:
                message = f"`{self.document.file}` is empty"
            else:
                message = f"`{self.document.file}` holds {kind_of(data)}, not the keys of a case"
                advice = f"begin it with `case:` and its id; {advice}"
            self.problem("not-a-case", message, advice, ())
            raise ProblemsError(self.problems)
        subjects = {each.key: each for each in self.book.subjects.values() if each.key}
        for key in data:
            if key not in CASE_HEAD and key not in subjects:
                advice = suggestion(key, [*CASE_HEAD, *subjects])
                self.unknown_key(f"`{as_written(key)}` is not a key of a case", advice, (key,))
        sources = self.sources(data.get("sources"))
        for subject in subjects.values():
            self.subject(subject, data, sources)
        self.check_references()
        lineage = self.lineage(data.get("lineage"))
        argued = self.safety_cases(data.get("safety_case"))
        as_of = self.as_of(data.get("as_of"))
        parameters = self.parameters(data.get("parameters"), as_of or self.day)
        self.one_currency()
        self.text(data.get("pack"), ("pack",))  # which names the rulebook at hand
        return Case(
            id=self.identifier(data),
            title=self.text(data.get("title"), ("title",)),
            digest=_digest(data, lineage, argued),
            typed_by=self.book.digest,
            as_of=as_of,
            profile=self.profile(data.get("profile")),
            readings=self.readings(data.get("readings")),
            parameters=parameters,
            sources=sources,
            notes=self.text(data.get("notes"), ("notes",)),
            facts=dict(sorted(self.facts.items())),
            roster=self.roster,
            names=self.names,
            refers=self.refers,
            lineage=lineage,
            safety_cases=argued,
        )

    # --- the head of the file ----------------------------------------------------------------

    def identifier(self, data: Mapping[str, Data]) -> str:
        given = data.get("case")
        if given is None:
            self.problem(
                "missing-key", "`case` is missing", "give the case an id, as in `case: gpt-4`", ()
            )
        elif not isinstance(given, str) or not CASE_ID.fullmatch(given):
            self.problem(
                "bad-id",
                f"`{as_written(given)}` cannot be the id of a case",
                _ID_HELP,
                ("case",),
            )
        else:
            return given
        return ""

    def as_of(self, data: Data) -> str | None:
        found = self.date(data, ("as_of",)) if data is not None else None
        if found is None:
            return None
        if found.isoformat() < self.book.since:
            self.problem(
                "out-of-range",
                f"`{found}` is before the first day of `{self.book.id}`",
                f"give a date from {self.book.since} on",
                ("as_of",),
            )
        return found.isoformat()

    def profile(self, data: Data) -> str | None:
        given = None if data is None else self.text(data, ("profile",))
        if isinstance(data, str) and given not in self.book.profiles:
            self.problem(
                "unknown-name",
                f"`{as_written(data)}` is not a profile",
                suggestion(data, self.book.profiles),
                ("profile",),
            )
        return given

    def readings(self, data: Data) -> dict[str, str]:
        taken: dict[str, str] = {}
        example = next(
            (f"{each.id}: {each.default}" for each in self.book.readings.values()), "id: option"
        )
        for name, option in self.mapping(data, ("readings",), f"readings: {{{example}}}").items():
            path = ("readings", name)
            if name not in self.book.readings:
                self.problem(
                    "unknown-name",
                    f"`{as_written(name)}` is not a reading",
                    suggestion(
                        name,
                        self.book.readings,
                        "`liability rules list --readings` lists the readings",
                    ),
                    path,
                    key=True,
                )
            elif not isinstance(option, str) or option not in self.book.readings[name].options:
                self.problem(
                    "unknown-name",
                    f"`{as_written(option)}` is not an option of `{name}`",
                    meant(as_written(option), self.book.readings[name].options),
                    path,
                )
            else:
                taken[name] = option
        return taken

    def parameters(self, data: Data, day: str | None) -> dict[str, Decimal]:
        set_here: dict[str, Decimal] = {}
        example = f"parameters: {{{next(iter(self.book.parameters), 'id')}: 0}}"
        for name, written in self.mapping(data, ("parameters",), example).items():
            path = ("parameters", name)
            if name not in self.book.parameters:
                self.problem(
                    "unknown-name",
                    f"`{as_written(name)}` is not a parameter",
                    suggestion(
                        name,
                        self.book.parameters,
                        "`liability rules list --parameters` lists the figures",
                    ),
                    path,
                    key=True,
                )
                continue
            value = self.quantity(written, self.book.parameters[name].unit, path)
            if value is not None:
                set_here[name] = value
        if day is not None and set_here:  # else `law_in_force` knows the day, and checks
            for name, message, advice in above_ceilings(self.book, day, set_here):
                where = ("parameters", name) if name in set_here else ("parameters",)
                self.problem("above-ceiling", message, advice, where)
        return set_here

    def sources(self, data: Data) -> dict[str, str]:
        example = "sources: {card: 'System card, 2023-03-15'}"
        sources = {}
        for name, each in self.mapping(data, ("sources",), example).items():
            path = ("sources", name)
            sources[name] = self.text(each, path)
            if isinstance(each, str | None) and not sources[name]:
                place = self.document.place(path, key=True)
                advice = TEXT_WITH_COMMA if is_torn_off(place, each) else "say where it is from"
                message = f"source `{as_written(name)}` is empty"
                self.problem("wrong-type", message, advice, path, key=True)
        return sources

    def lineage(self, data: Data) -> Lineage | None:
        """Return the lineage that stands in the case, or in the file that it names."""
        if data is None:
            return None
        from liability.case.lineage_load import lineage_in_case

        try:
            return lineage_in_case(self.document, data)
        except ProblemsError as error:
            self.problems.extend(error.problems)
            return None

    def safety_cases(self, data: Data) -> tuple[SafetyCase, ...]:
        """Return the safety cases that stand in the case, or in the files that it names."""
        if data is None:
            return ()
        from liability.case.safety_load import safety_cases_in_case

        try:
            return safety_cases_in_case(self.document, data, self.book)
        except ProblemsError as error:
            self.problems.extend(error.problems)
            return ()

    def one_currency(self) -> None:
        """Hold the amounts to one currency, and state it where they settle it and nobody else does.

        The fact with the currency is the one that the rulebook's apportionment names, if any.
        """
        if not self.amounts:
            return
        from liability.case.currency import settle

        sums = self.book.apportionment
        named = sums.facts["currency"] if sums is not None else None
        fact = self.book.facts.get(named or "")
        stated = self.facts.get(fact.id, Stated(None)) if fact else Stated(None)
        currency, problems = settle(self.amounts, fact, stated.value)
        self.problems.extend(problems)
        if fact and currency and stated.value is None:
            self.facts[fact.id] = stated._replace(value=currency)

    # --- subjects ----------------------------------------------------------------------------

    def subject(
        self, subject: Subject, data: Mapping[str, Data], sources: Mapping[str, str]
    ) -> None:
        assert subject.key is not None
        path: Path_ = (subject.key,)
        body = data.get(subject.key)
        if not subject.many:
            facts = self.mapping(body, path, f"{subject.key}: {{fact: value}}")
            self.members_facts(subject, None, facts, path, sources)
            return
        if is_unknown(body):
            self.roster[subject.id] = None
            return
        if isinstance(body, str) and body.lower() == "none":
            body = []
        if not isinstance(body, list):
            self.problem(
                "wrong-type",
                f"`{subject.key}` must be a list",
                f"start each with `- id:`; write `{subject.key}: none` where there is none",
                path,
            )
            self.roster[subject.id] = None
            return
        ids = [
            self.member(subject, each, (*path, index), sources) for index, each in enumerate(body)
        ]
        self.no_duplicates([(name, (*path, index)) for index, name in enumerate(ids) if name])
        self.roster[subject.id] = tuple(dict.fromkeys(name for name in ids if name))

    def member(
        self, subject: Subject, data: Data, path: Path_, sources: Mapping[str, str]
    ) -> str | None:
        if not isinstance(data, dict):
            self.problem(
                "wrong-type",
                f"`{as_written(data)}` is not an entry of `{subject.key}`",
                "start it with `- id:`",
                path,
            )
            return None
        name = data.get("id")
        if not isinstance(name, str) or not CASE_ID.fullmatch(name):
            message = "`id` is missing" if name is None else f"`{as_written(name)}` cannot be an id"
            self.problem(
                "bad-id",
                message,
                "give each entry an `id`, as in `id: a-name`" if name is None else _ID_HELP,
                (*path, "id") if name is not None else path,
            )
            name = ""  # go on, so that what is wrong below is reported too
        facts = {
            key: value
            for key, value in data.items()
            if key not in ("id", "name", *subject.refers_to)
        }
        self.names[f"{subject.id}@{name}"] = self.text(data.get("name"), (*path, "name")) or name
        for key, target in subject.refers_to.items():
            self.reference(subject, name, key, target, data.get(key), path)
        self.members_facts(subject, name, facts, path, sources)
        return name or None

    def reference(
        self, subject: Subject, name: str, key: str, target: str, data: Data, path: Path_
    ) -> None:
        declared = self.book.subjects[target].declared
        if is_unknown(data):
            if declared:
                self.problem(
                    "missing-key",
                    f"`{key}` is missing",
                    f"name a {target}: " + suggestion("", self.book.entries[target]),
                    path,
                )
            return
        given = self.text(data, (*path, key))
        if isinstance(data, str):
            self.refers[f"{subject.id}@{name}", key] = given
            self.references.append((target, given, (*path, key)))
        if declared and given in self.book.entries.get(target, {}):
            self.facts[key_of(f"{subject.id}.{key}", name)] = Stated(given)

    def check_references(self) -> None:
        for target, given, path in self.references:
            declared = self.book.subjects[target].declared
            known = self.book.entries[target] if declared else self.roster.get(target) or ()
            if given not in known:
                where = "" if declared else f" under `{self.book.subjects[target].key}`"
                self.problem(
                    "unknown-name",
                    f"`{as_written(given)}` is not a {target}{where}",
                    suggestion(given, known) or f"list it under `{self.book.subjects[target].key}`",
                    path,
                )

    def no_duplicates(self, named: list[tuple[str, Path_]]) -> None:
        first: dict[str, Path_] = {}
        for name, path in named:
            if name in first:
                line = self.document.place((*first[name], "id")).line
                self.problem(
                    "duplicate-id",
                    f"`{name}` is the id of two entries",
                    f"it stands first on line {line}; rename or remove one",
                    (*path, "id"),
                )
            first.setdefault(name, path)

    def members_facts(
        self,
        subject: Subject,
        member: str | None,
        data: Mapping[str, Data],
        path: Path_,
        sources: Mapping[str, str],
    ) -> None:
        declared = {
            fact.name: fact for fact in self.book.facts.values() if fact.subject == subject.id
        }
        for name, body in data.items():
            if name not in declared:
                known = [*declared, *(("id", "name", *subject.refers_to) if subject.many else ())]
                message = f"`{as_written(name)}` is not a fact of `{subject.key}`"
                advice = suggestion(name, known, "`liability rules list --facts` lists the facts")
                self.unknown_key(message, advice, (*path, name))
                continue
            fact = declared[name]
            self.facts[key_of(fact.id, member)] = self.stated(fact, body, (*path, name), sources)
