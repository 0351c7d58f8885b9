"""A blank case to fill in, with every fact of the rulebook as a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from liability.case.quantity import examples, figure
from liability.rulebook.model import Fact, Rulebook, Subject, say
from liability.source.visible import visible_line


def blank_case(
    rulebook: Rulebook,
    name: str,
    as_of: str,
    title: str = "",
    order: Sequence[str] = (),
    pack: str = "",
) -> str:
    """Return the text of a commented blank case.

    Args:
        rulebook: declares the facts.
        name: the id of the case.
        as_of: the day whose law applies, ISO 8601.
        title: how reports call the case, where that is known.
        order: ids of facts in the order to ask about them; those of the rulebook's, if left out.
        pack: what the case names its rules by; the id of the rulebook, if left out.
    """
    lines = [
        f"# A case under {say(rulebook.title)}.",
        "# Take away the `#` before each fact that you know. A fact left out is unknown, and never",
        "# taken to be false. A value may also be an interval {low: …, best: …, high: …}, or",
        "# disputed, as",
        f"# {{disputed: {{{_two_sides(rulebook)}}}}}, or carry its evidence, as",
        "# {value: yes, evidence: [a-source], note: …}.",
        f"case: {name}",
        f"title: {_quoted(title)}",
        f"as_of: {as_of}",
        "#sources:",
        "#  a-source: where it is from, and its date",
        *_head(rulebook, pack or rulebook.id),
    ]
    place = {fact: at for at, fact in enumerate(order)}
    facts = sorted(rulebook.facts.values(), key=lambda fact: place.get(fact.id, len(place)))
    for subject in rulebook.subjects.values():
        if subject.key is not None:
            lines += ["", *_subject(rulebook, subject, facts)]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return text as YAML takes it, whatever is in it."""
    return "'" + visible_line(text).replace("'", "''") + "'"


def _two_sides(rulebook: Rulebook) -> str:
    return ", ".join(f"{side}: …" for side in list(rulebook.sides)[:2])


def _head(rulebook: Rulebook, pack: str) -> Iterator[str]:
    """Yield the rest of what may stand before the facts, with an example of each."""
    yield "#notes: what the reader should know about the whole case"
    if rulebook.accounting is not None:
        yield "#lineage: lineage.yaml  # the computations that led to the system"
    if rulebook.safety_cases is not None:
        yield "#safety_case: safety-case.yaml  # the argument for a harbor"
    profiles = ", ".join(rulebook.profiles)
    yield f"#profile: {rulebook.default_profile}  # the version that decides: one of {profiles}"
    for reading in list(rulebook.readings.values())[:1]:
        yield f"#readings: {{{reading.id}: {reading.default}}}  # readings to take otherwise"
    for parameter, value in _figures(rulebook)[:1]:
        yield f"#parameters: {{{parameter}: {value}}}  # figures to set in place of the rulebook's"
    said = pack if re.fullmatch(r"[\w./-]+", pack) else _quoted(pack)
    yield f"#pack: {said}  # the rules: a name, or their folder from where this file lies"


def _figures(rulebook: Rulebook) -> list[tuple[str, str]]:
    """Return the figures that the law sets itself, as they are written."""
    return [
        (each.id, figure(each.values[-1][1]))
        for each in rulebook.parameters.values()
        if each.values and each.values[-1][1] is not None
    ]


def _subject(rulebook: Rulebook, subject: Subject, asked: Iterable[Fact]) -> Iterator[str]:
    facts = [fact for fact in asked if fact.subject == subject.id]
    if not subject.many:
        yield f"{subject.key}:"
        for fact in facts:
            yield from _fact(fact, "  ")
        return
    yield f"# {say(subject.question or subject.title)}"
    yield f"# Write `{subject.key}: none` where there is none; left out, it is unknown."
    yield f"#{subject.key}:"
    yield "#  - id: an-id"
    yield "#    name: ''"
    for key, target in subject.refers_to.items():
        members = ", ".join(rulebook.entries.get(target, {})) or f"the id of a {target}"
        if key in subject.asks:
            yield f"#    # {say(subject.asks[key])}"
        yield f"#    {key}:  # {members}"
    for fact in facts:
        yield from _fact(fact, "    ")


def _fact(fact: Fact, indent: str) -> Iterator[str]:
    yield f"#{indent}# {say(fact.question)}"
    yield f"#{indent}{fact.name}:  # {_kind(fact)}"


def _kind(fact: Fact) -> str:
    match fact.type:
        case "boolean":
            return "yes, no"
        case "choice":
            return "one of " + ", ".join(fact.values)
        case "choices":
            return "any of [" + ", ".join(fact.values) + "]"
        case "quantity":
            return f"{fact.unit}, as {examples(fact.unit or '').replace('`', '')}"
        case "date":
            return "a date, as 2025-03-05"
    return "text"
