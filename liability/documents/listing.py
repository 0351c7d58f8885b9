"""What a rulebook holds, as tables and entries for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.text import Text

from liability.analysis.coverage import decides, encoded
from liability.case.quantity import figure
from liability.documents.tables import labelled, table
from liability.documents.words import in_unit
from liability.rulebook.model import (
    Conclusion,
    Entry,
    Fact,
    Finding,
    Parameter,
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


def entry(book: Rulebook, name: str) -> RenderableType | None:
    """Return everything that goes by `name`, or None."""
    found: list[RenderableType] = []
    if name in book.provisions:
        found += _provision(book, name)
    if name in book.readings:
        found.append(_reading(book, name))
    if name in book.parameters:
        found.append(_parameter(book.parameters[name]))
    if name in book.facts:
        found.append(_fact(book.facts[name]))
    if name in book.findings:
        found.append(_finding(book, book.findings[name]))
    if name in book.conclusions:
        found.append(_conclusion(book, book.conclusions[name]))
    if name in book.rules:
        found.append(_rule(book.rules[name]))
    found += [_entry(members[name]) for members in book.entries.values() if name in members]
    return Group(*found) if found else None


def _parameter(parameter: Parameter) -> RenderableType:
    details = {
        "values": _values(parameter),
        "at most": _share(parameter.at_most) if parameter.at_most else "",
        "unit": parameter.unit,
        "cites": ", ".join(parameter.cites),
        "source": say(parameter.source) if parameter.source else "",
        "assumption": "yes, the text sets none" if parameter.assumption else "",
    }
    return _lines(parameter.id, "parameter", say(parameter.title), details)


def _fact(fact: Fact) -> RenderableType:
    details = {
        "question": say(fact.question),
        "type": fact.type + (f", in {fact.unit}" if fact.unit else ""),
        "values": _labelled(fact.values),
        "cites": ", ".join(fact.cites),
    }
    return _lines(fact.id, "fact", say(fact.title), details)


def _finding(book: Rulebook, finding: Finding) -> RenderableType:
    details = {
        "to be shown by": say(book.sides[finding.burden]),
        "cites": ", ".join(finding.cites),
        "because": say(finding.because) if finding.because else "",
        "applies the words": "\n".join(f"{name}: {said}" for name, said in finding.words.items()),
    }
    return _lines(finding.id, "finding", say(finding.title), details)


def _conclusion(book: Rulebook, conclusion: Conclusion) -> RenderableType:
    rules = [each.id for each in book.rules.values() if each.conclusion == conclusion.id]
    details = {
        "values": ", ".join(conclusion.values)
        if conclusion.boolean
        else _labelled(conclusion.values),
        "concluded by": ", ".join(rules),
        "cites": ", ".join(conclusion.cites),
    }
    return _lines(conclusion.id, "conclusion", say(conclusion.title), details)


def _provision(book: Rulebook, name: str) -> Iterable[RenderableType]:
    provision = book.provisions[name]
    divergences = "\n".join(
        f"{', '.join(profiles)}: {say(says)}" for profiles, says in provision.divergences
    )
    yield _lines(
        name,
        f"provision, {provision.modal}",
        say(provision.text),
        {
            "where versions differ": divergences,
            "encoded in": "\n".join(encoded(book)[name]),
            "not encoded": provision.not_encoded or "",
        },
    )


def _reading(book: Rulebook, name: str) -> RenderableType:
    reading = book.readings[name]
    profiles = ", ".join(f"{profile}: {option}" for profile, option in reading.by_profile.items())
    turning = sorted(
        key
        for key, turns in book.varies.items()
        if name in turns and not key.startswith(("conclusions/", "ground/"))  # as their rules do
    )
    for counted in ("accounting", "apportionment"):
        made = getattr(book, counted)
        turning += [
            f"{counted}/{part}"
            for part, choice in (made.choices.items() if made else ())
            if choice.reading == name
        ]
    return _lines(
        name,
        "reading",
        say(reading.title),
        {
            "options": _labelled(reading.options),
            "default": reading.default + (f" ({profiles})" if profiles else ""),
            "cites": ", ".join(reading.cites),
            "because": say(reading.because) if reading.because else "",
            "decides in": "\n".join(turning),
        },
    )


def _rule(rule: Rule) -> RenderableType:
    return _lines(
        rule.id,
        "rule",
        say(rule.title),
        {
            "concludes": f"{rule.conclusion} = {rule.value}",
            "for each": rule.subject or "",
            "exception to": ", ".join(rule.exception_to),
            "cites": ", ".join(rule.cites),
            "in force": f"{rule.since or '…'} to {rule.until or '…'}"
            if rule.since or rule.until
            else "",
            "because": say(rule.because) if rule.because else "",
        },
    )


def _entry(entry_: Entry) -> RenderableType:
    return _lines(
        entry_.id,
        entry_.subject,
        say(entry_.title),
        {**entry_.attributes, "gives": ", ".join(entry_.slots), "cites": ", ".join(entry_.cites)},
    )


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


def _lines(name: str, kind: str, title: str, details: dict[str, str]) -> RenderableType:
    grid = labelled(list(details.items()))
    return Group(Text(f"{name} ({kind})", style="bold"), Text(title), grid, Text())


def _table(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], width: int
) -> RenderableType:
    return Group(
        Text(title, style="italic"), Text(), table(columns, rows, width, ruled=True), Text()
    )
