"""How outcomes are named and written on a back end: that of Polars, and that of databases."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add
from typing import NamedTuple

import narwhals as nw

from liability.logic import FAILS, HOLDS
from liability.portfolio.conclusions_in_columns import Node
from liability.portfolio.facts_in_columns import FactColumns
from liability.portfolio.kleene import Truth, expression, fails, known, negated, possible
from liability.record import record


@record
class Dialect(NamedTuple):
    """What differs from back end to back end; the logic does not.

    Attributes:
        named: the column of an outcome, by the outcome's name.
        text: a node's value as text; None where texts are looked up by number, as Polars does fast.
    """

    named: Callable[[str], str]
    text: Callable[[Node], nw.Expr] | None


def undotted(name: str) -> str:
    """Return a name without a dot, which Spark takes for the way into a structure.

    >>> undotted("harbors.compute")
    'harbors:compute'
    """
    return name.replace(".", ":")


def undotted_columns(columns: FactColumns) -> FactColumns:
    """Return the columns of a fact under names without dots."""
    at = {at: undotted(name) for at, name in columns.at.items()}
    return FactColumns(columns.type, at, undotted(columns.unknown))


def joined_text(node: Node) -> nw.Expr:
    """Return a node's value as text, put together from the values that it may have.

    Looking it up is fast on Polars. Spark would build its table anew for each row.
    """
    grounds = node.grounds
    if node.finding:
        grounds = {"met": grounds["met"], "not_met": negated(grounds["met"])}
    elif node.otherwise is None:
        grounds = {**grounds, "": _none(list(grounds.values()))}
    left = [_shown(value, truth) for value, truth in grounds.items() if not fails(truth)]
    text = nw.concat_str(*left, separator="|", ignore_nulls=True) if left else nw.lit("")
    if node.finding or node.only is not None or len(node.grounds) < 2:
        return text
    given = [known(expression(each)).cast(nw.Int32()) for each in node.grounds.values()]
    conflict = reduce(add, given) > 1
    return nw.concat_str(nw.when(conflict).then(nw.lit("!")), text, ignore_nulls=True)


def _none(truths: list[Truth]) -> Truth:
    """Return whether no value is given for sure."""
    if HOLDS in [each for each in truths if isinstance(each, int)]:
        return FAILS
    given = [known(each) for each in truths if not isinstance(each, int)]
    return ~reduce(lambda one, other: one | other, given) if given else HOLDS


def _shown(value: str, truth: Truth) -> nw.Expr:
    """Return a value where it is possible, and nothing where it is not."""
    if isinstance(truth, int):
        return nw.lit(value)
    return nw.when(possible(truth)).then(nw.lit(value))


POLARS = Dialect(str, None)
DATABASE = Dialect(undotted, joined_text)
