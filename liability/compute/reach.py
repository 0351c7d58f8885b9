"""What a network's graph of computations reaches, and where it stops (A.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from liability.case.lineage import Decision, Edge, Lineage, Run
from liability.case.quantity import EXACT
from liability.compute.policy import Policy

_ALL = Decimal(1)


@dataclass(frozen=True, slots=True)
class Left:
    """An edge that the counting does not follow.

    Attributes:
        into: the network or data set that it leads to.
        edge: what went in.
        reason: `cut_off`, `discarded`, `unused` or `teacher`.
        decision: the human's decision that it rests on, if on one.
    """

    into: str
    edge: Edge
    reason: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A decision that is stated and has no effect.

    Attributes:
        run: the run at whose edge it stands.
        id: what it is about.
        kind: `cut_off` or `discarded`.
        missing: what is not stated of it.
        late: its own day and that which it comes after, where it comes too late: the last day of
            the run, or else the day whose law applies.

    Where nothing is missing and it comes in time, the change is too small to count.
    """

    run: str
    id: str
    kind: str
    missing: tuple[str, ...]
    late: tuple[date, date] | None


class Graph:
    """A lineage as it is counted: of each network and data set, what it is made from.

    Args:
        lineage: the lineage.
        policy: how to count.
        unstated: the share taken of a teacher of which none is stated, where shares count.
    """

    def __init__(self, lineage: Lineage, policy: Policy, unstated: Decimal = _ALL) -> None:
        self.lineage = lineage
        self.policy = policy
        self.unstated = unstated
        self.maker: Mapping[str, Run] = lineage.maker
        self.edges: dict[str, list[Edge]] = {}  # those that are followed
        self._followed: dict[str, list[tuple[str, Decimal]]] = {}
        self.left: dict[str, list[Left]] = {}
        self.not_taken: list[NotTaken] = []

    def made_from(self, name: str) -> list[tuple[str, Decimal]]:
        """Return what a network or data set is made from, and the share of it that counts."""
        found = self._followed.get(name)
        if found is None:
            found = self._followed[name] = []
            run = self.maker.get(name)
            for edge in run.edges if run else ():
                left = self._left(run, name, edge) if run else None
                if left is None:
                    found.append((edge.id, self._share(edge)))
                    self.edges.setdefault(name, []).append(edge)
                else:
                    self.left.setdefault(name, []).append(left)
        return found

    @cached_property
    def partial(self) -> bool:
        """Whether something goes in of which a share counts that is less than all."""
        edges = (edge for run in self.maker.values() for edge in run.edges)
        return any(self._share(edge) != _ALL for edge in edges)

    def leaves_open(self, edge: Edge) -> bool:
        """Return whether only a share of what goes in counts, and none is stated or taken."""
        return bool(self.unstated) and self._is_shared(edge) and edge.share is None

    def _is_shared(self, edge: Edge) -> bool:
        return self.policy.teacher == "share" and edge.role == "teacher"

    def reached(self, names: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Return all that stands behind some networks, themselves included.

        Args:
            names: the networks, and the share of each that counts.

        What is reached twice stands there once, with the larger of the shares that count.

        Returns:
            The share of each that counts; nothing stands before what is made from it.
        """
        shares = dict(names)
        for name in self._consumers_first(shares):
            whole = shares.pop(name)
            shares[name] = whole  # so that the order of the keys is that of the counting
            for each, share in self.made_from(name):
                shares[each] = max(shares.get(each, Decimal(0)), EXACT.multiply(whole, share))
        return shares

    def beyond(self, names: Iterable[str], held: AbstractSet[str] = frozenset()) -> set[str]:
        """Return the same without what is held, and without what only that leads to."""
        todo = [name for name in names if name not in held]
        seen = set(todo)
        for name in todo:
            for each, _ in self.made_from(name):
                if each not in seen and each not in held:
                    seen.add(each)
                    todo.append(each)
        return seen

    def _consumers_first(self, names: Iterable[str]) -> list[str]:
        """Return what is reached, each after all that is made from it; without recursion."""
        order: list[str] = []
        seen: set[str] = set()
        todo = [(name, False) for name in names]
        while todo:
            name, done = todo.pop()
            if done:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                todo.append((name, True))
                todo.extend((each, False) for each, _ in self.made_from(name) if each not in seen)
        return order[::-1]

    def _share(self, edge: Edge) -> Decimal:
        if not self._is_shared(edge):
            return _ALL
        return self.unstated if edge.share is None else edge.share

    def _left(self, run: Run, into: str, edge: Edge) -> Left | None:
        """Return why an edge is not followed, or None where it is."""
        cut = edge.cut_off
        if cut is not None:
            missing = cut.decision.missing + (() if cut.change else ("change",))
            late = self._late(cut.decision, self.lineage.last_day(run))
            if not missing and late is None and cut.change in self.policy.cut_off:
                return Left(into, edge, "cut_off", cut.decision)
            self.not_taken.append(NotTaken(run.id, edge.id, "cut_off", missing, late))
        if edge.role == "trial":
            return self._trial(run, into, edge)
        if edge.role == "teacher" and self.policy.teacher == "generation":
            return Left(into, edge, "teacher")
        return None

    def _trial(self, run: Run, into: str, edge: Edge) -> Left | None:
        trial = self.maker.get(edge.id)
        decision = trial.discarded if trial else None
        if self.policy.discarded == "never":
            return None
        late = self._late(decision, None) if decision is not None else None
        if decision is not None and not decision.missing and late is None:
            return Left(into, edge, "discarded", decision)
        if self.policy.discarded == "unused":
            return Left(into, edge, "unused")
        if decision is not None:
            self.not_taken.append(NotTaken(run.id, edge.id, "discarded", decision.missing, late))
        return None

    def _late(self, decision: Decision, over: date | None) -> tuple[date, date] | None:
        """Return the day of a decision and that which it comes after, where it comes too late."""
        last = min(over or self.policy.day, self.policy.day)
        return (decision.when, last) if decision.when and decision.when > last else None
