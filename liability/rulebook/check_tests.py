"""Checks of the tests of facts: each fit for the type and the unit of what it tests."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from liability.rulebook import conditions as c
from liability.rulebook.check_conditions import ConditionChecker
from liability.rulebook.model import Fact, Finding, Rulebook
from liability.rulebook.sources import Sources
from liability.rulebook.words import figure
from liability.source.days import is_date

_ORDER = frozenset({"below", "at_most", "above", "at_least"})
_DATES = frozenset({"before", "on_or_before", "after", "on_or_after"})
_OPERATORS = {
    "boolean": frozenset({"is", "supported", c.LEFT_OUT}),
    "choice": frozenset({"is", "is_one_of", "supported", "decides", c.LEFT_OUT}),
    "choices": frozenset({"includes_any", c.LEFT_OUT}),
    "quantity": _ORDER | {c.LEFT_OUT},
    "date": _DATES | {c.LEFT_OUT},
    "text": frozenset[str](),
}


class FactTestChecker(ConditionChecker):
    """Adds every problem of a test of a fact to `sources`."""

    def __init__(self, rulebook: Rulebook, sources: Sources) -> None:
        super().__init__(rulebook, sources)
        self.testable = {**rulebook.facts, **references(rulebook)}

    def fact_test(self, test: c.FactTest, finding: Finding) -> None:
        where = ("findings", finding.id)
        if not self.known(test.fact, self.testable, "a fact", *where, "fact"):
            return
        fact = self.testable[test.fact]
        if fact.subject not in self.book.subjects:
            return  # reported where the fact is declared
        self.of_whom(fact, finding)
        if test.operator not in _OPERATORS[fact.type]:
            self.sources.problem(
                "rules/type-mismatch",
                f"`{test.operator}` does not fit `{fact.id}`, a {fact.type}",
                "write one of " + ", ".join(f"`{each}`" for each in sorted(_OPERATORS[fact.type]))
                if _OPERATORS[fact.type]
                else "no rule can test text; declare a fact of another type",
                *where,
                test.operator,
            )
            return
        values = {"true", "false"} if fact.type == "boolean" else fact.values
        for value in (*test.values, *test.against):
            self.known(value, values, f"a value of `{fact.id}`", *where)
        both = next((each for each in test.values if each in test.against), None)
        if both is not None:
            self.sources.problem(
                "rules/wrong-value",
                f"`{both}` is under `met` and under `not_met`",
                "a value shows the one or the other; remove it from one",
                *where,
                both,
                ("not_met",),
            )
        self.operand(test, fact, finding)
        self.otherwise(test, fact, finding)

    def otherwise(self, test: c.FactTest, fact: Fact, finding: Finding) -> None:
        """Report a fact that cannot take the place of the one that is tested."""
        where = ("findings", finding.id)
        if test.otherwise is None or not self.known(
            test.otherwise, self.book.facts, "a fact", *where, "otherwise"
        ):
            return
        other = self.book.facts[test.otherwise]
        if other.subject in self.book.subjects:
            self.of_whom(other, finding)
        if (other.type, other.unit, [*other.values]) != (fact.type, fact.unit, [*fact.values]):
            self.sources.problem(
                "rules/unit-mismatch",
                f"`{other.id}` cannot take the place of `{fact.id}`, which is in "
                f"{fact.unit or fact.type}",
                "name a fact of the same type, unit and values",
                *where,
                other.id,
            )

    def of_whom(self, fact: Fact, finding: Finding) -> None:
        """Report a fact of each party, claim, … in a finding that is not about one."""
        if self.book.subjects[fact.subject].many and fact.subject != finding.subject:
            self.sources.problem(
                "rules/subject",
                f"`{fact.id}` is a fact of each `{fact.subject}`",
                f"add `for_each: {fact.subject}` to `{finding.id}`",
                "findings",
                finding.id,
                fact.id,
                ("fact",),
            )

    def operand(self, test: c.FactTest, fact: Fact, finding: Finding) -> None:
        where = ("findings", finding.id)
        unit = other = None
        match test.operand:
            case c.ParameterRef(parameter=name):
                if not self.known(name, self.book.parameters, "a parameter", *where, "parameter"):
                    return
                unit, other = self.book.parameters[name].unit, name
            case c.FactRef(fact=name):
                if not self.known(name, self.testable, "a fact", *where, test.operator, "fact"):
                    return
                operand = self.testable[name]
                if operand.subject in self.book.subjects:
                    self.of_whom(operand, finding)
                unit, other = operand.unit or operand.type, name
            case c.Literal(written=written):
                if not (is_date(written) if fact.type == "date" else _is_number(written)):
                    self.sources.problem(
                        "rules/wrong-value",
                        f"`{written}` does not fit `{fact.id}`, a {fact.type}",
                        "write it as 2025-03-05"
                        if fact.type == "date"
                        else "write a number, zero or more, as `1e26`",
                        *where,
                        written,
                    )
                return
            case c.AsOf():
                unit, other = "date", "as_of"
            case _:
                return
        if unit != (fact.unit or fact.type):
            self.sources.problem(
                "rules/unit-mismatch",
                f"`{fact.id}` is in {fact.unit or fact.type} and `{other}` in {unit}",
                "compare like with like",
                *where,
                other,
            )


def references(rulebook: Rulebook) -> dict[str, Fact]:
    """Return the keys by which a case names other subjects, as facts that findings may test."""
    found: dict[str, Fact] = {}
    for subject in rulebook.subjects.values():
        for key, target in subject.refers_to.items():
            if target in rulebook.subjects and rulebook.subjects[target].declared:
                members = {
                    name: entry.title for name, entry in rulebook.entries.get(target, {}).items()
                }
                fact_id = f"{subject.id}.{key}"
                found[fact_id] = Fact(
                    fact_id,
                    subject.id,
                    key,
                    "choice",
                    {"en": key},
                    {"en": key},
                    None,
                    members,
                    (),
                )
    return found


def _is_number(written: str) -> bool:
    try:
        figure(written)
    except PydanticCustomError:
        return False
    return True
