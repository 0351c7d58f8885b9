"""The sums in words, for the screen and for documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from liability.determination.json_values import Json
from liability.documents.money_words import amount
from liability.documents.words import in_brackets
from liability.rulebook.law import Law
from liability.rulebook.model import say

HEADS = ("Party", "Share", "May be asked for", "Own part", "Bears in the end")
SIDES = ("Party", "Without a harbor", "As determined", "At ordinary law")
OPEN_MARK = "?"
LEGEND = f"{OPEN_MARK} something open would change it: the figure is that of this record"
_NOT_KNOWN = "not known"
_BY_TRACK = ("extent", "uncollectible")
_KINDS = {
    "harm": "pays {to} {amount}",
    "settlement": "paid {to} {amount} in settlement",
    "contribution": "pays {to} {amount} in contribution",
    "insurance": "pays {amount} for {to}",
}


_REMARKS = {
    "collector_matters": "what each bears turns on whom the claimant collects from "
    "(`--collect-from`): one without a claim for contribution bears all that it pays; {barred}",
    "shares_off": "the shares stated, {with_} the claimant's own, come to {whole}: they are taken "
    "in proportion",
    "agreed_shares": "an agreement binds the parties and not the claimant: what it may ask for is "
    "here worked out by the shares agreed on, and has to be read by those of responsibility",
    "head_has_parts": "{heads} may have parts for which parties answer differently: enter each "
    "as a head of its own",
    "settlement_without_answer": "what {who} paid in settlement is left out, since nothing can be "
    "claimed of it",
    "share_without_answer": "a share is stated of {who}, of whom nothing can be claimed: it falls "
    "on the others in proportion",
}


class FigureWords:
    """Puts the figures of the sums into words.

    Args:
        sums: the section `apportionment` of a determination, as JSON has it.
    """

    def __init__(self, sums: Json) -> None:
        self.sums = sums
        self.by_id = {each["id"]: each for each in sums["parties"]}
        self.called = {name: each["name"] for name, each in self.by_id.items()}

    def money(self, value: float | str, *, coded: bool = True) -> str:
        """Return an amount; a part of a harm whose amount is not known as a percentage of it."""
        exact = Decimal(str(value))
        if self.sums["unit"] != "money":
            return percent(exact)
        currency = self.sums["currency"]
        said = amount(exact, currency)
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
            return _NOT_KNOWN
        if high is None:
            return f"at least {self.money(low, coded=coded)}"
        if low == high:
            return self.money(low, coded=coded)
        to = self.money(high, coded=coded)
        return f"{self.money(low, coded=coded)} to {to}" if low else f"up to {to}"

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
            return bool(layer["open"]) or not is_settled(insured["bears"])
        part = "settled" if payment["for"] == "settlement" else "bears"
        return not is_settled(self.by_id[payment["from"]][part])

    def supposed(self) -> list[str]:
        """Return what was supposed on the command line, and not stated by the case."""
        said = [f"supposing that {self.called[each]} cannot pay" for each in self.sums["supposed"]]
        collector = self.sums["collected_from"]
        return said + ([f"collected from {self.called[collector]}"] if collector else [])


class SumsWords(FigureWords):
    """Puts the sums into words.

    Args:
        sums: the section `apportionment` of a determination, as JSON has it.
        law: the law in force, whose rulebook has the titles.
    """

    def __init__(self, sums: Json, law: Law) -> None:
        super().__init__(sums)
        assert law.rulebook.apportionment is not None
        self.law = law
        self.names = law.rulebook.apportionment

    def rules(self) -> Iterator[tuple[str, str]]:
        """Yield what the sums rest on: the harm, the forum's track, the shares, the claimant."""
        book, rules, claimant = self.law.rulebook, self.sums["rules"], self.sums["claimant"]
        track = book.readings[self.names.track]
        shares = book.readings[self.names.choices["shares"].reading]
        yield "Harm", self.harm()
        cites = in_brackets(self.track_cites())
        yield "Track", f"{rules['track']}: {say(track.options[rules['track']])}{cites}"
        yield "Shares", self.shares_rule() + in_brackets(shares.cites)
        if any(each["has_settled"] != "no" for each in self.sums["parties"]):
            credit = self.names.choices["settlement"].reading
            said = say(book.readings[credit].options[self.law.readings[credit]])
            yield "Settlements", f"take off {said}{in_brackets(self.names.grounds['settlement'])}"
        else:
            yield "Settlements", "none is entered"
        if _some(claimant["own_fault"]) or rules["claimant_fault"]["possible"] != ["reduces"]:
            yield "Claimant's fault", self.claimant_fault()
        yield "Claimant", self.claimant()

    def claimant_fault(self) -> str:
        """Return what the claimant's own fault comes to, and what it does."""
        rule, own = self.sums["rules"]["claimant_fault"], self.sums["claimant"]["own_fault"]
        effect = self.law.rulebook.conclusions[self.names.conclusions["claimant"]]
        does = " or ".join(say(effect.values[each]) for each in rule["possible"])
        part = self.figure(own) if _some(own) else "what it does"
        return f"{part}{';' if _some(own) else ':'} {does}{in_brackets(rule['cites'])}"

    def shares_rule(self) -> str:
        """Return by which shares the parties settle among themselves."""
        reading = self.law.rulebook.readings[self.names.choices["shares"].reading]
        return say(reading.options[self.law.readings[reading.id]])

    def track_cites(self) -> list[str]:
        """Return what the rules cite by which the heads of harm are shared out."""
        found = (head[word]["cites"] for head in self.sums["heads"] for word in _BY_TRACK)
        return list(dict.fromkeys(cite for cites in found for cite in cites))

    def harm(self) -> str:
        heads = self.sums["heads"]
        if not heads:
            return "no head of harm is entered"
        total = self.sums["claimant"]["harm"]
        if self.sums["unit"] != "money":
            return "its amount is not known; the parts are percentages of it"
        said = self.bounds(total)
        if len(heads) > 1:
            said += ": " + "; ".join(f"{h['name']} {self.bounds(h['amount'])}" for h in heads)
        return said

    def claimant(self) -> str:
        if not self.sums["heads"]:
            return "to be seen once heads of harm are entered"
        recoverable = self.sums["claimant"]["recoverable"]
        recovers = f"may claim {self.figure(recoverable)}"
        if not self.is_known(recoverable):
            recovers = "what it may claim is not known"
        return f"{recovers}; {self.claimant_bears()}"

    def claimant_bears(self) -> str:
        """Return what stays with the claimant, or by how much it is paid more than the harm."""
        bears = self.sums["claimant"]["bears"]
        here = bears["on_this_record"]
        if not self.is_known(bears):
            return "what it bears in the end is not known"
        if here is not None and Decimal(str(here)) < 0:
            mark = "" if is_settled(bears) else f" {OPEN_MARK}"
            return f"receives {self.money(str(-Decimal(str(here))))}{mark} more than the harm"
        return f"bears {self.figure(bears)} in the end"

    def parties(self, *, coded: bool = False) -> list[tuple[str, ...]]:
        """Return a row for each party: name, share, exposure, own part, what it bears."""
        return [
            (_called(each), *self._party(each, coded=coded))
            if each["answers"] != "no"
            else (each["name"], "", "does not answer", "", "")
            for each in self.sums["parties"]
        ]

    def _party(self, party: Json, *, coded: bool) -> Iterator[str]:
        yield share(party["share"])
        yield self.figure(party["exposure"], coded=coded)
        yield self.figure(party["own_part"], coded=coded)
        if party["has_settled"] == "yes":
            yield f"settled for {self.figure(party['settled'], coded=coded)}"
        else:
            yield self.figure(party["bears"], coded=coded)

    def sides(self, *, coded: bool = False) -> list[tuple[str, ...]]:
        """Return what each party may be asked for with and without a harbor, side by side."""
        bases = (self.sums["without_harbor"], self.sums, self.sums["ordinary"])
        rows = [
            (party["name"], *(self.bounds(b["parties"][i]["exposure"], coded=coded) for b in bases))
            for i, party in enumerate(self.sums["parties"])
        ]
        recovers = (self.bounds(base["claimant"]["recoverable"], coded=coded) for base in bases)
        return [*rows, ("The claimant, in all", *recovers)]

    def legend(self) -> str:
        """Return what the mark behind a figure means, where who pays has one."""
        if any(self._is_open_claim(each) for each in self.sums["parties"]):
            return LEGEND
        return _legend([*self.parties(), ("", self.claimant())])

    def _is_open_claim(self, party: Json) -> bool:
        """Return whether something open would change what a party may claim of others."""
        contribution = party["contribution"]
        sides = {party["id"], *(claim["from"] for claim in contribution["claims"] or ())}
        bears = [each["bears"] for each in self.sums["parties"] if each["id"] in sides]
        open_ = contribution["barred"] == "undetermined" or not all(map(is_settled, bears))
        return bool(contribution["claims"]) and open_

    def payments(self) -> list[str]:
        """Return who pays whom, a sentence each."""
        if not self.sums["payments"]:
            bears = [each["bears"]["on_this_record"] for each in self.sums["parties"]]
            nobody = self.sums["payments"] is not None and None not in bears
            return ["nobody pays" if nobody else "what is open leaves the payments undetermined"]
        layers = {each["id"]: each["name"] for p in self.sums["parties"] for each in p["insurance"]}
        people = {each["id"]: each["name"] for each in self.sums["individuals"]}
        payers = {
            each["id"]: " or ".join([each["name"], *(people[who] for who in each["backed_by"])])
            for each in self.sums["parties"]
        }
        lines = []
        for each in self.sums["payments"]:
            insured = each["for"] == "insurance"
            payer = (layers if insured else payers)[each["from"]]
            payee = self.called[each["to"]] if each["to"] is not None else "the claimant"
            said = _KINDS[each["for"]].format(to=payee, amount=self.money(each["amount"]))
            mark = f" {OPEN_MARK}" if self.is_open_payment(each) else ""
            lines.append(f"{payer} {said}{mark}")
        return lines

    def contributions(self) -> list[str]:
        """Return what each party may claim of the others if it pays all it may be asked for."""
        none = say(self.law.rulebook.conclusions[self.names.conclusions["barred"]].title)
        lines = []
        for each in self.sums["parties"]:
            contribution = each["contribution"]
            if contribution["barred"] == "met" and each["answers"] != "no":
                lines.append(f"{each['name']}: {none.lower()}")
            elif contribution["claims"]:
                of = ", ".join(
                    f"{self.money(claim['amount'])} of {self.called[claim['from']]}"
                    for claim in contribution["claims"]
                )
                mark = f" {OPEN_MARK}" if self._is_open_claim(each) else ""
                lines.append(f"{each['name']}: {of}{mark}")
        return lines

    def missed(self) -> list[str]:
        """Return what those who cannot pay leave, and who takes it on this record."""
        by_track = [cite for head in self.sums["heads"] for cite in head["uncollectible"]["cites"]]
        grounds = in_brackets(list(dict.fromkeys(by_track)) or self.names.grounds["uncollectible"])
        unpaid = [each for each in self.sums["parties"] if each["uncollectible"]["on_this_record"]]
        lines = [
            f"{each['name']} cannot pay {self.figure(each['uncollectible'])} of its part{grounds}"
            for each in unpaid
        ]
        taken = [(each["name"], self._takes(each)) for each in self.sums["parties"]]
        if not unpaid or any(part is None for _, part in taken):
            return lines
        left = Decimal(0)
        for each in unpaid:
            left += Decimal(str(each["uncollectible"]["on_this_record"]))
        for _, part in taken:
            left -= part or 0
        taken.append(("the claimant", left))
        said = ", ".join(f"{name} {self.money(str(part))}" for name, part in taken if part)
        open_ = not all(is_settled(each["uncollectible"]) for each in self.sums["parties"])
        open_ = open_ or not all(is_settled(e["bears"]) for e in self.sums["parties"])
        return [*lines, f"it is borne by: {said}" + (f" {OPEN_MARK}" if open_ else "")]

    def _takes(self, party: Json) -> Decimal | None:
        """Return what a party takes of what others cannot pay."""
        first, last, missed = (
            party[part]["on_this_record"] for part in ("bears_if_all_pay", "bears", "uncollectible")
        )
        if None in (first, last, missed):
            return None
        return Decimal(str(last)) - Decimal(str(first)) + Decimal(str(missed))

    def individuals(self) -> dict[str, str]:
        """Return what each individual may be asked for, beside the party that it acted for."""
        lines = {}
        for each in self.sums["individuals"]:
            beside = (
                f", beside {self.called[each['beside']]}" if each["beside"] in self.called else ""
            )
            open_ = " (undetermined)" if each["personal"] != "yes" else ""
            may = self.bounds(each["exposure"])
            lines[each["id"]] = f"{each['name']}{open_}: {may}{beside}"
        return lines

    def remarks(self) -> list[str]:
        """Return what a reader should know of how these sums came about."""
        counts = self.sums["rules"]["claimant_fault"]["possible"] != ["ignored"]
        lines = []
        for each in self.sums["remarks"]:
            said = {
                "who": ", ".join(self.called[name] for name in each.get("parties", ())),
                "heads": ", ".join(each.get("heads", ())),
                "whole": percent(Decimal(str(each.get("sum", 0)))),
                "with_": "with" if counts else "without",
                "barred": self._barred(each.get("parties", ())),
            }
            lines.append(_REMARKS[each["remark"]].format(**said))
        return lines

    def _barred(self, parties: Sequence[str]) -> str:
        """Return which of the parties have no claim for contribution, and which may have none."""
        found = [each for each in self.sums["parties"] if each["id"] in parties]
        none = [each["name"] for each in found if each["contribution"]["barred"] == "met"]
        rest = [each["name"] for each in found if each["contribution"]["barred"] != "met"]
        said = (("has none", none), ("may have none", rest))
        return "; ".join(f"{what}: {', '.join(who)}" for what, who in said if who)

    def open(self) -> list[str]:
        """Return what to find out, since it would change these sums."""
        return [f"{each['question']} [{each['fact']}]" for each in self.sums["open"]]


def is_settled(figure: Json) -> bool:
    """Return whether a figure is determined, whatever is still open."""
    return bool(figure["low"] == figure["high"] == figure["on_this_record"])


def share(figure: Json) -> str:
    """Return a share of responsibility as a percentage.

    >>> share({"low": 0.5, "high": 0.5, "on_this_record": 0.5})
    '50 %'
    >>> share({"low": 0, "high": 1.0, "on_this_record": 0.333333})
    '33.33 % ?'
    >>> share({"low": 0, "high": 1.0, "on_this_record": None})
    'not known'
    """
    if figure["on_this_record"] is None:
        return _NOT_KNOWN
    said = percent(Decimal(str(figure["on_this_record"])))
    return said if is_settled(figure) else f"{said} {OPEN_MARK}"


def percent(value: Decimal) -> str:
    """Return a share as a percentage with at most two decimals.

    >>> percent(Decimal("0.333333")), percent(Decimal("0.2"))
    ('33.33 %', '20 %')
    """
    rounded = round(value * 100, 2).normalize()
    return f"{rounded:f} %"


def _called(party: Json) -> str:
    """Return a party's name, and that it is undetermined whether it answers, where it is."""
    undetermined = f" ({party['answers']})" if party["answers"] != "yes" else ""
    return f"{party['name']}{undetermined}"


def _some(figure: Json) -> bool:
    return any(figure[end] for end in ("low", "high", "on_this_record"))


def is_open(sums: Json) -> bool:
    """Return whether some figure of the parties or of the claimant is not determined."""
    parts: Sequence[str] = ("exposure", "own_part", "bears", "share")
    figures = [each[part] for each in sums["parties"] for part in parts]
    return not all(is_settled(each) for each in [*figures, *sums["claimant"].values()])


def _legend(rows: Sequence[Sequence[str]]) -> str:
    return LEGEND if any(f" {OPEN_MARK}" in cell for _, *cells in rows for cell in cells) else ""
