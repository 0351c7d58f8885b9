"""A second, deliberately plain evaluator of the same semantics, to hold the program to.

It shares nothing with `liability.logic`, `liability.findings`, `liability.inference` or
`liability.rulebook.law`: it walks the rulebook as declared, readings and all, by recursion, and
remembers what it has worked out. Truth is True, False or None (not known), strong Kleene.

Where the program and the oracle differ, one of the two is wrong; the oracle is short enough to
be checked by reading it beside docs/rule-language.md.
"""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal
from itertools import product

from oracle_truths import (
    COMBINE,
    NONE,
    Possible,
    Truth,
    agreed,
    counted,
    every,
    not_,
    ordered,
    point,
    said,
    some,
)

from liability.case.model import Case, Disputed, Interval, key_of
from liability.rulebook import conditions as c
from liability.rulebook.model import Rule, Rulebook


class Oracle:
    """Works out findings and conclusions of one case under one choice of readings."""

    def __init__(
        self,
        rulebook: Rulebook,
        case: Case,
        *,
        as_of: str | None = None,
        profile: str | None = None,
        readings: dict[str, str] | None = None,
        side: str | None = None,
    ) -> None:
        self.book = rulebook
        self.case = case
        self.day = as_of or case.as_of
        self.profile = profile or case.profile or rulebook.default_profile
        self.chosen = {**case.readings, **(readings or {})}
        self.side = side
        self.closed = False
        self.version: dict = {}  # of disputed facts, while a finding is tried on it
        self._findings: dict = {}
        self._conclusions: dict = {}
        self._applies: dict = {}
        self._holds: dict = {}
        self._rules: dict = {}

    def on_closed_record(self) -> Oracle:
        """The same case once its record is closed: what is found is as it was."""
        closed = copy(self)
        closed.closed = True
        closed._conclusions, closed._applies, closed._holds = {}, {}, {}
        return closed

    # --- facts -----------------------------------------------------------------------------------

    def fact(self, name: str, member: str | None):
        for key in (f"{name}@{member}", name):
            if key in self.case.facts:
                value = self.case.facts[key].value
                if isinstance(value, Disputed) and self.side is not None:
                    return value.sides.get(self.side)
                return self.version.get(key, value)
        return None

    def figure(self, test: c.FactTest, member: str | None):
        operand = test.operand
        if isinstance(operand, c.ParameterRef):
            return self.parameter(operand.parameter)
        if isinstance(operand, c.FactRef):
            return self.fact(operand.fact, member)
        if isinstance(operand, c.AsOf):
            return date.fromisoformat(self.day)
        if self.book.facts[test.fact].type == "date":
            return date.fromisoformat(operand.written)
        return Decimal(operand.written)

    def parameter(self, name: str) -> Decimal | None:
        if name in self.case.parameters:
            return self.case.parameters[name]
        declared = self.book.parameters[name]
        if declared.share_of is not None:
            whole = self.parameter(declared.share_of[0])
            return None if whole is None else whole * declared.share_of[1]
        past = [pair for pair in declared.values if pair[0] <= self.day]
        return max(past)[1] if past else None

    def stands(self, name: str, member: str | None) -> bool:
        return bool({f"{name}@{member}", name} & self.case.facts.keys())

    def test(self, test: c.FactTest, member: str | None) -> Truth:
        if test.operator == "left_out":
            return not self.stands(test.fact, member)
        if test.otherwise is not None and not self.stands(test.fact, member):
            return self.test(test._replace(fact=test.otherwise, otherwise=None), member)
        value = self.fact(test.fact, member)
        if value is None:
            return None
        if test.any_side:
            version, self.version = self.version, {}
            value = self.fact(test.fact, member)
            said = value.sides.values() if isinstance(value, Disputed) else [value]
            found = [self.passes(test, each, member) for each in said if each is not None]
            self.version = version
            return some(found)
        if isinstance(value, Disputed):
            said = value.sides.values()
            truths = [None if each is None else self.passes(test, each, member) for each in said]
            return truths[0] if all(each is truths[0] for each in truths) else None
        return self.passes(test, value, member)

    def passes(self, test: c.FactTest, value, member: str | None) -> Truth:
        if test.operator in ("is", "is_one_of", "supported"):
            return value in test.values
        if test.operator == "includes_any":
            return any(each in value for each in test.values)
        if test.operator == "decides":
            return True if value in test.values else False if value in test.against else None
        other = self.figure(test, member)
        if isinstance(other, Disputed):
            said = other.sides.values()
            if test.any_side:
                return some([self.compare(test, value, each) for each in said if each is not None])
            found = [self.compare(test, value, each) for each in said]
            return found[0] if all(each is found[0] for each in found) else None
        return self.compare(test, value, other)

    def compare(self, test: c.FactTest, value, other) -> Truth:
        if other is None:
            return None
        if isinstance(value, date):
            return ordered(test.operator, value, other)
        low, high = (other.low, other.high) if isinstance(other, Interval) else (other, other)
        if test.operator in ("above", "at_least"):
            shown = ordered(test.operator, point(value, test.met_on, "low"), high)
            refuted = ordered(test.operator, point(value, test.not_met_on, "high"), low)
        else:
            shown = ordered(test.operator, point(value, test.met_on, "high"), low)
            refuted = ordered(test.operator, point(value, test.not_met_on, "low"), high)
        return True if shown is True else False if refuted is False else None

    # --- findings --------------------------------------------------------------------------------

    def finding(self, name: str, member: str | None) -> Truth:
        key = (name, member)
        if key not in self._findings:
            self._findings[key] = self.undisputed(self.book.findings[name].test, member)
        return self._findings[key]

    def undisputed(self, tree: c.Condition, member: str | None) -> Truth:
        """The truth of a finding; None where by some mixture of the sides' versions it differs."""
        truth = self.found(tree, member)
        disputed = {
            key: [each for each in value.sides.values() if each is not None]
            for key in self.tested(tree, member)
            if isinstance(value := self.case.facts[key].value, Disputed) and self.side is None
        }
        for mixture in product(*disputed.values()):
            self.version = dict(zip(disputed, mixture, strict=True))
            if self.found(tree, member) is not truth:
                truth = None
        self.version = {}
        return truth

    def tested(self, tree: c.Condition, member: str | None) -> set[str]:
        """The keys of the stated facts that a finding tests."""
        if isinstance(tree, c.FactTest):
            operand = tree.operand
            stands_in = tree.otherwise if not self.stands(tree.fact, member) else None
            names = [stands_in or tree.fact]
            names += [operand.fact] if isinstance(operand, c.FactRef) else []
            keys = {key for name in names for key in (f"{name}@{member}", name)}
            return keys & set(self.case.facts)
        if isinstance(tree, c.Choice):
            return self.tested(self.taken(tree), member)
        if isinstance(tree, c.Constant):
            return set()
        parts = [tree.part] if isinstance(tree, c.Not) else tree.parts
        return set().union(*(self.tested(each, member) for each in parts))

    def found(self, tree: c.Condition, member: str | None) -> Truth:
        match tree:
            case c.Constant():
                return tree.met
            case c.FactTest():
                return self.test(tree, member)
            case c.Choice():
                return self.found(self.taken(tree), member)
            case c.Not():
                return not_(self.found(tree.part, member))
        truths = [self.found(part, member) for part in tree.parts]
        match tree:
            case c.All():
                return every(truths)
            case c.AnyOf():
                return some(truths)
            case c.Count():
                return counted(truths, tree.low, tree.high, tree.open_from)
            case c.Established():
                told = said(tree, lambda leaf: self.found(leaf, member), self.taken)
                return None if len(told) == 2 else agreed(truths)
        raise TypeError(tree)

    def taken(self, choice: c.Choice) -> c.Condition:
        options = dict(choice.options)
        if choice.reading is None:
            return options[self.profile] if self.profile in options else options["default"]
        reading = self.book.readings[choice.reading]
        default = reading.by_profile.get(self.profile, reading.default)
        return options[self.chosen.get(choice.reading, default)]

    # --- conclusions -----------------------------------------------------------------------------

    def conclusion(self, name: str, member: str | None) -> Possible:
        """What a conclusion may be; `member` is a harbor or duty, or a party, claim, …"""
        key = (name, member)
        if key not in self._conclusions:
            self._conclusions[key] = self.concluded(name, member)
        return self._conclusions[key]

    def concluded(self, name: str, member: str | None) -> Possible:
        declared = self.book.conclusions[name]
        rules = self.rules(name)
        grounds: dict[str, list[Truth]] = {value: [] for value in declared.values}
        for rule in rules:
            grounds[rule.value].append(self.applies(rule, rules, member))
        truths = {value: some(each) for value, each in grounds.items()}
        # a rule whose condition holds applies, unless another one does that is an exception to it
        ruled = any(self.own(rule, member) is True for rule in rules)
        if declared.otherwise is not None:
            others = [truth for value, truth in truths.items() if value != declared.otherwise]
            left = False if ruled else not_(some(others))
            truths[declared.otherwise] = some([truths[declared.otherwise], left])
        given = [value for value, truth in truths.items() if truth is True]
        left = [value for value, truth in truths.items() if truth is not False]
        # unless a rule applies, or something is said to hold otherwise, there may be no value
        silent = not ruled and not given and declared.otherwise is None
        return Possible(frozenset([*left, NONE] if silent else left), conflict=len(given) > 1)

    def applies(self, rule: Rule, rules: list[Rule], member: str | None) -> Truth:
        if (rule.id, member) not in self._applies:
            exceptions = [each for each in rules if rule.id in each.exception_to]
            own = self.own(rule, member)
            left = every([own, not_(some([self.applies(e, rules, member) for e in exceptions]))])
            for each in exceptions:
                # it applies, or one does that is an exception to both
                above = [other for other in rules if each.id in other.exception_to]
                shared = all(other in exceptions for other in above)
                if shared and self.own(each, member) is True:
                    left = False
            self._applies[rule.id, member] = left
        return self._applies[rule.id, member]

    def own(self, rule: Rule, member: str | None) -> Truth:
        """The truth of a rule's own condition."""
        if (rule.id, member) not in self._holds:
            self._holds[rule.id, member] = self.holds(rule.when, rule.subject, member)
        return self._holds[rule.id, member]

    def rules(self, conclusion: str) -> list[Rule]:
        """The rules in force that reach a conclusion."""
        if not self._rules:
            self._rules = {name: [] for name in self.book.conclusions}
            for rule in filter(self.in_force, self.book.rules.values()):
                self._rules[rule.conclusion].append(rule)
        return self._rules[conclusion]

    def in_force(self, rule: Rule) -> bool:
        return (rule.since is None or rule.since <= self.day) and (
            rule.until is None or self.day < rule.until
        )

    # --- conditions of rules ---------------------------------------------------------------------

    def holds(
        self, tree: c.Condition, subject: str | None, member: str | None, closed: bool | None = None
    ) -> Truth:
        """The truth of a rule's condition for `member` of `subject`, or for the case itself."""
        closed = self.closed if closed is None else closed
        match tree:
            case c.Constant():
                return tree.met
            case c.Is():
                return self.has(tree, subject, member, closed)
            case c.Not():
                return not_(self.holds(tree.part, subject, member, closed))
            case c.Disproved():
                # what a record that shows neither leaves open is not shown not to hold
                refuted = not_(self.holds(tree.part, subject, member, closed=False))
                return False if refuted is None and closed else refuted
            case c.Shown():
                return self.holds(tree.part, subject, member, closed) is True
            case c.Choice():
                return self.holds(self.taken(tree), subject, member, closed)
            case c.Slot():
                slot = self.book.entries[subject][member].slots.get(tree.name)
                return False if slot is None else self.holds(slot, subject, member, closed)
            case c.Quantified():
                truth = self.quantified(tree, subject, member, closed)
                listed = not self.book.subjects[tree.subject].declared
                return False if truth is None and closed and listed else truth
        truths = [self.holds(part, subject, member, closed) for part in tree.parts]
        match tree:
            case c.All():
                return every(truths)
            case c.AnyOf():
                return some(truths)
            case c.Count():
                return counted(truths, tree.low, tree.high, tree.open_from)
            case c.Established():
                return agreed(truths)
        raise TypeError(tree)

    def has(self, tree: c.Is, subject: str | None, member: str | None, closed: bool) -> Truth:
        node, about = tree.node, member
        if node in self.book.findings:
            truth = self.finding(node, member if self.book.findings[node].subject else None)
            return False if truth is None and closed else truth
        if node not in self.book.conclusions:
            node, _, about = node.rpartition(".")
        elif self.book.conclusions[node].subject is None:
            about = None
        possible = self.conclusion(node, about)
        hits = {value in tree.values for value in possible.values}
        return hits.pop() if len(hits) == 1 else None

    def quantified(
        self, tree: c.Quantified, subject: str | None, member: str | None, closed: bool
    ) -> Truth:
        about = self.book.subjects[tree.subject]
        combine = COMBINE[tree.kind]
        if about.declared:
            members = list(self.book.entries[tree.subject])
            return combine(
                [self.has(c.Is(tree.node), tree.subject, each, closed) for each in members]
            )
        listed = self.case.roster.get(tree.subject)
        truths: list[Truth] = [None, None] if listed is None else []
        for each in listed or ():
            holds = self.has(c.Is(tree.node), tree.subject, each, closed)
            linked = True if tree.of is None else self.linked(tree.subject, each, tree.of, member)
            vacuous = tree.kind == "every"
            truths.append(some([not_(linked), holds]) if vacuous else every([linked, holds]))
        return combine(truths)

    def linked(self, subject: str, each: str, of: str, member: str | None) -> Truth:
        """Whether one names the other; not known where it does not say whom it names."""
        for namer, who, named, whom in ((subject, each, of, member), (of, member, subject, each)):
            refers_to = self.book.subjects[namer].refers_to
            keys = [key for key, target in refers_to.items() if target == named]
            if keys:
                named_by = [self.case.refers.get((f"{namer}@{who}", key)) for key in keys]
                return some([None if target is None else target == whom for target in named_by])
        return False

    # --- all of it -------------------------------------------------------------------------------

    def findings(self) -> dict[str, Truth]:
        return {
            key_of(name, member): self.finding(name, member)
            for name, finding in self.book.findings.items()
            for member in self.members(finding.subject)
        }

    def conclusions(self) -> dict[str, Possible]:
        """Every conclusion by the key that the program gives it."""
        every_one = {}
        for name, conclusion in self.book.conclusions.items():
            subject = conclusion.subject
            for member in self.members(subject):
                declared = subject is not None and self.book.subjects[subject].declared
                shown = f"{name}.{member}" if declared else key_of(name, member)
                every_one[shown] = self.conclusion(name, member)
        return every_one

    def members(self, subject: str | None) -> list[str | None]:
        if subject is None:
            return [None]
        if self.book.subjects[subject].declared:
            return list(self.book.entries[subject])
        return list(self.case.roster.get(subject) or ())
