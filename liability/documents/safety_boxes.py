"""The elements of a safety case as shapes of the Goal Structuring Notation: text and outline."""

from __future__ import annotations

from dataclasses import dataclass

import drawsvg as svg

from liability.case.safety_case import (
    ARGUMENT,
    ASSUMPTION,
    CLAIM,
    CONTEXT,
    DEFEATER,
    EVIDENCE,
    JUSTIFICATION,
    Element,
    SafetyCase,
)
from liability.documents.picture_text import shown, width, wrapped

HEAD, SIZE, SMALL, LINE = 16, 12, 11, 16
COLORS = {  # fill and line
    CLAIM: ("#e8eef7", "#3b5b92"),
    ARGUMENT: ("#eef5ea", "#4d7a3a"),
    EVIDENCE: ("#f2edf7", "#6b4f8a"),
    CONTEXT: ("#f6f6f2", "#77776a"),
    ASSUMPTION: ("#fdf3dc", "#b07a00"),
    JUSTIFICATION: ("#fdf3dc", "#b07a00"),
    DEFEATER: ("#fdf0ef", "#9c2b2b"),
}
LETTERS = {ASSUMPTION: "A", JUSTIFICATION: "J"}
_ROOM = {CLAIM: 170, ARGUMENT: 160, EVIDENCE: 104, CONTEXT: 150, DEFEATER: 150}
_SLANT = 16
_MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Box:
    """An element as it is drawn; `lines` are text, size and whether it is bold."""

    id: str
    kind: str
    full: str
    lines: tuple[tuple[str, int, bool], ...]
    width: float
    height: float
    text_top: float
    undeveloped: bool
    links: tuple[tuple[str, str], ...]  # the key, and the id that it names

    @property
    def letter(self) -> str:
        """`A` or `J`, of an assumption or a justification."""
        return LETTERS.get(self.kind, "")

    @property
    def straight(self) -> bool:
        """Whether its sides are straight and upright, so that a line may meet them anywhere."""
        return self.kind in (CLAIM, CONTEXT, DEFEATER)

    @property
    def slant(self) -> float:
        """How far inside its width a line meets the side of an argument."""
        return _SLANT / 2 if self.kind == ARGUMENT else 0.0


def boxes_of(case: SafetyCase) -> dict[str, Box]:
    """Return each element as a box, by id."""
    return {name: _box(each) for name, each in case.elements.items()}


def _box(each: Element) -> Box:
    room = _ROOM.get(each.kind, 130)
    texts = [(each.id, SIZE, True), (shown(each.text), SIZE, False)]
    texts += [(shown(note), SMALL, each.kind == DEFEATER) for note in _notes(each)]
    lines = tuple(
        (line, size, bold)
        for text, size, bold in texts
        for line in wrapped(text, room, size, bold=bold, most=_MOST_LINES)
    )
    text_high = sum(size + 4 for _, size, _ in lines)
    wide = max(width(line, size, bold=bold) for line, size, bold in lines)
    across, high = {
        EVIDENCE: (_circle(wide, text_high),) * 2,
        ASSUMPTION: (max(110.0, wide * 1.35 + 12), text_high * 1.35 + 16),
        JUSTIFICATION: (max(110.0, wide * 1.35 + 12), text_high * 1.35 + 16),
        ARGUMENT: (room + 24.0 + 2 * _SLANT, text_high + 20.0),
    }.get(each.kind, (room + 24.0, text_high + 20.0))
    links = tuple(
        (key, name)
        for key in ("supported_by", "in_context_of", "against")
        for name in getattr(each, key)
    )
    top = (high - text_high) / 2
    return Box(each.id, each.kind, each.text, lines, across, high, top, each.undeveloped, links)


def _circle(wide: float, high: float) -> float:
    """Return how broad a circle is around text."""
    return float(max(96.0, (wide**2 + high**2) ** 0.5 * 0.93 + 14))


def _notes(each: Element) -> list[str]:
    if each.kind == DEFEATER:
        return [": ".join(filter(None, (each.state, ", ".join(each.answered_by))))]
    if each.kind == EVIDENCE:
        return [
            *([f"of {each.date}"] if each.date else ["without a date"]),
            *([f"version {each.version}"] if each.version else []),
        ]
    return []


def outline(box: Box, x: float, y: float) -> svg.DrawingElement:
    """Return the shape of an element."""
    fill, line = COLORS[box.kind]
    style = {"fill": fill, "stroke": line, "stroke_width": 1.4}
    middle, half = (x + box.width / 2, y + box.height / 2), (box.width / 2, box.height / 2)
    if box.kind == EVIDENCE:
        return svg.Circle(*middle, half[0], **style)
    if box.kind in LETTERS:
        return svg.Ellipse(*middle, *half, **style)
    if box.kind == ARGUMENT:
        right, low = x + box.width, y + box.height
        corners = (x + _SLANT, y, right, y, right - _SLANT, low, x, low)
        return svg.Lines(*corners, close=True, **style)
    if box.kind == CONTEXT:
        return svg.Rectangle(x, y, box.width, box.height, rx=min(half[1], 22), **style)
    if box.kind == DEFEATER:
        return svg.Rectangle(x, y, box.width, box.height, stroke_dasharray="6 4", **style)
    return svg.Rectangle(x, y, box.width, box.height, **style)
