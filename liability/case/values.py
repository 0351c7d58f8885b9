"""One value of a case file, typed by the declaration of the fact; problems are collected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import cycle, islice, pairwise
from typing import TYPE_CHECKING

from liability.case.model import POINTS, Disputed, Interval, Known, Stated, Value, exactly
from liability.case.quantity import QuantityError, called, examples, parse_quantity
from liability.rulebook.model import WORDS_FOR_UNKNOWN, Fact, Rulebook
from liability.rulebook.texts import meant
from liability.source.commas import TEXT_WITH_COMMA, is_torn_off
from liability.source.days import DayError, parse_day
from liability.source.problems import Problem, suggestion
from liability.source.slips import with_space
from liability.source.visible import short
from liability.source.yaml import Data, Document, Path_, part_at

if TYPE_CHECKING:
    from liability.case.currency import Amount

TRUE_WORDS, FALSE_WORDS = frozenset({"true", "yes"}), frozenset({"false", "no"})
_FORM_KEYS = ("value", *POINTS, "disputed", "evidence", "note")
_EXAMPLES = {"boolean": ["yes", "no"], "date": ["2025-03-05", "2025-04-01"]}


class ValueReader:
    """Reads the values of one document, and keeps what is wrong with them in `problems`.

    Attributes:
        amounts: the amounts of money read, which have to be in one currency.
    """

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        self.document = document
        self.book = rulebook
        self.problems: list[Problem] = []
        self.amounts: list[Amount] = []

    def problem(
        self, code: str, message: str, advice: str, path: Path_, *, key: bool = False
    ) -> None:
        place = self.document.place(path, key=key)
        self.problems.append(Problem(f"case/{code}", message, advice, place))

    def unknown_key(self, message: str, advice: str, path: Path_) -> None:
        """Report a key that is none; the help is for what else was typed, if that shows."""
        value, key = part_at(self.document.data, path), str(path[-1])
        if value is None and with_space(key):
            advice = f"write `{short(with_space(key))}`"
        elif not (key[:1].isdecimal() or advice.startswith("did you mean")):
            torn_off = is_torn_off(self.document.place(path, key=True), value)
            advice = TEXT_WITH_COMMA if torn_off else advice
        self.problem("unknown-key", message, advice, path, key=True)

    def text(self, data: Data, path: Path_) -> str:
        if data is None or isinstance(data, str):
            return data if data and data.strip() else ""
        self.problem("wrong-type", f"`{path[-1]}` must be text", "put the text in quotes", path)
        return ""

    def mapping(self, data: Data, path: Path_, example: str) -> dict[str, Data]:
        if data is None:
            return {}
        if isinstance(data, dict):
            return data
        spaced = with_space(data) if isinstance(data, str) else ""
        advice = f"write `{short(spaced)}`" if spaced else f"write it as `{example}`"
        self.problem("wrong-type", f"`{path[-1]}` must be a mapping", advice, path)
        return {}

    def stated(self, fact: Fact, data: Data, path: Path_, sources: Mapping[str, str]) -> Stated:
        """Return what is stated of a fact: its value, and what stands beside it."""
        if not isinstance(data, dict):
            return Stated(self.value(fact, data, path))
        self.keys(fact, data, path, _FORM_KEYS, "a fact's value")
        return Stated(
            self.form(fact, data, path),
            self.evidence(data.get("evidence"), (*path, "evidence"), sources),
            self.text(data.get("note"), (*path, "note")),
        )

    def keys(
        self, fact: Fact, data: Mapping[str, Data], path: Path_, known: Sequence[str], part: str
    ) -> None:
        """Report what is no part of a value, and a mapping that says nothing."""
        for key in data:
            if key not in known:
                advice = suggestion(key, known)
                if key[:1].isdecimal():
                    advice = "put an amount with commas in quotes, as `'120,000'`"
                elif key in ("evidence", "note"):
                    outer = "value" if path[-1] == "value" else "disputed"
                    advice = f"put it beside `{outer}`"
                elif key in _FORM_KEYS:
                    advice = "write the bare value here, or an interval"
                self.unknown_key(f"`{short(key)}` is not part of {part}", advice, (*path, key))
        if not data:
            self.problem(
                "wrong-type",
                f"`{fact.name}` is given as an empty mapping",
                "write a value, `unknown`, or nothing at all",
                path,
            )

    def form(self, fact: Fact, data: Mapping[str, Data], path: Path_) -> Value | None:
        """Return the value of a mapping, which is given in one of three ways."""
        forms = [key for key in ("value", "disputed") if key in data]
        if any(point in data for point in POINTS):
            forms.append("low")
        if len(forms) > 1:
            self.problem(
                "wrong-type",
                f"`{fact.name}` is given in two ways",
                "give one of `value`, `low`/`best`/`high`, `disputed`",
                path,
            )
            return None
        match forms:
            case ["disputed"]:
                return self.disputed(fact, data["disputed"], (*path, "disputed"))
            case ["low"]:
                return self.interval(fact, data, path)
            case ["value"]:
                return self.inner(fact, data["value"], (*path, "value"))
        return None

    def inner(self, fact: Fact, data: Data, path: Path_) -> Value | None:
        """Return what stands under `value`: a plain value, an interval, or a dispute."""
        if not isinstance(data, dict):
            return self.value(fact, data, path)
        self.keys(fact, data, path, (*POINTS, "disputed"), "what stands under `value`")
        return self.form(fact, {key: data[key] for key in data if key != "value"}, path)

    def value(self, fact: Fact, data: Data, path: Path_) -> Known | None:
        if is_unknown(data):
            return None
        if fact.type == "choices":
            return self.choices(fact, data, path)
        if not isinstance(data, str):
            self.problem(
                "wrong-type", f"`{fact.name}` takes one value, not a list", _expected(fact), path
            )
            return None
        match fact.type:
            case "boolean":
                return self.boolean(fact, data, path)
            case "choice":
                return self.choice(fact, data, path)
            case "quantity":
                assert fact.unit is not None
                value = self.quantity(data, fact.unit, path)
                return None if value is None else exactly(value)
            case "date":
                return self.date(data, path)
        return data

    def version(self, fact: Fact, data: Data, path: Path_) -> Known | None:
        """Return one side's version: a plain value or an interval."""
        if not isinstance(data, dict):
            return self.value(fact, data, path)
        self.keys(fact, data, path, POINTS, "one side's version")
        points = {key: data[key] for key in POINTS if key in data}
        return self.interval(fact, points, path) if points else None

    def disputed(self, fact: Fact, data: Data, path: Path_) -> Disputed | None:
        sides = self.mapping(data, path, f"disputed: {self.example_of_dispute(fact)}")
        said: dict[str, Known | None] = {}
        for side, value in sides.items():
            if side not in self.book.sides:
                self.problem(
                    "unknown-name",
                    f"`{short(side)}` is not a side",
                    suggestion(side, self.book.sides),
                    (*path, side),
                    key=True,
                )
                continue
            said[side] = self.version(fact, value, (*path, side))
        if isinstance(data, dict | None) and len(sides) < 2:
            self.problem(
                "wrong-type",
                f"`{fact.name}` is disputed by one side only",
                "give a value for each of two sides",
                path,
            )
        return Disputed(said) if said else None

    def example_of_dispute(self, fact: Fact) -> str:
        """Return a dispute about a fact, as it is written."""
        values = [*fact.values] or _EXAMPLES.get(fact.type, ["…"])
        if fact.unit:
            values = ["{low: …}", "{high: …}"]
        pairs = zip(self.book.sides, cycle(values), strict=False)
        return "{" + ", ".join(f"{side}: {value}" for side, value in islice(pairs, 2)) + "}"

    def interval(self, fact: Fact, data: Mapping[str, Data], path: Path_) -> Interval | None:
        if fact.type != "quantity" or fact.unit is None:
            self.problem(
                "wrong-type",
                f"`{fact.name}` takes no interval",
                _expected(fact),
                path,
            )
            return None
        points: dict[str, Decimal | None] = dict.fromkeys(POINTS)
        for key, written in data.items():
            if key in POINTS and not is_unknown(written):
                points[key] = self.quantity(written, fact.unit, (*path, key))
        given = [(name, value) for name in POINTS if (value := points[name]) is not None]
        for (lower, small), (upper, large) in pairwise(given):
            if small > large:
                self.problem(
                    "interval",
                    f"`{lower}` is above `{upper}`",
                    "swap them, or check the exponents",
                    (*path, lower),
                )
                return None
        return Interval(**points) if given else None

    def quantity(self, data: Data, unit: str, path: Path_) -> Decimal | None:
        if not isinstance(data, str):
            self.problem(
                "wrong-type",
                f"`{path[-1]}` must be {called(unit)}",
                f"write it as {examples(unit)}",
                path,
            )
            return None
        try:
            return self.money(data, path) if unit == "money" else parse_quantity(data, unit)
        except QuantityError as error:
            self.problem(error.code, str(error), error.help, path)
            return None

    def money(self, written: str, path: Path_) -> Decimal:
        from liability.case.currency import Amount
        from liability.case.money import parse_money

        money = parse_money(written)
        self.amounts.append(Amount(written, money, self.document.place(path)))
        return money.amount

    def boolean(self, fact: Fact, data: str, path: Path_) -> str | None:
        word = data.strip().lower()
        if word in TRUE_WORDS | FALSE_WORDS:
            return "true" if word in TRUE_WORDS else "false"
        self.problem(
            "wrong-type", f"`{as_written(data)}` does not answer yes or no", _expected(fact), path
        )
        return None

    def choice(self, fact: Fact, data: str, path: Path_) -> str | None:
        if data in fact.values:
            return data
        self.problem(
            "unknown-name",
            f"`{as_written(data)}` is not a value of `{fact.name}`",
            values_told(fact, data),
            path,
        )
        return None

    def choices(self, fact: Fact, data: Data, path: Path_) -> frozenset[str] | None:
        given = [data] if isinstance(data, str) else data
        if given == ["none"]:
            given = []
        if not isinstance(given, list):
            self.problem("wrong-type", f"`{fact.name}` takes a list", _expected(fact), path)
            return None
        for index, each in enumerate(given):
            where = path if isinstance(data, str) else (*path, index)
            if not isinstance(each, str) or each not in fact.values:
                self.problem(
                    "unknown-name",
                    f"`{as_written(each)}` is not a value of `{fact.name}`",
                    values_told(fact, as_written(each)),
                    where,
                )
        return frozenset(each for each in given if isinstance(each, str) and each in fact.values)

    def date(self, data: Data, path: Path_) -> date | None:
        try:
            return parse_day(as_written(data))
        except DayError as error:
            self.problem(error.code, str(error), error.help, path)
            return None

    def evidence(self, data: Data, path: Path_, sources: Mapping[str, str]) -> tuple[str, ...]:
        named = [data] if isinstance(data, str) else data if isinstance(data, list) else []
        if data is not None and not isinstance(data, str | list):
            self.problem(
                "wrong-type", "`evidence` names sources", "write it as `evidence: [card]`", path
            )
        for index, each in enumerate(named):
            if not isinstance(each, str) or (
                each not in sources and each not in self.book.provisions
            ):
                self.problem(
                    "unknown-name",
                    f"`{as_written(each)}` is neither a source of this case nor a provision",
                    f"add it under `sources:`, as in `{as_written(each)}: where it is from`",
                    path if isinstance(data, str) else (*path, index),
                )
        return tuple(each for each in named if isinstance(each, str))


def is_unknown(data: Data) -> bool:
    """Return whether a value says that it is not known."""
    return data is None or (isinstance(data, str) and data.strip().lower() in WORDS_FOR_UNKNOWN)


def as_written(data: Data) -> str:
    """Return what was written, cut to fit a message."""
    return short(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False))


def values_told(fact: Fact, written: str) -> str:
    """Return a help line: which value of a fact was meant, what each means, or where it is said."""
    many = f"`liability rules show {fact.id}` says what each value means"
    return meant(written, fact.values, many)


def _expected(fact: Fact) -> str:
    match fact.type:
        case "boolean":
            return "answer `yes`, `no` or `unknown`"
        case "choice" | "choices":
            return "one of " + ", ".join(f"`{each}`" for each in fact.values) + ", or `unknown`"
        case "quantity":
            unit = fact.unit or ""
            return f"{called(unit)}, as {examples(unit)}, or `{{low: …, best: …, high: …}}`"
        case "date":
            return "a date, as 2025-03-05"
    return "write it as text, in quotes"
