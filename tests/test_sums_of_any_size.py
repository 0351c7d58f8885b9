"""Amounts that no float holds are as exact on the screen, in JSON and in the picture as any."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from apportion_runs import G27, sums
from in_process import run

from liability.cli.memo import memo

pytestmark = pytest.mark.usefixtures("at_the_root")

LARGE = "123456789012345678.91"


def worked(tmp_path, amount, settled=None, *, shares=True):
    """The worked case with another amount, and with a settlement of the tuner, if any."""
    text = Path(G27).read_text("utf-8").replace("$120 million", amount)
    if not shares:
        text = re.sub(" *comparative_share: .*\n", "", text)
    if settled is not None:
        name = "name: Fine-tuner\n"
        text = text.replace(name, f"{name}    settled_for: {settled}\n")
    case = tmp_path / "case.yaml"
    case.write_text(text, "utf-8")
    return case


def said(done):
    assert done.exit_code in (0, 3), done.stderr
    return " ".join(done.stdout.split())


def test_a_claimant_that_may_be_paid_more_than_a_large_harm_is_said_to_be_that(tmp_path):
    settled = "{low: 2000000, high: 923456789012345678.97}"
    case = worked(tmp_path, LARGE, settled, shares=False)
    words = (
        "may receive up to USD 923,456,789,012,345,678.97 more than the harm, "
        "or bear up to USD 123,456,789,012,345,678.91 in the end"
    )
    assert words in said(sums(case, columns=400))
    assert words in said(run(memo, case))
    assert (
        "beyond the harm up to USD 923,456,789,012,345,678.97, "
        "or bears up to USD 123,456,789,012,345,678.91"
    ) in said(sums(case, "-f", "svg"))


def test_a_claimant_that_is_paid_more_than_a_large_harm_is_said_to_be_that(tmp_path):
    settled = "{low: 223456789012345678.91, high: 923456789012345678.97}"
    case = worked(tmp_path, LARGE, settled)  # of which the tuner's share is a fifth
    least, most = "198,765,431,209,876,543.13", "898,765,431,209,876,543.19"
    assert f"receives USD {least} to USD {most} more than the harm" in said(run(memo, case))
    assert f"receives USD {least} ? more than the harm" in said(sums(case, columns=400))
    assert f"beyond the harm USD {least}" in said(sums(case, "-f", "svg"))


def test_amounts_of_more_digits_than_decimals_usually_hold_are_shown_to_the_last_cent(tmp_path):
    case = worked(tmp_path, "12345678901234567890123456789.01")
    shown, drawn = said(sums(case, columns=400)), said(sums(case, "-f", "svg"))
    assert "Harm USD 12,345,678,901,234,567,890,123,456,789.01" in shown
    assert "receives USD 12,345,678,901,234,567,890,123,456,789.01" in drawn
    for amount in (
        "8,818,342,072,310,405,635,802,469,135.01",
        "3,527,336,828,924,162,254,320,987,654",
    ):
        assert f"pays the claimant USD {amount}" in shown
        assert f"pays the claimant USD {amount} for the harm" in drawn


def test_amounts_of_more_digits_than_decimals_usually_hold_add_up_in_json(tmp_path):
    case = worked(tmp_path, "12345678901234567890123456789.01")
    found = json.loads(said(sums(case, "-f", "json")))
    assert found["claimant"]["harm"]["on_this_record"] == "12345678901234567890123456789.01"
    paid = [Fraction(str(each["amount"])) for each in found["payments"]]
    assert sum(paid) == Fraction("12345678901234567890123456789.01")
