"""The steps that a count took, each with the provisions that it rests on (A.1 to A.5)."""

from __future__ import annotations

from collections.abc import Iterator

from liability.compute.account import Account
from liability.compute.ledger import Ledger, unknown_in
from liability.rulebook.law import Law

FINE_TUNING = frozenset({"fine-tuning", "rl"})


def steps(account: Account) -> tuple[str, ...]:
    """Return the steps of a count by the names of `accounting.grounds` in a pack, each once."""
    return tuple(dict.fromkeys(_steps(account)))


def grounds(account: Account, law: Law) -> dict[str, tuple[str, ...]]:
    """Return the provisions that each step of a count rests on."""
    accounting = law.rulebook.accounting
    return {step: accounting.grounds.get(step, ()) if accounting else () for step in steps(account)}


def _steps(account: Account) -> Iterator[str]:
    yield "training"
    yield from steps_of_ledger(account.ledger)
    if account.output is not None:
        yield "output"
    if account.rates:
        yield "rate"
    if any(each.deployment.instances for each in account.rates):
        yield "steady"


def steps_of_ledger(ledger: Ledger) -> Iterator[str]:
    """Yield the steps that one ledger took beside the set of computations itself."""
    reasons = {left.reason for left in ledger.left}
    if any(True for _ in unknown_in(ledger)) or any(
        each.kind == "cut_off" for each in ledger.not_taken
    ):
        yield "presumed"
    if "cut_off" in reasons:
        yield "cut_off"
    if any(
        each.method in ("reported", "report") or each.whole is not None
        for each in ledger.counted.values()
    ):
        yield "reported"
    for name in ledger.shares:
        run = ledger.lineage.maker.get(name)
        if run is None:
            continue
        roles = {edge.role for edge in run.edges if edge.id in ledger.shares}
        if run.kind in FINE_TUNING and "base" in roles:
            yield "fine_tuning"
        if "teacher" in roles:
            yield "distillation"
    if reasons & {"discarded", "unused"}:
        yield "discarded"
