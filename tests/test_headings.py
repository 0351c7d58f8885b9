"""What the first row of a table says of its columns: which are read, and which are not."""

from __future__ import annotations

import openpyxl
import polars as pl
import pytest
from hostile_tables import refusal

from liability.portfolio.batch import Batch
from liability.portfolio.inputs import plan_with
from liability.portfolio.tables import open_table
from liability.source.problems import ProblemsError

DEPLOYED = "system.deployed"
MAP = {"table": "t", "id": "name", "facts": {DEPLOYED: "out"}}


@pytest.fixture
def table(tmp_path):
    """Write the rows of a table in a form, and open it."""

    def made(rows, form):
        path = tmp_path / f"t.{form}"
        if form == "csv":
            path.write_text("".join(",".join(each) + "\n" for each in rows))
        else:
            book = openpyxl.Workbook()
            for each in rows:
                book.active.append([cell or None for cell in each])
            book.save(path)
        return open_table(path, path.name)

    return made


def planned(table, law, map_=None):
    return plan_with(table.header, law.rulebook, table.name, map_, table.strays, table.line)


def graded(table, law, map_=None):
    """The rows that come out, and of each that is refused its line, name, column and reason."""
    batch = Batch(table, planned(table, law, map_), law, audit=0, needs=False, digests=False)
    done = list(batch.run(2))
    batch.tally.check()
    errors = pl.concat(each.errors for each in done)
    names = pl.concat(each.results for each in done)["id"].to_list()
    return names, errors.select("row", "id", "column", "reason").rows()


@pytest.mark.parametrize(("form", "number"), [("csv", "2"), ("xlsx", "B")])
def test_a_column_without_a_heading_refuses_the_rows_that_hold_something_there(
    table, law, form, number
):
    head, rows = ["case", "", DEPLOYED, " "], [["a", "", "yes", ""], ["b", "x", "no", " "]]
    found = table([head, *rows, ["c", "y", "maybe", ""]], form)
    names, errors = graded(found, law)
    assert names == ["a"]
    no_heading = f"column {number}", "the column has no heading"
    assert errors[:2] == [(3, "b", *no_heading), (4, "c", *no_heading)]
    assert errors[2][:3] == (4, "c", DEPLOYED)  # what else is wrong with the row is said too


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_columns_without_a_heading_are_left_alone_where_a_map_says_what_is_read(table, law, form):
    found = table([["name", "", "out", " "], ["a", "x", "yes", ""], ["b", "y", "no", "z"]], form)
    assert graded(found, law, MAP) == (["a", "b"], [])


def test_commas_behind_the_last_heading_name_no_column(table, law):
    found = table([["case", DEPLOYED, "", ""], ["a", "yes", "", ""], ["b", "no", "", " "]], "csv")
    assert graded(found, law) == (["a", "b"], [])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_only_columns_that_are_read_must_have_a_name_of_their_own(table, law, form):
    head = ["name", "note", "out", "note"]
    assert graded(table([head, ["a", "x", "yes", "y"]], form), law, MAP) == (["a"], [])
    found = table([["name", "out", "out", "name"], ["a", "yes", "no", "b"]], form)
    with pytest.raises(ProblemsError) as raised:
        planned(found, law, MAP)
    named = [each.message for each in raised.value.problems]
    assert named == [f"`t.{form}` has two columns named `{each}`" for each in ("name", "out")]
    found = table([["case", DEPLOYED, DEPLOYED], ["a", "yes", "no"]], form)
    assert f"two columns named `{DEPLOYED}`" in refusal(lambda: planned(found, law))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_title_above_the_headings_is_said_to_have_been_taken_for_them(table, law, form):
    found = table([["", "", ""], ["Models of 2025", "", ""], ["name", "out", "x"]], form)
    taken = "line 2 was taken for its headings: `Models of 2025`"
    advice = "if the headings stand below line 2, delete what is above them"
    for map_ in (None, MAP):
        said = refusal(lambda map_=map_: planned(found, law, map_))
        assert taken in said
        assert advice in said
    found = table([["name", "Out"], ["a", "yes"]], form)  # only misspelt
    assert "was taken for" not in refusal(lambda: planned(found, law, MAP))


def test_a_row_of_csv_that_cannot_be_read_has_its_name_where_nothing_can_have_moved_it(table, law):
    rows = [["case", DEPLOYED, "title"], ["a", "yes", "x", "y"], ["b", "yes"]]
    names, errors = graded(table(rows, "csv"), law)
    assert [each[:2] for each in errors] == [(2, "a"), (3, "b")]
    rows = [[DEPLOYED, "case"], ["yes", "x", "c"], ["no"], ["no", "d"]]
    names, errors = graded(table(rows, "csv"), law)
    assert (names, [each[:2] for each in errors]) == (["d"], [(2, None), (3, None)])
