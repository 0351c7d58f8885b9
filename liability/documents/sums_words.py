"""The sums in words, for the screen and for documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liability.case.as_json import exact
from liability.determination.json_values import Json
from liability.documents.sums_figures import (
    LEGEND,
    OPEN_MARK,
    FigureWords,
    is_settled,
    negated,
    percent,
    share,
)
from liability.documents.words import in_brackets, word
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.sentences import either, listing, lowered, marked, of, parted, tr

HEADS = (
    marked("Party"),
    marked("Share"),
    marked("May be asked for"),
    marked("Own part"),
    marked("Bears in the end"),
)
SIDES = (
    marked("Party"),
    marked("Without a harbor"),
    marked("As determined"),
    marked("At ordinary law"),
)
_BY_TRACK = ("extent", "uncollectible")
_KINDS = {
    "harm": marked("{payer} pays {payee} {amount}"),
    "settlement": marked("{payer} paid {payee} {amount} in settlement"),
    "contribution": marked("{payer} pays {payee} {amount} in contribution"),
    "insurance": marked("{payer} pays {amount} for {payee}"),
}
_REMARKS = {
    "collector_matters": marked(
        "what each bears turns on whom the claimant collects from (`--collect-from`): one without "
        "a claim for contribution bears all that it pays; {barred}"
    ),
    "shares_off": marked(
        "the shares stated, with the claimant's own, come to {whole}: the claimant's {own} comes "
        "first, and the parties divide the rest in proportion to theirs"
    ),
    "shares_off_without": marked(
        "the shares stated, without the claimant's own, come to {whole}: they are taken in "
        "proportion"
    ),
    "shares_unstated": marked(
        "the shares stated, with the claimant's own, come to {whole}; not stated, or not as one "
        "figure, is the share of: {who}"
    ),
    "shares_unstated_without": marked(
        "the shares stated, without the claimant's own, come to {whole}; not stated, or not as one "
        "figure, is the share of: {who}"
    ),
    "head_has_parts": marked(
        "{heads} may have parts for which parties answer differently: enter each as a head of its "
        "own"
    ),
    "share_without_answer": marked(
        "a share is stated of {who}, of whom nothing can be claimed: it falls on the others in "
        "proportion"
    ),
}


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
        book, rules = self.law.rulebook, self.sums["rules"]
        track = book.readings[self.names.track]
        shares = book.readings[self.names.choices["shares"].reading]
        yield tr("Harm"), self.harm()
        cites = in_brackets(self.track_cites())
        by = tr("{title}: {value}", title=rules["track"], value=say(track.options[rules["track"]]))
        yield tr("Track"), by + cites
        yield tr("Shares"), self.shares_rule() + in_brackets(shares.cites)
        yield from self.taken_off()
        yield tr("Claimant"), self.claimant()

    def taken_off(self) -> Iterator[tuple[str, str]]:
        """Yield what settlements and the claimant's own fault take off the claim."""
        book, rules, claimant = self.law.rulebook, self.sums["rules"], self.sums["claimant"]
        lines = []
        if any(e["has_settled"] != "no" and e["answers"] != "no" for e in self.sums["parties"]):
            credit = self.names.choices["settlement"].reading
            said = say(book.readings[credit].options[self.law.readings[credit]])
            cites = in_brackets(self.names.grounds["settlement"])
            lines.append(tr("take off {credit}", credit=said) + cites)
        lines += self.left_out()
        yield tr("Settlements"), parted(lines) or tr("none is entered")
        if _some(claimant["own_fault"]) or rules["claimant_fault"]["possible"] != ["reduces"]:
            yield tr("Claimant's fault"), self.claimant_fault()

    def harm_and_claimant(self) -> list[tuple[str, str]]:
        """Return the harm, what is left out, and what of it the claimant may claim and bears."""
        left_out = [(tr("Settlements"), each) for each in self.left_out()]
        return [(tr("Harm"), self.harm()), *left_out, (tr("Claimant"), self.claimant())]

    def claimant_fault(self) -> str:
        """Return what the claimant's own fault comes to, and what it does."""
        rule, own = self.sums["rules"]["claimant_fault"], self.sums["claimant"]["own_fault"]
        titles = self.law.rulebook.conclusions[self.names.conclusions["claimant"]].values
        does = either(say(titles[each]) for each in rule["possible"])
        said = tr("what it does: {effect}", effect=does)
        if _some(own):
            said = parted((self.figure(own), does))
        return said + in_brackets(rule["cites"])

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
            return tr("no head of harm is entered")
        total = self.sums["claimant"]["harm"]
        if self.sums["unit"] != "money":
            return tr("its amount is not known; the parts are percentages of it")
        said = self.bounds(total)
        if len(heads) == 1:
            return said
        return of(said, parted(f"{head['name']} {self.bounds(head['amount'])}" for head in heads))

    def claimant(self) -> str:
        if not self.sums["heads"]:
            return tr("to be seen once heads of harm are entered")
        recoverable = self.sums["claimant"]["recoverable"]
        recovers = tr("may claim {amount}", amount=self.figure(recoverable))
        if not self.is_known(recoverable):
            recovers = tr("what it may claim is not known")
        return parted((recovers, self.claimant_bears(), *self.unanswered()))

    def claimant_bears(self) -> str:
        """Return what stays with the claimant, or by how much it is paid more than the harm."""
        bears = self.sums["claimant"]["bears"]
        here = bears["on_this_record"]
        if not self.is_known(bears):
            return tr("what it bears in the end is not known")
        if here is not None and exact(here) < 0:
            mark = "" if is_settled(bears) else f" {OPEN_MARK}"
            more = f"{self.money(negated(here))}{mark}"
            return tr("receives {amount} more than the harm", amount=more)
        if here is None and (bears["low"] is None or exact(bears["low"]) < 0):
            return self._may_receive(bears)
        return tr("bears {amount} in the end", amount=self.figure(bears))

    def _may_receive(self, bears: Json) -> str:
        """Return between what the claimant's part lies, where it may be paid more than the harm."""
        high = bears["high"]
        if bears["low"] is None:
            more = tr("may receive more than the harm: by how much is not known")
            if high is None or exact(high) <= 0:
                return more
            most = tr("bears at most {amount} in the end", amount=self.money(high))
            return parted((most, more))
        most = self.money(negated(bears["low"]))
        if high is None:
            return tr("may receive up to {amount} more than the harm", amount=most)
        if exact(high) < 0:
            least = self.money(negated(high))
            return tr("receives {low} to {high} more than the harm", low=least, high=most)
        if not high:
            return tr("may receive up to {amount} more than the harm", amount=most)
        return tr(
            "may receive up to {amount} more than the harm, or bear up to {figure} in the end",
            amount=most,
            figure=self.money(high),
        )

    def parties(self, *, coded: bool = False) -> list[tuple[str, ...]]:
        """Return a row for each party: name, share, exposure, own part, what it bears."""
        return [(called(each), *self._party(each, coded=coded)) for each in self.sums["parties"]]

    def _party(self, party: Json, *, coded: bool) -> Iterator[str]:
        if party["answers"] == "no":
            settled = party["has_settled"] == "yes"
            yield from ("", tr("does not answer"), "")
            yield self.settled(party, coded=coded) if settled else ""
            return
        yield share(party["share"])
        yield self.figure(party["exposure"], coded=coded)
        yield self.figure(party["own_part"], coded=coded)
        yield self.borne(party, coded=coded)

    def settled(self, party: Json, *, coded: bool = True) -> str:
        """Return what a party settled for, where that is known."""
        if not self.is_known(party["settled"]):
            return tr("settled, for how much of the harm is not known")
        return tr("settled for {amount}", amount=self.figure(party["settled"], coded=coded))

    def borne(self, party: Json, *, coded: bool = True) -> str:
        """Return what a party settled for, and what it bears, or those who pay in its place."""
        said = [self.settled(party, coded=coded)] if party["has_settled"] == "yes" else []
        amount = self.figure(party["bears"], coded=coded)
        if self.others_bear(party):
            name = self.in_place[party["id"]]
            said.append(tr("{name} bears {amount}", name=name, amount=amount))
        return parted(said) or amount

    def others_bear(self, party: Json) -> bool:
        """Return whether what a party bears is borne by those who pay in its place."""
        return party["id"] in self.in_place and _some(party["bears"])

    def sides(self, *, coded: bool = False) -> list[tuple[str, ...]]:
        """Return what each party may be asked for with and without a harbor, side by side."""
        bases = (self.sums["without_harbor"], self.sums, self.sums["ordinary"])
        rows = [
            (party["name"], *(self.bounds(b["parties"][i]["exposure"], coded=coded) for b in bases))
            for i, party in enumerate(self.sums["parties"])
        ]
        recovers = (self.bounds(base["claimant"]["recoverable"], coded=coded) for base in bases)
        return [*rows, (tr("The claimant, in all"), *recovers)]

    def legend(self) -> str:
        """Return what the mark behind a figure means, where who pays has one."""
        if any(self._is_open_claim(each) for each in self.sums["parties"]):
            return tr(LEGEND)
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
            undetermined = tr("what is open leaves the payments undetermined")
            return [tr("nobody pays") if nobody else undetermined]
        layers = {each["id"]: each["name"] for p in self.sums["parties"] for each in p["insurance"]}
        lines = []
        for each in self.sums["payments"]:
            kind = each["for"]
            paying = {"insurance": layers, "settlement": self.called}.get(kind, self.payers)
            paid = self.called if kind == "insurance" else self.payers
            payee = paid[each["to"]] if each["to"] is not None else tr("the claimant")
            amount = self.money(each["amount"])
            mark = f" {OPEN_MARK}" if self.is_open_payment(each) else ""
            said = tr(_KINDS[kind], payer=paying[each["from"]], payee=payee, amount=amount)
            lines.append(said + mark)
        return lines

    def contributions(self) -> list[str]:
        """Return what each party may claim of the others if it pays all it may be asked for."""
        none = say(self.law.rulebook.conclusions[self.names.conclusions["barred"]].title)
        lines = []
        for each in self.sums["parties"]:
            contribution = each["contribution"]
            if contribution["barred"] == "met" and each["answers"] != "no":
                said, mark = lowered(none), ""
            elif contribution["claims"]:
                said = listing(map(self._claim, contribution["claims"]))
                mark = f" {OPEN_MARK}" if self._is_open_claim(each) else ""
            else:
                continue
            line = tr("{title}: {value}", title=self.payers[each["id"]], value=said)
            lines.append(line + mark)
        return lines

    def _claim(self, claim: Json) -> str:
        """Return what a party may claim of another."""
        amount, party = self.money(claim["amount"]), self.payers[claim["from"]]
        return tr("{amount} from {party}", amount=amount, party=party)

    def missed(self) -> list[str]:
        """Return what those who cannot pay leave, and who takes it on this record."""
        by_track = [cite for head in self.sums["heads"] for cite in head["uncollectible"]["cites"]]
        grounds = in_brackets(list(dict.fromkeys(by_track)) or self.names.grounds["uncollectible"])
        unpaid = [each for each in self.sums["parties"] if each["uncollectible"]["on_this_record"]]
        lines = [
            tr(
                "{party} cannot pay {amount} of its part",
                party=self.payers[each["id"]],
                amount=self.figure(each["uncollectible"]),
            )
            + grounds
            for each in unpaid
        ]
        taken = [(self.payers[each["id"]], each["takes"]) for each in self.sums["parties"]]
        taken.append((tr("the claimant"), self.sums["claimant"]["takes"]))
        if not unpaid or any(part["on_this_record"] is None for _, part in taken):
            return lines
        said = listing(
            f"{name} {self.figure(part)}" for name, part in taken if part["on_this_record"]
        )
        if len(lines) == 1:
            return [parted((lines[0], tr("it is borne by: {parties}", parties=said)))]
        return [*lines, tr("what they cannot pay is borne by: {parties}", parties=said)]

    def individuals(self) -> dict[str, str]:
        """Return what each individual may be asked for, beside the party that it acted for."""
        lines = {}
        for each in self.sums["individuals"]:
            said = self.bounds(each["exposure"])
            if each["beside"] in self.called:
                party = self.called[each["beside"]]
                said = tr("{amount}, beside {party}", amount=said, party=party)
            name = of(each["name"], "" if each["personal"] == "yes" else word("undetermined"))
            lines[each["id"]] = tr("{title}: {value}", title=name, value=said)
        return lines

    def remarks(self) -> list[str]:
        """Return what a reader should know of how these sums came about."""
        counts = "reduces" in self.sums["rules"]["claimant_fault"]["possible"]
        lines = []
        for each in self.sums["remarks"]:
            said = {
                "who": listing(self.called[name] for name in each.get("parties", ())),
                "heads": listing(each.get("heads", ())),
                "whole": percent(exact(each.get("sum", 0))),
                "own": percent(exact(each.get("claimant") or 0)),
                "barred": self._barred(each.get("parties", ())),
            }
            remark = each["remark"]
            if remark == "shares_off":
                remark = "shares_unstated" if each["parties"] else remark
                own = counts and each["claimant"] is not None
                with_own = own and (each["claimant"] or each["parties"])
                remark = remark if with_own else f"{remark}_without"
            if remark in _REMARKS:
                lines.append(tr(_REMARKS[remark], **said))
            elif remark in self.names.remarks:
                lines.append(say(self.names.remarks[remark]))
        return lines

    def _barred(self, parties: Sequence[str]) -> str:
        """Return which of the parties have no claim for contribution, and which may have none."""
        found = [each for each in self.sums["parties"] if each["id"] in parties]
        names = [(self.payers[e["id"]], e["contribution"]["barred"] == "met") for e in found]
        none = [name for name, barred in names if barred]
        rest = [name for name, barred in names if not barred]
        said = ((tr("has none"), none), (tr("may have none"), rest))
        return parted(
            tr("{title}: {value}", title=what, value=listing(who)) for what, who in said if who
        )

    def open(self) -> list[str]:
        """Return what to find out, since it would change these sums."""
        return [f"{each['question']} [{each['fact']}]" for each in self.sums["open"]]


def called(party: Json) -> str:
    """Return a party's name, and that it is undetermined whether it answers, where it is."""
    return of(
        party["name"], word(party["answers"]) if party["answers"] not in ("yes", "no") else ""
    )


def _some(figure: Json) -> bool:
    return any(figure[end] for end in ("low", "high", "on_this_record"))


def _legend(rows: Sequence[Sequence[str]]) -> str:
    return (
        tr(LEGEND) if any(f" {OPEN_MARK}" in cell for _, *cells in rows for cell in cells) else ""
    )
