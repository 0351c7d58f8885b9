"""What a rulebook holds, as tables and entries for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from liability.analysis.coverage import decides, encoded
from liability.case.quantity import figure
from liability.documents.as_written import Written, as_written
from liability.documents.tables import labelled, table
from liability.documents.words import in_unit
from liability.rulebook import conditions as c
from liability.rulebook.model import (
    Conclusion,
    Entry,
    Fact,
    Finding,
    Parameter,
    Provision,
    Reading,
    Rule,
    Rulebook,
    say,
)
from liability.rulebook.model import Text as Label


def rules(book: Rulebook, width: int) -> RenderableType:
    """Return the rules: what each concludes, and on what provisions."""
    rows = [
        (each.id, say(each.title), f"{each.conclusion} = {each.value}", ", ".join(each.cites))
        for each in book.rules.values()
    ]
    return _table("Rules", ("Id", "Rule", "Concludes", "Cites"), rows, width)


def provisions(book: Rulebook, width: int) -> RenderableType:
    """Return the provisions, and where each is encoded."""
    where = encoded(book)
    rows = []
    for each in book.provisions.values():
        reason = f"not encoded: {each.not_encoded}" if each.not_encoded else "not encoded here"
        citing = [one for one in where[each.id] if decides(one)] or list(where[each.id])
        rows.append((each.id, each.modal, ", ".join(citing) or reason))
    return _table(
        "Provisions (`liability rules show ID` has the text)",
        ("Id", "Modal", "Encoded in"),
        rows,
        width,
    )


def facts(book: Rulebook, width: int) -> RenderableType:
    """Return the facts that a case may state."""
    rows = [
        (
            each.id,
            each.type + (f", {each.unit}" if each.unit else ""),
            say(each.question),
            ", ".join(each.values),
        )
        for each in book.facts.values()
    ]
    return _table("Facts", ("Id", "Type", "Question", "Values"), rows, width)


def parameters(book: Rulebook, width: int) -> RenderableType:
    """Return the figures by date, with what is assumption."""
    rows = [
        (
            each.id,
            say(each.title),
            _values(each),
            "assumption" if each.assumption else "",
            ", ".join(each.cites),
        )
        for each in book.parameters.values()
    ]
    return _table("Parameters", ("Id", "Figure", "From", "", "Cites"), rows, width)


def readings(book: Rulebook, width: int) -> RenderableType:
    """Return the readings, their options and the defaults."""
    rows = []
    for each in book.readings.values():
        default = "\n".join(
            [each.default, *(f"{profile}: {option}" for profile, option in each.by_profile.items())]
        )
        rows.append((each.id, say(each.title), _labelled(each.options), default))
    return _table("Readings", ("Id", "Question", "Options", "Default"), rows, width)


def findings(book: Rulebook, width: int) -> RenderableType:
    """Return the findings, and who has to show them."""
    rows = [
        (each.id, say(each.title), each.burden, ", ".join(each.cites))
        for each in book.findings.values()
    ]
    return _table("Findings", ("Id", "Finding", "To be shown by", "Cites"), rows, width)


def entry(book: Rulebook, name: str, folder: Path) -> list[tuple[RenderableType, str]]:
    """Return everything that goes by `name`, each with the file and line where it stands.

    Args:
        book: the rulebook.
        name: an id.
        folder: of the pack.
    """
    makers: dict[str, Callable[[Rulebook, Any], _Told]] = {
        "provisions": _provision,
        "readings": _reading,
        "parameters": _parameter,
        "facts": _fact,
        "findings": _finding,
        "conclusions": _conclusion,
        "rules": _rule,
    }
    found = [
        _lines(name, make(book, getattr(book, section)[name]), as_written(folder, section, name))
        for section, make in makers.items()
        if name in getattr(book, section)
    ]
    found += [
        _lines(name, _entry(book, members[name]), as_written(folder, "entries", subject, name))
        for subject, members in book.entries.items()
        if name in members
    ]
    return found


class _Told(NamedTuple):
    """What there is to say of an entry: what it is, its title, and more, below what each is."""

    kind: str
    title: str
    details: dict[str, str]


def _parameter(_: Rulebook, parameter: Parameter) -> _Told:
    details = {
        "values": _values(parameter),
        "at most": _share(parameter.at_most) if parameter.at_most else "",
        "unit": parameter.unit,
        "cites": ", ".join(parameter.cites),
        "source": say(parameter.source) if parameter.source else "",
        "assumption": "yes, the text sets none" if parameter.assumption else "",
    }
    return _Told("parameter", say(parameter.title), details)


def _fact(_: Rulebook, fact: Fact) -> _Told:
    details = {
        "question": say(fact.question),
        "type": fact.type + (f", in {fact.unit}" if fact.unit else ""),
        "values": _labelled(fact.values),
        "cites": ", ".join(fact.cites),
    }
    return _Told("fact", say(fact.title), details)


def _finding(book: Rulebook, finding: Finding) -> _Told:
    details = {
        "to be shown by": say(book.sides[finding.burden]),
        "cites": ", ".join(finding.cites),
        "because": say(finding.because) if finding.because else "",
        "applies the words": "\n".join(f"{name}: {said}" for name, said in finding.words.items()),
        **_turns_on(book, f"findings/{finding.id}", finding.test),
    }
    return _Told("finding", say(finding.title), details)


def _conclusion(book: Rulebook, conclusion: Conclusion) -> _Told:
    rules = [each.id for each in book.rules.values() if each.conclusion == conclusion.id]
    details = {
        "values": ", ".join(conclusion.values)
        if conclusion.boolean
        else _labelled(conclusion.values),
        "concluded by": ", ".join(rules),
        "cites": ", ".join(conclusion.cites),
    }
    return _Told("conclusion", say(conclusion.title), details)


def _provision(book: Rulebook, provision: Provision) -> _Told:
    details = {
        "where versions differ": "\n".join(
            f"{', '.join(profiles)}: {say(says)}" for profiles, says in provision.divergences
        ),
        "encoded in": "\n".join(encoded(book)[provision.id]),
        "not encoded": provision.not_encoded or "",
    }
    return _Told(f"provision, {provision.modal}", say(provision.text), details)


def _reading(book: Rulebook, reading: Reading) -> _Told:
    profiles = ", ".join(f"{profile}: {option}" for profile, option in reading.by_profile.items())
    turning = sorted(
        key
        for key, turns in book.varies.items()
        if reading.id in turns and not key.startswith(("conclusions/", "ground/"))  # as rules do
    )
    for counted in ("accounting", "apportionment"):
        made = getattr(book, counted)
        turning += [
            f"{counted}/{part}"
            for part, choice in (made.choices.items() if made else ())
            if choice.reading == reading.id
        ]
    details = {
        "options": _labelled(reading.options),
        "default": reading.default + (f" ({profiles})" if profiles else ""),
        "cites": ", ".join(reading.cites),
        "because": say(reading.because) if reading.because else "",
        "decides in": "\n".join(turning),
    }
    return _Told("reading", say(reading.title), details)


def _rule(book: Rulebook, rule: Rule) -> _Told:
    excepting = [each.id for each in book.rules.values() if rule.id in each.exception_to]
    details = {
        "concludes": f"{rule.conclusion} = {rule.value}",
        "for each": rule.subject or "",
        "exception to": ", ".join(rule.exception_to),
        "excepted by": ", ".join(excepting),
        "cites": ", ".join(rule.cites),
        "in force": f"{rule.since or '…'} to {rule.until or '…'}"
        if rule.since or rule.until
        else "",
        "because": say(rule.because) if rule.because else "",
        **_turns_on(book, f"rules/{rule.id}", rule.when),
    }
    return _Told("rule", say(rule.title), details)


def _entry(book: Rulebook, entry_: Entry) -> _Told:
    turns = _turns_on(book, f"entries/{entry_.subject}.{entry_.id}", *entry_.slots.values())
    gives = {"gives": ", ".join(entry_.slots), "cites": ", ".join(entry_.cites)}
    return _Told(entry_.subject, say(entry_.title), {**entry_.attributes, **gives, **turns})


def _turns_on(book: Rulebook, name: str, *conditions: c.Condition) -> dict[str, str]:
    """Return the readings and the figures of the law that conditions turn on by themselves."""
    operands = (
        each.operand
        for condition in conditions
        for each in c.walk(condition)
        if isinstance(each, c.FactTest)
    )
    figures = {each.parameter for each in operands if isinstance(each, c.ParameterRef)}
    return {
        "by readings": ", ".join(sorted(book.varies.get(name, ()))),
        "by parameters": ", ".join(sorted(figures)),
    }


def _values(parameter: Parameter) -> str:
    if parameter.share_of is not None:
        return _share(parameter.share_of)
    return "\n".join(
        f"{since}: {'not set' if value is None else in_unit(value, parameter.unit)}"
        for since, value in parameter.values
    )


def _labelled(values: Mapping[str, Label]) -> str:
    """Return values, or options of a reading, each with what it means."""
    return "\n".join(f"{each}: {say(label)}" for each, label in values.items())


def _share(share_of: tuple[str, Decimal]) -> str:
    whole, share = share_of
    return f"{figure(share)} × {whole}"


def _lines(name: str, told: _Told, written: Written | None) -> tuple[RenderableType, str]:
    conditions, place = written or ({}, "")
    grid = labelled([*told.details.items(), *conditions.items()])
    head = Text(f"{name} ({told.kind})", style="bold")
    return Group(head, Text(told.title), grid), place


def _table(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], width: int
) -> RenderableType:
    return Group(
        Text(title, style="italic"), Text(), table(columns, rows, width, ruled=True), Text()
    )
