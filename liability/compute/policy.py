"""How a lineage is counted: what the readings taken say, in the terms of the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from liability.rulebook.law import Law


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices that the text leaves open.

    Attributes:
        shared: a computation reached twice counts once (`union`) or twice (`sum`).
        teacher: a teacher's training counts in `full`, in the `share` stated, or not at all
            beside the `generation` of what it taught with.
        cut_off: the human changes that end the counting along an edge.
        discarded: trials are left out where a human's decision is `recorded`, where they are
            `unused`, or `never`.
        connected: rates are those of an `instance`, of a `deployment` whose instances are
            connected, or of all deployments of the same `weights`.
    """

    shared: str = "union"
    teacher: str = "full"
    cut_off: frozenset[str] = frozenset({"rewritten"})
    discarded: str = "recorded"
    connected: str = "deployment"


def policy_of(law: Law) -> Policy:
    """Return how the law in force counts; the defaults above where its pack leaves a choice out."""
    accounting = law.rulebook.accounting
    taken: dict[str, str | frozenset[str]] = {}
    for name, choice in (accounting.choices if accounting else {}).items():
        option = choice.options[law.readings[choice.reading]]
        taken[name] = frozenset(option) if name == "cut_off" else option[0]
    return Policy(**taken)  # type: ignore[arg-type]
