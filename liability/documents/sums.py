"""The sums of a case on the screen and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.documents.flowing import flowing
from liability.documents.sums_words import HEADS, SIDES, SumsWords
from liability.documents.tables import INDENT, labelled, listed, section, table
from liability.documents.words import NOTICE, heading, set_figure
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.sentences import listing, of, tr


def sums_markdown(determination: Determination, sums: Json) -> str:
    """Return the sums of a case as a document in Markdown.

    Args:
        determination: the determination that they belong to.
        sums: its section `apportionment`, as JSON has it.
    """
    from liability.documents.markdown import environment

    words = SumsWords(sums, determination.law)
    return (
        environment()
        .get_template("apportionment.md.j2")
        .render(
            case=determination.case,
            head=[*heading(determination), *words.supposed()],
            words=words,
            readings=list(_readings(sums, determination.law)),
            assumptions=[set_figure(each) for each in sums["assumptions"]],
            heads=[tr(each) for each in HEADS],
            sides=[tr(each) for each in SIDES],
            notice=tr(NOTICE),
        )
    )


def sums_screen(determination: Determination, sums: Json, width: int) -> RenderableType:
    """Return the sums of a case as a renderable for a terminal of `width` columns."""
    return Group(*_parts(determination, sums, width))


def _parts(determination: Determination, sums: Json, width: int) -> Iterator[RenderableType]:
    words = SumsWords(sums, determination.law)
    yield Text(determination.case.title or determination.case.id, style="bold underline")
    head = " · ".join([*heading(determination), *words.supposed()])
    yield flowing(Text(head, style="dim"))
    yield Text()
    yield labelled([(title, Text(value, "bold")) for title, value in words.rules()])
    yield from section(tr("Who pays"), _who_pays(words, width))
    individuals = [*words.individuals().values()]
    yield from section(tr("Individuals, personally liable"), listed(individuals))
    yield from section(tr("What cannot be collected"), listed(words.missed()))
    yield from section(tr("Payments on this record"), listed(words.payments()))
    yield from section(
        tr("Contribution, of one who pays all it may be asked for"), listed(words.contributions())
    )
    heads = [tr(each) for each in SIDES]
    sides = table(heads, words.sides(), width - INDENT, figures=True)
    yield from section(tr("What the claimant may ask for, side by side"), sides)
    yield from section(tr("To know"), listed(words.remarks()))
    readings = listed([*_readings(sums, determination.law)])
    yield from section(tr("Otherwise by another reading, on this record"), readings)
    assumptions = [set_figure(each) for each in sums["assumptions"]]
    yield from section(tr("Assumptions: figures that the text does not set"), listed(assumptions))
    asked = listed(words.open(), numbered=True)
    yield from section(tr("Open, and would change these sums"), asked)
    yield Text()
    yield flowing(Text(tr(NOTICE), style="italic dim"))


def _readings(sums: Json, law: Law) -> Iterator[str]:
    """Yield each reading, and the options under which the sums come out otherwise."""
    for each in sums["readings"]:
        options = listing(f"{each['id']}={option}" for option in each["otherwise"])
        yield of(say(law.rulebook.readings[each["id"]].title), options)


def in_brief(sums: Json, law: Law, width: int) -> RenderableType:
    """Return the sums as a part of a determination on the screen."""
    words = SumsWords(sums, law)
    left = len(sums["open"])
    lines = [
        Text(tr("{title}: {value}", title=title, value=value))
        for title, value in words.harm_and_claimant()
    ]
    if left:
        said = tr(
            "{count} open facts would change these sums: see `liability apportion`", count=left
        )
        if left == 1:
            said = tr("one open fact would change these sums: see `liability apportion`")
        lines.append(Text(said, "dim"))
    lines += [Text(each, "dim") for each in words.remarks()]
    return Group(_who_pays(words, width), *map(flowing, lines))


def in_person(sums: Json, law: Law) -> list[str]:
    """Return what each individual may be asked for, beside the party that it acted for."""
    lines = SumsWords(sums, law).individuals().values()
    return [tr("May be asked for: {claim}", claim=each) for each in lines]


def _who_pays(words: SumsWords, width: int) -> RenderableType:
    """Return the table of parties, with what its marks mean below it where it has any."""
    heads, legend = [tr(each) for each in HEADS], words.legend()
    made = table(heads, words.parties(), width - INDENT, figures=True)
    return Group(made, flowing(Text(legend, style="dim"))) if legend else made
