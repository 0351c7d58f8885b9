"""Three-valued logic (strong Kleene) over the values that findings and conclusions take.

A node's value is text: the values still possible, joined by `|`, in the order the rulebook gives
them. One possible value is a determined node; `met|not_met` is an undetermined finding. A leading
`!` marks a conflict: rules that apply disagree. A trailing `|` says that the rules may leave the
node without a value. `unproven` is a finding that was open when the
record was closed: nobody has shown it, nor shown that it does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from liability.rulebook import conditions as c

FAILS, OPEN, HOLDS = 0, 1, 2  # truth of a condition
UNDETERMINED = "met|not_met"
UNPROVEN = "unproven"
NO_VALUE = "no_value"  # how a reader is told that no rule gives any
_LEAVES = (c.Is, c.FactTest)  # what most conditions are
_BOOLEAN = ("not_met", UNDETERMINED, "met")

Leaf = Callable[[c.Condition], int]


def boolean_value(truth: int) -> str:
    """Return the value of a yes/no node whose condition has this truth.

    >>> boolean_value(OPEN)
    'met|not_met'
    """
    return _BOOLEAN[truth]


def value_of(possible: Iterable[str], conflict: bool = False) -> str:
    """Return the value of a node that may still be any of `possible`.

    >>> value_of(["strict", "fault"])
    'strict|fault'
    """
    return ("!" if conflict else "") + "|".join(possible)


def possible_values(value: str) -> tuple[str, ...]:
    """Return the values a node may still take; an empty one where no rule may give it any.

    >>> possible_values("strict|fault")
    ('strict', 'fault')
    >>> possible_values("strict|")
    ('strict', '')
    """
    return tuple(value.lstrip("!").split("|"))


def named_values(value: str) -> tuple[str, ...]:
    """Return the values a node may still take, `NO_VALUE` if fewer than two have a name.

    >>> named_values("strict|fault|"), named_values("strict|")
    (('strict', 'fault'), ('strict', 'no_value'))
    """
    possible = possible_values(value)
    named = tuple(each for each in possible if each)
    return named if len(named) > 1 or "" not in possible else (*named, NO_VALUE)


def is_conflict(value: str) -> bool:
    """Return whether rules that apply disagree about the node."""
    return value.startswith("!")


@lru_cache(maxsize=4096)
def truth_of_is(value: str, wanted: tuple[str, ...]) -> int:
    """Return whether a node with `value` has one of the `wanted` values.

    >>> truth_of_is("met|not_met", ("met",)) == OPEN
    True
    >>> truth_of_is("unproven", ("met",)) == FAILS
    True
    """
    if value == UNPROVEN:
        return FAILS
    hits = {each in wanted for each in possible_values(value)}
    return OPEN if len(hits) == 2 else HOLDS if True in hits else FAILS


def truth_of_disproved(value: str) -> int:
    """Return whether a yes/no node is shown not to hold.

    >>> truth_of_disproved("unproven") == FAILS
    True
    """
    return FAILS if value == UNPROVEN else HOLDS - truth_of_is(value, ("met",))


def truth(condition: c.Condition, leaf: Leaf) -> int:
    """Return the truth of a condition.

    Args:
        condition: a specialized condition: no readings, profiles or slots are left in it.
        leaf: gives the truth of what is not a connective.

    Returns:
        `FAILS`, `OPEN` or `HOLDS`.
    """
    if isinstance(condition, _LEAVES):
        return leaf(condition)
    match condition:
        case c.Constant():
            return HOLDS if condition.met else FAILS
        case c.All():
            return _first(FAILS, HOLDS, condition.parts, leaf)
        case c.AnyOf():
            return _first(HOLDS, FAILS, condition.parts, leaf)
        case c.Not():
            return HOLDS - truth(condition.part, leaf)
        case c.Shown():
            return HOLDS if truth(condition.part, leaf) == HOLDS else FAILS
        case c.Count():
            truths = [truth(part, leaf) for part in condition.parts]
            return counted(truths, condition.low, condition.high, condition.floor)
        case c.Established():
            if condition.nested and at_odds(condition, leaf):
                return OPEN
            return established([truth(part, leaf) for part in condition.parts])
        case _:
            return leaf(condition)


def _first(wanted: int, least: int, parts: tuple[c.Condition, ...], leaf: Leaf) -> int:
    """Return `wanted` if a part has that truth, else open if one is open, else `least`."""
    found = least
    for part in parts:
        came_out = truth(part, leaf)
        if came_out == wanted:
            return wanted
        if came_out == OPEN:
            found = OPEN
    return found


def established(truths: list[int]) -> int:
    """Return what several ways of showing one thing establish; open where they disagree.

    >>> established([OPEN, HOLDS]) == HOLDS, established([FAILS, HOLDS]) == OPEN
    (True, True)
    """
    known = {each for each in truths if each != OPEN}
    return known.pop() if len(known) == 1 else OPEN


def at_odds(ways: c.Established, leaf: Leaf) -> bool:
    """Return whether something in the ways speaks for the thing and something against it.

    Of ways that disagree inside of one of them, each still speaks: could the rest settle the whole,
    learning more might turn a determined outcome round.
    """
    return _spoken(ways, leaf) == (True, True)


def _spoken(condition: c.Condition, leaf: Leaf) -> tuple[bool, bool]:
    """Return whether something that is known speaks for a condition, and something against it."""
    if isinstance(condition, _LEAVES):
        came_out = leaf(condition)
        return came_out == HOLDS, came_out == FAILS
    inside = [_spoken(part, leaf) for part in c.parts(condition)]
    pro, contra = [each for each, _ in inside], [each for _, each in inside]
    match condition:
        case c.All():
            return all(pro), any(contra)
        case c.AnyOf():
            return any(pro), all(contra)
        case c.Not():
            return contra[0], pro[0]
        case c.Established():
            return any(pro), any(contra)
        case c.Count():
            fewest, most = sum(pro), len(contra) - sum(contra)
            enough = condition.low <= fewest and most <= condition.high
            return enough, most < condition.floor or fewest > condition.high
    came_out = truth(condition, leaf)
    return came_out == HOLDS, came_out == FAILS


def of_members(kind: str, truths: list[int]) -> int:
    """Return whether what holds of some, several (two or more) or every member holds.

    >>> of_members("several", [HOLDS, OPEN]) == OPEN, of_members("several", [HOLDS]) == FAILS
    (True, True)
    """
    if kind == "every":
        return min([HOLDS, *truths])
    return sorted([FAILS, FAILS, *truths])[-2 if kind == "several" else -1]


def counted(truths: list[int], low: int, high: int, floor: int) -> int:
    """Return whether between `low` and `high` hold; from `floor` on, short of `low`, it is open.

    >>> counted([HOLDS, OPEN], 2, 2, 2) == OPEN, counted([HOLDS, FAILS], 2, 2, 2) == FAILS
    (True, True)
    """
    fewest = sum(each == HOLDS for each in truths)
    most = sum(each != FAILS for each in truths)
    if low <= fewest and most <= high:
        return HOLDS
    return FAILS if most < floor or fewest > high else OPEN
