"""What measures the program: a figure is one of a run that did its work."""

from __future__ import annotations

import importlib
import runpy
import sys
from pathlib import Path

import polars as pl
import pytest

from liability.portfolio.held import columns_for
from liability.rulebook.load import load_rulebook
from liability.rulebook.specialize import law_in_force

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


def test_durable_rules_grades_the_rows_that_are_measured(monkeypatch):
    monkeypatch.syspath_prepend(RUN.parent)
    engine = importlib.import_module("rivals.on_durable_rules").OnDurableRules
    law = law_in_force(load_rulebook(RUN.parent / "pack"), "2025-06-01")
    names = ("system.autonomy", "system.generality", "system.intelligence")
    facts = law.rulebook.facts
    held = {each: columns_for(each, facts[each], plain=True, asked_if_given=()) for each in names}
    rows = pl.DataFrame({"row": [1, 2], **{key: ["strong", "weak"] for key in names}})
    graded = engine(law, held, {"party": (), "claim": (), "person": ()})
    made = graded.answers(graded.run(graded.prepared(rows)))
    assert made["tier"].to_list() == ["RT-3|RT-4", "RT-0|RT-4"]
