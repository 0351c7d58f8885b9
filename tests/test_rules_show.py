"""`rules show`: the condition of a rule or a finding as its file has it, and where it stands."""

from __future__ import annotations

import pytest
from in_process import ROOT, run_line

RULES = "rules/keep-the-future-human"


def shown(*line):
    return run_line("rules", "show", *line).stdout


def test_of_a_rule_its_condition_is_shown_and_what_is_an_exception_to_it():
    said = shown("strict-liability")
    assert "\nexcepted by  safe-harbor\n" in said
    assert "\nwhen         regime_applies\n" in said
    assert "\nexception to  strict-liability\n" in shown("safe-harbor")
    assert "\nwhen       {not: regime_applies}\n" in shown("ordinary-liability")


def test_a_long_condition_is_shown_in_the_lines_of_a_rule_file():
    assert shown("one-harbor-enough").splitlines()[4:-2] == [
        "by readings  harbors-linked",
        "when         reading: harbors-linked",
        "             options:",
        "               any_one: {some: harbor, holds: harbor_protects}",
        "               two_of_three:",
        "                 any:",
        "                   - harbor_protects.compute",
        "                   - harbor_protects.provably-safe",
        "                   - count:",
        "                       - harbor_protects.weak",
        "                       - harbor_protects.narrow",
        "                       - harbor_protects.passive",
        "                     at_least: 2",
    ]


def test_of_a_finding_its_test_is_shown_with_the_readings_and_parameters_that_it_turns_on():
    said = shown("trained_below_harbor")
    assert "\nby readings        Q26, profile\n" in said
    assert "\nby parameters      harbor.training\n" in said
    assert "\ntest               by_profile:\n" in said
    assert "below: {parameter: harbor.training}\n" in said


@pytest.mark.parametrize(
    "name",
    ["C.4.a", "system.autonomy", "harbor.training", "Q29", "axis_undisputedly_weak", "standard"],
)
def test_of_anything_in_a_pack_the_file_and_line_are_shown(name):
    assert_stands(name, shown(name))


@pytest.mark.parametrize("name", ["strict-liability", "passive", "trained_below_harbor"])
def test_the_file_and_line_stay_whole_on_a_narrow_screen(name):
    assert_stands(name, run_line("rules", "show", name, COLUMNS="40").stdout)


def assert_stands(name, said):
    for line in said.splitlines():
        if line.startswith("--> "):
            file, _, number = line[4:].rpartition(":")
            assert file.startswith(f"{RULES}/")
            written = (ROOT / file).read_text().splitlines()[int(number) - 1]
            assert written.strip().startswith(f"{name}:")
    assert "\n--> " in said


def test_aliases_of_a_rule_file_are_written_out():
    assert shown("training_claimable").count("by_clause:") == 6  # two of them by an alias
    assert "*" not in shown("training_claimable")


def test_a_pack_in_a_folder_is_shown_with_its_own_files():
    folder = "docs/examples/kite-act/rules"
    assert "\n--> docs/examples/kite-act/rules/rules.yaml:" in shown("dangerous_activity", folder)
