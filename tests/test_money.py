"""Money as people type it, read exactly, and held to one currency a case."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from liability.case.blank import blank_case
from liability.case.load import load_case
from liability.case.model import Disputed, Interval, Stated
from liability.case.money import decimals, is_currency, parse_money
from liability.case.quantity import QuantityError
from liability.documents.money_words import amount
from liability.documents.words import in_unit, known
from liability.rulebook.compile import compile_pack
from liability.rulebook.model import Rulebook
from liability.source.problems import ProblemsError
from liability.source.yaml import parse

BASE = Path(__file__).parent / "packs" / "base"
DOLLARS = {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN"}


@pytest.mark.parametrize(
    ("written", "means", "currencies"),
    [
        ("120000000", "1.2e8", None),
        ("120,000,000", "1.2e8", None),
        ("120_000_000", "1.2e8", None),
        ("120 million", "1.2e8", None),
        ("120 Million", "1.2e8", None),
        ("0.12 b", "1.2e8", None),
        ("120M USD", "1.2e8", "USD"),
        ("120MUSD", "1.2e8", "USD"),
        ("USD 120,000,000.50", "120000000.50", "USD"),
        ("USD120m", "1.2e8", "USD"),
        ("US$120m", "1.2e8", "USD"),
        ("$120M USD", "1.2e8", "USD"),
        ("1.2bn EUR", "1.2e9", "EUR"),
        ("€3.5 million", "3.5e6", "EUR"),
        ("3.5 million euros", "3.5e6", "EUR"),
        ("1.234 billion", "1.234e9", None),
        ("2 trillion won", "2e12", "KRW"),
        ("2 tn", "2e12", None),
        ("£10k", "1e4", "GBP"),
        ("10K GBP", "1e4", "GBP"),
        ("10 thousand", "1e4", None),
        ("1200억원", "1.2e11", "KRW"),
        ("1,200억 원", "1.2e11", "KRW"),
        ("1억 2000만원", "1.2e8", "KRW"),
        ("3조 5,000억 원", "3.5e12", "KRW"),
        ("1만 5000원", "15000", "KRW"),
        ("₩5000000", "5e6", "KRW"),
        ("3億円", "3e8", "JPY"),
        ("¥3億", "3e8", "CNY JPY"),
        ("5千万円", "5e7", "JPY"),
        ("３億円", "3e8", "JPY"),
        ("500万元", "5e6", "CNY HKD MOP TWD"),
        ("¥500万元", "5e6", "CNY"),
        ("RMB 1.2万亿元", "1.2e12", "CNY"),
        ("2兆", "2e12", None),
        ("1.2e8", "1.2e8", None),
        ("1.2e8 USD", "1.2e8", "USD"),
        ("10^8 EUR", "1e8", "EUR"),
        ("KWD 1.500", "1.5", "KWD"),
        ("5 MXN", "5", "MXN"),  # not a million
        ("5 BBD", "5", "BBD"),  # not a billion
        ("0.001", "0.001", None),
        ("-0", "0", None),
        ("+5", "5", None),
        ("1e30", "1e30", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(written, means, currencies):
    read = parse_money(written)
    assert read.amount == Decimal(means)
    assert read.currencies == (currencies and frozenset(currencies.split()))


@pytest.mark.parametrize("written", ["$120M", "＄5", "5 dollars", "5달러", "5ドル"])
def test_a_dollar_is_any_of_the_dollars(written):
    assert parse_money(written).currencies >= DOLLARS


@pytest.mark.parametrize(
    ("written", "code", "says", "advises"),
    [
        ("1.200.000", "wrong-type", "as English does", "`1200000`"),
        ("1.200,50", "wrong-type", "as English does", "`1200.50`"),
        ("1,2 million", "wrong-type", "as English does", "`1.2 million`"),
        ("€1.200,50", "wrong-type", "as English does", "`€1200.50`"),
        ("1 200 000 USD", "wrong-type", "as English does", "`1200000 USD`"),
        ("1'200'000", "wrong-type", "as English does", "`1200000`"),
        ("1,20,00,000", "wrong-type", "as English does", "as in `1,200.50`"),
        ("120.000", "wrong-type", "decimals or grouped thousands", "`120000` or `120`"),
        ("€1.500", "wrong-type", "decimals or grouped thousands", "`1500` or `1.5`"),
        ("1.234 USD", "wrong-type", "decimals or grouped thousands", "`1234` if"),
        ("1억 5천", "wrong-type", "not plainly one amount", "1억 2000만"),
        ("1.5억 2000만", "wrong-type", "not plainly one amount", "1억 2000만"),
        ("1억 20000만", "wrong-type", "not plainly one amount", "1억 2000만"),
        ("$5 EUR", "wrong-unit", "two currencies, `$` and `EUR`", "leave"),
        ("USD 5 CAD", "wrong-unit", "two currencies", "leave"),
        ("120m usd", "wrong-unit", "`usd` is not a currency", "did you mean `USD`?"),
        ("usd 120m", "wrong-unit", "`usd` is not a currency", "did you mean `USD`?"),
        ("5 XYZ", "wrong-unit", "`XYZ` is not a currency", "`USD`"),
        ("XXX 5", "wrong-unit", "`XXX` is not a currency", "`USD`"),
        ("5 TEUR", "wrong-unit", "neither a currency nor a scale", "`thousand`"),
        ("1.2T", "wrong-unit", "neither a currency nor a scale", "`tn`"),
        ("5 %", "wrong-unit", "neither a currency nor a scale", "`USD`"),
        ("5 FLOP/s", "wrong-unit", "neither a currency nor a scale", "`USD`"),
        ("$5M to $6M", "wrong-unit", "neither a currency nor a scale", "`USD`"),
        ("-5", "out-of-range", "negative", "zero or more"),
        ("-$5", "out-of-range", "negative", "zero or more"),
        ("$−5", "out-of-range", "negative", "zero or more"),
        ("nan", "out-of-range", "not a finite", "`unknown`"),
        ("-inf", "out-of-range", "not a finite", "`unknown`"),
        ("1e31", "out-of-range", "out of range", "exponent"),
        ("USD 1e400", "out-of-range", "out of range", "exponent"),
        ("1e-99999", "out-of-range", "out of range", "exponent"),
        ("", "wrong-type", "not an amount of money", "USD 120 million"),
        ("$", "wrong-type", "not an amount of money", "USD 120 million"),
        ("million", "wrong-type", "not an amount of money", "USD 120 million"),
        ("(5)", "wrong-type", "not an amount of money", "USD 120 million"),
        ("~5", "wrong-type", "not an amount of money", "USD 120 million"),
        ("5-6", "wrong-type", "not an amount of money", "USD 120 million"),
        ("-$-5", "wrong-type", "not an amount of money", "USD 120 million"),
        ("USD nan", "wrong-type", "not an amount of money", "USD 120 million"),
        ("9" * 100_000, "wrong-type", "not an amount of money", "USD 120 million"),
    ],
)
def test_what_is_no_plain_amount_is_refused_with_what_to_write(written, code, says, advises):
    with pytest.raises(QuantityError) as caught:
        parse_money(written)
    assert caught.value.code == code
    assert says in str(caught.value)
    assert advises in caught.value.help
    assert len(str(caught.value)) < 300


SCALES = {"": 0, "k": 3, " thousand": 3, "M": 6, " mn": 6, " million": 6, "bn": 9, " trillion": 12}
EASTERN = {"만": 4, "億": 8, "亿": 8, " 조": 12, "千万": 7, "": 0}
cents = st.integers(0, 10**20).map(lambda value: Decimal(value).scaleb(-2))


@given(cents, st.sampled_from(["USD", "EUR", "BRL"]), st.sampled_from(["{c} {a}", "{a} {c}"]))
@example(Decimal("1200.50"), "USD", "{c} {a}")
def test_an_amount_survives_being_written_and_read(value, code, form):
    for written in (f"{value:,f}", f"{value:f}", amount(value, None)):
        read = parse_money(form.format(c=code, a=written))
        assert (read.amount, read.currencies) == (value, {code})
    assert parse_money(amount(value, code)).amount == value


@given(cents, st.sampled_from(sorted(SCALES)), st.sampled_from(["", "$", "€", "USD "]))
def test_an_amount_with_a_scale_is_that_many_times_the_figure(value, scale, before):
    assert parse_money(f"{before}{value:,f}{scale}").amount == value * 10 ** SCALES[scale]


@given(cents, st.sampled_from(sorted(EASTERN)), st.sampled_from(["", "원", " 円", "元"]))
def test_an_amount_with_an_eastern_scale_is_that_many_times_the_figure(value, scale, behind):
    assert parse_money(f"{value:,f}{scale}{behind}").amount == value * 10 ** EASTERN[scale]


def assert_amount_or_help(written):
    try:
        read = parse_money(written)
    except QuantityError as error:
        said = str(error), error.help
    else:
        said = read.amount.is_finite(), read.amount >= 0, *map(is_currency, read.currencies or ())
    assert all(said)


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_an_amount_or_says_why_not_and_what_to_write(written):
    assert_amount_or_help(written)


@given(
    st.from_regex(
        r"[-+]?(\$|USD |¥)?[0-9]{1,3}([,. '][0-9]{2,3}){0,3}([eE][0-9]{1,3})? ?(k|M|bn|千|万|억)?"
        r" ?([0-9]{1,4}만)?(EUR|usd|원|元|%)?",
        fullmatch=True,
    )
)
def test_whatever_looks_like_an_amount_is_one_or_is_refused_with_help(written):
    assert_amount_or_help(written)


def test_the_usual_codes_are_what_the_library_knows():
    from babel.numbers import is_currency as known_there

    from liability.case.money import _USUAL

    assert all(map(known_there, _USUAL))


# --- in a case ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book():
    return compile_pack(BASE)


class WithCurrency(Rulebook):
    """A rulebook that says which fact holds the currency of a case."""

    apportionment = SimpleNamespace(facts={"currency": "system.currency"})


@pytest.fixture(scope="module")
def with_currency(book):
    made = object.__new__(WithCurrency)
    for each in fields(book):
        if each.name != "apportionment":
            object.__setattr__(made, each.name, getattr(book, each.name))
    return made


def case(text, book):
    return load_case(parse("case: x\n" + text, "x.yaml"), book)


def problems(text, book):
    with pytest.raises(ProblemsError) as caught:
        case(text, book)
    return [(each.code, each.message, each.help) for each in caught.value.problems]


def exactly(figure):
    return Interval(Decimal(figure), Decimal(figure), Decimal(figure))


def test_a_fact_in_money_is_read_in_every_form(book):
    read = case(
        "system: {price: {low: $1k, high: USD 2k}}\n"
        "parties:\n"
        "- {id: a, paid: {disputed: {claimant: $5M, developer: 4 million}}}\n"
        "- {id: b, paid: unknown}\n"
        "parameters: {ceiling: USD 6M}",
        book,
    )
    assert read.value("system.price") == Interval(Decimal(1000), None, Decimal(2000))
    sides = {"claimant": exactly("5e6"), "developer": exactly("4e6")}
    assert read.value("party.paid", "a") == Disputed(sides)
    assert read.value("party.paid", "b") is None
    assert read.parameters == {"ceiling": Decimal("6e6")}


@pytest.mark.parametrize(
    ("amounts", "currency"),
    [
        ("{a: USD 5M}", "USD"),
        ("{a: $5M, b: USD 5M}", "USD"),
        ("{a: USD 5M, b: 5M}", "USD"),
        ("{a: 50억 원}", "KRW"),
        ("{a: $5M}", None),
        ("{a: $5M, b: 5M}", None),
        ("{a: 5M}", None),
    ],
)
def test_the_amounts_state_the_currency_where_they_settle_it(amounts, currency, with_currency):
    parties = [{"id": key, "paid": each} for key, each in _pairs(amounts)]
    text = "parties:\n" + "".join(f"- {{id: {p['id']}, paid: {p['paid']}}}\n" for p in parties)
    assert case(text, with_currency).value("system.currency") == currency


def _pairs(written):
    return [each.split(": ") for each in written.strip("{}").split(", ")]


def test_a_currency_said_to_be_unknown_keeps_its_note_where_the_amounts_settle_it(with_currency):
    read = case("system: {currency: {value: unknown, note: asked}, price: USD 5}", with_currency)
    assert read.facts["system.currency"] == Stated("USD", (), "asked")


def test_without_a_fact_for_it_the_currency_is_stated_nowhere(book):
    assert case("system: {price: USD 5}", book).value("system.currency") is None


@pytest.mark.parametrize("price", ["5M", "$5M", "USD 5M", "US$ 0.01"])
def test_an_amount_may_be_in_the_currency_that_the_case_states(price, with_currency):
    read = case(f"system: {{currency: USD, price: {price}}}", with_currency)
    assert read.value("system.currency") == "USD"


def test_every_amount_in_another_currency_than_the_case_states_is_reported(with_currency):
    found = problems(
        "system: {currency: KRW, price: $5M}\nparties:\n- {id: a, paid: 5M EUR}", with_currency
    )
    advice = "give the amount in `KRW`, or correct `currency`"
    assert found == [
        ("case/currency", "`$5M` is in a currency of the sign `$`, and the case in `KRW`", advice),
        ("case/currency", "`5M EUR` is in `EUR`, and the case in `KRW`", advice),
    ]


def test_a_disputed_currency_takes_amounts_of_either_side_but_not_of_both(with_currency):
    start = "system: {currency: {disputed: {claimant: USD, developer: EUR}}, price: 5 EUR}\n"
    assert isinstance(case(start, with_currency).value("system.currency"), Disputed)
    (found,) = problems(start + "parties:\n- {id: a, paid: USD 5}", with_currency)
    assert found[1] == "`USD 5` is in `USD`, and `5 EUR` on line 2 in `EUR`"
    (found,) = problems(start + "parties:\n- {id: a, paid: 5 KRW}", with_currency)
    assert found[1] == "`5 KRW` is in `KRW`, and `5 EUR` on line 2 in `EUR`"


def test_a_currency_that_the_fact_does_not_take_is_reported(with_currency):
    (found,) = problems("system: {price: 5M JPY}", with_currency)
    assert found[:2] == ("case/currency", "`5M JPY` is in `JPY`, which `currency` does not take")
    assert all(f"`{each}`" in found[2] for each in ("EUR", "KRW", "USD"))


@pytest.mark.parametrize(
    ("currency", "price", "advice"),
    [("USD", "0.001", "2 decimals"), ("KRW", "0.5", "no decimals"), ("KRW", "1e-3", "no decimals")],
)
def test_an_amount_finer_than_the_smallest_unit_is_reported(currency, price, advice, with_currency):
    text = f"system: {{currency: {currency}, price: {price}}}"
    (found,) = problems(text, with_currency)
    message = f"`{price}` is finer than the smallest unit of `{currency}`"
    assert found == ("case/out-of-range", message, f"round it: `{currency}` has {advice}")


@pytest.mark.parametrize(
    ("currency", "price", "amount"), [("KRW", "1.2345만", "12345"), ("USD", "0.5000", "0.5")]
)
def test_zeros_at_the_end_are_not_finer_and_a_scale_counts(currency, price, amount, with_currency):
    read = case(f"system: {{currency: {currency}, price: {price}}}", with_currency)
    assert read.value("system.price") == exactly(amount)


def test_a_blank_case_shows_how_to_write_money(book):
    assert "#  price:  # money, as 120000000 or USD 120 million" in blank_case(
        book, "x", "2025-06-01"
    )


# --- in words -------------------------------------------------------------------------------------


def test_money_is_shown_in_full_and_not_as_a_power_of_ten(book):
    fact = book.facts["system.price"]
    assert known(exactly("1.2e8"), fact) == "120,000,000"
    assert known(Interval(Decimal("0.5"), None, Decimal("1e9")), fact) == "0.50 to 1,000,000,000"
    assert in_unit(Decimal("5e6"), "money") == "5,000,000"


@given(cents, st.sampled_from(["USD", "KRW", "KWD", None]))
def test_an_amount_in_words_is_exact_or_says_that_it_is_rounded(value, currency):
    said = amount(value, currency)
    shown = Decimal(said.removeprefix("≈ ").removeprefix(f"{currency} ").replace(",", ""))
    assert (shown == value) == (not said.startswith("≈"))
    assert abs(shown - value) <= Decimal(10) ** -decimals(currency) / 2
