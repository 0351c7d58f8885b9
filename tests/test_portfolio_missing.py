"""What is missing in a portfolio: counted whatever its place in the order to ask, best first."""

from __future__ import annotations

import json

import polars as pl
from in_process import run

from liability.cli.batch import batch
from liability.determination.needs import Need
from liability.portfolio.wanted import Wanted

DAY = ("--as-of", "2025-06-01")


def test_what_rows_state_of_a_quantity_that_they_ask_for_is_counted():
    wanted = Wanted()
    wanted.take([Need("a", "?", ())], 6)
    stated = [(None, 1e25, None), (1e24, 1e25, None), (None, None, None), (1e24, 1e25, 1e27)]
    points = pl.DataFrame(
        [*stated, (None, None, 1e27)], schema=["low", "best", "high"], orient="row"
    )
    wanted.take_stated("a", points)
    (found,) = wanted.most()
    assert (found.rows, found.best, found.bounds) == (6, 2, 2)


def test_what_a_fact_settles_is_counted_by_rows():
    wanted = Wanted()
    wanted.take([Need("a", "?", (("tier", True),)), Need("b", "?", ())], 5)
    wanted.take([Need("a", "?", (("tier", False), ("standard", True)))], 2)
    first, second = wanted.most()
    assert first.settles == (("standard", 2, 0), ("tier", 5, 2))
    assert (first.rows, second.fact, second.rows, second.settles) == (7, "b", 5, ())


def test_what_settles_most_alone_comes_first_then_what_is_missing_in_most_rows():
    wanted = Wanted()
    settling = (("tier", False),)
    wanted.take([Need("late", "?", ()), Need("b", "?", ()), Need("few", "?", settling)], 2)
    wanted.take([Need("a", "?", ()), Need("b", "?", ()), Need("most", "?", settling)], 3)
    wanted.take([Need("a", "?", ()), Need("few", "?", ()), Need("late", "?", ())], 2)
    found = [(each.fact, each.rows) for each in wanted.most()]
    assert found == [("most", 3), ("few", 4), ("a", 5), ("b", 5), ("late", 4)]


def test_the_same_facts_are_missing_in_a_table_and_in_its_rows_as_case_files(tmp_path):
    (tmp_path / "t.csv").write_text(
        "case,system.training_compute low,system.training_compute best,system.autonomy\n"
        "a,,5e25,strong\nb,4e25,,\nc,,,weak\nd,,,\n"
    )
    for name in "abcd":
        run(batch, tmp_path / "t.csv", *DAY, "--case", name, "-o", tmp_path / f"{name}.json")
    files = [tmp_path / f"{name}.json" for name in "abcd"]
    made = [
        run(batch, *given, *DAY, "-f", "html", "-o", "-").stdout
        for given in ([tmp_path / "t.csv"], files)
    ]
    table, cases = (
        page[page.index('<h2 id="missing') : page.index('<h2 id="near')] for page in made
    )
    assert table == cases
    start = table.index("<code>system.training_compute<")
    compute = table[start : table.index("</tr>", start)]
    assert "1 of these states a best estimate" in compute
    assert "1 of these states bounds that leave it open" in compute
    assert 'data-head="Rows">4<' in compute


def test_a_total_from_which_no_estimate_comes_is_not_said_to_be_missing_and_is_noted(tmp_path):
    (tmp_path / "t.csv").write_text("n,flop,base\na,1e25,\nb,5e24,gone\nc,,\n", "utf-8")
    map_ = "table: t\ncolumns: {model: n, total: flop, base: base}\ncontains: unknown\nfacts: {}\n"
    (tmp_path / "m.yaml").write_text(map_, "utf-8")
    given = (tmp_path / "t.csv", "--map", tmp_path / "m.yaml", *DAY)
    page = run(batch, *given, "-f", "html", "-o", "-").stdout
    why = "where it is open whether a stated total holds theirs, or what they took"
    assert "2 of the 3 graded rows have no best estimate. Compute is counted with" in page
    assert why in page
    noted = {name: json.loads(run(batch, *given, "--case", name).stdout) for name in "abc"}
    assert noted["b"]["notes"].startswith("flop in the table: 5e24. With what the model was made")
    assert "notes" not in noted["a"] | noted["c"]
    (tmp_path / "b.json").write_text(json.dumps(noted["b"]), "utf-8")
    page = run(batch, tmp_path / "b.json", *DAY, "-f", "html", "-o", "-").stdout
    assert "The one graded row has no best estimate." in page
    assert why not in page
