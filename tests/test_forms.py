"""In which form a file is written: as the user asks, or as its name ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import CASES, GPT_4
from in_process import run

from liability.cli.apportion import apportion
from liability.cli.assess import assess
from liability.cli.compute import compute
from liability.cli.safety_case import check, draw, export, import_

G27 = CASES / "worked" / "g27.yaml"
LINEAGE = CASES / "lineages" / "shared-ancestry.yaml"
ROBOT = CASES / "safety-cases" / "home-robot.yaml"
TABLE = Path(__file__).parent / "tables" / "epoch-sample.csv"
OF_TABLE = ("--table", TABLE, "--map", "epoch")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


WRITTEN = [
    (assess, (GPT_4,), "x.json", "json"),
    (assess, (GPT_4,), "x.JSONL", "json"),
    (assess, (GPT_4,), "x.md", "markdown"),
    (apportion, (G27,), "x.json", "json"),
    (apportion, (G27,), "x.md", "markdown"),
    (apportion, (G27,), "x.svg", "svg"),
    (compute, (LINEAGE,), "x.json", "json"),
    (compute, (LINEAGE,), "x.md", "markdown"),
    (compute, (LINEAGE,), "x.svg", "svg"),
    (compute, OF_TABLE, "x.csv", "csv"),
    (compute, OF_TABLE, "x.jsonl", "json"),
    (check, (ROBOT,), "x.json", "json"),
    *((verb, (GPT_4,), name, "rich") for verb in (assess,) for name in ("x.txt", "x", "GPT-4.1")),
]


@pytest.mark.parametrize(("verb", "given", "name", "form"), WRITTEN)
def test_a_file_is_written_in_the_form_that_its_name_says(verb, given, name, form):
    asked = run(verb, *given, "--format", form)
    done = run(verb, *given, "-o", name)
    assert (done.exit_code, done.stdout) == (asked.exit_code, ""), done.stderr
    assert Path(name).read_text("utf-8") == asked.stdout
    again = run(verb, *given, "-o", name, "--force", "--format", form)
    assert again.exit_code == asked.exit_code, "which asks for nothing else"
    assert Path(name).read_text("utf-8") == asked.stdout


REFUSED = [
    (assess, (GPT_4,), "x.svg", "`x.svg` is named as `svg`, which is not written here"),
    (assess, (GPT_4,), "x.docx", "let its name end in `.txt` or `.json` or `.md`"),
    (assess, (GPT_4, "-f", "json"), "x.html", "`html`, which is not written here"),
    (assess, (GPT_4, "-f", "json"), "x.md", "`md`, and `--format json` asks for another"),
    (assess, (GPT_4, "-f", "markdown"), "x.json", "name the file so that it ends in `.md`"),
    (assess, (GPT_4, "-f", "rich"), "x.json", "name the file so that it ends in `.txt`"),
    (assess, (GPT_4, "--lang", "ko"), "x.json", "`--lang ko` has no effect on JSON"),
    (apportion, (G27,), "x.pdf", "`pdf`, which is not written here"),
    (apportion, (G27, "-f", "svg"), "x.json", "`json`, and `--format svg` asks for another"),
    (compute, (LINEAGE,), "x.csv", "let its name end in `.txt` or `.json` or `.md` or `.svg`"),
    (compute, OF_TABLE, "x.svg", "let its name end in `.txt` or `.json` or `.csv`"),
    (compute, (*OF_TABLE, "-f", "json"), "x.csv", "`--format json` asks for another"),
    (check, (ROBOT,), "x.pdf", "`pdf`, which is not written here"),
]


@pytest.mark.parametrize(("verb", "given", "name", "said"), REFUSED)
def test_no_file_is_written_that_is_named_as_something_else(verb, given, name, said, folder):
    done = run(verb, *given, "-o", name)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert not list(folder.iterdir())


def test_standard_output_is_the_screen_whatever_its_name(folder):
    assert run(assess, GPT_4, "-o", "-").stdout == run(assess, GPT_4).stdout
    assert json.loads(run(assess, GPT_4, "-o", "-", "-f", "json").stdout)["case"]["id"] == "gpt-4"
    assert not list(folder.iterdir())


OF_ONE_FORM = [
    (draw, "svg", ("x.svg", "x.SVG", "x", "GPT-4.1"), ("x.json", "x.yaml", "x.pdf")),
    (export, "yaml", ("x.yaml", "x.gsn.yml", "x"), ("x.json", "x.svg", "x.md")),
]


@pytest.mark.parametrize(("verb", "form", "fits", "others"), OF_ONE_FORM)
def test_what_is_written_in_one_form_is_not_written_to_a_file_of_another(verb, form, fits, others):
    asked = run(verb, ROBOT)
    for name in fits:
        assert run(verb, ROBOT, "-o", name).exit_code == 0
        assert Path(name).read_text("utf-8") == asked.stdout
    for name in others:
        done = run(verb, ROBOT, "-o", name)
        assert done.exit_code == 2
        assert f"named as `{name.rpartition('.')[2]}`, which is not written here" in done.stderr
        assert f"let its name end in `.{form}`" in done.stderr
        assert not Path(name).exists()


def test_a_safety_case_is_imported_into_yaml_alone():
    assert run(export, ROBOT, "-o", "x.yaml").exit_code == 0
    assert "which is not written here" in run(import_, "x.yaml", "-o", "y.svg").stderr
    assert run(import_, "x.yaml", "-o", "y.yml").exit_code == 0


def test_no_determination_is_written_to_a_file_that_is_named_as_yaml():
    assert "which is not written here" in run(assess, GPT_4, "-o", "x.yaml").stderr
