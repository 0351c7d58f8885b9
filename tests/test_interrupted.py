"""Ctrl-C in the middle of an inference: what is inferred after it is right."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from in_process import run

from liability.cli.batch import batch
from liability.cli.batch_diff import diff
from liability.cli.batch_whole import Whole
from liability.cli.interrupts import Interrupts
from liability.portfolio.difference import Difference

# Each run is interrupted one line later than the run before it, until one comes to its end.
EVERYWHERE = """
import sys
from liability.inference import engine

FIRING = ("_fire", "_act", "_assert", "_conclude")

class Interrupted:
    def __init__(self, lines):
        self.left = lines
    def __call__(self, frame, event, argument):
        if frame.f_code.co_name not in FIRING:
            return None
        if event == "line":
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
        return self

def echo(values):
    return "|".join(values[need] for need in sorted(values))

steps = [engine.Step("a", ("x", "y"), echo), engine.Step("b", ("a", "x"), echo)]
steps += [engine.Step(f"c{n}", ("b", "y"), echo) for n in range(5)]
wanted = {"a": "1|2", "b": "1|2|1"} | {f"c{n}": "1|2|1|2" for n in range(5)}
tried = engine.Engine(steps)
for lines in range(1, 10_000):
    sys.settrace(Interrupted(lines))
    try:
        tried.run({"x": "1", "y": "2"})
        ended = True
    except KeyboardInterrupt:
        ended = False
    finally:
        sys.settrace(None)
    if ended:
        break
    for _ in range(3):
        assert tried.run({"x": "1", "y": "2"}) == wanted
tried.close()
print(lines > 100)
"""


def test_wherever_an_inference_is_interrupted_those_after_it_are_right():
    command = [sys.executable, "-c", EVERYWHERE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


class Ending:
    """Where Python ends a thing, it can raise nothing."""

    def __init__(self, error):
        self.error = error

    def __del__(self):
        raise self.error


@pytest.fixture
def heard():
    """Whoever runs the tests may have interrupts ignored, as in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(("error", "said"), [(KeyboardInterrupt(), False), (ValueError(), True)])
def test_only_an_interrupt_that_cannot_be_raised_is_passed_over_in_silence(
    error, said, monkeypatch
):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: told.append(lost.exc_type))
    with Interrupts(to_file=True).taken():
        Ending(error)
    assert told == ([type(error)] if said else [])


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_is_told_at_once_what_the_first_and_a_second_interrupt_do(terminal, monkeypatch):
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb", 0) as told, os.fdopen(writer, "w") as stream:
        monkeypatch.setattr(stream, "isatty", lambda: terminal)
        monkeypatch.setattr(sys, "stderr", stream)
        with Interrupts(to_file=True).taken():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
        stream.close()
        said = b"\nstopping after the rows at hand; press Ctrl-C again to stop now\n"
        assert told.read() == (said if terminal else b"")


TABLE = "{},system.training_compute\na,1e25\nb,1e26\nc,1e27\n"
KNOWN, UNKNOWN = "after 2 of 3 rows; the others are", "after 2 rows; any that follow are"


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(("column", "said"), [("case", KNOWN), ("title", UNKNOWN)])
@pytest.mark.parametrize("options", [[], ["-o", "r.csv"], ["-f", "csv"], ["-o", "r.html"]])
def test_the_screen_and_standard_error_say_after_how_many_rows_it_was_interrupted(
    column, said, options, tmp_path, monkeypatch
):
    def parts(self):
        for done in self._source.run(2):
            signal.raise_signal(signal.SIGINT)
            yield done

    monkeypatch.setattr(Whole, "_parts", parts)
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE.format(column), "utf-8")
    done = run(batch, "t.csv", *options)
    assert f"interrupted {said} not graded\n" in done.stderr
    assert (f"Interrupted  {said} not graded\n" in done.stdout) == (options != ["-f", "csv"])


@pytest.mark.usefixtures("heard")
def test_where_all_rows_are_graded_no_part_of_them_is_said_to_be_missing(tmp_path, monkeypatch):
    def parts(self):
        for done in self._source.run():
            signal.raise_signal(signal.SIGINT)
            yield done

    monkeypatch.setattr(Whole, "_parts", parts)
    (tmp_path / "t.csv").write_text(TABLE.format("case"), "utf-8")
    done = run(batch, tmp_path / "t.csv", "-o", tmp_path / "r.html")
    assert "interrupted after every row was graded\n" in done.stderr
    assert "Interrupted" not in done.stdout
    assert "The run was interrupted" not in (tmp_path / "r.html").read_text("utf-8")


def test_changes_that_are_not_whole_on_standard_output_are_said_to_be_that(tmp_path, monkeypatch):
    monkeypatch.setattr(Difference, "run", interrupt)
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE.format("case"), "utf-8")
    said = "interrupted: what is written to standard output is not whole\n"
    assert said in run(diff, "t.csv", "--as-of", "2025-06-01", "-o", "-").stderr
    assert said not in run(diff, "t.csv", "--as-of", "2025-06-01", "-o", "r.csv").stderr
    assert not Path("r.csv").exists()


def interrupt(_):
    raise KeyboardInterrupt
