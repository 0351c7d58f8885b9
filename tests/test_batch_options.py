"""Options of `batch`: what goes together, how files are to be named, and what is said on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from in_process import run

from liability.cli.batch import batch

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


def test_a_row_is_explained_in_a_file_named_as_json(folder):
    done = run(batch, MIXED, "--explain", "strong", "-o", "a.json")
    assert done.exit_code == 0, done.stderr
    assert json.loads((folder / "a.json").read_text("utf-8"))["case"]["id"] == "strong"


CASE = "`--case` writes a case file as JSON, which is YAML too"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--explain", "strong", "-o", "a.csv"], "`--explain` writes JSON, and `a.csv` is named"),
        (["--explain", "strong", "-o", "a.yaml"], "let its name end in `.json`"),
        (["--explain", "strong", "-f", "csv"], "`--explain` writes JSON, and `--format csv` asks"),
        (["--case", "strong", "-o", "a.xlsx"], f"{CASE}, and `a.xlsx` is named as `xlsx`"),
        (["--case", "strong", "-f", "jsonl", "-o", "a.json"], f"{CASE}, and `--format jsonl` asks"),
        (["--errors", "e.xlsx"], "`--errors` writes CSV, and `e.xlsx` is named as `xlsx`"),
        (["--errors", "e.txt"], "let its name end in `.csv`"),
        (["--audit", "-1"], "`--audit -1` is neither a number of fact patterns nor `all`"),
    ],
)
def test_a_form_in_which_nothing_is_written_is_refused(arguments, said, folder):
    done = run(batch, MIXED, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(folder.iterdir())


def test_errors_may_be_named_without_an_ending(folder):
    assert run(batch, MIXED, *DAY, "--errors", "errors").exit_code == 3
    assert (folder / "errors").read_text("utf-8").startswith("row,id,column,code,reason,help")


def test_help_is_named_as_it_is_called():
    command = [sys.executable, "-m", "liability", "batch"]
    done = subprocess.run([*command, "--bogus"], capture_output=True, text=True, timeout=60)
    assert "`liability batch --help` shows what can be given" in done.stderr
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, timeout=60)
    assert "Usage: liability batch [OPTIONS]" in shown.stdout
