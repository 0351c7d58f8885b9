"""durable-rules behind one small interface: one stage of the law, one session a fact pattern.

durable-rules 2.0.28 is sound inside a narrow subset (docs/decisions/0002-durable-rules.md):
positive joins over flat facts of short text, every fact with an id of its own, one constant
session, and values computed in the action. One durable rule stands for one conclusion: it fires
when all that the conclusion rests on is decided, and its action applies the rules of the law in
order. Numbers, dates, negation and thresholds never enter.

Its rules engine is called directly. The Python layer over it swallows the errors of actions, drops
an agenda when ten seconds pass by the wall clock, and takes half of the time.
"""

from __future__ import annotations

import json
import re
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from liability.record import record

try:
    import durable_rules_engine as durable
except ImportError as error:  # built without the macro that CPython 3.13 needs
    raise ImportError(
        "durable-rules does not import on this Python; build it anew with "
        "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject (see README, Installing)"
    ) from error

SESSION, OPENING, GROUPS = "case", "opening", 32
MOST_PATTERNS, MOST_USES, MOST_STEPS, PER_GROUP = 15, 250, 4000, 400
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.~-]{1,1000}")
_SHORT = 20_000  # characters of a value; the engine keeps 65,535


class EngineError(RuntimeError):
    """The engine did not do what it must: a defect of the program, never of a case."""


@record
class Step(NamedTuple):
    """One durable rule: a node, what it needs, and how its value follows.

    Attributes:
        node: the conclusion, or a part of one that was split for its size.
        needs: the nodes that must be decided first; 1 to 15, each once.
        conclude: gives the node's value from the values of what it needs.
    """

    node: str
    needs: tuple[str, ...]
    conclude: Callable[[Mapping[str, str]], str]


class Engine:
    """The steps of one stage, compiled. Reusable for any number of fact patterns.

    They run one at a time: whoever runs them holds a lock, as `Inference` does.

    Args:
        steps: one a node, in any order; acyclic.

    Attributes:
        inputs: the nodes that the steps need and do not decide, sorted.

    Raises:
        EngineError: the steps are outside of what durable-rules is sound for.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        nodes = _checked(steps)
        self._by_node = {step.node: step for step in steps}
        self._used = {need for step in steps for need in step.needs}
        self.inputs = tuple(sorted(self._used - self._by_node.keys()))
        self._values: dict[str, str] = {}
        self._fired: list[str] = []
        self._error: BaseException | None = None
        groups = {node: index % GROUPS for index, node in enumerate(nodes)}
        self._facts = {node: _fact(node, groups[node]) for node in self._used}
        rules: dict[str, Any] = {
            # fires first in every session: deleting a session in which nothing fired crashes
            OPENING: {"all": [{"m": {"f": OPENING}}]}
        }
        for step in steps:
            patterns = [
                {f"p{index}": {"$and": [{"g": groups[need]}, {"f": need}]}}
                for index, need in enumerate(step.needs)
            ]
            rules[step.node] = {"all": patterns}
        self._written = json.dumps(rules)
        self._idle = [durable.create_ruleset("law", self._written)]  # empty while they fire
        self._free = weakref.finalize(self, _free, self._idle)
        self._free.atexit = False  # the end of the process frees them at once

    def run(self, inputs: Mapping[str, str]) -> dict[str, str]:
        """Decide every step.

        Args:
            inputs: the value of each node that the steps need and do not decide.

        Returns:
            The value of every step's node, in the order in which the rules fired.

        Raises:
            EngineError: an input is missing or unknown, or a rule did not fire exactly once.
            Exception: whatever a step's `conclude` raised; nothing is swallowed.
        """
        if tuple(sorted(inputs)) != self.inputs:
            odd = sorted(set(inputs) ^ set(self.inputs))
            raise EngineError(f"inputs missing or unknown: {odd}")
        if any(len(value) > _SHORT for value in inputs.values()):
            raise EngineError("a value is too long for the engine")
        self._fire(inputs)
        if sorted(self._fired) != sorted(self._by_node):
            raise EngineError(f"rules that did not fire once: {self._fired}")
        return {node: self._values[node] for node in self._fired}

    def _fire(self, inputs: Mapping[str, str]) -> None:
        """Assert the inputs in a session of their own, and let what follows fire.

        Whoever is interrupted here leaves a session that can be neither ended nor deleted without
        harm to the memory of the process: what was compiled is then left alone, and compiled anew.
        """
        self._values, self._fired, self._error = dict(inputs), [], None
        rules = self._idle.pop() if self._idle else durable.create_ruleset("law", self._written)
        self._act(rules, self._assert(rules, _fact(OPENING, -1), "met"))
        for node in self.inputs:
            self._act(rules, self._assert(rules, self._facts[node], inputs[node]))
        durable.delete_state(rules, SESSION)
        self._idle.append(rules)
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Free the compiled rules now; otherwise they go with the engine. Not usable afterwards."""
        self._free()

    def _assert(self, rules: int, fact: str, value: str) -> int:
        """Assert a fact, and return where the session is; what can fire now waits.

        Raises:
            EngineError: no rule awaits the fact, or it was asserted before.
        """
        text = fact + json.dumps(value) + "}"
        came_out, session = durable.assert_fact(rules, text)
        if came_out:
            raise EngineError(f"a fact was refused: {text}")
        return int(session)

    def _act(self, rules: int, session: int) -> None:
        """Fire what can fire, until nothing is left."""
        started = durable.start_action_for_state(rules, session)
        fires = started[1] if started else None
        while fires:
            for rule, premises in json.loads(fires).items():
                self._conclude(rules, rule, premises)
            fires = durable.complete_and_start_action(rules, session)

    def _conclude(self, rules: int, rule: str, premises: Mapping[str, Mapping[str, str]]) -> None:
        """Decide the node of a rule that fired; keep an error for when the session is over."""
        if rule == OPENING or self._error is not None:
            return
        try:
            got = {fact["f"]: fact["v"] for fact in premises.values()}
            self._values[rule] = self._by_node[rule].conclude(got)
            self._fired.append(rule)
            if rule in self._used:  # a fact that no rule awaits would be refused
                self._assert(rules, self._facts[rule], self._values[rule])
        except BaseException as error:  # noqa: BLE001 - what has begun to fire must end first
            self._error = error


def _free(idle: list[int]) -> None:
    """Free compiled rules, unless they were left while they fired."""
    while idle:
        durable.delete_ruleset(idle.pop())


def _fact(node: str, group: int) -> str:
    """Return the fact that a node is decided, as JSON that ends where its value begins."""
    written = json.dumps({"id": node, "f": node, "g": group, "sid": SESSION})
    return written[:-1] + ', "v": '


def _checked(steps: Sequence[Step]) -> list[str]:
    """Return every node, sorted, or say how the steps leave the sound subset."""
    uses: dict[str, int] = {}
    for step in steps:
        if not 1 <= len(step.needs) <= MOST_PATTERNS or len(set(step.needs)) != len(step.needs):
            raise EngineError(f"{step.node} needs {len(step.needs)} nodes")
        for need in step.needs:
            uses[need] = uses.get(need, 0) + 1
    nodes = sorted({step.node for step in steps} | uses.keys())
    if len({step.node for step in steps}) != len(steps) or len(steps) > MOST_STEPS:
        raise EngineError("two steps decide one node, or there are too many steps")
    if max(uses.values(), default=0) > MOST_USES:
        raise EngineError(f"{max(uses, key=lambda node: uses[node])} is used too often")
    if len(nodes) > GROUPS * PER_GROUP or not all(_IDENTIFIER.fullmatch(node) for node in nodes):
        raise EngineError("too many nodes, or a name the engine cannot carry")
    reserved = [OPENING, "$pulse", f"sid-{SESSION}"]
    if len({_fnv1(name) for name in [*nodes, *reserved]}) != len(nodes) + len(reserved):
        raise EngineError("two names are one to the engine, which knows names by a 32-bit hash")
    return nodes


def _fnv1(name: str) -> int:
    """Return the 32-bit FNV-1 hash, the engine's identity of a name."""
    value = 0x811C9DC5
    for byte in name.encode("ascii"):
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value
