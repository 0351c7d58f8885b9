"""A portfolio on the screen: the rows of which most is known, and what all of them come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from liability.determination.assess import HEADLINES
from liability.documents.flowing import flowing
from liability.documents.portfolio_words import PortfolioWords
from liability.documents.tables import INDENT, labelled, listed, others, section, table
from liability.documents.words import NOTICE
from liability.portfolio.named_law import OwnLaw, named_law
from liability.portfolio.refusals import REFUSED
from liability.portfolio.summary import Summary
from liability.portfolio.tally import Tally
from liability.rulebook.law import Law
from liability.sentences import listing, of, tr

_URGENT = ("bad", "warn", "", "good")  # tones, what is to be looked at first
_MOST_NEEDS, _MOST_DUTIES = 8, 8


def portfolio_screen(
    name: str,
    summary: Summary,
    tally: Tally,
    audit: str,
    law: Law,
    own: OwnLaw | None,
    width: int,
    *,
    errors_written: bool,
    complete: bool,
) -> RenderableType:
    """Return what became of a portfolio, for a terminal of `width` columns.

    Args:
        name: what was graded.
        summary: what came of its rows.
        tally: how many there were.
        audit: what was inferred on durable-rules, in words.
        law: the law in force.
        own: what cases may say of it themselves; None for a table.
        width: columns.
        errors_written: whether the rows refused are in a file of their own.
        complete: whether all rows were graded; else the run was interrupted.
    """
    writer = _Screen(summary, tally, audit, law, width)
    return Group(*writer.parts(name, own, errors_written=errors_written, complete=complete))


def finished(tally: Tally) -> str:
    """Return how far a run got that was interrupted, in words that follow `interrupted`."""
    read = f"{tally.read:,}"
    if tally.there is None:
        return tr("after {read} rows; any that follow are not graded", read=read)
    there = f"{tally.there:,}"
    return tr("after {read} of {there} rows; the others are not graded", read=read, there=there)


class _Screen:
    def __init__(self, summary: Summary, tally: Tally, audit: str, law: Law, width: int) -> None:
        self.summary = summary
        self.tally = tally
        self.audit = audit
        self.law = law
        self.book = law.rulebook
        self.words = PortfolioWords(law)
        self.width = width

    def parts(
        self, name: str, own: OwnLaw | None, *, errors_written: bool, complete: bool
    ) -> Iterator[RenderableType]:
        yield Text(name, style="bold underline")
        yield flowing(Text(" · ".join(named_law(self.law, own)), style="dim"))
        yield Text()
        cut = [] if complete else [(tr("Interrupted"), Text(finished(self.tally), style="yellow"))]
        yield labelled([*cut, *self.counts()])
        head = tr("Line") if own is None else tr("Row")
        yield from section(tr("Rows refused"), self.refused(head, written=errors_written))
        if self.tally.graded:
            yield from self.found()
        else:
            yield from (Text(), Text(tr("No row was graded.")))
        yield Text()
        yield flowing(Text(tr(NOTICE), style="italic dim"))

    def found(self) -> Iterator[RenderableType]:
        """Show what came of the rows that were graded."""
        for outcome in HEADLINES:
            yield from section(self.words.title(outcome), self.outcome(outcome))
        yield from section(tr("Safe harbors"), self.harbors())
        yield from section(tr("Duties"), self.duties())
        yield from section(tr("Most often among the first facts to find out"), self.needs())
        yield from section(tr("Rows of which most is determined"), self.rows())

    def counts(self) -> Iterator[tuple[str, Text]]:
        tally = self.tally
        counted = {each: f"{getattr(tally, each):,}" for each in ("read", "graded", "refused")}
        yield tr("Rows"), Text(tr("{read}: {graded} graded, {refused} refused", **counted))
        if tally.by_code:
            most = tally.by_code.most_common()
            codes = listing(f"{_why(code)} {count:,}" for code, count in most)
            yield tr("Refused for"), Text(codes, style="yellow")
        yield tr("Inferred"), Text(self.audit)

    def refused(self, head: str, *, written: bool) -> RenderableType | None:
        """Show the first rows refused, what is first wrong with each, and where the rest is."""
        first = [
            (f"{row:,}", name or "", f"{column}: {reason}" if column else reason)
            for row, name, column, reason in self.summary.refused
        ]
        if not first:
            return None
        shown = table((head, tr("Name"), tr("Reason")), first, self.width - INDENT)
        made = _with_more(shown, self.tally.refused - len(first), "")
        advice = Text(tr("`--errors FILE` writes all of them with what to do"), style="dim")
        return made if written else Group(made, flowing(advice))

    def outcome(self, outcome: str) -> RenderableType | None:
        counted = self.summary.outcomes[outcome].most_common()
        labels = self._labels(outcome, [value for value, _ in counted])
        rows = [(f"{count:,}", labels[value]) for value, count in counted]
        heads = (tr("Rows"), tr("Outcome"))
        return table(heads, rows, self.width - INDENT) if rows else None

    def _labels(self, outcome: str, values: Sequence[str]) -> Mapping[str, str]:
        """Return possible values in words, by the values: no two in the same."""
        different = list(dict.fromkeys(values))
        return dict(zip(different, self.words.labels(outcome, different), strict=True))

    def harbors(self) -> RenderableType | None:
        rows = []
        for name, counted in self.summary.outcomes.items():
            if name.startswith("harbors."):
                title = self.words.title(name)
                most = counted.most_common()
                labels = self._labels(name, [value for value, _ in most])
                for value, count in most:
                    rows.append((title, f"{count:,}", labels[value]))
                    title = ""
        heads = (tr("Harbor"), tr("Rows"), tr("State"))
        return table(heads, rows, self.width - INDENT) if rows else None

    def duties(self) -> RenderableType | None:
        """Show the duties by their states, bad ones first; then those in which rows differ."""
        duties, graded, tones = self.summary.duties, self.tally.graded, self.book.outcomes.tones
        found = [
            (
                _URGENT.index(tones.get(state, "")),
                count[state] == graded,
                -count[state],
                duty,
                state,
            )
            for state in duties.states
            for duty, count in duties.counted().items()
            if count[state]
        ]
        rows = [
            (self.words.duty(duty), f"{-less:,}", self.words.duty_state(state))
            for _, _, less, duty, state in sorted(found)
        ]
        if not rows:
            return None
        heads = (tr("Duty"), tr("Rows"), tr("State"))
        shown = table(heads, rows[:_MOST_DUTIES], self.width - INDENT)
        return _with_more(shown, len(rows) - _MOST_DUTIES, _in_file())

    def needs(self) -> RenderableType | None:
        most = self.summary.needs.most_common(_MOST_NEEDS)
        asked = ((f"{count:,}", f"{self.words.question(fact)} [{fact}]") for fact, count in most)
        return listed([tr("{title}: {value}", title=n, value=said) for n, said in asked])

    def rows(self) -> RenderableType | None:
        """Show the rows of which something is determined."""
        if self.summary.rows is None:
            return None
        rows = self.summary.rows.filter(pl.any_horizontal(pl.col(HEADLINES).is_not_null()))
        if not rows.height:
            return flowing(tr("None has its standard, tier or injunction determined."))
        made: list[Sequence[str]] = []
        possible = [rows[f"{each}_possible"].to_list() for each in HEADLINES]
        said = [
            (self._labels(each, texts), texts)
            for each, texts in zip(HEADLINES, possible, strict=True)
        ]
        for place, row in enumerate(rows.iter_rows(named=True)):
            name = row["title"] or row["id"] or tr("line {line}", line=row["row"])
            if row["id"] and row["id"] != name:
                name = of(name, row["id"])
            made.append((name, *(labels[texts[place]] for labels, texts in said)))
        heads = (tr("Case"), *(self.words.title(each) for each in HEADLINES))
        shown = table(heads, made, self.width - INDENT)
        return _with_more(shown, self.tally.graded - rows.height, _in_file())


def _why(code: str) -> str:
    """Return the code of what is wrong with a row, with who refuses it where nothing else is."""
    return of(code, tr("by the map")) if code == REFUSED else code


def _in_file() -> str:
    return of("", tr("-o FILE has all"))


def _with_more(shown: RenderableType, left: int, where: str) -> Group:
    """Return what is shown, and how many more there are and where."""
    more = [Text(others(left) + where, style="dim")] if left > 0 else []
    return Group(shown, *more)
