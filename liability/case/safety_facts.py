"""Where a case and its safety case cannot both be true. The facts decide; these are warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from liability.case.model import Case, members_of
from liability.case.safety_case import SafetyCase
from liability.case.safety_gates import open_defeaters
from liability.rulebook.model import Rulebook, say
from liability.rulebook.safety_cases import SafetyCases
from liability.sentences import lowered, tr
from liability.source.problems import Problem
from liability.source.visible import short
from liability.source.yaml import Path_

_ADVICE = "mend the one that is wrong; the determination goes by the facts of the case"


def contradictions(
    case: Case,
    argued: SafetyCase,
    rulebook: Rulebook,
    rules: SafetyCases,
    *,
    titled: bool = False,
) -> Iterator[Problem]:
    """Yield where a safety case contradicts the facts of the case that it stands in.

    Only what both state outright is compared: what is unknown or disputed contradicts nothing.

    Args:
        case: the case.
        argued: the safety case.
        rulebook: declares the facts and the harbors.
        rules: what a safety case has to be.
        titled: name states, stages and harbors by their titles, and not as the files have them.
    """
    version = case.value(rules.agrees.version) if rules.agrees.version else None
    if isinstance(version, str) and version != argued.version:
        message = tr(
            "the safety case is of version `{version}`, and the case of `{other}`",
            version=short(argued.version),
            other=short(version),
        )
        yield _contradiction(argued, message, "system", "version")
    subject = rulebook.outcomes.harbors.claims
    claims = members_of(case.roster, subject)
    key = next(
        key
        for key, target in rulebook.subjects[subject].refers_to.items()
        if target == rulebook.outcomes.harbors.subject
    )
    own = [each for each in claims if case.refers.get((f"{subject}@{each}", key)) == argued.harbor]
    if case.roster.get(subject) is not None and not own:
        entry = rulebook.entries[rulebook.outcomes.harbors.subject][argued.harbor]
        harbor = lowered(say(entry.title)) if titled else argued.harbor
        message = tr(
            "the safety case is for `{harbor}`, and no claim of the case is", harbor=harbor
        )
        yield _contradiction(argued, message, "harbor")
    for claim in own:
        yield from _of_stage(case, argued, rulebook, rules, claim or "", titled=titled)
        yield from _of_claim(case, argued, rules, claim or "")


def _of_stage(
    case: Case,
    argued: SafetyCase,
    rulebook: Rulebook,
    rules: SafetyCases,
    claim: str,
    *,
    titled: bool,
) -> Iterator[Problem]:
    name = rules.agrees.stage
    stage = case.value(name, claim) if name else None
    if name is None or not isinstance(stage, str):
        return
    fits = rules.agrees.stages.get(stage)
    if fits is not None and argued.state not in fits:
        state = argued.state
        if titled:
            state = lowered(say(rules.states[state].title))
            stage = lowered(say(rulebook.facts[name].values[stage]))
        message = tr(
            "the safety case is `{state}`, and claim `{claim}` is `{stage}`",
            state=state,
            claim=claim,
            stage=stage,
        )
        yield _contradiction(argued, message, "state")


def _of_claim(case: Case, argued: SafetyCase, rules: SafetyCases, claim: str) -> Iterator[Problem]:
    agrees = rules.agrees
    expires = case.value(agrees.expires, claim) if agrees.expires else None
    ends = {
        signed.valid_until: index
        for index, signed in enumerate(argued.sign_offs)
        if signed.role in rules.approving
    }
    if isinstance(expires, date) and not {None, expires} & ends.keys():
        for day, index in sorted(ends.items())[-1:]:  # of several the one that lasts longest
            message = tr(
                "the approval ends on {day}, and that of claim `{claim}` on {other}",
                day=day,
                claim=claim,
                other=expires,
            )
            yield _contradiction(argued, message, "sign_offs", index, "valid_until")
    said = [
        case.value(fact, claim)
        for fact in (agrees.open_defeater_today, agrees.open_defeater)
        if fact is not None
    ]
    stands = next((each for each in said if each is not None), None)  # a file is of today
    found = open_defeaters(argued, rules)
    if found and stands == "false":
        first = next(iter(found))
        message = tr(
            "defeater `{defeater}` is open, and claim `{claim}` is said to have none",
            defeater=first,
            claim=claim,
        )
        yield _contradiction(argued, message, "defeaters", first)
    if stands == "true" and not found:
        message = tr(
            "claim `{claim}` is said to have an open defeater, and the safety case has none",
            claim=claim,
        )
        yield _contradiction(argued, message, "defeaters")


def _contradiction(argued: SafetyCase, message: str, *path: str | int) -> Problem:
    where: Path_ = path
    return Problem("safety-case/contradicts", message, _ADVICE, argued.place(where))
