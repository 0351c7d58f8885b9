"""Checks of a whole pack before it is used: names, types, units, circles, reach, citations."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from liability.rulebook import conditions as c
from liability.rulebook.check_apportionment import ApportionmentChecker
from liability.rulebook.check_claims import ClaimDocumentsChecker
from liability.rulebook.check_pack import PackChecker
from liability.rulebook.check_reach import ReachChecker
from liability.rulebook.check_safety_cases import SafetyCaseRulesChecker
from liability.rulebook.check_tests import FactTestChecker
from liability.rulebook.model import CITING, MET, WORDS_FOR_UNKNOWN, Parameter, Rule, Rulebook
from liability.rulebook.resolve import above_ceilings
from liability.rulebook.sources import NAMING, Sources

RESERVED = frozenset({"always", "never", "own", "opening", "unproven"})
NO_VALUES = RESERVED | {"undetermined", "conflict", "no_value"}
MOST_RULES = 15  # rules for one conclusion: the engine joins at most 16 patterns


def check(rulebook: Rulebook, sources: Sources) -> None:
    """Add every problem of `rulebook` to `sources`."""
    before = len(sources.problems)
    PackChecker(rulebook, sources).pack()
    ApportionmentChecker(rulebook, sources).apportionment()
    outcomes_known = len(sources.problems) == before
    SafetyCaseRulesChecker(rulebook, sources).safety_cases()
    ClaimDocumentsChecker(rulebook, sources).claim_documents()
    checker = _Checker(rulebook, sources)
    checker.citations()
    checker.facts()
    checker.parameters()
    checker.readings()
    checker.findings()
    checker.names()
    checker.conclusions()
    checker.rules()
    checker.entries()
    whole = ReachChecker(rulebook, sources)
    whole.circles()
    if outcomes_known and not sources.unread and sources.torn.isdisjoint(NAMING):
        whole.reach()


class _Checker(FactTestChecker):
    """Checks the declarations of a pack."""

    def citations(self) -> None:
        book = self.book
        cited = [
            (section, name, entry.cites)
            for section in CITING
            for name, entry in getattr(book, section).items()
        ]
        cited += [
            ("entries", f"{subject}.{member.id}", member.cites)
            for subject, members in book.entries.items()
            for member in members.values()
        ]
        for section, name, cites in cited:
            for each in cites:
                self.known(each, book.provisions, "a provision", section, name, "cites")
        for provision in book.provisions.values():
            for profiles, _ in provision.divergences:
                for profile in profiles:
                    where = ("provisions", provision.id)
                    self.known(profile, book.profiles, "a profile", *where, "profiles")

    # --- declarations ------------------------------------------------------------------------

    def facts(self) -> None:
        stated = {name for name, subject in self.book.subjects.items() if not subject.declared}
        for fact in self.book.facts.values():
            where = ("facts", fact.id)
            if not fact.name or "." in fact.name:
                self.sources.problem(
                    "rules/unknown-name" if not fact.name else "rules/bad-id",
                    f"`{fact.id}` names no subject"
                    if not fact.name
                    else f"`{fact.id}` has more than one dot",
                    "write `subject.fact`, as in `vehicle.weight`",
                    *where,
                )
            elif self.known(fact.subject, stated, "a subject that a case states", *where):
                subject = self.book.subjects[fact.subject]
                if subject.many and fact.name in ("id", "name", *subject.refers_to):
                    self.sources.problem(
                        "rules/duplicate-id",
                        f"`{fact.name}` is a key of each `{fact.subject}` already",
                        "rename the fact",
                        *where,
                    )
            for value in fact.values:
                none = value == "none" and fact.type == "choices"
                if none or value.lower() in WORDS_FOR_UNKNOWN:
                    self.sources.problem(
                        "rules/reserved-name",
                        f"`{value}` cannot be a value of `{fact.id}`: in a case it means that "
                        + ("there are none" if none else "the fact is unknown"),
                        "take another word",
                        *where,
                        value,
                        ("values",),
                    )

    def parameters(self) -> None:
        known = len(self.sources.problems)
        for parameter in self.book.parameters.values():
            if parameter.at_most is not None:
                self.share(parameter, *parameter.at_most)
            if parameter.share_of is not None:
                self.share(parameter, *parameter.share_of)
                continue
            first = parameter.values[0][0]
            if first > self.book.since:
                self.sources.problem(
                    "rules/date-gap",
                    f"`{parameter.id}` has no value from {self.book.since} to {first}",
                    "date its first value from the pack's first day; `null` where none was set",
                    "parameters",
                    parameter.id,
                    first,
                )
        wholes = {
            of[0]
            for each in self.book.parameters.values()
            for of in (each.share_of, each.at_most)
            if of is not None
        }
        if len(self.sources.problems) == known and wholes <= self.book.parameters.keys():
            self.ceilings()

    def ceilings(self) -> None:
        """Report a figure that is above its ceiling on a day from which it or another holds."""
        days = {since for each in self.book.parameters.values() for since, _ in each.values}
        said: set[str] = set()
        for day in sorted(days):
            for name, message, advice in above_ceilings(self.book, day, {}):
                if name not in said:
                    said.add(name)
                    told = f"{message} from {day} on"
                    self.sources.problem(
                        "rules/above-ceiling", told, advice, "parameters", name, "at_most"
                    )

    def share(self, parameter: Parameter, whole: str, share: Decimal) -> None:
        """Report a share of what is no figure by date, of another unit, or of more than all."""
        where = ("parameters", parameter.id)
        if not self.known(whole, self.book.parameters, "a parameter", *where, "parameter"):
            return
        of = self.book.parameters[whole]
        if of.share_of is not None and parameter.share_of is not None:
            message = f"`{parameter.id}` is a share of `{whole}`, which is a share itself"
            advice = f"name `{of.share_of[0]}`, and multiply the shares"
            self.sources.problem("rules/circular", message, advice, *where, whole, ("parameter",))
        elif of.unit != parameter.unit:
            message = f"`{parameter.id}` is in {parameter.unit}, and `{whole}` in {of.unit}"
            advice = "give both the same unit"
            self.sources.problem("rules/unit", message, advice, *where, whole, ("parameter",))
        if not 0 < share <= 1:
            message = f"`{share}` is no share of `{whole}`"
            advice = "write a share above 0 and at most 1, as `0.1`"
            self.sources.problem("rules/wrong-value", message, advice, *where, "share")

    def readings(self) -> None:
        for reading in self.book.readings.values():
            where = ("readings", reading.id)
            if reading.id == "profile":
                self.sources.problem(
                    "rules/reserved-name",
                    "`profile` cannot be the name of a reading",
                    "take another name: it stands for the language version",
                    *where,
                )
            an_option = f"an option of `{reading.id}`"
            self.known(reading.default, reading.options, an_option, *where, "default")
            for profile, option in reading.by_profile.items():
                self.known(profile, self.book.profiles, "a profile", *where, "by_profile")
                self.known(option, reading.options, an_option, *where, profile)

    def findings(self) -> None:
        for finding in self.book.findings.values():
            where = ("findings", finding.id)
            for profile in finding.words:
                self.known(profile, self.book.profiles, "a profile", *where, "words", profile)
            self.known(finding.burden, self.book.sides, "a side", *where, "burden")
            if finding.subject is not None:
                a_subject = "a subject that a case lists"
                self.known(finding.subject, self.case_subjects(), a_subject, *where, "for_each")
            self.against_itself(finding.test, *where)
            for leaf in c.walk(finding.test):
                match leaf:
                    case c.FactTest():
                        self.fact_test(leaf, finding)
                    case c.Choice():
                        self.choice(leaf, *where)
                    case c.Is() | c.Quantified() | c.Slot() | c.Disproved() | c.Shown():
                        name = _said(leaf)
                        self.sources.problem(
                            "rules/stratum",
                            f"finding `{finding.id}` may test facts only, not `{name}`",
                            "test a fact here, and combine findings in a rule",
                            *where,
                            name,
                        )
                    case _:
                        pass

    def names(self) -> None:
        """Report names of nodes that the program, or the writing of a node, needs for itself."""
        nodes = [
            *(("findings", name, name) for name in self.book.findings),
            *(("conclusions", name, name) for name in self.book.conclusions),
            *(
                ("entries", f"{subject}.{name}", name)
                for subject, members in self.book.entries.items()
                for name in members
            ),
        ]
        for section, name, own in nodes:
            if own in RESERVED or "." in own:
                self.sources.problem(
                    "rules/reserved-name",
                    f"`{own}` cannot be the name of a finding, a conclusion or an entry",
                    "take another name, without a dot",
                    section,
                    name,
                )

    def conclusions(self) -> None:
        counts = Counter(rule.conclusion for rule in self.book.rules.values())
        for conclusion in self.book.conclusions.values():
            where = ("conclusions", conclusion.id)
            if conclusion.id in self.book.findings:
                self.sources.problem(
                    "rules/duplicate-id",
                    f"`{conclusion.id}` is a finding too",
                    "a name stands for one thing; rename one of the two",
                    *where,
                )
            if conclusion.subject is not None:
                subjects = self.book.subjects
                self.known(conclusion.subject, subjects, "a subject", *where, "for_each")
            if conclusion.otherwise is not None:
                a_value = f"a value of `{conclusion.id}`"
                self.known(conclusion.otherwise, conclusion.values, a_value, *where, "otherwise")
            for value in conclusion.values:
                if value in NO_VALUES:
                    self.sources.problem(
                        "rules/reserved-name",
                        f"`{value}` cannot be a value",
                        "take another word: the program needs this one for itself",
                        *where,
                        value,
                        ("values",),
                    )
            count = counts[conclusion.id]
            if count > MOST_RULES:
                self.sources.problem(
                    "rules/too-many",
                    f"`{conclusion.id}` is concluded by {count} rules",
                    f"group them under intermediate conclusions, at most {MOST_RULES} each",
                    *where,
                )

    def rules(self) -> None:
        concluding: dict[str, set[str]] = {}
        for rule in self.book.rules.values():
            concluding.setdefault(rule.conclusion, set()).add(rule.id)
        for rule in self.book.rules.values():
            where = ("rules", rule.id)
            subjects = self.book.subjects
            if rule.subject is None or self.known(
                rule.subject, subjects, "a subject", *where, "for_each"
            ):
                self.condition(rule.when, rule.subject, *where)
                self.concludes(rule)
            if rule.since and rule.until and rule.since >= rule.until:
                self.sources.problem(
                    "rules/date-gap",
                    f"`{rule.id}` is in force on no day",
                    "`to` is the first day after the period; it must be later than `from`",
                    *where,
                    "in_force",
                )
            self.exceptions(rule, concluding[rule.conclusion])
            self.own_id(rule)

    def concludes(self, rule: Rule) -> None:
        where = ("rules", rule.id)
        if not self.known(
            rule.conclusion, self.book.conclusions, "a conclusion", *where, "concludes"
        ):
            return
        conclusion = self.book.conclusions[rule.conclusion]
        if rule.value == MET and MET not in conclusion.values:
            self.sources.problem(
                "rules/type-mismatch",
                f"`{conclusion.id}` has values: say which",
                f"write `concludes: {{{conclusion.id}: {next(iter(conclusion.values))}}}`",
                *where,
                conclusion.id,
                ("concludes",),
            )
        else:
            a_value = f"a value of `{conclusion.id}`"
            self.known(rule.value, conclusion.values, a_value, *where, conclusion.id)
        if conclusion.subject != rule.subject:
            self.sources.problem(
                "rules/subject",
                f"`{rule.id}` and its conclusion `{conclusion.id}` differ in `for_each`",
                f"give both `for_each: {conclusion.subject}`"
                if conclusion.subject
                else "remove `for_each` from the rule, or add it to the conclusion",
                *where,
                "for_each",
            )

    def exceptions(self, rule: Rule, same: set[str]) -> None:
        where = ("rules", rule.id)
        for target in rule.exception_to:
            if target not in self.book.rules:
                if self.sources.unread or target in self.sources.broken:
                    continue
                advice = self.sources.suggestion(target, same - {rule.id})
                self.sources.problem(
                    "rules/exception-to-nothing",
                    f"`{rule.id}` is an exception to `{target}`, which is not a rule",
                    advice or f"no other rule concludes `{rule.conclusion}`; remove the exception",
                    *where,
                    target,
                    ("exception_to",),
                )
            elif target not in same:
                self.sources.problem(
                    "rules/exception-to-nothing",
                    f"`{rule.id}` cannot except `{target}`: they conclude different things",
                    f"an exception concludes `{self.book.rules[target].conclusion}` too",
                    *where,
                    target,
                    ("exception_to",),
                )

    def own_id(self, rule: Rule) -> None:
        """Report the id of a rule that another rule has for one of the entries it is made for."""
        base, _, member = rule.id.rpartition(".")
        other = self.book.rules.get(base)
        if other is not None and member in self.book.entries.get(other.subject or "", {}):
            self.sources.problem(
                "rules/duplicate-id",
                f"`{rule.id}` is what rule `{base}` is called for the entry `{member}`",
                "rename the rule",
                "rules",
                rule.id,
            )

    def entries(self) -> None:
        used = self.slots_in_use()
        declared = {name for name, each in self.book.subjects.items() if each.declared}
        for subject, members in self.book.entries.items():
            for member in members.values():
                where = ("entries", f"{subject}.{member.id}")
                if not self.known(subject, declared, "a subject that the pack declares", *where):
                    continue
                for slot, condition in member.slots.items():
                    if (
                        "rules" not in self.sources.torn
                    ):  # else the rule that uses it may be unreadable
                        self.known(slot, used, "a slot that a rule uses", *where, "slots")
                    self.condition(condition, None, *where, about=subject)


def _said(leaf: c.Is | c.Quantified | c.Slot | c.Disproved | c.Shown) -> str:
    """Return what a rule file says for a condition that is none of a finding."""
    match leaf:
        case c.Is(node=node):
            return node
        case c.Quantified(kind=kind):
            return kind
        case c.Slot():
            return "slot"
        case c.Shown():
            return "shown"
    return "disproved"
