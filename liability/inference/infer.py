"""Findings to conclusions: stage by stage, member by member, on durable-rules."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from liability.case.model import Roster, key_of, members_of, parts_of
from liability.inference.engine import Engine
from liability.inference.steps import Considered, batched, consider, decider, steps
from liability.logic import (
    OPEN,
    UNDETERMINED,
    UNPROVEN,
    boolean_value,
    of_members,
    truth_of_is,
)
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import ALWAYS, GroundConclusion, Law, Stage

Refers = Mapping["tuple[str, str]", str]

MOST_STAGES = 64
MOST_PATTERNS_KEPT = 50_000


@record
class Conclusions(NamedTuple):
    """What follows from the findings.

    Attributes:
        values: the value of every finding, conclusion and quantified condition, by key.
        members: who the rules were applied to.
    """

    values: Mapping[str, str]
    members: Members
    law: Law

    def considered(
        self, conclusion: GroundConclusion, member: str | None
    ) -> tuple[Considered, ...]:
        """Return the rules of a conclusion as they came out, for one member of its subject."""
        return consider(conclusion, needed(conclusion, self.values, member))


class Inference:
    """Infers on durable-rules, and remembers every fact pattern that it has inferred.

    Conclusions depend on nothing but the values they need, so a pattern seen before is answered
    from memory. Engines are kept for the stages used last. Threads may share it; they take turns.
    """

    def __init__(self) -> None:
        self._engines: OrderedDict[tuple[int, ...], tuple[Stage, list[Engine]]] = OrderedDict()
        self._patterns: dict[tuple[tuple[int, ...], tuple[str, ...]], dict[str, str]] = {}
        self._turn = threading.Lock()

    def infer(
        self,
        law: Law,
        findings: Mapping[str, str],
        roster: Roster,
        refers: Refers,
        *,
        closed: bool = False,
    ) -> Conclusions:
        """Return what follows.

        Args:
            law: the law in force.
            findings: the value of each finding by key.
            roster: the members of each listed subject; None where the case does not say.
            refers: what members refer to, by `subject@id` and key.
            closed: take the record as closed: what is undetermined is unproven.
        """
        values = dict(findings)
        values[ALWAYS] = "met"
        if closed:
            values = {
                key: UNPROVEN if value == UNDETERMINED else value for key, value in values.items()
            }
        members = Members(law, roster, refers)
        for stage in law.stages:
            for member in members.of(stage.subject):
                gathered = self._gather(stage, member, values, members, closed)
                with self._turn:
                    decided = self._pattern(stage, gathered)
                for node, value in decided.items():
                    values[key_of(node, member)] = value
        return Conclusions(values, members, law)

    def _gather(
        self,
        stage: Stage,
        member: str | None,
        values: dict[str, str],
        members: Members,
        closed: bool,
    ) -> dict[str, str]:
        """Return the inputs of a stage for one member, quantified conditions worked out."""
        own = {conclusion.id for conclusion in stage.conclusions}
        gathered: dict[str, str] = {}
        for conclusion in stage.conclusions:
            for quantified in conclusion.quantified:
                key = quantified_key(quantified, member)
                if key not in values:
                    values[key] = quantify(quantified, member, values, members, closed)
            for need in conclusion.needs:
                if need not in own:
                    gathered[need] = look_up(values, need, member)
        return gathered

    def _pattern(self, stage: Stage, inputs: dict[str, str]) -> dict[str, str]:
        name = tuple(id(conclusion) for conclusion in stage.conclusions)
        pattern = (name, tuple(inputs[node] for node in sorted(inputs)))
        known = self._patterns.get(pattern)
        if known is None:
            if len(self._patterns) >= MOST_PATTERNS_KEPT:
                self._patterns.clear()
            known = self._patterns[pattern] = self._run(name, stage, inputs)
        return known

    def _run(self, name: tuple[int, ...], stage: Stage, inputs: dict[str, str]) -> dict[str, str]:
        """Decide a stage: its engines one after the other, each with what those before decided."""
        decided: dict[str, str] = {}
        for engine in self._engines_of(name, stage):
            values = {**inputs, **decided}
            decided |= engine.run({node: values[node] for node in engine.inputs})
        return {conclusion.id: decided[conclusion.id] for conclusion in stage.conclusions}

    def _engines_of(self, name: tuple[int, ...], stage: Stage) -> list[Engine]:
        """Return a stage's engines, compiled on first use; those used longest ago are closed."""
        if name not in self._engines:
            batches = batched(steps(stage.conclusions))
            self._engines[name] = (stage, [Engine(batch) for batch in batches])
        self._engines.move_to_end(name)
        if len(self._engines) > MOST_STAGES:
            old, (_, engines) = self._engines.popitem(last=False)
            for engine in engines:
                engine.close()
            # the stage may now be collected and its ids used again: forget its patterns
            self._patterns = {key: value for key, value in self._patterns.items() if key[0] != old}
        return self._engines[name][1]


OF_THE_PROCESS = Inference()  # for whoever brings none: no law is compiled for each case anew


def recompute(
    base: Conclusions,
    law: Law,
    findings: Mapping[str, str],
    *,
    closed: bool,
    none: str | None = None,
) -> Conclusions:
    """Return what follows from other findings, or another law, deciding anew only what is touched.

    The same conclusions and functions as in `Inference.infer`, applied in order of need rather than
    fired by the engine: what-ifs ask for hundreds of variants of a case. Equal to inferring afresh;
    the tests hold it to that. `findings` need hold no more than those that are otherwise; `none` is
    a subject of which the case, that does not list it, is to have none.
    """
    values = dict(base.values)
    moved: set[str] = set()  # the keys of values that are otherwise
    order = _order(base.law)
    renewed = order.asking.get(none, set()) | _otherwise(base.law, law)
    todo = sorted(order.place[name] for name in renewed)

    def put(key: str, value: str) -> None:
        if values.get(key) != value:
            values[key] = value
            moved.add(key)
            for place in order.after.get(parts_of(key).name, ()):
                if place not in waiting:
                    waiting.add(place)
                    heappush(todo, place)

    waiting = set(todo)
    for key, found in findings.items():
        put(key, UNPROVEN if closed and found == UNDETERMINED else found)
    members = base.members if none is None else base.members.with_none(none)
    counted: set[str] = set()
    while todo:
        conclusion = law.conclusions[order.names[heappop(todo)]]
        for member in members.of(conclusion.subject):
            for quantified in conclusion.quantified:
                key = quantified_key(quantified, member)
                if key not in counted:
                    counted.add(key)
                    put(key, quantify(quantified, member, values, members, closed))
            if conclusion.id in renewed or any(
                need in moved or key_of(need, member) in moved for need in conclusion.needs
            ):
                value = decider(conclusion)(given(conclusion, values, member))
                put(key_of(conclusion.id, member), value)
    return Conclusions(values, members, law)


def _otherwise(law: Law, other: Law) -> set[str]:
    """Return the conclusions that two laws, of the same rulebook, do not reach alike."""
    if other.conclusions is law.conclusions:
        return set()
    return {name for name, made in other.conclusions.items() if made is not law.conclusions[name]}


class _Order(NamedTuple):
    """The conclusions of a law in order of need.

    Attributes:
        names: each conclusion; none stands before what it may rest on under any reading.
        place: where each stands among them.
        after: of each node, the places of what rests on it.
        asking: of each subject, those that ask of how many of its members something holds.
    """

    names: tuple[str, ...]
    place: dict[str, int]
    after: dict[str, list[int]]
    asking: dict[str | None, set[str]]


@lru_cache(maxsize=64)
def _order(law: Law) -> _Order:
    conclusions = [each for stage in law.stages for each in stage.conclusions]
    names = tuple(each.id for each in conclusions)
    after: dict[str, list[int]] = {}
    asking: dict[str | None, set[str]] = {}
    for place, conclusion in enumerate(conclusions):
        for each in conclusion.quantified:
            asking.setdefault(each.subject, set()).add(conclusion.id)
        for node in {*conclusion.needs, *(each.node for each in conclusion.quantified)}:
            after.setdefault(node, []).append(place)
    return _Order(names, {name: place for place, name in enumerate(names)}, after, asking)


def needed(
    conclusion: GroundConclusion, values: Mapping[str, str], member: str | None
) -> dict[str, str]:
    """Return the values that a conclusion needs, by node, for one member of its subject."""
    return dict(zip(conclusion.needs, given(conclusion, values, member), strict=True))


def given(
    conclusion: GroundConclusion, values: Mapping[str, str], member: str | None
) -> tuple[str, ...]:
    """Return the values that a conclusion needs, in the order of its needs."""
    return tuple([look_up(values, need, member) for need in conclusion.needs])


def look_up(values: Mapping[str, str], node: str, member: str | None) -> str:
    """Return a node's value: the member's own, or the one that all share."""
    own = values.get(key_of(node, member))
    return values[node] if own is None else own


def quantified_key(quantified: c.Quantified, member: str | None) -> str:
    """Return the key of a quantified condition: one for all, unless it is about each one's own."""
    own = quantified.of is not None and quantified.member is None
    return key_of(quantified.id, member if own else None)


class Members:
    """Who the rules are about in one case: the listed members, and which of them name which."""

    def __init__(self, law: Law, roster: Roster, refers: Refers) -> None:
        self._law = law
        self.roster = roster
        self._refers = refers
        self._naming: dict[tuple[str, str], dict[str | None, list[str]]] = {}

    def with_none(self, subject: str) -> Members:
        """Return the same, but that there is none of a subject."""
        return Members(self._law, {**self.roster, subject: ()}, self._refers)

    def of(self, subject: str | None) -> tuple[str | None, ...]:
        """Return the members of a subject; None alone where a conclusion is about the case."""
        return members_of(self.roster, subject)

    def about(self, quantified: c.Quantified, member: str | None) -> tuple[tuple[str, bool], ...]:
        """Return the members that a condition is about, and whether each surely is.

        With `of`, those are about it that name the member at hand, or that it names; who does not
        say whom it names may name anybody.
        """
        listed = self.roster.get(quantified.subject) or ()
        if quantified.of is None:
            return tuple((each, True) for each in listed)
        at_hand = quantified.member or member or ""
        named = self._named(quantified.subject, quantified.of)
        if named is not None:
            sure = dict.fromkeys(named.get(at_hand, ()), True)
            return tuple({**dict.fromkeys(named.get(None, ()), False), **sure}.items())
        named = self._named(quantified.of, quantified.subject) or {}
        if at_hand in named.get(None, ()):
            return tuple((each, False) for each in listed)
        return tuple((each, True) for each in listed if at_hand in named.get(each, ()))

    def _named(self, subject: str, of: str) -> dict[str | None, list[str]] | None:
        """Return who of `subject` names whom of `of`, by the one named; None if they name none."""
        keys = self._law.rulebook.subjects[subject].keys_to(of)
        if not keys:
            return None
        if (subject, of) not in self._naming:
            found = self._naming[subject, of] = {}
            for each in self.roster.get(subject) or ():
                for target in {self._refers.get((f"{subject}@{each}", key)) for key in keys}:
                    found.setdefault(target, []).append(each)
        return self._naming[subject, of]


def quantify(
    quantified: c.Quantified,
    member: str | None,
    values: Mapping[str, str],
    members: Members,
    closed: bool,
) -> str:
    """Return whether a node holds for some, several or every member that a condition is about."""
    truths = []
    for each, surely in members.about(quantified, member):
        truth = truth_of_is(look_up(values, quantified.node, each), ("met",))
        if not surely:
            truth = max(truth, OPEN) if quantified.kind == "every" else min(truth, OPEN)
        truths.append(truth)
    if members.roster.get(quantified.subject) is None:
        truths += [OPEN, OPEN]  # there may be any number
    came_out = of_members(quantified.kind, truths)
    return UNPROVEN if closed and came_out == OPEN else boolean_value(came_out)
