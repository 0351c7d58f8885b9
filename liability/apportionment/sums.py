"""The sums: what each party may be asked for, and who bears what in the end.

Amounts are whole numbers of the currency's smallest unit, so that parts add up to the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from liability.apportionment.claim import Claim, Head, Party, answering, shares_of
from liability.apportionment.division import divide
from liability.apportionment.settlements import credits_of, owed_in_place, paid_by_head


@dataclass(frozen=True, slots=True)
class Part:
    """A party's part of one head, or of all; None where it turns on shares that are not known.

    Of a party that settled, all but `own` and `paid` is that of who still answers in its place.

    Attributes:
        exposure: the most that the claimant can recover from it.
        own: its own part, as among the parties.
        first: what it bears while everyone pays.
        final: what it bears once what cannot be collected has been shared out.
        paid: what it paid in settlement; that is not in `final`. None only of a head.
        missed: what it should bear and cannot pay.
        taken: what it takes of what others cannot pay; that is in `final`.
    """

    exposure: int | None = 0
    own: int | None = 0
    first: int | None = 0
    final: int | None = 0
    paid: int | None = 0
    missed: int | None = 0
    taken: int | None = 0

    def __add__(self, other: Part) -> Part:
        return Part(
            _plus(self.exposure, other.exposure),
            _plus(self.own, other.own),
            _plus(self.first, other.first),
            _plus(self.final, other.final),
            _plus(self.paid, other.paid),
            _plus(self.missed, other.missed),
            _plus(self.taken, other.taken),
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """What a claim comes to.

    Attributes:
        heads: each head's id to each party's part of it.
        parties: each party's part of all heads.
        shares: each party's share of the whole responsibility; with the claimant's they are one.
        total: the harm.
        fault: the claimant's own part of it.
        recoverable: what the claimant may still recover from anybody.
        bears: what stays with the claimant in the end, less than nothing where settlements
            brought more than the harm.
        taken: what the claimant takes of what cannot be collected.
    """

    heads: Mapping[str, Mapping[str, Part]]
    parties: Mapping[str, Part]
    shares: Mapping[str, Fraction] | None
    total: int
    fault: int
    recoverable: int | None
    bears: int | None
    taken: int | None


def apportion(claim: Claim) -> Sums:
    """Return what a claim comes to; what cannot be collected stays with the claimant or others."""
    paid = paid_by_head(claim)
    found = [_Head(claim, head, paid[head.id]) for head in claim.heads]
    cover = _cover(claim, found)
    heads = {each.head.id: each.parts(cover.get(each.head.id)) for each in found}
    parties = {
        each.id: _total(each, [parts[each.id] for parts in heads.values()])
        for each in claim.parties
    }
    total = sum(head.amount for head in claim.heads)
    faults = sum(each.fault for each in found)
    recoverable = _sum([each.claimed(heads[each.head.id]) for each in found])
    whole = sum(parties.values(), Part())
    borne = whole.final
    if borne is None and all(each.is_paid for each in found):
        borne = recoverable  # whatever the shares are
    bears = None if borne is None else total - borne - (whole.paid or 0)
    left = None if whole.missed is None or whole.taken is None else whole.missed - whole.taken
    return Sums(heads, parties, _shares(claim), total, faults, recoverable, bears, left)


class _Head:
    """The sums of one head."""

    def __init__(self, claim: Claim, head: Head, paid: Mapping[str, int]) -> None:
        self.claim, self.head, self.paid = claim, head, paid
        self.parties = answering(claim, head)
        self.known = claim.shares_known or len(self.parties) == 1
        self.shares = shares_of(self.parties, claim.fault)
        self.fault = self._fault()
        self.answered = head.amount - self.fault if self.parties else 0
        parts = divide(self.answered, list(self.shares.values()))
        self.own = dict(zip(self.shares, parts, strict=True))
        self.others = [each for each in self.parties if each.settled is None or each.stays]
        self.credits = self._credits()
        stay = [each.id for each in self.others if each.settled is not None]
        self.left: int | None = None  # the claim against those who have not settled
        self.rest: dict[str, int] = {}  # what those alone owe who answer in place of a settled
        if self.credits is not None:
            self.left = max(0, self.answered - sum(self.credits.values()))
            self.rest = owed_in_place(self.credits, self.paid, self.answered, stay)
        self.joint = {each.id for each in self.others if self._joint(each)}
        known = self.known and self.left is not None
        self.first = self._first(self.joint) if known else None

    def parts(self, cover: Mapping[str, int] | None) -> dict[str, Part]:
        """Return each party's part.

        Args:
            cover: what the insurance of each insolvent pays of it; None if that is not known.
        """
        found = {
            each.id: Part(paid=self.paid.get(each.id) if each.settled is not None else 0)
            for each in self.claim.parties
        }
        first, joint = self.first, self.joint
        if first is None or self.left is None or cover is None:
            return {name: self._unknown(part, name, joint) for name, part in found.items()}
        final = {**first, **cover}
        missed = {name: first[name] - final[name] for name in first}
        uncollectible = sum(
            min(each, first[name] - self.rest.get(name, 0)) for name, each in missed.items()
        )
        extra = self._extra(uncollectible, joint)
        for each in self.parties:
            name, own = each.id, self.own[each.id]
            if name not in first:
                found[name] = replace(found[name], own=own)
                continue
            taken = extra.get(name, 0)
            most = self.left
            if name not in joint:
                jointly = self.head.uncollectible == "parties" and name in extra
                more = uncollectible if jointly else taken
                most = min(max(0, own - self._advanced(each)) + more, self.left)
            most += self.rest.get(name, 0)
            end, paid = final[name] + taken, found[name].paid
            found[name] = Part(most, own, first[name], end, paid, missed[name], taken)
        return found

    @property
    def is_paid(self) -> bool:
        """Whether all that is claimed is paid, whatever the shares: all answer for it and can."""
        return all(each.id in self.joint and not each.insolvent for each in self.others)

    def _fault(self) -> int:
        """Return the claimant's own part, which does not turn on the shares of the parties."""
        if self.claim.barred:
            return self.head.amount
        fault = self.claim.fault if self.parties else Fraction(0)
        return divide(self.head.amount, [1 - fault, fault])[1]

    def _credits(self) -> dict[str, int] | None:
        """Return what each settlement takes off the claim against the others."""
        rule = self.claim.credit
        if self.head.extent == "several" and self.head.uncollectible == "joint":
            rule = "share"  # nobody owes another's part, so that nobody is credited with it
        settled = {e.id: self.own[e.id] for e in self.parties if e.settled is not None}
        if settled and rule in ("share", "greater") and not self.known:
            return None
        if not settled.keys() <= self.paid.keys():
            return None
        return credits_of(rule, settled, self.paid)

    def claimed(self, parts: Mapping[str, Part]) -> int | None:
        """Return what the claimant may still recover: no more than may be asked of all together."""
        if not self.others:
            return 0
        if self.left is None:
            return None
        most = self.left + sum(self.rest.values())
        if self.joint or not self.credits:
            return most
        asked = _sum([parts[each.id].exposure for each in self.others])
        return None if asked is None else min(most, asked)

    def _advanced(self, party: Party) -> int:
        """Return what of the part of a party was paid in settlement, or is owed in its place."""
        if party.settled is None:
            return 0
        return self.paid[party.id] + self.rest.get(party.id, 0)

    def _joint(self, party: Party) -> bool:
        """Return whether a party answers for the whole of this head."""
        if party.whole or self.head.extent == "caused":
            return True
        if party.several:
            return False
        if self.head.extent == "whole":
            return True
        if self.head.extent != "threshold" or not self.known:
            return False
        reached = self.shares[party.id] >= self.claim.threshold
        return reached if party.reaches is None else party.reaches

    def _first(self, joint: set[str]) -> dict[str, int]:
        """Return what each bears while everyone pays."""
        assert self.left is not None
        first = {each.id: self.rest.get(each.id, 0) for each in self.others}
        bearing, parts = self.others, [0]
        while bearing:
            before = [self._advanced(each) for each in bearing]
            whole, parts = self.left + sum(before), [self.own[each.id] for each in bearing]
            if sum(parts) != whole:
                caps = [None if e.id in joint else self.own[e.id] for e in bearing]
                parts = divide(whole, [self.shares[each.id] for each in bearing], caps)
            parts = [part - paid for part, paid in zip(parts, before, strict=True)]
            if min(parts) >= 0:
                break
            # whose settlement paid more than its part bears nothing, and the others what is left
            bearing = [e for e, part in zip(bearing, parts, strict=True) if part >= 0]
        for each, part in zip(bearing, parts, strict=False):
            first[each.id] += part
        return first

    def _extra(self, uncollectible: int, joint: set[str]) -> dict[str, int]:
        """Return what each takes of what cannot be collected; the claimant has the rest."""
        solvent = [each for each in self.others if not each.insolvent]
        rule = self.head.uncollectible
        taken: dict[str, int] = {}
        if rule == "proportional":
            taken = self._proportional(uncollectible, solvent)
            uncollectible -= sum(taken.values())
        who = solvent if rule in ("parties", "everyone") else [p for p in solvent if p.id in joint]
        weights = [self.shares[each.id] for each in who]
        if rule == "everyone" and self.claim.fault:
            weights.append(self.claim.fault)
        if who and uncollectible:
            for each, part in zip(who, divide(uncollectible, weights), strict=False):
                taken[each.id] = taken.get(each.id, 0) + part
        return taken

    def _proportional(self, uncollectible: int, solvent: Sequence[Party]) -> dict[str, int]:
        """Return what each takes in proportion to its share of the whole responsibility."""
        more = Fraction(1) + self.claim.additional
        portions = [
            self.shares[each.id] * (more if each.additional else Fraction(1)) for each in solvent
        ]
        rest = max(Fraction(0), Fraction(1) - sum(portions))
        parts = divide(uncollectible, [*portions, rest]) if solvent else []
        return {each.id: part for each, part in zip(solvent, parts, strict=False)}

    def _unknown(self, part: Part, name: str, joint: set[str]) -> Part:
        """Return a part of which only what does not turn on the shares is known."""
        party = next((each for each in self.parties if each.id == name), None)
        if party is None:
            return part
        if party not in self.others:
            return replace(part, own=None)
        most = None
        if name in joint and self.left is not None:
            most = self.left + self.rest.get(name, 0)
        return Part(most, None, None, None, part.paid, None, None)


def _cover(claim: Claim, heads: Sequence[_Head]) -> dict[str, dict[str, int]]:
    """Return by head what the insurance of each insolvent pays, in proportion to what it owes.

    Empty where some insolvent is insured and what it owes turns on shares that are not known.
    """
    found: dict[str, dict[str, int]] = {each.head.id: {} for each in heads}
    for party in claim.parties:
        if not party.insolvent or (party.settled is not None and not party.stays):
            continue
        if party.cover and any(each.first is None for each in heads):
            return {}
        owed = [(each.first or {}).get(party.id, 0) for each in heads]
        parts = divide(party.cover, [Fraction(each) for each in owed], owed)
        for head, part in zip(heads, parts, strict=True):
            if party in head.parties:
                found[head.head.id][party.id] = part
    return found


def _shares(claim: Claim) -> dict[str, Fraction] | None:
    known = claim.shares_known or len(claim.parties) == 1
    return shares_of(claim.parties, claim.fault) if known else None


def _total(party: Party, parts: Sequence[Part]) -> Part:
    """Return a party's part of all heads; what it paid in settlement is known of all together."""
    total = sum(parts, Part())
    return total if total.paid is not None else replace(total, paid=party.settled)


def _sum(values: Sequence[int | None]) -> int | None:
    known = [each for each in values if each is not None]
    return sum(known) if len(known) == len(values) else None


def _plus(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right
