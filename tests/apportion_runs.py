"""`liability apportion`, run."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from in_process import run

from liability.cli.apportion import apportion

ROOT = Path(__file__).parent.parent
FOLDER = Path("tests") / "apportionment"
G27 = "cases/worked/g27.yaml"
TRACKS = str(FOLDER / "tracks.yaml")
INTERVALS = str(FOLDER / "interval-amounts.yaml")
INTENT = str(FOLDER / "intent.yaml")
UNKNOWN_SETTLEMENT = str(FOLDER / "settled-unknown.yaml")
sums = partial(run, apportion)


def refused(*arguments, verb=apportion):
    done = run(verb, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error[")
    assert "Traceback" not in done.stderr
    return done.stderr


def named(name, tmp_path, file):
    """The worked case with a text for every name."""
    from liability.source.yaml import read

    case = read(ROOT / "cases" / "worked" / "host-insolvent.yaml").data
    case["title"] = name
    for each in (*case["parties"], *case["heads"], *case["insurance"]):
        each["name"] = name
    target = tmp_path / file
    target.write_text(json.dumps(case, default=str), "utf-8")
    return target
