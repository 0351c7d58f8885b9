"""A case and a rulebook to a determination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from liability.case.model import Case, Stated, key_of, members_of
from liability.determination.outcomes import Outcomes, outcome_keys
from liability.findings.find import Found, facts_of, find, value_of_finding
from liability.inference.infer import OF_THE_PROCESS, Conclusions, Inference
from liability.logic import possible_values
from liability.rulebook.law import Law
from liability.rulebook.model import Rulebook
from liability.rulebook.specialize import law_in_force
from liability.source.days import day_or_today
from liability.source.problems import Gathered, Problem, ProblemsError, suggestion

if TYPE_CHECKING:
    from liability.compute.account import Account
    from liability.compute.facts import Contradiction
    from liability.determination.mattering import Supposing
    from liability.determination.proof import Proof

HEADLINES = ("standard", "tier", "injunction")


@dataclass(frozen=True, eq=False)
class Determination:
    """What the law makes of a case, with all that led there.

    Attributes:
        case: the case.
        law: the law in force that was applied.
        side: whose version of disputed facts was taken, if one's.
        findings: every finding by key.
        conclusions: what follows from them.
        on_this_record: what follows if the record closed today: burdens of proof applied.
        account: what the lineage of the case comes to, where it has one; its figures are facts.
        counted: the keys of these facts.
        contradictions: what the case states otherwise than its lineage gives it.
        stated: the facts that the case states itself, which its lineage may give otherwise.
        today: the date was the day of the assessment; neither case nor user gave one.
    """

    case: Case
    law: Law
    side: str | None
    findings: Mapping[str, Found]
    conclusions: Conclusions
    on_this_record: Conclusions
    today: bool = False
    account: Account | None = None
    counted: frozenset[str] = frozenset()
    contradictions: tuple[Contradiction, ...] = ()
    stated: Mapping[str, Stated] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return which case this is of, and what came out, and not all that led there."""
        made = {"case": self.case.id, **{name: self.outcomes[name] for name in HEADLINES}}
        said = (f"{name}={value!r}" for name, value in made.items())
        return f"Determination({', '.join(said)}, digest={self.case.digest!r})"

    @cached_property
    def outcome_keys(self) -> Mapping[str, str]:
        """The key of the conclusion that each outcome is read off; see `outcomes.outcome_keys`."""
        return dict(outcome_keys(self.conclusions))

    @cached_property
    def outcomes(self) -> Outcomes:
        """The value of every outcome."""
        return self._read(self.conclusions)

    @cached_property
    def closed_outcomes(self) -> Outcomes:
        """The value of every outcome if the record closed today."""
        return self._read(self.on_this_record)

    def _read(self, conclusions: Conclusions) -> Outcomes:
        return {name: conclusions.values[key] for name, key in self.outcome_keys.items()}

    @cached_property
    def proof(self) -> Proof:
        """Why each conclusion is as it is."""
        from liability.determination.proof import Proof

        return Proof(self.case, self.findings, self.conclusions, self.outcome_keys)

    @cached_property
    def supposing(self) -> Supposing:
        """What supposes answers to unknown facts."""
        from liability.determination.mattering import Supposing

        return Supposing(self.case, self.side, self.findings, self.conclusions)

    @property
    def determined(self) -> bool:
        """Whether standard, tier and injunction each have one value, and no rules disagree."""
        return all(
            self.outcomes[name] and len(possible_values(self.outcomes[name])) == 1
            for name in HEADLINES
        )


def assess(
    case: Case,
    rulebook: Rulebook,
    *,
    as_of: str | None = None,
    profile: str | None = None,
    readings: Mapping[str, str] | None = None,
    side: str | None = None,
    inference: Inference | None = None,
) -> Determination:
    """Determine a case.

    Args:
        case: the facts.
        rulebook: the rules, by which the case was loaded.
        as_of: the date whose law applies, ISO 8601; the case's, or today, when left out.
        profile: the language version that decides; the case's, or the pack's, when left out.
        readings: options of readings, over those that the case sets.
        side: take this side's version of each disputed fact.
        inference: remembers fact patterns from case to case; that of the process, when left out.

    Raises:
        ProblemsError: an unknown profile, reading, option or side; a date out of range; a case
            that was loaded by other rules.
    """
    _check_rules(case, rulebook)
    day = case.as_of if as_of is None else as_of
    law = law_for_side(
        rulebook,
        day_or_today(day),
        case.profile if profile is None else profile,
        {**case.readings, **(readings or {})},
        case.parameters,
        side,
    )
    found, counted, contradicted = _counted(case, law, side)
    on_record = replace(case, facts={**case.facts, **counted}) if counted else case
    return replace(
        decided(on_record, law, side, inference or OF_THE_PROCESS),
        today=day is None,
        account=found,
        counted=frozenset(counted),
        contradictions=contradicted,
        stated=case.facts,
    )


def decided(case: Case, law: Law, side: str | None, inference: Inference) -> Determination:
    """Find the facts, and infer what follows, on the record as it is and on the closed one.

    Args:
        case: the facts; those that its lineage gives are among them.
        law: the law in force.
        side: take this side's version of each disputed fact.
        inference: remembers fact patterns.
    """
    findings = find(law, case, side)
    values = {key: found.value for key, found in findings.items()}
    return Determination(
        case=case,
        law=law,
        side=side,
        findings=findings,
        conclusions=inference.infer(law, values, case.roster, case.refers),
        on_this_record=inference.infer(law, values, case.roster, case.refers, closed=True),
    )


def _check_rules(case: Case, rulebook: Rulebook) -> None:
    if case.typed_by != rulebook.digest:
        message = f"`{case.id}` was loaded by other rules than `{rulebook.id}` {rulebook.version}"
        advice = "give the rules that it was loaded by, or load it by these"
        raise ProblemsError([Problem("case/other-rules", message, advice)])


def law_for_side(
    rulebook: Rulebook,
    as_of: str,
    profile: str | None,
    readings: Mapping[str, str],
    parameters: Mapping[str, Decimal],
    side: str | None,
) -> Law:
    """Return the law in force, for a record on which one side's version is taken, if one's.

    Raises:
        ProblemsError: with all that is wrong with the law or the side.
    """
    gathered = Gathered()
    with gathered.of_check():
        _check_side(side, rulebook)
    with gathered.of_check():
        law = law_in_force(rulebook, as_of, profile, readings, parameters)
    gathered.report()
    return law


def _check_side(side: str | None, rulebook: Rulebook) -> None:
    if side is not None and side not in rulebook.sides:
        message = f"`{side}` is not a side of the record"
        advice = suggestion(side, rulebook.sides)
        raise ProblemsError([Problem("law/unknown-side", message, advice)])


def _counted(
    case: Case, law: Law, side: str | None
) -> tuple[Account | None, Mapping[str, Stated], tuple[Contradiction, ...]]:
    """Return the account of a case's lineage, the facts it gives, and what it contradicts."""
    if case.lineage is None:
        return None, {}, ()
    from liability.compute.account import account
    from liability.compute.facts import contradictions, day_until, facts_of_account

    found = account(case.lineage, law, until=day_until(case, law, side))
    facts = facts_of_account(found, law, case.facts)
    return found, facts, contradictions(case, facts)


def _counts_otherwise(determination: Determination, found: Account, law: Law) -> bool:
    """Return whether a lineage may come to something else under another law."""
    from liability.compute.facts import day_until
    from liability.compute.policy import policy_of

    case, base, side = determination.case, determination.law, determination.side
    if policy_of(law) != found.policy:
        return True
    return day_until(case, law, side) != day_until(case, base, side)


def findings_otherwise(determination: Determination, law: Law) -> dict[str, str]:
    """Return the value of each finding that is otherwise under another law of the rulebook."""
    case, base = determination.case, determination.law
    counted: frozenset[str] = frozenset()
    account = determination.account
    if account is not None and _counts_otherwise(determination, account, law):
        case = replace(case, facts=determination.stated)
        _, facts_now, _ = _counted(case, law, determination.side)
        counted = determination.counted | facts_now.keys()
        case = replace(case, facts={**case.facts, **facts_now})
    if law.findings is base.findings and not counted:
        return {}
    facts = facts_of(case, determination.side)
    otherwise: dict[str, str] = {}
    for finding in law.findings.values():
        same = finding is base.findings[finding.id]
        for member in members_of(case.roster, finding.subject) if counted or not same else ():
            key = key_of(finding.id, member)
            found = determination.findings[key]
            if same and not any(counted & {each.fact, each.other} for each in found.tests):
                continue
            value = value_of_finding(finding, facts, member)
            if value != found.value:
                otherwise[key] = value
    return otherwise
