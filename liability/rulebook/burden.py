"""What it takes to show a condition, and to show that it does not hold.

In an open record `disproved` is plain `not`. When the record closes they part: what nobody has
shown either way is not shown, and not disproved. So `disproved` is pushed inward, by De Morgan's
laws, to the findings themselves, which know whether they are unproven.
"""

from __future__ import annotations

from liability.rulebook import conditions as c


def disproved(tree: c.Condition) -> c.Condition:
    """Return what it takes to show that a condition on findings does not hold."""
    match tree:
        case c.All(parts=parts):
            return c.AnyOf(tuple(disproved(part) for part in parts))
        case c.AnyOf(parts=parts):
            return c.All(tuple(disproved(part) for part in parts))
        case c.Not(part=part):
            return shown(part)
        case c.Disproved(part=part):
            return part
        case c.Shown():
            return c.Not(tree)
        case c.Constant():
            return c.Constant(not tree.met)
        case c.Count():
            return _count_disproved(tree)
        case _:
            return c.Disproved(tree)


def shown(tree: c.Condition) -> c.Condition:
    """Return what it takes to show that a condition on findings holds."""
    match tree:
        case c.All(parts=parts):
            return c.All(tuple(shown(part) for part in parts))
        case c.AnyOf(parts=parts):
            return c.AnyOf(tuple(shown(part) for part in parts))
        case c.Not(part=part):
            return disproved(part)
        case c.Count():
            return _count_shown(tree)
        case _:
            return tree


def _count_shown(tree: c.Count) -> c.Condition:
    """At least `low` parts are shown, and no more than `high` are left undisproved."""
    size = len(tree.parts)
    met = tuple(shown(part) for part in tree.parts)
    not_met = tuple(disproved(part) for part in tree.parts)
    enough = c.Count(met, tree.low, size, tree.open_from)
    return c.All((enough, c.Count(not_met, size - tree.high, size)))


def _count_disproved(tree: c.Count) -> c.Condition:
    """So many parts are disproved that too few are left, or more than `high` are shown."""
    size = len(tree.parts)
    met = tuple(shown(part) for part in tree.parts)
    not_met = tuple(disproved(part) for part in tree.parts)
    open_from = None if tree.open_from is None else size - tree.low + 1
    too_few = c.Count(not_met, size - tree.floor + 1, size, open_from)
    return c.AnyOf((too_few, c.Count(met, tree.high + 1, size)))
