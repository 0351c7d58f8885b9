"""Results that cannot be written, or not as they are: one sentence, and nothing half written."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from batch_runs import run

from liability.cli import result_stream
from liability.portfolio.write import LONGEST_IN_EXCEL
from liability.source.problems import ProblemsError

FORMS = ["csv", "jsonl", "parquet", "xlsx"]
STEERS = ("\x1b", "\x9b", "\u202e")


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A table whose results fill a pipe."""
    file = tmp_path_factory.mktemp("table") / "t.csv"
    rows = [f"c{number},{number}e20,{os.urandom(200).hex()}" for number in range(1, 1500)]
    file.write_text("\n".join(["case,system.training_compute,title", *rows]), "utf-8")
    return file


def shell(line):
    line = line.replace("LIABILITY", f"{sys.executable} -m liability")
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("form", FORMS)
def test_results_end_silently_where_their_reader_has_enough(table, form):
    command = f"LIABILITY batch {table} --no-needs --audit 0 -f {form}"
    done = shell(f"{command} | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}")
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("where", "says"), [(">/dev/full", "no space left"), (">&-", "is closed")])
def test_a_standard_output_that_is_full_or_closed_is_said_once(table, form, where, says):
    done = shell(f"LIABILITY batch {table} --no-needs --audit 0 -f {form} {where}")
    assert done.returncode == 2
    assert done.stderr.startswith("error[output/unwritable]: `standard output` ")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.filterwarnings("error")
def test_a_full_disk_is_said_of_the_file_that_does_not_fit(form, monkeypatch):
    @contextmanager
    def full(output, *, force):
        yield Path("/dev/full")

    monkeypatch.setattr(result_stream, "put_in_place", full)
    rows = pl.DataFrame({"row": range(5000), "id": [os.urandom(50).hex() for _ in range(5000)]})
    with (
        pytest.raises(ProblemsError, match=f"`out.{form}` cannot be written: no space left"),
        result_stream.results_to(form, Path(f"out.{form}"), force=False) as writer,
    ):
        writer.write(rows)


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_a_full_folder_of_temporary_files_is_said_to_be_that(form, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr("openpyxl.worksheet._write_only.WorksheetWriter.__init__", full)
    with (
        pytest.raises(ProblemsError, match="let `TMPDIR` name a folder"),
        result_stream.results_to(form, tmp_path / f"out.{form}", force=False) as writer,
    ):
        writer.write(pl.DataFrame({"row": [1]}))
    assert list(tmp_path.iterdir()) == []


def on_a_terminal(*arguments):
    """What a verb writes to a terminal."""
    theirs, ours = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "liability", *map(str, arguments)],
        stdout=ours,
        stderr=subprocess.DEVNULL,
    )
    os.close(ours)
    shown = b""
    while True:
        try:
            part = os.read(theirs, 65536)
        except OSError:  # the terminal is gone with the process
            break
        if not part:
            break
        shown += part
    process.wait()
    os.close(theirs)
    return shown.decode()


def test_no_cell_of_a_table_steers_the_terminal_that_results_go_to(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text(f"case,title,system.autonomy\na,x{''.join(STEERS)}y,strong\n", "utf-8")
    shown = on_a_terminal("batch", file, "-f", "csv")
    assert "x\ufffd\ufffd\ufffdy" in shown
    assert not any(each in shown for each in STEERS)
    shown = on_a_terminal("batch", file, "-f", "jsonl")
    assert "x\\u001b\\u009b\\u202ey" in shown
    given = run(file, "-f", "csv").stdout
    assert f"x{''.join(STEERS)}y" in given


def test_no_model_of_a_table_steers_the_terminal_that_its_ledgers_go_to(tmp_path):
    file, map_, out = tmp_path / "t.csv", tmp_path / "map.yaml", tmp_path / "out.csv"
    name = f"x{''.join(STEERS)}y"
    file.write_text(f"model,total\n{name},1e24\n", "utf-8")
    map_.write_text("table: t\ncolumns: {model: model, total: total}\n")
    asked = ("compute", "--table", file, "--map", map_)
    for form, marked in (
        ("csv", "x\ufffd\ufffd\ufffdy"),
        ("json", "x\\u001b\\u009b\\u202ey"),
    ):
        shown = on_a_terminal(*asked, "-f", form)
        assert marked in shown
        assert not any(each in shown for each in STEERS)
    on_a_terminal(*asked, "-o", out)
    assert f"2,{name}," in out.read_text("utf-8")


@pytest.mark.parametrize(("text", "fits"), [("x", True), ("xx", False), ("𝄞", False)])
def test_a_text_that_no_cell_of_excel_holds_is_refused_and_not_cut(text, fits, tmp_path):
    file, out = tmp_path / "t.csv", tmp_path / "out.xlsx"
    title = "x" * (LONGEST_IN_EXCEL - 1) + text
    file.write_text(f"case,title,system.autonomy\na,{title},strong\n", "utf-8")
    done = run(file, "-o", out)
    assert done.exit_code == (0 if fits else 2)
    assert out.exists() == fits
    if not fits:
        assert "error[output/too-long]: `title` of row 2 is a text of" in done.stderr
