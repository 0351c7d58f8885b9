"""Tests that lie beside the rules: how they are written, and what is said of those that fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from base_pack import PACKS, copy_of_base
from cli_runs import ROOT
from golden import golden
from in_process import run, run_line

from liability.analysis.changed_case import changed_case
from liability.analysis.rule_tests import run_tests
from liability.cli.rules import test_ as rules_test
from liability.rulebook.load import load_rulebook
from liability.source.problems import ProblemsError
from liability.source.yaml import parse

BAD_TESTS = sorted((PACKS / "bad-tests").glob("*.yaml"))


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A copy of the smallest pack, which may have tests, and its cases beside it."""
    made = copy_of_base(tmp_path, monkeypatch)
    shutil.copytree(PACKS / "cases", tmp_path / "cases")
    (made / "tests").mkdir()
    return made


@pytest.mark.parametrize("file", BAD_TESTS, ids=lambda file: file.stem)
def test_a_bad_rule_test_gives_exactly_this_message(file, pack):
    if file.name.startswith("sums-"):
        shutil.copytree(PACKS / "sums", pack, dirs_exist_ok=True)
    shutil.copy(file, pack / "tests")
    with pytest.raises(ProblemsError) as caught:
        list(run_tests(load_rulebook(pack), Path("pack")))
    message = str(caught.value)
    for problem in caught.value.problems:
        assert problem.place is not None, f"no place: {problem.message}"
        assert problem.help, f"no help: {problem.message}"
    golden(file.with_suffix(".txt"), message + "\n")


def test_a_good_rule_test_beside_it_passes(pack):
    (pack / "tests" / "good.yaml").write_text(
        "- name: All of it\n"
        "  case: ../../cases/plain.yaml\n"
        "  with: {facts: {claims.c1.made: no, system.kind: big}, facts_of: claimant}\n"
        "  expect: {standard: strict, on_record: strict, obligations: {tell: applies},\n"
        "    parties: {acme: {liable: 'yes'}}, cautions: [caution], relies_on: ['P.*']}\n",
        "utf-8",
    )
    (result,) = run_tests(load_rulebook(pack), pack)
    assert not result.mismatches


def test_a_path_into_a_list_that_two_tests_share_changes_it_in_neither():
    shared = [{"id": "c1", "made": "yes"}]
    facts = {"claims": shared, "claims.c1.made": "no"}
    case = parse("case: x\n", "x.yaml")
    changed, _ = changed_case(case, facts, case)
    assert changed.data["claims"] == [{"id": "c1", "made": "no"}]
    assert shared == [{"id": "c1", "made": "yes"}]


def test_a_figure_is_set_by_its_whole_name():
    case = parse("case: x\n", "x.yaml")
    changed, problems = changed_case(case, {"parameters.cap.training": "1e27"}, case)
    assert changed.data["parameters"] == {"cap.training": "1e27"}
    assert not problems


def test_a_failed_rule_test_says_where_it_stands_and_whether_rules_disagree(pack):
    (pack / "more.yaml").write_text(
        "rules:\n"
        "  fault: {title: Fault, cites: [P.1], when: large, concludes: {standard: fault}}\n",
        "utf-8",
    )
    (pack / "tests" / "two.yaml").write_text(
        "- name: They disagree\n"
        "  case: &case ../../cases/plain.yaml\n"
        "  with: &with {facts: {system.open: no}}\n"
        "  expect: {standard: conflict, on_record: conflict}\n"
        "- name: It is open\n"
        "  case: *case\n"
        "  with: *with\n"
        "  expect: {standard: [strict, fault], on_record: strict}\n",
        "utf-8",
    )
    done = run(rules_test, pack, columns=200)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "failed: It is open",
        f"  --> {pack}/tests/two.yaml:5:9",
        "  standard: expected strict or fault; found a conflict between strict and fault",
        "  standard on record: expected strict; found a conflict between strict and fault",
        "rule tests: 1 passed, 1 failed",
    ]


def test_a_figure_that_is_not_as_expected_is_shown_beside_what_it_is(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    shutil.copytree(PACKS / "sums", pack, dirs_exist_ok=True)
    (tmp_path / "case.yaml").write_text(
        "case: x\nas_of: 2025-06-01\nsystem: {compute: 1e27, own_fault: 0}\n"
        "heads: [{id: h, amount: 900}]\n"
        "parties:\n"
        "  - {id: a, roles: [maker], share: 2 %, slight: no}\n"
        "  - {id: b, roles: [maker], share: 1 %, slight: no}\n",
        "utf-8",
    )
    (pack / "tests").mkdir()
    (pack / "tests" / "sums.yaml").write_text(
        "- name: Wrong figures\n"
        "  case: ../../case.yaml\n"
        "  expect:\n"
        "    parties: {a: {exposure: '900', own_part: '500', bears: 600 ?}, b: {own_part: 300 ?}}\n"
        "    claimant: {recoverable: undetermined}\n",
        "utf-8",
    )
    (result,) = run_tests(load_rulebook(pack), pack)
    found = {(each.what, each.expected, each.found) for each in result.mismatches}
    assert found == {
        ("parties.a.own_part", "500", "600"),
        ("parties.b.own_part", "300 ?", "300"),
        ("claimant.recoverable", "undetermined", "900"),
    }


def test_what_can_be_run_is_run_and_missing_cases_are_told_once_for_their_folder(tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "docs/examples/kite-act/rules", pack)
    (pack / "tests").mkdir(exist_ok=True)
    for each in (pack / "tests").glob("*.yaml"):
        each.unlink()
    tests = "".join(
        f"- {{name: {name}, case: {case}, expect: {{standard: [strict, fault]}}, because: x}}\n"
        for name, case in (("a", "gone/a.yaml"), ("b", "gone/b.yaml"), ("c", "../../case.yaml"))
    )
    shutil.copy(ROOT / "docs/examples/kite-act/case.yaml", tmp_path / "case.yaml")
    (pack / "tests" / "t.yaml").write_text(tests, "utf-8")
    done = run_line("rules", "test", str(pack))
    assert done.exit_code == 2
    assert done.stdout.startswith("rule tests: 1 passed, 0 failed; some cannot be run")
    assert done.stderr.count("error[") == 1
    assert "`gone/a.yaml` is not a case file; 1 other test with a case in `gone`" in done.stderr
