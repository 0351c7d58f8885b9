"""What cells say, however they are typed: the same in the results as in the row's own case file."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import polars as pl
import pytest

from liability import assess, assess_frame
from liability.compute.policy import policy_of
from liability.compute.table import count_table
from liability.compute.table_map import load_map
from liability.portfolio.batch import Batch
from liability.portfolio.cells import CellReader
from liability.portfolio.frames import plan_of
from liability.portfolio.inputs import law_with, plan_with
from liability.portfolio.tables import open_table
from liability.rulebook.load import load_rulebook
from liability.source.problems import ProblemsError
from liability.source.yaml import document_of

DAY = "2025-06-01"
COMPUTE = "system.training_compute"


def batch_of(path, map_=None, figures=None):
    law = law_with(load_rulebook(), DAY, None, None, figures)
    table = open_table(path, path.name)
    return Batch(table, plan_with(table.header, law.rulebook, path.name, map_), law, audit=None)


def results(batch):
    done = list(batch.run())
    assert batch.disagreements() == []
    return [row for each in done for row in each.results.to_dicts()]


def errors(batch):
    return [row for each in batch.run() for row in each.errors.to_dicts()]


def held_to_its_case_file(batch, name, row):
    """Hold a row's result to what its case file is determined to be."""
    found = assess(json.loads(batch.case_text(name)))
    assert row["harbor_compute"] == found.outcomes["harbors.compute"].removesuffix("|")
    assert row["tier_possible"] == found.outcomes["tier"].removesuffix("|")


def table(folder, text, name="t.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "given", [pl.Series(["true"]), pl.Series([True])], ids=["text", "a boolean"]
)
def test_the_values_of_a_map_hold_for_every_type_of_column(given, tmp_path):
    facts = {"system.deployed": {"column": "c", "values": {"true": "no", "false": "yes"}}}
    pl.DataFrame({"c": given}).write_parquet(tmp_path / "t.parquet")
    batch = batch_of(tmp_path / "t.parquet", {"table": "t", "facts": facts})
    (done,) = batch.run()
    assert done.facts["system.deployed"].to_list() == [False]
    assert json.loads(batch.case_text("1"))["system"]["deployed"] == "false"


def typed_tables(folder, column):
    """Write a column as each format that has truths of its own, and yield where."""
    frame = pl.DataFrame({"c": column})
    frame.write_parquet(folder / "t.parquet")
    frame.write_ndjson(folder / "t.jsonl")
    book = openpyxl.Workbook()
    for each in ("c", *column):
        book.worksheets[0].append([each])
    book.save(folder / "t.xlsx")
    frame.write_csv(folder / "t.csv")
    return [folder / f"t.{each}" for each in ("parquet", "jsonl", "xlsx", "csv")]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"TRUE": "no", "FALSE": "yes"}, [True, False]),
        ({"yes": "no", "no": "yes"}, [True, False]),
        ({"1": "no", "0": "yes"}, [1.0, 0.0]),
        ({"-1.0": "no", "1,000": "yes"}, [-1, 1000]),
    ],
)
def test_the_values_of_a_map_hold_by_value_however_a_cell_is_spelt(values, column, tmp_path):
    facts = {"system.deployed": {"column": "c", "values": values}}
    for path in typed_tables(tmp_path, column):
        batch = batch_of(path, {"table": "t", "facts": facts})
        (done,) = batch.run()
        assert done.facts["system.deployed"].to_list() == [False, True], path.suffix


@pytest.mark.parametrize(
    ("values", "left_out"),
    [({"TRUE": "no"}, False), ({"no": "yes"}, True), ({"1": "no", "0": "yes"}, True)],
)
def test_an_answer_that_the_values_of_a_map_leave_out_is_refused_where_they_name_one(
    values, left_out, tmp_path
):
    facts = {"system.deployed": {"column": "c", "values": values}}
    for path in typed_tables(tmp_path, [left_out]):
        wrong = errors(batch_of(path, {"table": "t", "facts": facts}))
        assert [each["code"] for each in wrong] == ["unknown-name"], path.suffix
        assert "is not among the `values` that the map names" in wrong[0]["reason"]


def test_the_values_of_a_map_hold_for_the_truths_of_a_frame():
    facts = {"system.deployed": {"column": "c", "values": {True: "no", False: "yes"}}}
    law = law_with(load_rulebook(), DAY, None, None, None)
    frame = pl.DataFrame({"c": [True, False]})
    plan = plan_of(frame.columns, law, {"table": "t", "facts": facts})
    made, _ = CellReader(plan, law).typed(frame, [1, 2])
    assert made["system.deployed"].to_list() == [False, True]


def test_an_answer_stands_for_itself_where_the_values_of_a_map_name_none(tmp_path):
    facts = {"system.deployed": {"column": "c", "values": {"n/a": "unknown"}}}
    (done,) = batch_of(table(tmp_path, "c\nn/a\nyes\n"), {"table": "t", "facts": facts}).run()
    assert done.facts["system.deployed"].to_list() == [None, True]


def test_the_values_of_a_map_name_no_empty_cell(tmp_path):
    facts = {"system.deployed": {"column": "c", "values": {" ": "no"}}}
    with pytest.raises(ProblemsError, match="names a cell that is empty"):
        batch_of(table(tmp_path, "c\nyes\n"), {"table": "t", "facts": facts})


@pytest.mark.parametrize("cell", ["1e26", "100000000000000000000000000", "1.0e26"])
def test_a_figure_of_the_law_with_many_digits_parts_rows_where_it_lies(cell, tmp_path):
    figure = {"harbor.training": "1.00000000000000000001e26", "cap.training": "1e28"}
    path = table(tmp_path, f"case,{COMPUTE}\na,{cell}\nb,2e26\n")
    batch = batch_of(path, figures=figure)
    rows = {row["id"]: row for row in results(batch)}
    assert rows["a"]["harbor_compute"] != rows["b"]["harbor_compute"]
    held_to_its_case_file(batch, "a", rows["a"])
    frame = pl.DataFrame({COMPUTE: [1e26, 2e26]})
    below, above = assess_frame(frame, as_of=DAY, parameters=figure)["harbor_compute"]
    assert below == rows["a"]["harbor_compute"]
    assert above == rows["b"]["harbor_compute"]


@pytest.mark.parametrize("figure", [1e26, 1e25, 3.8e25, 0.1])
def test_a_figure_of_single_precision_says_what_it_says_in_double(figure, tmp_path):
    graded = {}
    for precision in (pl.Float32, pl.Float64):
        frame = pl.DataFrame({"case": ["a"], COMPUTE: pl.Series([figure], dtype=precision)})
        frame.write_parquet(tmp_path / "t.parquet")
        batch = batch_of(tmp_path / "t.parquet")
        (row,) = results(batch)
        beside = assess_frame(frame, as_of=DAY).drop(COMPUTE).to_dicts()
        graded[precision] = row["case_digest"], row["tier_possible"], beside
        held_to_its_case_file(batch, "a", row)
    assert graded[pl.Float32] == graded[pl.Float64]


@pytest.mark.parametrize("name", [COMPUTE, f"{COMPUTE} low"])
def test_two_columns_that_differ_by_space_alone_are_refused(name, tmp_path):
    says = rf"columns `{name}` and `{name} ` of .* state the same"
    with pytest.raises(ProblemsError, match=says):
        batch_of(table(tmp_path, f"case,{name},{name} \na,1e25,1e27\n"))
    with pytest.raises(ProblemsError, match=says):
        assess_frame(pl.DataFrame({name: ["1e25"], f"{name} ": ["1e27"]}), as_of=DAY)


def test_a_figure_with_many_digits_stays_below_the_threshold_in_its_case_file(tmp_path):
    path = table(tmp_path, f"case,{COMPUTE}\na,99999999999999999999999999.99999999\n")
    batch = batch_of(path)
    (row,) = results(batch)
    assert Decimal(json.loads(batch.case_text("a"))["system"]["training_compute"]) < Decimal("1e26")
    held_to_its_case_file(batch, "a", row)


@pytest.mark.parametrize("cell", ["1e-400", "-1e-400"])
def test_a_figure_too_small_to_be_held_is_not_taken_for_zero(cell, tmp_path):
    (wrong,) = errors(batch_of(table(tmp_path, f"case,{COMPUTE}\na,{cell}\n")))
    assert wrong["column"] == COMPUTE


def test_a_row_that_is_refused_is_not_explained_and_gives_no_case(tmp_path):
    batch = batch_of(table(tmp_path, f"case,{COMPUTE},system.deployed\na,a lot,yes\n"))
    where = f"`{COMPUTE}` on line 2 of `{batch.name}`"
    said = re.escape(f"{where}: `a lot` is not a quantity in FLOP")
    for ask in (batch.case_text, batch.case):
        with pytest.raises(ProblemsError, match=said):
            ask("a")


@pytest.mark.parametrize("cell", ["3000", "+3000", "3e3", "3 x 10^3", "3.0E+3", "3,000"])
def test_the_unit_of_a_map_holds_for_every_way_to_write_a_figure(cell, tmp_path):
    facts = {COMPUTE: {"column": "c", "unit": "YFLOP"}}
    path = table(tmp_path, f'case,c\na,"{cell}"\n')
    map_ = {"table": "t", "id": "case", "facts": facts}
    batch = batch_of(path, map_)
    (done,) = batch.run()
    if done.errors.height:  # refused, and never taken for another unit
        assert done.errors["column"].to_list() == ["c"]
    else:
        assert done.facts[COMPUTE].to_list() == [3e27]


@pytest.mark.parametrize(
    "cell",
    ["3 × 10³", "3·10^3", "3 * 10**3", "３０００", "\u00a03\u00a0x\u202f10^3", "3e3", "3e+3"],
)
@pytest.mark.parametrize("more", [{"unit": "YFLOP"}, {"scale": "1e24"}])
def test_unit_and_scale_of_a_map_hold_for_every_figure_that_is_read(cell, more, tmp_path):
    path = table(tmp_path, f"case,c\na,{cell}\nb,10⁷\n")
    map_ = {"table": "t", "id": "case", "facts": {COMPUTE: {"column": "c", **more}}}
    (done,) = batch_of(path, map_).run()
    assert done.facts[COMPUTE].to_list() == [3e27, 1e31]


@pytest.mark.parametrize(
    "more", [{"unit": "YFLOP"}, {"scale": "1e3"}, {"unit": "kFLOP", "scale": "5"}]
)
def test_a_unit_in_the_cell_goes_before_unit_and_scale_of_the_map(more, tmp_path):
    path = table(tmp_path, "case,c\na,3e27 FLOP\nb,5 EFLOP\n")
    map_ = {"table": "t", "id": "case", "facts": {COMPUTE: {"column": "c", **more}}}
    batch = batch_of(path, map_)
    (done,) = batch.run()
    assert done.facts[COMPUTE].to_list() == [3e27, 5e18]
    assert json.loads(batch.case_text("b"))["system"] == {"training_compute": "5E+18"}


def test_a_bare_figure_is_multiplied_by_the_scale_of_the_map(tmp_path):
    facts = {COMPUTE: {"column": "c", "unit": "EFLOP", "scale": "1e3"}}
    path = table(tmp_path, "case,c\na,7\n")
    (done,) = batch_of(path, {"table": "t", "id": "case", "facts": facts}).run()
    assert done.facts[COMPUTE].to_list() == [7e21]


def test_a_figure_that_its_scale_makes_too_large_is_refused_as_in_a_case_file(tmp_path):
    facts = {COMPUTE: {"column": "c", "scale": "1e24"}}
    (wrong,) = errors(batch_of(table(tmp_path, "case,c\na,1e90\n"), {"table": "t", "facts": facts}))
    assert (wrong["code"], wrong["reason"]) == ("out-of-range", "`1E+114` is out of range")


@pytest.mark.parametrize(
    ("cell", "reason", "advice"),
    [
        ('"1,5"', "`1,5` is not a quantity in FLOP", "write a point before decimals, as in `1.5`"),
        ("-4", "`-4` is negative", "a quantity in FLOP is zero or more"),
        ("much", "`much` is not a quantity in FLOP", "an interval in three columns"),
        (
            "1e25\u200b",
            "`1e25\u200b` is not a quantity in FLOP (with U+200B, which does not show)",
            "an interval in three columns",
        ),
    ],
)
def test_a_cell_that_is_no_figure_is_quoted_as_it_stands(cell, reason, advice, tmp_path):
    map_ = {"table": "t", "id": "case", "facts": {COMPUTE: {"column": "c", "unit": "FLOP"}}}
    (wrong,) = errors(batch_of(table(tmp_path, f"case,c\na,{cell}\n"), map_))
    assert wrong["reason"] == reason
    assert advice in wrong["help"]


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("huge", "known names: `strong`, `weak`, or name in the `values` of a map what `huge`"),
        ("Weak", "did you mean `weak`? or name in the `values` of a map what `Weak` stands for"),
    ],
)
def test_a_value_that_the_values_of_a_map_leave_out_is_told_that_they_may_name_it(
    cell, advice, tmp_path
):
    facts = {"system.autonomy": {"column": "c", "values": {"high": "strong"}}}
    path = table(tmp_path, f"case,c\na,high\nb,{cell}\n")
    (wrong,) = errors(batch_of(path, {"table": "t", "facts": facts}))
    assert advice in wrong["help"]


def test_a_heading_with_what_does_not_show_is_told_it(tmp_path):
    with pytest.raises(ProblemsError, match=r"\(with U\+00A0, which does not show\) of `t.csv`"):
        batch_of(table(tmp_path, f"case,{COMPUTE}\u00a0low\na,5\n"))


def test_a_table_without_facts_is_told_of_maps_and_results_are_told_apart(tmp_path):
    with pytest.raises(ProblemsError, match="has no column that is named") as raised:
        batch_of(table(tmp_path, "name,flop,org\na,5,x\n"))
    assert "`--map`" in raised.value.problems[0].help
    assert len(raised.value.problems) == 1
    with pytest.raises(ProblemsError, match=r"did you mean `system\.deployed`"):
        batch_of(table(tmp_path, "sytem.deployed\nyes\n"))
    (done,) = batch_of(table(tmp_path, f"{COMPUTE}\n1e25\n")).run()
    done.results.write_csv(tmp_path / "r.csv")
    with pytest.raises(ProblemsError, match=r"`r\.csv` holds the results of an earlier run"):
        batch_of(tmp_path / "r.csv")


def test_a_day_that_no_case_file_may_have_is_refused_in_any_type(tmp_path):
    rows = pl.DataFrame({"case": ["a", "b"], "system.deployed_on": [date(1900, 1, 1), None]})
    rows.write_parquet(tmp_path / "t.parquet")
    (wrong,) = errors(batch_of(tmp_path / "t.parquet"))
    assert (wrong["id"], wrong["code"]) == ("a", "out-of-range")


def test_midnight_in_utc_is_its_day_in_the_results_and_in_the_case_file(tmp_path):
    day = [datetime(2025, 6, 1, tzinfo=UTC)]
    pl.DataFrame({"case": ["a"], "system.deployed_on": day}).write_parquet(tmp_path / "t.parquet")
    batch = batch_of(tmp_path / "t.parquet")
    (done,) = batch.run()
    assert done.facts["system.deployed_on"].to_list() == [date(2025, 6, 1)]
    assert json.loads(batch.case_text("a"))["system"]["deployed_on"] == "2025-06-01"


def test_a_day_may_have_slashes_or_midnight_behind_it_and_no_other_order(tmp_path):
    one = ["2025-06-01", "2025/6/1", "2025/06/01", "2025-06-01 00:00:00", "2025/6/1 0:00"]
    other = ["1/6/2025", "2025/6-1", "2025-06-01 10:00", "2025/13/1", "20250601"]
    rows = "".join(f"c{at},{each}\n" for at, each in enumerate([*one, *other]))
    (done,) = batch_of(table(tmp_path, f"case,system.deployed_on\n{rows}")).run()
    assert done.facts["system.deployed_on"].to_list() == [date(2025, 6, 1)] * len(one)
    assert [each.split("`")[1] for each in done.errors["reason"]] == other


def test_a_row_with_control_characters_can_be_explained(tmp_path):
    rows = pl.DataFrame({"case": ["a"], "title": ["x\x9by\x7f"], COMPUTE: ["1e25"]})
    rows.write_parquet(tmp_path / "t.parquet")
    assert batch_of(tmp_path / "t.parquet").case("a").title == "x\x9by\x7f"


def test_a_row_that_is_refused_for_two_reasons_is_told_each_once(tmp_path):
    header = "Model,Compute,Confidence\n"
    path = table(tmp_path, header + "a,1e25,Wrong\nb,1e25,Sure\nb,1e25,Sure\n")
    map_ = {
        "table": "t",
        "columns": {"model": "Model", "total": "Compute"},
        "refuse": {"column": "Confidence", "values": ["Wrong"]},
    }
    assert [(row["row"], row["code"]) for row in errors(batch_of(path, map_))] == [
        (2, "refused"),
        (3, "duplicate-id"),
        (4, "duplicate-id"),
    ]


@pytest.mark.parametrize(
    ("named", "column"), [("TRUE", [True, False]), ("0", [0.0, 1.0]), ("-1.0", [-1, 0])]
)
def test_a_row_is_refused_by_the_value_of_a_cell_however_it_is_spelt(named, column, tmp_path):
    map_ = {
        "table": "t",
        "columns": {"model": "m"},
        "refuse": {"column": "c", "values": [named]},
    }
    frame = pl.DataFrame({"m": ["a", "b"], "c": column})
    frame.write_parquet(tmp_path / "t.parquet")
    (wrong,) = errors(batch_of(tmp_path / "t.parquet", map_))
    assert (wrong["id"], wrong["code"]) == ("a", "refused")
    rows = [(row, {"m": name, "c": str(cell)}) for row, (name, cell) in enumerate(frame.rows())]
    policy = policy_of(law_with(load_rulebook(), DAY, None, None, None))
    counted = count_table(rows, load_map(document_of(map_, "map")), policy)
    assert [(each.model, each.code) for each in counted.errors] == [
        ("a", "refused"),
        ("b", "no-compute"),
    ]


@pytest.mark.parametrize(
    "cell",
    [timedelta(days=3), time(3), object(), {"a": 1}],
    ids=["duration", "time", "object", "struct"],
)
@pytest.mark.parametrize(
    "fact", [COMPUTE, "system.deployed", "system.deployed_on", "system.autonomy"]
)
def test_a_cell_of_a_type_that_no_fact_has_is_refused(fact, cell):
    frame = pl.DataFrame({fact: [cell, None]})
    wrong, unknown = assess_frame(frame, as_of=DAY)["error"]
    assert wrong.startswith(f"{fact}: `")
    assert unknown is None


def test_an_interval_in_one_cell_is_refused_with_the_way_to_write_it_in_a_table(tmp_path):
    path = table(tmp_path, f'case,{COMPUTE}\na,"{{low: 1e25, high: 3e25}}"\n')
    (wrong,) = errors(batch_of(path))
    assert wrong["help"].endswith("an interval in three columns")
