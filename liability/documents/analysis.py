"""The analysis of a memorandum: each outcome's part of the proof, a paragraph a node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from liability.determination.assess import Determination
from liability.determination.explain import Step, cited_by, explained
from liability.determination.json_values import Found, state
from liability.determination.proof import CONCLUSION, QUANTIFIED, RULE, Node
from liability.documents.nodes import (
    about,
    applied_words,
    conclusion_title,
    declared_of,
    disagreeing,
    nobody,
    tests_told,
)
from liability.documents.words import cautions, value_label
from liability.logic import named_values
from liability.record import record
from liability.rulebook.model import MET, NOT_MET, Rulebook, say

_EITHER_WAY = ({MET, NOT_MET}, {"yes", "no"})  # of what is undetermined, it says nothing more


@record
class Passage(NamedTuple):
    """What a memorandum says of one node of the proof: a paragraph, or a point below one.

    Attributes:
        node: the id of the node.
        kind: the kind of the node.
        role: `conclusion`, `rule`, `exception` or `premise`, as in `explain.Step`.
        title: the node in legal words.
        about: whom it is about; empty where about no one.
        state: how it came out, in a word.
        values: of a conclusion, each possible value in words; of a rule, what it would give.
        again: it is discussed elsewhere in the memorandum.
        tests: of a finding, each test of a fact in words, and its evidence.
        burden: of a finding that is open, who has to show it.
        disagreeing: what the case states in ways of showing it that disagree.
        cites: the provisions that it rests on; none where it is discussed elsewhere.
        note: the number of the footnote that cites them; 0 where there is none.
        points: the premises of a rule.
        exceptions: the exceptions to a rule that do not apply, each with its own points.
        depth: of a point, how many others it stands below.
        words: of a finding, the words of the language version that its tests apply.
        nobody: of a condition on each of several, why it is about nobody.
    """

    node: str
    kind: str
    role: str
    title: str
    about: str
    state: str
    values: tuple[str, ...] = ()
    again: bool = False
    tests: tuple[tuple[str, tuple[str, ...]], ...] = ()
    burden: str = ""
    disagreeing: str = ""
    cites: tuple[str, ...] = ()
    note: int = 0
    points: tuple[Passage, ...] = ()
    exceptions: tuple[Passage, ...] = ()
    depth: int = 0
    words: str = ""
    nobody: str = ""

    def notes(self) -> Iterator[Passage]:
        """Yield this and every one below it that has a footnote, in the order of the numbers."""
        if self.note:
            yield self
        for each in (*self.points, *self.exceptions):
            yield from each.notes()


@record
class Part(NamedTuple):
    """One part of the analysis: of one harbor, one party and so on, or of the whole case.

    Attributes:
        issue: `standard`, `tier`, `harbors` and so on.
        title: of which harbor, party or the like; empty where of the whole.
        passages: its paragraphs.
        id: of which member; empty where of the whole.
    """

    issue: str
    title: str
    passages: tuple[Passage, ...]
    id: str = ""

    def notes(self) -> Iterator[Passage]:
        """Yield every paragraph and point that has a footnote, in the order of the numbers."""
        for each in self.passages:
            yield from each.notes()


def analysis(determination: Determination, found: Found) -> tuple[Part, ...]:
    """Return the analysis, issue by issue.

    Args:
        determination: the determination.
        found: the determination as JSON, from `determination.document`.
    """
    asked = list(issues(determination.law.rulebook, found))
    steps = explained(determination, chain.from_iterable(names for *_, names in asked))
    writer, at = _Writer(determination), iter(steps)
    parts = []
    for issue, member, title, names in asked:
        passages = [writer.paragraphs(next(at)) for _ in names]
        parts.append(Part(issue, title, tuple(chain.from_iterable(passages)), member))
    return tuple(parts)


def issues(book: Rulebook, found: Found) -> Iterator[tuple[str, str, str, Sequence[str]]]:
    """Yield each issue, of which member and under which title, with the outcomes it is about."""
    yield "standard", "", "", ["standard"]
    yield "tier", "", "", ["tier"]
    for each in found["harbors"]:
        yield "harbors", each["id"], each["title"], [f"harbors.{each['id']}"]
    ends = ["liable", "position", *(["answers"] if book.apportionment else [])]
    for each in found["parties"]:
        names = [f"parties.{each['id']}.{end}" for end in ends]
        yield "parties", each["id"], each["name"], names
    for each in found["individuals"]:
        names = [f"individuals.{each['id']}.{end}" for end in ("personal", "refer")]
        yield "individuals", each["id"], each["name"], names
    for each in found["obligations"]:
        yield "duties", each["id"], each["title"], [f"obligations.{each['id']}"]
    yield "injunction", "", "", ["injunction"]
    for each in cautions(found):
        yield "cautions", each["id"], each["title"], [f"cautions.{each['id']}"]
    for each in found["apportionment"]["heads"] if found["apportionment"] else ():
        names = [f"heads.{each['id']}.{end}" for end in ("extent", "uncollectible")]
        yield "heads", each["id"], each["name"], names


class _Writer:
    def __init__(self, determination: Determination) -> None:
        self.determination = determination
        self.book = determination.law.rulebook
        self.notes = 0

    def paragraphs(self, step: Step) -> Iterator[Passage]:
        """Yield a paragraph for a conclusion, for each rule below it, and for what those need."""
        yield self.passage(step)
        for rule in step.below:
            yield from self.of_rule(rule)

    def of_rule(self, step: Step) -> Iterator[Passage]:
        premises = [each for each in step.below if each.node.kind != RULE]
        exceptions = [each for each in step.below if each.node.kind == RULE]
        told: list[Step] = []
        brief: list[Step] = []
        for each in exceptions:
            (brief if _in_brief(each) else told).append(each)
        made = self.passage(step)
        points = tuple(self.points(premises, 0))
        yield made._replace(points=points, exceptions=tuple(self.in_brief(each) for each in brief))
        for below in _conclusions([*premises, *chain.from_iterable(each.below for each in brief)]):
            yield from self.paragraphs(below)
        for exception in told:
            yield from self.of_rule(exception)

    def in_brief(self, step: Step) -> Passage:
        made = self.passage(step)
        return made._replace(points=tuple(self.points(step.below, 0)))

    def points(self, steps: Sequence[Step], depth: int) -> Iterator[Passage]:
        for step in steps:
            if step.node.kind == CONCLUSION:  # it has a paragraph of its own, which cites
                bare = Step(step.node, step.role, again=True)
                yield self.passage(bare)._replace(depth=depth)
                continue
            yield self.passage(step)._replace(depth=depth)
            yield from self.points(step.below, depth + 1)

    def passage(self, step: Step) -> Passage:
        node = step.node
        came_out = state(node.value)
        cites = () if step.again else cited_by(node, self.determination)
        if cites:
            self.notes += 1
        burden = node.burden if came_out == "undetermined" else None
        return Passage(
            node.id,
            node.kind,
            step.role,
            conclusion_title(node, self.determination)
            if node.kind == CONCLUSION
            else say(node.title),
            about(node, self.determination),
            came_out,
            tuple(self.values(node)),
            step.again,
            () if step.again else tuple(tests_told(node, self.determination)),
            say(self.book.sides[burden]) if burden else "",
            "" if step.again else disagreeing(node, self.determination),
            cites,
            self.notes if cites else 0,
            words="" if step.again else applied_words(node, self.determination),
            nobody=nobody(node, self.determination) if _is_bare(step) else "",
        )

    def values(self, node: Node) -> Iterator[str]:
        if node.kind == CONCLUSION:
            declared = declared_of(node, self.determination)
            values = list(named_values(node.value))
            if {*values} not in _EITHER_WAY:
                yield from (value_label(declared, each) for each in values)
        elif node.gives is not None:
            yield value_label(declared_of(node, self.determination), node.gives)


def _is_bare(step: Step) -> bool:
    """Return whether it is a condition on each of several, and about nobody."""
    return step.node.kind == QUANTIFIED and not step.below and not step.again


def _in_brief(exception: Step) -> bool:
    """Return whether a line will do: it does not apply, whatever the exceptions to it say."""
    return exception.node.value == NOT_MET and all(
        each.node.kind != RULE for each in exception.below
    )


def _conclusions(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield the conclusions among premises that are not discussed elsewhere."""
    for step in steps:
        if step.node.kind == QUANTIFIED:
            yield from _conclusions(step.below)
        elif step.node.kind == CONCLUSION and not step.again:
            yield step
