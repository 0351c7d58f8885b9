"""Laws of the sums that hold of every claim, and sums worked by hand.

Claims are drawn at random, also such as no track gives: every extent of a head with every rule for
what cannot be collected. `apportionment_oracle` has each figure exact.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from apportionment_oracle import NOTHING, exact, shares_of
from generated import case_of, shipped_rulebook
from hypothesis import assume, example, given
from hypothesis import strategies as st

from liability.apportionment.division import divide
from liability.apportionment.figures import MILLIONTHS, MOST_PARTS, MOST_TRIED, _in_millionths
from liability.apportionment.insurance import Layer, paid_by
from liability.apportionment.payments import payments
from liability.apportionment.sums import Claim, Head, Party, apportion
from liability.determination.apportioned import apportioned
from liability.determination.assess import assess
from liability.inference.infer import Inference

NAMES = ["a", "b", "c", "d", "e", "f"]
EXTENTS = ["whole", "several", "threshold", "caused"]
RULES = ["joint", "parties", "everyone", "proportional"]
FIGURES = ("exposure", "own", "first", "final", "missed")

F = Fraction
WEIGHTS = st.one_of(
    st.integers(0, 100).map(F),
    st.builds(F, st.integers(1, 10**6), st.integers(1, 10**6)),
    st.sampled_from([F(0), F(1), F(1, 3), F(1, 10**50)]),
)
AMOUNTS = st.one_of(st.integers(0, 20), st.integers(0, 10**6), st.integers(0, 10**12))
FAULTS = st.one_of(
    st.just(F(0)),
    st.sampled_from([F(0), F(1, 10), F(1, 3), F(1, 2), F(1)]),
    st.integers(0, 10**6).map(lambda part: F(part, 10**6)),
)


@st.composite
def parties(draw, name, settlements=True, additional=True):
    insolvent = draw(st.integers(0, 2)) == 0
    settled = draw(AMOUNTS) if settlements and draw(st.integers(0, 3)) == 0 else None
    stays = settled is not None and draw(st.booleans())
    return Party(
        name,
        draw(WEIGHTS),
        whole=draw(st.integers(0, 4)) == 0,
        insolvent=insolvent,
        cover=draw(st.one_of(st.just(0), AMOUNTS)) if insolvent and not stays else 0,
        settled=settled,
        stays=stays,
        additional=additional and draw(st.integers(0, 3)) == 0,
    )


@st.composite
def claims(draw, *, settlements=True, additional=True, most_heads=3, extents=EXTENTS, rules=RULES):
    """Claims of one to three heads against one to six parties, whose shares are known."""
    names = NAMES[: draw(st.integers(1, 6))]
    heads = tuple(
        Head(
            f"h{index}",
            draw(AMOUNTS),
            draw(st.sampled_from(extents)),
            draw(st.sampled_from(rules)),
            draw(st.sampled_from([None, *names])),
        )
        for index in range(draw(st.integers(1, most_heads)))
    )
    return Claim(
        heads,
        tuple(draw(parties(name, settlements, additional)) for name in names),
        fault=draw(FAULTS),
        barred=draw(st.integers(0, 9)) == 0,
        threshold=draw(st.sampled_from([F(0), F(1, 10), F(1, 4), F(1, 3), F(1, 2), F(1)])),
        credit=draw(st.sampled_from(["share", "amount", "greater"])),
        additional=draw(st.sampled_from([F(0), F(1, 2), F(2)])),
    )


def steps(claim):
    """How many units a figure may be off, for each step that divides an amount.

    Of one head: the settlements over the heads, the claimant's fault, the own parts, what is
    claimed once they have settled, an insolvent's cover over the heads, what it leaves. A part is
    off by less than a unit, and a sum of parts, which a step may start from, by one for each.
    """
    return len(claim.heads) * (6 + len(claim.parties))


def without(claim, name):
    return replace(claim, parties=tuple(each for each in claim.parties if each.id != name))


def with_party(claim, name, **changes):
    return replace(
        claim,
        parties=tuple(replace(p, **changes) if p.id == name else p for p in claim.parties),
    )


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
        moved = sum(p.missed for p in parts) - sum(
            p.final + p.missed - p.first for p in parts if p.final + p.missed > p.first
        )
        assert first == final + moved
        assert moved >= 0
        whole += head.amount - final - sum(p.paid for p in parts)
    assert sums.bears == whole
    borne = sum(p.final + p.paid for p in sums.parties.values())
    assert sums.total == sum(head.amount for head in claim.heads) == borne + sums.bears


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
    Claim(
        (Head("h", 100, "several", "parties"),),
        (
            Party("a", F(40), settled=80),
            Party("b", F(30)),
            Party("c", F(30), insolvent=True),
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


# --- who cannot pay -------------------------------------------------------------------------------


@given(claims(), st.integers(0, 5))
def test_that_one_cannot_pay_relieves_nobody(claim, index):
    """Nor does it move a figure that holds while everyone pays.

    By percentages the claimant's part stands for the insolvent's too, so it weighs otherwise
    beside the rest, and rounding may move a unit.
    """
    name = claim.parties[index % len(claim.parties)].id
    before = apportion(with_party(claim, name, insolvent=False))
    after = apportion(with_party(claim, name, insolvent=True, cover=0))
    for head in claim.heads:
        rounded = 1 if head.uncollectible == "proportional" else 0
        for each, part in after.heads[head.id].items():
            one = before.heads[head.id][each]
            assert (part.own, part.first) == (one.own, one.first)
            if each != name:
                assert part.final >= one.final - rounded
                assert part.exposure >= one.exposure - rounded
    assert after.bears >= before.bears


@given(claims(settlements=False, extents=["whole"], rules=["joint", "parties"]), WEIGHTS)
def test_an_insolvent_more_relieves_none_of_those_who_answer_for_the_whole(claim, weight):
    """Where the claimant takes no part of it; on track C it takes a part by its own fault."""
    assume(any(each.weight and not each.insolvent for each in claim.parties))
    claim = replace(claim, parties=tuple(replace(each, cover=0) for each in claim.parties))
    more = replace(claim, parties=(*claim.parties, Party("new", weight, insolvent=True)))
    before, after = apportion(claim), apportion(more)
    assert before.bears == after.bears
    for party in claim.parties:
        one, other = before.parties[party.id].final, after.parties[party.id].final
        assert other >= one - 2 * len(claim.heads)  # divided twice instead of once


@given(claims())
def test_what_the_claimant_is_spared_the_solvent_take(claim):
    """Where someone solvent answers for the whole, the claimant loses nothing to insolvency.

    But what is owed in place of who settled: the settlement took it off the claim against others.
    """
    sums = apportion(claim)
    for head in claim.heads:
        if head.uncollectible in ("joint", "parties") and head.extent in ("whole", "caused"):
            parts = sums.heads[head.id]
            answering = [
                each
                for each in claim.parties
                if (head.extent == "whole" or each.id == head.caused_by)
                and each.settled is None
                and not each.insolvent
            ]
            if answering:
                lost = sum(p.first for p in parts.values()) - sum(p.final for p in parts.values())
                in_place = [each.id for each in claim.parties if each.stays]
                assert 0 <= lost <= sum(parts[name].missed for name in in_place)


@given(claims(), st.randoms())
def test_the_order_of_heads_and_parties_changes_nothing_but_rounding(claim, random):
    heads, listed = list(claim.heads), list(claim.parties)
    random.shuffle(heads)
    random.shuffle(listed)
    one, other = apportion(claim), apportion(replace(claim, heads=tuple(heads)))
    agree(claim, one, other)
    agree(claim, one, apportion(replace(claim, parties=tuple(listed))))


def agree(claim, one, other, factor=1, within=None):
    """Hold two sums to be the same to rounding, `other` being `factor` times `one`."""
    within = steps(claim) * (factor + 1) if within is None else within
    for name, part in one.parties.items():
        for figure in FIGURES:
            mine, its = getattr(part, figure), getattr(other.parties[name], figure)
            assert abs(mine * factor - its) <= within, (name, figure)
    for figure in ("total", "fault", "recoverable", "bears"):
        most = within * len(claim.parties)
        assert abs(getattr(one, figure) * factor - getattr(other, figure)) <= most, figure


@given(claims(), st.integers(1, 10**6))
def test_a_harm_times_k_gives_figures_times_k(claim, factor):
    """To rounding: what was off by some units is off by k times as many."""
    agree(claim, apportion(claim), apportion(scaled(claim, factor)), factor)


def scaled(claim, factor):
    return replace(
        claim,
        heads=tuple(replace(each, amount=each.amount * factor) for each in claim.heads),
        parties=tuple(
            replace(
                each,
                cover=each.cover * factor,
                settled=None if each.settled is None else each.settled * factor,
            )
            for each in claim.parties
        ),
    )


def units(claim):
    """A number of units that makes every quota of a claim a whole number of units."""
    amounts = []
    for head in exact(claim).values():
        by_party = [getattr(head, figure) for figure in (*FIGURES, "paid")]
        amounts += [head.fault, head.recoverable, *(e for by in by_party for e in by.values())]
    # by percentages, what cannot be collected is divided twice: to the others, and what is left
    shares = [claim.fault, *shares_of(claim.parties, claim.fault).values()]
    portions = math.lcm(*(each.denominator for each in shares)) * claim.additional.denominator
    return math.lcm(*(each.denominator for each in amounts)) * portions


@given(claims(most_heads=2), st.integers(2, 1000))
def test_where_every_quota_is_whole_figures_scale_and_agree_with_the_oracle_exactly(claim, factor):
    claim = scaled(claim, units(claim))
    one = apportion(claim)
    agree(claim, one, apportion(scaled(claim, factor)), factor, within=0)
    against_the_oracle(claim, within=0)


# --- against the oracle ---------------------------------------------------------------------------


def against_the_oracle(claim, within):
    sums, heads = apportion(claim), exact(claim)
    for name, head in heads.items():
        for party, part in sums.heads[name].items():
            for figure in (*FIGURES, "paid"):
                wanted = getattr(head, figure).get(party, 0)
                assert abs(getattr(part, figure) - wanted) <= within, (name, party, figure)
    for figure in ("fault", "recoverable", "bears"):
        wanted = sum(getattr(head, figure) for head in heads.values())
        most = within * len(claim.parties)
        assert abs(getattr(sums, figure) - wanted) <= most, figure


@given(claims())
@example(  # nobody has a share, the claimant no fault: it is not the claimant who takes it
    Claim(
        (Head("h", 100, "whole", "everyone"),),
        (Party("a", F(0)), Party("b", F(1), insolvent=True)),
    )
)
@example(  # what the insurance of an insolvent pays is not first of all for the head listed first
    Claim(
        (Head("h0", 100, "whole", "joint"), Head("h1", 100, "several", "joint")),
        (Party("a", F(1)), Party("b", F(1), insolvent=True, cover=50)),
    )
)
@example(  # each owes a protected claimant all that cannot be collected
    Claim(
        (Head("h", 100, "several", "parties"),),
        (Party("a", F(1)), Party("b", F(1)), Party("c", F(2), insolvent=True)),
    )
)
def test_every_figure_is_the_exact_one_to_rounding(claim):
    against_the_oracle(claim, steps(claim))


# --- shares that are not known --------------------------------------------------------------------


@given(claims())
@example(
    Claim(
        (Head("h", 3),),
        (Party("a", F(14)), Party("b", F(1)), Party("c", F(0))),
        fault=F(1, 4),
    )
)
@example(
    Claim(  # all that could pay have settled, for less than the harm
        (Head("h", 0), Head("b", 1, extent="caused", caused_by="b")),
        (Party("a", F(0)), Party("b", F(0), settled=0)),
        credit="amount",
    )
)
def test_what_is_told_without_the_shares_holds_with_any(claim):
    unknown = replace(
        claim,
        shares_known=False,
        parties=tuple(replace(each, weight=F(1)) for each in claim.parties),
    )
    told, known = apportion(unknown), apportion(claim)
    assert told.fault == known.fault
    assert told.shares is None or len(claim.parties) == 1
    for name in ("recoverable", "bears"):
        assert getattr(told, name) in (None, getattr(known, name))
    for head in claim.heads:
        for name, part in told.heads[head.id].items():
            for figure in (*FIGURES, "paid"):
                mine = getattr(part, figure)
                assert mine in (None, getattr(known.heads[head.id][name], figure)), figure


# --- insurance ------------------------------------------------------------------------------------


@st.composite
def towers(draw):
    return [
        Layer(
            f"l{index}",
            "a",
            draw(st.integers(0, 100)),
            draw(st.one_of(st.none(), st.integers(0, 60))),
        )
        for index in range(draw(st.integers(0, 5)))
    ]


@given(towers(), st.integers(0, 250))
def test_of_each_unit_of_a_loss_one_insurance_pays_if_any_covers_it(layers, loss):
    """So they never pay more than the loss, nothing twice, and gaps stay with the insured."""
    paid = paid_by(layers, loss)
    assert set(paid) == {each.id for each in layers}
    for each in layers:
        assert 0 <= paid[each.id] <= (loss if each.limit is None else min(loss, each.limit))
    covered = [
        unit
        for unit in range(loss)
        if any(
            each.attaches_at <= unit
            and (each.limit is None or unit < each.attaches_at + each.limit)
            for each in layers
        )
    ]
    assert sum(paid.values()) == len(covered) <= loss


@given(towers(), st.integers(0, 250), st.integers(0, 50), st.randoms())
def test_insurance_pays_no_less_of_a_greater_loss_in_whatever_order_it_is_listed(
    layers, loss, more, random
):
    before, after = paid_by(layers, loss), paid_by(layers, loss + more)
    assert all(before[name] <= after[name] for name in before)
    listed = layers[:]
    random.shuffle(listed)
    assert sum(paid_by(listed, loss).values()) == sum(before.values())


def test_a_retention_stays_with_the_insured():
    assert paid_by([Layer("excess", "a", 10, 50)], 30) == {"excess": 20}


def test_a_gap_between_layers_stays_with_the_insured():
    layers = [Layer("primary", "a", 0, 50), Layer("excess", "a", 80, 100)]
    assert paid_by(layers, 100) == {"primary": 50, "excess": 20}


def test_a_layer_within_another_pays_nothing():
    layers = [Layer("primary", "a", 0, 50), Layer("second", "a", 20, 10)]
    assert paid_by(layers, 100) == {"primary": 50, "second": 0}


# --- payments -------------------------------------------------------------------------------------


def of(paid, *, payer=None, payee=None, kinds=("harm", "settlement", "contribution")):
    return sum(
        each.amount
        for each in paid
        if (payer is None or each.payer == payer) and each.payee == payee and each.kind in kinds
    )


def collectors(claim, sums):
    """Who may be taken for all: whoever pays something on the record."""
    return [name for name, part in sums.parties.items() if part.final]


@given(claims())
def test_the_claimant_is_paid_what_the_parties_bear_and_what_they_settled_for(claim):
    sums = apportion(claim)
    borne = sum(part.final + part.paid for part in sums.parties.values())
    for collector in (None, *collectors(claim, sums)):
        paid = payments(sums, {}, collect_from=collector)
        assert of(paid) == borne == sums.total - sums.bears
        assert all(each.amount > 0 for each in paid)
        assert of(paid, kinds=("settlement",)) == sum(p.settled or 0 for p in claim.parties)


@given(claims())
def test_who_pays_for_others_has_back_what_they_bear(claim):
    sums = apportion(claim)
    for collector in collectors(claim, sums):
        paid = payments(sums, {}, collect_from=collector)
        for name, part in sums.parties.items():
            direct = of(paid, payer=name, kinds=("harm",))
            back = of(paid, payer=name, payee=collector, kinds=("contribution",))
            if name != collector:
                assert direct + back == part.final
            else:
                assert (
                    direct - sum(p.amount for p in paid if p.kind == "contribution") == part.final
                )
                assert direct <= part.exposure


@given(claims())
def test_who_cannot_pay_its_own_part_is_not_taken_for_others(claim):
    sums = apportion(claim)
    for name, part in sums.parties.items():
        if part.missed:
            paid = payments(sums, {}, collect_from=name)
            assert of(paid, payer=name, kinds=("harm", "contribution")) == part.final


@given(claims())
def test_who_is_barred_pays_as_much_and_has_nothing_back(claim):
    sums = apportion(claim)
    for collector in collectors(claim, sums):
        free = payments(sums, {}, collect_from=collector)
        barred = payments(sums, {}, [collector], collect_from=collector)
        assert [each for each in free if each.kind != "contribution"] == list(barred)


@given(claims())
def test_of_one_who_answers_for_the_whole_the_claimant_has_all(claim):
    """It collects then from nobody else, unless a further head has someone else to answer.

    Nor where something is owed in place of who settled, which the settlement takes off the claim
    against the others.
    """
    claim = replace(claim, heads=tuple(replace(each, extent="whole") for each in claim.heads))
    assume(not any(each.stays for each in claim.parties))
    sums = apportion(claim)
    for collector in collectors(claim, sums):
        if not sums.parties[collector].missed:
            paid = payments(sums, {}, collect_from=collector)
            assert {each.payer for each in paid if each.kind == "harm"} == {collector}


def test_what_is_owed_jointly_by_several_is_owed_back_by_all_of_them():
    """A, B, C 30 each of a hundred, D 10 and insolvent: A owes 40 and has 3.33 back of each."""
    claim = Claim(
        (Head("h", 10_000, "several", "parties"),),
        (
            Party("a", F(30)),
            Party("b", F(30)),
            Party("c", F(30)),
            Party("d", F(10), insolvent=True),
        ),
    )
    paid = payments(apportion(claim), {}, collect_from="a")
    assert {(p.payer, p.payee, p.amount) for p in paid} == {
        ("a", None, 4_000),
        ("b", None, 3_000),
        ("c", None, 3_000),
        ("b", "a", 333),
        ("c", "a", 333),
    }


# --- worked by hand -------------------------------------------------------------------------------

EVERYONE, PROPORTIONAL = ("whole", "everyone"), ("several", "proportional")
TRACK_A, TRACK_B, TRACK_D = ("whole", "joint"), ("several", "joint"), ("threshold", "joint")
PROTECTED = ("several", "parties")


@pytest.mark.parametrize(
    ("credit", "paid", "ruined", "in_place", "other", "claimant"),
    [  # exposure and what it bears of 100, the shares 40 and 60
        ("share", 10, "", (90, 30), (60, 60), 0),
        ("amount", 10, "", (90, 30), (90, 60), 0),
        ("greater", 10, "", (90, 30), (60, 60), 0),
        ("share", 10, "d", (90, 0), (60, 60), 30),  # the share is off the claim against the other
        ("amount", 10, "d", (90, 0), (90, 90), 0),
        ("share", 10, "o", (90, 90), (60, 0), 0),
        ("share", 50, "", (60, 0), (60, 60), -10),
        ("amount", 50, "", (50, 0), (50, 50), 0),
    ],
)
def test_who_is_not_freed_by_a_settlement_owes_what_it_left(
    credit, paid, ruined, in_place, other, claimant
):
    parties = (
        Party("d", F(4), settled=paid, stays=True, insolvent=ruined == "d"),
        Party("o", F(6), insolvent=ruined == "o"),
    )
    sums = apportion(Claim((Head("h", 100),), parties, credit=credit))
    found = {name: (part.exposure, part.final) for name, part in sums.parties.items()}
    assert found == {"d": in_place, "o": other}
    assert sums.bears == claimant


def money(text):
    return int(text.replace(",", "").replace(".", ""))


def g27(track, *, amount="120,000,000.00", fault=NOTHING, changes=None, **claim):
    """Three parties of shares 50, 20 and 30, of which the third cannot pay."""
    extent, rule = track
    listed = [
        Party("base", F(50)),
        Party("tuner", F(20)),
        Party("operator", F(30), insolvent=True),
    ]
    listed = [replace(each, **(changes or {}).get(each.id, {})) for each in listed]
    heads = (Head("harm", money(amount), extent, rule),)
    return Claim(heads, tuple(listed), fault=fault, **{"threshold": F(1, 2), **claim})


def says(claim, claimant, **bears):
    """Hold a claim to what each party and the claimant bear, as money."""
    sums = apportion(claim)
    borne = {name: part.final for name, part in sums.parties.items()}
    assert borne == {name: money(amount) for name, amount in bears.items()}
    assert sums.bears == money(claimant)
    return {name: part.exposure for name, part in sums.parties.items()}


HARM = money("120,000,000.00")


@pytest.mark.parametrize("track", [TRACK_A, EVERYONE])
def test_g27_on_tracks_a_and_c(track):
    """36,000,000 in parts of 5 and 2: 25,714,285.71 and 10,285,714.29."""
    exposed = says(g27(track), "0.00", base="85,714,285.71", tuner="34,285,714.29", operator="0.00")
    assert exposed == {"base": HARM, "tuner": HARM, "operator": HARM}


def test_g27_on_track_b():
    exposed = says(
        g27(TRACK_B), "36,000,000.00", base="60,000,000.00", tuner="24,000,000.00", operator="0.00"
    )
    assert list(exposed.values()) == [6_000_000_000, 2_400_000_000, 3_600_000_000]


def test_g27_on_track_b_where_one_meant_it():
    """Who meant the harm answers for the whole (R3A.12), so the insolvent's part falls on it."""
    claim = g27(TRACK_B, changes={"tuner": {"whole": True}})
    exposed = says(claim, "0.00", base="60,000,000.00", tuner="60,000,000.00", operator="0.00")
    assert list(exposed.values()) == [6_000_000_000, HARM, 3_600_000_000]


def test_g27_on_track_a_with_a_claimant_at_fault():
    """108,000,000: 54, 21.6 and 32.4, of which 5/7 is 23,142,857.14."""
    claim = g27(TRACK_A, fault=F(1, 10))
    exposed = says(
        claim, "12,000,000.00", base="77,142,857.14", tuner="30,857,142.86", operator="0.00"
    )
    assert set(exposed.values()) == {money("108,000,000.00")}


def test_g27_on_track_c_with_a_claimant_at_fault():
    """32,400,000 by 45, 18 and 10 of 73: 19,972,602.74, 7,989,041.10 and 4,438,356.16."""
    says(
        g27(EVERYONE, fault=F(1, 10)),
        "16,438,356.16",
        base="73,972,602.74",
        tuner="29,589,041.10",
        operator="0.00",
    )


def test_g27_on_track_d():
    """At a half of the responsibility the base answers for the whole, and the tuner does not."""
    exposed = says(
        g27(TRACK_D), "0.00", base="96,000,000.00", tuner="24,000,000.00", operator="0.00"
    )
    assert list(exposed.values()) == [HARM, 2_400_000_000, 3_600_000_000]


def test_g27_on_track_d_with_a_claimant_at_fault():
    """With a tenth at the claimant the base has 45 in a hundred: nobody answers for the whole."""
    says(
        g27(TRACK_D, fault=F(1, 10)),
        "44,400,000.00",
        base="54,000,000.00",
        tuner="21,600,000.00",
        operator="0.00",
    )


def test_g27_on_track_e():
    """90 million economic: 45, 18, and 27 in parts of 5 and 2; 30 million other: 15, 6, 9 lost."""
    claim = replace(
        g27(TRACK_A),
        heads=(
            Head("economic", money("90,000,000.00"), "whole", "joint"),
            Head("pain", money("30,000,000.00"), "several", "joint"),
        ),
    )
    exposed = says(
        claim, "9,000,000.00", base="79,285,714.29", tuner="31,714,285.71", operator="0.00"
    )
    assert list(exposed.values()) == [10_500_000_000, 9_600_000_000, 9_900_000_000]


def test_g27_under_the_y2k_act():
    """Of 36,000,000 the base owes a half, the tuner a fifth, and three tenths are lost."""
    exposed = says(
        g27(PROPORTIONAL),
        "10,800,000.00",
        base="78,000,000.00",
        tuner="31,200,000.00",
        operator="0.00",
    )
    assert list(exposed.values()) == [7_800_000_000, 3_120_000_000, 3_600_000_000]


def test_g27_under_the_y2k_act_with_a_claimant_at_fault():
    """Of 32,400,000 45 in a hundred, 14,580,000, and 18, 5,832,000."""
    says(
        g27(PROPORTIONAL, fault=F(1, 10)),
        "23,988,000.00",
        base="68,580,000.00",
        tuner="27,432,000.00",
        operator="0.00",
    )


def test_g27_under_the_y2k_act_where_the_base_was_reckless():
    """Half as much again of 18,000,000 is 27,000,000."""
    claim = g27(PROPORTIONAL, changes={"base": {"additional": True}}, additional=F(1, 2))
    says(claim, "1,800,000.00", base="87,000,000.00", tuner="31,200,000.00", operator="0.00")


def test_g27_under_the_y2k_act_where_both_were_reckless():
    """75 and 30 in a hundred come to more than is missing; together they owe no more than that."""
    both = {"base": {"additional": True}, "tuner": {"additional": True}}
    claim = g27(PROPORTIONAL, changes=both, additional=F(1, 2))
    says(claim, "0.00", base="85,714,285.71", tuner="34,285,714.29", operator="0.00")


def test_g27_under_the_y2k_act_with_a_protected_claimant():
    """Each owes the 36,000,000 jointly, beside its own part; as among them it is 5 to 2."""
    exposed = says(
        g27(PROTECTED), "0.00", base="85,714,285.71", tuner="34,285,714.29", operator="0.00"
    )
    assert list(exposed.values()) == [9_600_000_000, 6_000_000_000, 3_600_000_000]


def test_g27_where_the_operator_is_insured():
    """10,000,000 are paid; of 26,000,000 the base takes 18,571,428.57."""
    claim = g27(TRACK_A, changes={"operator": {"cover": money("10,000,000.00")}})
    says(claim, "0.00", base="78,571,428.57", tuner="31,428,571.43", operator="10,000,000.00")


def test_g27_in_equal_shares():
    claim = g27(TRACK_A, changes={name: {"weight": F(1)} for name in ("base", "tuner", "operator")})
    says(claim, "0.00", base="60,000,000.00", tuner="60,000,000.00", operator="0.00")


SETTLED = {"operator": {"insolvent": False}}


@pytest.mark.parametrize(
    ("track", "credit", "paid", "claimant", "tuner", "operator"),
    [
        # By share, the base's 60 million are off the claim, whatever it paid.
        (TRACK_A, "share", "40,000,000.00", "20,000,000.00", "24,000,000.00", "36,000,000.00"),
        (TRACK_A, "share", "70,000,000.00", "-10,000,000.00", "24,000,000.00", "36,000,000.00"),
        # By amount, 80 million are left, 2 to 3; severally no more than 24 and 36.
        (TRACK_A, "amount", "40,000,000.00", "0.00", "32,000,000.00", "48,000,000.00"),
        (TRACK_B, "amount", "40,000,000.00", "20,000,000.00", "24,000,000.00", "36,000,000.00"),
        # The greater of 60 million and what was paid.
        (TRACK_A, "greater", "40,000,000.00", "20,000,000.00", "24,000,000.00", "36,000,000.00"),
        (TRACK_A, "greater", "70,000,000.00", "0.00", "20,000,000.00", "30,000,000.00"),
    ],
)
def test_g27_where_the_base_settled(track, credit, paid, claimant, tuner, operator):
    changes = {**SETTLED, "base": {"settled": money(paid)}}
    claim = g27(track, changes=changes, credit=credit)
    says(claim, claimant, base="0.00", tuner=tuner, operator=operator)
    assert apportion(claim).parties["base"].paid == money(paid)


def test_g27_with_a_head_that_one_caused_alone():
    """100 million: 30 in parts of 5 and 2; 20 million are the tuner's alone."""
    claim = replace(
        g27(TRACK_A),
        heads=(
            Head("common", money("100,000,000.00")),
            Head("its", money("20,000,000.00"), "caused", "joint", "tuner"),
        ),
    )
    exposed = says(claim, "0.00", base="71,428,571.43", tuner="48,571,428.57", operator="0.00")
    assert list(exposed.values()) == [10_000_000_000, HARM, 10_000_000_000]


def test_what_an_insolvent_caused_alone_is_lost():
    claim = replace(
        g27(TRACK_A), heads=(Head("its", money("20,000,000.00"), "caused", "joint", "operator"),)
    )
    says(claim, "20,000,000.00", base="0.00", tuner="0.00", operator="0.00")


def test_a_claim_that_the_claimants_fault_bars_brings_nothing():
    claim = g27(TRACK_A, fault=F(6, 10), barred=True)
    exposed = says(claim, "120,000,000.00", base="0.00", tuner="0.00", operator="0.00")
    assert set(exposed.values()) == {0}


# --- what the record leaves open ------------------------------------------------------------------

TRACKS = ["A", "B", "C", "D", "E", "Y2K"]
CREDITS = ["share", "amount", "greater"]
INFERENCE = Inference()
NOT_SHOWN = {"value": "no"}
SYSTEM = {
    "autonomy": "strong",
    "generality": "strong",
    "intelligence": "strong",
    "base_axis_weak": "no",
    "training_compute": "3e26",
    "inference_rate": {"high": "1e20"},
    "training_status": "completed",
    "deployed": "yes",
}
SHOWN = ["cybersecurity", "controllability", "kill_switch", "alignment", "robustness"]
UNWILLING = {"willful": "no", "intended_harm": "no"}
ROLES = {"base": "base-developer", "tuner": "fine-tuner", "operator": "operator"}


@st.composite
def spans(draw, least, most):
    """A quantity as a case states it: a figure, bounds, or nothing."""
    kind = draw(st.integers(0, 5))
    one, other = sorted([draw(st.integers(least, most)), draw(st.integers(least, most))])
    if kind == 0:
        return None
    return {"low": one, "high": other} if kind == 1 and one < other else one


YES_NO = st.sampled_from(["yes", "yes", "no", "no", None])
MOSTLY_NO = st.sampled_from(["no", "no", "no", "yes", None])


@st.composite
def open_cases(draw):
    """Cases like that of cases/worked/g27.yaml, of which any figure may be open."""
    parties = []
    for name, role in ROLES.items():
        share = draw(spans(1, 100))
        parties.append(
            {
                "id": name,
                "roles": [role],
                "comparative_share": share,
                "insolvent": draw(YES_NO),
                "willful": draw(MOSTLY_NO),
                "intended_harm": draw(MOSTLY_NO),
                "reckless": draw(MOSTLY_NO),
                "settled_for": draw(spans(0, 2000)) if draw(st.integers(0, 3)) == 0 else None,
            }
        )
    heads = [
        {
            "id": f"h{index}",
            "amount": draw(spans(0, 1000)),
            "divisible": draw(MOSTLY_NO),
            "caused_by": draw(st.sampled_from([None, *ROLES])),
            "kind": draw(st.sampled_from(["economic", "non-economic", None])),
        }
        for index in range(draw(st.integers(1, 2)))
    ]
    return {
        "system": SYSTEM,
        "compliance": {"plan_approved": "no", "case_prepared": "no", **dict.fromkeys(SHOWN, "no")},
        "harm": {
            "occurred": "yes",
            "caused_by_system": "yes",
            "currency": "USD",
            "claimant_fault": percent(draw(spans(0, 100))),
            "claimant_protected": draw(YES_NO),
        },
        "heads": heads,
        "parties": parties,
        "individuals": "none",
        "claims": "none",
    }


def percent(value):
    if isinstance(value, dict):
        return {end: percent(each) for end, each in value.items()}
    return None if value is None else f"{value} %"


def stated(data):
    """The case without what it does not know, shares as percentages."""
    if isinstance(data, list):
        return [stated(each) for each in data]
    if not isinstance(data, dict):
        return data
    found = {key: stated(each) for key, each in data.items() if each is not None}
    if "comparative_share" in found:
        found["comparative_share"] = percent(found["comparative_share"])
    return found


def figures(data, readings):
    book = shipped_rulebook()
    case = case_of({"case": "drawn", "as_of": "2025-06-01", **stated(data)}, book)
    return apportioned(assess(case, book, readings=readings, inference=INFERENCE))


def every_figure(found):
    for name, figure in found.claimant.items():
        yield ("claimant", name), figure
    for party, by in found.parties.items():
        for name, figure in by.items():
            yield (party, name), figure


READINGS = st.fixed_dictionaries(
    {
        "forum-track": st.sampled_from(TRACKS),
        "settlement-credit": st.sampled_from(CREDITS),
        "claimant-fault": st.sampled_from(["pure", "modified", "ignored"]),
    }
)


@given(open_cases(), READINGS)
def test_bounds_contain_what_holds_on_the_record(data, readings):
    made = figures(data, readings)
    for found in made.figures.values():
        for name, figure in every_figure(found):
            assert figure.high is None or figure.low <= figure.high, name
            if figure.on_record is not None:
                assert figure.low <= figure.on_record, name
                assert figure.high is None or figure.on_record <= figure.high, name


def places(data):
    """Every value of a case that may be learned: where it is, and what it is."""
    yield (data["harm"], "claimant_fault"), "percent"
    yield (data["harm"], "claimant_protected"), "yes or no"
    for each in data["heads"]:
        yield (each, "amount"), "money"
        yield (each, "divisible"), "yes or no"
    for each in data["parties"]:
        yield (each, "comparative_share"), "share"
        yield (each, "settled_for"), "settled"
        for key in ("insolvent", "willful", "intended_harm", "reckless"):
            yield (each, key), "yes or no"


MOST = {"percent": 100, "share": 100, "money": 1000, "settled": 2000}


def learn(draw, data):
    """Learn one thing more: an unknown value, or one nearer than its bounds; in place.

    A settlement of which nothing is known is none, on the record and off it.
    """
    open_ = [
        (place, kind)
        for place, kind in places(data)
        if isinstance(place[0].get(place[1]), dict)
        or (place[0].get(place[1]) is None and kind != "settled")
    ]
    assume(open_)
    (holder, key), kind = draw(st.sampled_from(open_))
    if kind == "yes or no":
        holder[key] = draw(st.sampled_from(["yes", "no"]))
        return
    before = holder[key] or {"low": 1 if kind == "share" else 0, "high": MOST[kind]}
    if kind == "percent":
        before = {end: int(str(each).split()[0]) for end, each in before.items()}
    one, other = sorted([draw(st.integers(before["low"], before["high"])) for _ in ("low", "high")])
    found = {"low": one, "high": other} if one < other else one
    holder[key] = percent(found) if kind == "percent" else found


def few(made):
    """Whether every combination is tried; beyond that bounds are outer, and may widen."""
    on_threshold = made.determination.law.readings["forum-track"] == "D"
    parties, heads = len(made.matter.parties), len(made.matter.heads)
    ways = math.prod(len(each.options) for each in made.matter.open.values())
    ways *= 2 ** (parties if on_threshold else 0)
    return ways <= MOST_TRIED and ways * parties * heads <= MOST_PARTS


@given(open_cases(), READINGS, st.data())
def test_what_is_learned_only_narrows_bounds(data, readings, drawn):
    before = figures(data, readings)
    learn(drawn.draw, data)
    after = figures(data, readings)
    assume(before.matter.nominal == after.matter.nominal)
    assume(few(before) and few(after))
    narrowed = dict(every_figure(after.found))
    for name, figure in every_figure(before.found):
        assert narrowed[name].low >= figure.low, name
        if figure.high is not None:
            assert narrowed[name].high is not None, name
            assert narrowed[name].high <= figure.high, name


def g27_case(heads, shares=("50 %", "20 %", "30 %"), insolvent=("no", "no", "yes"), **harm):
    """The case of cases/worked/g27.yaml, with other heads and shares."""
    return {
        "system": SYSTEM,
        "compliance": {"plan_approved": "no", "case_prepared": "no", **dict.fromkeys(SHOWN, "no")},
        "harm": {
            "occurred": "yes",
            "caused_by_system": "yes",
            "currency": "USD",
            "claimant_fault": 0,
            **harm,
        },
        "heads": heads,
        "parties": [
            {
                "id": name,
                "roles": [role],
                "insolvent": ruined,
                "willful": "no",
                "intended_harm": "no",
            }
            | ({} if share is None else {"agreed_share": share})
            for (name, role), share, ruined in zip(ROLES.items(), shares, insolvent, strict=True)
        ],
        "individuals": "none",
        "claims": "none",
    }


def agreed(data, **readings):
    return figures(data, {"Q41": "agreed", **readings})


def test_a_share_that_crosses_the_threshold_between_its_bounds_is_within_them():
    """At 20 % the operator leaves the base with a half: the base answers for the whole, and bears
    50 + 20. At 10 % it bears no more than 60 of 90, at 90 % 50 of 170.
    """
    head = [{"id": "harm", "amount": 100, "divisible": "no"}]
    shares = ["50 %", "30 %", {"low": "10 %", "high": "90 %"}]
    made = agreed(g27_case(head, shares), **{"forum-track": "D"})
    assert made.found.parties["base"]["final"].high >= 7_000
    assert not made.found.tried
    learned = agreed(g27_case(head, ["50 %", "30 %", "20 %"]), **{"forum-track": "D"})
    assert learned.found.parties["base"]["final"].on_record == 7_000


def test_a_claimants_fault_that_takes_a_share_across_the_threshold_is_within_the_bounds():
    """Above a sixth the base falls below a half, and the claimant bears what is missing."""
    head = [{"id": "harm", "amount": 100, "divisible": "no"}]
    shares = ["60 %", "10 %", "30 %"]
    fault = {"low": "0 %", "best": "18 %", "high": "60 %"}
    found = agreed(g27_case(head, shares, claimant_fault=fault), **{"forum-track": "D"}).found
    for figure in ("low", "high", "on_record"):
        assert getattr(found.claimant["bears"], figure) is not None
    bears = found.claimant["bears"]
    assert bears.low <= bears.on_record <= bears.high


def test_a_party_that_answers_for_a_head_of_unknown_amount_alone_is_exposed_without_bound():
    heads = [
        {"id": "known", "amount": 100, "divisible": "yes", "caused_by": "base"},
        {"id": "unknown", "divisible": "yes", "caused_by": "tuner"},
    ]
    found = agreed(g27_case(heads)).found
    assert found.parties["tuner"]["exposure"].high is None
    assert found.parties["tuner"]["missed"].high == 0
    assert found.claimant["total"].high is None


def test_a_claimant_that_was_paid_more_than_the_harm_bears_less_than_nothing_whatever_the_shares():
    head = [{"id": "harm", "amount": 100, "divisible": "no"}]
    open_ = g27_case(head, [None, None, None], insolvent=("no", "no", "no"))
    known = g27_case(head, insolvent=("no", "no", "no"))
    for data in (open_, known):
        data["parties"][0]["settled_for"] = 160
    bears = agreed(open_).found.claimant["bears"]
    assert agreed(known).found.claimant["bears"].on_record == -11_000
    assert bears.low <= -11_000
