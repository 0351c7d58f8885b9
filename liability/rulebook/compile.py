"""Rule files to a `Rulebook`: every section validated, every problem collected."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from liability.rulebook import conditions as c
from liability.rulebook import format as f
from liability.rulebook.catalogs import Catalogs, read_catalogs, translated
from liability.rulebook.claim_documents import ClaimDocument
from liability.rulebook.compile_outcomes import accounting, outcomes
from liability.rulebook.model import (
    ATTRIBUTES,
    MET,
    NOT_MET,
    Apportionment,
    Conclusion,
    Entry,
    Fact,
    Finding,
    Parameter,
    Provision,
    Reading,
    Rule,
    Rulebook,
    Subject,
    Text,
)
from liability.rulebook.packs import pack_files
from liability.rulebook.records import Kind, record_of
from liability.rulebook.safety_cases import SafetyCases
from liability.rulebook.sources import SECTIONS, Sources, merge, shown, validate
from liability.rulebook.specialize import choices
from liability.rulebook.strata import strata
from liability.rulebook.translate import condition
from liability.rulebook.words import Form
from liability.source.packed import Packed
from liability.source.problems import Place, Problem, ProblemsError

_CLAIM_PARTS = (
    "sections",
    "claims",
    "evidence",
    "defeaters",
    "conditions",
    "changes",
    "views",
    "attestations",
)
_ORDERED = (  # mappings whose order shows: tiers rise, options are offered in order; * is any name
    ("conclusions", "*", "values"),
    ("facts", "*", "values"),
    ("readings", "*", "options"),
    ("pack", "*", "profiles"),
    ("pack", "*", "sides"),
    ("pack", "*", "subjects"),
    *(("pack", "*", "safety_cases", each) for each in ("states", "defeaters", "roles", "gates")),
    *(("claim_documents", "*", each) for each in _CLAIM_PARTS),
)
_NO_ATTRIBUTES = dict.fromkeys(ATTRIBUTES, "")  # a determination gives these of every duty
MET_LABELS = {MET: "met", NOT_MET: "not met"}


def compile_pack(folder: Path) -> Rulebook:
    """Read, validate and check the pack in `folder`.

    Raises:
        ProblemsError: with every problem of every file.
    """
    from liability.rulebook.check import check

    sources = Sources()
    raw = merge(folder, sources)
    forms = {section: validate(section, raw[section], sources) for section in SECTIONS}
    if not isinstance(forms["pack"].get("pack"), f.PackForm):
        if not sources.problems:
            sources.add(_no_pack(folder))
        raise ProblemsError(sources.problems)
    rulebook = _rulebook(forms, _digest(raw), read_catalogs(folder, sources.add))
    check(rulebook, sources)
    if sources.problems:
        raise ProblemsError(sources.problems)
    return replace(rulebook, strata=strata(rulebook))


def _no_pack(folder: Path) -> Problem:
    """Say that a pack says nowhere what it is; shown at its `pack.yaml`, or its first file."""
    files = sorted(pack_files(folder), key=lambda file: (file.name != "pack.yaml", file))
    return Problem(
        "rules/no-pack",
        f"`{folder}` has no `pack` section",
        "say what the pack is in `pack.yaml`",
        Place(shown(files[0]), 1, 1) if files else None,
    )


def _digest(raw: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the SHA-256 of a pack: its content, and the order of values, where order speaks."""
    ordered = {
        "/".join(found): list(mapping) for path in _ORDERED for found, mapping in _at(raw, path)
    }
    entries = {}
    for name, body in raw["entries"].items():
        subject, _, member = name.partition(".")
        entries[name] = {subject: {member: body}}
    whole = [{**raw, "entries": entries}, ordered]
    content = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _at(
    part: object, path: Sequence[str], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Mapping[str, object]]]:
    """Yield each mapping that stands at a path, and where."""
    if not isinstance(part, dict):
        return
    if not path:
        yield above, part
        return
    for name in part if path[0] == "*" else [path[0]]:
        yield from _at(part.get(name), path[1:], (*above, name))


def _rulebook(forms: Mapping[str, Mapping[str, Any]], digest: str, catalogs: Catalogs) -> Rulebook:
    pack: f.PackForm = forms["pack"]["pack"]
    builder = _Builder(catalogs)
    entries: dict[str, dict[str, Entry]] = {
        name: {} for name, subject in pack.subjects.items() if subject.declared
    }
    for full, form in forms["entries"].items():
        subject, _, name = full.partition(".")
        duty = subject == pack.determination.obligations.subject
        made_of = _NO_ATTRIBUTES if duty else {}
        entries.setdefault(subject, {})[name] = builder.entry(subject, name, form, made_of)
    made = {
        section: {
            name: make(name, forms[section][name]) for name in sorted(forms[section], key=_natural)
        }
        for section, make in builder.sections().items()
    }
    return Rulebook(
        id=pack.id,
        title=builder.text(pack.title),
        version=pack.version,
        since=pack.since,
        source=builder.text(pack.source),
        digest=digest,
        profiles={name: builder.text(title) for name, title in pack.profiles.items()},
        default_profile=pack.default_profile,
        sides={name: builder.text(title) for name, title in pack.sides.items()},
        subjects={name: builder.named(Subject, name, form) for name, form in pack.subjects.items()},
        outcomes=outcomes(pack.determination, builder.text),
        assumed_by=builder.text(pack.assumed_by) if pack.assumed_by else None,
        accounting=accounting(pack.accounting, builder.text) if pack.accounting else None,
        apportionment=record_of(Apportionment, pack.apportionment, builder.text)
        if pack.apportionment
        else None,
        safety_cases=record_of(SafetyCases, pack.safety_cases, builder.text)
        if pack.safety_cases
        else None,
        entries={subject: _by_citation(members) for subject, members in entries.items()},
        varies=_varies(made, entries),
        claim_documents=Packed(
            {
                name: builder.named(ClaimDocument, name, form)
                for name, form in sorted(forms["claim_documents"].items())
            }
        ),
        **made,
    )


def _share(form: f.ShareForm | None) -> tuple[str, Decimal] | None:
    return (form.parameter, Decimal(form.share)) if form else None


def _varies(
    made: Mapping[str, Mapping[str, Any]], entries: Mapping[str, Mapping[str, Entry]]
) -> dict[str, frozenset[str]]:
    """Say what turns on which readings, by `section/id`; what turns on none is left out."""
    turns = {f"findings/{each.id}": choices(each.test) for each in made["findings"].values()}
    for subject, members in entries.items():
        for member in members.values():
            turns[f"entries/{subject}.{member.id}"] = frozenset().union(
                *(choices(slot) for slot in member.slots.values())
            )
    for rule in made["rules"].values():
        own = turns[f"rules/{rule.id}"] = choices(rule.when)
        slots = [leaf.name for leaf in c.walk(rule.when) if isinstance(leaf, c.Slot)]
        ground = {"": own} | {
            f".{entry.id}": own.union(
                *(choices(entry.slots[it]) for it in slots if it in entry.slots)
            )
            for entry in entries.get(rule.subject or "", {}).values()
        }
        for suffix, found in ground.items():
            turns[f"ground/{rule.id}{suffix}"] = found
            reached = f"conclusions/{rule.conclusion}{suffix}"
            turns[reached] = turns.get(reached, frozenset()) | found
    return {key: found for key, found in turns.items() if found}


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort numbers inside names by their size: Q2 before Q16."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def _by_citation(members: dict[str, Entry]) -> dict[str, Entry]:
    """Order entries as the law does: by the provision they rest on, then by id."""
    return dict(sorted(members.items(), key=lambda item: (_natural(item[1].cites[0]), item[0])))


class _Builder:
    """Makes what the rulebook holds from what the files say."""

    def __init__(self, catalogs: Catalogs) -> None:
        self.catalogs = catalogs

    def text(self, written: Any) -> Text:
        """Return a text by language; where it is not in one, the catalogs may have it."""
        return translated(written, self.catalogs)

    def sections(self) -> dict[str, Callable[[str, Any], Any]]:
        return {
            "provisions": self.provision,
            "facts": self.fact,
            "parameters": self.parameter,
            "readings": partial(self.named, Reading),
            "findings": self.finding,
            "conclusions": self.conclusion,
            "rules": self.rule,
        }

    def named(self, kind: type[Kind], name: str, form: Form, /, **given: Any) -> Kind:
        """Return the record of an entry: what its form says, but what is given."""
        return record_of(kind, form, self.text, id=name, **given)

    def provision(self, name: str, form: f.ProvisionForm) -> Provision:
        divergences = tuple(
            (tuple(each.profiles), self.text(each.says)) for each in form.divergences
        )
        return self.named(Provision, name, form, divergences=divergences)

    def fact(self, name: str, form: f.FactDeclarationForm) -> Fact:
        subject, _, short = name.partition(".")
        title = self.text(form.title)
        return self.named(
            Fact,
            name,
            form,
            subject=subject,
            name=short,
            title=title,
            question=self.text(form.question) if form.question else title,
            values={value: self.text(label) for value, label in (form.values or {}).items()},
        )

    def parameter(self, name: str, form: f.ParameterForm) -> Parameter:
        values = tuple(
            (since, None if written is None else Decimal(written))
            for since, written in sorted((form.values or {}).items())
        )
        shares = {"share_of": _share(form.share_of), "at_most": _share(form.at_most)}
        return self.named(Parameter, name, form, values=values, **shares)

    def finding(self, name: str, form: f.FindingForm) -> Finding:
        return self.named(Finding, name, form, subject=form.for_each, test=condition(form.test))

    def conclusion(self, name: str, form: f.ConclusionDeclarationForm) -> Conclusion:
        boolean = {
            "values": {value: self.text({"en": label}) for value, label in MET_LABELS.items()},
            "otherwise": NOT_MET,
        }
        given = boolean if form.values is None else {}
        return self.named(Conclusion, name, form, subject=form.for_each, **given)

    def rule(self, name: str, form: f.RuleForm) -> Rule:
        when = condition(form.when)
        if form.unless:
            when = c.All((when, *(c.Not(condition(each)) for each in form.unless)))
        concludes = form.concludes
        conclusion, value = (
            (concludes, MET) if isinstance(concludes, str) else next(iter(concludes.items()))
        )
        period = form.in_force or f.PeriodForm()
        return self.named(
            Rule,
            name,
            form,
            subject=form.for_each,
            when=when,
            conclusion=conclusion,
            value=value,
            since=period.from_,
            until=period.to,
        )

    def entry(
        self, subject: str, name: str, form: f.EntryForm, made_of: Mapping[str, str]
    ) -> Entry:
        slots = {slot: condition(each) for slot, each in form.slots.items()}
        attributes = {**made_of, **form.attributes}
        return self.named(Entry, name, form, subject=subject, attributes=attributes, slots=slots)
