"""Quantities as people write them: `1e26`, `2.1e25 FLOP`, `6.00 x 10^23 FLOPs`, `3 EFLOP/s`.

Figures are decimal and exact: no figure is ever rounded across a threshold.
"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

from liability.source.figures import figure as figure
from liability.source.visible import short

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = "[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d[\d_]*\.?\d*|\.\d+"
_WRITTEN = re.compile(
    rf"""(?P<sign>[-+−]?)\s*
    (?: 10\s*(?:\^|\*\*)\s*(?P<power_only>[-+−]?\d+)
      | 10(?P<super_only>{_RAISED})
      | (?P<number>{_NUMBER})
        (?: [eE](?P<exponent>[-+−]?\d+)
          | \s*[x×*·]\s*10\s*(?:(?:\^|\*\*)\s*(?P<power>[-+−]?\d+)|(?P<super>{_RAISED}))
        )?
    )\s*(?P<behind>.*)""",
    re.VERBOSE,
)
_FLOP = re.compile(
    r"(?P<prefix>[kMGTPEZY]?)(?P<word>[Ff][Ll][Oo][Pp])(?P<plural>[sS]?)(?P<rate>\s*/\s*s(?:ec(?:ond)?)?|\s+per\s+second)?"
)
_PREFIX = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21, "Y": 24}
SCALES = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "million"), 6),
    **dict.fromkeys(("b", "bn", "billion"), 9),
    **dict.fromkeys(("tn", "trillion"), 12),
}
_OF_NUMBERS = {**SCALES, "t": 12}  # as in `7B` parameters and `15T` tokens
_EASTERN_POWERS = {
    **dict.fromkeys("十십", 1),
    **dict.fromkeys("百백", 2),
    **dict.fromkeys("千천", 3),
    **dict.fromkeys("万萬만", 4),
    **dict.fromkeys("億亿억", 8),
    **dict.fromkeys("兆조", 12),
}
# What scales a figure, as in `70억` or `5千万`.
EASTERN = re.compile("[十십百백千천]?[万萬만]?[億亿억]|[十십百백千천]?[万萬만兆조]|[十십百백千천]")
_NUMBERS = {"count": "a whole number from 1", "number": "a number"}
_PLAIN_UNITS = {
    "per year": ("per year", "/year", "/yr", "/y", "a year", "per annum"),
    "ratio": (),
    "share": (),
    "days": ("days", "day", "d"),
}
_EXAMPLES = {
    "FLOP": ("2.1e25", "2.1e25 FLOP"),
    "FLOP/s": ("5e18", "5e18 FLOP/s"),
    "per year": ("1e-6", "1e-6 per year"),
    "ratio": ("0.03", "3 %"),
    "share": ("0.3", "30 %"),
    "days": ("30", "30 days"),
    "money": ("120000000", "USD 120 million"),
    "count": ("1000", "7e9", "7B"),
    "number": ("1.5", "2.7e6", "2.7M"),
}
_UNCLEAR_COMMA = re.compile(r"\d{1,3},\d{3}")  # before an exponent, where decimals often stand
_LARGEST_POWER = 100
_LONGEST = 200
# More digits than any sum or product of figures that are accepted has.
EXACT = Context(1200, Emin=MIN_EMIN, Emax=MAX_EMAX)


class QuantityError(ValueError):
    """What is written is not a quantity of the unit wanted.

    Attributes:
        code: `wrong-type`, `wrong-unit` or `out-of-range`.
        help: what to write instead.
    """

    def __init__(self, code: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.code = code
        self.help = advice


def parse_quantity(written: str, unit: str) -> Decimal:
    """Return the quantity in `unit`.

    Args:
        written: the text, with or without a unit.
        unit: `FLOP`, `FLOP/s`, `per year`, `ratio`, `share` (of a whole, so no more than 1),
            `days`, `count` (of things, so whole and at least 1) or `number`.

    Raises:
        QuantityError: no number, another unit, negative, infinite, more than the whole, or what
            cannot be a count.

    >>> parse_quantity("6.00 x 10^23 FLOPs", "FLOP") == Decimal("6e23")
    True
    >>> parse_quantity("5 EFLOP/s", "FLOP/s") == Decimal("5e18")
    True
    >>> parse_quantity("1 %", "ratio")
    Decimal('0.01')
    >>> parse_quantity("7.5B", "count") == parse_quantity("75億", "count") == 7_500_000_000
    True
    """
    number, given = leading_figure(written, unit, written)
    value = EXACT.multiply(number, _factor(given, unit, written))
    if unit == "share" and value > 1:
        raise QuantityError("out-of-range", f"`{written}` is more than the whole", how(unit))
    if unit == "count" and (value < 1 or value != EXACT.to_integral_value(value)):
        raise _no_number(written, unit)
    return in_range(value, _LARGEST_POWER, written)


def leading_figure(text: str, unit: str, written: str) -> tuple[Decimal, str]:
    """Return the figure that a text begins with, and what stands behind it.

    Args:
        text: begins with the figure.
        unit: of the quantity wanted, for messages.
        written: the whole that a message names.

    Raises:
        QuantityError: no figure, or one that is negative, infinite or not a number.

    >>> leading_figure("120.5 million", "money", "USD 120.5 million")
    (Decimal('120.5'), 'million')
    """
    text = text.strip()
    if text.lower().lstrip("+-−.") in ("nan", "inf", "infinity", "snan"):
        raise QuantityError(
            "out-of-range",
            f"`{written}` is not a finite quantity",
            "write a number, an interval `{low, best, high}`, or `unknown`",
        )
    match = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        message = f"`{short(written.strip())}` is not {called(unit)}"
        if len(text) > _LONGEST:
            message += f": it is longer than {_LONGEST} characters"
        raise QuantityError("wrong-type", message, how(unit))
    if (match["exponent"] or match["power"] or match["super"]) and _UNCLEAR_COMMA.fullmatch(
        match["number"]
    ):
        raise _unclear_comma(match["number"], match.group().strip(), written)
    number = _number(match)
    if match["sign"] in ("-", "−") and number != 0:
        advice = how(unit) if unit in _NUMBERS else f"{called(unit)} is zero or more"
        raise QuantityError("out-of-range", f"`{written}` is negative", advice)
    return number, match["behind"].strip()


def _no_number(written: str, unit: str) -> QuantityError:
    return QuantityError(
        "out-of-range", f"`{short(written.strip())}` is not {called(unit)}", how(unit)
    )


def _unclear_comma(number: str, text: str, written: str) -> QuantityError:
    """Return the problem of `1,500e25`: 1.5e25, or a thousand times as much."""
    grouped, decimals = (text.replace(number, number.replace(",", sign)) for sign in ("", "."))
    return QuantityError(
        "wrong-type",
        f"`{short(written.strip())}` may have decimals or grouped thousands",
        f"write `{grouped}` if the comma groups thousands, and `{decimals}` if decimals follow it",
    )


def in_range(value: Decimal, largest_power: int, written: str) -> Decimal:
    """Return the value.

    Raises:
        QuantityError: its power of ten is above the largest, or below that power's negative.
    """
    if value and not -largest_power <= value.adjusted() <= largest_power:
        raise QuantityError("out-of-range", f"`{written}` is out of range", "check the exponent")
    return value


def _number(match: re.Match[str]) -> Decimal:
    power = match["power_only"] or match["exponent"] or match["power"] or "0"
    raised = match["super_only"] or match["super"]
    if raised:
        power = raised.translate(_SUPERSCRIPT)
    digits = (match["number"] or "1").replace(",", "").replace("_", "")
    exponent = int(power.replace("−", "-")) if len(power) < 6 else 10**5
    return Decimal(f"{digits}e{exponent}")


def _factor(given: str, unit: str, written: str) -> Decimal:
    """Return what to multiply by to have `unit`, from the unit that is written."""
    if not given:
        return Decimal(1)
    if unit in ("FLOP", "FLOP/s"):
        return _flop_factor(given, unit, written)
    if unit in _NUMBERS:
        if EASTERN.fullmatch(given):
            return eastern_scale(given)
        if given.lower() not in _OF_NUMBERS:
            raise _no_number(written, unit)
        return Decimal(10) ** _OF_NUMBERS[given.lower()]
    if unit in ("ratio", "share") and given == "%":
        return Decimal("0.01")
    if unit == "per year" and given.startswith("%"):
        return Decimal("0.01") * _factor(given[1:].strip(), unit, written)
    if given.lower() in _PLAIN_UNITS[unit]:
        return Decimal(1)
    if given[0].isalpha() or given[0] in "/%":
        raise QuantityError("wrong-unit", f"`{given}` is not the unit wanted, {unit}", how(unit))
    raise QuantityError("wrong-type", f"`{written}` is not a quantity in {unit}", how(unit))


def eastern_scale(signs: str) -> Decimal:
    """Return what signs that `EASTERN` matches scale a figure by.

    >>> eastern_scale("千万") == 10_000_000
    True
    """
    return Decimal(10) ** sum(_EASTERN_POWERS[sign] for sign in signs)


def _flop_factor(given: str, unit: str, written: str) -> Decimal:
    match = _FLOP.fullmatch(given)
    if match is None:
        code = "wrong-unit" if given[0].isalpha() else "wrong-type"
        raise QuantityError(code, f"`{written}` is not a quantity in {unit}", how(unit))
    rate, ambiguous = (
        match["rate"] is not None,
        match["plural"] == "S" or (match["plural"] and match["prefix"]),
    )
    if not rate and ambiguous:
        raise QuantityError(
            "wrong-unit",
            f"`{given}` may be a quantity or a rate",
            "write `FLOP` for a quantity and `FLOP/s` for a rate",
        )
    if rate and unit == "FLOP":
        raise QuantityError(
            "wrong-unit",
            f"`{written}` is a rate where a quantity in FLOP belongs",
            "multiply by the seconds it ran, or leave it `unknown`",
        )
    if not rate and unit == "FLOP/s":
        raise QuantityError(
            "wrong-unit",
            f"`{written}` is a quantity where a rate in FLOP/s belongs",
            "write `FLOP/s` if it is a rate; otherwise leave it `unknown`",
        )
    return Decimal(10) ** _PREFIX[match["prefix"]]


def called(unit: str) -> str:
    """Return what a quantity in `unit` is called, for messages.

    >>> called("FLOP"), called("money")
    ('a quantity in FLOP', 'an amount of money')
    """
    return {"money": "an amount of money", **_NUMBERS}.get(unit, f"a quantity in {unit}")


def how(unit: str) -> str:
    """Return what to write for a quantity in `unit`, for the help of a problem."""
    return f"write it as {examples(unit)}; an interval as `{{low: …, best: …, high: …}}`"


def examples(unit: str) -> str:
    """Return how a quantity in `unit` is written, for messages and blank cases.

    >>> examples("ratio")
    '`0.03` or `3 %`'
    """
    return " or ".join(f"`{each}`" for each in _EXAMPLES[unit])
