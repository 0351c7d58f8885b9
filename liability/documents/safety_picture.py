"""A safety case as a picture in the Goal Structuring Notation. SVG."""

from __future__ import annotations

import drawsvg as svg

from liability.case.safety_case import DEFEATER, SafetyCase
from liability.documents.picture_text import FAINT, FONT, INK, shown, wrapped
from liability.documents.safety_boxes import (
    COLORS,
    HEAD,
    LINE,
    SIZE,
    SMALL,
    Box,
    boxes_of,
    outline,
)
from liability.documents.safety_layout import Layout, Line, lay_out
from liability.documents.safety_report import APPROVES_NOTHING

_MARGIN, _LEAST_WIDE = 24, 640
_LEGEND = (
    "Rectangle: claim (goal). Parallelogram: argument (strategy). Circle: evidence (solution). "
    "Rounded: context. Ellipse: assumption (A) or justification (J). Dashed: defeater, with its "
    "state. Diamond: to be developed. Full arrow: supported by. Hollow arrow: in context of."
)


def picture(case: SafetyCase) -> str:
    """Return the argument of a safety case as SVG, the top claim above.

    Args:
        case: the safety case; what nothing names is drawn too.
    """
    layout = lay_out(boxes_of(case))
    across = max(_LEAST_WIDE, round(layout.width) + 2 * _MARGIN)
    room = across - 2 * _MARGIN
    heads = [(line, HEAD) for line in wrapped(shown(case.title), room, HEAD, bold=True)]
    said = f"{shown(case.system)}, version {shown(case.version)}; harbor {case.harbor}"
    state = f"State {case.state}, {APPROVES_NOTHING}"
    for text in (said, state):
        heads += [(line, SIZE) for line in wrapped(text, room, SIZE)]
    legend = wrapped(_LEGEND, room, SMALL, most=8)
    top = _MARGIN + sum(size + 8 for _, size in heads) + 12
    height = round(top + layout.height + 24 + LINE * len(legend) + _MARGIN)
    drawing = svg.Drawing(across, height, font_family=FONT, role="img")
    drawing.append(svg.Title(shown(case.title)))
    drawing.append(svg.Rectangle(0, 0, across, height, fill="white"))
    y = float(_MARGIN)
    for line, size in heads:
        weight = "bold" if size == HEAD else "normal"
        drawing.append(svg.Text(line, size, _MARGIN, y + size * 0.8, fill=INK, font_weight=weight))
        y += size + 8
    left = (across - layout.width) / 2
    drawing.append(_content(layout, left, top))
    for index, line in enumerate(legend):
        at = top + layout.height + 24 + LINE * (index + 0.8)
        drawing.append(svg.Text(line, SMALL, _MARGIN, at, fill=FAINT))
    return str(drawing.as_svg())


def _content(layout: Layout, x: float, y: float) -> svg.Group:
    content = svg.Group(transform=f"translate({round(x, 1)} {round(y, 1)})")
    content.extend(_arrow(each) for each in layout.lines)
    for box, (left, top) in layout.boxes:
        content.append(_box(box, left, top))
    return content


def _arrow(line: Line) -> svg.Path:
    """Return an arrow: full for support, hollow for context, dashed for what speaks against."""
    color = COLORS[DEFEATER][1] if line.kind == "against" else INK
    head = svg.Marker(-0.1, -0.5, 1.0, 0.5, scale=10, orient="auto-start-reverse")
    fill = "white" if line.kind == "in_context_of" else color
    head.append(
        svg.Lines(0, 0.35, 0, -0.35, 0.9, 0, close=True, fill=fill, stroke=color, stroke_width=0.1)
    )
    dashes = {"stroke_dasharray": "6 4"} if line.kind == "against" else {}
    path = svg.Path(fill="none", stroke=color, stroke_width=1.2, marker_end=head, **dashes)
    path.M(*line.way[0])
    before = line.way[0]
    for point in line.way[1:]:
        if line.kind == "supported_by":
            middle = (before[1] + point[1]) / 2
            path.C(before[0], middle, point[0], middle, *point)
        else:
            path.L(*point)
        before = point
    return path


def _box(box: Box, x: float, y: float) -> svg.Group:
    """Return an element: its outline, its id, its text, and what else there is to say."""
    group = svg.Group()
    group.append(svg.Title(shown(f"{box.kind} {box.id}: {box.full}")))
    group.append(outline(box, x, y))
    middle = x + box.width / 2
    at = y + box.text_top
    for line, size, bold in box.lines:
        weight = "bold" if bold else "normal"
        group.append(
            svg.Text(
                line,
                size,
                middle,
                at + size * 0.85,
                fill=INK,
                text_anchor="middle",
                font_weight=weight,
            )
        )
        at += size + 4
    if box.letter:
        group.append(
            svg.Text(
                box.letter, SIZE, x + box.width - 4, y + box.height, fill=INK, font_weight="bold"
            )
        )
    if box.undeveloped:
        low = y + box.height
        diamond = (middle, low, middle + 8, low + 8, middle, low + 16, middle - 8, low + 8)
        group.append(svg.Lines(*diamond, close=True, fill="white", stroke=INK, stroke_width=1.2))
    return group
