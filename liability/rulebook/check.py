"""Checks of a whole pack before it is used: names, types, units, circles, reach, citations."""

from __future__ import annotations

from liability.rulebook import conditions as c
from liability.rulebook.check_conditions import ConditionChecker, is_date
from liability.rulebook.check_reach import ReachChecker, outcome_names
from liability.rulebook.model import CITING, Rule, Rulebook
from liability.rulebook.sources import Sources
from liability.source.problems import suggestion

RESERVED = frozenset({"always", "never", "own", "opening", "unproven"})
MOST_RULES = 15  # rules for one conclusion: the engine joins at most 16 patterns


def check(rulebook: Rulebook, sources: Sources) -> None:
    """Add every problem of `rulebook` to `sources`."""
    complete = not sources.problems  # else entries are missing that others name
    checker = _Checker(rulebook, sources)
    checker.pack()
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
    if complete:
        whole.reach()


class _Checker(ConditionChecker):
    """Checks the declarations of a pack."""

    def pack(self) -> None:
        book = self.book
        self.known(book.default_profile, book.profiles, "a profile", "pack", "pack")
        for subject in book.subjects.values():
            for target in subject.refers_to.values():
                self.known(target, book.subjects, "a subject", "pack", "pack")
            if subject.declared == (subject.key is not None):
                self.sources.problem(
                    "rules/subject",
                    f"`{subject.id}` needs `key` or `declared: true`, not both",
                    "a case gives its facts under `key`; or the pack declares its members",
                    "pack",
                    "pack",
                    subject.id,
                )
        outcomes = book.outcomes
        for name in outcome_names(outcomes):
            self.known(name, book.conclusions, "a conclusion", "pack", "pack")
        for part in (
            outcomes.harbors,
            outcomes.obligations,
            outcomes.parties,
            outcomes.individuals,
        ):
            self.known(part["subject"], book.subjects, "a subject", "pack", "pack")
        for fact in outcomes.compute.values():
            self.known(fact, book.facts, "a fact", "pack", "pack")

    def citations(self) -> None:
        for section in CITING:
            for name, entry in getattr(self.book, section).items():
                for cited in entry.cites:
                    self.known(cited, self.book.provisions, "a provision", section, name)
        for subject, members in self.book.entries.items():
            for member in members.values():
                for cited in member.cites:
                    self.known(
                        cited,
                        self.book.provisions,
                        "a provision",
                        "entries",
                        f"{subject}.{member.id}",
                    )
        for provision in self.book.provisions.values():
            for profiles, _ in provision.divergences:
                for profile in profiles:
                    self.known(profile, self.book.profiles, "a profile", "provisions", provision.id)

    # --- declarations ------------------------------------------------------------------------

    def facts(self) -> None:
        for fact in self.book.facts.values():
            known = {name for name, subject in self.book.subjects.items() if not subject.declared}
            if not fact.name:
                self.sources.problem(
                    "rules/unknown-name",
                    f"`{fact.id}` names no subject",
                    "write `subject.fact`, as in `system.training_compute`",
                    "facts",
                    fact.id,
                )
            elif self.known(
                fact.subject, known, "a subject that a case states", "facts", fact.id
            ) and fact.name in ("id", *self.book.subjects[fact.subject].refers_to):
                self.sources.problem(
                    "rules/duplicate-id",
                    f"`{fact.name}` is a key of `{fact.subject}` already",
                    "rename the fact",
                    "facts",
                    fact.id,
                )

    def parameters(self) -> None:
        for parameter in self.book.parameters.values():
            first = parameter.values[0][0] if parameter.values else ""
            for since, _ in parameter.values:
                if not is_date(since):
                    self.sources.problem(
                        "rules/date",
                        f"`{since}` is not a date",
                        "write it as 2025-03-05",
                        "parameters",
                        parameter.id,
                        since,
                    )
            if first > self.book.since:
                self.sources.problem(
                    "rules/date-gap",
                    f"`{parameter.id}` has no value from {self.book.since} to {first}",
                    "date its first value from the pack's first day; `null` where none was set",
                    "parameters",
                    parameter.id,
                    first,
                )

    def readings(self) -> None:
        for reading in self.book.readings.values():
            self.known(
                reading.default,
                reading.options,
                f"an option of `{reading.id}`",
                "readings",
                reading.id,
            )
            for profile, option in reading.by_profile.items():
                self.known(profile, self.book.profiles, "a profile", "readings", reading.id)
                self.known(
                    option, reading.options, f"an option of `{reading.id}`", "readings", reading.id
                )

    def findings(self) -> None:
        for finding in self.book.findings.values():
            where = ("findings", finding.id)
            self.known(finding.burden, self.book.sides, "a side", *where)
            if finding.subject is not None:
                self.known(
                    finding.subject, self.case_subjects(), "a subject that a case lists", *where
                )
            for leaf in c.walk(finding.test):
                if isinstance(leaf, c.FactTest):
                    self.fact_test(leaf, finding)
                elif isinstance(leaf, c.Choice):
                    self.choice(leaf, *where)
                elif not isinstance(
                    leaf, c.All | c.AnyOf | c.Not | c.Count | c.Established | c.Constant
                ):
                    name = leaf.node if isinstance(leaf, c.Is) else type(leaf).__name__.lower()
                    self.sources.problem(
                        "rules/stratum",
                        f"finding `{finding.id}` may test facts only, not `{name}`",
                        "test a fact here, and combine findings in a rule",
                        *where,
                        name,
                    )

    def case_subjects(self) -> set[str]:
        return {name for name, each in self.book.subjects.items() if each.many}

    def names(self) -> None:
        """Report names of nodes that the program, or the writing of a node, needs for itself."""
        for section in ("findings", "conclusions", "entries"):
            nodes = getattr(self.book, section)
            names = (
                [f"{s}.{n}" for s, each in nodes.items() for n in each]
                if section == "entries"
                else nodes
            )
            for name in names:
                own = name.partition(".")[2] if section == "entries" else name
                if own in RESERVED or "." in own:
                    self.sources.problem(
                        "rules/reserved-name",
                        f"`{own}` cannot be the name of a finding, a conclusion or an entry",
                        "take another name, without a dot",
                        section,
                        name,
                    )

    def conclusions(self) -> None:
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
                self.known(conclusion.subject, self.book.subjects, "a subject", *where)
            if conclusion.otherwise is not None:
                self.known(
                    conclusion.otherwise, conclusion.values, f"a value of `{conclusion.id}`", *where
                )
            for value in conclusion.values:
                if value in RESERVED or not all(ch.isalnum() or ch in "_-" for ch in value):
                    self.sources.problem(
                        "rules/wrong-value",
                        f"`{value}` cannot be a value",
                        "use letters, digits, `-` and `_`",
                        *where,
                        value,
                    )
            count = sum(rule.conclusion == conclusion.id for rule in self.book.rules.values())
            if count > MOST_RULES:
                self.sources.problem(
                    "rules/too-many",
                    f"`{conclusion.id}` is concluded by {count} rules",
                    f"group them under intermediate conclusions, at most {MOST_RULES} each",
                    *where,
                )

    def rules(self) -> None:
        for rule in self.book.rules.values():
            where = ("rules", rule.id)
            if rule.subject is not None:
                self.known(rule.subject, self.book.subjects, "a subject", *where)
            self.condition(rule.when, rule.subject, *where)
            if self.known(rule.conclusion, self.book.conclusions, "a conclusion", *where):
                conclusion = self.book.conclusions[rule.conclusion]
                self.known(rule.value, conclusion.values, f"a value of `{conclusion.id}`", *where)
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
            for period in (rule.since, rule.until):
                if period is not None and not is_date(period):
                    self.sources.problem(
                        "rules/date",
                        f"`{period}` is not a date",
                        "write it as 2025-03-05",
                        *where,
                        period,
                    )
            if rule.since and rule.until and rule.since >= rule.until:
                self.sources.problem(
                    "rules/date-gap",
                    f"`{rule.id}` is in force on no day",
                    "`to` is the first day after the period; it must be later than `from`",
                    *where,
                    "in_force",
                )
            self.exceptions(rule)

    def exceptions(self, rule: Rule) -> None:
        same = {each.id for each in self.book.rules.values() if each.conclusion == rule.conclusion}
        for target in rule.exception_to:
            if target not in self.book.rules:
                self.sources.problem(
                    "rules/exception-to-nothing",
                    f"`{rule.id}` is an exception to `{target}`, which is not a rule",
                    suggestion(target, same - {rule.id}),
                    "rules",
                    rule.id,
                    target,
                )
            elif target not in same or target == rule.id:
                self.sources.problem(
                    "rules/exception-to-nothing",
                    f"`{rule.id}` cannot except `{target}`: they conclude different things",
                    f"an exception concludes `{self.book.rules[target].conclusion}` too",
                    "rules",
                    rule.id,
                    target,
                )

    def entries(self) -> None:
        used = {
            leaf.name
            for rule in self.book.rules.values()
            for leaf in c.walk(rule.when)
            if isinstance(leaf, c.Slot)
        }
        declared = {name for name, each in self.book.subjects.items() if each.declared}
        for subject, members in self.book.entries.items():
            for member in members.values():
                where = ("entries", f"{subject}.{member.id}")
                if not self.known(subject, declared, "a subject that the pack declares", *where):
                    continue
                for slot, condition in member.slots.items():
                    self.known(slot, used, "a slot that a rule uses", *where)
                    self.condition(condition, None, *where, about=subject)
