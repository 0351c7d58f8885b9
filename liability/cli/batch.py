"""`liability batch`: many systems at once, from a folder of cases or a table."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
import typer
from typer.core import TyperCommand, TyperGroup

from liability.cli.assess import FORMATS as EXPLAINED
from liability.cli.assess import as_text
from liability.cli.batch_checks import Asked, checked_form
from liability.cli.batch_diff import diff
from liability.cli.batch_options import (
    Audit,
    By,
    CaseOf,
    Explain,
    Needs,
    Parameter,
    Portfolio,
    Refused,
    ResultFormat,
    Sheet,
)
from liability.cli.batch_source import audited, check_beside, source_asked
from liability.cli.batch_whole import Whole, say_passed_over
from liability.cli.console import DETERMINED
from liability.cli.given import Given, given
from liability.cli.options import AsOf, Force, Lang, Map, Output, Profile, Reading, Rules
from liability.cli.output import check_outputs, to_file, write
from liability.language import speaking
from liability.source.problems import Gathered

if TYPE_CHECKING:
    from liability.determination.assess import Determination
    from liability.portfolio.batch import Batch
    from liability.portfolio.case_files import CaseFiles


class _Group(TyperGroup):
    """Commands of which one is meant where none is named: `batch TABLE` is `batch run TABLE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args[:1] and args[0] in self.commands
        return super().parse_args(ctx, args if named else ["", *args])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name or "run")


class _Unnamed(click.Context):
    """Where the command that is meant stands: behind the name of its group there is no other."""

    @property
    def command_path(self) -> str:
        return super().command_path.rstrip()


class _Meant(TyperCommand):
    context_class = _Unnamed


app = typer.Typer(cls=_Group, help="Determine many cases at once.")
app.command("diff")(diff)


@app.command("run", cls=_Meant, hidden=True)
def batch(
    portfolio: Portfolio,
    map_: Map = None,
    sheet: Sheet = None,
    format_: ResultFormat = None,
    errors: Refused = None,
    explain: Explain = None,
    case: CaseOf = None,
    audit: Audit = None,
    needs: Needs = None,
    engine: By = "polars",
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    parameter: Parameter = None,
    rules: Rules = None,
    lang: Lang = "en",
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
    gathered = Gathered()
    taken = given(
        gathered, as_of=as_of, profile=profile, reading=reading, rules=rules, parameter=parameter
    )
    asked = Asked(
        map_, sheet, format_, errors, explain, case, audit, needs, engine, lang, output, force
    )
    raise typer.Exit(_graded(portfolio, taken, asked, gathered))


def _graded(portfolio: list[Path], taken: Given, asked: Asked, gathered: Gathered) -> int:
    """Grade what the user names, or one row of it, and return the exit status."""
    audit, chosen = None, None
    with gathered.of_check():
        audit = audited(asked.audit)
    with gathered.of_check():
        chosen = checked_form(asked)
    if asked.engine == "spark":
        from liability.cli.batch_spark import grade_on_spark

        with gathered.of_check():
            check_beside(taken, asked.map_)
        gathered.report()
        assert chosen is not None  # a row as a case file is refused
        return grade_on_spark(portfolio, taken.law(), audit, asked, chosen)
    output, force = asked.output, asked.force
    with ExitStack() as stack:
        source = source_asked(portfolio, taken, asked, audit, stack, gathered)
        check_outputs(output, asked.errors, force=force)  # over nothing that it names
        if asked.case is not None:
            write(source.case_text(asked.case), output, force=force, utf_8=True)
            return DETERMINED
        assert chosen is not None
        if asked.explain is None:
            say_passed_over(portfolio)
            return Whole(source, taken, chosen, asked).run()
        assert chosen in EXPLAINED
        with speaking(asked.lang):
            text = as_text(_row(source, taken, asked.explain), chosen, plain=to_file(output))
        write(text, output, force=force, utf_8=chosen == "json")
        return DETERMINED


def _row(source: Batch | CaseFiles, taken: Given, name: str) -> Determination:
    """Return the determination of one row, as `assess` makes it of its case file.

    Raises:
        ProblemsError: there is no such row, or it cannot be read.
    """
    from liability.portfolio.batch import Batch

    if isinstance(source, Batch):
        return taken.assessed(source.case(name), source.law.rulebook)
    return source.called(name)
