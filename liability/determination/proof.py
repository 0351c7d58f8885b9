"""The proof of a determination: one graph from outcomes to facts, of which all else is a rendering.

Nodes are facts, findings, quantified conditions, rules and conclusions; an edge goes from a node
to what it rests on. Every rule considered is there, whether it applied or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from liability.case.model import Case, Stated, key_of, parts_of
from liability.findings.find import Found, Tested
from liability.inference.infer import Conclusions
from liability.inference.steps import Considered
from liability.logic import HOLDS, boolean_value
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import GroundConclusion
from liability.rulebook.model import MET, Text, say
from liability.sentences import lowered, tr

FACT, FINDING, QUANTIFIED, RULE, CONCLUSION = "fact", "finding", "quantified", "rule", "conclusion"


@record
class Node(NamedTuple):
    """One node of a proof.

    Attributes:
        id: `kind:key`; the key has `@member` where it is about one of several.
        kind: fact, finding, quantified, rule or conclusion.
        value: as `logic` writes values; for a rule, whether it applies.
        title: what it says in legal words.
        cites: provision ids.
        premises: ids of the nodes it rests on.
        tests: for a finding, the tests of facts as they came out.
        stated: for a fact, what the case states; None where it states nothing.
        considered: for a rule, the rule in force, and how it came out.
        burden: for a finding, the side that has to show it.
        contradicted: for a finding, the ways of showing it disagree.
        subject: what it is about each of, if anything.
        conclusion: of a conclusion and of its rules, the conclusion in force.
        condition: of a quantified condition, what it asks.
    """

    id: str
    kind: str
    value: str
    title: Text
    cites: tuple[str, ...]
    premises: tuple[str, ...]
    tests: tuple[Tested, ...] = ()
    stated: Stated | None = None
    considered: Considered | None = None
    burden: str | None = None
    contradicted: bool = False
    subject: str | None = None
    conclusion: GroundConclusion | None = None
    condition: c.Quantified | None = None

    @property
    def name(self) -> str:
        """The rulebook's id of it."""
        return parts_of(self.id.partition(":")[2]).name

    @property
    def member(self) -> str | None:
        """Whom of several it is about."""
        return parts_of(self.id).member

    @property
    def rule(self) -> str | None:
        """Of a rule, the rulebook's id of it, which is one for all entries."""
        return self.considered.ground.rule.id if self.considered else None

    @property
    def gives(self) -> str | None:
        """Of a rule, the value that it gives its conclusion."""
        return self.considered.ground.rule.value if self.considered else None

    @property
    def holds(self) -> bool:
        """Of a rule, whether its own condition holds, whatever is excepted from it."""
        return self.considered is not None and self.considered.condition == HOLDS


class Proof:
    """The graph below the conclusions of a determination; a node is made when first asked for.

    Args:
        case: the facts.
        findings: every finding by key.
        conclusions: what follows from them.
        outcomes: the key of the conclusion that each outcome is read off.

    Attributes:
        outcomes: the id of the node of each outcome by the outcome's name.
    """

    def __init__(
        self,
        case: Case,
        findings: Mapping[str, Found],
        conclusions: Conclusions,
        outcomes: Mapping[str, str],
    ) -> None:
        self.outcomes = {name: f"{CONCLUSION}:{key}" for name, key in outcomes.items()}
        self._case, self._findings, self._conclusions = case, findings, conclusions
        self._law, self._book = conclusions.law, conclusions.law.rulebook
        self._made: dict[str, Node] = {}

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node below the outcomes by id, sorted."""
        return self.below(self.outcomes.values())

    def below(self, names: Iterable[str]) -> Mapping[str, Node]:
        """Return some nodes and all below them by id, sorted."""
        todo, found = list(names), dict[str, Node]()
        while todo:
            name = todo.pop()
            if name not in found:
                found[name] = self.node(name)
                todo += found[name].premises
        return dict(sorted(found.items()))

    def node(self, name: str) -> Node:
        """Return the node of an id.

        Rules and quantified conditions are made with the conclusion that they are of.

        Raises:
            KeyError: no node has this id, or one of a conclusion that was not asked for and that no
                outcome rests on.
        """
        if name in self._made:
            return self._made[name]
        kind, _, key = name.partition(":")
        make = {FACT: self._fact, FINDING: self._finding, CONCLUSION: self._conclusion}.get(kind)
        if make is None:
            return self.nodes[name]
        self._made[name] = make(name, key)
        return self._made[name]

    def conclusion(self, key: str) -> Node:
        """Return the node of a conclusion."""
        return self.node(f"{CONCLUSION}:{key}")

    def outcome(self, name: str) -> Node:
        """Return the node of the conclusion that an outcome is read off."""
        return self.node(self.outcomes[name])

    def rules(self, conclusion: Node) -> list[Node]:
        """Return the rules of a conclusion."""
        return [self.node(each) for each in conclusion.premises]

    def giving(self, conclusion: Node) -> list[Node]:
        """Return the rules that give a conclusion its value, where it has one alone."""
        rules = self.rules(conclusion)
        return [each for each in rules if each.value == MET and each.gives == conclusion.value]

    def id_of(self, node: str, member: str | None) -> str:
        """Return the id of a node that a rule names, for the member at hand if it is about one."""
        key = key_of(node, member)
        if key not in self._conclusions.values:
            key = node
        kind = (
            FINDING
            if node in self._law.findings
            else CONCLUSION
            if node in self._law.conclusions
            else QUANTIFIED
        )
        return f"{kind}:{key}"

    def _fact(self, name: str, key: str) -> Node:
        base = parts_of(key).name
        declared = self._book.facts.get(base)
        stated = self._case.facts.get(key)
        title = declared.title if declared else {"en": base}
        evidence = tuple(
            each for each in (stated.evidence if stated else ()) if each in self._book.provisions
        )
        value = "known" if stated and stated.value is not None else "unknown"
        return Node(name, FACT, value, title, evidence, (), stated=stated)

    def _finding(self, name: str, key: str) -> Node:
        declared = self._law.findings[parts_of(key).name]
        found = self._findings[key]
        facts = [tested.fact for tested in found.tests]
        facts += [tested.other for tested in found.tests if tested.other is not None]
        return Node(
            name,
            FINDING,
            found.value,
            declared.title,
            declared.cites,
            tuple(dict.fromkeys(f"{FACT}:{each}" for each in facts)),
            found.tests,
            burden=declared.burden,
            contradicted=found.contradicted,
            subject=declared.subject,
        )

    def _premise(self, leaf: c.Is | c.Quantified, member: str | None) -> str:
        """Return the id of what a rule asks for; a quantified condition is made a node."""
        if isinstance(leaf, c.Is):
            return self.id_of(leaf.node, member)
        name = self.id_of(leaf.id, member)
        if name not in self._made:
            self._made[name] = self._quantified(name, leaf, member)
        return name

    def _quantified(self, name: str, condition: c.Quantified, member: str | None) -> Node:
        about = self._conclusions.members.about(condition, member)
        return Node(
            name,
            QUANTIFIED,
            self._conclusions.values[name.partition(":")[2]],
            self._quantified_title(condition),
            (),
            tuple(self.id_of(condition.node, each) for each, _ in about),
            subject=condition.of,
            condition=condition,
        )

    def _quantified_title(self, condition: c.Quantified) -> Text:
        """Return what a quantified condition says, in the language spoken alone."""
        subject = self._book.subjects[condition.subject].title
        node = (
            self._book.findings.get(condition.node) or self._book.conclusions[condition.node]
        ).title
        named = {"subject": say(subject), "finding": lowered(say(node))}
        if condition.kind == "every":
            return {"en": tr("{subject}, every: {finding}", **named)}
        if condition.kind == "several":
            return {"en": tr("{subject}, at least two: {finding}", **named)}
        return {"en": tr("{subject}, at least one: {finding}", **named)}

    def _conclusion(self, name: str, key: str) -> Node:
        base, member = parts_of(key)
        conclusion = self._law.conclusions[base]
        considered = self._conclusions.considered(conclusion, member)
        rules = [self._rule(each, conclusion, member) for each in considered]
        self._made |= {each.id: each for each in rules}
        declared = self._book.conclusions[conclusion.base]
        return Node(
            name,
            CONCLUSION,
            self._conclusions.values[key],
            self._title_of(conclusion),
            declared.cites,
            tuple(rule.id for rule in rules),
            subject=conclusion.subject,
            conclusion=conclusion,
        )

    def _title_of(self, conclusion: GroundConclusion) -> Text:
        declared = self._book.conclusions[conclusion.base]
        if conclusion.member is None or declared.subject is None:
            return declared.title
        return self._book.entries[declared.subject][conclusion.member].title

    def _rule(
        self, considered: Considered, conclusion: GroundConclusion, member: str | None
    ) -> Node:
        ground = considered.ground
        premises = [self._premise(each, member) for each in ground.leaves]
        premises += [f"{RULE}:{key_of(each, member)}" for each in ground.exceptions]
        entry = self._entry_cites(conclusion)
        return Node(
            f"{RULE}:{key_of(ground.id, member)}",
            RULE,
            boolean_value(considered.applies),
            ground.rule.title,
            tuple(dict.fromkeys((*ground.rule.cites, *entry))),
            tuple(dict.fromkeys(premises)),
            considered=considered,
            subject=conclusion.subject,
            conclusion=conclusion,
        )

    def _entry_cites(self, conclusion: GroundConclusion) -> tuple[str, ...]:
        subject = self._book.conclusions[conclusion.base].subject
        if conclusion.member is None or subject is None:
            return ()
        return self._book.entries[subject][conclusion.member].cites


def figures_tested(nodes: Iterable[Node], case: Case) -> Iterator[c.Figure]:
    """Yield the figures of the law with which findings compared what a case states."""
    for node in nodes:
        for tested in node.tests:
            figure = tested.test.operand
            if not isinstance(figure, c.Figure) or figure.parameter is None:
                continue
            if case.value(tested.fact) is not None:
                yield figure
