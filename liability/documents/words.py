"""Figures, facts and tests in words, for the screen and for documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from liability.case.model import Disputed, Interval, Value, key_of
from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.determination.outcomes import outcome_keys
from liability.determination.proof import RULE
from liability.findings.find import Facts, Tested, facts_of
from liability.logic import FAILS, HOLDS, NO_VALUE
from liability.rulebook import conditions as c
from liability.rulebook.model import MET, Conclusion, Fact, Rulebook, say

NOTICE = "A research aid, not legal advice. The tool drafts; people decide."
_OPERATORS = {
    "below": "below",
    "at_most": "at most",
    "above": "above",
    "at_least": "at least",
    "before": "before",
    "on_or_before": "on or before",
    "after": "after",
    "on_or_after": "on or after",
}
_ANSWERS = {"true": "yes", "false": "no"}
_ON_RECORD = ".on_this_record"
_MOST_GROUNDS, _MOST_NEEDS = 2, 3
_UNDETERMINED = "undetermined"


def figure(value: Decimal) -> str:
    """Return a figure as people write it.

    >>> figure(Decimal("2E+25")), figure(Decimal("0.01")), figure(Decimal("1500"))
    ('2e25', '0.01', '1500')
    """
    if value and not -5 < value.adjusted() < 7:
        mantissa = value.scaleb(-value.adjusted()).normalize()
        return f"{mantissa:f}e{value.adjusted()}"
    return f"{value.normalize():f}" if value else "0"


def value_label(conclusion: Conclusion, value: str) -> str:
    """Return a conclusion's value in words; where no rule gives any, that."""
    return "no value: the rules are silent" if value == NO_VALUE else say(conclusion.values[value])


def heading(determination: Determination) -> list[str]:
    """Return which case it is, and under which law it was decided."""
    case, law = determination.case, determination.law
    today = " (today: the case gives no date)" if determination.today else ""
    parts = [
        f"case {case.id}",
        f"{say(law.rulebook.title)} {law.rulebook.version}",
        f"{say(law.rulebook.profiles[law.profile])} text",
        f"law as of {law.as_of}{today}",
    ]
    if determination.side:
        parts.append(f"facts as the {determination.side} has them")
    return parts


class Named:
    """The outcomes of a determination under their titles."""

    def __init__(self, determination: Determination) -> None:
        self._book = determination.law.rulebook
        self._names = determination.case.names
        self._keys = dict(outcome_keys(determination.conclusions))

    def declared(self, outcome: str) -> Conclusion:
        """Return the conclusion that an outcome is read off."""
        key = self._keys[outcome.removesuffix(_ON_RECORD)].partition("@")[0]
        return self._book.conclusions.get(key) or self._book.conclusions[key.rpartition(".")[0]]

    def title(self, outcome: str) -> str:
        """Return the title of an outcome, and of whom or what it is one."""
        declared = self.declared(outcome)
        key = self._keys[outcome.removesuffix(_ON_RECORD)]
        about = self._names.get(f"{declared.subject}@{key.partition('@')[2]}", "")
        entries = self._book.entries.get(declared.subject or "", {})
        if entry := entries.get(key.removeprefix(f"{declared.id}.")):
            about = say(entry.title)
        on_record = " on this record" if outcome.endswith(_ON_RECORD) else ""
        return say(declared.title) + (f" ({about})" if about else "") + on_record

    def label(self, outcome: str, value: str) -> str:
        """Return a value of an outcome in words."""
        return value_label(self.declared(outcome), value)


def grounds(found: Json, outcome: str) -> list[str]:
    """Return the rules that give a determined outcome, and what they cite; else nothing.

    Args:
        found: the determination as JSON.
        outcome: `standard`, `tier` or `injunction`.
    """
    value = found[outcome].get("value") or found[outcome].get("grade")
    nodes = {each["id"]: each for each in found["proof"]["nodes"]}
    premises = [nodes[each] for each in nodes[found["proof"]["outcomes"][outcome]]["premises"]]
    given = [
        f"{each['title']}{in_brackets(each['cites'])}"
        for each in premises
        if each["kind"] == RULE and each["value"] == MET and each["concludes"] == value
    ]
    left = len(given) - _MOST_GROUNDS
    return given[:_MOST_GROUNDS] + ([f"and {left} more"] if left > 0 else [])


def has_sums(found: Json) -> bool:
    """Return whether a determination has sums to show: heads of harm, and a party that answers."""
    sums = found["apportionment"]
    return bool(sums and sums["heads"] and any(each["answers"] != "no" for each in sums["parties"]))


def stated(determination: Determination, key: str) -> str:
    """Return what the case states of a fact."""
    fact = determination.law.rulebook.facts[key.partition("@")[0]]
    return known(determination.case.facts[key].value, fact)


def party_needs(parties: Sequence[Json]) -> list[str]:
    """Return what would settle where a party stands, for each of which that is undetermined."""
    lines = []
    for each in parties:
        if _UNDETERMINED in (each["liable"], each["position"]) and each["needs"]:
            asks = [f"{need['question']} [{need['fact']}]" for need in each["needs"]]
            left = len(asks) - _MOST_NEEDS
            more = f" … and {left} more" if left > 0 else ""
            lines.append(f"{each['name']} turns on: " + " ".join(asks[:_MOST_NEEDS]) + more)
    return lines


def in_brackets(cites: Sequence[str]) -> str:
    """Return citations to stand behind what cites them."""
    return f"  [{', '.join(cites)}]" if cites else ""


def in_unit(value: Decimal, unit: str | None) -> str:
    """Return a figure with its unit; a share has none, nor has money whose currency is not said.

    >>> in_unit(Decimal("1E+26"), "FLOP"), in_unit(Decimal("0.3"), "ratio")
    ('1e26 FLOP', '0.3')
    >>> in_unit(Decimal("1.2E+8"), "money")
    '120,000,000'
    """
    if unit == "money":
        return _money(value)
    return f"{figure(value)} {unit}" if unit not in (None, "", "ratio", "share") else figure(value)


def known(value: Value | None, fact: Fact | None = None) -> str:
    """Return a fact's value in words; `unknown` where nothing is stated."""
    unit = (fact.unit or "") if fact is not None else ""
    behind = f" {unit}" if unit not in ("", "ratio", "share", "money") else ""
    match value:
        case None:
            return "unknown"
        case str():
            return _label(value, fact)
        case date():
            return value.isoformat()
        case frozenset():
            return ", ".join(_label(each, fact) for each in sorted(value)) or "none"
        case Interval():
            return interval(value, _money if unit == "money" else figure) + behind
        case Disputed():
            return "; ".join(
                f"{side}: {known(said, fact)}" for side, said in sorted(value.sides.items())
            )


def _label(value: str, fact: Fact | None) -> str:
    if fact is None or fact.type == "text":
        return value
    return say(fact.values[value]) if value in fact.values else _ANSWERS.get(value, value)


def _money(value: Decimal) -> str:
    from liability.documents.money_words import amount  # only where a case has money

    return amount(value, None)


def interval(value: Interval, shown: Callable[[Decimal], str] = figure) -> str:
    """Return an interval in words, its points as `shown` gives them.

    >>> interval(Interval(Decimal("3e19"), Decimal("1e20"), Decimal("3e20")))
    '3e19 to 3e20, best estimate 1e20'
    >>> interval(Interval(None, None, Decimal("5e18")))
    'at most 5e18'
    """
    low, best, high = value.low, value.best, value.high
    if low is not None and low == high:
        return shown(low)
    ends = (
        f"{shown(low)} to {shown(high)}"
        if low is not None and high is not None
        else f"at least {shown(low)}"
        if low is not None
        else f"at most {shown(high)}"
        if high is not None
        else ""
    )
    guess = f"best estimate {shown(best)}" if best is not None else ""
    return ", ".join(each for each in (ends, guess) if each)


def roles_of(determination: Determination, party: str) -> str:
    """Return the roles of a party in words, also where they are disputed or unknown."""
    book = determination.law.rulebook
    name = book.outcomes.parties["roles"]
    facts = facts_of(determination.case, determination.side)
    return known(facts.get(key_of(name, party)), book.facts[name])


def excluded(harbor: Json, fails: str) -> str:
    """Return what excludes a harbor of which no element is missing; empty where nothing does."""
    missing = any(each["finding"] == "not_met" for each in harbor["elements"])
    if missing or harbor["status"] != fails:
        return ""
    return "; ".join(
        f"{each['title']}: {', '.join(each['found']).lower()}"
        for each in harbor["because"]
        if each["found"]
    )


def assumed(value: float | str | None, unit: str) -> str:
    """Return an assumed figure, as the determination's JSON has it, in words."""
    return "not set by any authority" if value is None else in_unit(Decimal(str(value)), unit)


def tested(test: Tested, rulebook: Rulebook, facts: Facts) -> str:
    """Return one test of a fact in words, as it came out.

    Args:
        test: the test.
        rulebook: declares the facts.
        facts: the values stated, by key; see `findings.find.facts_of`.
    """
    fact, value = _fact(test.fact, rulebook), facts.get(test.fact)
    said = f"{_title(test.fact, rulebook)}: {known(value, fact)}"
    if test.other is not None:
        other = known(facts.get(test.other), _fact(test.other, rulebook))
        against = f"{_OPERATORS[test.test.operator]} {_title(test.other, rulebook)} ({other})"
    else:
        against = compared_with(test.test, fact)
    if not against:
        return said
    if value is None:
        return f"{said} (asked: {against})"
    verdict = {HOLDS: "is", FAILS: "is not"}.get(test.truth, "may or may not be")
    return f"{said}; {verdict} {against}"


def _fact(key: str, rulebook: Rulebook) -> Fact | None:
    return rulebook.facts.get(key.partition("@")[0])


def _title(key: str, rulebook: Rulebook) -> str:
    fact = _fact(key, rulebook)
    return say(fact.title) if fact else key.partition("@")[0]


def compared_with(test: c.FactTest, fact: Fact | None) -> str:
    """Return the figure or day that a test compares with; nothing for a plain yes or no."""
    if test.operator not in _OPERATORS:
        return ""
    operator = _OPERATORS[test.operator]
    match test.operand:
        case c.Figure(value=None, parameter=parameter):
            return f"{operator} {parameter}, which no authority has set"
        case c.Figure(value=Decimal() as value, parameter=parameter):
            name = f" ({parameter})" if parameter else ""
            return f"{operator} {in_unit(value, fact.unit if fact else None)}{name}"
        case c.Figure(value=date() as day):
            return f"{operator} {day.isoformat()}"
    return ""
