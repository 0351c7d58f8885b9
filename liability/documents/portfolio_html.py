"""The report of a portfolio: one HTML file that needs nothing beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from liability.determination.assess import HEADLINES
from liability.documents.markdown import markup_environment
from liability.documents.portfolio_chart import chart
from liability.documents.portfolio_grid import grids_json
from liability.documents.portfolio_tables import grids
from liability.documents.portfolio_words import PortfolioWords, chosen
from liability.documents.words import NOTICE, in_unit
from liability.portfolio.batch import Tally
from liability.portfolio.report import FACTOR, Coded, Report
from liability.portfolio.wanted import Missing
from liability.record import record
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.rulebook.packs import shipped
from liability.source.visible import visible_line

_FOLDER = "portfolio"
_TEMPLATE, _STYLE, _SCRIPT = "report.html.j2", "report.css", "report.js"
_MOST_MISSING = 20
_BAR = 200  # width of the bar of all rows


@record
class Origin(NamedTuple):
    """Where a report comes from.

    Attributes:
        name: the portfolio, as the user named it; the folders before it are not shown.
        about: what its table is and whose, as its map says.
        audit: what was inferred on durable-rules, in words.
        dates_of_their_own: whether each case may name its own date, readings and figures.
        complete: whether it was read to its end.
        disagreements: in how many outcomes columns and engine disagreed, of what was audited.
        asked: whether the facts to find out were asked for.
    """

    name: str
    about: str
    audit: str
    dates_of_their_own: bool
    complete: bool
    disagreements: int
    asked: bool


@record
class _Share(NamedTuple):
    """How many rows have one outcome."""

    label: str
    detail: str
    rows: int
    percent: str
    bar: float


def portfolio_html(
    report: Report, tally: Tally, missing: Sequence[Missing], origin: Origin, law: Law
) -> str:
    """Return the report of a portfolio in HTML.

    Args:
        report: what was collected.
        tally: what became of the rows.
        missing: the facts that are missing, most often first.
        origin: where it comes from.
        law: the law in force.
    """
    words, book = PortfolioWords(law), law.rulebook
    fact = book.facts[book.outcomes.compute["training"]]
    style, script = _text(_STYLE), _text(_SCRIPT)
    shown = grids(report, words, fact.unit or "")
    return (
        _environment()
        .get_template(f"{_FOLDER}/{_TEMPLATE}")
        .render(
            head=list(_head(origin, law)),
            origin=origin,
            tally=tally,
            by_code=sorted(tally.by_code.items(), key=lambda item: (-item[1], item[0])),
            book=book,
            fact=fact,
            chart=chart(report.histogram, report.thresholds, fact.unit or ""),
            sides=report.sides(),
            report=report,
            outcomes=list(_outcomes(report, words)),
            harbors=list(_harbors(report, words)),
            missing=missing[:_MOST_MISSING],
            words=words,
            grids={each.id: each for each in shown},
            data=Markup(grids_json(shown)),
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            factor=FACTOR,
            bar_width=_BAR,
            in_unit=in_unit,
            say=say,
            notice=NOTICE,
        )
    )


def _environment() -> SandboxedEnvironment:
    made = markup_environment()
    made.filters["count"] = lambda number: f"{number:,}"
    return made


def _text(name: str) -> str:
    return (shipped("templates") / _FOLDER / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Return a policy under which nothing runs but the report's own script, and nothing loads."""
    digests = (hashlib.sha256(each.encode()).digest() for each in (style, script))
    of_style, of_script = (base64.b64encode(each).decode() for each in digests)
    return (
        f"default-src 'none'; style-src 'sha256-{of_style}'; script-src 'sha256-{of_script}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _head(origin: Origin, law: Law) -> Iterator[tuple[str, str]]:
    """Yield what the report is about, and under which law."""
    book = law.rulebook
    yield "Portfolio", visible_line(PurePath(origin.name).name)
    if origin.about:
        yield "Data", visible_line(origin.about)
    yield "Law", f"{say(book.title)}, version {book.version} ({book.id})"
    own = "; each case under the date, readings and figures that it names itself"
    yield "Law as of", law.as_of + (own if origin.dates_of_their_own else "")
    yield "Text", say(book.profiles[law.profile])
    yield from chosen(law)
    yield "Inferred", origin.audit
    yield "Digest of the law", book.digest


def _outcomes(
    report: Report, words: PortfolioWords
) -> Iterator[tuple[str, list[_Share], list[_Share]]]:
    """Yield standard, tier and injunction, as the facts stand and on a closed record."""
    for name in HEADLINES:
        closed = _shares(report.on_record[name], name, words)
        yield words.title(name), _shares(report.outcomes[name], name, words), closed


def _harbors(report: Report, words: PortfolioWords) -> Iterator[tuple[str, list[_Share]]]:
    for name, counted in report.outcomes.items():
        if name not in HEADLINES:
            yield words.title(name), _shares(counted, name, words)


def _shares(counted: Coded, outcome: str, words: PortfolioWords) -> list[_Share]:
    """Return how many rows have which possible values, the most first."""
    counts = counted.counts()
    order = sorted(counts, key=lambda each: (-counts[each], words.rank(outcome, each)))
    return [
        _share(
            words.label(outcome, each) if each else "undetermined",
            words.detail(outcome, each),
            counts[each],
            counts.total(),
        )
        for each in order
    ]


def _share(label: str, detail: str, rows: int, total: int) -> _Share:
    share = rows / total
    percent = f"{share:.1%}" if 0.0005 <= share < 0.9995 or rows in (0, total) else "<0.1%"
    if 0.9995 <= share < 1:
        percent = ">99.9%"
    return _Share(label, detail, rows, percent, round(max(share * _BAR, 0.5), 2))
