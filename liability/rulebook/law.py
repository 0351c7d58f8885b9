"""The law in force: what a rulebook says once profile, readings and date are applied.

Nothing downstream knows of profiles, readings or dates. What an outcome owes to one of them is
found by specializing again (`specialize.py`) and comparing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from liability.rulebook import conditions as c
from liability.rulebook.model import Entry, Finding, Rule, Rulebook

ALWAYS = "always"  # what a conclusion needs that rests on nothing else


@dataclass(frozen=True, slots=True, eq=False)
class GroundRule:
    """A rule in force, for one member where its subject is declared by the pack.

    Attributes:
        id: the rule's id, with `.member` where there is one.
        rule: the rule as the rulebook has it.
        when: its condition, with nothing left to choose.
        exceptions: ids of the ground rules that are exceptions to it.
        leaves: what its condition asks of findings and conclusions.
    """

    id: str
    rule: Rule
    when: c.Condition
    exceptions: tuple[str, ...]
    leaves: tuple[c.Is | c.Quantified, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GroundConclusion:
    """A conclusion with the rules in force that reach it, exceptions before what they except.

    Attributes:
        id: the conclusion's id, with `.member` where there is one.
        base: the id under which the rulebook declares it.
        member: the harbor, obligation, … it is about, if any.
        subject: the subject that each case lists, such as `party`, if any.
        needs: the findings and conclusions, and quantified conditions by id, that it rests on;
            `ALWAYS` where it rests on nothing.
    """

    id: str
    base: str
    member: str | None
    subject: str | None
    values: tuple[str, ...]
    otherwise: str | None
    rules: tuple[GroundRule, ...]
    needs: tuple[str, ...]
    quantified: tuple[c.Quantified, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Conclusions about one subject that can be inferred together, in order of dependence."""

    subject: str | None
    conclusions: tuple[GroundConclusion, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """A rulebook specialized: what `findings` and `inference` work on.

    Attributes:
        as_of: the date, ISO 8601.
        readings: every reading and the option taken.
        set_readings: those that the user set, rather than the default.
        set_parameters: figures that the case sets in place of the rulebook's.
        findings: each finding, its test with nothing left to choose.
        entries: each entry by `subject.id`, its slots with nothing left to choose.
        conclusions: each ground conclusion by id.
        stages: the conclusions in the order to infer them.
    """

    rulebook: Rulebook
    as_of: str
    profile: str
    readings: Mapping[str, str]
    set_readings: Mapping[str, str]
    set_parameters: Mapping[str, Decimal]
    findings: Mapping[str, Finding]
    entries: Mapping[str, Entry]
    conclusions: Mapping[str, GroundConclusion]
    stages: tuple[Stage, ...]

    def __repr__(self) -> str:
        """Return whose law this is, and of when, and not all that it says."""
        return f"Law(rulebook={self.rulebook!r}, as_of={self.as_of!r}, profile={self.profile!r})"
