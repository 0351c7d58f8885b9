"""The steps that a count took, each with the provisions that it rests on (A.1 to A.5)."""

from __future__ import annotations

from collections.abc import Iterator

from liability.compute.account import Account
from liability.compute.ledger import Ledger, unknown_in
from liability.rulebook.law import Law

FINE_TUNING = frozenset({"fine-tuning", "rl"})


def grounds(account: Account, law: Law) -> dict[str, tuple[str, ...]]:
    """Return the provisions that each step of a count rests on, each step once."""
    accounting = law.rulebook.accounting
    return {
        step: accounting.grounds.get(step, ()) if accounting else () for step in _steps(account)
    }


def cites_of(figure: str, account: Account, law: Law) -> tuple[str, ...]:
    """Return the provisions that one figure of an account rests on, by its name there."""
    if figure in ("training", "change"):
        steps = list(_steps_of_ledger(account.ledger))
    elif figure == "base" and account.base is not None:
        steps = list(_steps_of_ledger(account.base))
    else:
        steps = ["output"] if figure == "output" else list(_steps_of_rates(account))
    accounting = law.rulebook.accounting
    cites = [accounting.grounds.get(step, ()) if accounting else () for step in steps]
    return tuple(dict.fromkeys(each for some in cites for each in some))


def _steps(account: Account) -> Iterator[str]:
    yield from _steps_of_ledger(account.ledger)
    if account.output is not None:
        yield "output"
    yield from _steps_of_rates(account)


def _steps_of_rates(account: Account) -> Iterator[str]:
    if account.rates:
        yield "rate"
    if any(each.deployment.instances for each in account.rates):
        yield "steady"


def _steps_of_ledger(ledger: Ledger) -> Iterator[str]:
    yield "training"
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
    if any(
        edge.role == "trial"
        for name in ledger.shares
        if name in ledger.lineage.maker
        for edge in ledger.lineage.maker[name].edges
    ):
        yield "discarded"
