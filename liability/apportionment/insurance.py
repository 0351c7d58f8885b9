"""What insurance pays: layers above one another, each from where it attaches up to its limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from liability.record import record


@record
class Layer(NamedTuple):
    """An insurance, in the smallest unit of the currency.

    Attributes:
        insured: the party that it covers.
        attaches_at: the loss above which it pays.
        limit: the most that it pays; None where no limit is known.
    """

    id: str
    insured: str
    attaches_at: int
    limit: int | None


def paid_by(layers: Sequence[Layer], loss: int) -> dict[str, int]:
    """Return what each layer pays of a loss; what lies in two layers, the lower one pays.

    >>> paid_by([Layer("primary", "d", 10, 50), Layer("excess", "d", 60, 100)], 100)
    {'primary': 50, 'excess': 40}
    """
    paid: dict[str, int] = {}
    reached = 0
    for layer in sorted(layers, key=lambda each: each.attaches_at):
        start = max(layer.attaches_at, reached)
        top = loss if layer.limit is None else min(loss, layer.attaches_at + layer.limit)
        paid[layer.id] = max(0, top - start)
        reached = max(reached, top)
    return paid
