"""Figures of the law that the text does not set: a document names each, and who has set it."""

from __future__ import annotations

import json
import re

import pytest
from apportion_runs import G27, ROOT
from in_process import run

from liability.cli.apportion import apportion
from liability.cli.assess import assess
from liability.cli.claim import claim
from liability.cli.memo import memo
from liability.cli.why import why

pytestmark = pytest.mark.usefixtures("at_the_root")
BARRED = ("--reading", "claimant-fault=modified")
BAR = "wn share of responsibility above which a claimant recovers nothing"


@pytest.fixture
def g27(tmp_path):
    """What writes the worked case with figures of its own, and with a claimant at fault."""

    def written(fault="60 %", **parameters):
        said = (
            (ROOT / G27).read_text("utf-8").replace("claimant_fault: 0", f"claimant_fault: {fault}")
        )
        named = {name.replace("_", "."): value for name, value in parameters.items()}
        case = tmp_path / "case.yaml"
        case.write_text(f"{said}\nparameters: {json.dumps(named)}\n", "utf-8")
        return case

    return written


def flat(done):
    assert done.exit_code in (0, 3), done.stderr
    return " ".join(re.sub(r"[│├└─]", " ", done.stdout).split())


def assumed(verb, case, *options):
    """Who set each assumed figure, and its value, in what a verb writes as JSON."""
    found = json.loads(run(verb, case, *options, "-f", "json").stdout)["assumptions"]
    return {each["parameter"]: (each["value"], each["set_by"]) for each in found}


def test_the_figure_above_which_a_claimant_recovers_nothing_is_an_assumption_of_the_sums(g27):
    for verb in (apportion, assess):
        assert assumed(verb, g27(), *BARRED)["claimant.bar"] == (0.5, "this project")
        assert "claimant.bar" not in assumed(verb, g27())
        set_here = assumed(verb, g27(claimant_bar=0.7), *BARRED)
        assert set_here["claimant.bar"] == (0.7, "the case")


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({}, "50% (claimant.bar, set by this project"),
        ({"claimant_bar": 0.4}, "40% (claimant.bar, set by the case"),
    ],
)
def test_the_figure_that_bars_a_claim_is_named_wherever_the_sums_are_shown(figures, said, g27):
    case = g27(**figures)
    for done in (
        run(apportion, case, *BARRED, columns=200),
        run(apportion, case, *BARRED, "-f", "markdown"),
        run(assess, case, *BARRED, columns=200),
        run(assess, case, *BARRED, "-f", "markdown"),
        run(memo, case, *BARRED),
        run(why, case, "exposure@base", *BARRED, columns=200),
    ):
        assert f"{BAR}: {said}" in flat(done)


def test_a_figure_that_the_case_sets_is_listed_though_nothing_is_compared_with_it(g27):
    case = g27(fault="0", register_training="1e24")
    for done in (
        run(assess, case, columns=200),
        run(assess, case, "-f", "markdown"),
        run(memo, case),
    ):
        shown = flat(done)
        assert "1e24 FLOP (register.training, set by the case" in shown
    assert assumed(assess, case)["register.training"] == (1e24, "the case")


def test_a_share_of_a_figure_that_the_case_sets_is_set_through_it(g27):
    case = g27(cap_training="1e25")
    found = assumed(assess, case)
    assert found["harbor.training"] == (1e24, "the case, through cap.training")
    assert found["harbor.inference"] == (1e19, "this project")
    drafted = flat(run(claim, case, "--harbor", "compute"))
    assert "harbor.training. Set by the case, through cap.training, and by no authority" in drafted
    assert "from None" not in drafted


def test_a_claim_says_of_a_figure_that_the_case_sets_that_it_does(g27):
    drafted = flat(run(claim, g27(harbor_training="1e24"), "--harbor", "compute"))
    assert "harbor.training. Set by the case, and by no authority" in drafted
