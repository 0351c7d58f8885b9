"""Lists in the cells of Parquet, JSON lines and frames: their parts are those that they have."""

from __future__ import annotations

import json

import polars as pl
import pytest

from liability import assess_frame
from liability.compute.cell_lists import END
from liability.compute.policy import policy_of
from liability.compute.table import count_table
from liability.compute.table_map import load_map
from liability.portfolio.batch import Batch
from liability.portfolio.inputs import law_with, plan_with
from liability.portfolio.lineages import rows_of
from liability.portfolio.tables import open_table
from liability.rulebook.load import load_rulebook
from liability.source.yaml import document_of

DAY = "2025-06-01"
AFTER = "system.agentic_after"
FORMS = pytest.mark.parametrize("form", ["parquet", "jsonl"])
PARTS = pytest.mark.parametrize("separator", [None, ";", ",", "/", "-", "a"])


def opened(folder, form, rows):
    frame, path = pl.DataFrame(rows), folder / f"t.{form}"
    frame.write_parquet(path) if form == "parquet" else frame.write_ndjson(path)
    return open_table(path, path.name)


def batch_of(table, map_):
    law = law_with(load_rulebook(), DAY, None, None, None)
    return Batch(table, plan_with(table.header, law.rulebook, table.name, map_), law, audit=None)


def mapped(separator, **more):
    fact = {"column": "after", **({"separator": separator} if separator else {}), **more}
    return {"table": "t", "id": "name", "facts": {AFTER: fact}}


@FORMS
@PARTS
def test_a_list_is_not_parted_again_by_the_separator_of_the_map(form, separator, tmp_path):
    after = [["quantization", " safeguard-removal"], ["refusal-edit"], ["quantization"], None]
    rows = {"name": ["a", "b", "c", "d"], "after": after}
    batch = batch_of(opened(tmp_path, form, rows), mapped(separator))
    (done,) = batch.run()
    assert batch.disagreements() == []
    assert done.errors.rows() == []
    case = json.loads(batch.case_text("a"))["system"]
    assert case == {"agentic_after": ["quantization", "safeguard-removal"]}
    beside = assess_frame(pl.DataFrame(rows), map=mapped(separator), as_of=DAY)
    assert beside["tier_possible"].to_list() == done.results["tier_possible"].to_list()


@FORMS
@PARTS
def test_a_part_that_holds_a_separator_is_one_part_and_no_value(form, separator, tmp_path):
    rows = {
        "name": ["a", "b"],
        "after": [["quantization;refusal-edit"], ["refusal-edit,quantization", "refusal-edit"]],
    }
    (done,) = batch_of(opened(tmp_path, form, rows), mapped(separator)).run()
    assert done.errors["code"].to_list() == ["unknown-name"] * 2
    assert END not in "".join(done.errors["reason"] + done.errors["help"])


@FORMS
def test_the_values_of_a_map_name_a_list_by_its_text(form, tmp_path):
    rows = {"name": ["a", "b"], "after": [["q"], ["q", "r"]]}
    map_ = mapped(",", values={"q": "quantization", "q;r": "quantization,refusal-edit"})
    batch = batch_of(opened(tmp_path, form, rows), map_)
    said = [json.loads(batch.case_text(each))["system"]["agentic_after"] for each in "ab"]
    assert said == [["quantization"], ["quantization", "refusal-edit"]]


@FORMS
def test_the_values_of_a_map_name_each_part_of_a_list_that_they_do_not_name_whole(form, tmp_path):
    values = {"q": "quantization", "both": "refusal-edit,light-fine-tune", "yes": "larger-training"}
    lists = [["q", "both"], ["q", "safeguard-removal"], ["q", "no"], ["q", "none"], ["q", "r,q"]]
    rows = {"name": list("abcde"), "after": lists}
    batch = batch_of(opened(tmp_path, form, rows), mapped(",", values=values))
    said = [json.loads(batch.case_text(each))["system"]["agentic_after"] for each in "ab"]
    assert said[0] == ["light-fine-tune", "quantization", "refusal-edit"]
    assert said[1] == ["quantization", "safeguard-removal"]
    (done,) = batch.run()
    wrong = done.errors.select("id", "reason").rows()
    assert wrong[0] == ("c", "`no` is not among the `values` that the map names")
    assert [name for name, _ in wrong] == ["c", "d", "e"]
    text = tmp_path / "t.csv"
    text.write_text('name,after\na,"q, both"\n', "utf-8")
    case = batch_of(open_table(text, text.name), mapped(",", values=values)).case_text("a")
    assert json.loads(case)["system"]["agentic_after"] == said[0]


@FORMS
def test_a_list_that_names_a_row_or_states_one_figure_is_one_text(form, tmp_path):
    fact = "system.training_compute"
    rows = {"name": [["a", "b"], ["c "]], "flop": [["1e25"], ["1e25", "2e25"]]}
    map_ = {"table": "t", "id": "name", "title": "name", "facts": {fact: "flop"}}
    batch = batch_of(opened(tmp_path, form, rows), map_)
    (done,) = batch.run()
    assert done.results.select("id", "title").rows() == [("a;b", "a;b")]
    assert json.loads(batch.case_text("a;b"))["title"] == "a;b"
    (wrong,) = done.errors.select("id", "reason").rows()
    assert wrong == ("c", "`1e25;2e25` is not a quantity in FLOP")


@FORMS
@pytest.mark.parametrize("separator", [None, ",", ";"])
def test_a_list_of_bases_is_not_parted_again(form, separator, tmp_path):
    rows = {
        "m": [["A, B"], ["C;D"], ["E"]],
        "flop": ["1e24", "2e24", None],
        "base": [None, None, ["A, B", "C;D"]],
    }
    base = {"column": "base", **({"separator": separator} if separator else {})}
    map_ = {"table": "t", "columns": {"model": "m", "total": "flop", "base": base}}
    read = load_map(document_of(map_, "map"))
    policy = policy_of(law_with(load_rulebook(), DAY, None, None, None))
    table = opened(tmp_path, form, rows)
    found = count_table(rows_of(table, read)[0], read, policy)
    assert [each.model for each in found.results][:2] == ["A, B", "C;D"]
    ledger = {each.model: each.ledger for each in found.results}["E"]
    assert {"A, B", "C;D"} <= set(ledger.counted)


@FORMS
@pytest.mark.parametrize(("no", "one"), [([], ["a"]), ("none", "a"), (["none"], ["a"])])
def test_an_empty_list_of_bases_or_none_names_no_base(form, no, one, tmp_path):
    rows = {"m": ["a", "b"], "flop": ["1e24", "2e24"], "base": [no, one]}
    columns = {"model": "m", "total": "flop", "base": "base"}
    read = load_map(document_of({"table": "t", "columns": columns}, "map"))
    policy = policy_of(law_with(load_rulebook(), DAY, None, None, None))
    found = count_table(rows_of(opened(tmp_path, form, rows), read)[0], read, policy)
    assert found.errors == ()
    assert [[*each.ledger.counted] for each in found.results] == [["a"], ["b", "a"]]
