"""The document that claims a safe harbor, drafted: what the case supplies, and blanks elsewhere.

What such a document holds is said by the rulebook (`claim_documents`). Nothing here says that a
harbor is granted, or that a safety case is approved.
"""

from __future__ import annotations

from liability.case.safety_case import SafetyCase
from liability.case.safety_facts import contradictions
from liability.determination.assess import Determination
from liability.determination.document import document
from liability.determination.json_values import Json
from liability.documents.claim_argument import Argued
from liability.documents.claim_record import Record
from liability.documents.claim_standing import standing
from liability.documents.markdown import escaped, render
from liability.rulebook.claim_documents import ClaimDocument
from liability.rulebook.model import Rulebook, say
from liability.sentences import tr
from liability.source.problems import Problem, ProblemsError, suggestion
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


def harbor_named(rulebook: Rulebook, harbor: str) -> str:
    """Return a harbor that is asked for by its id.

    Raises:
        ProblemsError: it is no harbor of the rulebook, or the rulebook says nothing of a document
            that claims it.
    """
    harbors = rulebook.entries[rulebook.outcomes.harbors["subject"]]
    if harbor not in harbors:
        message = f"`{short(harbor)}` is not a harbor of `{rulebook.id}`"
        raise ProblemsError(
            [Problem("law/unknown-harbor", message, suggestion(harbor[:200], harbors))]
        )
    if not any(each.harbor == harbor for each in rulebook.claim_documents.values()):
        message = f"`{rulebook.id}` does not say what a claim of `{harbor}` holds"
        advice = "add a part for it under `claim_documents:`; see docs/rule-language.md"
        raise ProblemsError([Problem("law/no-claim-document", message, advice)])
    return harbor


def safety_case_for(
    determination: Determination, harbor: str, given: SafetyCase | None
) -> SafetyCase | None:
    """Return the safety case that argues for a harbor: the one given, or else that of the case.

    Raises:
        ProblemsError: the one given is for another harbor.
    """
    if given is None:
        argued = determination.case.safety_cases
        return next((each for each in argued if each.harbor == harbor), None)
    if given.harbor != harbor:
        message = f"the safety case `{short(given.id)}` is for `{given.harbor}`, not for `{harbor}`"
        advice = f"give one for `{harbor}`, or draft the claim of `{given.harbor}`"
        place = given.place(("harbor",))
        raise ProblemsError([Problem("safety-case/other-harbor", message, advice, place)])
    return given


def claim_markdown(
    determination: Determination,
    harbor: str,
    safety: SafetyCase | None = None,
    found: Json | None = None,
) -> str:
    """Return the draft of a document that claims a harbor, in Markdown.

    Args:
        determination: the determination of the case.
        harbor: the id of the harbor, as `harbor_named` accepts it.
        safety: the safety case that argues for it; else that of the case, where it has one.
        found: the determination as JSON in the language spoken, where it is there already.
    """
    found = document(determination) if found is None else found
    book = determination.law.rulebook
    argued = safety_case_for(determination, harbor, safety)
    parts = list(book.claim_documents.values())
    tiers = found["tier"]["possible"]
    own = next(each for each in parts if each.harbor == harbor)
    common = [each for each in parts if each.common]
    adding = [each for each in parts if each.sections or each.claims or each.warning]
    above = _in_order([each for each in adding if each.tier in tiers], tiers)
    record = Record(determination, harbor, found)
    return render(
        _TEMPLATE,
        determination,
        found,
        blank=Blanks(),
        own=own,
        common=common,
        above=above,
        record=record,
        argued=Argued(record, own, argued),
        standing=standing(record, [*common, own, *above], argued),
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
    found = contradictions(determination.case, argued, book, book.safety_cases)
    return [
        each.message.replace("`", "")
        for each in found
        if each.place != argued.place(("system", "version"))
    ]


def _differing(book: Rulebook, provision: str) -> list[tuple[list[str], str]]:
    """Return where language versions of a provision differ in law: which, and how."""
    return [
        ([say(book.profiles[each]) for each in versions], say(says))
        for versions, says in book.provisions[provision].divergences
    ]
