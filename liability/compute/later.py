"""What ran, or was decided, after a day: it bears on nothing that was there on that day.

Which day that is, the pack says (`until` under `accounting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from liability.case.lineage import Lineage, Run
from liability.case.model import Interval
from liability.compute.ledger import Accountant, Ledger


class Day(NamedTuple):
    """A day after which nothing went into what is judged, as far as it is known.

    Attributes:
        first: the earliest that it may be; None where that is not known.
        last: the latest that it may be; None where that is not known.
    """

    first: date | None = None
    last: date | None = None


class Until:
    """Opens the figures of networks that may not have been there on a day.

    Args:
        accountant: keeps the ledgers.
        day: the day; None where there is none.
    """

    def __init__(self, accountant: Accountant, day: Day | None) -> None:
        self.accountant = accountant
        self.day = day

    def later(self, *ledgers: Ledger) -> tuple[Run, ...]:
        """Return the runs that may have gone on after the day, of those that ledgers count."""
        makers = self.accountant.lineage.maker
        runs = [makers[name] for each in ledgers for name in each.shares if name in makers]
        return tuple({run.id: run for run in runs if self._may_be_later(run)}.values())

    def as_decided(self, model: str) -> list[Until]:
        """Return the same by what humans had decided by the day, whichever it may have been.

        What they decided later is not decided in the first of them. A day of which nothing is
        known came after what the network was made from had begun to be there.
        """
        policy = self.accountant.policy
        if self.day is None:
            return [self]
        first, last = self.day.first or self._first_there(model), self.day.last or policy.day
        later = sorted({each for each in self._decided() if first < each <= policy.day})
        if not later:
            return [self]
        lineage = self.accountant.lineage
        return [
            Until(Accountant(lineage, replace(policy, day=day)), self.day)
            for day in (first, *(each for each in later if each <= last))
        ]

    def _decided(self) -> Iterator[date]:
        for run in self.accountant.lineage.runs.values():
            cuts = [edge.cut_off.decision for edge in run.edges if edge.cut_off]
            for decision in (run.discarded, *cuts):
                if decision is not None and decision.when is not None:
                    yield decision.when

    def _first_there(self, model: str) -> date:
        """Return the first day on which something may have been there to do harm."""
        lineage, days = self.accountant.lineage, list[date]()
        for name in self._there(self.accountant.ledger(model)):
            run, network = lineage.maker.get(name), lineage.networks.get(name)
            stated = days_of(lineage, run) if run else []
            stated += [network.when] if network and network.when else []
            days.append(max(stated, default=date.min))
        return min(days, default=date.min)

    def made_since(self, model: str, today: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what a network of a developer was made into after the day, and until today.

        Returns:
            The networks that surely were, and those that may have been: no day is stated of the
            run that made them, or nobody as its developer, or the day itself is not known.
        """
        lineage = self.accountant.lineage
        surely, maybe = [model], list[str]()
        for name in _in_order(self.accountant, model):
            run, bases = lineage.maker[name], self._made_from(name)
            if not bases & {*surely, *maybe} or self._is_before(run):
                continue
            if run.begun is not None and run.begun > today:
                continue
            by = {lineage.made_by(each) for each in (model, name)}
            if len(by - {None}) > 1:
                continue  # another developer's is another system
            sure = bases & {*surely} and self._is_later(run) and None not in by
            (surely if sure else maybe).append(name)
        return tuple(surely[1:]), tuple(maybe)

    def training(self, name: str) -> Interval:
        """Return what a network comes to."""
        return self.accountant.ledger(name).training

    def opened(
        self, figure: Interval, names: Iterable[str], counted: Callable[[str], Interval | None]
    ) -> Interval:
        """Return a figure of networks, down to what it was of those they were made from.

        Args:
            figure: what it comes to.
            names: the networks.
            counted: what it comes to of one that was there.
        """
        ledgers = {name: self.accountant.ledger(name) for name in names}
        if not self.later(*ledgers.values()):
            return figure
        low = max(
            min((_low(counted(each)) for each in self._there(ledger)), default=Decimal(0))
            for ledger in ledgers.values()
        )
        return Interval(min(low, _low(figure)), None, figure.high)

    def _may_be_later(self, run: Run) -> bool:
        """Return whether a run went on after the day, or would have by what may be the day.

        Where nothing is known of the day, something was there to do the harm: the first network.
        """
        if self.day is None:
            return False
        days = days_of(self.accountant.lineage, run)
        if self.day.first is not None:
            return any(each > self.day.first for each in days)
        return bool(days) and bool(self._made_from(run.makes))

    def _is_later(self, run: Run) -> bool:
        last = self.day.last if self.day else None
        return last is not None and run.begun is not None and run.begun > last

    def _is_before(self, run: Run) -> bool:
        first = self.day.first if self.day else None
        return first is not None and run.begun is not None and run.begun <= first

    def _there(self, ledger: Ledger) -> set[str]:
        """Return the networks that one was made from before the first later run."""
        makers, edges = self.accountant.lineage.maker, self.accountant.graph.edges
        later: set[str] = set()
        for name in reversed([*ledger.shares]):  # what it is made from goes first
            made_from = {edge.id for edge in edges.get(name, ())}
            if made_from & later or (name in makers and self._may_be_later(makers[name])):
                later.add(name)
        reached, there = set(ledger.names), set()
        for name in ledger.shares:
            if name not in reached:
                continue
            if name not in later:
                there.add(name)
                continue
            reached |= self._made_from(name)
        return there

    def _made_from(self, name: str | None) -> set[str]:
        """Return the networks that one is a change to."""
        return {
            edge.id
            for edge in self.accountant.graph.edges.get(name or "", ())
            if edge.id in self.accountant.lineage.networks
            and edge.role in self.accountant.policy.change
        }


def days_of(lineage: Lineage, run: Run) -> list[date]:
    """Return the days that are stated of a run: its own, and when what it made was there."""
    made = lineage.networks.get(run.makes or "")
    stated = (run.begun, run.ended, made.when if made else None)
    return [each for each in stated if each is not None]


def _in_order(accountant: Accountant, model: str) -> list[str]:
    """Return the networks that one stands behind, each after those that it was made from."""
    lineage = accountant.lineage
    into: dict[str, list[str]] = {}
    for run in lineage.runs.values():
        for edge in run.edges if run.makes else ():
            into.setdefault(edge.id, []).append(run.makes or "")
    reached, todo = {model}, [model]
    while todo:
        todo += (new := {*into.get(todo.pop(), ())} - reached)
        reached |= new
    names = [name for name in lineage.networks if name in reached - {model}]
    ledgers = {name: accountant.ledger(name) for name in names}
    behind = [name for name, ledger in ledgers.items() if model in ledger.shares]
    return sorted(behind, key=lambda name: len(ledgers[name].shares))


def _low(figure: Interval | None) -> Decimal:
    return (figure.low if figure else None) or Decimal(0)
