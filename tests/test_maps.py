"""What is wrong with a map is said of the map, at its place, before any row is read."""

import subprocess
import sys
from decimal import Decimal

import pytest

from liability.case.model import Interval
from liability.compute.table_map import load_map
from liability.portfolio.batch import Batch
from liability.portfolio.inputs import law_with, plan_with
from liability.portfolio.lineages import Lineages
from liability.portfolio.tables import open_table
from liability.rulebook.load import load_rulebook
from liability.source.problems import ProblemsError
from liability.source.yaml import parse

DAY = "2025-06-01"
COMPUTE = "system.training_compute"


def planned(path, map_):
    law = law_with(load_rulebook(), DAY, None, None, None)
    return plan_with(open_table(path, path.name).header, law.rulebook, path.name, map_)


def table(folder, text):
    path = folder / "t.csv"
    path.write_text(text, "utf-8")
    return path


def test_what_is_wrong_with_the_unit_or_scale_of_a_map_is_said_of_the_map(tmp_path):
    facts = {
        COMPUTE: {"column": "c", "unit": "zettaFLOP", "scale": "0"},
        "system.inference_rate": {"column": "c", "unit": "EFLOP"},
    }
    path = table(tmp_path, "case,c\na,5\n")
    with pytest.raises(ProblemsError) as raised:
        planned(path, {"table": "t", "id": "case", "facts": facts})
    assert [(each.code, each.message.partition(" ")[0]) for each in raised.value.problems] == [
        ("map/wrong-unit", "`zettaFLOP`"),
        ("map/out-of-range", "`scale`"),
        ("map/wrong-unit", "`EFLOP`"),
    ]


def test_a_value_that_a_fact_does_not_take_is_said_of_the_map_with_what_else_is_wrong(tmp_path):
    facts = {
        "system.autonomy": {"column": "c", "values": {"a": "strong", "b": "super"}},
        "system.deployed": {"value": "maybe"},
        "system.aims": "c",
    }
    with pytest.raises(ProblemsError) as raised:
        planned(table(tmp_path, "case,c\na,a\n"), {"table": "t", "id": "case", "facts": facts})
    assert [(each.code, each.message.partition(" ")[0]) for each in raised.value.problems] == [
        ("map/unknown-name", "`super`"),
        ("map/wrong-type", "`maybe`"),
        ("map/unknown-fact", "`system.aims`"),
    ]


def test_a_column_that_is_not_there_is_said_beside_a_part_of_the_map_that_lacks_its_keys(tmp_path):
    columns = {"model": "case", "total": "nowhere", "within": {}}
    with pytest.raises(ProblemsError) as raised:
        planned(table(tmp_path, "case,c\na,5\n"), {"table": "t", "id": "case", "columns": columns})
    assert [(each.code, each.message.partition(" ")[0]) for each in raised.value.problems] == [
        ("map/unknown-column", "`nowhere`"),
        ("map/missing-key", "`column`"),
        ("map/missing-key", "`factors`"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "`m.yaml` is empty"),
        ("", "docs/portfolio.md says what it holds"),
        ("facts: [a]", "docs/portfolio.md says which"),
        ("id: case", "help: add `table:`\n"),
        ("table: t\nfact: {}", "`fact` is not a key here"),
        ("table: t\nfact: {}", "help: did you mean `facts`?\n"),
    ],
)
def test_what_is_wrong_with_the_form_of_a_map_names_it_and_its_page(
    text, says, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(text)
    with pytest.raises(ProblemsError) as raised:
        planned(table(tmp_path, "case,c\na,5\n"), "m.yaml")
    assert says in str(raised.value) + "\n"


def test_a_map_that_is_not_there_is_said_not_to_be(tmp_path):
    with pytest.raises(ProblemsError, match=r"none\.yaml` does not exist"):
        planned(table(tmp_path, "case,c\na,5\n"), tmp_path / "none.yaml")


def test_an_estimate_of_a_table_of_models_states_no_end_that_nobody_stated(tmp_path):
    path = table(tmp_path, "m,t,low,b,added\na,2e24,,,\nb,2e24,1e24,,\nc,,,b,0\n")
    map_ = {
        "table": "t",
        "columns": {"model": "m", "total": "t", "low": "low", "base": "b", "increment": "added"},
    }
    opened, law = open_table(path, path.name), law_with(load_rulebook(), DAY, None, None, None)
    plan = plan_with(opened.header, law.rulebook, path.name, map_)
    counted = Lineages(opened, plan, law).plan.cells[-1].counted
    best, low = Decimal("2e24"), Decimal("1e24")
    alone, bounded = Interval(None, best, None), Interval(low, best, None)
    assert counted == {2: alone, 3: bounded, 4: bounded}


@pytest.mark.parametrize("needs", [True, False])
def test_a_map_that_reads_no_column_grades_every_row(needs, tmp_path):
    path = table(tmp_path, "x,y\n1,2\n3,4\n")
    opened, law = open_table(path, path.name), law_with(load_rulebook(), DAY, None, None, None)
    map_ = {"table": "t", "facts": {COMPUTE: {"value": "1e25"}}}
    plan = plan_with(opened.header, law.rulebook, path.name, map_)
    batch = Batch(opened, plan, law, audit=0, needs=needs, digests=False)
    assert [done.results["row"].to_list() for done in batch.run()] == [[2, 3]]


def test_a_map_is_told_where_a_key_belongs_and_how_every_row_states_a_fact(tmp_path, monkeypatch):
    """A mistake in the form of a fact hides no other of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(
        "table: t\n"
        "facts:\n"
        "  party.roles: c\n"
        "  system: c\n"
        "  system.generality: strong\n"
        "  system.aim: strong\n"
        "  system.training_compute: {column: d, within: {A: 3}, unit: [a], scale: 0}\n"
        "columns: {model: [a], total: d}\n"
    )
    with pytest.raises(ProblemsError) as raised:
        planned(table(tmp_path, "case,c\na,5\n"), "m.yaml")
    every_row = "known names: `c`, `case`; to state it of every row, write `{value: strong}`"
    listed = "remove it, and state it in a case file; `none: [parties]` in a map says that every "
    found = {each.message: each.help for each in raised.value.problems}
    assert found.pop("`party.roles` is about what only a case lists") == listed + "row has none"
    assert found.pop("`strong` is not a column of `t.csv`") == every_row
    assert found.pop("`within` is not a key here") == "write it below `columns:`"
    assert sorted(found) == [
        "`d` is not a column of `t.csv`",
        "`model` holds a list",
        "`scale` is 0",
        "`system.aim` is not a fact that a row can state",
        "`system` is no fact",
        "`unit` holds a list",
    ]


def test_what_is_wrong_with_a_cell_of_a_lineage_names_its_column(tmp_path):
    path = table(tmp_path, "m,d,low,t,r\na,x,,1e24,\nb,,2e24,1e24,\nc,,,fast,\nd,,,1,no\n")
    columns = {"model": "m", "when": "d", "low": "low", "total": "t"}
    map_ = {"table": "t", "columns": columns, "refuse": {"column": "r", "values": ["no"]}}
    law = law_with(load_rulebook(), DAY, None, None, None)
    (done,) = Batch(open_table(path, path.name), planned(path, map_), law, needs=False).run()
    assert done.errors["column"].to_list() == ["d", "low", "t", "r"]


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (
            "within: {column: c, factors: {A: 0.3, B: ten}}",
            ["the factor `0.3` is below 1", "`ten` is not a number"],
        ),
        ("unit: zettaFLOP", ["`zettaFLOP` is no unit for compute, which is in FLOP"]),
        ("scale: 0", ["`scale` is 0"]),
    ],
)
def test_what_a_map_says_of_compute_is_refused_where_it_stands(key, found):
    text = f"table: t\ncolumns:\n  model: m\n  {key}\n"
    with pytest.raises(ProblemsError) as refused:
        load_map(parse(text, "map.yaml"))
    assert [(each.message, each.place.line) for each in refused.value.problems] == [
        (each, 4) for each in found
    ]


def test_a_map_that_is_wrong_in_a_file_whose_name_could_stand_for_no_table_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text("case\na\n", "utf-8")
    (tmp_path / " ").write_text("tabel: x\n", "utf-8")
    command = [sys.executable, "-m", "liability", "batch", "t.csv", "--map", " "]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.count("error[") == 1
    assert "did you mean `table`?" in done.stderr
