"""Inference Compute Rate (A.4, A.5.b): what the clusters of a deployment are provisioned for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from liability.case.lineage import Deployment, Lineage
from liability.case.model import Interval, exactly
from liability.compute.amounts import UNKNOWN, at_least, largest, plus, ratio, times
from liability.compute.estimate import amount_of

ONE = exactly(1)
OBSERVED = ("maximum", "mean", "at_launch")


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of one deployment, in FLOP/s.

    Attributes:
        provisioned: by `instance`, `deployment` and `weights`: what is taken together.
        observed: by `maximum`, `mean` and `at_launch`, where they were, of all its instances.
        together: those by `instance`, `deployment` and `weights`: what is taken together.
    """

    deployment: Deployment
    provisioned: Mapping[str, Interval]
    observed: Mapping[str, Interval]
    together: Mapping[str, Mapping[str, Interval]]


def rates_of(lineage: Lineage, deployment: Deployment, model: str) -> Rates:
    """Return the rates of a deployment of a model; what is not stated stays open upward.

    Instances of which it is not known whether they are connected may run alone or together: the
    rate is then somewhere between the two.
    """
    siblings = [each for each in lineage.deployments.values() if model in each.uses]
    observed = {
        name: _observed(deployment, siblings, name)
        for name in OBSERVED
        if name in deployment.observed
    }
    alone = _largest_instance(deployment)
    together = at_least(_sum(deployment), alone.low or Decimal(0))
    if deployment.connected is None:
        connected = Interval(alone.low, _same(alone.best, together.best), together.high)
    else:
        connected = together if deployment.connected else alone
    return Rates(
        deployment,
        {
            "instance": alone,
            "deployment": connected,
            "weights": plus(*(_sum(each) for each in siblings)),
        },
        deployment.observed,
        {
            taken: {name: rates[taken] for name, rates in observed.items()}
            for taken in ("instance", "deployment", "weights")
        },
    )


def _observed(deployment: Deployment, siblings: list[Deployment], name: str) -> dict[str, Interval]:
    """Return a rate that was observed, by what is taken together.

    What is stated is the rate of all instances. That of the largest alone is no less than its part
    in equal parts, and no more than it is provisioned for. Rates of several deployments may have
    been observed at different times, and come together to anything from the largest to the sum.
    """
    whole = deployment.observed[name]
    count = plus(*(each.count for each in deployment.instances))
    alone = whole
    if count != ONE:
        highs = (whole.high, _largest_instance(deployment).high)
        ends = [each for each in highs if each is not None]
        low = ratio(whole, count) if deployment.instances else None
        alone = Interval(low.low if low else Decimal(0), None, min(ends, default=None))
    connected = whole if deployment.connected else alone
    if deployment.connected is None and alone != whole:
        connected = Interval(alone.low, None, whole.high)
    found = {"instance": alone, "deployment": connected}
    each_of = [each.observed.get(name) for each in siblings]
    stated = [each for each in each_of if each is not None]
    if len(stated) == 1 == len(each_of):
        found["weights"] = whole
    else:
        high = plus(*stated).high if len(stated) == len(each_of) else None
        found["weights"] = Interval(largest(stated).low, None, high)
    return found


def _sum(deployment: Deployment) -> Interval:
    if not deployment.instances:
        return UNKNOWN
    return plus(*(times(each.count, amount_of(each.rate)) for each in deployment.instances))


def _largest_instance(deployment: Deployment) -> Interval:
    if not deployment.instances:
        return UNKNOWN
    return largest(amount_of(each.rate) for each in deployment.instances)


def _same(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if one == other else None
