"""The proof of a determination: one graph from outcomes to facts, of which all else is a rendering.

Nodes are facts, findings, quantified conditions, rules and conclusions; an edge goes from a node
to what it rests on. Every rule considered is there, whether it applied or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from liability.case.model import Stated, key_of
from liability.findings.find import Tested
from liability.inference.steps import Considered
from liability.logic import boolean_value
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import ALWAYS, GroundConclusion
from liability.rulebook.model import Text, say
from liability.sentences import lowered, tr

if TYPE_CHECKING:
    from liability.determination.assess import Determination

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
        rule: for a rule, the rule as specialized, and as it came out.
        burden: for a finding, the side that has to show it.
    """

    id: str
    kind: str
    value: str
    title: Text
    cites: tuple[str, ...]
    premises: tuple[str, ...]
    tests: tuple[Tested, ...] = ()
    stated: Stated | None = None
    rule: Considered | None = None
    burden: str | None = None
    contradicted: bool = False

    @property
    def name(self) -> str:
        """The rulebook's id of it."""
        return self.id.partition(":")[2].partition("@")[0]

    @property
    def member(self) -> str:
        """Whom of several it is about; empty where about no one."""
        return self.id.partition("@")[2]


@record
class Proof(NamedTuple):
    """The graph below the outcomes of a determination.

    Attributes:
        nodes: every node by id.
        outcomes: the id of the node of each outcome by the outcome's name.
    """

    nodes: Mapping[str, Node]
    outcomes: Mapping[str, str]


def proof_of_outcomes(determination: Determination) -> Proof:
    """Return the proof of a determination; `Determination.proof` is the same, made once."""
    prover = _Prover(determination, {})
    outcomes = {name: f"{CONCLUSION}:{key}" for name, key in determination.outcome_keys.items()}
    return Proof(prover.nodes_with(outcomes.values()), outcomes)


def prove(determination: Determination, beside: Iterable[str]) -> Proof:
    """Return the proof of a determination and of other conclusions, which no outcome may rest on.

    Args:
        determination: the determination.
        beside: the keys of these conclusions.
    """
    made = determination.proof
    prover = _Prover(determination, made.nodes)
    return made._replace(nodes=prover.nodes_with(f"{CONCLUSION}:{key}" for key in beside))


class _Prover:
    def __init__(self, determination: Determination, made: Mapping[str, Node]) -> None:
        self.determination = determination
        self.law = determination.law
        self.book = determination.law.rulebook
        self.values = determination.conclusions.values
        self.nodes = {**made}

    def nodes_with(self, names: Iterable[str]) -> dict[str, Node]:
        """Return the nodes there are and some others with all below them, sorted by id."""
        for name in names:
            self.add(name)
        return dict(sorted(self.nodes.items()))

    def add(self, name: str) -> None:
        """Add a node and all below it."""
        todo = [name]
        while todo:
            each = todo.pop()
            if each not in self.nodes:
                for node in self.make(each):
                    self.nodes[node.id] = node
                    todo.extend(node.premises)

    def make(self, name: str) -> list[Node]:
        kind, _, key = name.partition(":")
        base, _, member = key.partition("@")
        match kind:
            case "fact":
                return [self.fact(name, key, base)]
            case "finding":
                return [self.finding(name, key, base)]
            case "quantified":
                return [self.quantified(name, key, base, member or None)]
        return self.conclusion(name, self.law.conclusions[base], member or None)

    def fact(self, name: str, key: str, base: str) -> Node:
        declared = self.book.facts.get(base)
        stated = self.determination.case.facts.get(key)
        title = declared.title if declared else {"en": base}
        evidence = tuple(
            each for each in (stated.evidence if stated else ()) if each in self.book.provisions
        )
        return Node(
            name,
            FACT,
            "known" if stated and stated.value is not None else "unknown",
            title,
            evidence,
            (),
            stated=stated,
        )

    def finding(self, name: str, key: str, base: str) -> Node:
        declared = self.law.findings[base]
        found = self.determination.findings[key]
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
        )

    def quantified(self, name: str, key: str, base: str, member: str | None) -> Node:
        condition = next(
            q
            for conclusion in self.law.conclusions.values()
            for q in conclusion.quantified
            if q.id == base
        )
        about = self.determination.conclusions.members.about(condition, member)
        premises = tuple(self.node_id(condition.node, each) for each, _ in about)
        return Node(
            name, QUANTIFIED, self.values[key], self.quantified_title(condition), (), premises
        )

    def quantified_title(self, condition: c.Quantified) -> Text:
        """Return what a quantified condition says, in the language spoken alone."""
        subject = self.book.subjects[condition.subject].title
        node = (
            self.book.findings.get(condition.node) or self.book.conclusions[condition.node]
        ).title
        named = {"subject": say(subject), "finding": lowered(say(node))}
        if condition.kind == "every":
            return {"en": tr("{subject}, every: {finding}", **named)}
        if condition.kind == "several":
            return {"en": tr("{subject}, at least two: {finding}", **named)}
        return {"en": tr("{subject}, at least one: {finding}", **named)}

    def conclusion(self, name: str, conclusion: GroundConclusion, member: str | None) -> list[Node]:
        considered = self.determination.conclusions.considered(conclusion, member)
        rules = [self.rule(each, conclusion, member) for each in considered]
        declared = self.book.conclusions[conclusion.base]
        key = key_of(conclusion.id, member)
        return [
            Node(
                name,
                CONCLUSION,
                self.values[key],
                self.title_of(conclusion),
                declared.cites,
                tuple(rule.id for rule in rules),
            ),
            *rules,
        ]

    def title_of(self, conclusion: GroundConclusion) -> Text:
        declared = self.book.conclusions[conclusion.base]
        if conclusion.member is None or declared.subject is None:
            return declared.title
        return self.book.entries[declared.subject][conclusion.member].title

    def rule(
        self, considered: Considered, conclusion: GroundConclusion, member: str | None
    ) -> Node:
        ground = considered.rule
        premises = [self.node_id(each, member) for each in _needs(ground.when)]
        premises += [f"{RULE}:{key_of(each, member)}" for each in ground.exceptions]
        entry = self.entry_cites(conclusion)
        return Node(
            f"{RULE}:{key_of(ground.id, member)}",
            RULE,
            boolean_value(considered.applies),
            ground.rule.title,
            tuple(dict.fromkeys((*ground.rule.cites, *entry))),
            tuple(dict.fromkeys(premises)),
            rule=considered,
        )

    def entry_cites(self, conclusion: GroundConclusion) -> tuple[str, ...]:
        subject = self.book.conclusions[conclusion.base].subject
        if conclusion.member is None or subject is None:
            return ()
        return self.book.entries[subject][conclusion.member].cites

    def node_id(self, node: str, member: str | None) -> str:
        """Return the id of a node that a rule names, for the member at hand if it is about one."""
        key = key_of(node, member)
        if key not in self.values:
            key = node
        kind = (
            FINDING
            if node in self.law.findings
            else CONCLUSION
            if node in self.law.conclusions
            else QUANTIFIED
        )
        return f"{kind}:{key}"


def _needs(condition: c.Condition) -> list[str]:
    """Return the nodes of a condition in the order in which the rule names them."""
    found = [
        leaf.node if isinstance(leaf, c.Is) else leaf.id
        for leaf in c.walk(condition)
        if isinstance(leaf, c.Is | c.Quantified)
    ]
    return [each for each in dict.fromkeys(found) if each != ALWAYS]
