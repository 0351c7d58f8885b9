"""`liability rules`: check, list, show and test a pack of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from liability.cli.console import console, problems_reported
from liability.rulebook.packs import DEFAULT_PACK
from liability.source.problems import Problem, ProblemsError, suggestion

if TYPE_CHECKING:
    from liability.rulebook.model import Rulebook

app = typer.Typer(help="Check, list, show and test a pack of rules.", no_args_is_help=True)

Pack = Annotated[str, typer.Argument(help="A pack: its name, or its folder.")]


@app.command()
def check(pack: Pack = DEFAULT_PACK) -> None:
    """Check a pack: names, types, units, circles, reach, dates, citations. All problems at once.

    Examples:
      liability rules check

      liability rules check path/to/pack
    """
    with problems_reported():
        from liability.rulebook.load import load_rulebook

        book = load_rulebook(pack)
        counts = ", ".join(
            f"{len(each)} {name}"
            for name, each in (
                ("provisions", book.provisions),
                ("facts", book.facts),
                ("parameters", book.parameters),
                ("readings", book.readings),
                ("findings", book.findings),
                ("conclusions", book.conclusions),
                ("rules", book.rules),
            )
        )
        print(f"{book.id} {book.version}: no problems ({counts})")
        print(f"digest {book.digest}")


@app.command("list")
def list_(
    pack: Pack = DEFAULT_PACK,
    provisions: Annotated[
        bool, typer.Option("--provisions", help="Which provision is encoded where.")
    ] = False,
    facts: Annotated[bool, typer.Option("--facts", help="Facts that a case may state.")] = False,
    parameters: Annotated[bool, typer.Option("--parameters", help="Figures, by date.")] = False,
    readings: Annotated[
        bool, typer.Option("--readings", help="Readings and their options.")
    ] = False,
    findings: Annotated[
        bool, typer.Option("--findings", help="Findings, and who has to show them.")
    ] = False,
) -> None:
    """List what a pack holds; its rules, unless asked for something else.

    Examples:
      liability rules list --provisions

      liability rules list --readings
    """
    with problems_reported():
        from liability.documents import listing
        from liability.rulebook.load import load_rulebook

        book = load_rulebook(pack)
        asked = {
            listing.provisions: provisions,
            listing.facts: facts,
            listing.parameters: parameters,
            listing.readings: readings,
            listing.findings: findings,
        }
        tables = [make for make, wanted in asked.items() if wanted] or [listing.rules]
        out = console()
        for make in tables:
            out.print(make(book))


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Id of a provision, fact, reading, rule, …", show_default=False
        ),
    ],
    pack: Pack = DEFAULT_PACK,
) -> None:
    """Show one entry of a pack, whatever it is, and what cites or uses it.

    Examples:
      liability rules show C.4.a

      liability rules show Q29
    """
    with problems_reported():
        from liability.documents.listing import entry
        from liability.rulebook.load import load_rulebook

        book = load_rulebook(pack)
        shown = entry(book, name)
        if shown is None:
            raise ProblemsError(
                [
                    Problem(
                        "rules/unknown-name",
                        f"`{name}` is nothing in `{book.id}`",
                        suggestion(name, _names(book)),
                    )
                ]
            )
        console().print(shown)


def _names(book: Rulebook) -> list[str]:
    sections = (
        book.provisions,
        book.facts,
        book.parameters,
        book.readings,
        book.findings,
        book.conclusions,
        book.rules,
        *book.entries.values(),
    )
    return [name for section in sections for name in section]


@app.command("test")
def test_(pack: Pack = DEFAULT_PACK) -> None:
    """Run the tests beside the rules of a pack. Exit status 1 when one fails.

    Examples:
      liability rules test
    """
    with problems_reported():
        from liability.analysis.rule_tests import run_tests
        from liability.rulebook.load import load_rulebook

        passed = failed = 0
        for result in run_tests(load_rulebook(pack), pack):
            if not result.mismatches:
                passed += 1
                continue
            failed += 1
            print(f"failed: {result.name} ({result.file})")
            for each in result.mismatches:
                print(f"  {each.what}: expected {each.expected}; found {each.found}")
        print(f"rule tests: {passed} passed, {failed} failed")
        if passed + failed == 0:
            raise ProblemsError(
                [
                    Problem(
                        "tests/none",
                        f"`{pack}` has no tests",
                        "put test files into the pack's `tests` folder",
                    )
                ]
            )
        if failed:
            raise typer.Exit(1)
