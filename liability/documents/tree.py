"""Explanations as trees for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text
from rich.tree import Tree

from liability.determination.assess import Determination
from liability.determination.explain import Step, resolve
from liability.determination.json_values import state
from liability.determination.proof import CONCLUSION, FINDING, QUANTIFIED, RULE, Node
from liability.documents.screen import MARKS
from liability.documents.words import tested, value_label
from liability.findings.find import facts_of
from liability.logic import OPEN, named_values
from liability.rulebook.model import Conclusion, say

_APPLIES = {"met": "applies", "not_met": "does not apply", "undetermined": "may apply"}
_STATES = {"met": "met", "not_met": "not met", "undetermined": "undetermined"}


def tree(step: Step, determination: Determination) -> Tree:
    """Return an explanation as a tree."""
    root = Tree(_line(step, determination), guide_style="dim")
    _grow(root, step, determination)
    return root


def obstacles(name: str, value: str, steps: Sequence[Step], determination: Determination) -> Tree:
    """Return what stands in the way of a value as a tree; or that nothing does."""
    key, _ = resolve(determination, name)
    declared = _declared(f"{CONCLUSION}:{key}", determination)
    held = named_values(determination.conclusions.values[key])
    verdict = (
        "it is so" if held == (value,) else "it may be so" if value in held else "it is not so"
    )
    title = _titled(key, determination) + Text(f": {value_label(declared, value)} — {verdict}")
    title.stylize("bold")
    root = Tree(title, guide_style="dim")
    for step in steps:
        _grow(root.add(_line(step, determination)), step, determination)
    if not steps:
        root.add("no rule gives this value while another does")
    return root


def settled(name: str, determination: Determination) -> Text:
    """Return that a conclusion has no other value that could be explained away."""
    key, _ = resolve(determination, name)
    declared = _declared(f"{CONCLUSION}:{key}", determination)
    held = named_values(determination.conclusions.values[key])
    verdict = " or ".join(_STATES.get(each) or value_label(declared, each) for each in held)
    return _titled(key, determination) + Text(
        f": {verdict}. No other value is left to explain; `liability why` says why it is so."
    )


def _titled(key: str, determination: Determination) -> Text:
    """Return the title of a conclusion, and whom it is about."""
    base, _, member = key.partition("@")
    ground = determination.law.conclusions[base]
    title = say(_declared(f"{CONCLUSION}:{key}", determination).title)
    if ground.member is not None:
        title += f", {ground.member}"
    name = determination.case.names.get(f"{ground.subject}@{member}", member)
    return Text(f"{title} ({name})" if member else title)


def _grow(at: Tree, step: Step, determination: Determination) -> None:
    for line in () if step.again else _tests(step.node, determination):
        at.add(line)
    for below in step.below:
        _grow(at.add(_line(below, determination)), below, determination)


def _tests(node: Node, determination: Determination) -> Iterator[Text]:
    """Yield the tests of a finding: of a determined one those that show it, once a fact."""
    open_ = state(node.value) == "undetermined"
    facts = facts_of(determination.case, determination.side)
    said: set[str] = set()
    for test in node.tests:
        stated = determination.case.facts.get(test.fact)
        line = tested(test, determination.law.rulebook, facts)
        if (open_ or test.truth != OPEN) and line not in said:
            said.add(line)
            evidence = f"  ({', '.join(stated.evidence)})" if stated and stated.evidence else ""
            yield Text(line + _counted(test.fact, determination) + evidence, style="dim")
    if node.contradicted:
        yield Text("the ways of showing it disagree, so it stays undetermined", style="yellow")


def _counted(fact: str, determination: Determination) -> str:
    """Say of a fact that the lineage of the case gives it."""
    found = determination.account
    if found is None:
        return ""
    from liability.compute.facts import facts_by_id

    counted = fact in facts_by_id(found, determination.law)
    return f", counted from the lineage {found.lineage.id}" if counted else ""


def _line(step: Step, determination: Determination) -> Text:
    node = step.node
    member = _member(node, determination)
    cites = Text(f"  [{', '.join(node.cites)}]", style="cyan") if node.cites else Text()
    again = Text(" (as above)", style="dim") if step.again else Text()
    came_out = state(node.value)
    if node.kind == RULE:
        word = "exception: " if step.role == "exception" else ""
        text = (
            Text(word, style="dim")
            + Text(say(node.title))
            + Text(f" — {_APPLIES[came_out]}", style=_style(came_out))
        )
        return text + cites + again
    if node.kind in (FINDING, QUANTIFIED):
        mark, style = MARKS[came_out]
        text = (
            Text(f"{mark} ", style=style)
            + Text(say(node.title))
            + Text(f": {_STATES[came_out]}", style=style)
        )
        if came_out == "undetermined" and node.burden:
            side = determination.law.rulebook.sides[node.burden]
            text += Text(f" (to be shown by: {say(side).lower()})", style="dim")
        return text + member + cites + again
    declared = _declared(node.id, determination)
    values = [value_label(declared, each) for each in named_values(node.value)]
    title = say(node.title)
    prefix = f"{say(declared.title)}, {title}" if say(declared.title) != title else title
    verdict = " or ".join(values) if not declared.boolean else _STATES[came_out]
    return (
        Text(prefix, style="bold")
        + member
        + Text(f": {verdict}", style="bold " + _style(came_out))
        + again
    )


def _member(node: Node, determination: Determination) -> Text:
    """Return whom a node is about, by the name that the case gives."""
    member = node.id.partition("@")[2]
    if not member:
        return Text()
    name = determination.case.names.get(f"{_subject(node, determination)}@{member}", member)
    return Text(f" ({name})")


def _subject(node: Node, determination: Determination) -> str | None:
    """Return the subject of which a node is about a member."""
    law = determination.law
    base = node.id.partition(":")[2].partition("@")[0]
    if node.rule is not None:
        return node.rule.rule.rule.subject
    if base in law.findings:
        return law.findings[base].subject
    if base in law.conclusions:
        return law.conclusions[base].subject
    return next(
        (
            each.subject
            for each in law.conclusions.values()
            if any(one.id == base for one in each.quantified)
        ),
        None,
    )


def _style(came_out: str) -> str:
    return {"met": "green", "not_met": "red", "undetermined": "yellow"}.get(came_out, "default")


def _declared(name: str, determination: Determination) -> Conclusion:
    base = name.partition(":")[2].partition("@")[0]
    return determination.law.rulebook.conclusions[determination.law.conclusions[base].base]
