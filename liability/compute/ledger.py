"""The ledger of a network: Training Compute over the set of computations behind it (A.1, A.2).

Each computation counts once however many ways lead to it; the naive sum, in which it counts as
often as it is reached, stands beside it. A reported total may hold all that is behind a network
or its last run only: which of the two it is decides what it adds, and nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from liability.case.lineage import Edge, Estimate, Lineage, Report
from liability.case.model import Interval, exactly
from liability.case.quantity import EXACT
from liability.compute.amounts import (
    UNKNOWN,
    ZERO,
    apart,
    at_least,
    minus,
    plus,
    spanning,
    times,
    total,
    within,
)
from liability.compute.estimate import amount_of
from liability.compute.numbers import Numbers
from liability.compute.policy import Policy
from liability.compute.reach import Graph, Left, NotTaken

OWN, ALL = "own", "all"  # what a reported total contains
_NONE, _ALL = Decimal(0), Decimal(1)
AGREEMENT = Decimal("0.01")  # figures are reported to two or three digits; see decision 0010


@dataclass(frozen=True, slots=True)
class Counted:
    """What one network or data set adds to what it was made from.

    Attributes:
        amount: in FLOP.
        method: the estimate's; `report` where it follows from a reported total; `human` where
            people made it; `unknown` where nothing is known of it.
        estimate: what it was estimated from, if it was.
        report: the reported total that it follows from, or that was compared with it.
        contains: what that total was found, or is stated, to contain: `own`, `all` or None.
        contradicted: the statements about it cannot all be true, or it is doubted.
        doubted: a total that holds it contradicts what is stated of that, its own does not.
        whole: what the network and all behind it come to, where that follows from the reported
            total as one.
    """

    amount: Interval
    method: str
    estimate: Estimate | None = None
    report: Report | None = None
    contains: str | None = None
    contradicted: bool = False
    doubted: bool = False
    whole: Interval | None = None

    @property
    def taken(self) -> Interval:
        """What enters the sum: the whole where there is one, in place of the rest."""
        return self.whole if self.whole is not None else self.amount


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands behind one or more networks, and what it adds up to.

    Attributes:
        names: the networks.
        shares: all that is reached, and the share of it that counts, consumers first.
        counted: what each adds.
        within: what a reported total with an upper end holds, so that it leaves nothing open.
        left: what goes in and is not counted, by what it goes into.
        not_taken: decisions that are stated and have no effect.
        unstated: what goes in of which a share counts that is not stated; the sums hold any share.
        union: each computation counted once, in FLOP.
        naive: each counted as often as it is reached.
        training: what the reading taken counts; one of the two.
    """

    names: tuple[str, ...]
    lineage: Lineage
    shares: Mapping[str, Decimal]
    counted: Mapping[str, Counted]
    within: frozenset[str]
    left: tuple[Left, ...]
    not_taken: tuple[NotTaken, ...]
    unstated: tuple[Edge, ...]
    union: Interval
    naive: Interval
    training: Interval


class Accountant:
    """Keeps the ledgers of one lineage; what one network adds is worked out once.

    Args:
        lineage: the lineage.
        policy: how to count.
        unstated: the share taken of a teacher of which none is stated, where shares count. All of
            it is; then the sums reach down to what they are with nothing of it.
    """

    def __init__(self, lineage: Lineage, policy: Policy, unstated: Decimal = _ALL) -> None:
        self.lineage = lineage
        self.policy = policy
        self.graph = Graph(lineage, policy, unstated)
        self._counted: dict[str, Counted] = {}
        self._naive: dict[str, Interval] = {}
        self._least: dict[str, Decimal] = {}
        self._doubting: dict[str, Decimal | None] = {}  # totals below what they hold, at most
        self._numbers = Numbers(self.graph)

    def ledger(self, *names: str) -> Ledger:
        """Return the ledger of some networks together; in time linear in the edges reached."""
        shares = self._shares(names)
        for name in reversed(shares):  # what it is made from goes first
            if name not in self._counted:
                self._counted[name] = self._count(name)
                if self._counted[name].whole is not None:
                    self._numbers.hold(name)
                self._naive[name] = self._sum_of_ways(name)
                self._least[name] = self._at_least(name, self._least)
        number = self._numbers.of(names, shares)
        union = self._once(((name, _ALL) for name in names), number)
        naive = plus(*(self._naive[name] for name in names))
        counted = {name: self._counted[name] for name in shares}
        doubted = self._doubted(names)
        if doubted:
            naive = spanning(union, naive)
            counted |= {name: _in_doubt(counted[name]) for name in doubted}
        unstated = self._unstated(shares)
        if unstated:
            none = self._without.ledger(*names)
            least = max(self._without._least[name] for name in names)
            both = [*counted.values(), *none.counted.values()]
            union, naive = (
                _between(one, other, least, naive.high, both)
                for one, other in ((none.union, union), (none.naive, naive))
            )
        return Ledger(
            names,
            self.lineage,
            shares,
            counted,
            self._within(number),
            tuple(left for name in shares for left in self.graph.left.get(name, ())),
            tuple(each for each in self.graph.not_taken if self._is_about(each, shares)),
            unstated,
            union,
            naive,
            naive if self.policy.shared == "sum" else union,
        )

    @cached_property
    def _without(self) -> Accountant:
        """The same with nothing of the teachers of which no share is stated."""
        return Accountant(self.lineage, self.policy, _NONE)

    def _unstated(self, shares: Iterable[str]) -> tuple[Edge, ...]:
        """Return what goes in of which only a share counts that is not stated."""
        return tuple(
            edge
            for name in shares
            for edge in self.graph.edges.get(name, ())
            if self.graph.leaves_open(edge)
        )

    def wholly(self, name: str, of: str) -> bool:
        """Return whether all that stands behind one network surely counts toward another."""
        shares = self._shares([of])
        surely = self._without._shares([of]) if self._unstated(shares) else shares
        return surely.get(name) == _ALL

    def _shares(self, names: Iterable[str]) -> dict[str, Decimal]:
        return self.graph.reached(dict.fromkeys(names, _ALL))

    def _is_about(self, decision: NotTaken, shares: Mapping[str, Decimal]) -> bool:
        return self.lineage.runs[decision.run].makes in shares

    def _within(self, number: Mapping[str, Decimal]) -> frozenset[str]:
        """Return what is held by a total that has an upper end and enters the sum."""
        wholes = ((name, self._counted[name].whole) for name in number)
        bounded = [name for name, whole in wholes if whole is not None and whole.high is not None]
        behind = {each for name in bounded for each, _ in self.graph.made_from(name)}
        return frozenset(self.graph.beyond(behind))

    def _once(
        self, parts: Iterable[tuple[str, Decimal]], number: Mapping[str, Decimal]
    ) -> Interval:
        """Add up what is reached from networks; no less than what any one of them takes."""
        parts = [*parts]
        doubted = self._doubted(name for name, _ in parts)
        least = self._least
        if doubted:
            least = {}
            for name in reversed(self.graph.reached(dict(parts))):  # what it is made from first
                least[name] = _NONE if name in doubted else self._at_least(name, least)
        found = total(
            (often, doubted.get(each, self._counted[each].taken)) for each, often in number.items()
        )
        ways = [EXACT.multiply(share, least[each]) for each, share in parts]
        return at_least(found, max(ways, default=_NONE))

    def _doubted(self, names: Iterable[str]) -> dict[str, Interval]:
        """Return what totals hold that are below it, and what it may be: some of it is wrong."""
        doubted: dict[str, Interval] = {}
        if self._doubting:
            reached = self.graph.beyond(names)
            for name in [each for each in self._doubting if each in reached]:
                may_be = Interval(_NONE, None, self._doubting[name])
                for each in self.graph.beyond(each for each, _ in self.graph.made_from(name)):
                    doubted[each] = within(doubted.get(each, may_be), may_be)
        return doubted

    def _at_least(self, name: str, least: Mapping[str, Decimal]) -> Decimal:
        """Return what a network takes by the heaviest of the ways that lead to it.

        Where totals are reported of networks with an ancestor of unknown compute, this is known
        when their difference is not.

        Args:
            name: the network.
            least: the same of what it is made from.
        """
        counted = self._counted[name]
        if counted.whole is not None:
            return counted.whole.low or Decimal(0)
        made_from = self.graph.made_from(name)
        ways = [EXACT.multiply(share, least[each]) for each, share in made_from]
        return EXACT.add(counted.amount.low or Decimal(0), max(ways, default=Decimal(0)))

    def _sum_of_ways(self, name: str) -> Interval:
        counted = self._counted[name]
        if counted.whole is not None:
            return counted.whole
        made_from = self.graph.made_from(name)
        parts = [times(exactly(share), self._naive[each]) for each, share in made_from]
        return plus(counted.amount, *parts)

    def _count(self, name: str) -> Counted:
        """Return what a network or data set adds; all that it is made from is counted already."""
        run = self.graph.maker.get(name)
        network = self.lineage.networks.get(name)
        report = network.report if network else None
        if run is not None and run.compute is not None:
            return self._estimated(name, run.compute, report)
        if report is not None:
            return self._reported(name, report)
        data = self.lineage.data.get(name)
        if run is None and data is not None and data.human:
            return Counted(ZERO, "human")
        return Counted(UNKNOWN, "unknown")

    def _before(self, name: str) -> Interval:
        """Return what stands behind a network without its own run."""
        return self._once(self.graph.made_from(name), self._numbers.behind(name))

    def added(self, name: str, base: str) -> Interval:
        """Return what stands behind a network and not behind its base, which cancels exactly."""
        found, shares = self._added(name, base), self._shares([name])
        if not self._unstated(shares):
            return found
        none = self._without._added(name, base)
        both = [keeper._counted[each] for keeper in (self, self._without) for each in shares]
        return _between(none, found, _NONE, self.ledger(name).naive.high, both)

    def _added(self, name: str, base: str) -> Interval:
        more, less = (self._numbers.of([each], self._shares([each])) for each in (name, base))
        often = {
            each: EXACT.subtract(more.get(each, _NONE), less.get(each, _NONE))
            for each in {**more, **less}
        }
        return total((number, self._counted[each].taken) for each, number in often.items())

    def _estimated(self, name: str, estimate: Estimate, report: Report | None) -> Counted:
        """Return an estimate of a run, held against the total reported for what came of it."""
        amount = amount_of(estimate)
        if report is None:
            return Counted(amount, estimate.method, estimate)
        before = self._before(name)
        whole = plus(amount, before)
        fits_own = report.contains != ALL and not apart(amount, report.total, AGREEMENT)
        fits_all = report.contains != OWN and not apart(whole, report.total, AGREEMENT)
        counted = Counted(amount, estimate.method, estimate, report, report.contains)
        if fits_all and not fits_own:
            agreed = within(whole, report.total)
            return replace(counted, contains=ALL, whole=_with(before, agreed))
        if fits_own and not fits_all:
            return replace(counted, amount=within(amount, report.total), contains=OWN)
        if fits_own:
            return counted
        return self._either(name, counted, report, before)

    def _either(self, name: str, counted: Counted, report: Report, before: Interval) -> Counted:
        """Return what a network adds by one of two statements that cannot both be true."""
        amount = spanning(counted.amount, report.total)
        if report.contains == OWN or (report.contains is None and _below(report.total, before)):
            return replace(counted, amount=amount, contains=OWN, contradicted=True)
        held = spanning(counted.amount, minus(report.total, before))
        whole = spanning(plus(counted.amount, before), report.total)
        if report.contains is None:
            held, whole = spanning(held, amount), spanning(whole, plus(report.total, before))
        return self._contradicted(name, replace(counted, amount=held), whole, before)

    def _contradicted(
        self, name: str, counted: Counted, whole: Interval, before: Interval
    ) -> Counted:
        """Return what is counted where a total contradicts what is stated of what it holds."""
        if (whole.low or _NONE) < (before.low or _NONE):
            self._doubting[name] = whole.high
        return replace(counted, contradicted=True, whole=whole)

    def _reported(self, name: str, report: Report) -> Counted:
        """Return what a reported total says of the last run of a network."""
        if not self.graph.made_from(name):
            return Counted(report.total, "report", None, report, report.contains or ALL)
        if report.contains == OWN:
            return Counted(report.total, "report", None, report, OWN)
        before = self._before(name)
        too_small = _below(report.total, before)
        if report.contains == ALL and not too_small:
            left = minus(report.total, before)
            return Counted(left, "report", None, report, ALL, whole=_with(before, report.total))
        if report.contains is None and too_small:  # it cannot hold what is behind it
            return Counted(report.total, "report", None, report, OWN)
        amount = Interval(minus(report.total, before).low, None, report.total.high)
        # it holds what is behind it, or all of that comes on top: the total is between the two
        whole = Interval(report.total.low, None, plus(report.total, before).high)
        if too_small:
            counted = Counted(amount, "report", None, report, ALL)
            return self._contradicted(name, counted, whole, before)
        return Counted(amount, "report", None, report, None, whole=_with(before, whole))


def _between(
    none: Interval, all_: Interval, least: Decimal, most: Decimal | None, counted: Iterable[Counted]
) -> Interval:
    """Return a sum that holds shares which are not stated, from nothing of them to all.

    Where totals hold what is behind them, one share may lower what another raises: the sum is then
    open down to the least that it can be, and up to the most, if the totals fit the rest.
    """
    span = none if none == all_ else spanning(none, all_)
    counted = [*counted]
    if all(each.whole is None and not each.contradicted for each in counted):
        return span
    if any(each.contradicted for each in counted):
        most = None
    return Interval(min(least, span.low or _NONE), None, most)


def _in_doubt(counted: Counted) -> Counted:
    """Return what a network adds where a total that holds it is below what that holds."""
    if not counted.amount.low:
        return counted
    amount = Interval(_NONE, None, counted.amount.high)
    return replace(counted, amount=amount, contradicted=True, doubted=not counted.contradicted)


def _below(one: Interval, other: Interval) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _with(before: Interval, whole: Interval) -> Interval:
    """Return what a network and all behind it come to: no less than what is behind it alone."""
    return at_least(whole, before.low or Decimal(0))


def unknown_in(ledger: Ledger) -> Iterable[str]:
    """Yield what leaves the sum open above: no upper end, and in no total that has one."""
    return (
        name
        for name, counted in ledger.counted.items()
        if name not in ledger.within
        and counted.amount.high is None
        and (counted.whole is None or counted.whole.high is None)
    )
