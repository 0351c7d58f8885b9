"""Figures, facts and tests in words, for the screen and for documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from liability.case.as_json import exact
from liability.case.model import Disputed, Interval, Value, key_of, parts_of
from liability.case.quantity import figure
from liability.determination.assess import Determination
from liability.determination.edition import edition
from liability.determination.json_values import Found, Json
from liability.determination.outcomes import conclusion_of
from liability.determination.titles import named_by, title_of
from liability.documents.figure_words import interval, percentage, readable
from liability.findings.find import Facts, Tested, facts_of
from liability.language import spoken
from liability.logic import FAILS, HOLDS, NO_VALUE
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import MET, NOT_MET, Conclusion, Fact, Rulebook, Text, say
from liability.sentences import either, listing, lowered, marked, of, parted, tr

NOTICE = marked("A research aid, not legal advice. The tool drafts; people decide.")
_OPERATORS = {
    "below": marked("below {figure}"),
    "at_most": marked("at most {figure}"),
    "above": marked("above {figure}"),
    "at_least": marked("at least {figure}"),
    "before": marked("before {figure}"),
    "on_or_before": marked("on or before {figure}"),
    "after": marked("after {figure}"),
    "on_or_after": marked("on or after {figure}"),
}
_VERDICTS = {
    HOLDS: marked("{fact}; is {figure}"),
    FAILS: marked("{fact}; is not {figure}"),
}
_ANSWERS = {"true": "yes", "false": "no"}
_WORDS = {  # of a determination, as its JSON has them
    each.replace(" ", "_"): each
    for each in (
        marked("met"),
        marked("not met"),
        marked("undetermined"),
        marked("conflict"),
        marked("no value"),
        marked("yes"),
        marked("no"),
        marked("the case"),
        marked("the pack"),
        marked("nobody"),
    )
}
_ON_RECORD = ".on_this_record"
_MOST_GROUNDS = 2
_SHARES = ("ratio", "share")  # units of what is told as a percentage


def value_label(conclusion: Conclusion, value: str) -> str:
    """Return a conclusion's value in words; where no rule gives any, that."""
    return (
        tr("no value: the rules are silent") if value == NO_VALUE else say(conclusion.values[value])
    )


def possible_words(declared: Conclusion, values: Sequence[str], *, conflict: bool = False) -> str:
    """Return the value of an outcome; where it is open, that, and the values that it may have.

    Args:
        declared: the conclusion that the outcome is read off.
        values: the values that are possible.
        conflict: they are those of rules that disagree.
    """
    said = either(value_label(declared, each) for each in values)
    if conflict:
        return tr("conflict: {values}", values=said)
    return said if len(values) == 1 else tr("undetermined: {values}", values=said)


def word(value: str) -> str:
    """Return in words what a determination says with one, as how a finding came out.

    >>> word("not_met"), word("the case"), word("ours")
    ('not met', 'the case', 'ours')
    """
    return tr(_WORDS.get(value.replace(" ", "_"), value))


def answered(value: str, on_record: str | None) -> str:
    """Return an answer of yes or no in words; an open one with that if the record closed today."""
    said = word(value)
    if value != "undetermined" or on_record is None:
        return said
    return tr("{values} (if the record closed today: {value})", values=said, value=word(on_record))


def version(law: Law) -> str:
    """Return the language version of the text that was applied."""
    return tr("{language} text", language=say(law.rulebook.profiles[law.profile]))


def heading(determination: Determination) -> list[str]:
    """Return which case it is, and under which law it was decided."""
    case, law = determination.case, determination.law
    parts = [
        tr("case {case}", case=case.id),
        f"{say(law.rulebook.title)} {edition(law.rulebook)}",
        version(law),
        tr("law as of {day} (today: the case gives no date)", day=law.as_of)
        if determination.today
        else tr("law as of {day}", day=law.as_of),
    ]
    if determination.side:
        side = called(determination.side, law.rulebook.sides)
        parts.append(tr("facts as the {side} has them", side=side))
    return parts


def called(side: str, sides: Mapping[str, Text]) -> str:
    """Return what a side is called: in English by its id, as cases and options have it."""
    return say(sides[side]) if spoken() != "en" and side in sides else side


class Named:
    """The outcomes of a determination under their titles."""

    def __init__(self, determination: Determination) -> None:
        self._book = determination.law.rulebook
        self._case = determination.case
        self._keys = determination.outcome_keys

    def declared(self, outcome: str) -> Conclusion:
        """Return the conclusion that an outcome is read off."""
        found = conclusion_of(self._book, outcome.removesuffix(_ON_RECORD))
        return self._book.conclusions[found]

    def title(self, outcome: str, *others: str, within: bool = False) -> str:
        """Return the title of an outcome, and of whom or what it is one.

        Args:
            outcome: the name of one.
            others: those of the same of others, which are named beside it.
            within: it is to stand within a sentence.
        """
        title = say(self.declared(outcome).title)
        about = listing(filter(None, map(self._about, (outcome, *others))))
        title = of(lowered(title) if within else title, about)
        closed = outcome.endswith(_ON_RECORD)
        return tr("{title} (if the record closed today)", title=title) if closed else title

    def _about(self, outcome: str) -> str:
        declared, key = self.declared(outcome), self._keys[outcome.removesuffix(_ON_RECORD)]
        entries = self._book.entries.get(declared.subject or "", {})
        if entry := entries.get(key.removeprefix(f"{declared.id}.")):
            return say(entry.title)
        member = parts_of(key).member
        return self._case.name_of(declared.subject, member) if member else ""

    def settled(self, need: Json) -> str:
        """Return the outcomes that a fact settles, and which of them by some answers alone."""
        return listing(
            lowered(self.title(each["outcome"]))
            if each["by"] == "any answer"
            else tr("{outcome} by some answers", outcome=lowered(self.title(each["outcome"])))
            for each in need["settles"]
        )

    def label(self, outcome: str, value: str) -> str:
        """Return a value of an outcome in words."""
        return value_label(self.declared(outcome), value)

    def labels(self, outcome: str, values: Sequence[str]) -> str:
        """Return the values that an outcome may have in words."""
        return either(self.label(outcome, value) for value in values)


def grounds(determination: Determination, outcome: str) -> list[str]:
    """Return the rules that give a determined outcome, and what they cite; else nothing."""
    proof = determination.proof
    rules = proof.giving(proof.outcome(outcome))
    given = [f"{say(each.title)}{in_brackets(each.cites)}" for each in rules]
    left = len(given) - _MOST_GROUNDS
    return given[:_MOST_GROUNDS] + ([tr("and {count} more", count=left)] if left > 0 else [])


def cautions(found: Found) -> list[Json]:
    """Return the cautions that are met."""
    return [each for each in found["cautions"] if each["holds"] == MET]


def not_answering(individuals: Sequence[Json]) -> list[str]:
    """Return the names of those who are not personally liable, and have no facts to refer."""
    return [each["name"] for each in individuals if each["personal"] == each["refer"] == "no"]


def has_sums(found: Found) -> bool:
    """Return whether a determination has sums to show: heads of harm, and a party that answers."""
    sums = found["apportionment"]
    return bool(sums and sums["heads"] and any(each["answers"] != "no" for each in sums["parties"]))


def stated(determination: Determination, key: str) -> str:
    """Return what the case states of a fact."""
    fact = determination.law.rulebook.facts[parts_of(key).name]
    sides = determination.law.rulebook.sides
    return known(determination.case.facts[key].value, fact, sides)


def fact_titled(determination: Determination, key: str) -> str:
    """Return the title of a fact, and whom it is about."""
    name, member = parts_of(key)
    fact = determination.law.rulebook.facts[name]
    return of(say(fact.title), determination.case.name_of(fact.subject, member) if member else "")


def in_brackets(cites: Sequence[str]) -> str:
    """Return citations to stand behind what cites them."""
    return f"  [{', '.join(cites)}]" if cites else ""


def in_unit(value: Decimal, unit: str | None) -> str:
    """Return a figure with its unit; money has none, where its currency is not said.

    >>> in_unit(Decimal("1E+26"), "FLOP"), in_unit(Decimal("0.3"), "ratio")
    ('1e26 FLOP', '30%')
    >>> in_unit(Decimal("1.2E+8"), "money")
    '120,000,000'
    """
    if unit in _SHARES:
        return percentage(value)
    if unit == "money":
        return _money(value)
    return f"{figure(value)} {unit}" if unit else figure(value)


def known(
    value: Value | None, fact: Fact | None = None, sides: Mapping[str, Text] = MappingProxyType({})
) -> str:
    """Return a fact's value in words; `unknown` where nothing is stated.

    Args:
        value: the value.
        fact: the fact that it is one of, which has the words of its answers.
        sides: the titles of the sides, where a value may be in dispute.
    """
    unit = (fact.unit or "") if fact is not None else ""
    behind = f" {unit}" if unit not in ("", *_SHARES, "money") else ""
    match value:
        case None:
            return tr("unknown")
        case str():
            return _label(value, fact)
        case date():
            return value.isoformat()
        case frozenset():
            return listing(_label(each, fact) for each in sorted(value)) or tr("none")
        case Interval():
            shown = percentage if unit in _SHARES else _money if unit == "money" else readable
            return interval(value, shown, behind)
        case Disputed():
            return parted(
                tr("{title}: {value}", title=called(side, sides), value=known(said, fact))
                for side, said in sorted(value.sides.items())
            )


def _label(value: str, fact: Fact | None) -> str:
    if fact is None or fact.type == "text":
        return value
    if value in fact.values:
        return say(fact.values[value])
    return word(_ANSWERS[value]) if value in _ANSWERS else value


def _money(value: Decimal) -> str:
    from liability.documents.money_words import amount  # only where a case has money

    return amount(value, None)


def roles_of(determination: Determination, party: str) -> str:
    """Return the roles of a party in words, also where they are disputed or unknown."""
    book = determination.law.rulebook
    name = book.outcomes.parties.roles
    facts = facts_of(determination.case, determination.side)
    return known(facts.get(key_of(name, party)), book.facts[name], book.sides)


def lacking(harbor: Json, came_out: str = NOT_MET) -> Iterator[str]:
    """Yield the elements that came out so, without those of which another is enough."""
    enough = {each["group"] for each in harbor["elements"] if each["finding"] == MET}
    for each in harbor["elements"]:
        if each["finding"] == came_out and not (each["group"] and each["group"] in enough):
            yield each["title"]


def excluded(harbor: Json) -> str:
    """Return what excludes a harbor of which no element is missing; empty where nothing does."""
    if any(each["finding"] == NOT_MET for each in harbor["elements"]):
        return ""
    return parted(
        tr("{title}: {value}", title=each["title"], value=lowered(listing(each["found"])))
        for each in harbor["excluded"]
        if each["found"]
    )


def assumed(value: float | str | None, unit: str) -> str:
    """Return an assumed figure, as the determination's JSON has it, in words."""
    if value is None:
        return tr("not set by any authority")
    return in_unit(exact(value), unit)


def set_figure(each: Json) -> str:
    """Return an assumed figure in words, with who set it and what it rests on."""
    said = tr(
        "{title}: {value} ({parameter}, set by {who})",
        title=each["title"],
        value=assumed(each["value"], each["unit"]),
        parameter=each["parameter"],
        who=word(each["set_by"]),
    )
    return said + in_brackets(each["cites"])


def tested(test: Tested, rulebook: Rulebook, facts: Facts) -> str:
    """Return one test of a fact in words, as it came out.

    Args:
        test: the test.
        rulebook: declares the facts.
        facts: the values stated, by key; see `findings.find.facts_of`.
    """
    fact, value = _fact(test.fact, rulebook), facts.get(test.fact)
    title, sides = title_of(test.fact, rulebook), rulebook.sides
    entries = rulebook.entries.get(named_by(test.fact, rulebook), {})
    if isinstance(value, str) and value in entries:
        return tr("{title}: {value}", title=title, value=say(entries[value].title))
    said = tr("{title}: {value}", title=title, value=known(value, fact, sides))
    if test.other is not None:
        other = known(facts.get(test.other), _fact(test.other, rulebook), sides)
        against = _against(test.test.operator, of(title_of(test.other, rulebook), other))
    else:
        against = compared_with(test.test, fact)
    if not against:
        return said
    if value is None:
        return tr("{fact} (asked: {figure})", fact=said, figure=against)
    if test.truth in _VERDICTS:
        return tr(_VERDICTS[test.truth], fact=said, figure=against)
    return tr("{fact}; may or may not be {figure}", fact=said, figure=against)


def _fact(key: str, rulebook: Rulebook) -> Fact | None:
    return rulebook.facts.get(parts_of(key).name)


def compared_with(test: c.FactTest, fact: Fact | None) -> str:
    """Return the figure or day that a test compares with; nothing for a plain yes or no."""
    if test.operator not in _OPERATORS:
        return ""
    match test.operand:
        case c.Figure(value=None, parameter=parameter):
            unset = tr("{parameter}, which no authority has set", parameter=parameter)
            return _against(test.operator, unset)
        case c.Figure(value=Decimal() as value, parameter=parameter):
            said = of(in_unit(value, fact.unit if fact else None), parameter or "")
            return _against(test.operator, said)
        case c.Figure(value=date() as day):
            return _against(test.operator, day.isoformat())
    return ""


def _against(operator: str, figure: str) -> str:
    return tr(_OPERATORS[operator], figure=figure)
