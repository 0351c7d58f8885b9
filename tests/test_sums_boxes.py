"""The box of the claimant in a picture of the sums: what is open in it is marked."""

from __future__ import annotations

from test_sums_picture import doubtful, sums

from liability.documents.sums_boxes import claimant_box


def test_what_the_claimant_receives_is_marked_where_a_payment_that_adds_up_to_it_is(rulebook):
    in_doubt = dict(claimant_box(sums(rulebook, doubtful)).rows)
    assert in_doubt["receives"].endswith(" ?")
    assert dict(claimant_box(sums(rulebook)).rows)["receives"] == "USD 120,000,000"


def test_what_the_claimant_is_paid_beyond_the_harm_is_marked_where_it_is_open(rulebook):
    found = sums(rulebook)
    for high, said in ((-5, "USD 5"), (0, "USD 5 ?")):
        found["claimant"]["bears"] = {"low": -5, "high": high, "on_this_record": -5}
        assert dict(claimant_box(found).rows)["beyond the harm"] == said
