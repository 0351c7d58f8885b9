"""Nobody is asked for more than the claimant may claim, and the claimant's own part comes off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_apportionment_inside import ends, inside, insured_cases, lab, op, summed
from test_apportionment_open import READINGS, figures


@given(insured_cases(), READINGS, st.data())
def test_nobody_is_asked_for_more_than_the_claimant_may_claim_and_nobody_bears_more(
    data, readings, drawn
):
    made = figures(data, readings)
    for matter in made.matters.values():
        for _ in range(6):
            taken = {name: inside(drawn.draw, each) for name, each in matter.inputs.items()}
            sums = matter.sums(taken)
            left = sums.total - sums.fault
            claimed = left if sums.recoverable is None else sums.recoverable
            assert claimed <= left
            assert sums.bears is None or sums.bears >= sums.fault - sum(
                each.paid for each in sums.parties.values()
            )
            for part in sums.parties.values():
                assert part.exposure is None or part.exposure <= claimed
                for figure in (part.own, part.first, part.final, part.missed, part.taken):
                    assert figure is None or figure <= left


@given(insured_cases(), READINGS)
def test_the_most_that_may_be_asked_of_one_is_no_more_than_the_claimant_may_claim(data, readings):
    for found in figures(data, readings).figures.values():
        most = found.claimant["recoverable"].high
        for figure in (each["exposure"] for each in found.parties.values()):
            assert most is None or figure.high <= most


@pytest.mark.parametrize("insurance", ["none", "an insured party"])
def test_who_answers_for_the_whole_may_be_asked_for_all_that_the_claimant_may_claim(insurance):
    """Whatever is open of who can pay: it is from 400,000 to 900,000 for each, on any basis."""
    cover = {"id": "a", "insured": "lab", "attaches_at": 0, "limit": 300_000, "excluded": "no"}
    made = summed(
        [lab(), op(insolvent=None)],
        [{"amount": 1_000_000}],
        harm={"claimant_fault": {"low": "10 %", "high": "60 %"}},
        insurance="none" if insurance == "none" else [cover],
    )
    for found in made.figures.values():
        asked = [found.claimant["recoverable"], *(e["exposure"] for e in found.parties.values())]
        assert {ends(each) for each in asked} == {(40_000_000, 90_000_000)}


def test_the_claimants_own_part_comes_off_whatever_share_is_not_stated():
    harm = {"claimant_fault": "15 %"}
    made = summed(
        [lab(settled_for=10), op(comparative_share=None)], [{"amount": 100}], harm=harm
    ).found
    assert ends(made.parties["op"]["exposure"]) == (0, 8_500)
    assert ends(made.claimant["recoverable"]) == (0, 8_500)
    assert ends(made.claimant["bears"]) == (500, 10_000)


def test_a_claimants_own_part_that_may_be_ignored_takes_nothing_off_the_bounds():
    harm = {"claimant_fault": "15 %"}
    made = summed(
        [lab(settled_for=10), op(comparative_share=None)],
        [{"amount": 100}],
        {"claimant-fault": "ignored"},
        harm=harm,
    ).found
    assert ends(made.claimant["recoverable"]) == (0, 10_000)
