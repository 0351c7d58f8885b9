"""The language versions of the shipped law decide as the notes on them say."""

from __future__ import annotations

import pytest
from generated_cases import case_of

from liability.determination.assess import assess

# --- the language versions decide as the notes on them say ----------------------------------------


STRONG = {"autonomy": "strong", "generality": "strong", "intelligence": "strong"}
HARBORED = {"estimates_supplied": "yes", "estimates_credible": "yes"}


def assessed(rulebook, profile=None, **sections):
    data = {"case": "x", "as_of": "2025-06-01"} | sections
    return assess(case_of(data, rulebook), rulebook, profile=profile)


def under_each_profile(rulebook, outcome, **sections):
    return {
        profile: assessed(rulebook, profile, **sections).outcomes[outcome]
        for profile in ("en", "ko", "ja", "zh")
    }


def claim(harbor, **more):
    return {
        "id": "c",
        "harbor": harbor,
        "stage": "approved",
        "approver": "agency",
        "prepared_by_developer": "yes",
        "covers_system": "yes",
        "made_on": "2025-04-01",
        "expires": "2030-01-01",
        "material_change": "no",
        "open_defeater": "no",
        "suspended_by_authority": "no",
        "falsified": "no",
    } | more


UNHARMED = {"occurred": "no"}


@pytest.mark.parametrize(
    ("training", "rate"),
    [("1e26", "1e18"), ("1e25", "1e19"), ("1e26", "1e19")],
    ids=["training", "rate", "both"],
)
def test_compute_equal_to_the_threshold_is_within_the_harbor_in_japanese_and_chinese_only(
    training, rate, rulebook
):
    system = STRONG | HARBORED | {"training_compute": training, "inference_rate": rate}
    decided = under_each_profile(
        rulebook, "standard", system=system, harm=UNHARMED, claims=[claim("compute")]
    )
    assert decided == {"en": "strict", "ko": "strict", "ja": "fault", "zh": "fault"}


def test_compute_below_the_threshold_is_within_the_harbor_in_every_version(rulebook):
    system = STRONG | HARBORED | {"training_compute": "9.9e25", "inference_rate": "9.9e18"}
    decided = under_each_profile(
        rulebook, "standard", system=system, harm=UNHARMED, claims=[claim("compute")]
    )
    assert set(decided.values()) == {"fault"}


@pytest.mark.parametrize(
    ("training", "due"),
    [
        ("9.99e24", {"en": "none", "ko": "none", "ja": "none", "zh": "none"}),
        ("1e25", {"en": "none", "ko": "breached", "ja": "none", "zh": "none"}),
        ("1.01e25", {"en": "breached", "ko": "breached", "ja": "breached", "zh": "breached"}),
    ],
)
def test_a_run_exactly_at_the_registration_threshold_is_to_be_registered_in_korean_only(
    training, due, rulebook
):
    system = {
        "training_compute": training,
        "training_status": "completed",
        "us_company": "yes",
        "us_territory": "yes",
    }
    found = under_each_profile(
        rulebook,
        "obligations.register-training-run",
        system=system,
        compliance={"run_registered": "no"},
    )
    assert found == due


def test_registration_turns_on_us_territory_in_chinese_only(rulebook):
    system = {
        "training_compute": "2e25",
        "training_status": "completed",
        "us_company": "yes",
        "us_territory": "no",
    }
    found = under_each_profile(
        rulebook,
        "obligations.register-training-run",
        system=system,
        compliance={"run_registered": "no"},
    )
    assert found == {"en": "breached", "ko": "breached", "ja": "breached", "zh": "none"}


def test_a_system_equal_to_experts_is_weak_by_the_words_of_korean_and_japanese_only(rulebook):
    """The words are met and the axis says the contrary: neither in force nor merely failing."""
    system = {
        "intended_tasks_match_use": "yes",
        "intended_tasks_level": "parity",
        "best_tasks_level": "parity",
    }
    found = under_each_profile(rulebook, "harbors.weak", system=system, claims="none")
    assert found == {"en": "fails", "ko": "contradicted", "ja": "contradicted", "zh": "fails"}


def test_chinese_asks_for_reliable_where_the_others_ask_for_secure(rulebook):
    proven = {"safe": "yes", "controllable": "yes", "proven": "yes"}
    secure, reliable = (
        {
            profile: assessed(rulebook, profile, system=STRONG | proven | which).conclusions.values[
                "harbor_merits.provably-safe"
            ]
            for profile in ("en", "ko", "ja", "zh")
        }
        for which in ({"secure": "yes", "reliable": "no"}, {"secure": "no", "reliable": "yes"})
    )
    assert secure == {"en": "met", "ko": "met", "ja": "met", "zh": "not_met"}
    assert reliable == {"en": "not_met", "ko": "not_met", "ja": "not_met", "zh": "met"}


def test_willful_misconduct_that_breaks_no_law_makes_nobody_liable_in_korean(rulebook):
    who = {
        "id": "ceo",
        "party": "lab",
        "role": "executive",
        "willful_misconduct": "yes",
        "illegal_act": "no",
        "gross_negligence": "no",
        "had_authority": "yes",
    }
    found = under_each_profile(
        rulebook,
        "individuals.ceo.personal",
        system=STRONG,
        harm={"occurred": "yes", "caused_by_system": "yes"},
        parties=[{"id": "lab", "roles": ["developer", "operator"]}],
        claims="none",
        individuals=[who],
    )
    assert found == {"en": "yes", "ko": "no", "ja": "yes", "zh": "yes"}


@pytest.mark.parametrize("fact", [{"occurred": "no"}, {"occurred": "yes", "date": "2025-05-01"}])
def test_a_risk_equal_to_the_authorized_level_is_low_enough_but_in_english(fact, rulebook):
    compliance = {"case_prepared": "yes", "catastrophic_risk": "1e-6"}
    found = {
        profile: assessed(
            rulebook,
            profile,
            system=STRONG,
            harm=fact,
            compliance=compliance,
            parameters={"authorized.risk": "1e-6"},
        )
        .findings["case_bounds_risk"]
        .value
        for profile in ("en", "ko", "ja", "zh")
    }
    assert found == {"en": "not_met", "ko": "met", "ja": "met", "zh": "met"}


@pytest.mark.parametrize(
    ("reading", "risk", "found"),
    [
        ("catastrophic", {"serious_risk": "1e-7"}, "met"),
        ("catastrophic", {"serious_risk": "1e-5"}, "met|not_met"),
        ("catastrophic", {"serious_risk": "1e-7", "catastrophic_risk": "1e-5"}, "met|not_met"),
        ("any_serious", {"catastrophic_risk": "1e-5"}, "not_met"),
        ("any_serious", {"catastrophic_risk": "1e-7"}, "met|not_met"),
    ],
)
def test_the_risk_of_catastrophic_harm_is_no_greater_than_that_of_serious_harm(
    reading, risk, found, rulebook
):
    data = {"case": "x", "as_of": "2025-06-01", "compliance": risk}
    case = case_of(data | {"parameters": {"authorized.risk": "1e-6"}}, rulebook)
    determination = assess(case, rulebook, readings={"Q50": reading})
    assert determination.findings["case_bounds_risk"].value == found


def test_in_chinese_approvals_are_needed_only_where_the_system_is_used(rulebook):
    compliance = {"approval_covers": ["is-used"]}
    found = {
        profile: assessed(rulebook, profile, compliance=compliance)
        .findings["approvals_reach"]
        .value
        for profile in ("en", "ko", "ja", "zh")
    }
    assert found == {"en": "not_met", "ko": "not_met", "ja": "not_met", "zh": "met"}


def test_a_general_system_is_judged_by_its_breadth_alone_in_japanese_and_chinese(rulebook):
    system = {"generality": "strong", "best_tasks_level": "below", "broad_range_level": "above"}
    found = {
        profile: assessed(rulebook, profile, system=system).findings["intelligence_strong"].value
        for profile in ("en", "ko", "ja", "zh")
    }
    apart = "met|not_met"  # at its best no system is worse than across a broad range
    assert found == {"en": apart, "ko": apart, "ja": "met", "zh": "met"}


def test_a_moderate_change_has_to_be_withstood_in_chinese_and_a_slight_one_in_korean_and_japanese(
    rulebook,
):
    def strong_after(**changes):
        return {
            profile: assessed(rulebook, profile, system=changes)
            .findings["agentic_after_modest_change"]
            .value
            for profile in ("en", "ko", "ja", "zh")
        }

    tuned = strong_after(agentic_after=["light-fine-tune"], agentic_change_fraction="0.05")
    assert tuned == {"en": "met", "ko": "met|not_met", "ja": "met|not_met", "zh": "met"}
    trained = strong_after(agentic_after=["larger-training"], agentic_change_fraction="0.05")
    between = "met|not_met"  # neither modest nor substantial, which takes a human's finding
    assert trained == {"en": between, "ko": between, "ja": between, "zh": "met"}
