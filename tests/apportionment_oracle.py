"""The sums once more, exact: fractions, nothing rounded, written from the law.

It takes a `Claim` and shares nothing else with `liability.apportionment`. The law is paraphrased
in rules/keep-the-future-human/provisions/x-apportionment.yaml; each step names the provision it
follows. Amounts are fractions of the smallest unit, so the program may differ from it by what it
rounds, and by no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

Amounts = dict[str, Fraction]
NOTHING = Fraction(0)


@dataclass
class Exact:
    """One head of harm: by party, and the claimant's figures."""

    amount: Fraction
    exposure: Amounts = field(default_factory=dict)
    own: Amounts = field(default_factory=dict)
    first: Amounts = field(default_factory=dict)
    final: Amounts = field(default_factory=dict)
    paid: Amounts = field(default_factory=dict)
    missed: Amounts = field(default_factory=dict)
    fault: Fraction = NOTHING
    recoverable: Fraction = NOTHING

    @property
    def bears(self):
        """What is left with the claimant: the harm less all that anybody pays for it."""
        return self.amount - sum(self.final.values()) - sum(self.paid.values())


def exact(claim):
    """Return each head's figures by its id."""
    heads = {head.id: Exact(Fraction(head.amount)) for head in claim.heads}
    for head in claim.heads:
        _before_insolvency(claim, head, heads[head.id])
    for party in claim.parties:
        if party.insolvent:
            _pays_its_cover(party, heads)
    for head in claim.heads:
        _after_insolvency(claim, head, heads[head.id])
    return heads


def shares_of(parties, fault):
    """Shares of responsibility; with the claimant's they come to one (R3A.7, R3A.8)."""
    weights = {each.id: each.weight for each in parties}
    if not any(weights.values()):
        weights = dict.fromkeys(weights, Fraction(1))
    return {name: (1 - fault) * weights[name] / sum(weights.values()) for name in weights}


def answering(claim, head):
    """Who answers for a head: all, but one alone for what can be divided by cause (R3A.26)."""
    if head.extent != "caused":
        return list(claim.parties)
    return [each for each in claim.parties if each.id == head.caused_by]


def joint(claim, head, shares):
    """Who answers for the whole of a head (R3A.10, R3A.12, R3A.17, USC15.6605.c)."""
    return {
        each.id
        for each in answering(claim, head)
        if each.whole
        or head.extent in ("whole", "caused")
        or (head.extent == "threshold" and shares[each.id] >= claim.threshold)
    }


def _paid(claim, head, party):
    """A settlement is paid for each head that the party answers for as that head weighs in them.

    Of a settlement for nothing, by who answers for no harm, each head has as much.
    """
    mine = [each for each in claim.heads if party in answering(claim, each)]
    whole = sum(each.amount for each in mine)
    if not whole:
        return Fraction(party.settled, len(claim.heads))
    return Fraction(party.settled) * head.amount / whole if head in mine else NOTHING


def _before_insolvency(claim, head, figures):
    parties = answering(claim, head)
    shares = shares_of(parties, claim.fault)
    figures.fault = claim.fault * head.amount if parties else NOTHING
    figures.own = {name: share * head.amount for name, share in shares.items()}
    if claim.barred:
        figures.fault, figures.own = figures.amount, dict.fromkeys(shares, NOTHING)
    figures.paid = {p.id: _paid(claim, head, p) for p in claim.parties if p.settled is not None}
    settled = [each.id for each in parties if each.settled is not None]
    others = [each.id for each in parties if each.settled is None]
    # who owes its own part alone is credited with nobody else's payment (R3A.11)
    alone = head.extent == "several" and head.uncollectible == "joint"
    credit = sum(
        {
            "share": figures.own[each],
            "amount": figures.paid[each],
            "greater": max(figures.own[each], figures.paid[each]),
        }["share" if alone else claim.credit]
        for each in settled
    )  # R3A.16, USC15.6605.e
    claimed = figures.amount - figures.fault if parties else NOTHING
    figures.recoverable = max(NOTHING, claimed - credit)
    whole = joint(claim, head, shares)
    caps = {name: None if name in whole else figures.own[name] for name in others}
    figures.first = filled(figures.recoverable, {n: shares[n] for n in others}, caps)


def filled(amount, weights, caps):
    """An amount in proportion to weights; what is above a cap goes to those that are below theirs.

    Those of no weight take, in equal parts, only what nobody else can.
    """
    heavy = {name: weight for name, weight in weights.items() if weight}
    light = {name: Fraction(1) for name in weights if name not in heavy}
    parts = _level(amount, heavy, caps)
    return parts | _level(amount - sum(parts.values()), light, caps)


def _level(amount, weights, caps):
    """Raise all parts together, in proportion to weights, until they reach the amount."""
    reach = sorted((caps[name] / weights[name], name) for name in weights if caps[name] is not None)
    parts, left, weight = {}, amount, Fraction(sum(weights.values()))
    for level, name in reach:
        if level * weight >= left:
            break
        parts[name] = caps[name]
        left -= caps[name]
        weight -= weights[name]
    rest = [name for name in weights if name not in parts]
    return parts | {name: left * weights[name] / weight for name in rest}


def _pays_its_cover(party, heads):
    """An insolvent pays what its insurance pays, of each head in proportion to what it owes."""
    owed = sum(each.first.get(party.id, NOTHING) for each in heads.values())
    part = min(Fraction(1), Fraction(party.cover) / owed) if owed else NOTHING
    for each in heads.values():
        if party.id in each.first:
            each.final[party.id] = each.first[party.id] * part
            each.missed[party.id] = each.first[party.id] - each.final[party.id]


def _after_insolvency(claim, head, figures):
    parties = answering(claim, head)
    shares = shares_of(parties, claim.fault)
    whole = joint(claim, head, shares)
    solvent = [each for each in parties if each.settled is None and not each.insolvent]
    missing = sum(figures.missed.values(), NOTHING)
    extra = _reallocated(claim, head, solvent, shares, whole, missing)
    for each in solvent:
        figures.final[each.id] = figures.first[each.id] + extra[each.id]
    for each in parties:
        name = each.id
        if each.settled is not None:
            figures.exposure[name] = NOTHING
        elif name in whole:
            figures.exposure[name] = figures.recoverable  # R3A.10
        else:
            more = extra.get(name, NOTHING)
            if head.uncollectible == "parties" and name in extra:
                more = missing  # each owes all of it, jointly (USC15.6605.d)
            own = min(figures.own[name], figures.recoverable)  # R3A.11
            figures.exposure[name] = min(own + more, figures.recoverable)


def _reallocated(claim, head, solvent, shares, whole, missing):
    """What each solvent party takes of what cannot be collected of the others (R3A.17)."""
    extra = dict.fromkeys([each.id for each in solvent], NOTHING)
    rule, takers = head.uncollectible, [each.id for each in solvent]
    if rule == "proportional":  # by its percentage of the whole, half as much again (USC15.6605.d)
        for each in solvent:
            more = 1 + claim.additional if each.additional else 1
            extra[each.id] = missing * shares[each.id] * more
        asked = sum(extra.values())
        if asked > missing:  # together no more than is missing
            extra = {name: part * missing / asked for name, part in extra.items()}
        missing -= sum(extra.values())
    if rule in ("joint", "proportional"):
        takers = [name for name in takers if name in whole]
    if not takers:
        return extra
    weight = sum(shares[name] for name in takers)
    claimant = claim.fault if rule == "everyone" else NOTHING  # R3A.C21
    for name in takers:
        if weight + claimant:
            extra[name] += missing * shares[name] / (weight + claimant)
        else:
            extra[name] += missing / len(takers)
    return extra
