"""What is wrong at once is said at once, and not the second when the first is mended."""

from __future__ import annotations

import pytest
from cli_runs import CASES, GPT_4
from in_process import run_line as run

ROBOT = CASES / "safety-cases" / "home-robot.yaml"
OPTIONS = {
    "batch t.csv --as-of x --parameter a --audit y --reading z": [
        "`x` is not a date",
        "`a` is given no figure",
        "`--audit y`",
        "`z` is given no option",
    ],
    "batch t.csv --explain a -o x.csv -f html --errors y.txt": [
        "`x.csv` is named as `csv`",
        "`--format html` is another form",
        "`y.txt` is named as `txt`",
        "`--errors` is for the rows",
    ],
    "batch t.csv --case a -o x.md -f csv --errors y.txt --lang ko": [
        "`x.md` is named as `md`",
        "`--format csv` asks for another form",
        "`y.txt` is named as `txt`",
        "`--errors` is for the rows",
        "`--lang ko` has no effect",
    ],
    "batch t.csv -o t.foo --errors t.txt --audit y": [
        "`t.foo` does not say",
        "`t.txt` is named as `txt`",
        "`--audit y`",
    ],
    "batch t.csv --engine spark --sheet a --errors b --no-needs -o c.csv": [
        "`--errors`, `--explain` and `--case`",
        "`--sheet`",
        "`--no-needs`",
    ],
    "batch t.csv --parameter foo=1 --reading bar=1 --profile zz --map nomap": [
        "`foo` is no figure",
        "`bar` is not a reading",
        "`zz` is not a profile",
        "`nomap` is no map",
    ],
    "batch missing.csv --parameter foo=1 --map nomap": [
        "`missing.csv` does not exist",
        "`foo` is no figure",
        "`nomap` is no map",
    ],
    "batch cases --sheet a --map b --audit 3": ["`--sheet`", "`--map`", "`--audit`"],
    "batch cases --sheet a --map b --as-of x": ["`x` is not a date", "`--sheet`", "`--map`"],
    "batch diff a.csv b.csv --map m --old-as-of x --parameter q -o x.foo": [
        "takes no law, no map",
        "`x` is not a date",
        "`q` is given no figure",
        "`x.foo` does not say",
    ],
    "batch diff t.csv --old-parameter foo=1 --parameter bar=2 --profile zz": [
        "`foo` is no figure",
        "`bar` is no figure",
        "`zz` is not a profile",
    ],
    "batch diff a.csv b.csv": ["`a.csv` does not exist", "`b.csv` does not exist"],
    "assess - - -f json -o t.csv --as-of x": [
        "`x` is not a date",
        "`-` is given more than once",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
    ],
    f"assess {GPT_4} --profile zz --facts-of nobody": [
        "`zz` is not a profile",
        "`nobody` is not a side",
    ],
    f"claim {GPT_4} --harbor zz --as-of x -o t.csv": [
        "`x` is not a date",
        "`zz` is not a harbor",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
    ],
    f"claim {GPT_4} --harbor zz --profile qq --safety-case none.yaml": [
        "`zz`",
        "`qq` is not a profile",
        "`none.yaml` cannot be read",
    ],
    f"claim {GPT_4} --harbor weak --profile qq --safety-case {ROBOT}": [
        "`qq` is not a profile",
        "is for `passive`, not for `weak`",
    ],
    "new t.csv --rules nope": [
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
        "`nope` is not a pack",
    ],
    "schema lineage --rules nope -o t.csv": [
        "`--rules` has no effect",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
    ],
    "schema case --rules nope -o t.csv": [
        "`nope` is not a pack",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
    ],
    "rules texts xx -o t.csv": [
        "`xx` is not a language",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
    ],
}
OPTIONS_AND_FILES = {
    "assess bad.yaml --reading Q99=x --reading = --facts-of nobody --as-of x -o x.docx": [
        "`Q99` is not a reading",
        "`=` names no reading",
        "`nobody` is not a side",
        "`x` is not a date",
        "`x.docx` is named as `docx`",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "assess bad.yaml bad.yaml --profile zz": [
        "`zz` is not a profile",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "memo bad.yaml --profile zz --reading Q99=x --as-of x -o t.csv": [
        "`zz` is not a profile",
        "`Q99` is not a reading",
        "`x` is not a date",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "claim bad.yaml --harbor zz --profile qq --safety-case none.yaml --as-of x": [
        "`zz` is not a harbor",
        "`qq` is not a profile",
        "`none.yaml` cannot be read",
        "`x` is not a date",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "why bad.yaml tier --profile zz --as-of x": [
        "`zz` is not a profile",
        "`x` is not a date",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "why-not bad.yaml tier --reading Q99=x --reading =": [
        "`Q99` is not a reading",
        "`=` names no reading",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "apportion bad.yaml --track zz --profile qq --as-of x -o t.csv": [
        "`zz` is not a track",
        "`qq` is not a profile",
        "`x` is not a date",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "apportion cases/a.yaml --track zz --profile qq --insolvent b": [
        "`zz` is not a track",
        "`qq` is not a profile",
        "`a` lists nobody",
    ],
    "checklist bad.yaml --harbor zz --profile qq --safety-case none.yaml --as-of x -o t.csv": [
        "`zz` is not a harbor",
        "`qq` is not a profile",
        "`none.yaml` cannot be read",
        "`x` is not a date",
        "`t.csv` exists already",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "compute bad.yaml --profile zz --as-of x --map m -o t.csv": [
        "`--map` is for `--table`",
        "`zz` is not a profile",
        "`x` is not a date",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "compute no.yaml --reading Q99=x --reading =": [
        "`Q99` is not a reading",
        "`=` names no reading",
        "`facts` is not a key",
        "`lineage` is missing",
        "`networks` is missing",
    ],
    "compute --table none.csv --map epoch --profile zz -o t.csv": [
        "`none.csv` does not exist",
        "`zz` is not a profile",
        "`t.csv` exists already",
    ],
    "compute --table none.csv --as-of x --model a --reading Q99=x": [
        "`--table` is given without `--map`",
        "`--model` is for a lineage",
        "`none.csv` does not exist",
        "`x` is not a date",
        "`Q99` is not a reading",
    ],
    "compute --table none.csv --map nomap": [
        "`none.csv` does not exist",
        "`nomap` is no map",
    ],
    "compute --table - --map nomap --profile zz": ["`nomap` is no map", "`zz` is not a profile"],
    "compute none.yaml --rules nope": ["`none.yaml` cannot be read", "`nope` is not a pack"],
    "compute --model a --errors b --as-of x": [
        "`LINEAGE` or `--table` is needed",
        "`--errors` is for `--table`",
        "`x` is not a date",
    ],
    "safety-case check bad.yaml --as-of nonsense -o t.csv": [
        "`nonsense` is not a date",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "safety-case draw bad.yaml --rules nope -o t.csv": [
        "`nope` is not a pack",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
        "`title` is given twice",
    ],
    "safety-case export cases/a.yaml --harbor weak -o t.csv": [
        "`cases/a.yaml` is a case without a safety case",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
    ],
    "safety-case import none.yaml --rules nope -o t.csv": [
        "`none.yaml` cannot be read",
        "`nope` is not a pack",
        "`t.csv` is named as `csv`",
        "`t.csv` exists already",
    ],
    "safety-case check - --as-of nonsense": ["`nonsense` is not a date"],
    f"claim bad.yaml --harbor weak --safety-case {ROBOT}": [
        "is for `passive`, not for `weak`",
        "`autonmy` is not a fact",
        "`title` is given twice",
    ],
    "assess missing.yaml --rules keep-the-future-human --profile zz": [
        "`missing.yaml` cannot be read",
        "`zz` is not a profile",
    ],
    "assess missing.yaml --rules nope": ["`missing.yaml` cannot be read", "`nope` is not a pack"],
    "assess - --as-of x": ["`x` is not a date"],
    "batch t.csv --map no.yaml --parameter foo=1 --parameter = --as-of x --explain a -f csv": [
        "`foo` is no figure",
        "`=` names no figure of the law",
        "`x` is not a date",
        "`--format csv` is another form",
        "`system.nothing` is not a fact",
        "`table` is missing",
    ],
    "batch bad.csv --as-of x --reading Q99=x": [
        "`x` is not a date",
        "`Q99` is not a reading",
        "`Model` of `bad.csv` is no fact",
    ],
    "batch cases --as-of x": ["`x` is not a date"],
}
MAPS = {
    "facts: {system.nothing: name, system.autonomy: zz}\nnone: [claimz]\nwhat: 1\n": [
        "`table` is missing",
        "`what` is not a key",
        "`system.nothing` is not a fact",
        "`zz` is not a column",
        "`claimz` is nothing",
    ],
    "table: t\ncolumns: {model: Nam, total: X}\nfacts: {system.nam: q}\n"
    "refuse: {column: r, values: [x]}\n": [
        "`Nam` is not a column",
        "`X` is not a column",
        "`system.nam` is not a fact",
        "`r` is not a column",
    ],
    "table: t\nfacts: {system.training_compute: {column: case, scale: x}, system.autonomy: zz}\n": [
        "`x` is not a number",
        "`zz` is not a column",
    ],
}


def said(tmp_path, line):
    (tmp_path / "t.csv").write_text("case,system.training_compute\na,1e25\n")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.yaml").write_text("case: a\n")
    (tmp_path / "bad.yaml").write_text("case: a\ntitle: A\ntitle: A\nsystem: {autonmy: weak}\n")
    (tmp_path / "bad.csv").write_text("case,Model\na,x\n")
    (tmp_path / "no.yaml").write_text("facts: {system.nothing: name}\n")
    done = run(*line.split(), cwd=tmp_path)
    assert done.exit_code == 2
    return [each for each in done.stderr.splitlines() if each.startswith("error[")]


@pytest.mark.parametrize("line", OPTIONS)
def test_all_options_that_are_wrong_are_said_at_once(line, tmp_path):
    found = said(tmp_path, line)
    assert all(any(each in one for one in found) for each in OPTIONS[line]), found
    assert len(found) == len(OPTIONS[line])


@pytest.mark.parametrize("line", OPTIONS_AND_FILES)
def test_what_is_wrong_with_options_and_with_files_is_said_at_once(line, tmp_path):
    found = said(tmp_path, line)
    assert all(any(each in one for one in found) for each in OPTIONS_AND_FILES[line]), found
    assert len(found) == len(OPTIONS_AND_FILES[line]), found


@pytest.mark.parametrize("text", MAPS)
def test_all_that_is_wrong_with_a_map_is_said_at_once(text, tmp_path):
    (tmp_path / "m.yaml").write_text(text)
    found = said(tmp_path, "batch t.csv --map m.yaml")
    assert all(any(each in one for one in found) for each in MAPS[text]), found
    assert len(found) == len(MAPS[text])
