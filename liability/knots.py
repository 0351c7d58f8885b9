"""What leads back to where it began."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter


def knots(graph: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the knots of a graph: nodes that all lead to each other, or one to itself.

    Args:
        graph: what each node leads to; these are nodes of it.

    >>> knots({"a": ["b"], "b": ["a"], "c": ["a"], "d": ["d"]})
    [['a', 'b'], ['d']]
    """
    if not _circular(graph):
        return []
    import igraph  # which takes longer to import than all else here

    names = list(graph)
    number = {name: index for index, name in enumerate(names)}
    edges = [(number[name], number[each]) for name, leads_to in graph.items() for each in leads_to]
    parts = igraph.Graph(n=len(names), edges=edges, directed=True).connected_components("strong")
    found = [[names[index] for index in sorted(part)] for part in parts]
    return sorted(
        (each for each in found if len(each) > 1 or each[0] in graph[each[0]]),
        key=lambda each: number[each[0]],
    )


def round_from(begin: str, graph: Mapping[str, Sequence[str]], knot: Collection[str]) -> list[str]:
    """Return the shortest way from a node of a knot back to it, with the node at both ends.

    >>> round_from("a", {"a": ["b", "c"], "b": ["a"], "c": ["b"]}, {"a", "b", "c"})
    ['a', 'b', 'a']
    """
    before: dict[str, str] = {}
    ahead = [begin]
    for name in ahead:
        for next_ in graph[name]:
            if next_ == begin:
                way = [name]
                while way[-1] != begin:
                    way.append(before[way[-1]])
                return [*reversed(way), begin]
            if next_ in knot and next_ not in before:
                before[next_] = name
                ahead.append(next_)
    raise ValueError(f"{begin} is in no circle")


def _circular(graph: Mapping[str, Sequence[str]]) -> bool:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False
