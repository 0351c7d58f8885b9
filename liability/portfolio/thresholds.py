"""The figures of the law that a fact is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from liability.portfolio.figures import quantities
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import Law


@record
class Threshold(NamedTuple):
    """A figure that a fact is compared with.

    Attributes:
        value: the figure.
        names: the parameters that have this value, by id; the findings, where it has no name.
        cites: the provisions that the findings rest on.
        assumed: the parameters among them that the text does not set.
    """

    value: Decimal
    names: tuple[str, ...]
    cites: tuple[str, ...]
    assumed: tuple[str, ...]


@record
class Compared(NamedTuple):
    """A quantity, and a figure of the law that it is compared with."""

    fact: str
    threshold: Threshold


def quantities_compared(law: Law) -> tuple[Compared, ...]:
    """Return the figures that quantities are compared with, of those that a row can state once."""
    return tuple(
        Compared(fact, each) for fact in quantities(law.rulebook) for each in thresholds(law, fact)
    )


def figures_compared(law: Law) -> dict[str, set[Decimal]]:
    """Return the figures that each fact is compared with, those of `thresholds`."""
    found: dict[str, set[Decimal]] = {}
    for _, test, value in _compared(law):
        for fact in filter(None, (test.fact, test.otherwise)):
            found.setdefault(fact, set()).add(value)
    return found


def thresholds(law: Law, fact: str) -> tuple[Threshold, ...]:
    """Return the figures that one fact is compared with, the least first.

    What no conclusion rests on under the readings in force, such as the figure of another reading,
    is left out.
    """
    names: dict[Decimal, set[str]] = {}
    cites: dict[Decimal, set[str]] = {}
    assumed: dict[Decimal, set[str]] = {}
    for finding, test, value in _compared(law):
        if fact in (test.fact, test.otherwise):
            assert isinstance(test.operand, c.Figure)
            name = test.operand.parameter or finding
            names.setdefault(value, set()).add(name)
            cites.setdefault(value, set()).update(law.findings[finding].cites)
            if test.operand.assumption:
                assumed.setdefault(value, set()).add(name)
    return tuple(
        Threshold(
            value,
            tuple(sorted(names[value])),
            tuple(sorted(cites[value])),
            tuple(sorted(assumed.get(value, ()))),
        )
        for value in sorted(names)
    )


def _compared(law: Law) -> Iterator[tuple[str, c.FactTest, Decimal]]:
    """Yield each test of a fact against a figure that something rests on, with its finding."""
    needed = {
        name
        for each in law.conclusions.values()
        for name in (*each.needs, *(quantified.node for quantified in each.quantified))
    }
    for finding in law.findings.values():
        for leaf in c.walk(finding.test) if finding.id in needed else ():
            if (
                isinstance(leaf, c.FactTest)
                and isinstance(leaf.operand, c.Figure)
                and isinstance(leaf.operand.value, Decimal)
            ):
                yield finding.id, leaf, leaf.operand.value
