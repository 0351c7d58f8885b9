"""The command line, run without a process of its own."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from unittest.mock import patch

import click
import typer
from click.testing import CliRunner

from liability.cli import app
from liability.cli.console import FAULT
from liability.source import files_read

ROOT = Path(__file__).parent.parent


class _Program(click.Command):
    """A verb, run as the program runs it; the program itself, where it is none."""

    def __init__(self, verb=None):
        super().__init__("liability")
        alone = typer.Typer()
        if verb is not None:
            alone.command()(verb)
        self._verb = verb and typer.main.get_command(alone)

    def main(self, args, **_):
        sys.exit(app.run(self._verb, args) if self._verb else app.main())


def run(verb, *arguments, columns=80):
    """What a verb prints and its exit status; a fault of the program is none."""
    return _run(_Program(verb), arguments, {"COLUMNS": str(columns)})


def run_line(*line, given=None, cwd=ROOT, **environment):
    """The same of a whole command line: with options before the verb, and groups of verbs.

    Args:
        line: what is typed behind `liability`.
        given: standard input.
        cwd: the folder at hand, if it is another.
        environment: what is set beside 80 columns.
    """
    with (
        contextlib.chdir(cwd),
        patch.object(sys, "argv", ["liability", *map(str, line)]),
        patch.multiple(app.app, registered_commands=[], registered_groups=[]),  # `main` adds verbs
    ):
        return _run(_Program(), line, {"COLUMNS": "80", **environment}, given)


def _run(program, arguments, environment, given=None):
    with (
        patch.dict(os.environ, environment),  # to which the program adds
        patch.object(files_read, "_READ", set()),
    ):
        done = CliRunner().invoke(program, [*map(str, arguments)], given)
    assert done.exit_code != FAULT, done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done
