"""`liability checklist`: the draft safety-case checklist of a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from liability.cli.drafts import check_draft, write_draft
from liability.cli.forms import check_ending
from liability.cli.given import Given, document_named, given
from liability.cli.options import (
    AsOf,
    FactsOf,
    Force,
    Lang,
    OneCase,
    Output,
    Profile,
    Reading,
    Rules,
)
from liability.cli.output import check_output, ending, write
from liability.documents.formats import Format
from liability.documents.sheet import sheet_of
from liability.language import speaking
from liability.source.problems import Gathered, Problem, ProblemsError
from liability.source.visible import short

if TYPE_CHECKING:
    from liability.case.model import Case
    from liability.case.safety_case import SafetyCase
    from liability.determination.assess import Determination
    from liability.rulebook.model import Rulebook


ListFormat = Literal["md", "csv", "docx", "html", "pdf"]
_FORMATS: tuple[ListFormat, ...] = get_args(ListFormat)
Harbors = Annotated[
    list[str] | None,
    typer.Option(
        "--harbor",
        metavar="ID",
        help="A safe harbor; may be repeated. Else those that are claimed, do not fail, or have a "
        "safety case.",
    ),
]
Tier = Annotated[bool, typer.Option("--tier", help="Add what the risk tier asks.")]
SafetyCases = Annotated[
    list[Path] | None,
    typer.Option(
        "--safety-case",
        metavar="FILE",
        help="A safety case, in place of the case's for its harbor; may be repeated.",
        show_default=False,
    ),
]
Written = Annotated[
    ListFormat | None,
    typer.Option(
        "--format",
        "-f",
        help="How to write it; else as the name of the file ends, or md.",
        show_default=False,
    ),
]


def checklist(
    case: OneCase,
    harbor: Harbors = None,
    tier: Tier = False,
    safety_case: SafetyCases = None,
    format_: Written = None,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
    lang: Lang = "en",
    output: Output = None,
    force: Force = False,
) -> None:
    """Draft the safety-case checklist: elements, gates, claims, evidence, defeaters, who signs.

    It is a list to work through, and a score of nothing. It approves nothing.

    Exit status: 0 drafted, 2 unusable input.

    Examples:
      liability checklist cases/alphafold.yaml --harbor narrow

      liability checklist case.yaml --safety-case robot.yaml --tier -o checklist.docx

      liability checklist cases/gpt-4.yaml --tier --format csv -o checklist.csv
    """
    gathered = Gathered()
    taken = given(
        gathered, as_of=as_of, profile=profile, reading=reading, facts_of=facts_of, rules=rules
    )
    with gathered.of_check():
        chosen = _format(format_, output, force=force)
    determination, argued = _read(case, taken, safety_case or [], harbor or [], gathered)
    from liability.documents.checklist import Asked, checklist_csv, checklist_markdown

    asked = Asked(tuple(dict.fromkeys(harbor or ())), tier, argued, taken.as_of)
    with speaking(lang):
        make = checklist_markdown if chosen else checklist_csv
        text = make(determination, asked)
    if chosen is None:
        write(text, output, force=force, utf_8=True)
    else:
        write_draft(text, chosen, sheet_of(determination, lang), output, force=force)


def _format(format_: ListFormat | None, output: Path | None, *, force: bool) -> Format | None:
    """Return the format of a document, or None for CSV: it is asked for, or the file is named so.

    Raises:
        ProblemsError: the file may not be written.
    """
    check_ending(format_, output, _FORMATS)
    named_so = ending(output) == "csv"
    if format_ == "csv" or (format_ is None and named_so):
        check_output(output, force=force)
        return None
    return check_draft(format_, output, force=force)


def _read(
    path: Path, taken: Given, files: list[Path], harbors: list[str], gathered: Gathered
) -> tuple[Determination, dict[str, SafetyCase]]:
    """Return the determination of a case, and the safety cases by harbor.

    Raises:
        ProblemsError: with all that is wrong with the case, the pack, the options and the files.
    """
    case, rulebook = taken.read(path, gathered)
    if rulebook is not None:
        with gathered.of_check():
            argued = _argued(rulebook, case, files, harbors)
        if case is not None:
            with gathered.of_check():
                determination = taken.assessed(case, rulebook)
    gathered.report()
    return determination, argued


def _argued(
    rulebook: Rulebook, case: Case | None, files: list[Path], harbors: list[str]
) -> dict[str, SafetyCase]:
    """Return the safety cases by harbor: those of the case, and the given ones in their place.

    Raises:
        ProblemsError: with every problem of every file, and every name of `harbors` that is none;
            or two are for one harbor.
    """
    from liability.documents.claim import unknown_harbors

    found = {each.harbor: each for each in (case.safety_cases if case else ())}
    given_: dict[str, Path] = {}
    problems = unknown_harbors(rulebook, harbors)
    for file in files:
        from liability.case.safety_read import read_safety_case

        try:
            made = read_safety_case(document_named(file), rulebook)
        except ProblemsError as error:
            problems += error.problems
            continue
        if harbors and made.harbor not in harbors:
            message = f"the safety case `{short(made.id)}` is for `{made.harbor}`"
            advice = f"add `--harbor {made.harbor}`, or leave `--safety-case` out"
            place = made.place(("harbor",))
            problems.append(Problem("safety-case/other-harbor", message, advice, place))
        elif made.harbor in given_:
            message = f"`{file}` and `{given_[made.harbor]}` are both for `{made.harbor}`"
            problems.append(Problem("safety-case/two-of-one-harbor", message, "give one of them"))
        given_[made.harbor] = file
        found[made.harbor] = made
    if problems:
        raise ProblemsError(problems)
    return found
