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
    taken: Amounts = field(default_factory=dict)  # of what others cannot pay; in `final`
    recoverable: Fraction = NOTHING
    left: Fraction = NOTHING  # what is claimed of those who have not settled
    rest: Amounts = field(default_factory=dict)  # of those alone whom a settlement did not free
    ahead: Amounts = field(default_factory=dict)  # of a part, what was paid or is in `rest`

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
        if party.insolvent and _is_asked(party):
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
    """A settlement is paid for what the party owes: each head as its own part of it weighs.

    Of who owes nothing, as the heads that it answers for weigh; of who answers for no harm, each
    head has as much.
    """
    mine = [each for each in claim.heads if party in answering(claim, each)]
    owed = {
        each.id: shares_of(answering(claim, each), claim.fault)[party.id] * each.amount
        for each in mine
    }
    if not any(owed.values()):
        owed = {each.id: each.amount for each in mine}
    whole = sum(owed.values())
    if not whole:
        return Fraction(party.settled, len(claim.heads))
    return Fraction(party.settled) * owed.get(head.id, NOTHING) / whole


def _before_insolvency(claim, head, figures):
    parties = answering(claim, head)
    shares = shares_of(parties, claim.fault)
    figures.fault = claim.fault * head.amount if parties else NOTHING
    figures.own = {name: share * head.amount for name, share in shares.items()}
    if claim.barred:
        figures.fault, figures.own = figures.amount, dict.fromkeys(shares, NOTHING)
    figures.paid = {p.id: _paid(claim, head, p) for p in claim.parties if p.settled is not None}
    settled = [each.id for each in parties if each.settled is not None]
    others = [each.id for each in parties if _is_asked(each)]
    stay = [name for name in settled if name in others]
    # who owes its own part alone is credited with nobody else's payment (R3A.11)
    alone = head.extent == "several" and head.uncollectible == "joint"
    credit = {
        each: {
            "share": figures.own[each],
            "amount": figures.paid[each],
            "greater": max(figures.own[each], figures.paid[each]),
        }["share" if alone else claim.credit]
        for each in settled
    }  # R3A.16, USC15.6605.e
    claimed = figures.amount - figures.fault if parties else NOTHING
    figures.left = max(NOTHING, claimed - sum(credit.values()))
    figures.rest = _rest(claimed, credit, figures.paid, stay)
    whole = joint(claim, head, shares)
    caps = {name: None if name in whole else figures.own[name] for name in others}
    figures.ahead = {n: figures.paid[n] + figures.rest[n] if n in stay else NOTHING for n in others}
    parts = filled(figures.left, {n: shares[n] for n in others}, caps, figures.ahead)
    figures.first = {name: part + figures.rest.get(name, NOTHING) for name, part in parts.items()}


def _is_asked(party):
    """Who has not settled, and of who has, those whom the settlement did not free (C.3.a)."""
    return party.settled is None or party.stays


def _rest(claimed, credit, paid, stay):
    """What nobody but those owe whom a settlement did not free: what it took off, and did not pay.

    The claimant has no more than the harm: settlements that took off more than is claimed, this
    too is less by it.
    """
    rest = {name: max(NOTHING, credit[name] - paid[name]) for name in stay}
    beyond = max(NOTHING, sum(credit.values()) - claimed)
    whole = sum(rest.values())
    if not whole:
        return rest
    return {name: part * max(NOTHING, whole - beyond) / whole for name, part in rest.items()}


def filled(amount, weights, caps, ahead):
    """An amount in proportion to weights; what is above a cap goes to those that are below theirs.

    Who is `ahead` takes only what its part comes to beyond that. Those of no weight take, in equal
    parts, only what nobody else can.
    """
    heavy = {name: weight for name, weight in weights.items() if weight}
    light = {name: Fraction(1) for name in weights if name not in heavy}
    parts = _level(amount, heavy, caps, ahead)
    return parts | _level(amount - sum(parts.values()), light, caps, ahead)


def _level(amount, weights, caps, ahead):
    """Raise the level to which all are filled, in proportion to weights, until it is the amount."""

    def at(level):
        return {
            name: max(
                NOTHING,
                (level * weight if caps[name] is None else min(caps[name], level * weight))
                - ahead[name],
            )
            for name, weight in weights.items()
        }

    bends = {NOTHING, *(ahead[name] / weight for name, weight in weights.items())}
    bends |= {caps[name] / weights[name] for name in weights if caps[name] is not None}
    low = NOTHING
    for level in sorted(bends):
        if sum(at(level).values()) > amount:
            break
        low = level
    before = sum(at(low).values())
    slope = sum(
        weight
        for name, weight in weights.items()
        if low >= ahead[name] / weight and (caps[name] is None or low < caps[name] / weight)
    )
    return at(low + (amount - before) / slope) if slope else at(low)


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
    solvent = [each for each in parties if _is_asked(each) and not each.insolvent]
    missing = sum(
        (
            part - min(part, figures.rest.get(name, NOTHING))
            for name, part in figures.missed.items()
        ),
        NOTHING,
    )  # for what is owed in place of who settled, the others have their credit
    extra = _reallocated(claim, head, solvent, shares, whole, missing)
    figures.taken = extra
    for each in solvent:
        figures.final[each.id] = figures.first[each.id] + extra[each.id]
    for each in parties:
        name = each.id
        rest = figures.rest.get(name, NOTHING)
        if not _is_asked(each):
            figures.exposure[name] = NOTHING
        elif name in whole:
            figures.exposure[name] = rest + figures.left  # R3A.10
        else:
            more = extra.get(name, NOTHING)
            if head.uncollectible == "parties" and name in extra:
                more = missing  # each owes all of it, jointly (USC15.6605.d)
            own = min(max(NOTHING, figures.own[name] - figures.ahead[name]), figures.left)  # R3A.11
            figures.exposure[name] = rest + min(own + more, figures.left)
    # nobody recovers more than the claim, nor more than those who answer may be asked for
    claimed = figures.left + sum(figures.rest.values())
    figures.recoverable = min(claimed, sum(figures.exposure.values(), NOTHING))


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
