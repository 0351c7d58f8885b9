"""Compute estimated from what is really known: parameters and tokens, or hardware and hours.

The methods are those in common use (Epoch AI, *Estimating training compute of deep learning
models*, 2022; OECD, *A blueprint for measuring AI compute*, 2023): six operations a parameter
and token for a dense network, the same over the active parameters for a mixture of experts, and
chips × hours × peak × utilization, where the peak is that of the number format named.
"""

from __future__ import annotations

from functools import reduce

from liability.case.lineage import Estimate
from liability.case.model import Interval, exactly
from liability.compute.amounts import times

_FACTORS = {
    "dense": ("parameters", "tokens", "passes"),
    "mixture": ("active_parameters", "tokens", "passes"),
    "chips": ("chips", "hours", "chip_hours", "peak", "utilization"),
}
_CONSTANT = {"dense": 6, "mixture": 6}
_SECONDS = exactly(3600)


def amount_of(estimate: Estimate) -> Interval:
    """Return what an estimate comes to: FLOP, or FLOP/s for the rate of an instance.

    >>> figures = {"parameters": exactly("7e10"), "tokens": exactly("1.5e13")}
    >>> amount_of(Estimate("dense", figures)).best == exactly("6.3e24").best
    True
    """
    if "total" in estimate.inputs:
        return estimate.inputs["total"]
    given = [estimate.inputs[name] for name in _FACTORS[estimate.method] if name in estimate.inputs]
    amount = reduce(times, given, exactly(_CONSTANT.get(estimate.method, 1)))
    in_time = {"hours", "chip_hours"} & set(estimate.inputs)
    return times(amount, _SECONDS) if in_time else amount


def factors(estimate: Estimate) -> tuple[tuple[str, Interval], ...]:
    """Return the figures that an estimate multiplies, in order, by name; none if it is a total."""
    named = [
        (name.replace("_", " "), estimate.inputs[name])
        for name in _FACTORS.get(estimate.method, ())
        if name in estimate.inputs
    ]
    constant = _CONSTANT.get(estimate.method)
    return (("operations", exactly(constant)), *named) if constant else (*named,)
