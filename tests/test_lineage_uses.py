"""What runs together, and which of several deployments a case is about."""

from __future__ import annotations

import pytest
from test_lineage_input import determined

CASE = """
case: x
as_of: 2025-06-01
system:
  {autonomy: strong, generality: strong, intelligence: strong, training_status: completed,
   deployed: yes, estimates_supplied: yes, estimates_credible: yes, cap_lift: none}
harm: {occurred: yes, date: 2025-05-01, caused_by_system: yes}
parties: [{id: dev, roles: [developer, operator]}]
claims:
  - {id: c, harbor: compute, by: dev, stage: claimed, made_on: 2025-04-01, open_defeater: no,
     falsified: no, covers_system: yes}
lineage:
  lineage: x
  model: small
  networks: {small: {}, giant: {}}
  data: {texts: {human: yes}}
  runs:
    first: {kind: pre-training, makes: small, from: [texts], compute: 1e24}
    second: {kind: pre-training, makes: giant, from: [texts]%s}
  deployments:
    app: {uses: [%s], connected: yes, instances: [{rate: 5e18}], output: 1e15}
"""
SHOP = (
    "    shop: {uses: [%s], connected: yes, instances: [{count: 40, rate: 5e18}], output: 1e15}\n"
)


def compute_harbor(found):
    return next(each["status"] for each in found["harbors"] if each["id"] == "compute")


def codes(found):
    return [each["code"] for each in found["compute"]["remarks"]]


def test_a_small_network_before_a_large_one_is_judged_by_the_large_one(rulebook):
    found = determined(CASE % (", compute: 2e27", "small, giant"), rulebook)
    assert (found["tier"]["value"], found["standard"]["value"]) == ("RT-4", "strict")
    assert "runs-with" in codes(found)


def test_the_model_alone_is_judged_under_the_reading_that_says_so(rulebook):
    text = CASE.replace("lineage:\n", "readings: {Q16: model}\nlineage:\n", 1)
    found = determined(text % (", compute: 2e27", "small, giant"), rulebook)
    assert (found["tier"]["value"], found["standard"]["value"]) == ("RT-3", "fault")
    assert "runs-with" not in codes(found)


def test_what_runs_together_is_open_where_the_compute_of_one_is_not_known(rulebook):
    found = determined(CASE % ("", "small, giant"), rulebook)
    assert found["tier"]["possible"] == ["RT-3", "RT-4"]
    assert found["standard"]["possible"] == ["strict", "fault"]


@pytest.mark.parametrize("networks", ["small", "small, giant"])
def test_which_of_two_deployments_did_the_harm_is_open_until_it_is_named(networks, rulebook):
    both = CASE % (", compute: 2e27", "small") + SHOP % networks
    found = determined(both, rulebook)
    assert found["standard"]["possible"] == ["strict", "fault"]
    assert found["tier"]["value"] == "RT-4"  # for today the larger counts
    assert "which-deployment" in codes(found)
    for name, standard in (("app", "fault"), ("shop", "strict")):
        named = determined(
            both.replace("  model: small", f"  model: small\n  deployment: {name}"), rulebook
        )
        assert named["standard"]["value"] == standard
        assert "which-deployment" not in codes(named)


def test_deployments_that_are_alike_leave_nothing_open(rulebook):
    alike = CASE % (", compute: 2e27", "small") + SHOP.replace("count: 40, ", "") % "small"
    found = determined(alike, rulebook)
    assert found["standard"]["value"] == "fault"
    assert "which-deployment" not in codes(found)
