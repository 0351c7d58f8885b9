"""No file that was read is written over, whoever named it: the command line, or what it names."""

from __future__ import annotations

import shutil

import pytest
from cli_runs import CASES, ROOT
from in_process import run_line as run

CASE = """case: x
as_of: 2025-06-01
lineage: lineage
safety_case: safety
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of a case, with its lineage, its safety case and a table with its map."""
    (tmp_path / "case.yaml").write_text(CASE, "utf-8")
    (tmp_path / "link").symlink_to("case.yaml")
    shutil.copy(CASES / "lineages" / "shared-ancestry.yaml", tmp_path / "lineage")
    shutil.copy(CASES / "safety-cases" / "home-robot.yaml", tmp_path / "safety")
    (tmp_path / "map.yaml").write_text("table: t\nfacts: {system.name: name}\n", "utf-8")
    (tmp_path / "map").symlink_to("map.yaml")
    return tmp_path


def refused(folder, output, *arguments):
    """Run with `--force`, and check that nothing was changed."""
    before = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    done = run(*arguments, "--force", cwd=folder)
    assert done.exit_code == 2, done.stderr
    assert done.stderr.startswith(f"error[output/is-input]: `{output}` is also read\n")
    assert before == {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize("output", ["link", "lineage", "safety"])
@pytest.mark.parametrize("verb", [["assess"], ["memo"], ["compute"]])
def test_nothing_that_a_case_is_read_from_is_replaced(folder, verb, output):
    refused(folder, output, *verb, "case.yaml", *(["-f", "markdown"] * (verb != ["memo"])), "-o",
            output)  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["batch", ".", "-f", "csv", "-o"], "lineage"),
        (["batch", "case.yaml", "-f", "csv", "-o"], "safety"),
        (["batch", "case.yaml", "-f", "html", "-o"], "lineage"),
        (["batch", "t.csv", "--map", "map.yaml", "-f", "csv", "-o"], "map"),
        (["compute", "--table", "t.csv", "--map", "map.yaml", "-o", "n.csv", "--errors"], "t.csv"),
        (["safety-case", "draw", "case.yaml", "-o"], "safety"),
    ],
)  # fmt: skip
def test_nothing_that_a_batch_or_a_drawing_is_read_from_is_replaced(folder, arguments, output):
    if "t.csv" in arguments:
        (folder / "t.csv").write_text("name\na\n", "utf-8")
    if arguments[0] == "compute":
        (folder / "map.yaml").write_text(
            "table: t\ncolumns: {model: name, total: total}\n", "utf-8"
        )
        (folder / "t.csv").write_text("name,total\na,1e24\n", "utf-8")
    refused(folder, output, *arguments, output)


def test_no_file_of_a_pack_is_replaced(tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "rules" / "keep-the-future-human", pack)
    (tmp_path / "case.yaml").write_text("case: x\npack: pack\n", "utf-8")
    file = next(str(each.relative_to(tmp_path)) for each in sorted(pack.glob("*.yaml")))
    (tmp_path / "link").symlink_to(file)
    refused(tmp_path, "link", "assess", "case.yaml", "-o", "link")
    refused(tmp_path, file, "new", file, "--rules", "pack")
    refused(tmp_path, "link", "schema", "case", "--rules", "pack", "-o", "link")
    refused(tmp_path, "link", "rules", "texts", "ko", "pack", "-o", "link")
    catalog = "pack/languages/ko.po"
    assert (tmp_path / catalog).is_file()
    refused(tmp_path, catalog, "rules", "texts", "ko", "pack", "-o", catalog)


def test_a_file_under_another_name_is_the_file_that_is_read(folder):
    (folder / "hard").hardlink_to(folder / "lineage")
    (folder / "soft").symlink_to("lineage")
    for each in ("hard", "soft"):
        refused(folder, each, "assess", "case.yaml", "-o", each)
