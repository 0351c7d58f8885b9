"""Checks of `claim_documents`: that every name in it stands for something, and parts are whole."""

from __future__ import annotations

from collections.abc import Iterable

from liability.knots import knots
from liability.rulebook.check_conditions import ConditionChecker
from liability.rulebook.claim_documents import ClaimDocument

_HERE = "claim_documents"


class ClaimDocumentsChecker(ConditionChecker):
    """Checks the section `claim_documents`."""

    def claim_documents(self) -> None:
        for part in self.book.claim_documents.values():
            self.whose(part)
            self.cited(part)
            self.sections(part)
            self.argument(part)
            self.attestations(part)
        self.once()

    def whose(self, part: ClaimDocument) -> None:
        outcomes = self.book.outcomes
        if part.harbor is not None:
            harbors = self.book.entries.get(outcomes.harbors.subject, {})
            self.known(part.harbor, harbors, "a harbor", _HERE, part.id, "harbor")
        tier = self.book.conclusions.get(outcomes.tier)
        if part.tier is not None and tier is not None:
            self.known(part.tier, tier.values, f"a value of `{tier.id}`", _HERE, part.id, "tier")
        duties = self.book.entries.get(outcomes.obligations.subject, {})
        for duty in part.duties:
            self.known(duty, duties, "a duty", _HERE, part.id, "duties", duty)

    def once(self) -> None:
        """Report a second part for the same harbor or tier, or for every claim."""
        first: dict[tuple[str | None, str | None], str] = {}
        for part in self.book.claim_documents.values():
            whose = (part.harbor, part.tier)
            if whose in first:
                what = f"`{part.harbor or part.tier}`" if any(whose) else "every claim"
                self.sources.problem(
                    "rules/duplicate-id",
                    f"`{part.id}` and `{first[whose]}` are both for {what}",
                    "put them together, or name another harbor or tier",
                    _HERE,
                    part.id,
                )
            first.setdefault(whose, part.id)

    def cited(self, part: ClaimDocument) -> None:
        self.provisions(part.id, part.cites)
        if part.approval is not None:
            self.provisions(part.id, part.approval.cites, "approval", "cites")
        for key in ("sections", "claims", "defeaters", "changes", "attestations"):
            for name, each in getattr(part, key).items():
                self.provisions(part.id, each.cites, key, name, "cites")

    def provisions(self, part: str, cites: Iterable[str], *keys: str) -> None:
        for cite in cites:
            self.known(cite, self.book.provisions, "a provision", _HERE, part, *keys)

    def sections(self, part: ClaimDocument) -> None:
        shown: dict[str, str] = {}
        for name, section in part.sections.items():
            where = (_HERE, part.id, "sections", name)
            for fact in section.facts:
                self.known(fact, self.book.facts, "a fact", *where, "facts")
            for parameter in section.parameters:
                self.known(parameter, self.book.parameters, "a parameter", *where, "parameters")
            for reading, options in section.says_under.items():
                self.known(reading, self.book.readings, "a reading", *where, "says_under")
                if known := self.book.readings.get(reading):
                    an_option = f"an option of `{reading}`"
                    for option in options:
                        at = (*where, "says_under", reading, option)
                        self.known(option, known.options, an_option, *at)
            if section.shows is not None and section.shows in shown:
                self.sources.problem(
                    "rules/duplicate-id",
                    f"`{name}` and `{shown[section.shows]}` both show `{section.shows}`",
                    "leave it with one of them",
                    _HERE,
                    part.id,
                    section.shows,
                    ("sections", name, "shows"),
                )
            shown.setdefault(section.shows or "", name)

    def argument(self, part: ClaimDocument) -> None:
        """Check that claims rest on findings of the case, and that all else names claims."""
        whole_case = {name for name, each in self.book.findings.items() if each.subject is None}
        for name, claim in part.claims.items():
            where = (_HERE, part.id, "claims", name)
            for key in ("findings", "unless"):
                for finding in getattr(claim, key):
                    self.known(finding, whole_case, "a finding of the whole case", *where, key)
            for reading, option in claim.asked_under.items():
                self.known(reading, self.book.readings, "a reading", *where, "asked_under")
                if known := self.book.readings.get(reading):
                    an_option = f"an option of `{reading}`"
                    self.known(option, known.options, an_option, *where, "asked_under", reading)
            for fact in claim.facts:
                self.known(fact, self.book.facts, "a fact", *where, "facts")
        for key, links in (
            ("claims", "supports"),
            ("evidence", "supports"),
            ("defeaters", "against"),
            ("conditions", "supports"),
        ):
            for name, each in getattr(part, key).items():
                for target in getattr(each, links):
                    a_claim = f"a claim of `{part.id}`"
                    where = (_HERE, part.id, key, name)
                    self.known(target, part.claims, a_claim, *where, links)
        self.circle(part)

    def circle(self, part: ClaimDocument) -> None:
        """Report claims that support themselves, one of each knot."""
        supports = {
            name: [each for each in claim.supports if each in part.claims]
            for name, claim in part.claims.items()
        }
        for name, *_ in knots(supports):
            self.sources.problem(
                "rules/circular",
                f"claim `{name}` of `{part.id}` supports itself",
                "take a name out of `supports`",
                _HERE,
                part.id,
                name,
                ("claims",),
            )

    def attestations(self, part: ClaimDocument) -> None:
        rules = self.book.safety_cases
        for role in part.attestations:
            roles = rules.roles if rules is not None else {}
            self.known(role, roles, "a role", _HERE, part.id, "attestations")
