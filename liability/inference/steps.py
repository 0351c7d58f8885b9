"""Conclusions of law to steps of the engine: what each needs, and how its value follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from liability.inference.engine import MOST_PATTERNS, MOST_USES, Step
from liability.logic import (
    FAILS,
    HOLDS,
    OPEN,
    boolean_value,
    truth,
    truth_of_disproved,
    truth_of_is,
    value_of,
)
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import GroundConclusion, GroundRule

Values = Mapping[str, str]
MOST_TOGETHER = 64  # steps an engine: the time of each firing grows with their number


@record
class Considered(NamedTuple):
    """One rule as it came out for one conclusion.

    Attributes:
        ground: the rule in force.
        condition: the truth of its own condition.
        applies: its truth once its exceptions are taken off.
    """

    ground: GroundRule
    condition: int
    applies: int


def consider(conclusion: GroundConclusion, values: Values) -> tuple[Considered, ...]:
    """Return every rule of a conclusion as it comes out, exceptions first.

    A rule is out where the condition of an exception to it holds, and all that may keep that
    exception from applying are exceptions to the rule as well.
    """
    found: dict[str, Considered] = {}
    for rule in conclusion.rules:
        own = truth(rule.when, lambda leaf: truth_of_leaf(leaf, values))
        exceptions = [found[each] for each in rule.exceptions]
        left = min([own, *(HOLDS - each.applies for each in exceptions)])
        held = (each.ground for each in exceptions if each.condition == HOLDS)
        if any({*each.exceptions} <= {*rule.exceptions} for each in held):
            left = FAILS
        found[rule.id] = Considered(rule, own, left)
    return tuple(found.values())


def decide(conclusion: GroundConclusion, considered: Sequence[Considered]) -> str:
    """Return a conclusion's value: what its rules give, a conflict where they disagree.

    Where the condition of a rule holds, it applies or one of its exceptions does, whatever is open.
    """
    some_applies = any(each.condition == HOLDS for each in considered)
    grounds = dict.fromkeys(conclusion.values, 0)
    for each in considered:
        grounds[each.ground.rule.value] = max(grounds[each.ground.rule.value], each.applies)
    if conclusion.otherwise is not None:
        others = [truth for value, truth in grounds.items() if value != conclusion.otherwise]
        left = FAILS if some_applies else HOLDS - max(others, default=0)
        grounds[conclusion.otherwise] = max(grounds[conclusion.otherwise], left)
    given = sum(truth == HOLDS for truth in grounds.values())
    possible = [value for value, truth in grounds.items() if truth >= OPEN]
    if not some_applies and not given and conclusion.otherwise is None:
        possible.append("")  # every rule left may fail too, and then none gives a value
    return value_of(possible, conflict=given > 1)


def steps(conclusions: Sequence[GroundConclusion]) -> list[Step]:
    """Return the engine's steps for a stage, large conditions split into parts."""
    made: list[Step] = []
    for conclusion in conclusions:
        small, parts = _split(conclusion)
        made += parts
        made.append(Step(conclusion.id, small.needs, _decider(small)))
    return made


def batched(made: Sequence[Step]) -> list[list[Step]]:
    """Return steps, in order of need, in batches that one engine can take and is quick with."""
    batches: list[list[Step]] = []
    uses: Counter[str] = Counter()
    for step in made:
        crowded = any(uses[need] >= MOST_USES for need in step.needs)
        if not batches or crowded or len(batches[-1]) >= MOST_TOGETHER:
            batches.append([])
            uses.clear()
        batches[-1].append(step)
        uses.update(step.needs)
    return batches


@lru_cache(maxsize=4096)
def decider(conclusion: GroundConclusion) -> Callable[[tuple[str, ...]], str]:
    """Return what gives a conclusion's value from those of its needs, in their order.

    It remembers: the same few values come again in fact pattern after fact pattern.
    """

    @lru_cache(maxsize=512)
    def conclude(given: tuple[str, ...]) -> str:
        values = dict(zip(conclusion.needs, given, strict=True))
        return decide(conclusion, consider(conclusion, values))

    return conclude


def _decider(conclusion: GroundConclusion) -> Callable[[Values], str]:
    conclude = decider(conclusion)
    return lambda values: conclude(tuple([values[need] for need in conclusion.needs]))


def truth_of_leaf(condition: c.Condition, values: Values) -> int:
    """Return the truth of what is not a connective, from the values of nodes."""
    match condition:
        case c.Is():
            return truth_of_is(values[condition.node], condition.values)
        case c.Quantified():
            return truth_of_is(values[condition.id], ("met",))
        case c.Disproved(part=c.Is() as part):
            return truth_of_disproved(values[part.node])
    raise TypeError(condition)


def _nodes(condition: c.Condition) -> set[str]:
    return {
        leaf.node if isinstance(leaf, c.Is) else leaf.id
        for leaf in c.walk(condition)
        if isinstance(leaf, c.Is | c.Quantified)
    }


def _split(conclusion: GroundConclusion) -> tuple[GroundConclusion, list[Step]]:
    """Split what needs more nodes than the engine can join: rules first, then their parts."""
    if len(conclusion.needs) <= MOST_PATTERNS:
        return conclusion, []
    made: list[Step] = []
    rules: list[GroundRule] = []
    for rule in conclusion.rules:
        node = f"{conclusion.id}~{len(rules)}"
        when = _named(_shrink(rule.when, node, made), node, made)
        rules.append(replace(rule, when=when))
    needs = tuple(sorted({node for rule in rules for node in _nodes(rule.when)}))
    return replace(conclusion, rules=tuple(rules), needs=needs), made


def _shrink(condition: c.Condition, name: str, made: list[Step]) -> c.Condition:
    """Return a condition of few enough nodes that means the same, with parts as steps."""
    if len(_nodes(condition)) <= MOST_PATTERNS:
        return condition
    parts = [
        _named(_shrink(part, f"{name}.{index}", made), f"{name}.{index}", made)
        for index, part in enumerate(c.parts(condition))
    ]
    if isinstance(condition, c.All | c.AnyOf):
        while len(parts) > MOST_PATTERNS:
            groups = [parts[at : at + MOST_PATTERNS] for at in range(0, len(parts), MOST_PATTERNS)]
            parts = [
                _named(
                    condition._replace(parts=tuple(group)), f"{name}.g{len(parts)}.{index}", made
                )
                for index, group in enumerate(groups)
            ]
        return condition._replace(parts=tuple(parts))
    renewed = iter(parts)
    return c.rebuild(condition, lambda _: next(renewed))


def _named(condition: c.Condition, node: str, made: list[Step]) -> c.Condition:
    """Make a condition a step of its own, unless it is one node already."""
    if isinstance(condition, c.Is | c.Quantified | c.Disproved | c.Constant):
        return condition
    if not _nodes(condition):
        return c.Constant(truth(condition, lambda leaf: truth_of_leaf(leaf, {})) == HOLDS)
    made.append(_part(node, condition))
    return c.Is(node)


def _part(node: str, condition: c.Condition) -> Step:
    def conclude(values: Values) -> str:
        return boolean_value(truth(condition, lambda leaf: truth_of_leaf(leaf, values)))

    return Step(node, tuple(sorted(_nodes(condition))), conclude)
