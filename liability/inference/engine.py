"""durable-rules behind one small interface: one stage of the law, one session a fact pattern.

durable-rules 2.0.28 is sound inside a narrow subset (docs/decisions/0002-durable-rules.md):
positive joins over flat facts of short text, every fact with an id of its own, one constant
session, and values computed in the callback. One durable rule stands for one conclusion: it
fires when all that the conclusion rests on is decided, and its callback applies the rules of the
law in order. Numbers, dates, negation and thresholds never enter.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from liability.record import record

try:
    import durable.engine as durable
    from durable_rules_engine import delete_ruleset
except ImportError as error:  # built without the macro that CPython 3.13 needs
    raise ImportError(
        "durable-rules does not import on this Python; build it anew with "
        "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject (see README, Installing)"
    ) from error

# The engine drops an agenda when its wall clock jumps; a monotonic clock never does.
durable._unix_now = time.monotonic

SESSION, OPENING, GROUPS = "case", "opening", 32
MOST_PATTERNS, MOST_USES, MOST_STEPS, PER_GROUP = 15, 250, 4000, 400
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.~-]{1,1000}")
_TRIES = 3  # for a session that was cut short
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
    """The steps of one stage, compiled. Reusable for any number of fact patterns; one at a time.

    Args:
        steps: one a node, in any order; acyclic.

    Attributes:
        inputs: the nodes that the steps need and do not decide, sorted.

    Raises:
        EngineError: the steps are outside of what durable-rules is sound for.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._lock = threading.Lock()
        self._nodes = _checked(self._steps)
        self._used = {need for step in self._steps for need in step.needs}
        self.inputs = tuple(sorted(self._used - {step.node for step in self._steps}))
        self._group = {node: index % GROUPS for index, node in enumerate(self._nodes)}
        self._values: dict[str, str] = {}
        self._fired: list[str] = []
        self._error: BaseException | None = None
        rules: dict[str, Any] = {
            # fires first in every session: deleting a session in which nothing fired crashes
            OPENING: {"all": [{"m": {"f": OPENING}}], "run": _do_nothing}
        }
        for step in self._steps:
            patterns = [
                {f"p{index}": {"$and": [{"g": self._group[need]}, {"f": need}]}}
                for index, need in enumerate(step.needs)
            ]
            rules[step.node] = {"all": patterns, "run": self._action(step)}
        self._ruleset = durable.Ruleset("law", None, rules)

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
        with self._lock:
            for _ in range(_TRIES):
                self._fire(inputs)
                if sorted(self._fired) == sorted(step.node for step in self._steps):
                    return {node: self._values[node] for node in self._fired}
            raise EngineError(f"rules that did not fire once: {self._fired}")

    def _fire(self, inputs: Mapping[str, str]) -> None:
        """Assert the inputs in a session of their own, and let what follows fire.

        The engine drops what is left to fire when ten seconds pass meanwhile, as they do where the
        machine stands still; that is no answer, and who asks tries again.
        """
        self._values, self._fired, self._error = dict(inputs), [], None
        try:
            self._assert({"id": OPENING, "f": OPENING, "g": -1, "v": "met", "sid": SESSION})
            for node in self.inputs:
                self._assert(self._fact(node))
        finally:
            self._ruleset.delete_state(SESSION)
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Free the compiled rules; the engine cannot be used afterwards."""
        delete_ruleset(self._ruleset._handle)

    def _fact(self, node: str) -> dict[str, Any]:
        return {
            "id": node,
            "f": node,
            "g": self._group[node],
            "v": self._values[node],
            "sid": SESSION,
        }

    def _assert(self, fact: Mapping[str, Any]) -> None:
        errors: list[Any] = []
        self._ruleset.do_actions(
            self._ruleset.assert_fact(dict(fact)), lambda error, _state: errors.append(error)
        )
        if errors and errors[0]:
            raise EngineError(str(errors[0]))

    def _action(self, step: Step) -> Callable[[Any], None]:
        def run(context: Any) -> None:
            if self._error is not None:
                return
            try:
                got = {fact["f"]: fact["v"] for fact in context._m.values()}
                self._values[step.node] = step.conclude(got)
                self._fired.append(step.node)
                if step.node in self._used:  # a fact that no rule awaits would be refused
                    context.assert_fact(self._fact(step.node))
            except BaseException as error:  # noqa: BLE001 - the library would swallow it
                self._error = error

        return run


def _do_nothing(_context: Any) -> None:
    return None


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
