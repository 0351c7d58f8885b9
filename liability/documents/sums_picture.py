"""The sums of a determination as a picture: who pays whom on this record. SVG."""

from __future__ import annotations

from collections.abc import Sequence

import drawsvg as svg

from liability.apportionment.payments import CONTRIBUTION, HARM, INSURANCE, SETTLEMENT
from liability.determination.json_values import Json
from liability.documents.picture_text import FAINT, FONT, INK, shown, width, wrapped
from liability.documents.sums_boxes import (
    ABOVE_ROWS,
    CANNOT_PAY,
    LINE,
    OPEN,
    PAD,
    PALE,
    SIZE,
    SMALL,
    claimant_box,
    insurance_boxes,
    links,
    party_boxes,
)
from liability.documents.sums_figures import LEGEND, OPEN_MARK, FigureWords
from liability.documents.sums_layout import LABEL, Arrow, Layout, Placed, head, lay_out, thickness
from liability.documents.words import NOTICE

UNDETERMINED = "What is open leaves the payments undetermined"
_THICKER = "The thicker an arrow, the larger the amount."
_MARGIN, _LEAST_WIDE, _HEADING, _TURN = 24, 640, 16, 14
_COLORS = {HARM: "#3b5b92", SETTLEMENT: "#4d7a3a", CONTRIBUTION: "#a85400", INSURANCE: "#6b4f8a"}
_DASHES = {  # of each kind of payment, in parts of the thickness of its line
    HARM: (),
    SETTLEMENT: (5.0, 1.6, 1.2, 1.6),
    CONTRIBUTION: (3.2, 1.8),
    INSURANCE: (1.0, 1.2),
}
_KINDS = {
    HARM: "harm: paid to the claimant",
    SETTLEMENT: "settlement: paid to the claimant",
    CONTRIBUTION: "contribution: paid to a party that paid more than its part",
    INSURANCE: "insurance: paid to the insured",
}
_TERMS = (
    "Own part: as among the parties. "
    "Bears: in the end, before insurance, with its part of what others cannot pay."
)
_FILLS = {
    "party": ("#e8eef7", "#3b5b92"),
    "insurance": ("#f2edf7", "#6b4f8a"),
    "claimant": ("#eef5ea", "#4d7a3a"),
    OPEN: ("#fdf3dc", "#b07a00"),
    PALE: ("#fafafa", "#b5b5b5"),
}
_BARRED = "#9c2b2b"


class _Desc(svg.Title):  # type: ignore[misc]
    TAG_NAME = "desc"


def picture(found: Json, title: str) -> str:
    """Return as SVG who pays whom on this record; no arrow where that is undetermined.

    Args:
        found: the section `apportionment` of a determination, as `SumsDocument` gives it.
        title: of the case.
    """
    paid = links(found)
    layout = lay_out(party_boxes(found), insurance_boxes(found), claimant_box(found), paid)
    across = round(max(_LEAST_WIDE, layout.width + 2 * _MARGIN))
    room = across - 2 * _MARGIN
    heads, top = _head(shown(title), _said(found), room)
    foot, height = _foot(layout, top + layout.height + 32, room)
    drawing = svg.Drawing(across, height, font_family=FONT, role="img")
    drawing.append(svg.Title(shown(title)))
    drawing.append(_Desc(". ".join([*_said(found), *(each.said for each in paid)]) + "."))
    drawing.append(svg.Rectangle(0, 0, across, height, fill="white"))
    drawing.extend(heads)
    drawing.append(_content(layout, (across - layout.width) / 2, top))
    drawing.extend(foot)
    return str(drawing.as_svg())


def _said(found: Json) -> list[str]:
    """Return what stands below the title."""
    said = []
    if found["payments"] is None:
        said.append(UNDETERMINED)
    elif found["payments"]:
        said.append("Who pays whom on this record")
    else:
        said.append("Nobody pays on this record")
    said.append(f"Track {found['rules']['track']}")
    if found["unit"] == "of the harm":
        said.append("The amount of the harm is not known: figures are percentages of it")
    return said + [shown(each[:1].upper() + each[1:]) for each in FigureWords(found).supposed()]


def _head(title: str, said: Sequence[str], room: float) -> tuple[list[svg.Text], float]:
    """Return the title and what is said below it, in lines, and where the picture begins."""
    made, y = [], float(_MARGIN)
    for line in wrapped(title, room, _HEADING, bold=True):
        made.append(_text(line, _HEADING, _MARGIN, y + 14, font_weight="bold"))
        y += 22
    for each in said:
        for line in wrapped(each, room, SIZE):
            made.append(_text(line, SIZE, _MARGIN, y + 12))
            y += LINE
    return made, y + 20


def _content(layout: Layout, x: float, y: float) -> svg.Group:
    """Return the boxes and arrows; labels last, over all that they may touch."""
    content = svg.Group(transform=f"translate({round(x, 1)} {round(y, 1)})")
    content.extend(_arrow(each) for each in layout.arrows)
    content.extend(_box(each) for each in layout.boxes)
    content.extend(_label(each) for each in layout.arrows)
    return content


def _foot(layout: Layout, y: float, room: float) -> tuple[list[svg.DrawingElement], int]:
    """Return the legend of what occurs, what the words mean and the notice; and where they end."""
    made: list[svg.DrawingElement] = []
    x, occurring = 0.0, {each.link.kind for each in layout.arrows}
    for kind in (each for each in _KINDS if each in occurring):
        across = 44 + width(_KINDS[kind], SMALL)
        if x and x + across > room:
            x, y = 0.0, y + LINE
        made += _legend(kind, _MARGIN + x, y)
        x += across + 24
    y += LINE + 6 if occurring else 0
    values = [value for each in layout.boxes for _, value in each.box.rows]
    values += [each.link.amount for each in layout.arrows]
    texts = wrapped(_TERMS, room, SMALL)
    if any(each.endswith(OPEN_MARK) for each in values):
        texts.append(LEGEND)
    texts.append(f"{_THICKER} {NOTICE}" if occurring else NOTICE)
    for text in texts:
        made.append(_text(text, SMALL, _MARGIN, y, fill=FAINT))
        y += 16
    return made, round(y + _MARGIN - 12)


def _box(placed: Placed) -> svg.Group:
    """Return a box: its name, what holds of it, its figures on the right under each other."""
    box, group = placed.box, svg.Group()
    figures = ", ".join(f"{label} {value}" for label, value in box.rows)
    group.append(svg.Title(": ".join(each for each in (box.name, box.status, figures) if each)))
    group.append(_frame(placed))
    ink = FAINT if PALE in box.marks else INK
    left, right = placed.x + PAD, placed.x + box.width - PAD
    y = placed.y + (placed.height - box.height) / 2 + PAD - 5
    for line in box.lines:
        y += LINE
        group.append(_text(line, SIZE, left, y, fill=ink, font_weight="bold"))
    if box.status:
        y += LINE
        group.append(_text(box.status, SIZE, left, y, fill=ink))
    y += ABOVE_ROWS
    for label, value in box.rows:
        y += LINE
        fill = _BARRED if label == CANNOT_PAY else ink
        group.append(_text(label, SIZE, left, y, fill=fill))
        weight = "normal" if label == "share" else "bold"
        group.append(_text(value, SIZE, right, y, fill=fill, text_anchor="end", font_weight=weight))
    return group


def _frame(placed: Placed) -> svg.Rectangle:
    marks = placed.box.marks
    fill, line = _FILLS[next((each for each in (PALE, OPEN) if each in marks), placed.box.kind)]
    look: dict[str, object] = {"stroke": line, "stroke_width": 1.2}
    if CANNOT_PAY in marks:
        look = {"stroke": _BARRED, "stroke_width": 2, "stroke_dasharray": "7 4"}
    corner, size = _rounded(placed.x, placed.y), _rounded(placed.box.width, placed.height)
    return svg.Rectangle(*corner, *size, rx=5, fill=fill, **look)


def _arrow(arrow: Arrow) -> svg.Group:
    """Return an arrow: a line with rounded turns, and a head that points left or right."""
    link, color = arrow.link, _COLORS[arrow.link.kind]
    group = svg.Group()
    group.append(svg.Title(link.said))
    *before, (x, y) = arrow.way
    length, half = head(link)
    back = -length if before[-1][0] < x else length
    path = _line(link.kind, thickness(link))
    path.M(*_rounded(*before[0]))
    ways = [*before, (x + back, y)]
    for start, turn, end in zip(ways, ways[1:], ways[2:], strict=False):
        path.L(*_towards(turn, start))
        path.Q(*_rounded(*turn), *_towards(turn, end))
    path.L(*_rounded(x + back, y))
    group.append(path)
    tip = [*_rounded(x, y), *_rounded(x + back, y - half), *_rounded(x + back, y + half)]
    group.append(svg.Lines(*tip, fill=color, close=True))
    return group


def _line(kind: str, thick: float) -> svg.Path:
    dashes = " ".join(f"{round(max(thick, 2.2) * each, 1)}" for each in _DASHES[kind])
    look = {"stroke_dasharray": dashes} if dashes else {}
    return svg.Path(fill="none", stroke=_COLORS[kind], stroke_width=round(thick, 1), **look)


def _towards(turn: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Return the point where a turn begins or ends, on the way to or from another point."""
    away = (other[0] - turn[0], other[1] - turn[1])
    far = abs(away[0]) + abs(away[1])  # ways run straight across or straight down
    part = min(_TURN, far / 2) / far if far else 0.0
    return _rounded(turn[0] + away[0] * part, turn[1] + away[1] * part)


def _label(arrow: Arrow) -> svg.Group:
    """Return the amount above an arrow and its kind below."""
    link, (x, y) = arrow.link, arrow.label
    group, half = svg.Group(), thickness(arrow.link) / 2
    look = {
        "text_anchor": "middle",
        "stroke": "white",
        "stroke_width": 3,
        "paint_order": "stroke",
        "fill": _COLORS[link.kind],
    }
    group.append(_text(link.amount, LABEL, x, y - half - 5, font_weight="bold", **look))
    group.append(_text(link.kind, SMALL, x, y + half + 12, **look))
    return group


def _legend(kind: str, x: float, y: float) -> list[svg.DrawingElement]:
    """Return a kind of payment as the legend shows it."""
    y_line, color = y - 4, _COLORS[kind]
    path = _line(kind, 3).M(*_rounded(x, y_line)).L(*_rounded(x + 28, y_line))
    tip = [*_rounded(x + 36, y_line), *_rounded(x + 27, y - 9), *_rounded(x + 27, y + 1)]
    head_ = svg.Lines(*tip, fill=color, close=True)
    return [path, head_, _text(_KINDS[kind], SMALL, x + 44, y, fill=FAINT)]


def _text(text: str, size: float, x: float, y: float, **look: object) -> svg.Text:
    return svg.Text(text, size, *_rounded(x, y), **{"fill": INK, **look})


def _rounded(x: float, y: float) -> tuple[float, float]:
    return round(x, 1), round(y, 1)
