"""Why a figure of the sums is what it is: the steps from the harm to it, each with its law."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from rich.tree import Tree

from liability.determination.apportioned import apportioned
from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.determination.sums_document import SumsDocument
from liability.documents.flowing import flowing
from liability.documents.sums_figures import LEGEND, OPEN_MARK, share
from liability.documents.sums_words import SumsWords
from liability.documents.words import in_brackets, set_figure, word
from liability.rulebook.model import say
from liability.sentences import lowered, tr
from liability.source.problems import Problem, ProblemsError, suggestion

_ASKED = "exposure"  # what may be asked for: of individuals too
FIGURES = (_ASKED, "share", "own_part", "bears")


def is_figure(name: str) -> bool:
    """Return whether a reader asks for a figure of the sums, of all parties or of one.

    >>> is_figure("exposure@base"), is_figure("standard")
    (True, False)
    """
    return name.partition("@")[0] in FIGURES


def explained(determination: Determination, name: str) -> tuple[list[Tree], tuple[str, ...]]:
    """Return the steps to a figure, for each party asked about, and the outcomes they rest on.

    Raises:
        ProblemsError: there are no sums, the party is none of the case, or the figure is not one
            of individuals.
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
        if figure != _ASKED:
            message = f"`{name}` is a figure of parties, and `{asked}` is an individual"
            advice = f"ask about `{_ASKED}@{asked}`, or about the party that it stands beside"
            raise ProblemsError([Problem("why/of-none", message, advice)])
        line = tr("May be asked for: {claim}", claim=words.individuals()[asked])
        return [Tree(flowing(Text(line, "bold")))], (f"individuals.{asked}.personal",)
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
    exposure, name = party["exposure"], party["name"]
    if words.is_known(exposure):
        asked = words.figure(exposure)
        head = tr("{party} may be asked for {amount}", party=name, amount=asked)
    else:
        head = tr("What {party} may be asked for is not known", party=name)
    tree = Tree(flowing(Text(head, style="bold")))
    lines = [head, *_steps(words, party)]
    for line in lines[1:]:
        tree.add(flowing(line))
    if any(f" {OPEN_MARK}" in line for line in lines):
        tree.add(flowing(Text(tr(LEGEND), style="dim")))
    return tree


def _steps(words: SumsWords, party: Json) -> Iterator[str]:
    book, names = words.law.rulebook, words.names
    if party["answers"] == "no":
        yield tr("it does not answer to the claimant")
        return
    yield tr("it answers to the claimant: {answer}", answer=word(party["answers"]))
    extents = book.conclusions[names.conclusions["extent"]].values
    for head in words.sums["heads"]:
        how = tr(" or ").join(say(extents[each]) for each in head["extent"]["possible"])
        amount = words.bounds(head["amount"])
        said = tr("{head}, {amount}: {how}", head=head["name"], amount=amount, how=how)
        yield said + in_brackets(head["extent"]["cites"])
    for title, value in words.taken_off():
        yield tr("{title}: {value}", title=lowered(title), value=value)
    yield from (lowered(set_figure(each)) for each in words.sums["assumptions"])
    said = tr("its share is {share}, {by}", share=share(party["share"]), by=words.shares_rule())
    yield said + in_brackets(names.grounds["shares"])
    yield tr("its own part is {amount}", amount=words.figure(party["own_part"]))
    yield from words.missed()
    if party["has_settled"] == "yes":
        yield tr("it {did}", did=words.borne(party))
    elif words.others_bear(party):
        yield words.borne(party)
    elif words.is_known(party["bears"]):
        yield tr("in the end it bears {amount}", amount=words.figure(party["bears"]))
    else:
        yield tr("what it bears in the end is not known")
