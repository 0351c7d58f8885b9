"""In which order conclusions can be inferred, whatever readings are taken."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import TopologicalSorter

from liability.rulebook import conditions as c
from liability.rulebook.model import Rule, Rulebook


def needs_of_rule(rulebook: Rulebook, rule: Rule) -> Iterator[str]:
    """Yield the conclusions, by declared id, that a rule may rest on under any reading."""
    for leaf in _leaves(rulebook, rule):
        for name in (leaf.node, leaf.node.rpartition(".")[0]):
            if name in rulebook.conclusions:
                yield name


def dependencies(rulebook: Rulebook) -> dict[str, set[str]]:
    """Return for each conclusion the conclusions that it may rest on under any reading."""
    graph = {name: set[str]() for name in rulebook.conclusions}
    for rule in rulebook.rules.values():
        if rule.conclusion in graph:
            graph[rule.conclusion] |= set(needs_of_rule(rulebook, rule))
    return graph


def strata(rulebook: Rulebook) -> dict[str, int]:
    """Return each conclusion's level, in order of need; see `Rulebook.strata`."""
    graph = dependencies(rulebook)
    quantified = {name: set[str]() for name in graph}
    for rule in rulebook.rules.values():
        quantified[rule.conclusion] |= {
            leaf.node for leaf in _leaves(rulebook, rule) if isinstance(leaf, c.Quantified)
        }
    levels: dict[str, int] = {}
    for name in TopologicalSorter(
        {key: sorted(graph[key]) for key in sorted(graph)}
    ).static_order():
        own = _listed(rulebook, name)
        levels[name] = max(
            (
                levels[need] + (_listed(rulebook, need) != own or need in quantified[name])
                for need in graph[name]
            ),
            default=0,
        )
    return levels


def _leaves(rulebook: Rulebook, rule: Rule) -> Iterator[c.Is | c.Quantified]:
    trees = [rule.when]
    slots = {leaf.name for leaf in c.walk(rule.when) if isinstance(leaf, c.Slot)}
    if slots:
        members = rulebook.entries.get(rule.subject or "", {}).values()
        trees += [
            each.slots[slot] for each in members for slot in sorted(slots) if slot in each.slots
        ]
    for tree in trees:
        for leaf in c.walk(tree):
            if isinstance(leaf, c.Is | c.Quantified):
                yield leaf


def _listed(rulebook: Rulebook, conclusion: str) -> str | None:
    """Return the subject that each case lists and that a conclusion is about, if any."""
    subject = rulebook.conclusions[conclusion].subject
    return None if subject is None or rulebook.subjects[subject].declared else subject
