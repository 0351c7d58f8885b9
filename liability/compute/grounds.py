"""The steps that a count took, each with the provisions that it rests on (A.1 to A.5)."""

from __future__ import annotations

from collections.abc import Iterator

from liability.compute.account import Account
from liability.compute.ledger import Counted, Ledger, unknown_in
from liability.compute.policy import Policy, accounting_of
from liability.rulebook.law import Law
from liability.rulebook.model import say


def grounds(account: Account, law: Law) -> dict[str, tuple[str, ...]]:
    """Return the provisions that each step of a count rests on, each step once."""
    return {step: _cites(step, law) for step in _steps(account)}


def _cites(step: str, law: Law) -> tuple[str, ...]:
    return accounting_of(law).grounds[step]


def said(step: str, law: Law) -> str:
    """Return a step of a count in the words of the pack."""
    return say(accounting_of(law).says[step])


def cites_of(figure: str, account: Account, law: Law) -> tuple[str, ...]:
    """Return the provisions that one figure of an account rests on, by its name there."""
    if figure in ("training", "change"):
        steps = list(_steps_of_ledger(account.ledger, account.policy))
    elif figure == "base" and account.base is not None:
        steps = list(_steps_of_ledger(account.base, account.policy))
    else:
        steps = ["output"] if figure == "output" else list(_steps_of_rates(account))
    if figure == "change":
        steps += _steps_of_change(account)
    of_base = account.base.shares if figure == "base" and account.base is not None else ()
    if figure in ("training", "change", "output") or any(
        run.makes in of_base for run in account.later
    ):
        steps += _steps_of_days(account)
    return tuple(dict.fromkeys(each for step in steps for each in _cites(step, law)))


def _steps(account: Account) -> Iterator[str]:
    yield from _steps_of_ledger(account.ledger, account.policy)
    if account.outputs:
        yield "output"
    yield from _steps_of_rates(account)
    yield from _steps_of_change(account)
    yield from _steps_of_days(account)


def _steps_of_change(account: Account) -> Iterator[str]:
    if account.change is not None and account.change.itself != account.change.added:
        yield "change"


def _steps_of_days(account: Account) -> Iterator[str]:
    if account.later:
        yield "later"
    if any(each.kind == "discarded" for each in account.late):
        yield "not_discarded"
    if any(each.kind == "cut_off" for each in account.late):
        yield "presumed"


def _steps_of_rates(account: Account) -> Iterator[str]:
    if account.rates:
        yield "rate"
    if any(each.deployment.instances for each in account.rates):
        yield "steady"


def _is_reported(counted: Counted) -> bool:
    """Return whether an amount follows from what somebody reported."""
    if counted.method == "reported":
        return True
    follows = counted.method == "report" or counted.whole is not None
    return follows and counted.report is not None and not counted.report.computed


def _steps_of_ledger(ledger: Ledger, policy: Policy) -> Iterator[str]:
    yield "training"
    reasons = {left.reason for left in ledger.left}
    if any(True for _ in unknown_in(ledger)) or any(
        each.kind == "cut_off" for each in ledger.not_taken
    ):
        yield "presumed"
    if "cut_off" in reasons:
        yield "cut_off"
    if any(_is_reported(each) for each in ledger.counted.values()):
        yield "reported"
    for name in ledger.shares:
        run = ledger.lineage.maker.get(name)
        if run is None:
            continue
        roles = {edge.role for edge in run.edges if edge.id in ledger.shares}
        if run.kind in policy.fine_tuning and "base" in roles:
            yield "fine_tuning"
        if "teacher" in roles:
            yield "distillation"
    if reasons & {"discarded", "unused"}:
        yield "discarded"
    makers = (ledger.lineage.maker.get(name) for name in ledger.shares)
    if any(
        edge.role == "trial" and edge.id in ledger.shares
        for run in makers
        if run is not None
        for edge in run.edges
    ):
        yield "not_discarded"
