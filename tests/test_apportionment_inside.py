"""Every figure keeps to its bounds wherever what is open comes out, also between its ends."""

from __future__ import annotations

from fractions import Fraction

from generated import shipped_rulebook
from generated_cases import case_of
from hypothesis import assume, given
from hypothesis import strategies as st
from test_apportionment_open import (
    INFERENCE,
    READINGS,
    ROLES,
    every_figure,
    few_enough,
    figures,
    open_cases,
    spans,
    stated,
)

from liability.apportionment.figures import _in_millionths
from liability.apportionment.turning import Figure
from liability.determination.apportioned import apportioned
from liability.determination.assess import assess


@st.composite
def insured_cases(draw):
    """Cases of which insurance may be open too, and the amount of a settlement."""
    data = draw(open_cases())
    layers = [
        {
            "id": f"layer{index}",
            "insured": draw(st.sampled_from([None, "base", "operator", "operator"])),
            "attaches_at": draw(spans(0, 300)),
            "limit": draw(spans(0, 300)),
            "excluded": draw(st.sampled_from(["no", "no", None])),
        }
        for index in range(draw(st.integers(0, 2)))
    ]
    insurance = draw(st.sampled_from([{"insurance": "none"}, {"insurance": layers}, {}]))
    if draw(st.integers(0, 5)) == 0:
        data["parties"][0]["settled_for"] = "unknown"
    return {**data, **({"insurance": "none"} if insurance == {"insurance": []} else insurance)}


def inside(draw, each):
    """A value that an input may have, anywhere between its ends."""
    numbers = [value for value in each.options if isinstance(value, (int, Fraction))]
    others = [value for value in each.options if value not in numbers]
    if others and draw(st.integers(0, len(each.options) - 1)) < len(others):
        return draw(st.sampled_from(others))
    if len(numbers) < 2 or isinstance(numbers[0], bool):
        return draw(st.sampled_from(each.options))
    part = Fraction(draw(st.integers(0, 20)), 20)
    value = min(numbers) + (max(numbers) - min(numbers)) * part
    return value if isinstance(numbers[0], Fraction) else int(value)


def values(matter, sums):
    """What came out, by the name of the figure."""
    shares = _in_millionths(sums.shares)
    for name in matter.parties:
        part = sums.parties.get(name)
        for figure in ("exposure", "own", "first", "final", "paid", "missed", "taken"):
            yield (name, figure), getattr(part, figure) if part else 0
        yield (name, "share"), shares.get(name) if part else 0
    for figure in ("total", "fault", "recoverable", "bears", "taken"):
        yield ("claimant", figure), getattr(sums, figure)


@given(insured_cases(), READINGS, st.data())
def test_every_figure_keeps_to_its_bounds_between_the_ends_of_what_is_open(data, readings, drawn):
    """But for what is rounded: each part of each head by up to a unit for each that has one."""
    made = figures(data, readings)
    assume(few_enough(made))
    keep_to_bounds(made, drawn)


def keep_to_bounds(made, drawn):
    for basis, matter in made.matters.items():
        bounds = dict(every_figure(made.figures[basis]))
        rounded = (len(matter.parties) + 1) * (len(matter.heads) + 1)
        for _ in range(6):
            taken = {name: inside(drawn.draw, each) for name, each in matter.inputs.items()}
            for name, value in values(matter, matter.sums(taken)):
                figure = bounds[name]
                if value is None:
                    continue
                assert figure.low is None or figure.low - rounded <= value, (name, value, figure)
                assert figure.high is None or value <= figure.high + rounded, (name, value, figure)


def known(draw, value, least, most):
    """One value of what is stated as bounds, or not at all."""
    if value in (None, "unknown"):
        return draw(st.integers(least, most))
    if isinstance(value, dict):
        return draw(st.integers(value["low"], value["high"]))
    return value


def completed(draw, data):
    """The case with everything said that it leaves open."""
    names = [each["id"] for each in data["parties"]]
    fault = data["harm"]["claimant_fault"]
    if isinstance(fault, dict):
        fault = {end: int(each.split()[0]) for end, each in fault.items()}
    if not isinstance(fault, str):
        fault = f"{known(draw, fault, 0, 100)} %"
    harm = {**data["harm"], "claimant_fault": fault}
    heads = [
        {
            **each,
            "amount": known(draw, each["amount"], 0, 1000),
            "caused_by": each["caused_by"] or draw(st.sampled_from(names)),
            "kind": each["kind"] or draw(st.sampled_from(["economic", "non-economic"])),
        }
        for each in data["heads"]
    ]
    parties = [
        {
            **each,
            "comparative_share": known(draw, each["comparative_share"], 0, 100),
            "settled_for": None
            if each["settled_for"] is None
            else known(draw, each["settled_for"], 0, 2000),
        }
        for each in data["parties"]
    ]
    insurance = data.get("insurance", "none")
    if insurance != "none":
        insurance = [
            {
                **each,
                "insured": each["insured"] or draw(st.sampled_from(list(ROLES))),
                "attaches_at": known(draw, each["attaches_at"], 0, 300),
                "limit": known(draw, each["limit"], 0, 300),
            }
            for each in insurance
        ]
    for each in (harm, *heads, *parties, *(insurance if insurance != "none" else ())):
        for key, value in each.items():
            if value is None and key != "settled_for":
                each[key] = draw(st.sampled_from(["yes", "no"]))
    return {**data, "harm": harm, "heads": heads, "parties": parties, "insurance": insurance}


@given(insured_cases(), READINGS, st.data())
def test_the_sums_of_a_case_that_is_completed_keep_to_the_bounds_of_before(data, readings, drawn):
    before = figures(data, readings)
    assume(not before.matter.nominal)
    after = figures(completed(drawn.draw, data), readings)
    rounded = (len(data["parties"]) + 1) * (len(data["heads"]) + 1)
    for basis in before.figures:
        bounds = dict(every_figure(before.figures[basis]))
        for name, figure in every_figure(after.figures[basis]):
            if name not in bounds or figure.on_record is None:
                continue
            low, high = bounds[name].low, bounds[name].high
            assert low is None or low - rounded <= figure.on_record, (basis, name, figure)
            assert high is None or figure.on_record <= high + rounded, (basis, name, figure)


# --- found by an accountant -----------------------------------------------------------------------


BASE = {
    "as_of": "2025-06-10",
    "system": {
        "autonomy": "strong",
        "generality": "strong",
        "intelligence": "strong",
        "training_compute": "5e26",
        "inference_rate": "5e19",
    },
    "claims": "none",
    "individuals": "none",
    "insurance": "none",
}
HARM = {"occurred": "yes", "caused_by_system": "yes", "currency": "USD", "claimant_fault": 0}
INNOCENT = {"insolvent": "no", "at_fault": "yes", "intended_harm": "no", "willful": "no"}


def summed(parties, heads, readings=None, **more):
    book = shipped_rulebook()
    harm = {**HARM, **more.pop("harm", {})}
    heads = [
        {"id": f"h{i}", "kind": "economic", "divisible": "no"} | h for i, h in enumerate(heads)
    ]
    data = {"case": "x", **BASE, "harm": harm, "parties": parties, "heads": heads, **more}
    data = {key: value for key, value in data.items() if value is not None}
    case = case_of(stated(data), book)
    return apportioned(assess(case, book, readings=readings or {}, inference=INFERENCE))


def lab(**more):
    return {"id": "lab", "roles": ["developer"], "comparative_share": 50, **INNOCENT, **more}


def op(**more):
    return {"id": "op", "roles": ["operator"], "comparative_share": 50, **INNOCENT, **more}


def turning(track):
    """Cases of which figures rise and fall between two ends of an amount (E), or a share (Y2K)."""
    if track == "E":
        cover = {"id": "a", "insured": "op", "attaches_at": 10, "limit": 100, "excluded": "no"}
        heads = [{"kind": "non-economic", "amount": 100}, {"amount": {"low": 10, "high": 400}}]
        parties = [lab(), op(insolvent="yes")]
        return summed(parties, heads, {"forum-track": "E"}, insurance=[cover])
    share = {"low": 0, "high": 50}
    parties = [
        lab(reckless="yes"),
        {**op(reckless="no"), "id": "host", "roles": ["host"]},
        op(reckless="no", insolvent="yes", comparative_share=share),
    ]
    harm = {"claimant_protected": "no"}
    return summed(parties, [{"amount": 1_000_000}], {"forum-track": "Y2K"}, harm=harm)


@given(st.sampled_from(["E", "Y2K"]), st.data())
def test_figures_that_turn_between_the_ends_of_what_is_open_keep_to_their_bounds(track, drawn):
    keep_to_bounds(turning(track), drawn)


def ends(figure):
    return figure.low, figure.high


def open_keys(made):
    return [key for key, _ in made.open_facts()]


ALONE = lab(roles=["developer", "operator"], insolvent="yes")


def test_who_does_not_answer_may_have_caused_a_head_of_which_no_causer_is_named():
    user = {"id": "user", "roles": ["end-user"], **INNOCENT, "at_fault": "no"}
    for divisible in ("yes", None):
        head = {"amount": 100, "divisible": divisible}
        made = summed([lab(roles=["developer", "operator"]), user], [head])
        assert ends(made.found.parties["lab"]["final"]) == (0, 10_000)
        assert ends(made.found.claimant["bears"]) == (0, 10_000)
        assert "head.caused_by@h0" in open_keys(made)


def test_an_insurance_that_attaches_nobody_knows_where_may_pay_above_another_one():
    primary = {"id": "a", "insured": "lab", "attaches_at": 0, "limit": 50, "excluded": "no"}
    other = {"id": "b", "insured": "lab", "limit": 30, "excluded": "no"}
    made = summed([ALONE], [{"amount": 100}], insurance=[primary, other])
    assert ends(made.found.claimant["bears"]) == (2_000, 5_000)
    assert made.found.claimant["bears"].on_record == 5_000
    assert not made.are_exact


def test_beside_another_one_an_insurance_pays_what_it_covers_wherever_it_attaches():
    """From 0 to 40 on, for 50: always 40 to 50; beside 30 to 60 that leaves 30 and 40 open."""
    bounded = {"id": "a", "insured": "lab", "attaches_at": {"low": 0, "high": 40}, "limit": 50}
    other = {"id": "b", "insured": "lab", "attaches_at": 30, "limit": 30, "excluded": "no"}
    made = summed([ALONE], [{"amount": 100}], insurance=[{**bounded, "excluded": "no"}, other])
    bears = made.found.claimant["bears"]
    for begins in (0, 10, 30, 40):
        layers = [{**bounded, "attaches_at": begins, "excluded": "no"}, other]
        learned = summed([ALONE], [{"amount": 100}], insurance=layers).found.claimant["bears"]
        assert bears.low <= learned.on_record <= bears.high
    assert ends(bears) == (2_000, 7_000)


def test_an_insurance_of_nobody_knows_whom_may_cover_whoever_cannot_pay_and_is_asked_about():
    cover = {"id": "cover", "attaches_at": 0, "limit": 100, "excluded": "no"}
    made = summed([ALONE], [{"amount": 100}], insurance=[cover])
    bears = made.found.claimant["bears"]
    assert (*ends(bears), bears.on_record) == (0, 10_000, 10_000)
    asked = dict(made.open_facts())
    assert asked["insurance.insured@cover"] == "Which party does the insurance cover? (cover)"


def test_insurance_of_which_the_case_says_nothing_is_open_and_asked_about():
    made = summed([ALONE], [{"amount": 100}], insurance=None)
    bears = made.found.claimant["bears"]
    assert (*ends(bears), bears.on_record) == (0, 10_000, 10_000)
    assert "insurance" in open_keys(made)
    none = summed([ALONE], [{"amount": 100}])
    assert ends(none.found.claimant["bears"]) == (10_000, 10_000)


def test_what_a_settlement_is_of_a_harm_of_unknown_amount_is_not_known():
    """At a harm of 100 the 30 are 30 %; at one of 40 they are 75 %, and more than is left."""
    found = summed([lab(), op(settled_for=30)], [{}]).found
    assert found.parties["op"]["paid"] == Figure(0, None, None)
    assert found.claimant["bears"] == Figure(None, 500_000, None)
    assert found.parties["lab"]["final"] == Figure(500_000, 500_000, 500_000)


def test_an_amount_of_which_an_estimate_is_stated_is_an_amount():
    made = summed([lab(), op(settled_for=30)], [{"amount": {"best": 100}}])
    assert not made.matter.nominal
    assert made.found.parties["lab"]["final"].on_record == 5_000
    assert made.found.parties["lab"]["final"].high is None


def test_the_claimants_part_may_turn_between_two_ends_of_an_amount():
    """On track E a half of distress less 90 a / (a + 100): -5.8 at 34 million, 0 at the ends."""
    readings = {"forum-track": "E", "settlement-credit": "amount"}
    million = 1_000_000
    parties = [lab(settled_for=90 * million), op()]

    def made(amount):
        distress = {"kind": "non-economic", "amount": amount}
        return summed(parties, [distress, {"amount": 100 * million}], readings)

    between = made({"low": 0, "high": 80 * million})
    assert not between.are_exact
    at = made(34 * million).found.claimant["bears"].on_record
    assert at == -583_582_090
    assert between.found.claimant["bears"].low <= at


def test_what_a_reckless_party_bears_may_turn_between_two_ends_of_anothers_share():
    million = 1_000_000
    host = {"id": "host", "roles": ["host"], "comparative_share": 50, **INNOCENT}

    def made(share):
        parties = [
            lab(reckless="yes"),
            {**host, "reckless": "no"},
            op(reckless="no", insolvent="yes", comparative_share=share),
        ]
        harm = {"claimant_protected": "no"}
        return summed(parties, [{"amount": 100 * million}], {"forum-track": "Y2K"}, harm=harm)

    between = made({"low": 0, "high": 50})
    assert not between.are_exact
    final = between.found.parties["lab"]["final"]
    assert made(20).found.parties["lab"]["final"].on_record == 5_166_666_667
    assert final.low <= 5_000_000_000 < 5_166_666_667 <= final.high


def test_a_settlement_of_which_no_end_is_known_may_come_to_more_than_the_harm():
    for settled, low, high in (("unknown", 0, 5_000), ({"low": 60}, 6_000, -1_000)):
        found = summed([lab(), op(settled_for=settled)], [{"amount": 100}]).found
        assert ends(found.parties["op"]["paid"]) == (low, None)
        assert ends(found.claimant["bears"]) == (None, high)


def test_an_insurance_is_shown_on_the_record_where_it_attaches_highest():
    for begins in ({"low": 0, "high": 50}, {"disputed": {"claimant": 0, "developer": 50}}):
        cover = {"id": "a", "insured": "lab", "attaches_at": begins, "limit": 100, "excluded": "no"}
        bears = summed([ALONE], [{"amount": 100}], insurance=[cover]).found.claimant["bears"]
        assert (*ends(bears), bears.on_record) == (0, 5_000, 5_000)


def test_bounds_are_outer_where_one_open_fact_bears_on_several_of_what_is_tried():
    claim = {
        "id": "c",
        "harbor": "provably-safe",
        "stage": "approved",
        "approver": "agency",
        "prepared_by_developer": "yes",
        "covers_system": "yes",
        "material_change": "no",
        "suspended_by_authority": "no",
        "open_defeater": "no",
        "falsified": "no",
        "expires": "2026-01-01",
        "made_on": "2025-04-01",
    }
    sure = {"safe": "yes", "secure": "yes", "controllable": "yes"}
    innocent = {"at_fault": "no", "outside_envelope": "no"}
    parties = [lab(**innocent), op(**innocent)]
    system = {**BASE["system"], **sure}
    one = summed(parties[:1], [{"amount": 100}], system=system, claims=[claim])
    both = summed(parties, [{"amount": 100}], system=system, claims=[claim])
    assert (one.are_exact, both.are_exact) == (True, False)


def test_what_does_not_turn_on_a_share_holds_on_the_record_where_the_share_is_open():
    made = summed([lab(), op(comparative_share={"low": 0, "high": 100})], [{"amount": 100}])
    assert made.found.parties["lab"]["exposure"] == Figure(10_000, 10_000, 10_000)
    assert made.found.parties["lab"]["final"] == Figure(3_333, 10_000, None)
