"""The distribution of training compute against the law's thresholds, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from liability.documents.picture_text import width
from liability.documents.portfolio_words import amount
from liability.documents.words import in_unit
from liability.portfolio.thresholds import Threshold
from liability.record import record
from liability.sentences import listing, tr

WIDTH = 960.0
_LEFT, _RIGHT, _PLOT, _FOOT = 56.0, 16.0, 260.0, 52.0
_LEVEL = 20.0  # between the labels of two thresholds
_LETTERS, _GAP = 13.0, 6.0  # size of a label, and how far from its line it stands
_MOST_TICKS, _MOST_LINES = 14, 5
_PLAIN = 3  # decades whose figures are written without exponents
_STEPS = (1, 2, 3, 5, 10, 20, 50)


@record
class Bar(NamedTuple):
    """A half decade: where its bar stands, how many rows, and from where to where."""

    x: float
    y: float
    width: float
    height: float
    rows: int
    low: str
    high: str


@record
class Mark(NamedTuple):
    """A place on an axis, and its label."""

    at: float
    label: str


@record
class Line(NamedTuple):
    """A threshold: where its line stands, where that begins, its label, and on which side."""

    x: float
    top: float
    label: str
    anchor: str
    text_x: float


@record
class Chart(NamedTuple):
    """A histogram, laid out in pixels; `decades` are labelled with their exponents."""

    width: float
    height: float
    left: float
    right: float
    top: float
    base: float
    bars: tuple[Bar, ...]
    decades: tuple[Mark, ...]
    counts: tuple[Mark, ...]
    lines: tuple[Line, ...]


def chart(histogram: Mapping[int, int], thresholds: Sequence[Threshold], unit: str) -> Chart | None:
    """Return the histogram of rows by half decade, with a line for each threshold.

    Args:
        histogram: rows by half decade: at `n`, those from 10^(n/2) on.
        thresholds: figures to draw; none but positive ones have a place on the axis.
        unit: their unit.

    Returns:
        The layout; None where there is nothing to draw.
    """
    drawn = [each for each in thresholds if each.value > 0]
    logs = [math.log10(each.value) for each in drawn]
    ends = [each / 2 for half in histogram for each in (half, half + 1)] + logs
    if not ends:
        return None
    low, high = math.floor(min(ends)), math.ceil(max(ends))
    low -= low in logs
    high += high in logs or high == low
    scale = (WIDTH - _LEFT - _RIGHT) / (high - low)
    top = _LEVEL * len(drawn) + 12
    base = top + _PLOT
    step = _step(max(histogram.values(), default=0))
    most = max(step * math.ceil(max(histogram.values(), default=1) / step), 1)

    def x(log: float) -> float:
        return round(_LEFT + (log - low) * scale, 2)

    def y(rows: int) -> float:
        return round(base - rows / most * _PLOT, 2)

    broad = round(max(scale / 2 - 1, 0.5), 2)
    bars = (
        Bar(x(half / 2), y(rows), broad, round(base - y(rows), 2), rows, edge(half), edge(half + 1))
        for half, rows in sorted(histogram.items())
    )
    every = next((n for n in _STEPS if (high - low) / n <= _MOST_TICKS), _STEPS[-1])
    decades = (Mark(x(n), _exponent(n)) for n in range(low, high + 1) if n % every == 0)
    counts = (Mark(y(n), f"{n:,}") for n in range(0, most + 1, step))
    lines = _lines(drawn, [x(each) for each in logs], unit)
    right, height = WIDTH - _RIGHT, base + _FOOT
    parts = (tuple(bars), tuple(decades), tuple(counts), tuple(lines))
    return Chart(WIDTH, height, _LEFT, right, top, base, *parts)


def _exponent(number: int) -> str:
    return f"{number}".replace("-", "\N{MINUS SIGN}")


def _lines(thresholds: Sequence[Threshold], at: Sequence[float], unit: str) -> Iterator[Line]:
    """Yield the lines, each with its label on a level of its own.

    Labels stand on the left of their lines, the greatest on top, so that no line runs through a
    label; where there is no room for that, on the right, the least on top.
    """
    labels = [
        tr("{title}: {value}", title=listing(each.names), value=in_unit(each.value, unit))
        for each in thresholds
    ]
    rooms = [width(each, _LETTERS, bold=True) + _GAP for each in labels]
    left = all(room < x for room, x in zip(rooms, at, strict=True))
    for place, (label, x) in enumerate(zip(labels, at, strict=True)):
        level = len(labels) - 1 - place if left else place
        beside = -_GAP if left else _GAP
        yield Line(x, _LEVEL * level + 14, label, "end" if left else "start", x + beside)


def edge(half: int) -> str:
    """Return where a half decade begins, as a figure; all beyond a few digits in one form.

    >>> edge(6), edge(7), edge(8), edge(51)
    ('1000', '3162', '1e4', '3.162e25')
    """
    decade = half // 2
    if abs(decade) > _PLAIN:
        return f"{'3.162' if half % 2 else '1'}e{decade}"
    return amount(10.0**decade * (math.sqrt(10) if half % 2 else 1))


def _step(most: int) -> int:
    """Return the distance of the lines of an axis, a round number.

    >>> _step(7), _step(97), _step(431)
    (2, 20, 100)
    """
    least = max(most / _MOST_LINES, 1)
    ten: int = 10 ** math.floor(math.log10(least))
    return next(ten * each for each in (1, 2, 5, 10) if ten * each >= least)
