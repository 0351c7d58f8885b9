"""A name that is nothing: what was meant is named where that is sure, and never another thing."""

import pytest
from cli_runs import run

CASE = """case: x
as_of: 2025-06-01
parties: [{id: maker, name: The maker, roles: [ROLE]}]
individuals: [{id: cto, party: maker}]
claims: none
"""


def refused(folder, role):
    (folder / "x.yaml").write_text(CASE.replace("ROLE", role), "utf-8")
    done = run("assess", "x.yaml", cwd=folder)
    assert done.returncode == 2
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
