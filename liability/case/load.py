"""A case file to a `Case`: every fact typed by the rulebook, every problem reported at once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from liability.case.model import Case, Disputed, Interval, Known, Stated, Value, key_of
from liability.case.quantity import QuantityError, parse_quantity
from liability.rulebook.model import Fact, Rulebook, Subject
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.yaml import Data, Document, Path_

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = (1950, 2150)
_TRUE, _FALSE = frozenset({"true", "yes"}), frozenset({"false", "no"})
_WORDS_FOR_UNKNOWN = frozenset({"unknown", "?", "n/a", "tbd"})
_HEAD = ("case", "title", "pack", "as_of", "profile", "readings", "parameters", "sources", "notes")
_FORM_KEYS = ("value", "low", "best", "high", "disputed", "evidence", "note")
_POINTS = ("low", "best", "high")
UNKNOWN = "unknown"


def load_case(document: Document, rulebook: Rulebook) -> Case:
    """Type the facts of a case file.

    Args:
        document: the file, as `liability.source.yaml.read` gives it.
        rulebook: declares the facts.

    Raises:
        ProblemsError: with every problem of the file.
    """
    loader = _Loader(document, rulebook)
    case = loader.case()
    if loader.problems:
        raise ProblemsError(loader.problems)
    return case


class _Loader:
    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        self.document = document
        self.book = rulebook
        self.problems: list[Problem] = []
        self.facts: dict[str, Stated] = {}
        self.roster: dict[str, tuple[str, ...] | None] = {}
        self.names: dict[str, str] = {}
        self.refers: dict[tuple[str, str], str] = {}
        self.references: list[tuple[str, str, str, Path_]] = []

    def problem(self, code: str, message: str, advice: str, path: Path_, *, key: bool = False) -> None:
        place = self.document.place(path, key=key)
        self.problems.append(Problem(f"case/{code}", message, advice, place))

    def case(self) -> Case:
        data = self.document.data
        if not isinstance(data, dict):
            what = "is empty" if data is None else "holds no facts"
            self.problem("not-a-case", f"`{self.document.file}` {what}",
                         "`liability new FILE` writes a blank case to fill in", ())
            raise ProblemsError(self.problems)
        subjects = {each.key: each for each in self.book.subjects.values() if each.key}
        for key in data:
            if key not in _HEAD and key not in subjects:
                self.problem("unknown-key", f"`{key}` is not a key of a case",
                             suggestion(key, [*_HEAD, *subjects]), (key,), key=True)
        sources = self.sources(data.get("sources"))
        for subject in subjects.values():
            self.subject(subject, data, sources)
        self.check_references()
        return Case(
            id=self.identifier(data),
            title=self.text(data.get("title"), ("title",)),
            file=self.document.file,
            digest=digest(data),
            pack=self.text(data.get("pack"), ("pack",)) or None,
            as_of=self.as_of(data.get("as_of")),
            profile=self.profile(data.get("profile")),
            readings=self.readings(data.get("readings")),
            parameters=self.parameters(data.get("parameters")),
            sources=sources,
            facts=dict(sorted(self.facts.items())),
            roster=self.roster,
            names=self.names,
            refers=self.refers,
        )

    # --- the head of the file ----------------------------------------------------------------

    def identifier(self, data: Mapping[str, Data]) -> str:
        given = data.get("case")
        if given is None:
            self.problem("missing-key", "`case` is missing", "give the case an id, as in `case: gpt-4`", ())
        elif not isinstance(given, str) or not _ID.fullmatch(given):
            self.problem("bad-id", f"`{_short(given)}` cannot be the id of a case",
                         "use letters, digits, `-` and `_`", ("case",))
        else:
            return given
        return ""

    def text(self, data: Data, path: Path_) -> str:
        if data is None or isinstance(data, str):
            return data or ""
        self.problem("wrong-type", f"`{path[-1]}` must be text", "put the text in quotes", path)
        return ""

    def as_of(self, data: Data) -> str | None:
        found = self.date(data, ("as_of",)) if data is not None else None
        return found.isoformat() if found else None

    def profile(self, data: Data) -> str | None:
        given = self.text(data, ("profile",)) or None
        if given is not None and given not in self.book.profiles:
            self.problem("unknown-name", f"`{given}` is not a profile",
                         suggestion(given, self.book.profiles), ("profile",))
        return given

    def mapping(self, data: Data, path: Path_, example: str) -> dict[str, Data]:
        if data is None:
            return {}
        if isinstance(data, dict):
            return data
        self.problem("wrong-type", f"`{path[-1]}` must be a mapping", f"write it as `{example}`", path)
        return {}

    def readings(self, data: Data) -> dict[str, str]:
        taken: dict[str, str] = {}
        for name, option in self.mapping(data, ("readings",), "readings: {Q10: any_action}").items():
            path = ("readings", name)
            if name not in self.book.readings:
                self.problem("unknown-name", f"`{name}` is not a reading",
                             suggestion(name, self.book.readings), path, key=True)
            elif not isinstance(option, str) or option not in self.book.readings[name].options:
                self.problem("unknown-name", f"`{_short(option)}` is not an option of `{name}`",
                             suggestion(_short(option), self.book.readings[name].options), path)
            else:
                taken[name] = option
        return taken

    def parameters(self, data: Data) -> dict[str, Decimal]:
        set_here: dict[str, Decimal] = {}
        for name, written in self.mapping(data, ("parameters",), "parameters: {harbor.training: 1e25}").items():
            path = ("parameters", name)
            if name not in self.book.parameters:
                self.problem("unknown-name", f"`{name}` is not a parameter",
                             suggestion(name, self.book.parameters), path, key=True)
                continue
            value = self.quantity(written, self.book.parameters[name].unit, path)
            if value is not None:
                set_here[name] = value
        return set_here

    def sources(self, data: Data) -> dict[str, str]:
        return {
            name: self.text(each, ("sources", name))
            for name, each in self.mapping(data, ("sources",), "sources: {card: System card, 2023-03-15}").items()
        }

    # --- subjects ----------------------------------------------------------------------------

    def subject(self, subject: Subject, data: Mapping[str, Data], sources: Mapping[str, str]) -> None:
        assert subject.key is not None
        path: Path_ = (subject.key,)
        body = data.get(subject.key)
        if not subject.many:
            facts = self.mapping(body, path, f"{subject.key}: {{fact: value}}")
            self.members_facts(subject, None, facts, path, sources)
            return
        if body is None or (isinstance(body, str) and body.lower() in _WORDS_FOR_UNKNOWN):
            self.roster[subject.id] = None
            return
        if isinstance(body, str) and body.lower() == "none":
            body = []
        if not isinstance(body, list):
            self.problem("wrong-type", f"`{subject.key}` must be a list",
                         f"start each with `- id:`; write `{subject.key}: none` where there is none", path)
            self.roster[subject.id] = None
            return
        ids = [self.member(subject, each, (*path, index), sources) for index, each in enumerate(body)]
        self.no_duplicates([(name, (*path, index)) for index, name in enumerate(ids) if name])
        self.roster[subject.id] = tuple(dict.fromkeys(name for name in ids if name))

    def member(self, subject: Subject, data: Data, path: Path_, sources: Mapping[str, str]) -> str | None:
        if not isinstance(data, dict):
            self.problem("wrong-type", f"an entry of `{subject.key}` must be a mapping",
                         "start it with `- id:`", path)
            return None
        name = data.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            message = "`id` is missing" if name is None else f"`{_short(name)}` cannot be an id"
            self.problem("bad-id", message, "give each entry an `id` of letters, digits, `-` and `_`",
                         (*path, "id") if name is not None else path)
            return None
        facts = {key: value for key, value in data.items() if key not in ("id", "name", *subject.refers_to)}
        self.names[f"{subject.id}@{name}"] = self.text(data.get("name"), (*path, "name")) or name
        for key, target in subject.refers_to.items():
            self.reference(subject, name, key, target, data.get(key), path)
        self.members_facts(subject, name, facts, path, sources)
        return name

    def reference(self, subject: Subject, name: str, key: str, target: str, data: Data, path: Path_) -> None:
        declared = self.book.subjects[target].declared
        if data is None:
            if declared:
                self.problem("missing-key", f"`{key}` is missing", f"name a {target}: " + suggestion(
                    "", self.book.entries[target]), path)
            return
        given = self.text(data, (*path, key))
        if given:
            self.refers[f"{subject.id}@{name}", key] = given
            self.references.append((target, given, key, (*path, key)))
        if declared and given in self.book.entries.get(target, {}):
            self.facts[key_of(f"{subject.id}.{key}", name)] = Stated(given)

    def check_references(self) -> None:
        for target, given, _, path in self.references:
            declared = self.book.subjects[target].declared
            known = self.book.entries[target] if declared else self.roster.get(target) or ()
            if given not in known:
                where = "" if declared else f" under `{self.book.subjects[target].key}`"
                self.problem("unknown-name", f"`{given}` is not a {target}{where}",
                             suggestion(given, known) or f"list it under `{self.book.subjects[target].key}`", path)

    def no_duplicates(self, named: list[tuple[str, Path_]]) -> None:
        first: dict[str, Path_] = {}
        for name, path in named:
            if name in first:
                line = self.document.place((*first[name], "id")).line
                self.problem("duplicate-id", f"`{name}` is the id of two entries",
                             f"it stands first on line {line}; rename or remove one", (*path, "id"))
            first.setdefault(name, path)

    def members_facts(
        self, subject: Subject, member: str | None, data: Mapping[str, Data], path: Path_, sources: Mapping[str, str]
    ) -> None:
        declared = {fact.name: fact for fact in self.book.facts.values() if fact.subject == subject.id}
        for name, body in data.items():
            if name not in declared:
                known = [*declared, *(("id", "name", *subject.refers_to) if subject.many else ())]
                self.problem("unknown-key", f"`{name}` is not a fact of `{subject.key}`",
                             suggestion(name, known), (*path, name), key=True)
                continue
            fact = declared[name]
            self.facts[key_of(fact.id, member)] = self.stated(fact, body, (*path, name), sources)

    # --- one fact ----------------------------------------------------------------------------

    def stated(self, fact: Fact, data: Data, path: Path_, sources: Mapping[str, str]) -> Stated:
        if not isinstance(data, dict):
            return Stated(self.value(fact, data, path))
        for key in data:
            if key not in _FORM_KEYS:
                self.problem("unknown-key", f"`{key}` is not part of a fact's value",
                             suggestion(key, _FORM_KEYS), (*path, key), key=True)
        forms = [key for key in ("value", "disputed") if key in data] + (
            ["low"] if any(point in data for point in _POINTS) else [])
        if len(forms) > 1:
            self.problem("wrong-type", f"`{fact.name}` is given in two ways",
                         "give one of `value`, `low`/`best`/`high`, `disputed`", path)
            return Stated(None)
        value = self.form(fact, data, path) if forms else None
        return Stated(value, self.evidence(data.get("evidence"), (*path, "evidence"), sources),
                      self.text(data.get("note"), (*path, "note")))

    def form(self, fact: Fact, data: Mapping[str, Data], path: Path_) -> Value | None:
        if "disputed" in data:
            return self.disputed(fact, data["disputed"], (*path, "disputed"))
        if "value" in data:
            return self.known(fact, data["value"], (*path, "value"))
        return self.interval(fact, data, path)

    def value(self, fact: Fact, data: Data, path: Path_) -> Known | None:
        if data is None or (isinstance(data, str) and data.strip().lower() in _WORDS_FOR_UNKNOWN):
            return None
        if fact.type == "choices":
            return self.choices(fact, data, path)
        if not isinstance(data, str):
            self.problem("wrong-type", f"`{fact.name}` takes one value, not a list", _expected(fact), path)
            return None
        match fact.type:
            case "boolean":
                return self.boolean(fact, data, path)
            case "choice":
                return self.choice(fact, data, path)
            case "quantity":
                assert fact.unit is not None
                value = self.quantity(data, fact.unit, path)
                return None if value is None else Interval(value, value, value)
            case "date":
                return self.date(data, path)
        return data

    def known(self, fact: Fact, data: Data, path: Path_) -> Known | None:
        if isinstance(data, dict):
            return self.interval(fact, data, path)
        return self.value(fact, data, path)

    def disputed(self, fact: Fact, data: Data, path: Path_) -> Disputed | None:
        sides = self.mapping(data, path, "disputed: {claimant: strong, developer: weak}")
        said: dict[str, Known] = {}
        for side, value in sides.items():
            if side not in self.book.sides:
                self.problem("unknown-name", f"`{side}` is not a side", suggestion(side, self.book.sides),
                             (*path, side), key=True)
                continue
            known = self.known(fact, value, (*path, side))
            if known is not None:
                said[side] = known
        if len(sides) < 2:
            self.problem("wrong-type", f"`{fact.name}` is disputed by one side only",
                         "give a value for each of two sides", path)
        return Disputed(said) if said else None

    def interval(self, fact: Fact, data: Mapping[str, Data], path: Path_) -> Interval | None:
        if fact.type != "quantity" or fact.unit is None:
            self.problem("wrong-type", f"`{fact.name}` is a {fact.type} and takes no interval", _expected(fact), path)
            return None
        points: dict[str, Decimal | None] = dict.fromkeys(_POINTS)
        for key, written in data.items():
            if key in _POINTS and not _is_unknown(written):
                points[key] = self.quantity(written, fact.unit, (*path, key))
        given = [(name, value) for name in _POINTS if (value := points[name]) is not None]
        for (lower, small), (upper, large) in zip(given, given[1:], strict=False):
            if small > large:
                self.problem("interval", f"`{lower}` is above `{upper}`", "swap them, or check the exponents",
                             (*path, lower))
                return None
        return Interval(**points) if given else None

    def quantity(self, data: Data, unit: str, path: Path_) -> Decimal | None:
        if not isinstance(data, str):
            self.problem("wrong-type", f"`{path[-1]}` must be a quantity in {unit}", "write it as `1e26`", path)
            return None
        try:
            return parse_quantity(data, unit)
        except QuantityError as error:
            self.problem(error.code, str(error), error.help, path)
            return None

    def boolean(self, fact: Fact, data: str, path: Path_) -> str | None:
        word = data.strip().lower()
        if word in _TRUE | _FALSE:
            return "true" if word in _TRUE else "false"
        self.problem("wrong-type", f"`{_short(data)}` does not answer yes or no", _expected(fact), path)
        return None

    def choice(self, fact: Fact, data: str, path: Path_) -> str | None:
        if data in fact.values:
            return data
        self.problem("unknown-name", f"`{_short(data)}` is not a value of `{fact.name}`",
                     suggestion(data, fact.values), path)
        return None

    def choices(self, fact: Fact, data: Data, path: Path_) -> frozenset[str] | None:
        given = [data] if isinstance(data, str) else data
        if given == ["none"]:
            given = []
        if not isinstance(given, list):
            self.problem("wrong-type", f"`{fact.name}` takes a list", _expected(fact), path)
            return None
        for index, each in enumerate(given):
            where = path if isinstance(data, str) else (*path, index)
            if not isinstance(each, str) or each not in fact.values:
                self.problem("unknown-name", f"`{_short(each)}` is not a value of `{fact.name}`",
                             suggestion(_short(each), fact.values), where)
        return frozenset(each for each in given if isinstance(each, str) and each in fact.values)

    def date(self, data: Data, path: Path_) -> date | None:
        if not isinstance(data, str) or not _DATE.fullmatch(data.strip()):
            self.problem("wrong-type", f"`{_short(data)}` is not a date", "write it as 2025-03-05", path)
            return None
        try:
            found = date.fromisoformat(data.strip())
        except ValueError:
            self.problem("out-of-range", f"`{data}` is not a day of the calendar", "write it as 2025-03-05", path)
            return None
        if not _YEARS[0] <= found.year <= _YEARS[1]:
            self.problem("out-of-range", f"`{data}` is out of range", f"give a year from {_YEARS[0]} to {_YEARS[1]}", path)
            return None
        return found

    def evidence(self, data: Data, path: Path_, sources: Mapping[str, str]) -> tuple[str, ...]:
        named = [data] if isinstance(data, str) else data if isinstance(data, list) else []
        if data is not None and not isinstance(data, str | list):
            self.problem("wrong-type", "`evidence` names sources", "write it as `evidence: [card]`", path)
        for index, each in enumerate(named):
            if not isinstance(each, str) or (each not in sources and each not in self.book.provisions):
                self.problem("unknown-name", f"`{_short(each)}` is neither a source of this case nor a provision",
                             f"add it under `sources:`, as in `{_short(each)}: where it is from`",
                             path if isinstance(data, str) else (*path, index))
        return tuple(each for each in named if isinstance(each, str))


def digest(data: Data) -> str:
    """Return the SHA-256 of data, the same whatever the layout and the order of keys."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_unknown(data: Data) -> bool:
    return data is None or (isinstance(data, str) and data.strip().lower() in _WORDS_FOR_UNKNOWN)


def _short(data: Data) -> str:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return text if len(text) <= 60 else text[:60] + "…"


def _expected(fact: Fact) -> str:
    match fact.type:
        case "boolean":
            return "answer `yes`, `no` or `unknown`"
        case "choice" | "choices":
            return "one of " + ", ".join(f"`{each}`" for each in fact.values) + ", or `unknown`"
        case "quantity":
            return f"a quantity in {fact.unit}, as `1e26`, or `{{low: …, best: …, high: …}}`"
        case "date":
            return "a date, as 2025-03-05"
    return "text"
