"""What a tier asks for, in a checklist: nothing is ticked that a duty finds wanting."""

from __future__ import annotations

import re

import pytest
from in_process import run

from liability.cli.checklist import checklist
from liability.cli.claim import claim

ITEM = re.compile(r"^- \[(?P<box>[ x])\] `(?P<id>[^`]+)` (?P<rest>.+)$", re.M)
CASE = """
case: tier
as_of: 2025-11-01
system:
  autonomy: {autonomy}
  generality: {generality}
  intelligence: {intelligence}
  training_compute: 3e25
  inference_rate: 2e18
  training_status: completed
  deployed: yes
  alignment_removable: {removable}
harm: {{occurred: no}}
parties: [{{id: lab, name: Lab, roles: [developer]}}]
claims: none
compliance:
  case_required: {required}
  plan_approved: yes
  registered: yes
  case_prepared: {prepared}
  case_bounds_risk: yes
  case_guarantees: yes
  case_approved: {approved}
  approval_covers: [{covers}]
  black_box_audit: {audited}
  white_box_audit: yes
  audits_approved: yes
  cybersecurity: yes
  controllability: yes
  kill_switch: yes
  alignment: yes
  robustness: yes
"""
FINE = {
    "generality": "strong",
    "intelligence": "strong",
    "required": "unknown",
    "autonomy": "strong",
    "removable": "no",
    "prepared": "yes",
    "approved": "yes",
    "covers": "can-be-used",
    "audited": "yes",
}
WANTING = [
    {"removable": "yes"},
    {"prepared": "no"},
    {"approved": "no"},
    {"covers": "is-offered"},
    {"audited": "no"},
]


@pytest.fixture
def items(tmp_path):
    """What stands below the tier in a checklist, by id: whether it is ticked, and what it says."""

    def items_(*options, **facts):
        case = tmp_path / "case.yaml"
        case.write_text(CASE.format(**FINE | facts).lstrip(), "utf-8")
        done = run(checklist, case, "--tier", *options)
        assert done.exit_code == 0, done.stderr
        tier = done.stdout.partition("## Risk tier")[2].partition("## Further duties")[0]
        return {found["id"]: (found["box"] == "x", found["rest"]) for found in ITEM.finditer(tier)}

    return items_


def of_kind(found, kind, *, ticked):
    """The ids of the duties (`rt`), or of what is to be shown (`t`), that are ticked or not."""
    return {
        name for name, (box, _) in found.items() if re.match(rf"{kind}\d-", name) and box == ticked
    }


@pytest.mark.parametrize("autonomy", ["weak", "strong"])
@pytest.mark.parametrize("facts", [{}, *WANTING], ids=str)
def test_what_a_tier_asks_to_show_is_all_ticked_only_where_all_its_duties_are(
    items, autonomy, facts
):
    found = items(autonomy=autonomy, **facts)
    shown, performed = (not of_kind(found, kind, ticked=False) for kind in ("t", "rt"))
    assert of_kind(found, "t", ticked=True)
    assert shown == performed


@pytest.mark.parametrize("item", ["t3-alignment", "t3-robustness"])
def test_what_a_modest_change_removes_is_not_shown(items, item):
    """D.RT-3.spec.4 and .5, with R.1 and R.4; nor is it where that is not known."""
    assert items()[item][0]
    assert "**not met**" in items(removable="yes")[item][1]
    assert ": undetermined" in items(removable="unknown")[item][1]


def test_at_the_third_tier_the_audits_are_its_own_duty(items):
    """Q46 and `tiers-cumulative` carry them up; by the text alone it has none."""
    assert "**breached**" in items(audited="no")["rt2-audits"][1]
    by_text = items("--reading", "Q46=text_only", audited="no", approved="no")
    assert "rt2-audits" not in by_text
    for item in ("t3-audited", "t3-audits-approved", "t3-case-approved", "t3-reach"):
        assert "not asked for under the readings taken" in by_text[item][1]
    alone = items("--reading", "tiers-cumulative=text_only", audited="no")
    assert "not asked for" in alone["t3-registered"][1]
    assert "not asked for" in alone["t3-audited"][1]
    assert alone["t3-case-approved"][0]


def test_approval_of_the_case_is_carried_up_only_where_the_second_tier_asks_for_it(items):
    """Q46, Q47."""
    assert "**not met**" in items(approved="no")["t3-case-approved"][1]
    by_audits = items("--reading", "Q47=audits_only", approved="no")["t3-case-approved"]
    assert "not asked for under the readings taken" in by_audits[1]


def test_approval_of_the_case_is_to_be_shown_at_the_second_tier_unless_audits_alone_need_it(items):
    """Q47."""
    facts = {"autonomy": "weak", "approved": "no"}
    assert "**not met**" in items(**facts)["t2-case-approved"][1]
    by_audits = items("--reading", "Q47=audits_only", **facts)["t2-case-approved"]
    assert not by_audits[0]
    assert "not asked for under the readings taken" in by_audits[1]


def test_a_claim_says_what_a_modest_change_removes_is_shown_not_to_hold(items, tmp_path):
    items(removable="yes")
    drafted = run(claim, tmp_path / "case.yaml", "--harbor", "provably-safe").stdout
    for kind in ("alignment with human values", "robustness to malicious use"):
        said = f"The system conforms to the specification of {kind}: shown not to hold"
        assert said in drafted


def test_what_the_case_states_of_the_first_tier_is_ticked_and_what_does_not_reach_is_not(items):
    found = items(generality="weak", intelligence="weak", required="yes", covers="is-used")
    assert found["t1-required"][0]
    assert found["t1-approved"][0]
    assert not found["t1-reach"][0]
    assert "**not met**" in found["t1-reach"][1]
