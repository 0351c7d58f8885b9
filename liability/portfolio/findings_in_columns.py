"""The findings of a law as columns to add to a frame: each once, whatever rests on it."""

from __future__ import annotations

from collections.abc import Callable

import narwhals as nw

from liability.case.model import key_of
from liability.logic import FAILS
from liability.portfolio.facts_in_columns import Held, Leaf, tests_of, truth_in_columns
from liability.portfolio.kleene import (
    STEP,
    Truth,
    counted,
    established,
    every,
    negated,
    proven,
    some,
    unless,
)
from liability.rulebook import conditions as c
from liability.rulebook.law import Law


class Findings:
    """Findings, made when they are first asked for.

    What is weighed and weighs others itself, as one of several ways that has ways of its own, is a
    column before: written out wherever it is used, it would grow with a power of how deep it is.

    Args:
        law: the law in force.
        held: which facts the frame holds.

    Attributes:
        layers: the columns to add; each rests on facts, and on those of layers before.
    """

    def __init__(self, law: Law, held: Held) -> None:
        self.layers: list[dict[str, nw.Expr]] = []
        self._law = law
        self._held = held
        self._made: dict[str, Truth] = {}

    def truth(self, name: str, member: str | None) -> Truth:
        """Return the truth of a finding for every row: a column, or one for all."""
        key = key_of(name, member)
        if key not in self._made:
            finding = self._law.findings[name]
            written = _Written(tests_of(finding, self._held, member), self._column)
            self._made[key] = self._column(written.truth(finding.test), _depth(finding.test))
        return self._made[key]

    def _column(self, truth: Truth, depth: int) -> Truth:
        """Make a truth a column, unless it is the same for all rows."""
        if isinstance(truth, int):
            return truth
        layer = max(depth - 1, 0)
        while len(self.layers) <= layer:
            self.layers.append({})
        name = f"{STEP}f{layer}_{len(self.layers[layer])}"
        self.layers[layer][name] = truth
        return nw.col(name)


class _Written:
    """The condition of one finding, written out for every row.

    Args:
        test: gives the truth of each test.
        column: makes a truth a column, below which others stand so deep.
    """

    def __init__(self, test: Leaf, column: Callable[[Truth, int], Truth]) -> None:
        self._test = test
        self._column = column
        self._weighed: dict[c.Condition, Truth] = {}
        self._heard: dict[c.Condition, tuple[Truth, Truth]] = {}

    def truth(self, condition: c.Condition) -> Truth:
        return truth_in_columns(condition, self.leaf, self.weighed)

    def leaf(self, condition: c.Condition) -> Truth:
        if not isinstance(condition, c.Established):
            return self._test(condition)
        weighed = self.weighed if _weighs(condition) else self.truth
        came_out = established([*map(weighed, condition.parts)])
        if not condition.nested:
            return came_out
        return unless(every(self.spoken(condition)), came_out)

    def weighed(self, part: c.Condition) -> Truth:
        """Return the truth of what is counted, or is one of several ways."""
        if part not in self._weighed:
            depth, truth = _depth(part), self.truth(part)
            self._weighed[part] = self._column(truth, depth) if depth else truth
        return self._weighed[part]

    def heard(self, part: c.Condition) -> tuple[Truth, Truth]:
        """Return what speaks for a part and what against, to be weighed."""
        if part not in self._heard:
            depth, (pro, contra) = _depth(part), self.spoken(part)
            if depth:
                pro, contra = self._column(pro, depth), self._column(contra, depth)
            self._heard[part] = pro, contra
        return self._heard[part]

    def spoken(self, condition: c.Condition) -> tuple[Truth, Truth]:
        """Return what speaks for a condition, and what against; see `logic.at_odds`."""
        heard = self.heard if _weighs(condition) else self.spoken
        inside = [*map(heard, c.parts(condition))]
        pro, contra = [each for each, _ in inside], [each for _, each in inside]
        match condition:
            case c.All():
                return every(pro), some(contra)
            case c.AnyOf():
                return some(pro), every(contra)
            case c.Not():
                return contra[0], pro[0]
            case c.Established():
                return some(pro), some(contra)
            case c.Count(low=low, high=high, floor=floor):
                size, left = len(inside), [negated(each) for each in contra]
                enough = [FAILS if low > size else counted(pro, low, size, low)] if low else []
                short = [counted(left, floor, size, floor)] if floor else []
                if high < size:
                    enough.append(counted(left, 0, high, 0))
                    short.append(counted(pro, 0, high, 0))
                return every(enough), negated(every(short))
        truth = self.truth(condition)
        return proven(truth), proven(negated(truth))


def _depth(condition: c.Condition) -> int:
    """Return how many conditions that weigh several others stand in each other, at most."""
    return _weighs(condition) + max(map(_depth, c.parts(condition)), default=0)


def _weighs(condition: c.Condition) -> bool:
    """Return whether a condition counts several others, or weighs several ways."""
    return isinstance(condition, c.Established | c.Count) and len(condition.parts) > 1
