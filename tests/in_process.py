"""Verbs of the command line, run without a process of their own."""

from __future__ import annotations

import typer
from typer.testing import CliRunner


def run(verb, *arguments, columns=80):
    """What a verb prints and its exit status; a fault of the program is raised."""
    app = typer.Typer()
    app.command()(verb)
    done = CliRunner().invoke(app, [*map(str, arguments)], env={"COLUMNS": str(columns)})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done
