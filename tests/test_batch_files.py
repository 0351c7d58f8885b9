"""Portfolios: which files a batch writes, and what it leaves alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial

import polars as pl
import pytest
from batch_runs import AS_OF, MIXED, rows_of, run

# --- files ----------------------------------------------------------------------------------------


def test_no_file_is_replaced_unless_forced(tmp_path):
    file = tmp_path / "out.csv"
    file.write_text("mine")
    done = run(MIXED, "-o", file)
    assert done.exit_code == 2
    assert "exists already" in done.stderr
    assert file.read_text() == "mine"
    assert run(MIXED, "-o", file, "--force").exit_code == 3
    assert file.read_text() != "mine"


def test_nothing_that_is_read_is_replaced_even_when_forced(tmp_path):
    table, map_ = tmp_path / "t.csv", tmp_path / "m.csv"
    table.write_text("name\na\n")
    map_.write_text("table: t\nfacts: {system.name: name}\n")
    new, linked = tmp_path / "new.csv", tmp_path / "linked.csv"
    linked.symlink_to("c.yaml")
    for arguments in (["-o", map_], ["-o", table], ["--errors", map_], ["-o", new]):
        done = run(table, "--map", map_, "-f", "csv", *arguments, "--force")
        assert (done.exit_code == 2) == (arguments[1] != new)
    (tmp_path / "c.yaml").write_text("case: c\n")
    done = run(tmp_path, "-f", "csv", "-o", linked, "--force")
    assert done.exit_code == 2
    assert "is also read" in done.stderr
    assert map_.read_text().startswith("table: t")


def test_results_and_errors_are_not_written_to_one_file(tmp_path):
    done = run(MIXED, "-o", tmp_path / "both.csv", "--errors", tmp_path / "both.csv", "--force")
    assert done.exit_code == 2
    assert "is named for results and for errors" in done.stderr


@pytest.mark.parametrize("form", ["rich", "csv", "jsonl", "html", "xlsx"])
@pytest.mark.parametrize("output", [[], ["-o", "-"]])
def test_results_and_errors_do_not_both_go_to_standard_output(form, output):
    done = run(MIXED, "-f", form, *output, "--errors", "-")
    assert (done.exit_code, done.stdout) == (2, "")
    said = "for results and for errors" if output else "is standard output, where the results go"
    assert said in done.stderr


@pytest.mark.parametrize("form", ["csv", "html", "rich"])
def test_errors_on_standard_output_are_alone_there(tmp_path, form):
    run(MIXED, "--as-of", AS_OF, "-o", tmp_path / "1.csv", "--errors", tmp_path / "e.csv")
    out = tmp_path / f"2.{form}"
    done = run(MIXED, "--as-of", AS_OF, "-f", form, "-o", out, "--errors", "-")
    assert (done.exit_code, done.stdout_bytes) == (3, (tmp_path / "e.csv").read_bytes())
    assert out.stat().st_size


@pytest.fixture
def grading(tmp_path):
    """Begins a long batch into a file, and waits until it has begun to write."""

    def begin(out):
        table, parts = tmp_path / "big.csv", tmp_path / "parts"
        parts.mkdir()
        with table.open("w") as stream:
            stream.write("case,system.training_compute\n")
            stream.writelines(f"c{number},{number % 9 + 1}e24\n" for number in range(1, 400_000))
        process = subprocess.Popen(
            [sys.executable, "-m", "liability", "batch", table, "-o", out, "--no-needs", "--force"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(parts)},
        )
        written = {".csv": ".liability-*", ".parquet": "parts/**/*.parquet", ".xlsx": "parts/*"}
        while process.poll() is None and not any(
            each.is_file() and each.stat().st_size for each in tmp_path.glob(written[out.suffix])
        ):
            time.sleep(0.02)
        return process

    return begin


READ = {
    "csv": pl.read_csv,
    "parquet": pl.read_parquet,
    "xlsx": partial(pl.read_excel, engine="openpyxl"),
}
AT_A_TIME = {"csv": 100_000, "parquet": 100_000, "xlsx": 2_000}


def interrupted_after(rows):
    """All that standard error says, of rows that are in the file."""
    said = f"interrupted after {rows.height:,} of 399,999 rows; the others are not graded\n"
    return said.encode()


@pytest.mark.parametrize("form", READ)
def test_what_is_finished_when_it_is_interrupted_is_a_valid_file(tmp_path, grading, form):
    out = tmp_path / f"out.{form}"
    process = grading(out)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    rows = READ[form](out)
    assert 0 < rows.height < 399_999
    assert rows.height % AT_A_TIME[form] == 0
    assert said == interrupted_after(rows)


@pytest.mark.parametrize("form", READ)
def test_however_often_it_is_interrupted_what_is_finished_is_in_the_file(tmp_path, grading, form):
    out = tmp_path / f"out.{form}"
    out.write_text("of an earlier run")
    process = grading(out)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    rows = READ[form](out)
    assert (process.communicate()[1], process.returncode) == (interrupted_after(rows), 130)
    assert rows.height >= AT_A_TIME[form]
    assert not list(tmp_path.glob(".liability-*"))
    assert not list((tmp_path / "parts").iterdir())


def test_a_file_is_left_alone_where_nothing_is_finished_that_could_go_in_its_place(tmp_path):
    out = tmp_path / "out.xlsx"
    out.write_text("of an earlier run")
    code = (
        "import signal, sys; from liability.cli import main\n"
        "from liability.portfolio.batch import Batch\n"
        "def stopped(*_):\n"
        "    for _ in range(2): signal.raise_signal(signal.SIGINT)\n"
        "Batch._done = stopped\n"
        f"sys.argv = ['liability', 'batch', {str(MIXED)!r}, '-o', {str(out)!r}, '--force']\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    said = b"interrupted before any row was graded\n"
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", said)
    assert out.read_text() == "of an earlier run"


# --- what changes ---------------------------------------------------------------------------------


def test_another_figure_changes_the_rows_between_the_two(tmp_path):
    out = tmp_path / "changes.csv"
    done = run(
        "diff", MIXED, "--old-as-of", AS_OF, "--as-of", AS_OF,
        "--parameter", "harbor.training=1e20", "-o", out,
    )  # fmt: skip
    assert done.exit_code == 3, done.stderr  # some rows are refused
    found = [(row["id"], row["outcome"], row["findings"]) for row in rows_of(out.read_bytes())]
    findings = "training_claimable; trained_below_harbor"
    assert ("weak-axis", "harbor_compute", findings) in found
    assert ("formula", "harbor_compute", findings) in found
    assert {name for name, *_ in found} == {"weak-axis", "formula"}


def test_two_results_differ_in_what_changed_between_them(tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "new.parquet"
    run(MIXED, "--as-of", AS_OF, "-o", old)
    run(MIXED, "--as-of", AS_OF, "--parameter", "harbor.training=1e20", "-o", new)
    done = run("diff", old, new)
    assert "6, of which 2 change" in done.stdout


def test_a_row_that_one_of_two_results_has_alone_is_shown_as_such(tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("row,id,tier_possible\n2,a,RT-1\n3,gone,RT-1\n")
    new.write_text("row,id,tier_possible\n2,a,RT-1\n3,come,RT-1\n")
    shown = run("diff", old, new).stdout
    assert "1 only in the old, 1 only in the new" in shown
    assert "gone  only in the old" in shown
    assert "come  only in the new" in shown


def test_two_results_of_another_pack_are_compared_in_its_own_harbors_and_duties(tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("row,id,tier_possible,harbor_pier,duties_late,harbor_gone\n2,a,T,open,,x\n")
    new.write_text("row,id,tier_possible,harbor_pier,duties_late,harbor_come\n2,a,T,shut,b,x\n")
    made = tmp_path / "c.csv"
    run("diff", old, new, "-o", made)
    changed = [(row["outcome"], row["from"], row["to"]) for row in rows_of(made.read_bytes())]
    assert changed == [("harbor_pier", "open", "shut"), ("duties_late", "", "b")]
    shown = " ".join(run("diff", old, new).stdout.split())
    assert "1, of which 1 changes" in shown
    assert "harbor_gone only in the old; harbor_come only in the new" in shown


def test_a_name_that_is_guarded_in_one_form_is_the_same_in_another(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("case,system.training_compute\n=x,1e25\n'=x,1e24\n")
    for form in ("csv", "parquet"):
        run(table, "--no-needs", "-o", tmp_path / f"r.{form}")
    shown = run("diff", tmp_path / "r.csv", tmp_path / "r.parquet").stdout
    assert "Rows in both  2, of which 0 change" in shown


def test_the_same_results_differ_in_nothing(tmp_path):
    old = tmp_path / "old.csv"
    run(MIXED, "--as-of", AS_OF, "-o", old)
    *laws, said, notice = filter(None, run("diff", old, old).stdout.splitlines())
    assert [each[:7] for each in laws] == ["Old law", "New law"]
    assert said == "Rows in both  6, of which 0 change"
    assert notice.startswith("A research aid, not legal advice.")


# --- standard input -------------------------------------------------------------------------------


@pytest.mark.parametrize("begins", ["", "\ufeff", "\n\n"])
def test_a_text_on_standard_input_that_is_parted_by_tabs_is_read_as_such(begins):
    text = f"{begins}case\tsystem.training_compute\ttitle\na\t1e25\tA, B\n"
    done = run("-", "-f", "csv", "--as-of", AS_OF, given=text.encode())
    assert done.stderr == ""
    assert [(each["id"], each["title"]) for each in rows_of(done.stdout)] == [("a", "A, B")]


def test_no_advice_about_standard_input_is_to_rename_it():
    for text in ("a;b\n1;2\n", "case\tnothing\na\tb\n", "case\n\t\n", "\t\n"):
        assert "name it" not in run("-", given=text.encode()).stderr


def test_a_text_on_standard_input_whose_first_column_begins_as_a_workbook_does_is_a_text():
    done = run("-", "-f", "csv", "--as-of", AS_OF, given=b"PK_note,case\nx,a\n")
    assert "column `PK_note` of `standard input` is no fact" in done.stderr
    assert "workbook" not in done.stderr
