"""Rows of JSON lines: each is read or refused by itself, whatever its keys are."""

from __future__ import annotations

import json

import pytest
from batch_runs import graded
from hostile_tables import refusal

from liability.portfolio.batch import Batch
from liability.portfolio.inputs import plan_with
from liability.portfolio.tables import open_table

COMPUTE, DEPLOYED = "system.training_compute", "system.deployed"


@pytest.fixture
def batch(tmp_path, law):
    """Write rows as JSON lines, and open them as a portfolio."""

    def made(*rows, map_=None):
        path = tmp_path / "t.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in rows))
        table = open_table(path, path.name)
        plan = plan_with(table.header, law.rulebook, table.name, map_, table.strays)
        return Batch(table, plan, law, audit=0, needs=False, digests=False)

    return made


def test_a_key_that_is_no_fact_refuses_the_rows_that_have_it_and_no_other(batch):
    found = batch(
        {"case": "a", "remark": "x", COMPUTE: 1e25},
        {"case": "b", COMPUTE: 1e25},
        {"case": "c", COMPUTE: 1e25, "remark": None},
        {"case": "d", "system.trainig_compute": 1e25, "claims": "none", DEPLOYED: "maybe"},
        {"case": "e", "system": "x"},
    )
    names, errors = graded(found)
    assert names == ["b", "c"]
    assert errors.select("row", "id", "column").rows() == [
        (1, "a", "remark"),
        (4, "d", "system.trainig_compute"),
        (4, "d", "claims"),
        (4, "d", DEPLOYED),
        (5, "e", "system"),
    ]
    assert set(errors["code"]) == {"unknown-column", "wrong-type"}
    assert errors["reason"][0] == "column `remark` is no fact of `keep-the-future-human`"
    assert errors["help"][1] == f"did you mean `{COMPUTE}`?"
    assert "`none: [claims]` in a map" in errors["help"][2]
    assert "a column of its own, named in full, as `system." in errors["help"][4]
    assert "`remark` on line 1 of `t.jsonl`: column" in refusal(lambda: found.case_text("a"))


def test_a_key_that_is_no_fact_and_every_row_has_is_a_column_that_is_none(batch):
    rows = [{"case": "a", "remark": "x"}, {"case": "b", "remark": None}]
    assert "column `remark` of `t.jsonl` is no fact" in refusal(lambda: batch(*rows))


def test_where_no_key_is_a_fact_or_very_many_are_none_the_table_is_refused(batch):
    rows = [{"case": "a"}, *({"case": f"b{at}", f"x{at}": 1} for at in range(101))]
    assert "column `x0` of `t.jsonl` is no fact" in refusal(lambda: batch(*rows))
    rows = [{"name": "a"}, {"model": "b"}]
    assert "has no column that is named `case`" in refusal(lambda: batch(*rows))


def test_a_key_that_no_map_uses_may_hold_anything(batch):
    map_ = {"table": "t", "id": "name", "facts": {COMPUTE: "flop"}}
    rows = [
        {"name": "a", "flop": 1e25, "meta": {"x": 1}},
        {"name": "b", "flop": 1e25, "z": [[1]]},
        {"name": "c", "flop": {"low": 1}},
    ]
    names, errors = graded(batch(*rows, map_=map_))
    assert names == ["a", "b"]
    assert errors.select("row", "id", "code").rows() == [(3, "c", "nested")]


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ({"low": 1e24, "best": 1e25}, f"`{COMPUTE} low`, `{COMPUTE} best`"),
        ({"value": 1e25, "note": "x"}, "write the value alone"),
        ([{"value": 1e25}], "write texts or figures in it"),
        ({}, "leave it out"),
    ],
)
def test_a_value_that_is_more_than_a_cell_is_told_what_to_write(batch, value, advice):
    names, errors = graded(batch({"case": "a", COMPUTE: value}, {"case": "b", COMPUTE: 1}))
    assert names == ["b"]
    assert errors.select("id", "code").rows() == [("a", "nested")]
    assert advice in errors["help"][0]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'{"case": "a", "title": "\\ud800"}', "a"),
        (b'{"case": "a", "title": "\xff"}', "a"),
        (b'{"case": "\xff", "title": "a"}', None),
        (b'{"case": "a", "title": }', None),
    ],
)
def test_a_row_that_cannot_be_read_has_its_name_where_that_can(tmp_path, law, line, name):
    path = tmp_path / "t.jsonl"
    path.write_bytes(line + b'\n{"case": "b", "title": "x"}\n')
    table = open_table(path, path.name)
    plan = plan_with(table.header, law.rulebook, table.name, None, table.strays)
    names, errors = graded(Batch(table, plan, law, audit=0, needs=False, digests=False))
    assert (names, errors.select("row", "id").rows()) == (["b"], [(1, name)])


def test_a_row_is_refused_whose_compute_cannot_be_read_for_its_lineage(batch):
    map_ = {"table": "t", "columns": {"model": "case", "total": "t"}}
    names, errors = graded(
        batch({"case": "a", "t": 1e25}, {"case": "b", "t": {"low": 2e27}}, map_=map_)
    )
    assert names == ["a"]
    assert errors.select("row", "id", "code").rows() == [(2, "b", "nested")]


def test_a_key_without_a_name_is_shown_and_never_its_value(batch):
    names, errors = graded(batch({"case": "a", COMPUTE: 1e25}, {"case": "b", "": "hello"}))
    assert names == ["a"]
    assert errors.select("row", "id", "column").rows() == [(2, "b", '""')]
