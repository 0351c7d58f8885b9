"""`batch diff` of two files: rows are the same by their name or number, and never guessed to be."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from in_process import run

from liability.cli.batch import batch
from liability.cli.batch_diff import diff

DAY = ("--as-of", "2025-06-01")
HEAD = "row,id,tier_possible\n"
OLD = HEAD + "2,A,RT-1\n3,B,RT-2\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(**files):
    for name, text in files.items():
        Path(f"{name}.csv").write_text(text, "utf-8")


def refused(*files):
    done = run(diff, *files, columns=200)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr


def test_rows_with_names_are_compared_by_name_whatever_their_numbers():
    """Also in either form of Unicode."""
    written(old=OLD.replace("A", "\u00c0"), new=HEAD + "2,B,RT-2\n3,A\u0300,RT-1\n")
    assert "Rows in both  2, of which 0 change" in run(diff, "old.csv", "new.csv").stdout


@pytest.mark.parametrize(
    ("rows", "said", "line"),
    [
        ("2,A,RT-1\n2,A,RT-1\n3,B,RT-2\n", "has more than one row of the name: `A`", 3),
        ("2,A,RT-1\n3,A,RT-2\n4,B,RT-1\n5,B,RT-1\n", "row of the name: `A`, `B`", 3),
        ("2,,RT-1\n3,,RT-1\n2,,RT-2\n", "has more than one row of the number: `2`", 4),
        ("2,A,RT-1\nx,B,RT-1\n,C,RT-1\n", "has rows whose `row` is no number: `x`, `''`", 3),
        ("2,A,RT-1\n3,,RT-1\n", "names some rows and not those with number: `3`", 3),
        ("2,A,RT-1\n3,B\n", "the row has 2 cells where the table has 3 columns", 3),
    ],
)
@pytest.mark.parametrize("other", ["old.csv", "wrong.csv"])
def test_results_whose_rows_cannot_be_told_apart_are_refused_and_named(rows, said, line, other):
    written(old=OLD, wrong=HEAD + rows)
    for files in (("wrong.csv", other), (other, "wrong.csv")):
        message = refused(*files)
        assert said in message
        assert f"--> wrong.csv:{line}:1" in message


def test_of_many_rows_of_one_name_a_few_are_named_and_the_others_counted():
    rows = "".join(f"{each},n{each},RT-1\n" for each in range(9))
    written(old=OLD, wrong=HEAD + rows * 2)
    message = refused("old.csv", "wrong.csv")
    assert "row of the name: `n0`, `n1`, `n2`, `n3`, `n4` and 4 more" in message


def test_rows_of_one_number_are_refused_in_every_form():
    frame = pl.DataFrame({"row": [2, 2], "id": [None, None], "tier_possible": ["RT-1", "RT-2"]})
    frame.write_parquet("r.parquet")
    frame.write_ndjson("r.jsonl")
    for name in ("r.parquet", "r.jsonl"):
        assert "has more than one row of the number: `2`" in refused(name, name)


def test_results_with_names_are_not_compared_with_those_without():
    written(named=OLD, bare=HEAD + "2,,RT-1\n3,,RT-2\n", none=HEAD)
    for files in (("named.csv", "bare.csv"), ("bare.csv", "named.csv")):
        assert "one of the two results names its rows, and the other does not" in refused(*files)
    assert "2 only in the old" in run(diff, "named.csv", "none.csv").stdout
    assert "2 only in the new" in run(diff, "none.csv", "bare.csv").stdout


def test_changes_are_json_lines_where_the_file_is_named_so():
    written(old=OLD, none=HEAD)
    for name in ("c.jsonl", "c.ndjson"):
        assert run(diff, "old.csv", "none.csv", "-o", name).exit_code == 0
    assert Path("c.ndjson").read_bytes() == Path("c.jsonl").read_bytes() != b""


def test_one_table_without_names_is_compared_by_row():
    Path("t.csv").write_text("system.training_compute\n1e24\n3e25\n", "utf-8")
    figure = ("--parameter", "harbor.training=1e25")
    for name, options in (("old", ()), ("new", figure)):
        run(batch, "t.csv", *DAY, *options, "-o", f"{name}.csv")
    whole = run(diff, "t.csv", "--old-as-of", DAY[1], *DAY, *figure, columns=200).stdout
    files = run(diff, "old.csv", "new.csv", columns=200).stdout
    for shown in (whole, files):
        assert "Rows in both  2, of which 1 change" in shown


@pytest.mark.parametrize("same", [(), (*DAY, "--old-as-of", DAY[1])])
def test_one_portfolio_under_one_law_is_refused_since_nothing_could_change(same):
    Path("t.csv").write_text("system.training_compute\n1e24\n", "utf-8")
    said = refused("t.csv", *same)
    assert "nothing says what `diff` is to compare: one portfolio, under one law" in said
    assert "help: name a second file of results, or say what is new" in said


def test_the_screen_shows_which_duties_came_and_went_and_the_file_has_all():
    duties = "row,id,duties_due,duties_met\n"
    written(
        old=duties + "2,A,a; b,\n3,B,a; b; c,\n4,C,b; a,d\n",
        new=duties + "2,A,b; c,a\n3,B,b,\n4,C,a; b,\n",
    )
    shown = run(diff, "old.csv", "new.csv", columns=200).stdout
    lines = {" ".join(line.split()) for line in shown.splitlines()}
    kinds = "due a c", "performed — a", "due a; c —", "performed d —"
    assert {f"1 Duties, {each}" for each in kinds} < lines
    run(diff, "old.csv", "new.csv", "-o", "made.csv")
    made = pl.read_csv("made.csv").select("id", "outcome", "from", "to").rows()
    assert ("A", "duties_due", "a; b", "b; c") in made
    assert sorted(f"{name} {outcome}" for name, outcome, *_ in made) == [
        "A duties_due",
        "A duties_met",
        "B duties_due",
        "C duties_met",
    ]
