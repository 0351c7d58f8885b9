"""Quantities as people type them, read exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liability.case.quantity import QuantityError, parse_quantity

UNITS = ["FLOP", "FLOP/s", "per year", "ratio", "days", "number"]


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("1e26", "1e26"),
        ("1E26", "1e26"),
        ("1e+26", "1e26"),
        ("1.0e+26", "1e26"),
        ("1.e26", "1e26"),
        (".1e27", "1e26"),
        ("2.1e25 FLOP", "2.1e25"),
        ("2.1e25FLOP", "2.1e25"),
        ("6.00 x 10^23 FLOPs", "6e23"),
        ("6.00x10^23", "6e23"),
        ("6.00 X 10^23", None),
        ("10^25", "1e25"),
        ("10**25 FLOP", "1e25"),
        ("10²⁵", "1e25"),
        ("2.1×10²⁵", "2.1e25"),
        ("2.1 × 10^25 flop", "2.1e25"),
        ("2.1·10^25", "2.1e25"),
        ("2.1*10^25", "2.1e25"),
        ("10⁻²", "0.01"),
        ("1e-3", "0.001"),
        ("1e−3", "0.001"),
        ("100000000000000000000000000", "1e26"),
        ("100,000,000", "1e8"),
        ("1_000_000", "1e6"),
        ("0", "0"),
        ("-0", "0"),
        ("+5", "5"),
        ("  1e26  ", "1e26"),
        ("5 kFLOP", "5e3"),
        ("5 MFLOP", "5e6"),
        ("5 GFLOP", "5e9"),
        ("5 TFLOP", "5e12"),
        ("5 PFLOP", "5e15"),
        ("5 EFLOP", "5e18"),
        ("5 ZFLOP", "5e21"),
        ("5 YFLOP", "5e24"),
        ("１e26", "1e26"),  # a full-width digit, as an East Asian keyboard gives it
        ("1e26 FLOPs", "1e26"),
        ("1e26 flops", "1e26"),
    ],
)
def test_a_quantity_is_read_as_people_write_it(written, means):
    if means is None:
        with pytest.raises(QuantityError):
            parse_quantity(written, "FLOP")
    else:
        assert parse_quantity(written, "FLOP") == Decimal(means)


@pytest.mark.parametrize(
    ("written", "unit", "means"),
    [
        ("5 EFLOP/s", "FLOP/s", "5e18"),
        ("5 EFLOPs/s", "FLOP/s", "5e18"),
        ("5 EFLOP/sec", "FLOP/s", "5e18"),
        ("5 EFLOP per second", "FLOP/s", "5e18"),
        ("5e18 FLOPS/s", "FLOP/s", "5e18"),
        ("5e18", "FLOP/s", "5e18"),
        ("1e-6 per year", "per year", "1e-6"),
        ("1e-6/year", "per year", "1e-6"),
        ("1e-6", "per year", "1e-6"),
        ("0.0001 % per year", "per year", "1e-6"),
        ("3 %", "ratio", "0.03"),
        ("3%", "ratio", "0.03"),
        ("0.03", "ratio", "0.03"),
        ("30 days", "days", "30"),
        ("1 day", "days", "1"),
        ("7B", "count", "7e9"),
        ("7.5 billion", "count", "7.5e9"),
        ("15T", "count", "15e12"),
        ("125m", "count", "125e6"),
        ("70 k", "count", "70000"),
        ("70억", "count", "7e9"),
        ("15.5 兆", "count", "15.5e12"),
        ("270万", "number", "2.7e6"),
        ("1", "count", "1"),
        ("2.788M", "number", "2788000"),
        ("1.5", "number", "1.5"),
    ],
)
def test_a_quantity_may_be_written_with_its_unit(written, unit, means):
    assert parse_quantity(written, unit) == Decimal(means)


def test_the_same_figure_is_the_same_however_it_is_written():
    ways = ["1e26", "1.0e+26", "10^26", "10²⁶", "100e24", "100 YFLOP", "0.1e27", "1 x 10^26 FLOPs"]
    assert len({parse_quantity(each, "FLOP") for each in ways}) == 1


@pytest.mark.parametrize(
    ("written", "unit", "says", "advises"),
    [
        ("5e18 FLOPS", "FLOP", "may be a quantity or a rate", "FLOP/s"),
        ("5e18 FLOPS", "FLOP/s", "may be a quantity or a rate", "FLOP/s"),
        ("5 EFLOPs", "FLOP", "may be a quantity or a rate", "FLOP/s"),
        ("5 PFLOPS", "FLOP/s", "may be a quantity or a rate", "FLOP/s"),
        ("5 EFLOP/s", "FLOP", "is a rate where a quantity in FLOP belongs", "seconds"),
        ("5e25 FLOP", "FLOP/s", "is a quantity where a rate in FLOP/s belongs", "FLOP/s"),
        ("3 kg", "FLOP", "is not a quantity in FLOP", "2.1e25 FLOP"),
        ("3 days", "FLOP", "is not a quantity in FLOP", "2.1e25 FLOP"),
        ("1e26 FLOP", "ratio", "not the unit wanted", "0.03"),
        ("1 per day", "per year", "not the unit wanted", "per year"),
    ],
)
def test_another_unit_is_refused_and_the_help_says_what_to_write(written, unit, says, advises):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(written, unit)
    assert caught.value.code == "wrong-unit"
    assert says in str(caught.value)
    assert advises in caught.value.help


@pytest.mark.parametrize(
    "written", ["0", "0.5", "2.5", "-1", "7.1234567891B", "700 %", "7 X", "7e99B"]
)
def test_what_is_no_whole_number_from_1_is_no_count(written):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(written, "count")
    assert caught.value.code == "out-of-range"


@pytest.mark.parametrize("written", ["1,500e25", "1,500E25 FLOP", "1,500 x 10^25", "1,500×10²⁵"])
def test_a_comma_before_an_exponent_is_refused_as_it_may_begin_decimals(written):
    with pytest.raises(QuantityError, match="may have decimals or grouped thousands") as raised:
        parse_quantity(written, "FLOP")
    either = written.replace(",", ""), written.replace(",", ".")
    assert all(f"`{each}`" in raised.value.help for each in either)
    assert parse_quantity("1,500,000e2", "FLOP") == parse_quantity("1,500.0e5", "FLOP")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "written",
    [
        "-1",
        "−1",
        "-1e26",
        "nan",
        "NaN",
        "sNaN",
        "-nan",
        "inf",
        "-inf",
        "+Infinity",
        ".inf",
        "-.INF",
        "1e400",
        "1e-400",
    ],
)
def test_a_figure_that_is_negative_or_not_finite_is_out_of_range(written, unit):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(written, unit)
    assert caught.value.code == "out-of-range"
    assert f"`{written}`" in str(caught.value)
    assert caught.value.help


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "many",
        "1e",
        "e26",
        "1e26e3",
        "1..2",
        "2,1e25",
        "1,00",
        "1 000 000",
        "1e26.5",
        "0x10",
        "--1",
        "1e9999999999999",
        "10^",
        "10⁻",
        "10⁺",
        "10⁻⁻²",
        "10²⁻",
        "2·10⁻",
        "10^⁵",
        "5 ²",
        "10₂",
        "~1e26",
        "<1e26",
        "1e26-1e27",
        "1e26 to 1e27",
        "1" * 300,
        "9" * 100_000,
    ],
)
def test_what_is_no_quantity_is_refused_with_an_example(written):
    with pytest.raises(QuantityError) as caught:
        parse_quantity(written, "FLOP")
    assert "`" in str(caught.value)
    assert caught.value.help
    assert len(str(caught.value)) < 300


@given(
    st.from_regex(r"[0-9]?\s?[x×·*]?\s?10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺^*0-9+-]{0,6}", fullmatch=True),
    st.sampled_from(UNITS),
)
def test_whatever_looks_like_a_power_of_ten_is_one_or_is_refused_with_help(written, unit):
    assert_quantity_or_help(read_or_refused(written, unit))


figures = st.decimals(
    min_value=0, max_value=Decimal("1e90"), allow_nan=False, allow_infinity=False
).filter(lambda value: not value or value.adjusted() > -90)


@given(figures, st.sampled_from(UNITS))
def test_a_figure_survives_being_written_and_read(value, unit):
    assert parse_quantity(str(value), unit) == value


@given(figures, st.sampled_from(["FLOP", "FLOP/s"]))
def test_a_figure_with_its_unit_is_the_figure(value, unit):
    assert parse_quantity(f"{value} {unit}", unit) == value


def read_or_refused(written, unit):
    """The quantity, or what the error says and advises."""
    try:
        return parse_quantity(written, unit)
    except QuantityError as error:
        return str(error), error.help


def assert_quantity_or_help(found):
    assert all(found) if isinstance(found, tuple) else found.is_finite() and found >= 0


@given(st.text(max_size=40), st.sampled_from([*UNITS, "count"]))
def test_whatever_is_typed_gives_a_quantity_or_says_why_not_and_what_to_write(written, unit):
    assert_quantity_or_help(read_or_refused(written, unit))


@given(
    st.from_regex(
        r"[-+]?[0-9]{1,3}(,[0-9]{3})?(\.[0-9]{1,3})?([eE][-+]?[0-9]{1,4})?"
        r"( ?[kMGTPEZY]?(FLOP|flop)[sS]?(/s)?| %| days)?",
        fullmatch=True,
    ),
    st.sampled_from(UNITS),
)
def test_whatever_looks_like_a_quantity_is_one_or_is_refused_with_help(written, unit):
    assert_quantity_or_help(read_or_refused(written, unit))


@given(
    st.integers(1, 10**40),
    st.integers(0, 10**12 - 1),
    st.sampled_from(["", "FLOP", "kFLOP", "EFLOP"]),
)
def test_no_figure_is_rounded_however_many_digits_it_has(whole, part, unit):
    scale = {"": 0, "FLOP": 0, "kFLOP": 3, "EFLOP": 18}[unit]
    digits = f"{whole}{part:012d}"
    assert parse_quantity(f"{whole}.{part:012d} {unit}".strip(), "FLOP") == Decimal(
        f"{digits}e{scale - 12}"
    )


def test_a_figure_just_below_a_threshold_stays_below_it():
    assert parse_quantity("99999999999999999999999999.999", "FLOP") < Decimal("1e26")
    assert parse_quantity("1.00000000000000000000000000000001e26", "FLOP") > Decimal("1e26")
