"""What the documentation shows is what the program does.

Each line after `$` in a block ```` ```console ```` is run, in a copy of the checkout, and what it
prints is compared; one that takes no shell is run in this process. A line `…` stands for any lines,
and a line that ends in `…` for any that begins so. A YAML block behind `<!-- file: NAME -->` is
written to that file first; what stands in one behind `<!-- from: FILE -->` stands in that file word
for word.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys

import pytest
from in_process import ROOT, run_line

DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"(?:<!-- (file|from): (\S+) -->\n)?```(\w+)\n(.*?)^```$", re.S | re.M)
PYTHON = re.compile(r"<!-- doctest(?:: (\w+))? -->\n```pycon\n(.*?)^```$", re.S | re.M)
ALONE = re.compile(r"(?:COLUMNS=80 )?uv run liability ([\w./=: -]+)")
UV = 'uv() { shift; if [ "$1" = liability ]; then shift; "$PYTHON" -m liability "$@"; fi; }; '


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "liability"
    folder.mkdir()
    for name in ("cases", "docs", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def matches(expected, found):
    if not expected:
        return not found
    first, rest = expected[0], expected[1:]
    if first.strip() == "…":
        return any(matches(rest, found[at:]) for at in range(len(found) + 1))
    if not found:
        return False
    same = first == found[0] or (first.endswith("…") and found[0].startswith(first[:-1]))
    return same and matches(rest, found[1:])


def commands(body):
    """Each command of a block, and the lines that it prints."""
    for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
        lines = part.split("\n")
        count = 1
        while lines[count - 1].endswith("\\") or "\n".join(lines[:count]).count("'") % 2:
            count += 1
        yield "\n".join(lines[:count]), [line.rstrip() for line in lines[count:]]


def printed(command, folder):
    alone = ALONE.fullmatch(command.replace("\\\n", " "))
    if alone:
        said = run_line(*alone[1].split(), cwd=folder).output
    else:
        said = printed_by_shell(command, folder)
    return [line.rstrip() for line in said.split("\n")]


def printed_by_shell(command, folder):
    done = subprocess.run(
        ["bash", "-c", UV + command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={
            **{key: value for key, value in os.environ.items() if key != "COLUMNS"},
            "PYTHON": sys.executable,
        },
    )
    return done.stdout


def without_blank_end(lines):
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def quoted(body):
    """The runs of lines of a block between those left out."""
    runs = re.split(r"^\s*(?:…\s*|\w+:)?$", body, flags=re.M)
    return [run.strip("\n") for run in runs if run.strip()]


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_block_of_the_documentation_is_what_the_program_prints(file, checkout):
    differing = []
    for kind, name, language, body in BLOCK.findall(file.read_text("utf-8")):
        if kind == "file":
            target = checkout / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(body, "utf-8")
        if kind == "from":
            source = (checkout / name).read_text("utf-8")
            differing += [f"not in {name}:\n{run}" for run in quoted(body) if run not in source]
        for command, lines in commands(body) if language == "console" else ():
            found = without_blank_end(printed(command, checkout))
            if not matches(without_blank_end(lines), found):
                differing.append("\n".join([f"$ {command}", *found]))
    assert not differing, "\n\n".join(["the program prints otherwise:", *differing])


def failures_of_python(file, kind, folder, monkeypatch):
    """What the blocks of Python of one kind print otherwise."""
    text = file.read_text("utf-8")
    blocks = [body for found, body in PYTHON.findall(text) if found == kind]
    monkeypatch.chdir(folder)
    made = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, file.name, str(file), 0)
    said = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(made, out=said.append)
    return "".join(said)


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_python_in_the_documentation_does_what_it_shows(file, checkout, monkeypatch):
    assert failures_of_python(file, "", checkout, monkeypatch) == ""


@pytest.mark.spark
@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_spark_in_the_documentation_does_what_it_shows(file, checkout, monkeypatch):
    assert failures_of_python(file, "spark", checkout, monkeypatch) == ""
