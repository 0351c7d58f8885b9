"""The cautions that are undetermined, and that what the case itself states raises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from liability.determination.assess import Determination
from liability.determination.explain import explained
from liability.determination.json_values import Found
from liability.determination.proof import Node
from liability.documents.nodes import about, findings_below
from liability.logic import OPEN, UNDETERMINED
from liability.record import record
from liability.rulebook.model import say
from liability.sentences import of


@record
class Raised(NamedTuple):
    """A caution that is open, and the open findings that it turns on, in words."""

    title: str
    turns_on: tuple[str, ...]


def raised(determination: Determination, found: Found) -> Iterator[Raised]:
    """Yield each open caution on which the case states a fact that does not settle it."""
    for each in found["cautions"]:
        if each["holds"] != "undetermined":
            continue
        steps = explained(determination, [f"cautions.{each['id']}"])
        open_ = [node for node in findings_below(steps) if node.value == UNDETERMINED]
        if any(_stated(node, determination) for node in open_):
            titles = (of(say(node.title), about(node, determination)) for node in open_)
            yield Raised(each["title"], tuple(dict.fromkeys(titles)))


def _stated(node: Node, determination: Determination) -> bool:
    """Return whether the case states a fact on which a finding stays open."""
    value = determination.case.value
    return any(each.truth == OPEN and value(each.fact) is not None for each in node.tests)
