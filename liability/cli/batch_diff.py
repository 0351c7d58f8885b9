"""`liability batch diff`: what changes between two results, or under another law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from liability.cli.batch_options import (
    Newer,
    OldAsOf,
    Older,
    OldParameter,
    OldProfile,
    OldReading,
    OldRules,
    Parameter,
    Sheet,
)
from liability.cli.batch_run import results_writer
from liability.cli.batch_source import (
    figures,
    law_given,
    own_law,
    portfolio_named,
    source_of,
    table_named,
)
from liability.cli.console import UNDETERMINED, console, problems_reported, rendered
from liability.cli.given import Given, given
from liability.cli.options import AsOf, Force, Map, Output, Profile, Reading, Rules
from liability.cli.output import check_output, ending, to_file, write
from liability.source.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from collections import Counter

    import polars as pl

    from liability.portfolio.difference import Changes
    from liability.portfolio.tables import Table
    from liability.rulebook.law import Law

_Side = tuple[Given, Mapping[str, str]]  # what goes before a case, and figures
_CSV = "csv"
_MOST_SHOWN = 20  # changes on the screen


def diff(
    old: Older,
    new: Newer = None,
    map_: Map = None,
    sheet: Sheet = None,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    parameter: Parameter = None,
    rules: Rules = None,
    old_as_of: OldAsOf = None,
    old_profile: OldProfile = None,
    old_reading: OldReading = None,
    old_parameter: OldParameter = None,
    old_rules: OldRules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Say who changes, from what to what, and by which rule.

    Of two results of `batch`, what the newer has otherwise. Of one portfolio,
    what is otherwise under another law; options with `--old-` say what it is
    compared with: else a table with the law as of today, and each case file
    with the law that it names.

    Exit status: 0 compared, 3 some rows are refused by a law, 2 unusable input.

    Examples:
      liability batch diff old.csv new.csv

      liability batch diff models.csv --map epoch --parameter harbor.training=1e25 -o changes.csv

      liability batch diff cases/worked --reading Q1=any_advanced
    """
    with problems_reported():
        after = given(as_of=as_of, profile=profile, reading=reading, rules=rules)
        before = given(
            as_of=old_as_of,
            profile=old_profile,
            reading=old_reading,
            rules=old_rules,
        )
        sides = [(before, figures(old_parameter or [])), (after, figures(parameter or []))]
        if new is not None:
            _no_law(sides, map_ or sheet)
        check_output(output, force=force)
        _compare((old, new), map_, sheet, sides, output, force=force)


def _compare(
    files: tuple[Path, Path | None],
    map_: str | None,
    sheet: str | None,
    sides: Sequence[_Side],
    output: Path | None,
    *,
    force: bool,
) -> None:
    from liability.documents.portfolio_changes import law_lines
    from liability.portfolio.named_law import named_law

    old, new = files
    laws = [law_given(*each) for each in sides]  # what is wrong with a law is said at once
    with ExitStack() as stack:
        out = results_writer(stack, _form(output), output, force=force)
        if new is not None:
            found, first, under = _of_results(old, new, laws[1], stack, out)
            heads = [law_lines(each) for each in under]
        else:
            named = portfolio_named([old], sheet, stack)
            check_output(output, force=force)  # over nothing that it names
            found, first = _of_portfolio(named, map_, sides, laws[1], out)
            each_own = isinstance(named, list)
            own = [own_law(taken) if each_own else None for taken, _ in sides]
            heads = [["; ".join(named_law(*each))] for each in zip(laws, own, strict=True)]
    if out is None or (output is not None and to_file(output)):
        _show(found, first, laws[1], heads, grounds=new is None)
    if new is None and (found.old_only or found.new_only or found.refused):
        raise typer.Exit(UNDETERMINED)


def _form(output: Path | None) -> str:
    """Return the form of a file of changes; on the screen they are shown."""
    if output is None or not to_file(output):
        return "rich" if output is None else _CSV
    form = ending(output)
    if form not in (_CSV, "jsonl", "parquet", "xlsx"):
        message = f"`{output}` does not say how changes are to be written"
        advice = "name it .csv, .jsonl, .parquet or .xlsx"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    return form


def _no_law(sides: Sequence[_Side], map_: str | None) -> None:
    """Refuse what is of no use between two results: they were made under laws of their own."""
    asked = [
        map_,
        sides[0][0].pack,
        *(taken.as_of or taken.profile or taken.readings or set_ for taken, set_ in sides),
    ]
    if any(asked):
        message = "`diff` of two results takes no law, no map and no sheet"
        advice = "leave them out but for `--rules`, which names the columns; or name one portfolio"
        raise ProblemsError([Problem("usage/wrong", message, advice)])


def _of_results(
    old: Path, new: Path, law: Law, stack: ExitStack, out: Any
) -> tuple[Changes, pl.DataFrame, Sequence[Counter[str]]]:
    """Return what changes, the first changes, and the laws that the two results name."""
    import polars as pl

    from liability.portfolio.difference import (
        ONLY,
        Changes,
        apart,
        as_written,
        changes,
        columns_of,
        laws_of,
        results_of,
    )

    before, after = (results_of(table_named(each, stack)) for each in (old, new))
    columns = columns_of(before, after, law.rulebook)
    found = Changes(apart=apart(before, after))
    made = changes(before, after, columns)
    alone = made.filter(pl.col("outcome") == ONLY)["from"].null_count()
    found.take(made, after.height - alone)
    if out is not None:
        out.write(as_written(made, columns))
    return found, made.head(_MOST_SHOWN), (laws_of(before), laws_of(after))


def _of_portfolio(
    named: Table | list[Path], map_: str | None, sides: Sequence[_Side], law: Law, out: Any
) -> tuple[Changes, pl.DataFrame]:
    import polars as pl

    from liability.portfolio.difference import CHANGES, Difference, as_written, compared_columns

    before, after = (
        source_of(named, map_, *each, audit=0, needs=False, digests=False) for each in sides
    )
    difference = Difference(before, after, law.rulebook)
    first, columns = pl.DataFrame(schema=CHANGES), compared_columns(law.rulebook)
    for made in difference.run():
        if out is not None:
            out.write(as_written(made, columns))
        first = pl.concat([first, made]).head(_MOST_SHOWN)
    return difference.found, first


def _show(
    found: Changes,
    first: pl.DataFrame,
    law: Law,
    heads: Sequence[Sequence[str]],
    *,
    grounds: bool,
) -> None:
    from liability.documents.portfolio_changes import changes_screen

    out = console()
    write(
        rendered(out, changes_screen(found, first, law, heads, out.width, grounds=grounds)) + "\n",
        None,
    )
