"""Figures of the law that the text does not set: a document names each, and who has set it."""

from __future__ import annotations

import json
import re

import pytest
from apportion_runs import G27, ROOT
from in_process import run

from liability.cli.assess import assess
from liability.cli.claim import claim

pytestmark = pytest.mark.usefixtures("at_the_root")


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
