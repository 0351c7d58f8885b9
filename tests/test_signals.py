"""Signals: the program ends by each with a status of its own, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from cli_runs import GPT_4
from in_process import run_line as run

from liability.cli.output import put_in_place


@pytest.fixture
def begun(tmp_path):
    """A batch that takes a while, once it has begun to write; and the folders it may write to."""
    table, made, temporary = tmp_path / "t.csv", tmp_path / "made", tmp_path / "temporary"
    for each in (made, temporary):
        each.mkdir()
    with table.open("w") as stream:
        stream.write("case,system.training_compute\n")
        stream.writelines(f"c{number},{number}e20\n" for number in range(1, 300_000))
    with table.open() as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "liability", "batch", "-", "-o", made / "out.csv", "--no-needs"],
            stdin=stream,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(temporary)},
        )
    while process.poll() is None and not any(made.iterdir()):
        time.sleep(0.02)
    yield process, (made, temporary)
    if process.poll() is None:
        process.kill()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_what_is_ended_from_outside_leaves_nothing_behind(begun, number, status):
    process, folders = begun
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (status, b"")
    assert [list(each.iterdir()) for each in folders] == [[], []]


def test_an_end_that_comes_as_soon_as_a_file_is_made_leaves_nothing_behind(tmp_path, monkeypatch):
    really = os.open

    def ended(*arguments):
        os.close(really(*arguments))
        raise SystemExit

    monkeypatch.setattr(os, "open", ended)
    with pytest.raises(SystemExit), put_in_place(tmp_path / "out.csv", force=False):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_an_end_that_a_finalizer_swallows_comes_after_it(name, status):
    code = (
        "import os, signal, sys, time; from liability import cli\n"
        "class Last:\n"
        "    def __del__(self):\n"
        f"        os.kill(os.getpid(), signal.{name}); time.sleep(0.1)\n"
        "def run():\n"
        "    Last(); time.sleep(10)\n"
        "import liability.cli.app as app; app.main = run\n"
        "cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (status, b"")


@pytest.mark.parametrize("module", ["liability.cli.app", "liability.cli.assess", "click"])
def test_an_interrupt_while_the_program_is_loaded_exits_130_without_a_word(module):
    code = (
        "import sys; from liability.cli import main\n"
        "class Stop:\n"
        "    def find_spec(name, *_):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop)\n"
        f"sys.argv = ['liability', 'assess', {GPT_4!r}]\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_that_is_to_be_ignored_is(name, tmp_path):
    (tmp_path / "t.csv").write_text("case,system.autonomy\na,strong\n", "utf-8")
    code = (
        f"import signal, sys; signal.signal(signal.{name}, signal.SIG_IGN)\n"
        "from liability.cli import main\n"
        "from liability.portfolio.batch import Batch\n"
        "run = Batch.run\n"
        "def killing(self):\n"
        f"    signal.raise_signal(signal.{name}); yield from run(self)\n"
        "Batch.run = killing\n"
        "sys.argv = ['liability', 'batch', 't.csv', '-f', 'csv']\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b"\n") == 2


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_circle_of_links_is_no_place_to_write_to(tmp_path, force):
    (tmp_path / "x").symlink_to("x")
    for arguments in (
        ["assess", GPT_4, "-o", "x"],
        ["batch", GPT_4, "-f", "csv", "-o", "x"],
        ["batch", GPT_4, "-f", "csv", "-o", "y", "--errors", "x"],
    ):
        done = run(*arguments, *force, cwd=tmp_path)
        assert done.exit_code == 2
        assert "`x` cannot be written: too many levels of symbolic links" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["x"]
