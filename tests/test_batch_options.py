"""Options of `batch`: what goes together, how files are named, and what is said on the way."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest
from in_process import run

from liability.cli.batch import batch
from liability.cli.batch_diff import diff
from liability.documents.portfolio_words import PortfolioWords
from liability.language import LANGUAGES, speaking
from liability.rulebook.specialize import law_in_force

MIXED = Path(__file__).parent / "portfolios" / "mixed.csv"
DAY = ("--as-of", "2025-06-01")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_the_screen_shows_goes_to_a_file_where_one_is_named(folder):
    shown = run(batch, MIXED, *DAY).stdout
    done = run(batch, MIXED, *DAY, "--format", "rich", "-o", "r.txt")
    assert (done.exit_code, done.stdout) == (3, "")
    assert (folder / "r.txt").read_text("utf-8") == shown
    assert run(batch, MIXED, "-f", "rich", "-o", "r.txt").exit_code == 2  # it is there already


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.YML", "a", "GPT-4.1"])
def test_a_row_is_written_as_a_case_file_under_any_name_of_one(folder, name):
    done = run(batch, MIXED, "--case", "strong", "-o", name)
    assert done.exit_code == 0, done.stderr
    assert json.loads((folder / name).read_text("utf-8"))["case"] == "strong"


@pytest.mark.parametrize("asked", [(), ("--format", "jsonl")])
def test_results_are_written_as_json_lines_under_either_name_of_them(folder, asked):
    assert run(batch, MIXED, *DAY, *asked, "-o", "a.ndjson").exit_code == 3
    first = (folder / "a.ndjson").read_text("utf-8").partition("\n")[0]
    assert json.loads(first)["id"]


def test_a_row_is_explained_in_a_file_named_as_json(folder):
    done = run(batch, MIXED, "--explain", "strong", "-o", "a.json")
    assert done.exit_code == 0, done.stderr
    assert json.loads((folder / "a.json").read_text("utf-8"))["case"]["id"] == "strong"


CASE = "`--case` writes a case file as JSON, which is YAML too"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--explain", "strong", "-o", "a.csv"], "let its name end in `.txt` or `.json` or `.md`"),
        (["--explain", "strong", "-o", "a.yaml"], "`a.yaml` is named as `yaml`, which is not"),
        (
            ["--explain", "strong", "-f", "csv"],
            "`--explain` writes as `assess` does, and `--format",
        ),
        (["--explain", "strong", "-f", "json", "-o", "a.md"], "`--format json` asks for another"),
        (["-f", "markdown", "-o", "a.md"], "`--format markdown` is for one row"),
        (["-f", "json"], "write one of `rich`, `csv`, `jsonl`, `parquet`, `xlsx`, `html`"),
        (["--case", "strong", "-o", "a.xlsx"], f"{CASE}, and `a.xlsx` is named as `xlsx`"),
        (["--case", "strong", "-f", "jsonl", "-o", "a.json"], f"{CASE}, and `--format jsonl` asks"),
        (["--case", "strong", "--errors", "e.csv"], "`--errors` is for the rows of a portfolio"),
        (["--errors", "e.xlsx"], "`--errors` writes CSV, and `e.xlsx` is named as `xlsx`"),
        (["--errors", "e.txt"], "let its name end in `.csv`"),
        (["-f", "csv", "-o", "a.tsv"], "`a.tsv` is named as `tsv`, which is not written here"),
        (["-f", "csv", "-o", "a.parquet"], "`a.parquet` is named as `parquet`, and `--format csv`"),
        (["-f", "rich", "-o", "a.HTML"], "name the file so that it ends in `.txt`"),
        (["--explain", "strong", "--audit", "9"], "`--audit` is for the rows of a portfolio"),
        (["--explain", "strong", "--no-needs"], "`--no-needs` is for the rows of a portfolio"),
        (["--case", "strong", "--needs"], "`--needs` is for the rows of a portfolio"),
        (["--audit", "-1"], "`--audit -1` is neither a number of fact patterns nor `all`"),
    ],
)
def test_a_form_in_which_nothing_is_written_is_refused(arguments, said, folder):
    done = run(batch, MIXED, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(folder.iterdir())


# --- what is graded -------------------------------------------------------------------------------


@pytest.fixture
def workbook(folder):
    """A workbook whose table stands on its second sheet, and a note on its first."""
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["Inventory of 2025"])
    sheet = book.create_sheet("All models")
    for row in (["case", "system.training_compute"], ["a", 3e27], ["b", None]):
        sheet.append(row)
    book.save(folder / "t.xlsx")


@pytest.mark.usefixtures("workbook")
def test_the_sheet_of_a_workbook_is_named_where_there_are_several():
    done = run(batch, "t.xlsx", *DAY, "-f", "csv")
    assert done.exit_code == 2
    assert "`t.xlsx` has 2 sheets: `Cover`, `All models`" in done.stderr
    named = run(batch, "t.xlsx", "--sheet", "All models", *DAY, "-f", "csv")
    assert [row["id"] for row in csv.DictReader(named.stdout.splitlines())] == ["a", "b"]
    differs = ["--parameter", "cap.training=1e28"]
    compared = run(diff, "t.xlsx", "--sheet", "All models", *DAY, "--old-as-of", DAY[1], *differs)
    assert "Rows in both  2, of which 1 changes" in compared.stdout


@pytest.mark.parametrize(
    ("name", "format_"),
    [("a.txt", "rich"), ("a", "rich"), ("a.md", "markdown"), ("a.json", "json")],
)
def test_a_row_is_explained_in_the_form_that_the_file_is_named_for(folder, name, format_):
    shown = run(batch, MIXED, *DAY, "--explain", "strong", "-f", format_)
    done = run(batch, MIXED, *DAY, "--explain", "strong", "-o", name)
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    assert (folder / name).read_text("utf-8") == shown.stdout


def test_a_name_that_can_be_no_id_is_the_title_of_the_case_file(folder):
    (folder / "t.csv").write_text("case,system.training_compute\nb,1e25\nCedar XL,4e26\n")
    found = json.loads(run(batch, "t.csv", "--case", "Cedar XL").stdout)
    assert (found["case"], found["title"]) == ("row-3", "Cedar XL")


def test_a_row_is_explained_in_another_language():
    done = run(batch, MIXED, *DAY, "--explain", "strong", "--lang", "ja")
    assert done.exit_code == 0, done.stderr
    assert "責任の基準" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([MIXED, "--sheet", "x"], "has no sheets"),
        (["a.yaml", "--sheet", "x"], "`--sheet` is for a workbook of Excel"),
        (["t.xlsx", "--sheet", "x", "--engine", "spark", "-o", "x.csv"], "Spark does not read"),
        (["a.yaml", "--audit", "all"], "`--audit` is for a table help: leave it out for case"),
        (["a.yaml", "--audit", "50"], "`--audit` is for a table"),
        ([MIXED, "--no-needs", "--engine", "spark", "-o", "x.csv"], "`--no-needs` has no effect"),
        (["models.txt"], "`models.txt` is neither a table nor a case file, by its name"),
        (["models.txt", "--map", "epoch"], "name a table .csv, .tsv, .jsonl, .parquet or .xlsx"),
        (["models.csv.gz", "a.yaml"], "`models.csv.gz` is neither a table nor a case file"),
        (["t.xlsx", "a.yaml"], "`t.xlsx` is a table, and more is named beside it"),
        (["a.yaml", "t.xlsx"], "`t.xlsx` is a table, and more is named beside it"),
        (["a.yaml", "-"], "`-` is a table, and more is named beside it"),
    ],
)
@pytest.mark.usefixtures("workbook")
def test_what_is_no_workbook_no_table_and_no_case_is_told_so(arguments, said, folder):
    for name in ("a.yaml", "models.txt", "models.csv.gz"):
        (folder / name).write_text("case: a\n")
    done = run(batch, *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


def test_without_pyspark_it_is_said_how_the_folder_of_the_project_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    done = run(batch, MIXED, "--engine", "spark", "-o", "x.csv")
    assert done.exit_code == 2
    assert "install it: `pip install '.[spark]'` in the folder of this project" in done.stderr


def test_errors_may_be_named_without_an_ending(folder):
    assert run(batch, MIXED, *DAY, "--errors", "errors").exit_code == 3
    assert (folder / "errors").read_text("utf-8").startswith("row,id,column,code,reason,help")


def test_help_is_named_as_it_is_called():
    command = [sys.executable, "-m", "liability", "batch"]
    done = subprocess.run([*command, "--bogus"], capture_output=True, text=True, timeout=60)
    assert "`liability batch --help` shows what can be given" in done.stderr
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, timeout=60)
    assert "Usage: liability batch [OPTIONS]" in shown.stdout


# --- rows that are refused ------------------------------------------------------------------------

SOME = "case,system.training_compute\na,1e25\nb,lots\nc,x\nd,y\n"
MANY = "case,system.training_compute\n" + "".join(f"c{each},lots\n" for each in range(7))


def shown(text, *arguments):
    Path("t.csv").write_text(text, "utf-8")
    return run(batch, "t.csv", *arguments, columns=120)


def test_the_screen_names_the_first_rows_refused_and_where_the_rest_is():
    said = " ".join(shown(MANY).stdout.split())
    for each in range(5):
        assert f"{each + 2} c{each} system.training_compute: `lots` is not a quantity" in said
    assert "c5" not in said
    assert "… and 2 others `--errors FILE` writes all of them with what to do" in said


def test_the_screen_does_not_name_an_option_that_was_given():
    said = shown(MANY, "--errors", "e.csv", "-o", "r.csv").stdout
    assert "Rows refused" in said
    assert "`--errors FILE`" not in said
    assert "Rows refused" not in shown("case\na\n").stdout


@pytest.mark.parametrize("form", [["-f", "csv"], ["-f", "jsonl", "-o", "-"], ["-f", "html"]])
def test_that_rows_were_refused_is_said_beside_results_on_standard_output(form):
    done = shown(SOME, *form)
    assert done.stderr == "3 of 4 rows were refused; `--errors FILE` says why\n"
    assert "--errors FILE" not in done.stdout
    assert shown(SOME, *form, "--errors", "e.csv").stderr == ""
    assert shown("case\na\n", *form).stderr == ""
    one = shown("case,system.training_compute\na,x\n", *form)
    assert one.stderr == "1 of 1 row was refused; `--errors FILE` says why\n"


# --- under which law, and what changes ------------------------------------------------------------


def rows(file):
    with Path(file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_case(name, /, **given):
    Path("cases").mkdir(exist_ok=True)
    content = {"case": name, "system": {"training_compute": "2e24"}, **given}
    Path(f"cases/{name}.yaml").write_text(json.dumps(content), "utf-8")


def test_results_say_under_which_law_they_were_made():
    setting = ["--parameter", "cap.training=1e24", "--reading", "Q1=any_advanced"]
    laws = set()
    for options in ([], setting, ["--profile", "ja"], ["--as-of", "2026-01-01"]):
        run(batch, MIXED, *DAY, *options, "-o", "r.csv", "--force")
        (law,) = {each["law"] for each in rows("r.csv")}
        laws.add(law.partition("; ")[2])
    assert laws == {
        "English text; law as of 2025-06-01",
        "English text; law as of 2025-06-01; readings chosen: Q1 = any_advanced; "
        "figures set otherwise: cap.training = 1e24",
        "Japanese text; law as of 2025-06-01",
        "English text; law as of 2026-01-01",
    }


@pytest.mark.parametrize(
    ("verb", "option"), [(batch, "--parameter"), (diff, "--parameter"), (diff, "--old-parameter")]
)
def test_a_figure_that_is_given_twice_is_refused(verb, option):
    done = run(verb, MIXED, *DAY, option, "cap.training=1e26", option, "cap.training=1e27")
    assert done.exit_code == 2
    assert "error[law/parameter-twice]: `cap.training` is given 2 times" in done.stderr


def test_each_case_says_the_law_that_it_was_determined_under():
    write_case("own", as_of="2025-06-01", profile="ko", parameters={"cap.training": "1e24"})
    write_case("other", as_of="2025-07-01")
    run(batch, "cases", "-o", "r.csv")
    laws = {each["id"]: each["law"].partition("; ")[2] for each in rows("r.csv")}
    assert laws["other"] == "English text; law as of 2025-07-01"
    own = "Korean text; law as of 2025-06-01; figures set otherwise: cap.training = 1e24"
    assert laws["own"] == own


def test_a_difference_says_under_which_laws_its_results_were_made():
    run(batch, MIXED, *DAY, "-o", "old.csv")
    write_case("one", as_of="2025-06-01")
    write_case("two", as_of="2025-07-01")
    write_case("three", as_of="2025-07-01")
    run(batch, "cases", "-o", "new.parquet")
    said = run(diff, "old.csv", "new.parquet", columns=200).stdout.splitlines()
    assert said[0].startswith("Old law  Keep the Future Human")
    assert said[0].endswith("; English text; law as of 2025-06-01")
    assert said[1].startswith("New law  Keep the Future Human")
    assert said[1].endswith("law as of 2025-07-01 (2 rows)")
    assert said[2].endswith("law as of 2025-06-01 (1 row)")


@pytest.mark.parametrize("option", ["--old-rules", "--old-as-of"])
def test_two_results_are_compared_under_no_other_old_law(option, rulebook):
    run(batch, MIXED, *DAY, "-o", "r.csv")
    given = rulebook.id if option == "--old-rules" else DAY[1]
    done = run(diff, "r.csv", "r.csv", option, given)
    assert done.exit_code == 2
    assert "`diff` of two results takes no law, no map and no sheet" in done.stderr
    assert "leave them out but for `--rules`, which names the columns" in done.stderr
    assert run(diff, "r.csv", "r.csv", "--rules", rulebook.id).exit_code == 0


def test_a_difference_of_results_that_name_no_law_says_none():
    Path("old.csv").write_text("row,id,tier_possible\n2,a,RT-1\n", "utf-8")
    said = run(diff, "old.csv", "old.csv").stdout
    assert "law" not in said
    assert said.startswith("Rows in both")


def test_results_of_a_law_with_other_values_are_compared():
    for name, tier in (("old", "RT-9"), ("new", "RT-1")):
        Path(f"{name}.csv").write_text(f"row,id,tier_possible\n2,a,{tier}\n", "utf-8")
    assert "Risk tier  RT-9  RT-1" in run(diff, "old.csv", "new.csv").stdout


def test_a_change_is_that_of_a_column_of_the_results():
    for name, options in (("old", []), ("new", ["--parameter", "cap.training=1e20"])):
        run(batch, MIXED, *DAY, *options, "-o", f"{name}.csv")
    run(diff, "old.csv", "new.csv", "-o", "c.csv")
    changes = rows("c.csv")
    found = {(name, row["id"]): {**row} for name in ("old", "new") for row in rows(f"{name}.csv")}
    for each in changes:
        assert found["old", each["id"]][each["outcome"]] == each["from"]
        assert found["new", each["id"]][each["outcome"]] == each["to"]
    names = {each["outcome"] for each in changes}
    assert {"tier_possible", "tier_on_this_record", "harbor_compute", "duties_undetermined"} < names
    assert "Duties, undetermined" in run(diff, "old.csv", "new.csv", columns=200).stdout


def test_what_is_given_for_every_case_is_told_from_what_each_case_says():
    write_case("own", as_of="2025-06-01")
    said = " ".join(run(batch, "cases", columns=200).stdout.split())
    assert "English text, where a case names none · law as of 20" in said
    assert ", where a case names none · readings and figures as each case sets them" in said
    setting = ["--profile", "ja", "--reading", "Q1=any_advanced"]
    said = " ".join(run(batch, "cases", *DAY, *setting, columns=300).stdout.split())
    assert "Japanese text, for every case · law as of 2025-06-01, for every case" in said
    assert "readings chosen: Q1 = any_advanced, for every case" in said
    assert "other readings and figures as each case sets them" in said
    page = run(batch, "cases", *DAY, *setting, "-f", "html").stdout
    assert "<dt>Law as of</dt><dd>2025-06-01, for every case</dd>" in page
    assert "<dt>Readings chosen</dt><dd>Q1 = any_advanced, for every case</dd>" in page
    assert "<dd>other readings and figures as each case sets them</dd>" in page


# --- words ----------------------------------------------------------------------------------------


def test_two_outcomes_never_come_out_in_the_same_words(rulebook):
    words = PortfolioWords(law_in_force(rulebook, "2025-06-01"))
    for outcome in ("tier", "standard", "injunction", "harbors.compute"):
        values = list(words.declared(outcome).values)
        sizes = range(1, len(values) + 1)
        kinds = ["|".join(each) for size in sizes for each in combinations(values, size)]
        for language in LANGUAGES:
            with speaking(language):
                assert len({*words.labels(outcome, kinds)}) == len(kinds)


def test_few_values_are_named_and_many_counted(rulebook):
    words = PortfolioWords(law_in_force(rulebook, "2025-06-01"))
    said = ["RT-1|RT-2|RT-3|RT-4", "RT-0|RT-1|RT-2|RT-4", "RT-0|RT-1|RT-2"]
    labels = [words.label("tier", each) for each in said]
    assert labels == [*["undetermined (4 of 5 possible)"] * 2, "RT-0, RT-1 or RT-2"]
    details = [words.detail("tier", each) for each in said]
    assert details == ["not possible: RT-0", "not possible: RT-3", ""]
    apart = ["undetermined (not possible: RT-0)", "undetermined (not possible: RT-3)"]
    assert words.labels("tier", said) == [*apart, labels[-1]]


def test_where_no_row_was_graded_nothing_is_counted():
    text = "case,system.training_compute\na,many\nb,lots\n"
    screen, page = shown(text).stdout, shown(text, "-f", "html").stdout
    assert "No row was graded." in screen
    assert "Rows of which" not in screen
    assert "<p>No row was graded.</p>" in page
    assert re.findall('<h2 id="([a-z]+)', page) == ["tally", "errors"]


def test_what_there_is_one_of_is_said_in_the_singular():
    text = "case,system.training_compute\na,1e25\nb,x\n"
    page = shown(text, "-f", "html").stdout
    assert "1 fact pattern, 1 audited" in page
    assert "Every graded row has a best estimate." in page
    assert page.count('role="status">1 error<') == page.count('role="status">1 row<') == 1
    page = shown("case,system.training_compute\na,\n", "-f", "html").stdout
    assert "<b>1</b> row in = <b>1</b> graded" in page
    assert "The one graded row has no best estimate." in page
    six = "case,system.training_compute\n" + "".join(f"c{each},lots\n" for each in range(6))
    assert "… and 1 other\n" in shown(six).stdout
    write_case("one")
    assert run(batch, "cases").stdout.startswith("1 case file\n")


def test_the_codes_of_refusals_lead_to_the_rows_refused():
    page = shown(SOME, "-f", "html").stdout
    assert '<a href="#errors-title" data-only="code"><code>wrong-type</code></a>' in page
    assert 'id="errors-title"' in page
