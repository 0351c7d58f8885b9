"""Checks of what a pack says of safety cases: every name in it names something that fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from liability.rulebook.check_names import NamesChecker
from liability.rulebook.safety_cases import Agreement, Gate, SafetyCases

_HERE = "safety_cases"


class SafetyCaseRulesChecker(NamesChecker):
    """Checks `safety_cases` of the section `pack`."""

    def safety_cases(self) -> None:
        """Check that what is said of safety cases names provisions, harbors, roles and facts."""
        rules = self.book.safety_cases
        if rules is None:
            return
        for group in rules.apart:
            self.roles(group, rules.roles, "apart", named=False)
        for part, roles in (("author", rules.author), ("approving", rules.approving)):
            self.roles(roles, rules.roles, part)
        harbors = self.harbors()
        for harbor, roles in rules.sign_offs.items():
            self.known_in_pack(harbor, harbors, "a harbor", _HERE, "sign_offs", harbor)
            self.roles(roles, rules.roles, "sign_offs", harbor, named=False)
        self.states(rules)
        if not any(each.stands for each in rules.defeaters.values()):
            message = "`defeaters` has no state that stands"
            advice = "add `stands: yes` to the one that a defeater begins in"
            self.problem("no-standing", message, advice, "defeaters", "safety_cases")
        for gate in rules.gates.values():
            self.gate(gate, rules)
        if rules.evidence_age is not None:
            self.evidence_age(rules.evidence_age)
        self.agreement(rules.agrees, rules)

    def harbors(self) -> Mapping[str, object]:
        return self.book.entries.get(self.book.outcomes.harbors.subject, {})

    def roles(
        self, names: Iterable[str], known: Mapping[str, object], *where: str, named: bool = True
    ) -> None:
        for name in names:
            self.known_in_pack(name, known, "a role", _HERE, *where, *([name] if named else ()))

    def states(self, rules: SafetyCases) -> None:
        """Check that each state follows another one, and none itself."""
        for name, state in rules.states.items():
            if state.follows is None:
                continue
            where = ("states", name, "follows")
            if not self.known_in_pack(state.follows, rules.states, "a state", _HERE, *where):
                continue
            seen, at = {name}, state.follows
            while at in rules.states and at not in seen:
                seen.add(at)
                at = rules.states[at].follows or ""
            if at == name:
                message = f"state `{name}` follows itself"
                advice = "take away `follows:` of the first state"
                self.problem("circular", message, advice, "follows", "safety_cases", "states", name)

    def gate(self, gate: Gate, rules: SafetyCases) -> None:
        where = (_HERE, "gates", gate.id)
        self.known_in_pack(gate.state, rules.states, "a state", *where, "state")
        for cite in gate.cites:
            self.known_in_pack(cite, self.book.provisions, "a provision", *where, "cites", cite)
        for harbor in gate.harbors:
            self.known_in_pack(harbor, self.harbors(), "a harbor", *where, "harbors", harbor)

    def evidence_age(self, name: str) -> None:
        if self.known_in_pack(name, self.book.parameters, "a parameter", _HERE, "evidence_age"):
            unit = self.book.parameters[name].unit
            if unit != "days":
                message = f"`{name}` is in {unit}, and how old evidence may be is in days"
                advice = "name a parameter whose unit is `days`"
                self.problem("wrong-unit", message, advice, "evidence_age", "safety_cases")

    def agreement(self, agrees: Agreement, rules: SafetyCases) -> None:
        claims = self.book.outcomes.harbors.claims
        for key, types, subject in (
            ("version", ("text",), None),
            ("stage", ("choice",), claims),
            ("expires", ("date",), claims),
            ("open_defeater", ("boolean",), claims),
            ("open_defeater_today", ("boolean",), claims),
        ):
            if (fact := getattr(agrees, key)) is not None:
                self.fact(fact, types, subject, "safety_cases", "agrees", key)
        stage = self.book.facts.get(agrees.stage or "")
        for value, states in agrees.stages.items():
            where = (_HERE, "agrees", "stages", value)
            if stage is not None:
                self.known_in_pack(value, stage.values, f"a value of `{stage.id}`", *where)
            for state in states:
                self.known_in_pack(state, rules.states, "a state", *where)
