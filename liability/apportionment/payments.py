"""Who pays whom: to the claimant, among the parties, and from insurance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from liability.apportionment.division import divide
from liability.apportionment.sums import Sums
from liability.record import record

HARM, SETTLEMENT, CONTRIBUTION, INSURANCE = "harm", "settlement", "contribution", "insurance"


@record
class Payment(NamedTuple):
    """A payment, in the smallest unit of the currency.

    Attributes:
        payer: a party, or an insurance.
        payee: a party; None for the claimant.
        amount: how much.
        kind: `harm`, `settlement`, `contribution` or `insurance`.
    """

    payer: str
    payee: str | None
    amount: int
    kind: str


def payments(
    sums: Sums,
    insured: Mapping[str, Mapping[str, int]],
    barred: Sequence[str],
    collect_from: str | None = None,
) -> tuple[Payment, ...]:
    """Return who pays whom.

    Args:
        sums: what the claim comes to; its shares known.
        insured: by party, what each of its insurances pays.
        barred: the parties that have no claim for contribution.
        collect_from: the party of which the claimant takes all that it can; it then turns to the
            others for their parts. When left out, each pays its part to the claimant.
    """
    contributed = contributions(sums, collect_from) if collect_from is not None else {}
    paid = list(_to_claimant(sums, collect_from, contributed))
    if collect_from not in barred:
        paid += [
            Payment(name, collect_from, amount, CONTRIBUTION)
            for name, amount in contributed.items()
        ]
    paid += [
        Payment(layer, name, amount, INSURANCE)
        for name, layers in insured.items()
        for layer, amount in layers.items()
        if amount
    ]
    return tuple(paid)


def _to_claimant(
    sums: Sums, collect_from: str | None, taken: Mapping[str, int]
) -> Iterator[Payment]:
    for name, part in sums.parties.items():
        if part.paid:
            yield Payment(name, None, part.paid, SETTLEMENT)
        amount = (part.final or 0) - taken.get(name, 0)
        if name == collect_from:
            amount += sum(taken.values())
        if amount:
            yield Payment(name, None, amount, HARM)


def contributions(sums: Sums, payer: str) -> dict[str, int]:
    """Return what a party may claim of each other if it pays all that it may be asked for.

    It pays, of each head, no more than its exposure, and nothing beyond its own part if it cannot
    pay even that. What it pays beyond that the others owe it in proportion to what they bear, none
    of them more than that.
    """
    owed: Counter[str] = Counter()
    for paid in paid_for_others(sums, payer).values():
        owed.update(paid)
    return dict(owed)


def paid_for_others(sums: Sums, payer: str) -> dict[str, dict[str, int]]:
    """Return by head what a party pays for each other if it pays all that it may be asked for."""
    found: dict[str, dict[str, int]] = {}
    if sums.parties[payer].missed:
        return found
    for head, parts in sums.heads.items():
        mine = parts[payer]
        others = {name: part.final or 0 for name, part in parts.items() if name != payer}
        beyond = (mine.exposure or 0) - (mine.final or 0)
        shared = divide(beyond, [Fraction(each) for each in others.values()], [*others.values()])
        found[head] = {n: each for n, each in zip(others, shared, strict=True) if each}
    return found
