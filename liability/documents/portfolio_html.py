"""The report of a portfolio: one HTML file that needs nothing beside it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from liability.determination.assess import HEADLINES
from liability.determination.edition import edition
from liability.documents.markdown import markup_environment
from liability.documents.portfolio_chart import chart
from liability.documents.portfolio_grid import grids_json
from liability.documents.portfolio_tables import grids
from liability.documents.portfolio_words import PortfolioWords, amount
from liability.documents.words import NOTICE, in_unit
from liability.language import spoken
from liability.portfolio.named_law import OwnLaw, chosen, held, left_to_cases
from liability.portfolio.report import FACTOR, FewTexts, Report, Sides
from liability.portfolio.results import ROW
from liability.portfolio.tally import Tally
from liability.portfolio.wanted import Missing
from liability.record import record
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.rulebook.packs import shipped
from liability.sentences import listing, lowered, of, run_on, tr
from liability.source.visible import visible_line

_FOLDER = "portfolio"
_TEMPLATE, _STYLE, _SCRIPT = "report.html.j2", "report.css", "report.js"
_MOST_MISSING = 20  # where none settles anything alone
_BAR = 200  # width of the bar of all rows


@record
class Origin(NamedTuple):
    """Where a report comes from.

    Attributes:
        name: the portfolio, as the user named it; the folders before it are not shown.
        about: what its table is and whose, as its map says.
        audit: what was inferred on durable-rules, in words.
        own: what cases may say themselves of the law; None for a table.
        complete: whether it was read to its end.
        disagreements: in how many outcomes columns and engine disagreed, of what was audited.
        asked: whether the facts to find out were asked for.
        counted: whether training compute is counted from the lineages of the table.
    """

    name: str
    about: str
    audit: str
    own: OwnLaw | None
    complete: bool
    disagreements: int
    asked: bool
    counted: bool = False


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
    """Return the report of a portfolio in HTML, in the language spoken.

    Args:
        report: what was collected.
        tally: what became of the rows.
        missing: the facts that are missing, first those that settle most alone.
        origin: where it comes from.
        law: the law in force.
    """
    words, book = PortfolioWords(law), law.rulebook
    fact = book.facts.get(book.outcomes.training_compute or "")
    style, script = _text(_STYLE), _text(_SCRIPT)
    shown = tuple(grids(report, words, book.facts, lines=origin.own is None))
    sides, unit = report.sides(), fact.unit or "" if fact else ""
    return (
        _environment()
        .get_template(f"{_FOLDER}/{_TEMPLATE}")
        .render(
            language=spoken(),
            name=visible_line(PurePath(origin.name).name),
            head=list(_head(origin, law)),
            origin=origin,
            tally=tally,
            by_code=sorted(tally.by_code.items(), key=lambda item: (-item[1], item[0])),
            fact=fact,
            chart=chart(report.histogram, report.thresholds, unit),
            described=list(_described(report, sides, unit)),
            sides=sides,
            unstated=run_on(*_unstated(report, tally, counted=origin.counted)),
            report=report,
            outcomes=list(_outcomes(report, words)),
            harbors=list(_harbors(report, words)),
            near=run_on(*_near(report)),
            turning=listing(lowered(words.title(each)) for each in HEADLINES),
            missing=_first_missing(missing),
            words=words,
            grids={each.id: each for each in shown},
            data=Markup(grids_json(shown)),
            controls=json.dumps(_controls(), ensure_ascii=False),
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            factor=FACTOR,
            bar_width=_BAR,
            notice=tr(NOTICE),
        )
    )


def _environment() -> SandboxedEnvironment:
    made = markup_environment()
    made.filters |= {"count": _count, "filled": _filled, "listing": listing, "lowered": lowered}
    made.globals |= {"tr": tr, "run_on": run_on, "say": say}
    made.globals |= {"in_unit": in_unit, "settled": _settled, "stated": _stated}
    return made


def _count(number: int) -> str:
    """Return how many, as English, Korean, Japanese and Chinese alike group figures."""
    return f"{number:,}"


def _filled(said: str, **values: object) -> Markup:
    """Return a sentence with elements in place of its `{names}`; other values are escaped.

    >>> _filled("{a} < {b}", a=Markup("<b>1</b>"), b="<2>")
    Markup('<b>1</b> &lt; &lt;2&gt;')
    """
    return escape(said).format(**values)


def _controls() -> dict[str, str]:
    """Return what the script of the report says."""
    return {
        "sideways": tr("There is more to the right: scroll sideways."),
        "search": tr("Search"),
        "all": tr("all"),
        "clear": tr("Clear"),
        "first": tr("First"),
        "previous": tr("Previous"),
        "next": tr("Next"),
        "last": tr("Last"),
        "page": tr("Page {page} of {pages}"),
        "none": tr("{count} {rows}"),
        "some": tr("{first} to {last} of {count} {rows}"),
        "chosen": tr("{shown}, chosen from {count}"),
    }


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


def _settled(always: int, sometimes: int) -> str:
    """Return in how many rows an answer settles an outcome, and in how many some answers do."""
    parts = [tr("{count} by any answer", count=_count(always))] if always else []
    if sometimes:
        parts.append(tr("{count} by some answers", count=_count(sometimes)))
    return listing(parts)


def _first_missing(missing: Sequence[Missing]) -> tuple[Sequence[Missing], Sequence[Missing]]:
    """Return the facts of which some answer alone settles anything, and the others.

    Where no fact does, a few come first.
    """
    first = [each for each in missing if each.settles] or missing[:_MOST_MISSING]
    return first, missing[len(first) :]


def _stated(missing: Missing) -> Iterator[str]:
    """Yield what rows that turn on a quantity state of it, where that is anything."""
    best, bounds = missing.best, missing.bounds
    if best == 1:
        yield tr("1 of these states a best estimate; a low or a high end is missing.")
    elif best:
        yield tr(
            "{count} of these state a best estimate; a low or a high end is missing.",
            count=_count(best),
        )
    if bounds == 1:
        yield tr("1 of these states bounds that leave it open.")
    elif bounds:
        yield tr("{count} of these state bounds that leave it open.", count=_count(bounds))


def _described(report: Report, sides: Sequence[Sides], unit: str) -> Iterator[str]:
    """Yield what the chart shows, for those who do not see it."""
    if ends := report.ends():
        figures = [float(each.value) for each in report.thresholds]
        low, high = (f"{amount(each, figures)} {unit}".rstrip() for each in ends)
        yield tr(
            "The smallest best estimate above zero is {low}, the largest {high}.",
            low=low,
            high=high,
        )
    else:
        yield tr("No row has a positive best estimate.")
    for each in sides:
        said = {
            "figure": of(in_unit(each.threshold.value, unit), listing(each.threshold.names)),
            "below": _count(each.below),
        }
        yield (
            tr("1 row is at {figure} or above, {below} below.", **said)
            if each.reached == 1
            else tr(
                "{count} rows are at {figure} or above, {below} below.",
                count=_count(each.reached),
                **said,
            )
        )
    yield tr("The same figures stand in the tables below.")


def _unstated(report: Report, tally: Tally, *, counted: bool) -> Iterator[str]:
    """Yield which rows have no place in the chart, and why."""
    counts = {"without": _count(report.without), "graded": _count(tally.graded)}
    if not report.without and tally.graded:
        yield tr("Every graded row has a best estimate.")
    elif tally.graded == 1:
        yield tr("The one graded row has no best estimate.")
    elif report.without == 1:
        yield tr("1 of the {graded} graded rows has no best estimate.", graded=counts["graded"])
    elif tally.graded:
        yield tr("{without} of the {graded} graded rows have no best estimate.", **counts)
    if report.without and counted:
        yield tr(
            "Compute is counted with that of the bases: where it is open whether a stated total "
            "holds theirs, or what they took, there is no best estimate."
        )
    if report.zeros == 1:
        yield tr("The best estimate of 1 row is zero, which has no place on a logarithmic scale.")
    elif report.zeros:
        zeros = _count(report.zeros)
        yield tr(
            "The best estimate of {count} rows is zero, which has no place on a logarithmic scale.",
            count=zeros,
        )


def _near(report: Report) -> Iterator[str]:
    """Yield how many rows are close to a threshold, and how many are open to one instead."""
    near, one_end = report.near(), report.one_end()
    if near.height:
        counts = {"rows": _count(near[ROW].n_unique()), "entries": _count(near.height)}
        yield tr("Rows close to a threshold: {rows}; their entries: {entries}.", **counts)
    if one_end:
        yield tr(
            "Rows with one end of a figure alone, and no estimate, are open to every "
            "threshold beyond it, however far, and are not listed for it: {count}.",
            count=_count(one_end),
        )


def _head(origin: Origin, law: Law) -> Iterator[tuple[str, str]]:
    """Yield what the report is about, and under which law."""
    book = law.rulebook
    if origin.about:
        yield tr("Data"), visible_line(origin.about)
    named = {"title": say(book.title), "version": edition(book), "id": book.id}
    yield tr("Law"), tr("{title}, version {version} ({id})", **named)
    own = origin.own
    day, text = own or (None, None)
    yield tr("Law as of"), held(law.as_of, day)
    yield tr("Text"), held(say(book.profiles[law.profile]), text)
    yield from chosen(law, own)
    if own is not None:
        yield tr("Set by each case"), left_to_cases(law)
    yield tr("Inferred"), origin.audit
    yield tr("Digest of the law"), book.digest


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


def _shares(counted: FewTexts, outcome: str, words: PortfolioWords) -> list[_Share]:
    """Return how many rows have which possible values, the most first."""
    counts = counted.counts()
    order = sorted(counts, key=lambda each: (-counts[each], words.rank(outcome, each)))
    return [
        _share(
            words.label_or_open(outcome, each),
            words.detail(outcome, each),
            counts[each],
            counts.total(),
        )
        for each in order
    ]


def _share(label: str, detail: str, rows: int, total: int) -> _Share:
    share = rows / total
    percent = f"{share:.1%}"
    if 0 < share < 0.0005:
        percent = "<0.1%"
    elif 0.9995 <= share < 1:
        percent = ">99.9%"
    return _Share(label, detail, rows, percent, round(max(share * _BAR, 0.5), 2))
