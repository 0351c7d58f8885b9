"""`why` and `why-not` do not stop before the reason."""

import pytest
from in_process import run_line as run

CASE = """case: x
as_of: 2025-06-01
system: {autonomy: strong, generality: strong, intelligence: strong, deployed: yes}
harm: {occurred: yes, caused_by_system: yes, physical: no}
parties: [{id: lab, name: The lab, roles: [developer]}, {id: shop, name: The shop, roles: [host]}]
CLAIMS
"""


@pytest.fixture
def told(tmp_path):
    def told(*arguments, claims="claims: none", physical="no"):
        text = CASE.replace("CLAIMS", claims).replace("physical: no", f"physical: {physical}")
        (tmp_path / "x.yaml").write_text(text, "utf-8")
        verb, *rest = arguments
        done = run(verb, "x.yaml", *rest, cwd=tmp_path, COLUMNS="200")
        assert done.exit_code == 0, done.stderr
        return done.stdout

    return told


def test_a_reading_that_decides_a_finding_by_itself_is_named_with_the_option_taken(told):
    assert "under reading Q40 (any): " in told("why", "harm_counts")
    assert "under reading Q40 (any): " in told("why", "harm_counts", physical="yes")
    by_fact = told("why", "harm_counts", "--reading", "Q40=physical")
    assert "not met" in by_fact
    assert "under reading Q40 (physical): " in by_fact


def test_a_reading_that_makes_no_difference_to_a_finding_is_not_named(told):
    weak = told("why", "autonomy_strong")
    assert "Autonomy: strong" in weak
    assert "under reading" not in weak


def test_a_rule_under_a_reading_names_it(told):
    shown = told("why", "parties.lab.position", "--reading", "Q35=immunity")
    rule = shown.index("exception: Under that reading a safe harbor frees the party")
    assert "under reading Q35 (immunity): " in shown[rule:]


def test_why_not_names_the_reading_that_leaves_out_every_rule_for_a_value(told):
    assert "under reading Q35 (reversion): " in told("why-not", "parties.lab.position=immune")


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ("claims: none", "the case states that there are none"),
        ("", "the case does not say whether there are any"),
    ],
)
def test_a_condition_on_each_of_none_says_that_there_are_none(claims, said, told):
    for asked in (("why", "protected@lab"), ("why-not", "harbors.compute=in_force")):
        assert said in told(*asked, claims=claims)


def test_a_condition_on_those_of_a_party_says_that_none_of_those_listed_is_of_it(told):
    claims = "claims: [{id: c1, harbor: weak, by: lab, stage: submitted, made_on: 2025-01-02}]"
    shown = told("why-not", "claims_effectively@shop=met", claims=claims)
    assert "none of those that the case lists is about it" in shown
