"""Tables without rows, and what names case files."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hostile_tables import refusal

from liability.portfolio import case_files as case_files_module
from liability.portfolio.batch import Batch
from liability.portfolio.case_files import CaseFiles, case_files
from liability.portfolio.inputs import law_with, plan_with
from liability.portfolio.plan import plan_by_names
from liability.portfolio.results import result_columns
from liability.portfolio.tables import open_table
from liability.portfolio.write import writer
from liability.rulebook.load import load_rulebook
from liability.source.problems import Problem, ProblemsError

# --- cells that hold an empty list --------------------------------------------------------------


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_an_empty_list_is_none_and_an_empty_text_in_a_list_is_refused(form, tmp_path):
    fact = "system.agentic_after"
    frame = pl.DataFrame({"case": ["a", "b"], fact: [[], ["", "quantization"]]})
    path = tmp_path / f"t.{form}"
    frame.write_parquet(path) if form == "parquet" else frame.write_ndjson(path)
    law = law_with(load_rulebook(), "2025-06-01", None, None, None)
    opened = open_table(path, path.name)
    batch = Batch(opened, plan_by_names(opened.header, law.rulebook, path.name), law)
    (done,) = batch.run()
    assert done.errors.select("id", "code").rows() == [("b", "unknown-name")]
    assert json.loads(batch.case_text("a"))["system"] == {"agentic_after": "none"}


# --- tables without rows --------------------------------------------------------------------------


def empty_as(form, tmp_path):
    path = tmp_path / f"empty.{form}"
    if form == "csv":
        path.write_text("case,title\n")
    elif form == "parquet":
        pl.DataFrame(schema={"case": pl.String, "title": pl.String}).write_parquet(path)
    else:
        book = openpyxl.Workbook()
        book.active.append(["case", "title"])
        book.save(path)
    return open_table(path, path.name)


def written(form, done, tmp_path):
    """The header that results come to in a file, which must hold no rows."""
    path = tmp_path / f"out.{form}"
    with path.open("wb") as stream, writer(form, stream) as made:
        for each in done:
            if each.results.width:
                made.write(each.results)
    match form:
        case "csv":
            (line,) = path.read_text().splitlines()
            return line.split(",")
        case "parquet":
            assert pl.read_parquet(path).height == 0
            return pl.read_parquet(path).columns
        case "xlsx":
            (row,) = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
            return list(row)
    assert path.read_bytes() == b""  # JSON lines have no header
    return None


@pytest.mark.parametrize("given", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx", "jsonl"])
def test_a_table_without_rows_comes_out_as_a_header(tmp_path, law, given, form):
    table = empty_as(given, tmp_path)
    batch = Batch(table, plan_by_names(table.header, law.rulebook, table.name), law)
    header = written(form, batch.run(), tmp_path)
    last = ["needs", "case_digest", "rulebook_digest", "law"]
    assert header in (None, ["row", "id", "title", *result_columns(law), *last])
    assert batch.tally.read == 0


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx", "jsonl"])
def test_case_files_that_are_all_refused_come_out_as_a_header(tmp_path, law, monkeypatch, form):
    def refuse(path):
        raise ProblemsError([Problem("case/empty", f"`{path}` is empty")])

    monkeypatch.setattr(case_files_module, "_AT_ONCE", 2)
    files = [tmp_path / f"{number}.yaml" for number in range(3)]
    for each in files:
        each.touch()
    cases = CaseFiles(files, refuse, load_rulebook())
    header = written(form, cases.run(), tmp_path)
    last = ["needs", "case_digest", "rulebook_digest", "law"]
    assert header in (None, ["row", "id", "title", *result_columns(law), *last])
    cases.tally.check()
    assert cases.tally.refused == 3


# --- rows without anything in them ----------------------------------------------------------------


def with_gaps(form, folder):
    """A table in which rows 1, 4 and 6 hold nothing, and row 3 nothing but a note."""
    frame = pl.DataFrame(
        {
            "case": [None, "a", " ", "", "b", None],
            "note": ["", None, "x", " ", None, None],
            "list": [None, None, None, None, [], None],
            "code": pl.Series([None, None, None, b" ", b"\xff", b""], dtype=pl.Binary),
        }
    )
    path = folder / f"t.{form}"
    match form:
        case "parquet":
            frame.write_parquet(path)
        case "jsonl":
            frame.drop("code").write_ndjson(path)
        case _:
            book = openpyxl.Workbook()
            for row in (["case", "note"], *frame.select("case", "note").rows()):
                book.active.append(row)
            book.save(path)
    return open_table(path, path.name)


@pytest.mark.parametrize("form", ["parquet", "jsonl", "xlsx"])
@pytest.mark.parametrize("columns", [["case"], ["case", "note"], ["note"], []])
@pytest.mark.parametrize("size", [1, 2, 9])
def test_a_row_of_empty_cells_is_none_and_the_others_keep_their_numbers(
    tmp_path, form, columns, size
):
    table = with_gaps(form, tmp_path)
    found = [chunk for chunk in table.read(size, columns) if chunk.lines]
    first = 2 if form == "xlsx" else 1
    assert [line - first for chunk in found for line in chunk.lines] == [1, 2, 4]
    if columns:
        frame = pl.concat(chunk.frame.select(columns) for chunk in found)
        whole = pl.DataFrame({"case": ["a", " ", "b"], "note": [None, "x", None]})
        assert frame.rows() == whole.select(columns).rows()


@pytest.mark.parametrize("form", ["parquet", "jsonl", "xlsx"])
def test_rows_without_anything_are_neither_graded_nor_refused(tmp_path, law, form):
    table = with_gaps(form, tmp_path)
    batch = Batch(table, plan_by_names(["case"], law.rulebook, table.name), law)
    done = list(batch.run(2))
    batch.tally.check()
    assert (batch.tally.read, batch.tally.graded) == (3, 2)
    assert [row for each in done for row in each.results["id"]] == ["a", "b"]
    assert [row for each in done for row in each.errors["code"]] == ["no-name"]


def test_a_row_without_a_name_is_said_once_to_have_none_where_lineages_are_counted(tmp_path, law):
    path = tmp_path / "t.csv"
    path.write_text("id,name,flop,base\nx,a,1e25,\ny,,1e25,a\nz, , 2e25,\n")
    table = open_table(path, path.name)
    columns = {"model": "name", "total": "flop", "base": "base"}
    for more, advice in ({}, "give each row one"), ({"id": "id"}, "give it one in `name`"):
        map_ = {"table": "t", "columns": columns, **more}
        plan = plan_with(table.header, law.rulebook, path.name, map_)
        batch = Batch(table, plan, law, audit=0)
        (done,) = batch.run()
        errors = done.errors.select("row", "code", "help").rows()
        assert errors == [(3, "no-name", advice), (4, "no-name", advice)]
        assert batch.tally.by_code == {"no-name": 2}


@pytest.mark.parametrize("text", ['{"case": null}\n', '{}\n{"case": " "}\n{"case": null}\n'])
def test_json_lines_that_hold_nothing_are_a_table_without_rows(tmp_path, text):
    path = tmp_path / "t.jsonl"
    path.write_text(text)
    table = open_table(path, path.name)
    assert (list(table.header), table.rows) == (["case"], 0)
    assert [chunk.lines for chunk in table.read(9, ["case"])] == [[]]
    path.write_text("{}\n{}\n")
    assert "`t.jsonl` is empty" in refusal(lambda: open_table(path, path.name))


# --- what names case files ------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "below.yaml").mkdir()
    for each in ("b.yaml", "a.yaml", "below.yaml/c.YAML", "x.txt"):
        (tmp_path / each).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("", ["a.yaml", "b.yaml", "below.yaml/c.YAML"]),
        ("*.yaml", ["a.yaml", "b.yaml"]),
        ("**.yaml", ["a.yaml", "b.yaml"]),
        ("**/*.YAML", ["below.yaml/c.YAML"]),
    ],
)
def test_a_pattern_names_the_same_files_wherever_it_begins(folder, pattern, found):
    assert case_files([folder / pattern]) == [folder / each for each in found]
    assert case_files([Path(pattern)]) == [Path(each) for each in found]


@pytest.mark.parametrize("name", ["/nonexistent/x", "/nonexistent/**", "**x", "[", "x" * 300])
def test_what_names_no_case_file_is_reported(folder, name):
    assert "names no case file" in refusal(lambda: case_files([Path(name)]))
