"""`liability assess`: a case to a reasoned determination."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from liability.cli.console import (
    DETERMINED,
    UNDETERMINED,
    UNUSABLE,
    console,
    problems_reported,
    report,
    write,
)
from liability.cli.given import case_and_rulebook, readings
from liability.cli.options import AsOf, Cases, FactsOf, Force, Output, Profile, Reading, Rules
from liability.source.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from liability.determination.assess import Determination


class Format(StrEnum):
    """How a determination is written."""

    RICH = "rich"
    JSON = "json"
    MARKDOWN = "markdown"


def assess(
    cases: Cases,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="How to write it.")
    ] = Format.RICH,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Determine who answers for the harm a system does, and why.

    Exit status: 0 determined (standard, tier and injunction), 3 undetermined, 2 unusable input.

    With several cases the status is that of the worst: 2, then 3, then 0.

    JSON is canonical, one line a case.

    Examples:
      liability assess cases/gpt-4.yaml

      liability assess case.yaml --profile ja --as-of 2026-01-01

      liability assess case.yaml --reading Q10=any_many_step --format json -o result.json
    """
    from liability.determination.assess import assess as determine
    from liability.inference.infer import Inference

    inference = Inference()
    status = DETERMINED
    written: list[str] = []  # for the file; what goes to the screen is shown case by case
    try:
        chosen = readings(reading or [])
        if output is not None and output.exists() and not force:
            write("", output, force=False)
    except ProblemsError as error:
        report(error)
        raise typer.Exit(UNUSABLE) from None
    for path in cases:
        try:
            case, rulebook = case_and_rulebook(path, rules)
            determination = determine(
                case,
                rulebook,
                as_of=as_of,
                profile=profile,
                readings=chosen,
                side=facts_of,
                inference=inference,
            )
            text = _written(determination, format_, to_file=output is not None)
        except ProblemsError as error:
            report(error)
            status = UNUSABLE
            continue
        if output is None:
            write(text, None, force=force)
        written.append(text)
        if not determination.determined and status == DETERMINED:
            status = UNDETERMINED
    if output is not None and status != UNUSABLE:
        with problems_reported():
            write("".join(written), output, force=force)
    elif output is not None:
        report(
            ProblemsError(
                [
                    Problem(
                        "output/not-written",
                        f"`{output}` was not written",
                        "mend the cases above, or leave them out",
                    )
                ]
            )
        )
    raise typer.Exit(status)


def _written(determination: Determination, format_: Format, *, to_file: bool) -> str:
    """Return a determination in the format asked for."""
    from liability.determination.document import canonical, document

    found = document(determination)
    if format_ is Format.JSON:
        return canonical(found) + "\n"
    if format_ is Format.MARKDOWN:
        from liability.documents.markdown import render

        return render("determination.md.j2", determination, found)
    from liability.documents.screen import screen

    out = console(plain=to_file)
    with out.capture() as capture:
        out.print(screen(determination, found, out.width))
        out.print()
    return capture.get()
