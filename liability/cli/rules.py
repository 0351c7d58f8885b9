"""`liability rules`: check, list, show and test a pack of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from liability.cli.console import DETERMINED, TEST_FAILED, UNDETERMINED, console, rendered
from liability.cli.forms import check_one_form
from liability.cli.given import rulebook_named
from liability.cli.options import Force, Output
from liability.cli.output import write
from liability.rulebook.packs import DEFAULT_PACK, pack_folder
from liability.source.problems import Gathered, Problem, ProblemsError, suggestion, typed_amiss
from liability.source.visible import short, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liability.rulebook.model import Rulebook

app = typer.Typer(help="Check, list, show and test a pack of rules.", no_args_is_help=True)

Pack = Annotated[str, typer.Argument(help="A pack: its name, or its folder.")]


@app.command()
def check(pack: Pack = DEFAULT_PACK) -> None:
    """Check a pack: names, types, units, circles, reach, dates, citations. All problems at once.

    Exit status: 0 done, 2 the pack cannot be used.

    Examples:
      liability rules check

      liability rules check path/to/pack
    """
    from liability.determination.edition import edition

    book = rulebook_named(pack)
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
    said = f"{book.id} {edition(book)}: no problems ({counts})\ndigest {book.digest}\n"
    write(said, None)


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

    Exit status: 0 done, 2 the pack cannot be used.

    Examples:
      liability rules list --provisions

      liability rules list --readings
    """
    from liability.documents import listing

    book = rulebook_named(pack)
    asked = {
        listing.provisions: provisions,
        listing.facts: facts,
        listing.parameters: parameters,
        listing.readings: readings,
        listing.findings: findings,
    }
    tables = [make for make, wanted in asked.items() if wanted] or [listing.rules]
    out = console()
    write(rendered(out, *(make(book, out.width) for make in tables)), None)


@app.command()
def texts(
    language: Annotated[
        str, typer.Argument(metavar="LANGUAGE", help="Such as ko, ja, zh.", show_default=False)
    ],
    pack: Pack = DEFAULT_PACK,
    output: Output = None,
    force: Force = False,
) -> None:
    """Write the texts of a pack in a language as a catalog (PO): what is missing is empty.

    Put it into the pack's folder `languages` once it is filled in.

    Exit status: 0 no text is missing, 3 some are, 2 the pack cannot be used.

    Examples:
      liability rules texts ko

      liability rules texts ja path/to/pack -o ja.po
    """
    from liability.rulebook.catalogs import OTHERS, catalog_of, texts_of

    gathered = Gathered()
    with gathered.of_check():
        check_one_form(output, "po", force=force)
    with gathered.of_check():
        book = rulebook_named(pack)
    if language not in OTHERS:
        message = f"`{short(language)}` is not a language of texts"
        gathered.take([Problem("usage/wrong", message, suggestion(language, OTHERS))])
    gathered.report()
    write(catalog_of(book, language), output, force=force, utf_8=True)
    whole = all(language in text for _, text in texts_of(book))
    raise typer.Exit(DETERMINED if whole else UNDETERMINED)


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
    """Show one entry of a pack, whatever it is, what cites or uses it, and where it stands.

    Of a rule also its condition and what is an exception to it; of a finding its test.

    Exit status: 0 done, 2 the pack cannot be used or has no such entry.

    Examples:
      liability rules show C.4.a

      liability rules show Q29

      liability rules show strict-liability
    """
    from liability.documents.listing import entry

    book, folder = rulebook_named(pack), pack_folder(pack)
    found = next(filter(None, (entry(book, each, folder) for each in _ids(book, name))), [])
    if not found:
        message = f"`{short(name)}` is nothing in `{book.id}`"
        advice = "`liability rules list` lists the rules; its `--help` says what else it lists"
        close = typed_amiss(name, _names(book, name))
        advice = f"did you mean `{close}`?" if close else advice
        raise ProblemsError([Problem("rules/unknown-name", message, advice)])
    out = console()
    write("\n".join(f"{rendered(out, each)}--> {place}\n" for each, place in found) + "\n", None)


def _ids(book: Rulebook, name: str) -> Iterator[str]:
    """Yield the ids that a name may stand for: its own, or one that goes by more elsewhere.

    So do `rules/ID` and `entries/SUBJECT.ID`, where a reading decides, and the outcomes of a
    determination: `harbors.ID` stands for the harbor, others for what they are read off.
    """
    yield name
    section, slash, own = name.partition("/")
    if slash:
        from liability.rulebook.sources import SECTIONS

        yield from (own, own.partition(".")[2]) if section in SECTIONS else ()
        return
    kind, _, member = name.partition(".")
    if kind in ("harbors", "obligations"):
        subject = getattr(book.outcomes, kind).subject
        yield from (member,) if member in book.entries[subject] else ()
        return
    from liability.determination.outcomes import conclusion_of

    yield conclusion_of(book, name)


def _names(book: Rulebook, given: str) -> list[str]:
    """Return what may be shown by its name; of what a case lists, of whom `given` names."""
    from liability.determination.outcomes import names_of_listed

    sections = (
        book.provisions,
        book.facts,
        book.parameters,
        book.readings,
        book.findings,
        book.conclusions,
        book.rules,
        *book.entries.values(),
        names_of_listed(book, given.partition(".")[2].rpartition(".")[0]),
    )
    return [name for section in sections for name in section]


@app.command("test")
def test_(pack: Pack = DEFAULT_PACK) -> None:
    """Run the tests beside the rules of a pack.

    Exit status: 0 all pass, 1 a test failed, 2 the pack or a test cannot be used.

    Examples:
      liability rules test
    """
    from liability.analysis.rule_tests import TestResult, run_tests
    from liability.cli.batch_progress import progress_shown
    from liability.portfolio.progress import TESTING, Progress

    passed, lines, results = 0, [], list[TestResult]()
    gathered, progress = Gathered(), Progress()
    progress.begin(TESTING)
    with progress_shown(progress, "en", rows_shown=False), gathered.of_check():
        for result in run_tests(rulebook_named(pack), pack):
            results.append(result)
            progress.finish()
    if not results:
        gathered.report()
    for result in results:
        if not result.mismatches:
            passed += 1
            continue
        at = result.place
        lines += [f"failed: {result.name}", f"  --> {at.file}:{at.line}:{at.column}"]
        lines += [
            f"  {each.what}: expected {each.expected}; found {each.found}"
            for each in result.mismatches
        ]
    failed = len(results) - passed
    lines.append(f"rule tests: {passed} passed, {failed} failed")
    if gathered.any():
        lines[-1] += "; some cannot be run"
    write(visible("\n".join(lines)) + "\n", None)
    gathered.report()
    if not results:
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
        raise typer.Exit(TEST_FAILED)
