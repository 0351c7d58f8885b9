"""Sums worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from apportionment_claims import F, a_claim, a_head, a_party
from apportionment_oracle import NOTHING

from liability.apportionment.sums import apportion

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
        a_party("d", F(4), settled=paid, stays=True, insolvent=ruined == "d"),
        a_party("o", F(6), insolvent=ruined == "o"),
    )
    sums = apportion(a_claim((a_head("h", 100),), parties, credit=credit))
    found = {name: (part.exposure, part.final) for name, part in sums.parties.items()}
    assert found == {"d": in_place, "o": other}
    assert sums.bears == claimant


@pytest.mark.parametrize(
    ("credit", "paid", "stays", "other", "in_place", "claimant"),
    [  # exposure and what it bears; d owes 42, and o 18 and the 20 that it caused alone
        ("share", 36, True, (42, 42), (44, 2), 0),
        ("share", 38, True, (42, 42), (42, 0), 0),
        ("greater", 36, False, (42, 42), (0, 0), 2),
        ("greater", 57, False, (33, 33), (0, 0), -10),  # 27 and 30: what it caused alone is 20
        ("amount", 19, False, (51, 51), (0, 0), 10),  # 9 and 10
    ],
)
def test_a_settlement_pays_each_head_as_the_party_owes_it(
    credit, paid, stays, other, in_place, claimant
):
    heads = (a_head("common", 60), a_head("its", 20, "caused", "joint", "o"))
    parties = (a_party("d", F(7)), a_party("o", F(3), settled=paid, stays=stays))
    sums = apportion(a_claim(heads, parties, credit=credit))
    found = {name: (part.exposure, part.final) for name, part in sums.parties.items()}
    assert found == {"d": other, "o": in_place}
    assert (sums.parties["o"].paid, sums.bears) == (paid, claimant)


def test_what_a_settlement_pays_of_each_head_may_turn_on_shares_that_are_not_known():
    heads = (a_head("common", 60), a_head("its", 20, "caused", "joint", "o"))
    parties = (a_party("d", F(1)), a_party("o", F(1), settled=36))
    sums = apportion(a_claim(heads, parties, credit="amount", shares_known=False))
    assert [by["o"].paid for by in sums.heads.values()] == [None, None]
    assert (sums.parties["o"].paid, sums.parties["d"].exposure) == (36, None)
    assert (sums.recoverable, sums.bears) == (None, None)


@pytest.mark.parametrize("rule", [("threshold", "joint"), ("several", "proportional")])
def test_the_claimant_may_claim_no_more_than_may_be_asked_of_all_together(rule):
    """The 20 that o paid too little are nobody else's where each answers for its own part."""
    parties = (a_party("d", F(4)), a_party("f", F(3)), a_party("o", F(3), settled=10))
    claim = a_claim((a_head("h", 100, *rule),), parties, credit="amount", threshold=F(1, 2))
    sums = apportion(claim)
    assert [part.exposure for part in sums.parties.values()] == [40, 30, 0]
    assert (sums.recoverable, sums.bears) == (70, 20)


@pytest.mark.parametrize("shares_known", [True, False])
def test_where_all_have_settled_the_claimant_may_claim_nothing_more(shares_known):
    parties = (a_party("d", F(6), settled=30), a_party("o", F(4), settled=10))
    sums = apportion(
        a_claim((a_head("h", 100),), parties, credit="amount", shares_known=shares_known)
    )
    assert (sums.recoverable, sums.bears) == (0, 60)


def money(text):
    return int(text.replace(",", "").replace(".", ""))


def g27(track, *, amount="120,000,000.00", fault=NOTHING, changes=None, **claim):
    """Three parties of shares 50, 20 and 30, of which the third cannot pay."""
    extent, rule = track
    listed = [
        a_party("base", F(50)),
        a_party("tuner", F(20)),
        a_party("operator", F(30), insolvent=True),
    ]
    listed = [replace(each, **(changes or {}).get(each.id, {})) for each in listed]
    heads = (a_head("harm", money(amount), extent, rule),)
    return a_claim(heads, tuple(listed), fault=fault, **{"threshold": F(1, 2), **claim})


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
            a_head("economic", money("90,000,000.00"), "whole", "joint"),
            a_head("pain", money("30,000,000.00"), "several", "joint"),
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
            a_head("common", money("100,000,000.00")),
            a_head("its", money("20,000,000.00"), "caused", "joint", "tuner"),
        ),
    )
    exposed = says(claim, "0.00", base="71,428,571.43", tuner="48,571,428.57", operator="0.00")
    assert list(exposed.values()) == [10_000_000_000, HARM, 10_000_000_000]


def test_what_an_insolvent_caused_alone_is_lost():
    claim = replace(
        g27(TRACK_A), heads=(a_head("its", money("20,000,000.00"), "caused", "joint", "operator"),)
    )
    says(claim, "20,000,000.00", base="0.00", tuner="0.00", operator="0.00")


def test_a_claim_that_the_claimants_fault_bars_brings_nothing():
    claim = g27(TRACK_A, fault=F(6, 10), barred=True)
    exposed = says(claim, "120,000,000.00", base="0.00", tuner="0.00", operator="0.00")
    assert set(exposed.values()) == {0}
