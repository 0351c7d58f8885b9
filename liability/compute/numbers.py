"""How often each amount enters a sum, so that each computation counts once (A.1.a, A.2).

A total that holds what is behind a network stands for it: what is behind is taken away as often
as such a total brings it in again, and cancels exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from liability.case.quantity import EXACT
from liability.compute.reach import Graph

Often: TypeAlias = "dict[str, Decimal]"

_NONE, _ONE = Decimal(0), Decimal(1)
_NOTHING: Mapping[str, Decimal] = {}
_MOST_KEPT = 2_000_000  # names in what is remembered to be behind networks


class Numbers:
    """Works out the numbers of one graph; what stands behind a total is worked out once.

    What such a total holds comes to that total and nothing else. So of what is reached, only what
    is beyond the largest one has to be worked through.

    Args:
        graph: what each network and data set is made from.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._behind: dict[str, Often] = {}  # of each total that holds what is behind it
        self._sizes: dict[str, int] = {}  # how much is behind it
        self._reached: dict[str, set[str]] = {}
        self._kept = 0
        self._last: tuple[str, Often, int] = ("", {}, 0)

    def behind(self, name: str) -> Often:
        """Return the numbers of all that stands behind a network, itself left out."""
        number, size = self._of(self._made_from(name, _ONE))
        self._last = (name, number, size)
        return number

    def hold(self, name: str) -> None:
        """Let the total of the network that was asked about last stand for what is behind it."""
        last, self._behind[name], self._sizes[name] = self._last
        assert last == name

    def of(self, names: Iterable[str], shares: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
        """Return the numbers of all that is reached from some networks, those that are not zero.

        Args:
            names: the networks.
            shares: what is reached from them, and the share of it that counts.
        """
        if self._behind.keys().isdisjoint(shares):
            return shares
        return self._of(dict.fromkeys(names, _ONE))[0]

    def _of(self, roots: Mapping[str, Decimal]) -> tuple[Often, int]:
        """Return the numbers of what is reached from roots, and how much is."""
        number: Often = {}
        while len(roots) == 1:
            ((name, share),) = roots.items()
            number[name] = share
            if name in self._behind:
                return number, len(number) + self._sizes[name]
            roots = self._made_from(name, share)
        more, size = self._beyond(roots, number)
        for name, share in more.items():
            number[name] = EXACT.add(number.get(name, _NONE), share)
            for each, again in self._behind.get(name, _NOTHING).items():
                number[each] = EXACT.fma(-share, again, number.get(each, _NONE))
        return {name: often for name, often in number.items() if often}, size + len(number)

    def _beyond(self, roots: Mapping[str, Decimal], number: Often) -> tuple[Often, int]:
        """Enter the largest total there is; return what is reached beyond it, and how much is."""
        wholes = self._nearest(roots)
        if not wholes:
            shares = self.graph.reached(roots)
            return shares, len(shares)
        largest = max(wholes, key=self._sizes.__getitem__)
        if not self.graph.partial:
            number[largest] = _ONE
            held = self._held(largest)
            beyond = self.graph.beyond(roots, held)
            return dict.fromkeys(beyond, _ONE), len(held) + len(beyond)
        shares, within = self.graph.reached(roots), self.graph.reached({largest: _ONE})
        factor = number[largest] = shares[largest]
        rest = {
            name: EXACT.fma(-factor, within.get(name, _NONE), share)
            for name, share in shares.items()
        }
        return {name: share for name, share in rest.items() if share}, len(shares)

    def _made_from(self, name: str, share: Decimal) -> Often:
        roots: Often = {}
        for each, part in self.graph.made_from(name):
            roots[each] = max(roots.get(each, _NONE), EXACT.multiply(share, part))
        return roots

    def _nearest(self, roots: Iterable[str]) -> list[str]:
        """Return the first totals that hold what is behind them on each way from roots."""
        seen, todo = set(roots), list(roots)
        for name in todo:
            if name not in self._behind:
                for each, _ in self.graph.made_from(name):
                    if each not in seen:
                        seen.add(each)
                        todo.append(each)
        return [name for name in todo if name in self._behind]

    def _held(self, name: str) -> set[str]:
        """Return all that is reached from a network; it is remembered, within bounds."""
        held = self._reached.get(name)
        if held is None:
            held = self.graph.beyond([name])
            if self._kept > _MOST_KEPT:
                self._reached.clear()
                self._kept = 0
            self._reached[name] = held
            self._kept += len(held)
        return held
