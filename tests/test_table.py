"""A table of models goes through whole: each row is a result, or an error with its reason."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from golden import golden
from hypothesis import given
from hypothesis import strategies as st
from in_process import run_line
from policies import UNION

from liability.compute.table import count_table
from liability.compute.table_map import check_columns, load_map
from liability.portfolio.lineages import rows_of
from liability.portfolio.tables import open_table
from liability.source.problems import ProblemsError
from liability.source.yaml import document_of, parse, read

ROOT = Path(__file__).parent.parent
TABLES = Path(__file__).parent / "tables"
SAMPLE = TABLES / "epoch-sample.csv"  # rows of Epoch AI, Data on AI models, 2025-04, CC BY 4.0
MAP = ROOT / "cases" / "maps" / "epoch.yaml"
ESTIMATES = load_map(read(MAP))
EXACT = ESTIMATES.model_copy(
    update={
        "lineages": ESTIMATES.columns.model_copy(update={"low": None, "high": None, "within": None})
    }
)
HEADER = open_table(SAMPLE, SAMPLE.name).header

run = partial(run_line, "compute")


def rows_in(text):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        file.write_text(text, "utf-8", newline="")
        return rows_of(open_table(file, file.name), ESTIMATES)[0]


def counted(text, columns=EXACT):
    return count_table(rows_in(text), columns, UNION)


def written(*rows):
    """A table in the columns of the sample; what a row leaves out is blank."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def row(model, total="", base="", increment="", **more):
    return {
        "Model": model,
        "Training compute (FLOP)": total,
        "Base model": base,
        "Finetune compute (FLOP)": increment,
        **more,
    }


def training(found, model):
    ledger = next(each.ledger for each in found.results if each.model == model)
    return tuple(None if each is None else float(each) for each in ledger.training)


@pytest.mark.parametrize("what", ["results", "errors"])
def test_real_rows_come_out_exactly_so(what, tmp_path):
    errors = tmp_path / "errors.csv"
    done = run(
        "--table", SAMPLE, "--map", MAP, "--as-of", "2025-06-01", "-f", "csv", "--errors", errors
    )
    assert done.exit_code == 3, done.stderr
    found = done.stdout if what == "results" else errors.read_text("utf-8")
    golden(TABLES / f"epoch-sample.{what}.csv", found)


def test_no_row_is_lost_or_doubled():
    rows = rows_in(SAMPLE.read_text("utf-8"))
    found = count_table(rows, ESTIMATES, UNION)
    lines = [each.line for each in (*found.results, *found.errors)]
    assert sorted(lines) == [line for line, _ in rows]
    assert found.rows == len(rows) == 33


NAMES = st.sampled_from(["a", "b", "c", "d", "e, f", ""])
CELLS = st.sampled_from(
    ["", "1e24", "2.5e25", "6.00 x 10^23 FLOPs", "120 TFLOP/s", "-1", "about 3"]
)


@given(st.lists(st.builds(row, NAMES, CELLS, NAMES, CELLS), max_size=8))
def test_every_row_of_any_table_is_a_result_or_an_error(rows):
    found = counted(written(*rows))
    stated = [each for each in rows if any(each.values())]  # others are blank lines
    assert len(found.results) + len(found.errors) == found.rows == len(stated)
    assert all(each.reason for each in found.errors)


@given(st.lists(st.builds(row, NAMES, CELLS, NAMES, CELLS), max_size=8), st.randoms())
def test_the_order_of_the_rows_changes_nothing(rows, random):
    turned = list(rows)
    random.shuffle(turned)

    def known(of):
        return {each.model: each.ledger.training for each in counted(written(*of)).results}

    assert known(rows) == known(turned)


def test_a_total_that_is_base_and_increment_holds_its_base():
    found = counted(written(row("base", "4e24"), row("tuned", "5e24", "base", "1e24")))
    assert training(found, "tuned") == (5e24, 5e24, 5e24)


def test_a_total_below_that_of_its_base_is_that_of_its_own_run():
    found = counted(written(row("base", "4e24"), row("tuned", "1e24", "base")))
    assert training(found, "tuned") == (5e24, 5e24, 5e24)


def test_a_total_that_may_hold_its_base_or_not_is_between_the_two():
    found = counted(written(row("base", "4e24"), row("tuned", "5e24", "base")))
    assert training(found, "tuned") == (5e24, None, 9e24)


def test_what_is_said_twice_and_differs_is_held_possible_both_ways():
    found = counted(written(row("base", "4e24"), row("tuned", "7e24", "base", "1e24")))
    low, best, high = training(found, "tuned")
    assert (low, best, high) == (5e24, None, 11e24)
    assert found.results[1].ledger.counted["tuned"].contradicted


def test_a_base_that_is_no_row_opens_the_upper_bound_and_keeps_the_lower():
    found = counted(written(row("tuned", base="nowhere", increment="1e24")))
    assert training(found, "tuned") == (1e24, None, None)


def estimated(*rows):
    return counted(written(*rows), ESTIMATES)


@pytest.mark.parametrize(
    ("confidence", "ends"),
    [
        ("Confident", (1e24, 3e24, 9e24)),
        ("Likely", (3e23, 3e24, 3e25)),
        ("Unverified", (0, 3e24, None)),
        ("", (0, 3e24, None)),
    ],
)
def test_an_estimate_is_as_far_off_as_its_table_says_and_else_open(confidence, ends):
    found = estimated(row("a", "3e24", Confidence=confidence))
    assert training(found, "a") == ends


def test_no_end_of_an_estimate_is_rounded_onto_a_threshold():
    below, above = "3.3333333333333333e25", "3.00000000000000000000001e26"
    sure = {"Confidence": "Confident"}
    rows = [row("b", below, **sure), row("a", above, **sure)]
    ends = {each.model: each.ledger.training for each in estimated(*rows).results}
    assert ends["b"].high == Decimal("9.9999999999999999e25")
    assert ends["a"].low > 10**26


def test_how_sure_a_table_is_is_named_by_value():
    columns = {
        "model": "m",
        "total": "t",
        "within": {"column": "c", "factors": {"1": "2", " B ": "4"}},
    }
    read = load_map(document_of({"table": "t", "columns": columns}, "map"))
    cells = [(2, {"m": "a", "t": "4e24", "c": "1.0"}), (3, {"m": "b", "t": "4e24", "c": "B"})]
    found = count_table(cells, read, UNION)
    assert training(found, "a") == (2e24, 4e24, 8e24)
    assert training(found, "b") == (1e24, 4e24, 1.6e25)


def test_an_end_that_is_stated_goes_before_how_far_off_an_estimate_may_be():
    high = {"Training compute upper bound": "4e24"}
    found = estimated(row("a", "3e24", Confidence="Confident", **high))
    assert training(found, "a") == (1e24, 3e24, 4e24)


def test_best_estimates_show_what_a_total_holds_and_its_ends_stay():
    """5e24 is 4e24 and 1e24; that each may be three times too low or too high changes nothing."""
    sure = {"Confidence": "Confident"}
    rows = [
        row("base", "3e24", **sure),
        row("all", "6e24", "base", "3e24", **sure),
        row("own", "1.5e24", "base", **sure),
        row("either", "6e24", "base", **sure),
    ]
    found = estimated(*rows)
    assert training(found, "all") == (2e24, 6e24, 1.8e25)
    assert training(found, "own") == (1.5e24, 4.5e24, 1.35e25)
    assert training(found, "either") == (2e24, None, 2.7e25)
    contains = {each.model: each.ledger.counted[each.model].contains for each in found.results}
    assert contains == {"base": "all", "all": "all", "own": "own", "either": None}


def test_that_nothing_was_added_is_no_estimate():
    found = estimated(row("base", "3e24", Confidence="Likely"), row("copy", "", "base", "0"))
    assert training(found, "copy") == (3e23, 3e24, 3e25)


def test_unit_and_scale_hold_for_bare_figures_of_lineages_and_unknown_states_nothing():
    columns = {"model": "m", "total": "t", "low": "l", "base": "b", "increment": "i", "when": "d"}
    map_ = {"table": "t", "columns": {**columns, "by": "w", "unit": "YFLOP", "scale": "10"}}
    assert "unit" not in [path[0] for _, path in load_map(document_of(map_, "map")).columns.named()]
    blank = dict.fromkeys("mtlbidw", "")
    rows = [
        (2, {**blank, "m": "a", "t": "0.3", "l": " 2e24 FLOP", "d": "unknown", "w": "n/a"}),
        (3, {**blank, "m": "b", "t": "tbd", "l": "N/A", "b": "a", "i": "0.1"}),
        (4, {**blank, "m": "c", "t": "?", "i": "unknown", "b": "a"}),
        (5, {**blank, "m": "d", "t": "1e99"}),
    ]
    found = count_table(rows, load_map(document_of(map_, "map")), UNION)
    assert training(found, "a") == (2e24, 3e24, None)
    assert found.results[0].by == ""
    assert training(found, "b") == (2e24, 4e24, None)
    assert training(found, "c") == (2e24, None, None)
    assert [each.reason for each in found.errors] == ["`1E+124` is out of range, in `t`"]


def test_two_bases_that_share_an_ancestor_count_it_once():
    found = counted(
        written(
            row("root", "4e24"),
            row("left", base="root", increment="1e24"),
            row("right", base="root", increment="2e24"),
            row("merged", base="left,right", increment="0"),
        )
    )
    assert training(found, "merged") == (7e24, 7e24, 7e24)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (row("", "1e24"), "no-name"),
        (row("x"), "no-compute"),
        (row("x", "120+120 TFLOPs"), "bad-quantity"),
        (row("x", "120 TFLOP/s"), "bad-quantity"),
        (row("x", "-1e24"), "bad-quantity"),
        (row("x", "inf"), "bad-quantity"),
        (row("x", "1.9 x 10^24 FLOPs is an upper bound"), "bad-quantity"),
        (row("x", "1e24", base="x"), "circle"),
        (row("x", "1e24", Confidence="Wrong"), "refused"),
        (row("x", "1e24", **{"Publication date": "May 2024"}), "bad-date"),
        (row("x", "1e24", **{"Training compute lower bound": "2e24"}), "out-of-order"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(cells, code):
    found = estimated(cells)
    assert [each.code for each in found.errors] == [code]
    assert "`" in found.errors[0].reason or code in ("no-name", "out-of-order")


def test_every_row_that_stands_behind_itself_is_said_to_with_the_shortest_way_round():
    found = counted(
        written(
            row("a", base="b"),
            row("b", base="a,c"),
            row("c", base="b"),
            row("own", base="own"),
            row("tuned", "1e24", base="c"),
        )
    )
    assert [each.reason for each in found.errors] == [
        "`a` goes into itself: `a` → `b` → `a`",
        "`b` goes into itself: `a` → `b` → `a`",
        "`c` goes into itself: `c` → `b` → `c`",
        "`own` goes into itself: `own` → `own`",
    ]
    assert training(found, "tuned") == (1e24, None, None)


def test_every_circle_is_found_however_many_there_are():
    rows = rows_in(written(*(row(f"m{each}", "1e24", base=f"m{each}") for each in range(10_000))))
    found = count_table(rows, EXACT, UNION)
    assert [each.code for each in found.errors] == ["circle"] * 10_000


def test_a_row_that_cannot_be_used_is_an_unknown_base_of_others():
    found = counted(written(row("base", "-1"), row("tuned", base="base", increment="1e24")))
    assert training(found, "tuned") == (1e24, None, None)


def test_a_base_whose_name_several_rows_have_is_at_least_the_least_of_them():
    rows = [row("base", "4e25"), row("base", "5e25"), row("tuned", "1e25", "base", "1e23")]
    found = counted(written(*rows))
    assert training(found, "tuned") == (4.01e25, None, None)
    assert [each.code for each in found.errors] == ["duplicate-name"] * 2
    for other in ("", "unknown", "-1"):
        found = counted(written(rows[0], row("base", other), rows[2]))
        assert training(found, "tuned") == (1e25, 1e25, 1e25)  # one of the two may be in it


def test_a_column_that_the_table_lacks_is_named_with_the_nearest_that_it_has():
    document = parse("table: t\ncolumns: {model: Modell, total: Compute}\n", "map.yaml")
    with pytest.raises(ProblemsError) as caught:
        check_columns(document, load_map(document), ["Model", "Parameters"], "t.csv")
    first, second = caught.value.problems
    assert (first.message, first.help) == (
        "`Modell` is not a column of `t.csv`",
        "did you mean `Model`?",
    )
    assert second.place.column == 33


def test_no_cell_of_the_result_is_a_formula_to_a_spreadsheet(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text(written(row("=HYPERLINK(1)", "1e24"), row("@x", "oops")), "utf-8")
    errors = tmp_path / "e.csv"
    done = run("--table", table, "--map", MAP, "-f", "csv", "--errors", errors)
    cells = [
        *csv.reader(io.StringIO(done.stdout)),
        *csv.reader(io.StringIO(errors.read_text("utf-8"))),
    ]
    assert not [each for line in cells for each in line if each.startswith(("=", "@", "+", "-"))]


def test_options_that_do_not_go_together_are_refused_all_at_once():
    done = run("--table", SAMPLE, "-f", "svg", "-m", "x")
    assert done.exit_code == 2
    assert done.stderr.count("error[usage/wrong]") == 3


MAP_OF_TWO = "table: t\ncolumns: {model: model, total: total}\n"


@pytest.fixture
def map_of_two(tmp_path):
    file = tmp_path / "map.yaml"
    file.write_text(MAP_OF_TWO)
    return file


def test_a_row_that_cannot_be_read_is_an_error_and_hides_no_other(tmp_path, map_of_two):
    table, errors = tmp_path / "t.csv", tmp_path / "errors.csv"
    table.write_text('model,total\nA,1e24\n"B,2e24\nC,3e24\nD,4e24,junk\n')
    done = run("--table", table, "--map", map_of_two, "-f", "csv", "--errors", errors)
    assert done.exit_code == 3
    assert [each["model"] for each in csv.DictReader(io.StringIO(done.stdout))] == ["A", "C"]
    assert [
        (each["line"], each["model"], each["code"])
        for each in csv.DictReader(io.StringIO(errors.read_text()))
    ] == [
        ("3", "", "open-quote"),
        ("5", "D", "cells"),
    ]


def test_a_day_of_a_table_may_have_slashes():
    found = counted(written(row("x", "1e24", **{"Publication date": "2025/6/1"})))
    assert [each.when for each in found.results] == [date(2025, 6, 1)]


def test_two_columns_of_one_name_are_refused(tmp_path, map_of_two):
    table = tmp_path / "t.csv"
    table.write_text("model,total,total\nA,1e24,3e24\n")
    done = run("--table", table, "--map", map_of_two)
    assert done.exit_code == 2
    assert "has two columns named `total`" in done.stderr


def test_a_table_is_read_in_every_form_that_a_portfolio_may_have(tmp_path, map_of_two):
    table = tmp_path / "t.jsonl"
    table.write_text('{"model": "A", "total": 1e24}\n')
    done = run("--table", table, "--map", map_of_two, "-f", "csv")
    assert done.exit_code == 0
    assert "1,A" in done.stdout


def test_results_and_errors_go_to_two_files_however_these_are_named(tmp_path, map_of_two):
    table, out = tmp_path / "t.csv", tmp_path / "out.csv"
    table.write_text("model,total\nA,1e24\nB,\n")
    other = tmp_path / "sub" / ".." / "out.csv"
    (tmp_path / "sub").mkdir()
    done = run("--table", table, "--map", map_of_two, "-f", "csv", "-o", out, "--errors", other)
    assert done.exit_code == 2
    assert "is named for results and for errors" in done.stderr
    assert not out.exists()
    done = run("--table", table, "--map", map_of_two, "-f", "csv", "--errors", "-")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "`--errors -` is standard output, where the results go too" in done.stderr
