"""The determination as JSON: the public contract `liability/determination/1`.

Canonical: UTF-8, keys sorted, no white space, the same bytes for the same case, rulebook and
date. `docs/determination.md` describes every field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from liability.case.as_json import fact_value, number
from liability.determination.alternatives import Alternative, other_profiles, other_readings
from liability.determination.assess import Determination
from liability.determination.explain import relied_on
from liability.determination.harbors import Harbors
from liability.determination.json_values import (
    Json,
    assumptions,
    plain,
    proof_node,
    state,
    state_of_finding,
)
from liability.determination.needs import needs
from liability.determination.parties import Parties
from liability.determination.proof import RULE, Node, figures_tested
from liability.determination.written import Written
from liability.logic import FAILS, is_conflict, named_values
from liability.rulebook.model import MET, NOT_MET, say
from liability.rulebook.resolve import figure_at

if TYPE_CHECKING:
    from liability.determination.sums_document import SumsDocument

SCHEMA = "liability/determination/1"


def canonical(document: Json) -> str:
    """Return a document as canonical JSON, on one line without a line break."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def document(determination: Determination) -> Json:
    """Return the determination as a JSON object; see `docs/determination.md` for its fields."""
    return dict(Document(determination))


class Document(Mapping[str, Any]):
    """The fields of a determination as JSON, each worked out when it is first asked for.

    The sums and what would be otherwise take most of the time, and few ask for them.
    """

    def __init__(self, determination: Determination) -> None:
        self._make = _Writer(determination).fields()
        self._made: Json = {}

    def __getitem__(self, field: str) -> Any:
        if field not in self._made:
            self._made[field] = self._make[field]()
        return self._made[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._make)

    def __len__(self) -> int:
        return len(self._make)


class _Writer(Written):
    @cached_property
    def sums(self) -> SumsDocument | None:
        """Return the sums, where the rulebook says how and the case enters heads of harm."""
        names, roster = self.book.apportionment, self.case.roster
        if names is None or not roster.get(names.head):
            return None
        from liability.determination.apportioned import apportioned
        from liability.determination.sums_document import SumsDocument

        made = apportioned(self.determination)
        return SumsDocument(made) if made is not None else None

    def fields(self) -> dict[str, Callable[[], Any]]:
        """Return what makes each field, in the order of the document."""
        return {
            "schema": lambda: SCHEMA,
            "determined": lambda: self.determination.determined,
            "case": self.of_case,
            "law": self.of_law,
            "tier": lambda: self.outcome("tier"),
            "standard": lambda: self.outcome("standard"),
            "injunction": self.injunction,
            "harbors": self.harbors,
            "claims": self.claims,
            "parties": self.parties,
            "individuals": self.individuals,
            "obligations": lambda: list(self.in_parties().obligations()),
            "cautions": self.cautions,
            "needs": self.needs,
            "compute": self.compute,
            "apportionment": lambda: self.sums.document() if self.sums else None,
            "assumptions": self.assumptions,
            "relied_on": self.relied_on,
            "contradictions": self.contradictions,
            "proof": self.in_full,
            "readings": self.readings,
            "profiles": self.profiles,
        }

    def of_case(self) -> Json:
        """Return which case it is."""
        return {
            "id": self.case.id,
            "title": self.case.title,
            "digest": self.case.digest,
            "notes": self.case.notes,
            "facts_of": self.determination.side,
        }

    def of_law(self) -> Json:
        """Return under which law the case was decided."""
        return {
            "pack": self.book.id,
            "version": self.book.version,
            "digest": self.book.digest,
            "as_of": self.law.as_of,
            "profile": self.law.profile,
            "readings": dict(self.law.readings),
            "parameters_set": {
                name: number(value) for name, value in self.law.set_parameters.items()
            },
        }

    def harbors(self) -> list[Json]:
        """Return how each harbor stands."""
        harbors, subject = self.in_harbors(), self.book.outcomes.harbors.subject
        return [harbors.harbor(each) for each in self.book.entries[subject]]

    def claims(self) -> list[Json]:
        """Return how each claim of a harbor stands."""
        harbors = self.in_harbors()
        return [harbors.claim(each) for each in self.members(self.book.outcomes.harbors.claims)]

    def in_harbors(self) -> Harbors:
        return Harbors(self.determination)

    def in_parties(self) -> Parties:
        return Parties(self.determination, lambda: self.sums)

    def parties(self) -> list[Json]:
        """Return who is liable, in which position."""
        parties = self.in_parties()
        return [parties.party(each) for each in self.members(self.book.outcomes.parties.subject)]

    def individuals(self) -> list[Json]:
        """Return who answers in person."""
        parties, subject = self.in_parties(), self.book.outcomes.individuals.subject
        return [parties.individual(each) for each in self.members(subject)]

    def members(self, subject: str) -> tuple[str, ...]:
        return self.case.roster.get(subject) or ()

    def cautions(self) -> list[Json]:
        """Return what the case gives reason to check."""
        return [
            self.caution(each)
            for each in self.book.outcomes.cautions
            if self.determination.conclusions.values[each] != NOT_MET
        ]

    def needs(self) -> list[Json]:
        """Return what is to be found out, in the order to ask."""
        return [
            {
                "fact": each.fact,
                "question": each.question,
                "settles": [
                    {"outcome": name, "by": "any answer" if always else "some answers"}
                    for name, always in each.settles
                ],
            }
            for each in needs(self.determination)
        ]

    def relied_on(self) -> list[str]:
        """Return the provisions relied on."""
        return list(relied_on(self.determination, self.telling_outcomes()))

    def contradictions(self) -> list[str]:
        """Return the conclusions on which rules that apply disagree."""
        return [node.id for node in self.proof.nodes.values() if node.contradicted]

    def in_full(self) -> Json:
        """Return the proof."""
        return {
            "outcomes": dict(self.proof.outcomes),
            "nodes": [proof_node(node, self.case) for node in self.proof.nodes.values()],
        }

    def readings(self) -> list[Json]:
        """Return what other readings would change."""
        return [
            {
                "id": each.reading,
                "taken": each.option,
                "alternatives": [self.alternative(other, "option") for other in each.alternatives],
            }
            for each in other_readings(self.determination)
        ]

    def profiles(self) -> list[Json]:
        """Return what other versions of the law would change."""
        return [self.alternative(each, "profile") for each in other_profiles(self.determination)]

    def compute(self) -> Json:
        """Return the figures of compute; of a case with a lineage also how they were counted."""
        account, names = self.determination.account, self.book.outcomes.compute
        found = {name: fact_value(self.case.value(fact)) for name, fact in names.items()}
        today = self.book.accounting.today if self.book.accounting else {}
        lasting = account.lasting if account is not None else {}  # the same today
        since = {
            name: fact_value(self.case.value(fact))
            for name, fact in today.items()
            if fact in self.case.facts and name not in lasting
        }
        if since:
            found["today"] = since
        if account is None:
            return found | {"naive_sum": None, "method": None}
        from liability.compute.document import summary

        return (
            found
            | summary(account, self.law)
            | {
                "disagreements": [
                    {
                        "fact": each.fact,
                        "stated": fact_value(each.stated),
                        "counted": fact_value(each.counted),
                    }
                    for each in self.determination.contradictions
                ]
            }
        )

    def telling_outcomes(self) -> Iterator[str]:
        """Yield the outcomes to cite for: not duties that do not apply, nor harbors that fail."""
        part = self.book.outcomes
        silent = {
            "obligations": part.obligations.absent,
            "harbors": part.harbors.fails,
            "cautions": NOT_MET,
        }
        for name, value in self.outcomes.items():
            kind = name.partition(".")[0]
            if kind == "cautions" and plain(value) is None:
                continue
            if plain(value) != silent.get(kind, ""):
                yield name

    def outcome(self, name: str) -> Json:
        value = self.outcomes[name]
        closed = self.determination.closed_outcomes[name]
        return {
            "value": plain(value),
            "possible": list(named_values(value)),
            "on_this_record": plain(closed),
            **({"conflict": self.conflict(name)} if is_conflict(value) else {}),
        }

    def conflict(self, name: str) -> list[Json]:
        """Return the rules that apply and disagree."""
        rules = self.proof.rules(self.proof.outcome(name))
        return [
            {
                "rule": rule.name,
                "concludes": rule.gives,
                "cites": list(rule.cites),
            }
            for rule in rules
            if rule.value == MET
        ]

    def injunction(self) -> Json:
        found = self.outcome("injunction")
        rules = self.proof.rules(self.proof.outcome("injunction"))
        triggers = [
            {
                "rule": rule.name,
                "title": say(rule.title),
                "grade": rule.gives,
                "applies": state(rule.value),
                "cites": list(rule.cites),
            }
            for rule in rules
            if rule.considered is not None
            and rule.considered.condition != FAILS
            and rule.premises
            and _own_premises(rule)
        ]
        return {"grade": found.pop("value"), **found, "triggers": triggers}

    def caution(self, name: str) -> Json:
        declared = self.book.conclusions[name]
        return {
            "id": name,
            "title": say(declared.title),
            "cites": list(declared.cites),
            "holds": state_of_finding(self.determination.conclusions.values[name]),
        }

    def alternative(self, alternative: Alternative, key: str) -> Json:
        return {
            key: alternative.option,
            "changes": [
                {
                    "outcome": each.outcome,
                    "taken": list(named_values(each.taken)),
                    "otherwise": list(named_values(each.otherwise)),
                }
                for each in alternative.changes
            ],
            "sums": alternative.sums,
        }

    def assumptions(self) -> list[Json]:
        """Return the assumed figures that facts were compared with or the sums took.

        Those that the case sets are among them in any case.
        """
        tested = figures_tested(self.proof.nodes.values(), self.case)
        taken = chain(tested, self.sums.figures_taken() if self.sums else ())
        given = self.law.set_parameters
        set_here = (figure_at(self.book, each, self.law.as_of, given) for each in given)
        return assumptions(chain(taken, set_here), self.law)


def _own_premises(node: Node) -> bool:
    """Whether a rule rests on more than its exceptions."""
    return any(not premise.startswith(f"{RULE}:") for premise in node.premises)
