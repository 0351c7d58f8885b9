"""What a reader asks to have explained, by any name of the rulebook."""

from __future__ import annotations

from collections.abc import Iterator

from liability.case.model import key_of
from liability.determination.assess import Determination
from liability.determination.explain import Step
from liability.determination.outcomes import outcome_keys
from liability.determination.proof import FINDING, Node
from liability.documents.sums_why import FIGURES
from liability.rulebook.model import Rulebook
from liability.source.problems import Problem, ProblemsError, suggestion


def asked(determination: Determination, name: str) -> list[str | Step]:
    """Return what a name stands for: names of conclusions, or findings.

    A name that stands for several, as `parties` or the id of a conclusion about each party, gives
    each of them.

    Raises:
        ProblemsError: it names nothing that can be explained; what it does name is said.
    """
    wanted, equals, value = name.partition("=")
    if (equals and not value) or wanted.endswith("@"):
        message = f"`{name}` names nothing behind `{name[-1]}`"
        advice = f"say what, or ask about `{name.rstrip('@=')}` alone"
        raise ProblemsError([Problem("why/unknown-conclusion", message, advice)])
    law = determination.law
    keys = dict(outcome_keys(determination.conclusions))
    values = determination.conclusions.values
    base, _, member = wanted.partition("@")
    if wanted in keys or (wanted in values and base in law.conclusions):
        return [name]
    if base in law.findings:
        return list(_findings(determination, base, member))
    grouped = [each for each in keys if each.startswith(f"{wanted}.")]
    about = [
        key_of(ground.id, each)
        for ground in law.conclusions.values()
        if wanted in (ground.id, ground.base)
        for each in determination.conclusions.members.of(ground.subject)
    ]
    known = [each for each in about if each in values]
    if grouped or known:
        return [f"{each}{equals}{value}" for each in grouped or known]
    if wanted in law.rulebook.conclusions:
        raise _of_none(law.rulebook, wanted, law.rulebook.conclusions[wanted].subject)
    raise _not_a_conclusion(
        law.rulebook, wanted, [*keys, *law.conclusions, *law.findings, *FIGURES]
    )


def _findings(determination: Determination, base: str, member: str) -> Iterator[Step]:
    """Yield a finding, for each member that it is about unless one is named."""
    finding = determination.law.findings[base]
    listed = determination.conclusions.members.of(finding.subject)
    found = False
    for each in [member] if member else listed:
        key = key_of(base, each)
        if key not in determination.findings:
            continue
        found = True
        it = determination.findings[key]
        node = Node(
            f"{FINDING}:{key}",
            FINDING,
            it.value,
            finding.title,
            finding.cites,
            (),
            it.tests,
            burden=finding.burden,
            contradicted=it.contradicted,
        )
        yield Step(node, "premise")
    if not found:
        raise _of_none(determination.law.rulebook, key_of(base, member or None), finding.subject)


def _of_none(book: Rulebook, name: str, subject: str | None) -> ProblemsError:
    key = book.subjects[subject].key if subject is not None else None
    advice = f"list them under `{key}`" if key else "name one that `liability rules list` shows"
    message = f"`{name}` is about each {subject}, and the case has none such"
    return ProblemsError([Problem("why/of-none", message, advice)])


def _not_a_conclusion(book: Rulebook, name: str, known: list[str]) -> ProblemsError:
    """Say what a name is that is no conclusion."""
    rule = book.rules.get(name)
    if rule is not None:
        advice = f"ask about what it concludes: `{rule.conclusion}={rule.value}`"
        return ProblemsError(
            [Problem("why/not-a-conclusion", f"`{name}` is a rule, not a conclusion", advice)]
        )
    kinds = {
        "a fact": book.facts,
        "a parameter": book.parameters,
        "a reading": book.readings,
        "a provision": book.provisions,
        **{f"a {subject}": members for subject, members in book.entries.items()},
    }
    for kind, entries in kinds.items():
        if name in entries:
            message = f"`{name}` is {kind}, not a conclusion"
            advice = f"`liability rules show {name}` says what it is, and what turns on it"
            return ProblemsError([Problem("why/not-a-conclusion", message, advice)])
    if name.partition("@")[0] in FIGURES:
        message = f"`{name}` is a figure of the sums, not a conclusion"
        advice = f"`liability why CASE {name}` gives the steps to it"
        return ProblemsError([Problem("why/not-a-conclusion", message, advice)])
    message = f"`{name or chr(39) * 2}` is not a conclusion of this case"
    return ProblemsError([Problem("why/unknown-conclusion", message, suggestion(name, known))])
