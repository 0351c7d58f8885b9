"""What was done to a base: what the change itself took, and all that went into it.

Which ways of going in are surely of the change, the pack says (`change` under `accounting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from liability.case.model import Interval
from liability.compute.amounts import minus, ratio, total
from liability.compute.ledger import Accountant, Ledger


@dataclass(frozen=True, slots=True)
class Change:
    """What was added to a base.

    Attributes:
        itself: the steps from the base to the model and the making of their data, in FLOP.
        added: all that stands behind the model and not behind the base, in FLOP.
        beside: the networks and data sets that went in otherwise; what stands behind them is in
            the second only.
        share: of the base's compute, from the first to the second; None where that is not known.
    """

    itself: Interval
    added: Interval
    beside: tuple[str, ...]
    share: Interval | None


def change_of(accountant: Accountant, ledger: Ledger, base: Ledger | None) -> Change | None:
    """Return what was added to a base, or None where it is not one of what was reached."""
    if base is None or not accountant.wholly(base.names[0], ledger.names[0]):
        return None
    once = accountant.policy.shared == "union"
    added = (
        accountant.added(ledger.names[0], base.names[0])
        if once
        else minus(ledger.naive, base.naive)
    )
    part, beside = _parted(accountant, ledger, base)
    itself = total((Decimal(1), ledger.counted[name].amount) for name in part)
    if itself == added or (once and not beside):
        return Change(added, added, (), ratio(added, base.training))
    low = min(itself.low or Decimal(0), added.low or Decimal(0))
    open_ = Interval(low, None, added.high)
    return Change(itself, added, beside, ratio(open_, base.training))


def _parted(
    accountant: Accountant, ledger: Ledger, base: Ledger
) -> tuple[set[str], tuple[str, ...]]:
    """Part what is not behind the base: what is surely of the change, and what went in beside."""
    steps = _steps(accountant, ledger, base.names[0])
    part, beside = {ledger.names[0]}, []
    for name in ledger.shares:
        for edge in accountant.graph.edges.get(name, ()) if name in part else ():
            if edge.id in base.shares:
                continue
            data = edge.id in ledger.lineage.data
            of_it = data or (name in ledger.lineage.networks and edge.id in steps)
            if of_it and edge.role in accountant.policy.change:
                part.add(edge.id)
            else:
                beside.append(edge.id)
    return part, tuple(dict.fromkeys(each for each in beside if each not in part))


def _steps(accountant: Accountant, ledger: Ledger, base: str) -> set[str]:
    """Return the base and the networks that were made from it, each from one before."""
    found = {base}
    for name in reversed([*ledger.shares]):  # what it is made from goes first
        edges = accountant.graph.edges.get(name, ())
        if name in ledger.lineage.networks and any(
            edge.id in found and edge.role in accountant.policy.change for edge in edges
        ):
            found.add(name)
    return found
