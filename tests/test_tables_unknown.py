"""A cell that says that a fact is unknown, where to leave the fact out is something else."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from generated import shipped_rulebook
from generated_cases import case_of, intervals, plain_values
from hypothesis import given
from hypothesis import strategies as st
from inference_cases import examples
from test_table import counted, row, training, written

from liability.case.model import POINTS
from liability.determination.assess import assess
from liability.determination.document import document
from liability.portfolio.batch import Batch
from liability.portfolio.inputs import law_with, plan_with
from liability.portfolio.patterns import PATTERN
from liability.portfolio.tables import open_table

THEN, TODAY = "system.training_compute", "system.training_compute_today"
RATE = "system.inference_rate"
DAY = "2026-03-01"
CELLS = ["", " ", "unknown", "n/a", "8e26", "2e27"]
LOW_HIGH = [("", ""), ("unknown", ""), ("", "?"), ("unknown", "2e27"), ("8e26", "unknown")]
TIERS = {"8e26": "RT-0|RT-1|RT-2|RT-3", "2e27": "RT-4"}
OPEN = "RT-0|RT-1|RT-2|RT-3|RT-4"


def graded(columns, rulebook, path, map_=None):
    pl.DataFrame({**columns, RATE: "1e18"}).write_csv(path)
    law = law_with(rulebook, DAY, None, None, None)
    table = open_table(path, path.name)
    batch = Batch(table, plan_with(table.header, rulebook, table.name, map_), law, audit=None)
    (done,) = batch.run()
    assert batch.disagreements() == []
    assert done.errors.is_empty()
    for name, tier in done.results.select("id", "tier_possible").rows():
        case = assess(batch.case(name), rulebook)
        assert case.outcomes["tier"].rstrip("|") == tier
    return batch, done


def test_a_figure_of_today_is_open_in_a_row_that_says_unknown_as_in_a_case_file(rulebook, tmp_path):
    columns = {"case": [f"c{at}" for at, _ in enumerate(CELLS)], THEN: "8e26", TODAY: CELLS}
    batch, done = graded(columns, rulebook, tmp_path / "t.csv")
    wanted = [TIERS["8e26"], TIERS["8e26"], OPEN, OPEN, TIERS["8e26"], TIERS["2e27"]]
    assert done.results["tier_possible"].to_list() == wanted
    system = [json.loads(batch.case_text(f"c{at}"))["system"] for at in (0, 2)]
    assert [each.get("training_compute_today") for each in system] == [None, "unknown"]
    patterns = done.facts[PATTERN].to_list()
    assert patterns[0] == patterns[1] != patterns[2] == patterns[3]


def test_ends_of_which_one_says_unknown_and_none_states_anything_leave_the_figure_open(
    rulebook, tmp_path
):
    low, high = zip(*LOW_HIGH, strict=True)
    columns = {"case": [f"c{at}" for at, _ in enumerate(low)], THEN: "8e26"}
    columns |= {f"{TODAY} low": low, f"{TODAY} high": high}
    _, done = graded(columns, rulebook, tmp_path / "t.csv")
    tiers = done.results["tier_possible"].to_list()
    assert tiers == [TIERS["8e26"], OPEN, OPEN, OPEN, OPEN]


@pytest.mark.parametrize(
    "said", [{"value": "unknown"}, {"column": "c", "values": {"-": "unknown"}}]
)
def test_a_map_may_say_that_it_is_unknown(said, rulebook, tmp_path):
    columns = {"case": ["one"], THEN: ["8e26"], "c": ["-"]}
    facts = {THEN: THEN, RATE: RATE, TODAY: said}
    map_ = {"table": "t", "id": "case", "facts": facts}
    _, done = graded(columns, rulebook, tmp_path / "t.csv", map_)
    assert done.results["tier_possible"].to_list() == [OPEN]


def test_a_row_that_says_unknown_is_the_case_that_says_so_whatever_the_reading_asks(
    rulebook, tmp_path
):
    """The mean of today is compared with under another reading alone, yet a what-if needs it."""
    mean = {"inference_rate_mean": "1e18", "inference_rate_mean_today": "unknown"}
    system = {"training_compute": "n/a", "inference_rate": "1e18", **mean}
    columns = {f"system.{name}": cell for name, cell in system.items() if f"system.{name}" != RATE}
    columns |= {"case": ["a"], "harm.occurred": "yes", "harm.date": "2026-02-01"}
    batch, _ = graded(columns, rulebook, tmp_path / "t.csv")
    by_hand = {"case": "a", "title": "a", "as_of": DAY, "profile": "en", "system": system}
    by_hand["harm"] = {"occurred": "yes", "date": "2026-02-01"}
    written, meant = batch.case("a"), case_of(by_hand, rulebook)
    assert written.facts == meant.facts
    one, other = (document(assess(each, rulebook)) for each in (written, meant))
    one["case"]["digest"] = other["case"]["digest"]  # `yes` is written as `true`
    assert one == other


@examples(8)
@given(st.data())
def test_the_case_of_a_row_states_just_what_its_cells_say(data):
    rulebook = shipped_rulebook()
    cells, by_hand = {"case": "a"}, {"case": "a", "as_of": DAY}
    for fact in rulebook.facts.values():
        subject = rulebook.subjects[fact.subject]
        if subject.many or fact.type == "text" or fact.unit == "money":
            continue
        said = data.draw(st.none() | st.just("unknown") | plain_values(rulebook, fact))
        if fact.type == "quantity" and data.draw(st.booleans()):
            said = data.draw(intervals(rulebook, fact))
            cells |= {f"{fact.id} {point}": said.get(point, "") for point in POINTS}
        else:
            cells[fact.id] = ";".join(said) or "none" if isinstance(said, list) else said or ""
        if said is not None:
            by_hand.setdefault(subject.key, {})[fact.name] = said
    with TemporaryDirectory() as folder:
        pl.DataFrame(cells).write_csv(path := Path(folder) / "t.csv")
        table = open_table(path, path.name)
        law = law_with(rulebook, DAY, None, None, None)
        batch = Batch(table, plan_with(table.header, rulebook, "t.csv", None), law, needs=False)
        assert batch.case("a").facts == case_of(by_hand, rulebook).facts


@pytest.mark.parametrize("said", ["unknown", "n/a", "Unknown", "?"])
def test_a_base_or_a_name_that_is_unknown_is_the_name_of_no_model(said):
    rows = [row("tuned", "1e26", said), row("other", "1e24", "base", "1e22"), row(said, "1e27")]
    found = counted(written(*rows))
    assert training(found, "tuned") == (1e26, None, None)
    assert [(each.line, each.code) for each in found.errors] == [(4, "no-name")]
    assert [*found.results[0].ledger.shares] == ["tuned", "unknown"]
