"""What ran after a day: it went into nothing that was there on that day.

Which day that is, the pack says (`until` under `accounting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from liability.case.lineage import Run
from liability.case.model import Interval
from liability.compute.ledger import Accountant, Ledger


class Until:
    """Opens the figures of networks that were surely not there on a day.

    Args:
        accountant: keeps the ledgers.
        day: the day; None where it is not known.
    """

    def __init__(self, accountant: Accountant, day: date | None) -> None:
        self.accountant = accountant
        self.day = day

    def later(self, *ledgers: Ledger) -> tuple[Run, ...]:
        """Return the runs that began after the day, of those that ledgers count, each once."""
        if self.day is None:
            return ()
        makers = self.accountant.lineage.maker
        runs = [makers[name] for each in ledgers for name in each.shares if name in makers]
        return tuple({run.id: run for run in runs if self._is_later(run)}.values())

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

    def _is_later(self, run: Run) -> bool:
        return self.day is not None and run.begun is not None and run.begun > self.day

    def _there(self, ledger: Ledger) -> set[str]:
        """Return the networks that one was made from before the first later run."""
        makers, edges = self.accountant.lineage.maker, self.accountant.graph.edges
        later: set[str] = set()
        for name in reversed([*ledger.shares]):  # what it is made from goes first
            made_from = {edge.id for edge in edges.get(name, ())}
            if made_from & later or (name in makers and self._is_later(makers[name])):
                later.add(name)
        reached, there = set(ledger.names), set()
        for name in ledger.shares:
            if name not in reached:
                continue
            if name not in later:
                there.add(name)
                continue
            reached |= {
                edge.id
                for edge in edges.get(name, ())
                if edge.id in ledger.lineage.networks and edge.role in self.accountant.policy.change
            }
        return there


def _low(figure: Interval | None) -> Decimal:
    return (figure.low if figure else None) or Decimal(0)
