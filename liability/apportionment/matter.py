"""A case as the sums need it: what is known of each input, and what it may still be.

An input is a conclusion (does the party answer? can it pay?) or a figure (what is its share?).
What the record leaves open keeps all its values; what holds if the record closed today is kept
beside them. `read_matter` reads them off a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from liability.apportionment.claim import Claim, Head, Party
from liability.apportionment.insurance import Layer, paid_by
from liability.apportionment.sums import Sums, apportion
from liability.record import record
from liability.rulebook.law import Law
from liability.rulebook.model import MET
from liability.rulebook.resolve import figure_at

NOMINAL = 10**6  # units of a harm of which only the parts are asked, since its amount is unknown


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
        inputs: by name, as `answers@base` or `amount@loss`.
        layers: by insurance the party that it covers; None where the case does not say, and the
            input `insured` does.
        nominal: the amount is unknown, and parts are given in millionths of the harm.
        unbounded: heads of which no upper bound is known, unless `nominal`.
        unlimited: parties of whose settlement no upper bound is known.
        missing: the keys of facts without which some figure is not known.
        barred: by party, whether it has no claim for contribution.
        loose: the insurances of which something is not known.
        overlapping: an insurance may attach anywhere between bounds, beside another one.
    """

    law: Law
    parties: tuple[str, ...]
    heads: tuple[str, ...]
    causes: Mapping[str, str]
    inputs: Mapping[str, Input]
    layers: Mapping[str, str | None]
    nominal: bool
    unbounded: tuple[str, ...]
    unlimited: tuple[str, ...]
    missing: tuple[str, ...]
    barred: Mapping[str, Input]
    loose: tuple[str, ...]
    overlapping: bool

    @property
    def on_record(self) -> Taken:
        """Return what each input is if the record closed today."""
        return {name: each.on_record for name, each in self.inputs.items()}

    @property
    def open(self) -> dict[str, Input]:
        """Return the inputs that may be more than one thing."""
        return {name: each for name, each in self.inputs.items() if len(each.options) > 1}

    @property
    def sums_on_record(self) -> Sums | None:
        """Return the sums if the record closed today; None where that leaves too much open."""
        taken = self.on_record
        decided = all(
            taken[name] is not None
            for name, each in self.inputs.items()
            if None not in each.options and not name.startswith("weight@")
        )
        return self.sums(taken) if decided else None

    def sums(self, taken: Taken) -> Sums:
        """Return the sums with a value taken for each input."""
        claim = self.claim(taken)
        insured = self.layers or any(name.startswith("cover@") for name in self.inputs)
        if not insured or not any(each.insolvent for each in claim.parties):
            return apportion(claim)
        cover = {
            name: self._cover(name, part.first or 0, taken)
            for name, part in apportion(claim).parties.items()
        }
        parties = tuple(
            replace(each, cover=cover[each.id]) if each.settled is None else each
            for each in claim.parties  # its insurance pays for who settled, and for nobody else
        )
        return apportion(replace(claim, parties=parties))

    def _cover(self, party: str, loss: int, taken: Taken) -> int:
        """Return what insurance pays of a loss; where the case lists none, it may be all of it."""
        if taken.get(f"cover@{party}") == MET:
            return loss
        return sum(self.paid_by_insurance(party, loss, taken).values())

    def paid_by_insurance(self, party: str, loss: int, taken: Taken) -> dict[str, int]:
        """Return what each insurance of a party pays of its loss."""
        insured = {each: taken.get(f"insured@{each}", to) for each, to in self.layers.items()}
        layers = (taken[f"layer@{each}"] for each, to in insured.items() if to == party)
        return paid_by([each for each in layers if isinstance(each, Layer)], loss)

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
        cannot_pay = taken[f"insolvent@{name}"] == MET
        if settled is not None:
            cannot_pay = taken[f"able@{name}"] != MET
        return Party(
            name,
            weight if isinstance(weight, Fraction) else Fraction(1),
            whole=taken[f"whole@{name}"] == MET,
            several=taken[f"several@{name}"] == MET,
            insolvent=cannot_pay,
            settled=settled if isinstance(settled, int) else None,
            stays=taken[f"stays@{name}"] == MET,
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


def _figure(law: Law, parameter: str) -> Fraction:
    found = figure_at(law.rulebook, parameter, law.as_of, law.set_parameters).value
    assert isinstance(found, Decimal)  # the rulebook was checked: the sums have their figures
    return Fraction(found)
