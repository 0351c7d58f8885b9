"""`liability batch`: many systems at once, from a folder of cases or a table."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
import typer
from typer.core import TyperGroup

from liability.cli.batch_diff import diff
from liability.cli.batch_options import (
    Audit,
    By,
    CaseOf,
    Engine,
    Explain,
    Format,
    Needs,
    Parameter,
    Portfolio,
    Refused,
    ReportLang,
    ResultFormat,
    TableMap,
)
from liability.cli.batch_run import Run
from liability.cli.batch_source import audited, figures
from liability.cli.console import DETERMINED, problems_reported
from liability.cli.given import given
from liability.cli.options import AsOf, Force, Output, Profile, Reading, Rules, Spoken
from liability.cli.output import check_output, to_file, write
from liability.source.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from liability.portfolio.batch import Batch
    from liability.portfolio.case_files import CaseFiles


_Asked = tuple[str | None, str | None]  # the row to determine in full, the row to write as a case


class _Group(TyperGroup):
    """Commands of which one is meant where none is named: `batch TABLE` is `batch run TABLE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args[:1] and args[0] in self.commands
        return super().parse_args(ctx, args if named else ["", *args])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name or "run")


app = typer.Typer(cls=_Group, help="Determine many cases at once.")
app.command("diff")(diff)
_WRITTEN = {  # in English alone: read by programs, or on the screen
    Format.RICH: "the screen",
    Format.CSV: "CSV",
    Format.JSONL: "JSON lines",
    Format.PARQUET: "Parquet",
    Format.XLSX: "Excel",
}
_NOT_ON_SPARK = Problem(
    "usage/wrong",
    "`--errors`, `--explain` and `--case` are not for `--engine spark`",
    "leave them out: on Spark the column `error` of the results says what is wrong with a row",
)


@app.command("run", hidden=True)
def batch(
    portfolio: Portfolio,
    map_: TableMap = None,
    format_: ResultFormat = None,
    errors: Refused = None,
    explain: Explain = None,
    case: CaseOf = None,
    audit: Audit = "50",
    needs: Needs = True,
    engine: By = Engine.POLARS,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    parameter: Parameter = None,
    rules: Rules = None,
    lang: ReportLang = Spoken.EN,
    output: Output = None,
    force: Force = False,
) -> None:
    """Determine many cases at once; each row comes out as a result, or as an error.

    `liability batch diff` says what changes: between two results, or by law.

    Exit status: 0 every row is graded, 3 some are not, 2 unusable input,
    1 the audit found that columns and engine disagree.

    Examples:
      liability batch cases/worked

      liability batch models.csv --map epoch -o results.xlsx --errors errors.csv

      liability batch models.csv --map epoch -o report.html --lang ko

      liability batch models.parquet --engine spark -o results.parquet
    """
    with problems_reported():
        taken = given(as_of=as_of, profile=profile, reading=reading, facts_of=None, rules=rules)
        run = Run(taken, figures(parameter or []), audited(audit), needs=needs, lang=lang.value)
        one = None if explain is None and case is None else (explain, case)
        chosen = _format(format_, output)
        _check(engine, errors, one, lang, chosen)
        if engine is Engine.SPARK:
            raise typer.Exit(run.on_spark(portfolio, map_, output, chosen.value, force=force))
        _check_outputs(output, errors, [*portfolio, Path(map_ or "")], force=force)
        with ExitStack() as stack:
            source = run.source(portfolio, map_, stack)
            _check_outputs(output, errors, getattr(source, "files", ()), force=force)
            if one is not None:
                raise typer.Exit(_one_row(run, source, one, output, force=force))
            raise typer.Exit(run.whole(source, chosen.value, output, errors, force=force))


def _one_row(
    run: Run, source: Batch | CaseFiles, one: _Asked, output: Path | None, *, force: bool
) -> int:
    write(run.one_row(source, *one), output, force=force, utf_8=True)
    return DETERMINED


def _check(
    engine: Engine, errors: Path | None, one: _Asked | None, lang: Spoken, chosen: Format
) -> None:
    """Refuse options that do not go together."""
    if one is not None and None not in one:
        message = "`--explain` and `--case` are two questions"
        raise ProblemsError([Problem("usage/wrong", message, "give one of them")])
    if engine is Engine.SPARK and (errors is not None or one is not None):
        raise ProblemsError([_NOT_ON_SPARK])
    if lang is not Spoken.EN and (one is not None or chosen is not Format.HTML):
        written = "JSON" if one is not None else _WRITTEN[chosen]
        message = f"`--lang {lang.value}` has no effect on {written}"
        advice = "leave it out, or write a report with `--format html`"
        raise ProblemsError([Problem("usage/wrong", message, advice)])


def _check_outputs(
    output: Path | None, errors: Path | None, read: Iterable[Path], *, force: bool
) -> None:
    """Refuse to write over what is read, or results and errors into one file."""
    for each in (output, errors):
        check_output(each, force=force, inputs=read)
    if output is not None and errors is not None and output.resolve() == errors.resolve():
        message = f"`{output}` is named for results and for errors"
        raise ProblemsError([Problem("usage/wrong", message, "name two files")])


def _format(asked: Format | None, output: Path | None) -> Format:
    """Return the form of the results: the one asked for, or that of the file's name."""
    named = output.suffix.lower().removeprefix(".") if output is not None else ""
    found = asked or (Format(named) if named in list(Format) else None)
    if found is None and output is not None and to_file(output):
        message = f"`{output}` does not say how results are to be written"
        advice = "name it .csv, .jsonl, .parquet, .xlsx or .html, or give `--format`"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    return found or Format.RICH
