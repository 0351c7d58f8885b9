"""What insurance pays: layers above one another, each from where it attaches up to its limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from liability.record import record


@record
class Layer(NamedTuple):
    """An insurance, in the smallest unit of the currency.

    Attributes:
        attaches_at: the loss above which it pays.
        limit: the most that it pays; None where no limit is known.
        higher: by how much higher it may attach, wherever it pays most; None where no end of that
            is known.
    """

    id: str
    attaches_at: int
    limit: int | None
    higher: int | None = 0


def paid_by(layers: Sequence[Layer], loss: int) -> dict[str, int]:
    """Return what each layer pays of a loss; what lies in two layers, the lower one pays.

    One that may attach higher pays what it can at most beside the others.

    >>> paid_by([Layer("primary", 10, 50), Layer("excess", 60, 100)], 100)
    {'primary': 50, 'excess': 40}
    """
    paid: dict[str, int] = {}
    covered: list[tuple[int, int]] = []
    reached = 0
    for layer in sorted((e for e in layers if e.higher == 0), key=lambda each: each.attaches_at):
        start = max(layer.attaches_at, reached)
        top = loss if layer.limit is None else min(loss, layer.attaches_at + layer.limit)
        paid[layer.id] = max(0, top - start)
        covered.append((start, start + paid[layer.id]))
        reached = max(reached, top)
    for layer in (each for each in layers if each.higher != 0):
        most = [_uncovered(layer, loss, covered), loss - sum(paid.values())]
        paid[layer.id] = min([*most, most[0] if layer.limit is None else layer.limit])
    return paid


def _uncovered(layer: Layer, loss: int, covered: Sequence[tuple[int, int]]) -> int:
    """Return how much of a loss that no other pays an insurance may reach, wherever it attaches."""
    low, high = layer.attaches_at, loss
    if layer.limit is not None and layer.higher is not None:
        high = min(loss, low + layer.higher + layer.limit)
    taken = sum(max(0, min(high, top) - max(low, start)) for start, top in covered)
    return max(0, high - low) - taken
