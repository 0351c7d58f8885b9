"""Laws of the sums where the record leaves something open."""

from __future__ import annotations

import itertools
import math

from generated import shipped_rulebook
from generated_cases import case_of
from hypothesis import assume, given
from hypothesis import strategies as st

from liability.apportionment.figures import MOST_PARTS, MOST_TRIED
from liability.determination.apportioned import apportioned
from liability.determination.assess import assess
from liability.inference.infer import Inference
from liability.rulebook.model import MET

# --- what the record leaves open ------------------------------------------------------------------


TRACKS = ["A", "B", "C", "D", "E", "Y2K"]
CREDITS = ["share", "amount", "greater"]
INFERENCE = Inference()
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
COMPLIANCE = {"plan_approved": "no", "case_prepared": "no", **dict.fromkeys(SHOWN, "no")}
HARM = {"occurred": "yes", "caused_by_system": "yes", "currency": "USD"}
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
        "compliance": COMPLIANCE,
        "harm": {
            **HARM,
            "claimant_fault": percent(draw(spans(0, 100))),
            "claimant_protected": draw(YES_NO),
        },
        "heads": heads,
        "parties": parties,
        "individuals": "none",
        "insurance": "none",
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
            low = -math.inf if figure.low is None else figure.low
            assert figure.high is None or low <= figure.high, name
            if figure.on_record is not None:
                assert low <= figure.on_record, name
                assert figure.high is None or figure.on_record <= figure.high, name


def amounts(sums, parties):
    """Every amount of one way in which what is open may come out."""
    for name in ("total", "fault", "recoverable", "bears", "taken"):
        yield ("claimant", name), getattr(sums, name)
    for party, name in itertools.product(parties, ("exposure", "own", "first", "final", "missed")):
        yield (party, name), getattr(sums.parties[party], name) if party in sums.parties else 0


def test_bounds_are_outer_where_a_share_is_not_stated():
    """The tuner settled for 160 of a harm of 100, so that the claimant bears less than nothing."""
    head = [{"id": "harm", "amount": 100, "divisible": "no"}]
    data = g27_case(head, [None, None, None], insolvent=("no", "no", "no"))
    data["parties"][1]["settled_for"] = 160
    made = agreed(data)
    assert made.found.claimant["bears"].high == 10_000
    assert not made.are_exact
    assert agreed(g27_case(head, insolvent=("no", None, "no"))).are_exact


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


def open_places(data):
    """What is open of a case: where it is, and what it is.

    A settlement of which nothing is known is none, on the record and off it.
    """
    return [
        (place, kind)
        for place, kind in places(data)
        if isinstance(place[0].get(place[1]), dict)
        or (place[0].get(place[1]) is None and kind != "settled")
    ]


def narrow(draw, place, kind, *, known):
    """Make an open value known, or one between nearer bounds; in place."""
    holder, key = place
    if kind == "yes or no":
        holder[key] = draw(st.sampled_from(["yes", "no"]))
        return
    before = holder[key] or {"low": 1 if kind == "share" else 0, "high": MOST[kind]}
    if kind == "percent":
        before = {end: int(str(each).split()[0]) for end, each in before.items()}
    one, other = sorted([draw(st.integers(before["low"], before["high"])) for _ in ("low", "high")])
    found = {"low": one, "high": other} if one < other and not known else one
    holder[key] = percent(found) if kind == "percent" else found


def learn(draw, data):
    """Learn one thing more; in place."""
    open_ = open_places(data)
    assume(open_)
    narrow(draw, *draw(st.sampled_from(open_)), known=False)


@st.composite
def nearly_known(draw):
    """Cases of which little is open."""
    data = draw(open_cases())
    for each in draw(st.permutations(open_places(data)))[draw(st.integers(1, 3)) :]:
        narrow(draw, *each, known=True)
    return data


@given(nearly_known(), READINGS)
def test_some_way_comes_to_each_bound_that_is_called_exact(data, readings):
    made = figures(data, readings)
    assume(made.are_exact and not made.found.collector_matters)
    assume(not any(MET in each.options for each in made.matter.barred.values()))
    matter, reached = made.matter, {}
    for taken in itertools.product(*(each.options for each in matter.inputs.values())):
        sums = matter.sums(dict(zip(matter.inputs, taken, strict=True)))
        for name, amount in amounts(sums, matter.parties):
            reached.setdefault(name, set()).add(amount)
    for name, figure in every_figure(made.found):
        assert name not in reached or {figure.low, figure.high} - {None} <= reached[name], name


def few_enough(made):
    """Whether every combination is tried; beyond that bounds are outer, and may widen."""
    on_threshold = made.determination.law.readings["forum-track"] == "D"
    parties, heads = len(made.matter.parties), len(made.matter.heads)
    ways = math.prod(len(each.options) for each in made.matter.open.values())
    ways *= 2 ** (parties if on_threshold else 0)
    return ways <= MOST_TRIED and ways * parties * heads <= MOST_PARTS


def few(made):
    """Whether also no figure may turn between two ends of what is open, and bounds are those."""
    return few_enough(made) and made.found.tried


def learning(data, readings, drawn):
    """The sums before and after one thing more is learned."""
    before = figures(data, readings)
    learn(drawn.draw, data)
    after = figures(data, readings)
    assume(before.matter.nominal == after.matter.nominal)
    return before, after


@given(open_cases(), READINGS, st.data())
def test_what_is_learned_only_narrows_bounds(data, readings, drawn):
    before, after = learning(data, readings, drawn)
    assume(few(before) and few(after))
    narrowed = dict(every_figure(after.found))
    whole = after.found.claimant["total"].high
    for name, figure in every_figure(before.found):
        if name[1] == "taken":  # its bounds are outer as soon as an interval is learned
            assert whole is None or narrowed[name].high <= whole, name
            continue
        if figure.low is not None:
            assert narrowed[name].low is not None, name
            assert narrowed[name].low >= figure.low, name
        if figure.high is not None:
            assert narrowed[name].high is not None, name
            assert narrowed[name].high <= figure.high, name


@given(open_cases(), READINGS, st.data())
def test_what_is_learned_only_narrows_what_may_be_asked_where_nobody_settled(data, readings, drawn):
    """Also where what each bears may turn between two ends of what is open."""
    for each in data["parties"]:
        each["settled_for"] = None
    before, after = learning(data, readings, drawn)
    assume(few_enough(before) and few_enough(after))
    narrowed = dict(every_figure(after.found))
    for name, figure in every_figure(before.found):
        if name[1] in ("exposure", "recoverable"):
            assert narrowed[name].low >= figure.low, name
            high = math.inf if figure.high is None else figure.high
            assert narrowed[name].high is None or narrowed[name].high <= high, name


def g27_case(heads, shares=("50 %", "20 %", "30 %"), insolvent=("no", "no", "yes"), **harm):
    """The case of cases/worked/g27.yaml, with other heads and shares."""
    return {
        "system": SYSTEM,
        "compliance": COMPLIANCE,
        "harm": {
            **HARM,
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
        "insurance": "none",
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
