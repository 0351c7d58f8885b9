"""What is claimed, of whom, and by which rules: all that the sums are made from.

The law comes in as words (who answers, for how much of which head, who takes what cannot be
collected) that the rulebook's conclusions say; nothing here knows a provision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Head:
    """A head of harm.

    Attributes:
        amount: how much.
        extent: `whole` (each party answers for all of it), `several` (each for its own part),
            `threshold` (for all of it from a share on), `caused` (who caused it, alone).
        uncollectible: who takes the part that cannot be collected: the parties that answer for
            the whole (`joint`), all `parties`, which owe it jointly, `everyone` with the claimant,
            or each party `proportional` to its share of the whole responsibility.
        caused_by: the party that caused it, where one is named.
    """

    id: str
    amount: int
    extent: str
    uncollectible: str
    caused_by: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """A party that answers to the claimant.

    Attributes:
        weight: its responsibility beside that of the other parties.
        whole: answers for the whole, whatever the extent of a head.
        several: answers for its own part, unless for the whole by `whole`.
        insolvent: pays nothing but what its insurance pays.
        settled: what it paid in settlement; None where it has not settled.
        stays: somebody still answers in its place if it has settled; `insolvent` is then whether
            they can pay.
        additional: takes an additional portion of what cannot be collected, where that is so.
        reaches: its share reaches the threshold, or not; None where the share is to say.
        cover: what its insurance pays where it is insolvent.
    """

    id: str
    weight: Fraction
    whole: bool
    several: bool
    insolvent: bool
    settled: int | None
    stays: bool
    additional: bool
    reaches: bool | None
    cover: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed, of whom, and by which rules.

    Attributes:
        fault: the claimant's own share of responsibility, from 0 to 1.
        barred: the claimant's fault bars the claim.
        shares_known: the weights are known; else only what does not turn on them is summed.
        threshold: the share from which a party answers for the whole of a `threshold` head.
        credit: what a settlement takes off the claim: the settling party's `share`, the `amount`
            paid, or the `greater` of the two.
        additional: the additional portion, as a share of the first one.
    """

    heads: tuple[Head, ...]
    parties: tuple[Party, ...]
    fault: Fraction
    barred: bool
    shares_known: bool
    threshold: Fraction
    credit: str
    additional: Fraction


def answering(claim: Claim, head: Head) -> list[Party]:
    """Return who answers for a head: all, but for one that was caused alone who caused it."""
    if head.extent != "caused":
        return list(claim.parties)
    return [each for each in claim.parties if each.id == head.caused_by]


def shares_of(parties: Sequence[Party], fault: Fraction) -> dict[str, Fraction]:
    """Return each party's share of the whole responsibility, of which `fault` is the claimant's."""
    whole = sum(each.weight for each in parties)
    return {
        each.id: (1 - fault) * (each.weight / whole if whole else Fraction(1, len(parties)))
        for each in parties
    }
