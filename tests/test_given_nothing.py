"""What is given empty, or cannot be what it is given as, is said to be so under its own name."""

from __future__ import annotations

import os

import polars as pl
import pytest
from cli_runs import CASES, GPT_4, run_process
from in_process import run_line as run

from liability import assess_frame
from liability.compute.cell_lists import one_text
from liability.portfolio.cell_text import text_of
from liability.source.problems import ProblemsError
from liability.source.yaml import read

LINEAGE = str(CASES / "lineages" / "blip-2.yaml")
SUMS = str(CASES / "worked" / "g27.yaml")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["assess", ""], "invalid value for `CASES...`: it is empty"),
        (["assess", GPT_4, "-o", ""], "invalid value for `--output` / `-o`: it is empty"),
        (["batch", GPT_4, "-f", "csv", "--errors", ""], "`--errors`: it is empty"),
        (["why", SUMS, "tier="], "`tier=` names nothing behind `=`"),
        (["why", SUMS, "exposure@"], "`exposure@` names nothing behind `@`"),
        (["why-not", SUMS, "tier="], "`tier=` names nothing behind `=`"),
        (["why", SUMS, "="], "`=` names no conclusion"),
        (["why", SUMS, ""], "`''` names no conclusion"),
        (["why", SUMS, "@"], "`@` names no conclusion"),
        (["why-not", SUMS, "=strict"], "`=strict` names no conclusion"),
        (["assess", SUMS, "-r", "="], "`=` names no reading"),
        (["assess", SUMS, "-r", "Q1="], "`Q1` is given no option"),
        (["batch", SUMS, "--parameter", "="], "`=` names no figure of the law"),
        (["batch", SUMS, "--explain", ""], "`--explain` is given nothing"),
        (["batch", SUMS, "--case", " "], "`--case` is given nothing"),
        (["batch", SUMS, "--sheet", ""], "`--sheet` is given nothing"),
        (["compute", LINEAGE, "--model", ""], "`''` is not a network of"),
    ],
)
def test_what_is_given_empty_is_refused(arguments, says):
    done = run(*arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "``" not in done.stderr
    assert "  help: " in done.stderr


@pytest.mark.parametrize("sheet", ["", " "])
@pytest.mark.parametrize("portfolio", [str(CASES / "portfolios" / "largest-models.csv"), SUMS])
def test_a_sheet_without_a_name_is_told_once_beside_what_is_wrong_with_the_portfolio(
    portfolio, sheet
):
    alone = run("batch", portfolio, "--no-needs", "-f", "csv")
    done = run("batch", portfolio, "--sheet", sheet)
    expected = [] if alone.exit_code == 0 else alone.stderr.split("\n\n")
    told = done.stderr.split("\n\n")
    assert done.exit_code == 2
    assert [each.strip() for each in told[:-1]] == [each.strip() for each in expected]
    assert told[-1].startswith("error[usage/wrong]: `--sheet` is given nothing")


@pytest.mark.parametrize(
    ("arguments", "says", "advice"),
    [
        (["assess", SUMS, "--as-of"], "requires an argument", "`liability assess --help`"),
        (
            ["batch", "diff", "a", "--sheet"],
            "requires an argument",
            "`liability batch diff --help`",
        ),
        (["why", SUMS, "tier", "it (too)"], "argument `it (too)`", "`liability why --help`"),
        (["memo", SUMS, "a", "b"], "arguments `a b`", "`liability memo --help`"),
    ],
)
def test_help_is_named_of_the_verb_that_is_called_amiss(arguments, says, advice):
    done = run(*arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert f"help: {advice}" in done.stderr


def test_a_table_that_is_a_folder_a_pipe_or_nothing_is_said_to_be_that(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name, says, advice in (
        ("folder.csv", "`folder.csv` is a folder", "name a table in it"),
        ("pipe.csv", "`pipe.csv` is no file", "pipe it in"),
        ("none.csv", "`none.csv` does not exist", "check the name"),
    ):
        done = run("batch", name, cwd=tmp_path)
        assert done.exit_code == 2
        assert says in done.stderr
        assert advice in done.stderr


@pytest.mark.parametrize("ending", ["pptx", "png", "zip"])
def test_no_memorandum_is_named_as_what_it_is_not(ending, tmp_path):
    done = run("memo", SUMS, "-o", f"x.{ending}", cwd=tmp_path)
    assert done.exit_code == 2
    assert f"is named as `{ending}`" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_map_without_a_name_or_with_a_very_long_one_is_no_map():
    for name in ("", "x" * 10_000):
        with pytest.raises(ProblemsError, match="is no map") as caught:
            assess_frame(pl.DataFrame({"system.autonomy": ["strong"]}), map=name)
        assert caught.value.problems[0].code == "map/none"


def test_a_link_to_nothing_is_not_said_to_be_meant_for_itself(tmp_path):
    (tmp_path / "case.yaml").symlink_to("nowhere")
    with pytest.raises(ProblemsError) as caught:
        read(tmp_path / "case.yaml")
    assert caught.value.problems[0].help == "check the name and the folder"


def test_no_word_of_python_stands_for_what_a_table_holds():
    assert one_text(text_of(["x", None, True, 1.5])) == "x;null;true;1.5"
    assert one_text(text_of([None])) == "null"
    assert text_of("é".encode()) == "é"
    assert text_of(b"\xfe") == "\\xfe"


def test_help_is_read_in_the_narrowest_window():
    shown = run_process("assess", "--help", COLUMNS="1").stdout
    assert "Determine who answers" in " ".join(shown.split())


def test_help_that_goes_to_no_terminal_has_no_colors_in_a_workflow_either():
    assert "\x1b" not in run_process("--help", GITHUB_ACTIONS="1").stdout


def test_a_module_that_says_nothing_is_noted_where_it_is_left_out(tmp_path):
    file = tmp_path / "x.gsn.yaml"
    file.write_text("module: pump\nG1:\n  text: It is safe.\n  undeveloped: true\n", "utf-8")
    head = ("--harbor", "passive", "--system", "pump", "--system-version", "1")
    done = run("safety-case", "import", file, *head)
    assert done.exit_code == 0, done.stderr
    assert "note: `module` holds no keys, and is left out" in done.stderr
