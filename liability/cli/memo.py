"""`liability memo`: a determination as a memorandum."""

from __future__ import annotations

from liability.cli.console import problems_reported
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
    Spoken,
)
from liability.cli.output import check_output, write
from liability.language import speaking


def memo(
    case: OneCase,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
    lang: Lang = Spoken.EN,
    output: Output = None,
    force: Force = False,
) -> None:
    """Draft a memorandum of a determination: question, answer, facts, analysis, what is open.

    Each paragraph of the analysis is a node of the proof, with the provisions that it rests on.

    Exit status: 0 drafted, 2 unusable input.

    Examples:
      liability memo cases/gpt-4.yaml -o memo.md

      liability memo case.yaml --facts-of claimant -o memo.md
    """
    with problems_reported():
        taken = given(as_of=as_of, profile=profile, reading=reading, facts_of=facts_of, rules=rules)
        check_output(output, force=force, inputs=[case])
        determination = taken.determination(case)
        from liability.documents.memo import memo_markdown

        with speaking(lang.value):
            written = memo_markdown(determination)
        write(written, output, force=force)
