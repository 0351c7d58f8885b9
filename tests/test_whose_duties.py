"""Whose the duties are: the addressee, and which party that is where roles tell it."""

from __future__ import annotations

import pytest
from in_process import run

from liability.cli.assess import assess

CASE = """
case: whose
as_of: 2025-06-01
system: {{autonomy: strong, generality: strong, intelligence: strong, deployed: yes{changed}}}
harm: {{occurred: no}}
claims: none
parties: [{parties}]
"""
MAKER = "{id: maker, roles: [developer]}"
USER = "{id: op, roles: [operator]}"
TUNED = "{id: base, roles: [base-developer]}, {id: tuner, roles: [fine-tuner]}"


@pytest.mark.parametrize(
    ("parties", "changed", "said"),
    [
        (MAKER, "", "developer (maker)."),
        (f"{MAKER}, {TUNED}", ", modification_substantial: yes", "developer (maker)."),
        (TUNED, ", modification_substantial: yes", "developer (tuner)."),
        (TUNED, ", modification: quantization", "developer (base)."),
        (TUNED, "", "developer. Which party that is, the case does not say."),
        (
            "{id: op, roles: [operator]}",
            "",
            "developer. Which party that is, the case does not say.",
        ),
    ],
)
def test_the_screen_says_which_party_the_duties_are_of(parties, changed, said, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(CASE.format(parties=parties, changed=changed))
    shown = " ".join(run(assess, path).stdout.split())
    assert f"Whose duties: {said}" in shown
