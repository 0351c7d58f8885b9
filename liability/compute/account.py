"""The account of a lineage under the law in force: its ledger, its rates, and the facts they give.

Which fact each figure is, and what the text leaves to a reading, the rulebook says; see
`accounting` in a pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liability.case.lineage import Deployment, Lineage
from liability.case.model import Interval
from liability.compute.amounts import known, largest, minus, plus, ratio
from liability.compute.ledger import Accountant, Ledger
from liability.compute.policy import Policy, policy_of
from liability.compute.rates import OBSERVED, Rates, rates_of
from liability.rulebook.law import Law
from liability.source.problems import Problem, ProblemsError, suggestion


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind one output of a deployment (A.3).

    Attributes:
        ledger: of every network that it uses, each run once.
        own: the compute of the output itself, in FLOP.
    """

    deployment: Deployment
    ledger: Ledger
    own: Interval

    @property
    def total(self) -> Interval:
        """Output Compute, in FLOP."""
        return plus(self.ledger.training, self.own)


@dataclass(frozen=True, slots=True)
class Account:
    """What a lineage comes to, under one law.

    Attributes:
        model: the network that is asked about.
        ledger: its ledger.
        base: the ledger of the network of another developer that it was made from, if any.
        rates: the rates of each deployment that is asked about.
        outputs: what stands behind an output of each deployment that states its own compute.
        figures: what it comes to, under the names of `determination.compute` in a pack.
    """

    lineage: Lineage
    policy: Policy
    model: str
    ledger: Ledger
    base: Ledger | None
    rates: tuple[Rates, ...]
    outputs: tuple[Behind, ...]
    figures: Mapping[str, Interval]


def account(lineage: Lineage, law: Law, model: str | None = None) -> Account:
    """Return the account of a network.

    Args:
        lineage: what stands behind it.
        law: the law in force, whose readings say how to count.
        model: the network; the one that the lineage names, or its only last one, if left out.

    Raises:
        ProblemsError: the network is not in the lineage, or none is named where several could be
            meant; or the pack does not say how compute is counted.
    """
    policy = policy_of(law)
    accountant = Accountant(lineage, policy)
    name = model_of(lineage, model)
    ledger = accountant.ledger(name)
    base = accountant.ledger(lineage.base) if lineage.base and lineage.base != name else None
    added = _added(accountant, ledger, base)
    deployments = _deployments(lineage, name)
    rates = tuple(rates_of(lineage, each) for each in deployments)
    outputs = tuple(
        Behind(each, accountant.ledger(*each.uses), each.output)
        for each in deployments
        if each.output is not None
    )
    return Account(
        lineage,
        policy,
        name,
        ledger,
        base,
        rates,
        outputs,
        _figures(ledger, base, added, rates, outputs, policy),
    )


def model_of(lineage: Lineage, model: str | None = None) -> str:
    """Return the network that is asked about; see `account`.

    Raises:
        ProblemsError: there is no such network, or none is named and several are the last.
    """
    if model is not None and model not in lineage.networks:
        advice = suggestion(model, lineage.networks)
        message = f"`{model}` is not a network of `{lineage.id}`"
        raise ProblemsError([Problem("lineage/unknown-name", message, advice)])
    if model or lineage.model:
        return model or lineage.model or ""
    goes_in = {edge.id for run in lineage.runs.values() for edge in run.edges}
    last = [name for name in lineage.networks if name not in goes_in]
    if len(last) == 1:
        return last[0]
    names = ", ".join(f"`{name}`" for name in last[:12])
    advice = f"name it with `--model`, or as `model:` in the file: {names}"
    message = f"`{lineage.id}` has {len(last)} last networks, and does not say which is meant"
    raise ProblemsError([Problem("lineage/no-model", message, advice)])


def _deployments(lineage: Lineage, model: str) -> list[Deployment]:
    named = lineage.deployments.get(lineage.deployment or "")
    if named is not None and (model == lineage.model or model in named.uses):
        return [named]
    return [each for each in lineage.deployments.values() if model in each.uses]


def _added(accountant: Accountant, ledger: Ledger, base: Ledger | None) -> Interval | None:
    """Return what was added to a base, or None where it is not one of what was reached."""
    if base is None or ledger.shares.get(base.names[0]) != 1:
        return None
    if accountant.policy.shared == "sum":
        return minus(ledger.naive, base.naive)
    return accountant.added(ledger.names[0], base.names[0])


def _figures(
    ledger: Ledger,
    base: Ledger | None,
    added: Interval | None,
    rates: tuple[Rates, ...],
    outputs: tuple[Behind, ...],
    policy: Policy,
) -> dict[str, Interval]:
    figures = {"training": ledger.training}
    if outputs:
        figures["output"] = largest(each.total for each in outputs)
    provisioned = [each.provisioned[policy.connected] for each in rates]
    if provisioned:
        figures["inference_rate"] = largest(provisioned)
    for name, key in zip(OBSERVED, ("rate_observed", "rate_mean", "rate_at_launch"), strict=True):
        observed = [each.observed[name] for each in rates if name in each.observed]
        if observed and len(observed) == len(rates):
            figures[key] = largest(observed)
    if base is not None:
        figures["base"] = base.training
        change = ratio(added, base.training) if added is not None else None
        if change is not None:
            figures["change"] = change
    return {name: figure for name, figure in figures.items() if known(figure)}
