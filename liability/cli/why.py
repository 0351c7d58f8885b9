"""`liability why` and `liability why-not`: the proof as a tree in legal words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from liability.cli.console import console, problems_reported
from liability.cli.given import case_and_rulebook, readings
from liability.cli.options import AsOf, FactsOf, OneCase, Profile, Reading, Rules

if TYPE_CHECKING:
    from liability.determination.assess import Determination


def why(
    case: OneCase,
    conclusion: Annotated[
        str | None,
        typer.Argument(
            help="What to explain: `standard`, `tier=RT-3`, `harbors.weak`, a rulebook id.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
) -> None:
    """Explain a conclusion: rules, what the facts showed, provisions.

    Without a conclusion, the standard of liability, the tier and the injunction are explained.

    Examples:
      liability why cases/gpt-4.yaml

      liability why cases/gpt-4.yaml harbors.compute
    """
    with problems_reported():
        from liability.determination.assess import HEADLINES
        from liability.determination.explain import why as explain
        from liability.determination.proof import prove
        from liability.documents.tree import tree

        determination = _determination(case, as_of, profile, reading, facts_of, rules)
        proof = prove(determination)
        out = console()
        for name in [conclusion] if conclusion else HEADLINES:
            for step in explain(determination, proof, name):
                out.print(tree(step, determination))
                out.print()


def why_not(
    case: OneCase,
    conclusion: Annotated[
        str,
        typer.Argument(
            help="What is not so: `standard=strict`, `harbors.weak=in_force`, `tier`.",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
) -> None:
    """Explain why a conclusion is not otherwise: what stands in the way of each rule.

    Examples:
      liability why-not cases/gpt-4.yaml standard=strict

      liability why-not cases/gpt-4.yaml harbors.narrow=in_force
    """
    with problems_reported():
        from liability.determination.explain import why_not as explain
        from liability.determination.proof import prove
        from liability.documents.tree import obstacles

        determination = _determination(case, as_of, profile, reading, facts_of, rules)
        out = console()
        for value, steps in explain(determination, prove(determination), conclusion):
            out.print(obstacles(conclusion.partition("=")[0], value, steps, determination))
            out.print()


def _determination(
    case: OneCase, as_of: AsOf, profile: Profile, reading: Reading, facts_of: FactsOf, rules: Rules
) -> Determination:
    from liability.determination.assess import assess

    found, rulebook = case_and_rulebook(case, rules)
    return assess(
        found,
        rulebook,
        as_of=as_of,
        profile=profile,
        readings=readings(reading or []),
        side=facts_of,
    )
