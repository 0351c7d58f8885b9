"""What measures the program: a figure is one of a run that did its work."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from liability.rulebook.load import load_rulebook

RUN = Path(__file__).parents[1] / "bench" / "run.py"
WELL = [sys.executable, "-S", "-c", ""]


def ending(status):
    return [sys.executable, "-S", "-c", f"raise SystemExit({status})"]


def test_the_pack_of_the_measurements_is_sound():
    assert load_rulebook(RUN.parent / "pack").id == "miniature"


@pytest.mark.parametrize("commands", [(ending(2), WELL), (WELL, ending(1)), (WELL, ending(3))])
def test_a_command_that_fails_is_not_timed(commands):
    with pytest.raises(SystemExit, match=r"ended with [123]$"):
        runpy.run_path(str(RUN))["interleaved"](*commands)


def test_an_undetermined_case_is_no_failure(monkeypatch):
    interleaved = runpy.run_path(str(RUN))["interleaved"]
    monkeypatch.setitem(interleaved.__globals__, "ROUNDS", 1)
    assert min(interleaved(ending(3), WELL)) > 0
