"""Why a figure of the sums is what it is: the steps from the harm to it, each with its law."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from rich.tree import Tree

from liability.determination.apportioned import apportioned
from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.determination.sums_document import SumsDocument
from liability.documents.sums_figures import LEGEND, OPEN_MARK, share
from liability.documents.sums_words import SumsWords
from liability.documents.words import in_brackets
from liability.rulebook.model import say
from liability.source.problems import Problem, ProblemsError, suggestion

FIGURES = ("exposure", "share", "own_part", "bears")


def is_figure(name: str) -> bool:
    """Return whether a reader asks for a figure of the sums, of all parties or of one.

    >>> is_figure("exposure@base"), is_figure("standard")
    (True, False)
    """
    return name.partition("@")[0] in FIGURES


def explained(determination: Determination, name: str) -> tuple[list[Tree], tuple[str, ...]]:
    """Return the steps to a figure, for each party asked about, and the outcomes they rest on.

    Raises:
        ProblemsError: there are no sums, or the party is none of the case.
    """
    made = apportioned(determination)
    if made is None:
        message = f"`{name}` is a figure of the sums, and there are none"
        advice = "list the parties and the heads of harm; docs/apportionment.md says how"
        raise ProblemsError([Problem("why/no-sums", message, advice)])
    figure, _, asked = name.partition("@")
    sums = SumsDocument(made).document()
    parties = {each["id"]: each for each in sums["parties"]}
    words = SumsWords(sums, determination.law)
    if any(each["id"] == asked for each in sums["individuals"]) and asked not in parties:
        line = f"May be asked for: {words.individuals()[asked]}"
        return [Tree(Text(line, "bold"))], (f"individuals.{asked}.personal",)
    if asked and asked not in parties:
        message = f"`{asked}` is not a party of the case"
        raise ProblemsError([Problem("why/of-none", message, suggestion(asked, parties))])
    chosen = [asked] if asked else list(parties)
    shown = [_tree(words, parties[each]) for each in chosen]
    rests_on = [f"parties.{each}.answers" for each in chosen]
    if figure != "share":
        rests_on += [f"heads.{each['id']}.extent" for each in sums["heads"]]
    return shown, tuple(rests_on)


def _tree(words: SumsWords, party: Json) -> Tree:
    exposure = party["exposure"]
    head = f"{party['name']} may be asked for {words.figure(exposure)}"
    if not words.is_known(exposure):
        head = f"What {party['name']} may be asked for is not known"
    tree = Tree(Text(head, style="bold"))
    lines = [head, *_steps(words, party)]
    for line in lines[1:]:
        tree.add(Text(line))
    if any(f" {OPEN_MARK}" in line for line in lines):
        tree.add(Text(LEGEND, style="dim"))
    return tree


def _steps(words: SumsWords, party: Json) -> Iterator[str]:
    book, names = words.law.rulebook, words.names
    if party["answers"] == "no":
        yield "it does not answer to the claimant"
        return
    yield f"it answers to the claimant: {party['answers']}"
    extents = book.conclusions[names.conclusions["extent"]].values
    for head in words.sums["heads"]:
        how = " or ".join(say(extents[each]) for each in head["extent"]["possible"])
        yield f"{head['name']}, {words.bounds(head['amount'])}: {how}" + in_brackets(
            head["extent"]["cites"]
        )
    for title, value in words.rules():
        if title in ("Claimant's fault", "Settlements"):
            yield f"{title.lower()}: {value}"
    by = words.shares_rule()
    yield f"its share is {share(party['share'])}, {by}{in_brackets(names.grounds['shares'])}"
    yield f"its own part is {words.figure(party['own_part'])}"
    yield from words.missed()
    if party["has_settled"] == "yes":
        said = f"it {words.settled(party)}"
        yield words.with_what_others_bear(party, said)
    elif words.is_known(party["bears"]):
        yield f"in the end it bears {words.figure(party['bears'])}"
    else:
        yield "what it bears in the end is not known"
