"""A whole amount divided by weights into whole parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heapreplace
from math import lcm

Cap = int | None


def divide(total: int, weights: Sequence[Fraction], caps: Sequence[Cap] = ()) -> list[int]:
    """Return the parts of a whole amount, in proportion to weights.

    Each part is rounded to the nearest unit; where the parts then do not add up, a unit is added
    or taken where it changes the proportions least, among equals of whoever is listed first. That
    is the method of Webster (Sainte-Laguë): who is left never loses when another drops out.

    Args:
        total: the amount, in the smallest unit of its currency; zero or more.
        weights: what the parts are proportional to; where all are zero, the parts are equal.
        caps: the most that each part may be, None where there is no limit. What a capped part
            leaves goes to the others.

    Returns:
        The parts. They add up to `total`, or to the caps where these do not let them.

    >>> divide(100, [Fraction(1), Fraction(1), Fraction(1)])
    [34, 33, 33]
    >>> divide(3_600_000_000, [Fraction(5), Fraction(2)])
    [2571428571, 1028571429]
    >>> divide(10, [Fraction(1), Fraction(1)], [3, None])
    [3, 7]
    """
    limits = list(caps) or [None] * len(weights)
    parts = [0] * len(weights)
    free = list(range(len(weights)))
    left = total
    while free and left:
        shared = dict(zip(free, _webster(left, [weights[each] for each in free]), strict=True))
        over = {at: most for at in free if (most := limits[at]) is not None and shared[at] > most}
        for at in free:
            parts[at] = over.get(at, shared[at])
        if not over:
            break
        left -= sum(over.values())
        free = [at for at in free if at not in over]
    return parts


def _webster(total: int, weights: Sequence[Fraction]) -> list[int]:
    if not any(weights):
        weights = [Fraction(1)] * len(weights)
    scale = lcm(*(each.denominator for each in weights))
    sizes = [each.numerator * (scale // each.denominator) for each in weights]  # whole numbers
    whole = sum(sizes)
    parts = [(2 * total * size + whole) // (2 * whole) for size in sizes]  # to the nearest
    off = total - sum(parts)
    if not off:
        return parts
    step = 1 if off > 0 else -1

    def change(at: int) -> tuple[Fraction, int]:
        return step * Fraction(2 * parts[at] + step, 2 * sizes[at]), step * at

    changes = [change(at) for at, size in enumerate(sizes) if size]  # the least of them first
    heapify(changes)
    for _ in range(abs(off)):
        at = step * changes[0][1]
        parts[at] += step
        heapreplace(changes, change(at))
    return parts
