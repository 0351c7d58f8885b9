"""Checks of a whole pack before it is used: names, types, units, circles, reach, citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from graphlib import CycleError, TopologicalSorter

from liability.rulebook import conditions as c
from liability.rulebook.compile import Sources
from liability.rulebook.model import Fact, Finding, Outcomes, Rule, Rulebook
from liability.rulebook.strata import dependencies, needs_of_rule
from liability.source.problems import suggestion

_NOT_CONCLUSIONS = frozenset({"subject", "elements", "claims", "roles", "absent"})
MOST_RULES = 15  # rules for one conclusion: the engine joins at most 16 patterns
_ORDER = frozenset({"below", "at_most", "above", "at_least"})
_DATES = frozenset({"before", "on_or_before", "after", "on_or_after"})
_OPERATORS = {
    "boolean": frozenset({"is", "supported"}),
    "choice": frozenset({"is", "is_one_of", "supported", "decides"}),
    "choices": frozenset({"includes_any"}),
    "quantity": _ORDER,
    "date": _DATES,
    "text": frozenset[str](),
}


def check(rulebook: Rulebook, sources: Sources) -> None:
    """Add every problem of `rulebook` to `sources`."""
    checker = _Checker(rulebook, sources)
    checker.pack()
    checker.citations()
    checker.facts()
    checker.parameters()
    checker.readings()
    checker.findings()
    checker.conclusions()
    checker.rules()
    checker.entries()
    if not sources.problems:
        checker.circles()
        checker.reach()


class _Checker:
    def __init__(self, rulebook: Rulebook, sources: Sources) -> None:
        self.book = rulebook
        self.sources = sources
        self.testable = {**rulebook.facts, **references(rulebook)}

    # --- names -------------------------------------------------------------------------------

    def known(self, name: str, known: Iterable[str], what: str, section: str, entry: str) -> bool:
        """Report `name` unless it is one of `known`; return whether it is."""
        names = set(known)
        if name in names:
            return True
        self.sources.problem("rules/unknown-name", f"`{name}` is not {what}", suggestion(name, names),
                             section, entry, name)
        return False

    def pack(self) -> None:
        book = self.book
        self.known(book.default_profile, book.profiles, "a profile", "pack", "pack")
        for subject in book.subjects.values():
            for target in subject.refers_to.values():
                self.known(target, book.subjects, "a subject", "pack", "pack")
            if subject.declared == (subject.key is not None):
                self.sources.problem("rules/subject", f"`{subject.id}` needs `key` or `declared: true`, not both",
                                     "a case gives its facts under `key`; or the pack declares its members",
                                     "pack", "pack", subject.id)
        outcomes = book.outcomes
        for name in _outcome_names(outcomes):
            self.known(name, book.conclusions, "a conclusion", "pack", "pack")
        for part in (outcomes.harbors, outcomes.obligations, outcomes.parties, outcomes.individuals):
            self.known(part["subject"], book.subjects, "a subject", "pack", "pack")
        for fact in outcomes.compute.values():
            self.known(fact, book.facts, "a fact", "pack", "pack")

    def citations(self) -> None:
        sections: Mapping[str, Mapping[str, object]] = {
            "facts": self.book.facts, "parameters": self.book.parameters, "readings": self.book.readings,
            "findings": self.book.findings, "conclusions": self.book.conclusions, "rules": self.book.rules,
        }  # fmt: skip
        for section, entries in sections.items():
            for name, entry in entries.items():
                for cited in entry.cites:  # type: ignore[attr-defined]
                    self.known(cited, self.book.provisions, "a provision", section, name)
        for subject, members in self.book.entries.items():
            for member in members.values():
                for cited in member.cites:
                    self.known(cited, self.book.provisions, "a provision", "entries", f"{subject}.{member.id}")
        for provision in self.book.provisions.values():
            for profiles, _ in provision.divergences:
                for profile in profiles:
                    self.known(profile, self.book.profiles, "a profile", "provisions", provision.id)

    # --- declarations ------------------------------------------------------------------------

    def facts(self) -> None:
        for fact in self.book.facts.values():
            known = {name for name, subject in self.book.subjects.items() if not subject.declared}
            if not fact.name:
                self.sources.problem("rules/unknown-name", f"`{fact.id}` names no subject",
                                     "write `subject.fact`, as in `system.training_compute`", "facts", fact.id)
            elif self.known(fact.subject, known, "a subject that a case states", "facts", fact.id):
                if fact.name in self.book.subjects[fact.subject].refers_to or fact.name == "id":
                    self.sources.problem("rules/duplicate-id", f"`{fact.name}` is a key of `{fact.subject}` already",
                                         "rename the fact", "facts", fact.id)

    def parameters(self) -> None:
        for parameter in self.book.parameters.values():
            first = parameter.values[0][0] if parameter.values else ""
            for since, _ in parameter.values:
                if not _is_date(since):
                    self.sources.problem("rules/date", f"`{since}` is not a date", "write it as 2025-03-05",
                                         "parameters", parameter.id, since)
            if first > self.book.since:
                self.sources.problem(
                    "rules/date-gap", f"`{parameter.id}` has no value from {self.book.since} to {first}",
                    "date its first value from the pack's first day; `null` where none was set",
                    "parameters", parameter.id, first)

    def readings(self) -> None:
        for reading in self.book.readings.values():
            self.known(reading.default, reading.options, f"an option of `{reading.id}`", "readings", reading.id)
            for profile, option in reading.by_profile.items():
                self.known(profile, self.book.profiles, "a profile", "readings", reading.id)
                self.known(option, reading.options, f"an option of `{reading.id}`", "readings", reading.id)

    def findings(self) -> None:
        for finding in self.book.findings.values():
            where = ("findings", finding.id)
            self.known(finding.burden, self.book.sides, "a side", *where)
            if finding.subject is not None:
                self.known(finding.subject, self.case_subjects(), "a subject that a case lists", *where)
            for leaf in c.walk(finding.test):
                if isinstance(leaf, c.FactTest):
                    self.fact_test(leaf, finding)
                elif isinstance(leaf, c.Choice):
                    self.choice(leaf, *where)
                elif not isinstance(leaf, c.All | c.AnyOf | c.Not | c.Count | c.Established | c.Constant):
                    name = leaf.node if isinstance(leaf, c.Is) else type(leaf).__name__.lower()
                    self.sources.problem("rules/stratum", f"finding `{finding.id}` may test facts only, not `{name}`",
                                         "test a fact here, and combine findings in a rule", *where, name)

    def case_subjects(self) -> set[str]:
        return {name for name, each in self.book.subjects.items() if each.many}

    def conclusions(self) -> None:
        for conclusion in self.book.conclusions.values():
            where = ("conclusions", conclusion.id)
            if conclusion.id in self.book.findings:
                self.sources.problem("rules/duplicate-id", f"`{conclusion.id}` is a finding too",
                                     "a name stands for one thing; rename one of the two", *where)
            if conclusion.subject is not None:
                self.known(conclusion.subject, self.book.subjects, "a subject", *where)
            if conclusion.otherwise is not None:
                self.known(conclusion.otherwise, conclusion.values, f"a value of `{conclusion.id}`", *where)
            for value in conclusion.values:
                if not all(ch.isalnum() or ch in "_-" for ch in value):
                    self.sources.problem("rules/wrong-value", f"`{value}` cannot be a value",
                                         "use letters, digits, `-` and `_`", *where, value)
            count = sum(rule.conclusion == conclusion.id for rule in self.book.rules.values())
            if count > MOST_RULES:
                self.sources.problem("rules/too-many", f"`{conclusion.id}` is concluded by {count} rules",
                                     f"group them under intermediate conclusions, at most {MOST_RULES} each", *where)

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
                        "rules/subject", f"rule `{rule.id}` and its conclusion `{conclusion.id}` differ in `for_each`",
                        f"give both `for_each: {conclusion.subject}`" if conclusion.subject else
                        "remove `for_each` from the rule, or add it to the conclusion", *where, "for_each")
            for period in (rule.since, rule.until):
                if period is not None and not _is_date(period):
                    self.sources.problem("rules/date", f"`{period}` is not a date", "write it as 2025-03-05",
                                         *where, period)
            if rule.since and rule.until and rule.since >= rule.until:
                self.sources.problem("rules/date-gap", f"`{rule.id}` is in force on no day",
                                     "`to` is the first day after the period; it must be later than `from`",
                                     *where, "in_force")
            self.exceptions(rule)

    def exceptions(self, rule: Rule) -> None:
        same = {each.id for each in self.book.rules.values() if each.conclusion == rule.conclusion}
        for target in rule.exception_to:
            if target not in self.book.rules:
                self.sources.problem("rules/exception-to-nothing", f"`{rule.id}` is an exception to `{target}`, which is not a rule",
                                     suggestion(target, same - {rule.id}), "rules", rule.id, target)
            elif target not in same or target == rule.id:
                self.sources.problem("rules/exception-to-nothing",
                                     f"`{rule.id}` cannot be an exception to `{target}`: they conclude different things",
                                     f"an exception concludes `{self.book.rules[target].conclusion}`, with another value",
                                     "rules", rule.id, target)

    def entries(self) -> None:
        used = {leaf.name for rule in self.book.rules.values() for leaf in c.walk(rule.when) if isinstance(leaf, c.Slot)}
        declared = {name for name, each in self.book.subjects.items() if each.declared}
        for subject, members in self.book.entries.items():
            for member in members.values():
                where = ("entries", f"{subject}.{member.id}")
                if not self.known(subject, declared, "a subject that the pack declares", *where):
                    continue
                for slot, condition in member.slots.items():
                    self.known(slot, used, "a slot that a rule uses", *where)
                    self.condition(condition, None, *where)

    # --- conditions --------------------------------------------------------------------------

    def condition(self, tree: c.Condition, subject: str | None, section: str, entry: str) -> None:
        """Check a condition of the second stratum, used for `subject`."""
        for leaf in c.walk(tree):
            match leaf:
                case c.FactTest():
                    self.sources.problem("rules/stratum", f"a rule may not test the fact `{leaf.fact}`",
                                         "declare a finding that tests it, and name the finding here",
                                         section, entry, leaf.fact)
                case c.Is():
                    self.node(leaf.node, leaf.values, subject, section, entry)
                case c.Quantified():
                    self.quantified(leaf, section, entry)
                case c.Choice():
                    self.choice(leaf, section, entry)
                case c.Slot() if subject is None or not self.book.subjects[subject].declared:
                    self.sources.problem("rules/subject", f"slot `{leaf.name}` stands in a rule for no entry",
                                         "a slot is given by a harbor, an obligation, …: add `for_each`",
                                         section, entry, leaf.name)
                case c.Disproved():
                    self.disproved(leaf, section, entry)
                case _:
                    pass

    def disproved(self, tree: c.Disproved, section: str, entry: str) -> None:
        for leaf in c.walk(tree.part):
            if isinstance(leaf, c.Is) and leaf.node in self.book.conclusions:
                self.sources.problem("rules/stratum", f"`disproved` takes findings, and `{leaf.node}` is a conclusion",
                                     "use `not`, or name the findings themselves", section, entry, leaf.node)

    def node(self, name: str, values: tuple[str, ...], subject: str | None, section: str, entry: str) -> None:
        book = self.book
        if name in book.findings:
            self.reachable_subject(name, book.findings[name].subject, subject, section, entry)
            if values != ("met",):
                self.sources.problem("rules/type-mismatch", f"`{name}` is a finding: it has no values",
                                     f"write `{name}`, or `not: {name}`", section, entry, name)
            return
        base, _, member = name.rpartition(".")
        member_of = book.conclusions[base].subject if name not in book.conclusions and base in book.conclusions else None
        if member_of and member in book.entries.get(member_of, {}):
            conclusion = book.conclusions[base]
        elif self.known(name, [*book.findings, *book.conclusions], "a finding or conclusion", section, entry):
            conclusion = book.conclusions[name]
            self.reachable_subject(name, conclusion.subject, subject, section, entry)
        else:
            return
        for value in values:
            if value == "met" and not conclusion.boolean:
                self.sources.problem("rules/type-mismatch", f"`{name}` has values: say which",
                                     f"write `{{conclusion: {name}, is: {next(iter(conclusion.values))}}}`",
                                     section, entry, name)
                return
            self.known(value, conclusion.values, f"a value of `{name}`", section, entry)

    def reachable_subject(self, name: str, own: str | None, here: str | None, section: str, entry: str) -> None:
        if own is not None and own != here:
            self.sources.problem("rules/subject", f"`{name}` is found for each `{own}`, and this is not about one",
                                 f"write `{{some: {own}, holds: {name}}}`, or add `for_each: {own}`",
                                 section, entry, name)

    def quantified(self, leaf: c.Quantified, section: str, entry: str) -> None:
        if not self.known(leaf.subject, self.book.subjects, "a subject", section, entry):
            return
        nodes = {each.id: each.subject for each in [*self.book.findings.values(), *self.book.conclusions.values()]}
        if self.known(leaf.node, nodes, "a finding or conclusion", section, entry) and nodes[leaf.node] != leaf.subject:
            self.sources.problem("rules/subject", f"`{leaf.node}` is not about each `{leaf.subject}`",
                                 f"name a finding or conclusion with `for_each: {leaf.subject}`", section, entry, leaf.node)
        if leaf.of is not None:
            self.known(leaf.of, self.book.subjects[leaf.subject].refers_to.values(),
                       f"what a `{leaf.subject}` refers to", section, entry)

    def choice(self, leaf: c.Choice, section: str, entry: str) -> None:
        options = {name for name, _ in leaf.options}
        if leaf.reading is None:
            for name in options - {"default"}:
                self.known(name, self.book.profiles, "a profile", section, entry)
            if "default" not in options and options < set(self.book.profiles):
                self.sources.problem("rules/missing-key", "`by_profile` leaves a profile out",
                                     "add `default:` for those not named", section, entry, "by_profile")
        elif self.known(leaf.reading, self.book.readings, "a reading", section, entry):
            declared = set(self.book.readings[leaf.reading].options)
            for name in options:
                self.known(name, declared, f"an option of `{leaf.reading}`", section, entry)
            for name in sorted(declared - options):
                self.sources.problem("rules/missing-key", f"option `{name}` of `{leaf.reading}` is left out",
                                     "say what holds under each option", section, entry, leaf.reading)

    def fact_test(self, test: c.FactTest, finding: Finding) -> None:
        where = ("findings", finding.id)
        if not self.known(test.fact, self.testable, "a fact", *where):
            return
        fact = self.testable[test.fact]
        if self.book.subjects[fact.subject].many and fact.subject != finding.subject:
            self.sources.problem("rules/subject", f"`{fact.id}` is a fact of each `{fact.subject}`",
                                 f"add `for_each: {fact.subject}` to `{finding.id}`", *where, fact.id)
        if test.operator not in _OPERATORS[fact.type]:
            self.sources.problem("rules/type-mismatch", f"`{test.operator}` does not fit `{fact.id}`, a {fact.type}",
                                 suggestion("", _OPERATORS[fact.type]), *where, test.operator)
            return
        values = {"true", "false"} if fact.type == "boolean" else fact.values
        for value in (*test.values, *test.against):
            self.known(value, values, f"a value of `{fact.id}`", *where)
        self.operand(test, fact, finding)

    def operand(self, test: c.FactTest, fact: Fact, finding: Finding) -> None:
        where = ("findings", finding.id)
        unit = other = None
        match test.operand:
            case c.ParameterRef(parameter=name):
                if not self.known(name, self.book.parameters, "a parameter", *where):
                    return
                unit, other = self.book.parameters[name].unit, name
            case c.FactRef(fact=name):
                if not self.known(name, self.testable, "a fact", *where):
                    return
                operand = self.testable[name]
                unit, other = operand.unit or operand.type, name
            case c.Literal(written=written):
                if not (_is_date(written) if fact.type == "date" else _is_number(written)):
                    self.sources.problem("rules/wrong-value", f"`{written}` does not fit `{fact.id}`, a {fact.type}",
                                         "write a number such as `1e26`, or a date such as 2025-03-05",
                                         *where, written)
                return
            case _:
                return
        if unit != (fact.unit or fact.type):
            self.sources.problem("rules/unit-mismatch", f"`{fact.id}` is in {fact.unit or fact.type} and `{other}` in {unit}",
                                 "compare like with like", *where, other)

    # --- the whole ---------------------------------------------------------------------------

    def circles(self) -> None:
        graph = dependencies(self.book)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            rule = next(r for r in self.book.rules.values() if r.conclusion == circle[1] and circle[0] in needs_of_rule(self.book, r)
                        or r.conclusion == circle[0])
            self.sources.problem("rules/circular", "circular rules: " + " → ".join(f"`{each}`" for each in circle),
                                 "a conclusion may not rest on itself; cut one of these steps", "rules", rule.id)
        exceptions = {rule.id: set(rule.exception_to) for rule in self.book.rules.values()}
        try:
            TopologicalSorter(exceptions).prepare()
        except CycleError as error:
            self.sources.problem("rules/circular", "circular exceptions: " + " → ".join(f"`{each}`" for each in error.args[1]),
                                 "an exception may not except itself", "rules", error.args[1][0])

    def reach(self) -> None:
        """Report findings, conclusions and rules that can decide nothing."""
        wanted = list(_outcome_names(self.book.outcomes))
        reached: set[str] = set()
        while wanted:
            name = wanted.pop()
            if name in reached:
                continue
            reached.add(name)
            for rule in self.book.rules.values():
                if rule.conclusion == name:
                    wanted.extend(needs_of_rule(self.book, rule))
        leaves = {
            leaf.node
            for tree in [*(r.when for r in self.book.rules.values() if r.conclusion in reached),
                         *(s for members in self.book.entries.values() for m in members.values() for s in m.slots.values())]
            for leaf in c.walk(tree) if isinstance(leaf, c.Is | c.Quantified)
        }
        for name in self.book.findings.keys() - leaves:
            self.sources.problem("rules/unreachable", f"nothing rests on finding `{name}`",
                                 "name it in a rule, or remove it", "findings", name)
        for name in self.book.conclusions.keys() - reached:
            self.sources.problem("rules/unreachable", f"nothing rests on conclusion `{name}`",
                                 "name it in a rule or in the pack's `determination`, or remove it", "conclusions", name)
        self.values_reached()

    def values_reached(self) -> None:
        given: dict[str, set[str]] = {name: set() for name in self.book.conclusions}
        for rule in self.book.rules.values():
            given[rule.conclusion].add(rule.value)
        for conclusion in self.book.conclusions.values():
            for value in conclusion.values:
                if value not in given[conclusion.id] and value != conclusion.otherwise:
                    self.sources.problem("rules/unreachable", f"no rule concludes that `{conclusion.id}` is `{value}`",
                                         "add a rule, or make it the `otherwise` value", "conclusions", conclusion.id,
                                         None if conclusion.boolean else value)
        for rule in self.book.rules.values():
            if rule.when == c.Constant(False):
                self.sources.problem("rules/unreachable", f"rule `{rule.id}` can never apply", "remove it",
                                     "rules", rule.id, "never")


def references(rulebook: Rulebook) -> dict[str, Fact]:
    """Return the keys by which a case names other subjects, as facts that findings may test."""
    found: dict[str, Fact] = {}
    for subject in rulebook.subjects.values():
        for key, target in subject.refers_to.items():
            if rulebook.subjects[target].declared:
                members = {name: entry.title for name, entry in rulebook.entries.get(target, {}).items()}
                fact_id = f"{subject.id}.{key}"
                found[fact_id] = Fact(fact_id, subject.id, key, "choice", {"en": key}, {"en": key}, None, members, (), None)
    return found


def _outcome_names(outcomes: Outcomes) -> Iterator[str]:
    yield from (outcomes.standard, outcomes.tier, outcomes.injunction, *outcomes.cautions)
    for part in (outcomes.harbors, outcomes.obligations, outcomes.parties, outcomes.individuals):
        yield from (name for key, name in part.items() if key not in _NOT_CONCLUSIONS)


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _is_number(written: str) -> bool:
    try:
        return Decimal(written).is_finite()
    except InvalidOperation:
        return False
