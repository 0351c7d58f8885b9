"""What documents say of a claim that covers a base system, which others made theirs from."""

from __future__ import annotations

import re

import pytest
from claims_drafted import ROBOT, drafted
from in_process import run

from liability.cli.checklist import checklist as checklist_verb
from liability.cli.memo import memo as memo_verb

G28 = "cases/worked/g28.yaml"
STRADDLES = """\
case: base-straddles
as_of: 2025-12-01
system:
  {{autonomy: strong, generality: strong, intelligence: strong, training_compute: 2e26,
   base_training_compute: {{low: 8e25, best: 9.5e25, high: {high}}}, base_axis_weak: no,
   base_estimates_credible: yes, modification: further-training, modification_fraction: 40 %,
   training_status: completed, deployed: yes}}
harm: {{occurred: yes, date: 2025-06-10, caused_by_system: yes}}
parties: [{{id: base, roles: [base-developer]}}, {{id: tuner, roles: [fine-tuner]}}]
claims:
  - {{id: c, harbor: compute, by: base, stage: claimed, made_on: 2025-05-01, covers_base: yes,
     covers_system: no, open_defeater: {doubt}, falsified: no}}
"""

pytestmark = pytest.mark.usefixtures("at_the_root")


def written(folder, high="1.1e26", doubt="no"):
    file = folder / "case.yaml"
    file.write_text(STRADDLES.format(high=high, doubt=doubt), "utf-8")
    return file


def before_filing(text):
    return text.partition("**Before this is filed**")[2].partition("\n## 1. ")[0]


def short_answer(file):
    text = re.sub(r"\\(.)", r"\1", run(memo_verb, file).stdout)
    return text.partition("## Short answer")[2].partition("## Facts")[0]


def test_a_claim_effective_for_the_base_says_so_before_that_the_harbor_fails_for_the_system():
    said = before_filing(drafted(G28, "passive"))
    invoked = "The harbor that the claim invokes protects the base system"
    effective = said.index(f"{invoked} (passive): met.")
    element = said.index("The base system by itself met the elements of the harbor (passive): met.")
    kept = said.index("keeps the harbor of the base system (Developer of the base): met.")
    now = said.index("- **For the system as it now is:**")
    fails = said.index("    - **On the facts of this case the harbor fails.**")
    assert effective < element < kept < now < fails


def test_the_caption_says_that_the_claim_was_effective_for_the_base():
    caption = drafted(G28, "passive").partition("## 1. ")[2].partition("## 2. ")[0]
    assert (
        "| **The harbor that the claim invokes protects the base system (passive)** | met |"
        in caption
    )


def test_the_elements_of_the_base_stand_before_those_of_the_system():
    elements = drafted(G28, "passive").partition("## 4. ")[2].partition("## 5. ")[0]
    base = elements.index("The base system by itself met the elements of the harbor")
    assert base < elements.index("For the system as it now is:") < elements.index("| Element |")


def test_an_open_claim_for_the_base_says_on_which_of_its_figures(tmp_path):
    said = before_filing(drafted(written(tmp_path), "compute"))
    assert (
        "**The harbor that the claim invokes protects the base system (c): undetermined.**" in said
    )
    assert (
        "Training compute of the base system is low enough for the compute harbor: undetermined. "
        "Training compute of the base system: 8e25 to 1.1e26, best estimate 9.5e25 FLOP; "
        "may or may not be below 1e26 FLOP (harbor.training)."
    ) in said


def test_a_claim_that_fails_for_the_base_says_what_it_fails_on(tmp_path):
    said = before_filing(drafted(written(tmp_path, high="9.6e25", doubt="yes"), "compute"))
    assert "**The harbor that the claim invokes protects the base system (c): not met.**" in said
    assert "An open defeater had put the claim for the base system in doubt (c): met." in said


def test_figures_of_one_base_are_not_said_of_the_claim_for_another(tmp_path):
    file = written(tmp_path, high="9.6e25")
    two = "{id: base, roles: [base-developer]}, {id: other, roles: [base-developer]}"
    text = file.read_text("utf-8").replace("{id: base, roles: [base-developer]}", two)
    file.write_text(text, "utf-8")
    said = before_filing(drafted(file, "compute"))
    assert "protects the base system (c): undetermined.**" in said
    assert "Training compute of the base system is low enough" not in said
    assert "The facts on the base system are stated of this party's base (base): undeterm" in said
    described = tmp_path / "described.yaml"
    described.write_text(text.replace("{id: base,", "{id: base, base_described: yes,"), "utf-8")
    said = before_filing(drafted(described, "compute"))
    assert "protects the base system (c): met." in said
    assert "Training compute of the base system is low enough for the compute harbor: met" in said


def test_where_the_change_is_open_the_claim_says_that_keeping_the_harbor_turns_on_it():
    said = before_filing(drafted("cases/worked/g22.yaml", "compute"))
    kept = said.index("keeps the harbor of the base system (Developer of the base): undetermined.")
    assert kept < said.index("The change is substantial, so that this is a new system: undeterm")


def test_the_readings_by_which_the_developer_of_the_base_would_answer_stand_in_its_claim(tmp_path):
    file = written(tmp_path, high="9.6e25")
    late = "harm: {occurred: yes, date: 2025-04-10"
    file.write_text(file.read_text("utf-8").replace("harm: {occurred: yes, date: 2025-06-10", late))
    readings = drafted(file, "compute").partition("Readings on which the harbor turns")[2]
    assert "**Q29**" in readings


def test_a_claim_of_who_made_the_system_as_it_now_is_says_nothing_of_a_base():
    assert "base system, judged by itself" not in drafted(ROBOT, "passive")


def test_the_memorandum_says_why_the_developer_of_the_base_does_not_answer():
    said = short_answer(G28)
    harbor = next(each for each in said.splitlines() if "Safe harbor, Passive" in each)
    assert "The harbor that the claim invokes protects the base system (passive): met." in harbor
    party = next(each for each in said.splitlines() if "- **Developer of the base**" in each)
    assert "After a substantial change the base developer keeps the harbor of the base" in party


@pytest.mark.parametrize(
    ("credible", "told"),
    [
        ("yes", "met.\n"),
        ("unknown", "undetermined.\n"),
        (
            "{value: yes, evidence: [audit]}",
            "met. Credible estimates for the base system supplied: yes (audit).\n",
        ),
        (
            "{disputed: {claimant: no, developer: yes}}",
            "undetermined. Credible estimates for the base system supplied: "
            "claimant: no; developer: yes.\n",
        ),
    ],
)
def test_a_fact_that_only_repeats_a_finding_of_the_base_is_told_for_its_evidence_or_dispute_alone(
    credible, told, tmp_path
):
    file = written(tmp_path, high="9.6e25")
    text = file.read_text("utf-8").replace("credible: yes", f"credible: {credible}")
    file.write_text(text.replace("harm:", "sources: {audit: An audit}\nharm:"), "utf-8")
    said = before_filing(drafted(file, "compute"))
    assert f"- Credible estimates of the base system's compute were supplied: {told}" in said


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (G28, "It keeps the harbor of the base system. After a substantial change"),
        ("cases/worked/g22.yaml", "Whether it keeps the harbor of the base system is undetermined"),
        (None, "It does not keep the harbor of the base system."),
    ],
)
def test_whether_a_party_keeps_the_harbor_of_the_base_is_said_of_it_in_words(case, says, tmp_path):
    said = short_answer(case or written(tmp_path, high="9.6e25", doubt="yes"))
    party = next(each for each in said.splitlines() if "(developed a base system" in each)
    assert says in party
    assert "The base developer keeps" not in party


def test_the_checklist_has_the_elements_of_the_base_first():
    text = run(checklist_verb, G28, "--harbor", "passive").stdout
    base = text.index("### Elements of the base system, judged by itself")
    assert "- [x] `claim_effective_for_base`" in text
    assert "- [x] `base_elements_shown`" in text
    assert base < text.index("### Elements, on the facts of the case")


def test_what_speaks_against_a_claim_is_not_ticked(tmp_path):
    file = written(tmp_path, high="9.6e25", doubt="yes")
    text = run(checklist_verb, file, "--harbor", "compute").stdout
    assert "- [ ] `base_claim_in_doubt`" in text
