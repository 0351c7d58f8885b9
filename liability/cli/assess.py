"""`liability assess`: a case to a reasoned determination."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from liability.cli.console import DETERMINED, UNDETERMINED, UNUSABLE, console, rendered, report
from liability.cli.forms import form_to_write
from liability.cli.given import Given, given
from liability.cli.options import (
    AsOf,
    Cases,
    FactsOf,
    Force,
    Lang,
    Output,
    Profile,
    Reading,
    Rules,
)
from liability.cli.output import STANDARD_STREAM, to_file, write
from liability.language import speaking
from liability.source.problems import Gathered, Problem, ProblemsError
from liability.source.visible import visible_json

if TYPE_CHECKING:
    from liability.determination.assess import Determination


Format = Literal["rich", "json", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)


def assess(
    cases: Cases,
    format_: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to write it; else as the name of the file ends."),
    ] = None,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
    lang: Lang = "en",
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

      liability assess case.yaml --reading Q10=any_many_step -o result.json
    """
    gathered = Gathered()
    taken = given(
        gathered, as_of=as_of, profile=profile, reading=reading, facts_of=facts_of, rules=rules
    )
    with gathered.of_check():
        _check_inputs(cases)
    with gathered.of_check():
        form = form_to_write(format_, output, FORMATS, "rich", lang, force=force)
    for each in cases if gathered.any() else ():
        taken.read(each, gathered)
    gathered.report()
    with speaking(lang):
        status, written = _determined(cases, taken, form, output)
    if output is not None and to_file(output):
        if status == UNUSABLE:
            raise ProblemsError([_not_written(output)])
        write("".join(written), output, force=force)
    raise typer.Exit(status)


def _determined(
    cases: list[Path], taken: Given, format_: Format, output: Path | None
) -> tuple[int, list[str]]:
    """Determine case after case; return the worst status, and what is to go into the file."""
    status, told = DETERMINED, set[Problem]()
    written: list[str] = []  # for the file; what goes to the screen is shown case by case
    for path in cases:
        try:
            determination = taken.determination(path)
            text = as_text(determination, format_, plain=to_file(output))
            if not to_file(output):
                write(text, None, utf_8=format_ == "json")
        except ProblemsError as error:
            if new := [each for each in error.problems if each not in told]:
                report(ProblemsError(new))
            told.update(error.problems)
            status = UNUSABLE
            continue
        written.append(text)
        if not determination.determined and status == DETERMINED:
            status = UNDETERMINED
    return status, written


def _check_inputs(cases: list[Path]) -> None:
    """Refuse standard input given twice: the second time nothing is left in it."""
    if [str(each) for each in cases].count(STANDARD_STREAM) > 1:
        message = f"`{STANDARD_STREAM}` is given more than once"
        raise ProblemsError([Problem("usage/wrong", message, "standard input holds one case")])


def _not_written(output: Path) -> Problem:
    return Problem(
        "output/not-written",
        f"`{output}` was not written",
        "mend the cases above, or leave them out",
    )


def as_text(determination: Determination, format_: Format, *, plain: bool) -> str:
    """Return a determination in the format asked for."""
    from liability.determination.document import Document, canonical

    found = Document(determination)
    if format_ == "json":
        return visible_json(canonical(dict(found))) + "\n"
    if format_ == "markdown":
        from liability.documents.markdown import determination_markdown

        return determination_markdown(determination, found)
    from liability.documents.screen import screen

    out = console(plain=plain)
    return rendered(out, screen(determination, found, out.width)) + "\n"
