"""Portfolios: every row comes out once, the same however the table is written, and is explained.

A table in `tests/portfolios` is graded as of 2025-06-01, through the map of its name where there
is one. What becomes of it stands beside it: `NAME.results.csv` (without digests) and
`NAME.errors.csv`. To add one, write the table, and let the program write the rest with
UPDATE_EXPECTED=1; read each row before it is kept.
"""

from __future__ import annotations

import csv
import json
import operator
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from batch_runs import AS_OF, FOLDER, MIXED, rows_of, run
from golden import golden
from hypothesis import given, settings
from hypothesis import strategies as st

from liability.portfolio import by_pattern, facts_in_columns, patterns
from liability.portfolio.batch import Batch
from liability.portfolio.plan import plan_by_names
from liability.portfolio.tables import open_table

TABLES = sorted(
    file for file in FOLDER.glob("*.csv") if not file.name.endswith(("results.csv", "errors.csv"))
)


@pytest.fixture(scope="module")
def mixed():
    """The results of the mixed table, as CSV on standard output."""
    return rows_of(run(MIXED, "--as-of", AS_OF, "-f", "csv").stdout)


def graded(path, law, **options):
    """Every result and every error of a table."""
    table = open_table(path, str(path))
    batch = Batch(table, plan_by_names(table.header, law.rulebook, table.name), law, **options)
    done = list(batch.run(size=3))
    assert batch.disagreements() == []
    batch.tally.check()
    results = [row for each in done for row in each.results.to_dicts()]
    errors = [row for each in done for row in each.errors.to_dicts()]
    return batch, results, errors


# --- whole tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES, ids=lambda file: file.stem)
def test_a_table_comes_out_exactly_so(table, tmp_path):
    wrong = tmp_path / "errors.csv"
    done = run(table, "--as-of", AS_OF, "-f", "csv", "--errors", wrong)
    assert done.exit_code in (0, 3), done.stderr
    results = pl.read_csv(done.stdout_bytes, infer_schema=False)
    results = results.drop("case_digest", "rulebook_digest")
    found = {"results": results.write_csv(), "errors": wrong.read_text("utf-8")}
    for name, text in found.items():
        golden(table.with_suffix(f".{name}.csv"), text)


def test_every_row_comes_out_as_a_result_or_an_error():
    done = run(MIXED, "--as-of", AS_OF)
    assert "13: 6 graded, 7 refused" in done.stdout


cells = st.text(alphabet='a1,."\n\r\té=@<|', max_size=12)


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=12))
def test_no_row_of_any_table_is_lost(rows, law, tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["case", "system.training_compute", "system.autonomy"])
        writer.writerows(rows)
    batch, results, errors = graded(path, law, needs=False, digests=False, audit=0)
    with path.open(newline="", encoding="utf-8") as stream:
        there = sum(1 for row in csv.reader(stream) if any(each.strip() for each in row)) - 1
    assert batch.tally.read == there
    assert len({row["row"] for row in results} | {row["row"] for row in errors}) == there
    assert not {row["row"] for row in results} & {row["row"] for row in errors}


def test_a_row_that_the_map_refuses_is_refused_for_that_alone(tmp_path):
    (tmp_path / "t.csv").write_text("name,flop,use\nsame,lots,no\nsame,1e25,yes\nb,lots,yes\n")
    facts = {"system.training_compute": {"column": "flop"}}
    refuse = {"column": "use", "values": ["no"]}
    map_ = {"table": "t", "id": "name", "facts": facts, "refuse": refuse}
    (tmp_path / "map.yaml").write_text(json.dumps(map_))
    wrong = tmp_path / "e.csv"
    options = ("--map", tmp_path / "map.yaml", "--errors", wrong, "--no-needs")
    said = run(tmp_path / "t.csv", *options).stdout
    found = [(row["row"], row["code"]) for row in rows_of(wrong.read_bytes())]
    assert found == [("2", "refused"), ("3", "duplicate-id"), ("4", "wrong-type")]
    assert "Refused for  refused (by the map) 1, duplicate-id 1, wrong-type 1" in said
    assert rows_of(wrong.read_bytes())[0]["help"] == "change `refuse` in the map to use it"


def test_a_row_that_is_asked_for_and_could_not_be_read_is_told_by_its_own_line(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('case,title\na,one,two\nabc,"open\n"d,x\n,x,y\n', "utf-8")
    said = run(path, "--explain", "abc").stderr
    assert "line 3 could not be read: a quote that opens on line 3" in said
    assert "line 2" not in said
    assert "line 5 could not be read" in run(path, "--case", "row-5").stderr


def test_one_that_is_no_row_may_stand_in_those_whose_names_could_not_be_read(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('case,title\nabcd,one\nb,"open\n"c,x\n,x,y\n', "utf-8")
    on_lines = "it may stand on one of the lines 4, 5, which could not be read; or did you mean"
    assert f"{on_lines} `abcd`?" in run(path, "--explain", "abcx").stderr


# --- the same table in other forms ----------------------------------------------------------------


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """One table in every form in which it can be read."""
    folder = tmp_path_factory.mktemp("forms")
    rows = pl.DataFrame(
        {
            "case": ["a", "b", "c"],
            "system.training_compute": [2.1e26, None, 1e25],
            "system.autonomy": ["strong", "weak", None],
            "system.deployed": [True, None, False],
        }
    )
    rows.write_csv(folder / "t.csv")
    rows.write_csv(folder / "t.tsv", separator="\t")
    rows.write_ndjson(folder / "t.jsonl")
    rows.write_parquet(folder / "t.parquet")
    book = openpyxl.Workbook()
    book.active.append(rows.columns)
    for row in rows.iter_rows():
        book.active.append(row)
    book.save(folder / "t.xlsx")
    return folder


@pytest.mark.parametrize("form", ["tsv", "jsonl", "parquet", "xlsx"])
def test_a_table_has_the_same_results_in_every_form(forms, form, law):
    def results(name):
        return [{**row, "row": None} for row in graded(forms / name, law)[1]]

    assert results(f"t.{form}") == results("t.csv")


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_standard_input_is_read_as_the_file_is(forms, form, law):
    file = forms / f"t.{form}"
    piped = run("-", "--as-of", AS_OF, "-f", "jsonl", given=file.read_bytes())
    assert piped.exit_code == 0, piped.stderr
    found = [json.loads(line) for line in piped.stdout.splitlines()]
    assert [(each["row"], each["tier_possible"]) for each in found] == [
        (each["row"], each["tier_possible"]) for each in graded(file, law)[1]
    ]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_results_are_the_same_in_every_form(mixed, tmp_path, form):
    file = tmp_path / f"out.{form}"
    done = run(MIXED, "--as-of", AS_OF, "-o", file)
    assert done.exit_code == 3, done.stderr
    expected = [dict(row) for row in mixed]
    match form:
        case "csv":
            rows = rows_of(file.read_bytes())
        case "jsonl":
            rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        case "parquet":
            rows = pl.read_parquet(file).to_dicts()
        case "xlsx":
            head, *body = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
            rows = [dict(zip(head, each, strict=True)) for each in body]
    plain = [
        {name: "" if each is None else str(each) for name, each in row.items()} for row in rows
    ]
    for row in (*plain, *expected):
        row["title"] = row["title"].removeprefix("'")
    assert plain == expected


# --- what a spreadsheet would run -----------------------------------------------------------------


def test_a_formula_in_a_name_stays_text_in_csv_and_excel(mixed, tmp_path):
    title = '=HYPERLINK("http://example.org")'
    assert mixed[-1]["title"] == f"'{title}"
    file = tmp_path / "out.xlsx"
    run(MIXED, "--as-of", AS_OF, "-o", file)
    cell = list(openpyxl.load_workbook(file).active.iter_rows())[-1][2]
    assert (cell.value, cell.data_type) == (title, "s")


# --- one row --------------------------------------------------------------------------------------


def explained(name, file, *options):
    """What `--explain` writes of a row, which is what `assess` writes of its case file."""
    file.write_bytes(run(MIXED, "--as-of", AS_OF, "--case", name).stdout_bytes)
    assessed = run(file, *options, verb="assess")
    found = run(MIXED, "--as-of", AS_OF, "--explain", name, *options)
    assert found.exit_code == 0, found.stderr
    assert found.stdout_bytes == assessed.stdout_bytes
    return found


@pytest.mark.parametrize("options", [[], ["-f", "rich"], ["-f", "markdown"], ["--lang", "ko"]])
def test_a_row_is_explained_in_each_form_with_the_bytes_of_assess(options, tmp_path):
    assert len(explained("strong", tmp_path / "case.json", *options).stdout.splitlines()) > 9


@pytest.mark.parametrize("name", ["strong", "weak-axis", "at-harbor", "unknown"])
def test_a_row_is_explained_with_the_bytes_of_assess_on_its_case_file(name, mixed, tmp_path):
    done = explained(name, tmp_path / "case.json", "--format", "json")
    row = next(each for each in mixed if each["id"] == name)
    found = json.loads(done.stdout)
    assert row["case_digest"] == found["case"]["digest"]
    assert row["rulebook_digest"] == found["law"]["digest"]
    assert row["standard_possible"] == "|".join(found["standard"]["possible"])
    assert row["tier_possible"] == "|".join(found["tier"]["possible"])
    assert row["needs"] == "; ".join(each["fact"] for each in found["needs"][:3])
    assert {f"harbor_{each['id'].replace('-', '_')}" for each in found["harbors"]} <= set(row)
    for each in found["harbors"]:
        assert row[f"harbor_{each['id'].replace('-', '_')}"] == "|".join(each["possible"])


def test_a_row_is_near_whatever_of_its_name_is_in_capitals(tmp_path):
    (tmp_path / "t.csv").write_text("case,system.deployed\nGPT-4o,yes\nPaLM,yes\n")
    done = run(tmp_path / "t.csv", "--explain", "gpt-4o")
    assert "did you mean `GPT-4o`?" in done.stderr


def test_a_row_that_is_not_there_is_named_with_what_is_near():
    done = run(MIXED, "--as-of", AS_OF, "--explain", "strnog")
    assert done.exit_code == 2
    assert "`strnog` is no row of" in done.stderr
    assert "did you mean `strong`?" in done.stderr


# --- case files -----------------------------------------------------------------------------------


def test_a_folder_of_cases_comes_out_as_assess_determines_each(tmp_path):
    cases = Path(__file__).parents[1] / "cases"
    files = [cases / "gpt-4.yaml", cases / "worked" / "g27.yaml"]
    (tmp_path / "bad.yaml").write_text("case: bad\nsystem: {autonomy: very}\n")
    done = run(*files, tmp_path, "-f", "csv", "--errors", tmp_path / "errors.csv")
    assert done.exit_code == 3
    for file, row in zip(files, rows_of(done.stdout), strict=True):
        found = json.loads(run(file, "--format", "json", verb="assess").stdout)
        assert row["case_digest"] == found["case"]["digest"]
        assert row["tier"] == (found["tier"]["value"] or "")
        assert row["standard_possible"] == "|".join(found["standard"]["possible"])
    (error,) = rows_of((tmp_path / "errors.csv").read_text())
    assert error["code"] == "unknown-name"
    assert error["id"].endswith("bad.yaml")


# --- the audit ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("columns_made_anew")
def test_a_fault_in_the_columns_is_caught_by_the_audit(law, monkeypatch, tmp_path):
    defect = facts_in_columns.COMPARE | {"below": operator.le}
    monkeypatch.setattr(facts_in_columns, "COMPARE", defect)  # in the columns alone
    path = tmp_path / "t.csv"
    path.write_text("case,system.training_compute\nat-the-figure,1e26\n")
    table = open_table(path, "t.csv")
    batch = Batch(table, plan_by_names(table.header, law.rulebook, "t.csv"), law)
    list(batch.run())
    assert {each.outcome for each in batch.disagreements()} == {"harbors.compute"}


def test_the_audit_infers_every_pattern_where_all_are_asked_for(law):
    table = open_table(MIXED, "t.csv")
    batch = Batch(table, plan_by_names(table.header, law.rulebook, "t.csv"), law, audit=None)
    list(batch.run())
    assert batch.disagreements() == []
    assert batch.audit == "6 fact patterns, 6 audited"


@pytest.mark.usefixtures("columns_made_anew")
def test_rows_that_are_wrongly_taken_for_alike_are_caught_by_the_audit(law, monkeypatch, tmp_path):
    monkeypatch.setattr(patterns, "_tests", lambda _law: ())  # whether a fact is stated is left
    path = tmp_path / "t.csv"
    path.write_text("case,system.training_compute\nsmall,1e24\nlarge,3e27\n")
    table = open_table(path, "t.csv")
    batch = Batch(table, plan_by_names(table.header, law.rulebook, "t.csv"), law)
    list(batch.run())
    assert "tier" in {each.outcome for each in batch.disagreements()}


# --- rows of one pattern --------------------------------------------------------------------------


COMPUTE = st.sampled_from(["", "1e24", "1e26", "2e26", "3e27", "1e27"])
AXES = st.sampled_from(["", "strong", "weak"])


@settings(max_examples=5, deadline=None)
@given(rows=st.lists(st.tuples(COMPUTE, AXES, AXES), min_size=1, max_size=30))
def test_a_row_comes_out_the_same_graded_or_looked_up(rows, law, tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        names = ("training_compute", "autonomy", "generality")
        writer.writerow(["case", *(f"system.{each}" for each in names)])
        writer.writerows([f"c{at}", *row] for at, row in enumerate(rows))
    options = {"needs": False, "digests": False, "audit": None}
    _, looked_up, _ = graded(path, law, **options)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(by_pattern, "_KEPT", 2)  # patterns; rows of others are graded one by one
        batch, results, _ = graded(path, law, **options)
    assert results == looked_up
    different = len({tuple(row) for row in rows})
    assert "or more" not in batch.audit or different > 2
