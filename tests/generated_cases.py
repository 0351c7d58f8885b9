"""Cases drawn at random."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from raw_pack import DAYS, Draw, Raw

from liability.case.load import load_case
from liability.case.model import Case
from liability.rulebook.model import Fact, Rulebook
from liability.source.yaml import parse

MEMBERS = ["m1", "m2", "m3"]


def case_of(data: Raw, rulebook: Rulebook) -> Case:
    """Load a case from data, through the same reader as a file."""
    return load_case(parse(json.dumps(data, ensure_ascii=False), "case.yaml"), rulebook)


@st.composite
def case_data(draw: Draw, rulebook: Rulebook, *, known: int = 60, disputes: bool = True) -> Raw:
    """Case files for any rulebook, made from what it declares.

    Args:
        draw: of hypothesis.
        rulebook: declares the facts.
        known: how many of a hundred facts are stated.
        disputes: whether sides may differ.
    """
    data: Raw = {"case": "generated", "as_of": draw(st.sampled_from(DAYS))}
    rosters = {
        subject.id: draw(st.sampled_from([None, [], MEMBERS[:1], MEMBERS[:2], MEMBERS]))
        for subject in rulebook.subjects.values()
        if subject.many
    }
    for subject in rulebook.subjects.values():
        facts = [fact for fact in rulebook.facts.values() if fact.subject == subject.id]
        if subject.key is None:
            continue
        if not subject.many:
            data[subject.key] = stated(draw, rulebook, facts, known, disputes)
        elif rosters[subject.id] is not None:
            data[subject.key] = [
                {"id": member}
                | referred(draw, rulebook, subject.refers_to, rosters)
                | stated(draw, rulebook, facts, known, disputes)
                for member in rosters[subject.id] or []
            ]
    return data


def referred(
    draw: Draw, rulebook: Rulebook, refers_to: Any, rosters: dict[str, list[str] | None]
) -> Raw:
    made: Raw = {}
    for key, target in refers_to.items():
        if rulebook.subjects[target].declared:
            made[key] = draw(st.sampled_from(sorted(rulebook.entries[target])))
        elif rosters[target] and draw(st.booleans()):
            made[key] = draw(st.sampled_from(rosters[target]))
    return made


def stated(draw: Draw, rulebook: Rulebook, facts: list[Fact], known: int, disputes: bool) -> Raw:
    said = {fact.name: draw(st.integers(0, 99)) for fact in facts if fact.type != "text"}
    return {
        fact.name: draw(values(rulebook, fact, disputes))
        for fact in facts
        if said.get(fact.name, 99) < known
    }


def values(rulebook: Rulebook, fact: Fact, disputes: bool) -> st.SearchStrategy[Any]:
    """What a case may state of a fact, as it is written."""
    plain = plain_values(rulebook, fact)
    forms = [plain, plain, plain, st.just("unknown"), plain.map(lambda value: {"value": value})]
    if fact.type == "quantity":
        forms.append(intervals(rulebook, fact))
    if disputes and len(rulebook.sides) > 1:
        first, second = sorted(rulebook.sides)[:2]
        forms.append(
            st.tuples(plain, plain | st.just("unknown")).map(
                lambda pair: {"disputed": {first: pair[0], second: pair[1]}}
            )
        )
    return st.one_of(forms)


def plain_values(rulebook: Rulebook, fact: Fact) -> st.SearchStrategy[Any]:
    match fact.type:
        case "boolean":
            return st.sampled_from(["yes", "no", "true", "false"])
        case "choice":
            return st.sampled_from(sorted(fact.values))
        case "choices":
            return st.lists(st.sampled_from(sorted(fact.values)), max_size=3, unique=True)
        case "quantity":
            return st.sampled_from(figures(rulebook, fact))
        case "date":
            around = [
                date.fromisoformat(day) + timedelta(days=shift)
                for day in DAYS
                for shift in (-1, 0, 1)
            ]
            return st.sampled_from([day.isoformat() for day in around])
    return st.text("ab가 .:#", max_size=5)


def figures(rulebook: Rulebook, fact: Fact) -> list[str]:
    """Figures around each one of the law in the fact's unit; of money, whole amounts."""
    if fact.unit == "share":
        return ["0", "0.25", "0.5", "0.75", "1"]
    if fact.unit == "money":
        return ["0", "1", "7", "1000000"]
    set_here = {
        value
        for parameter in rulebook.parameters.values()
        if parameter.unit == fact.unit
        for _, value in parameter.values
        if value is not None
    }
    spread = {figure for value in set_here for figure in (value / 2, value, value * 2)}
    return [str(value) for value in sorted(spread)] or ["0", "0.5", "1e10", "1e26"]


@st.composite
def intervals(draw: Draw, rulebook: Rulebook, fact: Fact) -> Raw:
    options = figures(rulebook, fact)
    three = sorted(draw(st.lists(st.integers(0, len(options) - 1), min_size=3, max_size=3)))
    kept = draw(
        st.sampled_from(
            [
                ("low", "best", "high"),
                ("low", "high"),
                ("low",),
                ("high",),
                ("best",),
                ("low", "best"),
            ]
        )
    )
    return {
        name: options[at]
        for name, at in zip(("low", "best", "high"), three, strict=True)
        if name in kept
    }


@st.composite
def learned(draw: Draw, rulebook: Rulebook, data: Raw) -> Raw:
    """The case after something more is known: unknown facts answered, intervals narrowed."""
    more = json.loads(json.dumps(data))
    for subject in rulebook.subjects.values():
        if subject.key is None:
            continue
        facts = [
            fact
            for fact in rulebook.facts.values()
            if fact.subject == subject.id and fact.type != "text"
        ]
        if not subject.many:
            learn(draw, rulebook, facts, more.setdefault(subject.key, {}))
        elif subject.key not in more:
            more[subject.key] = (
                [
                    {"id": "m1"}
                    | referred(
                        draw,
                        rulebook,
                        subject.refers_to,
                        {each.id: None for each in rulebook.subjects.values()},
                    )
                ]
                if draw(st.booleans())
                else []
            )
        else:
            for member in more[subject.key]:
                learn(draw, rulebook, facts, member)
    return more


def learn(draw: Draw, rulebook: Rulebook, facts: list[Fact], body: Raw) -> None:
    for fact in facts:
        written = body.get(fact.name, "unknown")
        if written == "unknown" and draw(st.booleans()):
            body[fact.name] = draw(plain_values(rulebook, fact))
        elif isinstance(written, dict) and {"low", "best", "high"} & set(written):
            body[fact.name] = draw(narrowed(rulebook, fact, written))


@st.composite
def narrowed(draw: Draw, rulebook: Rulebook, fact: Fact, written: Raw) -> Raw:
    """An interval within the one that is written, its best kept."""
    options = figures(rulebook, fact)
    place = {
        name: options.index(value)
        for name, value in written.items()
        if name in ("low", "best", "high")
    }
    low = place.get("low", 0)
    high = place.get("high", len(options) - 1)
    best = place.get("best")
    new_low = draw(st.integers(low, high if best is None else best))
    new_high = draw(st.integers(new_low if best is None else best, high))
    made = {"low": options[new_low], "high": options[new_high]}
    return made if best is None else made | {"best": options[best]}


def reordered(
    raw: Any,
    shuffle: Callable[[list[Any]], None],
    keep: frozenset[str] = frozenset(),
    key: str = "",
) -> Any:
    """The same data with every mapping in another order, but those under a key in `keep`."""
    if isinstance(raw, dict):
        items = list(raw.items())
        if key not in keep:
            shuffle(items)
        return {name: reordered(value, shuffle, keep, name) for name, value in items}
    if isinstance(raw, list):
        return [reordered(each, shuffle, keep) for each in raw]
    return raw
