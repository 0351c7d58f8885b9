"""Why a conclusion is as it is, and why it is not otherwise: paths through the proof.

Of each condition only what decides is kept: of `all` that fails, the parts that fail; of `any`
that holds, the parts that hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from liability.case.model import key_of, parts_of
from liability.determination.assess import Determination
from liability.determination.proof import CONCLUSION, FACT, QUANTIFIED, RULE, Node
from liability.inference.infer import needed
from liability.inference.steps import truth_of_leaf
from liability.logic import FAILS, HOLDS, OPEN, UNDETERMINED, possible_values, truth
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.model import NOT_MET
from liability.rulebook.texts import meant
from liability.source.problems import Problem, ProblemsError, suggestion


@record
class Step(NamedTuple):
    """One line of an explanation.

    Attributes:
        node: the node of the proof.
        role: `conclusion`, `rule`, `exception` or `premise`.
        below: what it rests on.
        again: it is explained elsewhere in the same explanation.
    """

    node: Node
    role: str
    below: tuple[Step, ...] = ()
    again: bool = False


def why(determination: Determination, name: str) -> tuple[Step, ...]:
    """Explain a conclusion, or with `name=value`, why it has that value."""
    key, value = resolve(determination, name)
    return (_Explainer(determination).conclusion(f"{CONCLUSION}:{key}", value),)


def why_not(determination: Determination, name: str) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """Explain why a conclusion does not have a value: `name=value`, or every value it lacks.

    Returns:
        Each such value, with the rules that would give it and what stands in their way.
    """
    key, value = resolve(determination, name)
    conclusion = determination.law.conclusions[parts_of(key).name]
    held = possible_values(determination.conclusions.values[key])
    wanted = (
        [value]
        if value
        else [each for each in conclusion.values if held != (each,) and each != "not_met"]
    )
    return tuple(
        (each, _Explainer(determination).obstacles(f"{CONCLUSION}:{key}", each)) for each in wanted
    )


def explained(determination: Determination, outcomes: Iterable[str]) -> tuple[Step, ...]:
    """Explain some outcomes one after the other; what was explained before is not again.

    Args:
        determination: the determination.
        outcomes: their names.
    """
    explainer = _Explainer(determination)
    return tuple(explainer.conclusion(determination.proof.outcomes[name]) for name in outcomes)


def relied_on(determination: Determination, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Return the provisions on the paths that decide some outcomes, sorted.

    Args:
        determination: the determination.
        outcomes: their names.
    """
    todo = list(explained(determination, outcomes))
    cited: set[str] = set()
    while todo:
        step = todo.pop()
        todo.extend(step.below)
        cited.update(cited_by(step.node, determination))
    return tuple(sorted(cited))


def cited_by(node: Node, determination: Determination) -> tuple[str, ...]:
    """Return what a node cites, a finding also what is evidence of the facts that show it."""
    found = list(node.cites)
    for tested in node.tests:
        if tested.truth != OPEN or node.value == UNDETERMINED:
            found += determination.proof.node(f"{FACT}:{tested.fact}").cites
    return tuple(dict.fromkeys(found))


def resolve(determination: Determination, name: str) -> tuple[str, str | None]:
    """Return the key of the conclusion that a user names, and the value they ask about.

    Raises:
        ProblemsError: there is no such conclusion, or it has no such value.
    """
    wanted, _, value = name.partition("=")
    keys = determination.outcome_keys
    known = determination.law.conclusions
    values = determination.conclusions.values
    key = keys.get(wanted, wanted)
    if key not in values or parts_of(key).name not in known:
        problem = Problem(
            "why/unknown-conclusion",
            f"`{wanted}` is not a conclusion of this case",
            suggestion(wanted, [*keys, *known]),
        )
        raise ProblemsError([problem])
    base = known[parts_of(key).name].base
    possible = determination.law.rulebook.conclusions[base].values
    if value and value not in possible:
        message = f"`{value}` is not a value of `{wanted}`"
        raise ProblemsError([Problem("why/unknown-value", message, meant(value, possible))])
    return key, value or None


class _Explainer:
    def __init__(self, determination: Determination) -> None:
        self.determination = determination
        self.proof = determination.proof
        self.explained: set[str] = set()

    def conclusion(self, name: str, value: str | None = None) -> Step:
        node = self.proof.node(name)
        if name in self.explained:
            return Step(node, "conclusion", again=bool(node.premises))
        self.explained.add(name)
        rules = self.rules(node)
        held = [value] if value else list(possible_values(node.value))
        deciding = [rule for rule in rules if rule.value != NOT_MET and rule.gives in held]
        return Step(node, "conclusion", tuple(self.rule(each) for each in deciding or rules))

    def obstacles(self, name: str, value: str) -> tuple[Step, ...]:
        node = self.proof.node(name)
        rules = self.rules(node)
        giving = [each for each in rules if each.gives == value]
        left = giving or [each for each in rules if each.value != NOT_MET]
        return tuple(self.rule(each) for each in left)

    def rules(self, conclusion: Node) -> list[Node]:
        """Return the rules of a conclusion; those that the readings taken leave out are no news."""
        rules = self.proof.rules(conclusion)
        return [
            each
            for each in rules
            if each.considered and each.considered.ground.when != c.Constant(False)
        ]

    def rule(self, node: Node, role: str = "rule") -> Step:
        if node.id in self.explained:
            return Step(node, role, again=True)
        self.explained.add(node.id)
        below = [self.premise(each) for each in self.deciding(node)]
        below += [self.rule(each, "exception") for each in self.exceptions(node)]
        return Step(node, role, tuple(below))

    def exceptions(self, rule: Node) -> Iterator[Node]:
        """Yield the exceptions that matter to how a rule came out."""
        considered = rule.considered
        if considered is None or considered.condition == FAILS:
            return
        for each in considered.ground.exceptions:
            node = self.proof.node(f"{RULE}:{key_of(each, rule.member)}")
            assert node.considered is not None
            if (
                node.considered.applies == considered.applies == OPEN
                or (node.considered.applies == HOLDS and considered.applies == FAILS)
                or considered.applies == HOLDS
            ):
                yield node

    def deciding(self, rule: Node) -> list[str]:
        """Return the ids of the nodes that decide how a rule's own condition came out."""
        assert rule.considered is not None
        assert rule.conclusion is not None
        values = needed(rule.conclusion, self.determination.conclusions.values, rule.member)
        decisive = dict.fromkeys(_support(rule.considered.ground.when, values))
        return [self.proof.id_of(each, rule.member) for each in decisive]

    def premise(self, name: str) -> Step:
        node = self.proof.node(name)
        if node.kind == CONCLUSION:
            return self.conclusion(name)
        if node.kind == QUANTIFIED:
            return Step(node, "premise", tuple(self.premise(each) for each in node.premises))
        again = name in self.explained
        self.explained.add(name)
        return Step(node, "premise", again=again)


def _support(condition: c.Condition, values: dict[str, str]) -> Iterator[str]:
    """Yield the nodes that decide how a condition comes out."""
    came_out = truth(condition, lambda leaf: truth_of_leaf(leaf, values))
    match condition:
        case c.Constant():
            return
        case c.All(parts=parts) | c.AnyOf(parts=parts):
            whole = HOLDS if isinstance(condition, c.All) else FAILS
            for part in parts:
                own = truth(part, lambda leaf: truth_of_leaf(leaf, values))
                if came_out == whole or own == came_out:
                    yield from _support(part, values)
        case c.Is(node=node):
            yield node
        case c.Quantified():
            yield condition.id
        case _:
            for part in c.parts(condition):
                yield from _support(part, values)
