"""What stands in a picture of the sums: a box for each who pays or is paid, a link a payment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from liability.apportionment.payments import CONTRIBUTION, HARM, INSURANCE, SETTLEMENT
from liability.case.as_json import exact
from liability.case.quantity import EXACT
from liability.determination.json_values import Json
from liability.documents.picture_text import shown, width, wrapped
from liability.documents.sums_figures import (
    OPEN_MARK,
    FigureWords,
    negated,
    others_pay,
    share,
)

PAD, LINE, SIZE, SMALL = 12, 18, 13, 11
ABOVE_ROWS = 4  # between the name and the figures
_LEAST, _GAP = 264, 24  # how wide a box is at least, and the room between a figure and its label
CANNOT_PAY, PALE, OPEN = "cannot pay", "does not answer", "undetermined"
_IN_PLACE = "{} in place"  # the id of the box of those who pay in place of a party
_SAID = {
    HARM: "{} pays the claimant {} for the harm",
    SETTLEMENT: "{} pays the claimant {} in settlement",
    CONTRIBUTION: "{} pays {} {} in contribution",
    INSURANCE: "{} pays {} {} from insurance",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A party, an insurance or the claimant.

    Attributes:
        kind: `party`, `insurance` or `claimant`.
        name: in full.
        lines: the name as it is drawn.
        status: what stands below it, if anything.
        rows: figures, each with its label.
        marks: which of `CANNOT_PAY`, `PALE` and `OPEN` hold.
        width: in pixels, as is the height.
    """

    kind: str
    name: str
    lines: tuple[str, ...]
    status: str
    rows: tuple[tuple[str, str], ...]
    marks: frozenset[str]
    width: float

    @property
    def height(self) -> float:
        return (
            2 * PAD
            + LINE * (len(self.lines) + len(self.rows) + bool(self.status))
            + (ABOVE_ROWS if self.rows else 0)
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A payment.

    Attributes:
        payer: the id of a party's box, or of an insurance.
        payee: the id of a party's box; None for the claimant.
        amount: in words.
        part: of the largest payment, from 0 to 1.
        said: the payment as a sentence.
    """

    payer: str
    payee: str | None
    kind: str
    amount: str
    part: float
    said: str


def name_of(found: Json) -> str:
    """Return the name of a party or an insurance, or its id where the name shows nothing."""
    return shown(found["name"]) or shown(found["id"])


def party_boxes(found: Json) -> dict[str, Box]:
    """Return the box of each party by its id, in the order of the case and of one width.

    Below a party for which individuals pay stands the box of these.
    """
    words, names = FigureWords(found), _names(found)
    rows = {each["id"]: _party_rows(each, words) for each in found["parties"]}
    across = max([_LEAST, *(_across(each) for each in rows.values())])
    boxes = {}
    for each in found["parties"]:
        marks = frozenset(_marks(each))
        status = f"{OPEN_MARK} undetermined whether it answers" if OPEN in marks else ""
        if PALE in marks:
            status = PALE
        name = names[each["id"]]
        lines = tuple(wrapped(name, across - 2 * PAD, SIZE, bold=True))
        shown_rows = tuple(rows[each["id"]])
        boxes[each["id"]] = Box("party", name, lines, status, shown_rows, marks, across)
        if others_pay(each):
            who = _IN_PLACE.format(each["id"])
            name = f"{names[who]}, in place of {name}"
            lines = tuple(wrapped(name, across - 2 * PAD, SIZE, bold=True))
            bears = (("bears", words.figure(each["bears"])),)
            boxes[who] = Box("party", name, lines, "", bears, frozenset(), across)
    return boxes


def _names(found: Json) -> dict[str, str]:
    """Return the name of each party by its id, and of those who pay in its place."""
    people = {each["id"]: name_of(each) for each in found["individuals"]}
    names = {}
    for each in found["parties"]:
        names[each["id"]] = name_of(each)
        backing = " or ".join(people[who] for who in each["backed_by"])
        if others_pay(each):
            names[_IN_PLACE.format(each["id"])] = backing
        elif backing:  # its insurance pays too
            names[each["id"]] += f" or {backing}"
    return names


def insurance_boxes(found: Json) -> dict[str, list[tuple[str, Box]]]:
    """Return by party its insurances, with the id of each; none where the payments are open."""
    if found["payments"] is None:
        return {}
    across = 170.0
    made: dict[str, list[tuple[str, Box]]] = {}
    for party in found["parties"]:
        for each in party["insurance"]:
            name, pays = name_of(each), _positive(each["pays"])
            lines = tuple(wrapped(name, across - 2 * PAD, SIZE, bold=True))
            status, marks = ("", frozenset[str]()) if pays else ("pays nothing", frozenset({PALE}))
            box = Box("insurance", name, lines, status, (), marks, across)
            made.setdefault(party["id"], []).append((each["id"], box))
    return made


def claimant_box(found: Json) -> Box:
    """Return the box of the claimant: the harm, what it receives, what it bears."""
    words, claimant = FigureWords(found), found["claimant"]
    rows = [("harm", words.figure(claimant["harm"]))]
    if _positive(_least(claimant["own_fault"])):
        rows.append(("own fault", words.figure(claimant["own_fault"])))
    if found["payments"] is not None:
        rows.append(("receives", _received(found, words)))
    bears = claimant["bears"]
    here = bears["on_this_record"]
    if here is not None and exact(here) < 0:
        beyond = {end: None if each is None else negated(each) for end, each in bears.items()}
        rows.append(("beyond the harm", words.figure(beyond)))
    elif here is None and (bears["low"] is None or exact(bears["low"]) < 0):
        rows += _beyond_or_bears(bears, words)
    else:
        rows.append(("bears", words.figure(bears)))
    across = max(_LEAST, _across(rows))
    return Box("claimant", "Claimant", ("Claimant",), "", tuple(rows), frozenset(), across)


def _received(found: Json, words: FigureWords) -> str:
    """Return what the claimant is paid, marked where something open would change it."""
    paid = [each for each in found["payments"] if each["to"] is None]
    received = reduce(EXACT.add, (exact(each["amount"]) for each in paid), Decimal(0))
    mark = f" {OPEN_MARK}" if any(words.is_open_payment(each) for each in paid) else ""
    unknown = any(e["settled"]["on_this_record"] is None for e in found["parties"])
    besides = " and settlements" if unknown else ""  # of a harm of unknown amount
    return words.money(received) + mark + besides


def _beyond_or_bears(bears: Json, words: FigureWords) -> Iterator[tuple[str, str]]:
    """Yield what the claimant may be paid beyond the harm, and what it may bear instead."""
    low, high = bears["low"], bears["high"]
    least = max(negated(high), 0) if high is not None else 0
    beyond = {"on_this_record": None, "low": least, "high": None if low is None else negated(low)}
    yield "beyond the harm", words.figure(beyond)
    if high is None or exact(high) > 0:
        yield "or bears", words.figure({**bears, "low": 0})


def links(found: Json) -> list[Link]:
    """Return the payments; none where the record leaves them undetermined."""
    words, paid = FigureWords(found), found["payments"] or []
    most = max((exact(each["amount"]) for each in paid), default=Decimal(1))
    names = _names(found)
    insurances = {
        each["id"]: name_of(each) for party in found["parties"] for each in party["insurance"]
    }
    made = []
    for each in paid:
        mark = f" {OPEN_MARK}" if words.is_open_payment(each) else ""
        value = words.money(each["amount"]) + mark
        payer, payee = each["from"], each["to"]
        if each["for"] in (HARM, CONTRIBUTION):
            payer, payee = (_in_place(who, names) for who in (payer, payee))
        paying = (insurances if each["for"] == INSURANCE else names)[payer]
        who = (paying,) if payee is None else (paying, names[payee])
        said = _SAID[each["for"]].format(*who, value)
        part = float(exact(each["amount"]) / most)
        made.append(Link(payer, payee, each["for"], value, part, said))
    return made


def _in_place(party: str | None, names: Mapping[str, str]) -> str | None:
    """Return the id of the box of those who pay in place of a party, or its own."""
    others = _IN_PLACE.format(party)
    return others if others in names else party


def _marks(party: Json) -> Iterator[str]:
    if party["cannot_pay"] == "met" and party["answers"] != "no":
        yield CANNOT_PAY
    if party["answers"] in ("undetermined", "conflict"):
        yield OPEN
    elif party["answers"] == "no":
        yield PALE


def _party_rows(party: Json, words: FigureWords) -> list[tuple[str, str]]:
    """Return the figures of a party; of one that does not answer, only what it has paid or owes."""
    answers = PALE not in _marks(party)
    settled = _positive(_least(party["settled"]))
    rows = [("share", share(party["share"]))] if answers else []
    for part, label, always in (
        ("own_part", "own part", answers),
        ("bears", "bears", answers and not settled),
        ("settled", "settled for", False),
        ("uncollectible", CANNOT_PAY, False),
    ):
        if part == "bears" and others_pay(party):
            continue
        if always or _positive(_least(party[part])):
            rows.append((label, words.figure(party[part])))
    return rows


def _least(found: Json) -> float | str:
    """Return a figure on this record; the least that it can be, where that is left open."""
    here = found["on_this_record"]
    least: float | str = found["low"] if here is None else here
    return least


def _positive(value: float | str) -> bool:
    return exact(value) > 0


def _across(rows: list[tuple[str, str]]) -> float:
    """Return how wide a box must be for its figures beside their labels."""
    return 2 * PAD + max(
        (width(label, SIZE) + _GAP + width(value, SIZE, bold=True) for label, value in rows),
        default=0,
    )
