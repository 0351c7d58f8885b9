"""`liability compute`: what stands behind a network, and what it adds up to."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liability.cli.console import DETERMINED, UNDETERMINED, console, problems_reported, rendered
from liability.cli.given import Given, given, lineage_and_law
from liability.cli.options import AsOf, Force, Output, Profile, Reading, Rules
from liability.cli.output import check_output, to_file, write
from liability.source.visible import visible_json

if TYPE_CHECKING:
    from liability.compute.account import Account
    from liability.rulebook.law import Law


class Format(StrEnum):
    """How a ledger is written."""

    RICH = "rich"
    JSON = "json"
    MARKDOWN = "markdown"
    SVG = "svg"


def compute(
    lineage: Annotated[
        Path,
        typer.Argument(
            help="A lineage, or a case with one; `-` is standard input.", show_default=False
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="ID", help="The network, if not the file's own."),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="How to write it.")
    ] = Format.RICH,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    rules: Rules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Count the compute behind a network: every contribution, the sums, the thresholds.

    Exit status: 0 every threshold is decided, 3 one is undetermined, 2 unusable input.

    Examples:
      liability compute cases/lineages/deepseek.yaml

      liability compute cases/lineages/deepseek.yaml --model v3 --reading Q19=sum

      liability compute cases/lineages/deepseek.yaml --format svg -o lineage.svg
    """
    with problems_reported():
        taken = given(as_of=as_of, profile=profile, reading=reading, facts_of=None, rules=rules)
        check_output(output, force=force, inputs=[lineage])
        found, law = _counted(lineage, model, taken)
        text = _written(found, law, format_, plain=to_file(output))
        write(text, output, force=force, utf_8=format_ in (Format.JSON, Format.SVG))
        raise typer.Exit(DETERMINED if _decided(found, law) else UNDETERMINED)


def _counted(path: Path, model: str | None, taken: Given) -> tuple[Account, Law]:
    from liability.compute.account import account

    found, law = lineage_and_law(path, taken)
    return account(found, law, model), law


def _decided(found: Account, law: Law) -> bool:
    from liability.compute.account import facts_by_id
    from liability.compute.thresholds import thresholds
    from liability.logic import UNDETERMINED as OPEN

    held = list(thresholds(law, facts_by_id(found, law)))
    return bool(held) and all(each.found != OPEN for each in held)


def _written(found: Account, law: Law, format_: Format, *, plain: bool) -> str:
    """Return a ledger in the format asked for."""
    match format_:
        case Format.JSON:
            from liability.compute.document import ledger_document
            from liability.determination.document import canonical

            return visible_json(canonical(ledger_document(found, law))) + "\n"
        case Format.MARKDOWN:
            from liability.documents.ledger import ledger_markdown

            return ledger_markdown(found, law)
        case Format.SVG:
            from liability.documents.ledger_picture import picture

            return picture(found, law)
    from liability.documents.ledger import ledger_screen

    out = console(plain=plain)
    return rendered(out, ledger_screen(found, law, out.width)) + "\n"
