"""`liability batch diff`: what changes between two results, or under another law."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from liability.cli.batch_checks import check_case_files
from liability.cli.batch_options import (
    Format,
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
from liability.cli.batch_progress import progress_shown
from liability.cli.batch_source import own_law, portfolio_named, source_of, table_named
from liability.cli.batch_whole import results_writer, say, say_passed_over
from liability.cli.console import UNDETERMINED, console, rendered
from liability.cli.forms import form_named
from liability.cli.given import Given, given
from liability.cli.options import AsOf, Force, Lang, Map, Output, Profile, Reading, Rules
from liability.cli.output import check_output, to_file, write
from liability.language import Language, speaking
from liability.sentences import parted
from liability.source.problems import Gathered, Problem, ProblemsError

if TYPE_CHECKING:
    from collections import Counter

    import polars as pl

    from liability.portfolio.difference import Changes
    from liability.portfolio.named_law import OwnLaw
    from liability.portfolio.tables import Table
    from liability.rulebook.law import Law

_FORMS: tuple[Format, ...] = ("csv", "jsonl", "parquet", "xlsx")
_MOST_SHOWN = 20  # changes on the screen
_LAW_OF_RESULTS = Problem(  # they were made under laws of their own
    "usage/wrong",
    "`diff` of two results takes no law, no map and no sheet",
    "leave them out but for `--rules`, which names the columns; or name one portfolio",
)
_ONE_LAW = Problem(
    "usage/wrong",
    "nothing says what `diff` is to compare: one portfolio, under one law",
    "name a second file of results, or say what is new, as `--as-of DAY` or `--reading ID=VALUE`",
)


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
    lang: Lang = "en",
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
      liability batch diff old.csv new.csv -o changes.csv

      liability batch diff models.csv --map epoch --parameter harbor.training=1e25

      liability batch diff cases/worked --reading Q1=any_advanced
    """
    gathered = Gathered()
    laws = (
        (old_as_of, old_profile, old_reading, old_rules, old_parameter),
        (as_of, profile, reading, rules, parameter),
    )
    sides = [
        given(gathered, as_of=day, profile=text, reading=options, rules=pack, parameter=figures)
        for day, text, options, pack, figures in laws
    ]
    gathered.take(_amiss(new, *laws, of_table=(map_, sheet)))
    with gathered.of_check():
        _check_file(output, lang, force=force)
    gathered.report()
    _compare((old, new), map_, sheet, sides, lang, output, force=force)


def _amiss(
    new: Path | None, older: Sequence[object], newer: Sequence[object], of_table: Sequence[object]
) -> list[Problem]:
    """Return what is wrong with what is to be compared: two results, or one portfolio by law.

    Args:
        new: the newer results, where there are two.
        older: what goes before what a case says, as the user gave it; the pack is next to last.
        newer: the same of the new law.
        of_table: what is said of a table.
    """
    if new is None:
        return [_ONE_LAW] if older == newer else []
    *chosen, _, figures = newer
    return [_LAW_OF_RESULTS] if any((*older, *chosen, figures, *of_table)) else []


def _compare(
    files: tuple[Path, Path | None],
    map_: str | None,
    sheet: str | None,
    sides: Sequence[Given],
    lang: Language,
    output: Path | None,
    *,
    force: bool,
) -> None:
    from liability.documents.portfolio_changes import law_lines
    from liability.portfolio.named_law import is_of_pack

    old, new = files
    laws = _laws_given(sides)  # what is wrong with a law is said at once
    with ExitStack() as stack:
        out = results_writer(stack, _form(output), output, force=force)
        if new is not None:
            found, first, under = _of_results(old, new, laws[1], stack, out)
            heads = [partial(law_lines, each) for each in under]
            own = all(is_of_pack(each, laws[1].rulebook) for each in chain(*under))
        else:
            named = portfolio_named([old], sheet, stack)
            if isinstance(named, list):
                check_case_files(map_, sheet)
            check_output(output, force=force)  # over nothing that it names
            say_passed_over([old])
            found, first = _of_portfolio(named, map_, sides, laws[1], out, output, lang)
            by_case = isinstance(named, list)
            of_cases = [own_law(taken) if by_case else None for taken in sides]
            heads = [partial(_named, *each) for each in zip(laws, of_cases, strict=True)]
            own = True
    if out is None or (output is not None and to_file(output)):
        with speaking(lang):
            said = [each() for each in heads]
            _show(found, first, laws[1], said, grounds=new is None, own=own)
    if new is None and (found.old_only or found.new_only or found.refused):
        raise typer.Exit(UNDETERMINED)


def _named(law: Law, own: OwnLaw | None) -> list[str]:
    """Return under which law a portfolio is graded, in a line."""
    from liability.portfolio.named_law import named_law

    return [parted(named_law(law, own))]


def _laws_given(sides: Sequence[Given]) -> list[Law]:
    gathered, laws = Gathered(), []
    for each in sides:
        with gathered.of_check():
            laws.append(each.law())
    gathered.report()
    return laws


def _form(output: Path | None) -> Format:
    """Return the form of a file of changes; on the screen they are shown."""
    if output is None or not to_file(output):
        return "rich" if output is None else "csv"
    form = form_named(output, _FORMS)
    if form is None:
        message = f"`{output}` does not say how changes are to be written"
        advice = "name it .csv, .jsonl, .parquet or .xlsx"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    return form


def _check_file(output: Path | None, lang: Language, *, force: bool) -> None:
    """Check that changes can be written as the user wants it."""
    gathered = Gathered()
    with gathered.of_check():
        _form(output)
    with gathered.of_check():
        if lang != "en" and output is not None and not to_file(output):
            message = f"`--lang {lang}` has no effect on CSV"
            raise ProblemsError([Problem("usage/wrong", message, "leave it, or `-o`, out")])
    with gathered.of_check():
        check_output(output, force=force)
    gathered.report()


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
    )
    from liability.portfolio.results_read import key_of, laws_of, results_of

    gathered, opened = Gathered(), []
    for each in (old, new):
        with gathered.of_check():
            opened.append(results_of(table_named(each, stack)))
    gathered.report()
    before, after = opened
    columns = columns_of(before, after, law.rulebook)
    found = Changes(apart=apart(before, after))
    made = changes(before, after, columns, key_of(before, after))
    alone = made.filter(pl.col("outcome") == ONLY)["from"].null_count()
    found.take(made, after.height - alone)
    if out is not None:
        out.write(as_written(made, columns))
    return found, made.head(_MOST_SHOWN), (laws_of(before), laws_of(after))


def _of_portfolio(
    named: Table | list[Path],
    map_: str | None,
    sides: Sequence[Given],
    law: Law,
    out: Any,
    output: Path | None,
    lang: Language,
) -> tuple[Changes, pl.DataFrame]:
    import polars as pl

    from liability.portfolio.difference import CHANGES, Difference, as_written, compared_columns

    before, after = (
        source_of(named, map_, each, audit=0, needs=False, digests=False) for each in sides
    )
    difference = Difference(before, after, law.rulebook)
    first, columns = pl.DataFrame(schema=CHANGES), compared_columns(law.rulebook)
    streamed = out is not None and not to_file(output)
    try:
        with progress_shown(after.progress, lang, rows_shown=streamed):
            for made in difference.run():
                if out is not None:
                    out.write(as_written(made, columns))
                first = pl.concat([first, made]).head(_MOST_SHOWN)
    except KeyboardInterrupt:
        if streamed:
            say("interrupted: what is written to standard output is not whole")
        raise
    return difference.found, first


def _show(
    found: Changes,
    first: pl.DataFrame,
    law: Law,
    heads: Sequence[Sequence[str]],
    *,
    grounds: bool,
    own: bool,
) -> None:
    from liability.documents.portfolio_changes import changes_screen

    out = console()
    made = changes_screen(found, first, law, heads, out.width, grounds=grounds, own=own)
    write(rendered(out, made) + "\n", None)
