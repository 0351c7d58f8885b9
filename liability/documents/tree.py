"""Explanations as trees for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text
from rich.tree import Tree

from liability.determination.assess import Determination
from liability.determination.explain import Step, resolve
from liability.determination.json_values import state
from liability.determination.proof import CONCLUSION, FINDING, QUANTIFIED, RULE, Node
from liability.determination.readings_below import deciding_readings, silencing_readings
from liability.documents.flowing import flowing
from liability.documents.nodes import (
    about,
    conclusion_title,
    declared_of,
    disagreeing,
    nobody,
    tests_told,
)
from liability.documents.tables import MARKS
from liability.documents.words import in_brackets, possible_words, value_label, word
from liability.logic import named_values
from liability.rulebook.model import say
from liability.sentences import either, listing, lowered, marked, of, tr

_APPLIES = {
    "met": marked("applies"),
    "not_met": marked("does not apply"),
    "undetermined": marked("may apply"),
}


def tree(step: Step, determination: Determination) -> Tree:
    """Return an explanation as a tree."""
    root = Tree(flowing(_line(step, determination)), guide_style="dim")
    _grow(root, step, determination)
    return root


def obstacles(name: str, value: str, steps: Sequence[Step], determination: Determination) -> Tree:
    """Return what stands in the way of a value as a tree; or that nothing does."""
    node = determination.proof.conclusion(resolve(determination, name)[0])
    declared, held = declared_of(node, determination), named_values(node.value)
    if held == (value,):
        verdict = tr("it is so")
    else:
        verdict = tr("it may be so") if value in held else tr("it is not so")
    title = tr(
        "{title}: {value}", title=_titled(node, determination), value=value_label(declared, value)
    )
    root = Tree(flowing(Text(title + _verdict(verdict), style="bold")), guide_style="dim")
    for step in steps:
        _grow(root.add(flowing(_line(step, determination))), step, determination)
    if not steps:
        root.add(flowing(tr("no rule gives this value while another does")))
    if all(step.node.gives != value for step in steps):
        assert node.conclusion is not None
        silencing = silencing_readings(determination, node.conclusion, value)
        for line in _under(silencing, determination):
            root.add(flowing(line))
    return root


def settled(name: str, determination: Determination) -> Text:
    """Return that a conclusion has no other value that could be explained away."""
    node = determination.proof.conclusion(resolve(determination, name)[0])
    declared, held = declared_of(node, determination), named_values(node.value)
    verdict = either(word(each) if each in MARKS else value_label(declared, each) for each in held)
    said = tr(
        "{title}: {value}. No other value is left to explain; `liability why` says why it is so.",
        title=_titled(node, determination),
        value=verdict,
    )
    return flowing(said)


def _titled(node: Node, determination: Determination) -> str:
    """Return the title of a conclusion, and whom it is about."""
    return of(conclusion_title(node, determination), about(node, determination))


def _grow(at: Tree, step: Step, determination: Determination) -> None:
    if not step.again:
        for line in (*_tests(step.node, determination), *_reasons(step, determination)):
            at.add(flowing(line))
    for below in step.below:
        _grow(at.add(flowing(_line(below, determination))), below, determination)


def _tests(node: Node, determination: Determination) -> Iterator[Text]:
    """Yield the tests of a finding, each with its evidence."""
    for line, evidence in tests_told(node, determination):
        if evidence:
            line = tr("{fact}  ({evidence})", fact=line, evidence=listing(evidence))
        yield Text(line, style="dim")
    if facts := disagreeing(node, determination):
        said = tr("these disagree, so it stays undetermined: {facts}", facts=facts)
        yield Text(said, style="yellow")


def _reasons(step: Step, determination: Determination) -> Iterator[Text]:
    """Yield what decides beside facts: readings, and that there is nobody to ask about."""
    node = step.node
    if node.kind == QUANTIFIED and not step.below:
        yield Text(nobody(node, determination), style="dim")
    if node.kind != CONCLUSION or not step.below:
        yield from _under(deciding_readings(node, determination), determination)


def _under(readings: Iterable[str], determination: Determination) -> Iterator[Text]:
    """Yield a line for each reading: the option taken, and what it says."""
    law = determination.law
    for each in readings:
        declared, taken = law.rulebook.readings[each], law.readings[each]
        said = tr(
            "under reading {reading} ({option}): {question} {answer}",
            reading=each,
            option=taken,
            question=say(declared.title),
            answer=say(declared.options[taken]),
        )
        yield Text(said, style="dim")


def _line(step: Step, determination: Determination) -> Text:
    node = step.node
    member = _member(node, determination)
    cites = Text(in_brackets(node.cites), style="cyan")
    again = Text(of("", tr("as above")) if step.again else "", style="dim")
    came_out = state(node.value)
    mark, style = MARKS.get(came_out, ("", "default"))
    if node.kind == RULE:
        role = tr("exception: ") if step.role == "exception" else ""
        text = (
            Text(role, style="dim")
            + Text(say(node.title))
            + Text(_verdict(tr(_APPLIES[came_out])), style=style)
        )
        return text + cites + again
    if node.kind in (FINDING, QUANTIFIED):
        text = (
            Text(f"{mark} ", style=style)
            + Text(say(node.title))
            + Text(_value(word(came_out)), style=style)
        )
        if came_out == "undetermined" and node.burden:
            side = lowered(say(determination.law.rulebook.sides[node.burden]))
            text += Text(of("", tr("to be shown by: {side}", side=side)), style="dim")
        return text + member + cites + again
    declared = declared_of(node, determination)
    values = named_values(node.value)
    verdict = (
        word(came_out)
        if declared.boolean
        else possible_words(declared, values, conflict=came_out == "conflict")
    )
    return (
        Text(conclusion_title(node, determination), style="bold")
        + member
        + Text(_value(verdict), style="bold " + style)
        + again
    )


def _member(node: Node, determination: Determination) -> Text:
    return Text(of("", about(node, determination)))


def _value(said: str) -> str:
    """Return a value as it stands behind its title."""
    return tr("{title}: {value}", title="", value=said)


def _verdict(said: str) -> str:
    return tr(" — {verdict}", verdict=said)
