"""The one currency of a case: what its amounts name or imply, held against each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from liability.case.model import Disputed, Value
from liability.case.money import Money, decimals
from liability.case.quantity import EXACT
from liability.record import record
from liability.rulebook.model import Fact
from liability.rulebook.texts import meanings
from liability.source.problems import Place, Problem
from liability.source.visible import short

_MOST_NAMED = 4


@record
class Amount(NamedTuple):
    """An amount of money as a case gives it, and where."""

    written: str
    money: Money
    place: Place


@record
class Settled(NamedTuple):
    """What the amounts of a case say of its currency.

    Attributes:
        currency: the one code that fits the case and all its amounts; None where several do.
        problems: the amounts that do not fit, in the order of the file.
    """

    currency: str | None
    problems: tuple[Problem, ...]


def settle(amounts: Iterable[Amount], fact: Fact | None, stated: Value | None) -> Settled:
    """Hold the amounts of a case to one currency.

    Args:
        amounts: every amount of the case, in any order.
        fact: the fact with the currency of the case, where the rulebook has one.
        stated: what the case states of that fact.

    An amount that is in another currency, in one that the fact does not take, or finer than the
    smallest unit of the currency is a problem.
    """
    possible = _codes(stated)
    since: Amount | None = None
    problems: list[Problem] = []
    fitting: list[Amount] = []
    for amount in sorted(amounts, key=lambda each: (each.place.line, each.place.column)):
        given = amount.money.currencies
        if given is None:
            fitting.append(amount)
        elif possible is not None and not possible & given:
            problems.append(_another(amount, given, possible, since, fact))
        elif fact is not None and fact.values and not given & fact.values.keys():
            problems.append(_not_taken(amount, given, fact))
        else:
            fitting.append(amount)
            if possible is None or possible & given != possible:
                possible, since = given & (possible or given), amount
    currency = next(iter(possible)) if possible and len(possible) == 1 else None
    if currency:
        problems += [_too_fine(each, currency) for each in fitting if _is_finer(each, currency)]
    return Settled(currency, tuple(problems))


def _codes(stated: Value | None) -> frozenset[str] | None:
    """Return the codes that a case states: of a dispute, those of all sides."""
    said = stated.sides.values() if isinstance(stated, Disputed) else [stated]
    return frozenset(each for each in said if isinstance(each, str)) or None


def _another(
    amount: Amount,
    given: frozenset[str],
    possible: frozenset[str],
    since: Amount | None,
    fact: Fact | None,
) -> Problem:
    message = f"`{short(amount.written)}` is in {_named(given)}"
    if since is not None:
        message += f", and `{short(since.written)}` on line {since.place.line} in"
        advice = "give all amounts in one currency, and say in `notes` how they were converted"
    else:
        message += ", and the case in"
        advice = f"give the amount in {_named(possible)}"
        advice += f", or correct `{fact.name}`" if fact else ""
    return Problem("case/currency", f"{message} {_named(possible)}", advice, amount.place)


def _not_taken(amount: Amount, given: frozenset[str], fact: Fact) -> Problem:
    message = f"`{short(amount.written)}` is in {_named(given)}, which `{fact.name}` does not take"
    advice = meanings(fact.values, f"`liability rules show {fact.id}` says what it takes")
    return Problem("case/currency", message, advice, amount.place)


def _is_finer(amount: Amount, currency: str) -> bool:
    exponent = EXACT.normalize(amount.money.amount).as_tuple().exponent
    return isinstance(exponent, int) and exponent < 0 and -exponent > decimals(currency)


def _too_fine(amount: Amount, currency: str) -> Problem:
    most = decimals(currency)
    message = f"`{short(amount.written)}` is finer than the smallest unit of `{currency}`"
    advice = f"round it: `{currency}` has " + (f"{most} decimals" if most else "no decimals")
    return Problem("case/out-of-range", message, advice, amount.place)


def _named(codes: frozenset[str]) -> str:
    if len(codes) > _MOST_NAMED:
        return "a currency of the sign `$`"
    return " or ".join(f"`{each}`" for each in sorted(codes))
