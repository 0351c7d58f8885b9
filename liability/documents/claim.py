"""The document that claims a safe harbor, drafted: what the case supplies, and blanks elsewhere.

What such a document holds is said by the rulebook (`claim_documents`). Nothing here says that a
harbor is granted, or that a safety case is approved.
"""

from __future__ import annotations

from collections.abc import Iterable

from liability.case.safety_case import SafetyCase
from liability.case.safety_facts import contradictions
from liability.determination.assess import Determination
from liability.determination.document import Document
from liability.documents.base_claims import base_claims
from liability.documents.claim_argument import Argued
from liability.documents.claim_record import Record
from liability.documents.claim_standing import standing
from liability.documents.markdown import escaped, render
from liability.documents.paragraphs import paragraphs
from liability.rulebook.claim_documents import ClaimDocument
from liability.rulebook.model import Rulebook, say
from liability.sentences import listing, run_on, tr
from liability.source.problems import Problem, suggestion
from liability.source.visible import short

_TEMPLATE = "claim.md.j2"


class Blanks:
    """Marks what people have to supply, and counts the marks."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, what: str) -> str:
        r"""Return the mark of one blank in Markdown.

        >>> print(Blanks()("who signs it"))
        \[blank: who signs it\]
        """
        self.count += 1
        return escaped(tr("[blank: {what}]", what=what))


def unknown_harbors(rulebook: Rulebook, names: Iterable[str]) -> list[Problem]:
    """Return what is wrong with names of harbors: one problem for each that is none."""
    harbors = rulebook.entries[rulebook.outcomes.harbors.subject]
    return [
        Problem(
            "law/unknown-harbor",
            f"`{short(each)}` is not a harbor of `{rulebook.id}`",
            suggestion(each[:200], harbors),
        )
        for each in names
        if each not in harbors
    ]


def undraftable(rulebook: Rulebook, harbor: str, safety: SafetyCase | None = None) -> list[Problem]:
    """Return why no claim of a harbor can be drafted.

    It is none, or has no document; or the safety case that is to argue for it is for another.
    """
    problems = unknown_harbors(rulebook, [harbor])
    if problems:
        return problems
    if not any(each.harbor == harbor for each in rulebook.claim_documents.values()):
        message = f"`{rulebook.id}` does not say what a claim of `{harbor}` holds"
        advice = "add a part for it under `claim_documents:`; see docs/rule-language.md"
        problems.append(Problem("law/no-claim-document", message, advice))
    if safety is not None and safety.harbor != harbor:
        message = (
            f"the safety case `{short(safety.id)}` is for `{safety.harbor}`, not for `{harbor}`"
        )
        advice = f"give one for `{harbor}`, or draft the claim of `{safety.harbor}`"
        place = safety.place(("harbor",))
        problems.append(Problem("safety-case/other-harbor", message, advice, place))
    return problems


def claim_markdown(
    determination: Determination, harbor: str, safety: SafetyCase | None = None
) -> str:
    """Return the draft of a document that claims a harbor, in Markdown.

    Args:
        determination: the determination of the case.
        harbor: the id of the harbor, one that is not `undraftable`.
        safety: the safety case that argues for it; else that of the case, where it has one.
    """
    of_case = (each for each in determination.case.safety_cases if each.harbor == harbor)
    argued = safety or next(of_case, None)
    found = Document(determination)
    book = determination.law.rulebook
    parts = list(book.claim_documents.values())
    tiers = found["tier"]["possible"]
    own = next(each for each in parts if each.harbor == harbor)
    common = [each for each in parts if each.common]
    adding = [each for each in parts if each.sections or each.claims or each.warning]
    above = _in_order([each for each in adding if each.tier in tiers], tiers)
    record = Record(determination, harbor, found)
    base = base_claims(determination, found, harbor)
    return render(
        _TEMPLATE,
        determination,
        found,
        notes=paragraphs(determination.case.notes),
        blank=Blanks(),
        own=own,
        common=common,
        above=above,
        record=record,
        base=base,
        argued=Argued(record, own, argued),
        standing=standing(record, [*common, own, *above], argued, base),
        safety=argued,
        rules=book.safety_cases,
        signing=_roles(book, common, harbor, approving=False),
        approving=_roles(book, [], harbor, approving=True),
        contradicted=_contradictions(determination, argued),
        differing=lambda provision: _differing(book, provision),
    )


def _in_order(parts: list[ClaimDocument], tiers: list[str]) -> list[ClaimDocument]:
    return sorted(parts, key=lambda each: tiers.index(each.tier or ""))


def _roles(
    book: Rulebook, common: list[ClaimDocument], harbor: str, *, approving: bool
) -> list[str]:
    """Return the roles that attest: of every claim, then those that sign for the harbor.

    Those who approve do not attest: they answer for their approval, and not for the claim.
    """
    rules = book.safety_cases
    of_harbor = rules.sign_offs.get(harbor, ()) if rules else ()
    roles = dict.fromkeys([*(role for part in common for role in part.attestations), *of_harbor])
    return [each for each in roles if (each in (rules.approving if rules else ())) is approving]


def _contradictions(determination: Determination, argued: SafetyCase | None) -> list[str]:
    """Return where case and safety case cannot both be true, the version apart."""
    book = determination.law.rulebook
    if argued is None or book.safety_cases is None:
        return []
    found = contradictions(determination.case, argued, book, book.safety_cases, titled=True)
    return [
        each.message.replace("`", "")
        for each in found
        if each.place != argued.place(("system", "version"))
    ]


def _differing(book: Rulebook, provision: str) -> str:
    """Return where language versions of a provision differ in law: which, and how."""
    told = (
        (listing(say(book.profiles[each]) for each in versions), say(says))
        for versions, says in book.provisions[provision].divergences
    )
    return run_on(
        *(tr("{versions}: {difference}", versions=each, difference=says) for each, says in told)
    )
