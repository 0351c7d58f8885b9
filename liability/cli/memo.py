"""`liability memo`: a determination as a memorandum."""

from __future__ import annotations

from liability.cli.drafts import DraftFormat, check_draft, write_draft
from liability.cli.given import given
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
from liability.source.problems import Gathered


def memo(
    case: OneCase,
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
    """Draft a memorandum of a determination: question, answer, facts, analysis, what is open.

    Each paragraph of the analysis is a node of the proof, with the provisions that it rests on.

    Exit status: 0 drafted, 2 unusable input.

    Examples:
      liability memo cases/gpt-4.yaml -o memo.md

      liability memo cases/gpt-4.yaml -o memo.docx

      liability memo cases/gpt-4.yaml --format pdf > memo.pdf

      liability memo case.yaml --facts-of claimant -o memo.md
    """
    gathered = Gathered()
    taken = given(
        gathered, as_of=as_of, profile=profile, reading=reading, facts_of=facts_of, rules=rules
    )
    with gathered.of_check():
        chosen = check_draft(format_, output, force=force)
    determination = taken.determination(case, gathered=gathered)
    from liability.documents.memo import memo_markdown

    with speaking(lang):
        markdown = memo_markdown(determination, traced=chosen == "md")
    sheet = sheet_of(determination, lang)
    write_draft(markdown, chosen, sheet, output, force=force)
