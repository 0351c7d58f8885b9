"""The second stratum on columns: rules in order of need, and their values as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from itertools import product
from operator import add
from typing import NamedTuple

import narwhals as nw

from liability.case.model import Roster, key_of, parts_of
from liability.inference.infer import Members, quantified_key
from liability.logic import FAILS, HOLDS, OPEN, value_of
from liability.portfolio.facts_in_columns import truth_in_columns
from liability.portfolio.findings_in_columns import Findings
from liability.portfolio.kleene import (
    INT8,
    STEP,
    TRUTHS,
    Truth,
    counted,
    decided,
    digit,
    every,
    fails,
    known,
    negated,
    packed,
    possible,
    proven,
    some,
)
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import ALWAYS, GroundConclusion, GroundRule, Law

_FEW = 4  # values of which a code says how each comes out
_SEVERAL = 2  # values that are given are a conflict


@record
class Node(NamedTuple):
    """A finding or conclusion in columns.

    Attributes:
        grounds: whether each of its values is given; a finding has `met` alone.
        otherwise: the value that a conclusion has where no rule gives another; empty, if it then
            has none, as `grounds` says.
        only: the one value that rules give, where it has just that and the other: they are
            contraries, and cannot conflict.
        depth: how many others stand before it; what is deeper rests on it.
        derived: the other value is the contrary of all that rules give, as they never give it.
        finding: on a closed record, what is open of it is not shown.
    """

    grounds: Mapping[str, Truth]
    otherwise: str | None
    depth: int
    finding: bool = False
    only: str | None = None
    derived: bool = False


@dataclass
class Program:
    """A law as columns to add to a frame, depth by depth.

    Attributes:
        layers: for each depth, the columns to add: each rests on those before.
        nodes: every finding and conclusion that is asked for, or that one rests on, by key.
    """

    layers: list[dict[str, nw.Expr]] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)


def program(
    law: Law, findings: Findings, roster: Roster, asked: Iterable[str], *, closed: bool
) -> Program:
    """Return the columns that decide the conclusions asked for, and all that these rest on.

    Args:
        law: the law in force.
        findings: its findings, whose columns are to be added before.
        roster: the members of each listed subject, the same in every row.
        asked: keys of conclusions.
        closed: take the record as closed: what is undetermined is unproven.
    """
    builder = _Builder(law, findings, roster, closed)
    for key in asked:
        builder.node(key)
    return builder.made


class _Builder:
    def __init__(self, law: Law, findings: Findings, roster: Roster, closed: bool) -> None:
        self.law = law
        self.findings = findings
        self.members = Members(law, roster, {})  # no column says whom a member names
        self.closed = closed
        self.made = Program()
        self.prefix = "c" if closed else "n"

    def node(self, key: str) -> Node:
        """Return a finding or conclusion, made on first use with all that it rests on."""
        found = self.made.nodes.get(key)
        if found is None:
            name, member = parts_of(key)
            if name == ALWAYS:
                found = Node({"met": HOLDS}, None, 0)
            elif name in self.law.findings:
                truth = self.findings.truth(name, member)
                found = Node({"met": truth}, None, 0, finding=True)
            else:
                found = self.conclusion(self.law.conclusions[name], member)
            self.made.nodes[key] = found
        return found

    def look_up(self, name: str, member: str | None) -> Node:
        """Return a node: the member's own, or the one that all share."""
        subject = (
            self.law.findings[name].subject
            if name in self.law.findings
            else self.law.conclusions[name].subject
            if name in self.law.conclusions
            else None
        )
        return self.node(key_of(name, member) if subject is not None else name)

    def conclusion(self, conclusion: GroundConclusion, member: str | None) -> Node:
        quantified = {each.id: self.quantified(each, member) for each in conclusion.quantified}
        needs = {
            need: quantified.get(need) or self.look_up(need, member) for need in conclusion.needs
        }
        depth = 1 + max(each.depth for each in needs.values())

        def leaf(condition: c.Condition) -> Truth:
            match condition:
                case c.Is():
                    return self.has(needs[condition.node], condition.values)
                case c.Quantified():
                    return self.has(needs[condition.id], ("met",))
                case c.Disproved(part=c.Is() as part):
                    node = needs[part.node]
                    contrary = negated(self.has(node._replace(finding=False), ("met",)))
                    return proven(contrary) if self.closed and node.finding else contrary
            raise TypeError(condition)

        given: dict[str, list[Truth]] = {value: [] for value in conclusion.values}
        held: list[Truth] = []
        for rule, own, applies in _considered(conclusion, leaf):
            given[rule.rule.value].append(applies)
            if rule.exceptions:  # a rule without any applies where its condition holds
                held.append(proven(own))
        grounds = {value: some(truths) for value, truths in given.items()}
        if held:
            return self.with_rest(grounds, conclusion.otherwise or "", some(held), depth)
        return self.valued(grounds, conclusion.otherwise, depth)

    def with_rest(self, grounds: dict[str, Truth], rest: str, held: Truth, depth: int) -> Node:
        """Return the node of a conclusion with what it has where no rule applies; see `decide`.

        Args:
            grounds: whether each of its values is given by rules.
            rest: the value that it has where no rule gives another; empty, where it has none.
            held: whether the condition of some rule with exceptions holds.
            depth: how many others stand before it.
        """
        others = some(each for value, each in grounds.items() if value != rest)
        left = every([negated(others), negated(held)])
        grounds[rest] = some([grounds.get(rest, FAILS), left])
        columns = {value: self.column(each, depth) for value, each in grounds.items()}
        return Node(columns, rest, depth)

    def valued(self, grounds: dict[str, Truth], otherwise: str | None, depth: int) -> Node:
        """Return the node of a conclusion from what its rules give."""
        if otherwise is None:
            columns = {value: self.column(each, depth) for value, each in grounds.items()}
            return Node(columns, None, depth)
        given = [value for value, each in grounds.items() if not fails(each)]
        if len(given) == 1 and otherwise not in given:
            only = given[0]
            truth = self.column(grounds[only], depth)
            grounds |= {only: truth, otherwise: negated(truth)}
            return Node(grounds, otherwise, depth, only=only, derived=True)
        derived = otherwise not in given
        return self.with_rest(grounds, otherwise, FAILS, depth)._replace(derived=derived)

    def quantified(self, quantified: c.Quantified, member: str | None) -> Node:
        """Return whether a node holds for some, several or every member that it is about."""
        key = quantified_key(quantified, member)
        kind = quantified.kind
        if key not in self.made.nodes:
            truths: list[Truth] = []
            depth = 0
            for each, surely in self.members.about(quantified, member):
                node = self.look_up(quantified.node, each)
                depth = max(depth, node.depth + 1)
                truth = self.has(node, ("met",))
                if not surely:
                    truth = some([truth, OPEN]) if kind == "every" else every([truth, OPEN])
                truths.append(truth)
            if self.members.roster.get(quantified.subject) is None:
                truths += [OPEN, OPEN]  # there may be any number
            if kind == "several":
                came_out = counted(truths, 2, len(truths), 2)
            else:
                came_out = every(truths) if kind == "every" else some(truths)
            made = Node({"met": self.column(came_out, depth)}, None, depth, finding=True)
            self.made.nodes[key] = made
        return self.made.nodes[key]

    def has(self, node: Node, wanted: tuple[str, ...]) -> Truth:
        """Return whether a node has one of the wanted values; see `logic.truth_of_is`."""
        if node.finding:
            return self.finding_is(node.grounds["met"], wanted)
        inside = some(truth for value, truth in node.grounds.items() if value in wanted)
        outside = some(truth for value, truth in node.grounds.items() if value not in wanted)
        if node.only is not None and node.otherwise is not None:
            return inside if not {node.only, node.otherwise} <= set(wanted) else HOLDS
        if node.otherwise is None and fails(outside):
            return inside
        holds = proven(negated(outside))
        if node.otherwise is None:
            holds = every([holds, proven(inside)])
        return decided(holds, proven(negated(inside)))

    def finding_is(self, met: Truth, wanted: tuple[str, ...]) -> Truth:
        """Return whether a finding came out as asked; unproven, it has neither value."""
        if "met" in wanted and "not_met" in wanted:
            if not self.closed:
                return HOLDS
            return (FAILS if met == OPEN else HOLDS) if isinstance(met, int) else ~met.is_null()
        truth = met if "met" in wanted else negated(met)
        return proven(truth) if self.closed else truth

    def column(self, truth: Truth, depth: int) -> Truth:
        """Make a truth a column of its own at a depth, unless it is the same for all rows."""
        if isinstance(truth, int):
            return truth
        while len(self.made.layers) <= depth:
            self.made.layers.append({})
        name = f"{STEP}{self.prefix}{depth}_{len(self.made.layers[depth])}"
        self.made.layers[depth][name] = truth
        return nw.col(name)


def _considered(
    conclusion: GroundConclusion, leaf: Callable[[c.Condition], Truth]
) -> Iterator[tuple[GroundRule, Truth, Truth]]:
    """Yield each rule, whether its condition holds and whether it applies; see `steps.consider`."""
    found: dict[str, tuple[GroundRule, Truth, Truth]] = {}
    for rule in conclusion.rules:
        own = truth_in_columns(rule.when, leaf)
        exceptions = [found[each] for each in rule.exceptions]
        held = (
            proven(condition)
            for each, condition, _ in exceptions
            if each.exceptions and {*each.exceptions} <= {*rule.exceptions}
        )
        out = (negated(each) for each in (*held, *(applies for *_, applies in exceptions)))
        found[rule.id] = rule, own, every([own, *out])
        yield found[rule.id]


@record
class Coded(NamedTuple):
    """A value of every row, as a place in a list of texts.

    Attributes:
        texts: the text of each value, as `logic` writes values.
        code: which of them; None where it is the first in every row.
    """

    texts: tuple[str, ...]
    code: nw.Expr | None


def coded(node: Node) -> Coded:
    """Return the value that a node has in every row."""
    if node.finding:
        met = node.grounds["met"]
        node = Node({"met": met, "not_met": negated(met)}, "not_met", 0, derived=True)
    rest = node.otherwise if node.derived else None
    given = {value: truth for value, truth in node.grounds.items() if value != rest}
    same = tuple((value, each) for value, each in given.items() if isinstance(each, int))
    texts = _texts(tuple(node.grounds), same, rest, node.otherwise is None)
    wide = nw.Int8() if len(texts) <= INT8 else nw.Int32()
    open_ = [each for each in given.values() if not isinstance(each, int)]
    if len(open_) <= _FEW:
        digits = [(digit(each).cast(wide), len(TRUTHS)) for each in open_]
    else:
        shown = reduce(add, [known(each).cast(wide) for each in open_])
        digits = [(possible(each).cast(wide), 2) for each in open_]
        digits.insert(0, (shown.clip(upper_bound=_SEVERAL), _SEVERAL + 1))
    code = packed(digits, len(texts))
    return Coded(texts, code[0][0] if code else None)


@lru_cache(maxsize=64)
def _texts(
    values: tuple[str, ...], same: tuple[tuple[str, int], ...], rest: str | None, may_lack: bool
) -> tuple[str, ...]:
    """Return how a node's value is written, for each way in which its rules may come out.

    Args:
        values: the values that it may have, in the order in which they are written.
        same: the truths of those that come out alike in all rows.
        rest: the value that it has where rules give none.
        may_lack: it has no value where rules give none.
    """
    alike = dict(same)
    open_ = [value for value in values if value not in alike and value != rest]
    texts = []
    for number, may_be in _ways(len(open_)):
        left = {value for value, truth in same if truth >= OPEN}
        left.update(value for value, may in zip(open_, may_be, strict=True) if may)
        shown = number + sum(truth == HOLDS for _, truth in same)
        if rest is not None and not shown:
            shown = not left
            left.add(rest)
        written = [value for value in values if value in left]
        if may_lack and not shown:
            written.append("")
        texts.append(value_of(written, conflict=shown > 1))
    return tuple(texts)


def _ways(open_: int) -> Iterator[tuple[int, tuple[bool, ...]]]:
    """Yield how many values are given, and which may be, for each code of so many.

    With many values it does not count which of them are given, but whether several are.
    """
    if open_ <= _FEW:
        for truths in product(TRUTHS, repeat=open_):
            yield truths.count(HOLDS), tuple(truth >= OPEN for truth in truths)
    else:
        yield from product(range(_SEVERAL + 1), product((False, True), repeat=open_))
