"""A rulebook to the law in force: profile, readings, date and figures applied, once.

A law made from another reuses all that does not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from graphlib import TopologicalSorter
from operator import is_
from typing import TypedDict, TypeVar

from liability.rulebook import conditions as c
from liability.rulebook.law import ALWAYS, GroundConclusion, GroundRule, Law, Stage
from liability.rulebook.model import Entry, Finding, Rule, Rulebook
from liability.rulebook.resolve import Resolver, above_ceilings
from liability.rulebook.texts import meant
from liability.source.days import wrong_day
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.visible import short

_Made = TypeVar("_Made", Finding, GroundConclusion)
PROFILE = "profile"  # stands among reading ids where a condition turns on the profile


def law_in_force(
    rulebook: Rulebook,
    as_of: str,
    profile: str | None = None,
    readings: Mapping[str, str] | None = None,
    parameters: Mapping[str, Decimal] | None = None,
) -> Law:
    """Specialize a rulebook.

    Args:
        rulebook: the rulebook.
        as_of: the date, ISO 8601.
        profile: the language version that decides; the pack's default when left out.
        readings: options of readings, in place of their defaults.
        parameters: figures that an authority has set, or the user assumes, by parameter id.

    Raises:
        ProblemsError: an unknown profile, reading or option, a date before the pack's first, or a
            figure above the most that the law lets it be.
    """
    profile = rulebook.default_profile if profile is None else profile
    chosen = dict(readings or {})
    problems = _unknown(rulebook, profile, chosen) + _bad_date(rulebook, as_of)
    if problems:
        raise ProblemsError(problems)
    if parameters:
        high = [
            Problem("law/above-ceiling", message, advice)
            for _, message, advice in above_ceilings(rulebook, as_of, parameters)
        ]
        if high:
            raise ProblemsError(high)
    figures = tuple(sorted((parameters or {}).items()))
    return _taken_otherwise(
        _by_default(rulebook, as_of, figures), profile, tuple(sorted(chosen.items()))
    )


@lru_cache(maxsize=64)  # case after case asks for the same ones
def _by_default(rulebook: Rulebook, as_of: str, figures: tuple[tuple[str, Decimal], ...]) -> Law:
    """Specialize under the pack's own profile and readings."""
    profile = rulebook.default_profile
    made = _Specializer(rulebook, as_of, profile, _taken(rulebook, profile, {}), dict(figures))
    return made.whole()


@lru_cache(maxsize=512)  # here too
def _taken_otherwise(law: Law, profile: str, chosen: tuple[tuple[str, str], ...]) -> Law:
    """Return the law under a profile, and with the readings that are set."""
    readings = dict(chosen)
    if profile == law.profile and readings == law.set_readings:
        return law
    taken = _taken(law.rulebook, profile, readings)
    made = _Specializer(law.rulebook, law.as_of, profile, taken, law.set_parameters)
    return made.renewed(law, readings)


def _taken(rulebook: Rulebook, profile: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the option of each reading that is taken."""
    return {
        each.id: chosen.get(each.id) or each.by_profile.get(profile, each.default)
        for each in rulebook.readings.values()
    }


def _bad_date(rulebook: Rulebook, as_of: str) -> list[Problem]:
    if (wrong := wrong_day(as_of)) is not None:
        return [Problem("law/date", str(wrong), wrong.help)]
    if as_of < rulebook.since:
        message = f"`{as_of}` is before the first day of `{rulebook.id}`"
        return [Problem("law/date", message, f"give a date from {rulebook.since} on")]
    return []


def with_reading(law: Law, reading: str, option: str) -> Law:
    """Return the law with one reading taken otherwise."""
    chosen = {**law.set_readings, reading: option}
    return _taken_otherwise(law, law.profile, tuple(sorted(chosen.items())))


def with_profile(law: Law, profile: str) -> Law:
    """Return the law as another language version has it; readings set by the user stay."""
    return _taken_otherwise(law, profile, tuple(sorted(law.set_readings.items())))


def choices(condition: c.Condition) -> frozenset[str]:
    """Return the readings, and `PROFILE`, that a condition turns on."""
    return frozenset(
        each.reading or PROFILE for each in c.walk(condition) if isinstance(each, c.Choice)
    )


def _unknown(rulebook: Rulebook, profile: str, chosen: Mapping[str, str]) -> list[Problem]:
    problems: list[Problem] = []
    if profile not in rulebook.profiles:
        problems.append(
            Problem(
                "law/unknown-profile",
                f"`{short(profile)}` is not a profile",
                suggestion(profile, rulebook.profiles),
            )
        )
    for reading, option in chosen.items():
        if reading not in rulebook.readings:
            problems.append(
                Problem(
                    "law/unknown-reading",
                    f"`{reading}` is not a reading",
                    suggestion(reading, rulebook.readings),
                )
            )
        elif option not in rulebook.readings[reading].options:
            problems.append(
                Problem(
                    "law/unknown-option",
                    f"`{option}` is not an option of `{reading}`",
                    meant(option, rulebook.readings[reading].options),
                )
            )
    return problems


@lru_cache(maxsize=16)
def _turning(rulebook: Rulebook) -> dict[str, list[str]]:
    """Return what turns on each reading, and on the profile."""
    turning: dict[str, list[str]] = {}
    for key, turns in rulebook.varies.items():
        for each in turns:
            turning.setdefault(each, []).append(key)
    return turning


class _Specializer(Resolver):
    """Applies profile, readings, date and figures to findings and rules."""

    def whole(self) -> Law:
        """Return the law, made from nothing, no reading set by the user."""
        book, conclusions = self.rulebook, self.conclusions()
        return Law(
            book,
            self.as_of,
            self.profile,
            self.taken,
            {},
            self.parameters,
            {each.id: self.finding(each) for each in book.findings.values()},
            {
                f"{subject}.{member}": self.entry(subject, member)
                for subject, members in book.entries.items()
                for member in members
            },
            conclusions,
            _stages(book, conclusions),
        )

    def renewed(self, base: Law, chosen: Mapping[str, str]) -> Law:
        """Return another law, with all of it that does not turn on what is changed reused."""
        changed = self.changed(base)
        law = replace(base, profile=self.profile, readings=self.taken, set_readings=chosen)
        turning = _turning(self.rulebook)
        moved = dict.fromkeys(key for each in sorted(changed) for key in turning.get(each, ()))
        named: dict[str, list[str]] = {}
        for key in moved:
            named.setdefault(key.partition("/")[0], []).append(key.partition("/")[2])
        found = _otherwise(
            base.findings,
            (self.finding(self.rulebook.findings[name]) for name in named.get("findings", ())),
        )
        entries = {name: self.entry(*name.split(".", 1)) for name in named.get("entries", ())}
        ground = _otherwise(
            base.conclusions,
            (
                self.again(base.conclusions[name], changed)
                for name in named.get("conclusions", ())
                if name in base.conclusions
            ),
        )
        if found:
            law = replace(law, findings={**base.findings, **found})
        if entries:
            law = replace(law, entries={**base.entries, **entries})
        if ground:
            stages = tuple(
                Stage(stage.subject, tuple(ground.get(each.id, each) for each in stage.conclusions))
                if any(each.id in ground for each in stage.conclusions)
                else stage
                for stage in base.stages
            )
            law = replace(law, conclusions={**base.conclusions, **ground}, stages=stages)
        return law

    def changed(self, base: Law) -> frozenset[str]:
        """Return what is taken otherwise than in a law: readings, and `PROFILE`."""
        changed = {each for each, option in self.taken.items() if base.readings[each] != option}
        return frozenset(changed | ({PROFILE} if self.profile != base.profile else set()))

    def again(self, was: GroundConclusion, changed: frozenset[str]) -> GroundConclusion:
        """Return a conclusion with those of its rules made anew that turn on what is changed."""
        varies, nothing = self.rulebook.varies, frozenset[str]()
        subject = self.rulebook.conclusions[was.base].subject
        entry = self.rulebook.entries[subject][was.member] if subject and was.member else None
        rules = list(was.rules)
        for place, each in enumerate(rules):
            if varies.get(f"ground/{each.id}", nothing) & changed:
                made = self.ground(each.id, each.rule, entry, each.exceptions)
                rules[place] = each if made.when == each.when else made
        if all(map(is_, rules, was.rules)):
            return was
        return replace(was, rules=tuple(rules), **_needs(rules))

    def ground(
        self, name: str, rule: Rule, member: Entry | None, exceptions: tuple[str, ...]
    ) -> GroundRule:
        subject = self.rulebook.conclusions[rule.conclusion].subject
        when = self.resolve(rule.when, subject, member)
        leaves = tuple(leaf for leaf in c.walk(when) if isinstance(leaf, c.Is | c.Quantified))
        return GroundRule(name, rule, when, exceptions, leaves)

    def finding(self, declared: Finding) -> Finding:
        return declared._replace(test=self.resolve(declared.test, None, None))

    def entry(self, subject: str, member: str) -> Entry:
        declared = self.rulebook.entries[subject][member]
        slots = {name: self.resolve(slot, None, declared) for name, slot in declared.slots.items()}
        return declared._replace(slots=slots)

    def rules(self) -> dict[str, list[Rule]]:
        """Return the rules in force by the conclusion that they reach."""
        grouped: dict[str, list[Rule]] = {name: [] for name in self.rulebook.conclusions}
        for rule in self.rulebook.rules.values():
            if (rule.since or "") <= self.as_of and (rule.until is None or self.as_of < rule.until):
                grouped[rule.conclusion].append(rule)
        return grouped

    def conclusions(self) -> dict[str, GroundConclusion]:
        ground: dict[str, GroundConclusion] = {}
        for name, rules in self.rules().items():
            subject = self.rulebook.conclusions[name].subject
            members: list[Entry | None] = [None]
            if subject is not None and self.rulebook.subjects[subject].declared:
                members = list(self.rulebook.entries[subject].values())
            for member in members:
                made = self.conclusion(name, rules, member)
                ground[made.id] = made
        return ground

    def conclusion(self, name: str, rules: list[Rule], member: Entry | None) -> GroundConclusion:
        suffix = f".{member.id}" if member else ""
        declared = self.rulebook.conclusions[name]
        exceptions: dict[str, list[str]] = {rule.id: [] for rule in rules}
        for rule in rules:
            for target in rule.exception_to:
                if target in exceptions:
                    exceptions[target].append(rule.id)
        # exceptions before what they except; fixed, whatever the order of the files
        order = TopologicalSorter(dict(sorted(exceptions.items()))).static_order()
        by_id = {rule.id: rule for rule in rules}
        ground = tuple(
            self.ground(
                each + suffix,
                by_id[each],
                member,
                tuple(found + suffix for found in exceptions[each]),
            )
            for each in order
        )
        return GroundConclusion(
            id=name + suffix,
            base=name,
            member=member.id if member else None,
            subject=None if member else declared.subject,
            values=tuple(declared.values),
            otherwise=declared.otherwise,
            rules=ground,
            **_needs(ground),
        )


def _otherwise(base: Mapping[str, _Made], made: Iterable[_Made]) -> dict[str, _Made]:
    """Return by id what is not equal to what the base has."""
    return {each.id: each for each in made if each != base[each.id]}


class _Needs(TypedDict):
    needs: tuple[str, ...]
    quantified: tuple[c.Quantified, ...]


def _needs(rules: Sequence[GroundRule]) -> _Needs:
    """Return what a conclusion of these rules rests on."""
    leaves = [leaf for rule in rules for leaf in rule.leaves]
    quantified = {leaf.id: leaf for leaf in leaves if isinstance(leaf, c.Quantified)}
    nodes = {leaf.node for leaf in leaves if isinstance(leaf, c.Is)}
    return {
        "needs": tuple(sorted(nodes | quantified.keys())) or (ALWAYS,),
        "quantified": tuple(quantified[key] for key in sorted(quantified)),
    }


def _stages(rulebook: Rulebook, conclusions: Mapping[str, GroundConclusion]) -> tuple[Stage, ...]:
    """Group conclusions so that each group needs only itself and earlier ones, in order of need."""
    groups: dict[tuple[int, str], list[GroundConclusion]] = {}
    for base, level in rulebook.strata.items():
        subject = rulebook.conclusions[base].subject
        members = [base]
        if subject is not None and rulebook.subjects[subject].declared:
            members = [f"{base}.{member}" for member in rulebook.entries[subject]]
        for name in members:
            conclusion = conclusions[name]
            groups.setdefault((level, conclusion.subject or ""), []).append(conclusion)
    return tuple(
        Stage(subject or None, tuple(found))
        for (_, subject), found in sorted(groups.items(), key=_first)
    )


def _first(item: tuple[tuple[int, str], object]) -> tuple[int, str]:
    return item[0]
