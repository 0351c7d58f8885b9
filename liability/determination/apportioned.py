"""The sums of a determination: who owes what, with the harbor and without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from liability.apportionment.figures import Figures, figures_of
from liability.apportionment.matter import Input, Matter, choice
from liability.apportionment.payments import contributions
from liability.apportionment.read_matter import bounds, matter_of, points
from liability.apportionment.turning import Figure
from liability.case.model import Interval, key_of, parts_of
from liability.case.money import decimals
from liability.determination.assess import Determination
from liability.determination.needs import bearing_on, question_of, unlisted
from liability.findings.find import Facts, facts_of
from liability.inference.infer import Conclusions
from liability.logic import UNDETERMINED
from liability.rulebook.law import Law
from liability.rulebook.model import MET, Apportionment, say
from liability.sentences import of, tr

BASES = ("answers", "unprotected", "ordinarily")
"""Who answers: as determined, if no harbor protected anybody, and at ordinary law."""


@dataclass(frozen=True)
class Apportioned:
    """The sums of a determination.

    Attributes:
        facts: the facts of the case, as the side asked about has them.
        currency: its code, ISO 4217; None where the case does not say.
        decimals: how many decimals the currency has.
        matters: by basis, what the sums are made from.
        figures: by basis, the figures.
        collect_from: the party of which the claimant takes all that it can; else each its part.
    """

    determination: Determination
    facts: Facts
    currency: str | None
    decimals: int
    matters: dict[str, Matter]
    figures: dict[str, Figures]
    collect_from: str | None = None

    @property
    def matter(self) -> Matter:
        """What the sums are made from, as determined."""
        return self.matters["answers"]

    @property
    def found(self) -> Figures:
        """The figures as determined."""
        return self.figures["answers"]

    def barred(self, party: str) -> str:
        """Return whether a party has no claim for contribution: a value of the conclusion.

        Of one that settled, whether who answers in its place has none.
        """
        found = self.matter.barred.get(party)
        if found is not None and self.has_settled(party) != "no":
            return str(found.options[0]) if len(found.options) == 1 else UNDETERMINED
        key = key_of(names_of(self.determination).conclusions["barred"], party)
        return self.determination.conclusions.values[key]

    def has_settled(self, party: str, basis: str = BASES[0]) -> str:
        """Return whether a party has settled: `yes`, `no` or `undetermined`."""
        found = self.matters[basis].inputs.get(f"settled@{party}")
        if found is None:  # nothing can be claimed of it
            key = key_of(names_of(self.determination).facts["settled"], party)
            if key not in self.facts:
                return "no"
            return "undetermined" if self.facts[key] is None else "yes"
        if found.options == (None,):
            return "no"
        return "undetermined" if None in found.options else "yes"

    def paid_apart(self, party: str) -> Figure:
        """Return what a party paid in settlement of which nothing can be claimed."""
        if self.has_settled(party) == "no":
            return Figure(0, 0, 0)
        if self.matter.nominal:  # what was paid cannot be set beside a harm of unknown amount
            return Figure(0, None, None)
        fact = key_of(names_of(self.determination).facts["settled"], party)
        return Figure(*bounds(self.facts[fact], self.decimals))

    def collected_from(self, party: str) -> Apportioned:
        """Return the sums where the claimant takes all that it can of one party."""
        figures = {**self.figures, BASES[0]: figures_of(self.matter, party)}
        return replace(self, figures=figures, collect_from=party)

    def stated_shares(self) -> dict[str, Decimal]:
        """Return the shares that are taken, where each is stated as one figure."""
        case, law = self.determination.case, self.determination.law
        fact = names_of(self.determination).facts.get(choice(law, "shares"), "")
        roster = case.roster.get(law.rulebook.outcomes.parties.subject) or ()
        stated = {each: self.stated(key_of(fact, each)) for each in roster}
        return {each: share for each, share in stated.items() if share is not None}

    def stated_fault(self) -> tuple[Decimal, Decimal | None, Decimal]:
        """Return the least of the claimant's own share where it counts, the estimate, the most."""
        if "reduces" not in self.matter.inputs["claimant"].options:
            return Decimal(0), Decimal(0), Decimal(0)
        low, best, high = points(
            self.facts.get(names_of(self.determination).facts["claimant_fault"])
        )
        return low or Decimal(0), best, Decimal(1) if high is None else high

    def has_parts(self, head: str) -> bool:
        """Return whether how far parties answer for a head is open, and no fact would settle it."""
        extent = self.matter.inputs[f"extent@{head}"]
        return len(extent.options) > 1 and not bearing_on(self.determination, [extent.key])

    def stated(self, key: str) -> Decimal | None:
        """Return the best estimate of a figure of the case."""
        value = self.facts.get(key)
        return value.best if isinstance(value, Interval) else None

    def claims_of(self, party: str) -> dict[str, int]:
        """Return what a party may claim of the others if it pays all that it may be asked for."""
        made = self.found.sums
        if made is None or made.shares is None or not self.matter.heads:
            return {}
        return contributions(made, party) if party in made.parties else {}

    def barred_on_record(self) -> tuple[str, ...]:
        """Return the parties that have no claim for contribution if the record closed today."""
        return tuple(name for name, each in self.matter.barred.items() if each.on_record == MET)

    def open_facts(self) -> list[tuple[str, str]]:
        """Return the open facts that these sums turn on, each with the question to ask.

        Whom a case does not list comes last, by the key under which it would.
        """
        keys = [self.matter.inputs[name].key for name in self.found.turns_on]
        keys += [
            barred.key
            for party, barred in self.matter.barred.items()
            if len(barred.options) > 1 and (self.found.collector_matters or self.claims_of(party))
        ]
        values = self.determination.conclusions.values
        facts = [*self.matter.missing, *(key for key in keys if key not in values)]
        concluded = [key for key in keys if key in values]
        facts += bearing_on(self.determination, concluded)
        facts.sort(key=lambda key: "." not in key)  # whom or what a case does not list at all
        asked = [(key, self.question(key)) for key in dict.fromkeys(facts) if key]
        return [*asked, *unlisted(self.determination, concluded)]

    @property
    def are_exact(self) -> bool:
        """Whether some way in which what is open may come out comes to each bound."""
        return all(each.tried and each.reached for each in self.figures.values()) and not any(
            map(self._have_facts_in_common, self.matters.values())
        )

    def _have_facts_in_common(self, matter: Matter) -> bool:
        """Return whether one open fact bears on several of what is tried as independent."""
        seen: set[str] = set()
        for key in {each.key for each in (*matter.open.values(), *_open_bars(matter))}:
            facts = {key}
            if key in self.determination.conclusions.values:
                facts = {*bearing_on(self.determination, [key])}
                facts |= {name for name, _ in unlisted(self.determination, [key])}
            if facts & seen:
                return True
            seen |= facts
        return False

    def question(self, key: str) -> str:
        """Return what to ask about a fact, about whom an insurance covers, or who caused a head."""
        book = self.determination.law.rulebook
        fact, member = parts_of(key)
        if fact in book.facts:
            return question_of(self.determination, key)
        names = names_of(self.determination)
        insurance = book.subjects[names.insurance]
        if not member:
            return say(insurance.question or insurance.title)
        if fact == f"{names.insurance}.{names.insured}":
            about = self.determination.case.names.get(key_of(names.insurance, member), member)
            return of(say(insurance.asks.get(names.insured, insurance.title)), about)
        extent = book.conclusions[names.conclusions["extent"]]
        head = self.determination.case.name_of(names.head, member)
        return of(tr("{question}?", question=say(extent.values["caused"])), head)


def apportioned(determination: Determination) -> Apportioned | None:
    """Return the sums of a determination; None where its rulebook or its case has none."""
    law, case = determination.law, determination.case
    if law.rulebook.apportionment is None:
        return None
    if not case.roster.get(law.rulebook.outcomes.parties.subject):
        return None
    facts = facts_of(case, determination.side)
    currency = _currency(determination, facts)
    places = decimals(currency)
    matters = {
        basis: matter_of(
            law,
            case,
            facts,
            determination.conclusions,
            determination.on_this_record,
            places,
            basis=basis,
        )
        for basis in BASES
    }
    figures = {BASES[0]: figures_of(matters[BASES[0]])}
    for basis in BASES[1:]:
        same = matters[basis].inputs == matters[BASES[0]].inputs
        figures[basis] = figures[BASES[0]] if same else figures_of(matters[basis])
    return Apportioned(determination, facts, currency, places, matters, figures)


def _currency(determination: Determination, facts: Facts) -> str | None:
    stated = facts.get(names_of(determination).facts["currency"])
    return stated if isinstance(stated, str) else None


def sums_on_record(
    determination: Determination, law: Law, found: Conclusions, closed: Conclusions
) -> object:
    """Return what the sums of a case come to under a law, to be compared with those under another.

    It is what they come to if the record closed today; where that leaves too much open, what they
    are made from.

    Args:
        determination: the determination of the case, by the same rulebook.
        law: the law.
        found: what follows under it on the record as it is.
        closed: what follows if the record closed today.
    """
    case, facts = determination.case, facts_of(determination.case, determination.side)
    places = decimals(_currency(determination, facts))
    matter = matter_of(law, case, facts, found, closed, places, basis=BASES[0])
    sums = matter.sums_on_record
    made_from = (matter.on_record, choice(law, "settlement")) if sums is None else None
    return sums, made_from, {name: each.on_record for name, each in matter.barred.items()}


def _open_bars(matter: Matter) -> list[Input]:
    """Return what is open of who, of several, has no claim for contribution."""
    if len(matter.parties) == 1:
        return []
    return [each for each in matter.barred.values() if len(each.options) > 1]


def names_of(determination: Determination) -> Apportionment:
    """Return how the rulebook of a determination has its sums made; it has a say on them."""
    names = determination.law.rulebook.apportionment
    assert names is not None
    return names
