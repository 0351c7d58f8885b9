"""The safety case in the case file: read with it, held against its facts, and of no effect."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import yaml
from claims_drafted import ROBOT, ROBOT_CASE, drafted
from in_process import run_line

from liability.case.load import load_case
from liability.case.safety_facts import contradictions
from liability.case.safety_read import rules_of
from liability.determination.assess import assess
from liability.determination.document import document
from liability.source.problems import ProblemsError
from liability.source.yaml import MAX_BYTES, parse, read

ROOT = Path(__file__).parent.parent
ARGUED = yaml.safe_load(
    """
safety_case: robot
harbor: passive
state: DRAFT
system: {name: Robot, version: "2.1"}
claims: {top: {text: T, undeveloped: yes}}
defeaters: {d: {text: D, against: [top], state: open}}
sign_offs: [{role: approver, by: An agency, valid_until: "2026-01-01"}]
"""
)
CASE = {
    "case": "robot",
    "as_of": "2025-06-01",
    "system": {"autonomy": "weak", "version": "2.1"},
    "claims": [{"id": "c", "harbor": "passive"}],
}

FOUND_SINCE = {"id": "c", "harbor": "passive", "open_defeater": "no"}


def written(body):
    return parse(yaml.safe_dump(body, sort_keys=False), "x.yaml")


def loaded(rulebook, **more):
    return load_case(written({**CASE, **more}), rulebook)


def warned(rulebook, argued=(), **more):
    """What is said to contradict."""
    case = loaded(rulebook, **more, safety_case={**ARGUED, **dict(argued)})
    found = contradictions(case, case.safety_cases[0], rulebook, rules_of(rulebook))
    return [each.message for each in found]


def test_a_safety_case_stands_in_the_case_or_in_a_file_or_in_a_list(rulebook, tmp_path):
    (tmp_path / "argued.yaml").write_text(yaml.safe_dump(ARGUED), "utf-8")
    file = tmp_path / "case.yaml"
    digests = set()
    for given in (None, ARGUED, [ARGUED], "argued.yaml", ["argued.yaml"]):
        body = CASE if given is None else {**CASE, "safety_case": given}
        file.write_text(yaml.safe_dump(body), "utf-8")
        case = load_case(read(file), rulebook)
        digests.add(case.digest)
        assert [each.id for each in case.safety_cases] == ([] if given is None else ["robot"])
    assert len(digests) == 5


def test_what_names_no_safety_case_is_refused_all_of_it_at_once(rulebook, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "large.yaml").write_text("a" * (MAX_BYTES + 1), "utf-8")
    (tmp_path / "other.yaml").write_text(yaml.safe_dump({**CASE, "safety_case": ARGUED}), "utf-8")
    named = ["no.yaml", "folder", "loop", "x" * 5000, "a\0b", "/dev/zero", "large.yaml"]
    file = tmp_path / "case.yaml"
    given = [*named, "other.yaml", "case.yaml", ["x"], {}, None]
    file.write_text(yaml.safe_dump({**CASE, "safety_case": given}), "utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_case(read(file), rulebook)
    problems = caught.value.problems
    assert len(problems) == len(given)
    assert all(each.place and each.help and "`" in each.message for each in problems)
    assert Counter(each.code for each in problems) == {
        "safety-case/no-file": 6,
        "file/too-large": 1,
        "safety-case/wrong-type": 4,
        "safety-case/not-a-safety-case": 1,
    }
    assert "`other.yaml` is a case, and no safety case" in str(caught.value)


def test_a_lineage_under_a_name_too_long_for_a_file_is_refused(rulebook):
    with pytest.raises(ProblemsError, match="is not a file"):
        loaded(rulebook, lineage="x" * 5000)


def test_what_a_file_holds_is_part_of_the_digest_and_its_layout_is_not(rulebook, tmp_path):
    file, argued = tmp_path / "case.yaml", tmp_path / "argued.yaml"
    file.write_text(yaml.safe_dump({**CASE, "safety_case": "argued.yaml"}), "utf-8")
    digests = []
    for text in (
        yaml.safe_dump(ARGUED),
        "# a remark\n" + yaml.safe_dump(ARGUED, default_flow_style=True),
        yaml.safe_dump({**ARGUED, "state": "SUBMITTED"}),
    ):
        argued.write_text(text, "utf-8")
        digests.append(load_case(read(file), rulebook).digest)
    assert digests[0] == digests[1] != digests[2]


def test_the_determination_is_the_same_with_and_without_a_safety_case(rulebook):
    without = document(assess(loaded(rulebook), rulebook))
    for state in rules_of(rulebook).states:
        argued = {**ARGUED, "state": state}
        found = document(assess(loaded(rulebook, safety_case=argued), rulebook))
        assert found["case"].pop("digest") != without["case"]["digest"]
        found["case"]["digest"] = without["case"]["digest"]
        assert found == without


def test_facts_and_safety_case_that_agree_or_are_silent_are_not_warned_of(rulebook):
    assert warned(rulebook) == []
    assert warned(rulebook, system={"autonomy": "weak"}) == []
    assert warned(rulebook, claims="unknown") == []
    draft = {"id": "c", "harbor": "passive", "stage": "draft", "open_defeater": "yes"}
    assert warned(rulebook, claims=[draft]) == []
    disputed = {"disputed": {"claimant": "draft", "developer": "approved"}}
    assert warned(rulebook, claims=[{**CASE["claims"][0], "stage": disputed}]) == []


@pytest.mark.parametrize(
    ("argued", "case", "message"),
    [
        (
            {},
            {"system": {"version": "3.0"}},
            "the safety case is of version `2.1`, and the case of `3.0`",
        ),
        (
            {"harbor": "weak"},
            {},
            "the safety case is for `weak`, and no claim of the case is",
        ),
        ({}, {"claims": "none"}, "the safety case is for `passive`, and no claim of the case is"),
        (
            {},
            {"claims": [{"id": "c", "harbor": "passive", "stage": "approved"}]},
            "the safety case is `DRAFT`, and claim `c` is `approved`",
        ),
        (
            {"state": "APPROVED"},
            {"claims": [{"id": "c", "harbor": "passive", "stage": "submitted"}]},
            "the safety case is `APPROVED`, and claim `c` is `submitted`",
        ),
        (
            {},
            {"claims": [{"id": "c", "harbor": "passive", "expires": "2026-02-01"}]},
            "the approval ends on 2026-01-01, and that of claim `c` on 2026-02-01",
        ),
        (
            {},
            {"claims": [{"id": "c", "harbor": "passive", "open_defeater": "no"}]},
            "defeater `d` is open, and claim `c` is said to have none",
        ),
        (
            {"defeaters": {}},
            {"claims": [{"id": "c", "harbor": "passive", "open_defeater": "yes"}]},
            "claim `c` is said to have an open defeater, and the safety case has none",
        ),
        (
            {},
            {"claims": [FOUND_SINCE | {"open_defeater_today": "no"}]},
            "defeater `d` is open, and claim `c` is said to have none",
        ),
    ],
)
def test_what_cannot_both_be_true_is_warned_of(rulebook, argued, case, message):
    assert warned(rulebook, argued, **case) == [message]


def test_the_approval_of_a_claim_ends_on_the_day_that_any_of_its_approvals_does(rulebook):
    ends = ["2025-01-01", "2026-01-01"]
    signed = [{"role": "approver", "by": "An agency", "valid_until": day} for day in ends]

    def warned_for(day, *more):
        claim = {"id": "c", "harbor": "passive", "expires": day}
        return warned(rulebook, {"sign_offs": [*signed, *more]}, claims=[claim])

    assert warned_for("2026-01-01") == warned_for("2025-01-01") == []
    other = "the approval ends on 2026-01-01, and that of claim `c` on 2026-02-01"
    assert warned_for("2026-02-01") == [other]
    assert warned_for("2026-02-01", {"role": "approver", "by": "Another"}) == []


def test_a_defeater_found_since_the_harm_contradicts_no_claim_that_had_none_then(rulebook):
    claims = [FOUND_SINCE | {"open_defeater_today": "yes"}]
    assert warned(rulebook, {}, claims=claims) == []


def test_the_verbs_of_a_safety_case_work_on_a_case(tmp_path):
    file, two = tmp_path / "case.yaml", tmp_path / "two.yaml"
    file.write_text(yaml.safe_dump({**CASE, "safety_case": ARGUED}), "utf-8")
    both = [ARGUED, {**ARGUED, "harbor": "weak"}]
    two.write_text(yaml.safe_dump({**CASE, "safety_case": both}), "utf-8")
    run = partial(run_line, "safety-case")
    checked = run("check", file, "-f", "json")
    found = json.loads(checked.stdout)
    assert checked.exit_code == 3
    assert found["as_of"] == CASE["as_of"]
    assert {each["state"] for each in found["gates"]} >= {"open", "passed", "failed"}
    assert "<svg" in run("draw", file).stdout
    assert "module:" in run("export", file).stdout
    several = run("check", two)
    assert several.exit_code == 2
    assert "choose by `--harbor`: `passive`, `weak`" in several.stderr
    weak = run("check", two, "--harbor", "weak").stdout
    assert "no claim of the case is" in " ".join(weak.split())
    other = run("check", two, "--harbor", "narrow")
    assert "is no harbor that" in other.stderr


def test_a_claim_says_that_an_assumption_has_ended(tmp_path):
    argued = (ROOT / ROBOT_CASE).read_text("utf-8")
    assert "valid_until: 2026-07-01}" in argued
    file = tmp_path / "argued.yaml"
    file.write_text(argued.replace("valid_until: 2026-07-01}", "valid_until: 2025-01-01}"), "utf-8")
    assert "2025-01-01, which has passed |" in drafted(ROBOT, "passive", "--safety-case", file)
    assert "2026-07-01 |" in drafted(ROBOT, "passive")


def test_a_case_without_a_safety_case_loads_no_part_of_it():
    code = (
        "import sys; from liability.cli.app import main;"
        "sys.argv[1:] = ['assess', 'cases/gpt-4.yaml']; main();"
        "print([each for each in sys.modules if '.case.safety' in each])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_day_of_a_case_is_that_of_its_safety_case_unless_it_has_its_own(rulebook):
    case = loaded(rulebook, safety_case={**ARGUED, "as_of": "2025-07-01"})
    assert case.safety_cases[0].as_of == date(2025, 7, 1)
