"""Checks of conditions: every name known, every test fit for what it tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from liability.rulebook import conditions as c
from liability.rulebook.model import Fact, Finding, Rulebook
from liability.rulebook.sources import Sources
from liability.source.problems import suggestion

_ORDER = frozenset({"below", "at_most", "above", "at_least"})
_DATES = frozenset({"before", "on_or_before", "after", "on_or_after"})
_OPERATORS = {
    "boolean": frozenset({"is", "supported"}),
    "choice": frozenset({"is", "is_one_of", "supported", "decides"}),
    "choices": frozenset({"includes_any"}),
    "quantity": _ORDER,
    "date": _DATES,
    "text": frozenset[str](),
}


class ConditionChecker:
    """Adds every problem of a condition to `sources`."""

    def __init__(self, rulebook: Rulebook, sources: Sources) -> None:
        self.book = rulebook
        self.sources = sources
        self.testable = {**rulebook.facts, **references(rulebook)}

    def known(self, name: str, known: Iterable[str], what: str, section: str, entry: str) -> bool:
        """Report `name` unless it is one of `known`; return whether it is."""
        names = set(known)
        if name in names:
            return True
        self.sources.problem(
            "rules/unknown-name",
            f"`{name}` is not {what}",
            suggestion(name, names),
            section,
            entry,
            name,
        )
        return False

    def condition(
        self,
        tree: c.Condition,
        subject: str | None,
        section: str,
        entry: str,
        about: str | None = None,
    ) -> None:
        """Check a condition of the second stratum.

        Args:
            tree: the condition.
            subject: what its nodes may be about: the `for_each` of its rule.
            section: where it stands.
            entry: the entry it stands in.
            about: what `of` may name: the subject of the rule, or of the entry.
        """
        for leaf in c.walk(tree):
            match leaf:
                case c.FactTest():
                    self.sources.problem(
                        "rules/stratum",
                        f"a rule may not test the fact `{leaf.fact}`",
                        "declare a finding that tests it, and name the finding here",
                        section,
                        entry,
                        leaf.fact,
                    )
                case c.Established():
                    self.sources.problem(
                        "rules/stratum",
                        "a rule may not use `established_by`",
                        "use it in the test of a finding, and name the finding here",
                        section,
                        entry,
                        "established_by",
                    )
                case c.Is():
                    self.node(leaf.node, leaf.values, subject, section, entry)
                case c.Quantified():
                    self.quantified(leaf, about or subject, section, entry)
                case c.Choice():
                    self.choice(leaf, section, entry)
                case c.Slot() if subject is None or not self.book.subjects[subject].declared:
                    self.sources.problem(
                        "rules/subject",
                        f"slot `{leaf.name}` stands in a rule for no entry",
                        "a slot is given by a harbor, an obligation, …: add `for_each`",
                        section,
                        entry,
                        leaf.name,
                    )
                case c.Disproved():
                    self.disproved(leaf, section, entry)
                case _:
                    pass

    def disproved(self, tree: c.Disproved, section: str, entry: str) -> None:
        for leaf in c.walk(tree.part):
            conclusion = isinstance(leaf, c.Is) and leaf.node not in self.book.findings
            if isinstance(leaf, c.Quantified) or conclusion:
                assert isinstance(leaf, c.Quantified | c.Is)
                self.sources.problem(
                    "rules/stratum",
                    f"`disproved` takes findings, and `{leaf.node}` here is none",
                    "use `not`, or name the findings themselves",
                    section,
                    entry,
                    leaf.node,
                )

    def node(
        self, name: str, values: tuple[str, ...], subject: str | None, section: str, entry: str
    ) -> None:
        book = self.book
        if name in book.findings:
            self.reachable_subject(name, book.findings[name].subject, subject, section, entry)
            if values != ("met",):
                self.sources.problem(
                    "rules/type-mismatch",
                    f"`{name}` is a finding: it has no values",
                    f"write `{name}`, or `not: {name}`",
                    section,
                    entry,
                    name,
                )
            return
        base, _, member = name.rpartition(".")
        member_of = (
            book.conclusions[base].subject
            if name not in book.conclusions and base in book.conclusions
            else None
        )
        if member_of and member in book.entries.get(member_of, {}):
            conclusion = book.conclusions[base]
        elif self.known(
            name, [*book.findings, *book.conclusions], "a finding or conclusion", section, entry
        ):
            conclusion = book.conclusions[name]
            self.reachable_subject(name, conclusion.subject, subject, section, entry)
        else:
            return
        for value in values:
            if value == "met" and not conclusion.boolean:
                self.sources.problem(
                    "rules/type-mismatch",
                    f"`{name}` has values: say which",
                    f"write `{{conclusion: {name}, is: {next(iter(conclusion.values))}}}`",
                    section,
                    entry,
                    name,
                )
                return
            self.known(value, conclusion.values, f"a value of `{name}`", section, entry)

    def reachable_subject(
        self, name: str, own: str | None, here: str | None, section: str, entry: str
    ) -> None:
        if own is not None and own != here:
            self.sources.problem(
                "rules/subject",
                f"`{name}` is found for each `{own}`, and this is not about one",
                f"write `{{some: {own}, holds: {name}}}`, or add `for_each: {own}`",
                section,
                entry,
                name,
            )

    def quantified(self, leaf: c.Quantified, subject: str | None, section: str, entry: str) -> None:
        if not self.known(leaf.subject, self.book.subjects, "a subject", section, entry):
            return
        nodes = {each.id: each.subject for each in self.book.findings.values()}
        nodes |= {each.id: each.subject for each in self.book.conclusions.values()}
        if (
            self.known(leaf.node, nodes, "a finding or conclusion", section, entry)
            and nodes[leaf.node] != leaf.subject
        ):
            self.sources.problem(
                "rules/subject",
                f"`{leaf.node}` is not about each `{leaf.subject}`",
                f"name a finding or conclusion with `for_each: {leaf.subject}`",
                section,
                entry,
                leaf.node,
            )
        valued = self.book.conclusions.get(leaf.node)
        if valued is not None and not valued.boolean:
            self.sources.problem(
                "rules/type-mismatch",
                f"`{leaf.node}` has values, and `holds` takes a yes or no",
                f"conclude from `{leaf.node}` what is to hold, and name that",
                section,
                entry,
                leaf.node,
            )
        if (
            leaf.of is not None
            and self.known(
                leaf.of,
                self.book.subjects[leaf.subject].refers_to.values(),
                f"what a `{leaf.subject}` refers to",
                section,
                entry,
            )
            and leaf.of != subject
        ):
            self.sources.problem(
                "rules/subject",
                f"`of: {leaf.of}` stands where no `{leaf.of}` is at hand",
                f"add `for_each: {leaf.of}` to the rule, or leave `of` out",
                section,
                entry,
                leaf.of,
            )

    def choice(self, leaf: c.Choice, section: str, entry: str) -> None:
        options = {name for name, _ in leaf.options}
        if leaf.reading is None:
            for name in options - {"default"}:
                self.known(name, self.book.profiles, "a profile", section, entry)
            if "default" not in options and options < set(self.book.profiles):
                self.sources.problem(
                    "rules/missing-key",
                    "`by_profile` leaves a profile out",
                    "add `default:` for those not named",
                    section,
                    entry,
                    "by_profile",
                )
        elif self.known(leaf.reading, self.book.readings, "a reading", section, entry):
            declared = set(self.book.readings[leaf.reading].options)
            for name in options:
                self.known(name, declared, f"an option of `{leaf.reading}`", section, entry)
            for name in sorted(declared - options):
                self.sources.problem(
                    "rules/missing-key",
                    f"option `{name}` of `{leaf.reading}` is left out",
                    "say what holds under each option",
                    section,
                    entry,
                    leaf.reading,
                )

    def fact_test(self, test: c.FactTest, finding: Finding) -> None:
        where = ("findings", finding.id)
        if not self.known(test.fact, self.testable, "a fact", *where):
            return
        fact = self.testable[test.fact]
        if self.book.subjects[fact.subject].many and fact.subject != finding.subject:
            self.sources.problem(
                "rules/subject",
                f"`{fact.id}` is a fact of each `{fact.subject}`",
                f"add `for_each: {fact.subject}` to `{finding.id}`",
                *where,
                fact.id,
            )
        if test.operator not in _OPERATORS[fact.type]:
            self.sources.problem(
                "rules/type-mismatch",
                f"`{test.operator}` does not fit `{fact.id}`, a {fact.type}",
                suggestion("", _OPERATORS[fact.type]),
                *where,
                test.operator,
            )
            return
        values = {"true", "false"} if fact.type == "boolean" else fact.values
        for value in (*test.values, *test.against):
            self.known(value, values, f"a value of `{fact.id}`", *where)
        self.operand(test, fact, finding)

    def operand(self, test: c.FactTest, fact: Fact, finding: Finding) -> None:
        where = ("findings", finding.id)
        unit = other = None
        match test.operand:
            case c.ParameterRef(parameter=name):
                if not self.known(name, self.book.parameters, "a parameter", *where):
                    return
                unit, other = self.book.parameters[name].unit, name
            case c.FactRef(fact=name):
                if not self.known(name, self.testable, "a fact", *where):
                    return
                operand = self.testable[name]
                unit, other = operand.unit or operand.type, name
            case c.Literal(written=written):
                if not (is_date(written) if fact.type == "date" else _is_number(written)):
                    self.sources.problem(
                        "rules/wrong-value",
                        f"`{written}` does not fit `{fact.id}`, a {fact.type}",
                        "write a number such as `1e26`, or a date such as 2025-03-05",
                        *where,
                        written,
                    )
                return
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
            if rulebook.subjects[target].declared:
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
                    None,
                )
    return found


def is_date(written: str) -> bool:
    """Return whether text is a day of the calendar, ISO 8601."""
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _is_number(written: str) -> bool:
    try:
        return Decimal(written).is_finite()
    except InvalidOperation:
        return False
