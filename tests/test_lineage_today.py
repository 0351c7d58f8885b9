"""Figures of today in a case that has a lineage: which of the two counts."""

from __future__ import annotations

import pytest
from in_process import run
from test_lineage_input import IN_CASE, determined

from liability.case.load import load_case
from liability.cli.why import why
from liability.determination.assess import assess, findings_otherwise
from liability.rulebook.specialize import with_reading
from liability.source.yaml import parse

NO_HARM = "\nharm: {occurred: no}\nclaims: none\n"
HARM = "\nharm: {occurred: yes, date: 2025-05-01}\nclaims: none\n"
SERVES = "\n  deployments: {app: {uses: [tuned], instances: [{rate: %s}]}}"
OF_LAB = "tuned: {by: lab}, next: {by: lab}}"


@pytest.mark.parametrize("harm", [NO_HARM, HARM, "\nclaims: none\n"])
@pytest.mark.parametrize("stated", ["9e25", "unknown"])
def test_training_compute_of_today_is_that_of_the_lineage_whatever_the_case_states(
    harm, stated, rulebook
):
    text = (IN_CASE % f", training_compute_today: {stated}").replace("5e25", "2e27")
    found = determined(text + harm, rulebook)
    assert found["tier"]["value"] == "RT-4"
    said = [(each["fact"], each["stated"]["best"]) for each in found["compute"]["disagreements"]]
    assert said == [("system.training_compute_today", 9e25)] * (stated == "9e25")


def test_no_figure_of_today_that_the_lineage_gives_is_said_to_be_left_out(rulebook):
    text = IN_CASE % "" + SERVES % "1e18" + HARM
    cautions = determined(text, rulebook)["cautions"]
    raised = {each["id"] for each in cautions if each["holds"] == "met"}
    assert raised.isdisjoint({"training_of_harm_day", "output_of_harm_day"})
    assert "rate_of_harm_day" in raised


def test_without_harm_the_rate_of_today_is_that_of_the_lineage(rulebook):
    text = IN_CASE % ", inference_rate_today: 1e18" + SERVES % "5e20" + NO_HARM
    found = determined(text, rulebook)
    assert found["tier"]["value"] == "RT-4"
    (disagreement,) = found["compute"]["disagreements"]
    assert disagreement["fact"] == "system.inference_rate_today"


@pytest.mark.parametrize(("stated", "tier"), [("5e20", ["RT-4"]), ("unknown", ["RT-3", "RT-4"])])
def test_that_a_rate_has_changed_since_the_harm_a_case_with_a_lineage_may_state(
    stated, tier, rulebook
):
    text = IN_CASE % f", inference_rate_today: {stated}" + SERVES % "1e18" + HARM
    found = determined(text, rulebook)
    assert found["tier"]["possible"] == tier
    assert found["compute"]["disagreements"] == []


def test_a_rate_of_today_that_one_reading_counts_is_as_stated_under_another(rulebook):
    more = (
        "    r3: {kind: rl, makes: next, from: [tuned], begun: 2025-05-10, compute: 1}\n"
        "  model: tuned\n"
        "  deployments:\n"
        "    one: {uses: [tuned], instances: [{rate: 9e19}]}\n"
        "    app: {uses: [next], connected: yes, instances: [{count: 2, rate: 8e19}]}"
    )
    text = (IN_CASE % ", inference_rate_today: 5e20").replace("tuned: }", OF_LAB)
    case = load_case(parse(text.rstrip() + "\n" + more + HARM, "x.yaml"), rulebook)
    found = assess(case, rulebook)
    anew = assess(case, rulebook, readings={"Q24": "instance"})
    otherwise = {
        key: each.value
        for key, each in anew.findings.items()
        if each.value != found.findings[key].value
    }
    assert findings_otherwise(found, with_reading(found.law, "Q24", "instance")) == otherwise


def test_why_says_that_a_figure_of_today_is_counted_from_the_lineage(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(IN_CASE % ", training_compute_today: 9e25" + NO_HARM, "utf-8")
    told = " ".join(run(why, file, "training_above_cap").stdout.split())
    assert "Training compute today: 1.1e26 FLOP" in told
    assert "counted from the lineage inline" in told
