"""What settlements pay of each head and take off it, and what is owed in place of who settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from liability.apportionment.claim import Claim, Party, answering, shares_of
from liability.apportionment.division import divide


def paid_by_head(claim: Claim) -> dict[str, dict[str, int]]:
    """Return by head what each party paid of it in settlement.

    A settlement is for what the party owes: it pays each head in proportion to the party's own
    part of it. One that owes nothing pays by the amounts of the heads that it answers for. A party
    is left out where that turns on shares that are not known.
    """
    found: dict[str, dict[str, int]] = {head.id: {} for head in claim.heads}
    for party in claim.parties:
        if not party.settled:
            paid = [0] * len(claim.heads)
        elif (owed := _owed(claim, party)) is not None:
            paid = divide(party.settled, owed)
        else:
            continue
        for head, part in zip(claim.heads, paid, strict=True):
            found[head.id][party.id] = part
    return found


def _owed(claim: Claim, party: Party) -> list[Fraction] | None:
    """Return what who settled owes of each head, or what is to be taken for it; None: not known."""
    able = [answering(claim, head) for head in claim.heads]
    amounts = [
        Fraction(head.amount if party in each else 0)
        for head, each in zip(claim.heads, able, strict=True)
    ]
    alone = {len(each) == 1 for each, amount in zip(able, amounts, strict=True) if amount}
    if not claim.shares_known and len(alone) > 1:
        return None
    owed = [
        amount and amount * shares_of(each, claim.fault)[party.id]
        for each, amount in zip(able, amounts, strict=True)
    ]
    return owed if any(owed) else amounts


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
