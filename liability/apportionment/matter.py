"""A case as the sums need it: what is known of each input, and what it may still be.

An input is a conclusion (does the party answer? can it pay?) or a figure (what is its share?).
What the record leaves open keeps all its values; what holds if the record closed today is kept
beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from liability.apportionment.insurance import Layer, paid_by
from liability.apportionment.sums import Claim, Head, Party, Sums, apportion
from liability.case.model import Case, Disputed, Interval, Value, key_of
from liability.findings.find import Facts
from liability.inference.infer import Conclusions
from liability.logic import is_conflict, possible_values
from liability.record import record
from liability.rulebook.law import Law
from liability.rulebook.model import MET, NOT_MET, Apportionment
from liability.rulebook.resolve import figure_at

NOMINAL = 10**6  # units of a harm of which only the parts are asked, since its amount is unknown
_SEVERAL = {"several", "threshold"}


@record
class Input(NamedTuple):
    """One thing that the sums turn on.

    Attributes:
        key: the conclusion or fact that it is read off, with its member.
        options: what it may be.
        on_record: what it is if the record closed today; None where that leaves it open too.
    """

    key: str
    options: tuple[object, ...]
    on_record: object


Taken = Mapping[str, object]  # an input's name -> the value taken for it


@dataclass(frozen=True)
class Matter:
    """What a case's sums are made from.

    Attributes:
        parties: every party that may answer.
        heads: every head of harm that counts.
        inputs: by name, as `answers@base` or `amount@loss.`
        layers: the insurances that respond on the record.
        nominal: the amount is unknown, and parts are given in millionths of the harm.
        unbounded: heads of which no upper bound is known, unless `nominal`.
        missing: the keys of facts without which some figure is not known.
    """

    law: Law
    parties: tuple[str, ...]
    heads: tuple[str, ...]
    causes: Mapping[str, str]
    inputs: Mapping[str, Input]
    layers: tuple[Layer, ...]
    nominal: bool
    unbounded: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def on_record(self) -> Taken:
        """Return what each input is if the record closed today."""
        return {name: each.on_record for name, each in self.inputs.items()}

    @property
    def open(self) -> dict[str, Input]:
        """Return the inputs that may be more than one thing."""
        return {name: each for name, each in self.inputs.items() if len(each.options) > 1}

    def sums(self, taken: Taken) -> Sums:
        """Return the sums with a value taken for each input."""
        claim = self.claim(taken)
        if not self.layers or not any(each.insolvent for each in claim.parties):
            return apportion(claim)
        first = apportion(claim)
        cover = {
            name: sum(self.paid_by_insurance(name, part.first or 0).values())
            for name, part in first.parties.items()
        }
        parties = tuple(replace(each, cover=cover[each.id]) for each in claim.parties)
        return apportion(replace(claim, parties=parties))

    def paid_by_insurance(self, party: str, loss: int) -> dict[str, int]:
        """Return what each insurance of a party pays of its loss."""
        return paid_by([each for each in self.layers if each.insured == party], loss)

    def claim(self, taken: Taken) -> Claim:
        """Return the claim that the sums are made of."""
        sums = self.law.rulebook.apportionment
        assert sums is not None
        answering = [name for name in self.parties if taken[f"answers@{name}"] == "yes"]
        weights = {name: taken[f"weight@{name}"] for name in answering}
        effect = taken["claimant"]
        fault = taken["fault"] if effect == "reduces" else Fraction(0)
        assert isinstance(fault, Fraction)
        return Claim(
            heads=tuple(self._head(name, taken) for name in self.heads),
            parties=tuple(self._party(name, weights[name], taken) for name in answering),
            fault=fault,
            barred=effect == "bars",
            shares_known=None not in weights.values() and any(weights.values()),
            threshold=self.threshold,
            credit=choice(self.law, "settlement"),
            additional=_figure(self.law, sums.parameters["additional"]),
        )

    def _head(self, name: str, taken: Taken) -> Head:
        amount = taken[f"amount@{name}"]
        assert isinstance(amount, int)
        causer = taken.get(f"causer@{name}", self.causes.get(name))
        extent, rule = str(taken[f"extent@{name}"]), str(taken[f"uncollectible@{name}"])
        return Head(name, amount, extent, rule, str(causer) if causer else None)

    def _party(self, name: str, weight: object, taken: Taken) -> Party:
        settled, reaches = taken[f"settled@{name}"], taken.get(f"reaches@{name}")
        return Party(
            name,
            weight if isinstance(weight, Fraction) else Fraction(1),
            whole=taken[f"whole@{name}"] == MET,
            insolvent=taken[f"insolvent@{name}"] == MET,
            settled=settled if isinstance(settled, int) else None,
            additional=taken[f"additional@{name}"] == MET,
            reaches=reaches if isinstance(reaches, bool) else None,
        )

    @property
    def threshold(self) -> Fraction:
        """The share from which a party answers for the whole of a `threshold` head."""
        assert self.law.rulebook.apportionment is not None
        return _figure(self.law, self.law.rulebook.apportionment.parameters["threshold"])


def choice(law: Law, name: str) -> str:
    """Return what the reading taken makes of a choice of the sums."""
    assert law.rulebook.apportionment is not None
    found = law.rulebook.apportionment.choices[name]
    return found.options[law.readings[found.reading]][0]


def matter_of(
    law: Law,
    case: Case,
    facts: Facts,
    conclusions: Conclusions,
    closed: Conclusions,
    decimals: int,
    *,
    basis: str = "answers",
) -> Matter:
    """Return what the sums of a case are made from.

    Args:
        law: the law in force; its rulebook says what the sums are read off.
        case: who the parties are, and what the heads of harm.
        facts: the facts, as the side asked about has them.
        conclusions: what follows on the record as it is.
        closed: what follows if the record closed today.
        decimals: how many decimals the currency has.
        basis: who answers: `answers` as the law in force has it, `unprotected` if no harbor
            protected anybody, `ordinarily` at ordinary law.
    """
    return _Reader(law, case, facts, conclusions, closed, decimals, basis).matter()


class _Reader:
    """Reads the inputs of the sums off a case and its conclusions."""

    def __init__(
        self,
        law: Law,
        case: Case,
        facts: Facts,
        conclusions: Conclusions,
        closed: Conclusions,
        decimals: int,
        basis: str,
    ) -> None:
        assert law.rulebook.apportionment is not None
        self.law, self.case, self.facts = law, case, facts
        self.values, self.closed = conclusions.values, closed.values
        self.unit = Decimal(10) ** decimals
        self.sums: Apportionment = law.rulebook.apportionment
        self.basis = basis
        self.inputs: dict[str, Input] = {}

    def matter(self) -> Matter:
        self.parties = tuple(self._answering())
        self.heads = self.case.roster.get(self.sums.head) or ()
        amounts = {name: self._bounds("amount", name) for name in self.heads}
        unbounded = tuple(name for name, (_, high, _) in amounts.items() if high is None)
        nominal = len(self.heads) == 1 and unbounded == self.heads and amounts[unbounded[0]][0] == 0
        for name in self.heads:
            self._head(name, amounts[name], nominal)
        self._claimant()
        for name in self.parties:
            self._party(name, nominal)
        return Matter(
            self.law,
            self.parties,
            self.heads,
            {name: to for name in self.heads if (to := self._refers(self.sums.head, name))},
            self.inputs,
            () if nominal else tuple(self._layers()),
            nominal,
            () if nominal else unbounded,
            tuple(self._missing(unbounded)),
        )

    def _missing(self, unbounded: Sequence[str]) -> Iterator[str]:
        """Yield the keys of amounts and shares that are not known."""
        yield from (key_of(self.sums.facts["amount"], name) for name in unbounded)
        weights = [self.inputs[f"weight@{name}"] for name in self.parties]
        if len(weights) > 1:
            yield from (each.key for each in weights if None in each.options)

    # --- who answers -------------------------------------------------------------------------

    def _answering(self) -> Iterator[str]:
        subject = self.law.rulebook.outcomes.parties["subject"]
        for name in self.case.roster.get(subject) or ():
            found = self._concluded(self.basis, name)
            self.inputs[f"answers@{name}"] = found
            if "yes" in found.options:
                yield name

    def _party(self, name: str, nominal: bool) -> None:
        several = any(_SEVERAL & set(self._options("extent", each)) for each in self.heads)
        portions = any("proportional" in self._options("uncollectible", h) for h in self.heads)
        for word, matters in (("whole", several), ("additional", portions), ("insolvent", True)):
            found = self._concluded(word, name)
            if not matters:
                found = found._replace(options=(NOT_MET,), on_record=NOT_MET)
            self.inputs[f"{word}@{name}"] = found
        self.inputs[f"weight@{name}"] = self._weight(name)
        self.inputs[f"settled@{name}"] = self._settled(name, nominal)

    def _weight(self, name: str) -> Input:
        taken = choice(self.law, "shares")
        if taken == "equal":
            return Input("", (Fraction(1),), Fraction(1))
        fact = self.sums.facts[taken]
        low, best, high = _points(self.facts.get(key_of(fact, name)))
        options: tuple[object, ...] = (None,)
        if low is not None and high is not None:
            options = tuple(dict.fromkeys((Fraction(low), Fraction(high))))
        record_ = Fraction(best) if best is not None and options != (None,) else None
        return Input(key_of(fact, name), options, record_)

    def _settled(self, name: str, nominal: bool) -> Input:
        low, high, on_record = self._bounds("settled", name)
        key = key_of(self.sums.facts["settled"], name)
        if high is None and low == 0:
            return Input(key, (None,), None)
        if nominal:  # what was paid cannot be set beside a harm of unknown amount
            return Input(key, (0,), 0)
        return Input(key, tuple(dict.fromkeys((low, high or low))), on_record)

    # --- the harm ----------------------------------------------------------------------------

    def _head(self, name: str, bounds: tuple[int, int | None, int], nominal: bool) -> None:
        low, high, on_record = bounds
        key = key_of(self.sums.facts["amount"], name)
        if high is None:  # so much more shows which figures it bears on; they have no bound
            high = max(low, on_record) + NOMINAL
        options = tuple(dict.fromkeys((low, high)))
        if nominal:
            options, on_record = (NOMINAL,), NOMINAL
        self.inputs[f"amount@{name}"] = Input(key, options, on_record)
        self.inputs[f"extent@{name}"] = self._concluded("extent", name)
        self.inputs[f"uncollectible@{name}"] = self._concluded("uncollectible", name)
        if "caused" in self._options("extent", name) and not self._refers(self.sums.head, name):
            causer = f"{self.sums.head}.{self.sums.caused_by}@{name}"
            self.inputs[f"causer@{name}"] = Input(causer, (None, *self.parties), None)

    def _claimant(self) -> None:
        effect = self._concluded("claimant", None)
        key = self.sums.facts["claimant_fault"]
        low, best, high = _points(self.facts.get(key))
        least, most = Fraction(low or 0), Fraction(1 if high is None else min(high, Decimal(1)))
        options: tuple[object, ...] = tuple(dict.fromkeys((least, most)))
        if "reduces" not in effect.options:
            options = (least,)
        taken = least if best is None else Fraction(min(best, Decimal(1)))
        self.inputs["claimant"] = effect
        self.inputs["fault"] = Input(key, options, taken)

    def _layers(self) -> Iterator[Layer]:
        for name in self.case.roster.get(self.sums.insurance) or ():
            excluded = self._concluded("excluded", name).on_record
            insured = self._refers(self.sums.insurance, name)
            if excluded == MET or insured is None:
                continue
            limit, starts = self._bounds("limit", name), self._bounds("attaches_at", name)
            yield Layer(name, insured, starts[2], limit[2] if limit[1] is not None else None)

    # --- reading -----------------------------------------------------------------------------

    def _concluded(self, word: str, member: str | None) -> Input:
        key = key_of(self.sums.conclusions[word], member)
        options: Sequence[str] = possible_values(self.values[key])
        if "" in options:  # the rules are silent: it may be any
            declared = self.law.rulebook.conclusions[self.sums.conclusions[word]]
            options = tuple(declared.values)
        closed = possible_values(self.closed[key])
        settled = len(closed) == 1 and closed[0] and not is_conflict(self.closed[key])
        return Input(key, tuple(options), closed[0] if settled else None)

    def _options(self, word: str, member: str) -> tuple[object, ...]:
        return self.inputs[f"{word}@{member}"].options

    def _refers(self, subject: str, member: str) -> str | None:
        key = self.sums.caused_by if subject == self.sums.head else self.sums.insured
        return self.case.refers.get((key_of(subject, member), key))

    def _bounds(self, word: str, member: str) -> tuple[int, int | None, int]:
        """Return how little and how much an amount may be, and what it is on the record."""
        low, best, high = _points(self.facts.get(key_of(self.sums.facts[word], member)))
        least = self._units(low) if low is not None else 0
        most = self._units(high) if high is not None else None
        return least, most, self._units(best) if best is not None else least

    def _units(self, amount: Decimal) -> int:
        return int((amount * self.unit).to_integral_value())


def _points(value: Value | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return the bounds of a quantity and its best estimate; a dispute reaches over all sides."""
    if isinstance(value, Disputed):
        sides = [_points(each) for each in value.sides.values()]
        lows = [low for low, _, _ in sides if low is not None]
        highs = [high for _, _, high in sides if high is not None]
        whole = len(lows) == len(highs) == len(sides)
        return (min(lows), None, max(highs)) if whole else (None, None, None)
    if not isinstance(value, Interval):
        return None, None, None
    return value.low, value.best, value.high


def _figure(law: Law, parameter: str) -> Fraction:
    found = figure_at(law.rulebook, parameter, law.as_of, law.set_parameters).value
    assert isinstance(found, Decimal)  # the rulebook was checked: the sums have their figures
    return Fraction(found)
