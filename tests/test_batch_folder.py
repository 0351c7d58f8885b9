"""Portfolios: a folder as it is found on a disk, with links, pipes and names of any bytes."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from batch_runs import rows_of, run
from cli_runs import CASES

from liability.cli.batch_source import portfolio_named
from liability.portfolio.case_files import case_files
from liability.source.problems import ProblemsError


def test_a_file_that_is_not_named_in_utf_8_is_refused_like_any_other(tmp_path):
    (tmp_path / "a.yaml").write_text("case: a\n", "utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/z\xfe.yaml")).write_text("case: [\n", "utf-8")
    done = run(".", "-f", "csv", "--errors", "errors.csv", cwd=tmp_path)
    assert done.exit_code == 3, done.stderr
    assert [each["id"] for each in rows_of(done.stdout)] == ["a"]
    (wrong,) = rows_of((tmp_path / "errors.csv").read_bytes())
    assert wrong["id"] == "z\ufffd.yaml"
    assert wrong["reason"].startswith("`z\ufffd.yaml` is not valid YAML")


def test_a_lineage_below_a_folder_that_is_not_named_in_utf_8_counts(tmp_path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/l\xfe"))
    folder.mkdir()
    shutil.copy(CASES / "lineages" / "shared-ancestry.yaml", folder / "l.yaml")
    (folder / "c.yaml").write_text("case: c\nlineage: l.yaml\n", "utf-8")
    done = run(folder / "c.yaml", "-f", "csv", cwd=tmp_path)
    assert done.exit_code == 0, done.stderr
    assert [each["id"] for each in rows_of(done.stdout)] == ["c"]


@pytest.fixture
def odd(tmp_path):
    """A folder with what a search for files may stumble over."""
    folder, other = tmp_path / "odd", tmp_path / "other"
    for each in (folder / "sub", other):
        each.mkdir(parents=True)
    (folder / "a.yaml").write_text("case: a\n", "utf-8")
    (folder / "sub" / "b.yaml").write_text("case: b\n", "utf-8")
    (other / "c.yaml").write_text("case: c\n", "utf-8")
    (folder / "dangling.yaml").symlink_to("nowhere")
    (folder / "round.yaml").symlink_to("round.yaml")
    (folder / ".#a.yaml").symlink_to("who@where")
    (folder / "far").symlink_to(other)
    (folder / "alias").symlink_to("sub")
    (folder / "latest.yaml").symlink_to("a.yaml")
    (folder / "nothing.yaml").symlink_to("nowhere")
    (folder / "sub" / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.yaml")
    return folder


def test_each_case_file_of_a_folder_is_graded_once_or_refused(odd):
    done = run("odd", "-f", "csv", "--errors", "errors.csv", cwd=odd.parent)
    assert done.exit_code == 3, done.stderr
    assert {each["id"] for each in rows_of(done.stdout)} == {"a", "b", "c"}
    errors = {each["id"]: each for each in rows_of((odd.parent / "errors.csv").read_bytes())}
    assert {name: each["code"] for name, each in errors.items()} == {
        f"odd/{name}.yaml": "file/unreadable" for name in ("dangling", "nothing", "round", "pipe")
    }
    assert "no such file" in errors["odd/dangling.yaml"]["reason"]
    assert "dangling" not in errors["odd/dangling.yaml"]["help"]
    assert "is no file" in errors["odd/pipe.yaml"]["reason"]


def test_a_folder_that_cannot_be_listed_is_among_what_is_refused(odd, monkeypatch):
    listing = Path.iterdir

    def closed(path):
        if path.name == "sub":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", closed)
    assert odd / "sub" in case_files([odd])


def test_a_folder_among_case_files_is_said_not_to_be_listed(odd):
    from liability.portfolio.case_files import _check_file
    from liability.source.problems import ProblemsError

    with pytest.raises(ProblemsError, match="sub` cannot be listed"):
        _check_file(odd / "sub")


def test_a_pattern_names_links_to_nothing_too(odd):
    found = case_files([odd / "*.yaml"])
    assert odd / "dangling.yaml" in found


@pytest.mark.parametrize("pattern", ["odd/**", "odd/**/*.yaml", "o*/**/**/*.yaml", "**/[a-c].yaml"])
def test_a_pattern_names_each_file_once_whatever_circles_of_links_there_are(
    odd, monkeypatch, pattern
):
    monkeypatch.chdir(odd.parent)
    names = [each.name for each in case_files([Path(pattern)])]
    assert [names.count(f"{each}.yaml") for each in "abc"] == [1, 1, 1]


def test_a_file_that_is_named_in_several_ways_is_one(odd, monkeypatch):
    monkeypatch.chdir(odd.parent)
    ways = ["odd/sub/b.yaml", "odd/alias/b.yaml", "odd/sub/up/sub/b.yaml", "odd/sub/../sub/b.yaml"]
    assert case_files([Path(each) for each in ways]) == [Path("odd/sub/b.yaml")]
    assert case_files([Path("odd"), Path("odd/alias"), *odd.glob("*/b.yaml")]) == case_files(
        [Path("odd")]
    )


def test_a_pattern_below_a_folder_named_as_a_pattern_is_taken_there(tmp_path):
    for folder in ("[x]", "x"):
        (tmp_path / "top" / folder).mkdir(parents=True)
        (tmp_path / "top" / folder / "a.yaml").touch()
    found = case_files([tmp_path / "top" / "**" / "a.yaml"])
    assert found == [tmp_path / "top" / each / "a.yaml" for each in ("[x]", "x")]


def test_a_pattern_that_matches_one_table_names_it_and_of_several_each_is_told(tmp_path):
    for name in ("v1.csv", "v2.csv", "v3.yaml", "w1.jsonl"):
        (tmp_path / name).write_text('{"case": "a"}\n')
    with ExitStack() as stack:
        for pattern in ("w*.jsonl", "w*"):
            assert portfolio_named([tmp_path / pattern], None, stack).header == ["case"]
        for pattern in ("v*.csv", "v[12]*"):
            first, second = tmp_path / "v1.csv", tmp_path / "v2.csv"
            said = f"{pattern}` names 2 tables: `{first}`, `{second}`"
            with pytest.raises(ProblemsError) as refused:
                portfolio_named([tmp_path / pattern], None, stack)
            assert said in str(refused.value)
            assert "name one table at a time" in str(refused.value)
        with pytest.raises(ProblemsError, match=r"x\*.csv` does not exist"):
            portfolio_named([tmp_path / "x*.csv"], None, stack)


def test_tables_in_a_folder_of_case_files_are_said_not_to_be_read(tmp_path):
    folder = tmp_path / "f"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.yaml").write_text("case: a\n", "utf-8")
    (folder / "ok.csv").write_text("case,title\nb,c\n", "utf-8")
    done = run("f", "-f", "jsonl", "--no-needs", cwd=tmp_path)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    assert done.stderr == "1 table in the folder is not read: `f/ok.csv`; name a table by itself\n"
    for number in range(6):
        (folder / "sub" / f"{number}.XLSX").write_bytes(b"")
    done = run("diff", "f", "--reading", "Q1=any_advanced", cwd=tmp_path)
    assert done.exit_code == 0
    assert "7 tables in folders are not read: `f/ok.csv`, `f/sub/0.XLSX`, " in done.stderr
    assert "`f/sub/3.XLSX`, …; name" in done.stderr


def test_nothing_is_said_of_tables_where_one_case_is_named_or_asked_for(tmp_path):
    (tmp_path / "a.yaml").write_text("case: a\n", "utf-8")
    (tmp_path / "ok.csv").write_text("case,title\nb,c\n", "utf-8")
    for line in (["a.yaml", "-f", "csv"], [".", "--explain", "a"]):
        done = run(*line, cwd=tmp_path)
        assert (done.exit_code, done.stderr) == (0, "")
