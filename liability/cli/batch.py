"""`liability batch`: many systems at once, from a folder of cases or a table."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import click
import typer
from typer.core import TyperGroup

from liability.cli.batch_diff import diff
from liability.cli.batch_run import Run
from liability.cli.batch_source import audited, figures
from liability.cli.console import DETERMINED, problems_reported
from liability.cli.given import given
from liability.cli.options import (
    AsOf,
    Force,
    Output,
    Parameter,
    Profile,
    Reading,
    Rules,
)
from liability.cli.output import check_output, to_file, write
from liability.source.problems import Problem, ProblemsError


class Format(StrEnum):
    """How results are written."""

    RICH = "rich"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"


class _Group(TyperGroup):
    """Commands of which one is meant where none is named: `batch TABLE` is `batch run TABLE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args[:1] and args[0] in self.commands
        return super().parse_args(ctx, args if named else ["", *args])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name or "run")


app = typer.Typer(cls=_Group, help="Determine many cases at once.")
app.command("diff")(diff)
Portfolio = Annotated[
    list[Path],
    typer.Argument(
        help="A folder or glob of case files, or a table: CSV, JSONL, Parquet, XLSX; `-` is "
        "standard input.",
        show_default=False,
    ),
]


@app.command("run", hidden=True)
def batch(
    portfolio: Portfolio,
    map_: Annotated[
        str | None,
        typer.Option(
            "--map", metavar="MAP", help="Say which column is which fact: a file, or `epoch`."
        ),
    ] = None,
    format_: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to write the results; else as `-o` is named."),
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option("--errors", metavar="FILE", help="Write the rows that fail, as CSV."),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="ID", help="Determine one row in full, as JSON."),
    ] = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="ID", help="Write one row as a case file.")
    ] = None,
    audit: Annotated[
        str,
        typer.Option("--audit", metavar="N|all", help="Fact patterns to infer on durable-rules."),
    ] = "50",
    needs: Annotated[
        bool, typer.Option("--needs/--no-needs", help="Say which facts to find out first.")
    ] = True,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    parameter: Parameter = None,
    rules: Rules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Determine many cases at once; each row comes out as a result, or as an error.

    `liability batch diff` says what changes between two results, or under another law.

    Exit status: 0 every row is graded, 3 some are not, 2 unusable input, 1 the audit found that
    columns and engine disagree.

    Examples:
      liability batch cases/worked

      liability batch models.csv --map epoch -o results.xlsx --errors errors.csv

      liability batch models.parquet --audit all -o results.parquet

      liability batch models.csv --explain gpt-4 > gpt-4.json
    """
    with problems_reported():
        taken = given(as_of=as_of, profile=profile, reading=reading, facts_of=None, rules=rules)
        run = Run(taken, figures(parameter or []), audited(audit), needs=needs)
        chosen = _format(format_, output)
        for each in (output, errors):
            check_output(each, force=force, inputs=portfolio)
        with ExitStack() as stack:
            source = run.source(portfolio, map_, stack)
            if explain is not None or case is not None:
                write(run.one_row(source, explain, case), output, force=force, utf_8=True)
                raise typer.Exit(DETERMINED)
            status = run.whole(source, chosen.value, output, errors, force=force)
    raise typer.Exit(status)


def _format(asked: Format | None, output: Path | None) -> Format:
    """Return the form of the results: the one asked for, or that of the file's name."""
    named = output.suffix.lower().removeprefix(".") if output is not None else ""
    found = asked or (Format(named) if named in list(Format) else None)
    if found is None and output is not None and to_file(output):
        message = f"`{output}` does not say how results are to be written"
        advice = "name it .csv, .jsonl, .parquet or .xlsx, or give `--format`"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    return found or Format.RICH
