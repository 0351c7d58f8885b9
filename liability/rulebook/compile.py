"""Rule files to a `Rulebook`: every section validated, every problem collected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from liability.rulebook import conditions as c
from liability.rulebook import format as f
from liability.rulebook.law import choices
from liability.rulebook.load import pack_files
from liability.rulebook.model import (
    MET,
    NOT_MET,
    Conclusion,
    Entry,
    Fact,
    Finding,
    Outcomes,
    Parameter,
    Provision,
    Reading,
    Rule,
    Rulebook,
    Subject,
    Text,
)
from liability.rulebook.strata import strata
from liability.source.problems import Place, Problem, ProblemsError, suggestion
from liability.source.yaml import Data, Document, Path_, read

MET_LABELS = {MET: {"en": "met"}, NOT_MET: {"en": "not met"}}
_SECTIONS = tuple(f.PackFileForm.model_fields)


@dataclass(slots=True)
class Sources:
    """Where each entry of a pack stands, for messages.

    Attributes:
        entries: (section, id) to the document and the path of the entry in it.
        problems: everything found so far.
    """

    entries: dict[tuple[str, str], tuple[Document, Path_]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self, code: str, message: str, advice: str, section: str, entry: str, name: str | None = None
    ) -> None:
        """Add a problem at the entry, or at the first place inside it that says `name`."""
        self.problems.append(Problem(code, message, advice, self.place(section, entry, name)))

    def place(self, section: str, entry: str, name: str | None = None) -> Place | None:
        if (section, entry) not in self.entries:
            return None
        document, path = self.entries[section, entry]
        if name is not None:
            found = _find(_at(document.data, path), name)
            if found is not None:
                inner, is_key = found
                return document.place((*path, *inner), key=is_key)
        return document.place(path, key=True)


def compile_pack(folder: Path) -> Rulebook:
    """Read, validate and check the pack in `folder`.

    Raises:
        ProblemsError: with every problem of every file.
    """
    from liability.rulebook.check import check

    sources = Sources()
    raw = _merge(folder, sources)
    forms = {section: _validate(section, raw[section], sources) for section in _SECTIONS}
    if not isinstance(forms["pack"].get("pack"), f.PackForm):
        if not sources.problems:
            sources.problems.append(
                Problem("rules/no-pack", f"`{folder}` has no `pack` section",
                        "say what the pack is in `pack.yaml`")
            )
        raise ProblemsError(sources.problems)
    digest = hashlib.sha256(
        json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()
    rulebook = _rulebook(forms, digest, sources)
    check(rulebook, sources)
    if sources.problems:
        raise ProblemsError(sources.problems)
    return replace(rulebook, strata=strata(rulebook))


def _merge(folder: Path, sources: Sources) -> dict[str, dict[str, Data]]:
    """Put the sections of all files together: section -> id -> what is written."""
    merged: dict[str, dict[str, Data]] = {section: {} for section in _SECTIONS}
    for file in pack_files(folder):
        try:
            document = read(file, _shown(file))
        except ProblemsError as error:
            sources.problems.extend(error.problems)
            continue
        if not isinstance(document.data, dict):
            sources.problems.append(
                Problem("rules/no-sections", f"`{document.file}` holds no sections",
                        "start with one of " + ", ".join(f"`{each}:`" for each in _SECTIONS),
                        document.place(()))
            )
            continue
        for section, body in document.data.items():
            _merge_section(section, body, document, merged, sources)
    return merged


def _merge_section(
    section: str, body: Data, document: Document, merged: dict[str, dict[str, Data]], sources: Sources
) -> None:
    if section not in _SECTIONS:
        sources.problems.append(
            Problem("rules/unknown-key", f"`{section}` is not a section of a rule file",
                    suggestion(section, _SECTIONS), document.place((section,), key=True))
        )
        return
    if not isinstance(body, dict):
        sources.problems.append(
            Problem("rules/wrong-type", f"`{section}` must map ids to entries",
                    "write `id:` and, indented below it, the entry", document.place((section,)))
        )
        return
    entries: list[tuple[str, Data, Path_]]
    if section == "pack":
        entries = [("pack", body, (section,))]
    elif section == "entries":
        entries = [
            (f"{subject}.{name}", {subject: {name: entry}}, (section, subject, name))
            for subject, members in body.items()
            for name, entry in (members.items() if isinstance(members, dict) else [("", members)])
        ]
    else:
        entries = [(name, entry, (section, name)) for name, entry in body.items()]
    for name, entry, path in entries:
        if name in merged[section]:
            first = sources.place(section, name)
            where = f"{first.file}:{first.line}" if first else "another file"
            sources.problems.append(
                Problem("rules/duplicate-id", f"`{name}` is declared twice",
                        f"it stands first at {where}; rename or remove one",
                        document.place(path, key=True))
            )
            continue
        merged[section][name] = entry
        sources.entries[section, name] = (document, path)


_FORMS: Mapping[str, Any] = {
    "pack": f.PackForm,
    "provisions": f.ProvisionForm,
    "facts": f.FactDeclarationForm,
    "parameters": f.ParameterForm,
    "readings": f.ReadingDeclarationForm,
    "findings": f.FindingForm,
    "conclusions": f.ConclusionDeclarationForm,
    "rules": f.RuleForm,
    "entries": f.EntryForm,
}
_KNOWN_KEYS = {
    info.alias or name
    for form in vars(f).values()
    if isinstance(form, type) and issubclass(form, BaseModel)
    for name, info in form.model_fields.items()
}


def _validate(section: str, raw: Mapping[str, Data], sources: Sources) -> dict[str, Any]:
    """Validate each entry of a section by its form; problems are collected, not raised."""
    adapter = TypeAdapter(_FORMS[section])
    valid: dict[str, Any] = {}
    for name, entry in raw.items():
        body = entry
        if section == "entries":
            subject, _, member = name.partition(".")
            assert isinstance(entry, dict)
            members = entry[subject]
            body = members[member] if isinstance(members, dict) else members
        try:
            valid[name] = adapter.validate_python(body)
        except ValidationError as error:
            document, path = sources.entries[section, name]
            for each in error.errors():
                sources.problems.append(_problem(each, body, document, path))
    return valid


def _problem(error: Any, body: Data, document: Document, path: Path_) -> Problem:
    inner = _real_path(body, error["loc"])
    last = str(error["loc"][-1]) if error["loc"] else str(path[-1])
    where, kind = (*path, *inner), error["type"]
    if kind == "extra_forbidden":
        advice = suggestion(last, _KNOWN_KEYS)
        return Problem("rules/unknown-key", f"`{last}` is not a key here", advice,
                       document.place(where, key=True))
    if kind == "missing":
        code = "rules/missing-citation" if last == "cites" else "rules/missing-key"
        advice = "name the provision it rests on, as in `cites: [C.4.a]`" if last == "cites" else (
            f"add `{last}:` to `{path[-1]}`")
        return Problem(code, f"`{last}` is missing", advice, document.place(where, key=True))
    if kind == "too_short" and last == "cites":
        return Problem("rules/missing-citation", "`cites` is empty",
                       "name the provision it rests on, as in `cites: [C.4.a]`", document.place(where))
    if kind == "union_tag_not_found":
        advice = "write the name of a finding or conclusion, or one of " + ", ".join(
            f"`{key}:`" for key in f.CONDITION_KEYS)
        return Problem("rules/not-a-condition", "this is not a condition", advice, document.place(where))
    message = str(error["msg"]).removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    return Problem("rules/wrong-value", f"`{last}`: {message}", "", document.place(where))


def _rulebook(forms: Mapping[str, Mapping[str, Any]], digest: str, sources: Sources) -> Rulebook:
    pack: f.PackForm = forms["pack"]["pack"]
    builder = _Builder(sources)
    entries: dict[str, dict[str, Entry]] = {
        name: {} for name, subject in pack.subjects.items() if subject.declared
    }
    for full, form in forms["entries"].items():
        subject, _, name = full.partition(".")
        entries.setdefault(subject, {})[name] = builder.entry(subject, name, form)
    outcome = pack.determination
    made = {
        section: dict(sorted((name, make(name, form)) for name, form in forms[section].items()))
        for section, make in builder.sections().items()
    }
    return Rulebook(
        id=pack.id,
        title=text(pack.title),
        version=pack.version,
        since=pack.since,
        source=text(pack.source),
        digest=digest,
        profiles={name: text(title) for name, title in pack.profiles.items()},
        default_profile=pack.default_profile,
        sides={name: text(title) for name, title in pack.sides.items()},
        subjects={name: builder.subject(name, form) for name, form in pack.subjects.items()},
        outcomes=Outcomes(**{name: _plain(getattr(outcome, name)) for name in type(outcome).model_fields}),
        entries={subject: _by_citation(members) for subject, members in entries.items()},
        varies=_varies(made, entries),
        **made,
    )


def _varies(
    made: Mapping[str, Mapping[str, Any]], entries: Mapping[str, Mapping[str, Entry]]
) -> dict[str, frozenset[str]]:
    """Say what turns on which readings, by `section/id`; what turns on none is left out."""
    turns = {f"findings/{each.id}": choices(each.test) for each in made["findings"].values()}
    turns |= {f"rules/{each.id}": choices(each.when) for each in made["rules"].values()}
    for subject, members in entries.items():
        for member in members.values():
            turns[f"entries/{subject}.{member.id}"] = frozenset().union(
                *(choices(slot) for slot in member.slots.values())
            )
    return {key: found for key, found in turns.items() if found}


def text(form: f.TextForm) -> Text:
    """Return a text by language; plain text is English."""
    return {"en": form} if isinstance(form, str) else dict(form)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value


def _by_citation(members: dict[str, Entry]) -> dict[str, Entry]:
    """Order entries as the law does: by the provision they rest on, then by id."""
    return dict(sorted(members.items(), key=lambda item: (item[1].cites[0], item[0])))


class _Builder:
    """Makes what the rulebook holds from what the files say."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def sections(self) -> dict[str, Callable[[str, Any], Any]]:
        return {
            "provisions": self.provision,
            "facts": self.fact,
            "parameters": self.parameter,
            "readings": self.reading,
            "findings": self.finding,
            "conclusions": self.conclusion,
            "rules": self.rule,
        }

    def subject(self, name: str, form: f.SubjectForm) -> Subject:
        return Subject(name, text(form.title), form.key, form.many, form.declared,
                       dict(form.refers_to), text(form.question) if form.question else None)

    def provision(self, name: str, form: f.ProvisionForm) -> Provision:
        divergences = tuple((tuple(each.profiles), each.says) for each in form.divergences)
        return Provision(name, form.modal, text(form.text), divergences, form.not_encoded)

    def fact(self, name: str, form: f.FactDeclarationForm) -> Fact:
        subject, _, short = name.partition(".")
        title = text(form.title)
        return Fact(name, subject, short, form.type, title,
                    text(form.question) if form.question else title, form.unit,
                    {value: text(label) for value, label in (form.values or {}).items()},
                    tuple(form.cites), text(form.note) if form.note else None)

    def parameter(self, name: str, form: f.ParameterForm) -> Parameter:
        values: list[tuple[str, Decimal | None]] = []
        for since, written in sorted(form.values.items()):
            try:
                values.append((since, None if written is None else Decimal(written)))
            except InvalidOperation:
                self.sources.problem("rules/wrong-value", f"`{written}` is not a number",
                                     "write it as `1e26`", "parameters", name, written)
        return Parameter(name, text(form.title), form.unit, tuple(values), tuple(form.cites),
                         text(form.source) if form.source else None, form.assumption)

    def reading(self, name: str, form: f.ReadingDeclarationForm) -> Reading:
        return Reading(name, text(form.title),
                       {option: text(label) for option, label in form.options.items()},
                       form.default, dict(form.by_profile), tuple(form.cites),
                       text(form.because) if form.because else None)

    def finding(self, name: str, form: f.FindingForm) -> Finding:
        return Finding(name, text(form.title), tuple(form.cites), form.burden, form.for_each,
                       condition(form.test), text(form.because) if form.because else None)

    def conclusion(self, name: str, form: f.ConclusionDeclarationForm) -> Conclusion:
        if form.values is None:
            return Conclusion(name, text(form.title), form.for_each, MET_LABELS, NOT_MET, tuple(form.cites))
        labels = {value: text(label) for value, label in form.values.items()}
        return Conclusion(name, text(form.title), form.for_each, labels, form.otherwise, tuple(form.cites))

    def rule(self, name: str, form: f.RuleForm) -> Rule:
        when = condition(form.when)
        if form.unless:
            when = c.All((when, *(c.Not(condition(each)) for each in form.unless)))
        concludes = form.concludes
        conclusion, value = (
            (concludes, MET) if isinstance(concludes, str) else next(iter(concludes.items()))
        )
        period = form.in_force
        return Rule(name, text(form.title), tuple(form.cites), form.for_each, when,
                    tuple(form.exception_to), conclusion, value,
                    period.from_ if period else None, period.to if period else None,
                    text(form.because) if form.because else None)

    def entry(self, subject: str, name: str, form: f.EntryForm) -> Entry:
        return Entry(name, subject, text(form.title), tuple(form.cites), dict(form.attributes),
                     {slot: condition(each) for slot, each in form.slots.items()},
                     text(form.because) if form.because else None)


def condition(form: Any) -> c.Condition:
    """Turn a condition as written into what it means."""
    match form:
        case "always" | "never":
            return c.Constant(form == "always")
        case str():
            return c.Is(form)
        case f.AllForm():
            return c.All(_all(form.all))
        case f.AnyForm():
            return c.AnyOf(_all(form.any))
        case f.NotForm():
            return c.Not(condition(form.not_))
        case f.CountForm():
            return _count(form)
        case f.EstablishedForm():
            return c.Established(_all(form.established_by))
        case f.DisprovedForm():
            return c.Disproved(condition(form.disproved))
        case f.ConclusionForm_():
            return c.Is(form.conclusion, (form.is_,) if form.is_ else tuple(form.is_one_of or ()))
        case f.SomeForm():
            return c.Quantified(False, form.some, form.holds, form.of)
        case f.EveryForm():
            return c.Quantified(True, form.every, form.holds, form.of)
        case f.SlotForm():
            return c.Slot(form.slot)
        case f.ReadingForm_():
            return c.Choice(form.reading, _options(form.options))
        case f.ProfileForm():
            return c.Choice(None, _options(form.by_profile))
        case f.FactForm_():
            return _fact_test(form)
    raise TypeError(form)


def _all(forms: list[Any]) -> tuple[c.Condition, ...]:
    return tuple(condition(each) for each in forms)


def _options(forms: Mapping[str, Any]) -> tuple[tuple[str, c.Condition], ...]:
    return tuple((name, condition(each)) for name, each in sorted(forms.items()))


def _count(form: f.CountForm) -> c.Count:
    low = form.exactly if form.exactly is not None else form.at_least or 0
    high = form.exactly if form.exactly is not None else form.at_most
    return c.Count(_all(form.count), low, len(form.count) if high is None else high, form.open_from)


def _fact_test(form: f.FactForm_) -> c.FactTest:
    operator, given = form.operator()
    on = form.on if isinstance(form.on, f.PointsForm) else f.PointsForm(met=form.on, not_met=form.on)
    if operator in ("is", "supported"):
        return c.FactTest(form.fact, operator, (given,))
    if operator in ("is_one_of", "includes_any"):
        return c.FactTest(form.fact, operator, tuple(given))
    if operator == "decides":
        return c.FactTest(form.fact, operator, tuple(given.met), tuple(given.not_met))
    return c.FactTest(form.fact, operator, (), (), _operand(given), on.met, on.not_met)


def _operand(given: Any) -> c.OperandTree:
    match given:
        case f.ParameterOperand():
            return c.ParameterRef(given.parameter)
        case f.FactOperand():
            return c.FactRef(given.fact)
        case f.AsOfOperand():
            return c.AsOf()
    return c.Literal(given)


def _shown(file: Path) -> str:
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def _real_path(body: Data, location: tuple[str | int, ...]) -> Path_:
    """Keep of a validation error's location the steps that the file has."""
    path: list[str | int] = []
    at: Data = body
    for index, step in enumerate(location):
        if isinstance(at, dict) and step in at:
            at = at[str(step)]
        elif isinstance(at, list) and isinstance(step, int) and step < len(at):
            at = at[step]
        elif index < len(location) - 1 or not isinstance(at, dict):
            continue
        path.append(step)
    return tuple(path)


def _at(data: Data, path: Path_) -> Data:
    for step in path:
        data = data[step]  # type: ignore[index,call-overload]
    return data


def _find(data: Data, name: str) -> tuple[Path_, bool] | None:
    """Return where `name` is first said in `data`, and whether as a key."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == name:
                return (key,), True
            found = _find(value, name)
            if found:
                return (key, *found[0]), found[1]
    elif isinstance(data, list):
        for index, value in enumerate(data):
            found = _find(value, name)
            if found:
                return (index, *found[0]), found[1]
    elif data == name:
        return (), False
    return None
