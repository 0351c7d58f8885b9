"""What an open conclusion turns on: of all that it needs, what may still change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from liability.inference.infer import Conclusions, given
from liability.inference.steps import Values, consider, truth_of_leaf
from liability.logic import HOLDS, OPEN, Leaf, truth
from liability.rulebook import conditions as c
from liability.rulebook.law import GroundConclusion


def turns_on(
    conclusions: Conclusions, conclusion: GroundConclusion, member: str | None
) -> tuple[str, ...]:
    """Return the needs of a conclusion on which its value turns, for one member of its subject.

    They are open parts of the conditions of rules that may still apply, and may still change
    something: not of a rule that an exception defeats, nor of one whose value another rule gives.
    """
    return _turning(conclusion)(given(conclusion, conclusions.values, member))


@lru_cache(maxsize=4096)
def _turning(conclusion: GroundConclusion) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Return what gives those needs from the values of all; it remembers, as `steps.decider`."""
    learned = replace(
        conclusion,
        rules=tuple(replace(each, when=_learned(each.when)) for each in conclusion.rules),
    )

    @lru_cache(maxsize=512)
    def of(came_out: tuple[str, ...]) -> tuple[str, ...]:
        values = dict(zip(conclusion.needs, came_out, strict=True))
        return tuple(dict.fromkeys(_open_needs(learned, values)))

    return of


def _learned(condition: c.Condition) -> c.Condition:
    """Return a condition in which what the record leaves open may still be shown."""
    if isinstance(condition, c.Shown):
        return _learned(condition.part)
    return c.rebuild(condition, _learned)


def _open_needs(conclusion: GroundConclusion, values: Values) -> Iterator[str]:
    considered = {each.ground.id: each for each in consider(conclusion, values)}
    given = {each.ground.rule.value for each in considered.values() if each.applies == HOLDS}
    todo = [
        each
        for each in considered.values()
        if each.applies == OPEN and each.ground.rule.value not in given
    ]
    seen: set[str] = set()
    while todo:
        each = todo.pop()
        if each.ground.id in seen:
            continue
        seen.add(each.ground.id)
        yield from _open_leaves(each.ground.when, lambda leaf: truth_of_leaf(leaf, values))
        below = (considered[name] for name in each.ground.exceptions)
        todo.extend(exception for exception in below if exception.applies == OPEN)


def _open_leaves(condition: c.Condition, leaf: Leaf) -> Iterator[str]:
    """Yield the nodes by which a condition is open: of what is settled inside it, none."""
    if truth(condition, leaf) != OPEN:
        return
    match condition:
        case c.Is(node=node):
            yield node
        case c.Quantified():
            yield condition.id
    for part in c.parts(condition):
        yield from _open_leaves(part, leaf)
