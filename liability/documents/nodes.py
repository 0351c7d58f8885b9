"""Nodes of the proof in words: whom each is about, and the facts that show a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from liability.determination.assess import Determination
from liability.determination.explain import Step
from liability.determination.json_values import state
from liability.determination.proof import FINDING, Node
from liability.documents.words import tested
from liability.findings.find import Tested, contradicting_tests, facts_of
from liability.logic import OPEN
from liability.rulebook import conditions as c
from liability.rulebook.model import Conclusion, say
from liability.sentences import listing, of, parted, run_on, tr

_OUTRIGHT = ("is", "decides")  # of a way of showing a finding: the case or the text says it is so


def about(node: Node, determination: Determination) -> str:
    """Return whom a node is about, by the name that the case gives; empty where about no one."""
    if node.member is None:
        return ""
    return determination.case.name_of(node.subject, node.member)


def contradicted(determination: Determination, node_ids: Iterable[str]) -> Iterator[str]:
    """Yield, once each, what disagrees, and the findings that it leaves open, with their ids.

    Findings that are open by something else too are named where no other is.
    """
    found: dict[str, list[Node]] = {}
    for node in map(determination.proof.node, node_ids):
        found.setdefault(disagreeing(node, determination), []).append(node)
    for facts, nodes in found.items():
        by_this = [each for each in nodes if all(it.truth != OPEN for it in each.tests)] or nodes
        titles = listing(of(say(each.title), about(each, determination)) for each in by_this)
        disagree = tr("These disagree, so it stays undetermined: {facts}.", facts=facts)
        keys = listing(each.id.partition(":")[2] for each in by_this)
        yield f"{run_on(tr('{sentence}.', sentence=titles), disagree)} [{keys}]"


def disagreeing(node: Node, determination: Determination) -> str:
    """Return what the case states in ways of showing a finding that disagree; empty where none."""
    if not node.contradicted:
        return ""
    law, facts = determination.law, facts_of(determination.case, determination.side)
    tests = contradicting_tests(law.findings[node.name], facts, node.member)
    lines = (
        _counted(tested(each, law.rulebook, facts), each.fact, determination)
        for each in tests
        if each.truth != OPEN
    )
    return parted(dict.fromkeys(lines))


def declared_of(node: Node, determination: Determination) -> Conclusion:
    """Return the conclusion that a node or a rule's is one of, as the rulebook declares it."""
    assert node.conclusion is not None
    return determination.law.rulebook.conclusions[node.conclusion.base]


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


def applied_words(node: Node, determination: Determination) -> str:
    """Return the words of the language version in force that the tests of a finding apply.

    Empty where the version has none of note, and where none of them decides: the case states the
    outcome itself, or the text names the system.
    """
    finding = determination.law.rulebook.findings.get(node.name)
    if node.kind != FINDING or finding is None:
        return ""
    said = finding.words.get(determination.law.profile, "")
    open_ = state(node.value) == "undetermined"
    told = [each for each in node.tests if open_ or each.truth != OPEN]
    applied = _applied(told, determination.law.findings[node.name].test)
    return said if applied else ""


def _applied(told: Sequence[Tested], test: c.Condition) -> bool:
    """Return whether tests apply words of the law, and not just an outcome that is stated."""
    ways = test.parts if isinstance(test, c.Established) else ()
    outright = [each for each in told if each.test in ways and each.test.operator in _OUTRIGHT]
    if any(each.truth != OPEN for each in outright):
        return any(each.test.operator not in _OUTRIGHT for each in told)
    return any(each not in outright for each in told)


def _counted(line: str, fact: str, determination: Determination) -> str:
    """Return what is said of a fact, and whether the lineage of the case gives it."""
    found = determination.account
    if found is None or fact not in determination.counted:
        return line
    return tr("{fact}, counted from the lineage {lineage}", fact=line, lineage=found.lineage.id)


def conclusion_title(node: Node, determination: Determination) -> str:
    """Return the title of a conclusion, and of which entry of the rulebook it is one."""
    title, of_all = say(node.title), say(declared_of(node, determination).title)
    return tr("{title}, {entry}", title=of_all, entry=title) if of_all != title else title


def findings_below(steps: Sequence[Step]) -> Iterator[Node]:
    """Yield every finding of an explanation."""
    for step in steps:
        if step.node.kind == FINDING:
            yield step.node
        yield from findings_below(step.below)


def nobody(node: Node, determination: Determination) -> str:
    """Return why a condition on each of several is about nobody."""
    assert node.condition is not None
    listed = determination.case.roster.get(node.condition.subject)
    if listed is None:
        return tr("the case does not say whether there are any")
    if listed:
        return tr("none of those that the case lists is about it")
    return tr("the case states that there are none")
