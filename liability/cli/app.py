"""The verbs of `liability`, put together."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from liability import __version__
from liability.cli import assess, new, rules, schema, why

app = typer.Typer(
    name="liability",
    help="Say who answers for the harm an AI system does, and why.\n\n"
    "A research aid, not legal advice.",
    epilog="Start with: liability assess CASE, or liability new FILE for a blank case.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


app.command("assess")(assess.assess)
app.command("why")(why.why)
app.command("why-not")(why.why_not)
app.command("new")(new.new)
app.command("schema")(schema.schema)
app.add_typer(rules.app, name="rules")


def main() -> None:
    """Run the program."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe has gone
        sys.stderr.close()
        sys.exit(141)
