"""Support that leads back to where it began."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from liability.case.safety_case import SafetyCase


def knots(case: SafetyCase) -> list[tuple[str, list[str]]]:
    """Return each knot of circular support: its first element in the file, and all of it."""
    if not _circular(case):
        return []
    import igraph  # which takes longer to import than all else here

    names = list(case.elements)
    number = {name: index for index, name in enumerate(names)}
    edges = [
        (number[each.id], number[name])
        for each in case.elements.values()
        for name in each.supported_by
    ]
    graph = igraph.Graph(n=len(names), edges=edges, directed=True)
    found = []
    for knot in graph.connected_components(mode="strong"):
        members = [names[index] for index in sorted(knot)]
        if len(members) > 1 or members[0] in case.elements[members[0]].supported_by:
            found.append((members[0], members))
    return found


def _circular(case: SafetyCase) -> bool:
    graph = {each.id: each.supported_by for each in case.elements.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False
