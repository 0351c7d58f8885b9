"""Tables that are not as they should be: no row is lost, and none is a fault of the program."""

from __future__ import annotations

import json
import zipfile
from datetime import date

import openpyxl
import polars as pl
import pytest
from hostile_tables import refusal

from liability.portfolio.batch import Batch
from liability.portfolio.csv_rows import LONGEST_CELL
from liability.portfolio.inputs import plan_with
from liability.portfolio.plan import Plan, plan_by_names
from liability.portfolio.tables import open_table
from liability.portfolio.write import writer
from liability.source.problems import ProblemsError


@pytest.fixture
def table(tmp_path):
    """Write a table, and open it."""

    def made(text, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return open_table(path, name)

    return made


COMPUTE = "system.training_compute"


def read(table, size=2):
    """The cells of every row by its line, and the code of every row that cannot be read."""
    cells, bad = {}, {}
    for chunk in table.read(size, list(table.header)):
        assert chunk.frame.height == len(chunk.lines)
        cells |= dict(zip(chunk.lines, chunk.frame.rows(), strict=True))
        bad |= {each.line: each for each in chunk.bad}
    assert not cells.keys() & bad.keys()
    return cells, {line: each.code for line, each in bad.items()}, bad


def graded(table, law, plan=None):
    plan = plan or plan_with(table.header, law.rulebook, table.name, None, table.strays, table.line)
    batch = Batch(table, plan, law, audit=0, needs=False, digests=False)
    done = list(batch.run(size=2))
    batch.tally.check()
    results = pl.concat(each.results for each in done)
    return results, pl.concat(each.errors for each in done), batch.tally


# --- JSON lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ({"training_compute": "3e27"}, "as `system.training_compute`"),
        ([{"a": 1}], "write texts or figures in it"),
        ([["a"]], "write texts or figures in it"),
    ],
)
def test_a_json_row_that_holds_a_mapping_is_refused(table, law, value, advice):
    rows = [{"case": "a", "system": value}, {"case": "b", COMPUTE: "3e27"}]
    results, errors, tally = graded(table("\n".join(map(json.dumps, rows)), "t.jsonl"), law)
    assert (tally.read, tally.graded, tally.refused) == (2, 1, 1)
    assert results["id"].to_list() == ["b"]
    assert errors.select("row", "id", "code").rows() == [(1, "a", "nested")]
    assert "`system`" in errors["reason"][0]
    assert advice in errors["help"][0]


def test_json_rows_that_all_hold_mappings_are_all_refused(table, law):
    rows = [{"case": "a", "system": {}}, {"case": "b", "system": {}}, {"case": "c", "system": {}}]
    results, errors, tally = graded(table("\n".join(map(json.dumps, rows)), "t.jsonl"), law)
    assert (results.height, errors.height, tally.refused) == (0, 3, 3)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (rb'{"case": "a", "title": "\ud800"}', "not-utf-8"),
        (b'{"case": "a", "title": "\xed\xa0\x80"}', "not-utf-8"),
        (b'{"case": "a", "title": "\xff"}', "not-utf-8"),
        (rb'{"case": "a", "\ud800": "x"}', "not-utf-8"),
        (b'{"case": "a", "title": "x", "title": "y"}', "no-json"),
        (b'{"case": "a", }', "no-json"),
    ],
)
def test_a_json_row_with_what_no_cell_holds_is_refused(table, row, code):
    cells, bad, _ = read(
        table(row + b'\n{"case": "b", "title": "\xc3\xa9 \\ud83d\\ude00"}', "t.jsonl")
    )
    assert (list(cells), bad) == ([2], {1: code})


def test_what_is_no_json_is_said_with_its_place_in_the_line(table):
    _, _, bad = read(table('{"case": "a"}\n{"case": "b" "c"}\n', "t.jsonl"))
    assert bad[2].reason.startswith("the line is no JSON: ")
    assert bad[2].reason.endswith(", at character 14")


def test_an_interval_that_is_nested_is_told_its_columns(table):
    _, _, bad = read(table(json.dumps({"case": "a", COMPUTE: {"low": 1, "high": 2}}), "t.jsonl"))
    assert f"`{COMPUTE} low`, `{COMPUTE} high`" in bad[1].help


# --- CSV ------------------------------------------------------------------------------------------


def test_an_open_quote_takes_no_other_row_with_it(table, law):
    text = 'case,title\na,one\nb,"two\nc,three\nd,four"x\ne,"five"\n'
    results, errors, tally = graded(table(text), law)
    assert (tally.read, tally.graded, tally.refused) == (5, 4, 1)
    assert results["row"].to_list() == [2, 4, 5, 6]
    assert errors.select("row", "id", "code").rows() == [(3, "b", "open-quote")]
    assert "line 3" in errors["reason"][0]


def test_a_quote_that_another_rows_quote_seems_to_close_takes_no_row_with_it(table):
    cells, bad, _ = read(table('case,title\na,"one\nb,"two"\nc,three\n'))
    assert (cells, bad) == ({3: ("b", "two"), 4: ("c", "three")}, {2: "open-quote"})


def test_rows_after_an_open_quote_are_read_where_they_are_too_many_for_a_cell(table):
    rows = "".join(f"c{number},{'x' * 1000}\n" for number in range(1, 1200))
    assert len(rows) > LONGEST_CELL
    cells, bad, _ = read(table(f'case,title\na,"one\n{rows}'), size=500)
    assert (len(cells), bad) == (1199, {2: "open-quote"})


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ('5" disk', '5" disk'),
        ('"5" disk"', '5 disk"'),
        ('"5"" disk"', '5" disk'),
        ('"two\nlines"', "two\nlines"),
        (' "x"', ' "x"'),
        ("nul\0", "nul\0"),
    ],
)
def test_a_quote_within_a_cell_is_read_as_it_stands(table, cell, held):
    cells, bad, _ = read(table(f"case,title\na,{cell}\nb,x"))
    assert (list(cells.values()), bad) == ([("a", held), ("b", "x")], {})


def test_a_cell_that_is_too_long_is_refused_alone(table):
    cells, bad, _ = read(table(f"case,title\na,{'x' * (LONGEST_CELL + 1)}\nb,two\n"))
    assert (cells, bad) == ({3: ("b", "two")}, {2: "no-csv"})


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("case;title\na;b\n", "t.csv", "the columns of `t.csv` are parted by `;`"),
        ("case|title\na|b\n", "t.csv", "the columns of `t.csv` are parted by `|`"),
        ("case\ttitle\na\tb\n", "t.csv", "the columns of `t.csv` are parted by `TAB`"),
        ("case,title\na,b\n", "t.tsv", "the columns of `t.tsv` are parted by `,`"),
        ("case,title\na,b\n".encode("utf-16"), "t.csv", "the first row of `t.csv` is not in UTF-8"),
        ("case,tïtle\na,b\n".encode("latin-1"), "t.csv", "is not in UTF-8"),
    ],
)
def test_a_table_that_is_parted_or_encoded_otherwise_is_said_to_be(table, text, name, says):
    assert says in refusal(lambda: table(text, name))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.jsonl"])
def test_a_table_in_another_encoding_is_said_once_to_be(table, encoding, name):
    row = '{"case": "a"}' if name == "t.jsonl" else '"case",system.deployed'
    text = f"\r\n{row}\r\n{row}\r\n"
    with pytest.raises(ProblemsError) as raised:
        table(text.encode(encoding), name)
    (said,) = raised.value.problems
    assert said.message == f"the first row of `{name}` is not in UTF-8"
    assert said.help == "save the table in UTF-8"


def test_rows_without_anything_in_them_are_none(table):
    cells, bad, _ = read(table("\n,\ncase,title\n,\na,one\n , \n\nb,\n,,\n"))
    assert (cells, bad) == ({5: ("a", "one"), 8: ("b", "")}, {})


@pytest.mark.parametrize(
    ("row", "reason", "advice"),
    [
        ("a", "the row has 1 cell where the table has 2 columns", "a cell for each column"),
        ("a,b,c", "the row has 3 cells where the table has 2 columns", "in quotes"),
    ],
)
def test_a_row_with_too_few_or_too_many_cells_is_told_what_to_do(table, row, reason, advice):
    _, _, bad = read(table(f"case,title\n{row}\n"))
    assert bad[2].reason == reason
    assert advice in bad[2].help


@pytest.mark.parametrize(
    ("column", "key"), [("claims", "claims"), ("parties", "parties"), ("party.roles", "parties")]
)
def test_a_column_of_what_a_case_lists_is_told_how_to_say_that_there_is_none(
    table, law, column, key
):
    found = table(f"case,system.deployed,{column}\na,yes,none\n")
    said = refusal(lambda: plan_by_names(found.header, law.rulebook, "t.csv"))
    assert f"column `{column}` of `t.csv` is about what only a case lists" in said
    assert f"`none: [{key}]` in a map says that every row has none" in said


def test_a_column_of_names_is_told_what_to_call_it(table, law):
    header = table("id,system.deployed\na,yes\n").header
    said = refusal(lambda: plan_by_names(header, law.rulebook, "t.csv"))
    assert "if it names the rows, call it `case`" in said
    header = table("case,id,system.deployed\na,b,yes\n").header
    said = refusal(lambda: plan_by_names(header, law.rulebook, "t.csv"))
    assert "column `id` of `t.csv` is no fact" in said
    assert "if it names the rows" not in said


@pytest.mark.parametrize("rows", [1, 200_000])
def test_a_header_with_an_open_quote_is_reported(table, rows):
    said = refusal(lambda: table('case,"title\n' + "a,bcdef\n" * rows))
    assert "does not name its columns" in said
    assert "line 1" in said


# --- Parquet --------------------------------------------------------------------------------------


def test_a_parquet_file_is_read_whatever_its_name_would_match(tmp_path):
    pl.DataFrame({"case": ["other", "others"]}).write_parquet(tmp_path / "m1.parquet")
    pl.DataFrame({"case": ["mine"]}).write_parquet(tmp_path / "m[1].parquet")
    found = open_table(tmp_path / "m[1].parquet", "m[1].parquet")
    assert found.rows == 1
    assert read(found)[0] == {1: ("mine",)}


def test_parquet_is_written_where_the_temporary_folder_has_a_pattern_in_its_name(
    tmp_path, monkeypatch
):
    folder = tmp_path / "x[1]"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    out = tmp_path / "out.parquet"
    with out.open("wb") as stream, writer("parquet", stream) as made:
        made.write(pl.DataFrame({"row": [1, 2]}))
        made.write(pl.DataFrame({"row": [3]}))
    assert pl.read_parquet(out)["row"].to_list() == [1, 2, 3]


@pytest.mark.parametrize(
    "names",
    [
        [["a"], ["b"], ["a"]],
        [b"a", b"b", b"a"],
        [{"x": "a"}, {"x": "b"}, {"x": "a"}],
        [1e22, 2.5, 1e22],
        [date(2025, 1, 1), date(2025, 1, 2), date(2025, 1, 1)],
    ],
    ids=["list", "binary", "struct", "float", "date"],
)
def test_rows_of_one_name_are_refused_whatever_their_names_are(tmp_path, law, names):
    pl.DataFrame({"case": names}).write_parquet(tmp_path / "t.parquet")
    results, errors, tally = graded(open_table(tmp_path / "t.parquet", "t.parquet"), law)
    assert (tally.graded, results["row"].to_list()) == (1, [2])
    assert errors["code"].to_list() == ["duplicate-id", "duplicate-id"]


def test_no_row_is_lost_where_no_column_is_read(tmp_path, law):
    pl.DataFrame({"x": [1, 2, 3]}).write_parquet(tmp_path / "t.parquet")
    found = open_table(tmp_path / "t.parquet", "t.parquet")
    assert graded(found, law, Plan(None, None, (), frozenset()))[2].graded == 3


def test_a_column_whose_name_is_a_pattern_is_that_column(tmp_path):
    pl.DataFrame({"^a.*$": ["x"], "a1": ["y"], "*": ["z"]}).write_parquet(tmp_path / "t.parquet")
    found = open_table(tmp_path / "t.parquet", "t.parquet")
    assert next(found.read(9, ["*", "^a.*$"])).frame.columns == ["*", "^a.*$"]


# --- Excel ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x.txt", "[Content_Types].xml"])
def test_a_zip_that_is_no_workbook_is_reported(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as file:
        file.writestr(name, "x")
    assert "it is no workbook" in refusal(lambda: open_table(tmp_path / "t.xlsx", "t.xlsx"))


def test_rows_beyond_the_dimension_that_a_workbook_states_are_read(tmp_path):
    book = openpyxl.Workbook()
    for row in (["case", "title"], ["a", "one"], ["b"]):
        book.active.append(row)
    book.save(tmp_path / "whole.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "t.xlsx", "w") as short,
    ):
        for each in whole.namelist():
            short.writestr(each, whole.read(each).replace(b'ref="A1:B3"', b'ref="A1:A1"'))
    found = open_table(tmp_path / "t.xlsx", "t.xlsx")
    assert read(found)[0] == {2: ("a", "one"), 3: ("b", None)}


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook of several sheets."""

    def made(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "t.xlsx")
        return tmp_path / "t.xlsx"

    return made


def test_of_several_sheets_with_cells_one_is_to_be_named(workbook):
    path = workbook(Cover=[["Inventory"]], Data=[[], ["case"], ["a"], [], ["b"]], Empty=[])
    said = refusal(lambda: open_table(path, "t.xlsx"))
    assert "`t.xlsx` has 2 sheets: `Cover`, `Data`" in said
    assert "`--sheet Cover`" in said
    assert read(open_table(path, "t.xlsx", sheet="Data"))[0] == {3: ("a",), 5: ("b",)}
    assert "did you mean `Data`" in refusal(lambda: open_table(path, "t.xlsx", sheet="Dat"))


def test_a_row_with_a_formula_that_nothing_worked_out_is_refused(workbook, law):
    path = workbook(
        models=[
            ["case", "system.training_compute", "system.deployed", "remark"],
            ["a", "=1e25*2", "yes"],
            ["b", 2e25, "yes", "=1+1"],
            [None, "=SUM(B2:B3)"],
            ["c", None, "yes"],
        ]
    )
    names = ["case", "system.training_compute", "system.deployed"]
    found, plan = open_table(path, "t.xlsx"), plan_by_names(names, law.rulebook, "t")
    results, errors, _ = graded(found, law, plan)
    assert results["id"].to_list() == ["b", "c"]
    assert errors.select("row", "code").rows() == [(2, "formula"), (4, "formula")]
    assert set(errors["reason"]) == {"`system.training_compute` holds a formula without a value"}
    batch = Batch(found, plan, law)
    said = refusal(lambda: batch.case_text("a"))
    assert "line 2 could not be read: `system.training_compute` holds a formula" in said


def test_a_formula_with_a_value_is_that_value_also_where_it_is_an_empty_text(workbook):
    path = workbook(models=[["case", "title"], ["a", "=1+1"], ["b", '=""']])
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(path.with_stem("s"), "w") as saved:
        for each in given.namelist():
            text = given.read(each)
            text = text.replace(b'<c r="B2"><f>1+1</f><v />', b'<c r="B2"><f>1+1</f><v>2</v>')
            text = text.replace(b' fullCalcOnLoad="1"', b"")
            saved.writestr(each, text.replace(b'<c r="B3">', b'<c r="B3" t="str">'))
    assert read(open_table(path.with_stem("s"), "s.xlsx"))[0] == {2: ("a", "2"), 3: ("b", None)}


def test_a_formula_that_names_a_column_and_has_no_value_is_reported(workbook):
    path = workbook(models=[["case", '="ti"&"tle"'], ["a", "b"]])
    assert "holds a formula without a value" in refusal(lambda: open_table(path, "t.xlsx"))


def test_a_sheet_that_alone_has_cells_is_read_wherever_it_stands(workbook):
    path = workbook(Empty=[], Data=[["case"], ["a"]])
    assert read(open_table(path, "t.xlsx"))[0] == {2: ("a",)}


def test_a_table_without_sheets_is_not_asked_for_one(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("case\na\n")
    assert "`t.csv` has no sheets" in refusal(lambda: open_table(path, "t.csv", sheet="Data"))


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_a_file_that_is_damaged_once_it_is_open_is_reported(tmp_path, form):
    path = tmp_path / f"t.{form}"
    if form == "parquet":
        pl.DataFrame({"case": ["a"]}).write_parquet(path)
    else:
        book = openpyxl.Workbook()
        book.active.append(["case"])
        book.save(path)
    found = open_table(path, path.name)
    path.write_bytes(path.read_bytes()[:20])
    assert f"`t.{form}` cannot be read" in refusal(lambda: list(found.read(2, ["case"])))
