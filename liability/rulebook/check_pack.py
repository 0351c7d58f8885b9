"""Checks of the section `pack`: subjects, and the names that the determination is read off."""

from __future__ import annotations

from collections import Counter

from liability.rulebook.check_names import NamesChecker
from liability.rulebook.model import ATTRIBUTES, CASE_HEAD, in_columns
from liability.rulebook.outcome_names import HarborNames

# Keys that each member has in a case file or in a determination, whatever the pack says.
_MEMBER_KEYS = frozenset({"id", "name", "state", "possible"})
_ENTRY_KEYS = frozenset({"id", "title", "cites", "status", "possible", "on_this_record"})


class PackChecker(NamesChecker):
    """Checks the section `pack`."""

    def pack(self) -> None:
        book = self.book
        self.known_in_pack(book.default_profile, book.profiles, "a profile", "default_profile")
        if "default" in book.profiles:
            self.problem(
                "reserved-name",
                "`default` cannot be a profile",
                "take another name: in `by_profile` it stands for those not named",
                "default",
                "profiles",
            )
        self.subjects()
        outcomes = book.outcomes
        for key in ("standard", "tier", "injunction"):
            self.concluded(getattr(outcomes, key), None, "determination", key)
        for caution in outcomes.cautions:
            self.concluded(caution, None, "determination", "cautions")
        if outcomes.harm is not None:
            of_case = {name for name, each in book.findings.items() if each.subject is None}
            known, what = of_case, "a finding about the case"
            self.known_in_pack(outcomes.harm, known, what, "determination", "harm")
        self.tones()
        self.declared_parts()
        self.listed_parts()
        for key, fact in outcomes.compute.items():
            self.fact(fact, ("quantity",), None, "compute", key)
        self.accounting()

    def tones(self) -> None:
        """Check that each value with a tone is a value of some conclusion."""
        if "conclusions" in self.sources.torn:  # else the conclusion may be unreadable
            return
        values = {value for each in self.book.conclusions.values() for value in each.values}
        for value, tone in self.book.outcomes.tones.items():
            self.known_in_pack(value, values, "a value of a conclusion", "tones", tone)

    def accounting(self) -> None:
        """Check that the counting of compute names readings, all their options, and provisions."""
        if self.book.accounting is None:
            return
        self.choices("accounting", self.book.accounting.choices)
        self.grounds("accounting", self.book.accounting.grounds)
        if self.book.accounting.until is not None:
            self.fact(self.book.accounting.until, ("date",), None, "accounting", "until")
        for figure, fact in self.book.accounting.today.items():
            self.known_in_pack(figure, self.book.outcomes.compute, "a figure of `compute`", figure)
            self.fact(fact, ("quantity",), None, "accounting", "today", figure)
        if self.book.outcomes.training_compute is None:
            self.problem(
                "no-training-compute",
                "`accounting` counts compute for no fact",
                "name the fact of the training compute as `compute: {training: …}` "
                "under `determination`",
                "accounting",
                "accounting",
            )

    def subjects(self) -> None:
        keys = Counter(each.key for each in self.book.subjects.values())
        for subject in self.book.subjects.values():
            where = ("subjects", subject.id)
            for key, target in subject.refers_to.items():
                a_subject = "a subject"
                self.known_in_pack(target, self.book.subjects, a_subject, *where, "refers_to", key)
                if key in _MEMBER_KEYS:
                    self.problem(
                        "reserved-name",
                        f"`{key}` is a key of each `{subject.id}` already",
                        "rename the key under `refers_to`",
                        key,
                        *where,
                        "refers_to",
                    )
            for key in subject.asks:
                kind = f"a key of `refers_to` of `{subject.id}`"
                self.known_in_pack(key, subject.refers_to, kind, *where, "asks", key)
            if subject.declared == (subject.key is not None):
                both = "both `key` and" if subject.declared else "neither `key` nor"
                self.problem(
                    "subject",
                    f"`{subject.id}` has {both} `declared: true`",
                    "a case gives its facts under `key`; or the pack declares its members",
                    subject.id,
                    "subjects",
                )
            if subject.key in CASE_HEAD or (subject.key and keys[subject.key] > 1):
                self.problem(
                    "duplicate-id",
                    f"`{subject.key}` is a key of a case file already",
                    "take another key for the facts of this subject",
                    subject.key,
                    *where,
                    "key",
                )
            if subject.declared and (subject.many or subject.refers_to):
                name = "many" if subject.many else "refers_to"
                self.problem(
                    "subject",
                    f"`{name}` does not go with `declared: true`",
                    "remove it: the pack declares the members, as entries",
                    name,
                    *where,
                )

    # --- the determination ---------------------------------------------------------------------

    def declared_parts(self) -> None:
        """Check harbors and duties, which the pack declares."""
        declared = {name for name, each in self.book.subjects.items() if each.declared}
        harbors, duties = self.book.outcomes.harbors, self.book.outcomes.obligations
        for kind, part, key, silent in (
            ("harbors", harbors, "fails", harbors.fails),
            ("obligations", duties, "absent", duties.absent),
        ):
            a_subject = "a subject that the pack declares"
            if not self.known_in_pack(part.subject, declared, a_subject, kind, "subject"):
                continue
            self.concluded(part.status, part.subject, kind, "status")
            status = self.book.conclusions.get(part.status)
            if status is not None:
                a_value = f"a value of `{status.id}`"
                self.known_in_pack(silent, status.values, a_value, kind, key)
            self.attributes(part.subject)
        self.columns(harbors.subject)
        self.duties(duties.subject)
        self.bearers()
        if harbors.subject in declared:
            self.concluded(harbors.merits, harbors.subject, "harbors", "merits", boolean=True)
            self.claim_now(harbors)
        self.elements(harbors.elements)
        self.claims(harbors)

    def claim_now(self, harbors: HarborNames) -> None:
        """Check what says what a claim made now would come to."""
        claim_now, status = self.book.outcomes.claim_now, harbors.status
        if claim_now is None:
            return
        for key, name in (("late", claim_now.late), ("later", claim_now.later)):
            self.concluded(name, harbors.subject, "claim_now", key, boolean=True)
        known = self.book.conclusions[status].values if status in self.book.conclusions else ()
        a_value = f"a value of `{status}`"
        for key, states in (("first", claim_now.first), ("anew", claim_now.anew)):
            for each in states if known else ():
                self.known_in_pack(each, known, a_value, "claim_now", key)

    def claims(self, harbors: HarborNames) -> None:
        where = ("harbors", "claims")
        if not self.known_in_pack(
            harbors.claims, self.case_subjects(), "a subject that a case lists", *where
        ):
            return
        self.concluded(harbors.claim, harbors.claims, "harbors", "claim")
        refers = set(self.book.subjects[harbors.claims].refers_to.values())
        if harbors.subject not in refers and refers <= self.book.subjects.keys():
            self.problem(
                "subject",
                f"`{harbors.claims}` refers to no `{harbors.subject}`",
                f"add `refers_to: {{{harbors.subject}: {harbors.subject}}}` to it",
                harbors.claims,
                "harbors",
                "claims",
            )
        self.base(harbors)

    def base(self, harbors: HarborNames) -> None:
        """Check what says how a claim stands for a base system."""
        base, claims = self.book.outcomes.base, harbors.claims
        if base is None:
            return
        self.concluded(base.effective, claims, "base", "effective", boolean=True)
        self.concluded(base.described, claims, "base", "described", boolean=True)
        party = self.book.outcomes.parties.subject
        self.concluded(base.kept, party, "base", "kept", boolean=True)
        of_claim = {name for name, each in self.book.findings.items() if each.subject == claims}
        of_case = {name for name, each in self.book.findings.items() if each.subject is None}
        self.known_in_pack(
            base.covers, of_claim, f"a finding about each `{claims}`", "base", "covers"
        )
        members = self.book.entries.get(harbors.subject, {})
        for harbor, elements in base.elements.items():
            self.known_in_pack(harbor, members, "a harbor", "base", "elements", harbor)
            for each in elements:
                what = f"a finding about the case or each `{claims}`"
                self.known_in_pack(each, of_claim | of_case, what, "base", "elements", harbor, each)

    def listed_parts(self) -> None:
        """Check parties and individuals, which a case lists."""
        parties, individuals = self.book.outcomes.parties, self.book.outcomes.individuals
        listed, a_subject = self.case_subjects(), "a subject that a case lists"
        if self.known_in_pack(parties.subject, listed, a_subject, "parties", "subject"):
            self.yes_or_no(parties.liable, parties.subject, "parties", "liable")
            self.concluded(parties.position, parties.subject, "parties", "position")
            self.fact(parties.roles, ("choices",), parties.subject, "parties", "roles")
        if self.known_in_pack(individuals.subject, listed, a_subject, "individuals", "subject"):
            for key, name in (("personal", individuals.personal), ("refer", individuals.refer)):
                self.yes_or_no(name, individuals.subject, "individuals", key)

    def elements(self, name: str) -> None:
        used = self.slots_in_use()
        if used and "rules" not in self.sources.torn:  # else the rule may be unreadable
            self.known_in_pack(name, used, "a slot that a rule uses", "elements")

    def duties(self, subject: str) -> None:
        """Report duties of whom, or when, the pack does not declare."""
        for member in self.book.entries.get(subject, {}).values():
            for name, key in ATTRIBUTES.items():
                if value := member.attributes[name]:
                    known = self.book.outcomes.attributes[name]
                    what = f"one of the `{key}` of `obligations`"
                    where = ("entries", f"{subject}.{member.id}", "attributes", name)
                    self.known(value, known, what, *where)

    def bearers(self) -> None:
        """Check that who a duty is of is told by roles that there are, and by findings."""
        outcomes = self.book.outcomes
        declared = self.book.facts.get(outcomes.parties.roles)
        roles = declared.values if declared is not None else {}
        whole = {name for name, each in self.book.findings.items() if each.subject is None}
        for who, several in outcomes.borne_by.items():
            where = ("obligations", "borne_by", who)
            addressees = outcomes.attributes["addressee"]
            self.known_in_pack(who, addressees, "one of the `addressees`", *where)
            for each in several:
                for role in each.roles if declared is not None else ():
                    what = f"a value of `{outcomes.parties.roles}`"
                    self.known_in_pack(role, roles, what, *where, "roles")
                for finding in each.where:
                    self.known_in_pack(
                        finding, whole, "a finding of the whole case", *where, finding
                    )

    def columns(self, subject: str) -> None:
        """Report harbors that share a column of results, where `-` is written as `_`."""
        others: dict[str, str] = {}
        for member in self.book.entries.get(subject, {}):
            other = others.setdefault(in_columns(member), member)
            if other != member:
                self.sources.problem(
                    "rules/duplicate-id",
                    f"`{other}` and `{member}` have one column in the results of a portfolio",
                    "rename one of them: there `-` is written as `_`",
                    "entries",
                    f"{subject}.{member}",
                )

    def attributes(self, subject: str) -> None:
        """Report attributes that would stand in place of what a determination says itself."""
        for member in self.book.entries.get(subject, {}).values():
            for name in sorted(member.attributes.keys() & _ENTRY_KEYS):
                self.sources.problem(
                    "rules/reserved-name",
                    f"`{name}` cannot be an attribute: a determination says it of each entry",
                    "rename the attribute",
                    "entries",
                    f"{subject}.{member.id}",
                    name,
                    ("attributes",),
                )
