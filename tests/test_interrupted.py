"""Ctrl-C in the middle of an inference: what is inferred after it is right."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from liability.cli.interrupts import Interrupts

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


@pytest.mark.parametrize(("error", "said"), [(KeyboardInterrupt(), False), (ValueError(), True)])
def test_only_an_interrupt_that_cannot_be_raised_is_passed_over_in_silence(error, said, capfd):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
    try:
        with Interrupts(to_file=True).taken():
            Ending(error)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (type(error).__name__ in capfd.readouterr().err) is said
