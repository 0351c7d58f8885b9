"""`liability apportion`: who pays how much, and who bears it in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from liability.case.model import Case, Stated, key_of
from liability.cli.console import DETERMINED, UNDETERMINED, console, rendered
from liability.cli.forms import form_to_write
from liability.cli.given import Given, given
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
from liability.cli.output import to_file, write
from liability.language import speaking
from liability.rulebook.model import Apportionment, Rulebook
from liability.source.problems import Gathered, Problem, ProblemsError, suggestion
from liability.source.visible import short, visible_json

if TYPE_CHECKING:
    from liability.determination.assess import Determination
    from liability.determination.json_values import Json


Format = Literal["rich", "json", "markdown", "svg"]
FORMATS: tuple[Format, ...] = get_args(Format)


def apportion(
    case: OneCase,
    format_: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to write it; else as the name of the file ends."),
    ] = None,
    track: Annotated[
        str | None,
        typer.Option("--track", "-t", metavar="T", help="The forum's track, as the pack names it."),
    ] = None,
    insolvent: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Suppose that a party cannot pay; may be repeated."),
    ] = None,
    collect_from: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The claimant takes all that it can of this party."),
    ] = None,
    as_of: AsOf = None,
    profile: Profile = None,
    reading: Reading = None,
    facts_of: FactsOf = None,
    rules: Rules = None,
    lang: Lang = "en",
    output: Output = None,
    force: Force = False,
) -> None:
    """Work out who pays how much: exposure, shares, contribution, what cannot be collected.

    Exit status: 0 every figure is determined, 3 something open would change one, 2 unusable input.

    Examples:
      liability apportion cases/worked/g27.yaml

      liability apportion cases/worked/g27.yaml --track B --insolvent tuner

      liability apportion cases/worked/g27.yaml --collect-from base -o payments.svg
    """
    with speaking(lang):
        gathered, unpaying = Gathered(), tuple(dict.fromkeys(insolvent or ()))
        taken = given(
            gathered, as_of=as_of, profile=profile, reading=reading, facts_of=facts_of, rules=rules
        )
        with gathered.of_check():
            form = form_to_write(format_, output, FORMATS, "rich", lang, force=force)
        determination = _determined(case, taken, track, unpaying, gathered)
        sums = _summed(determination, collect_from, unpaying)
        text = _written(determination, sums, form, plain=to_file(output))
        write(text, output, force=force, utf_8=form in ("json", "svg"))
        raise typer.Exit(UNDETERMINED if sums["open"] or _is_open(sums) else DETERMINED)


def _is_open(sums: Json) -> bool:
    from liability.documents.sums_figures import is_open

    return is_open(sums)


def _determined(
    path: Path, taken: Given, track: str | None, insolvent: Sequence[str], gathered: Gathered
) -> Determination:
    """Determine a case with these parties insolvent, under a track.

    Raises:
        ProblemsError: with all that is wrong with the case, the pack and the options.
    """
    case, rulebook = taken.read(path, gathered)
    if rulebook is not None:
        with gathered.of_check():
            names = _names(rulebook)
            with gathered.of_check():
                taken = _on_track(taken, rulebook, names, track)
            if case is not None:
                case = _supposing(case, rulebook, names, insolvent)
        if case is not None:
            with gathered.of_check():
                determination = taken.assessed(case, rulebook)
    gathered.report()
    return determination


def _names(rulebook: Rulebook) -> Apportionment:
    if rulebook.apportionment is not None:
        return rulebook.apportionment
    message = f"the pack `{rulebook.id}` does not say how sums are made"
    advice = "add `apportionment` to it; docs/rule-language.md says how"
    raise ProblemsError([Problem("rules/no-apportionment", message, advice)])


def _on_track(taken: Given, rulebook: Rulebook, names: Apportionment, track: str | None) -> Given:
    """Return what is given, with the track as a reading."""
    if track is None:
        return taken
    if names.track in taken.readings:
        message = f"`--track` and `--reading {names.track}=…` say the same"
        raise ProblemsError([Problem("usage/wrong", message, "give one of them")])
    options = rulebook.readings[names.track].options
    option = next((each for each in options if each.lower() == track.strip().lower()), None)
    if option is None:
        advice = suggestion(track, options)
        message = f"`{short(track)}` is not a track"
        raise ProblemsError([Problem("law/unknown-option", message, advice)])
    return taken._replace(readings={**taken.readings, names.track: option})


def _supposing(
    case: Case, rulebook: Rulebook, names: Apportionment, insolvent: Sequence[str]
) -> Case:
    """Return the case with these parties insolvent, whatever it states of that."""
    subject = rulebook.outcomes.parties.subject
    parties = case.roster.get(subject) or ()
    if not parties:
        key = rulebook.subjects[subject].key
        message = f"`{case.id}` lists nobody under `{key}`"
        raise ProblemsError([Problem("case/no-parties", message, f"list them under `{key}`")])
    problems = [_not_a_party(each, parties) for each in insolvent if each not in parties]
    if problems:
        raise ProblemsError(problems)
    stated = {key_of(names.facts["insolvent"], each): Stated("true") for each in insolvent}
    return replace(case, facts={**case.facts, **stated})


def _not_a_party(name: str, parties: Sequence[str]) -> Problem:
    message = f"`{short(name)}` is not a party of the case"
    return Problem("case/unknown-name", message, suggestion(name, parties))


def _summed(
    determination: Determination, collect_from: str | None, insolvent: Sequence[str]
) -> Json:
    from liability.determination.alternatives import readings_of_sums
    from liability.determination.apportioned import apportioned
    from liability.determination.sums_document import SumsDocument

    made = apportioned(determination)
    assert made is not None  # the rulebook has a say, and the case lists a party
    if collect_from is not None:
        _check_collected(collect_from, SumsDocument(made).document())
        made = made.collected_from(collect_from)
    readings = readings_of_sums(determination)
    return {**SumsDocument(made, insolvent).document(), "readings": readings}


def _check_collected(name: str, sums: Json) -> None:
    """Refuse to collect from who is no party, or owes nothing, or cannot pay."""
    parties = {each["id"]: each for each in sums["parties"]}
    if name not in parties:
        raise ProblemsError([_not_a_party(name, list(parties))])
    if parties[name]["answers"] != "no" and parties[name]["bears"]["on_this_record"] is None:
        message = f"what `{name}` bears is not determined on this record"
        advice = "find out what is open; without `--collect-from` it is listed"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    paying = [
        each
        for each, party in parties.items()
        if party["bears"]["on_this_record"] and not party["uncollectible"]["on_this_record"]
    ]
    if name not in paying:
        message = f"nothing more can be collected from `{name}` on this record"
        advice = suggestion("", paying) or "leave `--collect-from` out"
        raise ProblemsError([Problem("usage/wrong", message, advice)])


def _written(determination: Determination, sums: Json, format_: Format, *, plain: bool) -> str:
    """Return the sums in the format asked for."""
    match format_:
        case "json":
            from liability.determination.document import canonical

            return visible_json(canonical(sums)) + "\n"
        case "markdown":
            from liability.documents.sums import sums_markdown

            return sums_markdown(determination, sums)
        case "svg":
            from liability.documents.sums_picture import picture

            return picture(sums, determination.case.title or determination.case.id)
    from liability.documents.sums import sums_screen

    out = console(plain=plain)
    return rendered(out, sums_screen(determination, sums, out.width)) + "\n"
