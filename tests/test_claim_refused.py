"""What `liability claim` refuses, and the files that it writes."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from claims_drafted import HARBORS, ROBOT, ROBOT_CASE, claim, drafted
from cli_runs import run_process

from liability.cli.claim import _harbors
from liability.documents.claim import undraftable
from liability.language import LANGUAGES

pytestmark = pytest.mark.usefixtures("at_the_root")

VALUE = "{{ 7*7 }} <script>alert(1)</script> | =HYPERLINK(1) \\input{x} [^1]: y\n# no\n\n<!-- z -->"
HOSTILE = f"""\
case: hostile
title: &x {json.dumps(VALUE)}
notes: *x
sources: {{s: *x}}
system: {{name: *x, version: *x, ability_very_limited: {{value: yes, evidence: [s], note: *x}}}}
parties:
  - {{id: p, name: *x, roles: [developer]}}
claims:
  - {{id: c, harbor: passive, by: p, forum: *x}}
safety_case:
  safety_case: h
  title: *x
  harbor: passive
  state: DRAFT
  system: {{name: *x, version: *x}}
  claims: {{a: {{text: *x, supported_by: [b, e]}}}}
  arguments: {{b: {{text: *x, warrant: *x, supported_by: [e]}}}}
  evidence: {{e: {{text: *x, source: *x, version: *x}}}}
  assumptions: {{t: {{text: *x, by: *x}}}}
  contexts: {{u: {{text: *x}}}}
  defeaters: {{d: {{text: *x, against: [a], state: refuted, by: *x, resolution: *x}}}}
  sign_offs: [{{role: author, by: *x}}]
"""


def test_a_safety_case_for_another_harbor_is_refused():
    done = claim(ROBOT, "--harbor", "weak", "--safety-case", ROBOT_CASE)
    assert done.exit_code == 2
    assert "error[safety-case/other-harbor]" in done.stderr
    assert "draft the claim of `passive`" in done.stderr


def test_a_harbor_that_is_none_is_refused_with_what_was_meant():
    done = claim(ROBOT, "--harbor", "pasive")
    assert done.exit_code == 2
    assert "error[law/unknown-harbor]: `pasive` is not a harbor" in done.stderr
    assert "did you mean `passive`?" in done.stderr


def test_what_is_wrong_with_harbor_and_safety_case_is_said_at_once():
    done = claim(ROBOT, "--harbor", "pasive", "--safety-case", "no.yaml")
    assert "error[law/unknown-harbor]" in done.stderr
    assert "error[file/unreadable]" in done.stderr


def test_a_rulebook_that_says_nothing_of_the_document_is_refused(rulebook):
    (problem,) = undraftable(replace(rulebook, claim_documents={}), "weak")
    assert "does not say what a claim of `weak` holds" in problem.message


def test_harbors_are_completed_from_the_rulebook():
    class Context:
        params = {}  # noqa: RUF012

    assert sorted(_harbors(Context(), "")) == sorted(HARBORS)
    assert _harbors(Context(), "pa") == ["passive"]


def test_values_of_a_case_stand_as_text(tmp_path):
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE, "utf-8")
    for language in LANGUAGES:
        done = claim(file, "--harbor", "passive", "--lang", language)
        assert done.exit_code == 0, done.stderr
        text = done.stdout
        assert "\\{\\{ 7\\*7 \\}\\} \\<script\\>" in text
        assert not re.search(r"(?<!\\)<", text)
        assert "\n# no" not in text
        for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
            rows = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
            assert len(rows) == 1, table


def test_a_file_is_written_whole_and_over_none_unless_forced(tmp_path):
    target = tmp_path / "claim.md"
    assert claim(ROBOT, "--harbor", "weak", "-o", target).stdout == ""
    assert target.read_text("utf-8") == drafted(ROBOT, "weak")
    done = claim(ROBOT, "--harbor", "weak", "-o", target)
    assert done.exit_code == 2
    assert "exists already" in done.stderr
    assert claim(ROBOT, "--harbor", "narrow", "-o", target, "--force").exit_code == 0
    assert target.read_text("utf-8") == drafted(ROBOT, "narrow")


def test_the_verb_runs_as_a_program():
    done = run_process("claim", ROBOT, "--harbor", "passive")
    assert done.returncode == 0, done.stderr
    assert done.stdout == drafted(ROBOT, "passive")
