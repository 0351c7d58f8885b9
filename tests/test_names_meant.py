"""A name that is nothing: what was meant is named where that is sure, and never another thing."""

from string import ascii_letters
from time import process_time

import pytest
from cli_runs import GPT_4
from in_process import run_line as run

from liability.source.problems import nearest

CASE = """case: x
as_of: 2025-06-01
parties: [{id: maker, name: The maker, roles: [ROLE]}]
individuals: [{id: cto, party: maker}]
claims: none
"""


def refused(folder, role):
    (folder / "x.yaml").write_text(CASE.replace("ROLE", role), "utf-8")
    done = run("assess", "x.yaml", cwd=folder)
    assert done.exit_code == 2
    return done.stderr


@pytest.mark.parametrize("role", ["deployer", "integrator", "user", "co-developer", "moderator"])
def test_another_word_for_a_role_is_not_taken_for_the_role_that_it_looks_like(role, tmp_path):
    said = refused(tmp_path, role)
    assert "did you mean" not in said
    assert "`liability rules show party.roles` says what each value means" in said


@pytest.mark.parametrize(
    ("role", "meant"),
    [("devloper", "developer"), ("Operator", "operator"), ("proivder", "provider")],
)
def test_a_slip_of_the_keys_in_a_role_is_named(role, meant, tmp_path):
    assert f"did you mean `{meant}`?" in refused(tmp_path, role)


def test_the_values_of_a_fact_and_of_a_conclusion_are_shown_with_what_they_mean():
    assert "merger: merged it" in run("rules", "show", "party.roles").stdout
    assert "strict: strict, joint and several" in run("rules", "show", "standard").stdout


INCIDENT = CASE.replace("ROLE", "developer")


@pytest.fixture
def incident(tmp_path):
    (tmp_path / "x.yaml").write_text(INCIDENT, "utf-8")
    return str(tmp_path / "x.yaml")


def test_why_takes_a_part_of_what_is_said_of_a_member(incident):
    asked = [run("why", incident, each).stdout for each in ("personal@cto", "personal")]
    assert asked == [run("why", incident, "individuals.cto.personal").stdout] * 2


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Risk tier", "the title of `tier`"),
        ("compute threshold", "the title of `harbors.compute`"),
        ("parties.cto", "ask about `individuals.cto`"),
        ("cto", "ask about `individuals.cto`"),
        ("compute", "ask about `harbors.compute`"),
        (
            "personal@nobody",
            "`parties.ID.position`, `individuals.ID.personal`",
        ),
    ],
)
def test_why_names_what_to_ask_about_instead(name, advice, incident):
    done = run("why", incident, name)
    assert (done.exit_code, "did you mean" in done.stderr) == (2, False)
    assert advice in done.stderr


def test_why_not_names_the_value_that_reports_call_by_a_label(incident):
    said = run("why-not", incident, "harbors.compute=protects").stderr
    assert "did you mean `in_force`?" in said
    assert "`in_force` (protects)" in run("why-not", incident, "harbors.compute=safe").stderr


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("rules/presumed-unclaimed", "presumed-unclaimed (rule)"),
        ("entries/harbor.weak", "weak (harbor)"),
        ("harbors.compute", "compute (harbor)"),
        ("obligations.register-training-run", "register-training-run (obligation)"),
        ("parties.openai.liable", "liable (conclusion)"),
        ("parties.openai.answers", "answers_to_claimant (conclusion)"),
        ("individuals.cto.personal", "personally_liable (conclusion)"),
        ("heads.fire.extent", "extent (conclusion)"),
        ("parties.liable", "liable (conclusion)"),
        ("individuals.personal", "personally_liable (conclusion)"),
        ("cautions.special_risk_domain", "special_risk_domain (conclusion)"),
    ],
)
def test_rules_show_takes_the_names_that_listings_and_determinations_print(name, shown):
    assert run("rules", "show", name).stdout.startswith(shown)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("parties.openai.liabel", "parties.openai.liable"),
        ("partes.openai.liable", "parties.openai.liable"),
        ("individuals.cto.persnal", "individuals.cto.personal"),
        ("parties.liabel", "parties.liable"),
    ],
)
def test_rules_show_names_the_outcome_that_a_slip_was_meant_to_be(slip, meant):
    done = run("rules", "show", slip)
    assert (done.exit_code, f"did you mean `{meant}`?" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", ["parties.roles", "parties.openai.roles", "parties", "tier.x"])
def test_rules_show_refuses_what_is_no_outcome(name):
    done = run("rules", "show", name)
    assert (done.exit_code, "did you mean" in done.stderr) == (2, False)


def test_rules_show_does_not_suggest_what_only_looks_alike():
    for name in ("harbors.computer", "harbors.liable", "nope/weak"):
        done = run("rules", "show", name)
        assert (done.exit_code, "did you mean" in done.stderr) == (2, False)


def test_a_reading_without_an_option_is_not_said_to_be_none():
    said = run("assess", GPT_4, "--reading", "Q1").stderr
    assert "`Q1` is given no option" in said
    assert "`liability rules show Q1` says what it may be" in said


def test_another_word_for_an_option_of_a_reading_is_not_taken_for_it():
    said = run("assess", GPT_4, "--reading", "Q31=defense_without_approval").stderr
    assert "did you mean" not in said
    assert "`defense_with_approval` (" in said


def test_what_was_meant_is_said_of_hundreds_of_slips_within_seconds():
    pairs = [one + two for one in ascii_letters.lower() for two in "0123456789abcdefghijkl"]
    names = [f"system.{each}_made_of_{each}" for each in sorted({*pairs})]
    slips = {name.replace("made", "mde"): name for name in names}
    assert len(slips) == len(names) > 500
    began = process_time()
    for slip, name in slips.items():
        assert nearest(slip, names) == f"did you mean `{name}`?"
    assert process_time() - began < 5
