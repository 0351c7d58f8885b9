"""Reads the inputs of the sums off a case and its conclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from liability.apportionment.insurance import Layer
from liability.apportionment.matter import NOMINAL, Input, Matter, choice
from liability.case.model import Case, Disputed, Interval, Value, key_of
from liability.case.money import smallest_units
from liability.findings.find import Facts
from liability.inference.infer import Conclusions, needed
from liability.inference.steps import consider, decide
from liability.logic import is_conflict, possible_values, value_of
from liability.rulebook.law import Law
from liability.rulebook.model import EXTENTS, MET, NOT_MET, Apportionment

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
        self.decimals = decimals
        self.sums: Apportionment = law.rulebook.apportionment
        self.basis = basis
        self.inputs: dict[str, Input] = {}

    def matter(self) -> Matter:
        self.parties = tuple(self._answering())
        self.heads = self.case.roster.get(self.sums.head) or ()
        amounts = {name: self._bounds("amount", name) for name in self.heads}
        unbounded = tuple(name for name, (_, high, _) in amounts.items() if high is None)
        nominal = len(self.heads) == 1 and unbounded == self.heads and self._is_unknown(*unbounded)
        for name in self.heads:
            self._head(name, amounts[name], nominal)
        self._claimant()
        for name in self.parties:
            self._party(name, nominal)
        self._unlisted_insurance()
        return Matter(
            self.law,
            self.parties,
            self.heads,
            {name: to for name in self.heads if (to := self._refers(self.sums.head, name))},
            self.inputs,
            dict(self._layers(nominal)),
            nominal,
            () if nominal else unbounded,
            tuple(name for name in self.parties if self._is_unlimited(name, nominal)),
            tuple(self._missing(unbounded)),
            {name: self._barred(name) for name in self.parties},
            tuple(name for name, _ in self._insured() if self._is_loose(name)),
            any(
                self._may_overlap(name)
                for name, to in self._insured()
                if any(map(self._may_fail, to))
            ),
        )

    def _is_unknown(self, head: str) -> bool:
        """Return whether no amount is stated of a head, neither at the least nor by estimate."""
        low, best, _ = points(self.facts.get(key_of(self.sums.facts["amount"], head)))
        return not low and best is None

    def _is_loose(self, insurance: str) -> bool:
        keys = (key_of(self.sums.facts[word], insurance) for word in ("limit", "attaches_at"))
        open_ = len(self._concluded("excluded", insurance).options) > 1
        return open_ or not all(_is_point(self.facts.get(key)) for key in keys)

    def _missing(self, unbounded: Sequence[str]) -> Iterator[str]:
        """Yield the keys of amounts and shares that are not known."""
        yield from (key_of(self.sums.facts["amount"], name) for name in unbounded)
        yield from (self.inputs[f"causer@{e}"].key for e in self.heads if self._may_be_any(e))
        for name, insured in self._insured():
            if any(map(self._may_fail, insured)):
                if len(insured) > 1:
                    yield self.inputs[f"insured@{name}"].key
                facts = (key_of(self.sums.facts[word], name) for word in ("limit", "attaches_at"))
                yield from (key for key in facts if not _is_point(self.facts.get(key)))
        weights = [self.inputs[f"weight@{name}"] for name in self.parties]
        if len(weights) > 1:
            yield from (each.key for each in weights if None in each.options)

    def _may_be_any(self, head: str) -> bool:
        """Return whether several may have caused a head, of which only one may answer for it."""
        return f"causer@{head}" in self.inputs and len(self._options("causer", head)) > 1

    def _may_fail(self, party: str) -> bool:
        return MET in self._options("insolvent", party)

    # --- who answers -------------------------------------------------------------------------

    def _answering(self) -> Iterator[str]:
        subject = self.law.rulebook.outcomes.parties.subject
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
        low, best, high = points(self.facts.get(key_of(fact, name)))
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
        if nominal:  # what was paid cannot be set beside a harm of unknown amount
            low, on_record = 0, 0
        if high is None or self._is_unlimited(name, nominal):
            high = max(low, self._harm()) + NOMINAL  # more than the harm takes no more off it
        known = tuple(dict.fromkeys((low, high)))
        if self.facts[key] is None:  # it may have settled, for nobody knows how much
            return Input(key, (None, *known), None)
        return Input(key, known, on_record)

    def _is_unlimited(self, party: str, nominal: bool) -> bool:
        """Return whether it is not known how much at most a party paid in settlement."""
        high = self._bounds("settled", party)[1]
        stated = key_of(self.sums.facts["settled"], party) in self.facts
        return stated and (high is None or (nominal and high > 0))

    def _harm(self) -> int:
        """Return the harm at its most."""
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
        self.inputs[f"uncollectible@{name}"] = self._uncollectible(name)
        if "caused" in self._options("extent", name) and not self._refers(self.sums.head, name):
            causer = f"{self.sums.head}.{self.sums.caused_by}@{name}"
            able = (*self.parties, *self._not_answering()[:1]) or ("",)
            alone = self.inputs[f"extent@{name}"].on_record == "caused" and len(able) > 1
            self.inputs[f"causer@{name}"] = Input(causer, able, None if alone else able[-1])

    def _uncollectible(self, head: str) -> Input:
        """Return who takes what cannot be collected where more than who caused a head answer.

        Where one alone does, nobody else takes anything by any rule.
        """
        name, extent = (self.sums.conclusions[each] for each in ("uncollectible", "extent"))
        others = value_of(each for each in EXTENTS if each != "caused")
        ground = self.law.conclusions[name]
        values, closed = (
            {**each, key_of(name, head): decide(ground, consider(ground, supposed))}
            for each in (self.values, self.closed)
            for supposed in [{**needed(ground, each, head), extent: others}]
        )
        return concluded(self.law, values, closed, name, head)

    def _not_answering(self) -> tuple[str, ...]:
        """Return the parties that do not answer: for a head that one caused, nobody does."""
        roster = self.case.roster.get(self.law.rulebook.outcomes.parties.subject) or ()
        return tuple(each for each in roster if each not in self.parties)

    def _claimant(self) -> None:
        effect = self._concluded("claimant", None)
        key = self.sums.facts["claimant_fault"]
        low, best, high = points(self.facts.get(key))
        least, most = Fraction(low or 0), Fraction(1 if high is None else min(high, Decimal(1)))
        options: tuple[object, ...] = tuple(dict.fromkeys((least, most)))
        if "reduces" not in effect.options:
            options = (least,)
        taken = least if best is None else Fraction(min(best, Decimal(1)))
        self.inputs["claimant"] = effect
        self.inputs["fault"] = Input(key, options, taken)

    # --- insurance ---------------------------------------------------------------------------

    def _insured(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each insurance and whom it may cover; where that is not said, it may be any."""
        for name in self.case.roster.get(self.sums.insurance) or ():
            insured = self._refers(self.sums.insurance, name)
            if insured is None or insured in self.parties:
                yield name, self.parties if insured is None else (insured,)

    def _layers(self, nominal: bool) -> Iterator[tuple[str, str | None]]:
        """Yield each insurance and whom it covers; what it may pay becomes an input."""
        for name, insured in self._insured():
            excluded = self._concluded("excluded", name)
            least, most, on_record = self._layer(name, nominal)
            if MET in excluded.options:
                least = least._replace(limit=0)
            if NOT_MET not in excluded.options:
                most = least
            if excluded.on_record == MET:
                on_record = least
            options = tuple(dict.fromkeys((least, most)))
            failing = tuple(filter(self._may_fail, insured))
            if not failing:
                options = (on_record,)
            self.inputs[f"layer@{name}"] = Input(excluded.key, options, on_record)
            to = self._refers(self.sums.insurance, name)
            if to is None:  # who relies on it has to show whom it covers
                key = key_of(f"{self.sums.insurance}.{self.sums.insured}", name)
                self.inputs[f"insured@{name}"] = Input(key, ("", *failing), "")
            yield name, to

    def _unlisted_insurance(self) -> None:
        """Take it as open what insurance pays where the case does not say what there is."""
        key = self.law.rulebook.subjects[self.sums.insurance].key
        if self.case.roster.get(self.sums.insurance) is None:
            for name in filter(self._may_fail, self.parties):
                self.inputs[f"cover@{name}"] = Input(key or "", (NOT_MET, MET), NOT_MET)

    def _layer(self, name: str, nominal: bool) -> tuple[Layer, Layer, Layer]:
        """Return an insurance as it pays least, as it pays most, and on the record.

        What is not known of it, whoever relies on it has to show. Beside another one it pays most
        where nothing else does; then as it pays least is what it covers wherever it attaches.
        """
        limit, (low, high, _) = self._bounds("limit", name), self._bounds("attaches_at", name)
        if nominal:  # an amount cannot be set beside a harm of unknown amount
            nothing = Layer(name, 0, 0)
            return nothing, Layer(name, 0, None), nothing
        best = points(self.facts.get(key_of(self.sums.facts["attaches_at"], name)))[1]
        begins = high if best is None else smallest_units(best, self.decimals)
        on_record = Layer(name, 0, 0) if begins is None else Layer(name, begins, limit[2])
        most = Layer(name, low, limit[1], None if high is None else high - low)
        if high is None:
            return Layer(name, 0, 0), most, on_record
        sure = limit[0] if not self._is_beside(name) else max(0, low + limit[0] - high)
        return Layer(name, high, sure), most, on_record

    def _is_beside(self, insurance: str) -> bool:
        """Return whether another insurance may cover the same party."""
        covers = dict(self._insured())
        mine = set(covers.pop(insurance))
        return any(mine & set(each) for each in covers.values())

    def _may_overlap(self, insurance: str) -> bool:
        """Return whether an insurance attaches anywhere between bounds, beside another one."""
        low, high, _ = self._bounds("attaches_at", insurance)
        return low != high and self._is_beside(insurance)

    # --- reading -----------------------------------------------------------------------------

    def _concluded(self, word: str, member: str | None) -> Input:
        return concluded(self.law, self.values, self.closed, self.sums.conclusions[word], member)

    def _options(self, word: str, member: str) -> tuple[object, ...]:
        return self.inputs[f"{word}@{member}"].options

    def _refers(self, subject: str, member: str) -> str | None:
        key = self.sums.caused_by if subject == self.sums.head else self.sums.insured
        return self.case.refers.get((key_of(subject, member), key))

    def _bounds(self, word: str, member: str) -> tuple[int, int | None, int]:
        return bounds(self.facts.get(key_of(self.sums.facts[word], member)), self.decimals)


def concluded(
    law: Law,
    values: Mapping[str, str],
    closed: Mapping[str, str],
    conclusion: str,
    member: str | None,
) -> Input:
    """Return what a conclusion may be by these values, and what it is if the record closed."""
    key = key_of(conclusion, member)
    options = possible_values(values[key])
    if "" in options:  # the rules are silent: it may be any
        options = tuple(law.rulebook.conclusions[conclusion].values)
    left = possible_values(closed[key])
    settled = len(left) == 1 and left[0] and not is_conflict(closed[key])
    return Input(key, options, left[0] if settled else None)


def _is_point(value: Value | None) -> bool:
    return isinstance(value, Interval) and value.low == value.high is not None


def bounds(value: Value | None, decimals: int) -> tuple[int, int | None, int]:
    """Return how little and how much an amount may be, and what it is on the record, in units."""
    low, best, high = points(value)
    least = smallest_units(low, decimals) if low is not None else 0
    most = smallest_units(high, decimals) if high is not None else None
    return least, most, smallest_units(best, decimals) if best is not None else least


def points(value: Value | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return the bounds of a quantity and its best estimate; a dispute reaches over all sides."""
    if isinstance(value, Disputed):
        sides = [points(each) for each in value.sides.values()]
        lows = [low for low, _, _ in sides if low is not None]
        highs = [high for _, _, high in sides if high is not None]
        whole = len(lows) == len(highs) == len(sides)
        return (min(lows), None, max(highs)) if whole else (None, None, None)
    if not isinstance(value, Interval):
        return None, None, None
    return value.low, value.best, value.high
