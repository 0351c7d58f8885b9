"""Figures of the sums in words."""

from __future__ import annotations

from decimal import Decimal

from liability.case.as_json import exact
from liability.case.quantity import EXACT
from liability.determination.json_values import Json
from liability.documents.money_words import amount
from liability.sentences import listing, marked, tr

OPEN_MARK = "?"
LEGEND = marked("? something open would change it: the figure is that of this record")


class FigureWords:
    """Puts the figures of the sums into words.

    Args:
        sums: the section `apportionment` of a determination, as JSON has it.
    """

    def __init__(self, sums: Json) -> None:
        self.sums = sums
        self.by_id = {each["id"]: each for each in sums["parties"]}
        self.called = {name: each["name"] for name, each in self.by_id.items()}
        self.people = {each["id"]: each["name"] for each in sums["individuals"]}
        self.in_place = {  # by party that settled, or cannot pay, who pays in its place
            each["id"]: self._paying_for(each) for each in sums["parties"] if each["backed_by"]
        }
        self.payers = self.called | self.in_place

    def _paying_for(self, party: Json) -> str:
        itself = [] if others_pay(party) else [party["name"]]
        return tr(" or ").join([*itself, *(self.people[who] for who in party["backed_by"])])

    def money(self, value: float | str | Decimal, *, coded: bool = True) -> str:
        """Return an amount; a part of a harm whose amount is not known as a percentage of it."""
        if self.sums["unit"] != "money":
            return percent(exact(value))
        currency = self.sums["currency"]
        said = amount(exact(value), currency)
        return said if coded or currency is None else said.replace(f"{currency} ", "")

    def figure(self, figure: Json, *, coded: bool = True) -> str:
        """Return a figure on this record, marked where something open would change it."""
        if figure["on_this_record"] is None:
            return self.bounds(figure, coded=coded)
        said = self.money(figure["on_this_record"], coded=coded)
        return said if is_settled(figure) else f"{said} {OPEN_MARK}"

    def bounds(self, figure: Json, *, coded: bool = True) -> str:
        """Return between what a figure lies."""
        low, high = figure["low"], figure["high"]
        if self._without_bounds(figure):
            return tr("not known")
        if high is None:
            return tr("at least {figure}", figure=self.money(low, coded=coded))
        if low == high:
            return self.money(low, coded=coded)
        to = self.money(high, coded=coded)
        if low:
            return tr("{low} to {high}", low=self.money(low, coded=coded), high=to)
        return tr("up to {figure}", figure=to)

    def is_known(self, figure: Json) -> bool:
        """Return whether anything is known of a figure: its value, or a bound."""
        return figure["on_this_record"] is not None or not self._without_bounds(figure)

    def _without_bounds(self, figure: Json) -> bool:
        return not figure["low"] and figure["high"] is None

    def is_open_payment(self, payment: Json) -> bool:
        """Return whether something open would change a payment."""
        if payment["for"] == "insurance":
            insured = self.by_id[payment["to"]]
            layer = next(each for each in insured["insurance"] if each["id"] == payment["from"])
            return self.is_open_layer(layer, insured)
        part = "settled" if payment["for"] == "settlement" else "bears"
        return not is_settled(self.by_id[payment["from"]][part])

    def is_open_layer(self, layer: Json, insured: Json) -> bool:
        """Return whether something open would change what an insurance pays for a party."""
        return bool(layer["open"]) or not is_settled(insured["bears"])

    def insured(self) -> list[str]:
        """Return what insurance pays on this record for each party that cannot, a sentence each."""
        return [
            tr(
                "{payer} pays {amount} for {payee}",
                payer=layer["name"],
                amount=f"{self.money(layer['pays'])}{mark}",
                payee=each["name"],
            )
            for each in self.sums["parties"]
            if each["cannot_pay"] != "not_met"
            for layer in each["insurance"]
            if layer["pays"]
            for mark in [f" {OPEN_MARK}" if self.is_open_layer(layer, each) else ""]
        ]

    def left_out(self) -> list[str]:
        """Return whose settlement counts for nothing here, since nothing can be claimed of it."""
        found = [e for e in self.sums["parties"] if e["has_settled"] != "no"]
        who = listing(each["name"] for each in found if each["answers"] == "no")
        if not who:
            return []
        return [
            tr(
                "what {who} paid in settlement is left out, since nothing can be claimed of it",
                who=who,
            )
        ]

    def unanswered(self) -> list[str]:
        """Return for which heads nobody answers, since who alone caused them does not."""
        silent = {
            each["id"]: each["name"] for each in self.sums["parties"] if each["answers"] == "no"
        }
        return [
            tr(
                "nobody answers for {head}, {amount}, which {party} alone caused",
                head=head["name"],
                amount=self.bounds(head["amount"]),
                party=silent[head["caused_by"]],
            )
            for head in self.sums["heads"]
            if head["caused_by"] in silent and head["extent"]["possible"] == ["caused"]
        ]

    def supposed(self) -> list[str]:
        """Return what was supposed on the command line, and not stated by the case."""
        supposed = [self.called[each] for each in self.sums["supposed"]]
        said = [tr("supposing that {party} cannot pay", party=each) for each in supposed]
        if collector := self.sums["collected_from"]:
            said.append(tr("collected from {party}", party=self.payers[collector]))
        return said


def negated(value: float | str) -> Decimal:
    """Return a figure with the other sign, to its last digit.

    >>> negated("-12345678901234567890123456789.01"), negated(0.0)
    (Decimal('12345678901234567890123456789.01'), Decimal('0.0'))
    """
    return EXACT.minus(exact(value))


def others_pay(party: Json) -> bool:
    """Return whether individuals alone pay what a party bears: it settled, or can pay nothing."""
    insured = any(exact(each["pays"]) for each in party["insurance"])
    return bool(party["backed_by"]) and (party["has_settled"] == "yes" or not insured)


def is_settled(figure: Json) -> bool:
    """Return whether a figure is determined, whatever is still open."""
    here = figure["on_this_record"]
    return here is not None and bool(figure["low"] == figure["high"] == here)


def share(figure: Json) -> str:
    """Return a share of responsibility as a percentage.

    >>> share({"low": 0.5, "high": 0.5, "on_this_record": 0.5})
    '50%'
    >>> share({"low": 0, "high": 1.0, "on_this_record": 0.333333})
    '33.33% ?'
    >>> share({"low": 0, "high": 1.0, "on_this_record": None})
    'not known'
    """
    if figure["on_this_record"] is None:
        return tr("not known")
    said = percent(exact(figure["on_this_record"]))
    return said if is_settled(figure) else f"{said} {OPEN_MARK}"


def percent(value: Decimal) -> str:
    """Return a share as a percentage with at most two decimals.

    >>> percent(Decimal("0.333333")), percent(Decimal("0.2"))
    ('33.33%', '20%')
    """
    rounded = round(value * 100, 2).normalize()
    return f"{rounded:f}%"


def is_open(sums: Json) -> bool:
    """Return whether some figure of the parties or of the claimant is not determined."""
    parts = ("exposure", "own_part", "bears", "share")
    figures = [each[part] for each in sums["parties"] for part in parts]
    return not all(is_settled(each) for each in [*figures, *sums["claimant"].values()])
