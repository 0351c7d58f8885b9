"""The sums of a determination as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from liability.apportionment.figures import Figures
from liability.apportionment.matter import NOMINAL, choice
from liability.apportionment.payments import CONTRIBUTION, HARM, Payment, payments
from liability.apportionment.read_matter import concluded
from liability.apportionment.turning import MILLIONTHS, Figure
from liability.case.as_json import number
from liability.case.model import key_of
from liability.case.quantity import EXACT
from liability.determination.apportioned import BASES, Apportioned, names_of
from liability.determination.json_values import Json, assumptions, state
from liability.determination.proof import figures_tested
from liability.determination.sums_grounds import cites_of_steps
from liability.determination.sums_remarks import remarks
from liability.logic import FAILS, named_values, possible_values
from liability.rulebook import conditions as c
from liability.rulebook.model import MET, NOT_MET
from liability.rulebook.resolve import figure_at

_PARTS = {  # what a figure of a party is called, here and in `sums.Part`
    "own_part": "own",
    "bears_if_all_pay": "first",
    "bears": "final",
    "uncollectible": "missed",
    "takes": "taken",
}
_CLAIMANT = {
    "harm": "total",
    "own_fault": "fault",
    "recoverable": "recoverable",
    "bears": "bears",
    "takes": "taken",
}
_NOBODY = Figure(0, 0, 0)
# of who does not answer
_NO_FIGURES = dict.fromkeys(("share", "exposure", *_PARTS.values()), _NOBODY)


class SumsDocument:
    """Writes the sums of a determination for JSON; see `docs/determination.md`.

    Amounts are in the currency of the case. Where the amount of the harm is not known they are
    shares of it, and `unit` says so.

    Args:
        sums: the sums.
        supposed: the parties that were supposed to be insolvent, and not stated to be.
    """

    def __init__(self, sums: Apportioned, supposed: Sequence[str] = ()) -> None:
        self.sums = sums
        self.case = sums.determination.case
        self.law = sums.determination.law
        self.names = names_of(sums.determination)
        self.collect_from = sums.collect_from
        self.supposed = supposed
        self.unit = Decimal(NOMINAL) if sums.matter.nominal else Decimal(10) ** sums.decimals

    def document(self) -> Json:
        """Return the section `apportionment` of a determination."""
        return {
            "currency": self.sums.currency,
            "unit": "of the harm" if self.sums.matter.nominal else "money",
            "rules": self.rules(),
            "heads": [self.head(each) for each in self.sums.matter.heads],
            "parties": [self.party(each) for each in self.roster()],
            "individuals": [self.individual(each) for each in self.people()],
            "claimant": self.claimant(self.sums.found),
            "without_harbor": self.other("unprotected"),
            "ordinary": self.other("ordinarily"),
            "payments": self.payments(),
            "collected_from": self.collect_from,
            "supposed": list(self.supposed),
            "remarks": list(remarks(self.sums)),
            "assumptions": assumptions(self.figures_taken(), self.law),
            "bounds": "exact" if self.sums.are_exact else "outer",
            "open": [
                {"fact": fact, "question": question} for fact, question in self.sums.open_facts()
            ],
            "cites": cites_of_steps(self.sums),
        }

    def roster(self) -> tuple[str, ...]:
        """Return every party of the case."""
        return self.case.roster.get(self.law.rulebook.outcomes.parties.subject) or ()

    def rules(self) -> Json:
        """Return by which rules the sums were made."""
        return {
            "track": self.law.readings[self.names.track],
            "shares": choice(self.law, "shares"),
            "settlement": choice(self.law, "settlement"),
            "claimant_fault": self.decided("claimant", None),
        }

    def figures_taken(self) -> Iterator[c.Figure]:
        """Yield the figures of the law that the sums may turn on, and no outcome does."""
        inputs = self.sums.matter.inputs
        for word, value, parameter in (
            ("extent", "threshold", "threshold"),
            ("uncollectible", "proportional", "additional"),
        ):
            if any(value in inputs[f"{word}@{head}"].options for head in self.sums.matter.heads):
                name, law = self.names.parameters[parameter], self.law
                yield figure_at(law.rulebook, name, law.as_of, law.set_parameters)
        made = self.sums.determination
        keys = {each.key for each in inputs.values()} & made.conclusions.values.keys()
        below = made.proof.below(made.proof.conclusion(each).id for each in sorted(keys))
        apart = (node for name, node in below.items() if name not in made.proof.nodes)
        yield from figures_tested(apart, self.case)

    def head(self, name: str) -> Json:
        matter = self.sums.matter
        amount = matter.inputs[f"amount@{name}"]
        known = [each for each in amount.options if isinstance(each, int)]
        high = None if name in matter.unbounded or matter.nominal else max(known)
        on_record = amount.on_record if isinstance(amount.on_record, int) else None
        low = 0 if matter.nominal else min(known)
        return {
            "id": name,
            "name": self.case.name_of(self.names.head, name),
            "amount": self.figure(Figure(low, high, None if matter.nominal else on_record)),
            "extent": self.decided("extent", name),
            "uncollectible": self.decided("uncollectible", name),
            "caused_by": matter.causes.get(name),
        }

    def decided(self, word: str, member: str | None) -> Json:
        """Return what a conclusion of the sums may be, and what the rules that apply cite."""
        made, name = self.sums.determination, self.names.conclusions[word]
        values, closed = made.conclusions.values, made.on_this_record.values
        found = concluded(self.law, values, closed, name, member)
        applied = made.conclusions.considered(self.law.conclusions[name], member)
        cites = dict.fromkeys(
            cite for each in applied if each.applies != FAILS for cite in each.ground.rule.cites
        )
        return {
            "possible": list(found.options),
            "on_this_record": found.on_record,
            "cites": list(cites),
        }

    def party(self, name: str) -> Json:
        """Return a party's figures, its claims for contribution and what its insurance pays."""
        key = key_of(self.names.conclusions["answers"], name)
        answers = self.sums.determination.conclusions.values[key]
        figures = self.sums.found.parties.get(name)
        return {
            "id": name,
            "name": self.case.name_of(self.law.rulebook.outcomes.parties.subject, name),
            "answers": state(answers),
            "possible_answers": list(named_values(answers)),
            "cannot_pay": self.cannot_pay(name),
            "backed_by": self.backed_by(name) if figures else [],
            "has_settled": self.sums.has_settled(name),
            "share": self.share_of(name),
            **{
                part: self.figure((figures or _NO_FIGURES)[figure])
                for part, figure in _PARTS.items()
            },
            "settled": self.figure(figures["paid"] if figures else self.sums.paid_apart(name)),
            "exposure": self.exposure_of(name),
            "contribution": self.contribution(name),
            "insurance": self.insurance(name),
        }

    def share_of(self, party: str) -> Json:
        """Return a party's share of the whole responsibility."""
        return self.share(self.sums.found.parties.get(party, _NO_FIGURES)["share"])

    def exposure_of(self, party: str, basis: str = BASES[0]) -> Json:
        """Return the most that the claimant can recover from a party: of one that settled nothing.

        What it can recover then of who answers in its place is theirs; see `exposure_in_person`.
        """
        found = self.sums.figures[basis].parties.get(party, _NO_FIGURES)["exposure"]
        settled = self.sums.has_settled(party, basis)
        if settled == "undetermined":
            found = found._replace(low=0)
        return self.figure(_NOBODY if settled == "yes" else found)

    def people(self) -> tuple[str, ...]:
        """Return the individuals who may answer in person."""
        part = self.law.rulebook.outcomes.individuals
        values = self.sums.determination.conclusions.values
        return tuple(
            each
            for each in self.case.roster.get(part.subject) or ()
            if "yes" in possible_values(values[key_of(part.personal, each)])
        )

    def individual(self, name: str) -> Json:
        """Return beside which party an individual answers, and for how much."""
        part = self.law.rulebook.outcomes.individuals
        personal = self.sums.determination.conclusions.values[key_of(part.personal, name)]
        return {
            "id": name,
            "name": self.case.name_of(part.subject, name),
            "beside": self.acted_for(name),
            "personal": state(personal),
            "exposure": self.exposure_in_person(name, personal),
        }

    def acted_for(self, individual: str) -> str | None:
        """Return the party that an individual acted for, where the case names it."""
        book = self.law.rulebook
        subject, party = book.outcomes.individuals.subject, book.outcomes.parties.subject
        about = key_of(subject, individual)
        found = (
            self.case.refers.get((about, key)) for key in book.subjects[subject].keys_to(party)
        )
        return next((each for each in found if each is not None), None)

    def exposure_in_person(self, individual: str, personal: str) -> Json:
        """Return what an individual may be asked for: as much as the party that it acted for.

        Where that party has settled, it is what is left to be asked for in its place, unless the
        settlement released the individual. Where the party is not known, or does not answer, it
        may be all or nothing.

        Args:
            individual: who.
            personal: whether it answers, as `logic` writes values.
        """
        found, party = self.sums.found, self.acted_for(individual)
        figure = self.most()
        if party is not None and party in found.parties:
            figure = found.parties[party]["exposure"]
        settled = "no" if party is None else self.sums.has_settled(party)
        possible, still = possible_values(personal), self.of_individual("in_place", individual)
        if "yes" not in possible or (settled == "yes" and MET not in still):
            figure = _NOBODY
        elif len(possible) > 1 or (settled != "no" and len(still) > 1):
            figure = Figure(0, figure.high, None)
        return self.figure(figure)

    def most(self) -> Figure:
        """Return what may be asked at most of anybody: the harm, less what is paid or borne."""
        found = self.sums.found
        high = found.claimant["total"].high
        if high is not None:
            paid = sum(each["paid"].low or 0 for each in found.parties.values())
            high = max(0, high - paid - (found.claimant["fault"].low or 0))
        return Figure(0, high, None)

    def of_individual(self, word: str, individual: str) -> tuple[str, ...]:
        """Return what may hold of an individual: that it `stands_in`, or is `in_place`."""
        name = self.names.conclusions.get(word)
        values = self.sums.determination.conclusions.values
        return possible_values(values[key_of(name, individual)]) if name else (NOT_MET,)

    def cannot_pay(self, name: str) -> str:
        """Return whether a party cannot pay: `met`, `not_met` or `undetermined`."""
        key = key_of(self.names.conclusions["insolvent"], name)
        return state(self.sums.determination.conclusions.values[key])

    def backed_by(self, name: str) -> list[str]:
        """Return the individuals who pay, on this record, for a party: insolvent, or settled."""
        acting = [each for each in self.people() if self.acted_for(each) == name]
        if self.sums.has_settled(name) == "yes":
            acting = [each for each in acting if MET in self.of_individual("in_place", each)]
            return [e for e in acting if MET in self.of_individual("stands_in", e)] or acting
        if self.sums.facts.get(key_of(self.names.facts["insolvent"], name)) != "true":
            return []
        if self.sums.matter.inputs[f"insolvent@{name}"].on_record == MET:
            return []
        return [each for each in acting if MET in self.of_individual("stands_in", each)]

    def contribution(self, name: str) -> Json:
        """Return what a party may claim of the others if it pays all that it may be asked for."""
        made = self.sums.found.sums
        known = made is not None and made.shares is not None and bool(self.sums.matter.heads)
        barred = name in self.sums.barred_on_record()
        owed = {} if barred else self.sums.claims_of(name)
        claims = [{"from": each, "amount": self.amount(owed[each])} for each in owed]
        return {"barred": state(self.sums.barred(name)), "claims": claims if known else None}

    def insurance(self, name: str) -> list[Json]:
        """Return what each insurance of a party pays on this record."""
        return [
            {
                "id": layer,
                "name": self.case.name_of(self.names.insurance, layer),
                "pays": self.amount(paid),
                "open": layer in self.sums.matter.loose,
            }
            for layer, paid in self.insured.get(name, {}).items()
        ]

    @cached_property
    def insured(self) -> dict[str, dict[str, int]]:
        """Return by party what each of its insurances pays on this record."""
        made, found, matter = self.sums.found.sums, self.sums.found.parties, self.sums.matter
        losses = {
            name: part.paid or 0
            if self.sums.has_settled(name) == "yes"  # who answers in its place, it does not insure
            else (part.paid or 0) + (found[name]["final"].on_record or 0) + (part.missed or 0)
            for name, part in (made.parties if made else {}).items()
        }
        return {
            name: matter.paid_by_insurance(name, loss, matter.on_record)
            for name, loss in losses.items()
        }

    def other(self, basis: str) -> Json:
        """Return the figures under another basis, to be set beside those determined."""
        figures = self.sums.figures[basis]
        return {
            "parties": [
                {
                    "id": name,
                    "share": self.share(found["share"]),
                    "exposure": self.exposure_of(name, basis),
                    "bears": self.figure(found["final"]),
                }
                for name in self.roster()
                for found in [figures.parties.get(name, _NO_FIGURES)]
            ],
            "claimant": self.claimant(figures),
        }

    def claimant(self, figures: Figures) -> Json:
        return {part: self.figure(figures.claimant[name]) for part, name in _CLAIMANT.items()}

    def payments(self) -> list[Json] | None:
        """Return who pays whom on this record; None where the record leaves it open."""
        made = self.sums.found.sums
        if made is None or not self.sums.matter.heads:
            return None
        found = self.sums.found
        borne = [found.parties[name]["final"] for name in made.parties]
        if None in [each.on_record for each in (found.claimant["recoverable"], *borne)]:
            return None
        if None in [made.bears, *(part.final for part in made.parties.values())]:
            return None
        barred = self.sums.barred_on_record()
        return [
            self.payment(each) for each in payments(made, self.insured, barred, self.collect_from)
        ]

    def payment(self, paid: Payment) -> Json:
        """Return a payment, and the individuals who make or receive it in place of a party."""
        in_place = paid.kind in (HARM, CONTRIBUTION)
        return {
            "from": paid.payer,
            "from_individuals": self.backed_by(paid.payer) if in_place else [],
            "to": paid.payee,
            "to_individuals": self.backed_by(paid.payee) if in_place and paid.payee else [],
            "amount": self.amount(paid.amount),
            "for": paid.kind,
        }

    # --- figures -------------------------------------------------------------------------------

    def figure(self, figure: Figure) -> Json:
        return {
            "low": self.amount(figure.low),
            "high": self.amount(figure.high),
            "on_this_record": self.amount(figure.on_record),
        }

    def share(self, figure: Figure) -> Json:
        return {
            "low": number(Decimal(figure.low or 0) / MILLIONTHS),
            "high": number(Decimal(figure.high or 0) / MILLIONTHS),
            "on_this_record": None
            if figure.on_record is None
            else number(Decimal(figure.on_record) / MILLIONTHS),
        }

    def amount(self, units: int | None) -> float | str | None:
        return None if units is None else number(EXACT.divide(units, self.unit))
