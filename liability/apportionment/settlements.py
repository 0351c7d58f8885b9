"""What settlements take off a head of harm, and what is still owed in place of who settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from liability.apportionment.division import divide


def credits_of(rule: str, own: Mapping[str, int], paid: Mapping[str, int]) -> dict[str, int]:
    """Return what the settlement of each party takes off the claim against the others.

    Args:
        rule: its own part (`share`), the `amount` paid, or the `greater` of the two.
        own: the own part of each party that settled.
        paid: what it paid.

    >>> credits_of("greater", {"a": 40, "b": 20}, {"a": 10, "b": 30})
    {'a': 40, 'b': 30}
    """
    if rule == "amount":
        return {name: paid[name] for name in own}
    return {name: max(own[name], paid[name] if rule == "greater" else 0) for name in own}


def owed_in_place(
    credits_: Mapping[str, int], paid: Mapping[str, int], harm: int, stay: Sequence[str]
) -> dict[str, int]:
    """Return what they alone owe who still answer in place of each party that settled.

    It is what the settlement takes off the claim against the others and did not pay, and no more
    than the harm leaves of it.

    >>> owed_in_place({"a": 40, "b": 30}, {"a": 10, "b": 30}, 100, ["a"])
    {'a': 30}
    >>> owed_in_place({"a": 40, "b": 80}, {"a": 10, "b": 80}, 100, ["a"])
    {'a': 10}
    """
    owed = [max(0, credits_[name] - paid[name]) for name in stay]
    beyond = max(0, sum(credits_.values()) - harm)
    parts = divide(max(0, sum(owed) - beyond), [Fraction(each) for each in owed])
    return dict(zip(stay, parts, strict=True))
