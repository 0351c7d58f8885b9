"""`liability claim`: the document that claims a safe harbor, drafted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

from liability.cli.drafts import DraftFormat, check_draft, write_draft
from liability.cli.given import document_named, given, rulebook_named
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
from liability.documents.sheet import sheet_of
from liability.language import speaking
from liability.rulebook.packs import DEFAULT_PACK
from liability.source.problems import Gathered, ProblemsError

if TYPE_CHECKING:
    from liability.case.safety_case import SafetyCase
    from liability.rulebook.model import Rulebook


def _harbors(context: click.Context, begun: str) -> list[str]:
    """Return the harbors of the rulebook, for the completion of a command line."""
    try:
        book = rulebook_named(context.params.get("rules") or DEFAULT_PACK)
    except ProblemsError:
        return []
    harbors = book.entries[book.outcomes.harbors.subject]
    return [each for each in harbors if each.startswith(begun)]


Harbor = Annotated[
    str,
    typer.Option(
        "--harbor",
        metavar="ID",
        help="The harbor, by the id that the rulebook gives it.",
        autocompletion=_harbors,
    ),
]
SafetyCaseFile = Annotated[
    Path | None,
    typer.Option(
        "--safety-case",
        metavar="FILE",
        help="The safety case that argues for it, if not the case's own.",
    ),
]


def _read(file: Path | None, rulebook: Rulebook) -> SafetyCase | None:
    """Return the safety case that is given, if any.

    Raises:
        ProblemsError: it cannot be used.
    """
    if file is None:
        return None
    from liability.case.safety_read import read_safety_case

    return read_safety_case(document_named(file), rulebook)


def claim(
    case: OneCase,
    harbor: Harbor,
    safety_case: SafetyCaseFile = None,
    format_: DraftFormat = None,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
    lang: Lang = "en",
    output: Output = None,
    force: Force = False,
) -> None:
    """Draft the document that claims a safe harbor: what the case supplies, and blanks elsewhere.

    It says first what stands in the way. It never says that a harbor is granted.

    Exit status: 0 drafted, 2 unusable input.

    Examples:
      liability claim cases/gpt-4.yaml --harbor compute -o claim.docx

      liability claim cases/gpt-4.yaml --harbor weak --lang ko

      liability claim case.yaml --harbor passive --safety-case robot.yaml
    """
    gathered = Gathered()
    taken = given(
        gathered, as_of=as_of, profile=profile, reading=reading, facts_of=facts_of, rules=rules
    )
    with gathered.of_check():
        chosen = check_draft(format_, output, force=force)
    read, rulebook = taken.read(case, gathered)
    from liability.documents.claim import claim_markdown, undraftable

    argued = None
    if rulebook is not None:
        with gathered.of_check():
            argued = _read(safety_case, rulebook)
        gathered.take(undraftable(rulebook, harbor, argued))
        if read is not None:
            with gathered.of_check():
                determination = taken.assessed(read, rulebook)
    gathered.report()
    with speaking(lang):
        markdown = claim_markdown(determination, harbor, argued)
    write_draft(markdown, chosen, sheet_of(determination, lang), output, force=force)
