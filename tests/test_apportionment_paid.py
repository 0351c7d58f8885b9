"""Laws of the sums: who cannot pay, shares that are not known, insurance and payments."""

from __future__ import annotations

import math
from dataclasses import replace

from apportionment_claims import WEIGHTS, F, a_claim, a_head, a_party, claims
from apportionment_oracle import exact, shares_of
from hypothesis import assume, example, given
from hypothesis import strategies as st

from liability.apportionment.insurance import Layer, paid_by
from liability.apportionment.payments import payments
from liability.apportionment.sums import apportion

FIGURES = ("exposure", "own", "first", "final", "missed", "taken")


def steps(claim):
    """How many units a figure may be off, for each step that divides an amount.

    Of one head: the settlements over the heads, the claimant's fault, the own parts, what is
    claimed once they have settled, an insolvent's cover over the heads, what it leaves. A part is
    off by less than a unit, and a sum of parts, which a step may start from, by one for each.
    """
    return len(claim.heads) * (6 + len(claim.parties))


def with_party(claim, name, **changes):
    return replace(
        claim,
        parties=tuple(replace(p, **changes) if p.id == name else p for p in claim.parties),
    )


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
    more = replace(claim, parties=(*claim.parties, a_party("new", weight, insolvent=True)))
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
    a_claim(
        (a_head("h", 100, "whole", "everyone"),),
        (a_party("a", F(0)), a_party("b", F(1), insolvent=True)),
    )
)
@example(  # what the insurance of an insolvent pays is not first of all for the head listed first
    a_claim(
        (a_head("h0", 100, "whole", "joint"), a_head("h1", 100, "several", "joint")),
        (a_party("a", F(1)), a_party("b", F(1), insolvent=True, cover=50)),
    )
)
@example(  # each owes a protected claimant all that cannot be collected
    a_claim(
        (a_head("h", 100, "several", "parties"),),
        (a_party("a", F(1)), a_party("b", F(1)), a_party("c", F(2), insolvent=True)),
    )
)
def test_every_figure_is_the_exact_one_to_rounding(claim):
    against_the_oracle(claim, steps(claim))


# --- shares that are not known --------------------------------------------------------------------


@given(claims())
@example(
    a_claim(
        (a_head("h", 3),),
        (a_party("a", F(14)), a_party("b", F(1)), a_party("c", F(0))),
        fault=F(1, 4),
    )
)
@example(
    a_claim(  # all that could pay have settled, for less than the harm
        (a_head("h", 0), a_head("b", 1, extent="caused", caused_by="b")),
        (a_party("a", F(0)), a_party("b", F(0), settled=0)),
        credit="amount",
    )
)
@example(
    a_claim(  # who answers in place of one that settled owes it all
        (a_head("h", 1, extent="caused", caused_by="b"), a_head("g", 0)),
        (a_party("a", F(0)), a_party("b", F(0), insolvent=True, cover=1, settled=0, stays=True)),
        credit="share",
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
    assert paid_by([Layer("excess", 10, 50)], 30) == {"excess": 20}


def test_a_gap_between_layers_stays_with_the_insured():
    layers = [Layer("primary", 0, 50), Layer("excess", 80, 100)]
    assert paid_by(layers, 100) == {"primary": 50, "excess": 20}


def test_a_layer_within_another_pays_nothing():
    layers = [Layer("primary", 0, 50), Layer("second", 20, 10)]
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
        paid = payments(sums, {}, (), collect_from=collector)
        assert of(paid) == borne == sums.total - sums.bears
        assert all(each.amount > 0 for each in paid)
        assert of(paid, kinds=("settlement",)) == sum(p.settled or 0 for p in claim.parties)


@given(claims())
def test_who_pays_for_others_has_back_what_they_bear(claim):
    sums = apportion(claim)
    for collector in collectors(claim, sums):
        paid = payments(sums, {}, (), collect_from=collector)
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
            paid = payments(sums, {}, (), collect_from=name)
            assert of(paid, payer=name, kinds=("harm", "contribution")) == part.final


@given(claims())
def test_who_is_barred_pays_as_much_and_has_nothing_back(claim):
    sums = apportion(claim)
    for collector in collectors(claim, sums):
        free = payments(sums, {}, (), collect_from=collector)
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
            paid = payments(sums, {}, (), collect_from=collector)
            assert {each.payer for each in paid if each.kind == "harm"} == {collector}


def test_what_is_owed_jointly_by_several_is_owed_back_by_all_of_them():
    """A, B, C 30 each of a hundred, D 10 and insolvent: A owes 40 and has 3.33 back of each."""
    claim = a_claim(
        (a_head("h", 10_000, "several", "parties"),),
        (
            a_party("a", F(30)),
            a_party("b", F(30)),
            a_party("c", F(30)),
            a_party("d", F(10), insolvent=True),
        ),
    )
    paid = payments(apportion(claim), {}, (), collect_from="a")
    assert {(p.payer, p.payee, p.amount) for p in paid} == {
        ("a", None, 4_000),
        ("b", None, 3_000),
        ("c", None, 3_000),
        ("b", "a", 333),
        ("c", "a", 333),
    }
