"""What the user gives on the command line: cases, packs, and what goes before a case."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liability.case.load import load_case
from liability.case.model import Case
from liability.cli.output import STANDARD_STREAM
from liability.record import record
from liability.rulebook.model import Rulebook
from liability.rulebook.named import rulebook_named as rulebook_named
from liability.rulebook.named import rulebook_of
from liability.rulebook.packs import DEFAULT_PACK
from liability.rulebook.shipped_cases import at_hand
from liability.rulebook.specialize import law_in_force
from liability.source.days import day_or_today, wrong_day
from liability.source.problems import Gathered, Problem, ProblemsError
from liability.source.text import MAX_BYTES, text_of
from liability.source.visible import short
from liability.source.yaml import Document, Path_, parse, read

if TYPE_CHECKING:
    from liability.case.lineage import Lineage
    from liability.determination.assess import Determination
    from liability.rulebook.law import Law

_READINGS_HELP = "write `--reading ID=OPTION`; `liability rules list --readings` has them"
_FIGURES_HELP = "write `--parameter ID=FIGURE`; `liability rules list --parameters` has them"


@record
class Given(NamedTuple):
    """What goes before what a case says; None and nothing where the case decides.

    Attributes:
        as_of: the date.
        profile: the language version.
        readings: options of readings.
        side: whose version of disputed facts is taken.
        pack: the name of the pack, or its folder.
        figures: figures of the law, as written.
    """

    as_of: str | None
    profile: str | None
    readings: Mapping[str, str]
    side: str | None
    pack: str | None
    figures: Mapping[str, str]

    def rulebook(self) -> Rulebook:
        """Load the rulebook of what says no pack itself, as a table.

        Raises:
            ProblemsError: there is none, or it has problems.
        """
        return rulebook_named(self.pack or DEFAULT_PACK)

    def law(self) -> Law:
        """Return the law in force for what says none itself, as a table; today's, unless given.

        Raises:
            ProblemsError: with all that cannot be used.
        """
        from liability.portfolio.inputs import law_with

        return law_with(self.rulebook(), self.as_of, self.profile, self.readings, self.figures)

    def determination(
        self,
        path: Path,
        gathered: Gathered | None = None,
    ) -> Determination:
        """Read a case, and determine it.

        Args:
            path: the case file.
            gathered: what is wrong beside it, which is reported with what is wrong here.

        Raises:
            ProblemsError: with all that is wrong with the case, the pack and the options.
        """
        gathered = gathered or Gathered()
        case, rulebook = self.read(path, gathered)
        gathered.report()
        assert case is not None
        assert rulebook is not None
        return self.assessed(case, rulebook)

    def read(self, path: Path, gathered: Gathered) -> tuple[Case | None, Rulebook | None]:
        """Read a case, and its rulebook; where something is wrong, check the options too.

        What cannot be read is None, and why is in `gathered`.
        """
        case = None
        document, rulebook = document_and_rulebook(path, self.pack, gathered)
        if document is not None and rulebook is not None:
            day = None if self.figures else day_or_today(self.as_of)  # which go before the case's
            with gathered.of_check():
                case = load_case(document, rulebook, day)
        if gathered.any() and rulebook is not None:
            with gathered.of_check():
                self._check(rulebook, case)
        return case, rulebook

    def _check(self, rulebook: Rulebook, case: Case | None) -> None:
        from liability.case.figures import figures_set
        from liability.determination.assess import law_for_side

        gathered, figures = Gathered(), dict(case.parameters if case else {})
        with gathered.of_check():
            figures |= figures_set(rulebook, self.figures)
        with gathered.of_check():
            day = self.as_of or (case and case.as_of) or rulebook.since
            law_for_side(rulebook, day, self.profile, self.readings, figures, self.side)
        gathered.report()

    def assessed(self, case: Case, rulebook: Rulebook) -> Determination:
        """Determine a case that was read.

        Raises:
            ProblemsError: an option cannot be used.
        """
        from liability.determination.assess import assess

        if self.figures:
            from liability.case.figures import with_figures

            case = with_figures(case, rulebook, self.figures)
        return assess(
            case,
            rulebook,
            as_of=self.as_of,
            profile=self.profile,
            readings=self.readings,
            side=self.side,
        )


def given(
    gathered: Gathered,
    *,
    as_of: str | None = None,
    profile: str | None = None,
    reading: list[str] | None = None,
    facts_of: str | None = None,
    rules: str | None = None,
    parameter: list[str] | None = None,
) -> Given:
    """Return what is given, checked as far as no rulebook is needed.

    What is empty, malformed or contradictory is left out, and why is in `gathered`.

    Args:
        gathered: takes what is wrong.
        as_of: the date.
        profile: the language version.
        reading: readings, each as `ID=OPTION`.
        facts_of: the side whose version of disputed facts is taken.
        rules: the pack.
        parameter: figures of the law, each as `ID=FIGURE`.
    """
    problems: list[Problem] = []
    for option, value, code, example in (
        ("--as-of", as_of, "law/date", "2025-03-05"),
        ("--profile", profile, "law/unknown-profile", "PROFILE"),
        ("--facts-of", facts_of, "law/unknown-side", "SIDE"),
        ("--rules", rules, "rules/no-pack", "PACK"),
    ):
        if value is not None and not value.strip():
            advice = f"write `{option} {example}`, or leave it out"
            problems.append(Problem(code, f"`{option}` is given nothing", advice))
        elif option == "--as-of" and value and (wrong := wrong_day(value)) is not None:
            problems.append(Problem(code, str(wrong), wrong.help))
    figure = ("parameter", "figure of the law", "figure", _FIGURES_HELP)
    problems += _odd_pairs(reading or [], "reading", "reading", "option", _READINGS_HELP)
    problems += _odd_pairs(parameter or [], *figure)
    gathered.take(problems)
    return Given(
        as_of if as_of and wrong_day(as_of) is None else None,
        _said(profile),
        _pairs(reading or []),
        _said(facts_of),
        _said(rules),
        _pairs(parameter or []),
    )


def _said(given: str | None) -> str | None:
    """Return what is given; None where it is nothing."""
    return given if given and given.strip() else None


def _pairs(given: Sequence[str]) -> dict[str, str]:
    """Return what is given as `ID=OPTION`, where it is."""
    parted = (each.partition("=") for each in given)
    return {name: value for name, _, value in parted if name.strip() and value.strip()}


def _odd_pairs(
    given: Sequence[str], kind: str, called: str, what: str, advice: str
) -> list[Problem]:
    """Return what is wrong with an option that may be repeated, as `ID=OPTION`.

    Args:
        given: what is given.
        kind: what it names, as codes of problems have it.
        called: the same in words, without an article.
        what: what each is given, an option or a figure.
        advice: how it is written.
    """
    odd = []
    for each in given:
        name, _, value = (part.strip() for part in each.partition("="))
        if not name:
            message = f"`{short(each) or chr(39) * 2}` names no {called}"
            odd.append(Problem(f"law/{kind}-form", message, advice))
        elif not value:
            message = f"`{short(name)}` is given no {what}"
            show = f"write `--{kind} {short(name)}={what.upper()}`"
            show += f"; `liability rules show {short(name)}` says what it may be"
            odd.append(Problem(f"law/{kind}-form", message, show))
    names = Counter(name for each in given if (name := each.partition("=")[0].strip()))
    twice = [
        Problem(f"law/{kind}-twice", f"`{short(name)}` is given {count} times", "give it once")
        for name, count in names.items()
        if count > 1
    ]
    return odd + twice


def document_and_rulebook(
    path: Path, pack: str | None, gathered: Gathered, within: Path_ = ()
) -> tuple[Document | None, Rulebook | None]:
    """Read a file, and the rulebook that it names or that `pack` names in its place.

    What cannot be read is None, and why is in `gathered`. Standard input is not waited for where
    something is wrong already.

    Args:
        path: the file.
        pack: the name of the pack; None where the file names it.
        gathered: takes what is wrong.
        within: where in the file the pack is named, if not at its top.
    """
    document = rulebook = None
    with gathered.of_check():
        rulebook = rulebook_named(pack) if pack is not None else None
    if not (gathered.any() and str(path) == STANDARD_STREAM):
        with gathered.of_check():
            document = document_named(path, gathered)
            rulebook = rulebook_of(document, within) if pack is None else rulebook
    return document, rulebook


def lineage_and_law(path: Path, taken: Given, gathered: Gathered) -> tuple[Lineage, Law]:
    """Read a lineage, or the one of a case, and the law in force that it is counted under.

    Raises:
        ProblemsError: it cannot be used, or the case has none; with what was gathered before.
    """
    document, rulebook = document_and_rulebook(path, taken.pack, gathered)
    if document is not None and rulebook is not None:
        case = None
        with gathered.of_check():
            if isinstance(document.data, dict) and "case" in document.data:
                case = load_case(document, rulebook, day_or_today(taken.as_of))
                lineage = _lineage_of(case, document)
            else:
                from liability.case.lineage_load import load_lineage

                lineage = load_lineage(document)
        with gathered.of_check():
            law = law_in_force(
                rulebook,
                day_or_today(taken.as_of or (case.as_of if case else None)),
                taken.profile or (case.profile if case else None),
                {**(case.readings if case else {}), **taken.readings},
                case.parameters if case else {},
            )
    gathered.report()
    return lineage, law


def _lineage_of(case: Case, document: Document) -> Lineage:
    if case.lineage is None:
        advice = "add `lineage:`, with a file's name or the lineage itself; see docs/compute.md"
        message = f"`{document.file}` is a case without a lineage"
        raise ProblemsError([Problem("lineage/none", message, advice)])
    return case.lineage


def document_named(path: Path, gathered: Gathered | None = None) -> Document:
    """Read the file that the user names, one that ships, or standard input for `-`.

    Args:
        path: the file.
        gathered: takes what can be left out, as a key that is given again; else it is raised.

    Raises:
        ProblemsError: it cannot be read, or is not YAML.
    """
    needless: list[Problem] | None = None if gathered is None else []
    if str(path) != STANDARD_STREAM:
        document = read(at_hand(path), str(path), needless)
    else:
        name = "standard input"
        document = parse(text_of(read_input(MAX_BYTES + 1), name), name, needless)
    if gathered is not None:
        gathered.take(needless or [])
    return document


def read_input(size: int) -> bytes:
    """Read up to so many bytes of standard input; none at its end.

    Raises:
        ProblemsError: it is closed, or cannot be read.
    """
    if sys.stdin is None:
        reason = "is closed"
    else:
        try:
            return sys.stdin.buffer.read(size)
        except OSError as error:
            reason = f"cannot be read: {(error.strerror or str(error)).lower()}"
    advice = "name a file, or pipe one in"
    raise ProblemsError([Problem("file/unreadable", f"`standard input` {reason}", advice)])
