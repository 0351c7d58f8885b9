"""What a reader asks to have explained, by any name of the rulebook."""

from __future__ import annotations

from collections.abc import Iterator

from liability.case.model import key_of
from liability.determination.assess import Determination
from liability.determination.explain import Step
from liability.determination.proof import FINDING
from liability.documents.sums_why import FIGURES, is_figure
from liability.rulebook.model import Rulebook
from liability.source.problems import Problem, ProblemsError, typed_amiss
from liability.source.visible import named


def asked(determination: Determination, name: str) -> list[str | Step]:
    """Return what a name stands for: names of conclusions, or findings.

    A name that stands for several, as `parties` or the id of a conclusion about each party, gives
    each of them.

    Raises:
        ProblemsError: it names nothing that can be explained; what it does name is said.
    """
    wanted, equals, value = name.partition("=")
    if not wanted.strip(" @"):
        message = f"{named(name.strip())} names no conclusion"
        advice = _to_ask(determination, "", list(determination.outcome_keys))
        raise ProblemsError([Problem("why/unknown-conclusion", message, advice)])
    if (equals and not value) or wanted.endswith("@"):
        message = f"`{name}` names nothing behind `{name[-1]}`"
        advice = f"say what, or ask about `{name.rstrip('@=')}` alone"
        raise ProblemsError([Problem("why/unknown-conclusion", message, advice)])
    law = determination.law
    keys = determination.outcome_keys
    values = determination.conclusions.values
    base, _, member = wanted.partition("@")
    if wanted in keys or (wanted in values and base in law.conclusions):
        return [name]
    if base in law.findings:
        return list(_findings(determination, base, member))
    grouped = [each for each in keys if each.startswith(f"{wanted}.")]
    grouped += [each for each in keys if _is_part(each, base, member)]
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
    raise _not_a_conclusion(determination, wanted, list(keys))


def _is_part(outcome: str, part: str, member: str) -> bool:
    """Return whether an outcome is a part of what is said of a member, or of any.

    >>> _is_part("individuals.cto.personal", "personal", "cto")
    True
    """
    _, _, rest = outcome.partition(".")
    of, _, named = rest.rpartition(".")
    return bool(of) and named == part and member in ("", of)


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
        yield Step(determination.proof.node(f"{FINDING}:{key}"), "premise")
    if not found:
        raise _of_none(determination.law.rulebook, key_of(base, member or None), finding.subject)


def _of_none(book: Rulebook, name: str, subject: str | None) -> ProblemsError:
    key = book.subjects[subject].key if subject is not None else None
    advice = f"list them under `{key}`" if key else "name one that `liability rules list` shows"
    message = f"`{name}` is about each {subject}, and the case has none such"
    return ProblemsError([Problem("why/of-none", message, advice)])


def _not_a_conclusion(
    determination: Determination, name: str, outcomes: list[str]
) -> ProblemsError:
    """Say what a name is that is no conclusion, and what to ask about."""
    book = determination.law.rulebook
    code, what = "why/not-a-conclusion", ""
    kinds = {
        "rule": book.rules,
        "fact": book.facts,
        "parameter": book.parameters,
        "reading": book.readings,
        "provision": book.provisions,
        **book.entries,
    }
    kind = next((kind for kind, entries in kinds.items() if name in entries), None)
    about = _about(outcomes, name)
    if kind == "rule":
        rule = book.rules[name]
        advice = f"ask about what it concludes: `{rule.conclusion}={rule.value}`"
    elif is_figure(name):
        kind, advice = "figure of the sums", f"`liability why CASE {name}` gives the steps to it"
    elif about:
        advice = f"ask about `{about}`"
    elif kind is not None:
        advice = f"`liability rules show {name}` says what it is, and what turns on it"
    else:
        code, what = "why/unknown-conclusion", " of this case"
        advice = _to_ask(determination, name, outcomes)
    said = f"a {kind}, not a conclusion" if kind else f"not a conclusion{what}"
    return ProblemsError([Problem(code, f"`{name}` is {said}", advice)])


def _about(outcomes: list[str], name: str) -> str:
    """Return what is asked to have the outcomes about a member that a name ends with, if any."""
    member = name.replace("@", ".").rpartition(".")[2]
    for each in outcomes:
        kind, _, rest = each.partition(".")
        if member and member in (rest, rest.rpartition(".")[0]):
            return f"{kind}.{member}"
    return ""


def _to_ask(determination: Determination, name: str, outcomes: list[str]) -> str:
    """Return what to ask instead of what is nothing: what has that title, or what there is."""
    law = determination.law
    titles = {each.id: each.title for each in law.rulebook.conclusions.values()}
    titles |= {each.id: each.title for each in law.findings.values()}
    titles |= {
        _about(outcomes, each.id): each.title
        for members in law.rulebook.entries.values()
        for each in members.values()
    }
    for asked_as, title in titles.items():
        if asked_as and name.casefold() in (each.casefold() for each in title.values()):
            return f"that is the title of `{asked_as}`; ask about that"
    close = typed_amiss(name, [*outcomes, *law.conclusions, *law.findings, *FIGURES])
    if close:
        return f"did you mean `{close}`?"
    forms = dict.fromkeys(_form(each) for each in outcomes)
    shown = ", ".join(f"`{each}`" for each in forms)
    return f"ask about {shown}, or a finding, as `liability rules list --findings` has them"


def _form(outcome: str) -> str:
    """Return how outcomes of a kind are named.

    >>> _form("parties.lab.liable"), _form("harbors.weak"), _form("tier")
    ('parties.ID.liable', 'harbors.ID', 'tier')
    """
    kind, _, rest = outcome.partition(".")
    of, _, part = rest.rpartition(".")
    return f"{kind}.ID.{part}" if of else f"{kind}.ID" if rest else kind
