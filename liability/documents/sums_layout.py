"""Where each thing stands in a picture of the sums: three columns, and lanes beside the parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from liability.apportionment.payments import CONTRIBUTION, INSURANCE
from liability.documents.picture_text import width
from liability.documents.sums_boxes import SMALL, Box, Link

LABEL = 12  # the size of an amount on an arrow
_GAP = 22  # between two rows
_ROOM, _SIDE = 36, 44  # around a label: above and below together, and on both sides together
_CLAIMANT_ROOM = 36  # from the claimant's upper edge to its first arrow
_LEAST_RIGHT = 130
_BESIDE_LANES = 12  # from the last lane to the boxes beyond
_THINNEST, _THICKEST = 1.5, 7.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A box and where it stands; it may be higher than its text, to have room for its arrows."""

    box: Box
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """A payment on its way: the corners that it turns, and the middle of its label."""

    link: Link
    way: tuple[Point, ...]
    label: Point


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place; x and y run from 0 to the width and the height, in pixels."""

    boxes: tuple[Placed, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Slot:
    """The room of one arrow at the side of a party: of a payment, or of an insurance without one.

    Attributes:
        order: by which the slots of a side follow each other, from above.
        end: `out` or `in`, as seen from the party.
    """

    order: tuple[int, int]
    link: Link | None
    end: str
    need: float
    insurance: Box | None = None


Insurances = Mapping[str, Sequence[tuple[str, Box]]]


def thickness(link: Link) -> float:
    """Return how thick the arrow of a payment is, in pixels."""
    return _THINNEST + (_THICKEST - _THINNEST) * link.part


def head(link: Link) -> Point:
    """Return how long the head of an arrow is, and half of how broad."""
    return 8 + 0.8 * thickness(link), 4 + 0.6 * thickness(link)


def lay_out(
    parties: Mapping[str, Box], insurances: Insurances, claimant: Box, links: Sequence[Link]
) -> Layout:
    """Place the boxes, and lead each arrow so that it passes behind none of them.

    Args:
        parties: by id, from above.
        insurances: by the id of the party, each with its own id.
        claimant: its box.
        links: every payment.
    """
    return _Planner(parties, insurances, claimant, links).layout()


class _Planner:
    def __init__(
        self,
        parties: Mapping[str, Box],
        insurances: Insurances,
        claimant: Box,
        links: Sequence[Link],
    ) -> None:
        self.parties, self.insurances, self.claimant = parties, insurances, claimant
        self.links = links
        self.rows = {name: row for row, name in enumerate(parties)}
        self.contributions = [each for each in links if each.kind == CONTRIBUTION]
        self.side = self._side()
        self.ports: dict[tuple[Link, str], float] = {}
        self.placed: list[Placed] = []
        self.bottom = self._place_rows()
        self.lanes = self._lanes()

    def layout(self) -> Layout:
        step = max((2 * head(each)[1] + 2 for each in self.contributions), default=0.0)
        beside = step * (1 + max(self.lanes.values(), default=-1))
        lanes = {"left": 0.0, "right": 0.0}
        if self.contributions:
            lanes[self.side] = beside + _BESIDE_LANES
        room = {side: self._label_room(side) for side in lanes}
        insured = [box.width for each in self.insurances.values() for _, box in each]
        begin = max(insured, default=0.0)
        left = begin + lanes["left"] + room["left"]
        right = left + max((each.width for each in self.parties.values()), default=0.0)
        far = right + room["right"] + lanes["right"]
        arrows = []
        for link in self.links:
            if link.kind == CONTRIBUTION:
                edge, sign = (left, -1) if self.side == "left" else (right, 1)
                lane = edge + sign * (room[self.side] + step * (self.lanes[link] + 0.5))
                y, end = self.ports[link, "out"], self.ports[link, "in"]
                way: tuple[Point, ...] = ((edge, y), (lane, y), (lane, end), (edge, end))
                middle = edge + sign * room[self.side] / 2
            elif link.kind == INSURANCE:
                y = self.ports[link, "in"]
                way, middle = ((begin, y), (left, y)), left - room["left"] / 2
            else:
                y = self.ports[link, "out"]
                way, middle = ((right, y), (far, y)), right + room["right"] / 2
            arrows.append(Arrow(link, way, (middle, y)))
        boxes = [replace(each, x=left if each.box.kind == "party" else 0.0) for each in self.placed]
        boxes.append(self._claimant(far))
        height = max(each.y + each.height for each in boxes)
        return Layout(tuple(boxes), tuple(arrows), far + self.claimant.width, height)

    def _side(self) -> str:
        """Return on which side of the parties contributions run: where they cross fewer arrows."""
        insured = [each.payee for each in self.links if each.kind == INSURANCE]
        paying = [each.payer for each in self.links if each.payee is None]
        crossed = {
            side: sum(
                min(ends) < self.rows[name] < max(ends)
                for link in self.contributions
                for ends in [(self.rows[link.payer], self.rows[link.payee or ""])]
                for name in names
                if name is not None
            )
            for side, names in (("left", insured), ("right", paying))
        }
        return "right" if crossed["right"] < crossed["left"] else "left"

    def _slots(self, party: str, side: str) -> list[_Slot]:
        """Return the slots of a party on one side: towards parties above, others, towards below."""
        slots = []
        if side == "left":
            paid = {(e.payer, e.payee): e for e in self.links if e.kind == INSURANCE}
            for index, (name, box) in enumerate(self.insurances.get(party, ())):
                link = paid.get((name, party))
                need = max(box.height + 8, _ROOM + 8)
                slots.append(_Slot((0, index), link, "in", need, box))
        else:
            slots += [
                _Slot((0, index), each, "out", _ROOM + thickness(each))
                for index, each in enumerate(self.links)
                if each.payer == party and each.payee is None
            ]
        for each in self.contributions if side == self.side else ():
            if party in (each.payer, each.payee):
                end = "out" if each.payer == party else "in"
                other = each.payee or "" if end == "out" else each.payer
                away = self.rows[other] - self.rows[party]
                order = (-1, -away) if away < 0 else (1, -away)
                need = _ROOM + thickness(each) if end == "out" else 2 * head(each)[1] + 3
                slots.append(_Slot(order, each, end, need))
        return sorted(slots, key=lambda slot: slot.order)

    def _place_rows(self) -> float:
        """Place the parties one below the other, their insurances beside; return where they end."""
        top = 0.0
        for name, box in self.parties.items():
            sides = [self._slots(name, side) for side in ("left", "right")]
            height = max([box.height, *(sum(slot.need for slot in slots) for slots in sides)])
            self.placed.append(Placed(box, 0, top, height))
            for slots in sides:
                at = top + (height - sum(slot.need for slot in slots)) / 2
                for slot in slots:
                    middle = at + slot.need / 2
                    if slot.link is not None:
                        self.ports[slot.link, slot.end] = middle
                    if slot.insurance is not None:
                        tall = slot.insurance.height
                        self.placed.append(Placed(slot.insurance, 0, middle - tall / 2, tall))
                    at += slot.need
            top += height + _GAP
        return top - _GAP

    def _lanes(self) -> dict[Link, int]:
        """Return the lane of each contribution from the boxes on: short ways inside long ones."""
        ends = {
            each: sorted((self.ports[each, "out"], self.ports[each, "in"]))
            for each in self.contributions
        }
        taken: list[list[list[float]]] = []
        lanes = {}
        for link in sorted(ends, key=lambda each: ends[each][1] - ends[each][0]):
            top, bottom = ends[link]
            free = (
                lane
                for lane, others in enumerate(taken)
                if all(bottom < other[0] or top > other[1] for other in others)
            )
            lane = next(free, len(taken))
            if lane == len(taken):
                taken.append([])
            taken[lane].append(ends[link])
            lanes[link] = lane
        return lanes

    def _label_room(self, side: str) -> float:
        """Return how much room the labels of the arrows on a side take, across."""
        found = [
            max(width(link.amount, LABEL, bold=True), width(link.kind, SMALL)) + _SIDE
            for link in self.links
            if (link.kind == INSURANCE and side == "left")
            or (link.kind == CONTRIBUTION and side == self.side)
            or (link.payee is None and side == "right")
        ]
        least = _LEAST_RIGHT if side == "right" else 40 if self.insurances else 0
        return max([least, *found])

    def _claimant(self, x: float) -> Placed:
        """Return the claimant's box, beside all that pay it."""
        at = [self.ports[each, "out"] for each in self.links if each.payee is None]
        top = min(at, default=self.bottom / 2) - _CLAIMANT_ROOM
        bottom = max(at, default=self.bottom / 2) + _CLAIMANT_ROOM
        more = max(0.0, self.claimant.height - (bottom - top)) / 2
        top = max(0.0, top - more)
        return Placed(self.claimant, x, top, max(bottom + more - top, self.claimant.height))
