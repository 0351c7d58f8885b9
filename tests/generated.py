"""Random packs and random cases, for laws that hold for all of them.

A generated pack is plain data in the form of the rule files: `write_pack` puts it into files, and
`compile_pack` reads it like any other. Its determination reads fixed names (`standard`, `tier`,
…); what leads there is random: facts of every type, findings, layers of conclusions, exceptions,
readings, profiles, a subject that the pack declares (harbors, with slots) and subjects that a
case lists (parties, claims, individuals).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from raw_pack import DAYS, FACTS, FIGURES, FIXED, PACK, READINGS, REFERS, Draw, Node, Raw, RawPack
from veiled import compiled_folder, veiled

from liability.rulebook.load import load_rulebook
from liability.rulebook.model import Rulebook


@dataclass
class Maker:
    """Draws one pack.

    Attributes:
        exhaustive: every conclusion with values of its own has an `otherwise`.
        monotone: intervals are compared only in ways that narrowing them cannot overturn.
    """

    draw: Draw
    exhaustive: bool
    monotone: bool
    nodes: list[Node] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    rules: dict[str, Raw] = field(default_factory=dict)
    conclusions: dict[str, Raw] = field(default_factory=dict)
    slots: list[str] = field(default_factory=list)

    def pick(self, options: list[Any]) -> Any:
        return self.draw(st.sampled_from(options))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def some_of(self, options: list[Any], most: int | None = None) -> list[Any]:
        found = self.draw(
            st.lists(
                st.sampled_from(options), min_size=1, max_size=most or len(options), unique=True
            )
        )
        return sorted(found)

    def chance(self, percent: int) -> bool:
        return self.number(0, 99) < percent

    # --- findings --------------------------------------------------------------------------------

    def test(self, subject: str | None, depth: int) -> Any:
        kind = self.number(0, 9) if depth else 0
        if kind <= 4:
            return "always" if kind == 4 and self.chance(20) else self.leaf(subject)
        if kind == 5:
            return {"not": self.test(subject, depth - 1)}
        if kind == 6:
            return self.choice(lambda: self.test(subject, depth - 1))
        parts = [self.test(subject, depth - 1) for _ in range(self.number(2, 3))]
        if kind == 7:
            return {"all": parts}
        if kind == 8:
            return {"any": parts}
        return {"established_by": parts} if self.chance(50) else self.count(parts)

    def count(self, parts: list[Any], left_open: bool = True) -> Raw:
        bound = self.number(0, len(parts))
        made: Raw = {"count": parts, self.pick(["at_least", "at_most", "exactly"]): str(bound)}
        if left_open and "at_least" in made and bound and self.chance(40):
            made["open_from"] = str(self.number(0, bound - 1))
        return made

    def choice(self, option: Callable[[], Any]) -> Raw:
        if self.chance(30):
            return {"by_profile": {"default": option(), self.pick(["ko", "ja"]): option()}}
        reading = self.pick(sorted(READINGS))
        return {"reading": reading, "options": {each: option() for each in READINGS[reading]}}

    def leaf(self, subject: str | None) -> Raw:
        own = [
            name
            for name in FACTS
            if name.partition(".")[0] in ("system", subject) and name != "system.t0"
        ]
        if subject == "claim":
            own.append("claim.harbor")
        name = self.pick(own)
        if name == "claim.harbor":
            return {"fact": name, "is": self.pick(["h0", "h1"])}
        fact = FACTS[name]
        match fact["type"]:
            case "boolean":
                return {"fact": name, self.pick(["is", "supported"]): self.pick(["true", "false"])}
            case "choice":
                return {"fact": name, **self.choice_test(sorted(fact["values"]))}
            case "choices":
                test = {"includes_any": self.some_of(sorted(fact["values"]))}
                return {"fact": name, **test, **self.by()}
            case "date":
                operator = self.pick(["before", "on_or_before", "after", "on_or_after"])
                others = [
                    {"fact": other} for other in own if FACTS.get(other, {}).get("type") == "date"
                ]
                test = {operator: self.pick([*DAYS[1:3], {"as_of": "true"}, *others])}
                return {"fact": name, **test, **self.by()}
        return {"fact": name, **self.comparison(own), **self.by()}

    def by(self) -> Raw:
        return self.pick([{}, {}, {"by": "any_side"}])

    def choice_test(self, values: list[str]) -> Raw:
        match self.number(0, 3):
            case 0:
                return {"is": self.pick(values)}
            case 1:
                return {"supported": self.pick(values)}
            case 2:
                return {"is_one_of": self.some_of(values), **self.by()}
        return {"decides": {"met": [values[0]], "not_met": self.pick([[], [values[1]]])}}

    def comparison(self, own: list[str]) -> Raw:
        operator = self.pick(["below", "at_most", "above", "at_least"])
        others = [
            {"fact": other} for other in own if FACTS.get(other, {}).get("type") == "quantity"
        ]
        made: Raw = {
            operator: self.pick(
                [*FIGURES[2:5], {"parameter": "lim0"}, {"parameter": "lim1"}, *others]
            )
        }
        hard, easy = ("low", "high") if operator in ("above", "at_least") else ("high", "low")
        points: list[Any] = [
            "all",
            "best",
            {"met": hard, "not_met": "best"},
            {"met": "best", "not_met": easy},
        ]
        if not self.monotone:
            points += [
                "low",
                "high",
                {"met": easy, "not_met": hard},
                {"met": easy, "not_met": "all"},
            ]
        made["at"] = self.pick(points)
        return made

    # --- conditions of rules ---------------------------------------------------------------------

    def condition(self, subject: str | None, depth: int) -> Any:
        kind = self.number(0, 11) if depth else 0
        if kind <= 5:
            return self.use(subject) if kind or not self.chance(3) else "always"
        if kind == 6:
            return {"not": self.condition(subject, depth - 1)}
        if kind == 7:
            return {"disproved": self.refutable(subject, 2)}
        if kind == 8:
            return self.choice(lambda: self.condition(subject, depth - 1))
        parts = [self.condition(subject, depth - 1) for _ in range(self.number(2, 3))]
        if kind == 9:
            return self.count(parts)
        return {"all": parts} if kind == 10 else {"any": parts}

    def refutable(self, subject: str | None, depth: int) -> Any:
        """What `disproved` takes: findings, joined by all, any, count and not."""
        findings = [node.name for node in self.reachable(subject) if node.name.startswith("f_")]
        if depth and self.chance(40):
            parts = [self.refutable(subject, depth - 1) for _ in range(self.number(2, 3))]
            if self.chance(30):
                return self.count(parts, left_open=False)
            return {self.pick(["all", "any"]): parts}
        if depth and self.chance(30):
            return {"not": self.refutable(subject, depth - 1)}
        if subject == "harbor" and self.chance(30):
            return {"slot": "s0"}
        return self.named(self.pick(findings))

    def reachable(self, subject: str | None) -> list[Node]:
        return [node for node in self.nodes if node.subject in (None, subject)]

    def named(self, name: str) -> str:
        self.used.add(name)
        return name

    def use(self, subject: str | None) -> Any:
        """Name one node, in a form that the subject at hand allows."""
        if self.slots and subject == "harbor" and self.chance(30):
            return {"slot": self.pick(self.slots)}
        node = self.pick(self.nodes)
        if node.subject in (None, subject):
            return self.has(node.name, node)
        if node.subject == "harbor" and (node.values is not None or self.chance(50)):
            return self.has(f"{node.name}.{self.pick(['h0', 'h1'])}", node)
        if node.values is not None:
            return self.use(subject)
        self.named(node.name)
        kind = self.pick(["some", "several", "every"])
        quantified: Raw = {kind: node.subject, "holds": node.name}
        if subject in REFERS.get(node.subject or "", {}).values() and self.chance(70):
            quantified["of"] = subject
        return quantified

    def has(self, name: str, node: Node) -> Any:
        self.named(node.name)
        if node.values is None:
            return name
        if self.chance(60):
            return {"conclusion": name, "is": self.pick(node.values)}
        return {"conclusion": name, "is_one_of": self.some_of(node.values)}

    # --- conclusions -----------------------------------------------------------------------------

    def conclude(
        self, name: str, subject: str | None, values: list[str] | None, depth: int = 2
    ) -> None:
        declared: Raw = {"title": name, "cites": ["P.1"]}
        wanted = ["met"] if values is None else list(values)
        if subject is not None:
            declared["for_each"] = subject
        if values is not None:
            declared["values"] = {value: value for value in values}
            if self.exhaustive or self.chance(60):
                declared["otherwise"] = self.pick(values)
                wanted.remove(declared["otherwise"])
        extra = [self.pick(values or ["met", "not_met"]) for _ in range(self.number(0, 2))]
        before: list[str] = []
        for value in [*wanted, *extra]:
            rule_id = f"{name}-{len(before)}"
            self.rules[rule_id] = self.rule(name, subject, value, before, depth)
            before.append(rule_id)
        self.conclusions[name] = declared
        self.nodes.append(Node(name, subject, values))

    def rule(
        self, name: str, subject: str | None, value: str, before: list[str], depth: int
    ) -> Raw:
        rule: Raw = {
            "title": name,
            "cites": ["P.1"],
            "when": self.condition(subject, depth),
            "concludes": {name: value},
        }
        if subject is not None:
            rule["for_each"] = subject
        if self.chance(15):
            rule["unless"] = [self.condition(subject, 0)]
        if before and self.chance(50):
            rule["exception_to"] = self.some_of(before)
        if self.chance(10):
            rule["in_force"] = {self.pick(["from", "to"]): self.pick(DAYS[1:3])}
        return rule

    def entry(self, slots: list[str]) -> Raw:
        given = {
            slot: self.condition(None, 1) if slot == "s1" else self.refutable(None, 2)
            for slot in slots
        }
        return {"title": "entry", "cites": ["P.1"], "slots": given}

    def rest(self) -> None:
        """One conclusion that rests on every node that nothing else names."""
        parts: list[Any] = []
        for node in self.nodes:
            if node.name in self.used or node.name in {name for name, _, _ in FIXED}:
                continue
            if node.values is not None:
                name = f"{node.name}.h0" if node.subject == "harbor" else node.name
                parts.append({"conclusion": name, "is": node.values[0]})
            elif node.subject is None:
                parts.append(node.name)
            else:
                parts.append({"some": node.subject, "holds": node.name})
        self.conclusions["all_the_rest"] = {"title": "All the rest", "cites": ["P.1"]}
        self.rules["all-the-rest"] = {
            "title": "All the rest",
            "cites": ["P.1"],
            "when": {self.pick(["any", "all"]): parts or ["f_0"]},
            "concludes": "all_the_rest",
        }

    def findings(self) -> Raw:
        findings: Raw = {}
        subjects = [None] * (self.number(16, 24) if self.chance(20) else self.number(3, 8)) + [
            each for each in ("party", "claim", "individual") for _ in range(self.number(1, 2))
        ]
        for index, subject in enumerate(subjects):
            name = f"f_{index}"
            findings[name] = {
                "title": name,
                "cites": ["P.1"],
                "burden": self.pick(sorted(PACK["sides"])),
                "test": self.test(subject, 2),
                **({"for_each": subject} if subject else {}),
            }
            self.nodes.append(Node(name, subject))
        return findings

    def pack(self) -> Raw:
        findings = self.findings()
        slots = ["s0", "s1"]
        entries: Raw = {
            "harbor": {name: self.entry(slots) for name in ("h0", "h1")},
            "obligation": {"o0": self.entry([]), "o1": self.entry([])},
        }
        for layer in range(self.number(1, 3)):
            for index in range(self.number(1, 3)):
                subject = self.pick([None, None, "party", "claim", "harbor"])
                values = ["u", "v", "w"][: self.number(2, 3)] if self.chance(40) else None
                if subject in ("party", "claim"):
                    values = None
                self.conclude(f"c_{layer}_{index}", subject, values)
            self.slots = slots
        for name, subject, values in FIXED:
            self.conclude(name, subject, values)
        for slot in slots:  # a slot that no rule uses would be refused
            rule = self.rules["harbor_merits-0"]
            rule["when"] = {"any": [rule["when"], {"slot": slot}]}
        self.rest()
        return RawPack(
            {
                "pack": PACK,
                "provisions": {"P.1": {"modal": "mandatory", "text": "A paragraph."}},
                "facts": {
                    name: {"title": name, "cites": ["P.1"], **fact} for name, fact in FACTS.items()
                },
                "parameters": {
                    "lim0": self.parameter(DAYS[:1]),
                    "lim1": self.parameter(self.pick([DAYS[:1], DAYS[:2], DAYS[:3]])),
                },
                "readings": {
                    name: {
                        "title": name,
                        "cites": ["P.1"],
                        "options": {option: option for option in options},
                        "default": self.pick(options),
                        "by_profile": self.pick([{}, {"ko": options[-1]}]),
                    }
                    for name, options in READINGS.items()
                },
                "findings": findings,
                "conclusions": self.conclusions,
                "rules": self.rules,
                "entries": entries,
            }
        )

    def parameter(self, days: list[str]) -> Raw:
        values = {day: self.pick([*FIGURES[2:5], None]) for day in days}
        return {
            "title": "A figure",
            "unit": "FLOP",
            "values": values,
            "cites": ["P.1"],
            "assumption": "true",
        }


@st.composite
def packs(draw: Draw, *, exhaustive: bool = False, monotone: bool = False) -> Raw:
    """Raw packs that the rulebook accepts."""
    return RawPack(veiled(Maker(draw, exhaustive, monotone).pack()))


def write_pack(raw: Raw, folder: Path) -> None:
    """Write a raw pack into `folder`, one file a section. JSON is YAML."""
    for section, body in raw.items():
        (folder / f"{section}.yaml").write_text(
            json.dumps({section: body}, ensure_ascii=False), "utf-8"
        )


def compiled(raw: Raw) -> Rulebook:
    """Return the rulebook of a raw pack, read from files like any other."""
    with tempfile.TemporaryDirectory() as folder:
        write_pack(raw, Path(folder))
        return compiled_folder(Path(folder))


@cache
def shipped_rulebook() -> Rulebook:
    """The pack that ships, for tests of hypothesis, which writes out whole what a fixture gives."""
    return load_rulebook()
