"""A portfolio in words: outcomes, their possible values, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from liability.case.quantity import figure
from liability.determination.outcomes import conclusion_of
from liability.documents.figure_words import between
from liability.documents.words import value_label, word
from liability.logic import NO_VALUE
from liability.portfolio.grade import CLOSED
from liability.portfolio.results import duties_column, harbor_column
from liability.rulebook.law import Law
from liability.rulebook.model import Conclusion, Fact, Subject, say
from liability.sentences import either, parted, tr

_DUTIES = duties_column("")  # begins the name of the column of duties in one state
_HARBOR = harbor_column("")
_MOST_NAMED = 3  # possible values, or those left out, named one by one
_DIGITS = (4, 12, 17)  # of a figure that is shown; the last tells any two floats apart


class PortfolioWords:
    """Words for the outcomes of many cases.

    Args:
        law: the law in force.
        own: whether the outcomes are of the pack of this law; else its words are not said of them,
            and what changes goes by the names that results have.
    """

    def __init__(self, law: Law, *, own: bool = True) -> None:
        self._book, self._own = law.rulebook, own

    def declared(self, outcome: str) -> Conclusion:
        """Return the conclusion that an outcome is read off."""
        return self._book.conclusions[conclusion_of(self._book, outcome)]

    def title(self, outcome: str) -> str:
        """Return the title of an outcome; of a harbor, its own."""
        kind, _, member = outcome.partition(".")
        if kind == "harbors":
            return say(self._book.entries[self._book.outcomes.harbors.subject][member].title)
        return say(self.declared(outcome).title)

    def label(self, outcome: str, values: str) -> str:
        """Return possible values in words: few one by one, of many how many they are.

        Two different sets of values may be counted alike: see `labels`.
        """
        possible, declared = _possible(values), self.declared(outcome)
        if values.startswith("!") or len(possible) <= _MOST_NAMED:
            named = either(self._value(declared, each) for each in possible)
            return tr("conflict: {values}", values=named) if values.startswith("!") else named
        every = {*declared.values, *possible}
        if every == {*possible} and NO_VALUE not in every:
            return tr("undetermined (any)")
        return tr("undetermined ({count} of {all} possible)", count=len(possible), all=len(every))

    def label_or_open(self, outcome: str, values: str) -> str:
        """Return the same of an outcome that has no value where it is not determined."""
        return self.label(outcome, values) if values else word("undetermined")

    def labels(self, outcome: str, texts: Sequence[str]) -> list[str]:
        """Return different possible values in words, no two of them in the same."""
        said = [self.label_or_open(outcome, each) for each in texts]
        return [
            tr("undetermined ({detail})", detail=self.detail(outcome, each))
            if said.count(label) > 1
            else label
            for label, each in zip(said, texts, strict=True)
        ]

    def detail(self, outcome: str, values: str) -> str:
        """Return in words the possible values that `label` only counts, or those left out."""
        possible, declared = _possible(values), self.declared(outcome)
        if values.startswith("!") or len(possible) <= _MOST_NAMED:
            return ""
        left = [each for each in declared.values if each not in possible]
        if NO_VALUE not in possible and len(left) <= _MOST_NAMED:
            said = self._values(declared, left)
            return tr("not possible: {values}", values=said) if left else ""
        return tr("possible: {values}", values=self._values(declared, possible))

    def change(self, outcome: str) -> str:
        """Return the title of an outcome that changes; of duties, the state that they are in."""
        if not self._own:
            return outcome
        if outcome.endswith(CLOSED):
            return tr("{title} on this record", title=self.title(outcome.removesuffix(CLOSED)))
        if outcome.startswith(_HARBOR):  # of another pack, whose titles results do not have
            return outcome
        if not outcome.startswith(_DUTIES):
            return self.title(outcome)
        return tr("Duties, {state}", state=self.duty_state(outcome.removeprefix(_DUTIES)))

    def duty(self, duty: str) -> str:
        """Return the title of a duty."""
        return say(self._book.entries[self._book.outcomes.obligations.subject][duty].title)

    def duty_state(self, state: str) -> str:
        """Return the state of a duty in words; it may be open."""
        states = self._book.conclusions[self._book.outcomes.obligations.status].values
        return say(states[state]) if state in states else word(state)

    def changed(self, outcome: str, values: Sequence[str | None]) -> Mapping[str | None, str]:
        """Return the values of an outcome that changes in words, by the values."""
        there = list(dict.fromkeys(each for each in values if each))
        if outcome.startswith(_DUTIES):
            return {None: "—", **{each: each for each in there}}
        if outcome.startswith(_HARBOR):
            return {None: word("undetermined"), **{each: each for each in there}}
        name = outcome.removesuffix(CLOSED)
        none = tr("not determined") if name != outcome else word("undetermined")
        said = self.labels(name, there) if self._own else there
        return {None: none, **dict(zip(there, said, strict=True))}

    def rank(self, outcome: str, values: str) -> tuple[object, ...]:
        """Return where values stand among others: what is determined first, in the law's order."""
        order = [*self.declared(outcome).values, NO_VALUE, ""]
        possible = _possible(values)
        return values.startswith("!"), len(possible), [order.index(each) for each in possible]

    def question(self, key: str) -> str:
        """Return what to ask about a fact, or about all that a case lists under a key."""
        asked = self._asked(key)
        return say(asked.question) if asked is not None and asked.question else ""

    def fact(self, key: str) -> str:
        """Return the title of a fact, or of what a case lists under a key."""
        asked = self._asked(key)
        return say(asked.title) if asked is not None else key

    def _asked(self, key: str) -> Fact | Subject | None:
        listed = (each for each in self._book.subjects.values() if each.key == key)
        return self._book.facts.get(key) or next(listed, None)

    def _value(self, declared: Conclusion, value: str) -> str:
        """Return a value in words; as it is where this law has none such, as in older results."""
        if value == NO_VALUE:
            return word("no value")
        return value_label(declared, value) if value in declared.values else value

    def _values(self, declared: Conclusion, values: Sequence[str]) -> str:
        return parted(self._value(declared, each) for each in values)


def amount(value: float | None, thresholds: Sequence[float] = ()) -> str:
    """Return a figure of a table, rounded, but never onto a threshold or across; none as nothing.

    >>> amount(2.1e25), amount(3.3499999999999998e25), amount(None)
    ('2.1e25', '3.35e25', '')
    >>> amount(1.0000000001e25), amount(1.0000000001e25, [1e25])
    ('1e25', '1.0000000001e25')
    """
    if value is None:
        return ""
    for digits in _DIGITS:
        text = f"{value:.{digits}g}"
        rounded = float(text)
        if all(
            (rounded < each, rounded == each) == (value < each, value == each)
            for each in thresholds
        ):
            break
    return figure(Decimal(text))


def bounds(low: float | None, high: float | None, thresholds: Sequence[float] = ()) -> str:
    """Return the ends of an interval in words; nothing where there is none.

    >>> bounds(1e25, 1e26), bounds(None, 1e26), bounds(1e25, 1e25)
    ('1e25 to 1e26', 'at most 1e26', '')
    """
    if low == high:
        return ""
    return between(amount(low, thresholds), amount(high, thresholds))


def _possible(values: str) -> list[str]:
    return values.removeprefix("!").split("|")
