"""Where each element of a safety case stands: support below, what is read with it beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from liability.case.safety_case import ASSUMPTION, DEFEATER, SUPPORTING
from liability.documents.safety_boxes import Box

_ACROSS, _DOWN, _BESIDE, _STACKED = 26, 56, 44, 14
_ROOM_BELOW = 16  # for the mark of what is to be developed

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A link on its way, from the element that names it; `kind` is its key."""

    kind: str
    way: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place; x and y run from 0 to the width and the height."""

    boxes: tuple[tuple[Box, Point], ...]
    lines: tuple[Line, ...]
    width: float
    height: float


@dataclass(slots=True)
class _Group:
    """An element with what stands beside it: `sides` has what is on its left and its right."""

    main: Box
    sides: tuple[list[Box], list[Box]] = field(default_factory=lambda: ([], []))
    below: list[str] = field(default_factory=list)
    row: int = 0

    def reach(self, side: int) -> float:
        """Return how far the group goes from the middle of its element to the left or right."""
        beside = max((box.width + _BESIDE for box in self.sides[side]), default=0.0)
        return self.main.width / 2 + beside

    @property
    def height(self) -> float:
        stacks = [
            sum(box.height for box in side) + _STACKED * (len(side) - 1) for side in self.sides
        ]
        return max(self.main.height + _ROOM_BELOW * self.main.undeveloped, *stacks)


def lay_out(boxes: Mapping[str, Box]) -> Layout:
    """Place elements in rows, each below all that rest on it, and lead the links between them."""
    return _Planner(boxes).layout()


class _Planner:
    def __init__(self, boxes: Mapping[str, Box]) -> None:
        self.boxes = boxes
        self.host: dict[str, str] = {}  # what stands beside -> what it stands beside
        self.groups = self._groups()
        self.roots = self._rows()
        self.places: dict[str, Point] = {}

    def layout(self) -> Layout:
        middles = self._middles()
        last = max(group.row for group in self.groups.values())
        heights = [0.0] * (last + 1)
        for group in self.groups.values():
            heights[group.row] = max(heights[group.row], group.height)
        tops = [sum(heights[:row]) + _DOWN * row for row in range(last + 1)]
        for name, group in self.groups.items():
            self._place(group, middles[name], tops[group.row])
        shift = min(x for x, _ in self.places.values())
        self.places = {name: (x - shift, y) for name, (x, y) in self.places.items()}
        feet = {name: tops[each.row] + heights[each.row] for name, each in self.groups.items()}
        lines = tuple(
            self._line(box, key, target, feet)
            for box in self.boxes.values()
            for key, target in box.links
        )
        return Layout(
            tuple((box, self.places[name]) for name, box in self.boxes.items()),
            lines,
            max(x + self.boxes[name].width for name, (x, _) in self.places.items()),
            tops[-1] + heights[-1],
        )

    def _groups(self) -> dict[str, _Group]:
        """Put what is read with an element, and what speaks against it, beside it."""
        groups = {name: _Group(box) for name, box in self.boxes.items() if box.kind in SUPPORTING}
        for name, group in groups.items():
            for key, target in group.main.links:
                if key == "in_context_of" and target not in self.host:
                    self.host[target] = name
                    side = int(self.boxes[target].kind == ASSUMPTION)
                    group.sides[side].append(self.boxes[target])
        for name, box in self.boxes.items():
            if box.kind == DEFEATER:
                target = box.links[0][1]
                self.host[name] = self.host.get(target, target)
                if self.host[name] not in groups:  # against what nothing is read with
                    del self.host[name]
                    continue
                sides = groups[self.host[name]].sides
                stack = sides[0] if self.boxes[target] in sides[0] else sides[1]
                at = (
                    stack.index(self.boxes[target]) + 1
                    if self.boxes[target] in stack
                    else len(stack)
                )
                stack.insert(at, box)
        alone = [name for name in self.boxes if name not in groups and name not in self.host]
        return {**groups, **{name: _Group(self.boxes[name]) for name in alone}}

    def _rows(self) -> list[str]:
        """Give each element a row, and one element above to hang below; return the others."""
        supports = {
            name: [target for key, target in each.main.links if key == "supported_by"]
            for name, each in self.groups.items()
        }
        used = {target for targets in supports.values() for target in targets}
        order = self._in_order(supports, [name for name in self.groups if name not in used])
        position = {name: index for index, name in enumerate(order)}
        parent: dict[str, str] = {}
        for name in order:
            for target in supports[name]:
                down = position[target] > position[name]  # not so where support goes in a circle
                if down and self.groups[target].row < self.groups[name].row + 1:
                    self.groups[target].row = self.groups[name].row + 1
                    parent[target] = name
        for name in order:
            targets = dict.fromkeys(supports[name])
            self.groups[name].below = [each for each in targets if parent.get(each) == name]
        return [name for name in order if name not in parent]

    def _in_order(self, supports: Mapping[str, list[str]], tops: list[str]) -> list[str]:
        """Return the elements, each before what it rests on, as far as there is no circle."""
        done: list[str] = []
        seen: set[str] = set()
        for start in [*reversed([name for name in supports if name not in tops]), *reversed(tops)]:
            ahead = [(start, iter(reversed(supports[start])))] if start not in seen else []
            seen.add(start)
            while ahead:
                name, targets = ahead[-1]
                target = next((each for each in targets if each not in seen), None)
                if target is None:
                    done.append(name)
                    ahead.pop()
                else:
                    seen.add(target)
                    ahead.append((target, iter(reversed(supports[target]))))
        return done[::-1]

    def _middles(self) -> dict[str, float]:
        """Return the middle of each element: above what hangs below it, and free of all others."""
        middles: dict[str, float] = {}
        shapes: dict[str, tuple[list[str], dict[int, float], dict[int, float]]] = {}
        order = list(self.roots)
        for name in order:
            order += self.groups[name].below
        for name in reversed(order):
            group = self.groups[name]
            members, left, right = self._joined(group.below, shapes, middles)
            at = (middles[group.below[0]] + middles[group.below[-1]]) / 2 if group.below else 0.0
            middles[name] = at
            left[group.row], right[group.row] = at - group.reach(0), at + group.reach(1)
            shapes[name] = ([name, *members], left, right)
        self._joined(self.roots, shapes, middles)
        return middles

    def _joined(
        self,
        names: list[str],
        shapes: dict[str, tuple[list[str], dict[int, float], dict[int, float]]],
        middles: dict[str, float],
    ) -> tuple[list[str], dict[int, float], dict[int, float]]:
        """Move trees beside each other, and return their members and how far each row goes."""
        members: list[str] = []
        left: dict[int, float] = {}
        right: dict[int, float] = {}
        for name in names:
            inside, lefts, rights = shapes.pop(name)
            shift = max(
                (right[row] + _ACROSS - lefts[row] for row in lefts if row in right), default=0.0
            )
            for each in inside:
                middles[each] += shift
            for row in lefts:
                left.setdefault(row, lefts[row] + shift)
                right[row] = rights[row] + shift
            members += inside
        return members, left, right

    def _place(self, group: _Group, middle: float, top: float) -> None:
        self.places[group.main.id] = (middle - group.main.width / 2, top)
        for side, sign in ((0, -1), (1, 1)):
            y = top
            for box in group.sides[side]:
                near = middle + sign * (group.main.width / 2 + _BESIDE)
                self.places[box.id] = (near - box.width if sign < 0 else near, y)
                y += box.height + _STACKED

    def _line(self, box: Box, key: str, target: str, feet: Mapping[str, float]) -> Line:
        start, end = self.places[box.id], self.places[target]
        other = self.boxes[target]
        middle, aim = start[0] + box.width / 2, end[0] + other.width / 2
        if key == "supported_by":
            low = start[1] + box.height
            if end[1] > start[1]:
                return Line(key, ((middle, low), (middle, feet[box.id]), (aim, end[1] - 10)))
            return Line(key, ((middle, low), (aim, end[1] + other.height + 10)))
        y = _within(box, start[1], end[1] + other.height / 2)
        at = _within(other, end[1], y)
        if start[0] >= end[0] + other.width:
            return Line(
                key, ((start[0] + box.slant, y), (end[0] + other.width - other.slant + 9, at))
            )
        if start[0] + box.width <= end[0]:
            return Line(
                key, ((start[0] + box.width - box.slant, y), (end[0] + other.slant - 9, at))
            )
        if start[1] > end[1]:
            return Line(key, ((middle, start[1]), (aim, end[1] + other.height + 9)))
        return Line(key, ((middle, start[1] + box.height), (aim, end[1] - 9)))


def _within(box: Box, top: float, wanted: float) -> float:
    """Return the height nearest to the one wanted at which a line may meet the side of a box."""
    if not box.straight:
        return top + box.height / 2
    return min(max(wanted, top + 10), top + box.height - 10)
