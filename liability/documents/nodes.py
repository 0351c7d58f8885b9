"""Nodes of the proof in words: whom each is about, and the facts that show a finding."""

from __future__ import annotations

from collections.abc import Iterator

from liability.determination.assess import Determination
from liability.determination.json_values import state
from liability.determination.proof import Node
from liability.documents.words import tested
from liability.findings.find import facts_of
from liability.logic import OPEN
from liability.rulebook.model import Conclusion, say
from liability.sentences import tr


def about(node: Node, determination: Determination) -> str:
    """Return whom a node is about, by the name that the case gives; empty where about no one."""
    member = node.id.partition("@")[2]
    if not member:
        return ""
    return determination.case.names.get(f"{_subject(node, determination)}@{member}", member)


def declared_of(node_id: str, determination: Determination) -> Conclusion:
    """Return the conclusion that a node of this id is one of, as the rulebook declares it."""
    base = node_id.partition(":")[2].partition("@")[0]
    return determination.law.rulebook.conclusions[determination.law.conclusions[base].base]


def tests_told(node: Node, determination: Determination) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the tests of a finding, of a determined one those that show it, and their evidence."""
    open_ = state(node.value) == "undetermined"
    facts = facts_of(determination.case, determination.side)
    said: set[str] = set()
    for test in node.tests:
        stated = determination.case.facts.get(test.fact)
        line = tested(test, determination.law.rulebook, facts)
        if (open_ or test.truth != OPEN) and line not in said:
            said.add(line)
            yield _counted(line, test.fact, determination), stated.evidence if stated else ()


def _counted(line: str, fact: str, determination: Determination) -> str:
    """Return what is said of a fact, and whether the lineage of the case gives it."""
    found = determination.account
    if found is None:
        return line
    from liability.compute.facts import facts_by_id

    if fact not in facts_by_id(found, determination.law):
        return line
    return tr("{fact}, counted from the lineage {lineage}", fact=line, lineage=found.lineage.id)


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


def conclusion_title(node: Node, determination: Determination) -> str:
    """Return the title of a conclusion, and of which entry of the rulebook it is one."""
    title, of_all = say(node.title), say(declared_of(node.id, determination).title)
    return tr("{title}, {entry}", title=of_all, entry=title) if of_all != title else title
