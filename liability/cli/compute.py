"""`liability compute`: what stands behind a network, and what it adds up to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from liability.cli.console import DETERMINED, UNDETERMINED, console, rendered
from liability.cli.forms import form_to_write
from liability.cli.given import Given, given, lineage_and_law
from liability.cli.options import (
    AsOf,
    Errors,
    Force,
    Lang,
    LineageFile,
    Map,
    Model,
    Output,
    Profile,
    Reading,
    Rules,
    Table,
)
from liability.cli.output import to_file, write
from liability.language import speaking
from liability.source.problems import Gathered, Problem
from liability.source.visible import visible_json

if TYPE_CHECKING:
    from liability.compute.account import Account
    from liability.rulebook.law import Law


Format = Literal["rich", "json", "markdown", "svg", "csv"]
OF_ONE: tuple[Format, ...] = ("rich", "json", "markdown", "svg")  # of a lineage
OF_TABLE: tuple[Format, ...] = ("rich", "json", "csv")
Written = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="How to write it; else as the name of the file ends."),
]


def compute(
    lineage: LineageFile = None,
    model: Model = None,
    format_: Written = None,
    table: Table = None,
    map_: Map = None,
    errors: Errors = None,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    rules: Rules = None,
    lang: Lang = "en",
    output: Output = None,
    force: Force = False,
) -> None:
    """Count the compute behind a network: every contribution, the sums, the thresholds.

    Exit status: 0 every threshold is decided, 3 one is undetermined or none bears,
    2 unusable input.

    Of a table: 0 every row is resolved, 3 some are not, 2 unusable input.

    Examples:
      liability compute cases/lineages/deepseek.yaml

      liability compute cases/lineages/deepseek.yaml --model v3 --reading Q19=sum

      liability compute cases/lineages/deepseek.yaml -o lineage.svg

      liability compute --table models.csv --map epoch -o ledger.csv
    """
    with speaking(lang):
        gathered = Gathered()
        gathered.take(_odd_options(lineage, model, table, map_, errors, format_))
        taken = given(gathered, as_of=as_of, profile=profile, reading=reading, rules=rules)
        with gathered.of_check():
            forms = OF_ONE if table is None else OF_TABLE
            form = form_to_write(format_, output, forms, "rich", lang, errors, force=force)
        if lineage is None:
            from liability.cli.compute_table import counted, write_counted

            made = counted(table, map_, taken, gathered)
            write_counted(made, form, output, errors, force=force)
            raise typer.Exit(UNDETERMINED if made.rows.errors else DETERMINED)
        found, law = _counted(lineage, model, taken, gathered)
        text = _written(found, law, form, plain=to_file(output))
        write(text, output, force=force, utf_8=form in ("json", "svg"))
        raise typer.Exit(DETERMINED if _decided(found, law) else UNDETERMINED)


def _odd_options(
    lineage: Path | None,
    model: str | None,
    table: Path | None,
    map_: str | None,
    errors: Path | None,
    format_: Format | None,
) -> list[Problem]:
    """Return each option that is missing, or does not go with the others."""
    said = []
    if (lineage is None) == (table is None):
        said.append(("`LINEAGE` or `--table` is needed, one of the two", "name a file"))
    if table is not None and map_ is None:
        said.append(("`--table` is given without `--map`", "say which column is which fact"))
    for name, given_, belongs in (
        ("--map", map_ is not None, table is not None),
        ("--errors", errors is not None, table is not None),
        ("--model", model is not None, table is None),
        (f"--format {format_}", format_ not in (None, *OF_ONE), table is not None),
        (f"--format {format_}", format_ not in (None, *OF_TABLE), table is None),
    ):
        if given_ and not belongs:
            other = "a lineage" if table is not None else "`--table`"
            said.append((f"`{name}` is for {other}", "leave it out"))
    return [Problem("usage/wrong", message, advice) for message, advice in said]


def _counted(
    path: Path, model: str | None, taken: Given, gathered: Gathered
) -> tuple[Account, Law]:
    from liability.compute.account import account

    found, law = lineage_and_law(path, taken, gathered)
    return account(found, law, model), law


def _decided(found: Account, law: Law) -> bool:
    from liability.compute.comparisons import comparisons
    from liability.compute.facts import facts_by_id
    from liability.logic import UNDETERMINED as OPEN

    held = list(comparisons(law, facts_by_id(found, law)))
    return bool(held) and all(each.found != OPEN for each in held)


def _written(found: Account, law: Law, format_: Format, *, plain: bool) -> str:
    """Return a ledger in the format asked for."""
    match format_:
        case "json":
            from liability.compute.document import ledger_document
            from liability.determination.document import canonical

            return visible_json(canonical(ledger_document(found, law))) + "\n"
        case "markdown":
            from liability.documents.ledger import ledger_markdown

            return ledger_markdown(found, law)
        case "svg":
            from liability.documents.ledger_picture import picture

            return picture(found, law)
    from liability.documents.ledger import ledger_screen

    out = console(plain=plain)
    return rendered(out, ledger_screen(found, law, out.width)) + "\n"
