"""`liability why` and `liability why-not`: the proof as a tree in legal words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from liability.cli.console import console, rendered
from liability.cli.given import given
from liability.cli.options import AsOf, FactsOf, Lang, OneCase, Profile, Reading, Rules
from liability.cli.output import write
from liability.language import speaking
from liability.source.problems import Gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from liability.determination.assess import Determination


def why(
    case: OneCase,
    conclusion: Annotated[
        str | None,
        typer.Argument(
            help="What to explain: `standard`, `tier=VALUE`, `harbors.ID`, `exposure@PARTY`, "
            "a rulebook id.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
    lang: Lang = "en",
) -> None:
    """Explain a conclusion or a finding: rules, what the facts showed, provisions.

    Without a conclusion, the standard of liability, the tier and the injunction are explained.

    Exit status: 0 explained, 2 unusable input.

    Examples:
      liability why cases/gpt-4.yaml

      liability why cases/gpt-4.yaml harbors.compute

      liability why cases/worked/g27.yaml exposure@base
    """
    with speaking(lang):
        gathered = Gathered()
        taken = given(
            gathered, as_of=as_of, profile=profile, reading=reading, facts_of=facts_of, rules=rules
        )
        determination = taken.determination(case, gathered=gathered)
        out = console()
        for each in _explained(determination, conclusion):
            write(rendered(out, each) + "\n", None)


def _explained(determination: Determination, conclusion: str | None) -> Iterator[RenderableType]:
    """Yield what explains a conclusion, a finding or a figure of the sums."""
    from liability.determination.assess import HEADLINES
    from liability.determination.explain import why as explain
    from liability.documents.asked import asked
    from liability.documents.sums_why import explained, is_figure
    from liability.documents.tree import tree

    names: tuple[str, ...] = HEADLINES if conclusion is None else (conclusion,)
    if is_figure(names[0]) and not names[0].endswith("@"):
        sums, names = explained(determination, names[0])
        yield from sums
    for each in [each for name in names for each in asked(determination, name)]:
        steps = explain(determination, each) if isinstance(each, str) else (each,)
        yield from (tree(step, determination) for step in steps)


def why_not(
    case: OneCase,
    conclusion: Annotated[
        str,
        typer.Argument(
            help="What is not so: `standard=strict`, `harbors.ID=VALUE`, `tier`.",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
    lang: Lang = "en",
) -> None:
    """Explain why a conclusion is not otherwise: what stands in the way of each rule.

    Exit status: 0 explained, 2 unusable input.

    Examples:
      liability why-not cases/gpt-4.yaml standard=strict

      liability why-not cases/gpt-4.yaml harbors.narrow=in_force
    """
    with speaking(lang):
        gathered = Gathered()
        taken = given(
            gathered, as_of=as_of, profile=profile, reading=reading, facts_of=facts_of, rules=rules
        )
        determination = taken.determination(case, gathered=gathered)
        out = console()
        for each in _obstacles(determination, conclusion):
            write(rendered(out, each) + "\n", None)


def _obstacles(determination: Determination, conclusion: str) -> Iterator[RenderableType]:
    """Yield what explains why a conclusion is not otherwise; of a finding, why it is as it is."""
    from liability.determination.explain import why_not as explain
    from liability.documents.asked import asked
    from liability.documents.tree import obstacles, settled, tree

    for each in asked(determination, conclusion):
        if not isinstance(each, str):
            yield tree(each, determination)
            continue
        name = each.partition("=")[0]
        found = explain(determination, each)
        yield from (obstacles(name, value, steps, determination) for value, steps in found)
        if not found:
            yield settled(name, determination)
