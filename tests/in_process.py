"""Verbs of the command line, run without a process of their own."""

from __future__ import annotations

import sys

import click
import typer
from click.testing import CliRunner

from liability.cli import app
from liability.cli.console import FAULT


class _Program(click.Command):
    """A verb, run as the program runs it."""

    def __init__(self, verb):
        super().__init__("liability")
        alone = typer.Typer()
        alone.command()(verb)
        self._verb = typer.main.get_command(alone)

    def main(self, args, **_):
        sys.exit(app.run(self._verb, args))


def run(verb, *arguments, columns=80):
    """What a verb prints and its exit status; a fault of the program is none."""
    done = CliRunner().invoke(_Program(verb), [*map(str, arguments)], env={"COLUMNS": str(columns)})
    assert done.exit_code != FAULT, done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done
