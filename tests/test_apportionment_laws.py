"""Laws of the sums that hold of every claim: what is divided, and who is exposed to how much.

Claims are drawn at random, also such as no track gives: every extent of a head with every rule for
what cannot be collected. `apportionment_oracle` has each figure exact.
"""

from __future__ import annotations

from dataclasses import replace

from apportionment_claims import FAULTS, WEIGHTS, F, a_claim, a_head, a_party, claims
from hypothesis import assume, example, given
from hypothesis import strategies as st

from liability.apportionment.division import divide
from liability.apportionment.figures import MILLIONTHS, _in_millionths, _shifted
from liability.apportionment.sums import apportion


def without(claim, name):
    return replace(claim, parties=tuple(each for each in claim.parties if each.id != name))


# --- an amount divided ----------------------------------------------------------------------------


WEIGHED = st.lists(WEIGHTS, min_size=1, max_size=6)


@st.composite
def divisions(draw, most=10**12):
    weights = draw(WEIGHED)
    caps = [draw(st.one_of(st.none(), st.integers(0, most))) for _ in weights]
    return draw(st.integers(0, most)), weights, draw(st.sampled_from([[], caps]))


def highest_averages(total, weights, caps):
    """Webster's method as it is defined: unit after unit to whom it is due most."""
    parts = [0] * len(weights)
    for _ in range(total):
        open_ = [
            i for i in range(len(weights)) if not caps or caps[i] is None or parts[i] < caps[i]
        ]
        if not open_:
            break
        if any(weights[i] for i in open_):
            open_ = [i for i in open_ if weights[i]]
            due = {i: weights[i] / (2 * parts[i] + 1) for i in open_}
        else:
            due = {i: F(1, 2 * parts[i] + 1) for i in open_}
        parts[max(open_, key=lambda i: (due[i], -i))] += 1
    return parts


@given(divisions())
def test_parts_add_up_to_the_total_or_to_their_caps_and_respect_them(drawn):
    total, weights, caps = drawn
    parts = divide(total, weights, caps)
    limits = caps or [None] * len(weights)
    assert all(part >= 0 for part in parts)
    assert all(cap is None or part <= cap for part, cap in zip(parts, limits, strict=True))
    most = total if None in limits else sum(limits)
    assert sum(parts) == min(total, most)


@given(divisions(most=60))
@example((100, [F(1, 10**50)] * 3 + [F(0)], []))
@example((10, [F(1), F(0), F(0)], [3, None, None]))
def test_parts_are_those_of_webster(drawn):
    assert divide(*drawn) == highest_averages(*drawn)


@given(st.integers(0, 10**12), WEIGHED)
def test_a_part_is_its_quota_to_rounding(total, weights):
    """Each of n parts is rounded by up to a half; a great one may make up for all the others."""
    parts = divide(total, weights)
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        quota = total * weight / whole if whole else F(total, len(weights))
        assert abs(part - quota) <= max(1, F(len(weights), 2))
        assert quota != int(quota) or len(weights) > 2 or part == quota


@given(divisions(), st.integers(0, 50))
def test_a_greater_total_lowers_no_part(drawn, more):
    total, weights, caps = drawn
    before, after = divide(total, weights, caps), divide(total + more, weights, caps)
    assert all(one <= other for one, other in zip(before, after, strict=True))


@given(divisions(), st.integers(0, 5))
def test_who_is_left_never_loses_when_another_drops_out(drawn, gone):
    total, weights, caps = drawn
    assume(len(weights) > 1)
    gone %= len(weights)
    rest = [each for index, each in enumerate(weights) if index != gone]
    assume(any(rest) or not any(weights))  # else equal parts: another measure altogether
    limits = [each for index, each in enumerate(caps) if index != gone]
    before = [e for index, e in enumerate(divide(total, weights, caps)) if index != gone]
    after = divide(total, rest, limits)
    assert all(one <= other for one, other in zip(before, after, strict=True))


@given(divisions(), st.integers(1, 10**9), st.integers(1, 10**9))
def test_only_the_proportions_of_the_weights_count(drawn, above, below):
    total, weights, caps = drawn
    assert divide(total, [w * F(above, below) for w in weights], caps) == divide(*drawn)


# --- shares ---------------------------------------------------------------------------------------


@given(claims())
def test_shares_with_the_claimants_come_to_one(claim):
    shares = apportion(claim).shares
    assert sum(shares.values()) + claim.fault == 1
    assert all(0 <= each <= 1 for each in shares.values())


@given(claims())
def test_shares_in_millionths_with_the_claimants_come_to_a_million(claim):
    shares = apportion(claim).shares
    told = _in_millionths(shares)
    mine = MILLIONTHS - sum(told.values())
    assert abs(mine - claim.fault * MILLIONTHS) <= F(len(shares) + 1, 2)
    for name, share in shares.items():
        assert abs(told[name] - share * MILLIONTHS) <= F(len(shares) + 1, 2)


# --- nothing is lost, nothing is made -------------------------------------------------------------


@given(claims())
def test_what_everyone_bears_is_the_harm_head_by_head(claim):
    """The claimant bears its fault, what was settled too low and what nobody else takes."""
    sums = apportion(claim)
    whole = 0
    for head in claim.heads:
        parts = sums.heads[head.id].values()
        first, final = sum(p.first for p in parts), sum(p.final for p in parts)
        moved = sum(p.missed for p in parts) - sum(p.taken for p in parts)
        assert first == final + moved
        assert moved >= 0
        whole += head.amount - final - sum(p.paid for p in parts)
    assert sums.bears == whole
    borne = sum(p.final + p.paid for p in sums.parties.values())
    assert sums.total == sum(head.amount for head in claim.heads) == borne + sums.bears


def borne(sums):
    """What each bears, and takes of what cannot be collected, the claimant under no name."""
    found = {("", name): getattr(sums, name) for name in ("bears", "taken")}
    for party, part in sums.parties.items():
        found |= {(party, "final"): part.final, (party, "taken"): part.taken}
    return found


@given(claims())
@example(  # who has no claim for contribution pays all; of 5 that nobody collects all is its
    a_claim(
        (a_head("h", 50),),
        (a_party("dev", F(4)), a_party("op", F(5)), a_party("host", F(1), insolvent=True)),
    )
)
def test_what_cannot_be_collected_is_taken_in_parts_of_nothing_or_more_whoever_pays_for_all(claim):
    sums = apportion(claim)
    before, missed = borne(sums), sum(part.missed for part in sums.parties.values())
    for found in (before, *(_shifted(before, sums, name) for name in sums.parties)):
        parts = {name: each for (name, figure), each in found.items() if figure == "taken"}
        assert min(parts.values()) >= 0
        assert sum(parts.values()) == missed
        assert all(each <= found[name, "final"] for name, each in parts.items() if name)
        assert (parts[""], found["", "bears"]) == (sums.taken, sums.bears)


@given(claims(settlements=False, extents=["whole"]))
def test_who_pays_all_and_has_no_claim_takes_all_that_parties_take_of_the_uncollectible(claim):
    sums = apportion(claim)
    taken = sum(part.taken for part in sums.parties.values())
    for name, part in sums.parties.items():
        if not part.missed:
            assert _shifted(borne(sums), sums, name)[name, "taken"] == taken


@given(claims())
def test_a_settlement_is_divided_over_the_heads_to_the_last_unit(claim):
    sums = apportion(claim)
    for party in claim.parties:
        assert sums.parties[party.id].paid == (party.settled or 0)


@given(claims())
def test_what_the_others_owe_is_what_is_recoverable_unless_their_own_parts_are_less(claim):
    sums = apportion(claim)
    first = sum(part.first for part in sums.parties.values())
    assert first <= sums.recoverable
    if all(head.extent == "whole" for head in claim.heads) and any(
        each.settled is None for each in claim.parties
    ):
        assert first == sums.recoverable


@given(claims(settlements=False))
def test_where_nobody_has_settled_the_claimant_bears_its_fault_at_least(claim):
    sums = apportion(claim)
    assert sums.bears >= sums.fault
    assert sums.total == sums.fault + sums.recoverable or any(
        head.extent == "caused" for head in claim.heads
    )


@given(claims())
def test_of_whom_all_is_insolvent_and_of_whom_none(claim):
    """Solvent parties leave the claimant nothing more; insolvent ones of no cover leave all."""
    solvent = replace(claim, parties=tuple(replace(p, insolvent=False) for p in claim.parties))
    sums = apportion(solvent)
    assert {name: p.first for name, p in sums.parties.items()} == {
        name: p.final for name, p in sums.parties.items()
    }
    ruined = tuple(replace(p, insolvent=True, cover=0) for p in claim.parties)
    sums = apportion(replace(claim, parties=ruined))
    assert sums.bears == sums.total - sum(p.settled or 0 for p in claim.parties)


# --- exposure -------------------------------------------------------------------------------------


@given(claims())
@example(  # a several party's own part and what it takes besides exceed a claim cut by settlement
    a_claim(
        (a_head("h", 100, "several", "parties"),),
        (
            a_party("a", F(40), settled=80),
            a_party("b", F(30)),
            a_party("c", F(30), insolvent=True),
        ),
        credit="amount",
    )
)
def test_nobody_bears_more_than_its_exposure_nor_is_exposed_to_more_than_the_claim(claim):
    sums = apportion(claim)
    for head in claim.heads:
        for part in sums.heads[head.id].values():
            assert 0 <= part.final <= part.exposure <= head.amount
            assert part.first == part.final + part.missed or part.missed == 0
    for part in sums.parties.values():
        assert part.final <= part.exposure <= sums.recoverable


@given(claims())
def test_an_insolvent_bears_its_cover_at_most_and_who_settled_nothing_more(claim):
    sums = apportion(claim)
    for party in claim.parties:
        part = sums.parties[party.id]
        if party.settled is not None and not party.stays:
            assert (part.exposure, part.first, part.final, part.missed) == (0, 0, 0, 0)
        elif party.insolvent:
            assert part.final == min(part.first, party.cover)
            assert part.missed == part.first - part.final
        else:
            assert part.missed == 0
            assert part.final >= part.first


@given(claims(settlements=False, additional=False), st.integers(0, 5))
def test_without_another_a_party_is_exposed_to_no_less(claim, gone):
    """To a liable party more, the claimant may recover no more from any other.

    Three exceptions are law. A settlement takes the share of who settled off the claim (R3A.16),
    and that share grows as another drops out. An additional portion of what cannot be collected
    (15 U.S.C. 6605(d)(1)(A)(iii)) is 1.5 s i for a party of share s beside an insolvent of share
    i, where without the insolvent the share would grow by s i / (1 - i) alone: less, while i is
    below a third. And to a protected claimant (same, (i)) each owes all that cannot be collected
    jointly, s + i; without the insolvent severally, s / (1 - i), which is less where a third party
    has the rest.
    The own part of a party and what it takes besides are rounded one by one, each by up to
    half a unit for each party.
    """
    assume(len(claim.parties) > 1)
    name = claim.parties[gone % len(claim.parties)].id
    rest = without(claim, name)
    assume(any(p.weight for p in rest.parties) or not any(p.weight for p in claim.parties))
    before, after = apportion(claim), apportion(rest)
    for each in after.parties:
        for head in claim.heads:
            rounded = 0 if head.extent in ("whole", "caused") else len(claim.parties)
            shared = head.uncollectible in ("parties", "everyone")  # `everyone` only on C, whole
            if shared and any(p.id == name and p.insolvent for p in claim.parties):
                continue
            mine = before.heads[head.id][each].exposure
            assert mine <= after.heads[head.id][each].exposure + rounded


@given(claims(), FAULTS)
def test_the_claimants_fault_raises_no_exposure(claim, fault):
    """But for a rule that no track has: at a threshold the insolvent may take from each other.

    Where a cheap settlement leaves the others more than their own parts, who answers for the whole
    makes it up, alone once the shares of the rest fall below the threshold; if it is insolvent and
    the rest take what it misses, they are exposed to more. Track D lets only those take it who
    answer for the whole.
    """
    low, high = sorted([claim.fault, fault])
    heads = tuple(
        replace(h, uncollectible="joint") if h.extent == "threshold" else h for h in claim.heads
    )
    before = apportion(replace(claim, heads=heads, fault=low))
    after = apportion(replace(claim, heads=heads, fault=high))
    rounded = 1 if any(each.settled is not None for each in claim.parties) else 0
    for head in heads:
        for name, part in after.heads[head.id].items():
            assert part.exposure <= before.heads[head.id][name].exposure + rounded
