"""Parties, individuals and duties, as JSON has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from liability.case.as_json import fact_value
from liability.case.model import key_of, parts_of
from liability.determination.assess import Determination
from liability.determination.explain import relied_on
from liability.determination.json_values import Json, plain, state
from liability.determination.needs import needs
from liability.determination.written import Written
from liability.findings.find import facts_of
from liability.logic import named_values, possible_values
from liability.rulebook.model import say

if TYPE_CHECKING:
    from liability.determination.sums_document import SumsDocument


class Parties(Written):
    """Writes who answers under a determination, and who has to do what.

    Args:
        sums: returns who owes what, where the rulebook and the case say.
    """

    def __init__(
        self, determination: Determination, sums: Callable[[], SumsDocument | None]
    ) -> None:
        super().__init__(determination)
        self._sums = sums

    def party(self, member: str) -> Json:
        part = self.book.outcomes.parties
        roles = facts_of(self.case, self.determination.side).get(key_of(part.roles, member))
        liable, position = (
            self.outcomes[f"parties.{member}.{key}"] for key in ("liable", "position")
        )
        return {
            "id": member,
            "name": self.case.name_of(part.subject, member),
            "roles": fact_value(roles),
            "liable": state(liable),
            "position": state(position),
            "possible_positions": list(named_values(position)),
            "on_this_record": plain(self.determination.closed_outcomes[f"parties.{member}.liable"]),
            **self.owed(member),
            "needs": self.needs(f"parties.{member}.liable"),
            "cites": list(relied_on(self.determination, [f"parties.{member}.position"])),
        }

    def needs(self, *outcomes: str) -> list[Json]:
        """Return what would settle how somebody stands, where that is open for them alone.

        Where the standard is open too, what settles that comes first; see `needs` of the whole.
        """
        if len(possible_values(self.outcomes["standard"])) > 1:
            return []
        return self.turns_on(*outcomes)

    def turns_on(self, *outcomes: str) -> list[Json]:
        """Return what settles outcomes; of one that nothing settles alone, all that it turns on."""
        asked: dict[str, str] = {}
        for outcome in outcomes:
            found = needs(self.determination, [outcome], settling_first=True)
            asked |= {each.fact: each.question for each in found}
        return [{"fact": fact, "question": question} for fact, question in asked.items()]

    def owed(self, member: str) -> Json:
        """Return whether a party answers at all, to how much, and its share; null if not known."""
        if f"parties.{member}.answers" not in self.outcomes:
            return {"answers": None, "exposure": None, "share": None}
        sums = self._sums()
        return {
            "answers": state(self.outcomes[f"parties.{member}.answers"]),
            "exposure": sums.exposure_of(member) if sums else None,
            "share": sums.share_of(member) if sums else None,
        }

    def individual(self, member: str) -> Json:
        names = {key: f"individuals.{member}.{key}" for key in ("personal", "refer")}
        personal, refer = (self.outcomes[name] for name in names.values())
        closed = self.determination.closed_outcomes
        subject, sums = self.book.outcomes.individuals.subject, self._sums()
        return {
            "id": member,
            "name": self.case.name_of(subject, member),
            "personal": state(personal),
            "refer": state(refer),
            "on_this_record": {key: plain(closed[name]) for key, name in names.items()},
            "exposure": sums.exposure_in_person(member, personal) if sums else None,
            "facts": [] if plain(refer) == "no" else list(self.facts_of(subject, member)),
            "needs": self.needs(*names.values()),
        }

    def facts_of(self, subject: str, member: str) -> Iterator[Json]:
        """Yield what the case states of a member: facts to refer, and no finding of guilt."""
        for key, stated in self.case.facts.items():
            name, whose = parts_of(key)
            fact = self.book.facts.get(name)
            if whose != member or fact is None or fact.subject != subject or stated.value is None:
                continue
            yield {
                "fact": key,
                "title": say(fact.title),
                "value": fact_value(stated.value),
                "evidence": list(stated.evidence),
                "note": stated.note,
            }

    def obligations(self) -> Iterator[Json]:
        part = self.book.outcomes.obligations
        for member, entry in self.book.entries[part.subject].items():
            value = self.outcomes[f"obligations.{member}"]
            if plain(value) == part.absent:
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
                "needs": self.turns_on(f"obligations.{member}"),
            }
