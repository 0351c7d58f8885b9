"""A whole amount divided by weights into whole parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

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
        shared = _webster(left, [weights[each] for each in free])
        over = [
            index
            for index, part in zip(free, shared, strict=True)
            if (limit := limits[index]) is not None and part > limit
        ]
        for index, part in zip(free, shared, strict=True):
            parts[index] = part
        for index in over:
            parts[index] = limits[index] or 0
        free = [index for index in free if index not in over]
        left = total - sum(parts[index] for index in range(len(parts)) if index not in free)
        if not over:
            break
    return parts


def _webster(total: int, weights: Sequence[Fraction]) -> list[int]:
    if not any(weights):
        weights = [Fraction(1)] * len(weights)
    whole = sum(weights)
    parts = [_nearest(total * weight / whole) for weight in weights]
    order = [each for each, weight in enumerate(weights) if weight]
    while (off := total - sum(parts)) > 0:
        index = min(order, key=lambda each: (parts[each] + Fraction(1, 2)) / weights[each])
        parts[index] += 1
    while off < 0:
        index = max(
            (each for each in order if parts[each]),
            key=lambda each: ((parts[each] - Fraction(1, 2)) / weights[each], each),
        )
        parts[index] -= 1
        off += 1
    return parts


def _nearest(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))
