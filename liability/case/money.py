"""Money as people write it: `USD 120,000,000.50`, `$1.2bn`, `€3.5 million`, `1200억원`.

Amounts are decimal and exact. What a sign leaves open stays open: `$` is any of the dollars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from liability.case.quantity import (
    EASTERN,
    EXACT,
    SCALES,
    QuantityError,
    called,
    eastern_scale,
    how,
    in_range,
    leading_figure,
)
from liability.record import record
from liability.source.visible import short

_LARGEST_POWER = 30
_MYRIAD = 10**4
_WHAT_MAY_STAND = "a currency is a code, as `USD`, or a sign; scales are " + ", ".join(
    f"`{each}`" for each in (*SCALES, "만", "億", "兆")
)
_DOLLARS = (
    "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD "
    "SRD TTD TWD USD UYU XCD"
)
_SIGNS = {  # signs and words, to the codes that they may stand for
    "$ ＄ dollar dollars 달러 ドル": _DOLLARS,
    "us$ 미국달러 米ドル 美元": "USD",
    "€ euro euros 유로 ユーロ 欧元 歐元": "EUR",
    "£": "GBP",
    "₩ ￦ won 원 ウォン 韩元": "KRW",
    "¥ ￥": "CNY JPY",
    "jp¥ yen 円 엔 日元": "JPY",
    "元": "CNY HKD MOP TWD",
    "cn¥ yuan rmb 위안 人民元 人民币": "CNY",
    "nt$ 新台幣": "TWD",
    "hk$ 港元 港幣": "HKD",
    "a$ au$": "AUD",
    "c$ ca$": "CAD",
    "nz$": "NZD",
    "s$": "SGD",
    "mx$": "MXN",
    "r$": "BRL",
    "₹": "INR",
}
_CODES_OF = {
    sign: frozenset(codes.split()) for signs, codes in _SIGNS.items() for sign in signs.split()
}
_USUAL = frozenset().union(*_CODES_OF.values())  # known without a look into the library
_NO_CURRENCY = frozenset({"XTS", "XXX"})  # codes of ISO 4217 for a test, and for none


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, in capitals or not, the longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?i:" + "|".join(map(re.escape, ordered)) + ")"


_MARK = rf"(?:{_any_of(_CODES_OF)}|[A-Za-z]{{3}})"
_BEFORE = re.compile(rf"(?P<sign>[-+−]?)\s*(?P<mark>{_MARK})\s*(?P<rest>[-+−.\d].*)")
_BEHIND = re.compile(rf"(?P<scale>{_any_of(SCALES)})?\s*(?P<mark>{_MARK})?")
_SPLIT = re.compile(r"[.,'’]?\s*\d")
_DIGITS = re.compile(r"[-+−]?\s*(\d[\d.,'’\s]*\d)")
_BREAK = re.compile(r"[.,'’\s]+")
_UNCLEAR_POINT = re.compile(rf"[-+−]?\s*((?!0)\d{{1,3}})\.(\d{{3}})\s*(?:{_MARK})?")


@record
class Money(NamedTuple):
    """An amount of money.

    Attributes:
        amount: in whole units of its currency.
        currencies: the ISO 4217 codes that it may be in; None where no currency is written.
    """

    amount: Decimal
    currencies: frozenset[str] | None


def parse_money(written: str) -> Money:
    """Return an amount of money, and the currencies that it may be in.

    Args:
        written: the amount, with or without a scale, with or without a currency before or behind.

    Raises:
        QuantityError: not an amount, unclear where its decimals begin, in no or in two currencies,
            negative, infinite, or of more than 10^30.

    >>> parse_money("EUR 1.2e9")
    Money(amount=Decimal('1.2E+9'), currencies=frozenset({'EUR'}))
    >>> parse_money("120,000,000.50")
    Money(amount=Decimal('120000000.50'), currencies=None)
    >>> parse_money("1.2bn").amount == parse_money("12억").amount == 1_200_000_000
    True
    >>> sorted(parse_money("¥3億").currencies)
    ['CNY', 'JPY']
    """
    text = written.strip()
    before = _BEFORE.fullmatch(text)
    if before:
        text = before["sign"] + before["rest"]
    amount, behind = _scaled(text, written)
    marks = [each for each in (before and before["mark"], behind) if each]
    named = [_currencies(each) for each in marks]
    both = frozenset.intersection(*named) if named else None
    if both is not None and not both:
        raise QuantityError(
            "wrong-unit",
            f"`{short(written)}` names two currencies, `{marks[0]}` and `{marks[1]}`",
            "leave the one that it is in",
        )
    _refuse_unclear_point(text, both, written)
    return Money(amount, both)


def decimals(currency: str | None) -> int:
    """Return how many decimals a currency has; 2 where it is not known.

    Args:
        currency: its ISO 4217 code.

    >>> decimals("USD"), decimals("KRW"), decimals("KWD"), decimals(None)
    (2, 0, 3, 2)
    """
    if currency is None:
        return 2
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


def smallest_units(amount: Decimal, places: int) -> int:
    """Return an amount in the smallest unit of its currency, whatever its size.

    Args:
        amount: in the currency.
        places: how many decimals the currency has.

    >>> smallest_units(Decimal("12345678901234567890123456789.01"), 2)
    1234567890123456789012345678901
    """
    return int(EXACT.scaleb(amount, places).to_integral_value())


def is_currency(code: str) -> bool:
    """Return whether this is the code of a currency under ISO 4217, of today or of the past.

    >>> is_currency("KRW"), is_currency("ABC"), is_currency("usd")
    (True, False, False)
    """
    if code in _USUAL:
        return True
    from babel.numbers import is_currency as known

    return known(code) and code not in _NO_CURRENCY


def _scaled(text: str, written: str) -> tuple[Decimal, str]:
    """Return the amount that a text begins with, its scale applied, and what stands behind it."""
    figure, behind = leading_figure(text, "money", written)
    if _SPLIT.match(behind):
        raise _other_marks(text, written)
    eastern = EASTERN.match(behind)
    if eastern:
        return _eastern(figure, eastern[0], behind[eastern.end() :].strip(), written)
    match = _BEHIND.fullmatch(behind)
    if match is None:
        raise _unknown_behind(behind, written)
    scale = Decimal(10) ** SCALES.get((match["scale"] or "").lower(), 0)
    return _in_range(EXACT.multiply(figure, scale), written), match["mark"] or ""


def _eastern(figure: Decimal, signs: str, behind: str, written: str) -> tuple[Decimal, str]:
    """Return an amount scaled as in `5千万` or `1억 2000만`, and what stands behind it."""
    scale = eastern_scale(signs)
    amount = _in_range(EXACT.multiply(figure, scale), written)
    if not behind[:1].isdecimal():
        match = _BEHIND.fullmatch(behind)
        if match is None or match["scale"]:
            raise _unknown_behind(behind, written)
        return amount, match["mark"] or ""
    less, mark = _scaled(behind, written)
    # `1억 5천` is often short for `1억 5천만`: only 만 may have units behind it.
    unclear = scale > _MYRIAD > less
    if figure != figure.to_integral_value() or less >= scale or unclear:
        raise QuantityError(
            "wrong-type",
            f"`{short(written)}` is not plainly one amount",
            "write whole parts, the largest first, each with its scale, as `1억 2000만`",
        )
    return EXACT.add(amount, less), mark


def _in_range(amount: Decimal, written: str) -> Decimal:
    return in_range(amount, _LARGEST_POWER, written)


def _currencies(mark: str) -> frozenset[str]:
    found = _CODES_OF.get(mark.lower())
    if found is None and not is_currency(mark):
        raise _unknown_behind(mark, mark)
    return found or frozenset({mark})


def _refuse_unclear_point(text: str, currencies: frozenset[str] | None, written: str) -> None:
    """Refuse `120.000`, unless its currency has three decimals."""
    match = _UNCLEAR_POINT.fullmatch(text)
    if match is None or (currencies and min(map(decimals, currencies)) > 2):
        return
    thousands, fraction = match[1] + match[2], match[2].rstrip("0")
    if len(fraction) == 3:
        advice = f"write `{thousands}` if the point groups thousands; if not, round to two decimals"
    else:
        advice = f"write `{thousands}` or `{match[1]}{'.' if fraction else ''}{fraction}`"
    raise QuantityError(
        "wrong-type", f"`{short(written)}` may have decimals or grouped thousands", advice
    )


def _other_marks(text: str, written: str) -> QuantityError:
    """Return the problem of `1.200,50`, `1,2 million` or `1 200`, with what to write instead."""
    match = _DIGITS.match(text)
    digits = _ungrouped(match[1]) if match else None
    example = written.strip().replace(match[1], digits) if match and digits else "1,200.50"
    return QuantityError(
        "wrong-type",
        f"`{short(written)}` does not use commas and points as English does",
        f"write {'' if digits else 'it as in '}`{example}`: a point before decimals, and commas "
        "only between thousands",
    )


def _ungrouped(written: str) -> str | None:
    """Return digits without grouping; None where it is not plain which mark begins decimals.

    >>> _ungrouped("1.200,50"), _ungrouped("1 200 000"), _ungrouped("1,2"), _ungrouped("1,2,3")
    ('1200.50', '1200000', '1.2', None)
    """
    parts, marks = _BREAK.split(written), _BREAK.findall(written)
    last = marks[-1] if marks else ""
    alone = marks.count(last) == 1 and last in (".", ",")
    with_decimals = alone and (len(marks) > 1 or len(parts[-1]) != 3)
    whole = parts[:-1] if with_decimals else parts
    if any(len(each) != 3 for each in whole[1:]) or (len(whole[0]) > 3 and len(whole) > 1):
        return None
    return "".join(whole) + (f".{parts[-1]}" if with_decimals else "")


def _unknown_behind(behind: str, written: str) -> QuantityError:
    """Return the problem of what stands behind an amount and is no scale or currency."""
    if len(behind) == 3 and behind.isascii() and behind.isalpha():
        known = is_currency(behind.upper()) and not behind.isupper()
        advice = f"did you mean `{behind.upper()}`?" if known else _WHAT_MAY_STAND
        return QuantityError("wrong-unit", f"`{behind}` is not a currency", advice)
    if not behind[0].isalpha() and behind[0] not in "/%":
        message = f"`{short(written)}` is not {called('money')}"
        return QuantityError("wrong-type", message, how("money"))
    return QuantityError(
        "wrong-unit", f"`{short(behind)}` is neither a currency nor a scale", _WHAT_MAY_STAND
    )
