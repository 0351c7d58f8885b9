"""Who of several individuals pays in place of a party, and what that makes of contribution."""

from __future__ import annotations

import json

import pytest
from apportion_runs import FOLDER, ROOT, sums

from liability.source.yaml import read

INSOLVENT, SETTLED = (f"executive-{each}.yaml" for each in ("pays", "not-released"))
WILLFUL = {"gross_negligence": "no", "willful_misconduct": "yes"}
CARELESS = {"gross_negligence": "yes", "willful_misconduct": "no"}
POOR = {"insolvent": "yes"}


def found(tmp_path, name, *individuals, arguments=()):
    """The sums of a case with these executives in place of its one."""
    case = read(ROOT / FOLDER / name).data
    (one,) = case["individuals"]
    case["individuals"] = [
        {**one, "id": f"e{number}", "name": f"Executive {number}", **each}
        for number, each in enumerate(individuals)
    ]
    (tmp_path / "case.yaml").write_text(json.dumps(case, default=str), "utf-8")
    return json.loads(sums(tmp_path / "case.yaml", "-f", "json", *arguments).stdout)


def party(made):
    """The party in whose place they pay."""
    return next(each for each in made["parties"] if each["backed_by"])


@pytest.mark.parametrize("name", [INSOLVENT, SETTLED])
@pytest.mark.parametrize(
    ("individuals", "barred"),
    [
        ((CARELESS, CARELESS), "not_met"),
        ((WILLFUL, WILLFUL), "met"),
        ((CARELESS, WILLFUL), "undetermined"),
        ((CARELESS, WILLFUL | POOR), "not_met"),
        ((CARELESS | POOR, WILLFUL), "met"),
    ],
)
def test_a_claim_for_contribution_is_barred_by_those_who_may_pay_and_acted_willfully(
    name, individuals, barred, tmp_path
):
    made = party(found(tmp_path, name, *individuals))
    assert made["contribution"]["barred"] == barred
    assert bool(made["contribution"]["claims"]) == (barred != "met")


def test_where_only_some_acted_willfully_what_each_bears_has_the_bounds_of_either_paying(tmp_path):
    apart = [found(tmp_path, INSOLVENT, each) for each in (CARELESS, WILLFUL)]
    made = found(tmp_path, INSOLVENT, CARELESS, WILLFUL)
    for number, each in enumerate(made["parties"]):
        ways = [either["parties"][number]["bears"] for either in apart]
        assert each["bears"]["low"] == min(way["low"] for way in ways)
        assert each["bears"]["high"] == max(way["high"] for way in ways)
    assert [each["bears"]["high"] for each in made["parties"]] == [6_000_000, 10_000_000]


def test_where_only_some_acted_willfully_no_payment_of_who_is_collected_from_is_made_up(tmp_path):
    collected = ("--collect-from", "operator")
    made = found(tmp_path, INSOLVENT, CARELESS, WILLFUL, arguments=collected)
    assert made["payments"] is None
    assert [each["bears"] for each in made["parties"]] == [
        {"low": 0, "high": 6_000_000, "on_this_record": None},
        {"low": 4_000_000, "high": 10_000_000, "on_this_record": None},
    ]
    assert made["remarks"] == [{"remark": "payer_matters", "parties": ["operator"]}]
    allowed = ("--reading", "willful-contribution=allowed")
    made = found(tmp_path, INSOLVENT, CARELESS, WILLFUL, arguments=(*collected, *allowed))
    assert len(made["payments"]) == 2
    assert made["remarks"] == []
