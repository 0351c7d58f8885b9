"""Safe harbors and the claims to them, as JSON has them."""

from __future__ import annotations

from collections.abc import Iterator

from liability.case.model import key_of
from liability.determination.json_values import Json, plain, state, state_of_finding, tested_fact
from liability.determination.written import Written
from liability.logic import named_values
from liability.rulebook import conditions as c
from liability.rulebook.model import MET, NOT_MET, say
from liability.sentences import tr

_CONTRARY = {MET: NOT_MET, NOT_MET: MET}


class Harbors(Written):
    """Writes the harbors of a determination, each with its elements, and the claims."""

    def harbor(self, member: str) -> Json:
        part = self.book.outcomes.harbors
        entry = self.law.entries[f"{part.subject}.{member}"]
        elements = dict.fromkeys(self.elements(entry.slots.get(part.elements)))
        status = self.outcomes[f"harbors.{member}"]
        values = self.determination.conclusions.values
        return {
            "id": member,
            "title": say(entry.title),
            "cites": list(entry.cites),
            "status": state(status),
            "possible": list(named_values(status)),
            "on_this_record": plain(self.determination.closed_outcomes[f"harbors.{member}"]),
            "merits": state_of_finding(values[f"{part.merits}.{member}"]),
            **self.claim_now(member),
            "excluded": self.excluded(member),
            "elements": [self.element(*each) for each in elements],
            "because": self.because(f"harbors.{member}"),
        }

    def excluded(self, member: str) -> list[Json]:
        """Return the rules by which a harbor fails, also where a claim of it gives its status."""
        rules = self.proof.rules(self.proof.outcome(f"harbors.{member}"))
        fails = self.book.outcomes.harbors.fails
        return self.reasons(each for each in rules if each.gives == fails and each.holds)

    def claim_now(self, member: str) -> Json:
        """Return what a claim of a harbor made now would come to, where the pack says."""
        part, values = self.book.outcomes.claim_now, self.determination.conclusions.values
        if part is None:
            return {}
        asked = {"late": part.late, "in_time_for_later": part.later}
        found = {key: state_of_finding(values[f"{name}.{member}"]) for key, name in asked.items()}
        return {"claim_now": found}

    def elements(self, slot: c.Condition | None) -> Iterator[tuple[str, str, bool]]:
        """Yield the findings of a harbor's elements, and whether each must not be met.

        Those of which one is enough share a group.
        """
        if slot is None:
            return
        for number, part in enumerate(slot.parts if isinstance(slot, c.All) else (slot,), 1):
            group = f"any of {number}" if isinstance(part, c.AnyOf) else ""
            for finding, negated in _findings(part):
                if self.is_asked(finding):
                    yield finding, group, negated

    def is_asked(self, node: str) -> bool:
        """Return whether a node is a finding that the readings taken ask for."""
        finding = self.law.findings.get(node)
        return finding is not None and not isinstance(finding.test, c.Constant)

    def element(self, finding: str, group: str, negated: bool) -> Json:
        declared, found = self.law.findings[finding], self.determination.findings[finding]
        title, came_out = say(declared.title), state_of_finding(found.value)
        return {
            "id": finding,
            "title": tr("not so: {title}", title=title) if negated else title,
            "finding": _CONTRARY.get(came_out, came_out) if negated else came_out,
            "burden": declared.burden,
            "cites": list(declared.cites),
            "group": group,
            "because": [tested_fact(each, self.case) for each in found.tests],
        }

    def claim(self, member: str) -> Json:
        value = self.determination.conclusions.values[
            key_of(self.book.outcomes.harbors.claim, member)
        ]
        claim = key_of(self.book.outcomes.harbors.claims, member)
        refers = {key: to for (name, key), to in self.case.refers.items() if name == claim}
        return {
            "id": member,
            **refers,
            "state": state(value),
            "possible": list(named_values(value)),
        }


def _findings(condition: c.Condition, *, negated: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield what a condition asks for by name, and whether it asks that it be not so."""
    if isinstance(condition, c.Is):
        yield condition.node, negated
    turned = negated != isinstance(condition, c.Not | c.Disproved)
    for part in c.parts(condition):
        yield from _findings(part, negated=turned)
