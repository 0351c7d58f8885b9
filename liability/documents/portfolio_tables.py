"""The tables of the report of a portfolio: all rows, those near a threshold, and the errors."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from liability.determination.assess import HEADLINES
from liability.documents.portfolio_grid import Column, Grid, plain
from liability.documents.portfolio_words import PortfolioWords, amount, bounds
from liability.documents.words import figure
from liability.portfolio.batch import ID, ROW, TITLE
from liability.portfolio.report import (
    ACROSS,
    BEST,
    CLOSE,
    FACTOR,
    HIGH,
    LOW,
    ONE_END,
    THRESHOLD,
    WHY,
    Coded,
    Report,
)
from liability.portfolio.results import JOINT, record_column

_ROWS, _NEAR, _ERRORS = "rows", "near", "errors"
_WHY = {
    ACROSS: "its interval reaches across",
    CLOSE: f"no interval, and within a factor of {FACTOR}",
    ONE_END: "one end is all that it states",
}


def grids(report: Report, words: PortfolioWords, unit: str) -> tuple[Grid, ...]:
    """Return the tables that can be searched, sorted and filtered."""
    return (
        Grid(_NEAR, "entries", tuple(_near(report, unit))),
        Grid(_ROWS, "rows", tuple(_rows(report, words, unit))),
        Grid(_ERRORS, "errors", tuple(_errors(report))),
    )


def _named(rows: pl.DataFrame) -> Iterator[Column]:
    """Yield the columns that say which row it is."""
    numbers = rows[ROW].to_list()
    names = plain(rows[ID].to_list())
    yield Column(
        "case",
        "Case",
        [name or f"row {number}" for name, number in zip(names, numbers, strict=True)],
        searched=True,
    )
    titles = plain(rows[TITLE].to_list())
    if any(titles):
        yield Column("title", "", titles, searched=True, under="case")


def _number(rows: pl.DataFrame) -> Column:
    return Column("row", "Row", rows[ROW].to_list(), number=True)


def _compute(rows: pl.DataFrame, report: Report, unit: str) -> Iterator[Column]:
    figures = [float(each.value) for each in report.thresholds]
    best = [amount(each, figures) for each in rows[BEST]]
    between = [bounds(low, high, figures) for low, high in zip(rows[LOW], rows[HIGH], strict=True)]
    yield Column("compute", f"Training compute, {unit}", best, number=True)
    yield Column("interval", "", between, under="compute")


def _rows(report: Report, words: PortfolioWords, unit: str) -> Iterator[Column]:
    rows = report.rows()
    yield _number(rows)
    yield from _named(rows)
    yield from _compute(rows, report, unit)
    for name in report.outcomes:
        title = words.title(name)
        yield _coded(name, title, report.outcomes[name], words)
        if name in HEADLINES:
            closed = _coded(name, f"{title}, on record", report.on_record[name], words)
            yield closed._replace(id=record_column(name), under=name, before="on record: ")
    needs = list(report.needs.texts)
    if needs:
        labels = [", ".join(map(words.fact, filter(None, each.split(JOINT)))) for each in needs]
        yield Column("needs", "To find out first", report.needs.codes(), tuple(labels))


def _coded(outcome: str, title: str, given: Coded, words: PortfolioWords) -> Column:
    """Return a column of outcomes; what is determined is sorted before what is open."""
    texts = list(given.texts)
    order = sorted(range(len(texts)), key=lambda code: words.rank(outcome, texts[code]))
    place = {code: at for at, code in enumerate(order)}
    labels = []
    for code in order:
        label = words.label(outcome, texts[code]) if texts[code] else "undetermined"
        detail = words.detail(outcome, texts[code])
        labels.append(f"{label} ({detail})" if label in labels else label)
    return Column(
        outcome, title, [place[each] for each in given.codes()], tuple(labels), filtered=True
    )


def _near(report: Report, unit: str) -> Iterator[Column]:
    near = report.near()
    yield _number(near)
    yield from _named(near)
    yield from _compute(near, report, unit)
    labels = [
        f"{figure(each.value)} {unit} ({', '.join(each.names)})" for each in report.thresholds
    ]
    yield Column("threshold", "Threshold", near[THRESHOLD].to_list(), tuple(labels), filtered=True)
    why = list(_WHY)
    codes = [why.index(each) for each in near[WHY]]
    yield Column("why", "Why it is here", codes, tuple(_WHY.values()), filtered=True)


def _errors(report: Report) -> Iterator[Column]:
    errors = report.errors()
    codes = sorted(set(errors["code"]))
    place = {code: at for at, code in enumerate(codes)}
    yield _number(errors)
    yield Column("case", "Case", plain(errors[ID].to_list()), searched=True)
    yield Column("column", "Column", plain(errors["column"].to_list()), searched=True)
    yield Column("code", "Code", [place[e] for e in errors["code"]], tuple(codes), filtered=True)
    yield Column("reason", "What is wrong", plain(errors["reason"].to_list()), searched=True)
    yield Column("help", "", plain(errors["help"].to_list()), under="reason")
