"""A lineage as a picture: what went into what, what each part adds, what is left out. SVG."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import drawsvg as svg
import igraph

from liability.compute.account import Account
from liability.compute.document import done_on
from liability.compute.ledger import Counted
from liability.determination.edition import edition
from liability.documents.ledger_words import amount, figures, reason
from liability.documents.picture_text import FAINT, FONT, INK, shown, wrapped
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.source.problems import Problem, ProblemsError
from liability.source.visible import named

_WIDTH, _GAP_ACROSS, _GAP_DOWN = 210, 40, 74
_LINE, _PAD, _MARGIN = 17, 10, 24
_HEAD, _SIZE, _SMALL = 15, 13, 11
MOST_BOXES, MOST_ARROWS = 300, 600  # which igraph places within seconds, deaf to signals meanwhile
_FILLS = {"network": "#e8eef7", "data": "#eef5ea", "unknown": "#fdf3dc", "left": "#f4f4f4"}
_LINES = {"network": "#3b5b92", "data": "#4d7a3a", "unknown": "#b07a00", "left": "#999999"}
_LEGEND = (
    ("network", "network"),
    ("data", "data set"),
    ("unknown", "not known in full"),
    ("left", "left out"),
)


@dataclass(frozen=True, slots=True)
class _Box:
    name: str
    kind: str
    title: str
    maker: str
    adds: str

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """Return what it says, in lines that fit, and whether each is bold."""
        room = _WIDTH - 2 * _PAD
        return [
            (line, bold)
            for text, bold in ((self.title, True), (self.maker, False), (self.adds, True))
            for line in wrapped(shown(text), room, _SIZE, bold=bold)
            if line
        ]

    @property
    def height(self) -> int:
        return 2 * _PAD + _LINE * len(self.lines)


@dataclass(frozen=True, slots=True)
class _Arrow:
    start: str
    end: str
    label: str
    left: bool


def picture(found: Account, law: Law) -> str:
    """Return the graph of a lineage as SVG: what is made below what it is made from.

    Raises:
        ProblemsError: it has more boxes or arrows than can be placed within seconds.
    """
    boxes = {box.name: box for box in _boxes(found)}
    arrows = _arrows(found)
    _check_size(found.model, len(boxes), len(arrows))
    layout = _layout(list(boxes), arrows)
    places = layout.boxes
    rows = sorted({y for _, y in places.values()})
    heights = [
        max(boxes[name].height for name, (_, y) in places.items() if y == row) for row in rows
    ]
    across = max(x for x, _ in [*places.values(), *chain.from_iterable(layout.ways.values())])
    width = max(int(across * (_WIDTH + _GAP_ACROSS)) + _WIDTH + 2 * _MARGIN, 640)
    heads = _heads(found, width - 2 * _MARGIN)
    top = _MARGIN + _LINE * (len(heads) + 2)
    tops = {row: top + sum(heights[:index]) + _GAP_DOWN * index for index, row in enumerate(rows)}
    height = int(tops[rows[-1]] + heights[-1] + 2 * _MARGIN + 2 * _LINE)
    shift = (width - across * (_WIDTH + _GAP_ACROSS) - _WIDTH) / 2

    def corner(place: tuple[float, float]) -> tuple[float, float]:
        return shift + place[0] * (_WIDTH + _GAP_ACROSS), float(tops[place[1]])

    corners = {name: corner(place) for name, place in places.items()}
    middles = dict(zip(rows, heights, strict=True))
    ways = {
        arrow: [
            (corner(point)[0] + _WIDTH / 2, corner(point)[1] + middles[point[1]] / 2)
            for point in way
        ]
        for arrow, way in layout.ways.items()
    }
    drawing = svg.Drawing(width, height, font_family=FONT)
    drawing.append(svg.Rectangle(0, 0, width, height, fill="white"))
    for index, (line, size) in enumerate(heads):
        weight = "bold" if size == _HEAD else "normal"
        y = _MARGIN + _LINE * (index + 0.7)
        drawing.append(svg.Text(line, size, _MARGIN, y, font_weight=weight))
    labels = [_draw_arrow(drawing, each, ways[each], corners, boxes) for each in arrows]
    for label in filter(None, labels):  # behind all arrows, so that none runs through one
        drawing.append(label)
    for name, box in boxes.items():
        _draw_box(drawing, box, *corners[name], last=name == found.model)
    _draw_legend(drawing, height, law)
    return str(drawing.as_svg())


def _check_size(model: str, boxes: int, arrows: int) -> None:
    if boxes <= MOST_BOXES and arrows <= MOST_ARROWS:
        return
    message = (
        f"{named(model)} is too large for a picture: {boxes:,} networks and data sets, {arrows:,} "
        f"edges; one holds {MOST_BOXES:,} and {MOST_ARROWS:,}"
    )
    advice = (
        "write the ledger with `--format rich`, `markdown` or `json`, "
        "or name a network before it with `--model`"
    )
    raise ProblemsError([Problem("output/too-large", message, advice)])


def _heads(found: Account, room: float) -> list[tuple[str, int]]:
    """Return the lines above the graph, with their sizes: what it is of, and the sums."""
    title = f"{found.lineage.networks[found.model].title}: compute behind it"
    heads = [(line, _HEAD) for line in wrapped(shown(title), room, _HEAD, bold=True)]
    for name, value in figures(found):
        heads += [(line, _SIZE) for line in wrapped(shown(f"{name}: {value}"), room, _SIZE)]
    return heads


def _boxes(found: Account) -> list[_Box]:
    ledger, lineage = found.ledger, found.lineage
    made = [_box(found, name, ledger.counted[name]) for name in ledger.shares]
    left = dict.fromkeys(each.edge.id for each in ledger.left if each.edge.id not in ledger.shares)
    for name in left:
        thing = lineage.thing(name)
        made.append(_Box(name, "left", thing.title, "", "does not count"))
    return made


def _box(found: Account, name: str, counted: Counted) -> _Box:
    lineage = found.lineage
    thing = lineage.thing(name)
    who = (lineage.made_by(name), done_on(found.ledger, name))
    kind = "network" if name in lineage.networks else "data"
    adds = "made by people" if counted.method == "human" else f"adds {amount(counted.amount)}"
    if counted.method == "unknown":
        adds = "adds: not known"
    kind = "unknown" if counted.amount.high is None else kind
    made_by = ", ".join(each for each in who if each)
    return _Box(name, kind, thing.title, made_by, adds)


def _arrows(found: Account) -> list[_Arrow]:
    ledger = found.ledger
    left = {(each.edge.id, each.into): each for each in ledger.left}
    arrows = []
    for name in ledger.shares:
        run = ledger.lineage.maker.get(name)
        for edge in run.edges if run else ():
            cut = left.get((edge.id, name))
            label = reason(cut) if cut else "" if edge.role in ("base", "data") else edge.role
            arrows.append(_Arrow(edge.id, name, label, cut is not None))
    return arrows


@dataclass(frozen=True, slots=True)
class _Layout:
    """Columns and rows: of each box, and of the points that each arrow passes on its way."""

    boxes: dict[str, tuple[float, float]]
    ways: dict[_Arrow, list[tuple[float, float]]]


def _layout(names: list[str], arrows: list[_Arrow]) -> _Layout:
    """Place boxes in rows, ancestors above, with few crossings and no arrow behind a box."""
    order = sorted(names)
    number = {name: index for index, name in enumerate(order)}
    edges = [(number[each.start], number[each.end]) for each in arrows]
    graph = igraph.Graph(n=len(order), edges=edges, directed=True)
    points = graph.layout_sugiyama(maxiter=200)
    routes = [[(x, y) for x, y in route] for route in points.edge_routing]
    leftmost = min(x for x, _ in [*points, *chain.from_iterable(routes)])
    return _Layout(
        {name: (x - leftmost, y) for name, (x, y) in zip(order, points, strict=True)},
        {
            arrow: sorted(((x - leftmost, y) for x, y in route), key=lambda point: point[1])
            for arrow, route in zip(arrows, routes, strict=True)
        },
    )


def _draw_box(drawing: svg.Drawing, box: _Box, x: float, y: float, *, last: bool) -> None:
    group = svg.Group()
    group.append(svg.Title(shown(f"{box.name}: {box.title}, {box.adds}")))
    dashes = {"stroke_dasharray": "5 3"} if box.kind in ("unknown", "left") else {}
    group.append(
        svg.Rectangle(
            x,
            y,
            _WIDTH,
            box.height,
            rx=5,
            fill=_FILLS[box.kind],
            stroke=_LINES[box.kind],
            stroke_width=2.5 if last else 1.2,
            **dashes,
        )
    )
    for index, (line, bold) in enumerate(box.lines):
        weight = "bold" if bold else "normal"
        at = y + _PAD + _LINE * (index + 0.75)
        group.append(svg.Text(line, _SIZE, x + _PAD, at, fill=INK, font_weight=weight))
    drawing.append(group)


def _draw_arrow(
    drawing: svg.Drawing,
    arrow: _Arrow,
    way: list[tuple[float, float]],
    corners: dict[str, tuple[float, float]],
    boxes: dict[str, _Box],
) -> svg.Text | None:
    """Draw an arrow; return its label, where it has one."""
    x, y = corners[arrow.start]
    start = (x + _WIDTH / 2, y + boxes[arrow.start].height)
    end = (corners[arrow.end][0] + _WIDTH / 2, corners[arrow.end][1] - 2)
    color = "#b03030" if arrow.left else FAINT
    head = svg.Marker(-0.1, -0.5, 0.9, 0.5, scale=9, orient="auto")
    head.append(svg.Lines(-0.1, 0.4, -0.1, -0.4, 0.9, 0, fill=color, close=True))
    path = svg.Path(
        fill="none",
        stroke=color,
        stroke_width=1.3,
        marker_end=head,
        **({"stroke_dasharray": "6 4"} if arrow.left else {}),
    )
    path.M(*start)
    before = start
    for x, y in (*way, (end[0], end[1] - 6)):
        middle = (before[1] + y) / 2
        path.C(before[0], middle, x, middle, x, y)
        before = (x, y)
    first = (*way, end)[0]
    group = svg.Group()
    said = f": {arrow.label}" if arrow.label else ""
    group.append(svg.Title(shown(f"{arrow.start} into {arrow.end}{said}")))
    group.append(path)
    drawing.append(group)
    if not arrow.label:
        return None
    at = ((start[0] + first[0]) / 2, (start[1] + first[1]) / 2)
    return svg.Text(
        shown(arrow.label),
        _SMALL,
        *at,
        fill=color,
        text_anchor="middle",
        stroke="white",
        stroke_width=4,
        paint_order="stroke",
    )


def _draw_legend(drawing: svg.Drawing, height: int, law: Law) -> None:
    x, y = float(_MARGIN), height - _MARGIN
    for kind, title in _LEGEND:
        drawing.append(
            svg.Rectangle(x, y - 9, 14, 11, fill=_FILLS[kind], stroke=_LINES[kind], rx=2)
        )
        drawing.append(svg.Text(title, _SMALL, x + 20, y, fill=FAINT))
        x += 38 + 6.2 * len(title)
    said = f"{say(law.rulebook.title)} {edition(law.rulebook)}. A research aid, not legal advice."
    drawing.append(svg.Text(shown(said), _SMALL, _MARGIN, y - _LINE - 4, fill=FAINT))
