"""Parties, individuals and duties, as JSON has them."""

from __future__ import annotations

from collections.abc import Iterator

from liability.case.as_json import fact_value
from liability.case.model import key_of
from liability.determination.explain import relied_on
from liability.determination.json_values import Json, plain, state
from liability.determination.written import Written
from liability.findings.find import facts_of
from liability.logic import named_values
from liability.rulebook.model import say


class Parties(Written):
    """Writes who answers under a determination, and who has to do what."""

    def party(self, member: str) -> Json:
        part = self.book.outcomes.parties
        roles = facts_of(self.case, self.determination.side).get(key_of(part["roles"], member))
        liable, position = (
            self.outcomes[f"parties.{member}.{key}"] for key in ("liable", "position")
        )
        return {
            "id": member,
            "name": self.case.names[key_of(part["subject"], member)],
            "roles": fact_value(roles),
            "liable": state(liable),
            "position": state(position),
            "possible_positions": list(named_values(position)),
            "on_this_record": plain(self.determination.closed_outcomes[f"parties.{member}.liable"]),
            "cites": list(
                relied_on(self.determination, self.proof, [f"parties.{member}.position"])
            ),
        }

    def individual(self, member: str) -> Json:
        return {
            "id": member,
            "name": self.case.names[key_of(self.book.outcomes.individuals["subject"], member)],
            "personal": state(self.outcomes[f"individuals.{member}.personal"]),
            "refer": state(self.outcomes[f"individuals.{member}.refer"]),
        }

    def obligations(self) -> Iterator[Json]:
        part = self.book.outcomes.obligations
        for member, entry in self.book.entries[part["subject"]].items():
            value = self.outcomes[f"obligations.{member}"]
            if plain(value) == part["absent"]:
                continue
            yield {
                "id": member,
                "title": say(entry.title),
                "cites": list(entry.cites),
                **entry.attributes,
                "status": state(value),
                "possible": list(named_values(value)),
                "on_this_record": plain(
                    self.determination.closed_outcomes[f"obligations.{member}"]
                ),
            }
