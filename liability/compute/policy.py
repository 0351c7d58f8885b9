"""How a lineage is counted: what the readings taken say, in the terms of the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liability.rulebook.law import Law
from liability.rulebook.model import Accounting
from liability.source.problems import Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices that the text leaves open, and the day on which it is counted.

    Attributes:
        day: the day whose law applies; what a human is to decide only later is not decided.
        shared: a computation reached twice counts once (`union`) or twice (`sum`).
        teacher: a teacher's training counts in `full`, in the `share` stated, or not at all
            beside the `generation` of what it taught with.
        cut_off: the human changes that end the counting along an edge.
        discarded: trials are left out where a human's decision is `recorded`, where they are
            `unused`, or `never`.
        connected: rates are those of an `instance`, of a `deployment` whose instances are
            connected, or of all deployments of the same `weights`.
        networks: those that run with the one that is asked about are judged `together` with it, or
            it is judged `alone`.
        change: the ways of going in (`as`) by which something is surely part of a change to a base.
        fine_tuning: the kinds of runs that are fine-tuning where they start from a base.
    """

    day: date
    shared: str
    teacher: str
    cut_off: frozenset[str]
    discarded: str
    connected: str
    networks: str
    change: frozenset[str]
    fine_tuning: frozenset[str]


def accounting_of(law: Law) -> Accounting:
    """Return what the pack says of how compute is counted.

    Raises:
        ProblemsError: it says nothing.
    """
    if law.rulebook.accounting is not None:
        return law.rulebook.accounting
    message = f"the pack `{law.rulebook.id}` does not say how compute is counted"
    advice = "add `accounting` to it; docs/rule-language.md says how"
    raise ProblemsError([Problem("rules/no-accounting", message, advice)])


def policy_of(law: Law) -> Policy:
    """Return how the law in force counts.

    Raises:
        ProblemsError: the pack does not say.
    """
    counting = accounting_of(law)
    taken = {
        name: choice.options[law.readings[choice.reading]]
        for name, choice in counting.choices.items()
    }
    return Policy(
        day=date.fromisoformat(law.as_of),
        shared=taken["shared"][0],
        teacher=taken["teacher"][0],
        cut_off=frozenset(taken["cut_off"]),
        discarded=taken["discarded"][0],
        connected=taken["connected"][0],
        networks=taken["networks"][0],
        change=frozenset(counting.change),
        fine_tuning=frozenset(counting.fine_tuning),
    )
