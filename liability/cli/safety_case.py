"""`liability safety-case`: check, draw, export and import the argument that a system is safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, get_args

import typer

from liability.case.load import load_case
from liability.cli.console import DETERMINED, UNDETERMINED, console
from liability.cli.forms import check_one_form, form_of
from liability.cli.given import Given, document_and_rulebook, given
from liability.cli.options import Force, Output, Rules
from liability.cli.output import check_output, write
from liability.source.problems import Gathered, Problem, ProblemsError
from liability.source.visible import short, visible, visible_json, visible_line
from liability.source.yaml import Document, parse

if TYPE_CHECKING:
    from liability.case.model import Case
    from liability.case.safety_case import SafetyCase
    from liability.rulebook.model import Rulebook

app = typer.Typer(help="Check, draw, export and import a safety case.", no_args_is_help=True)

File = Annotated[
    Path,
    typer.Argument(
        help="A safety case, or a case with one, YAML; `-` is standard input.", show_default=False
    ),
]
Harbor = Annotated[
    str | None,
    typer.Option("--harbor", metavar="ID", help="Of a case with several: the one for this harbor."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Check for this day, as 2025-03-05; else for the file's, or today.",
    ),
]


Format = Literal["text", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


@app.command()
def check(
    file: File,
    format_: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to write it; else as the name of the file ends."),
    ] = None,
    as_of: AsOf = None,
    harbor: Harbor = None,
    rules: Rules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Check the argument: support, evidence, versions, defeaters, circles, who signed.

    It finds what is wrong. It never finds that a system is safe, and approves nothing.

    Exit status: 0 no flaw is found (gates may be open), 3 one is, 2 unusable input.

    Examples:
      liability safety-case check cases/safety-cases/home-robot.yaml

      liability safety-case check cases/safety-cases/flawed.yaml --as-of 2026-01-01

      liability safety-case check case.yaml --harbor passive
    """
    from liability.case.safety_check import findings
    from liability.case.safety_facts import contradictions
    from liability.case.safety_gates import day_of_check, gate_results, measure
    from liability.determination.document import canonical
    from liability.documents.safety_report import report, report_json

    gathered = Gathered()
    taken = given(gathered, as_of=as_of, rules=rules)
    with gathered.of_check():
        form = form_of(format_, output, FORMATS, "text")
    with gathered.of_check():
        check_output(output, force=force)
    case, argued, rulebook = _chosen(file, taken, harbor, gathered)
    day = day_of_check(taken.as_of, argued, case.as_of if case else None)
    against = measure(rulebook, day, case.parameters if case else {})
    found = findings(argued, against)
    found += contradictions(case, argued, rulebook, against.rules) if case else []
    gates = gate_results(argued, against)
    if form == "json":
        text = visible_json(canonical(report_json(argued, found, gates, day))) + "\n"
    else:
        text = visible(report(argued, found, gates, day, console().width))
    write(text, output, force=force, utf_8=form == "json")
    raise typer.Exit(UNDETERMINED if found else DETERMINED)


@app.command()
def draw(
    file: File,
    harbor: Harbor = None,
    rules: Rules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Draw the argument in the Goal Structuring Notation, as SVG.

    Exit status: 0 done, 2 unusable input.

    Examples:
      liability safety-case draw cases/safety-cases/home-robot.yaml -o home-robot.svg
    """
    from liability.documents.safety_picture import picture

    gathered, taken = _given_to_write("svg", rules, output, force=force)
    case = _chosen(file, taken, harbor, gathered).argued
    write(picture(case), output, force=force, utf_8=True)


@app.command()
def export(
    file: File,
    harbor: Harbor = None,
    rules: Rules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Write the argument as GSN YAML, in the form that gsn2x reads; say what it cannot hold.

    Exit status: 0 done, 2 unusable input.

    Examples:
      liability safety-case export cases/safety-cases/home-robot.yaml -o home-robot.gsn.yaml
    """
    from liability.documents.safety_gsn import gsn_yaml, not_held

    gathered, taken = _given_to_write("yaml", rules, output, force=force)
    case = _chosen(file, taken, harbor, gathered).argued
    write(gsn_yaml(case), output, force=force, utf_8=True)
    _say(not_held(case))


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="GSN YAML, as gsn2x reads it; `-` is standard input.", show_default=False
        ),
    ],
    harbor: Annotated[
        str | None, typer.Option("--harbor", metavar="ID", help="The harbor, if not the file's.")
    ] = None,
    system: Annotated[
        str | None, typer.Option("--system", metavar="NAME", help="The system, if not the file's.")
    ] = None,
    system_version: Annotated[
        str | None, typer.Option("--system-version", metavar="V", help="Its version, likewise.")
    ] = None,
    rules: Rules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Write a safety case from GSN YAML; say what has no place in it.

    Exit status: 0 done, 2 unusable input.

    Examples:
      liability safety-case import pump.gsn.yaml --harbor passive -o pump.yaml
    """
    from liability.case.safety_gsn_read import read_gsn
    from liability.case.safety_read import read_safety_case, rules_of
    from liability.documents.safety_gsn import safety_case_yaml

    gathered, taken = _given_to_write("yaml", rules, output, force=force)
    said = {"harbor": harbor, "system": system, "systemVersion": system_version}
    document, book = document_and_rulebook(file, taken.pack, gathered, ("module",))
    gathered.report()
    assert document is not None
    assert book is not None
    head = {key: each for key, each in said.items() if each}
    made, left = read_gsn(document, head, rules_of(book))
    text = safety_case_yaml(made)
    case = read_safety_case(parse(text, f"{document.file} as imported"), book)
    if rules_of(book).states[case.state].signed:
        left.append(f"`{case.state}` is what the file claims; no sign-off comes with it")
    write(text, output, force=force, utf_8=True)
    _say(left)


def _given_to_write(
    form: str, rules: str | None, output: Path | None, *, force: bool
) -> tuple[Gathered, Given]:
    """Return what is wrong with what is given to write a file of one form, and what is given."""
    gathered = Gathered()
    taken = given(gathered, rules=rules)
    with gathered.of_check():
        check_one_form(output, form, force=force)
    return gathered, taken


def _say(lost: list[str]) -> None:
    """Say on standard error what could not be kept."""
    for each in lost:
        typer.echo(visible_line(f"note: {each}"), err=True)


class _Chosen(NamedTuple):
    """A safety case, and the case that it stands in, if any."""

    case: Case | None
    argued: SafetyCase
    rulebook: Rulebook


def _chosen(file: Path, taken: Given, harbor: str | None, gathered: Gathered) -> _Chosen:
    """Read a safety case, alone or in a case, and the rulebook that it names or that is given.

    Raises:
        ProblemsError: it cannot be used; or the case has none, or several and none is chosen; with
            what was gathered before.
    """
    document, rulebook = document_and_rulebook(file, taken.pack, gathered)
    if document is not None and rulebook is not None:
        with gathered.of_check():
            if isinstance(document.data, dict) and "case" in document.data:
                case = load_case(document, rulebook)
                argued = _of_case(case, document.file, harbor)
            else:
                case, argued = None, _alone(document, rulebook, harbor)
    gathered.report()
    assert rulebook is not None
    return _Chosen(case, argued, rulebook)


def _alone(document: Document, rulebook: Rulebook, harbor: str | None) -> SafetyCase:
    """Return the safety case that a file is."""
    from liability.case.safety_read import read_safety_case

    alone = read_safety_case(document, rulebook)
    if harbor not in (None, alone.harbor):
        message = f"`{document.file}` is a safety case for `{alone.harbor}`"
        raise _none(message, "leave `--harbor` out")
    return alone


def _of_case(case: Case, file: str, harbor: str | None) -> SafetyCase:
    """Return the safety case of a case, for a harbor where it has several."""
    fits = [each for each in case.safety_cases if harbor in (None, each.harbor)]
    harbors = ", ".join(f"`{each.harbor}`" for each in case.safety_cases)
    if not case.safety_cases:
        message = f"`{file}` is a case without a safety case"
        raise _none(message, "add `safety_case:`, with a file or the thing itself")
    if not fits:
        message = f"`{short(harbor or '')}` is no harbor that `{file}` has a safety case for"
        raise _none(message, f"it has one for {harbors}")
    if len(fits) > 1:
        message = f"`{file}` has {len(fits)} safety cases"
        raise _none(message, f"choose by `--harbor`: {harbors}")
    return fits[0]


def _none(message: str, advice: str) -> ProblemsError:
    return ProblemsError([Problem("safety-case/none", message, advice)])
