"""Inference Compute Rate (A.4, A.5.b): what the clusters of a deployment are provisioned for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from liability.case.lineage import Deployment, Lineage
from liability.case.model import Interval
from liability.compute.amounts import UNKNOWN, at_least, largest, plus, times
from liability.compute.estimate import amount_of

OBSERVED = ("maximum", "mean", "at_launch")


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of one deployment, in FLOP/s.

    Attributes:
        provisioned: by `instance`, `deployment` and `weights`: what is taken together.
        observed: by `maximum`, `mean` and `at_launch`, where they were.
    """

    deployment: Deployment
    provisioned: Mapping[str, Interval]
    observed: Mapping[str, Interval]


def rates_of(lineage: Lineage, deployment: Deployment, model: str) -> Rates:
    """Return the rates of a deployment of a model; what is not stated stays open upward.

    Instances of which it is not known whether they are connected may run alone or together: the
    rate is then somewhere between the two.
    """
    siblings = [each for each in lineage.deployments.values() if model in each.uses]
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
    )


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
