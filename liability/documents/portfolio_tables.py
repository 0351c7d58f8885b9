"""The tables of the report of a portfolio: all rows, those near a threshold, and the errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from liability.determination.assess import HEADLINES
from liability.documents.portfolio_grid import Column, Grid, plain
from liability.documents.portfolio_words import PortfolioWords, amount, bounds
from liability.documents.words import in_unit
from liability.language import spoken
from liability.portfolio.report import (
    ACROSS,
    BEST,
    CLOSE,
    COMPARED,
    FACTOR,
    HIGH,
    LOW,
    MEASURED,
    PLAIN,
    TIMES,
    WHY,
    FewTexts,
    Report,
)
from liability.portfolio.results import ID, JOINT, NEEDS, ROW, TITLE, record_column
from liability.portfolio.thresholds import Compared
from liability.rulebook.model import Fact, say
from liability.sentences import listing, marked, of, tr

_ROWS, _NEAR, _ERRORS = "rows", "near", "errors"
_WHY = {
    ACROSS: marked("its interval reaches across"),
    PLAIN: marked("an exact figure within a factor of {factor}"),
    CLOSE: marked("no end stated on that side, and within a factor of {factor}"),
}
_MEASURED = {BEST: "", LOW: marked("its low end"), HIGH: marked("its high end")}


def grids(
    report: Report, words: PortfolioWords, facts: Mapping[str, Fact], *, lines: bool
) -> Iterator[Grid]:
    """Yield the tables that can be searched, sorted and filtered.

    Args:
        report: what was collected.
        words: words for the outcomes.
        facts: the facts of the pack.
        lines: whether rows are known by the lines of a table, and not by their own number.
    """
    head = tr("Line") if lines else tr("Row")
    if report.compared:
        yield Grid(_NEAR, tr("entries"), tr("1 entry"), tuple(_near(report, facts, head)))
    yield Grid(_ROWS, tr("rows"), tr("1 row"), tuple(_rows(report, words, facts, head)))
    yield Grid(_ERRORS, tr("errors"), tr("1 error"), tuple(_errors(report, head)))


def _named(rows: pl.DataFrame) -> Iterator[Column]:
    """Yield the columns that say which row it is."""
    numbers = rows[ROW].to_list()
    names = plain(rows[ID].to_list())
    yield Column(
        "case",
        tr("Case"),
        [name or tr("line {line}", line=row) for name, row in zip(names, numbers, strict=True)],
        searched=True,
    )
    titles = plain(rows[TITLE].to_list())
    if any(titles):
        yield Column("title", "", titles, searched=True, under="case")


def _number(rows: pl.DataFrame, head: str) -> Column:
    return Column("row", head, rows[ROW].to_list(), number=True)


def _figures(rows: pl.DataFrame, title: str, figures: Sequence[float]) -> Iterator[Column]:
    """Yield the figures of rows, no two of which are rounded onto one side of a threshold."""
    best = [amount(each, figures) for each in rows[BEST]]
    between = [bounds(low, high, figures) for low, high in zip(rows[LOW], rows[HIGH], strict=True)]
    yield Column("compute", title, best, number=True)
    yield Column("interval", "", between, under="compute")


def _in_unit(fact: Fact) -> str:
    return tr("{title}, {unit}", title=say(fact.title), unit=fact.unit or "")


def _rows(
    report: Report, words: PortfolioWords, facts: Mapping[str, Fact], head: str
) -> Iterator[Column]:
    rows = report.rows()
    yield _number(rows, head)
    yield from _named(rows)
    if report.training in facts:
        figures = [float(each.value) for each in report.thresholds]
        yield from _figures(rows, _in_unit(facts[report.training]), figures)
    for name in report.outcomes:
        title = words.title(name)
        yield _coded(name, title, report.outcomes[name], words)
        if name in HEADLINES:
            on_record = tr("{title}, on record", title=title)
            closed = _coded(name, on_record, report.on_record[name], words)
            yield closed._replace(id=record_column(name), under=name, before=tr("on record: "))
    needs = list(report.needs.texts)
    if needs:
        labels = [listing(map(words.fact, filter(None, each.split(JOINT)))) for each in needs]
        yield Column(NEEDS, tr("To find out first"), report.needs.codes(), tuple(labels))


def _coded(outcome: str, title: str, given: FewTexts, words: PortfolioWords) -> Column:
    """Return a column of outcomes; what is determined is sorted before what is open."""
    texts = list(given.texts)
    order = sorted(range(len(texts)), key=lambda code: words.rank(outcome, texts[code]))
    place = {code: at for at, code in enumerate(order)}
    labels = words.labels(outcome, [texts[code] for code in order])
    return Column(
        outcome, title, [place[each] for each in given.codes()], tuple(labels), filtered=True
    )


def _near(report: Report, facts: Mapping[str, Fact], head: str) -> Iterator[Column]:
    near, compared = report.near(), report.compared
    yield _number(near, head)
    yield from _named(near)
    times = [amount(each, [1]) for each in near[TIMES]]
    yield Column("times", tr("Figure ÷ threshold"), times, number=True)
    measured = [_MEASURED[each] and tr(_MEASURED[each]) for each in near[MEASURED]]
    yield Column("measured", "", measured, under="times")
    places = near[COMPARED].to_list()
    quantities = list(dict.fromkeys(compared[place].fact for place in places))
    at = [quantities.index(compared[place].fact) for place in places]
    titles = tuple(_in_unit(facts[each]) for each in quantities)
    if len(titles) > 1:
        yield Column("fact", tr("Fact"), at, titles, filtered=True)
    figures = [float(each.threshold.value) for each in compared]
    yield from _figures(near, titles[0] if len(titles) == 1 else tr("Figure"), figures)
    labels = [_threshold(each, facts[each.fact].unit) for each in compared]
    yield Column("threshold", tr("Threshold"), places, tuple(labels), filtered=True)
    why = list(_WHY)
    codes = [why.index(each) for each in near[WHY]]
    reasons = tuple(tr(each, factor=FACTOR) for each in _WHY.values())
    yield Column("why", tr("Why it is here"), codes, reasons, filtered=True)


def _threshold(compared: Compared, unit: str | None) -> str:
    return of(in_unit(compared.threshold.value, unit), listing(compared.threshold.names))


def _errors(report: Report, head: str) -> Iterator[Column]:
    errors = report.errors()
    codes = sorted(set(errors["code"]))
    place = {code: at for at, code in enumerate(codes)}
    yield _number(errors, head)
    at = [place[each] for each in errors["code"]]
    yield Column("case", tr("Case"), plain(errors[ID].to_list()), searched=True)
    yield Column("column", tr("Column"), plain(errors["column"].to_list()), searched=True)
    yield Column("code", tr("Code"), at, tuple(codes), filtered=True)
    reasons, lang = plain(errors["reason"].to_list()), "" if spoken() == "en" else "en"
    yield Column("reason", tr("What is wrong"), reasons, searched=True, lang=lang)
    yield Column("help", "", plain(errors["help"].to_list()), under="reason")
