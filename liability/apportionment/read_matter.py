"""Reads the inputs of the sums off a case and its conclusions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from liability.apportionment.insurance import Layer
from liability.apportionment.matter import NOMINAL, Input, Matter, choice
from liability.case.model import Case, Disputed, Interval, Value, key_of
from liability.findings.find import Facts
from liability.inference.infer import Conclusions
from liability.logic import is_conflict, possible_values
from liability.rulebook.law import Law
from liability.rulebook.model import MET, NOT_MET, Apportionment

_SEVERAL = {"several", "threshold"}


def matter_of(
    law: Law,
    case: Case,
    facts: Facts,
    conclusions: Conclusions,
    closed: Conclusions,
    decimals: int,
    *,
    basis: str,
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
            dict(self._layers(nominal)),
            nominal,
            () if nominal else unbounded,
            tuple(self._missing(unbounded)),
            {name: self._barred(name) for name in self.parties},
            tuple(name for name, _ in self._insured() if self._is_loose(name)),
        )

    def _is_loose(self, insurance: str) -> bool:
        keys = (key_of(self.sums.facts[word], insurance) for word in ("limit", "attaches_at"))
        open_ = len(self._concluded("excluded", insurance).options) > 1
        return open_ or not all(_is_point(self.facts.get(key)) for key in keys)

    def _missing(self, unbounded: Sequence[str]) -> Iterator[str]:
        """Yield the keys of amounts and shares that are not known."""
        yield from (key_of(self.sums.facts["amount"], name) for name in unbounded)
        for name, insured in self._insured():
            if MET in self.inputs[f"insolvent@{insured}"].options:
                facts = (key_of(self.sums.facts[word], name) for word in ("limit", "attaches_at"))
                yield from (key for key in facts if not _is_point(self.facts.get(key)))
        weights = [self.inputs[f"weight@{name}"] for name in self.parties]
        if len(weights) > 1:
            yield from (each.key for each in weights if None in each.options)

    def _insured(self) -> Iterator[tuple[str, str]]:
        for name in self.case.roster.get(self.sums.insurance) or ():
            insured = self._refers(self.sums.insurance, name)
            if insured in self.parties:
                yield name, insured

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
        whole = "intent" if self.basis == "ordinarily" else "whole"
        severally = self._concluded("several", name).options != (NOT_MET,)
        for word, key, matters in (
            ("several", "several", True),
            ("whole", whole, several or severally),
            ("additional", "additional", portions),
            ("insolvent", "insolvent", True),
        ):
            found = self._concluded(key, name)
            if not matters:
                found = found._replace(options=(NOT_MET,), on_record=NOT_MET)
            self.inputs[f"{word}@{name}"] = found
        self.inputs[f"weight@{name}"] = self._weight(name)
        settled = self._settled(name, nominal)
        self.inputs[f"settled@{name}"] = settled
        for word in ("stays", "able"):
            self.inputs[f"{word}@{name}"] = self._in_place(word, name, settled)

    def _in_place(self, word: str, name: str, settled: Input) -> Input:
        """Return what holds of who answers in place of a party that settled, if it may have.

        They answer under the regime; whether they would at ordinary law too is open.
        """
        if settled.options == (None,) or word not in self.sums.conclusions:
            return Input("", (NOT_MET,), NOT_MET)
        found = self._concluded(word, name)
        if word == "stays" and self.basis == "ordinarily" and found.options == (MET,):
            return found._replace(options=(MET, NOT_MET), on_record=NOT_MET)
        return found

    def _barred(self, name: str) -> Input:
        """Return whether a party, or who answers in its place, has no claim for contribution."""
        barred, settled = self._concluded("barred", name), self.inputs[f"settled@{name}"]
        in_place = self._in_place("barred_in_place", name, settled)
        if None not in settled.options:
            return in_place
        if settled.options == (None,) or in_place.options == barred.options:
            return barred
        return barred._replace(options=(MET, NOT_MET))

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
        key = key_of(self.sums.facts["settled"], name)
        if key not in self.facts:  # none is entered
            return Input(key, (None,), None)
        low, high, on_record = self._bounds("settled", name)
        if self.facts[key] is None:  # it may have settled, for nobody knows how much
            return Input(key, tuple(dict.fromkeys((None, 0, 0 if nominal else self._harm()))), None)
        if nominal:  # what was paid cannot be set beside a harm of unknown amount
            return Input(key, (0,), 0)
        if high is None:
            high = max(low, self._harm())
        return Input(key, tuple(dict.fromkeys((low, high))), on_record)

    def _harm(self) -> int:
        """Return the harm at its most; more than that nobody pays in settlement."""
        return sum(
            max(each for each in self.inputs[f"amount@{head}"].options if isinstance(each, int))
            for head in self.heads
        )

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
            able = self.parties or ("",)
            alone = self.inputs[f"extent@{name}"].on_record == "caused"
            self.inputs[f"causer@{name}"] = Input(causer, able, None if alone else able[0])

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

    def _layers(self, nominal: bool) -> Iterator[tuple[str, str]]:
        """Yield each insurance and whom it covers; what it may pay becomes an input."""
        for name, insured in self._insured():
            excluded = self._concluded("excluded", name)
            least, most, on_record = self._layer(name, insured, nominal)
            if MET in excluded.options:
                least = least._replace(limit=0)
            if NOT_MET not in excluded.options:
                most = least
            if excluded.on_record == MET:
                on_record = least
            options = tuple(dict.fromkeys((least, most)))
            if MET not in self.inputs[f"insolvent@{insured}"].options:
                options = (on_record,)
            self.inputs[f"layer@{name}"] = Input(excluded.key, options, on_record)
            yield name, insured

    def _layer(self, name: str, insured: str, nominal: bool) -> tuple[Layer, Layer, Layer]:
        """Return an insurance as it pays least, as it pays most, and on the record.

        What is not known of it, whoever relies on it has to show.
        """
        limit, starts = self._bounds("limit", name), self._bounds("attaches_at", name)
        nothing, all_ = Layer(name, insured, 0, 0), Layer(name, insured, starts[0], limit[1])
        if nominal:  # an amount cannot be set beside a harm of unknown amount
            return nothing, Layer(name, insured, 0, None), nothing
        if starts[1] is None:
            return nothing, all_, nothing
        return (
            Layer(name, insured, starts[1], limit[0]),
            all_,
            Layer(name, insured, starts[2], limit[2]),
        )

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


def _is_point(value: Value | None) -> bool:
    return isinstance(value, Interval) and value.low == value.high is not None


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
