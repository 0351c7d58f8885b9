"""Figures of the law that the user sets, as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from liability.case.model import Case
from liability.case.money import parse_money
from liability.case.quantity import QuantityError, parse_quantity
from liability.rulebook.model import Rulebook
from liability.source.problems import Problem, ProblemsError, suggestion


def figures_set(rulebook: Rulebook, figures: Mapping[str, str]) -> dict[str, Decimal]:
    """Return figures of the law that are given as written, as `1e26` or `1e26 FLOP`, by parameter.

    Raises:
        ProblemsError: one is no figure of this law, or not in its unit; all are reported.
    """
    made: dict[str, Decimal] = {}
    problems = []
    for name, written in figures.items():
        parameter = rulebook.parameters.get(name)
        if parameter is None:
            advice = suggestion(name, rulebook.parameters)
            problems.append(Problem("law/unknown-parameter", f"`{name}` is no figure", advice))
            continue
        try:
            made[name] = _figure(written, parameter.unit)
        except QuantityError as error:
            problems.append(Problem(f"law/{error.code}", str(error), error.help))
    if problems:
        raise ProblemsError(problems)
    return made


def with_figures(case: Case, rulebook: Rulebook, figures: Mapping[str, str]) -> Case:
    """Return a case with figures of the law, as written, over those that it sets itself.

    Raises:
        ProblemsError: as `figures_set` does.
    """
    set_ = figures_set(rulebook, figures)
    return replace(case, parameters={**case.parameters, **set_})


def _figure(written: str, unit: str) -> Decimal:
    """Return a figure of the law as it is written; an amount of money names no currency.

    Raises:
        QuantityError: it is no figure in this unit.
    """
    if unit != "money":
        return parse_quantity(written, unit)
    money = parse_money(written)
    if money.currencies is not None:
        message = f"`{written}` names a currency, and a figure of the law has none of its own"
        advice = (
            f"give `{money.amount:f}` if the cases are in that currency, or state it in each case "
            "file, under `parameters`"
        )
        raise QuantityError("wrong-unit", message, advice)
    return money.amount
