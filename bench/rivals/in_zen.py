"""The rules as expressions of zen-engine, with 0 for fails, 1 for open, 2 for holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import polars as pl
import zen

from rivals.by_hand import DUTY, HARBOR, INJUNCTION, OUTCOMES, STANDARD, tier_text
from rivals.in_clingo import RULES
from rivals.rows import FACTS

_UNIT = 1e20  # of compute: its numbers end at 7.9e28
_FIGURES = {
    "training_beyond": "training_compute > 1e7",
    "training_small": "training_compute < 1e6",
    "notable": "training_compute >= 1e5",
    "rate_beyond": "inference_rate > 1e20",
    "rate_small": "inference_rate < 1e19",
    "negligible": "expected_harm <= 1e-6",
}
_DIGITS = {0: 0, 1: 2, 2: 1}  # fails, open, holds -> the digits of the texts by hand
_AXES = ("autonomy", "generality", "intelligence")


class InZen:
    """The rules in zen-engine, through its own batch: from facts to outcomes."""

    name = "zen-engine"

    def __init__(self) -> None:
        document = json.dumps(_document())
        self._engine = zen.ZenEngine({"loader": lambda _key: document})

    def prepared(self, frame: pl.DataFrame) -> list[dict[str, Any]]:
        """Return the rows as contexts."""
        facts = [each.partition(".")[2] for each in FACTS]
        columns = dict(zip(facts, map(pl.col, FACTS), strict=True))
        columns["training_compute"] /= _UNIT
        return frame.select(**columns).to_dicts()

    def run(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Grade every row."""
        return self._engine.evaluate_batch([{"key": "rules", "context": row} for row in rows])

    def answers(self, made: list[dict[str, Any]]) -> pl.DataFrame:
        """Return what it made of the rows."""
        results = [each["data"]["result"] for each in made]
        return pl.DataFrame([{name: each[_key(name)] for name in OUTCOMES} for each in results])


def _key(outcome: str) -> str:
    return "text_" + outcome.replace(".", "_").replace("-", "_")


def _expressions() -> dict[str, str]:
    """Return every expression by its key, in order."""
    made = {}
    for name, test in _FIGURES.items():
        made[name] = f"{test.split()[0]} == null ? 1 : ({test} ? 2 : 0)"
    for name in _AXES:
        made[f"is_{name}"] = f"{name} == null ? 1 : ({name} == 'strong' ? 2 : 0)"
    given = {each.partition(".")[2] for each in FACTS} - {*_AXES}
    for name in sorted(given - {test.split()[0] for test in _FIGURES.values()}):
        made[f"is_{name}"] = f"{name} == true ? 2 : ({name} == false ? 0 : 1)"

    def value(name: str) -> str:
        if name.startswith("-"):
            return f"2 - {value(name[1:])}"
        return f"$.is_{name}" if f"is_{name}" in made else f"$.{name}"

    def joined(how: str, parts: list[str]) -> str:
        return parts[0] if len(parts) == 1 else f"{how}([{', '.join(parts)}])"

    for line in RULES.strip().splitlines():
        head, _, ways = line.partition(": ")
        every = [
            joined("min", [value(each) for each in way.split(", ")]) for way in ways.split("; ")
        ]
        made[head] = joined("max", every)
    return made | _texts(value)


def _texts(value: Any) -> dict[str, str]:
    axes = [value(name) for name in _AXES]
    low = " + ".join(f"({each} == 2 ? 1 : 0)" for each in axes)
    high = " + ".join(f"({each} > 0 ? 1 : 0)" for each in axes)
    tiers = [
        tier_text(low_, high_, _DIGITS[cap])
        for low_ in range(4)
        for high_ in range(4)
        for cap in range(3)
    ]
    made = {
        _key("tier"): f"{json.dumps(tiers)}[(({low}) * 4 + {high}) * 3 + $.cap]",
        _key("standard"): _looked_up(STANDARD, value("strict")),
        _key("injunction"): _looked_up(INJUNCTION, value("grave"), value("breach")),
        _key("obligations.register"): _looked_up(DUTY, value("notable"), value("registered")),
        _key("obligations.safety-case"): _looked_up(DUTY, value("middle"), value("case_done")),
        _key("obligations.switch"): _looked_up(DUTY, value("switch_due"), value("switch_works")),
    }
    for name in ("weak", "narrow", "passive"):
        merits = value(f"{name}_merits")
        made[_key(f"harbors.{name}")] = _looked_up(HARBOR, merits, value("registered"))
    return made


def _looked_up(texts: Sequence[str], *truths: str) -> str:
    """Return a text by truths that count fails, open, holds."""
    order = (0, 2, 1)
    if len(truths) == 1:
        return f"{json.dumps([texts[at] for at in order])}[{truths[0]}]"
    table = [texts[one * 3 + other] for one in order for other in order]
    return f"{json.dumps(table)}[{truths[0]} * 3 + {truths[1]}]"


def _document() -> dict[str, Any]:
    expressions = [
        {"id": str(place), "key": key, "value": written}
        for place, (key, written) in enumerate(_expressions().items())
    ]
    content = {"expressions": expressions, "passThrough": False}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "e1", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "e2", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ]
    return {"nodes": nodes, "edges": edges}
